"""Items shaped by HarfBuzz into runs of positioned glyphs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import local
from typing import Any, NamedTuple

import uharfbuzz as hb

from inserts.model.glyphs import Glyph, Run
from inserts.text.faces import FontFace
from inserts.text.itemise import Item
from inserts.text.program import NO_INK, Ink
from inserts.text.scripts import COMMON, EMOJI, HAN, han_language, may_track, scales

_NO_LIGATURES = {"liga": False, "clig": False}
_THREAD = local()


def shape(text: str, item: Item, language: str, *, ligatures: bool, last: bool) -> Run:
    """The run of one item of `text`. What stands around the item shapes its ends, as Arabic letters join across faces.

    `last`: nothing stands right of it on the line, so its end takes no tracking.
    Kerning and standard ligatures are HarfBuzz's defaults, discretionary ligatures are off: they change names.
    """
    face = item.choice.face
    buffer = _buffer()
    buffer.add_str(text, item.start, item.end - item.start)
    buffer.direction = "rtl" if item.level % 2 else "ltr"
    buffer.script = "Latn" if item.script in (COMMON, EMOJI) else item.script
    forms = han_language(text, language) if item.script in HAN else language
    buffer.language = forms if forms.isascii() else ""  # a column of an export may hold anything
    hb.shape(face.hb_font, buffer, _features(face, ligatures or not may_track(item.script)))
    return _run(text, item, buffer.glyph_infos, buffer.glyph_positions, last)


def _buffer() -> Any:
    """This thread's buffer, empty: HarfBuzz's buffers serve one thread at a time."""
    buffer = getattr(_THREAD, "buffer", None)
    if buffer is None:
        buffer = _THREAD.buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    buffer.clear_contents()
    return buffer


def _features(face: FontFace, ligatures: bool) -> dict[str, bool]:
    wanted = dict.fromkeys(face.features, True)
    return wanted if ligatures else wanted | _NO_LIGATURES


def _run(text: str, item: Item, infos: Sequence[Any], positions: Sequence[Any], last: bool) -> Run:
    face, stroke = item.choice
    rtl = item.level % 2 == 1
    told = _texts(text, item, [info.cluster for info in infos], rtl)
    clusters = len(told) - told.count("")
    placed = [
        _placed(face, info.codepoint, position.x_advance, position.x_offset, position.y_offset, words)
        for info, position, words in zip(infos, positions, told, strict=True)
    ]
    width, (left, bottom, right, top) = _extents(placed)
    small, large = scales(item.script)
    return Run(
        face=face,
        glyphs=tuple(one.glyph for one in placed),
        text=text[item.start : item.end],
        rtl=rtl,
        plain=not rtl and len(placed) == clusters == item.end - item.start and all(one.plain for one in placed),
        width=width,
        ink_left=left,
        ink_right=right,
        ink_bottom=bottom,
        ink_top=top,
        cap_height=face.cap_height,
        stroke=stroke,
        small=small,
        large=large,
        gaps=max(clusters - last, 0) if may_track(item.script) else 0,
    )


def _texts(text: str, item: Item, places: Sequence[int], rtl: bool) -> list[str]:
    """What each glyph tells: a cluster's logically first glyph its text, the others nothing."""
    if not rtl and len(places) == item.end - item.start and len(set(places)) == len(places):
        return list(text[item.start : item.end])
    told = [""] * len(places)
    firsts: list[int] = []
    before = -1
    for glyph in reversed(range(len(places))) if rtl else range(len(places)):
        if places[glyph] != before:
            firsts.append(glyph)
            before = places[glyph]
    starts = [item.start, *(places[glyph] for glyph in firsts[1:]), item.end]
    for number, glyph in enumerate(firsts):
        told[glyph] = text[starts[number] : starts[number + 1]]
    return told


class _Placed(NamedTuple):
    """A glyph, its ink from the pen, and whether it stands where the pen is."""

    glyph: Glyph
    ink: Ink
    plain: bool


@lru_cache(maxsize=32768)
def _placed(face: FontFace, glyph: int, advance: int, dx: int, dy: int, text: str) -> _Placed:
    """The glyph in 1/1000 em from HarfBuzz's font units. Advances are rounded like the widths a PDF states."""
    unit = 1000 / face.upem
    x, y = round(dx * unit, 2), round(dy * unit, 2)
    ink = face.ink(glyph)
    if ink != NO_INK:
        ink = ink[0] + x, ink[1] + y, ink[2] + x, ink[3] + y
    return _Placed(Glyph(glyph, round(advance * unit, 2), face.advance(glyph), x, y, text), ink, not x and not y)


def _extents(placed: Sequence[_Placed]) -> tuple[float, Ink]:
    """The advance width, and the box around all ink from the run's start."""
    pen = 0.0
    boxes: list[Ink] = []
    for glyph, (left, bottom, right, top), _ in placed:
        if right > left:
            boxes.append((pen + left, bottom, pen + right, top))
        pen += glyph.advance
    if not boxes:
        return round(pen, 2), NO_INK
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return round(pen, 2), (round(min(lefts), 2), min(bottoms), round(max(rights), 2), max(tops))
