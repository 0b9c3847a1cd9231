"""One batch from its orders to its PDF: every stage in its order, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import inserts.run.release as release
from inserts import manifest, pdf
from inserts.ledger import Ledger, Reservation
from inserts.model.card import Card
from inserts.model.offer import Coupon
from inserts.model.order import Batch, HeldBack, LeftOut, Order
from inserts.model.problem import Stop
from inserts.proof import Proof, prove
from inserts.run.job import Job
from inserts.run.opening import Design
from inserts.run.results import BatchResult
from inserts.run.sections import Cards, Section, rows_without_card, section_off, sheets


def make_batch(
    job: Job,
    ledger: Ledger,
    batch: Batch,
    reserved: Reservation,
    held_before: tuple[HeldBack, ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> BatchResult:
    """Print the reserved orders of the batch: lay out, impose, write, prove, release, confirm.

    `held_before` and `left_out` are orders of the same files that this batch's cover and manifest name too.
    Raises Stop when the files cannot be written or fail the proof; nothing is released then, and the next run
    prints the same orders with the same codes.
    """
    final = release.free(job.folder / f"{reserved.batch}.pdf")
    with release.staging(job.folder, job.outside.randbytes(8).hex()) as stage:
        with _recorded(ledger, reserved.print_id):
            cards, held = lay_out(job, batch.orders, reserved.coupons)
            held = (*held_before, *held)
            if not cards:
                ledger.fail(reserved.print_id, "no card could be made")
                return BatchResult(reserved.batch, held_back=held)
            sections = section_off(job, reserved, batch.orders, cards)
            proof, sha256 = _write(job, stage / final.name, reserved.batch, sections, held, left_out)
            told = _write_manifest(
                stage / final.with_suffix(".csv").name, reserved.batch, batch, sections, held, left_out
            )
            parts = _split(job, stage / final.name, sections)
            job.outside.step("seal")
            ledger.sealed(
                reserved.print_id,
                pdf=str(final.absolute()),
                sha256=sha256,
                pages=proof.pages,
                cards=[(row.order, row.template, row.page, row.slot) for section in sections for row in section.rows],
            )
        # From here on only the file itself tells whether it was released: an interrupted run is settled by the next.
        for made in (*parts, told, stage / final.name):
            job.outside.step("release")
            release.appear(made, job.folder / made.name)
    job.outside.step("confirm")
    ledger.confirm(reserved.print_id)
    return BatchResult(
        name=reserved.batch,
        pdf=final,
        manifest=job.folder / told.name,
        sheets=sum(section.sheets for section in sections),
        orders=len(cards),
        cards=proof.cards,
        pages=proof.pages,
        held_back=held,
        parts=tuple(job.folder / part.name for part in parts),
        chosen={coupon.grant.order: coupon.grant.tier for coupon in reserved.coupons},
    )


def lay_out(job: Job, orders: tuple[Order, ...], coupons: tuple[Coupon, ...]) -> tuple[Cards, tuple[HeldBack, ...]]:
    """The cards of each order that has a coupon or a grant without one, and the orders held back.

    If one card of an order cannot be made right, none of that order's is printed.
    """
    by_order = {coupon.grant.order: coupon for coupon in coupons}
    made: Cards = {}
    held: list[HeldBack] = []
    reserved = [order for order in orders if order.id in by_order]
    for number, order in enumerate(reserved, 1):
        cards = [_card(job, design, order, by_order[order.id]) for design in job.workshop.designs]
        reasons = [card.reason for card in cards if isinstance(card, HeldBack)]
        if reasons:
            held.append(HeldBack(order.id, "; ".join(reasons)))
        else:
            made[order.id] = tuple(card for card in cards if isinstance(card, Card))
        job.outside.progress("cards", number, len(reserved))
    return made, tuple(held)


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


def _write(
    job: Job,
    path: Path,
    batch: str,
    sections: tuple[Section, ...],
    held: tuple[HeldBack, ...],
    left_out: tuple[LeftOut, ...],
) -> tuple[Proof, str]:
    """The PDF, read back and compared with what it promises; its SHA-256."""
    pages = sheets(job, batch, sections, held, left_out, manifest=path.with_suffix(".csv").name)
    pictures, flip = job.workshop.pictures, job.flip
    job.outside.step("write")
    sha256 = release.write_new(path, lambda file: pdf.write(file, pages, pictures, title=batch, flip=flip))
    job.outside.step("proof")
    rows = [row for section in sections for row in section.rows]
    proof = prove(path, rows, progress=lambda done, total: job.outside.progress("proof", done, total))
    if not proof.problems:
        return proof, sha256
    kept = release.set_aside(path, job.folder, "".join(f"{problem}\n" for problem in proof.problems))
    raise Stop(
        "the finished file failed its proof and is not released",
        f"it lies in {kept}, with the reasons beside it; please report it. The orders are printed by the next run",
        problems=proof.problems,
    )


def _write_manifest(
    path: Path,
    name: str,
    batch: Batch,
    sections: tuple[Section, ...],
    held: tuple[HeldBack, ...],
    left_out: tuple[LeftOut, ...],
) -> Path:
    rows = [row for section in sections for row in section.rows]
    data = manifest.write((*rows, *rows_without_card(name, batch.orders, held, left_out)))
    release.write_new(path, lambda file: file.write(data))
    return path


def _split(job: Job, made: Path, sections: tuple[Section, ...]) -> tuple[Path, ...]:
    """A file for each section, of the pages just proved, when they were asked for."""
    if not job.choices.split:
        return ()
    return tuple(_part(made, section) for section in sections)


def _part(made: Path, section: Section) -> Path:
    part = made.with_name(f"{made.stem}-{section.design.template.name}.pdf")
    pages = range(section.first, section.last + 1)
    release.write_new(part, lambda file: pdf.extract(made, pages, file))
    return part
