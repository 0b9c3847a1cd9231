"""QR codes and barcodes of one card as marks, never denser than they can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor
from typing import Protocol

from inserts.layout.fit import Unfit
from inserts.layout.shapes import on_dots, share
from inserts.layout.text import Setter
from inserts.model.card import Bars, Mark, Rect, Symbol, Text
from inserts.model.codes import FEWEST_DOTS, INSET_DOTS, LOWEST_BARS, QUIET, SMALLEST_BAR, SMALLEST_MODULE
from inserts.model.length import Box, mm, mm_at_least
from inserts.model.modules import width_of
from inserts.model.problem import Problem
from inserts.model.template import BarcodeElement, Element, ListElement, QrElement, Template

TEXT_SIZE = 7.5
SMALLEST_TEXT = 6.5
"""Points of what stands below the bars."""

_TEXT_GAP = 2.0
_CAP, _DESCENT = 0.714, 0.22  # of the size, above and below the baseline


class Code(Protocol):
    """A QR symbol without its quiet zone."""

    @property
    def modules(self) -> bytes: ...
    @property
    def size(self) -> int: ...


class Barcode(Code, Protocol):
    """A barcode without its quiet zone; a linear one has a single row."""

    @property
    def payload(self) -> str: ...
    @property
    def text(self) -> str: ...


EncodeQr = Callable[[str, str], Code]
"""Makes a QR symbol of a payload and a level. Raises ValueError."""

EncodeBars = Callable[[str, str], Barcode]
"""Makes a barcode of a payload and a symbology. Raises ValueError."""


class Coder:
    """Draws the codes of one template's cards."""

    def __init__(self, setter: Setter, encode: EncodeQr, barcode: EncodeBars) -> None:
        self.on = setter
        self._encode = encode
        self._barcode = barcode

    def payload(self, element: QrElement | BarcodeElement, text: str) -> str:
        """What a reader will find in the code: the text, or an EAN-13 with its check digit."""
        if isinstance(element, QrElement):
            return text
        try:
            return self._barcode(text, element.symbology).payload
        except ValueError:
            return text

    def qr(self, element: QrElement, box: Box, payload: str, rtl: bool) -> tuple[Mark, ...]:
        """The symbol, on its plate if it has one, at the box's top. Raises Unfit when it is too dense for the box."""
        code, module = _qr(element, payload, self._encode)
        inset = 4 * module if element.plate else 0.0
        side = code.size * module + 2 * inset
        x = on_dots(box.x + (box.w - side) * share(element.align, rtl), element.dot)
        y = on_dots(box.y, element.dot)
        plate = (Rect(x, y, side, side, self.on.palette["white"]),) if element.plate else ()
        ink = self.on.palette["ink"]
        return (*plate, Symbol(code.modules, code.size, x + inset, y + inset, module, ink, _inset(element, module)))

    def barcode(self, element: BarcodeElement, box: Box, payload: str) -> tuple[Mark, ...]:
        """The bars between their quiet zones, or the matrix. Raises Unfit when they are too narrow for a scanner."""
        code, module = _bars(element, payload, self._barcode)
        ink, inset = self.on.palette["ink"], _inset(element, module)
        x, y = on_dots(box.x, element.dot), on_dots(box.y, element.dot)
        if _is_matrix(code):
            return (Symbol(code.modules, code.size, x, y, module, ink, inset),)
        label = tuple(self._label(element, box, code.text)) if element.text else ()
        height = box.h - (_TEXT_GAP + label[0].size * (_CAP + _DESCENT) if label else 0.0)
        if height < LOWEST_BARS - 1e-9:
            need = mm_at_least(box.h - height + LOWEST_BARS)
            raise Unfit(f"{element.id}: the bars are too low for a scanner; make the box at least {need} mm high")
        left, _ = QUIET[element.symbology]
        return (Bars(code.modules, code.size, x + left * module, y, module, height, ink, inset), *label)

    def _label(self, element: BarcodeElement, box: Box, text: str) -> Iterator[Text]:
        """What the bars say, centred at the foot of the box."""
        line = self.on.type.line(text, role="text", language="en", rtl=False, ligatures=False)
        if line.missing or not line.runs:
            raise Unfit(f"{element.id}: what the barcode says cannot be set as text; leave text = true away")
        size = min(TEXT_SIZE, box.w / line.width(1.0))
        if size < SMALLEST_TEXT:
            raise Unfit(f"{element.id}: what the barcode says is too long to stand below it; leave text = true away")
        x = box.x + (box.w - line.width(size)) / 2
        yield Text(line, x, box.bottom - _DESCENT * size, size, self.on.palette["ink"])


