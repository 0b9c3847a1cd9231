"""The small Data Matrix of a sheet: written into its margin, and understood when a scanner types it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from inserts import barcode
from inserts.impose import Lot, Room
from inserts.model.card import Label, Sheet, Symbol
from inserts.model.codes import INSET_DOTS, SMALLEST_BAR
from inserts.model.colour import INK
from inserts.model.length import MM, Box

_MODULES = (0.42 * MM, 0.36 * MM, 0.3 * MM)
"""Sides of a module, the largest first: what the room holds is taken."""

_LARGEST = 0.55 * MM
_PLAIN = re.compile(r"[!-~]{1,56}\Z")
_WRITTEN = re.compile(r"(\S+) ([0-9]{1,6})/([0-9]{1,6})\Z")


class Scanned(NamedTuple):
    """A sheet's Data Matrix as it was read: the file's name or what stands for it, the sheet, and of how many."""

    file: str
    sheet: int
    sheets: int


def label_of(file: str, lot: Lot) -> str:
    """What the Data Matrix of a sheet says."""
    return f"{reference(file)} {lot.sheet}/{lot.sheets}"


def reference(file: str) -> str:
    """The file's name, or what stands for it: scanners type letters that are not ASCII as something else."""
    return file if _PLAIN.match(file) else f"x{sha256(file.encode()).hexdigest()[:12]}"


def read_label(line: str) -> Scanned | None:
    """A sheet's Data Matrix as a hand scanner types it; None for anything else."""
    match = _WRITTEN.match(line.strip())
    return Scanned(match[1], int(match[2]), int(match[3])) if match else None


def labelled(sheet: Sheet, free: Sequence[Room], payload: str, dpi: int = 0) -> Sheet:
    """The sheet with its Data Matrix at the far end of the first of these rooms that holds it, or as it was.

    Its quiet zone is one module. On a printer with `dpi` its modules are whole dots.
    """
    code = barcode.encode(payload, "datamatrix")
    for module in _modules(dpi):
        side = (code.size + 2) * module
        for room in free:
            if side <= room.depth and side <= room.length:
                x, y = _corner(room, side, dpi)
                inset = INSET_DOTS * 72 / dpi / module if dpi else 0.0
                symbol = Symbol(code.modules, code.size, x + module, y + module, module, INK, inset)
                label = Label(payload, Box(x, y, side, side))
                return replace(sheet, marks=(*sheet.marks, symbol), label=label)
    return sheet


def _modules(dpi: int) -> Iterator[float]:
    if not dpi:
        yield from _MODULES
        return
    dot = 72 / dpi
    yield from (
        count * dot for count in range(int(_LARGEST / dot), 0, -1) if count * dot >= SMALLEST_BAR["datamatrix"] - 1e-9
    )


def _corner(room: Room, side: float, dpi: int) -> tuple[float, float]:
    """The symbol's top left, in the middle of the room's depth: right in a room, on top of an upright one."""
    box = room.box
    x = box.x + (box.w - side) / 2 if room.upright else box.right - side
    y = box.y if room.upright else box.y + (box.h - side) / 2
    dot = 72 / dpi if dpi else 0.0
    return (round(x / dot) * dot, round(y / dot) * dot) if dot else (x, y)
