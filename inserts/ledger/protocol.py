"""What a ledger does, whatever database it is kept in, and what it takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Literal, NamedTuple, Protocol

from inserts.model.offer import CodeRule, Coupon, Grant
from inserts.model.order import Order

PrintState = Literal["rendering", "published", "failed"]


class Input(NamedTuple):
    """An export file a batch was made from, so that a reprint can find it again. `path` is absolute."""

    path: str
    sha256: str


CardPlace = tuple[str, str, int, int]
"""A card in a batch's PDF: its order, its template, the page of its front and its slot there, both from 1."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """Orders this station alone may print now, in the order given, with the codes that are theirs for ever.

    `taken` are the orders it may not, each with the reason. Nothing left to print: `print_id` 0, `batch` empty.
    """

    print_id: int
    batch: str
    coupons: tuple[Coupon, ...]
    taken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reprint:
    """Orders to print again exactly as they were promised. `name` is free for the file of this reprint.

    `batches` are the ones the orders were printed in, `inputs` the export files of those.
    """

    print_id: int
    name: str
    coupons: tuple[Coupon, ...]
    batches: tuple[str, ...]
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One batch as the ledger knows it: its latest first print, and how often cards of it were printed again."""

    name: str
    state: PrintState
    created: datetime
    station: str
    orders: int
    cards: int
    pages: int
    pdf: str
    reprints: int


class Ledger(Protocol):
    """The book of every code and every print. Each method is durable when it returns, or raises Stop.

    After a Stop nothing is half done: run again, and every order finds the code it had.
    """

    def __enter__(self) -> Ledger: ...

    def __exit__(self, *_: object) -> None: ...

    def close(self) -> None:
        """Give up the book; prints not confirmed until now are settled by the next `recover`."""

    def recover(self, is_released: Callable[[str, str], bool]) -> tuple[str, ...]:
        """Settle prints whose station died, told in words; `is_released(pdf, sha256)` says if the file is in place.

        With its file in place a print counts as published, for somebody may hold it; else it has failed.
        """

    def printed(self) -> Mapping[str, str]:
        """Batch by order id, of every order with a card in a published batch."""

    def note_orders(self, orders: Sequence[Order], *, zone: tzinfo = UTC) -> None:
        """Remember orders and, as keyed hashes, whose they are. Times without an offset are local to `zone`."""

    def order_numbers(self, orders: Sequence[Order]) -> Mapping[str, int]:
        """Which order of its customer each noted order is, from 1; 0 when the customer is unknown.

        Cancelled, refunded and unpaid orders do not count for later ones. An order without a date was placed
        when it was first seen.
        """

    def reserve(self, wish: str, grants: Sequence[Grant], *, rule: CodeRule, inputs: Sequence[Input]) -> Reservation:
        """Give every order its code and take the orders for printing, all or nothing.

        `wish` is the batch's name unless another batch has been or is being printed under it; then wish-b, wish-c ...
        An order that has been on paper keeps its grant for ever; before that it takes the new one, with the same code.
        """

    def sealed(self, print_id: int, *, pdf: str, sha256: str, pages: int, cards: Sequence[CardPlace]) -> None:
        """Write down what the finished file holds, before it gets its final name `pdf`.

        Orders of the print that have no card in it are given back. Raises ValueError for a card of an order
        that is not the print's.
        """

    def confirm(self, print_id: int) -> None:
        """The sealed file has its final name: its cards count as printed."""

    def fail(self, print_id: int, reason: str) -> None:
        """Give the orders back. Only while the file does not have its final name. `reason` holds no order data."""

    def templates_of(self, orders: Sequence[str]) -> tuple[str, ...]:
        """The templates these orders were printed with the first time, in the order of the file's pages."""

    def reprint(self, orders: Sequence[str], reason: str) -> Reprint:
        """Take printed orders to print again; logged. Raises Stop naming every order that was never printed."""

    def batches(self) -> tuple[BatchRecord, ...]:
        """All batches, oldest first."""


class CodeTaken(Exception):
    """Another order has the code."""


class Engine(Protocol):
    """A database. Statements have ? for values; every row of a result is fetched at once.

    `holder` is this process in the eyes of others. Database errors come out as Stop, except CodeTaken.
    """

    @property
    def holder(self) -> str: ...

    def alive(self, holder: str) -> bool:
        """Whether that process still runs."""

    def tidy(self) -> None:
        """Remove what dead processes left."""

    def transaction(self, name: str) -> AbstractContextManager[None]:
        """All or nothing, durable at its end; nobody else writes meanwhile. `name` is for tests that make it fail."""

    def attempt(self) -> AbstractContextManager[None]:
        """A part of a transaction that is undone by itself when CodeTaken comes out of it."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement."""

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """How many rows a statement changed."""

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """The statement once for each row."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Book:
    """What every entry of the ledger needs: the database, whose book it is, and the sources of time and chance."""

    db: Engine
    shop: str
    key: bytes
    key_id: str
    station: str
    now: Callable[[], datetime]
    randbytes: Callable[[int], bytes]

    def stamp(self) -> str:
        return stamp(self.now())


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC in one form, for mixed forms sort wrongly."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
