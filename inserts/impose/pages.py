"""Pages of cards: each in its slot, backs behind their fronts. y runs downwards from the page's top left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from inserts.impose.grid import SLACK, Grid
from inserts.impose.marks import fold_ticks, marks
from inserts.impose.stack import Stack, lots
from inserts.model.card import Card, Frame, Mark, Placement, Position, Sheet
from inserts.model.length import Box

Flip = Literal["long", "short"]
Marked = Literal["both", "front", "back", "none"]


@dataclass(frozen=True, slots=True)
class Sides:
    """How the two sides of a sheet are printed.

    `flip`: the edge the sheet turns about between them. `rotate_back`: the printer turns every back on its head, so
    that it is laid out on its head to stand right. `marked`: the sides that carry cut and fold marks.
    """

    flip: Flip = "long"
    rotate_back: bool = False
    marked: Marked = "both"


LONG_EDGE = Sides()
READING = Stack()


def impose(
    cards: Sequence[Card],
    grid: Grid,
    *,
    two_sided: bool,
    sides: Sides = LONG_EDGE,
    stack: Stack = READING,
) -> Iterator[Sheet]:
    """Pages of one section, each front followed by its back if `two_sided`, in the order of `lots`.

    A back with no card on it is an empty page. Raises Stop (wrong usage) as `check_stack` does; ValueError for a card
    of another size, or with a back in a one-sided section.
    """
    plan = lots(len(cards), len(grid.slots), stack)
    for card in cards:
        _check_card(card, grid, two_sided)
    backs, turned = _behind(grid, sides)
    lain = ([None if index is None else cards[index] for index in lot.cards] for lot in plan)
    return _pages(lain, grid, two_sided, backs, turned, sides.marked)


def positions(
    cards: Sequence[tuple[str, str, int]], grid: Grid, *, two_sided: bool, stack: Stack = READING, first_page: int = 1
) -> Iterator[Position]:
    """Where `impose` puts each (order, template, count of sides), in the order given.

    `first_page` is the number of the first page. Raises Stop as `impose` does.
    """
    step = 2 if two_sided else 1
    places = {
        index: (first_page + sheet * step, slot)
        for sheet, lot in enumerate(lots(len(cards), len(grid.slots), stack))
        for slot, index in enumerate(lot.cards, 1)
        if index is not None
    }
    for index, (order, template, count) in enumerate(cards):
        page, slot = places[index]
        yield Position(order, template, page, page + 1 if count == 2 else 0, slot)


def _pages(
    lain: Iterable[Sequence[Card | None]],
    grid: Grid,
    two_sided: bool,
    backs: Sequence[tuple[float, float]],
    turned: bool,
    marked: Marked,
) -> Iterator[Sheet]:
    for cards in lain:
        fronts = [card.sides[0] if card else None for card in cards]
        yield _page(grid, fronts, grid.slots, False, marked in ("both", "front"))
        if two_sided:
            behind = [card.sides[1] if card and len(card.sides) == 2 else None for card in cards]
            yield _page(grid, behind, backs, turned, marked in ("both", "back"))


def _behind(grid: Grid, sides: Sides) -> tuple[tuple[tuple[float, float], ...], bool]:
    """Places of the backs on their own page, and whether each is turned by 180 degrees.

    A sheet turned about its vertical axis has (x, y) behind (W - x, y), about its horizontal one behind
    (x, H - y), where a back must also be turned so that a card opened like a book's page reads upright.
    A page turned on its head makes the one of the other. Coordinates are mirrored, not column numbers: a grid need
    not be centred. Pages for a print shop stay upright, as the shop imposes them itself.
    """
    vertical = (sides.flip == "long") == grid.portrait
    if vertical != sides.rotate_back or grid.boxes:
        return tuple((grid.page_w - x - grid.card_w, y) for x, y in grid.slots), False
    return tuple((x, grid.page_h - y - grid.card_h) for x, y in grid.slots), True


def _page(
    grid: Grid, frames: Sequence[Frame | None], slots: Sequence[tuple[float, float]], turned: bool, marked: bool
) -> Sheet:
    placements = tuple(
        _place(grid, frame, x, y, turned) for frame, (x, y) in zip(frames, slots, strict=True) if frame is not None
    )
    drawn: tuple[Mark, ...] = ()
    if placements and marked:
        drawn = (*(marks(grid, slots) if grid.marks else ()), *(fold_ticks(grid, slots, turned) if grid.fold else ()))
    return Sheet(grid.page_w, grid.page_h, placements, drawn, *_boxes(grid), press=grid.boxes)


def _boxes(grid: Grid) -> tuple[Box | None, Box | None]:
    """Trim and bleed of a page that is one card, with what is cut off it or without."""
    if grid.boxes:
        ((x, y),) = grid.slots
        bleed = Box(x - grid.bleed, y - grid.bleed, grid.card_w + 2 * grid.bleed, grid.card_h + 2 * grid.bleed)
        return Box(x, y, grid.card_w, grid.card_h), bleed
    page = Box(0.0, 0.0, grid.page_w, grid.page_h)
    alone = grid.slots == ((0.0, 0.0),) and (grid.card_w, grid.card_h) == (grid.page_w, grid.page_h)
    return (page, page) if alone else (None, None)


def _place(grid: Grid, frame: Frame, x: float, y: float, turned: bool) -> Placement:
    across, down = (min(frame.bleed, reach) for reach in grid.reach or (grid.bleed, grid.bleed))
    clip = Box(x - across, y - down, frame.w + 2 * across, frame.h + 2 * down)
    return Placement(frame, x, y, turned, clip)


def _check_card(card: Card, grid: Grid, two_sided: bool) -> None:
    if len(card.sides) > (2 if two_sided else 1):
        raise ValueError(f"order {card.order}: a card with {len(card.sides)} sides in this section would lose one")
    for frame in card.sides:
        if abs(frame.w - grid.card_w) > SLACK or abs(frame.h - grid.card_h) > SLACK:
            raise ValueError(f"order {card.order}: the card's size is not the one of its slots")
