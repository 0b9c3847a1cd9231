"""Cards on sheets: slots, reading order, backs behind their fronts, crop marks. Pure geometry in points.

y runs downwards from the page's top left. Order on the stack: row by row, left to right, as labels are peeled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Literal

from inserts.model.card import Card, Frame, Mark, Placement, Position, Sheet, Stroke
from inserts.model.colour import INK
from inserts.model.length import MM, Box
from inserts.model.problem import Problem, Stop, Where
from inserts.model.stock import Stock

Flip = Literal["long", "short"]

MARK_WIDTH = 0.25
MARK_LENGTH = 5 * MM
MARK_GAP = 1 * MM
"""A crop mark starts this far from the trim, or at the bleed if that reaches farther."""

FOLD_DASHES = 3
"""Strokes of a fold tick, with gaps as long as they are: cut marks are whole."""

_SLACK = 0.01  # points; lengths read from millimetres never meet exactly


@dataclass(frozen=True, slots=True)
class Grid:
    """Where cards of one size stand on the front of a page.

    `slots` are the top left corners of the trims, row by row. `bleed` is how far ink may reach beyond a trim.
    `boxes`: the page is one card with its bleed around it, as print shops ask; `marks`: crop marks are wanted.
    `fold`: how far below its top edge a card is folded across, to be marked in the margins; 0: nowhere.
    """

    page_w: float
    page_h: float
    card_w: float
    card_h: float
    bleed: float
    columns: int
    rows: int
    slots: tuple[tuple[float, float], ...]
    boxes: bool = False
    marks: bool = True
    fold: float = 0.0

    @property
    def portrait(self) -> bool:
        return self.page_w <= self.page_h


def grid(stock: Stock, card_w: float, card_h: float, bleed: float, fold: float = 0.0) -> Grid | Problem:
    """The slots for a card of `card_w` x `card_h` points whose art reaches `bleed` points beyond the trim.

    Blank stock: as many as the printable area holds, centred, with 2 x bleed between trims; the sheet lies
    upright or across, whichever holds more, upright if equal. Card stock: one card, the page its own size; a
    folded card's page with bleed is wider, for the ticks at its sides. A page of the card's own size has no place
    for them: whatever stood there would be on the card.
    """
    if stock.kind == "card":
        edge = bleed if stock.bleed else 0.0
        side = _reach(bleed) if stock.bleed and fold else edge
        w, h = card_w + 2 * side, card_h + 2 * edge
        marked = fold if stock.bleed else 0.0
        return Grid(w, h, card_w, card_h, edge, 1, 1, ((side, edge),), stock.bleed, marks=False, fold=marked)
    short, long = sorted((stock.width.pt, stock.height.pt))
    pitch_x, pitch_y = card_w + 2 * bleed, card_h + 2 * bleed

    def count(w: float, h: float) -> tuple[int, int]:
        room_x, room_y = w - 2 * stock.margin.pt + _SLACK, h - 2 * stock.margin.pt + _SLACK
        return max(0, int(room_x // pitch_x)), max(0, int(room_y // pitch_y))

    def slots(size: tuple[float, float]) -> int:
        columns, rows = count(*size)
        return columns * rows

    w, h = max((short, long), (long, short), key=slots)
    columns, rows = count(w, h)
    if not columns * rows:
        return _no_room(stock, card_w, card_h, bleed)
    left, top = (w - columns * pitch_x) / 2 + bleed, (h - rows * pitch_y) / 2 + bleed
    places = tuple((left + column * pitch_x, top + row * pitch_y) for row in range(rows) for column in range(columns))
    return Grid(w, h, card_w, card_h, bleed, columns, rows, places, fold=fold)


def impose(
    cards: Iterable[Card],
    grid: Grid,
    *,
    two_sided: bool,
    flip: Flip = "long",
    start: int = 1,
    offset_front: tuple[float, float] = (0.0, 0.0),
    offset_back: tuple[float, float] = (0.0, 0.0),
) -> Iterator[Sheet]:
    """Pages of one section, each front followed by its back if `two_sided`, as the cards come.

    `flip`: the edge the printer turns the sheet about. `start`: the first slot used on the first sheet.
    The offsets (points, to the right and down) correct what a printer shifts on that side.
    A back with no card on it is an empty page. Raises Stop (wrong usage) for a start that is no slot;
    ValueError for a card of another size, or with a back in a one-sided section.
    """
    check_start(start, grid)
    return _pages(cards, grid, two_sided, flip, start, offset_front, offset_back)


def positions(
    cards: Iterable[tuple[str, str, int]], grid: Grid, *, two_sided: bool, start: int = 1, first_page: int = 1
) -> Iterator[Position]:
    """Where `impose` puts each (order, template, count of sides); `first_page` is the number of the first page.

    Raises Stop as `impose` does.
    """
    check_start(start, grid)
    step = 2 if two_sided else 1
    for index, (order, template, sides) in enumerate(cards, start - 1):
        sheet, slot = divmod(index, len(grid.slots))
        page = first_page + sheet * step
        yield Position(order, template, page, page + 1 if sides == 2 else 0, slot + 1)


def _pages(
    cards: Iterable[Card],
    grid: Grid,
    two_sided: bool,
    flip: Flip,
    start: int,
    offset_front: tuple[float, float],
    offset_back: tuple[float, float],
) -> Iterator[Sheet]:
    backs, turned = _behind(grid, flip)
    waiting: Iterator[Card | None] = chain([None] * (start - 1), cards)
    while lot := tuple(islice(waiting, len(grid.slots))):
        if lot[-1] is None:  # blanks were asked for, but no card came
            return
        for card in lot:
            if card:
                _check_card(card, grid, two_sided)
        yield _page(grid, [card.sides[0] if card else None for card in lot], grid.slots, False, offset_front)
        if two_sided:
            sides = [card.sides[1] if card and len(card.sides) == 2 else None for card in lot]
            yield _page(grid, sides, backs, turned, offset_back)


def _behind(grid: Grid, flip: Flip) -> tuple[tuple[tuple[float, float], ...], bool]:
    """Places of the backs on their own page, and whether each is turned by 180 degrees.

    A sheet turned about its vertical axis has (x, y) behind (W - x, y), about its horizontal one behind
    (x, H - y), where a back must also be turned so that a card opened like a book's page reads upright.
    Coordinates are mirrored, not column numbers: a grid need not be centred. Pages for a print shop stay
    upright, as the shop imposes them itself.
    """
    if (flip == "long") == grid.portrait or grid.boxes:
        return tuple((grid.page_w - x - grid.card_w, y) for x, y in grid.slots), False
    return tuple((x, grid.page_h - y - grid.card_h) for x, y in grid.slots), True


def _page(
    grid: Grid,
    sides: Sequence[Frame | None],
    slots: Sequence[tuple[float, float]],
    turned: bool,
    offset: tuple[float, float],
) -> Sheet:
    dx, dy = offset
    places = [(x + dx, y + dy) for x, y in slots]
    placements = tuple(
        _place(grid, frame, x, y, turned) for frame, (x, y) in zip(sides, places, strict=False) if frame is not None
    )
    marks: tuple[Mark, ...] = ()
    if placements:
        cuts = _marks(grid, places) if grid.marks else ()
        marks = (*cuts, *_fold_ticks(grid, places, turned)) if grid.fold else cuts
    trim = bleed = None
    if grid.boxes:
        ((x, y),) = grid.slots
        trim = Box(x, y, grid.card_w, grid.card_h)
        bleed = Box(x - grid.bleed, y - grid.bleed, grid.card_w + 2 * grid.bleed, grid.card_h + 2 * grid.bleed)
    return Sheet(grid.page_w, grid.page_h, placements, marks, trim, bleed)


def _place(grid: Grid, frame: Frame, x: float, y: float, turned: bool) -> Placement:
    reach = min(frame.bleed, grid.bleed)
    clip = Box(x - reach, y - reach, frame.w + 2 * reach, frame.h + 2 * reach)
    return Placement(frame, x, y, turned, clip)


def _marks(grid: Grid, places: Sequence[tuple[float, float]]) -> tuple[Mark, ...]:
    """Crop marks around the whole grid, one pair for every cut, shortened where the page ends.

    Between cards there is never room: what is not trim is bleed.
    """
    cuts_x = _cuts((x for x, _ in places), grid.card_w)
    cuts_y = _cuts((y for _, y in places), grid.card_h)
    gap = max(grid.bleed, MARK_GAP)
    across = _outside(cuts_x[0], cuts_x[-1], gap, grid.page_w)
    down = _outside(cuts_y[0], cuts_y[-1], gap, grid.page_h)
    upright = (Stroke(x, near, x, far, MARK_WIDTH, INK) for x in cuts_x for near, far in down)
    level = (Stroke(near, y, far, y, MARK_WIDTH, INK) for y in cuts_y for near, far in across)
    return (*upright, *level)


def _fold_ticks(grid: Grid, places: Sequence[tuple[float, float]], turned: bool) -> Iterator[Mark]:
    """A dashed tick left and right of each row where its cards are folded; never between cards, as with cut marks."""
    down = grid.card_h - grid.fold if turned else grid.fold
    left, right = min(x for x, _ in places), max(x for x, _ in places) + grid.card_w
    sides = _outside(left, right, max(grid.bleed, MARK_GAP), grid.page_w)
    for y in sorted({round(y + down, 6) for _, y in places}):
        for near, far in sides:
            dash = (far - near) / (2 * FOLD_DASHES - 1)
            starts = (near + 2 * dash * number for number in range(FOLD_DASHES))
            yield from (Stroke(start, y, start + dash, y, MARK_WIDTH, INK) for start in starts)


def _reach(bleed: float) -> float:
    """How far a mark at the card's side reaches from the trim."""
    return max(bleed, MARK_GAP) + MARK_LENGTH


