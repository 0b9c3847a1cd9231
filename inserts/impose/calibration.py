"""A test sheet that shows what a printer shifts and stretches, and the correction from what is measured on it.

Points, y downwards from the page's top left, unless millimetres are said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from inserts.impose.adjust import Adjustment
from inserts.model.card import Border, Mark, Stroke
from inserts.model.colour import INK
from inserts.model.length import MM, Box
from inserts.model.problem import Stop

WIDE = 150 * MM
"""A page narrower than this gets nearer crosses and a smaller box."""

STEP, BACK_STEP, TICKS = 1.0 * MM, 0.9 * MM, 10
"""The vernier: lines so far apart on the front and, seen through the paper, on the back; so many each way from 0.
Where two of them meet, at the nth, the back lies n tenths of a millimetre off."""

FARTHEST = 15 * MM
MOST_STRETCHED = 0.1
_HAIR = 0.25
_ARM, _TICK = 5 * MM, 4 * MM
_RULER_FROM, _RULER_STEP, _RULER_LINES = 3 * MM, 0.5 * MM, 36


class Label(NamedTuple):
    """Words of the test sheet: centred on x, with their baseline at y."""

    x: float
    y: float
    text: str
    size: float = 6.0


@dataclass(frozen=True, slots=True)
class Target:
    """The test sheet for a page. `cross` is how far each cross stands from the two edges next to it.

    `vertical`: seen from the front, what is at x, y has W - x, y of the back page behind it, otherwise x, H - y.
    """

    w: float
    h: float
    cross: float
    box: Box
    vertical: bool

    @property
    def side(self) -> int:
        """The box's side in millimetres, as it is to be measured."""
        return round(self.box.w / MM)

    @property
    def at(self) -> int:
        """Where the crosses are to be measured, in millimetres."""
        return round(self.cross / MM)

    def behind(self, x: float, y: float) -> tuple[float, float]:
        """What of the back page lies behind a point of the front."""
        return (self.w - x, y) if self.vertical else (x, self.h - y)

    def marks(self, *, back: bool) -> Iterator[Mark]:
        """All lines of one side."""
        yield Border(*self.box, 0.5, INK)
        for x in (self.cross, self.w - self.cross):
            for y in (self.cross, self.h - self.cross):
                yield Stroke(x - _ARM, y, x + _ARM, y, _HAIR, INK)
                yield Stroke(x, y - _ARM, x, y + _ARM, _HAIR, INK)
        yield from self._rulers()
        for x1, y1, x2, y2 in (*self._vernier(back), *self._arrow()):
            start, end = (self.behind(x1, y1), self.behind(x2, y2)) if back else ((x1, y1), (x2, y2))
            yield Stroke(*start, *end, _HAIR, INK)

    def labels(self, *, back: bool) -> Iterator[Label]:
        """All numbers of one side, and the name of the cross to measure."""
        yield Label(self.cross + 4 * MM, self.cross - 2 * MM, "A", 9)
        for number in range(5, 21, 5):
            yield Label(number * MM, self.h * 0.42 - 3.5 * MM, str(number))
            yield Label(self.w * 0.42 + 4.5 * MM, number * MM + 0.7 * MM, str(number))
        if not back:
            across, down = self._centres()
            for number in range(-TICKS, TICKS + 1, 5):
                yield Label(across[0] + number * STEP, across[1] - _TICK - 0.8 * MM, str(number), 5)
                yield Label(down[0] - _TICK - 2.2 * MM, down[1] + number * STEP + 0.6 * MM, str(number), 5)

    def _centres(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The middle of the vernier that lies across, and of the one that runs down."""
        x, y = self.box.x + self.box.w / 2, self.box.y + self.box.h / 2
        return (x + 6 * MM, y - 10 * MM), (x - 12 * MM, y + 4 * MM)

    def _vernier(self, back: bool) -> Iterator[tuple[float, float, float, float]]:
        """Lines as they are seen from the front: the back's end where the front's begin."""
        step, side = (BACK_STEP, _TICK) if back else (STEP, -_TICK)
        (ax, ay), (dx, dy) = self._centres()
        for number in range(-TICKS, TICKS + 1):
            reach = side * (1.0 if number % 5 == 0 else 0.7)
            yield ax + number * step, ay, ax + number * step, ay + reach
            yield dx, dy + number * step, dx + reach, dy + number * step

    def _arrow(self) -> Iterator[tuple[float, float, float, float]]:
        """An arrow upwards as it is seen from the front: turned over like a book's page, the back's points up, too."""
        x, y, head = self.box.x + 0.85 * self.box.w, self.box.y + 0.7 * self.box.h, 2 * MM
        yield x, y + 5 * MM, x, y - 5 * MM
        yield x, y - 5 * MM, x - head, y - 5 * MM + 2 * head
        yield x, y - 5 * MM, x + head, y - 5 * MM + 2 * head

    def _rulers(self) -> Iterator[Mark]:
        """Lines from near each edge inwards: the first to be seen tells what the printer cannot reach."""
        for number in range(_RULER_LINES):
            from_edge = _RULER_FROM + number * _RULER_STEP
            half = (2.5 if number % 10 == 4 else 1.5 if number % 2 == 0 else 1.0) * MM
            for x in (from_edge, self.w - from_edge):
                yield Stroke(x, self.h * 0.42 - half, x, self.h * 0.42 + half, _HAIR, INK)
            for y in (from_edge, self.h - from_edge):
                yield Stroke(self.w * 0.42 - half, y, self.w * 0.42 + half, y, _HAIR, INK)


class Reading(NamedTuple):
    """What was measured, in millimetres: cross A from the left and top edge of the front and of the back, the box.

    `through`: the numbers at which the vernier's lines meet against the light, across and down, in place of `back`.
    """

    front: tuple[float, float]
    back: tuple[float, float] | None = None
    through: tuple[float, float] | None = None
    width: float | None = None
    height: float | None = None


def target(w: float, h: float, *, vertical: bool) -> Target:
    """The test sheet of a page of `w` x `h` points. Raises Stop for one on which nothing can be measured."""
    side = 100 * MM if min(w, h) >= WIDE else 50 * MM
    if min(w, h) < side + 8 * MM:
        raise Stop(
            "the paper is too small for a test sheet", "choose one of at least 58 x 58 mm with --stock", exit_code=2
        )
    box = Box((w - side) / 2, (h - side) / 2, side, side)
    return Target(w, h, (30 if min(w, h) >= WIDE else 15) * MM, box, vertical)


def solve(sheet: Target, reading: Reading) -> Adjustment:
    """The correction that puts every point where it belongs. Raises Stop (wrong usage) for readings that cannot be."""
    scale = _stretch(reading.width, sheet.side, "width"), _stretch(reading.height, sheet.side, "height")
    front = _shift(reading.front, sheet, scale, "front")
    back = front
    if reading.back is not None:
        back = _shift(reading.back, sheet, scale, "back")
    elif reading.through is not None:
        back = _through(reading.through, sheet, scale, front)

    def against(shift: tuple[float, float]) -> tuple[float, float]:
        return -shift[0] / scale[0], -shift[1] / scale[1]

    return Adjustment(against(front), against(back), (1 / scale[0], 1 / scale[1]))


def _stretch(measured: float | None, nominal: int, name: str) -> float:
    found = 1.0 if measured is None else measured / nominal
    if abs(found - 1) > MOST_STRETCHED:
        raise Stop(f"{name} {measured:g} is far from {nominal} mm", f"measure the box's {name} in mm", exit_code=2)
    return found


def _shift(measured: tuple[float, float], sheet: Target, scale: tuple[float, float], name: str) -> tuple[float, float]:
    x, y = (value * MM - stretch * sheet.cross for value, stretch in zip(measured, scale, strict=True))
    if max(abs(x), abs(y)) > FARTHEST:
        told = f"{name} {measured[0]:g}, {measured[1]:g} is far from {sheet.at}, {sheet.at} mm"
        raise Stop(told, "measure cross A from the left and from the top edge, in mm", exit_code=2)
    return x, y


def _through(
    numbers: tuple[float, float], sheet: Target, scale: tuple[float, float], front: tuple[float, float]
) -> tuple[float, float]:
    """The back's own shift, from where the back is seen to lie against the front.

    Along the side that is mirrored, what the back is shifted by, the front's shift and the stretch of the whole page
    add up; along the other, only the two shifts differ.
    """
    if max(map(abs, numbers)) > TICKS:
        raise Stop(f"the vernier's numbers go from -{TICKS} to {TICKS}", "read where two lines meet", exit_code=2)
    apart = numbers[0] * (STEP - BACK_STEP), numbers[1] * (STEP - BACK_STEP)
    if sheet.vertical:
        return sheet.w * (1 - scale[0]) - front[0] - apart[0], front[1] + apart[1]
    return front[0] + apart[0], sheet.h * (1 - scale[1]) - front[1] - apart[1]
