"""The batch's cover page: what to print on which paper, who gets no card and why, and a ruler that tells the scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import NamedTuple

from inserts.layout.fit import Typesetting
from inserts.model.card import Mark, Rect, Sheet, Stroke, Text
from inserts.model.colour import INK, Colour
from inserts.model.glyphs import Line
from inserts.model.length import MM
from inserts.model.order import HeldBack, LeftOut

MARGIN = 18 * MM
FOOT = 14 * MM
BODY = 8.5
STEP = 4.6 * MM


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of the PDF that go on one paper: `first` to `last`, counted from 1 with the cover."""

    first: int
    last: int
    what: str
    paper: str
    cards: int


@dataclass(frozen=True, slots=True)
class Cover:
    """What the cover page tells. `settings` are the printer's settings in words, `date` is the shipping day."""

    batch: str
    shop: str
    date: str
    orders: int
    sections: tuple[Section, ...]
    settings: tuple[str, ...]
    held_back: tuple[HeldBack, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    manifest: str = ""


def cover_sheet(cover: Cover, typesetting: Typesetting, width: float, height: float, brand: Colour) -> Sheet:
    """One page of `width` by `height` points. Lists that do not fit end with a count; the manifest has them whole."""
    page = _Page(typesetting, width, height)
    page.head(cover, brand)
    page.numbers(cover)
    page.sections(cover.sections)
    page.settings(cover.settings)
    page.ruler()
    page.people(
        "Held back: these orders got no card",
        _grouped(cover.held_back),
        cover.manifest,
        reserve=30 * MM if cover.left_out else 0,
    )
    page.people("Left out: these orders need no card", _grouped(cover.left_out), cover.manifest)
    return Sheet(width, height, marks=tuple(page.marks))


def _grouped(without: Sequence[LeftOut | HeldBack]) -> list[tuple[str, str]]:
    """Orders with the same reason share a row."""
    rows: dict[str, list[str]] = {}
    for one in without:
        rows.setdefault(one.reason, []).append(one.order)
    return [(f"{len(orders)} ×" if len(orders) > 1 else orders[0], _reason(r, orders)) for r, orders in rows.items()]


def _reason(reason: str, orders: Sequence[str]) -> str:
    if len(orders) == 1:
        return reason
    shown = ", ".join(orders[:12])
    return f"{reason}: {shown}{f' and {len(orders) - 12} more' if len(orders) > 12 else ''}"


class Cell(NamedTuple):
    """A text of a row: `x` points from the margin, at most `width` wide."""

    x: float
    width: float
    text: str
    role: str = "text"


class _Page:
    """A page filled from the top; `y` is where the next block starts."""

    def __init__(self, typesetting: Typesetting, width: float, height: float) -> None:
        self.type = typesetting
        self.width = width
        self.height = height
        self.y = MARGIN
        self.marks: list[Mark] = []

    @property
    def inner(self) -> float:
        return self.width - 2 * MARGIN

    def write(self, text: str, x: float, y: float, size: float = BODY, role: str = "text", ink: Colour = INK) -> float:
        """One line with its baseline at y; returns its width. What no face has is told by a question mark."""
        text = self.type.clean(text).text
        line = self._line(text, role)
        if line.missing:
            for cluster in line.missing:
                text = text.replace(cluster, "?")
            line = self._line(text, role)
        self.marks.append(Text(line, x, y, size, ink))
        return line.width(size)

    def wrap(self, text: str, width: float, size: float = BODY, role: str = "text") -> Iterator[str]:
        """Greedy lines no wider than `width`; a piece without a place to break is cut where it must."""
        text = self.type.clean(text).text
        current = ""
        places = [0, *(b.position for b in self.type.breaks(text, "en") if 0 < b.position < len(text)), len(text)]
        for piece in chain.from_iterable(self._cut(text[a:b], width, size, role) for a, b in pairwise(places)):
            if current and self._width((current + piece).rstrip(), size, role) > width:
                yield current.rstrip()
                current = ""
            current += piece
        if current:
            yield current.rstrip()

    def _cut(self, piece: str, width: float, size: float, role: str) -> Iterator[str]:
        start = 0
        if self._width(piece.rstrip(), size, role) > width:
            for end in range(1, len(piece)):
                if end > start and self._width(piece[start : end + 1].rstrip(), size, role) > width:
                    yield piece[start:end]
                    start = end
        yield piece[start:]

    def _line(self, text: str, role: str) -> Line:
        return self.type.line(text, role=role, language="en", rtl=None, ligatures=True)

    def _width(self, text: str, size: float, role: str) -> float:
        return self._line(text, role).width(size)

    def row(self, *cells: Cell) -> None:
        """Texts side by side, each wrapped; the next row starts below the deepest."""
        wrapped = [list(self.wrap(cell.text, cell.width, role=cell.role)) for cell in cells]
        for cell, lines in zip(cells, wrapped, strict=True):
            for number, line in enumerate(lines):
                self.write(line, MARGIN + cell.x, self.y + number * STEP, role=cell.role)
        self.y += max(1, *map(len, wrapped)) * STEP

    def head(self, cover: Cover, brand: Colour) -> None:
        self.marks.append(Rect(MARGIN, self.y, 11 * MM, 1 * MM, brand))
        self.y += 7 * MM
        self.write(f"{cover.shop} · ships {cover.date}", MARGIN, self.y, 9, "strong")
        self.y += 11 * MM
        size = 28.0
        while size > 11 and self._width(cover.batch, size, "voice") > self.inner:
            size -= 1
        for line in self.wrap(cover.batch, self.inner, size, "voice"):
            self.write(line, MARGIN, self.y, size, "voice")
            self.y += 1.2 * size
        self.y += 13 * MM - 1.2 * size

    def numbers(self, cover: Cover) -> None:
        cards = sum(section.cards for section in cover.sections)
        held, left = len(cover.held_back), len(cover.left_out)
        told = (("orders read", cover.orders + held + left), ("orders with cards", cover.orders), ("cards", cards))
        for column, (label, value) in enumerate((*told, ("held back", held), ("left out", left))):
            x = MARGIN + column * self.inner / 5
            self.write(str(value), x, self.y, 22, "voice")
            self.write(label, x, self.y + 4.6 * MM, 7.5)
        self.y += 17 * MM

    def heading(self, text: str) -> None:
        self.marks.append(Stroke(MARGIN, self.y - 5 * MM, MARGIN + self.inner, self.y - 5 * MM, 0.7, INK))
        self.write(text, MARGIN, self.y, 9, "strong")
        self.y += STEP * 1.3

    def sections(self, sections: Iterable[Section]) -> None:
        self.heading("What goes on which paper")
        for section in sections:
            last = f" to {section.last}" if section.last > section.first else ""
            self.row(
                Cell(0.0, self.inner * 0.23, f"Page {section.first}{last}", "strong"),
                Cell(self.inner * 0.24, self.inner * 0.35, section.what),
                Cell(self.inner * 0.6, self.inner * 0.4, section.paper),
            )
        self.y += STEP

    def settings(self, settings: Iterable[str]) -> None:
        self.heading("Printer settings")
        for setting in settings:
            self.row(Cell(0.0, self.inner, setting))
        self.y += STEP * 0.6

    def ruler(self) -> None:
        """100 mm with a tick every 10 mm: a printer that scales is caught before a sheet is wasted."""
        y, length = self.y + 3 * MM, 100 * MM
        self.marks.append(Stroke(MARGIN, y, MARGIN + length, y, 0.7, INK))
        for tick in range(11):
            x = MARGIN + tick * 10 * MM
            height = (3.0 if tick % 5 == 0 else 1.8) * MM
            self.marks.append(Stroke(x, y - height, x, y, 0.7, INK))
        self.write("This line must measure 100 mm. If it does not,", MARGIN + length + 5 * MM, y - 2.4 * MM, 7.5)
        self.write("the printer scales: choose “Actual size”.", MARGIN + length + 5 * MM, y + 1.2 * MM, 7.5)
        self.y = y + 14 * MM

    def people(self, title: str, rows: Sequence[tuple[str, str]], manifest: str, reserve: float = 0.0) -> None:
        """Orders and reasons until the page, less `reserve` points, is full."""
        if not rows:
            return
        self.heading(title)
        end = self.height - FOOT - reserve
        for number, (order, reason) in enumerate(rows):
            before, drawn = self.y, len(self.marks)
            self.row(Cell(0.0, self.inner * 0.19, order, "strong"), Cell(self.inner * 0.2, self.inner * 0.8, reason))
            last = number + 1 == len(rows)
            if self.y - (STEP if last else 0) > end:  # no room for it, or none after it to say that there are more
                del self.marks[drawn:]
                self.y = before
                self.write(f"and {len(rows) - number} more rows: see {manifest}", MARGIN, self.y, role="strong")
                self.y += STEP
                break
        self.y += STEP * 1.6
