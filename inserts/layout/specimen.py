"""The specimen of the faces: a page for each script, names in regular and bold, what they are set in named below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from inserts.layout.fit import Typesetting, Unfit
from inserts.model.card import Mark, Rect, Sheet, Stroke, Text
from inserts.model.colour import INK
from inserts.model.glyphs import LARGE, Line, Run
from inserts.model.length import MM

WIDTH, HEIGHT = 148 * MM, 105 * MM
MARGIN = 8.5 * MM
HEAD = 23.5 * MM
"""Where the rows begin."""

HIGHEST = 16.5 * MM
"""Most a row takes of a page with few of them."""

COLUMNS = (29 * MM, 86 * MM)
COLUMN = 53.5 * MM
WHOLE = WIDTH - MARGIN - COLUMNS[0]
LARGEST, SMALLEST, STEP = 18.0, 6.5, 0.25
CAPTION, LEADING = 6.5, 1.35
AIR = 1.25
"""Height of a row over the ink of its page's tallest and deepest letters."""

_SIDES = (("text", "Regular"), ("strong", "Bold"))


@dataclass(frozen=True, slots=True)
class SpecimenRow:
    """Names in one language, `tag` is BCP 47. `face`: the one role the row is set in; empty for regular and bold."""

    language: str
    tag: str
    names: str
    face: str = ""


@dataclass(frozen=True, slots=True)
class SpecimenPage:
    """One script: what it is called, what there is to see, its rows."""

    title: str
    about: str
    rows: tuple[SpecimenRow, ...]


def specimen_sheets(pages: Sequence[SpecimenPage], typesetting: Typesetting) -> Iterator[Sheet]:
    """A sheet of 148 × 105 mm for each page. Raises Unfit for names no face has or no size fits."""
    for number, page in enumerate(pages, 1):
        yield Sheet(WIDTH, HEIGHT, marks=tuple(_Page(typesetting, page).marks(f"{number} / {len(pages)}")))


@dataclass(frozen=True, slots=True)
class _Cell:
    """A shaped line in its column: `x` is the column's left, `width` its width."""

    line: Line
    x: float
    width: float

    def mark(self, size: float, baseline: float) -> Text:
        """The line at its column's start, the right edge when it reads from the right; large letters by their ink."""
        left, _, right, _ = self.line.ink(size) if size >= LARGE else (0.0, 0.0, self.line.width(size), 0.0)
        x = self.x + self.width - right if self.line.rtl else self.x - left
        return Text(self.line, x, baseline, size, INK)


