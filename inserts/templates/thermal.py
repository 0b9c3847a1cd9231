"""Templates for thermal printers: codes on the printer's dots, and nothing that black dots on white cannot show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from inserts.model.colour import INK, WHITE, Colour
from inserts.model.length import MM
from inserts.model.problem import Problem
from inserts.model.template import (
    ArtElement,
    BarcodeElement,
    Element,
    IconElement,
    ImageElement,
    Ink,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Template,
    TextElement,
)
from inserts.templates.geometry import SMALLEST_NUMBER, is_order_number

FEWEST_DOTS = 2
"""Across a line: one dot is lost where the head is worn or the paper rough."""

SMALLEST_TEXT = 8.0
"""Points, at 203 dpi 16 dots from line to line."""

_ONE_BIT = {
    INK,
    WHITE,
    *(Colour("cmyk", (0, 0, 0, v)) for v in (0, 1)),
}
_MADE_FOR_IT = "templates ink and 4x6-thermal are made for thermal printers"

Told = tuple[str, str]
"""What is wrong, and the cure."""

Plain = Callable[[ImageElement | ArtElement], bool]
"""Whether what the element shows has black and white pixels alone."""


def on_dots(template: Template, dpi: int) -> Template:
    """The template with its codes on the dots of a printer of `dpi`."""
    dot = 72 / dpi
    return replace(template, sides=tuple(tuple(_on_dots(element, dot) for element in side) for side in template.sides))


def _on_dots(element: Element, dot: float) -> Element:
    match element:
        case QrElement() | BarcodeElement():
            return replace(element, dot=dot)
        case ListElement():
            cells = (replace(cell, dot=dot) if isinstance(cell, QrElement) else cell for cell in element.cell)
            return replace(element, cell=tuple(cells))
    return element


def one_bit(template: Template, palette: Mapping[str, Colour], dpi: int, plain: Plain) -> Iterator[Problem]:
    """What a thermal printer of `dpi` cannot show: greys, colours, hairlines, small text, pictures, turned codes."""
    judge = _Judge(palette, dpi, plain)
    for number, side in enumerate(template.sides):
        for place, element in enumerate(side):
            for message, hint in dict.fromkeys(judge.element(element)):
                told = f"{element.id}: {message} on a thermal printer of {dpi} dpi"
                yield Problem(template.where(number, place), told, hint)


class _Judge:
    """What is wrong with an element in the shop's colours."""

    def __init__(self, palette: Mapping[str, Colour], dpi: int, plain: Plain) -> None:
        self._palette = palette
        self._dot = 72 / dpi
        self._plain = plain

    def element(self, element: Element) -> Iterator[Told]:
        if element.opacity < 1:
            yield "would be a pattern of dots, as it is not opaque", "set opacity = 1"
        match element:
            case TextElement():
                yield from self._text(element)
            case RectElement():
                yield from self._rect(element)
            case LineElement():
                yield from self._colours(("colour", element.colour))
                yield from self._thin(element.width)
            case IconElement():
                yield from self._colours(("colour", element.colour))
            case ImageElement() | ArtElement():
                yield from self._picture(element)
            case QrElement() | BarcodeElement():
                yield from _code(element)
            case ListElement():
                yield from self._list(element)

    def _text(self, element: TextElement) -> Iterator[Told]:
        yield from self._colours(("colour", element.style.colour), ("last_colour", element.last_colour))
        if element.fit == "ink":  # as large as its box
            return
        least = SMALLEST_NUMBER if is_order_number(element) else SMALLEST_TEXT
        if element.style.min_size < least:
            yield f"can be as small as {element.style.min_size:g} pt", f'set min_size = "{least:g}pt" or more'

    def _rect(self, element: RectElement) -> Iterator[Told]:
        yield from self._colours(("colour", element.colour), ("stroke", element.stroke))
        if element.colour:
            yield from self._thin(min(element.box.w, element.box.h))
        if element.stroke and element.width:
            yield from self._thin(element.width)

    def _list(self, element: ListElement) -> Iterator[Told]:
        for cell in element.told:
            yield from ((f"{cell.id} {message}", hint) for message, hint in self.element(cell))
        if element.rest == "icons":
            yield from self._colours(("rest_colour", element.rest_colour))
        if element.rule_width:
            yield from self._colours(("rule_colour", element.rule_colour))
            yield from self._thin(element.rule_width)
        if element.rotate and any(isinstance(cell, QrElement) for cell in element.cell):
            yield "has codes that leave the dots, as the list is turned", "set rotate = 0"

    def _colours(self, *inks: tuple[str, Ink]) -> Iterator[Told]:
        for key, ink in inks:
            colour = ink if isinstance(ink, Colour) else self._palette.get(ink)
            if colour is not None and colour not in _ONE_BIT:
                named = ink if isinstance(ink, str) else "its colour"
                yield (
                    f"would be a pattern of dots: {key} ({named}) is not black",
                    f'take "ink" or "white"; {_MADE_FOR_IT}',
                )

    def _thin(self, width: float) -> Iterator[Told]:
        least = FEWEST_DOTS * self._dot
        if width < least - 1e-6:
            wide = f"{least / MM:.2f}mm"
            yield f"can be lost: it is {width / MM:.2f} mm thin, under {FEWEST_DOTS} dots", f'make it at least "{wide}"'

    def _picture(self, element: ImageElement | ArtElement) -> Iterator[Told]:
        if not self._plain(element):
            yield (
                "would be a pattern of dots: the picture is not black and white alone",
                "save it as PNG with 1 bit a pixel, at its printed size in the printer's dpi",
            )


def _code(element: QrElement | BarcodeElement) -> Iterator[Told]:
    if element.rotate % 90:
        yield "leaves the dots, as it is turned", "turn a code by 0, 90, 180 or 270"
    if isinstance(element, BarcodeElement) and element.text:
        yield "says its bars in text under 8 pt", "leave text = true away, and set a text element below"
