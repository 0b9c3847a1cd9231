"""What a ledger takes and gives, and what it asks of the database it is kept in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol

from inserts.model.experiment import History
from inserts.model.offer import Coupon

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


class Awaited(NamedTuple):
    """An order with cards in a file that was printed. `code` is as it stands on them, `norm` as it is compared.

    `code` is empty when they have none or it was purged, `norm` when the code tells nobody whose the card is. `gone`:
    "cancelled", "refunded" or "voided" since. `matched`: a card and the parcel have been seen together.
    """

    order: str
    code: str
    norm: str
    gone: str
    matched: bool


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
    was never told of, oldest first, and how many; no more than `MOST_UNTOLD` are looked at. `written`: when
    the last batch was made, by the clock of then.
    """

    pools: tuple[Pool, ...]
    live: int
    untold: tuple[tuple[str, int], ...]
    written: datetime | None = None


MOST_UNTOLD = 5000

AGAIN = "then run again: nothing is lost and no code is doubled"
PUT_BACK = "put back your last backup of it; with keyed codes every order still gets the code it had"
"""Ends of what engines tell."""


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
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