class _Page:
    """One page being set. All its rows have one size and one height."""

    def __init__(self, typesetting: Typesetting, page: SpecimenPage) -> None:
        self._type = typesetting
        self._page = page
        self._rows = [tuple(self._cells(row)) for row in page.rows]
        self._faces = self._faces_told()
        foot = HEIGHT - MARGIN - (len(self._faces) * LEADING + 0.4) * CAPTION
        self._pitch = min(HIGHEST, (foot - HEAD) / len(self._rows))
        self._size = self._fitted()

    def marks(self, number: str) -> Iterator[Mark]:
        yield from self._head()
        top, bottom = self._ink(self._size)
        for place, (row, cells) in enumerate(zip(self._page.rows, self._rows, strict=True)):
            baseline = HEAD + place * self._pitch + (self._pitch - top - bottom) / 2 + top
            yield from self._label(row, baseline)
            yield from (cell.mark(self._size, baseline) for cell in cells)
        yield from self._foot(number)

    def _cells(self, row: SpecimenRow) -> Iterator[_Cell]:
        if row.face:
            yield _Cell(self._line(row.names, row.face, row.tag), COLUMNS[0], WHOLE)
            return
        for x, (role, _) in zip(COLUMNS, _SIDES, strict=True):
            yield _Cell(self._line(row.names, role, row.tag), x, COLUMN)

    def _line(self, text: str, role: str, language: str) -> Line:
        line = self._type.line(self._type.clean(text).text, role=role, language=language, rtl=None, ligatures=True)
        if line.missing:
            raise Unfit(f"{self._page.title}: no face has {self._type.describe_missing(line.missing)}")
        return line

    def _ink(self, size: float) -> tuple[float, float]:
        """How far the page's letters reach above and below their baselines."""
        inks = [cell.line.ink(size) for cells in self._rows for cell in cells]
        return max(ink[3] for ink in inks), max(-ink[1] for ink in inks)

    def _fitted(self) -> float:
        size = LARGEST
        while size > SMALLEST and not self._fits(size):
            size -= STEP
        if not self._fits(size):
            raise Unfit(f"{self._page.title}: its names find no room at {SMALLEST} pt; show fewer or shorter ones")
        return size

    def _fits(self, size: float) -> bool:
        cells = [cell for row in self._rows for cell in row]
        inks = [cell.line.ink(size) for cell in cells]
        narrow = all(ink[2] - ink[0] <= cell.width for ink, cell in zip(inks, cells, strict=True))
        return narrow and sum(self._ink(size)) * AIR <= self._pitch

    def _head(self) -> Iterator[Mark]:
        yield Rect(MARGIN, MARGIN, 11 * MM, 0.8 * MM, INK)
        yield self._caption(self._page.title, MARGIN, 16.4 * MM, "voice", 16.0)
        about = self._caption(self._page.about, 0.0, 16.4 * MM)
        yield about._replace(x=WIDTH - MARGIN - about.line.width(CAPTION))
        if len(self._rows[0]) == len(COLUMNS):
            for cell, (_, told) in zip(self._rows[0], _SIDES, strict=True):
                heading = self._caption(told, cell.x, 20.6 * MM)
                right = cell.x + cell.width - heading.line.width(CAPTION)
                yield heading._replace(x=right) if cell.line.rtl else heading
        yield Stroke(MARGIN, HEAD - 1 * MM, WIDTH - MARGIN, HEAD - 1 * MM, 0.4, INK)

    def _label(self, row: SpecimenRow, baseline: float) -> Iterator[Mark]:
        yield self._caption(row.language, MARGIN, baseline - 0.9 * MM, "strong")
        yield self._caption(row.tag, MARGIN, baseline + 1.9 * MM)

    def _foot(self, number: str) -> Iterator[Mark]:
        """The page's number, and the faces that drew its rows on one or two lines."""
        at = self._caption(number, 0.0, HEIGHT - MARGIN)
        yield at._replace(x=WIDTH - MARGIN - at.line.width(CAPTION))
        for place, line in enumerate(reversed(self._faces)):
            yield self._caption(line, MARGIN, HEIGHT - MARGIN - place * CAPTION * LEADING)

    def _faces_told(self) -> list[str]:
        runs = [run for cells in self._rows for cell in cells for run in cell.line.runs if run.ink_right > run.ink_left]
        room = WIDTH - 2 * MARGIN - 12 * MM
        lines: list[str] = []
        for name in _by_family(runs):
            longer = f"{lines[-1]} · {name}" if lines else name
            if lines and self._caption(longer, 0.0, 0.0).line.width(CAPTION) <= room:
                lines[-1] = longer
            else:
                lines.append(name)
        return lines

    def _caption(self, text: str, x: float, y: float, role: str = "text", size: float = CAPTION) -> Text:
        return Text(self._line(text, role, "en"), x, y, size, INK)


def _by_family(runs: Iterable[Run]) -> Iterator[str]:
    """`ParcelCJK Regular, outlined`: a family and the forms of it that were used, families in the order of use."""
    families: dict[str, dict[str, None]] = {}
    for run in runs:
        family, _, weight = run.face.name.partition("-")
        families.setdefault(family, {}).update({weight: None} | ({"outlined": None} if run.stroke else {}))
    return (f"{family} {', '.join(filter(None, forms))}" for family, forms in families.items())
