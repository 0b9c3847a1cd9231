"""The batch's cover page: what to print on which paper, who gets no card and why, and a ruler that tells the scale."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from inserts.layout.fit import Typesetting
from inserts.model.card import Mark, Rect, Sheet, Stroke, Text
from inserts.model.colour import INK, Colour
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
    held = [(h.order, h.reason) for h in cover.held_back]
    page.people("Held back: these orders got no card", held, cover.manifest, reserve=30 * MM if cover.left_out else 0)
    page.people("Left out: these orders need no card", _grouped(cover.left_out), cover.manifest)
    return Sheet(width, height, marks=tuple(page.marks))


def _grouped(left_out: Sequence[LeftOut]) -> list[tuple[str, str]]:
    """Orders with the same reason share a row."""
    rows: dict[str, list[str]] = {}
    for one in left_out:
        rows.setdefault(one.reason, []).append(one.order)
    return [(f"{len(orders)} ×" if len(orders) > 1 else orders[0], _reason(r, orders)) for r, orders in rows.items()]


def _reason(reason: str, orders: Sequence[str]) -> str:
    if len(orders) == 1:
        return reason
    shown = ", ".join(orders[:12])
    return f"{reason}: {shown}{f' and {len(orders) - 12} more' if len(orders) > 12 else ''}"


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
        """One line with its baseline at y; returns its width."""
        line = self.type.line(self.type.clean(text).text, role=role, language="en", rtl=None, ligatures=True)
        if line.missing:
            line = self.type.line("?", role=role, language="en", rtl=None, ligatures=True)
        self.marks.append(Text(line, x, y, size, ink))
        return line.width(size)

    def wrap(self, text: str, width: float, size: float = BODY) -> Iterator[str]:
        """Greedy lines no wider than `width`."""
        text = self.type.clean(text).text
        current = ""
        places = [0, *(b.position for b in self.type.breaks(text, "en") if 0 < b.position < len(text)), len(text)]
        for start, end in pairwise(places):
            piece = text[start:end]
            if current and self._width((current + piece).rstrip(), size) > width:
                yield current.rstrip()
                current = ""
            current += piece
        if current:
            yield current.rstrip()

    def _width(self, text: str, size: float) -> float:
        return self.type.line(text, role="text", language="en", rtl=None, ligatures=True).width(size)

    def head(self, cover: Cover, brand: Colour) -> None:
        self.marks.append(Rect(MARGIN, self.y, 11 * MM, 1 * MM, brand))
        self.y += 7 * MM
        self.write(f"{cover.shop} · ships {cover.date}", MARGIN, self.y, 9, "strong")
        self.y += 11 * MM
        size = 28.0
        while (
            size > 11
            and self.type.line(cover.batch, role="voice", language="en", rtl=None, ligatures=True).width(size)
            > self.inner
        ):
            size -= 1
        self.write(cover.batch, MARGIN, self.y, size, "voice")
        self.y += 13 * MM

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
            self.write(f"Page {section.first}{last}", MARGIN, self.y, role="strong")
            self.write(section.what, MARGIN + self.inner * 0.24, self.y)
            self.write(section.paper, MARGIN + self.inner * 0.6, self.y)
            self.y += STEP
        self.y += STEP

    def settings(self, settings: Iterable[str]) -> None:
        self.heading("Printer settings")
        for setting in settings:
            self.write(setting, MARGIN, self.y)
            self.y += STEP
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
            lines = list(self.wrap(reason, self.inner * 0.8))
            if self.y + (len(lines) - 1) * STEP > end - STEP and number < len(rows):
                self.write(f"and {len(rows) - number} more rows: see {manifest}", MARGIN, self.y, role="strong")
                self.y += STEP
                break
            self.write(order, MARGIN, self.y, role="strong")
            for line in lines:
                self.write(line, MARGIN + self.inner * 0.2, self.y)
                self.y += STEP
        self.y += STEP * 1.6
