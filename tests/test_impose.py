"""Cards on sheets: each once, in order, backs behind fronts after a simulated turn, marks clear of the cards."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.impose import (
    MARK_GAP,
    MARK_LENGTH,
    Flip,
    Grid,
    Marked,
    Sides,
    Stack,
    grid,
    impose,
    positions,
)
from inserts.model.card import Card, Frame, Sheet, Stroke
from inserts.model.colour import INK
from inserts.model.length import MM, Box, Length
from inserts.model.problem import Problem, Stop
from inserts.model.stock import Stock

A4 = Stock("a4", "A4", "blank", Length.of_mm(210), Length.of_mm(297), Length.of_mm(4.2))
OWN = Stock("own", "one card a page", "card", Length(0), Length(0), Length(0))
PRESS = dataclasses.replace(OWN, name="press", bleed=True)
CARD_W, CARD_H, BLEED = 85 * MM, 64 * MM, 3 * MM  # eight on an upright A4, two by four


def card(order: str, sides: int = 1, w: float = CARD_W, h: float = CARD_H, bleed: float = BLEED) -> Card:
    frames = tuple(Frame(w, h, bleed, ()) for _ in range(sides))
    return Card(order, "classic", frames, ((),) * sides)


def made(stock: Stock, w: float = CARD_W, h: float = CARD_H, bleed: float = BLEED) -> Grid:
    found = grid(stock, w, h, bleed)
    assert isinstance(found, Grid)
    return found


def overlap(a: Box, b: Box) -> bool:
    slack = 0.01
    return a.x < b.right - slack and b.x < a.right - slack and a.y < b.bottom - slack and b.y < a.bottom - slack


def ink(sheet: Sheet) -> Iterator[Box]:
    for mark in sheet.marks:
        assert isinstance(mark, Stroke)
        x, y, half = min(mark.x1, mark.x2), min(mark.y1, mark.y2), mark.width / 2
        w, h = abs(mark.x1 - mark.x2), abs(mark.y1 - mark.y2)
        yield Box(x, y - half, w, 2 * half) if w else Box(x - half, y, 2 * half, h)


@pytest.mark.parametrize(
    ("w", "h", "bleed", "columns", "rows", "portrait"),
    [
        (85, 55, 0, 2, 5, True),
        (85, 55, 3, 3, 3, False),
        (85, 64, 3, 2, 4, True),
        (55, 85, 0, 5, 2, False),
        (105, 148, 0, 2, 1, False),
        (150, 190, 0, 1, 1, True),
        (140, 200, 0, 2, 1, False),
        (148, 105, 0, 1, 2, True),
    ],
)
def test_an_a4_sheet_lies_so_that_its_printable_area_holds_most(
    w: int, h: int, bleed: int, columns: int, rows: int, portrait: bool
) -> None:
    found = made(A4, w * MM, h * MM, bleed * MM)
    assert (found.columns, found.rows, found.portrait) == (columns, rows, portrait)


def test_a6_fills_a_borderless_a4_four_times() -> None:
    found = made(dataclasses.replace(A4, margin=Length(0)), 105 * MM, 148 * MM, 0)
    assert (found.columns, found.rows) == (2, 2)


def test_a_sheet_given_across_is_the_same_sheet() -> None:
    across = dataclasses.replace(A4, width=A4.height, height=A4.width)
    assert made(across) == made(A4)


def test_a_card_that_fits_nowhere_is_a_problem_naming_both_sizes() -> None:
    found = grid(A4, 210 * MM, 297 * MM, 3 * MM)
    assert isinstance(found, Problem)
    assert "210 x 297 mm with 3 mm bleed" in found.message
    assert "sheet of 210 x 297 mm with margins of 4.2 mm" in found.message


SIZES = st.tuples(st.floats(35, 195), st.floats(35, 195), st.sampled_from([0, 2, 3, 3.175]))


@given(SIZES)
def test_slots_lie_in_the_printable_area_apart_by_twice_the_bleed_and_centred(size: tuple[float, float, float]) -> None:
    w, h, bleed = (value * MM for value in size)
    found = made(A4, w, h, bleed)
    edge = A4.margin.pt - 0.01
    arts = [Box(x - bleed, y - bleed, w + 2 * bleed, h + 2 * bleed) for x, y in found.slots]
    assert all(a.x >= edge and a.y >= edge for a in arts)
    assert all(a.right <= found.page_w - edge and a.bottom <= found.page_h - edge for a in arts)
    assert not any(overlap(a, b) for i, a in enumerate(arts) for b in arts[:i])
    assert arts[0].x == pytest.approx(found.page_w - arts[-1].right)
    assert arts[0].y == pytest.approx(found.page_h - arts[-1].bottom)


@given(SIZES)
def test_slots_run_row_by_row(size: tuple[float, float, float]) -> None:
    found = made(A4, *(value * MM for value in size))
    assert list(found.slots) == sorted(found.slots, key=lambda slot: (slot[1], slot[0]))


def test_card_stock_is_a_page_of_the_cards_size_trimmed_where_it_ends_without_marks() -> None:
    sheet = next(impose([card("1")], made(OWN), two_sided=False))
    page = Box(0, 0, CARD_W, CARD_H)
    assert (sheet.w, sheet.h, sheet.trim, sheet.bleed, sheet.marks) == (CARD_W, CARD_H, page, page, ())
    assert sheet.placements[0].clip == page


def test_a_press_page_carries_the_bleed_and_both_boxes() -> None:
    sheet = next(impose([card("1")], made(PRESS), two_sided=False))
    assert sheet.trim == Box(BLEED, BLEED, CARD_W, CARD_H)
    assert sheet.bleed == Box(0, 0, sheet.w, sheet.h) == Box(0, 0, CARD_W + 2 * BLEED, CARD_H + 2 * BLEED)
    assert sheet.placements[0].clip == sheet.bleed
    assert sheet.marks == ()


@settings(max_examples=30)
@given(st.integers(1, 1003), st.sets(st.integers(1, 8), max_size=7), st.sampled_from([0, 1, 5, 25]), st.booleans())
def test_every_card_is_printed_once_in_the_place_foretold(
    count: int, skip: set[int], lift: int, two_sided: bool
) -> None:
    found = made(A4)
    stack = Stack(frozenset() if lift else frozenset(skip), lift, last_first=count % 2 == 1)
    cards = [card(str(n), 2 if two_sided else 1) for n in range(count)]
    pages = list(impose(cards, found, two_sided=two_sided, stack=stack))
    told = list(
        positions([(c.order, c.template, len(c.sides)) for c in cards], found, two_sided=two_sided, stack=stack)
    )
    assert [place.order for place in told] == [c.order for c in cards]
    fronts = {(page, p.x, p.y): id(p.frame) for page, s in enumerate(pages, 1) for p in s.placements}
    assert len(fronts) == count * (2 if two_sided else 1)
    for place, made_card in zip(told, cards, strict=True):
        assert fronts[place.page, *found.slots[place.slot - 1]] == id(made_card.sides[0])
        assert place.back == (place.page + 1 if two_sided else 0)


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (7, [7]), (8, [8]), (9, [8, 1]), (16, [8, 8])])
def test_full_and_partly_filled_sheets(count: int, sizes: list[int]) -> None:
    pages = impose([card(str(n)) for n in range(count)], made(A4), two_sided=False)
    assert [len(sheet.placements) for sheet in pages] == sizes


def test_no_cards_give_no_sheet_even_when_slots_are_skipped() -> None:
    assert list(impose([], made(A4), two_sided=True, stack=Stack(frozenset({1, 2})))) == []


def test_only_the_first_sheet_leaves_the_skipped_slots_blank() -> None:
    pages = impose([card(str(n)) for n in range(11)], made(A4), two_sided=False, stack=Stack(frozenset({1, 2, 5})))
    assert [len(sheet.placements) for sheet in pages] == [5, 6]


@pytest.mark.parametrize("slot", [0, 9, -1])
def test_a_skipped_slot_that_is_none_is_wrong_usage_told_at_once(slot: int) -> None:
    with pytest.raises(Stop, match=r"no slot .* are 1 to 8") as stop:
        impose([card("1")], made(A4), two_sided=False, stack=Stack(frozenset({slot})))
    assert stop.value.exit_code == 2


def test_positions_count_pages_from_the_one_given() -> None:
    told = positions([("1", "classic", 2)], made(A4), two_sided=True, first_page=12)
    assert [(p.page, p.back, p.slot) for p in told] == [(12, 13, 1)]


def lopsided(found: Grid, dx: float, dy: float) -> Grid:
    return dataclasses.replace(found, slots=tuple((x + dx, y + dy) for x, y in found.slots))


@pytest.mark.parametrize("flip", ["long", "short"])
@pytest.mark.parametrize("portrait", [True, False])
@pytest.mark.parametrize("rotated", [False, True])
@given(st.integers(1, 20), st.floats(-30, 12), st.floats(-12, 30), st.sets(st.integers(1, 8), max_size=7))
def test_turned_over_every_back_lies_behind_its_front_and_reads_upright(
    rotated: bool, portrait: bool, flip: Flip, count: int, dx: float, dy: float, skip: set[int]
) -> None:
    w, h = (CARD_W, CARD_H) if portrait else (CARD_H, CARD_W)
    found = lopsided(made(A4, w, h), dx, dy)
    assert found.portrait == portrait
    cards = [card(str(n), 2, w, h) for n in range(count)]
    sides, stack = Sides(flip, rotate_back=rotated), Stack(frozenset(skip))
    pages = impose(cards, found, two_sided=True, sides=sides, stack=stack)
    about_vertical = (flip == "long") == portrait
    front: Sheet
    for front, back in zip(pages, pages, strict=True):
        for a, b in zip(front.placements, back.placements, strict=True):
            x, y, on_its_head = b.x, b.y, b.turned
            if rotated:  # the driver turns the page
                x, y, on_its_head = found.page_w - x - w, found.page_h - y - h, not on_its_head
            behind = (found.page_w - x - w, y) if about_vertical else (x, found.page_h - y - h)
            assert behind == pytest.approx((a.x, a.y))
            assert (a.turned, on_its_head) == (False, not about_vertical)
            assert next(c.sides for c in cards if c.sides[0] is a.frame)[1] is b.frame


@pytest.mark.parametrize("rotated", [False, True])
def test_press_backs_are_never_turned(rotated: bool) -> None:
    pages = list(impose([card("1", 2)], made(PRESS), two_sided=True, sides=Sides("short", rotated)))
    assert [(p.placements[0].turned, p.placements[0].x) for p in pages] == [(False, pytest.approx(BLEED))] * 2


def test_a_card_without_a_back_leaves_its_place_on_the_back_blank() -> None:
    front, back = impose([card("1"), card("2", 2), card("3")], made(A4), two_sided=True)
    assert len(front.placements) == 3
    assert [p.x for p in back.placements] == pytest.approx([front.w - front.placements[1].x - CARD_W])


def test_a_back_page_with_no_back_is_empty_but_there() -> None:
    pages = list(impose([card("1")], made(A4), two_sided=True))
    assert [(len(p.placements), bool(p.marks)) for p in pages] == [(1, True), (0, False)]


def test_a_two_sided_card_in_a_one_sided_section_is_refused() -> None:
    with pytest.raises(ValueError, match="would lose one"):
        next(impose([card("1", 2)], made(A4), two_sided=False))


def test_a_card_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="size"):
        next(impose([card("1", w=100)], made(A4), two_sided=False))


@given(SIZES, st.booleans(), st.sampled_from([0, 4, 8, 15, 30]))
def test_marks_touch_no_trim_and_no_bleed_and_stay_on_the_page(
    size: tuple[float, float, float], two_sided: bool, gutter: int
) -> None:
    w, h, bleed = (value * MM for value in size)
    found = grid(A4, w, h, bleed, gutter=gutter * MM)
    assert isinstance(found, Grid)
    cards = [card(str(n), 2 if two_sided else 1, w, h, bleed) for n in range(len(found.slots))]
    for sheet in impose(cards, found, two_sided=two_sided, sides=Sides("short")):
        for line in ink(sheet):
            assert not any(overlap(line, place.clip) for place in sheet.placements)
            assert -0.2 <= line.x <= line.right <= sheet.w + 0.2
            assert -0.2 <= line.y <= line.bottom <= sheet.h + 0.2
            assert max(line.w, line.h) <= 2 * MARK_LENGTH + 0.01


@given(SIZES, st.integers(0, 30))
def test_a_gutter_parts_the_cards_and_keeps_them_in_the_printable_area(
    size: tuple[float, float, float], gutter: int
) -> None:
    w, h, bleed = (value * MM for value in size)
    found = grid(A4, w, h, bleed, gutter=gutter * MM)
    assert isinstance(found, Grid)
    columns, rows = sorted({x for x, _ in found.slots}), sorted({y for _, y in found.slots})
    for starts, side, page in ((columns, w, found.page_w), (rows, h, found.page_h)):
        assert all(b - a - side >= max(gutter * MM, 2 * bleed) - 0.01 for a, b in pairwise(starts))
        edge = A4.margin.pt + bleed - 0.01
        assert starts[0] >= edge
        assert page - starts[-1] - side >= edge
        room = page - 2 * A4.margin.pt - 2 * bleed
        assert (len(starts) + 1) * side + len(starts) * max(gutter * MM, 2 * bleed) > room - 0.02


def test_a_wide_gutter_has_marks_that_are_left_when_the_margins_are_cut_away() -> None:
    found = grid(A4, CARD_W, 54 * MM, BLEED, gutter=12 * MM)
    assert isinstance(found, Grid)
    sheet = next(impose([card("1", h=54 * MM)], found, two_sided=False))
    top, bottom = found.slots[0][1], found.slots[-1][1] + 54 * MM
    between = [mark for mark in ink(sheet) if mark.h > mark.w and top < mark.y and mark.bottom < bottom]
    assert len({round(mark.x, 2) for mark in between}) == 2 * found.columns
    assert {round(mark.h / MM, 2) for mark in between} == {6.0}


@pytest.mark.parametrize(
    ("marked", "has"),
    [("both", [True, True]), ("front", [True, False]), ("back", [False, True]), ("none", [False] * 2)],
)
def test_cut_and_fold_marks_are_on_the_sides_they_are_wanted_on(marked: Marked, has: list[bool]) -> None:
    pages = impose([card("1", 2)], folded(A4), two_sided=True, sides=Sides(marked=marked))
    assert [bool(sheet.marks) for sheet in pages] == has


def test_every_cut_has_marks_at_both_ends_in_plain_black() -> None:
    sheet = next(impose([card("1")], made(A4), two_sided=False))
    marks = [mark for mark in sheet.marks if isinstance(mark, Stroke)]
    assert all((mark.width, mark.colour) == (0.25, INK) for mark in marks)
    # 2 columns and 4 rows with gutters: 4 upright cuts, 8 level cuts, two marks each.
    assert len(marks) == 24
    assert {round(mark.x1 / MM, 1) for mark in marks if mark.x1 == mark.x2} == {17.0, 102.0, 108.0, 193.0}


def test_cards_that_touch_share_a_mark() -> None:
    found = made(A4, bleed=0)
    sheet = next(impose([card("1", bleed=0)], found, two_sided=False))
    upright = [mark for mark in sheet.marks if isinstance(mark, Stroke) and mark.x1 == mark.x2]
    assert len({mark.x1 for mark in upright}) == found.columns + 1 == 4
    assert max(mark.y2 for mark in upright if mark.y1 < found.slots[0][1]) == pytest.approx(
        found.slots[0][1] - MARK_GAP
    )


def test_marks_are_shorter_where_the_page_ends() -> None:
    narrow = dataclasses.replace(A4, width=Length.of_mm(99.6), height=Length.of_mm(150))
    sheet = next(impose([card("1")], made(narrow), two_sided=False))
    level = [mark for mark in sheet.marks if isinstance(mark, Stroke) and mark.y1 == mark.y2]
    assert {round((mark.x2 - mark.x1) / MM, 2) for mark in level} == {4.3}


def test_ink_is_cut_at_the_trim_where_the_grid_leaves_no_bleed() -> None:
    found = made(A4, bleed=0)
    place = next(impose([card("1")], found, two_sided=False)).placements[0]
    assert place.clip == Box(place.x, place.y, CARD_W, CARD_H)


# Folds

FOLD = 20 * MM


def folded(stock: Stock, bleed: float = BLEED) -> Grid:
    found = grid(stock, CARD_W, CARD_H, bleed, FOLD)
    assert isinstance(found, Grid)
    return found


def ticks(sheet: Sheet, y: float) -> list[Box]:
    """Strokes at this height that are no cut mark's."""
    return [box for box in ink(sheet) if box.w > box.h and abs(box.y + box.h / 2 - y) < 0.01]


