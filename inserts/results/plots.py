"""Plots as SVG inside the page: quiet, labelled where the eye is, readable without colour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

from inserts.results.counts import Week
from inserts.results.statistics import Difference, Point, Share
from inserts.results.words import day_told, percent, points

GAP = 15.0
"""Between the baselines of two labels."""


class Line(NamedTuple):
    """A curve with its name; `kind` is the class that colours it."""

    name: str
    points: Sequence[Point]
    kind: str


class _Frame(NamedTuple):
    """Where data lies in a plot: left, top, width, height, and what the far ends of its axes stand for."""

    x: float
    y: float
    w: float
    h: float
    right: float
    top: float

    def at(self, across: float, up: float) -> tuple[float, float]:
        return self.x + self.w * across / self.right, self.y + self.h * (1 - up / self.top)


def curves(lines: Sequence[Line], days: int, *, title: str, small: bool = False) -> str:
    """Steps that climb with every customer who has come, each in its band."""
    width, height = (232.0, 150.0) if small else (760.0, 320.0)
    drawn = [line for line in lines if line.points]
    if not drawn:
        return ""
    top = _nice(max(min(1.0, line.points[-1].high) for line in drawn))
    inner = (38.0, 10.0, width - 50, height - 34) if small else (48.0, 12.0, width - 240, height - 50)
    frame = _Frame(*inner, float(days), top)
    parts = [*_grid(frame, small), *_days(frame, days, small)]
    parts += [f'<path class="band {line.kind}" d="{_band(frame, line.points, days)}"/>' for line in drawn]
    parts += [f'<path class="line {line.kind}" d="{_steps(frame, line.points, days)}"/>' for line in drawn]
    if not small:
        parts += _end_labels(frame, drawn)
        middle = frame.x + frame.w / 2
        parts.append(f'<text class="axis" x="{middle:.1f}" y="{height - 4:.1f}" text-anchor="middle">{_SINCE}</text>')
    return _svg(width, height, title, parts)


_SINCE = "days since shipping"


def shares(rows: Sequence[tuple[str, Share, Share | None]], *, title: str) -> str:
    """A dot for each share, on the line of what it may be; a mark for the hold-out's it is to be held against."""
    known = [row for row in rows if row[1].of]
    if not known:
        return ""
    step, left, right, width = 34.0, 210.0, 170.0, 760.0
    height = step * len(known) + 34
    frame = _Frame(left, 8.0, width - left - right, height - 34, _nice(max(one.high for _, one, _ in known)), 1.0)
    parts = [*_share_axis(frame)]
    for place, (name, one, against) in enumerate(known):
        y = frame.y + step * (place + 0.5)
        if against and against.of and against.rate <= frame.right:
            x, _ = frame.at(against.rate, 0)
            parts.append(f'<path class="mark held" d="M{x:.1f} {y - 12:.1f}v24"/>')
        parts += _whisker(frame, one, y)
        parts.append(f'<text class="name" x="{left - 14:.1f}" y="{y + 4:.1f}" text-anchor="end">{_short(name)}</text>')
        told = f"{percent(one.rate)} of {one.of:,}"
        parts.append(f'<text class="value" x="{width - right + 14:.1f}" y="{y + 4:.1f}">{told}</text>')
    return _svg(width, height, title, parts)


def weeks(columns: Sequence[Week], *, title: str) -> str:
    """Shares of codes used, by when the card was shipped; hollow where they still grow."""
    if not columns:
        return ""
    width, height = 760.0, 252.0
    top = _nice(max((week.used.high for week in columns if not week.young), default=columns[0].used.high))
    frame = _Frame(48.0, 12.0, width - 64, height - 62, float(len(columns)), top)
    parts = [*_grid(frame, False)]
    for place, week in enumerate(columns):
        x, y = frame.at(place + 0.5, min(week.used.rate, top))
        (_, low), (_, high) = frame.at(0, week.used.low), frame.at(0, min(week.used.high, top))
        kind = "young" if week.young else "card"
        about = f"{day_told(week.first)} to {day_told(week.last)}: {week.used.hits:,} of {week.used.of:,} codes used"
        parts.append(
            f'<g><title>{about}</title><path class="whisker {kind}" d="M{x:.1f} {low:.1f}V{high:.1f}"/>'
            f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/></g>'
        )
        if place == 0 or week.first.month != columns[place - 1].first.month:
            parts.append(_below(x, height - 32, f"{week.first:%b}"))
            if place == 0 or week.first.year != columns[place - 1].first.year:
                parts.append(_below(x, height - 18, str(week.first.year)))
    parts.append(_below(width / 2, height - 3, "shipped"))
    return _svg(width, height, title, parts)


def _below(x: float, y: float, words: str) -> str:
    """Words under the axis, in the middle below their place."""
    return f'<text class="axis" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{words}</text>'


