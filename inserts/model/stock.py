"""What cards are printed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from inserts.model.length import MM, Length, mm

Kind = Literal["blank", "card", "slots", "roll"]

NO_LENGTH = Length(0)
SUM_TOLERANCE = Length.of_mm(0.5)
"""How far margins, pitches and size may be from the sheet's own: what a ruler and makers' rounding leave."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Where a pre-cut sheet's cards or labels are. `corner` is the radius of their corners, 0 if it is not known.

    The pitch is from one card's edge to the same edge of the next; of one column or row it is not used. `right` and
    `bottom` are margins that were measured, too, or None: with them, all must add up to the sheet.
    """

    width: Length
    height: Length
    columns: int
    rows: int
    left: Length
    top: Length
    pitch_x: Length
    pitch_y: Length
    corner: Length = NO_LENGTH
    right: Length | None = None
    bottom: Length | None = None

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def corners(self) -> Iterator[tuple[float, float]]:
        """Top left corners in points, row by row."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield self.left.pt + column * self.pitch_x.pt, self.top.pt + row * self.pitch_y.pt


@dataclass(frozen=True, slots=True)
class Stock:
    """Paper, in one of four kinds.

    "blank": a sheet of `width` x `height` whose slots are computed for the card; `margin` is the edge the printer
    cannot reach. "slots": a pre-cut sheet. "card": a page of the card's own size; with `bleed` the page carries the
    bleed around the trim, with page boxes, as print shops ask. "roll": a page as wide as the roll and as long as
    the card; `height` is 0 and `margin` is at the roll's two edges.

    `source` says where the measures are from, and `differ` how far published ones are apart. `part` is the maker's.
    """

    name: str
    about: str
    kind: Kind
    width: Length
    height: Length
    margin: Length
    bleed: bool = False
    slots: Slots | None = None
    maker: str = ""
    part: str = ""
    source: str = ""
    differ: Length = NO_LENGTH


def faults(stock: Stock) -> Iterator[tuple[str, str]]:
    """What cannot be of a pre-cut sheet's measures: the key it is told under and what is wrong."""
    slots = stock.slots
    if slots is None:
        return
    across = slots.left, slots.width, slots.pitch_x, slots.columns, slots.right, stock.width
    down = slots.top, slots.height, slots.pitch_y, slots.rows, slots.bottom, stock.height
    yield from _faults("left", "columns", "right", "width", *across)
    yield from _faults("top", "rows", "bottom", "height", *down)


def _faults(
    near: str,
    count: str,
    far: str,
    side: str,
    margin: Length,
    size: Length,
    pitch: Length,
    number: int,
    measured: Length | None,
    sheet: Length,
) -> Iterator[tuple[str, str]]:
    if number > 1 and pitch.pt < size.pt - 0.1 * MM:
        yield "pitch", f"is smaller than the {side} of a slot, so that they overlap"
        return
    used = margin.pt + (number - 1) * pitch.pt + size.pt
    sums = f"{mm(margin.pt)} + {number - 1} x {mm(pitch.pt)} + {mm(size.pt)}"
    if used > sheet.pt + SUM_TOLERANCE.pt:
        told = f"{near} + {number - 1} x pitch + {side}: {sums} = {mm(used)} mm, and the sheet's {side} is"
        yield count, f"the slots leave the sheet: {told} {mm(sheet.pt)} mm"
    elif measured is not None and abs(used + measured.pt - sheet.pt) > SUM_TOLERANCE.pt:
        told = f"{sums} + {mm(measured.pt)} = {mm(used + measured.pt)} mm, and the sheet's {side} is"
        yield far, f"the measures do not add up: {told} {mm(sheet.pt)} mm"
