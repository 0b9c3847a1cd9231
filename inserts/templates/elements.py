"""Reading elements: every kind with its keys, checked as it is read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal, get_args

from inserts.fields import CARD, LISTS, NUMBER_FIELDS, parse_phrase
from inserts.model.colour import INK, WHITE
from inserts.model.problem import nearest
from inserts.model.template import (
    ArtElement,
    Cell,
    Element,
    Fit,
    IconElement,
    ImageElement,
    LineElement,
    ListElement,
    RectElement,
    TextElement,
)
from inserts.tables import Table
from inserts.templates.artwork import read_art, read_image
from inserts.templates.codes import read_barcode, read_qr
from inserts.templates.contrast import certain_ground, faint_on
from inserts.templates.geometry import check_place, check_size
from inserts.templates.reader import Reader, read_box, read_ground, read_turn, read_when
from inserts.templates.styles import named_style, read_style
from inserts.templates.texts import field_text, read_texts

_FITS: tuple[Fit, ...] = get_args(Fit)
_RESTS: tuple[Literal["end", "icons", "count"], ...] = ("end", "icons", "count")


def read_side(tables: tuple[Table, ...], reader: Reader) -> tuple[Element, ...]:
    """The elements of one side, in drawing order; those of an unknown kind are reported and left away."""
    read: list[tuple[Table, Element]] = []
    for place, table in enumerate(tables, 1):
        kind = table.peek("type")
        name = _name(table, f"{kind if isinstance(kind, str) else 'element'} {place}")
        if any(element.id == name for _, element in read):
            table.problem("id", "another element of this side has this id", "give every element its own")
        if kind in TYPES:
            table.choice("type", TYPES)
            element = read_turn(table, _KINDS[str(kind)](table, name, reader))
            check_place(table, element, reader.sheet)
            read.append((table, element))
        else:
            _unknown(table, TYPES)
    return _on_grounds(read, reader)


def _on_grounds(read: Sequence[tuple[Table, Element]], reader: Reader) -> tuple[Element, ...]:
    """Report what cannot be read on what lies below it, and tell icons their ground: it shows through them."""
    side = [element for _, element in read]
    for faint in faint_on(side, {"ink": INK, "white": WHITE, "paper": reader.paper}):
        owner, _ = read[faint.place]
        key = faint.key if owner.has(faint.key) else ""
        owner.problem(key, faint.message, faint.hint)
    return tuple(_grounded(element, side[:place]) for place, element in enumerate(side))


def _grounded(element: Element, below: Sequence[Element]) -> Element:
    if isinstance(element, IconElement) and not element.ground:
        return replace(element, ground=certain_ground(element, below))
    if isinstance(element, ListElement):
        ground = certain_ground(element, below)
        cells = (replace(cell, ground=ground) if _untold(cell) else cell for cell in element.cell)
        return replace(element, cell=tuple(cells))
    return element


def _untold(cell: Cell) -> bool:
    return isinstance(cell, IconElement) and not cell.ground


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


# The kinds


def _text(table: Table, name: str, reader: Reader) -> TextElement:
    style = read_style(table, named_style(table, reader.styles), reader.roles, reader.inks)
    element = TextElement(
        id=name,
        box=read_box(table, reader),
        style=style,
        text=read_texts(table, "text", "words", reader.fields, reader.words, required=True),
        when="" if reader.over else read_when(table),
        no_name=read_texts(table, "no_name", "no_name_words", reader.fields, reader.words),
        fit=table.choice("fit", _FITS, "line"),
        lines=table.whole("lines", 1, least=1, most=99),
        balanced=table.flag("balanced", False),
        split_below=table.length("split_below", 0.0),
        last_colour=reader.ink(table, "last_colour", ""),
        optional=table.flag("optional", False),
        shorten=table.flag("shorten", False),
        decor=table.flag("decor", False),
        paragraph=table.number("paragraph", 0.0, least=0, most=4),
        ground=read_ground(table, reader),
    )
    check_size(table, element)
    if element.shorten and not _of_items(element, reader):
        table.problem("shorten", "only the items' names may be cut short", "they stand in full on the packing slip")
    return element


def _rect(table: Table, name: str, reader: Reader) -> RectElement:
    framed = table.has("stroke")
    rect = RectElement(
        id=name,
        box=read_box(table, reader),
        colour=reader.ink(table, "colour", "" if framed else None),
        when=read_when(table),
        radius=table.length("radius", 0.0),
        grow=_growth(table),
        decor=table.flag("decor", False),
        stroke=reader.ink(table, "stroke", ""),
        width=table.length("width", None if framed else 0.0),
    )
    if rect.radius < 0:
        table.problem("radius", "is below zero")
    if rect.width < 0 or 2 * rect.width > min(rect.box.w, rect.box.h):
        table.problem("width", "is no width of a frame", "from 0pt up to half of the box's shorter side")
    elif table.has("width") and not framed:
        table.problem("width", "is how thick the frame is, and there is none", 'add stroke = "ink"')
    return rect


def _growth(table: Table) -> str:
    """How much of its width a rectangle takes: a number from 0 to 1, or a field that is one."""
    if not table.has("grow"):
        return ""
    text = field_text(table, "grow", NUMBER_FIELDS, "a rectangle grows with {{ member.progress }}, which is 0 to 1")
    if text and "{{" not in text and not _part(text):
        table.problem("grow", "is no part of the width", 'write a number from 0 to 1 in quotes, such as grow = "0.6"')
    return text


def _part(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _line(table: Table, name: str, reader: Reader) -> LineElement:
    box = read_box(table, reader, flat=True)
    if min(box.w, box.h) != 0 or max(box.w, box.h) <= 0:
        table.problem("box", "is no line", 'a line\'s box has the width "0mm" or the height "0mm"; `width` is its own')
    line = LineElement(
        id=name,
        box=box,
        colour=reader.ink(table, "colour"),
        width=table.length("width"),
        when=read_when(table),
        dots=table.length("dots", 0.0),
        decor=table.flag("decor", False),
    )
    if line.width < 0 or line.dots < 0:
        table.problem("width", "is below zero")
    return line


def _of_items(element: TextElement, reader: Reader) -> bool:
    """Whether the text tells nothing but an item: no name of a customer and no code is ever cut short."""
    fields = (parse_phrase(text).fields for _, text in (*element.text, *element.no_name))
    return reader.over == "items" and all(named <= reader.rows for named in fields)


def _image(table: Table, name: str, reader: Reader) -> ImageElement:
    return read_image(table, name, read_box(table, reader), read_when(table))


def _art(table: Table, name: str, reader: Reader) -> ArtElement:
    box = read_box(table, reader) if table.has("box") else None
    return read_art(table, name, box, read_when(table), reader.sheet)


def _icon(table: Table, name: str, reader: Reader) -> IconElement:
    box = read_box(table, reader)
    icon = field_text(table, "icon", reader.rows, "name an icon, or take the row's: {{ contact.channel }}")
    if icon and "{{" not in icon and reader.icons and icon not in reader.icons:
        table.problem("icon", f"there is no icon '{icon}'", nearest(icon, reader.icons))
    return IconElement(
        id=name,
        box=box,
        icon=icon,
        colour=reader.ink(table, "colour", "ink"),
        when="" if reader.over else read_when(table),
        ground=read_ground(table, reader),
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
        box=read_box(table, reader),
        over=over,
        name=row,
        cell=_cells(table, inner),
        most=most,
        pitch_x=table.length("pitch_x", None if columns > 1 else 0.0),
        pitch_y=table.length("pitch_y", None if most > columns else 0.0),
        when=read_when(table),
        columns=columns,
        rest=rest,
        rest_icon=table.length("rest_icon", None if rest == "icons" else 0.0),
        rest_pitch=table.length("rest_pitch", None if rest == "icons" else 0.0),
        rest_x=table.length("rest_x", 0.0),
        rest_y=table.length("rest_y", 0.0),
        rest_colour=reader.ink(table, "rest_colour", "ink"),
        more=_more(table, inner, rest == "count"),
        hang=table.choice("hang", ("top", "bottom"), "top"),
        rule_width=table.length("rule_width", 0.0),
        rule_length=table.length("rule_length", 0.0),
        rule_above=table.length("rule_above", 0.0),
        rule_colour=reader.ink(table, "rule_colour", "ink"),
    )
    if rest == "icons" and not LISTS[over].icon:
        table.problem("rest", f"{over} have no icons", 'write rest = "count" or rest = "end"')
    return element


def _cells(table: Table, reader: Reader) -> tuple[Cell, ...]:
    """The elements of a row: texts, icons and QR codes."""
    cells: list[Cell] = []
    for place, inner in enumerate(table.tables("cell"), 1):
        name = _name(inner, f"cell {place}")
        inner.subject = f"{table.subject}, {name}"
        read = _CELLS.get(str(inner.peek("type")))
        if read is None:
            _unknown(inner, tuple(_CELLS))
            continue
        inner.choice("type", TYPES)
        cells.append(read_turn(inner, read(inner, name, reader)))
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
    return read_turn(inner, _text(inner, inner.subject, replace(reader, fields=CARD | {"more.n"}, rows=frozenset())))


_KINDS: Mapping[str, Callable[[Table, str, Reader], Element]] = {
    "text": _text,
    "rect": _rect,
    "line": _line,
    "qr": read_qr,
    "barcode": read_barcode,
    "image": _image,
    "art": _art,
    "icon": _icon,
    "list": _list,
}

TYPES = tuple(_KINDS)

_CELLS: Mapping[str, Callable[[Table, str, Reader], Cell]] = {"text": _text, "icon": _icon, "qr": read_qr}
