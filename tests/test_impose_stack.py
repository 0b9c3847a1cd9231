"""Order on the stack: sheets are cut, trays filled and piles turned in numbers, and the cards come out in order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.impose import Lot, Stack, lots, manual_order
from inserts.model.problem import Stop

COUNTS = st.integers(1, 1003)
SLOTS = st.integers(1, 80)
DEPTHS = st.integers(1, 200)


def cut(sheets: Sequence[Lot]) -> list[int]:
    """What a guillotine leaves: of each lift a pile for each slot, piles in the order of slots, lift after lift."""
    pile: list[int] = []
    for lift in sorted({lot.lift for lot in sheets}):
        own = sorted((lot for lot in sheets if lot.lift == lift), key=lambda lot: lot.place)
        for slot in range(len(own[0].cards)):
            pile += [card for lot in own if (card := lot.cards[slot]) is not None]
    return pile


def peeled(sheets: Sequence[Lot]) -> list[int]:
    """Labels taken off row by row, sheet after sheet."""
    return [card for lot in sheets for card in lot.cards if card is not None]


@given(COUNTS, SLOTS, DEPTHS, st.booleans())
def test_a_cut_pile_is_in_packing_order(count: int, slots: int, depth: int, last_first: bool) -> None:
    assert cut(lots(count, slots, Stack(lift=depth, last_first=last_first))) == list(range(count))


@given(COUNTS, SLOTS, DEPTHS)
def test_lifts_take_no_more_sheets_than_the_cards_need_and_are_no_deeper_than_the_cutter_takes(
    count: int, slots: int, depth: int
) -> None:
    made = lots(count, slots, Stack(lift=depth))
    assert len(made) == -(-count // slots)
    assert all(lot.depth <= depth and 1 <= lot.place <= lot.depth for lot in made)
    assert [lot.lift for lot in made] == [1 + number // depth for number in range(len(made))]


@given(COUNTS, SLOTS, DEPTHS)
def test_what_a_lift_lacks_is_missing_at_the_end_of_its_last_piles(count: int, slots: int, depth: int) -> None:
    made = lots(count, slots, Stack(lift=depth))
    for lift in {lot.lift for lot in made}:
        own = [lot for lot in made if lot.lift == lift]
        heights = [sum(lot.cards[slot] is not None for lot in own) for slot in range(slots)]
        full, rest = divmod(sum(heights), len(own))
        assert heights == ([len(own)] * full + [rest] + [0] * slots)[:slots]


def test_twenty_five_cards_on_three_sheets_of_ten() -> None:
    first, second, third = lots(25, 10, Stack(lift=25))
    assert first.cards == (0, 3, 6, 9, 12, 15, 18, 21, 24, None)
    assert second.cards == (1, 4, 7, 10, 13, 16, 19, 22, None, None)
    assert third.cards == (2, 5, 8, 11, 14, 17, 20, 23, None, None)


def test_without_lifts_a_cut_pile_would_be_out_of_order() -> None:
    """What makes lifts worth their while."""
    as_one = [lot._replace(lift=1, place=lot.sheet) for lot in lots(25, 10, Stack())]
    assert cut(as_one)[:6] == [0, 10, 20, 1, 11, 21]


@given(COUNTS, st.integers(2, 80), st.data())
def test_labels_are_peeled_in_order_from_the_places_that_are_left(count: int, slots: int, data: st.DataObject) -> None:
    skip = frozenset(data.draw(st.sets(st.integers(1, slots), max_size=slots - 1)))
    made = lots(count, slots, Stack(skip))
    assert peeled(made) == list(range(count))
    assert all(made[0].cards[slot - 1] is None for slot in skip)
    assert len(made) == -(-(count + len(skip)) // slots)
    assert [lot.part_used for lot in made] == [bool(skip)] + [False] * (len(made) - 1)
    assert all(None not in lot.cards for lot in made[1:-1])


@given(COUNTS, SLOTS, st.integers(0, 60))
def test_sheets_are_numbered_in_packing_order_whichever_comes_first(count: int, slots: int, lift: int) -> None:
    forwards, backwards = (lots(count, slots, Stack(lift=lift, last_first=way)) for way in (False, True))
    assert [lot.sheet for lot in forwards] == list(range(1, len(forwards) + 1))
    assert all(lot.sheets == len(forwards) for lot in forwards)
    assert backwards == forwards[::-1]


@given(COUNTS, SLOTS, st.integers(0, 60))
def test_a_pile_that_came_out_printed_side_up_is_in_order_from_its_top(count: int, slots: int, lift: int) -> None:
    tray: list[Lot] = []
    for lot in lots(count, slots, Stack(lift=lift, last_first=True)):
        tray.insert(0, lot)  # the new sheet lies on top
    assert [lot.sheet for lot in tray] == list(range(1, len(tray) + 1))


@pytest.mark.parametrize("tray_up", [False, True])
@pytest.mark.parametrize("refed_same", [False, True])
@given(st.integers(1, 200))
def test_by_hand_every_back_meets_its_front_and_the_pile_is_in_order(
    refed_same: bool, tray_up: bool, count: int
) -> None:
    fronts, backs = manual_order(count, tray_up, refed_same)
    fed = fronts if refed_same else fronts[::-1]
    assert fed == backs
    # Out of a tray that hides the printed side the last back lies on top, its front up; the other pile is turned over.
    pile = list(backs) if tray_up else list(reversed(backs))
    assert pile == list(range(count))


def test_as_trays_usually_are_the_backs_follow_in_the_same_order_or_in_reverse() -> None:
    """As printing manuals have it: same order for trays that hide the printed side, reverse for the others."""
    fronts, backs = manual_order(3, tray_up=False, refed_same=True)
    assert backs == fronts
    fronts, backs = manual_order(3, tray_up=True, refed_same=False)
    assert backs == fronts[::-1]


@pytest.mark.parametrize(
    ("stack", "says"),
    [
        (Stack(frozenset({2, 11})), "no slot 11"),
        (Stack(frozenset({0})), "no slot 0"),
        (Stack(frozenset(range(1, 11))), "no slot of the part-used sheet is left"),
        (Stack(frozenset({1}), lift=5), "cannot be cut in a lift"),
    ],
)
def test_a_part_used_sheet_that_cannot_be_is_wrong_usage(stack: Stack, says: str) -> None:
    with pytest.raises(Stop, match=says) as stop:
        lots(25, 10, stack)
    assert stop.value.exit_code == 2
