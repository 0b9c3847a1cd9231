"""Lengths as a type: what people write with a unit. Geometry inside a card is plain floats in points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

POINTS = {"pt": 1.0, "mm": 72 / 25.4, "cm": 720 / 25.4, "in": 72.0}
MM = POINTS["mm"]
_WRITTEN = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(pt|mm|cm|in)\s*\Z")


@dataclass(frozen=True, slots=True, order=True)
class Length:
    """A length. `pt` is points (1/72 in)."""

    pt: float

    @classmethod
    def parse(cls, written: str) -> Length:
        """Read "90mm", "3.5in", "18pt" or "1cm". Raises ValueError with the cure in its text."""
        match = _WRITTEN.match(written)
        if match is None:
            raise ValueError(f"write a number with its unit, such as 90mm, 3.5in or 18pt, not {written!r}")
        return cls(float(match[1]) * POINTS[match[2]])

    @classmethod
    def of_mm(cls, mm: float) -> Length:
        return cls(mm * MM)

    @property
    def mm(self) -> float:
        return self.pt / MM


class Box(NamedTuple):
    """A rectangle in points, origin at the trim's top left, y downwards."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    def meets(self, other: Box, near: float = 0.0) -> bool:
        """Whether they lie over each other, or are less than `near` apart both across and down."""
        across = self.x - near < other.right and other.x < self.right + near
        return across and self.y - near < other.bottom and other.y < self.bottom + near


def mm(points: float, places: int = 2) -> str:
    """A length in points as people read it, without the unit: "90", "4.5"."""
    return f"{round(points / MM, places):g}"


def mm_at_least(points: float) -> str:
    """As `mm` has it, to one decimal and never less than the points are: what people are told to make something."""
    return f"{ceil(points / MM * 10 - 1e-6) / 10:g}"
