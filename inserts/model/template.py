"""An owner's card design, read and checked. Points, origin at the trim's top left, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inserts.model.colour import Colour
from inserts.model.length import Box

Words = tuple[tuple[str, str], ...]
"""Texts by language (BCP 47), Liquid where fields stand. The language "" serves every language."""

Ink = str | Colour
"""A token of the palette (brand, on, accon, deep, adeep, mark, track, ink, paper, white, accent) or a colour."""

Align = Literal["start", "end", "left", "right", "center"]
Valign = Literal["top", "middle", "bottom"]
Fit = Literal["line", "host", "stack", "ink"]


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks. `face` is a role (text, strong, voice, poster, code) or a family in fonts/.

    Text is set at `size` points or the largest size down to `min_size` that fits, in steps of 0.25.
    `leading` is a factor on the size, `tracking` 1/1000 em; None takes the design language's value for the size.
    """

    face: str = "text"
    size: float = 9.0
    min_size: float = 9.0
    colour: Ink = "ink"
    align: Align = "start"
    valign: Valign = "top"
    leading: float | None = None
    tracking: float | None = None


@dataclass(frozen=True, slots=True)
class TextElement:
    """Words in a box.

    `fit`: "line" fits up to `lines` lines (`balanced`: the narrowest measure with as many lines), "host" breaks a
    host name only before its last dot, and only below `split_below` points, "stack" sets one piece of the host per
    line, "ink" lets the first letter's ink fill the box (decoration).
    `no_name` replaces the text when the order has no printable name. `last_colour` colours a host's last label.
    `optional` text that does not fit is dropped, `shorten` is cut at a word with an ellipsis (item names only),
    any other holds the order back. `decor` may leave the safe area. `paragraph` is extra space between
    paragraphs in lines.
    """

    id: str
    box: Box
    style: Style
    text: Words
    when: str = ""
    no_name: Words = ()
    fit: Fit = "line"
    lines: int = 1
    balanced: bool = False
    split_below: float = 0.0
    last_colour: Ink = ""
    optional: bool = False
    shorten: bool = False
    decor: bool = False
    paragraph: float = 0.0
    ground: Ink = "paper"


@dataclass(frozen=True, slots=True)
class RectElement:
    """A filled rectangle. `grow` is a Liquid text giving 0..1 of the width, at least the height."""

    id: str
    box: Box
    colour: Ink
    when: str = ""
    radius: float = 0.0
    grow: str = ""
    decor: bool = False


@dataclass(frozen=True, slots=True)
class LineElement:
    """A straight line along the box's longer side, `width` thick; with `dots`, discs of that diameter at that pitch."""

    id: str
    box: Box
    colour: Ink
    width: float
    when: str = ""
    dots: float = 0.0
    decor: bool = False


@dataclass(frozen=True, slots=True)
class QrElement:
    """A QR symbol. The box is the symbol, or with `plate` a white plate of the symbol and four modules around it."""

    id: str
    box: Box
    data: str
    when: str = ""
    plate: bool = False
    level: Literal["L", "M", "Q", "H"] = "M"
    ground: Ink = "paper"


@dataclass(frozen=True, slots=True)
class ImageElement:
    """A picture, contained in the box."""

    id: str
    box: Box
    source: str
    when: str = ""
    align: Align = "start"
    valign: Valign = "middle"


@dataclass(frozen=True, slots=True)
class IconElement:
    """A pictogram in the box: a channel, a help topic, or a name from templates/icons.

    A channel without a mark of its own becomes a tile with its first letter in the colour of the `ground`.
    """

    id: str
    box: Box
    icon: str
    colour: Ink = "ink"
    when: str = ""
    ground: Ink = "paper"


@dataclass(frozen=True, slots=True)
class ListElement:
    """Rows over `over` (contacts, payments, help, items), cell boxes measured from each cell's top left.

    When there are more entries than `most`: "icons" shows the remaining contacts' icons in the last place,
    "count" the words of `more` with {{ more.n }}, "end" just ends. `hang` "bottom" moves the rows to the box's foot.
    """

    id: str
    box: Box
    over: str
    name: str
    cell: tuple[TextElement | IconElement, ...]
    most: int
    pitch_x: float
    pitch_y: float
    when: str = ""
    columns: int = 1
    rest: Literal["end", "icons", "count"] = "end"
    rest_icon: float = 0.0
    rest_pitch: float = 0.0
    rest_x: float = 0.0
    rest_y: float = 0.0
    rest_colour: Ink = "ink"
    more: TextElement | None = None
    hang: Literal["top", "bottom"] = "top"
    rule_width: float = 0.0
    rule_length: float = 0.0
    rule_above: float = 0.0
    rule_colour: Ink = "ink"


Element = TextElement | RectElement | LineElement | QrElement | ImageElement | IconElement | ListElement


@dataclass(frozen=True, slots=True)
class Template:
    """A card design: one or two sides of elements, drawn in order. `file` is where it was read, for problems.

    `words` are the program's own by key ("coupon.percent", "channel.email"): what fields are told with.
    """

    name: str
    kind: Literal["name-card", "insert"]
    about: str
    width: float
    height: float
    bleed: float
    safe: float
    sides: tuple[tuple[Element, ...], ...]
    file: str
    paper: Colour
    words: tuple[tuple[str, Words], ...] = ()
