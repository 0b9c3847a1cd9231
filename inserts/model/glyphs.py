"""Shaped text as plain values: what `text/` gives to layout, and what a card's text marks are made of.

All measures are in 1/1000 em of the run's size unless said otherwise; y upwards from the baseline.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

LARGE = 14.0
"""From this size in points a run takes its `large` scale (design language, section 8)."""

Ink = tuple[float, float, float, float]
"""Left, bottom, right, top."""


class FontProgram(NamedTuple):
    """A subset font file ready to embed, with what its PDF dictionaries need (1/1000 em).

    `kind`: "truetype" goes into FontFile2, "cff" into FontFile3 as CIDFontType0C.
    The glyph ids are those the runs use. `widths` maps each used glyph id to its advance.
    """

    data: bytes
    kind: Literal["truetype", "cff"]
    widths: dict[int, float]
    bbox: tuple[float, float, float, float]
    ascent: float
    descent: float
    cap_height: float
    italic_angle: float


class Face(Protocol):
    """A font file opened for one process. Two runs share a font in the PDF when their faces are the same object."""

    @property
    def name(self) -> str:
        """PostScript name, such as ParcelSans-Bold."""

    @property
    def digest(self) -> str:
        """Hex digest of the file's content and the variation settings: equal faces, equal subset tags."""

    @property
    def kind(self) -> Literal["truetype", "cff"]:
        """How the outlines are written."""

    def subset(self, glyphs: frozenset[int]) -> FontProgram:
        """A font program with these glyphs and .notdef, glyph ids kept."""


class Glyph(NamedTuple):
    """One glyph in visual order. `advance` is what the pen moves, `dx`, `dy` the offset of this glyph alone.

    `nominal` is the face's own advance for the glyph (the PDF's W entry), so that writers know what
    to correct. `text` is the cluster's text on the cluster's first glyph in logical order, "" on its others.
    """

    id: int
    advance: float
    nominal: float
    dx: float
    dy: float
    text: str


class Run(NamedTuple):
    """Glyphs of one face, script and direction, in visual order.

    `stroke`: bold by outline, because no bold face covers the text; line width in 1/1000 em, else 0.
    `plain`: each character gave a glyph in order, none missing, with no offsets (ToUnicode tells the text exactly).
    `small`, `large`: factor on the size below and from `LARGE` points (Arabic 0.95/0.85, Han 1/0.86, else 1).
    `gaps`: places where tracking may be added (0 for scripts that are never tracked).
    """

    face: Face
    glyphs: tuple[Glyph, ...]
    text: str
    rtl: bool
    plain: bool
    width: float
    ink_left: float
    ink_right: float
    ink_bottom: float
    ink_top: float
    cap_height: float
    stroke: float = 0.0
    small: float = 1.0
    large: float = 1.0
    gaps: int = 0

    def scale(self, size: float) -> float:
        """Factor on `size` (points) for this run's script."""
        return self.large if size >= LARGE else self.small


class Line(NamedTuple):
    """One shaped line in visual order. `missing` holds every cluster no face has; such a line is never drawn."""

    text: str
    runs: tuple[Run, ...]
    rtl: bool
    missing: tuple[str, ...] = ()

    def width(self, size: float, tracking: float = 0.0) -> float:
        """Advance width in points at `size` points; `tracking` in 1/1000 em between clusters."""
        total = 0.0
        for run in self.runs:
            total += (run.width + run.gaps * tracking) * run.scale(size)
        return total * size / 1000

    def ink(self, size: float, tracking: float = 0.0) -> Ink:
        """Ink extents (left, bottom, right, top) in points from the origin on the baseline; zeros without ink."""
        if len(self.runs) == 1:
            return _inked(self.runs[0], size, tracking, 0.0) or _NO_INK
        left = bottom = float("inf")
        right = top = float("-inf")
        pen = 0.0
        for run in self.runs:
            ink = _inked(run, size, tracking, pen)
            if ink:
                left, right = min(left, ink[0]), max(right, ink[2])
                bottom, top = min(bottom, ink[1]), max(top, ink[3])
            pen += (run.width + run.gaps * tracking) * run.scale(size) * size / 1000
        return (left, bottom, right, top) if right > left else _NO_INK

    def cap_height(self, size: float) -> float:
        """Height in points that stands for the capitals of this line: the tallest run's."""
        if len(self.runs) == 1:
            return self.runs[0].cap_height * self.runs[0].scale(size) * size / 1000
        return max([run.cap_height * run.scale(size) for run in self.runs], default=714.0) * size / 1000


_NO_INK = (0.0, 0.0, 0.0, 0.0)


def _inked(run: Run, size: float, tracking: float, pen: float) -> Ink | None:
    """Ink extents in points of a run that begins at `pen`; None without ink."""
    if run.ink_right <= run.ink_left:
        return None
    unit = run.scale(size) * size / 1000
    half = run.stroke / 2
    left = pen + (run.ink_left - half) * unit
    right = pen + (run.ink_right + half + run.gaps * tracking) * unit
    return left, (run.ink_bottom - half) * unit, right, (run.ink_top + half) * unit
