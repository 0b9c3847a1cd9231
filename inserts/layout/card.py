"""From filled elements to finished marks: one `Layouter` a template, one call a card."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from inserts.layout.codes import Coder, EncodeBars, EncodeQr
from inserts.layout.fit import Typesetting, Unfit
from inserts.layout.lists import ListLayout
from inserts.layout.pictures import PictureSize, art_marks, image_marks
from inserts.layout.shapes import line_marks, mirrored, rect_marks, turned
from inserts.layout.text import Icon, Setter
from inserts.model.card import Card, Frame, Layer, Mark, Picture
from inserts.model.colour import Colour
from inserts.model.content import Content, Filled
from inserts.model.length import Box
from inserts.model.order import HeldBack
from inserts.model.template import (
    ArtElement,
    BarcodeElement,
    IconElement,
    ImageElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Template,
    TextElement,
)

_SHARED = attrgetter("shared")
_CODES = (QrElement, BarcodeElement)

_REMEMBERED = 1024
"""Shared layers kept."""


class Layouter:
    """Lays out the cards of one template. What does not vary is shaped once.

    `palette` gives the colour of each token; `encode` makes a QR symbol of a payload and a level; `pictures`
    are the shop's opened images by the path shop.toml names, `own` the template's by its file's name, `grounds` its
    artwork where it was laid; `barcode` makes one of a payload and a symbology.
    """

    def __init__(
        self,
        template: Template,
        palette: Mapping[str, Colour],
        typesetting: Typesetting,
        encode: EncodeQr,
        icons: Mapping[str, Icon],
        pictures: Mapping[str, PictureSize],
        barcode: EncodeBars,
        own: Mapping[str, PictureSize] | None = None,
        grounds: Mapping[ArtElement, Picture] | None = None,
    ) -> None:
        self.template = template
        self.setter = Setter(template, palette, typesetting, icons)
        self.coder = Coder(self.setter, encode, barcode)
        self.pictures = pictures
        self.own = own or {}
        self.grounds = grounds or {}
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
            payloads.append(tuple(self._payloads(filled)))
        if reasons:
            return HeldBack(content.order, f"{template.name}: {'; '.join(dict.fromkeys(reasons))}")
        return Card(content.order, template.name, tuple(sides), tuple(payloads))

    def _payloads(self, filled: Sequence[Filled]) -> Iterator[str]:
        """What readers will find on a side, in drawing order."""
        for item in filled:
            if isinstance(item.element, _CODES):
                yield self.coder.payload(item.element, item.text)
            for row in item.rows:
                yield from (cell.text for cell in row if isinstance(cell.element, QrElement) and cell.text)

    def _layers(self, content: Content, side: int, filled: Sequence[Filled], reasons: list[str]) -> Iterator[Layer]:
        """Neighbouring elements of a kind, shared or this order's own, make one layer."""
        for _, run in groupby(filled, _SHARED):
            yield self._layer(content, side, tuple(run), reasons)

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
        return turned(element, box, self._upright(content, item, box), content.rtl)

    def _upright(self, content: Content, item: Filled, box: Box) -> tuple[Mark, ...]:
        """The element's marks before it is turned."""
        element = item.element
        match element:
            case RectElement():
                return rect_marks(element, box, self.setter.ink, item.text, content.rtl)
            case LineElement():
                return line_marks(element, box, self.setter.ink(element.colour))
            case TextElement():
                return self.setter.text(content, item, box)
            case QrElement():
                return self.coder.qr(element, box, item.text, content.rtl)
            case BarcodeElement():
                return self.coder.barcode(element, box, item.text)
            case ImageElement():
                return self._image(content, element, box, item.text)
            case ArtElement():
                return self._art(element, box)
            case IconElement():
                return self.setter.icon(element, box, item.text)
            case ListElement():
                return ListLayout(self.setter, self.coder, content, element).marks(item)

    def _image(self, content: Content, element: ImageElement, box: Box, source: str) -> tuple[Mark, ...]:
        picture = (self.pictures if "{{" in element.source else self.own).get(source)
        if picture is None:
            raise Unfit(f"{element.id}: the picture {source!r} could not be opened")
        return image_marks(picture, element, box, content.rtl)

    def _art(self, element: ArtElement, box: Box) -> tuple[Mark, ...]:
        if element not in self.grounds:
            raise Unfit(f"{element.id}: the artwork {element.source!r} could not be opened")
        return art_marks(self.grounds[element], element, box)


def _signature(item: Filled) -> Hashable:
    """What makes two fillings of the same element equal."""
    rows = tuple(tuple(cell.text for cell in row) for row in item.rows)
    more = item.more.text if item.more else ""
    return (item.element.id, item.text, rows, item.rest, more)
