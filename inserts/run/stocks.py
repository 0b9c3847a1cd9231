"""Stocks to choose from: what there is, what of it a word or a size means, and what a card fits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inserts import templates
from inserts.builtin import builtin_folder, search_folders
from inserts.impose import Grid, grid
from inserts.model.length import MM, POINTS, mm
from inserts.model.problem import Problem, Stop, nearest
from inserts.model.stock import Stock

MOST_TOLD = 5
"""Stocks named when a card does not fit: enough to choose from, few enough to read."""

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(mm|cm|in)?[x×]([0-9]+(?:\.[0-9]+)?)(mm|cm|in)?\Z")
_SHEETS = {
    "A3": (297, 420),
    "A4": (210, 297),
    "A5": (148, 210),
    "SRA3": (320, 450),
    "Letter": (215.9, 279.4),
    "Legal": (215.9, 355.6),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A stock there is. `own`: it lies in the shop's folder. `stock` is None when it has problems."""

    name: str
    file: Path
    own: bool
    stock: Stock | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class CardSize:
    """What is to be printed, in points."""

    width: float
    height: float
    bleed: float = 0.0
    fold: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """A stock that was asked for, with the places of the card that was asked for, if one was."""

    entry: Entry
    grid: Grid | None = None


def list_stocks(shop: Path | None) -> tuple[Entry, ...]:
    """Every stock by name; the shop's own stand in for built-in ones. `shop` is its folder, None: built-in only."""
    folders = search_folders(shop, "templates")
    return tuple(_entry(name, folders) for name in templates.stock_names(folders))


def _entry(name: str, folders: Sequence[Path]) -> Entry:
    stock, problems = templates.load_stock(name, folders)
    files = (folder / "stocks" / f"{name}.toml" for folder in folders)
    file = next(file for file in files if file.is_file())
    return Entry(name, file, not file.is_relative_to(builtin_folder("templates")), stock, problems)


def one_stock(shop: Path | None, name: str) -> Entry:
    """The stock of this name. Raises Stop when there is none, or when it has problems."""
    folders = search_folders(shop, "templates")
    stock, problems = templates.load_stock(name, folders)
    if stock is None:
        told = problems[0] if name not in templates.stock_names(folders) else None
        message = f"there is no stock '{name}'" if told else f"the stock '{name}' has problems"
        raise Stop(message, told.hint if told else "correct its file", problems=() if told else problems)
    return _entry(name, folders)


def template_size(shop: Path | None, name: str) -> CardSize:
    """The size of a template, however else it may be wrong for this shop. Raises Stop when it cannot be read."""
    folders = search_folders(shop, "templates")
    known = templates.template_names(folders)
    if name not in known:
        raise Stop(f"there is no template '{name}'", nearest(name, known), exit_code=2)
    size, problems = templates.load_card_size(name, folders)
    if size is None:
        raise Stop(f"the size of '{name}' cannot be read", f"inserts check {name} says why", problems=problems)
    return CardSize(*size)


# Finding


def find(entries: Sequence[Entry], words: Sequence[str], card: CardSize | None = None) -> tuple[Found, ...]:
    """The stocks that all words mean, best first if a card is asked for: by `card`, or by one word such as 85x54.

    Any other word stands in the stock's name, maker, part, sheet or description.
    """
    sizes = [size for word in words if (size := read_size(word))]
    plain = [word.casefold() for word in words if read_size(word) is None]
    if len(sizes) + (card is not None) > 1:
        raise Stop("one size at a time", "name one size, or one template", exit_code=2)
    chosen = [entry for entry in entries if all(word in _described(entry) for word in plain)]
    wanted = card or next(iter(sizes), None)
    if wanted is None:
        return tuple(map(Found, chosen))
    return fitting(chosen, wanted, turned=card is None)


def read_size(word: str) -> CardSize | None:
    """85x54, 85x54mm, 3.5x2in; without a unit it is mm. None for a word that is no size."""
    match = _SIZE.match(word.casefold())
    if match is None:
        return None
    width, height = float(match[1]), float(match[3])
    unit = match[4] or match[2] or "mm"
    if not (0 < width < 5000 and 0 < height < 5000):
        return None
    return CardSize(width * POINTS[match[2] or unit], height * POINTS[unit])


