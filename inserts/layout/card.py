"""From filled elements to finished marks: one `Layouter` a template, one call a card."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

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

_CODES = (QrElement, BarcodeElement)

_REMEMBERED = 1024
"""Sides whose shared layers are kept."""

Drawn = tuple[Layer, tuple[str, ...]]
"""A layer, and the contents of the codes in it."""


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
        self._known: dict[Hashable, tuple[tuple[Filled, ...], tuple[tuple[slice, Drawn | None], ...]]] = {}

    def card(self, content: Content) -> Card | HeldBack:
        """The finished card, or why it is held back: every reason of every element, named."""
        sides: list[Frame] = []
        payloads: list[tuple[str, ...]] = []
        reasons: list[str] = []
        template = self.template
        for number, filled in enumerate(content.sides):
            drawn = self._drawn(content, number, filled, reasons)
            layers = tuple([layer for layer, _ in drawn])
            sides.append(Frame(template.width, template.height, template.bleed, layers))
            payloads.append(tuple([payload for _, held in drawn for payload in held]))
        if reasons:
            return HeldBack(content.order, f"{template.name}: {'; '.join(dict.fromkeys(reasons))}")
        return Card(content.order, template.name, tuple(sides), tuple(payloads))

    def _drawn(self, content: Content, side: int, filled: tuple[Filled, ...], reasons: list[str]) -> list[Drawn]:
        """Neighbouring elements of a kind, shared or this order's own, make one layer."""
        # Fillings that are the same objects need not be compared; they are kept, so that their ids stay their own.
        place = (side, content.language, content.rtl, *[id(item) if item.shared else 0 for item in filled])
        known = self._known.get(place)
        if known is not None:
            return [drawn or self._layer(content, side, filled[part], reasons) for part, drawn in known[1]]
        before = len(reasons)
        parts = _parts(filled)
        layers = [self._layer(content, side, filled[part], reasons) for part in parts]
        if len(reasons) == before:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            kept = [layer if layer[0].key else None for layer in layers]
            self._known[place] = filled, tuple(zip(parts, kept, strict=True))
        return layers

    def _layer(self, content: Content, side: int, run: tuple[Filled, ...], reasons: list[str]) -> Drawn:
        shared = run[0].shared
        key = (self.template.name, side, content.language, content.rtl, *map(_signature, run)) if shared else None
        marks: list[Mark] = []
        for item in run:
            try:
                marks += self._shared_marks(content, side, item) if shared else self._marks(content, item)
            except Unfit as unfit:
                reasons.append(str(unfit))
        return Layer(key, tuple(marks)), tuple(self._payloads(run))

    def _payloads(self, run: Sequence[Filled]) -> Iterator[str]:
        """What readers will find in a layer, in drawing order."""
        for item in run:
            if isinstance(item.element, _CODES):
                yield self.coder.payload(item.element, item.text)
            for row in item.rows:
                yield from (cell.text for cell in row if isinstance(cell.element, QrElement) and cell.text)

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


def _parts(filled: Sequence[Filled]) -> list[slice]:
    """The stretches of a side's elements that are shared, and of those that are not, by turns."""
    starts = [place for place, item in enumerate(filled) if not place or item.shared != filled[place - 1].shared]
    return [slice(*ends) for ends in pairwise([*starts, len(filled)])]


def _signature(item: Filled) -> Hashable:
    """What makes two fillings of the same element equal."""
    rows = tuple(tuple(cell.text for cell in row) for row in item.rows)
    more = item.more.text if item.more else ""
    return (item.element.id, item.text, rows, item.rest, more)