def differences(rows: Sequence[tuple[str, Difference]], *, title: str) -> str:
    """Differences in points about a line at zero: an interval that crosses it may mean nothing."""
    step, left, right, width = 36.0, 210.0, 210.0, 760.0
    height = step * len(rows) + 40
    reach = _nice(max(max(abs(one.low), abs(one.high)) for _, one in rows))
    frame = _Frame(left, 8.0, width - left - right, height - 40, 2 * reach, 1.0)
    zero, _ = frame.at(reach, 0)
    bottom = frame.y + frame.h
    parts = [f'<path class="zero" d="M{zero:.1f} {frame.y:.1f}V{bottom:.1f}"/>']
    for mark in (-reach, 0.0, reach):
        x, _ = frame.at(mark + reach, 0)
        parts.append(f'<text class="axis" x="{x:.1f}" y="{bottom + 16:.1f}" text-anchor="middle">{points(mark)}</text>')
    parts.append(f'<text class="axis" x="{zero:.1f}" y="{bottom + 30:.1f}" text-anchor="middle">points</text>')
    for place, (name, one) in enumerate(rows):
        y = frame.y + step * (place + 0.5)
        kind = "young" if one.holds_zero else "card"
        (low, _), (high, _), (x, _) = (frame.at(value + reach, 0) for value in (one.low, one.high, one.by))
        told = f"{points(one.by)} ({points(one.low)} to {points(one.high)})"
        parts += [
            f'<path class="whisker wide {kind}" d="M{low:.1f} {y:.1f}H{high:.1f}"/>',
            f'<circle class="dot {kind}" cx="{x:.1f}" cy="{y:.1f}" r="6"/>',
            f'<text class="name" x="{left - 14:.1f}" y="{y + 4:.1f}" text-anchor="end">{_short(name)}</text>',
            f'<text class="value" x="{width - right + 14:.1f}" y="{y + 4:.1f}">{told}</text>',
        ]
    return _svg(width, height, title, parts)


def _svg(width: float, height: float, title: str, parts: Iterable[str]) -> str:
    box = f'viewBox="0 0 {width:g} {height:g}"'
    wide = f'style="max-width:{width:g}px"'
    return f'<svg {box} {wide} role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'


def _grid(frame: _Frame, small: bool) -> Iterator[str]:
    """Lines at round shares, with their figures."""
    for share in _marks(frame.top, 2 if small else 4):
        x, y = frame.at(0, share)
        yield f'<path class="grid" d="M{x:.1f} {y:.1f}h{frame.w:.1f}"/>'
        yield f'<text class="axis" x="{x - 7:.1f}" y="{y + 4:.1f}" text-anchor="end">{100 * share:g} %</text>'


def _days(frame: _Frame, days: int, small: bool) -> Iterator[str]:
    for day in (0, days) if small else range(0, days + 1, max(1, days // 6)):
        x, y = frame.at(day, 0)
        words = f"{day} d" if small and day else f"{day}"
        yield f'<text class="axis" x="{x:.1f}" y="{y + 17:.1f}" text-anchor="middle">{words}</text>'


def _share_axis(frame: _Frame) -> Iterator[str]:
    bottom = frame.y + frame.h
    for share in _marks(frame.right, 4):
        x, _ = frame.at(share, 0)
        yield f'<path class="grid" d="M{x:.1f} {frame.y:.1f}V{bottom:.1f}"/>'
        yield f'<text class="axis" x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{100 * share:g} %</text>'


def _whisker(frame: _Frame, one: Share, y: float) -> Iterator[str]:
    (low, _), (high, _), (x, _) = (frame.at(value, 0) for value in (one.low, min(one.high, frame.right), one.rate))
    yield f'<path class="whisker wide card" d="M{low:.1f} {y:.1f}H{high:.1f}"/>'
    yield f'<circle class="dot card" cx="{x:.1f}" cy="{y:.1f}" r="6"/>'


def _steps(frame: _Frame, points: Sequence[Point], days: int) -> str:
    """A line that stays level until the next customer comes."""
    x, y = frame.at(0, 0)
    path = [f"M{x:.1f} {y:.1f}"]
    for point in points:
        x, y = frame.at(point.day, min(point.rate, frame.top))
        path.append(f"H{x:.1f}V{y:.1f}")
    return "".join(path) + f"H{frame.x + frame.w:.1f}" if days else ""


def _band(frame: _Frame, points: Sequence[Point], days: int) -> str:
    edges = [(point.day, min(point.high, frame.top), point.low) for point in points]
    upper, lower = [], []
    for place, (day, high, low) in enumerate(edges):
        end = edges[place + 1][0] if place + 1 < len(edges) else days
        (x, above), (_, below) = frame.at(day, high), frame.at(day, low)
        far, _ = frame.at(end, 0)
        upper += [f"{x:.1f} {above:.1f}", f"{far:.1f} {above:.1f}"]
        lower += [f"{x:.1f} {below:.1f}", f"{far:.1f} {below:.1f}"]
    return f"M{'L'.join((*upper, *reversed(lower)))}Z"


def _end_labels(frame: _Frame, lines: Sequence[Line]) -> Iterator[str]:
    """Names beside the ends of their lines, moved apart where they would touch."""
    ends = sorted(((frame.at(0, min(line.points[-1].rate, frame.top))[1], line) for line in lines), key=lambda e: e[0])
    last = -GAP
    for y, line in ends:
        last = max(y + 4, last + GAP)
        told = f"{_short(line.name)} {percent(line.points[-1].rate)}"
        yield f'<text class="end {line.kind}" x="{frame.x + frame.w + 8:.1f}" y="{last:.1f}">{told}</text>'


def _short(name: str) -> str:
    return escape(name if len(name) <= 28 else f"{name[:27]}\u2026")


def _nice(value: float) -> float:
    """A round number at or above."""
    value = max(value, 0.001)
    size = 10.0 ** floor(log10(value))
    return float(next(step * size for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * size >= value * 0.9999))


def _marks(top: float, wanted: int) -> Iterator[float]:
    """Round shares from 0 to the top."""
    rough = top / wanted
    size = 10.0 ** floor(log10(rough))
    step = next(s * size for s in (1, 2, 2.5, 5, 10) if s * size >= rough * 0.9999)
    yield from (round(n * step, 9) for n in range(ceil(top / step + 0.0001)))
