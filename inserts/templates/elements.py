"""Reading elements: every kind with its keys, checked as it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from inserts.fields import CARD, LISTS, QR_FIELDS, Fault, parse_condition
from inserts.model.length import Box, Length
from inserts.model.template import (
    Element,
    Fit,
    IconElement,
    ImageElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Style,
    TextElement,
    Words,
)
from inserts.tables import Table, nearest
from inserts.templates.geometry import Sheet, check_cells, check_text, inside_bleed, inside_safe
from inserts.templates.styles import ALIGNS, VALIGNS, ink, named_style, read_style
from inserts.templates.texts import field_text, read_texts

TYPES = ("text", "rect", "line", "qr", "image", "icon", "list")

Cell = TextElement | IconElement

_FITS: tuple[Fit, ...] = get_args(Fit)
_RESTS: tuple[Literal["end", "icons", "count"], ...] = ("end", "icons", "count")
_LEVELS: tuple[Literal["L", "M", "Q", "H"], ...] = ("L", "M", "Q", "H")
_LOGO = frozenset({"shop.logo"})


@dataclass(frozen=True, slots=True)
class Reader:
    """What elements may name: styles, faces, icons, words, fields; and the card they stand on.

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

    def within(self, over: str, rows: frozenset[str]) -> Reader:
        """The reader for the cells of a list."""
        return replace(self, fields=CARD | rows, rows=rows, over=over)


def read_side(tables: tuple[Table, ...], reader: Reader) -> tuple[Element, ...]:
    """The elements of one side, in drawing order; those of an unknown kind are reported and left away."""
    elements: list[Element] = []
    for place, table in enumerate(tables, 1):
        kind = table.peek("type")
        name = _name(table, f"{kind if isinstance(kind, str) else 'element'} {place}")
        if any(element.id == name for element in elements):
            table.problem("id", "another element of this side has this id", "give every element its own")
        if kind in TYPES:
            table.choice("type", TYPES)
            elements.append(_KINDS[str(kind)](table, name, reader))
        else:
            _unknown(table, TYPES)
    return tuple(elements)


def _name(table: Table, otherwise: str) -> str:
    name = table.text("id", otherwise)
    table.subject = name
    return name


def _unknown(table: Table, known: Collection[str]) -> None:
    """Only the kind is wrong: what its keys should be, nobody can say."""
    written = table.text("type")
    if written:
        table.problem("type", f"unknown type '{written}'; known are {', '.join(known)}", nearest(written, known))
    _pass_over(table)


def _pass_over(table: Table) -> None:
    for key in table.names():
        match table.peek(key):
            case str():
                table.text(key, "", blank=True)
            case bool():
                table.flag(key, False)
            case int() | float():
                table.number(key, 0.0)
            case dict():
                _pass_over(table.table(key))
            case [dict(), *_]:
                for entry in table.tables(key):
                    _pass_over(entry)
            case list():
                table.texts(key, ())


# What every element has


def _box(table: Table, reader: Reader, *, flat: bool = False) -> Box:
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


def _when(table: Table) -> str:
    text = table.text("when", "")
    if text:
        try:
            parse_condition(text)
        except Fault as fault:
            table.problem("when", str(fault), fault.hint)
    return text


# The kinds


def _text(table: Table, name: str, reader: Reader) -> TextElement:
    style = read_style(table, named_style(table, reader.styles), reader.roles)
    element = TextElement(
        id=name,
        box=_box(table, reader),
        style=style,
        text=read_texts(table, "text", "words", reader.fields, reader.words, required=True),
        when="" if reader.over else _when(table),
        no_name=read_texts(table, "no_name", "no_name_words", reader.fields, reader.words),
        fit=table.choice("fit", _FITS, "line"),
        lines=table.whole("lines", 1, least=1, most=99),
        balanced=table.flag("balanced", False),
        split_below=table.length("split_below", 0.0),
        last_colour=ink(table, "last_colour", ""),
        optional=table.flag("optional", False),
        shorten=table.flag("shorten", False),
        decor=table.flag("decor", False),
        paragraph=table.number("paragraph", 0.0, least=0, most=4),
        ground=ink(table, "ground", "paper"),
    )
    check_text(table, element, reader.sheet, cell=bool(reader.over))
    if element.shorten and reader.over != "items":
        table.problem("shorten", "only the items' names may be cut short", "they stand in full on the packing slip")
    return element


def _rect(table: Table, name: str, reader: Reader) -> RectElement:
    box = _box(table, reader)
    inside_bleed(table, box, reader.sheet)
    return RectElement(
        id=name,
        box=box,
        colour=ink(table, "colour"),
        when=_when(table),
        radius=table.length("radius", 0.0),
        decor=table.flag("decor", False),
    )


def _line(table: Table, name: str, reader: Reader) -> LineElement:
    box = _box(table, reader, flat=True)
    inside_bleed(table, box, reader.sheet)
    if min(box.w, box.h) != 0 or max(box.w, box.h) <= 0:
        table.problem("box", "is no line", 'a line\'s box has the width "0mm" or the height "0mm"; `width` is its own')
    line = LineElement(
        id=name,
        box=box,
        colour=ink(table, "colour"),
        width=table.length("width"),
        when=_when(table),
        dots=table.length("dots", 0.0),
        decor=table.flag("decor", False),
    )
    if line.width < 0 or line.dots < 0:
        table.problem("width", "is below zero")
    return line


