"""Where a sheet is thrown away and may carry a note: beside the cards, clear of marks and of the printer's edge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from inserts.impose.grid import Grid
from inserts.model.card import Group, Mark, Sheet, Stroke
from inserts.model.length import MM, Box

CLEAR = 1 * MM
"""Kept free around every card, its bleed and every mark, as far as a sheet may be fed awry."""

EDGE = 4.2 * MM
"""The edge that office printers leave blank, where the stock does not say."""


class Room(NamedTuple):
    """A free place. `box` is as on the page, `upright`: a line in it runs upwards, along the page's left or right."""

    box: Box
    upright: bool = False

    @property
    def length(self) -> float:
        """How long a line in it may be."""
        return self.box.h if self.upright else self.box.w

    @property
    def depth(self) -> float:
        """How high a line in it may be."""
        return self.box.w if self.upright else self.box.h


def rooms(grid: Grid, sheet: Sheet, *, edge: float = EDGE, back: bool = False) -> tuple[Room, ...]:
    """The free places of this page of the grid, below the cards first, then above, left and right of them.

    The cards' places are kept free whether there are cards on them or not: on a label sheet they are labels. `edge`
    is what the printer cannot reach. On a `back` the front's places are kept free, too, as they are mirrored. A page
    of one card's own size has no room, nor has a print shop's page: it would be on the card, or in its bleed.
    """
    if grid.boxes or grid.page_w * grid.page_h <= 1.2 * grid.card_w * grid.card_h:
        return ()
    across, down = grid.reach or (grid.bleed, grid.bleed)
    around_x, around_y = max(across, 0.0) + CLEAR, max(down, 0.0) + CLEAR
    mirrored = ((grid.page_w - x - grid.card_w, grid.page_h - y - grid.card_h) for x, y in grid.slots)
    places = (*grid.slots, *(mirrored if back else ()))
    w, h = grid.card_w + 2 * around_x, grid.card_h + 2 * around_y
    arts = [Box(x - around_x, y - around_y, w, h) for x, y in places]
    left, top = min(art.x for art in arts), min(art.y for art in arts)
    right, bottom = max(art.right for art in arts), max(art.bottom for art in arts)
    w, h = sheet.w - 2 * edge, sheet.h - 2 * edge
    strips = (
        Room(Box(edge, bottom, w, sheet.h - edge - bottom)),
        Room(Box(edge, edge, w, top - edge)),
        Room(Box(edge, edge, left - edge, h), True),
        Room(Box(right, edge, sheet.w - edge - right, h), True),
    )
    taken = [_grown(mark) for mark in sheet.marks]
    return tuple(found for strip in strips if strip.depth > 0 and (found := _widest(strip, taken)).length > 0)


def noted(sheet: Sheet, room: Room, draw: Callable[[float, float], Iterable[Mark]]) -> Sheet:
    """The sheet with a note in the room: `draw` gives its marks with their top left at the x, y it is asked for.

    The note's line runs to the right, and is turned with the room.
    """
    if not room.upright:
        return replace(sheet, marks=(*sheet.marks, *draw(room.box.x, room.box.y)), note=room.box)
    x, y = room.box.x, room.box.bottom
    return replace(sheet, marks=(*sheet.marks, Group(tuple(draw(x, y)), -90.0, x, y)), note=room.box)


def _grown(mark: Mark) -> Box:
    assert isinstance(mark, Stroke)
    x, y = min(mark.x1, mark.x2) - CLEAR, min(mark.y1, mark.y2) - CLEAR
    return Box(x, y, abs(mark.x1 - mark.x2) + 2 * CLEAR, abs(mark.y1 - mark.y2) + 2 * CLEAR)


def _widest(strip: Room, taken: Sequence[Box]) -> Room:
    """The longest piece of a strip that no mark stands in; of equal ones the first."""
    box, upright = strip
    start, end = (box.y, box.bottom) if upright else (box.x, box.right)
    pieces = list(_free(start, end, [_extent(mark, upright) for mark in taken if mark.meets(box)]))
    near, far = max(pieces, key=lambda piece: round(piece[1] - piece[0], 3), default=(start, start))
    return Room(box._replace(y=near, h=far - near) if upright else box._replace(x=near, w=far - near), upright)


def _extent(box: Box, upright: bool) -> tuple[float, float]:
    return (box.y, box.bottom) if upright else (box.x, box.right)


def _free(start: float, end: float, taken: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    for near, far in sorted(taken):
        if near > start:
            yield start, near
        start = max(start, far)
    if end > start:
        yield start, end
