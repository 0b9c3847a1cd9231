"""Guides over a card: where it is cut, how far art and texts may reach, and each element's box with its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from math import cos, radians, sin
from typing import NamedTuple

from inserts.layout import Typesetting
from inserts.model.card import Mark, Rect, Stroke, Text
from inserts.model.colour import INK, WHITE, Colour
from inserts.model.length import MM, Box
from inserts.model.template import Element, Template

LEGEND = 52 * MM
"""Width of the names beside a card."""

CUT = Colour("rgb", (0.93, 0.0, 0.55))
BLEED = Colour("rgb", (0.95, 0.5, 0.0))
SAFE = Colour("rgb", (0.1, 0.7, 0.3))
FOLD = Colour("rgb", (0.55, 0.2, 0.8))
BOX = Colour("rgb", (0.1, 0.4, 0.95))
_HIDDEN = Colour("gray", (0.45,))

_LINE = 0.35
_SIZE = 6.5
_TAG = 5.0
_STEP = 8.5
_HEAD = (("cut", CUT), ("bleed", BLEED), ("safe area", SAFE), ("fold", FOLD), ("boxes", BOX))


class Named(NamedTuple):
    """An element with its place on the side, counted from 1. `shown`: it is on this card."""

    number: int
    element: Element
    shown: bool


def legend_height(count: int) -> float:
    """Points that the names of so many elements take."""
    return (count + len(_HEAD) + 1) * _STEP


def guides(template: Template, named: Iterable[Named], rtl: bool, x: float, y: float) -> Iterator[Mark]:
    """Lines over a card whose trim begins at x, y: the box of each element shown, then bleed, safe area and cut."""
    card = Box(x, y, template.width, template.height)
    reach = _grown(card, template.bleed)
    for one in named:
        if one.shown:
            rotate = one.element.rotate
            box = _on_card(one.element, template, rtl, x, y)
            yield from _frame(box if rotate else _within(box, reach), BOX, -rotate if rtl else rotate)
    if template.bleed:
        yield from _frame(reach, BLEED)
    yield from _frame(_grown(card, -template.safe), SAFE)
    yield from _frame(card, CUT)
    if template.fold:
        yield Stroke(x, y + template.fold, card.right, y + template.fold, _LINE, FOLD)


def tags(
    template: Template, named: Iterable[Named], rtl: bool, x: float, y: float, typesetting: Typesetting
) -> Iterator[Mark]:
    """The number of each element shown, left of its box; where one stands already, the next stands below it."""
    reach = _grown(Box(x, y, template.width, template.height), template.bleed)
    taken: list[Box] = []
    for one in named:
        if not one.shown:
            continue
        box = _within(_on_card(one.element, template, rtl, x, y), reach)
        line = typesetting.line(str(one.number), role="strong", language="en", rtl=None, ligatures=True)
        width = line.width(_TAG) + 1.6
        tag = Box(box.x - width, box.y, width, _TAG + 0.4)
        while any(tag.meets(other) for other in taken):
            tag = tag._replace(y=tag.y + tag.h)
        taken.append(tag)
        yield Rect(*tag, BOX)
        yield Text(line, tag.x + 0.8, tag.y + _TAG - 0.4, _TAG, WHITE)


def legend(named: Iterable[Named], folded: bool, x: float, y: float, typesetting: Typesetting) -> Iterator[Mark]:
    """The colours of the lines, then the elements' numbers with their names; those not on this card in grey."""
    for told, colour in _HEAD:
        if colour is FOLD and not folded:
            continue
        yield Stroke(x, y + _SIZE / 2, x + 5 * MM, y + _SIZE / 2, 0.8, colour)
        yield from _write(told, x + 7 * MM, y, INK, typesetting)
        y += _STEP
    y += _STEP / 2
    for one in named:
        told = one.element.id if one.shown else f"{one.element.id} (not on this card)"
        colour = INK if one.shown else _HIDDEN
        number = _write(str(one.number), x, y, colour, typesetting)
        yield from chain(number, _write(told, x + 5 * MM, y, colour, typesetting))
        y += _STEP


def _write(text: str, x: float, y: float, colour: Colour, typesetting: Typesetting) -> Iterator[Mark]:
    """One line whose top is at y. What no face has is left away: these are names of the template's own."""
    text = typesetting.clean(text).text
    line = typesetting.line(text, role="text", language="en", rtl=None, ligatures=True)
    for cluster in line.missing:
        text = text.replace(cluster, "?")
    if line.missing:
        line = typesetting.line(text, role="text", language="en", rtl=None, ligatures=True)
    yield Text(line, x, y + _SIZE - 0.6, _SIZE, colour)


def _on_card(element: Element, template: Template, rtl: bool, x: float, y: float) -> Box:
    box = element.box
    left = template.width - box.x - box.w if rtl else box.x
    return Box(x + left, y + box.y, box.w, box.h)


def _within(box: Box, reach: Box) -> Box:
    """The part of a box that is on the card and its bleed."""
    left, top = max(box.x, reach.x), max(box.y, reach.y)
    return Box(left, top, max(0.0, min(box.right, reach.right) - left), max(0.0, min(box.bottom, reach.bottom) - top))


def _grown(box: Box, by: float) -> Box:
    return Box(box.x - by, box.y - by, box.w + 2 * by, box.h + 2 * by)


def _frame(box: Box, colour: Colour, rotate: float = 0.0) -> Iterator[Stroke]:
    """The four sides of a box, turned clockwise about its centre."""
    centre_x, centre_y = box.x + box.w / 2, box.y + box.h / 2
    turn_x, turn_y = cos(radians(rotate)), sin(radians(rotate))
    corners = []
    for x, y in ((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)):
        dx, dy = x - centre_x, y - centre_y
        corners.append((centre_x + dx * turn_x - dy * turn_y, centre_y + dx * turn_y + dy * turn_x))
    for (x1, y1), (x2, y2) in zip(corners, (*corners[1:], corners[0]), strict=True):
        yield Stroke(x1, y1, x2, y2, _LINE, colour)
