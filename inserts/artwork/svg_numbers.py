"""Lengths, boxes and transforms of SVG as numbers in its own units (px of 1/96 in)."""

from __future__ import annotations

import math
import re

from inserts.artwork.limits import AGAIN
from inserts.images import Refused

Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_LENGTH = re.compile(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([a-zA-Z]*|%)\s*\Z")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NUMBERS = re.compile(rf"[\s,]*(?:{_NUMBER.pattern}[\s,]*)*\Z")
_STEP = re.compile(r"\s*,?\s*([a-zA-Z]+)\s*\(([^()]*)\)")
_UNITS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "q": 96 / 101.6}
_LARGEST = 1e6


def length(value: str, whole: float) -> float:
    """A length; percentages are of `whole`. Raises Refused."""
    match = _LENGTH.match(value)
    unit = match[2].lower() if match else ""
    if match is None or (unit != "%" and unit not in _UNITS):
        raise Refused(f"the length '{value[:40]}' is not understood", AGAIN)
    return _sound(float(match[1]) * (whole / 100 if unit == "%" else _UNITS[unit]))


def numbers(value: str) -> list[float]:
    """A list of numbers. Raises Refused."""
    if not _NUMBERS.match(value):
        raise Refused(f"'{value[:40]}' are no numbers", AGAIN)
    return [_sound(float(part)) for part in _NUMBER.findall(value)]


def transform(value: str) -> Matrix:
    """A list of transforms as one. Raises Refused."""
    found, at = SAME, 0
    while value[at:].strip():
        step = _STEP.match(value, at)
        if step is None:
            raise Refused(f"the transform '{value[:40]}' is not understood", AGAIN)
        found = times(found, _step(step[1], numbers(step[2])))
        at = step.end()
    return found


def times(outer: Matrix, inner: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f)


def written(matrix: Matrix) -> str:
    """As SVG writes it."""
    return f"matrix({' '.join(f'{part:.9g}' for part in matrix)})"


def viewport(box: str, ratio: str, width: float, height: float) -> Matrix:
    """From the units of a viewBox to those of what it is shown in. Raises Refused."""
    parts = numbers(box)
    if len(parts) != 4 or parts[2] <= 0 or parts[3] <= 0:
        raise Refused("its viewBox is no box", AGAIN)
    x, y, w, h = parts
    across, down = width / w, height / h
    align, *rest = (ratio or "xMidYMid").split() or ["xMidYMid"]
    if align == "none":
        return (across, 0.0, 0.0, down, -x * across, -y * down)
    shares = {"Min": 0.0, "Mid": 0.5, "Max": 1.0}
    match = re.fullmatch("x(Min|Mid|Max)Y(Min|Mid|Max)", align)
    if match is None or rest not in ([], ["meet"], ["slice"]):
        raise Refused(f"the preserveAspectRatio '{ratio[:40]}' is not understood", AGAIN)
    scale = max(across, down) if rest == ["slice"] else min(across, down)
    left = (width - w * scale) * shares[match[1]] - x * scale
    top = (height - h * scale) * shares[match[2]] - y * scale
    return (scale, 0.0, 0.0, scale, left, top)


def _step(name: str, parts: list[float]) -> Matrix:
    match name, parts:
        case "matrix", [a, b, c, d, e, f]:
            return (a, b, c, d, e, f)
        case "translate", [x, *rest] if len(rest) < 2:
            return (1.0, 0.0, 0.0, 1.0, x, rest[0] if rest else 0.0)
        case "scale", [x, *rest] if len(rest) < 2:
            return (x, 0.0, 0.0, rest[0] if rest else x, 0.0, 0.0)
        case "rotate", [angle]:
            turn = math.radians(angle)
            return (math.cos(turn), math.sin(turn), -math.sin(turn), math.cos(turn), 0.0, 0.0)
        case "rotate", [angle, x, y]:
            return times(times((1, 0, 0, 1, x, y), _step("rotate", [angle])), (1, 0, 0, 1, -x, -y))
        case "skewX", [angle]:
            return (1.0, 0.0, math.tan(math.radians(angle)), 1.0, 0.0, 0.0)
        case "skewY", [angle]:
            return (1.0, math.tan(math.radians(angle)), 0.0, 1.0, 0.0, 0.0)
    raise Refused(f"the transform {name[:20]} is not understood", AGAIN)


def _sound(value: float) -> float:
    if not abs(value) <= _LARGEST:
        raise Refused("a number in the SVG is too large", AGAIN)
    return value
