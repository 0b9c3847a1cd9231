"""The colours of a card from the shop's one or two: the design language's rules, on 8-bit sRGB, by WCAG's contrast."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inserts.model.colour import INK, WHITE, Colour

READABLE = 4.5
"""Contrast ratio every text and icon has with its ground (WCAG 2.1, 1.4.3)."""

Rgb = tuple[int, int, int]

_BLACK: Rgb = (0, 0, 0)
_WHITE: Rgb = (255, 255, 255)
_HEX = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")


def palette(brand: str, accent: str, paper: Colour) -> Mapping[str, Colour]:
    """The colour of each token a template may name. `brand` and `accent` are "#RRGGBB"; no accent: the brand.

    Black, white and greys are printed with black alone. Raises ValueError for a colour written otherwise.
    On a `paper` too dark for black text to reach `READABLE`, texts are black all the same.
    """
    field = _parse(brand)
    second = _parse(accent) if accent else field
    ground = _on_screen(paper)
    on = _WHITE if contrast(field, _WHITE) >= READABLE else _BLACK
    return {
        "brand": _colour(field),
        "accent": _colour(second),
        "on": _colour(on),
        "accon": _colour(second if contrast(second, field) >= READABLE else on),
        "deep": _colour(_deepened(field, ground)),
        "adeep": _colour(_deepened(second, ground)),
        "mark": _colour(_mixed(field, on, 8)),
        "track": _colour(_mixed(field, on, 25)),
        "ink": INK,
        "paper": paper,
        "white": WHITE,
    }


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = map(_linear, rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: int) -> float:
    c = channel / 255
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _deepened(rgb: Rgb, ground: Rgb) -> Rgb:
    """The colour darkened in steps of 2 % until it can be read on the ground."""
    for percent in range(100, 0, -2):
        darker = _mixed(_BLACK, rgb, percent)
        if contrast(darker, ground) >= READABLE:
            return darker
    return _BLACK


def _mixed(rgb: Rgb, other: Rgb, percent: int) -> Rgb:
    """`percent` of the way from one colour to the other."""
    red, green, blue = (round((a * (100 - percent) + b * percent) / 100) for a, b in zip(rgb, other, strict=True))
    return red, green, blue


def _parse(written: str) -> Rgb:
    match = _HEX.fullmatch(written)
    if match is None:
        raise ValueError(f"write a colour as #RRGGBB, such as #1E4B3C, not {written!r}")
    red, green, blue = (int(part, 16) for part in match.groups())
    return red, green, blue


def _colour(rgb: Rgb) -> Colour:
    values = tuple(channel / 255 for channel in rgb)
    return Colour("gray", values[:1]) if len(set(rgb)) == 1 else Colour("rgb", values)


def _on_screen(colour: Colour) -> Rgb:
    """About how light a colour is in print, as far as contrast asks."""
    values = colour.values
    if colour.space == "gray":
        values = values * 3
    elif colour.space != "rgb":
        tint = values[0] if colour.space == "spot" else 1.0
        cyan, magenta, yellow, black = (part * tint for part in values[-4:])
        values = tuple((1 - part) * (1 - black) for part in (cyan, magenta, yellow))
    red, green, blue = (round(255 * min(1.0, max(0.0, value))) for value in values)
    return red, green, blue
