"""Reserving orders: each gets its code, and this station alone may print them. One transaction, in bulk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import count, islice
from sys import intern
from typing import Any, NamedTuple

import inserts.ledger.pools as pools
from inserts.ledger.codes import keyed_codes, normalise, random_codes
from inserts.ledger.conditions import TAKEN
from inserts.ledger.protocol import NO_NAMES, Book, CodeTaken, Engine, Input, Reservation
from inserts.model.offer import Benefit, BenefitKind, CodeRule, Coupon, Grant
from inserts.model.problem import Stop

SLOT = "1"
"""An order has one coupon; the column is there for shops that will give two."""

ATTEMPTS = 1000

Code = tuple[str | None, str | None, str | None, str]
"""As printed, as compared, the id of the key it was made with, the pool it is from."""

WISH_TABLE = "CREATE TEMPORARY TABLE IF NOT EXISTS ledger_wish (order_ref TEXT PRIMARY KEY)"
_WISH_NONE = "DELETE FROM ledger_wish"
_WISH = "INSERT INTO ledger_wish (order_ref) VALUES (?)"

_BUSY = f"""
    SELECT i.order_ref, b.name, p.state, p.holder
    FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?
    JOIN ledger_print_order o ON o.issue_id = i.id
    JOIN ledger_print p ON p.id = o.print_id
    JOIN ledger_batch b ON b.id = p.batch_id
    WHERE {TAKEN} AND o.voided_at IS NULL
    ORDER BY p.id DESC"""  # noqa: S608
_KNOWN = """
    SELECT i.order_ref, i.id, i.code IS NOT NULL, EXISTS (
        SELECT 1 FROM ledger_print_order o JOIN ledger_print p ON p.id = o.print_id
        WHERE o.issue_id = i.id AND p.state = 'published'),
        i.pool, CASE WHEN i.code_norm IS NULL THEN i.code END
    FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?"""
# Naming the constraint matters: without it a code that is taken would leave the order silently without one.
_INSERT = """
    INSERT INTO ledger_issue (
        tier, arm, customer_key, order_number, benefit_kind, benefit_value, benefit_text, currency, min_spend,
        single_use, per_customer, combine, excludes, valid_from, valid_through, issued_at, shop, order_ref, slot,
        code, code_norm, key_id, pool)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (shop, order_ref, slot) DO NOTHING"""
_UPDATE = """
    UPDATE ledger_issue SET
        tier = ?, arm = ?, customer_key = ?, order_number = ?, benefit_kind = ?, benefit_value = ?, benefit_text = ?,
        currency = ?, min_spend = ?, single_use = ?, per_customer = ?, combine = ?, excludes = ?, valid_from = ?,
        valid_through = ?, issued_at = ?
    WHERE id = ?"""
_ASSIGN = "UPDATE ledger_issue SET code = ?, code_norm = ?, key_id = ?, pool = ?, uploaded_at = NULL WHERE id = ?"
COUPON = """
        i.order_ref, i.tier, i.arm, i.customer_key, i.order_number, i.benefit_kind, i.benefit_value, i.benefit_text,
        i.currency, i.min_spend, i.single_use, i.per_customer, i.combine, i.excludes, i.valid_from, i.valid_through,
        i.pool, CASE WHEN i.code_norm IS NULL THEN i.code END, i.code"""
"""The columns of `as_coupon`."""

_COUPONS = f"""
    SELECT {COUPON}
    FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?"""  # noqa: S608
_VOIDED = """
    SELECT i.order_ref, i.void_reason FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ? AND i.voided_at IS NOT NULL"""
_DRAWN = """
    SELECT i.order_ref, i.pool FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ? AND i.pool <> ''"""

_BATCH = f"""
    SELECT b.id, EXISTS (SELECT 1 FROM ledger_print p WHERE p.batch_id = b.id AND {TAKEN})
    FROM ledger_batch b WHERE b.shop = ? AND b.name = ?"""  # noqa: S608
_NEW_BATCH = """
    INSERT INTO ledger_batch (shop, name, inputs, station, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id"""
_SAME_BATCH = "UPDATE ledger_batch SET inputs = ?, station = ?, created_at = ? WHERE id = ?"
_PRINT = """
    INSERT INTO ledger_print (batch_id, kind, state, holder, station, reason, started_at)
    VALUES (?, ?, 'rendering', ?, ?, ?, ?) RETURNING id"""
_TAKE = """
    INSERT INTO ledger_print_order (print_id, issue_id)
    SELECT ?, i.id FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?"""


def reserve(
    book: Book,
    wish: str,
    grants: Sequence[Grant],
    rule: CodeRule,
    inputs: Sequence[Input],
    names: Mapping[str, str] = NO_NAMES,
) -> Reservation:
    """See `Ledger.reserve`. Raises ValueError when an order is there twice."""
    db, orders = book.db, [grant.order for grant in grants]
    if len(set(orders)) != len(orders):
        raise ValueError("an order is to be reserved twice at once")
    with db.transaction("reserve"):
        set_wish(db, orders)
        reasons = _taken(book)
        free = [grant for grant in grants if grant.order not in reasons]
        taken = tuple((order, reasons[order]) for order in orders if order in reasons)
        if not free:
            return Reservation(0, "", (), taken)
        if taken:
            set_wish(db, [grant.order for grant in free])
        _Recorder(book, rule, names).record(sorted(free, key=lambda grant: grant.order))
        batch_id, name = _batch(book, wish, inputs)
        print_id = claim(book, batch_id, "first", "")
        coupons = read_coupons(book, [grant.order for grant in free])
    return Reservation(print_id, name, coupons, taken)


def set_wish(db: Engine, orders: Iterable[str]) -> None:
    """The orders that the statements of this transaction are about, each once."""
    db.change(_WISH_NONE)
    db.many(_WISH, [(order,) for order in sorted(set(orders))])


def claim(book: Book, batch_id: int, kind: str, reason: str) -> int:
    """A new print of the wished orders, held by this station. Gives its number."""
    values = (batch_id, kind, book.db.holder, book.station, reason, book.stamp())
    print_id = int(book.db.rows(_PRINT, values)[0][0])
    take(book, print_id)
    return print_id


def take(book: Book, print_id: int) -> None:
    """The wished orders are the print's."""
    book.db.change(_TAKE, (print_id, book.shop, SLOT))


def read_coupons(book: Book, orders: Sequence[str]) -> tuple[Coupon, ...]:
    """The wished orders' coupons as they are written down, in the order given: what is stored is what is printed."""
    found = {row[0]: as_coupon(row) for row in book.db.rows(_COUPONS, (book.shop, SLOT))}
    return tuple(found[order] for order in orders)


def voided(book: Book, orders: Sequence[str]) -> Mapping[str, str]:
    """See `Ledger.voided`."""
    with book.db.transaction("voided"):
        set_wish(book.db, orders)
        return voided_now(book)


def drawn(book: Book, orders: Sequence[str]) -> Mapping[str, str]:
    """See `Ledger.drawn`."""
    with book.db.transaction("drawn"):
        set_wish(book.db, orders)
        return dict(book.db.rows(_DRAWN, (book.shop, SLOT)))


def voided_now(book: Book) -> dict[str, str]:
    """The wished orders whose code was voided, with the reason."""
    return {order: reason or "" for order, reason in book.db.rows(_VOIDED, (book.shop, SLOT))}


def _taken(book: Book) -> dict[str, str]:
    """Why an order may not be printed now, by order."""
    rows = book.db.rows(_BUSY, (book.shop, SLOT))
    alive = {holder: book.db.alive(holder) for holder in {row[3] for row in rows if row[2] == "rendering"}}
    busy = {order: _reason(name, state, alive.get(holder, False)) for order, name, state, holder in rows}
    return {order: f"its code was voided: {reason}" for order, reason in voided_now(book).items()} | busy


def _reason(batch: str, state: str, alive: bool) -> str:
    if state == "published":
        return f"already printed in batch {batch}"
    if alive:
        return f"being printed right now in batch {batch} by another station"
    return f"batch {batch} was not finished when its station stopped; run again to settle it"


class _Known(NamedTuple):
    """What is written down of an order: its row, whether it has a code, whether that was ever on paper, and whence."""

    issue: int
    coded: bool
    frozen: bool
    pool: str
    shared: str | None

    def suits(self, grant: Grant) -> bool:
        """Whether the code may stay: there is one, and the grant's come from the same place."""
        return self.coded and (self.pool, self.shared or "") == (grant.pool, grant.shared)


class _Recorder:
    """Writes grants down, inside one transaction. `names` stand in prefixes, by order."""

    def __init__(self, book: Book, rule: CodeRule, names: Mapping[str, str]) -> None:
        self._book = book
        self._rule = rule
        self._names = names
        self._stamp = book.stamp()
        self._drawn: Mapping[str, Sequence[pools.Drawn]] = {}

    def record(self, grants: Sequence[Grant]) -> None:
        """Every grant has its row and, if it gives anything, a code. What has been on paper stays as it is."""
        rows = self._book.db.rows(_KNOWN, (self._book.shop, SLOT))
        known = {order: _Known(int(issue), bool(c), bool(f), *whence) for order, issue, c, f, *whence in rows}
        fresh = [grant for grant in grants if grant.order not in known]
        open_ = [grant for grant in grants if grant.order in known and not known[grant.order].frozen]
        recoded = [grant for grant in open_ if grant.gives and not known[grant.order].suits(grant)]
        pooled = [grant.pool for grant in (*fresh, *recoded) if grant.pool and grant.gives]
        self._drawn = pools.draw(self._book, pooled)
        left = {pool: iter(codes) for pool, codes in self._drawn.items()}
        for grant in recoded:
            self._assign(grant, known[grant.order], left)
        self._book.db.many(_UPDATE, [(*_columns(g, self._stamp), known[g.order].issue) for g in open_])
        self._insert(fresh, left)
        if pooled:
            pools.mark(self._book)

    def _insert(self, grants: Sequence[Grant], left: Mapping[str, Iterator[pools.Drawn]]) -> None:
        """All at once with their first codes; one by one when one of those is taken, which is next to never."""

        def row(grant: Grant, code: Code) -> tuple[object, ...]:
            return (*_columns(grant, self._stamp), self._book.shop, grant.order, SLOT, *code)

        again = {pool: list(codes) for pool, codes in left.items()}
        first = {pool: iter(codes) for pool, codes in again.items()}
        try:
            with self._book.db.attempt():
                self._book.db.many(_INSERT, [row(grant, next(self._codes(grant, first))) for grant in grants])
        except CodeTaken:
            second = {pool: iter(codes) for pool, codes in again.items()}
            for grant in grants:
                self._with_free_code(grant, second, _INSERT, partial(row, grant))

    def _assign(self, grant: Grant, known: _Known, left: Mapping[str, Iterator[pools.Drawn]]) -> None:
        """Another code for a row that was never on paper: it had none, or one of another offer."""
        if known.pool:
            pools.withdraw(self._book, known.issue)
        self._with_free_code(grant, left, _ASSIGN, lambda code: (*code, known.issue))

    def _with_free_code(
        self,
        grant: Grant,
        left: Mapping[str, Iterator[pools.Drawn]],
        statement: str,
        values: Callable[[Code], Sequence[object]],
    ) -> None:
        """Run the statement with the grant's first code that nobody has."""
        for code in islice(self._codes(grant, left), ATTEMPTS):
            try:
                with self._book.db.attempt():
                    self._book.db.change(statement, values(code))
            except CodeTaken:
                continue
            return
        if grant.pool:
            raise pools.shortage([(grant.pool, 0, 1)])
        raise Stop(f"no free code of {self._rule.length} symbols was found", "raise length in [codes] of shop.toml")

    def _codes(self, grant: Grant, left: Mapping[str, Iterator[pools.Drawn]]) -> Iterator[Code]:
        """Codes to try for a grant."""
        book, rule, name = self._book, self._rule, self._names.get(grant.order, "")
        if not grant.gives:
            yield None, None, None, ""
        elif grant.pool:
            yield from ((code, norm, None, grant.pool) for code, norm in left[grant.pool])
        elif grant.shared:
            yield grant.shared, None, None, ""
        elif rule.source == "random":
            yield from ((code, normalise(code), None, "") for code in random_codes(book.randbytes, rule, name))
        else:
            keyed = keyed_codes(book.key, book.shop, grant.order, SLOT, rule, name)
            yield from ((code, normalise(code), book.key_id, "") for code in keyed)


def _columns(grant: Grant, stamp: str) -> tuple[object, ...]:
    """A grant as the first sixteen columns of _INSERT and _UPDATE."""
    benefit = grant.benefit
    return (
        grant.tier,
        grant.arm,
        grant.customer or None,
        grant.order_number,
        benefit.kind,
        _number(benefit.value),
        benefit.text,
        grant.currency,
        _number(grant.min_spend),
        int(grant.single_use),
        int(grant.per_customer),
        int(grant.combine),
        _listed(grant.excludes),
        grant.valid_from and grant.valid_from.isoformat(),
        grant.valid_through and grant.valid_through.isoformat(),
        stamp,
    )


def as_coupon(row: Sequence[Any]) -> Coupon:
    """A row of `COUPON`. A code kept from an earlier grant is not given when the grant gives nothing."""
    order, tier, arm, customer, order_number, kind, value, text, currency, min_spend = row[:10]
    single_use, per_customer, combine, excludes, valid_from, valid_through, pool, shared, code = row[10:19]
    grant = Grant(
        order=order,
        tier=intern(tier),
        benefit=_benefit(kind, value, text),
        currency=intern(currency),
        min_spend=_decimal(min_spend),
        single_use=bool(single_use),
        per_customer=bool(per_customer),
        combine=bool(combine),
        excludes=_texts(excludes),
        valid_from=_date(valid_from),
        valid_through=_date(valid_through),
        arm=arm,
        customer=customer or "",
        order_number=order_number,
        pool=pool,
        shared=shared or "",
    )
    return Coupon(grant, code) if grant.gives else Coupon(replace(grant, pool="", shared=""))


# Grants come from a handful of tiers: what they share is made once, and kept once.


@lru_cache(64)
def _benefit(kind: BenefitKind, value: str | None, text: str) -> Benefit:
    return Benefit(kind, _decimal(value), text)


@lru_cache(64)
def _listed(texts: tuple[str, ...]) -> str:
    return json.dumps(texts, ensure_ascii=False)


@lru_cache(64)
def _texts(listed: str) -> tuple[str, ...]:
    return tuple(json.loads(listed))


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


@lru_cache(64)
def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


@lru_cache(64)
def _date(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _batch(book: Book, wish: str, inputs: Sequence[Input]) -> tuple[int, str]:
    """A batch under the wished name or the next free one. A batch whose prints all failed is free."""
    listed, stamp = json.dumps([list(entry) for entry in inputs], ensure_ascii=False), book.stamp()
    for name in _names(wish):
        found = book.db.rows(_BATCH, (book.shop, name))
        if not found:
            rows = book.db.rows(_NEW_BATCH, (book.shop, name, listed, book.station, stamp))
            return int(rows[0][0]), name
        batch_id, in_use = found[0]
        if not in_use:
            book.db.change(_SAME_BATCH, (listed, book.station, stamp, batch_id))
            return int(batch_id), name
    raise AssertionError("names never end")


def _names(wish: str) -> Iterator[str]:
    """wish, wish-b, ... wish-z, wish-aa, ..."""
    yield wish
    for number in count(2):
        letters, rest = "", number
        while rest:
            rest, place = divmod(rest - 1, 26)
            letters = chr(ord("a") + place) + letters
        yield f"{wish}-{letters}"
