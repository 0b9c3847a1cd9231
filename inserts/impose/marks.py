"""Crop marks and fold ticks: in the margins and in gutters wide enough, never on a card or its bleed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from inserts.impose.grid import MARK_GAP, MARK_LENGTH, SLACK, Grid
from inserts.model.card import Mark, Stroke
from inserts.model.colour import INK
from inserts.model.length import MM

MARK_WIDTH = 0.25
FOLD_DASHES = 3
"""Strokes of a fold tick, with gaps as long as they are: cut marks are whole."""

MARK_LEAST = 1.5 * MM
"""A shorter mark between two cards is not worth its ink."""

Place = tuple[float, float]
Stretch = tuple[float, float]


def marks(grid: Grid, places: Sequence[Place]) -> tuple[Mark, ...]:
    """Crop marks at both ends of every cut, shortened where the page ends; with gutters wider than two bleeds also
    between the cards, so that a strip still has them when the margins are cut away."""
    columns, rows = sorted({x for x, _ in places}), sorted({y for _, y in places})
    gap = max(grid.bleed, MARK_GAP)
    cuts_x, cuts_y = _cuts(columns, grid.card_w), _cuts(rows, grid.card_h)
    across = (*_outside(cuts_x[0], cuts_x[-1], gap, grid.page_w), *_between(columns, grid.card_w, gap))
    down = (*_outside(cuts_y[0], cuts_y[-1], gap, grid.page_h), *_between(rows, grid.card_h, gap))
    upright = (Stroke(x, near, x, far, MARK_WIDTH, INK) for x in cuts_x for near, far in down)
    level = (Stroke(near, y, far, y, MARK_WIDTH, INK) for y in cuts_y for near, far in across)
    return (*upright, *level)


def fold_ticks(grid: Grid, places: Sequence[Place], turned: bool) -> Iterator[Mark]:
    """A dashed tick left and right of each row where its cards are folded; never between cards."""
    down = grid.card_h - grid.fold if turned else grid.fold
    left, right = min(x for x, _ in places), max(x for x, _ in places) + grid.card_w
    sides = _outside(left, right, max(grid.bleed, MARK_GAP), grid.page_w)
    for y in sorted({round(y + down, 6) for _, y in places}):
        for near, far in sides:
            dash = (far - near) / (2 * FOLD_DASHES - 1)
            starts = (near + 2 * dash * number for number in range(FOLD_DASHES))
            yield from (Stroke(start, y, start + dash, y, MARK_WIDTH, INK) for start in starts)


def _cuts(starts: Iterable[float], size: float) -> list[float]:
    """Every line to cut along; where two cards touch it is one line."""
    cuts: list[float] = []
    for cut in sorted(edge for start in starts for edge in (start, start + size)):
        if not cuts or cut - cuts[-1] > SLACK:
            cuts.append(cut)
    return cuts


def _outside(first: float, last: float, gap: float, page: float) -> tuple[Stretch, ...]:
    """The stretches before the first and after the last cut where marks may stand, inside the page."""
    before = max(0.0, first - gap - MARK_LENGTH), first - gap
    after = last + gap, min(page, last + gap + MARK_LENGTH)
    return tuple((near, far) for near, far in (before, after) if far - near > SLACK)


def _between(starts: Sequence[float], size: float, gap: float) -> Iterator[Stretch]:
    """The stretches of the gutters where marks may stand: all that is free, or one mark's length at each card."""
    for start, following in pairwise(starts):
        near, far = start + size + gap, following - gap
        if far - near > 2 * MARK_LENGTH:
            yield from ((near, near + MARK_LENGTH), (far - MARK_LENGTH, far))
        elif far - near >= MARK_LEAST:
            yield near, far
