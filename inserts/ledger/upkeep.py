"""Keeping no more of customers than is needed: what has become old, who asks to be forgotten, who wants no coupons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from inserts.ledger.issue import set_wish
from inserts.ledger.people import ERASED
from inserts.ledger.protocol import Book, stamp


class _Part(NamedTuple):
    """One thing a purge does: which rows of which table, and the change. `by_key`: old by the customers' limit."""

    label: str
    table: str
    where: str
    change: str
    by_key: bool = False


# What is left keeps order and code, so that neither is ever used again; what is being printed just now stays whole.
_TOMBSTONE = """
    SET gone = 'purged', code = NULL, tier = '', arm = '', customer_key = NULL, order_number = 0,
        benefit_kind = 'none', benefit_value = NULL, benefit_text = '', currency = '', min_spend = NULL,
        single_use = 0, excludes = '[]', valid_from = NULL, valid_through = NULL, void_reason = NULL"""
_OLD_ISSUE = """
    shop = ? AND issued_at < ? AND gone <> 'purged' AND NOT EXISTS (
        SELECT 1 FROM ledger_print_order o JOIN ledger_print p ON p.id = o.print_id
        WHERE o.issue_id = ledger_issue.id AND p.state = 'rendering')"""
_OLD_PRINT = """
    batch_id IN (SELECT id FROM ledger_batch WHERE shop = ?) AND started_at < ? AND state <> 'rendering'"""
_OLD_CARD = f"print_id IN (SELECT id FROM ledger_print WHERE {_OLD_PRINT})"  # noqa: S608
_PARTS = (
    _Part(
        "customers of orders",
        "ledger_order",
        "shop = ? AND COALESCE(placed_at, seen_at) < ? AND customer_key IS NOT NULL",
        "SET customer_key = NULL",
        by_key=True,
    ),
    _Part(
        "customers of coupons",
        "ledger_issue",
        "shop = ? AND issued_at < ? AND customer_key IS NOT NULL",
        "SET customer_key = NULL",
        by_key=True,
    ),
    _Part("places of cards", "ledger_print_card", _OLD_CARD, ""),
    _Part("offers", "ledger_issue", _OLD_ISSUE, _TOMBSTONE),
    _Part(
        "prints",
        "ledger_print",
        f"{_OLD_PRINT} AND (pdf IS NOT NULL OR reason <> '')",
        "SET pdf = NULL, pdf_sha256 = NULL, reason = ''",
    ),
    _Part("export files", "ledger_batch", "shop = ? AND created_at < ? AND inputs <> '[]'", "SET inputs = '[]'"),
    _Part("codes seen in orders", "ledger_redemption", "shop = ? AND seen_at < ?", ""),
    _Part("parts in experiments", "ledger_trial", "shop = ? AND noted_at < ? AND held_out = 0", ""),
    _Part("orders", "ledger_order", "shop = ? AND COALESCE(placed_at, seen_at) < ?", ""),
)

_FORGET_ORDERS = f"""
    UPDATE ledger_order SET customer_key = NULL, mark = '{ERASED}'
    WHERE shop = ? AND (customer_key IN (SELECT order_ref FROM ledger_wish)
        OR order_ref IN (SELECT order_ref FROM ledger_issue
            WHERE shop = ? AND customer_key IN (SELECT order_ref FROM ledger_wish)))"""  # noqa: S608
_FORGET_ISSUES = """
    UPDATE ledger_issue SET customer_key = NULL
    WHERE shop = ? AND customer_key IN (SELECT order_ref FROM ledger_wish)"""
_KEYS_OF = """
    SELECT customer_key FROM ledger_order WHERE shop = ? AND order_ref = ? AND customer_key IS NOT NULL
    UNION SELECT customer_key FROM ledger_issue WHERE shop = ? AND order_ref = ? AND customer_key IS NOT NULL"""
_IS_KNOWN = """
    SELECT 1 FROM ledger_order WHERE shop = ? AND order_ref = ?
    UNION ALL SELECT 1 FROM ledger_issue WHERE shop = ? AND order_ref = ?"""

_NEWEST = """
    SELECT MAX(issued_at) FROM ledger_issue WHERE shop = ? UNION SELECT MAX(seen_at) FROM ledger_order WHERE shop = ?"""

_OPTED_OUT = "SELECT customer_key FROM ledger_optout WHERE shop = ?"
_OPT_OUT = """
    INSERT INTO ledger_optout (shop, customer_key, noted_at) VALUES (?, ?, ?)
    ON CONFLICT (shop, customer_key) DO NOTHING"""
_OPT_IN = """
    DELETE FROM ledger_optout WHERE shop = ? AND customer_key IN (SELECT order_ref FROM ledger_wish)"""


def purge(book: Book, *, keys_before: datetime, issues_before: datetime, dry_run: bool = False) -> Mapping[str, int]:
    """Remove what is older than these moments; how many rows of what. Nothing of it stays in the database's files.

    Of an offer there stay the order and its code as it is compared, so that neither is used again.
    """
    counted: dict[str, int] = {}
    with book.db.transaction("purge"):
        for part in _PARTS:
            values = (book.shop, stamp(keys_before if part.by_key else issues_before))
            if dry_run:
                rows = book.db.rows(f"SELECT COUNT(*) FROM {part.table} WHERE {part.where}", values)  # noqa: S608
                counted[part.label] = int(rows[0][0])
            else:
                change = f"UPDATE {part.table} {part.change}" if part.change else f"DELETE FROM {part.table}"  # noqa: S608
                counted[part.label] = book.db.change(f"{change} WHERE {part.where}", values)
    if not dry_run and any(counted.values()):
        book.db.compact()
    return counted


def newest(book: Book) -> datetime | None:
    """When something was last entered."""
    found = [moment for (moment,) in book.db.rows(_NEWEST, (book.shop, book.shop)) if moment]
    return datetime.fromisoformat(max(found)) if found else None


def erase(book: Book, customers: Collection[str]) -> int:
    """Forget whose the orders of these customers (keyed hashes) are; how many. A later export does not bring it back.

    The orders keep their codes, for those are on paper.
    """
    with book.db.transaction("erase"):
        set_wish(book.db, customers)
        forgotten = book.db.change(_FORGET_ORDERS, (book.shop, book.shop))
        forgotten = max(forgotten, book.db.change(_FORGET_ISSUES, (book.shop,)))
    if forgotten:
        book.db.compact()
    return forgotten


def customers_of(book: Book, order: str) -> tuple[str, ...] | None:
    """The keyed hashes of an order's customer; None when the ledger does not know the order."""
    both = (book.shop, order, book.shop, order)
    if not book.db.rows(_IS_KNOWN, both):
        return None
    return tuple(key for (key,) in book.db.rows(_KEYS_OF, both))


def opt_out(book: Book, customers: Sequence[str]) -> int:
    """Remember that these customers (keyed hashes) want no coupons; how many are new."""
    moment = book.stamp()
    with book.db.transaction("opt out"):
        before = opted_out(book)
        book.db.many(_OPT_OUT, [(book.shop, customer, moment) for customer in sorted(set(customers))])
        return len(opted_out(book) - before)


def opt_in(book: Book, customers: Sequence[str]) -> int:
    """Take these customers off the list; how many were on it."""
    with book.db.transaction("opt in"):
        set_wish(book.db, customers)
        return book.db.change(_OPT_IN, (book.shop,))


def opted_out(book: Book) -> frozenset[str]:
    """See `Ledger.opted_out`."""
    return frozenset(customer for (customer,) in book.db.rows(_OPTED_OUT, (book.shop,)))
