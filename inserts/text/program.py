"""Cutting a font file down to the glyphs a document uses, ready to embed.

The sizes, flags and tables are those HarfBuzz's subsetter (hb-subset) knows; a character code in the document
is the glyph id of the whole font, so glyph ids are kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from struct import unpack_from
from threading import Lock
from typing import Any, Literal

import uharfbuzz as hb

from inserts.model.glyphs import FontProgram
from inserts.model.problem import Stop
from inserts.text.cff import has_identity_charset

Ink = tuple[float, float, float, float]
"""Left, bottom, right, top in 1/1000 em; y upwards from the baseline."""

NO_INK: Ink = (0.0, 0.0, 0.0, 0.0)

# What a PDF with Identity-H text never reads.
_DROPPED = "GSUB GPOS GDEF BASE name OS/2 post vhea vmtx VORG STAT gasp DSIG kern JSTF MATH meta cmap"
_LEAST = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE | hb.SubsetFlags.NO_LAYOUT_CLOSURE
_KEEP_IDS = hb.SubsetFlags.RETAIN_GIDS
_PLAIN_CFF = hb.SubsetFlags.CFF_IDENTITY_CHARSET | hb.SubsetFlags.DOWNGRADE_CFF2 | hb.SubsetFlags.DESUBROUTINIZE

_CACHED = 64
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Source:
    """An open font at fixed axes. Sources of equal `digest` (content and axes) are the same font."""

    digest: str
    file: str = field(compare=False)
    face: Any = field(compare=False)
    font: Any = field(compare=False)
    pins: tuple[tuple[str, float], ...] = field(default=(), compare=False)


def tag(name: str) -> int:
    """An OpenType tag as the number HarfBuzz's sets hold."""
    return int.from_bytes(name.ljust(4).encode("ascii"), "big")


def table(face: Any, name: str) -> bytes:
    """A table of the face; empty when it has none, or when the file ends before it."""
    return bytes(face.reference_table(name).data)


def kind(face: Any) -> Literal["truetype", "cff"] | None:
    """How the outlines are written, or None without any."""
    if len(face.reference_table("glyf")) and len(face.reference_table("loca")):
        return "truetype"
    return "cff" if any(len(face.reference_table(name)) for name in ("CFF ", "CFF2")) else None


def advance(font: Any, glyph: int) -> float:
    """The glyph's advance in 1/1000 em, to 0.01."""
    return float(round(font.get_glyph_h_advance(glyph) * 1000 / font.face.upem, 2))


def ink(font: Any, glyph: int) -> Ink:
    """The box around the glyph's outline, `NO_INK` for a blank one."""
    box = font.get_glyph_extents(glyph)
    if box is None or not box.width or not box.height:
        return NO_INK
    unit = 1000 / font.face.upem
    left, top = box.x_bearing * unit, box.y_bearing * unit
    return round(left, 2), round(top + box.height * unit, 2), round(left + box.width * unit, 2), round(top, 2)


def cap_height(font: Any) -> float:
    """The font's own height of capitals in 1/1000 em, to 0.01."""
    caps = font.get_metric_position_with_fallback(hb.OTMetricsTag.CAP_HEIGHT)
    return float(round(caps * 1000 / font.face.upem, 2))


def draws(font: Any, text: str) -> bool:
    """Whether any glyph has ink once `text` is shaped.

    Shaped, because some fonts (Nastaliq) put letters together from pieces and keep a blank glyph for the letter itself.
    """
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    return any(info.codepoint and ink(font, info.codepoint) != NO_INK for info in buffer.glyph_infos)


def cut(source: Source, glyphs: frozenset[int]) -> FontProgram:
    """The program with these glyphs and .notdef; the last 64 are remembered.

    Raises Stop when the file is too damaged to be cut.
    """
    with _LOCK:
        return _cut(source, glyphs)


@lru_cache(maxsize=_CACHED)
def _cut(source: Source, glyphs: frozenset[int]) -> FontProgram:
    outlines = kind(source.face)
    assert outlines is not None
    try:
        subset = _request(source, glyphs, outlines).subset(source.face)
    except RuntimeError as error:
        raise _damaged(source) from error
    data = table(subset, "CFF ") if outlines == "cff" else bytes(subset.blob.data)
    if not data:
        raise _damaged(source)
    return FontProgram(
        data, outlines, {glyph: advance(source.font, glyph) for glyph in glyphs}, *_metrics(source, glyphs)
    )


@lru_cache(maxsize=_CACHED)
def _codes_are_ids(source: Source) -> bool:
    return has_identity_charset(table(source.face, "CFF "))


def _damaged(source: Source) -> Stop:
    return Stop(f"{source.file}: the font is damaged, its letters cannot be taken out", "get the file again")


def _request(source: Source, glyphs: Iterable[int], outlines: str) -> Any:
    request = hb.SubsetInput()
    request.glyph_set.update({0, *glyphs})
    request.flags = _LEAST
    if not (outlines == "cff" and _codes_are_ids(source)):
        request.flags |= _KEEP_IDS | (_PLAIN_CFF if outlines == "cff" else 0)
    for name in _DROPPED.split():
        request.drop_table_tag_set.add(tag(name))
    if source.pins:
        request.pin_all_axes_to_default(source.face)
    for axis, value in source.pins:
        request.pin_axis_location(source.face, axis, value)
    return request


def _metrics(source: Source, glyphs: Iterable[int]) -> tuple[Ink, float, float, float, float]:
    unit = 1000 / source.face.upem
    heights = source.font.get_font_extents("ltr")
    caps = cap_height(source.font)
    box = _union(ink(source.font, glyph) for glyph in {0, *glyphs})
    return box, heights.ascender * unit, heights.descender * unit, caps, italic_angle(source.face)


def _union(boxes: Iterable[Ink]) -> Ink:
    """The whole units around all boxes."""
    inked = [box for box in boxes if box != NO_INK] or [NO_INK]
    left, bottom, right, top = zip(*inked, strict=True)
    return (
        float(math.floor(min(left))),
        float(math.floor(min(bottom))),
        float(math.ceil(max(right))),
        float(math.ceil(max(top))),
    )


def italic_angle(face: Any) -> float:
    """Degrees counter-clockwise from the vertical, from the post table (OpenType 1.9: Fixed at offset 4)."""
    post = table(face, "post")
    return float(unpack_from(">i", post, 4)[0]) / 65536 if len(post) >= 8 else 0.0
