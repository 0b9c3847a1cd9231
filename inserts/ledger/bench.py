"""The packing bench: which cards of a batch wait for a parcel, and which have been seen with theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inserts.ledger.conditions import GIVES
from inserts.ledger.history import GONE
from inserts.ledger.issue import SLOT, set_wish
from inserts.ledger.protocol import Awaited, Book
from inserts.ledger.spoils import print_named

# A row keeps a code while its grant gives none, and then no card has it; of what was purged or restored the code is
# known and the grant is not.
_AWAITED = f"""
    SELECT i.order_ref, i.code, i.code_norm,
        i.gone <> '' OR {GIVES},
        i.voided_at IS NOT NULL, o.matched_at IS NOT NULL, COALESCE(h.stage, 0)
    FROM ledger_print_order o
    JOIN ledger_issue i ON i.id = o.issue_id
    LEFT JOIN ledger_order h ON h.shop = i.shop AND h.order_ref = i.order_ref
    WHERE o.print_id = ? AND o.voided_at IS NULL ORDER BY i.id"""  # noqa: S608
_MATCHED = """
    UPDATE ledger_print_order SET matched_at = ?
    WHERE matched_at IS NULL AND voided_at IS NULL
        AND issue_id IN (
            SELECT i.id FROM ledger_wish w
            JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?)
        AND print_id IN (SELECT id FROM ledger_print WHERE state = 'published')"""
_NOTED = """
    SELECT n.order_ref, n.stage FROM ledger_wish w
    JOIN ledger_order n ON n.shop = ? AND n.order_ref = w.order_ref"""


def awaited(book: Book, name: str) -> tuple[Awaited, ...]:
    """See `Ledger.awaited`."""
    found = print_named(book, name)
    rows = book.db.rows(_AWAITED, (found,)) if found else []
    return tuple(
        Awaited(order, (on_card and code) or "", (on_card and norm) or "", _gone(voided, stage), bool(matched))
        for order, code, norm, on_card, voided, matched, stage in rows
    )


def note_matched(book: Book, orders: Sequence[str]) -> int:
    """See `Ledger.note_matched`."""
    with book.db.transaction("match"):
        set_wish(book.db, orders)
        return book.db.change(_MATCHED, (book.stamp(), book.shop, SLOT))


def noted(book: Book, orders: Sequence[str]) -> Mapping[str, str]:
    """See `Ledger.noted`."""
    with book.db.transaction("noted"):
        set_wish(book.db, orders)
        return {order: _gone(False, stage) for order, stage in book.db.rows(_NOTED, (book.shop,))}


def _gone(voided: bool, stage: int) -> str:
    return GONE.get(stage) or ("voided" if voided else "")
