"""A page moved and stretched against what a printer does to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import floor

from inserts.model.card import Placement, Sheet
from inserts.model.length import Box


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What a page is moved by, in points to the right and down, on the front and on the back, and stretched by.

    Stretched first, from the page's top left. With a printer's `dpi` it is moved by whole dots and not stretched at
    all: a stretched code would leave the dots it was set on. Page and cards are then whole dots, too.
    """

    offset: tuple[float, float] = (0.0, 0.0)
    back_offset: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)
    dpi: int = 0


def adjusted(sheet: Sheet, adjustment: Adjustment, *, back: bool = False) -> Sheet:
    """The page as the printer needs it, and where its label and note stand then.

    A page for a print shop is left as it is.
    """
    if sheet.press:
        return sheet
    x, y = adjustment.back_offset if back else adjustment.offset
    dot = 72 / adjustment.dpi if adjustment.dpi else 0.0
    if dot:
        x, y = round(x / dot) * dot, round(y / dot) * dot
        sheet = _on_dots(sheet, dot)
    scale = (1.0, 1.0) if dot else adjustment.scale
    label = sheet.label and sheet.label._replace(box=_drawn(sheet.label.box, *scale, x, y))
    note = sheet.note and _drawn(sheet.note, *scale, x, y)
    return replace(sheet, adjust=(*scale, x, y), label=label, note=note)


def _drawn(box: Box, across: float, down: float, x: float, y: float) -> Box:
    return Box(box.x * across + x, box.y * down + y, box.w * across, box.h * down)


def _on_dots(sheet: Sheet, dot: float) -> Sheet:
    """The page no larger than it is and whole dots wide and high, every card at the dot nearest to its place.

    A side is cut to thousandths of a point, as the file has it: a trace more would be another row of dots.
    """
    w, h = (floor(floor(side / dot + 1e-3) * dot * 1000) / 1000 for side in (sheet.w, sheet.h))
    placements = tuple(_at_dot(placement, dot) for placement in sheet.placements)
    return replace(sheet, w=w, h=h, placements=placements)


def _at_dot(placement: Placement, dot: float) -> Placement:
    """The card moved by less than a dot. One that is turned has its origin at its other corner."""
    far = (placement.frame.w, placement.frame.h) if placement.turned else (0.0, 0.0)
    x, y = (round((at + more) / dot) * dot - more for at, more in zip((placement.x, placement.y), far, strict=True))
    clip = placement.clip
    moved = clip._replace(x=clip.x + x - placement.x, y=clip.y + y - placement.y)
    return placement._replace(x=x, y=y, clip=moved)
