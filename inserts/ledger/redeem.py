"""What later exports tell of cards: codes used, and who ordered again. Kept once, however often it is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from sys import intern
from typing import Any

from inserts.ledger.codes import check, normalise
from inserts.ledger.conditions import GIVES, PRINTED, RELEASED
from inserts.ledger.coupons import owners, shared
from inserts.ledger.history import CANCELLED
from inserts.ledger.people import RELAYED, STAFF
from inserts.ledger.protocol import Book, Uses
from inserts.model.offer import HOLDOUT, CodeRule
from inserts.model.order import Order
from inserts.model.outcome import Blind, Evidence, Parcel, Placed, Use

_LONGEST = 60
"""Characters of a cell that may be a code; nobody prints longer ones."""

_AT_ONCE = 20_000
"""Cards whose rows are in memory together."""

_DATE = len("2026-11-24")
_FLAGS = [(bool(n & 1), bool(n & 2), bool(n & 4), not n & 8) for n in range(16)]

_BETWEEN = re.compile(r"[\s,;|/+]+")

_USED = """
    INSERT INTO ledger_redemption (shop, order_ref, code_norm, written, seen_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (shop, order_ref, code_norm) DO NOTHING"""
_USES = "SELECT order_ref, code_norm, written FROM ledger_redemption WHERE shop = ? ORDER BY order_ref, code_norm"
_STRANGE = """
    SELECT r.code_norm FROM ledger_redemption r
    LEFT JOIN ledger_issue i ON i.shop = r.shop AND i.code_norm = r.code_norm
    WHERE r.shop = ? AND i.id IS NULL"""
_PRINTED = """
    SELECT DISTINCT r.code_norm, i.code FROM ledger_redemption r
    JOIN ledger_issue i ON i.shop = r.shop AND i.code_norm = r.code_norm
    WHERE r.shop = ? AND i.code IS NOT NULL"""

_BEFORE = "SELECT kind, read_at FROM ledger_import WHERE shop = ? AND sha256 = ?"
_READ = """
    INSERT INTO ledger_import (shop, sha256, kind, orders, read_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (shop, sha256) DO NOTHING"""

_FIRST_PRINTS = f"""
    SELECT p.id, p.cards FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE b.shop = ? AND {RELEASED} ORDER BY p.id"""  # noqa: S608
# In the order of a Parcel, without its templates. A code kept from an earlier grant is not the card's if this one gives
# nothing. The last column counts 1 for a code of several uses, 2 for one on many cards, 4 for a void one, 8 for an
# order that is cancelled or of staff.
_SENT = f"""
    SELECT i.id, i.order_ref, i.tier, COALESCE(t.experiment, ''), COALESCE(t.arm, i.arm),
        COALESCE(t.shipped, i.valid_from, p.started_at), COALESCE(n.customer_key, i.customer_key, ''),
        CASE WHEN {GIVES} THEN COALESCE(i.code_norm, i.code, '') ELSE '' END,
        i.valid_through,
        CASE WHEN i.single_use = 0 THEN 1 ELSE 0 END
            + CASE WHEN i.code_norm IS NULL AND i.code <> '' AND {GIVES} THEN 2 ELSE 0 END
            + CASE WHEN i.voided_at IS NOT NULL THEN 4 ELSE 0 END
            + CASE WHEN n.stage = {CANCELLED} OR n.mark = '{STAFF}' THEN 8 ELSE 0 END
    FROM ledger_print p
    JOIN ledger_batch b ON b.id = p.batch_id
    JOIN ledger_print_order o ON o.print_id = p.id
    JOIN ledger_issue i ON i.id = o.issue_id AND i.gone = ''
    LEFT JOIN ledger_order n ON n.shop = i.shop AND n.order_ref = i.order_ref
    LEFT JOIN ledger_trial t ON t.shop = i.shop AND t.order_ref = i.order_ref
    WHERE b.shop = ? AND {PRINTED} AND p.id BETWEEN ? AND ?
    ORDER BY p.id"""  # noqa: S608
_CARDS = f"""
    SELECT c.issue_id, c.template
    FROM ledger_print p JOIN ledger_print_card c ON c.print_id = p.id
    WHERE {RELEASED} AND p.id BETWEEN ? AND ?
    ORDER BY p.id, c.page, c.slot"""  # noqa: S608
_HELD = """
    SELECT t.order_ref, t.tier, t.experiment, t.shipped, n.customer_key, n.stage, n.mark
    FROM ledger_trial t LEFT JOIN ledger_order n ON n.shop = t.shop AND n.order_ref = t.order_ref
    WHERE t.shop = ? AND t.held_out = 1"""

# An order tells something of a card only if its customer has another one, or if it used a code. Nearly all rows of
# the table are this shop's: "shop || ''" keeps SQLite from going through an index to each of them.
_PLACED = """
    SELECT order_ref, customer_key, placed_at, total, currency, counted
    FROM ledger_order
    WHERE shop || '' = ? AND placed_at IS NOT NULL AND (
        customer_key IN (SELECT customer_key FROM ledger_order WHERE shop = ? GROUP BY customer_key HAVING COUNT(*) > 1)
        OR order_ref IN (SELECT order_ref FROM ledger_redemption WHERE shop = ?))"""
_BLIND = """
    SELECT COUNT(*), COUNT(*) - COUNT(customer_key), SUM(CASE WHEN mark = ? THEN 1 ELSE 0 END),
        COUNT(*) - COUNT(placed_at), SUM(CASE WHEN mark = ? THEN 1 ELSE 0 END), MAX(placed_at),
        SUM(CASE WHEN placed_at < ? THEN 1 ELSE 0 END)
    FROM ledger_order WHERE shop || '' = ?"""
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
        printed: dict[str, str] = dict(book.db.rows(_PRINTED, (book.shop,)))
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
        printed=printed,
    )


class _Days:
    """Moments of the ledger as days of the shop's calendar, each hour's worked out once."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._known: dict[str, date] = {}

    def of(self, moment: str) -> date:
        # Every clock of the world is ahead or behind by whole quarters of an hour, and days begin there.
        quarter = moment[:14] + str(int(moment[14:16]) // 15)
        found = self._known.get(quarter)
        if found is None:
            found = self._known[quarter] = datetime.fromisoformat(moment).astimezone(self._zone).date()
        return found


def _sent(book: Book, days: _Days) -> Iterator[Parcel]:
    """A parcel for each order with cards, some prints at a time: all rows at once would take a gigabyte."""
    seen: set[int] = set()
    dates: dict[str | None, date | None] = {None: None}
    same = dict[str, str]().setdefault
    for first, last in _prints(book):
        templates = _templates(book, first, last)
        for issue, order, tier, trial, arm, sent, customer, code, last_day, flags in book.db.rows(
            _SENT, (book.shop, first, last)
        ):
            if issue in seen or issue not in templates:
                continue
            seen.add(issue)
            for day in (sent, last_day):
                if day not in dates:
                    dates[day] = date.fromisoformat(day) if len(day) == _DATE else days.of(day)
            yield Parcel(
                order,
                same(tier, tier),
                same(trial, trial),
                same(arm, arm),
                templates[issue],
                dates[sent],  # type: ignore[arg-type]
                customer,
                normalise(code) if flags & 2 else code,
                dates[last_day],
                *_FLAGS[flags],
            )


def _templates(book: Book, first: int, last: int) -> Mapping[int, tuple[str, ...]]:
    """The templates of the cards of each issue in these prints."""
    templates: dict[int, tuple[str, ...]] = {}
    for issue, template in book.db.rows(_CARDS, (first, last)):
        had = templates.get(issue, ())
        if template not in had:
            templates[issue] = _same((*had, template))
    return templates


def _prints(book: Book) -> Iterator[tuple[int, int]]:
    """The first and last of prints that have about `_AT_ONCE` cards together."""
    first, cards = 0, 0
    for print_id, number in book.db.rows(_FIRST_PRINTS, (book.shop,)):
        first, cards = first or print_id, cards + (number or 0)
        if cards >= _AT_ONCE:
            yield first, print_id
            first, cards = 0, 0
    if first:
        yield first, print_id


@lru_cache(256)
def _same(templates: tuple[str, ...]) -> tuple[str, ...]:
    """One value for what a million parcels have alike."""
    return templates


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
        order,
        customer or "",
        days.of(placed),
        None if total is None else _decimal(total),
        intern(currency),
        bool(counted),
    )


@lru_cache(4096)
def _decimal(written: str) -> Decimal:
    return Decimal(written)


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
