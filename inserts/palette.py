"""The colours of a card from the shop's one or two: the design language's rules, on 8-bit sRGB, by WCAG's contrast."""

from __future__ import annotations

from collections.abc import Mapping

from inserts.model.colour import INK, READABLE, WHITE, Colour, Rgb, as_printed, contrast, hex_rgb, on_screen

_BLACK: Rgb = (0, 0, 0)
_WHITE: Rgb = (255, 255, 255)


def palette(brand: str, accent: str, paper: Colour) -> Mapping[str, Colour]:
    """The colour of each token a template may name. `brand` and `accent` are "#RRGGBB"; no accent: the brand.

    Black, white and greys are printed with black alone. Raises ValueError for a colour written otherwise.
    On a `paper` too dark for black text to reach `READABLE`, texts are black all the same.
    """
    field = _parse(brand)
    second = _parse(accent) if accent else field
    ground = on_screen(paper)
    on = _WHITE if contrast(field, _WHITE) >= READABLE else _BLACK
    return {
        "brand": as_printed(field),
        "accent": as_printed(second),
        "on": as_printed(on),
        "accon": as_printed(second if contrast(second, field) >= READABLE else on),
        "deep": as_printed(_deepened(field, ground)),
        "adeep": as_printed(_deepened(second, ground)),
        "mark": as_printed(_mixed(field, on, 8)),
        "track": as_printed(_mixed(field, on, 25)),
        "ink": INK,
        "paper": paper,
        "white": WHITE,
    }


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
    rgb = hex_rgb(written)
    if rgb is None:
        raise ValueError(f"write a colour as #RRGGBB, such as #1E4B3C, not {written!r}")
    return rgb