def _cuts(starts: Iterable[float], size: float) -> list[float]:
    """Every line to cut along; where two cards touch it is one line."""
    cuts: list[float] = []
    for cut in sorted(edge for start in set(starts) for edge in (start, start + size)):
        if not cuts or cut - cuts[-1] > _SLACK:
            cuts.append(cut)
    return cuts


def _outside(first: float, last: float, gap: float, page: float) -> tuple[tuple[float, float], ...]:
    """The stretches before the first and after the last cut where marks may stand, inside the page."""
    before = max(0.0, first - gap - MARK_LENGTH), first - gap
    after = last + gap, min(page, last + gap + MARK_LENGTH)
    return tuple((near, far) for near, far in (before, after) if far - near > _SLACK)


def check_start(start: int, grid: Grid) -> None:
    """Raise Stop (wrong usage) for a start that is no slot of the grid."""
    if not 1 <= start <= len(grid.slots):
        raise Stop(f"there is no slot {start} on this sheet", f"its slots are 1 to {len(grid.slots)}", exit_code=2)


def _check_card(card: Card, grid: Grid, two_sided: bool) -> None:
    if len(card.sides) > (2 if two_sided else 1):
        raise ValueError(f"order {card.order}: a card with {len(card.sides)} sides in this section would lose one")
    for frame in card.sides:
        if abs(frame.w - grid.card_w) > _SLACK or abs(frame.h - grid.card_h) > _SLACK:
            raise ValueError(f"order {card.order}: the card's size is not the one of its slots")


def _no_room(stock: Stock, card_w: float, card_h: float, bleed: float) -> Problem:
    card = f"{_mm(card_w)} x {_mm(card_h)} mm"
    with_bleed = f" with {_mm(bleed)} mm bleed" if bleed else ""
    sheet = f"{_mm(stock.width.pt)} x {_mm(stock.height.pt)} mm"
    message = (
        f"a card of {card}{with_bleed} does not fit on the sheet of {sheet} with margins of {stock.margin.mm:g} mm"
    )
    return Problem(Where(stock.name), message, "choose a larger stock or a smaller template")


def _mm(points: float) -> str:
    return f"{round(points / MM, 2):g}"
