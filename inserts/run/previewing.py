"""`inserts preview`: a card as it will look. No code is given, and nothing goes into the ledger."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Literal

from inserts import images, orders, pdf, templates
from inserts.builtin import search_folders
from inserts.fill import match
from inserts.impose import grid, impose
from inserts.model.card import Card, Frame, Layer, Mark, Placement, Rect, Sheet
from inserts.model.colour import Colour
from inserts.model.content import Content
from inserts.model.length import MM, Box, Length
from inserts.model.order import HeldBack, Order
from inserts.model.problem import Problem, Stop
from inserts.model.stock import Stock
from inserts.raster import Raster, rasterise
from inserts.run.guides import LEGEND, Named, guides, legend, legend_height, tags
from inserts.run.opening import Design, Workshop, open_workshop
from inserts.run.samples import NAMES, sample_coupon, sample_order
from inserts.settings import Settings

MARK = "inserts preview"
"""Stands in every file a preview makes, so that the next one knows what it may replace."""

_IN_FILES = MARK.encode(), MARK.encode("utf-16-be").hex().upper().encode()
"""The mark as a PNG and as a PDF holds it."""

MARGIN = 5 * MM
GROUND = Colour("rgb", (226 / 255, 223 / 255, 216 / 255))

_PAGES = Stock("preview", "a page for each card", "card", Length(0), Length(0), Length(0), bleed=True)

Side = Literal["front", "back", ""]
SIDES: tuple[Side, ...] = ("front", "back")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be seen. `orders` is an export whose first order is shown; None: a sample order.

    `side` "" is both. `language` and `dpi` are the card's language, if not the order's, and the picture's resolution.
    """

    template: str
    orders: Path | None = None
    side: Side = ""
    guides: bool = False
    language: str = ""
    dpi: int = 200


@dataclass(frozen=True, slots=True)
class Made:
    """One card with what is needed to draw it. `order` names the order it is for."""

    workshop: Workshop
    design: Design
    content: Content
    card: Card
    order: str


def make(loaded: Settings, wish: Wish, day: date) -> Made:
    """The card. Raises Stop when the template has problems, or when such an order would be held back."""
    order = _order(loaded, wish)
    if wish.language:
        loaded = _speaking(loaded, wish.language)
        order = replace(order, language=wish.language)
    workshop = open_workshop(replace(loaded, rules=()), (wish.template,))
    design = workshop.designs[0]
    coupon = sample_coupon(loaded.tiers, loaded.codes, loaded.shop.currency, day)
    content = design.filler.fill(order, coupon, day)
    card = content if isinstance(content, HeldBack) else design.layouter.card(content)
    if isinstance(content, HeldBack) or isinstance(card, HeldBack):
        reason = card.reason if isinstance(card, HeldBack) else ""
        raise Stop(
            f"the card of order {order.id} would be held back: {reason}",
            f"inserts check {wish.template} tells where in the template",
        )
    return Made(workshop, design, content, card, order.id)


def as_png(made: Made, wish: Wish) -> bytes:
    """One picture: the finished sides beside each other, or one side alone, cut as it will be; with guides, uncut."""
    sides = _sides(made, wish.side)
    alone = len(sides) == 1 and not wish.guides
    sheet = _sheet(made, sides, wish.guides, reach=0.0, margin=0.0 if alone else MARGIN, on_screen=True)
    raster = next(rasterise(_write(made, [sheet]), wish.dpi))
    return images.write_png(raster.width, raster.height, raster.rgb, dpi=wish.dpi, software=MARK)


def as_pdf(made: Made, wish: Wish) -> bytes:
    """A page for each side as print shops get it: with its bleed, the boxes, and ticks at a fold."""
    template = made.design.template
    sides = _sides(made, wish.side)
    if wish.guides:
        sheets = [_sheet(made, (side,), True, template.bleed, MARGIN, on_screen=False) for side in sides]
    else:
        place = grid(_PAGES, template.width, template.height, template.bleed, template.fold)
        assert not isinstance(place, Problem)  # a page of the card's own size always holds it
        pages = tuple(impose([made.card], place, two_sided=made.design.two_sided))
        sheets = [pages[side] for side in sides]
    return _write(made, sheets)


def rasters(made: Made, dpi: int) -> Iterator[Raster]:
    """Each side alone, cut."""
    sides = range(len(made.card.sides))
    sheets = [_sheet(made, (side,), False, 0.0, 0.0, on_screen=True) for side in sides]
    return rasterise(_write(made, sheets), dpi)