def unfit_codes(
    template: Template, encode: EncodeQr, barcode: EncodeBars, payload: Callable[[str], str]
) -> tuple[Problem, ...]:
    """What keeps the template's codes from ever being read: one problem for an element, not one for every order.

    `payload` gives the longest content of an element's `data`, or "" for one that only an order tells.
    """
    found: list[Problem] = []
    for side, elements in enumerate(template.sides):
        for place, element in enumerate(elements):
            for code in _codes(element):
                text = payload(code.data)
                try:
                    if text and isinstance(code, QrElement):
                        _qr(code, text, encode)
                    elif text and isinstance(code, BarcodeElement):
                        _bars(code, text, barcode)
                except Unfit as unfit:
                    hint = "templates/README.md tells how large codes must be"
                    found.append(Problem(template.where(side, place), str(unfit), hint))
    return tuple(found)


def _codes(element: Element) -> Iterator[QrElement | BarcodeElement]:
    """The element if it is a code, or the codes in a list's row."""
    if isinstance(element, QrElement | BarcodeElement):
        yield element
    elif isinstance(element, ListElement):
        yield from (cell for cell in element.cell if isinstance(cell, QrElement))


def _qr(element: QrElement, payload: str, encode: EncodeQr) -> tuple[Code, float]:
    """The symbol and the side of its modules. Raises Unfit when it is too dense for the box."""
    if not payload:
        raise Unfit(f"{element.id}: the QR code has no content; check the shop's url and link in shop.toml")
    try:
        code = encode(payload, element.level)
    except ValueError as error:
        raise Unfit(f"{element.id}: {error}") from error
    modules = code.size + 8 if element.plate else code.size
    side = min(element.box.w, element.box.h)
    grid = element.dot or element.grid
    module, least = side / modules, SMALLEST_MODULE
    if grid:  # a module is whole dots of the printer
        module, least = _whole(module, grid), max(FEWEST_DOTS, ceil(least / grid - 1e-6)) * grid
    if module < least - 1e-9:
        told = f" on a printer of {round(72 / grid)} dpi, where a module is {round(least / grid)} dots" if grid else ""
        raise Unfit(
            f"{element.id}: the QR code is too dense for its box of {mm(side, 1)} mm{told}; "
            f"shorten the link or make the box at least {mm_at_least(modules * least)} mm"
        )
    return code, module


def _whole(module: float, grid: float) -> float:
    """The most whole dots in a module."""
    return floor(module / grid + 1e-6) * grid


def _inset(element: QrElement | BarcodeElement, module: float) -> float:
    """What modules lack on a printer's dots, in modules."""
    return INSET_DOTS * element.dot / module


def _is_matrix(code: Barcode) -> bool:
    """Whether it has more rows than one."""
    return len(code.modules) > width_of(code.size)


def _bars(element: BarcodeElement, payload: str, barcode: EncodeBars) -> tuple[Barcode, float]:
    """The barcode and the width of its narrowest bar. Raises Unfit when that is too narrow for a scanner."""
    try:
        code = barcode(payload, element.symbology)
    except ValueError as error:
        raise Unfit(f"{element.id}: {error}") from error
    modules = code.size + sum(QUIET[element.symbology])
    matrix = _is_matrix(code)
    module = (min(element.box.w, element.box.h) if matrix else element.box.w) / modules
    least = SMALLEST_BAR[element.symbology]
    if element.dot:
        module, least = _whole(module, element.dot), ceil(least / element.dot - 1e-6) * element.dot
    if module < least - 1e-9:
        raise Unfit(
            f"{element.id}: the barcode is too dense for its box; shorten it or make the box at least "
            f"{mm_at_least(modules * least)} mm {'wide and high' if matrix else 'wide'}"
        )
    return code, module