def _qr(table: Table, name: str, reader: Reader) -> QrElement:
    box = _box(table, reader)
    inside_safe(table, box, reader.sheet)
    return QrElement(
        id=name,
        box=box,
        data=field_text(table, "data", QR_FIELDS, "a QR code holds links of the shop, never what a customer typed"),
        when=_when(table),
        plate=table.flag("plate", False),
        level=table.choice("level", _LEVELS, "M"),
        ground=ink(table, "ground", "paper"),
    )


def _image(table: Table, name: str, reader: Reader) -> ImageElement:
    box = _box(table, reader)
    inside_bleed(table, box, reader.sheet)
    source = field_text(table, "source", _LOGO, "the picture a card can show is the shop's logo: {{ shop.logo }}")
    if source and source.replace(" ", "") != "{{shop.logo}}":
        table.problem("source", "names no picture of the shop", 'write source = "{{ shop.logo }}"')
    return ImageElement(
        id=name,
        box=box,
        source=source,
        when=_when(table),
        align=table.choice("align", ALIGNS, "start"),
        valign=table.choice("valign", VALIGNS, "middle"),
    )


def _icon(table: Table, name: str, reader: Reader) -> IconElement:
    box = _box(table, reader)
    if not reader.over:
        inside_safe(table, box, reader.sheet)
    icon = field_text(table, "icon", reader.rows, "name an icon, or take the row's: {{ contact.channel }}")
    if icon and "{{" not in icon and reader.icons and icon not in reader.icons:
        table.problem("icon", f"there is no icon '{icon}'", nearest(icon, reader.icons))
    return IconElement(
        id=name,
        box=box,
        icon=icon,
        colour=ink(table, "colour", "ink"),
        when="" if reader.over else _when(table),
        ground=ink(table, "ground", "paper"),
    )


def _list(table: Table, name: str, reader: Reader) -> ListElement:
    over = table.choice("over", tuple(LISTS))
    row = table.text("as", LISTS[over].name)
    if not row.isidentifier() or any(field.startswith(f"{row}.") for field in CARD) or row == "more":
        table.problem("as", f"'{row}' cannot stand for a row", f'write as = "{LISTS[over].name}", or leave it away')
    inner = reader.within(over, frozenset(f"{row}.{field}" for field in LISTS[over].fields))
    most = table.whole("most", least=1, most=99)
    columns = table.whole("columns", 1, least=1, most=12)
    rest = table.choice("rest", _RESTS, "end")
    element = ListElement(
        id=name,
        box=_box(table, reader),
        over=over,
        name=row,
        cell=_cells(table, inner),
        most=most,
        pitch_x=table.length("pitch_x", None if columns > 1 else 0.0),
        pitch_y=table.length("pitch_y", None if most > columns else 0.0),
        when=_when(table),
        columns=columns,
        rest=rest,
        rest_icon=table.length("rest_icon", None if rest == "icons" else 0.0),
        rest_pitch=table.length("rest_pitch", None if rest == "icons" else 0.0),
        rest_x=table.length("rest_x", 0.0),
        rest_y=table.length("rest_y", 0.0),
        rest_colour=ink(table, "rest_colour", "ink"),
        more=_more(table, inner, rest == "count"),
        hang=table.choice("hang", ("top", "bottom"), "top"),
        rule_width=table.length("rule_width", 0.0),
        rule_length=table.length("rule_length", 0.0),
        rule_above=table.length("rule_above", 0.0),
        rule_colour=ink(table, "rule_colour", "ink"),
    )
    if rest == "icons" and not LISTS[over].icon:
        table.problem("rest", f"{over} have no icons", 'write rest = "count" or rest = "end"')
    inside_safe(table, element.box, reader.sheet)
    check_cells(table, element, reader.sheet)
    return element


def _cells(table: Table, reader: Reader) -> tuple[Cell, ...]:
    """The elements of a row: texts and icons."""
    cells: list[Cell] = []
    for place, inner in enumerate(table.tables("cell"), 1):
        name = _name(inner, f"cell {place}")
        inner.subject = f"{table.subject}, {name}"
        kind = inner.peek("type")
        if kind == "text":
            inner.choice("type", TYPES)
            cells.append(_text(inner, name, reader))
        elif kind == "icon":
            inner.choice("type", TYPES)
            cells.append(_icon(inner, name, reader))
        else:
            _unknown(inner, ("text", "icon"))
    if not table.has("cell"):
        table.problem("cell", "the list shows nothing", "add [[front.cell]] or [[back.cell]] with a text or an icon")
    return tuple(cells)


def _more(table: Table, reader: Reader, wanted: bool) -> TextElement | None:
    """The words for how many more there are."""
    if not table.has("more"):
        if wanted:
            table.problem("more", "more is missing", 'rest = "count" needs [front.more] with box and text')
        return None
    inner = table.table("more")
    inner.subject = f"{table.subject}, more"
    return _text(inner, inner.subject, replace(reader, fields=CARD | {"more.n"}, rows=frozenset()))


_KINDS: Mapping[str, Callable[[Table, str, Reader], Element]] = {
    "text": _text,
    "rect": _rect,
    "line": _line,
    "qr": _qr,
    "image": _image,
    "icon": _icon,
    "list": _list,
}
