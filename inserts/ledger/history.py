"""Which customer's how-manyth order: orders seen in exports, with keyed hashes in place of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo

from inserts.ledger.codes import customer_key
from inserts.ledger.issue import set_wish
from inserts.ledger.protocol import Book, stamp
from inserts.model.order import Order, State

_COUNTED = (State.OPEN, State.FULFILLED)

# What a later export does not tell stays as an earlier one told it; one that tells nothing new changes nothing.
_NOTE = """
    INSERT INTO ledger_order (shop, order_ref, placed_at, seen_at, customer_key, country, total, currency, counted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (shop, order_ref) DO UPDATE SET
        placed_at = COALESCE(excluded.placed_at, ledger_order.placed_at),
        customer_key = COALESCE(excluded.customer_key, ledger_order.customer_key),
        country = CASE WHEN excluded.country = '' THEN ledger_order.country ELSE excluded.country END,
        total = COALESCE(excluded.total, ledger_order.total),
        currency = CASE WHEN excluded.currency = '' THEN ledger_order.currency ELSE excluded.currency END,
        counted = excluded.counted
    WHERE excluded.placed_at IS NOT NULL AND
            (ledger_order.placed_at IS NULL OR excluded.placed_at <> ledger_order.placed_at)
        OR excluded.customer_key IS NOT NULL AND
            (ledger_order.customer_key IS NULL OR excluded.customer_key <> ledger_order.customer_key)
        OR excluded.total IS NOT NULL AND (ledger_order.total IS NULL OR excluded.total <> ledger_order.total)
        OR excluded.country NOT IN ('', ledger_order.country) OR excluded.currency NOT IN ('', ledger_order.currency)
        OR excluded.counted <> ledger_order.counted"""
_HISTORY = """
    SELECT h.order_ref, h.customer_key, h.counted, COALESCE(h.placed_at, h.seen_at)
    FROM ledger_order h
    WHERE h.shop = ? AND h.customer_key IN (
        SELECT n.customer_key FROM ledger_wish w JOIN ledger_order n ON n.shop = ? AND n.order_ref = w.order_ref)"""


def note_orders(book: Book, orders: Sequence[Order], zone: tzinfo) -> None:
    """See `Ledger.note_orders`."""
    seen = book.stamp()
    rows = {order.id: _row(book, order, zone, seen) for order in orders}
    with book.db.transaction("note"):
        book.db.many(_NOTE, [rows[order] for order in sorted(rows)])


def order_numbers(book: Book, orders: Sequence[Order]) -> Mapping[str, int]:
    """See `Ledger.order_numbers`. Orders of one second count in the order of their numbers, 9 before 10."""
    wanted = {order.id for order in orders}
    with book.db.transaction("count"):
        set_wish(book.db, sorted(wanted))
        history = book.db.rows(_HISTORY, (book.shop, book.shop))
    history.sort(key=lambda row: (row[3], len(row[0]), row[0]))
    numbers, earlier = dict.fromkeys(wanted, 0), dict[str, int]()
    for order, customer, counted, _ in history:
        before = earlier.get(customer, 0)
        if order in numbers:
            numbers[order] = before + 1
        earlier[customer] = before + counted
    return numbers


def _row(book: Book, order: Order, zone: tzinfo, seen: str) -> tuple[object, ...]:
    placed = order.placed
    if placed and placed.tzinfo is None:
        placed = placed.replace(tzinfo=zone)
    return (
        book.shop,
        order.id,
        stamp(placed) if placed else None,
        seen,
        customer_key(book.key, order.email, order.phone) or None,
        order.country,
        None if order.total is None else str(order.total),
        order.currency,
        int(order.state in _COUNTED),
    )
