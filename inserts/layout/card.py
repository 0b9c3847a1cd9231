"""From filled elements to finished marks: one `Layouter` a template, one call a card."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple, Protocol

from inserts.layout.fit import Typesetting, Unfit
from inserts.layout.lists import ListLayout
from inserts.layout.shapes import contain, line_marks, mirrored, rect_marks, share, symbol_marks
from inserts.layout.text import Icon, Setter
from inserts.model.card import Card, Frame, Layer, Mark, Picture, Rect
from inserts.model.colour import Colour
from inserts.model.content import Content, Filled
from inserts.model.length import MM, Box
from inserts.model.order import HeldBack
from inserts.model.template import (
    IconElement,
    ImageElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Template,
    TextElement,
)

_REMEMBERED = 1024
"""Shared layers kept."""

SMALLEST_MODULE = 0.45 * MM
"""Points. Below this a phone held in the hand fails on office paper."""


class Code(Protocol):
    """A QR symbol without its quiet zone."""

    @property
    def rows(self) -> tuple[int, ...]: ...
    @property
    def size(self) -> int: ...


class PictureSize(NamedTuple):
    """An opened picture: its key in the file, and its width and height in any one unit."""

    key: str
    width: float
    height: float


class Layouter:
    """Lays out the cards of one template. What does not vary is shaped once.

    `palette` gives the colour of each token; `encode` makes a QR symbol of a payload and a level; `pictures`
    are the opened images by the path a template or shop names.
    """

    def __init__(
        self,
        template: Template,
        palette: Mapping[str, Colour],
        typesetting: Typesetting,
        encode: Callable[[str, str], Code],
        icons: Mapping[str, Icon],
        pictures: Mapping[str, PictureSize],
    ) -> None:
        self.template = template
        self.setter = Setter(template, palette, typesetting, icons)
        self.encode = encode
        self.pictures = pictures
        self._shared: dict[Hashable, tuple[Mark, ...] | Unfit] = {}
        self._layers_known: dict[Hashable, tuple[tuple[Filled, ...], Layer]] = {}

    def card(self, content: Content) -> Card | HeldBack:
        """The finished card, or why it is held back: every reason of every element, named."""
        sides: list[Frame] = []
        payloads: list[tuple[str, ...]] = []
        reasons: list[str] = []
        template = self.template
        for number, filled in enumerate(content.sides):
            layers = tuple(self._layers(content, number, filled, reasons))
            sides.append(Frame(template.width, template.height, template.bleed, layers))
            payloads.append(tuple(f.text for f in filled if isinstance(f.element, QrElement)))
        if reasons:
            return HeldBack(content.order, f"{template.name}: {'; '.join(dict.fromkeys(reasons))}")
        return Card(content.order, template.name, tuple(sides), tuple(payloads))

    def _layers(self, content: Content, side: int, filled: Sequence[Filled], reasons: list[str]) -> Iterator[Layer]:
        """Neighbouring elements of a kind, shared or this order's own, make one layer."""
        run: list[Filled] = []
        for position, item in enumerate(filled):
            run.append(item)
            if position + 1 < len(filled) and filled[position + 1].shared == item.shared:
                continue
            yield self._layer(content, side, tuple(run), reasons)
            run = []

    def _layer(self, content: Content, side: int, run: tuple[Filled, ...], reasons: list[str]) -> Layer:
        if not run[0].shared:
            return self._drawn(content, side, run, None, reasons)
        # Fillings that are the same objects need not be compared; they are kept, so that their ids stay their own.
        place = (side, content.language, content.rtl, *map(id, run))
        known = self._layers_known.get(place)
        if known is None:
            key = (self.template.name, side, content.language, content.rtl, *map(_signature, run))
            before = len(reasons)
            layer = self._drawn(content, side, run, key, reasons)
            if len(reasons) > before:
                return layer
            if len(self._layers_known) >= _REMEMBERED:
                self._layers_known.clear()
            known = self._layers_known[place] = run, layer
        return known[1]

    def _drawn(self, content: Content, side: int, run: tuple[Filled, ...], key: Hashable, reasons: list[str]) -> Layer:
        shared = run[0].shared
        marks: list[Mark] = []
        for item in run:
            try:
                marks += self._shared_marks(content, side, item) if shared else self._marks(content, item)
            except Unfit as unfit:
                reasons.append(str(unfit))
        return Layer(key, tuple(marks))

    def _shared_marks(self, content: Content, side: int, item: Filled) -> tuple[Mark, ...]:
        key = (side, content.language, content.rtl, _signature(item))
        if key not in self._shared:
            try:
                self._shared[key] = self._marks(content, item)
            except Unfit as unfit:
                self._shared[key] = unfit
        found = self._shared[key]
        if isinstance(found, Unfit):
            raise found
        return found

    def _marks(self, content: Content, item: Filled) -> tuple[Mark, ...]:
        element, page = item.element, self.template.width
        box = mirrored(element.box, page) if content.rtl else element.box
        match element:
            case RectElement():
                return rect_marks(element, box, self.setter.ink(element.colour), item.text, content.rtl)
            case LineElement():
                return line_marks(element, box, self.setter.ink(element.colour))
            case TextElement():
                return self.setter.text(content, item, box)
            case QrElement():
                return self._qr(element, box, item.text)
            case ImageElement():
                return self._image(content, element, box, item.text)
            case IconElement():
                return self.setter.icon(element, box, item.text)
            case ListElement():
                return ListLayout(self.setter, content, element).marks(item)

    def _qr(self, element: QrElement, box: Box, payload: str) -> tuple[Mark, ...]:
        if not payload:
            raise Unfit(f"{element.id}: the QR code has no content; check the shop's url and link in shop.toml")
        try:
            code = self.encode(payload, element.level)
        except ValueError as error:
            raise Unfit(f"{element.id}: {error}") from error
        modules = code.size + 8 if element.plate else code.size
        side = min(box.w, box.h)
        if side / modules < SMALLEST_MODULE:
            raise Unfit(
                f"{element.id}: the QR code is too dense for its box of {side / MM:.1f} mm; "
                f"shorten the link or make the box at least {_rounded_up(modules * SMALLEST_MODULE)} mm"
            )
        plate = (Rect(box.x, box.y, side, side, self.setter.palette["white"]),) if element.plate else ()
        return (
            *plate,
            *symbol_marks(code.rows, code.size, box, side / modules, self.setter.palette["ink"], element.plate),
        )

    def _image(self, content: Content, element: ImageElement, box: Box, source: str) -> tuple[Mark, ...]:
        picture = self.pictures.get(source)
        if picture is None:
            raise Unfit(f"{element.id}: the picture {source!r} could not be opened")
        horizontal = share(element.align, content.rtl)
        return (Picture(picture.key, contain(box, picture.width, picture.height, horizontal, element.valign)),)


def _rounded_up(points: float) -> str:
    """Millimetres to one decimal, never less than the points are."""
    return f"{ceil(points / MM * 10 - 1e-6) / 10:.1f}"


def _signature(item: Filled) -> Hashable:
    """What makes two fillings of the same element equal."""
    rows = tuple(tuple(cell.text for cell in row) for row in item.rows)
    more = item.more.text if item.more else ""
    return (item.element.id, item.text, rows, item.rest, more)
