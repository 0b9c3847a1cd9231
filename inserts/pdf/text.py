"""A shaped line as text operators that draw it exactly and give its text back when copied."""

from __future__ import annotations

from inserts.model.card import Text
from inserts.model.glyphs import Glyph, Run
from inserts.pdf.fonts import Font, Fonts
from inserts.pdf.numbers import num
from inserts.pdf.objects import utf16

_SLACK = 0.05
"""1/1000 em the pen may be off before a TJ number moves it."""

_LAM_ALEF = {"\u0644\u0622": "\ufef5", "\u0644\u0623": "\ufef7", "\u0644\u0625": "\ufef9", "\u0644\u0627": "\ufefb"}
"""Lam and alef, which Arabic writes as one glyph, as one character: of two, extractors would turn the order about."""

_ZWNJ = "\u200c"


def operators(mark: Text, y: float, fonts: Fonts) -> str:
    """BT ... ET for the line with its baseline at `y` (upwards). Fill and, for outlined bold, stroke colour are set."""
    out = ["BT"]
    across, up = mark.x, y  # from where the run before began
    for run in mark.line.runs:
        size = mark.size * run.scale(mark.size)
        tracking = mark.tracking if run.gaps else 0.0
        font = fonts.of(run.face)
        out.append(f"{num(across)} {num(up)} Td /{font.name} {num(size)} Tf")
        if run.stroke:
            out.append(f"2 Tr {num(run.stroke * size / 1000, 4)} w")
        out.append(_shown(run, font, size, tracking))
        if run.stroke:
            out.append("0 Tr")
        across, up = (run.width + run.gaps * tracking) * size / 1000, 0.0
    out.append("ET")
    return " ".join(out)


def _shown(run: Run, font: Font, size: float, tracking: float) -> str:
    """The operators that show the run from the pen on; they hold the size where it is tracked or glyphs are raised."""
    sized = tracking or (not run.plain and any(glyph.dy for glyph in run.glyphs))
    key = (id(run), size if sized else 0.0, tracking)
    known = font.known(key)
    if known:
        return known
    shown = "" if tracking and run.gaps < len(run.glyphs) - 1 else _plain(run, font)
    if shown and tracking:
        shown = f"{num(tracking * size / 1000, 4)} Tc {shown} 0 Tc"
    return font.keep(key, run, shown or _Pen(font, size).run(run, tracking))


def _plain(run: Run, font: Font) -> str:
    """What `_Pen` writes for an untracked run whose glyphs stand where the pen is and say a character each, as most do.

    Empty where the run is another, or the font has a glyph say something else already.
    """
    if not run.plain or _ZWNJ in run.text:
        return ""
    texts, codes = font.texts, font.codes
    out = ["[<"]
    pen = at = 0.0
    for number, advance, nominal, _, _, text in run.glyphs:
        if texts.get(number) != text and not font.tell(number, text):
            return ""
        if pen != at:
            move = round(pen - at, 2)
            if abs(move) > _SLACK:
                out.append(f">{num(-move, 2)}<")
                at += move
        out.append(codes[number])
        at += nominal
        pen += advance
    out.append(">]TJ")
    return "".join(out)


class _Pen:
    """Writes one run. `_at` is where the viewer's pen is, in 1/1000 em from the run's start."""

    __slots__ = ("_array", "_at", "_font", "_hex", "_out", "_rise", "_size")

    def __init__(self, font: Font, size: float) -> None:
        self._font = font
        self._size = size
        self._at = self._rise = 0.0
        self._hex: list[str] = []
        self._array: list[str] = []
        self._out: list[str] = []

    def run(self, run: Run, tracking: float) -> str:
        parts = clusters(run)
        whole = not run.rtl and any(len(part) > 1 for part in parts)
        if whole:
            self._open(run.text)
        pen = 0.0
        for index, part in enumerate(parts):
            pen = self._untold(part, pen) if whole else self._told(part, pen)
            if index < run.gaps:
                pen += tracking
        self._flush()
        if whole:
            self._out.append("EMC")
        if self._rise:
            self._out.append("0 Ts")
        return " ".join(self._out)

    def _untold(self, part: list[Glyph], pen: float) -> float:
        """A cluster whose text the span around it tells."""
        for glyph in part:
            pen = self._glyph(glyph, pen)
        return pen

    def _told(self, part: list[Glyph], pen: float) -> float:
        """A cluster that tells its own text, glyph by glyph: by the font where it can, else by a span around the glyph.

        A span over several glyphs of right-to-left text comes back reversed from extractors.
        """
        if len(part) == 1 and self._font.tell(part[0].id, _alone(part[0].text)):
            return self._glyph(part[0], pen)
        text = "".join(glyph.text for glyph in part)
        for glyph, share in zip(part, _shares(part, text), strict=True):
            if len(part) == len(text) > 1 and self._font.tell(glyph.id, share):
                pen = self._glyph(glyph, pen)
                continue
            self._open(share)
            pen = self._glyph(glyph, pen)
            self._flush()
            self._out.append("EMC")
        return pen

    def _open(self, text: str) -> None:
        self._flush()
        self._out.append(f"/Span<</ActualText<FEFF{utf16(text)}>>>BDC")

    def _glyph(self, glyph: Glyph, pen: float) -> float:
        """Show the glyph at `pen` and its offset; give the pen after it."""
        if glyph.dy != self._rise:
            self._flush()
            self._rise = glyph.dy
            self._out.append(f"{num(glyph.dy * self._size / 1000)} Ts")
        move = round(pen + glyph.dx - self._at, 2)
        if abs(move) > _SLACK:
            self._close_string()
            self._array.append(num(-move, 2))
            self._at += move
        self._hex.append(self._font.codes[glyph.id])
        self._at += glyph.nominal
        return pen + glyph.advance

    def _close_string(self) -> None:
        if self._hex:
            self._array.append(f"<{''.join(self._hex)}>")
            self._hex.clear()

    def _flush(self) -> None:
        self._close_string()
        if self._array:
            self._out.append(f"[{''.join(self._array)}]TJ")
            self._array.clear()


def _alone(text: str) -> str:
    """What a glyph says that is a cluster by itself. A joiner before it, as in Persian, would be read behind it."""
    return _LAM_ALEF.get(text, text.removeprefix(_ZWNJ))


def clusters(run: Run) -> list[list[Glyph]]:
    """The run's glyphs by cluster, in visual order.

    A cluster's text is on its logically first glyph: in a right-to-left run that is its last one on the line.
    """
    if run.rtl:
        return [part[::-1] for part in reversed(_clusters(run.glyphs[::-1]))]
    return _clusters(run.glyphs)


def _shares(part: list[Glyph], text: str) -> list[str]:
    """What each glyph of a right-to-left cluster says: base and marks a character each, or else the widest all."""
    if len(text) == len(part):
        return list(reversed(text))
    speaker = max(range(len(part)), key=lambda index: part[index].nominal)
    return [text if index == speaker else "" for index in range(len(part))]


def _clusters(glyphs: tuple[Glyph, ...]) -> list[list[Glyph]]:
    parts: list[list[Glyph]] = []
    for glyph in glyphs:
        if glyph.text or not parts:
            parts.append([glyph])
        else:
            parts[-1].append(glyph)
    return parts
