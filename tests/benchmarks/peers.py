"""What others take for the same strings. Each gives a call for one string, or None where the peer cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_SIZE = 11


def harfbuzz(face: Any) -> Callable[[str], object]:
    """Bare shaping in one face: glyphs, clusters and places read, nothing else."""
    font = face.hb_font

    def shaped(text: str) -> object:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        glyphs = [(info.codepoint, info.cluster) for info in buffer.glyph_infos]
        return glyphs, [place.position for place in buffer.glyph_positions]

    return shaped


def reportlab(face: Any) -> Callable[[str], object] | None:
    """The width of an unshaped string. reportlab takes no CFF."""
    try:
        pdfmetrics.registerFont(TTFont(face.name, str(face.path)))
    except TTFError:
        return None
    return lambda text: pdfmetrics.stringWidth(text, face.name, _SIZE)


def fpdf2(face: Any) -> Callable[[str], object] | None:
    """The width of a shaped string. None when fpdf2 is not installed."""
    try:
        from fpdf import FPDF
    except ImportError:
        return None
    document = FPDF()
    document.add_page()
    document.add_font("face", fname=face.path)
    document.set_font("face", size=_SIZE)
    document.set_text_shaping(True)
    return document.get_string_width
