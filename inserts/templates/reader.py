"""What reading every kind of element needs: names it may use, its box, its condition, how it is turned."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from inserts.fields import CARD, Fault, parse_condition
from inserts.model.colour import WHITE, Colour
from inserts.model.length import Box, Length
from inserts.model.template import (
    BarcodeElement,
    Element,
    IconElement,
    Ink,
    ListElement,
    QrElement,
    Style,
    TextElement,
    Words,
)
from inserts.tables import Table
from inserts.templates.colours import Inks, ink
from inserts.templates.geometry import Sheet

E = TypeVar("E", bound=Element)

_UPRIGHT = QrElement | BarcodeElement | ListElement
"""Turned by quarters only: a scanner and rows want straight lines."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What elements may name: styles, faces, icons, words, fields, colours; and the card they stand on.

    Inside a list boxes are measured from the cell, `over` is what it lists and `rows` are its fields.
    """

    sheet: Sheet
    styles: Mapping[str, Style]
    roles: Collection[str]
    icons: Collection[str]
    words: Mapping[str, Words]
    fields: frozenset[str] = CARD
    rows: frozenset[str] = frozenset()
    over: str = ""
    inks: Inks = field(default_factory=dict)
    paper: Colour = WHITE

    def within(self, over: str, rows: frozenset[str]) -> Reader:
        """The reader for the cells of a list."""
        return replace(self, fields=CARD | rows, rows=rows, over=over)

    def ink(self, table: Table, key: str, default: Ink | None = None) -> Ink:
        """A colour by any of its names."""
        return ink(table, key, self.inks, default)


def read_box(table: Table, reader: Reader, *, flat: bool = False) -> Box:
    """The box, whose sides are above zero unless it is a line's; a harmless one in place of a wrong one."""
    box = Box(*table.lengths("box", 4))
    if _well_written(table.peek("box")):
        if flat or (box.w > 0 and box.h > 0):
            return box
        table.problem("box", "has no width or no height", 'write box = ["x", "y", "width", "height"]')
    edge = 0.0 if reader.over else reader.sheet.safe
    return Box(edge, edge, 1.0, 0.0 if flat else 1.0)


def _well_written(value: object) -> bool:
    try:
        return isinstance(value, list) and len([Length.parse(part) for part in value]) == 4
    except (TypeError, ValueError):
        return False


def read_when(table: Table) -> str:
    """The condition under which the element is shown."""
    text = table.text("when", "")
    if text:
        try:
            parse_condition(text)
        except Fault as fault:
            table.problem("when", str(fault), fault.hint)
    return text


def read_turn(table: Table, element: E) -> E:
    """The element with the angle and the opacity that every kind may have."""
    angle = table.number("rotate", 0.0, least=-360, most=360)
    if isinstance(element, _UPRIGHT) and angle % 90:
        table.problem("rotate", "is no quarter turn", "codes and lists are turned by 0, 90, 180 or 270")
        angle = 0.0
    opacity = table.number("opacity", 1.0, least=0, most=1)
    if opacity == 0:
        table.problem("opacity", "hides the element", "take it out, or write a number above 0, up to 1")
    return replace(element, rotate=angle % 360, opacity=opacity or 1.0)


def read_ground(table: Table, reader: Reader) -> Ink:
    """The colour that is said to lie under the element; "" if it says none, and what is drawn there counts."""
    return reader.ink(table, "ground", "")


def is_told(element: Element) -> bool:
    """Whether the element says something to people or scanners, so that it must be whole and readable."""
    if isinstance(element, TextElement):
        return not element.decor and element.fit != "ink"
    return isinstance(element, IconElement | _UPRIGHT)
