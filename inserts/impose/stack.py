"""The order of cards on sheets: row by row, or so that a pile of cut sheets is in order; sheets as a tray wants them.

Pure numbers: a card is its place in packing order, counted from 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from inserts.model.problem import Stop


@dataclass(frozen=True, slots=True)
class Stack:
    """How a section's cards are spread over its sheets.

    `skip` are the slots, from 1, that are gone on the first sheet. `lift`: how many sheets are cut together; 0: one
    by one, or peeled, so that cards run row by row. `last_first`: the sheets come in reverse order, for a printer
    whose tray shows the printed side. `places`: the sheet, from 0, and the slot, from 1, of each card, if it is not
    free where it goes.
    """

    skip: frozenset[int] = frozenset()
    lift: int = 0
    last_first: bool = False
    places: tuple[tuple[int, int], ...] = ()


class Lot(NamedTuple):
    """One sheet: its cards by slot, None where a slot stays empty.

    It is number `sheet` of all `sheets` in packing order; with lifts it is the sheet `place` of the `depth` sheets of
    `lift`, all counted from 1, otherwise these are 0. `part_used`: some of its slots are gone.
    """

    cards: tuple[int | None, ...]
    sheet: int
    sheets: int
    lift: int = 0
    place: int = 0
    depth: int = 0
    part_used: bool = False


def lots(count: int, slots: int, stack: Stack) -> tuple[Lot, ...]:
    """The sheets for `count` cards with `slots` places each, in the order they are printed.

    Raises Stop (wrong usage) as `check_stack` does.
    """
    check_stack(stack, slots)
    if stack.places:
        made = tuple(_laid(count, slots, stack.places))
    else:
        made = tuple(_lifted(count, slots, stack.lift) if stack.lift else _read(count, slots, stack.skip))
    numbered = tuple(lot._replace(sheet=number, sheets=len(made)) for number, lot in enumerate(made, 1))
    return numbered[::-1] if stack.last_first else numbered


def check_stack(stack: Stack, slots: int) -> None:
    """Raise Stop (wrong usage) for a skipped place that is none, for a sheet without a free one, and for a part-used
    sheet that would be cut in a lift: its cards would be missing in the middle of the pile."""
    beyond = sorted(slot for slot in {*stack.skip, *(slot for _, slot in stack.places)} if not 1 <= slot <= slots)
    if beyond:
        raise Stop(f"there is no slot {beyond[-1]} on this sheet", f"its slots are 1 to {slots}", exit_code=2)
    if len(stack.skip) == slots:
        raise Stop(
            "no slot of the part-used sheet is left", f"its slots are 1 to {slots}; lay in a new one", exit_code=2
        )
    if stack.skip and stack.lift:
        raise Stop("a part-used sheet cannot be cut in a lift", "print it row by row: --lift 0", exit_code=2)


def _read(count: int, slots: int, skip: frozenset[int]) -> Iterator[Lot]:
    """Row by row: a label sheet is peeled so."""
    done = 0
    gone = skip
    while done < count:
        free = [slot for slot in range(slots) if slot + 1 not in gone]
        cards: list[int | None] = [None] * slots
        for slot, card in zip(free, range(done, count), strict=False):
            cards[slot] = card
        yield Lot(tuple(cards), 0, 0, part_used=bool(gone))
        done += len(free)
        gone = frozenset()


def _laid(count: int, slots: int, places: tuple[tuple[int, int], ...]) -> Iterator[Lot]:
    """Each card where it is told to be, so that the sheet takes the place of another one."""
    if len(places) != count:
        raise ValueError("each card needs a place of its own")
    for sheet in range(max(sheet for sheet, _ in places) + 1):
        cards: list[int | None] = [None] * slots
        for card, (on, slot) in enumerate(places):
            if on == sheet:
                cards[slot - 1] = card
        yield Lot(tuple(cards), 0, 0)


def _lifted(count: int, slots: int, depth: int) -> Iterator[Lot]:
    """Each lift cut and its piles laid one on another is a finished run of consecutive cards.

    Of `sheets` in a lift, card j is on sheet j mod `sheets` at slot j div `sheets`: a pile is one slot of all of them.
    The last lift has as few sheets as hold its cards, so that what is missing is missing at the end of its last piles.
    """
    done = lift = 0
    while done < count:
        sheets = min(depth, -(-(count - done) // slots))
        took = min(count - done, sheets * slots)
        lift += 1
        for sheet in range(sheets):
            places = (slot * sheets + sheet for slot in range(slots))
            yield Lot(tuple(done + place if place < took else None for place in places), 0, 0, lift, sheet + 1, sheets)
        done += took


def manual_order(sheets: int, tray_up: bool, refed_same: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sheets, from 0, in the order their fronts and then their backs are to be printed by hand.

    A tray shows the printed side (`tray_up`) or hides it. `refed_same`: laid back, the pile gives the sheet first that
    was printed first. When the backs are done and the pile is turned fronts up, the first sheet is on top.
    """
    forwards = tuple(range(sheets))
    backs = forwards if tray_up else forwards[::-1]
    return (backs if refed_same else backs[::-1]), backs
