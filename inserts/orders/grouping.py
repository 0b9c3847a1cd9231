"""Rows to orders: all rows of an order together, its own cells filled down, its items collected.

An order whose rows cannot all be trusted is refused as a whole, and named with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from inserts.model.order import Item
from inserts.orders.cells import REMEMBERED, Column, Tidy, is_plain, name_key
from inserts.orders.columns import Layout, picker, places_of
from inserts.orders.header import Header
from inserts.orders.numbers import rounded, unspread
from inserts.orders.platforms import Cells, RawItem
from inserts.orders.records import Row

LONGEST_ID = 100
"""Characters of the longest order number believed."""


@dataclass(slots=True)
class Draft:
    """An order being collected. `cells` are the first filled ones, tidied, `more` those of later rows that differ."""

    line: int
    cells: list[str]
    items: list[RawItem | Item]
    seen: list[int]
    whole: bool
    more: dict[int, list[str]] | None = None


@dataclass(slots=True)
class Refusal:
    """An order refused, the lines and the column that show why."""

    lines: list[int]
    reason: str
    column: str = ""


@dataclass(slots=True)
class Grouped:
    """What the rows of a file come to: drafts and refusals by order number, and counts of what must be told."""

    drafts: dict[str, Draft] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    rows: int = 0
    told: Counter[str] = field(default_factory=Counter)

    def refuse(self, order: str, line: int, reason: str, column: str = "") -> None:
        """Refuse an order, or add a line to why it was."""
        self.refused.setdefault(order, Refusal([], reason, column)).lines.append(line)


def group(rows: Iterable[Row], header: Header, layout: Layout, tidy: Tidy, path: Path) -> Grouped:
    """All orders of a file, each complete or refused. A row without a usable number is refused by its line."""
    grouping = _Grouping(header, layout, tidy, path)
    for row in rows:
        grouping.take(row)
    return grouping.finish()


class _Grouping:
    def __init__(self, header: Header, layout: Layout, tidy: Tidy, path: Path) -> None:
        self._header = header
        self._layout = layout
        self._tidy = tidy
        self._path = path
        self._width = len(header.names)
        self._title = tuple(map(name_key, header.names))
        self._ids = places_of(header.fields["id"])
        self._by_name: Mapping[str, int] = {key: p for p, key in reversed(list(enumerate(self._title)))}
        self._columns = [Column(tidy) for _ in layout.places]
        self._pick = picker(layout.places)
        self._item_columns = [[(place, Column(tidy)) for place in places] for places in layout.items]
        self._id = ""
        self._above: list[str] = []
        self._run: list[Row] = []  # rows of an order that stood before, until it is clear if they are a copy
        self._out = Grouped()

    def take(self, row: Row) -> None:
        cells = row.cells
        id = self._number(cells)
        if not id and not any(map(self._tidy, cells)):
            return
        number = self._header.platform.number
        if number is not None:
            id = number(self._reader(cells), self._reader(self._above), self._id)
        if self._is_noise(row):
            self._close()
            return
        self._out.rows += 1
        fault, column = self._fault(row, id)
        if fault:
            self._refuse(id, row.line, fault, column)
            return
        whole_id = unspread(id)
        if whole_id is None:
            self._refuse(
                id, row.line, "a spreadsheet cut its number, which cannot be known any more", self._column("id")
            )
            return
        if whole_id != id:
            self._out.told["mended number"] += 1
        if len(cells) < self._width:
            cells.extend([""] * (self._width - len(cells)))
        self._place(whole_id, row)
        self._above = cells

    def finish(self) -> Grouped:
        self._close()
        out = self._out
        if rounded(out.drafts):
            for id in [id for id in out.drafts if len(id) > 15 and id.isdigit()]:
                # Rows that disagree are then those of several orders, so this reason goes before that one.
                lines = out.refused[id].lines if id in out.refused else [out.drafts[id].line]
                reason = "a spreadsheet turned the last digits of its number into zeros"
                out.refused[id] = Refusal(lines, reason, self._column("id"))
        for id in out.refused:
            out.drafts.pop(id, None)
        return out

    # One row

    def _number(self, cells: list[str]) -> str:
        for place in self._ids:
            if place < len(cells):
                text = self._tidy(cells[place])
                if text:
                    return text
        return ""

    def _is_noise(self, row: Row) -> bool:
        """Rows that are no orders: the header once more, and what the platform says."""
        if len(row.cells) >= self._width and row.cells[0].strip(" \ufeff") == self._header.names[0]:
            again = tuple(name_key(cell) for cell in row.cells[: self._width])
            if again == self._title:
                self._out.told["repeated header"] += 1
                return True
        noise = self._header.platform.noise
        return noise is not None and noise(self._reader(row.cells))

    def _reader(self, cells: list[str]) -> Cells:
        def cell(name: str) -> str:
            place = self._by_name.get(name_key(name), self._width)
            return self._tidy(cells[place]) if place < len(cells) else ""

        return cell

    def _fault(self, row: Row, id: str) -> tuple[str, str]:
        """Why the row cannot be trusted, and the column that shows it; two empty texts if it can."""
        if row.fault:
            return row.fault, ""
        count = len(row.cells)
        if count > self._width and any(map(self._tidy, row.cells[self._width :])):
            return f"it has {count} cells where the header has {self._width}", ""
        if count < self._width:
            if count < self._layout.needed or not row.ended:
                missing = self._header.names[count] or self._header.names[self._layout.needed - 1]
                return f"it has {count} cells where the header has {self._width}", missing
            self._out.told["short row"] += 1
        if not id:
            return "it has no order number", self._column("id")
        if not usable(id):
            return "its order number is longer than any, or holds control characters", self._column("id")
        return "", ""

    def _column(self, name: str) -> str:
        return self._header.names[places_of(self._header.fields[name])[0]]

    def _refuse(self, id: str, line: int, reason: str, column: str = "") -> None:
        self._close()
        order = id if id and usable(id) else f"{self._path}:{line}"
        self._out.refuse(order, line, reason, column)

    # One order

    def _place(self, id: str, row: Row) -> None:
        draft = self._out.drafts.get(id)
        whole = self._layout.whole >= 0 and bool(row.cells[self._layout.whole].strip())
        if id != self._id or (draft is not None and whole and (draft.whole or self._run)):
            self._close()
            self._id = id
            if draft is not None:
                self._run = [row]
                return
        if self._run:
            self._run.append(row)
            return
        digest = hash(tuple(row.cells))
        if draft is None:
            draft = self._out.drafts[id] = Draft(row.line, self._texts(row.cells), [], [digest], whole)
        else:
            if digest == draft.seen[-1] and self._layout.items[0]:
                self._out.told["repeated item"] += 1
            self._fill(id, draft, row)
            draft.seen.append(digest)
            draft.whole |= whole
        self._add_item(draft, row)

    def _close(self) -> None:
        """End the run of rows of one order: a copy of what stood before is nothing new."""
        run, self._run, id, self._id = self._run, [], self._id, ""
        if not run:
            return
        draft = self._out.drafts[id]
        digests = [hash(tuple(row.cells)) for row in run]
        if not Counter(digests) - Counter(draft.seen):
            self._out.told["copied order"] += 1
            return
        if draft.whole and any(self._tidy(row.cells[self._layout.whole]) for row in run):
            reason = f"it stands in line {draft.line} too, with other content"
            self._refuse(id, run[0].line, reason)
            return
        for row in run:
            self._fill(id, draft, row)
            self._add_item(draft, row)
        draft.seen += digests

    def _fill(self, id: str, draft: Draft, row: Row) -> None:
        """Take over what is still blank; what must be alike in all rows and is not, contradicts."""
        layout = self._layout
        texts = self._texts(row.cells)
        if layout.marks or layout.summed:
            self._note_row(draft, texts)
        for position, text in enumerate(texts):
            have = draft.cells[position]
            if not text or text == have:
                continue
            if not have:
                draft.cells[position] = text
            elif position in layout.alike:
                if text.casefold() != have.casefold():
                    name = self._header.names[layout.places[position]]
                    refusal = Refusal([draft.line], f"its rows disagree about {name}", name)
                    self._out.refused.setdefault(id, refusal).lines.append(row.line)
            elif position in layout.several:
                draft.more = draft.more or {}
                draft.more.setdefault(position, []).append(text)

    def _note_row(self, draft: Draft, texts: list[str]) -> None:
        """What a row says for itself: an empty text for a mark that only some rows have, and its share of amounts."""
        more = draft.more = draft.more or {}
        for position in self._layout.marks:
            if bool(texts[position]) != bool(draft.cells[position]):
                more.setdefault(position, []).append("")
        for position in self._layout.summed:
            if texts[position] and draft.cells[position]:
                more.setdefault(position, []).append(texts[position])

    def _texts(self, cells: list[str]) -> list[str]:
        picked = self._pick(cells)
        if self._out.rows <= REMEMBERED:
            return [column[cell] for column, cell in zip(self._columns, picked, strict=True)]
        # The same without a call for each cell: the columns know the commoner ones by now, and the rest is few.
        texts = list(map(dict.get, self._columns, picked))
        at = -1
        for _ in range(texts.count(None)):
            at = texts.index(None, at + 1)
            cell = picked[at]
            texts[at] = cell if is_plain(cell) else self._tidy(cell)
        return texts  # type: ignore[return-value]  # no None is left

    def _add_item(self, draft: Draft, row: Row) -> None:
        adapter = self._header.platform.items
        if adapter is not None:
            draft.items.extend(adapter(self._reader(row.cells)))
            return
        name, variant, sku, quantity = [_first(row.cells, columns) for columns in self._item_columns]
        if name or sku:
            draft.items.append((name, variant, sku, quantity))


def _first(cells: list[str], columns: list[tuple[int, Column]]) -> str:
    for place, column in columns:
        text = column[cells[place]]
        if text:
            return text
    return ""


def usable(id: str) -> bool:
    """Whether a text may serve as an order's number in messages and file names."""
    return len(id) <= LONGEST_ID and id.isprintable()
