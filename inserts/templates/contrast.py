"""What lies under texts, icons and codes, and whether they can be read on it.

A ground is told by the key `ground`, or found: the rectangle drawn last below the box. Pictures are grounds that
nobody knows, so nothing is said against what stands on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from inserts.model.codes import DARKEST_GROUND
from inserts.model.colour import READABLE, Colour, Rgb, contrast, luminance, mixed, on_screen
from inserts.model.length import Box
from inserts.model.problem import Problem
from inserts.model.template import (
    ArtElement,
    BarcodeElement,
    Element,
    IconElement,
    ImageElement,
    Ink,
    ListElement,
    QrElement,
    RectElement,
    Template,
    TextElement,
)
from inserts.templates.geometry import around
from inserts.templates.reader import is_told
from inserts.templates.when import implies

READABLE_LARGE = 3.0
"""Contrast of an icon, and of a text that is never smaller than `LARGE` (WCAG 2.1, 1.4.3 and 1.4.11)."""

LARGE = 14.0
"""Points."""

_SLACK = 0.02

Palette = Mapping[str, Colour]


class Faint(NamedTuple):
    """Something that cannot be read on its ground: `place` is the element's on its side, `key` what to change."""

    place: int
    key: str
    message: str
    hint: str


def low_contrast(template: Template, palette: Palette) -> tuple[Problem, ...]:
    """A problem for everything on the card that cannot be read in the shop's colours."""
    return tuple(
        Problem(template.where(number, faint.place), f"{side[faint.place].id}: {faint.message}", faint.hint)
        for number, side in enumerate(template.sides)
        for faint in faint_on(side, palette)
    )


def faint_on(side: Sequence[Element], palette: Palette) -> Iterator[Faint]:
    """What cannot be read on one side. Colours that are not in `palette` are not judged."""
    for place, element in enumerate(side):
        if isinstance(element, ListElement):
            for cell, name in _cells(element):
                for key, message, hint in _faint(cell, _grounds(cell, element, side[:place]), palette):
                    yield Faint(place, key, f"{name} {message}", hint)
        elif is_told(element):
            for told in _faint(element, _grounds(element, element, side[:place]), palette):
                yield Faint(place, *told)


def _cells(element: ListElement) -> Iterator[tuple[Element, str]]:
    """What a list shows, with its name: the cells, the words for how many more, the icons of the rest."""
    yield from ((cell, "more" if cell is element.more else cell.id) for cell in element.told)
    if element.rest == "icons":
        ground = next((cell.ground for cell in element.cell if cell.ground), "")
        box = Box(element.rest_x, element.rest_y, element.rest_icon, element.rest_icon)
        yield IconElement("rest", box, "", element.rest_colour, ground=ground), "rest_colour"


def certain_ground(element: Element, below: Sequence[Element]) -> Ink:
    """The ground that an element which tells none has whenever it is shown; paper if there is no other."""
    return next(reversed(_found(element.box, element, below)), "paper") or "paper"


def _faint(element: Element, grounds: Sequence[Ink], palette: Palette) -> Iterator[tuple[str, str, str]]:
    """The key to change, what is wrong, and the cure; once, whatever the grounds are."""
    for ground in grounds:
        below = _seen(ground, palette)
        if below is None:
            continue
        if isinstance(element, QrElement | BarcodeElement):
            told = _unscannable(element, below, palette)
        else:
            told = _unreadable(element, below, palette)
        if told:
            yield told
            return


def _unreadable(element: Element, below: Rgb, palette: Palette) -> tuple[str, str, str] | None:
    inks: tuple[tuple[str, Ink], ...] = ()
    least = READABLE_LARGE
    if isinstance(element, TextElement):
        inks = (("colour", element.style.colour), ("last_colour", element.last_colour))
        least = READABLE_LARGE if element.style.min_size >= LARGE else READABLE
    elif isinstance(element, IconElement):
        inks = (("colour", element.colour),)
    for key, ink in inks:
        seen = _seen(ink, palette)
        if seen is None:
            continue
        ratio = contrast(mixed(seen, below, element.opacity), below)
        if ratio < least - 0.005:
            message = f"can hardly be read: {_hex(seen)} on {_hex(below)} has a contrast of {ratio:.1f}"
            return key, message, f"at least {least:g} is needed; {_CURE}"
    return None


_CURE = 'take "on" on the brand colour, "deep" or "ink" on paper, or say with `ground` what lies below'


def _unscannable(element: QrElement | BarcodeElement, below: Rgb, palette: Palette) -> tuple[str, str, str] | None:
    if isinstance(element, QrElement) and element.plate:
        below = _seen("white", palette) or below
    cure = "put a white rect below it" if isinstance(element, BarcodeElement) else "set plate = true"
    if luminance(below) < DARKEST_GROUND:
        message = f"stands on {_hex(below)}, which is too dark: cameras look for dark on light"
        return "ground", message, f"{cure}, or move it to a light place"
    ink = _seen("ink", palette)
    if ink is not None and contrast(mixed(ink, below, element.opacity), below) < READABLE:
        return "opacity", "leaves the code too faint to be read", "codes are best at opacity = 1"
    return None


def _seen(ink: Ink, palette: Palette) -> Rgb | None:
    colour = ink if isinstance(ink, Colour) else palette.get(ink)
    return None if colour is None else on_screen(colour)


# Grounds


def _grounds(element: Element, shown: Element, below: Sequence[Element]) -> Sequence[Ink]:
    """The grounds an element may have: the one it tells, or all that are found. `shown` is it, or the list it is in."""
    ground = getattr(element, "ground", "")
    if ground:
        return (ground,)
    return _found(shown.box if shown is element else _reach(shown, element), shown, below)


def _found(box: Box, element: Element, below: Sequence[Element]) -> list[Ink]:
    """Every rectangle that may lie directly below the box, down to one that always does. None on a picture."""
    box = around(box, element.rotate, element.box)
    grounds: list[Ink] = []
    for other in reversed(below):
        if isinstance(other, ImageElement | ArtElement) and box.meets(other.box) and _together(element, other):
            return []
        if not (isinstance(other, RectElement) and other.colour and _covers(other, box)):
            continue
        if not _together(element, other):
            continue
        grounds.append(other.colour)
        if implies(element.when, other.when):
            return grounds
    return [*grounds, "paper"]


def _reach(element: Element, cell: Element) -> Box:
    """About where a list's cells stand: its box, no narrower than a cell."""
    box = element.box
    return Box(box.x, box.y, max(box.w, cell.box.right), max(box.h, cell.box.bottom))


def _covers(rect: RectElement, box: Box) -> bool:
    own = rect.box
    return (
        not rect.grow
        and rect.opacity == 1
        and not rect.rotate % 180
        and own.x <= box.x + _SLACK
        and own.y <= box.y + _SLACK
        and own.right >= box.right - _SLACK
        and own.bottom >= box.bottom - _SLACK
    )


def _together(one: Element, other: Element) -> bool:
    """Whether both can be on one card."""
    return not implies(one.when, f"not ({other.when})") if one.when and other.when else True


def _hex(rgb: Rgb) -> str:
    return "#{:02X}{:02X}{:02X}".format(*rgb)
