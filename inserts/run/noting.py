"""Which sheet this is, small in what is cut away of it: one that fell down or jammed finds its place again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from inserts.impose import CLEAR, EDGE, Lot, Room, noted, rooms
from inserts.layout import Typesetting
from inserts.model.card import Mark, Sheet, Text
from inserts.model.colour import INK
from inserts.model.glyphs import Line
from inserts.run.labels import label_of, labelled
from inserts.run.opening import Design

SIZE = 6.0
CAP, LINE = 0.714, 1.2
"""Height of a capital and of a line, in sizes."""


def with_note(
    sheet: Sheet,
    design: Design,
    batch: str,
    lot: Lot,
    typesetting: Typesetting,
    *,
    back: bool,
    dpi: int = 0,
    instead: str = "",
) -> Sheet:
    """The page with batch, lift and sheet in its margin, as much of it as there is room for: never on a card or label.

    A Data Matrix beside it says the same to a scanner. `instead` is the sheet that this one takes the place of.
    A part-used sheet has an earlier note below its cards, so that the new one begins to look for room above them.
    """
    if not sheet.placements:
        return sheet
    edge = design.stock.margin.pt or EDGE
    free = [room for room in rooms(design.grid, sheet, edge=edge, back=back) if room.depth >= LINE * SIZE]
    if lot.part_used:
        free = [*free[1:], *free[:1]]
    for words in _words(batch, design, lot, back, instead):
        line = typesetting.line(typesetting.clean(words).text, role="text", language="en", rtl=None, ligatures=True)
        for place, room in enumerate(free):
            if line.width(SIZE) <= room.length:
                written = noted(sheet, room, partial(_line, line, (room.depth + CAP * SIZE) / 2))
                left = _without(room, line.width(SIZE) + 2 * CLEAR)
                return labelled(written, [*free[:place], left, *free[place + 1 :]], label_of(batch, lot), dpi)
    return labelled(sheet, free, label_of(batch, lot), dpi)


def _without(room: Room, length: float) -> Room:
    """What is left of a room behind a line, which runs to the right, or upwards."""
    box, length = room.box, min(length, room.length)
    left = box._replace(h=box.h - length) if room.upright else box._replace(x=box.x + length, w=box.w - length)
    return room._replace(box=left)


def _line(line: Line, down: float, x: float, y: float) -> Iterator[Mark]:
    yield Text(line, x, y + down, SIZE, INK)


def _words(batch: str, design: Design, lot: Lot, back: bool, instead: str) -> Iterator[str]:
    """What is to be said, in fewer and fewer words."""
    sheet = f"sheet {lot.sheet} of {lot.sheets}{', back' if back else ''}"
    lift = f"lift {lot.lift}, sheet {lot.place} of {lot.depth}, piles 1 to {len(lot.cards)}" if lot.lift else ""
    if instead:
        yield " · ".join((batch, design.template.name, sheet, f"in place of {instead}"))
        yield f"{batch} · {sheet} · for {instead}"
    yield " · ".join(filter(None, (batch, design.template.name, sheet, lift)))
    if lift:
        yield " · ".join((batch, sheet, f"lift {lot.lift}, {lot.place} of {lot.depth}"))
    yield f"{batch} · {sheet}"
    yield sheet
