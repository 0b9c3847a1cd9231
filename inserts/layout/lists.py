"""Rows of a list: one size for all rows, a wide value on a row of its own, the rest as icons or a count."""

from __future__ import annotations

from collections.abc import Iterator

from inserts.layout.codes import Coder
from inserts.layout.fit import Unfit, Words, sizes
from inserts.layout.shapes import mirrored, turned
from inserts.layout.text import Setter
from inserts.model.card import Mark, Stroke
from inserts.model.content import Content, Filled
from inserts.model.length import Box
from inserts.model.template import IconElement, ListElement, QrElement, TextElement


class ListLayout:
    """One list on one card."""

    def __init__(self, setter: Setter, coder: Coder, content: Content, element: ListElement) -> None:
        self.on = setter
        self.coder = coder
        self.content = content
        self.element = element

    def marks(self, item: Filled) -> tuple[Mark, ...]:
        """The marks of every row, and of what stands in for the entries that have no place."""
        places = self._places(item)
        shared = {index: self._shared_size(item, index, places) for index in range(len(self.element.cell))}
        marks: list[Mark] = []
        for number, (row, (x, y, _)) in enumerate(zip(item.rows, places, strict=False)):
            if self.element.rule_width and y > places[0][1]:
                marks.append(self._rule(x, y))
            for index, cell in enumerate(row):
                marks += self._cell(cell, self._box(cell, x, y, places[number][2]), shared[index])
        if item.rest or item.more:
            x, y, _ = places[len(item.rows)]
            marks += self._rest(item, x, y)
        return tuple(marks)

    def _places(self, item: Filled) -> list[tuple[float, float, bool]]:
        """Where each entry's cell starts, and whether it takes the whole row."""
        element = self.element
        entries = len(item.rows) + bool(item.rest or item.more)
        wide = [self._wide(row) for row in item.rows] + [False]
        places, slot = [], 0
        for number in range(entries):
            if wide[number] and slot % element.columns:
                slot += 1
            places.append((slot % element.columns, slot // element.columns, wide[number]))
            slot += element.columns if wide[number] else 1
        rows = -(-slot // element.columns)
        if slot > element.most and any(wide):
            raise Unfit(f"{element.id}: a value is too wide for its column, and the rows do not all fit the list")
        top = element.box.y
        if element.hang == "bottom":
            top = element.box.bottom - rows * element.pitch_y
        return [
            (element.box.x + column * element.pitch_x, top + row * element.pitch_y, alone)
            for column, row, alone in places
        ]

    def _wide(self, row: tuple[Filled, ...]) -> bool:
        """Whether a cell's text is too wide for one column at its smallest size."""
        if self.element.columns == 1:
            return False
        return any(
            self._size(cell, cell.element.box.w) is None for cell in row if isinstance(cell.element, TextElement)
        )

    def _size(self, cell: Filled, width: float) -> float | None:
        text = cell.element
        assert isinstance(text, TextElement)
        words = self._words(cell)
        if not words.text:
            return text.style.size
        for size in sizes(text.style):
            if self.on.fitter.at_size(text, words, width, text.box.h, size):
                return size
        return None

    def _words(self, cell: Filled) -> Words:
        return self.on.words(self.content, cell)

    def _shared_size(self, item: Filled, index: int, places: list[tuple[float, float, bool]]) -> float:
        """The smallest size any row needs; a row that fits at no size is left to say so itself."""
        found = []
        for number, row in enumerate(item.rows):
            cell = row[index]
            if isinstance(cell.element, TextElement):
                size = self._size(cell, self._width(cell, places[number][2]))
                found.append(cell.element.style.min_size if size is None else size)
        return min(found, default=0.0)

    def _width(self, cell: Filled, alone: bool) -> float:
        extra = self.element.pitch_x * (self.element.columns - 1) if alone else 0.0
        return cell.element.box.w + extra

    def _box(self, cell: Filled, x: float, y: float, alone: bool) -> Box:
        inner = cell.element.box
        width = self._width(cell, alone) if isinstance(cell.element, TextElement) else inner.w
        return self._placed(Box(x + inner.x, y + inner.y, width, inner.h))

    def _placed(self, box: Box) -> Box:
        return mirrored(box, self.on.template.width) if self.content.rtl else box

    def _cell(self, cell: Filled, box: Box, size: float) -> tuple[Mark, ...]:
        return turned(cell.element, box, self._upright(cell, box, size), self.content.rtl)

    def _upright(self, cell: Filled, box: Box, size: float) -> tuple[Mark, ...]:
        element = cell.element
        if isinstance(element, IconElement):
            return self.on.icon(element, box, cell.text)
        if isinstance(element, QrElement):
            return self.coder.qr(element, box, cell.text, self.content.rtl) if cell.text else ()
        assert isinstance(element, TextElement)
        return self.on.text(self.content, cell._replace(element=self.on.sized(element, size)), box)

    def _rule(self, x: float, y: float) -> Mark:
        element = self.element
        box = self._placed(Box(x, y - element.rule_above, element.rule_length, 0.0))
        return Stroke(box.x, box.y, box.right, box.y, element.rule_width, self.on.ink(element.rule_colour))

    def _rest(self, item: Filled, x: float, y: float) -> Iterator[Mark]:
        """The remaining channels as icons, or the words for how many more there are."""
        element = self.element
        if item.more is not None:
            inner = item.more.element.box
            box = self._placed(Box(x + inner.x, y + inner.y, inner.w, inner.h))
            yield from turned(item.more.element, box, self.on.text(self.content, item.more, box), self.content.rtl)
        for number, name in enumerate(item.rest):
            left = x + element.rest_x + number * element.rest_pitch
            box = self._placed(Box(left, y + element.rest_y, element.rest_icon, element.rest_icon))
            icon = IconElement(element.id, box, name, element.rest_colour)
            yield from self.on.icon(icon, box, name)
