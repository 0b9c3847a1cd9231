"""Shapes as path operators. y is upwards here: callers turn the page's y first."""

from __future__ import annotations

import re
from functools import lru_cache
from math import cos, radians, sin
from operator import getitem

from inserts.model.modules import unpacked, width_of
from inserts.pdf.numbers import num, nums

_ROUND = 0.5522847498
"""Handle length of a cubic quarter circle over its radius: 4/3 (sqrt 2 - 1)."""

_TOKEN = re.compile(r"[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[^\s,]")
_OPERATOR = {"M": ("m", 2), "L": ("l", 2), "C": ("c", 6)}
_DARK = re.compile("1+")
_SMALLEST_QR = 21


def box(x: float, y: float, w: float, h: float) -> str:
    """A rectangle with its lower left corner at x, y."""
    return nums(x, y, w, h) + " re"


def rounded(x: float, y: float, w: float, h: float, radius: float) -> str:
    """A rectangle with quarter circles for corners; a radius over half a side makes that side a half circle."""
    r = min(radius, w / 2, h / 2)
    k = r * (1 - _ROUND)
    right, top = x + w, y + h
    return (
        f"{nums(x + r, y)} m {nums(right - r, y)} l {nums(right - k, y, right, y + k, right, y + r)} c "
        f"{nums(right, top - r)} l {nums(right, top - k, right - k, top, right - r, top)} c "
        f"{nums(x + r, top)} l {nums(x + k, top, x, top - k, x, top - r)} c "
        f"{nums(x, y + r)} l {nums(x, y + k, x + k, y, x + r, y)} c h"
    )


def turn(angle: float, x: float, y: float) -> tuple[float, float, float, float, float, float]:
    """The matrix that turns clockwise by `angle` degrees about x, y; quarter turns exactly."""
    c, s = round(cos(radians(angle)), 12), round(sin(radians(angle)), 12)
    return c, -s, s, c, x - c * x - s * y, y + s * x - c * y


def circle(x: float, y: float, radius: float) -> str:
    """Four cubic curves around the centre x, y."""
    r, k = radius, radius * _ROUND
    return (
        f"{nums(x + r, y)} m {nums(x + r, y + k, x + k, y + r, x, y + r)} c "
        f"{nums(x - k, y + r, x - r, y + k, x - r, y)} c "
        f"{nums(x - r, y - k, x - k, y - r, x, y - r)} c {nums(x + k, y - r, x + r, y - k, x + r, y)} c h"
    )


@lru_cache(maxsize=1024)
def outline(path: str) -> str:
    """An absolute M, L, C, Z path, its own coordinates kept. Raises ValueError for anything else."""
    tokens = _TOKEN.findall(path)
    out: list[str] = []
    command = ""
    at = 0
    while at < len(tokens):
        if tokens[at].isalpha():
            command = tokens[at]
            at += 1
        if command == "Z" and out:
            out.append("h")
            command = ""
        elif command in _OPERATOR and (out or command == "M"):
            operator, count = _OPERATOR[command]
            out.append(f"{_points(tokens[at : at + count], count)} {operator}")
            at += count
            command = "L" if command == "M" else command  # further pairs after M are lines (SVG 1.1, 8.3.2)
        else:
            raise ValueError(f"a path begins with M and holds M, L, C and Z only: {path[:40]!r}")
    return " ".join(out)


def _points(tokens: list[str], count: int) -> str:
    try:
        points = [num(float(token), 4) for token in tokens]
    except ValueError:
        points = []
    if len(points) < count:
        raise ValueError(f"a path's command lacks coordinates: {' '.join(tokens)[:40]!r}")
    return " ".join(points)


def symbol(modules: bytes, size: int, height: int, inset: float = 0.0) -> str:
    """The dark modules of a symbol `size` wide in module units, its lower left at the origin.

    `modules` as in `inserts.model.modules`. Runs of dark modules are rectangles of one path: filled at once, no
    renderer leaves hairlines between them. The rings of a QR code's corners are a few large ones: with them a symbol
    is an eighth shorter.
    With an `inset` what is dark is so much smaller all around; runs down the columns then join the rows.
    """
    if inset:
        return _inset(unpacked(modules, size), height, inset)
    drawn = ""
    if size == height and size >= _SMALLEST_QR:
        rings, painted = _rings(size)
        dark = int.from_bytes(modules, "big")
        if dark & rings == rings:
            modules, drawn = (dark ^ rings).to_bytes(len(modules), "big"), painted
    return (drawn + "".join(map(getitem, _places(width_of(size), height), modules))).rstrip()


@lru_cache(maxsize=64)
def _rings(size: int) -> tuple[int, str]:
    """The finder patterns of a QR code of `size` modules (ISO/IEC 18004, 6.3.3): the number that the bytes of their
    modules are, and what draws them."""
    width, far = 8 * width_of(size), size - 7
    dark, drawn = 0, ""
    for x, top in ((0, 0), (far, 0), (0, far)):
        y = far - top
        for down, row in enumerate((0b1111111, 0b1000001, 0b1011101, 0b1011101, 0b1011101, 0b1000001, 0b1111111)):
            dark |= row << (size - top - down) * width - x - 7
        drawn += f"{x} {y} 7 1 re {x} {y + 6} 7 1 re {x} {y + 1} 1 5 re {x + 6} {y + 1} 1 5 re {x + 2} {y + 2} 3 3 re "
    return dark, drawn


@lru_cache(maxsize=16)
def _places(width: int, height: int) -> tuple[_Eight, ...]:
    """For each eight modules of each row what draws them."""
    return tuple(_Eight(8 * place, height - 1 - y) for y in range(height) for place in range(width))


class _Eight(dict[int, str]):
    """Rectangles that draw eight modules, from x, y on to the right, by their bits."""

    def __init__(self, x: int, y: int) -> None:
        super().__init__()
        self._corner = x, y

    def __missing__(self, bits: int) -> str:
        x, y = self._corner
        runs = map(re.Match.span, _DARK.finditer(f"{bits:08b}"))
        self[bits] = drawn = "".join([f"{x + start} {y} {end - start} 1 re " for start, end in runs])
        return drawn


def _inset(lines: tuple[str, ...], height: int, inset: float) -> str:
    """Runs along the rows, and those of two modules and more down the columns, overlapping: one path has no seams."""
    side = num(1 - 2 * inset, 4)
    across = [
        f"{num(run.start() + inset, 4)} {num(height - 1 - y + inset, 4)} {num(len(run[0]) - 2 * inset, 4)} {side} re"
        for y, line in enumerate(lines)
        for run in _DARK.finditer(line)
    ]
    down = [
        f"{num(x + inset, 4)} {num(height - run.end() + inset, 4)} {side} {num(len(run[0]) - 2 * inset, 4)} re"
        for x, column in enumerate(zip(*lines, strict=True))
        for run in _DARK.finditer("".join(column))
        if len(run[0]) > 1
    ]
    return " ".join([*across, *down])
