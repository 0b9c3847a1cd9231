"""Names of paper sizes as printers know them: PWG 5101.1's, which say the size themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inserts.model.length import MM, POINTS, mm
from inserts.model.problem import some_of

Size = tuple[float, float]

_STANDARD = {
    (210, 297): "iso_a4",
    (297, 420): "iso_a3",
    (148, 210): "iso_a5",
    (105, 148): "iso_a6",
    (74, 105): "iso_a7",
    (320, 450): "iso_sra3",
    (100, 148): "jpn_hagaki",
}
"""Sizes in mm. Names of sizes in inches follow."""

_STANDARD_IN = {
    (8.5, 11): "na_letter",
    (4, 6): "na_index-4x6",
    (5, 7): "na_5x7",
    (5.5, 8.5): "na_invoice",
    (12, 18): "na_arch-b",
    (13, 19): "na_super-b",
}

_SIZE = re.compile(r"_(\d{1,6}(?:\.\d{1,6})?)x(\d{1,6}(?:\.\d{1,6})?)(mm|in)\Z")

_ALIKE = 0.5 * MM
"""How far two sizes may be apart that are the same paper: makers and drivers round."""


def name_of(size: Size) -> str:
    """The name of paper that is so wide and high, in points."""
    for table, unit in ((_STANDARD, "mm"), (_STANDARD_IN, "in")):
        for (width, height), name in table.items():
            if _alike(size, (width * POINTS[unit], height * POINTS[unit])):
                return f"{name}_{width:g}x{height:g}{unit}"
    own = f"{mm(size[0])}x{mm(size[1])}mm"
    return f"custom_{own.replace('.', '-')}_{own}"


def find(size: Size, supported: Iterable[str]) -> str | None:
    """The printer's own name of the paper, as it lies or turned; None when it has none so large.

    A printer that takes any size in a range is told the size.
    """
    sizes = dict(_sizes(supported))
    for wanted in (size, size[::-1]):
        for name, known in sizes.items():
            if _alike(wanted, known) and not name.startswith(("custom_min_", "custom_max_")):
                return name
    least = [known for name, known in sizes.items() if name.startswith("custom_min_")]
    most = [known for name, known in sizes.items() if name.startswith("custom_max_")]
    for wanted in (size, size[::-1]):
        if any(_within(low, wanted) for low in least) and any(_within(wanted, high) for high in most):
            return name_of(wanted)
    return None


def told(supported: Iterable[str], most: int = 12) -> str:
    """Sizes for people, at most so many."""
    sizes = [known for name, known in _sizes(supported) if not name.startswith("custom_m")]
    shown = list(dict.fromkeys(f"{mm(width, 1)} × {mm(height, 1)}" for width, height in sizes))
    return f"{some_of(shown, most)} mm" if shown else ""


def _sizes(names: Iterable[str]) -> Iterator[tuple[str, Size]]:
    for name in names:
        if match := _SIZE.search(name):
            yield name, (float(match[1]) * POINTS[match[3]], float(match[2]) * POINTS[match[3]])


def _alike(one: Size, other: Size) -> bool:
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def _within(low: Size, high: Size) -> bool:
    return all(a <= b + _ALIKE for a, b in zip(low, high, strict=True))
