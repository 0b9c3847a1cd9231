"""A batch's pages: the cover, then the cards of each template on its paper, and what the manifest says of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from inserts import impose
from inserts.layout import Cover, cover_sheet
from inserts.layout import Section as CoverSection
from inserts.ledger import Reservation
from inserts.manifest import CardState, Row
from inserts.model.card import Card, Sheet
from inserts.model.length import MM
from inserts.model.order import HeldBack, LeftOut, Order
from inserts.model.problem import Stop
from inserts.run.job import Job
from inserts.run.opening import Design

Cards = dict[str, tuple[Card, ...]]
"""Finished cards by order, one for each design, in packing order."""

A4 = (210 * MM, 297 * MM)
LETTER = (612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Section:
    """One design's cards with their places, on pages `first` to `last` of the batch's PDF, counted from 1."""

    design: Design
    cards: tuple[Card, ...]
    rows: tuple[Row, ...]
    first: int
    last: int

    @property
    def sheets(self) -> int:
        """Sheets of paper."""
        pages = self.last - self.first + 1
        return pages // 2 if self.design.two_sided else pages


def check_start(job: Job) -> None:
    """Raise Stop (wrong usage) when `--start` names no slot of a sheet of this run, before anything is reserved."""
    several = [design for design in job.workshop.designs if len(design.grid.slots) > 1]
    for design in several:
        impose.check_start(job.choices.start, design.grid)
    if job.choices.start > 1 and not several:
        raise Stop("--start is for sheets with several cards, and no paper of this run has them", exit_code=2)


def section_off(job: Job, reserved: Reservation, orders: Iterable[Order], cards: Cards) -> tuple[Section, ...]:
    """The sections of the batch's PDF, behind its cover.

    Two-sided sections begin on an odd page, so that a whole file sent to a duplex printer has backs behind fronts.
    """
    names = {order.id: order.name for order in orders}
    codes = {coupon.grant.order: coupon.code for coupon in reserved.coupons}
    sections: list[Section] = []
    first = 2  # behind the cover
    for number, design in enumerate(job.workshop.designs):
        own = tuple(made[number] for made in cards.values())
        first += design.two_sided and first % 2 == 0
        rows = tuple(_rows(job, design, reserved.batch, own, names, codes, first))
        sections.append(Section(design, own, rows, first, rows[-1].page + design.two_sided))
        first = sections[-1].last + 1
    return tuple(sections)


def sheets(
    job: Job,
    batch: str,
    sections: tuple[Section, ...],
    held: tuple[HeldBack, ...],
    left_out: tuple[LeftOut, ...],
    *,
    manifest: str,
) -> Iterator[Sheet]:
    """All pages of the PDF. `manifest` is the name of the file that lists the cards."""
    front = _cover(job, batch, sections, held, left_out, manifest)
    yield front
    printer, page = job.workshop.settings.printer, 1
    for section in sections:
        yield from (Sheet(front.w, front.h) for _ in range(page + 1, section.first))
        page = section.last
        yield from impose.impose(
            section.cards,
            section.design.grid,
            two_sided=section.design.two_sided,
            flip=job.flip,
            start=_start(job, section.design),
            offset_front=printer.offset,
            offset_back=printer.back_offset,
        )


def rows_without_card(
    batch: str, orders: Iterable[Order], held: Iterable[HeldBack], left_out: Iterable[LeftOut]
) -> Iterator[Row]:
    """The manifest's rows for orders that got no card."""
    names = {order.id: order.name for order in orders}
    told: tuple[tuple[CardState, Iterable[HeldBack | LeftOut]], ...] = (("held back", held), ("left out", left_out))
    for state, found in told:
        for one in found:
            name = names.get(one.order, "")
            yield Row(batch, one.order, name, "", 0, "", (), 0, 0, state, one.reason)


def _rows(
    job: Job,
    design: Design,
    batch: str,
    cards: tuple[Card, ...],
    names: Mapping[str, str],
    codes: Mapping[str, str],
    first: int,
) -> Iterator[Row]:
    sides = ((card.order, card.template, len(card.sides)) for card in cards)
    start = _start(job, design)
    places = impose.positions(sides, design.grid, two_sided=design.two_sided, start=start, first_page=first)
    for card, place in zip(cards, places, strict=True):
        yield Row(
            batch=batch,
            order=card.order,
            name=names[card.order],
            template=card.template,
            side_count=len(card.sides),
            code=codes[card.order],
            qr=tuple(chain.from_iterable(card.payloads)),
            page=place.page,
            slot=place.slot,
            state="printed",
        )


def _start(job: Job, design: Design) -> int:
    """The first slot used. A page for each card has no part-used sheet."""
    return job.choices.start if len(design.grid.slots) > 1 else 1


def _cover(
    job: Job,
    batch: str,
    sections: tuple[Section, ...],
    held: tuple[HeldBack, ...],
    left_out: tuple[LeftOut, ...],
    manifest: str,
) -> Sheet:
    shop = job.workshop.settings.shop
    names = dict(shop.name)
    told = Cover(
        batch=batch,
        shop=names.get(shop.language) or next(iter(names.values())),
        date=job.ship_date.isoformat(),
        orders=len(sections[0].cards),
        sections=tuple(_told(section) for section in sections),
        settings=tuple(_settings(job, sections)),
        held_back=held,
        left_out=left_out,
        manifest=manifest,
    )
    page = LETTER if any(section.design.stock.name == "letter" for section in sections) else A4
    return cover_sheet(told, job.workshop.typesetting, *page, job.workshop.brand)


def _told(section: Section) -> CoverSection:
    template, grid = section.design.template, section.design.grid
    size = f"{_mm(template.width)} × {_mm(template.height)} mm"
    sides = "two sides" if section.design.two_sided else "one side"
    what = f"{template.name}: {len(section.cards)} × {size}, {sides}"
    page = f"{_mm(grid.page_w)} × {_mm(grid.page_h)} mm"
    count = len(grid.slots)
    paper = f"{section.design.stock.name}, {page}, {count} on a sheet" if count > 1 else f"pages of {page}"
    return CoverSection(section.first, section.last, what, f"{section.sheets} × {paper}", len(section.cards))


def _settings(job: Job, sections: tuple[Section, ...]) -> Iterator[str]:
    yield "Scale: actual size, 100 %. Not “fit to page”."
    if any(section.design.two_sided for section in sections):
        yield f"Two-sided: flip on the {job.flip} edge."
    if len(sections) > 1:
        yield "Change the paper between the parts above; this cover is for the packing table."


def _mm(points: float) -> str:
    return f"{round(points / MM, 1):g}"
