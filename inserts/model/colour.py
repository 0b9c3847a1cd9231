"""A colour as it is printed, and about what it looks like."""

from __future__ import annotations

import re
from math import prod
from typing import Literal, NamedTuple


class Colour(NamedTuple):
    """`values` are 0..1: one for gray (1 is white), three for rgb, four for cmyk, tint plus cmyk for a spot `name`."""

    space: Literal["gray", "rgb", "cmyk", "spot"]
    values: tuple[float, ...]
    name: str = ""


INK = Colour("gray", (0.0,))
WHITE = Colour("gray", (1.0,))

Rgb = tuple[int, int, int]
"""Red, green and blue, 0 to 255 (sRGB)."""

READABLE = 4.5
"""Contrast ratio a text has at least with its ground (WCAG 2.1, 1.4.3)."""

_HEX = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")

_GAIN = 0.15
"""How much larger a dot of half the area comes out in print, in areas (ISO 12647-2, curve B is 0.14 to 0.17)."""

_BLACK = 0.024
"""Light that black ink lets through, from L* = 16."""

_SOLIDS: dict[tuple[int, int, int], tuple[float, float, float]] = {
    (0, 0, 0): (1.0, 1.0, 1.0),
    (1, 0, 0): (0.0, 0.353, 0.774),
    (0, 1, 0): (0.79, 0.004, 0.217),
    (0, 0, 1): (1.0, 0.901, 0.0),
    (0, 1, 1): (0.772, 0.014, 0.019),
    (1, 0, 1): (0.0, 0.314, 0.063),
    (1, 1, 0): (0.042, 0.032, 0.238),
    (1, 1, 1): (0.044, 0.043, 0.042),
}
"""Linear sRGB of full cyan, magenta, yellow and their overprints: the CIELAB values of ISO 12647-2 for coated
paper, relative to the paper."""


def hex_rgb(written: str) -> Rgb | None:
    """A colour written as "#RRGGBB"; None for one written otherwise."""
    match = _HEX.fullmatch(written)
    if match is None:
        return None
    red, green, blue = (int(part, 16) for part in match.groups())
    return red, green, blue


def as_printed(rgb: Rgb) -> Colour:
    """What an RGB colour is printed with: greys, black and white with black ink alone."""
    values = tuple(channel / 255 for channel in rgb)
    return Colour("gray", values[:1]) if len(set(rgb)) == 1 else Colour("rgb", values)


def on_screen(colour: Colour) -> Rgb:
    """About what a colour looks like, as far as contrast asks. Grey and RGB are as they are.

    CMYK by the Neugebauer equations: each overprint of solid inks by the share of paper it covers, dots grown in
    the press. No profile: a proof of colours this is not.
    """
    values = colour.values
    if colour.space == "gray":
        return _bytes(values * 3)
    if colour.space == "rgb":
        return _bytes(values)
    tint = values[0] if colour.space == "spot" else 1.0
    cyan, magenta, yellow, black = (_grown(tint * part) for part in values[-4:])
    light = [0.0, 0.0, 0.0]
    for solid, colours in _SOLIDS.items():
        pairs = zip(solid, (cyan, magenta, yellow), strict=True)
        share = prod(part if there else 1 - part for there, part in pairs)
        light = [sum_ + share * own for sum_, own in zip(light, colours, strict=True)]
    shade = 1 - black * (1 - _BLACK)
    return _bytes(tuple(_gamma(part * shade) for part in light))


def mixed(colour: Rgb, ground: Rgb, opacity: float) -> Rgb:
    """A colour drawn on a ground with less than full opacity."""
    red, green, blue = (round(a * opacity + b * (1 - opacity)) for a, b in zip(colour, ground, strict=True))
    return red, green, blue


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.1)."""
    red, green, blue = map(_linear, rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _grown(dot: float) -> float:
    dot = min(1.0, max(0.0, dot))
    return dot + 4 * _GAIN * dot * (1 - dot)


def _linear(channel: int) -> float:
    c = channel / 255
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _gamma(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _bytes(values: tuple[float, ...]) -> Rgb:
    red, green, blue = (round(255 * min(1.0, max(0.0, value))) for value in values)
    return red, green, blue
