"""Items shaped by HarfBuzz into runs of positioned glyphs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from math import inf
from operator import add
from threading import local
from typing import Any, NamedTuple

import uharfbuzz as hb

from inserts.model.glyphs import Glyph, Run
from inserts.text.faces import FontFace
from inserts.text.itemise import Item
from inserts.text.scripts import COMMON, EMOJI, HAN, han_language, may_track, scales

_NO_LIGATURES = {"liga": False, "clig": False}
_THREAD = local()


def shape(text: str, item: Item, language: str, *, ligatures: bool, last: bool) -> Run | None:
    """The run of one item of `text`; None when nothing of it is drawn. What stands around the item shapes its ends,
    as Arabic letters join across faces.

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
    infos = buffer.glyph_infos
    return _run(text, item, infos, buffer.glyph_positions, last) if infos else None


def _buffer() -> Any:
    """This thread's buffer, empty: HarfBuzz's buffers serve one thread at a time."""
    buffer = getattr(_THREAD, "buffer", None)
    if buffer is None:
        buffer = _THREAD.buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_GRAPHEMES
        buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    buffer.clear_contents()
    return buffer


@lru_cache(maxsize=256)
def _features(face: FontFace, ligatures: bool) -> dict[str, bool]:
    wanted = dict.fromkeys(face.features, True)
    return wanted if ligatures else wanted | _NO_LIGATURES


def _run(text: str, item: Item, infos: Sequence[Any], positions: Sequence[Any], last: bool) -> Run:
    face, stroke = item.choice
    rtl = item.level % 2 == 1
    told = _texts(text, item, [info.cluster for info in infos], rtl)
    clusters = len(told) - told.count("")
    placed = [
        _placed(face, info.codepoint, position.position, words)
        for info, position, words in zip(infos, positions, told, strict=True)
    ]
    glyphs, advances, lefts, bottoms, rights, tops, plain = zip(*placed, strict=True)
    pens = list(accumulate(advances, initial=0.0))
    left, right = min(map(add, pens, lefts)), max(map(add, pens, rights))
    inked = left < right
    small, large = scales(item.script)
    return Run(
        face=face,
        glyphs=glyphs,
        text=text[item.start : item.end],
        rtl=rtl,
        plain=not rtl and len(placed) == clusters == item.end - item.start and all(plain),
        width=round(pens[-1], 2),
        ink_left=round(left, 2) if inked else 0.0,
        ink_right=round(right, 2) if inked else 0.0,
        ink_bottom=min(bottoms) if inked else 0.0,
        ink_top=max(tops) if inked else 0.0,
        cap_height=face.cap_height,
        stroke=stroke,
        small=small,
        large=large,
        gaps=max(clusters - last, 0) if may_track(item.script) else 0,
    )


def _texts(text: str, item: Item, places: list[int], rtl: bool) -> list[str]:
    """What each glyph tells: a cluster's logically first glyph its text, the others nothing."""
    if places == list(range(item.start, item.end)):
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
    """A glyph, how far it moves the pen, its ink from there, and whether it is one and stands where the pen is.

    Where there is no ink, its box is inside out: it widens no other.
    """

    glyph: Glyph
    advance: float
    left: float
    bottom: float
    right: float
    top: float
    plain: bool


_INSIDE_OUT = inf, inf, -inf, -inf


@lru_cache(maxsize=32768)
def _placed(face: FontFace, glyph: int, position: tuple[int, int, int, int], text: str) -> _Placed:
    """The glyph in 1/1000 em from HarfBuzz's font units. Advances are rounded like the widths a PDF states."""
    unit = 1000 / face.upem
    dx, dy, advance, _ = position
    x, y = round(dx * unit, 2), round(dy * unit, 2)
    left, bottom, right, top = face.ink(glyph)
    box = (left + x, bottom + y, right + x, top + y) if left < right else _INSIDE_OUT
    made = Glyph(glyph, round(advance * unit, 2), face.advance(glyph), x, y, text)
    return _Placed(made, made.advance, *box, bool(glyph) and not x and not y)
