"""Cards against slots: in reading order on the fronts, every back behind its front.

The manifest says which slot a card has, not where slots are. So the number of columns is found from the
pages: it is the one for which the fewest sheets contradict the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from inserts.model.problem import Problem
from inserts.proof.judge import orders
from inserts.proof.seen import Page, Point, Sheet, Symbol, Told

_APART = 1.0  # points, at least, between what stands in two columns or two rows
_FEW = 8

Spans = Mapping[int, tuple[float, float]]
Kind = tuple[int, int, str]
Way = tuple[int, bool]
"""A number of columns, and whether the sheet turns about its vertical axis."""
Places = Sequence[tuple[int, Point]]
"""Slots, from 1, and points seen on their cards."""


class _Placed(NamedTuple):
    """A sheet's places on its two pages, as they are on each; `stands` by whether the vertical axis is turned about."""

    sheet: Sheet
    fronts: Places
    backs: Places
    stands: Mapping[bool, bool]


def judge_places(sheets: Iterable[Sheet], duplex: str, told: Told) -> Iterator[Problem]:
    """Compare places with slots on all sheets of a section: same template, same page size.

    `duplex` is the PDF's viewer preference; without one, backs may lie as for either edge.
    """
    sections: dict[tuple[str, int, int], list[Sheet]] = {}
    for sheet in sheets:
        key = (sheet.rows[0].template, round(sheet.front.w), round(sheet.front.h))
        sections.setdefault(key, []).append(sheet)
    for section in sections.values():
        yield from _judge_section(section, duplex, told)


def _judge_section(section: Sequence[Sheet], duplex: str, told: Told) -> Iterator[Problem]:
    last = max(row.slot for sheet in section for row in sheet.rows)
    if last == 1:
        return
    page = section[0].front
    usual = _usual(section)
    turned = section[0].rows[0].template in told.turned
    placed = [_placed(sheet, _stands(sheet, usual, turned)) for sheet in section]
    columns, vertical = _way(placed, product(range(1, last + 1), _axes(duplex, page.w <= page.h)))
    for sheet, fronts, _, _ in _contradicting(placed, columns, vertical):
        names = orders(sheet.rows)
        if _disordered(fronts, columns):
            yield told.problem(sheet.front.number, f"{names}: the cards do not lie in the order of their slots")
        elif sheet.back is None:
            yield told.problem(sheet.front.number, f"{names}: the cards lie elsewhere than on the other sheets")
        else:
            message = f"{names}: a back does not lie behind its front, or stands on its head"
            yield told.problem(sheet.back.number, message)


def _way(placed: Sequence[_Placed], ways: Iterable[Way]) -> Way:
    """The one against which the least speaks. A few sheets tell which to ask first, and most need no second."""
    likely = sorted(ways, key=lambda way: _contradictions(placed[:_FEW], *way))
    if not any(_contradictions(placed, *likely[0])):
        return likely[0]
    return min(likely, key=lambda way: _contradictions(placed, *way))


def _axes(duplex: str, portrait: bool) -> tuple[bool, ...]:
    """Whether the sheet turns about its vertical axis. The long edge of an upright sheet is vertical."""
    if duplex == "/DuplexFlipLongEdge":
        return (portrait,)
    if duplex == "/DuplexFlipShortEdge":
        return (not portrait,)
    return (True, False)


def _usual(section: Iterable[Sheet]) -> Mapping[Kind, int]:
    """How most symbols of each kind stand; kinds without a majority are left away."""
    seen: dict[Kind, Counter[int]] = {}
    for sheet in section:
        for side, page in enumerate(sheet.pages):
            for symbol in page.symbols:
                seen.setdefault(_kind(sheet, side, symbol), Counter())[symbol.quarter] += 1
    most = {kind: counts.most_common(1)[0] for kind, counts in seen.items()}
    return {kind: quarter for kind, (quarter, count) in most.items() if 2 * count > seen[kind].total()}


def _kind(sheet: Sheet, side: int, symbol: Symbol) -> Kind:
    """Symbols that are one element of the template: of cards with as many codes, the same in their order."""
    owners = [row for row in sheet.rows if symbol.payload in row.qr]
    if len(owners) != 1:
        return side, 0, symbol.payload
    return side, len(owners[0].qr), str(owners[0].qr.index(symbol.payload))


