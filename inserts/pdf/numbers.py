"""Numbers as PDF content streams take them: short, and never with an exponent."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=16_384)
def num(value: float, digits: int = 3) -> str:
    """`value` to `digits` decimals (at least 1) without trailing zeros. 3 decimals of a point are 0.35 µm.

    Raises ValueError if it is not finite: a viewer would drop the rest of the page.
    """
    text = f"{value:.{digits}f}"
    if "." not in text:
        raise ValueError(f"a length that is not finite cannot be drawn: {text}")
    text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def nums(*values: float) -> str:
    """The numbers with spaces between."""
    return " ".join(map(num, values))


@lru_cache(maxsize=1024)
def matrix(a: float, b: float, c: float, d: float, x: float, y: float) -> str:
    """A `cm` operator. Scales keep 6 decimals, because they multiply lengths of hundreds of units."""
    scales = " ".join(num(value, 6) for value in (a, b, c, d))
    return f"{scales} {num(x, 4)} {num(y, 4)} cm"