def put(path: Path, data: bytes) -> None:
    """Write a preview whole or not at all, in place of an earlier one; never over a file that is something else.

    Only its owner may read it: it can hold a customer's name.
    """
    stage = path.with_name(f".{path.name}-{os.getpid()}.tmp")
    try:
        if path.is_symlink() or (path.exists() and not _is_preview(path)):
            raise Stop(f"{path} is there already and was not made by inserts", "choose another name with -o")
        with os.fdopen(os.open(stage, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        stage.replace(path)
    except OSError as error:
        raise Stop(f"{path}: cannot be written: {error.strerror or error}", "choose another place with -o") from error
    finally:
        stage.unlink(missing_ok=True)


def _is_preview(path: Path) -> bool:
    return path.is_file() and any(mark in path.read_bytes() for mark in _IN_FILES)


def _order(loaded: Settings, wish: Wish) -> Order:
    """The first order of the export, or the sample, whose name is written in the card's language."""
    if wish.orders is None:
        order = sample_order(loaded.shop.levels)
        name = NAMES.get(wish.language.partition("-")[0], order.name)
        return order if name == order.name else replace(order, name=name, given_name=name)
    reading = orders.read([wish.orders], dict(loaded.orders_columns), loaded.shop.timezone)
    if not reading.orders:
        raise Stop(f"{wish.orders} holds no order to show", "name another export", problems=tuple(reading.problems))
    return reading.orders[0]


def _speaking(loaded: Settings, language: str) -> Settings:
    """The shop with this language among its own. Raises Stop (wrong usage) for one nothing is written in."""
    words, _ = templates.load_words(search_folders(loaded.folder, "templates"))
    known = sorted({*loaded.shop.languages, *(tag for tag, _ in words.get("coupon.next", ()))})
    if not match(language, known):
        raise Stop(f"there are no words in '{language}'", f"known are {', '.join(known)}", exit_code=2)
    spoken = tuple(dict.fromkeys((*loaded.shop.languages, language)))
    return replace(loaded, shop=replace(loaded.shop, languages=spoken))


def _sides(made: Made, wanted: Side) -> tuple[int, ...]:
    """Numbers of the sides to draw. Raises Stop (wrong usage) for a back where there is none."""
    count = len(made.card.sides)
    if not wanted:
        return tuple(range(count))
    number = SIDES.index(wanted)
    if number >= count:
        raise Stop(f"{made.design.template.name} has no {wanted}", "it is printed on one side", exit_code=2)
    return (number,)


def _sheet(
    made: Made, sides: Sequence[int], with_guides: bool, reach: float, margin: float, *, on_screen: bool
) -> Sheet:
    """The sides beside each other, each drawn to `reach` beyond its cut. On a screen they lie on a grey ground."""
    template = made.design.template
    reach = template.bleed if with_guides else reach
    w, h = template.width + 2 * reach, template.height + 2 * reach
    named = [_named(made, side) for side in sides]
    beside = MARGIN + LEGEND if with_guides else 0.0
    height = max([h, *(legend_height(len(names)) for names in named)] if with_guides else [h])
    page_w, page_h = margin + len(sides) * (w + beside + margin), height + 2 * margin
    places = [(margin + number * (w + beside + margin), margin) for number in range(len(sides))]
    placements = [Placement(_ground(made, places, page_w, page_h, w, h), 0, 0, False, Box(0, 0, page_w, page_h))]
    marks: list[Mark] = []
    for side, names, (x, y) in zip(sides, named, places, strict=True):
        left, top, rtl = x + reach, y + reach, made.content.rtl
        placements.append(Placement(made.card.sides[side], left, top, False, Box(x, y, w, h)))
        if with_guides:
            setting = made.workshop.typesetting
            marks += guides(template, names, rtl, left, top)
            marks += tags(template, names, rtl, left, top, setting)
            marks += legend(names, template.fold > 0, x + w + MARGIN, y, setting)
    x, y = places[0]
    cut = Box(x + reach, y + reach, template.width, template.height)
    boxes = (None, None) if on_screen else (cut, Box(x, y, w, h))
    return Sheet(page_w, page_h, tuple(placements[0 if on_screen else 1 :]), tuple(marks), *boxes)


def _ground(
    made: Made, places: Sequence[tuple[float, float]], page_w: float, page_h: float, w: float, h: float
) -> Frame:
    """What a screen shows below the ink: the table, and the paper on it."""
    paper = (Rect(x, y, w, h, made.design.template.paper) for x, y in places)
    return Frame(page_w, page_h, 0.0, (Layer(None, (Rect(0.0, 0.0, page_w, page_h, GROUND), *paper)),))


def _named(made: Made, side: int) -> tuple[Named, ...]:
    shown = {item.element.id for item in made.content.sides[side]}
    elements = made.design.template.sides[side]
    return tuple(Named(number, element, element.id in shown) for number, element in enumerate(elements, 1))


def _write(made: Made, sheets: Sequence[Sheet]) -> bytes:
    file = BytesIO()
    pdf.write(file, sheets, made.workshop.pictures, title=MARK, flip="")
    return file.getvalue()
