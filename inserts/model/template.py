"""An owner's card design, read and checked. Points, origin at the trim's top left, y downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inserts.model.colour import Colour
from inserts.model.length import Box
from inserts.model.problem import Where

Words = tuple[tuple[str, str], ...]
"""Texts by language (BCP 47), Liquid where fields stand. The language "" serves every language."""

Ink = str | Colour
"""A token of the palette (brand, on, accon, deep, adeep, mark, track, ink, paper, white, accent) or a colour.

As the ground of a text or a code, "" is one nobody knows: a picture.
"""

Align = Literal["start", "end", "left", "right", "center"]
Valign = Literal["top", "middle", "bottom"]
Fit = Literal["line", "host", "stack", "ink"]
Symbology = Literal["code128", "ean13", "datamatrix"]

NOWHERE = Where("")


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
    rotate: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class RectElement:
    """A rectangle filled with `colour`, framed with `stroke`, or both; "" is none.

    The frame is `width` thick and lies inside the box. `grow` is a Liquid text giving 0..1 of the box's width, at
    least its height.
    """

    id: str
    box: Box
    colour: Ink
    when: str = ""
    radius: float = 0.0
    grow: str = ""
    decor: bool = False
    stroke: Ink = ""
    width: float = 0.0
    rotate: float = 0.0
    opacity: float = 1.0


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
    rotate: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class QrElement:
    """A QR symbol. The box is the symbol, or with `plate` a white plate of the symbol and four modules around it.

    With a `grid` (a printer's dot, in points) a module is a whole number of dots, and the symbol stands at the
    `align`ed side of its box, at the top. `dot` is the one of the printer that prints it: the symbol stands on it, too.
    """

    id: str
    box: Box
    data: str
    when: str = ""
    plate: bool = False
    level: Literal["L", "M", "Q", "H"] = "M"
    ground: Ink = "paper"
    grid: float = 0.0
    align: Align = "start"
    rotate: float = 0.0
    opacity: float = 1.0
    dot: float = 0.0


@dataclass(frozen=True, slots=True)
class BarcodeElement:
    """A barcode for a scanner. The box holds a linear one with its quiet zones, a Data Matrix without.

    `text` sets what the code says below its bars. `dot` is that of the printer, on whose grid the bars stand.
    """

    id: str
    box: Box
    data: str
    symbology: Symbology
    when: str = ""
    text: bool = False
    ground: Ink = "paper"
    rotate: float = 0.0
    opacity: float = 1.0
    dot: float = 0.0


@dataclass(frozen=True, slots=True)
class ImageElement:
    """A picture: a field that names one of the shop's, or a file of the template's own folder.

    "contain" shows it whole inside the box; "cover" fills the box and cuts what is beyond, with corners rounded by
    `radius`. `where` is the element's place in its file, for problems.
    """

    id: str
    box: Box
    source: str
    when: str = ""
    align: Align = "start"
    valign: Valign = "middle"
    fit: Literal["contain", "cover"] = "contain"
    radius: float = 0.0
    where: Where = NOWHERE
    rotate: float = 0.0
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class ArtElement:
    """Artwork of the template's folder laid on the card: its `page` if it is a PDF. The same on every card.

    `whole`: the box is the card with its bleed, and the art decides whether it reaches that far. Any other box the
    art fills.
    """

    id: str
    box: Box
    source: str
    page: int = 1
    whole: bool = True
    when: str = ""
    where: Where = NOWHERE
    rotate: float = 0.0
    opacity: float = 1.0


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
    rotate: float = 0.0
    opacity: float = 1.0


Cell = TextElement | IconElement | QrElement
"""What a row of a list is made of."""


@dataclass(frozen=True, slots=True)
class ListElement:
    """Rows over `over` (a name of `LISTS`), cell boxes measured from each cell's top left.

    When there are more entries than `most`: "icons" shows the remaining ones' icons in the last place, beside the
    words of `more` if there are any, "count" the words of `more` with {{ more.n }}, "end" just ends.
    `hang` "bottom" moves the rows to the box's foot.
    """

    id: str
    box: Box
    over: str
    name: str
    cell: tuple[Cell, ...]
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
    rotate: float = 0.0
    opacity: float = 1.0

    @property
    def told(self) -> tuple[Cell, ...]:
        """All that is set by itself: the cells of a row, and the words for how many more there are."""
        return (*self.cell, self.more) if self.more else self.cell


Element = (
    TextElement
    | RectElement
    | LineElement
    | QrElement
    | BarcodeElement
    | ImageElement
    | IconElement
    | ListElement
    | ArtElement
)
"""Every element is turned clockwise by `rotate` degrees about the centre of its box (the other way on cards read from
right to left), and is as opaque as `opacity` says, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Template:
    """A card design: one or two sides of elements, drawn in order. `file` is where it was read, for problems.

    `fold` is how far below the top edge the card is folded across, 0 if it is not. `lines` are the elements' in the
    file, as `sides` has them.
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
    fold: float = 0.0
    lines: tuple[tuple[int, ...], ...] = ()

    def where(self, side: int, place: int) -> Where:
        """Where an element stands in the file, by its side and its place there."""
        return Where(self.file, self.lines[side][place] if self.lines else 0)

    @property
    def turned(self) -> bool:
        """Whether a code on the back is turned by design, so that it does not tell how the back lies."""
        codes = (element for side in self.sides[1:] for element in side if element.rotate)
        return any(isinstance(element, QrElement | BarcodeElement | ListElement) for element in codes)
