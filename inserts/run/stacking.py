"""How the cards of each paper are spread over its sheets: row by row, or in lifts; from which place of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inserts.impose import Adjustment, Sides, Stack, check_stack
from inserts.model.card import Sheet
from inserts.model.problem import Stop
from inserts.run.job import Job
from inserts.run.opening import Design
from inserts.settings import Printer


def stack_of(job: Job, design: Design, *, fresh: bool) -> Stack:
    """The order of a design's cards. `fresh`: its first sheet is a new one, whatever --start and --skip say."""
    lift = _lift(job, design)
    several = len(design.grid.slots) > 1
    skip = _gone(job) if several and not lift and not fresh else frozenset()
    return Stack(skip, lift, _last_first(job, design))


def handful(job: Job, design: Design) -> tuple[int, Stack]:
    """So many cards of a design make whole sheets of their own, whatever cards come after them, and how they lie on
    them; 0 when all cards must be known, for a part-used sheet or in the places of spoiled ones."""
    stack = stack_of(job, design, fresh=True)
    return 0 if job.laid or _gone(job) else len(design.grid.slots) * (stack.lift or 1), stack


def laid_stack(job: Job, cards: Sequence[tuple[str, str]], stack: Stack) -> tuple[tuple[str, ...], Stack]:
    """The names of the sheets that these cards' sheets take the place of, and each card in the slot it had there.

    `cards` are the order and the template of each.
    """
    places = [job.laid[card] for card in cards]
    used = {name for name, _ in places}
    names = tuple(dict.fromkeys(name for name, _ in job.laid.values() if name in used))
    laid = tuple((names.index(name), slot) for name, slot in places)
    return names, replace(stack, skip=frozenset(), lift=0, places=laid)


def sides_of(job: Job) -> Sides:
    """How the chosen printer turns sheets, and which sides get cut marks."""
    settings = job.workshop.settings
    return Sides(settings.printer.flip, settings.printer.rotate_back, settings.print_cutting.marks)


def adjustment_of(printer: Printer, sheet: Sheet) -> Adjustment:
    """What a page is moved and stretched by on this printer."""
    shift = printer.shift_of(sheet.w, sheet.h)
    return Adjustment(shift.offset, shift.back_offset, shift.scale, printer.dpi)


def by_hand(job: Job, design: Design) -> bool:
    """Whether fronts and backs are printed one after the other, from files of their own."""
    return design.two_sided and job.workshop.settings.printer.duplex == "manual" and not design.grid.boxes


def turned(job: Job) -> str:
    """What to do between the two passes, in words that begin small."""
    taken = "first" if job.workshop.settings.printer.refed_same else "last"
    return f"turn the pile about its {job.flip} edge and lay it back so that the sheet printed {taken} is taken first"


def check_stacks(job: Job, designs: Sequence[Design], *, every: bool = False) -> None:
    """Raise Stop (wrong usage) when --start, --skip or --lift are of no use on any of these designs' sheets, or when
    what --start and --skip leave is no place of any of them, or not of `every` one.

    Which designs a run uses is known before anything is reserved, but not before the ledger is opened.
    """
    if not designs:
        return
    several = [design for design in designs if len(design.grid.slots) > 1]
    if job.choices.lift and not any(_lift(job, design) for design in several):
        raise Stop("--lift is for sheets that are cut, and no paper of this run is", exit_code=2)
    gone = _gone(job)
    if not gone:
        return
    if not several:
        raise Stop(
            "--start and --skip are for sheets with several cards, and no paper of this run has them", exit_code=2
        )
    peeled = [design for design in several if not _lift(job, design)]
    if not peeled:
        lift = _lift(job, several[0])
        _check(job, several[0], Stack(gone, lift))
    roomy = max(peeled, key=lambda design: len(design.grid.slots))
    for design in peeled if every else [roomy]:
        _check(job, design, Stack(gone))


def _check(job: Job, design: Design, stack: Stack) -> None:
    slots, start = len(design.grid.slots), job.choices.start
    if start > slots:
        raise Stop(f"there is no slot {start} on this sheet", f"its slots are 1 to {slots}", exit_code=2)
    check_stack(stack, slots)


def _gone(job: Job) -> frozenset[int]:
    """The places of the part-used sheet that are used."""
    return frozenset({*range(1, job.choices.start), *job.choices.skip})


def _lift(job: Job, design: Design) -> int:
    """How many sheets are cut together. Pre-cut sheets are peeled or broken, and one card a page is not cut at all."""
    if design.stock.kind != "blank" or len(design.grid.slots) == 1:
        return 0
    chosen = job.choices.lift
    return job.workshop.settings.print_cutting.lift(design.stock.name) if chosen is None else chosen


def _last_first(job: Job, design: Design) -> bool:
    """Printed by hand in two passes, the sheets are put in order by the two files. A print shop has its own way."""
    shown = job.workshop.settings.printer.tray == "face-up"
    return shown and not by_hand(job, design) and not design.grid.boxes
