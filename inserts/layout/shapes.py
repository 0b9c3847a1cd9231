"""Marks that hold no text: rectangles, torn edges, symbols, icons, contained pictures. Points, y downwards."""

from __future__ import annotations

from collections.abc import Callable

from inserts.layout.fit import Unfit
from inserts.model.card import Border, Discs, Group, Mark, Outline, Rect, Stroke
from inserts.model.colour import Colour
from inserts.model.length import Box
from inserts.model.template import BarcodeElement, Element, Ink, LineElement, QrElement, RectElement


def mirrored(box: Box, width: float) -> Box:
    """The box on a card read from right to left: every x becomes W - x - w."""
    return Box(width - box.x - box.w, box.y, box.w, box.h)


def on_dots(length: float, dot: float) -> float:
    """The nearest of a printer's dots; with none, the length itself."""
    return round(length / dot) * dot if dot else length


def turned(element: Element, box: Box, marks: tuple[Mark, ...], rtl: bool) -> tuple[Mark, ...]:
    """The marks turned about the centre of the box, the other way on a card read from right to left.

    A code that stands on a printer's dots is turned about the nearest dot: quarter turns then keep it there.
    """
    angle = -element.rotate % 360 if rtl else element.rotate
    if not marks or (not angle and element.opacity == 1):
        return marks
    dot = element.dot if isinstance(element, QrElement | BarcodeElement) else 0.0
    x, y = on_dots(box.x + box.w / 2, dot), on_dots(box.y + box.h / 2, dot)
    return (Group(marks, angle, x, y, element.opacity),)


def rect_marks(element: RectElement, box: Box, ink: Callable[[Ink], Colour], grow: str, rtl: bool) -> tuple[Mark, ...]:
    """A rectangle, its frame above its filling; a growing one takes its part of the width from the start.

    Raises Unfit for a growth that is no number.
    """
    width = box.w
    if element.grow:
        width = max(box.h, box.w * _part(element, grow))
    x = box.right - width if rtl else box.x
    place = (x, box.y, width, box.h)
    marks: list[Mark] = []
    if element.colour:
        marks.append(Rect(*place, ink(element.colour), element.radius))
    if element.stroke and element.width:
        marks.append(Border(*place, element.width, ink(element.stroke), element.radius))
    return tuple(marks)


def _part(element: RectElement, grow: str) -> float:
    try:
        return min(1.0, max(0.0, float(grow)))
    except ValueError:
        raise Unfit(f"{element.id}: what it grows by is no number from 0 to 1") from None


def line_marks(element: LineElement, box: Box, colour: Colour) -> tuple[Mark, ...]:
    """A rule, or discs in the ground's colour on the edge, fitted so that whole pitches fill it."""
    if not element.dots:
        return (Stroke(box.x, box.y, box.right, box.bottom, element.width, colour),)
    length = max(box.w, box.h)
    steps = max(1, round(length / element.dots))
    dx, dy = (box.w / steps, 0.0) if box.w >= box.h else (0.0, box.h / steps)
    centres = tuple((box.x + n * dx, box.y + n * dy) for n in range(steps + 1))
    return (Discs(centres, element.width, colour),)


def icon_marks(path: str, even_odd: bool, box: Box, colour: Colour) -> tuple[Mark, ...]:
    """An outline of the 24 unit box, as large as the box allows, centred in it."""
    side = min(box.w, box.h)
    x, y = box.x + (box.w - side) / 2, box.y + (box.h - side) / 2
    return (Outline(path, x, y, side / 24, colour, even_odd),)


def contain(box: Box, width: float, height: float, horizontal: float, valign: str) -> Box:
    """The largest box of the picture's proportions inside `box`, aligned in it."""
    scale = min(box.w / width, box.h / height)
    w, h = width * scale, height * scale
    return Box(box.x + (box.w - w) * horizontal, box.y + (box.h - h) * down(valign), w, h)


def share(align: str, rtl: bool) -> float:
    """Which part of the free width stands left of what is aligned."""
    if align == "center":
        return 0.5
    return float(align == "right" or align == ("start" if rtl else "end"))


def down(valign: str) -> float:
    """Which part of the free height stands above what is aligned."""
    return {"top": 0.0, "middle": 0.5, "bottom": 1.0}[valign]
