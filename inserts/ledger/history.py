"""What is known of customers, with keyed hashes in place of people: the orders they made, the cards they had."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo

from inserts.ledger.issue import set_wish
from inserts.ledger.people import STAFF, known_as, mark_of
from inserts.ledger.protocol import Book, stamp
from inserts.model.experiment import History
from inserts.model.order import Order, State

_STAGES = (State.UNPAID, State.OPEN, State.FULFILLED, State.REFUNDED, State.CANCELLED)
"""What an order goes through, one after the other."""

REFUNDED, CANCELLED = _STAGES.index(State.REFUNDED), _STAGES.index(State.CANCELLED)
GONE = {REFUNDED: "refunded", CANCELLED: "cancelled"}
"""Stages of orders that get no parcel, in words."""

# What a later export does not tell stays as an earlier one told it; one that tells nothing new changes nothing.
# A stage never goes back, for of two files nobody knows which was exported first.
_NOTE = """
    INSERT INTO ledger_order (
        shop, order_ref, placed_at, seen_at, customer_key, country, total, currency, counted, stage, mark)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (shop, order_ref) DO UPDATE SET
        placed_at = COALESCE(excluded.placed_at, ledger_order.placed_at),
        customer_key = CASE WHEN ledger_order.mark = 'erased' THEN NULL
            ELSE COALESCE(excluded.customer_key, ledger_order.customer_key) END,
        country = CASE WHEN excluded.country = '' THEN ledger_order.country ELSE excluded.country END,
        total = COALESCE(excluded.total, ledger_order.total),
        currency = CASE WHEN excluded.currency = '' THEN ledger_order.currency ELSE excluded.currency END,
        counted = CASE WHEN excluded.stage < ledger_order.stage THEN ledger_order.counted ELSE excluded.counted END,
        stage = CASE WHEN excluded.stage < ledger_order.stage THEN ledger_order.stage ELSE excluded.stage END,
        mark = CASE WHEN excluded.mark = '' OR ledger_order.mark = 'erased' THEN ledger_order.mark
            ELSE excluded.mark END
    WHERE excluded.placed_at IS NOT NULL AND
            (ledger_order.placed_at IS NULL OR excluded.placed_at <> ledger_order.placed_at)
        OR excluded.customer_key IS NOT NULL AND
            (ledger_order.customer_key IS NULL OR excluded.customer_key <> ledger_order.customer_key)
        OR excluded.total IS NOT NULL AND (ledger_order.total IS NULL OR excluded.total <> ledger_order.total)
        OR excluded.country NOT IN ('', ledger_order.country) OR excluded.currency NOT IN ('', ledger_order.currency)
        OR excluded.mark NOT IN ('', ledger_order.mark) OR excluded.stage > ledger_order.stage
        OR excluded.stage = ledger_order.stage AND excluded.counted <> ledger_order.counted"""
_HISTORY = """
    SELECT h.order_ref, h.customer_key, h.counted, COALESCE(h.placed_at, h.seen_at)
    FROM ledger_order h
    WHERE h.shop = ? AND h.customer_key IN (
        SELECT n.customer_key FROM ledger_wish w JOIN ledger_order n ON n.shop = ? AND n.order_ref = w.order_ref)"""

# DISTINCT, for a reprint has the same cards once more. An order counts for the customer its first print knew.
_HAD = """
    SELECT DISTINCT n.order_ref, c.template
    FROM ledger_wish w
    JOIN ledger_order n ON n.shop = ? AND n.order_ref = w.order_ref
    JOIN ledger_issue i ON i.shop = ? AND i.customer_key = n.customer_key AND i.order_ref <> n.order_ref
    JOIN ledger_print_order o ON o.issue_id = i.id AND o.voided_at IS NULL
    JOIN ledger_print p ON p.id = o.print_id AND p.state IN ('rendering', 'published')
    JOIN ledger_print_card c ON c.print_id = p.id AND c.issue_id = i.id"""


def note_orders(book: Book, orders: Sequence[Order], zone: tzinfo, history: History) -> Mapping[str, str]:
    """See `Ledger.note_orders`."""
    seen = book.stamp()
    customers = {order.id: known_as(book.key, order, history) for order in orders}
    rows = {order.id: _row(book, order, customers[order.id], zone, seen, history) for order in orders}
    with book.db.transaction("note"):
        book.db.many(_NOTE, [rows[order] for order in sorted(rows)])
    return customers


def order_numbers(book: Book, orders: Sequence[Order]) -> Mapping[str, int]:
    """See `Ledger.order_numbers`. Orders of one second count in the order of their numbers, 9 before 10."""
    wanted = {order.id for order in orders}
    numbers, earlier = dict.fromkeys(wanted, 0), dict[str, int]()
    for order, customer, counted, _ in _history(book, wanted):
        before = earlier.get(customer, 0)
        if order in numbers:
            numbers[order] = before + 1
        earlier[customer] = before + counted
    return numbers


def days_since_last(book: Book, orders: Sequence[Order]) -> Mapping[str, int]:
    """See `Ledger.days_since_last`."""
    wanted = {order.id for order in orders}
    days, last = dict[str, int](), dict[str, str]()
    for order, customer, counted, placed in _history(book, wanted):
        if order in wanted and customer in last:
            days[order] = (datetime.fromisoformat(placed) - datetime.fromisoformat(last[customer])).days
        if counted:
            last[customer] = placed
    return days


def _history(book: Book, wanted: Collection[str]) -> Sequence[tuple[str, str, int, str]]:
    """All orders of the customers of the wanted ones, in the order they were placed."""
    with book.db.transaction("count"):
        set_wish(book.db, wanted)
        rows = book.db.rows(_HISTORY, (book.shop, book.shop))
    return sorted(rows, key=lambda row: (row[3], len(row[0]), row[0]))


def templates_had(book: Book, orders: Sequence[str]) -> Mapping[str, frozenset[str]]:
    """See `Ledger.templates_had`."""
    with book.db.transaction("had"):
        set_wish(book.db, orders)
        rows = book.db.rows(_HAD, (book.shop, book.shop))
    found: dict[str, set[str]] = {}
    for order, template in rows:
        found.setdefault(order, set()).add(template)
    return {order: frozenset(names) for order, names in found.items()}


def _row(book: Book, order: Order, customer: str, zone: tzinfo, seen: str, history: History) -> tuple[object, ...]:
    placed, mark = order.placed, mark_of(order, history.staff)
    if placed and placed.tzinfo is None:
        placed = placed.replace(tzinfo=zone)
    return (
        book.shop,
        order.id,
        stamp(placed) if placed else None,
        seen,
        customer or None,
        order.country,
        None if order.total is None else str(order.total),
        order.currency,
        int(order.state in history.count and mark != STAFF),
        _STAGES.index(order.state),
        mark,
    )
