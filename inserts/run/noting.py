"""Which sheet this is, small in what is cut away of it: one that fell down or jammed finds its place again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from inserts.impose import CLEAR, EDGE, Adjustment, Lot, Room, adjusted, noted, rooms
from inserts.layout import Typesetting
from inserts.model.card import Mark, Sheet, Text
from inserts.model.colour import INK
from inserts.model.glyphs import Line
from inserts.run.labels import label_of, labelled
from inserts.run.opening import Design

SIZE = 6.0
CAP, LINE = 0.714, 1.2
"""Height of a capital and of a line, in sizes."""


class Noter:
    """Notes for the pages of one side of a design, of which `bare` is one without cards, as they are adjusted.

    A note says batch, lift and sheet, as much of it as there is room for, in the margin and never on a card or label; a
    Data Matrix beside it says the same to a scanner.
    """

    def __init__(
        self,
        design: Design,
        batch: str,
        bare: Sheet,
        typesetting: Typesetting,
        adjustment: Adjustment,
        *,
        back: bool,
    ) -> None:
        self._design = design
        self._batch = batch
        self._type = typesetting
        self._adjustment = adjustment
        self._back = back
        self._blank = replace(bare, marks=())
        edge = design.stock.margin.pt or EDGE
        free = rooms(design.grid, bare, edge=edge, back=back)
        self._free = [room for room in free if room.depth >= LINE * SIZE]

    def note(self, lot: Lot, instead: str = "") -> Sheet:
        """What is drawn over the page of this sheet. `instead` is the sheet that it takes the place of."""
        return adjusted(self._written(lot, instead), self._adjustment, back=self._back)

    def _written(self, lot: Lot, instead: str) -> Sheet:
        """A part-used sheet has an earlier note below its cards, so that the new one begins to look for room above."""
        free, sheet, payload = self._free, self._blank, label_of(self._batch, lot)
        if lot.part_used:
            free = [*free[1:], *free[:1]]
        for words in _words(self._batch, self._design, lot, self._back, instead):
            line = self._type.line(self._type.clean(words).text, role="text", language="en", rtl=None, ligatures=True)
            for place, room in enumerate(free):
                if line.width(SIZE) <= room.length:
                    written = noted(sheet, room, partial(_line, line, (room.depth + CAP * SIZE) / 2))
                    left = _without(room, line.width(SIZE) + 2 * CLEAR)
                    rest = [*free[:place], left, *free[place + 1 :]]
                    return labelled(written, rest, payload, self._adjustment.dpi)
        return labelled(sheet, free, payload, self._adjustment.dpi)


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