def fitting(entries: Sequence[Entry], card: CardSize, *, turned: bool = False) -> tuple[Found, ...]:
    """The stocks that hold the card: pre-cut ones first, then sheets to cut, rolls, and pages of its own size.

    `turned`: a card of this size that lies the other way will do, too.
    """
    found = []
    for entry in entries:
        places = _places(entry, card)
        if places is None and turned:
            places = _places(entry, CardSize(card.height, card.width, card.bleed))
        if places is not None:
            found.append(Found(entry, places))
    return tuple(sorted(found, key=lambda one: _worth(one, card)))


def _places(entry: Entry, card: CardSize) -> Grid | None:
    if entry.stock is None:
        return None
    places = grid(entry.stock, card.width, card.height, card.bleed, card.fold)
    return None if isinstance(places, Problem) else places


_KINDS = ("slots", "blank", "roll", "card")


def _worth(one: Found, card: CardSize) -> tuple[int, float, float, str]:
    """Pre-cut paper of the very size, the most on a sheet first; then small sheets, which most printers take."""
    stock, places = one.entry.stock, one.grid
    assert stock is not None
    assert places is not None
    off = round(_off(stock, card), 1) if stock.slots else 0.0
    rank = -len(places.slots) if stock.slots else stock.width.pt * max(1.0, stock.height.pt)
    return _KINDS.index(stock.kind), off, rank, one.entry.name


def _off(stock: Stock, card: CardSize) -> float:
    """Millimetres by which a card's sides and the slot's differ, at most."""
    slots = stock.slots
    assert slots is not None
    short, long = sorted((slots.width.pt, slots.height.pt))
    card_short, card_long = sorted((card.width, card.height))
    return max(abs(short - card_short), abs(long - card_long)) / MM


def _described(entry: Entry) -> str:
    stock = entry.stock
    if stock is None:
        return entry.name.casefold()
    words = entry.name, stock.maker, stock.part, stock.about, stock.kind, sheet_name(stock)
    return " ".join(words).casefold()


# Telling


def advice(card: CardSize, shop: Path | None, template: str) -> str:
    """What to print a card on that its stock does not hold, in a line or two."""
    found = fitting(list_stocks(shop), card)
    pre_cut = [one for one in found if one.entry.stock and one.entry.stock.kind == "slots"]
    others = [one for one in found if one not in pre_cut]
    shown = [*pre_cut[:MOST_TOLD], *others[: max(2, MOST_TOLD - len(pre_cut))]]
    told = "; ".join(f"{one.entry.name} ({how(one)})" for one in shown)
    ask = f"inserts stocks --template {template} lists them all"
    return f"it fits {told}\n{ask}; [print.stocks] in shop.toml names one for it alone" if told else ask


def how(one: Found) -> str:
    """How a stock holds the card, in a few words."""
    stock, places = one.entry.stock, one.grid
    assert stock is not None
    if places is None:
        return ""
    count = len(places.slots)
    if stock.kind == "slots":
        assert stock.slots is not None
        size = size_words(stock.slots.width.pt, stock.slots.height.pt)
        return f"pre-cut, {size}, {count} on a sheet" if count > 1 else f"{size}, one a page"
    if stock.kind == "blank":
        return f"to be cut, {count} on a sheet"
    if stock.kind == "roll":
        return f"a page of {size_words(places.page_w, places.page_h)}"
    return "a page of its own size"


def sheet_name(stock: Stock) -> str:
    """A4, Letter; else the size; nothing for paper that has the card's own."""
    if stock.kind == "roll":
        return f"{mm(stock.width.pt)} mm roll"
    sides = sorted((stock.width.mm, stock.height.mm))
    for name, size in _SHEETS.items():
        if all(abs(side - known) < 0.1 for side, known in zip(sides, size, strict=True)):
            return name
    return size_words(stock.width.pt, stock.height.pt) if stock.width.pt else ""


def size_words(width: float, height: float) -> str:
    """85 x 54 mm, of points."""
    return f"{mm(width)} x {mm(height)} mm"


def measures(stock: Stock) -> Iterator[str]:
    """A pre-cut sheet's measures as sums a ruler can check, across and down, in mm."""
    slots = stock.slots
    if slots is None:
        return
    for way, near, count, pitch, size, sheet in (
        ("across", slots.left, slots.columns, slots.pitch_x, slots.width, stock.width),
        ("down", slots.top, slots.rows, slots.pitch_y, slots.height, stock.height),
    ):
        rest = sheet.pt - near.pt - (count - 1) * pitch.pt - size.pt
        steps = f" + {count - 1} x {mm(pitch.pt)}" if count > 1 else ""
        yield f"{way}: {mm(near.pt)}{steps} + {mm(size.pt)} + {mm(max(0.0, rest))} = {mm(sheet.pt)} mm"
