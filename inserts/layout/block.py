"""Lines of text as a block: how far apart letters and lines stand (design language, "Type"), and what is measured.

Widths and heights are points.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from inserts.model.glyphs import LARGE, Ink, Line
from inserts.model.template import Style

# How far ink may stand above the cap height and below the baseline before it counts as height: what
# Latin accents and descenders need, and the design's boxes leave free. Taller marks take their own room.
ABOVE, BELOW = 0.28, 0.32

CAP = 0.714
"""Cap height of the text faces over the size."""

TRACKED = 18.0
"""From this size in points display faces are set tighter."""

_HAN = re.compile("[\u2e80-\u2fdf\u3001-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
_TRACKING = {"voice": -8.0, "strong": -10.0, "text": -12.0}


class Block(NamedTuple):
    """Fitted lines: `size` points, `step` points from baseline to baseline, `gaps` extra points above a line.

    Measured: `inks` and `widths` of the lines, the tallest `cap`, the ink of the first line `above` what its cap
    height allows for, and of the last `below` what a descender takes.
    """

    lines: tuple[Line, ...]
    size: float
    step: float
    tracking: float
    gaps: tuple[float, ...]
    inks: tuple[Ink, ...]
    widths: tuple[float, ...]
    cap: float
    above: float
    below: float

    @property
    def drop(self) -> float:
        """From the first baseline to the last."""
        return self.step * (len(self.lines) - 1) + sum(self.gaps) if len(self.lines) > 1 else 0.0

    @property
    def height(self) -> float:
        """What counts against the box's height. Boxes are drawn for Latin capitals, with air around them for more:
        taller scripts take of that air before they count."""
        top = self.cap + self.above if self.above else min(self.cap, CAP * self.size)
        return top + self.drop + self.below

    @property
    def width(self) -> float:
        return max(self.widths)


def laid(lines: tuple[Line, ...], size: float, step: float, tracking: float, gaps: tuple[float, ...] = ()) -> Block:
    """The lines at this size, measured."""
    inks: list[Ink] = []
    widths: list[float] = []
    cap = 0.0
    for line in lines:
        ink = line.ink(size, tracking)
        inks.append(ink)
        widths.append(ink[2] - ink[0] if size >= LARGE else line.width(size, tracking))
        cap = max(cap, line.cap_height(size))
    above, below = inks[0][3] - cap - ABOVE * size, -inks[-1][1] - BELOW * size
    return Block(lines, size, step, tracking, gaps, tuple(inks), tuple(widths), cap, max(above, 0.0), max(below, 0.0))


def measure(line: Line, size: float, tracking: float) -> float:
    """Width that is aligned and fitted: ink from 14 pt, so that large letters stand on the edge; else advance."""
    if size < LARGE:
        return line.width(size, tracking)
    left, _, right, _ = line.ink(size, tracking)
    return right - left


def tracking_at(style: Style, size: float) -> float:
    """Tracking in 1/1000 em: the style's own, else the design language's for the role and size."""
    if style.tracking is not None:
        return style.tracking
    if style.face == "code":
        return 40.0 if size >= TRACKED else 20.0
    return _TRACKING.get(style.face, 0.0) if size >= TRACKED else 0.0


def leading_at(style: Style, size: float, text: str) -> float:
    """Distance of baselines as a factor on the size, more for Han and Arabic, which stand taller."""
    han, arabic = (False, False) if text.isascii() else _tall(text)
    if style.leading is not None:
        plain = style.leading
    elif style.face == "poster":
        plain = 1.08 if han else 1.0
    else:
        plain = 1.35 if size < 14 else 1.2 if size < 24 else 1.1
    return plain + 0.12 * han + 0.15 * arabic


@lru_cache(maxsize=1024)
def _tall(text: str) -> tuple[bool, bool]:
    """Whether there is Han, and Arabic, in the text."""
    return bool(_HAN.search(text)), bool(_ARABIC.search(text))