@pytest.mark.parametrize("flip", ["long", "short"])
def test_every_row_of_tent_cards_has_fold_ticks_at_both_sides_clear_of_all_cards(flip: Flip) -> None:
    place = folded(A4)
    front, back = impose([card(str(n), 2) for n in range(8)], place, two_sided=True, sides=Sides(flip))
    plain = next(impose([card(str(n), 2) for n in range(8)], made(A4), two_sided=True, sides=Sides(flip)))
    for sheet in (front, back):
        for placement in sheet.placements:
            y = placement.y + (CARD_H - FOLD if placement.turned else FOLD)
            found = ticks(sheet, y)
            assert min(box.x for box in found) < min(p.x for p in sheet.placements) - BLEED
            assert max(box.right for box in found) > max(p.x + CARD_W for p in sheet.placements) + BLEED
            assert len(found) == 6
        assert not any(overlap(mark, p.clip) for mark in ink(sheet) for p in sheet.placements)
    assert front.placements == plain.placements


def test_a_fold_tick_is_dashed_and_a_cut_mark_is_not() -> None:
    (sheet,) = impose([card("1")], folded(A4), two_sided=False)
    lengths = {round(box.w, 3) for box in ink(sheet) if box.w > box.h}
    assert len(lengths) == 2
    assert max(lengths) == pytest.approx(5 * min(lengths), abs=0.01)


