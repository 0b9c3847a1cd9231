"""The arms of an experiment: drawn by a keyed hash, written down, and never drawn anew for a customer."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import date

from inserts.ledger.issue import SLOT, set_wish
from inserts.ledger.protocol import Assigned, Book
from inserts.model.experiment import Experiment

_HELD_OUT = """
    SELECT t.order_ref, t.experiment FROM ledger_wish w
    JOIN ledger_trial t ON t.shop = ? AND t.order_ref = w.order_ref WHERE t.held_out = 1"""

# Of a customer's arms the one of the earliest parcel counts, should the weights have been changed in between.
_KNOWN = """
    SELECT n.order_ref, n.customer_key, t.arm
    FROM ledger_wish w
    JOIN ledger_order n ON n.shop = ? AND n.order_ref = w.order_ref
    JOIN ledger_order e ON e.shop = n.shop AND e.customer_key = n.customer_key
    JOIN ledger_trial t ON t.shop = e.shop AND t.order_ref = e.order_ref
    WHERE t.experiment = ?
    ORDER BY t.shipped DESC, t.noted_at DESC, t.order_ref DESC"""
_OWN = """
    SELECT t.order_ref, t.arm FROM ledger_wish w
    JOIN ledger_trial t ON t.shop = ? AND t.order_ref = w.order_ref WHERE t.experiment = ?"""
_FIXED = """
    SELECT w.order_ref FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?
    JOIN ledger_print_order o ON o.issue_id = i.id AND o.voided_at IS NULL
    JOIN ledger_print p ON p.id = o.print_id AND p.state = 'published'"""
_NOTE = """
    INSERT INTO ledger_trial (shop, order_ref, experiment, arm, tier, shipped, held_out, noted_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (shop, order_ref) DO UPDATE SET
        experiment = excluded.experiment, arm = excluded.arm, tier = excluded.tier, shipped = excluded.shipped,
        held_out = excluded.held_out, noted_at = excluded.noted_at
    WHERE ledger_trial.held_out = 0"""


def draw(key: bytes, experiment: Experiment, unit: str) -> str:
    """The arm of a customer (a keyed hash), or of an order whose customer is unknown: the same one each time."""
    total = sum(weight for _, weight in experiment.arms)
    digest = hmac.digest(key, f"{experiment.name}\0{unit}".encode(), hashlib.sha256)
    place = int.from_bytes(digest[:8], "big") % total
    for arm, weight in experiment.arms:
        if place < weight:
            return arm
        place -= weight
    raise AssertionError("the place lies below the sum of the weights")


def arms(book: Book, experiment: Experiment, orders: Mapping[str, str]) -> Mapping[str, str]:
    """See `Ledger.arms`."""
    with book.db.transaction("arms"):
        set_wish(book.db, orders)
        by_order = {order: arm for order, _, arm in book.db.rows(_KNOWN, (book.shop, experiment.name))}
        own = dict(book.db.rows(_OWN, (book.shop, experiment.name)))
        fixed = {order for (order,) in book.db.rows(_FIXED, (book.shop, SLOT))}
    free = {order: customer for order, customer in orders.items() if order not in fixed and order not in own}
    drawn = {
        order: by_order.get(order) or draw(book.key, experiment, customer or order) for order, customer in free.items()
    }
    return own | drawn


def held_out(book: Book, orders: Sequence[str]) -> Mapping[str, str]:
    """See `Ledger.held_out`."""
    with book.db.transaction("held out"):
        set_wish(book.db, orders)
        return dict(book.db.rows(_HELD_OUT, (book.shop,)))


def note_trial(book: Book, experiment: str, entries: Sequence[Assigned], shipped: date) -> None:
    """See `Ledger.note_trial`."""
    if not entries:
        return
    stamp, day = book.stamp(), shipped.isoformat()
    with book.db.transaction("trial"):
        set_wish(book.db, (entry.order for entry in entries))
        fixed = {order for (order,) in book.db.rows(_FIXED, (book.shop, SLOT))}
        free = sorted(entry for entry in entries if entry.order not in fixed)
        book.db.many(
            _NOTE,
            [(book.shop, e.order, experiment, e.arm, e.tier, day, int(e.held_out), stamp) for e in free],
        )
