"""Where cards of one size stand on the front of a page of a stock. y runs downwards from the page's top left."""

from __future__ import annotations

from dataclasses import dataclass

from inserts.model.length import MM, mm
from inserts.model.problem import Problem, Where
from inserts.model.stock import Slots, Stock

MARK_LENGTH = 5 * MM
MARK_GAP = 1 * MM
"""A crop mark starts this far from the trim, or at the bleed if that reaches farther."""

SLOT_TOLERANCE = 1 * MM
"""How much a card's sides may differ from a pre-cut slot's: half of it at each edge is what a cutter is off, too."""

SAFE = 3 * MM
"""Nothing that is read stands nearer to a card's edge, so that a roll's edge may stay blank so far."""

SLACK = 0.01  # points; lengths read from mm never meet exactly

_CENTRED = 1 * MM


@dataclass(frozen=True, slots=True)
class Grid:
    """Where cards of one size stand on the front of a page.

    `slots` are the top left corners of the trims, row by row. `bleed` is how far ink may reach beyond a trim, unless
    `reach` says so across and down; less than nothing keeps it off the neighbour of a card that is a little too large.
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
    reach: tuple[float, float] | None = None

    @property
    def portrait(self) -> bool:
        return self.page_w <= self.page_h


def grid(
    stock: Stock, card_w: float, card_h: float, bleed: float, fold: float = 0.0, gutter: float = 0.0
) -> Grid | Problem:
    """The slots for a card of `card_w` x `card_h` points whose art reaches `bleed` points beyond the trim.

    Blank stock: as many as the printable area holds, centred, with 2 x bleed between trims, or `gutter` if that
    is more; the sheet lies upright or across, whichever holds more, upright if equal. Card stock: one card, the page
    its own size; a folded card's page with bleed is wider, for the ticks at its sides. A page of the card's own size
    has no place for them: whatever stood there would be on the card.
    Pre-cut stock: the card's size is the slots', within SLOT_TOLERANCE. A roll: a page of its width for each card.
    Neither has marks: they would be on the cards.
    """
    if stock.slots is not None:
        return _pre_cut(stock, stock.slots, card_w, card_h, bleed)
    if stock.kind == "roll":
        return _on_roll(stock, card_w, card_h, bleed)
    if stock.kind == "card":
        edge = bleed if stock.bleed else 0.0
        side = _reach(bleed) if stock.bleed and fold else edge
        w, h = card_w + 2 * side, card_h + 2 * edge
        marked = fold if stock.bleed else 0.0
        return Grid(w, h, card_w, card_h, edge, 1, 1, ((side, edge),), stock.bleed, marks=False, fold=marked)
    return _on_blank(stock, card_w, card_h, bleed, fold, max(gutter, 2 * bleed))


def _on_blank(stock: Stock, card_w: float, card_h: float, bleed: float, fold: float, gutter: float) -> Grid | Problem:
    short, long = sorted((stock.width.pt, stock.height.pt))
    pitch_x, pitch_y = card_w + gutter, card_h + gutter
    beside = gutter - 2 * bleed  # the last column and row have none after them

    def count(w: float, h: float) -> tuple[int, int]:
        room_x, room_y = (side - 2 * stock.margin.pt + beside + SLACK for side in (w, h))
        return max(0, int(room_x // pitch_x)), max(0, int(room_y // pitch_y))

    def slots(size: tuple[float, float]) -> int:
        columns, rows = count(*size)
        return columns * rows

    w, h = max((short, long), (long, short), key=slots)
    columns, rows = count(w, h)
    if not columns * rows:
        return _no_room(stock, card_w, card_h, bleed)
    left, top = (w - columns * pitch_x + gutter) / 2, (h - rows * pitch_y + gutter) / 2
    places = tuple((left + column * pitch_x, top + row * pitch_y) for row in range(rows) for column in range(columns))
    return Grid(w, h, card_w, card_h, bleed, columns, rows, places, fold=fold)


def _pre_cut(stock: Stock, slots: Slots, card_w: float, card_h: float, bleed: float) -> Grid | Problem:
    """The card in the middle of each slot; the sheet lies across if the card does.

    How a sheet that lies across is fed is the printer's affair, so that only a centred one may.
    """
    w, h = stock.width.pt, stock.height.pt
    places = tuple(slots.corners())
    columns, rows = slots.columns, slots.rows
    slot_w, slot_h = slots.width.pt, slots.height.pt
    gutter_x, gutter_y = _gutter(columns, slots.pitch_x.pt, slot_w, w), _gutter(rows, slots.pitch_y.pt, slot_h, h)
    if not _equal(card_w, slot_w, card_h, slot_h):
        if not _equal(card_w, slot_h, card_h, slot_w):
            return _other_size(stock, slots, card_w, card_h)
        if not (_centred(places, 0, slot_w, w) and _centred(places, 1, slot_h, h)):
            return _off_centre(stock, slots, card_w, card_h)
        # Turned to the left: the sheet's right edge is the page's top.
        upright = [(y, w - x - slot_w) for x, y in places]
        places = tuple(sorted(upright, key=lambda place: (round(place[1], 3), place[0])))
        w, h, columns, rows, slot_w, slot_h = h, w, rows, columns, slot_h, slot_w
        gutter_x, gutter_y = gutter_y, gutter_x
    around_x, around_y = (slot_w - card_w) / 2, (slot_h - card_h) / 2
    reach = min(bleed, gutter_x / 2 + around_x), min(bleed, gutter_y / 2 + around_y)
    middle = tuple((x + around_x, y + around_y) for x, y in places)
    return Grid(w, h, card_w, card_h, bleed, columns, rows, middle, marks=False, reach=reach)


def _gutter(count: int, pitch: float, size: float, sheet: float) -> float:
    """The waste between two slots; of one column or row what the sheet is larger, since no neighbour is in the way."""
    return (pitch if count > 1 else sheet) - size


def _equal(card_w: float, slot_w: float, card_h: float, slot_h: float) -> bool:
    return abs(card_w - slot_w) <= SLOT_TOLERANCE + SLACK and abs(card_h - slot_h) <= SLOT_TOLERANCE + SLACK


def _centred(places: tuple[tuple[float, float], ...], axis: int, size: float, sheet: float) -> bool:
    near, far = min(place[axis] for place in places), max(place[axis] for place in places) + size
    return abs(near - (sheet - far)) <= _CENTRED


def _on_roll(stock: Stock, card_w: float, card_h: float, bleed: float) -> Grid | Problem:
    """One card a page of the roll's width, upright or across: the way that takes less of the roll."""
    width, margin = stock.width.pt, stock.margin.pt

    def fits(side: float) -> bool:
        return side <= width + SLOT_TOLERANCE + SLACK and margin <= (width - side) / 2 + SAFE + SLACK

    ways = [(card_h, False)] * fits(card_w) + [(card_w, True)] * fits(card_h)
    if not ways:
        return _too_wide(stock, card_w, card_h)
    _, across = min(ways)
    side = (width - (card_h if across else card_w)) / 2
    reach = min(bleed, side)
    if across:
        return Grid(card_w, width, card_w, card_h, bleed, 1, 1, ((0.0, side),), marks=False, reach=(0.0, reach))
    return Grid(width, card_h, card_w, card_h, bleed, 1, 1, ((side, 0.0),), marks=False, reach=(reach, 0.0))


