"""What a ledger does, whatever database it is kept in, and what it takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from inserts.model.experiment import Experiment, History
from inserts.model.offer import CodeRule, Coupon, Grant
from inserts.model.order import Order
from inserts.model.outcome import Evidence

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
    sheets: int = 0


@dataclass(frozen=True, slots=True)
class ReprintRecord:
    """One reprint of cards of `batch`. `name` is empty for those made before reprints kept theirs."""

    name: str
    batch: str
    state: PrintState
    started: datetime
    station: str
    reason: str
    orders: int
    cards: int
    sheets: int
    pdf: str


class Placed(NamedTuple):
    """A card on paper: the sheet it is on, in packing order over the whole file, and its slot there, both from 1."""

    order: str
    template: str
    sheet: int
    slot: int


NO_SHEETS: Mapping[int, int] = MappingProxyType({})
NO_NAMES: Mapping[str, str] = MappingProxyType({})
ANY = History()
"""Every paid order counts, whoever made it."""


class Assigned(NamedTuple):
    """An order's part in an experiment. `tier` is the offer it earns, or would have earned in another arm."""

    order: str
    arm: str
    tier: str
    held_out: bool = False


class Uses(NamedTuple):
    """Codes found in orders: issued by this ledger, like ours but never issued, and somebody else's."""

    ours: int
    strange: int
    foreign: int


class Pool(NamedTuple):
    """A pool of codes that the shop made: how many are left of how many."""

    name: str
    left: int
    total: int


class Outlook(NamedTuple):
    """What a run should know of codes beforehand.

    `live`: codes of this program's own making that have not run out. `untold`: batches with such codes that the shop
    was never told of, oldest first, and how many; no more than `MOST_UNTOLD` are looked at.
    """

    pools: tuple[Pool, ...]
    live: int
    untold: tuple[tuple[str, int], ...]


MOST_UNTOLD = 5000


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

    def printed(self, orders: Sequence[str] | None = None) -> Mapping[str, str]:
        """Batch by order id, of every order with a card in a published batch; if given, of these orders only."""

    def note_orders(self, orders: Sequence[Order], *, zone: tzinfo = UTC, history: History = ANY) -> None:
        """Remember orders and, as keyed hashes, whose they are. Times without an offset are local to `zone`.

        An order that was cancelled or refunded stays so, whichever export is read last.
        """

    def order_numbers(self, orders: Sequence[Order]) -> Mapping[str, int]:
        """Which order of its customer each noted order is, from 1; 0 when the customer is unknown.

        Cancelled, refunded and unpaid orders do not count for later ones. An order without a date was placed
        when it was first seen.
        """

    def outlook(self, today: date) -> Outlook:
        """Pools, live codes, and codes the shop was never told of."""

    def drawn(self, orders: Sequence[str]) -> Mapping[str, str]:
        """The pool of each of these orders that has a code from one."""

    def voided(self, orders: Sequence[str]) -> Mapping[str, str]:
        """Those of these orders whose code was voided, with the reason. They are never printed again."""

    def days_since_last(self, orders: Sequence[Order]) -> Mapping[str, int]:
        """Whole days from the customer's order before to each noted order; no entry where that cannot be known."""

    def reserve(
        self,
        wish: str,
        grants: Sequence[Grant],
        *,
        rule: CodeRule,
        inputs: Sequence[Input],
        names: Mapping[str, str] = NO_NAMES,
    ) -> Reservation:
        """Give every order its code and take the orders for printing, all or nothing.

        `names` are readable names by order, for a prefix that holds one. Raises Stop when a pool has not enough codes.
        `wish` is the batch's name unless another batch has been or is being printed under it; then wish-b, wish-c ...
        An order that has been on paper keeps its grant for ever; before that it takes the new one, with the same code
        unless the new one's come from elsewhere. An order whose code was voided is not taken.
        """

    def sealed(
        self,
        print_id: int,
        *,
        pdf: str,
        sha256: str,
        pages: int,
        cards: Sequence[CardPlace],
        sheets: Mapping[int, int] = NO_SHEETS,
    ) -> None:
        """Write down what the finished file holds, before it gets its final name `pdf`.

        `sheets` are the numbers the sheets carry, by the page of their fronts.
        Orders of the print that have no card in it are given back. Raises ValueError for a card of an order
        that is not the print's.
        """

    def confirm(self, print_id: int) -> None:
        """The sealed file has its final name: its cards count as printed."""

    def fail(self, print_id: int, reason: str) -> None:
        """Give the orders back. Only while the file does not have its final name. `reason` holds no order data."""

    def templates_of(self, orders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The templates each of these orders was printed with the first time, in the order of the file's pages."""

    def templates_had(self, orders: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """The templates the customer of each of these noted orders has on paper from other orders; none, no entry.

        Prints another station is releasing right now count too.
        """

    def reprint(self, orders: Sequence[str], reason: str) -> Reprint:
        """Take printed orders to print again; logged. Raises Stop naming every order that was never printed."""

    def batches(self) -> tuple[BatchRecord, ...]:
        """All batches, oldest first."""

    def reprints(self) -> tuple[ReprintRecord, ...]:
        """All reprints, oldest first, those that failed too."""

    def placed(self, name: str) -> tuple[Placed, ...]:
        """The cards of the published batch or reprint of this name by sheet and slot; none when there is no such."""

    def orders_of(self, codes: Sequence[str]) -> Mapping[str, str]:
        """The order of each of these codes, as people or scanners write them, that was issued to one order alone."""

    def gone_since(self, batch: str) -> Mapping[str, str]:
        """Orders with a card in the batch that are "cancelled" or "refunded", as far as exports have told since."""

    def arms(self, experiment: Experiment, orders: Mapping[str, str]) -> Mapping[str, str]:
        """The arm of each noted order, by order; given are their customers, empty when unknown.

        A customer keeps the arm of the first parcel, and an order its own, even if the weights have changed. An order
        printed before the experiment has none.
        """

    def note_trial(self, experiment: str, entries: Sequence[Assigned], shipped: date) -> None:
        """Write down in which arm orders go out. What has been printed or held out stays as it is."""

    def opted_out(self) -> frozenset[str]:
        """Keyed hashes of the addresses and phone numbers of customers who want no coupons."""

    def held_out(self) -> Mapping[str, str]:
        """Orders held out without a card, with the experiment they were held out for."""

    def note_uses(self, orders: Sequence[Order], *, rule: CodeRule) -> Uses:
        """Remember which codes the orders used; twice changes nothing."""

    def note_import(self, sha256: str, kind: str, orders: int) -> str:
        """Remember a file that was read; when it was read before, as the ledger writes it, or an empty text."""

    def evidence(self, *, zone: tzinfo = UTC) -> Evidence:
        """Every card sent and all that is known of what came after, as of one moment; days are local to `zone`."""


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

    def linger(self) -> None:
        """This transaction may take its time, and stand still in between."""

    def renumber(self) -> None:
        """After rows were put in with their numbers: new ones are counted on from there."""

    def compact(self) -> None:
        """Outside a transaction: nothing of rows that were removed stays on the disk."""

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
