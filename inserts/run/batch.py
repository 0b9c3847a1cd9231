"""One batch from its orders to its PDF: every stage in its order, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

import inserts.run.release as release
from inserts import manifest, pdf
from inserts.ledger import Ledger, Reservation
from inserts.model.card import Card, Label
from inserts.model.length import Box
from inserts.model.offer import Coupon
from inserts.model.order import Batch, HeldBack, LeftOut, Order
from inserts.model.problem import Problem, Stop
from inserts.proof import Margin, Proof, margins, prove
from inserts.run.binding import Binder
from inserts.run.job import Job
from inserts.run.opening import Design
from inserts.run.press import pressed
from inserts.run.results import BatchResult, Picks
from inserts.run.sections import (
    Laid,
    Section,
    cover,
    cover_size,
    part_names,
    part_pages,
    rows_without_card,
    section_off,
)
from inserts.run.sending import papers
from inserts.run.stacking import by_hand


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a batch, not yet released: `files` in the order they appear, the PDF last; none without a card.

    `places` are order, template, page and slot of each card, `sheets` the numbers of the sheets by their fronts' pages.
    """

    result: BatchResult
    files: tuple[str, ...] = ()
    sha256: str = ""
    places: tuple[tuple[str, str, int, int], ...] = ()
    sheets: Mapping[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class Bound:
    """What is in a batch's PDF. `labels` and `notes` stand in the margins, by the page's number."""

    held: tuple[HeldBack, ...]
    cards: dict[str, tuple[Laid, ...]] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    labels: Mapping[int, Label] = field(default_factory=dict)
    notes: Mapping[int, Box] = field(default_factory=dict)


class Making:
    """Where a batch's files are made, and what was `made` there. `pdf` is the path of its PDF until it is released."""

    def __init__(self, pdf: Path) -> None:
        self.pdf = pdf
        self.made = Made(BatchResult(""))


def make_batch(
    job: Job,
    ledger: Ledger,
    batch: Batch,
    reserved: Reservation,
    picks: Picks,
    held_before: tuple[HeldBack, ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> BatchResult:
    """Print the cards picked for the reserved orders of the batch: lay out, impose, write, prove, release, confirm.

    `held_before` and `left_out` are orders of the same files that this batch's cover and manifest name too.
    Raises Stop when the files cannot be written or fail the proof; nothing is released then, and the next run
    prints the same orders with the same codes.
    """
    with making(job, ledger, reserved) as place:
        place.made = make_files(job, place.pdf, batch, reserved, picks, held_before, left_out)
    return place.made.result


def make_files(
    job: Job,
    path: Path,
    batch: Batch,
    reserved: Reservation,
    picks: Picks,
    held_before: tuple[HeldBack, ...],
    left_out: tuple[LeftOut, ...],
) -> Made:
    """The batch's files in the private folder of its PDF, `path`: laid out, imposed, written and proved."""
    job.outside.step("write")
    bound = Bound(held=held_before)
    sha256 = release.write_new(path, lambda file: _bind(job, file, path, batch, reserved, picks, left_out, bound))
    sections, held = bound.sections, bound.held
    if not sections:
        return Made(BatchResult(reserved.batch, held_back=held))
    proof, margin = _proved(job, path, reserved, bound)
    told = _write_manifest(job, path.with_suffix(".csv"), reserved.batch, batch, sections, held, left_out)
    parts = (*_split(job, path, sections), *_pressed(job, path, sections))
    result = BatchResult(
        name=reserved.batch,
        pdf=job.folder / path.name,
        manifest=job.folder / told.name,
        sheets=sum(section.sheets for section in sections),
        orders=len(bound.cards),
        cards=proof.cards,
        pages=proof.pages,
        held_back=held,
        parts=tuple(job.folder / part.name for part in parts),
        chosen={coupon.grant.order: coupon.grant.tier for coupon in reserved.coupons},
        picked={order: picks[order] for order in bound.cards},
        margins=margin,
        papers=papers(job, path.name, sections),
    )
    numbers = {page: number for section in sections for page, number in section.numbers.items()}
    places = tuple((row.order, row.template, row.page, row.slot) for section in sections for row in section.rows)
    return Made(result, (*(part.name for part in parts), told.name, path.name), sha256, places, numbers)


@contextmanager
def making(job: Job, ledger: Ledger, reserved: Reservation) -> Iterator[Making]:
    """A private folder in which the block makes the batch's files; when it has, they are released and confirmed."""
    final = release.free(job.folder / f"{reserved.batch}.pdf")
    with release.staging(job.folder, job.outside.randbytes(8).hex()) as stage:
        place = Making(stage / final.name)
        with _recorded(ledger, reserved.print_id):
            yield place
            made = place.made
            if not made.files:
                ledger.fail(reserved.print_id, "no card could be made")
                return
            job.outside.step("seal")
            ledger.sealed(
                reserved.print_id,
                pdf=str(final.absolute()),
                sha256=made.sha256,
                pages=made.result.pages,
                cards=made.places,
                sheets=made.sheets,
                papers=_papers(job, made),
            )
        # From here on only the file itself tells whether it was released: an interrupted run is settled by the next.
        for name in made.files:
            job.outside.step("release")
            release.appear(stage / name, job.folder / name)
    job.outside.step("confirm")
    ledger.confirm(reserved.print_id)


def _papers(job: Job, made: Made) -> Mapping[str, str]:
    """The stock of each template in the file, for reprints; a print shop's pages are on no paper of the shop's."""
    if job.press:
        return {}
    used = {template for _, template, _, _ in made.places}
    designs = job.workshop.designs
    return {design.template.name: design.stock.name for design in designs if design.template.name in used}


def lay_out(
    job: Job, orders: tuple[Order, ...], coupons: tuple[Coupon, ...], picks: Picks
) -> Iterator[tuple[Card, ...] | HeldBack]:
    """For each order that has a coupon or a grant without one, in their order: its cards, or why it is held back.

    If one card of an order cannot be made right, none of that order's is printed.
    """
    designs = {design.template.name: design for design in job.workshop.designs}
    by_order = {coupon.grant.order: coupon for coupon in coupons}
    reserved = [order for order in orders if order.id in by_order]
    for number, order in enumerate(reserved, 1):
        cards: list[Card] = []
        reasons: list[str] = []
        for pick in picks[order.id]:
            made = _card(job, designs[pick.template], order, by_order[order.id])
            if isinstance(made, HeldBack):
                reasons.append(made.reason)
            else:
                cards.append(made)
        yield HeldBack(order.id, "; ".join(reasons)) if reasons else tuple(cards)
        job.outside.progress("cards", number, len(reserved))


def _card(job: Job, design: Design, order: Order, coupon: Coupon) -> Card | HeldBack:
    content = design.filler.fill(order, coupon if coupon.code else None, job.ship_date)
    return content if isinstance(content, HeldBack) else design.layouter.card(content)


@contextmanager
def _recorded(ledger: Ledger, print_id: int) -> Iterator[None]:
    """Tell the ledger when the print ends early. If that fails too, the next run settles it."""
    try:
        yield
    except BaseException as reason:
        with suppress(Exception):
            ledger.fail(print_id, type(reason).__name__)
        raise


def _bind(
    job: Job,
    file: BinaryIO,
    path: Path,
    batch: Batch,
    reserved: Reservation,
    picks: Picks,
    left_out: tuple[LeftOut, ...],
    bound: Bound,
) -> None:
    """Write the PDF, card by card, and note in `bound` what is in it; a batch without a card is left unfinished."""
    binder = Binder(job, reserved.batch, file)
    held: list[HeldBack] = []
    for made in lay_out(job, batch.orders, reserved.coupons, picks):
        if isinstance(made, HeldBack):
            held.append(made)
        else:
            bound.cards[made[0].order] = binder.add(made)
    bound.held = (*bound.held, *held)
    if not bound.cards:
        return
    bound.sections = sections = section_off(job, reserved, batch.orders, bound.cards)
    pages = list(binder.pages(sections, *cover_size(sections)))
    bound.labels, bound.notes = binder.labels, binder.notes
    manifest = path.with_suffix(".csv").name
    front = cover(job, reserved.batch, sections, bound.held, left_out, manifest=manifest, labelled=bound.labels)
    binder.finish(front, pages)


def _proved(job: Job, path: Path, reserved: Reservation, bound: Bound) -> tuple[Proof, tuple[Margin, ...]]:
    """The PDF read back and compared with what it promises, and what it may be spoiled by."""
    job.outside.step("proof")
    rows = [row for section in bound.sections for row in section.rows]
    turned = {section.design.template.name for section in bound.sections if section.design.template.turned}
    proof = prove(
        path,
        rows,
        crew=job.crew,
        turned=turned,
        labels=bound.labels,
        notes=bound.notes,
        shared={coupon.code for coupon in reserved.coupons if coupon.grant.shared},
        progress=lambda done, total: job.outside.progress("proof", done, total),
    )
    if proof.problems:
        raise _refused(job, path, proof.problems, "; please report it")
    found = margins(path, rows, dpi=job.workshop.settings.printer.dpi)
    weak = tuple(problem for margin in found for problem in margin.problems(path.name))
    if weak:
        raise _refused(job, path, weak, "")
    return proof, found


def _refused(job: Job, path: Path, problems: tuple[Problem, ...], please: str) -> Stop:
    kept = release.set_aside(path, job.folder, "".join(f"{problem}\n" for problem in problems))
    return Stop(
        "the finished file failed its proof and is not released",
        f"it lies in {kept}, with the reasons beside it{please}. The orders are printed by the next run",
        problems=problems,
    )


def _write_manifest(
    job: Job,
    path: Path,
    name: str,
    batch: Batch,
    sections: tuple[Section, ...],
    held: tuple[HeldBack, ...],
    left_out: tuple[LeftOut, ...],
) -> Path:
    rows = [row for section in sections for row in section.rows]
    data = manifest.write((*rows, *rows_without_card(job, name, batch.orders, held, left_out)))
    release.write_data(path, data)
    return path


def _split(job: Job, made: Path, sections: tuple[Section, ...]) -> tuple[Path, ...]:
    """Files of the pages just proved: for each section when they were asked for, and for those printed by hand."""
    asked = (section for section in sections if job.choices.split or by_hand(job, section.design))
    return tuple(part for section in asked for part in _parts(job, made, section))


def _pressed(job: Job, made: Path, sections: tuple[Section, ...]) -> Iterator[Path]:
    pages = [(section.design.template.name, range(section.first, section.last + 1)) for section in sections]
    return pressed(job, made, pages)


def _parts(job: Job, made: Path, section: Section) -> Iterator[Path]:
    names, pages = part_names(job, made.stem, section), part_pages(job, section)
    for name, numbers in zip(names, pages, strict=True):
        part = made.with_name(name)
        extract = partial(pdf.extract, made, numbers, one_sided=by_hand(job, section.design))
        release.write_new(part, extract)
        yield part