def _reach(bleed: float) -> float:
    """How far a mark at the card's side reaches from the trim."""
    return max(bleed, MARK_GAP) + MARK_LENGTH


_ANOTHER = "choose another stock, or a template of another size"


def _no_room(stock: Stock, card_w: float, card_h: float, bleed: float) -> Problem:
    with_bleed = f" with {mm(bleed)} mm bleed" if bleed else ""
    sheet = _size(stock.width.pt, stock.height.pt)
    message = (
        f"a card of {_size(card_w, card_h)}{with_bleed} does not fit on the sheet of {sheet} "
        f"with margins of {stock.margin.mm:g} mm"
    )
    return Problem(Where(stock.name), message, "choose a larger stock or a smaller template")


def _other_size(stock: Stock, slots: Slots, card_w: float, card_h: float) -> Problem:
    cut = _size(slots.width.pt, slots.height.pt)
    return Problem(Where(stock.name), f"a card of {_size(card_w, card_h)} is not the pre-cut size, {cut}", _ANOTHER)


def _off_centre(stock: Stock, slots: Slots, card_w: float, card_h: float) -> Problem:
    cut = _size(slots.width.pt, slots.height.pt)
    message = f"a card of {_size(card_w, card_h)} would lie across on the pre-cut {cut}, and this sheet is not centred"
    return Problem(Where(stock.name), message, _ANOTHER)


def _too_wide(stock: Stock, card_w: float, card_h: float) -> Problem:
    edge = f" of which {mm(stock.margin.pt)} mm at each edge stay blank" if stock.margin.pt else ""
    roll = f"the roll of {mm(stock.width.pt)} mm,{edge}" if edge else f"the roll of {mm(stock.width.pt)} mm"
    return Problem(Where(stock.name), f"a card of {_size(card_w, card_h)} does not fit on {roll}", _ANOTHER)


def _size(w: float, h: float) -> str:
    return f"{mm(w)} x {mm(h)} mm"
