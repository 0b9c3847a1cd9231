"""Finished geometry: marks on a card's sides, cards on sheets. Points, y downwards from the top left."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from inserts.model.colour import Colour
from inserts.model.glyphs import Line
from inserts.model.length import Box


class Rect(NamedTuple):
    """A filled rectangle, corners rounded by `radius`."""

    x: float
    y: float
    w: float
    h: float
    colour: Colour
    radius: float = 0.0


class Border(NamedTuple):
    """The frame of a rectangle, `width` thick and inside it, corners rounded by `radius`."""

    x: float
    y: float
    w: float
    h: float
    width: float
    colour: Colour
    radius: float = 0.0


class Discs(NamedTuple):
    """Filled discs of one diameter: a torn edge."""

    centres: tuple[tuple[float, float], ...]
    diameter: float
    colour: Colour


class Stroke(NamedTuple):
    """A straight line with butt ends."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: Colour


class Outline(NamedTuple):
    """A filled path: `path` is absolute M, L, C, Z with y downwards, `scale`d and placed with its origin at x, y."""

    path: str
    x: float
    y: float
    scale: float
    colour: Colour
    even_odd: bool = False


class Text(NamedTuple):
    """A shaped line; x is the pen's start, y the baseline. `tracking` in 1/1000 em."""

    line: Line
    x: float
    y: float
    size: float
    colour: Colour
    tracking: float = 0.0


class Picture(NamedTuple):
    """A picture or artwork already checked, drawn into the box. Equal `key`s are the same file.

    Nothing is drawn outside `clip`, whose corners are rounded by `radius`.
    """

    key: str
    box: Box
    clip: Box | None = None
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class PictureData:
    """What a `Picture` key stands for, ready to embed. `width`, `height` are pixels of the upright picture.

    `data` is the JPEG file itself ("jpeg"), or 8-bit samples of `colour` as a zlib stream of PNG-filtered rows ("png").
    `alpha` is opacity in the same row form with one channel, or empty. `orientation` is EXIF's 1..8: how the
    stored rows of a JPEG lie; from 5 on they are `height` wide and `width` high.
    """

    key: str
    width: int
    height: int
    kind: Literal["jpeg", "png"]
    data: bytes
    colour: Literal["gray", "rgb", "cmyk"]
    alpha: bytes = b""
    orientation: int = 1


class ArtObject(NamedTuple):
    """A PDF object in its own syntax; whole numbers in `body` stand for references to objects of the same art.

    `data` is a stream's filtered bytes, whose /Length `body` leaves out; None if it is no stream.
    """

    body: tuple[bytes | int, ...]
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class ArtData:
    """What a `Picture` key stands for when it is drawn, not made of pixels: a page ready to embed.

    Object 0 is a form XObject that draws upright on 0, 0 to `width`, `height` (points, y upwards).
    `trim` is the part of it that is the finished size, y downwards from the top, if the file tells.
    """

    key: str
    width: float
    height: float
    objects: tuple[ArtObject, ...]
    trim: Box | None = None


class Symbol(NamedTuple):
    """A QR or Data Matrix symbol without its quiet zone, `size` modules square.

    `modules` as in `inserts.model.modules`. What is dark is `inset` modules smaller on every side: printers that
    blacken each dot the ink touches would else make every bar a dot wider.
    """

    modules: bytes
    size: int
    x: float
    y: float
    module: float
    colour: Colour
    inset: float = 0.0


class Bars(NamedTuple):
    """A linear barcode without its quiet zones, of `size` modules; `modules` as in `inserts.model.modules`, one row.

    Bars are `inset` modules smaller on either side.
    """

    modules: bytes
    size: int
    x: float
    y: float
    module: float
    h: float
    colour: Colour
    inset: float = 0.0


class Group(NamedTuple):
    """Marks drawn together, turned clockwise by `angle` degrees about x, y, and as opaque as `opacity` says, 0 to 1."""

    marks: tuple[Mark, ...]
    angle: float
    x: float
    y: float
    opacity: float = 1.0


Mark = Rect | Border | Discs | Stroke | Outline | Text | Picture | Symbol | Bars | Group


class Layer(NamedTuple):
    """Marks drawn together. Layers with equal `key` are equal on every card of a file; None: this card's own."""

    key: Hashable | None
    marks: tuple[Mark, ...]


class Frame(NamedTuple):
    """One finished side. `w`, `h` are the trim; marks may reach `bleed` beyond it."""

    w: float
    h: float
    bleed: float
    layers: tuple[Layer, ...]


class Card(NamedTuple):
    """One template filled for one order. `payloads` are the contents of each side's QR codes and barcodes, as drawn."""

    order: str
    template: str
    sides: tuple[Frame, ...]
    payloads: tuple[tuple[str, ...], ...]


class Placement(NamedTuple):
    """A side on a page: trim's top left at x, y, turned by 180 degrees if `turned`, ink cut to `clip` (page points)."""

    frame: Frame
    x: float
    y: float
    turned: bool
    clip: Box


class Label(NamedTuple):
    """The Data Matrix in a sheet's margin: what it says, and where it stands on the page as it is drawn."""

    payload: str
    box: Box


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the PDF. `trim` and `bleed` are set on 1-up pages only, as boxes on the page. `press`: it is for a
    print shop, whose printer is not ours to correct.

    `marks` are drawn over the placements: cut marks, and notes in the margin. `adjust` is what all of it is stretched
    by, across and down from the top left, and then moved by, to the right and down, against what the printer does.
    `label` is the Data Matrix among the marks that says which sheet this is, `note` the free place, without any part of
    a card, in which words say it.
    """

    w: float
    h: float
    placements: tuple[Placement, ...] = ()
    marks: tuple[Mark, ...] = ()
    trim: Box | None = None
    bleed: Box | None = None
    press: bool = False
    adjust: tuple[float, float, float, float] = (1.0, 1.0, 0.0, 0.0)
    label: Label | None = None
    note: Box | None = None


class Position(NamedTuple):
    """Where a card landed: page of its front counted from 1 in its section, page of its back (0: none), slot from 1."""

    order: str
    template: str
    page: int
    back: int
    slot: int
