"""Any grid of 1 to 80 cards, any number of cards, lifts of any depth: sheets are turned and cut in numbers, and the
pile is in order, every card whole, once, with its own back."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.impose import Flip, Grid, Sides, Stack, grid, impose
from inserts.model.card import Card, Frame, Placement, Sheet
from inserts.model.length import MM, Box, Length
from inserts.model.stock import Slots, Stock
from tests.paper import overlap


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """1 to 80 slots on a pre-cut sheet with any margins and gutters, upright or across."""
    columns = draw(st.integers(1, 20))
    rows = draw(st.integers(1, 80 // columns))
    sides = [
        [draw(st.integers(low, high)) / 10 for low, high in ((150, 900), (0, 100), (0, 400), (0, 400))] for _ in "xy"
    ]
    lengths = [
        near + (count - 1) * (size + gutter) + size + far
        for (size, gutter, near, far), count in zip(sides, (columns, rows), strict=True)
    ]
    (w, gap_x, left, _), (h, gap_y, top, _) = sides
    measures = (Length.of_mm(value) for value in (left, top, w + gap_x, h + gap_y))
    slots = Slots(Length.of_mm(w), Length.of_mm(h), columns, rows, *measures)
    stock = Stock("any", "any", "slots", *map(Length.of_mm, lengths), Length(0), slots=slots)
    found = grid(stock, w * MM, h * MM, draw(st.sampled_from([0, 3])) * MM)
    assert isinstance(found, Grid)
    return found


def card(number: int, found: Grid, sides: int) -> Card:
    return Card(
        str(number), "t", tuple(Frame(found.card_w, found.card_h, found.bleed, ()) for _ in range(sides)), ((),) * sides
    )


def trim(place: Placement, found: Grid) -> Box:
    return Box(place.x, place.y, found.card_w, found.card_h)


def guillotine(sheets: list[Sheet], found: Grid) -> list[int]:
    """The frames of the cards, as their ids, from the top of the pile: the lift is cut, its piles, from the top left
    one and row by row, are laid one on another."""
    pile: list[int] = []
    for x, y in sorted(found.slots, key=lambda slot: (round(slot[1], 3), slot[0])):
        for sheet in sheets:
            pile += [id(place.frame) for place in sheet.placements if abs(place.x - x) + abs(place.y - y) < 0.05]
    return pile


@given(grids(), st.integers(1, 1003), st.integers(1, 120), st.booleans())
def test_the_pile_of_a_cut_lift_is_in_order_and_nothing_of_it_lies_elsewhere(
    found: Grid, count: int, depth: int, last_first: bool
) -> None:
    cards = [card(number, found, 1) for number in range(count)]
    sheets = list(impose(cards, found, two_sided=False, stack=Stack(lift=depth, last_first=last_first)))
    in_order = sheets[::-1] if last_first else sheets
    pile: list[int] = []
    for first in range(0, len(sheets), depth):
        pile += guillotine(in_order[first : first + depth], found)
    assert pile == [id(one.sides[0]) for one in cards]
    assert len(sheets) == -(-count // len(found.slots))


@given(grids(), st.integers(1, 200), st.data())
def test_every_card_is_in_a_slot_of_its_own_on_the_sheet(found: Grid, count: int, data: st.DataObject) -> None:
    skip = data.draw(st.sets(st.integers(1, len(found.slots)), max_size=len(found.slots) - 1))
    cards = [card(number, found, 1) for number in range(count)]
    seen: list[int] = []
    for number, sheet in enumerate(impose(cards, found, two_sided=False, stack=Stack(frozenset(skip)))):
        spots = [trim(place, found) for place in sheet.placements]
        taken = {found.slots.index((spot.x, spot.y)) + 1 for spot in spots}
        assert len(taken) == len(spots)
        assert number > 0 or not taken & skip
        assert all(
            s.x >= -0.05 and s.right <= sheet.w + 0.05 and s.y >= -0.05 and s.bottom <= sheet.h + 0.05 for s in spots
        )
        if number == 0:
            assert not any(overlap(a.clip, b.clip) for a, b in combinations(sheet.placements, 2))
        seen += [id(place.frame) for place in sheet.placements]
    assert seen == [id(one.sides[0]) for one in cards]


@pytest.mark.parametrize("flip", ["long", "short"])
@pytest.mark.parametrize("rotated", [False, True])
@given(grids(), st.data())
def test_on_any_grid_backs_lie_behind_their_fronts(rotated: bool, flip: Flip, found: Grid, data: st.DataObject) -> None:
    slots = len(found.slots)
    count = data.draw(st.sampled_from(sorted({1, max(1, slots - 1), slots, slots + 1})))
    lift = data.draw(st.sampled_from([0, 2]))
    cards = [card(number, found, 2) for number in range(count)]
    back_of = {id(one.sides[0]): id(one.sides[1]) for one in cards}
    pages = impose(cards, found, two_sided=True, sides=Sides(flip, rotated), stack=Stack(lift=lift))
    beside = (flip == "long") == found.portrait
    met = 0
    for front, back in zip(pages, pages, strict=True):
        behind: dict[int, tuple[float, float]] = {}
        for place in back.placements:
            x, y, on_its_head = place.x, place.y, place.turned
            if rotated:  # the driver
                x, y, on_its_head = back.w - x - found.card_w, back.h - y - found.card_h, not on_its_head
            # The sheet turned about its upright or its level edge, and the card then opened like the page of a book.
            behind[id(place.frame)] = (back.w - x - found.card_w, y) if beside else (x, back.h - y - found.card_h)
            assert on_its_head == (not beside)
        ahead = {back_of[id(place.frame)]: (place.x, place.y) for place in front.placements}
        assert behind.keys() == ahead.keys()
        assert all(behind[one] == pytest.approx(ahead[one], abs=0.01) for one in ahead)
        met += len(ahead)
    assert met == count
