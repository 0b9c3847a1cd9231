"""Measured pieces of a text filled into lines. Widths are points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

SLACK = 0.02
"""Points by which a measure may exceed its box: rounding, not ink."""

_STEPS = 18
"""Halvings of the box's width in search of the narrowest measure: to a thousandth of a point."""


class Piece(NamedTuple):
    """What no line ends within: its text, and its width at a line's end, without blanks, and within a line."""

    text: str
    last: float
    within: float


Paragraphs = Sequence[Sequence[Piece]]


def wrap(paragraphs: Paragraphs, width: float) -> tuple[str, ...] | None:
    """Greedy lines; a line that ends a paragraph keeps its newline. None when a piece is wider than the line."""
    lines: list[str] = []
    for pieces in paragraphs:
        current, used = "", 0.0
        for text, last, within in pieces:
            if last > width + SLACK:
                return None
            if current and used + last > width + SLACK:
                lines.append(current.rstrip())
                current, used = "", 0.0
            current += text
            used += within
        lines.append(current.rstrip() + "\n")
    lines[-1] = lines[-1].removesuffix("\n")
    return tuple(lines)


def balance(paragraphs: Paragraphs, width: float, wrapped: tuple[str, ...]) -> tuple[str, ...]:
    """The narrowest measure with as many lines as `wrapped` has: bisection on the line's limit."""
    low, high, best = 0.0, width, wrapped
    for _ in range(_STEPS):
        middle = (low + high) / 2
        tried = wrap(paragraphs, middle)
        if tried is not None and len(tried) <= len(wrapped):
            high, best = middle, tried
        else:
            low = middle
    return best
