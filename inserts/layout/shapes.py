"""Marks that hold no text: rectangles, torn edges, symbols, icons, contained pictures. Points, y downwards."""

from __future__ import annotations

from inserts.model.card import Discs, Mark, Outline, Rect, Stroke, Symbol
from inserts.model.colour import Colour
from inserts.model.length import Box
from inserts.model.template import LineElement, RectElement

_DOWN = {"top": 0.0, "middle": 0.5, "bottom": 1.0}


def mirrored(box: Box, width: float) -> Box:
    """The box on a card read from right to left: every x becomes W - x - w."""
    return Box(width - box.x - box.w, box.y, box.w, box.h)


def rect_marks(element: RectElement, box: Box, colour: Colour, grow: str, rtl: bool) -> tuple[Mark, ...]:
    """A filled rectangle; a growing one takes its part of the width, never less than its height, from the start."""
    width = box.w
    if element.grow:
        width = max(box.h, box.w * min(1.0, max(0.0, float(grow))))
    x = box.right - width if rtl else box.x
    return (Rect(x, box.y, width, box.h, colour, element.radius),)


def line_marks(element: LineElement, box: Box, colour: Colour) -> tuple[Mark, ...]:
    """A rule, or discs in the ground's colour on the edge, fitted so that whole pitches fill it."""
    if not element.dots:
        return (Stroke(box.x, box.y, box.right, box.bottom, element.width, colour),)
    length = max(box.w, box.h)
    steps = max(1, round(length / element.dots))
    dx, dy = (box.w / steps, 0.0) if box.w >= box.h else (0.0, box.h / steps)
    centres = tuple((box.x + n * dx, box.y + n * dy) for n in range(steps + 1))
    return (Discs(centres, element.width, colour),)


def symbol_marks(
    rows: tuple[int, ...], size: int, box: Box, module: float, colour: Colour, plate: bool
) -> tuple[Mark, ...]:
    """The symbol at the box's corner, or four modules inside it when the box is the plate."""
    inset = 4 * module if plate else 0.0
    return (Symbol(rows, size, box.x + inset, box.y + inset, module, colour),)


def icon_marks(path: str, even_odd: bool, box: Box, colour: Colour) -> tuple[Mark, ...]:
    """An outline of the 24 unit box, as large as the box allows, centred in it."""
    side = min(box.w, box.h)
    x, y = box.x + (box.w - side) / 2, box.y + (box.h - side) / 2
    return (Outline(path, x, y, side / 24, colour, even_odd),)


def contain(box: Box, width: float, height: float, horizontal: float, valign: str) -> Box:
    """The largest box of the picture's proportions inside `box`, aligned in it."""
    scale = min(box.w / width, box.h / height)
    w, h = width * scale, height * scale
    return Box(box.x + (box.w - w) * horizontal, box.y + (box.h - h) * _DOWN[valign], w, h)


def share(align: str, rtl: bool) -> float:
    """Which part of the free width stands left of what is aligned."""
    if align == "center":
        return 0.5
    return float(align == "right" or align == ("start" if rtl else "end"))