@pytest.mark.parametrize("bleed", [0.0, BLEED])
def test_a_print_shops_page_of_a_tent_card_has_its_ticks_outside_the_bleed(bleed: float) -> None:
    (sheet,) = impose([card("1", bleed=bleed)], folded(PRESS, bleed), two_sided=False)
    assert sheet.trim is not None
    assert sheet.bleed is not None
    assert (sheet.trim.w, sheet.trim.h) == (CARD_W, CARD_H)
    assert sheet.bleed.w == pytest.approx(CARD_W + 2 * bleed)
    assert sheet.placements[0].x == sheet.trim.x
    found = list(ink(sheet))
    assert len(found) == 6
    assert all(mark.y == pytest.approx(sheet.trim.y + FOLD - mark.h / 2) for mark in found)
    assert not any(overlap(mark, sheet.bleed) for mark in found)
    assert all(mark.x >= 0 and mark.right <= sheet.w + 0.01 for mark in found)
    assert sheet.w == pytest.approx(CARD_W + 2 * (max(bleed, MARK_GAP) + MARK_LENGTH))


def test_a_tent_cards_back_lies_behind_its_front_on_a_print_shops_page() -> None:
    front, back = impose([card("1", 2)], folded(PRESS), two_sided=True)
    assert back.trim == front.trim
    assert back.placements[0].x == pytest.approx(front.placements[0].x)


def test_a_page_of_the_cards_own_size_has_no_place_for_fold_ticks() -> None:
    (sheet,) = impose([card("1")], folded(OWN), two_sided=False)
    assert (sheet.w, sheet.h, sheet.marks) == (CARD_W, CARD_H, ())
