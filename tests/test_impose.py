"""Cards on sheets: each once, in order, backs behind fronts after a simulated turn, marks clear of the cards."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.impose import MARK_GAP, MARK_LENGTH, Flip, Grid, grid, impose, positions
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


def test_card_stock_is_a_page_of_the_cards_size_without_boxes_or_marks() -> None:
    sheet = next(impose([card("1")], made(OWN), two_sided=False))
    assert (sheet.w, sheet.h, sheet.trim, sheet.bleed, sheet.marks) == (CARD_W, CARD_H, None, None, ())
    assert sheet.placements[0].clip == Box(0, 0, CARD_W, CARD_H)


def test_a_press_page_carries_the_bleed_and_both_boxes() -> None:
    sheet = next(impose([card("1")], made(PRESS), two_sided=False))
    assert sheet.trim == Box(BLEED, BLEED, CARD_W, CARD_H)
    assert sheet.bleed == Box(0, 0, sheet.w, sheet.h) == Box(0, 0, CARD_W + 2 * BLEED, CARD_H + 2 * BLEED)
    assert sheet.placements[0].clip == sheet.bleed
    assert sheet.marks == ()


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 1003), st.integers(1, 8), st.booleans())
def test_every_card_comes_once_in_order_in_the_place_foretold(count: int, start: int, two_sided: bool) -> None:
    found = made(A4)
    cards = [card(str(n), 2 if two_sided else 1) for n in range(count)]
    pages = list(impose(iter(cards), found, two_sided=two_sided, start=start))
    told = list(
        positions(((c.order, c.template, len(c.sides)) for c in cards), found, two_sided=two_sided, start=start)
    )
    frames = {id(c.sides[0]): c.order for c in cards}
    fronts = [(frames[id(p.frame)], n) for n, s in enumerate(pages, 1) for p in s.placements if id(p.frame) in frames]
    assert fronts == [(p.order, p.page) for p in told] == [(c.order, p.page) for c, p in zip(cards, told, strict=True)]
    for place in told:
        x, y = found.slots[place.slot - 1]
        assert any((p.x, p.y) == (x, y) for p in pages[place.page - 1].placements)
        assert place.back == (place.page + 1 if two_sided else 0)
    assert len(pages) == -(-(count + start - 1) // 8) * (2 if two_sided else 1)


@pytest.mark.parametrize(("count", "sizes"), [(1, [1]), (7, [7]), (8, [8]), (9, [8, 1]), (16, [8, 8])])
def test_full_and_partly_filled_sheets(count: int, sizes: list[int]) -> None:
    pages = impose([card(str(n)) for n in range(count)], made(A4), two_sided=False)
    assert [len(sheet.placements) for sheet in pages] == sizes


def test_no_cards_give_no_sheet_even_when_slots_are_skipped() -> None:
    assert list(impose([], made(A4), two_sided=True, start=8)) == []


def test_only_the_first_sheet_leaves_the_skipped_slots_blank() -> None:
    pages = impose([card(str(n)) for n in range(9)], made(A4), two_sided=False, start=8)
    assert [len(sheet.placements) for sheet in pages] == [1, 8]


@pytest.mark.parametrize("start", [0, 9, -1])
def test_a_start_that_is_no_slot_is_wrong_usage_told_at_once(start: int) -> None:
    with pytest.raises(Stop, match=r"no slot .* are 1 to 8") as stop:
        impose([card("1")], made(A4), two_sided=False, start=start)
    assert stop.value.exit_code == 2


def test_cards_are_taken_as_sheets_are_asked_for() -> None:
    taken: list[int] = []

    def cards() -> Iterator[Card]:
        for n in range(100):
            taken.append(n)
            yield card(str(n))

    next(impose(cards(), made(A4), two_sided=False))
    assert len(taken) == 8


def test_positions_count_pages_from_the_one_given() -> None:
    told = positions([("1", "classic", 2)], made(A4), two_sided=True, first_page=12)
    assert [(p.page, p.back, p.slot) for p in told] == [(12, 13, 1)]


def lopsided(found: Grid, dx: float, dy: float) -> Grid:
    return dataclasses.replace(found, slots=tuple((x + dx, y + dy) for x, y in found.slots))


@pytest.mark.parametrize("flip", ["long", "short"])
@pytest.mark.parametrize("portrait", [True, False])
@given(st.integers(1, 8), st.floats(-30, 12), st.floats(-12, 30), st.integers(1, 8))
def test_turned_over_every_back_lies_behind_its_front_and_reads_upright(
    portrait: bool, flip: Flip, count: int, dx: float, dy: float, start: int
) -> None:
    w, h = (CARD_W, CARD_H) if portrait else (CARD_H, CARD_W)
    found = lopsided(made(A4, w, h), dx, dy)
    assert found.portrait == portrait
    cards = [card(str(n), 2, w, h) for n in range(count)]
    pages = impose(cards, found, two_sided=True, flip=flip, start=start)
    about_vertical = (flip == "long") == portrait
    front: Sheet
    for front, back in zip(pages, pages, strict=True):
        for a, b in zip(front.placements, back.placements, strict=True):
            behind = (found.page_w - b.x - w, b.y) if about_vertical else (b.x, found.page_h - b.y - h)
            assert behind == pytest.approx((a.x, a.y))
            assert (a.turned, b.turned) == (False, not about_vertical)
            assert next(c.sides for c in cards if c.sides[0] is a.frame)[1] is b.frame


def test_press_backs_are_never_turned() -> None:
    pages = list(impose([card("1", 2)], made(PRESS), two_sided=True, flip="long"))
    assert [(p.placements[0].turned, p.placements[0].x) for p in pages] == [(False, pytest.approx(BLEED))] * 2


def test_offsets_move_each_side_and_its_marks_by_themselves() -> None:
    found = made(A4)
    plain = list(impose([card("1", 2)], found, two_sided=True))
    moved = list(impose([card("1", 2)], found, two_sided=True, offset_front=(1.5, -2), offset_back=(-3, 0.5)))
    for before, after, (dx, dy) in zip(plain, moved, [(1.5, -2), (-3, 0.5)], strict=True):
        a, b = before.placements[0], after.placements[0]
        assert (b.x - a.x, b.y - a.y, b.clip.x - a.clip.x) == pytest.approx((dx, dy, dx))
        cuts = [{mark.x1 for mark in sheet.marks if isinstance(mark, Stroke)} for sheet in (before, after)]
        assert min(cuts[1]) - min(cuts[0]) == pytest.approx(dx)


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


@given(SIZES, st.booleans(), st.tuples(st.floats(-9, 9), st.floats(-9, 9)))
def test_marks_touch_no_trim_and_no_bleed_and_stay_on_the_page(
    size: tuple[float, float, float], two_sided: bool, offset: tuple[float, float]
) -> None:
    w, h, bleed = (value * MM for value in size)
    found = made(A4, w, h, bleed)
    cards = [card(str(n), 2 if two_sided else 1, w, h, bleed) for n in range(len(found.slots))]
    for sheet in impose(cards, found, two_sided=two_sided, flip="short", offset_front=offset, offset_back=offset):
        for line in ink(sheet):
            assert not any(overlap(line, place.clip) for place in sheet.placements)
            assert -0.2 <= line.x <= line.right <= sheet.w + 0.2
            assert -0.2 <= line.y <= line.bottom <= sheet.h + 0.2
            assert max(line.w, line.h) <= MARK_LENGTH + 0.01


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
    front, back = impose([card(str(n), 2) for n in range(8)], place, two_sided=True, flip=flip)
    plain = next(impose([card(str(n), 2) for n in range(8)], made(A4), two_sided=True, flip=flip))
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
