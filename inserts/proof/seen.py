"""What the proof's parts hand to each other: the manifest as it is asked, and pages as they are seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from inserts.manifest import Row
from inserts.model.card import Label
from inserts.model.length import Box
from inserts.model.problem import Problem, Where

AGAIN = "do not print this file; make the batch again"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was seen: pages rasterised, cards promised, codes read; and what is wrong, sorted by page."""

    pages: int
    cards: int
    codes: int
    problems: tuple[Problem, ...]


class Symbol(NamedTuple):
    """A QR code or barcode as read. `quarter`: how many quarter turns it is away from upright, clockwise, 0 to 3."""

    payload: str
    place: Point
    quarter: int

    @property
    def upright(self) -> bool:
        return not self.quarter


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows. Points from its top left, y downwards; `numbers` are the places of each order's number.

    `labels` is what is read where the sheet's own Data Matrix should be.
    """

    number: int
    w: float
    h: float
    blank: bool
    symbols: tuple[Symbol, ...]
    numbers: Mapping[str, tuple[Point, ...]]
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A front page with the rows of its cards, and its back if a card has one. `back` None: there is none."""

    rows: tuple[Row, ...]
    front: Page
    back: Page | None

    @property
    def pages(self) -> tuple[Page, ...]:
        return (self.front, self.back) if self.back else (self.front,)

    @property
    def symbols(self) -> Counter[str]:
        return Counter(symbol.payload for page in self.pages for symbol in page.symbols)

    @property
    def promised(self) -> Counter[str]:
        return Counter(payload for row in self.rows for payload in row.qr)


@dataclass(frozen=True, slots=True)
class Told:
    """The manifest, asked by page and by payload; `file` is the PDF's name for problems.

    `turned` are the templates whose backs have codes that do not stand upright. By page: `labels` are the sheets' own
    Data Matrix codes, `notes` the places of the words in their margins.
    """

    file: str
    fronts: Mapping[int, tuple[Row, ...]]
    owners: Mapping[str, tuple[Row, ...]]
    allowed: Collection[str]
    turned: Collection[str]
    labels: Mapping[int, Label]
    notes: Mapping[int, Box]

    def problem(self, page: int, message: str, hint: str = AGAIN) -> Problem:
        return Problem(Where(self.file, 0, f"page {page}" if page else ""), message, hint)


def tell(
    file: str,
    printed: Iterable[Row],
    *,
    allowed: Collection[str],
    turned: Collection[str],
    labels: Mapping[int, Label],
    notes: Mapping[int, Box],
) -> Told:
    """The manifest's printed rows, to be asked about the PDF called `file`."""
    fronts: dict[int, tuple[Row, ...]] = {}
    owners: dict[str, tuple[Row, ...]] = {}
    for row in printed:
        fronts[row.page] = (*fronts.get(row.page, ()), row)
        for payload in row.qr:
            owners[payload] = (*owners.get(payload, ())[:3], row)
    return Told(file, fronts, owners, frozenset(allowed), frozenset(turned), dict(labels), dict(notes))


def has_back(rows: Iterable[Row]) -> bool:
    """Whether the page behind these cards carries backs."""
    return any(row.side_count == 2 for row in rows)
