"""A colour as it is printed."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Colour(NamedTuple):
    """`values` are 0..1: one for gray (1 is white), three for rgb, four for cmyk, tint plus cmyk for a spot `name`."""

    space: Literal["gray", "rgb", "cmyk", "spot"]
    values: tuple[float, ...]
    name: str = ""


INK = Colour("gray", (0.0,))
WHITE = Colour("gray", (1.0,))
