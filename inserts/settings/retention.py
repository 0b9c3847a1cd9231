"""[retention]: how many days the ledger and the output folder keep what is about people. Nothing goes by itself."""

from __future__ import annotations

from dataclasses import dataclass

from inserts.tables import Table

_LONGEST = 36_500


@dataclass(frozen=True, slots=True)
class Retention:
    """Days: of knowing whose an order was, of knowing what it was promised, of keeping PDFs and manifests."""

    customer_key_days: int = 730
    issue_days: int = 1100
    pdf_days: int = 14


def read_retention(table: Table) -> Retention:
    """The limits. An offer is kept at least as long as its customer, for without it that hash tells nothing."""
    known = Retention()
    found = Retention(
        customer_key_days=table.whole("customer_key_days", known.customer_key_days, least=30, most=_LONGEST),
        issue_days=table.whole("issue_days", known.issue_days, least=90, most=_LONGEST),
        pdf_days=table.whole("pdf_days", known.pdf_days, least=1, most=_LONGEST),
    )
    if found.customer_key_days > found.issue_days:
        message = f"is longer than issue_days, which is {found.issue_days}"
        table.problem("customer_key_days", message, "raise issue_days, or lower this")
    return found