def _contradictions(section: Sequence[_Placed], columns: int, vertical: bool) -> tuple[int, int]:
    """How much speaks against a number of columns: sheets in all, then those whose fronts alone do."""
    alone = sum(_disordered(placed.fronts, columns) for placed in section)
    return len(_contradicting(section, columns, vertical)), alone


def _disordered(places: Places, columns: int) -> bool:
    return _widened(places, columns, {}, {}) is None


def _contradicting(section: Sequence[_Placed], columns: int, vertical: bool) -> list[_Placed]:
    """Sheets on which a card stands on its head, or reaches into another column or row of the sheets before."""
    across: Spans = {}
    down: Spans = {}
    found: list[_Placed] = []
    for placed in section:
        wider = _widened((*placed.fronts, *_turned(placed, vertical)), columns, across, down)
        if wider is None or not placed.stands[vertical]:
            found.append(placed)
        else:
            across, down = wider
    return found


def _turned(placed: _Placed, vertical: bool) -> Iterator[tuple[int, Point]]:
    """The back's places, seen through the paper from the front."""
    w, h = placed.sheet.front.w, placed.sheet.front.h
    for slot, (x, y) in placed.backs:
        yield slot, (w - x, y) if vertical else (x, h - y)


def _stands(sheet: Sheet, usual: Mapping[Kind, int], turned: bool) -> Mapping[bool, bool]:
    """Whether the cards' codes stand as they do on the other cards, and backs as the axis demands, by whether that is
    the vertical one.

    A back turned about the horizontal axis stands on its head on its page. What a design turns itself cannot tell:
    quarter turns on any side, and all on the backs of templates that are known to be `turned`.
    """
    backs = sheet.back.symbols if sheet.back else ()
    like_others = all(
        usual.get(_kind(sheet, side, symbol), symbol.quarter) == symbol.quarter
        for side, page in enumerate(sheet.pages)
        for symbol in page.symbols
    )
    upright = {symbol.upright for symbol in backs if not symbol.quarter % 2}
    return {vertical: like_others and (turned or upright <= {vertical}) for vertical in (False, True)}


def _widened(places: Places, columns: int, across: Spans, down: Spans) -> tuple[Spans, Spans] | None:
    """Where columns and rows reach with these places too; None if two of them then meet."""
    xs = _spans(across, (((slot - 1) % columns, x) for slot, (x, _) in places))
    ys = _spans(down, (((slot - 1) // columns, y) for slot, (_, y) in places))
    return None if xs is None or ys is None else (xs, ys)


def _spans(spans: Spans, values: Iterable[tuple[int, float]]) -> Spans | None:
    wide = dict(spans)
    for index, value in values:
        low, high = wide.get(index, (value, value))
        wide[index] = min(low, value), max(high, value)
    if wide == spans:  # they were apart before, and most sheets' cards lie where others' do
        return spans
    ordered = sorted(wide.items())
    return None if any(b[0] - a[1] < _APART for (_, a), (_, b) in pairwise(ordered)) else wide


def _placed(sheet: Sheet, stands: Mapping[bool, bool]) -> _Placed:
    """What can belong to one slot only: payloads of one card seen once, order numbers seen once on the sheet."""
    seen, promised = sheet.symbols, sheet.promised
    cards = Counter(row.order for row in sheet.rows)
    owners = {payload: row.slot for row in sheet.rows for payload in row.qr if promised[payload] == 1}

    def symbols(page: Page) -> Iterator[tuple[int, Point]]:
        for symbol in page.symbols:
            if symbol.payload in owners and seen[symbol.payload] == 1:
                yield owners[symbol.payload], symbol.place

    def numbers(page: Page) -> Iterator[tuple[int, Point]]:
        for row in sheet.rows:
            shown = [place for side in sheet.pages for place in side.numbers.get(row.order, ())]
            if len(shown) == cards[row.order] == 1 and page.numbers.get(row.order):
                yield row.slot, shown[0]

    sides = [(*symbols(page), *numbers(page)) for page in sheet.pages]
    return _Placed(sheet, sides[0], sides[1] if sheet.back else (), stands)
