"""What later exports tell of cards: codes used, and who ordered again. Kept once, however often it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from itertools import chain
from sys import intern
from typing import Any

from inserts.ledger.codes import check, normalise
from inserts.ledger.coupons import owners, shared
from inserts.ledger.history import CANCELLED
from inserts.ledger.people import RELAYED, STAFF
from inserts.ledger.protocol import Book, Uses
from inserts.model.offer import HOLDOUT, CodeRule
from inserts.model.order import Order
from inserts.model.outcome import Blind, Evidence, Parcel, Placed, Use

_LONGEST = 60
"""Characters of a cell that may be a code; nobody prints longer ones."""

_BETWEEN = re.compile(r"[\s,;|/+]+")

_USED = """
    INSERT INTO ledger_redemption (shop, order_ref, code_norm, written, seen_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (shop, order_ref, code_norm) DO NOTHING"""
_USES = "SELECT order_ref, code_norm, written FROM ledger_redemption WHERE shop = ? ORDER BY order_ref, code_norm"
_STRANGE = """
    SELECT r.code_norm FROM ledger_redemption r
    LEFT JOIN ledger_issue i ON i.shop = r.shop AND i.code_norm = r.code_norm
    WHERE r.shop = ? AND i.id IS NULL"""

_BEFORE = "SELECT kind, read_at FROM ledger_import WHERE shop = ? AND sha256 = ?"
_READ = """
    INSERT INTO ledger_import (shop, sha256, kind, orders, read_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (shop, sha256) DO NOTHING"""

_SENT = """
    SELECT i.id, i.order_ref, i.tier, i.arm, i.code, i.code_norm, i.single_use, i.benefit_kind, i.valid_from,
        i.valid_through, i.voided_at, COALESCE(n.customer_key, i.customer_key), n.stage, n.mark,
        t.experiment, t.arm, t.shipped, p.started_at
    FROM ledger_issue i
    JOIN ledger_print_order o ON o.issue_id = i.id AND o.voided_at IS NULL
    JOIN ledger_print p ON p.id = o.print_id AND p.kind = 'first' AND p.state = 'published'
    LEFT JOIN ledger_order n ON n.shop = i.shop AND n.order_ref = i.order_ref
    LEFT JOIN ledger_trial t ON t.shop = i.shop AND t.order_ref = i.order_ref
    WHERE i.shop = ? AND i.gone = ''"""
_CARDS = """
    SELECT c.issue_id, c.template
    FROM ledger_print_card c
    JOIN ledger_print p ON p.id = c.print_id AND p.kind = 'first' AND p.state = 'published'
    JOIN ledger_batch b ON b.id = p.batch_id
    WHERE b.shop = ?
    ORDER BY c.print_id, c.page, c.slot"""
_HELD = """
    SELECT t.order_ref, t.tier, t.experiment, t.shipped, n.customer_key, n.stage, n.mark
    FROM ledger_trial t LEFT JOIN ledger_order n ON n.shop = t.shop AND n.order_ref = t.order_ref
    WHERE t.shop = ? AND t.held_out = 1"""

# An order tells something of a card only if its customer has another one, or if it used a code.
_PLACED = """
    SELECT order_ref, customer_key, placed_at, total, currency, counted
    FROM ledger_order
    WHERE shop = ? AND placed_at IS NOT NULL AND (
        customer_key IN (SELECT customer_key FROM ledger_order WHERE shop = ? GROUP BY customer_key HAVING COUNT(*) > 1)
        OR order_ref IN (SELECT order_ref FROM ledger_redemption WHERE shop = ?))"""
_BLIND = """
    SELECT COUNT(*), COUNT(*) - COUNT(customer_key), SUM(CASE WHEN mark = ? THEN 1 ELSE 0 END),
        COUNT(*) - COUNT(placed_at), SUM(CASE WHEN mark = ? THEN 1 ELSE 0 END), MAX(placed_at),
        SUM(CASE WHEN placed_at < ? THEN 1 ELSE 0 END)
    FROM ledger_order WHERE shop = ?"""
_FIRST_PRINT = """
    SELECT MIN(p.started_at), MAX(p.started_at)
    FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id WHERE b.shop = ?"""
_LAST_READ = "SELECT MAX(read_at) FROM ledger_import WHERE shop = ?"


def note_uses(book: Book, orders: Sequence[Order], rule: CodeRule) -> Uses:
    """See `Ledger.note_uses`."""
    seen = [(order.id, code) for order in orders for code in order.discount_codes]
    written = {code: _readings(code) for _, code in seen}
    stamp = book.stamp()
    with book.db.transaction("uses"):
        issued = owners(book, chain.from_iterable(written.values())).keys() | shared(book)
        ours = [(order, reading, code) for order, code in seen for reading in written[code] if reading in issued]
        hits = {code for _, _, code in ours}
        like = {code: _like_ours(readings, rule) for code, readings in written.items() if code not in hits}
        strange = [(order, like[code], code) for order, code in seen if like.get(code)]
        rows = sorted({(order, norm): code for order, norm, code in (*ours, *strange)}.items())
        book.db.many(_USED, [(book.shop, *key, code[:_LONGEST], stamp) for key, code in rows])
    found = {(order, code) for order, _, code in ours}
    return Uses(len(found), len(strange), len(seen) - len(found) - len(strange))


def note_import(book: Book, sha256: str, kind: str, orders: int) -> str:
    """See `Ledger.note_import`."""
    with book.db.transaction("import"):
        before = book.db.rows(_BEFORE, (book.shop, sha256))
        if before:
            return str(before[0][1])
        book.db.change(_READ, (book.shop, sha256, kind, orders, book.stamp()))
    return ""


def evidence(book: Book, zone: tzinfo) -> Evidence:
    """See `Ledger.evidence`. Read in one transaction, so that all of it is of one moment."""
    days = _Days(zone)
    with book.db.transaction("evidence"):
        parcels = (*_sent(book, days), *_held(book))
        strange = {code for (code,) in book.db.rows(_STRANGE, (book.shop,))} - shared(book)
        uses = [Use(*row) for row in book.db.rows(_USES, (book.shop,))]
        rows = book.db.rows(_PLACED, (book.shop, book.shop, book.shop))
        placed = tuple(_placed(row, days) for row in rows)
        blind, known_until, later = _seen(book, days)
    return Evidence(
        parcels=parcels,
        placed=placed,
        uses=tuple(use for use in uses if use.code not in strange),
        strange=tuple(use for use in uses if use.code in strange),
        blind=blind,
        known_until=known_until,
        later=later,
    )


class _Days:
    """Moments of the ledger as days of the shop's calendar, each hour's worked out once."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: dict[str, date] = {}
        self._dates: dict[str, date] = {}

    def of(self, moment: str) -> date:
        # Every clock of the world is ahead or behind by whole quarters of an hour, and days begin there.
        quarter = moment[:14] + str(int(moment[14:16]) // 15)
        found = self._known.get(quarter)
        if found is None:
            found = self._known[quarter] = datetime.fromisoformat(moment).astimezone(self._zone).date()
        return found

    def date(self, written: str) -> date:
        found = self._dates.get(written)
        if found is None:
            found = self._dates[written] = date.fromisoformat(written)
        return found


def _sent(book: Book, days: _Days) -> Iterator[Parcel]:
    templates: dict[int, tuple[str, ...]] = {}
    sets: dict[tuple[str, ...], tuple[str, ...]] = {}
    for issue, template in book.db.rows(_CARDS, (book.shop,)):
        had = templates.get(issue, ())
        if template not in had:
            more = (*had, template)
            templates[issue] = sets.setdefault(more, more)
    seen: set[int] = set()
    for row in book.db.rows(_SENT, (book.shop,)):
        if row[0] not in seen and row[0] in templates:
            seen.add(row[0])
            yield _parcel(row, templates[row[0]], days)


def _parcel(row: Sequence[Any], templates: tuple[str, ...], days: _Days) -> Parcel:
    _, order, tier, arm, code, norm, single_use, kind, valid_from, valid_through, voided, customer = row[:12]
    stage, mark, experiment, trial_arm, shipped, started = row[12:]
    gives = bool(code) and kind != "none" and arm != HOLDOUT
    sent = shipped or valid_from
    return Parcel(
        order,
        intern(tier),
        intern(experiment or ""),
        intern(trial_arm or arm),
        templates,
        days.date(sent) if sent else days.of(started),
        customer or "",
        (norm or normalise(code)) if gives else "",
        days.date(valid_through) if valid_through else None,
        not single_use,
        gives and norm is None,
        voided is not None,
        stage != CANCELLED and mark != STAFF,
    )


def _held(book: Book) -> Iterator[Parcel]:
    for order, tier, experiment, shipped, customer, stage, mark in book.db.rows(_HELD, (book.shop,)):
        yield Parcel(
            order,
            tier,
            experiment,
            HOLDOUT,
            (),
            date.fromisoformat(shipped),
            customer or "",
            "",
            counted=stage != CANCELLED and mark != STAFF,
        )


def _placed(row: Sequence[Any], days: _Days) -> Placed:
    order, customer, placed, total, currency, counted = row
    return Placed(
        order, customer or "", days.of(placed), None if total is None else Decimal(total), currency, bool(counted)
    )


def _seen(book: Book, days: _Days) -> tuple[Blind, date | None, date | None]:
    first, latest = book.db.rows(_FIRST_PRINT, (book.shop,))[0]
    counts = book.db.rows(_BLIND, (RELAYED, STAFF, first or "", book.shop))[0]
    orders, unknown, relayed, undated, staff, last, earlier = counts
    read = book.db.rows(_LAST_READ, (book.shop,))[0][0]
    written = max(filter(None, (latest, read)), default=None)
    blind = Blind(orders, unknown, int(relayed or 0), undated, int(earlier or 0), int(staff or 0))
    return blind, days.of(last) if last else None, days.of(written) if written else None


def _readings(written: str) -> tuple[str, ...]:
    """What a cell may mean as a code: all of it, and its parts."""
    if len(written) > 10 * _LONGEST:
        return ()
    parts: Iterable[str] = (written, *_BETWEEN.split(written))
    plain = dict.fromkeys(normalise(part) for part in parts)
    return tuple(part for part in plain if 3 <= len(part) <= _LONGEST)


def _like_ours(readings: Sequence[str], rule: CodeRule) -> str:
    """The reading that has the length, the signs and the check symbol of this shop's own codes, or an empty text."""
    return next((reading for reading in readings if check(reading, rule)), "")
