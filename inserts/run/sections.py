"""A batch's pages: the cover, then the cards of each template on its paper, and what the manifest says of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from inserts import impose
from inserts.impose import Lot, Stack
from inserts.layout import Cover, cover_sheet
from inserts.layout import Section as CoverSection
from inserts.ledger import Reservation
from inserts.manifest import CardState, Row
from inserts.model.card import Sheet
from inserts.model.length import MM, mm
from inserts.model.order import HeldBack, LeftOut, Order
from inserts.model.stock import Stock
from inserts.run.job import Job
from inserts.run.opening import Design
from inserts.run.press import press_words
from inserts.run.results import Picks
from inserts.run.stacking import by_hand, laid_stack, stack_of, turned
from inserts.settings import Shift


class Laid(NamedTuple):
    """What is left of a card when it is drawn: how many sides it has, and what is in its codes, as drawn."""

    order: str
    template: str
    sides: int
    payloads: tuple[str, ...]


Cards = Mapping[str, tuple[Laid, ...]]
"""Cards by order, in packing order: one for each template the order gets."""

A4 = (210 * MM, 297 * MM)
LETTER = (612.0, 792.0)
_NAMED = 6  # sheets named on the cover


@dataclass(frozen=True, slots=True)
class Section:
    """One design's cards with their places, on pages `first` to `last` of the batch's PDF, counted from 1.

    `rows` are in packing order, as the cards are; which sheet comes first `stack` decides. `before` is the number of
    sheets with cards of other designs before it, `instead` names the sheets that its own take the place of.
    """

    design: Design
    cards: tuple[Laid, ...]
    rows: tuple[Row, ...]
    first: int
    last: int
    stack: Stack
    before: int = 0
    instead: tuple[str, ...] = ()

    @property
    def sheets(self) -> int:
        """Sheets of paper."""
        pages = self.last - self.first + 1
        return pages // 2 if self.design.two_sided else pages

    @property
    def lots(self) -> tuple[Lot, ...]:
        """What is on each sheet, in the order of the pages."""
        return impose.lots(len(self.cards), len(self.design.grid.slots), self.stack)

    @property
    def numbers(self) -> dict[int, int]:
        """The number of each sheet, counted over the whole file, by the page of its front."""
        step = 2 if self.design.two_sided else 1
        return {self.first + place * step: self.before + lot.sheet for place, lot in enumerate(self.lots)}


def used_designs(job: Job, picks: Picks) -> tuple[Design, ...]:
    """The designs that some order gets."""
    used = {pick.template for picked in picks.values() for pick in picked}
    return tuple(design for design in job.workshop.designs if design.template.name in used)


def section_off(job: Job, reserved: Reservation, orders: Iterable[Order], cards: Cards) -> tuple[Section, ...]:
    """The sections of the batch's PDF, behind its cover.

    Two-sided sections begin on an odd page, so that a whole file sent to a duplex printer has backs behind fronts.
    """
    names = _names(job, orders)
    codes = {coupon.grant.order: coupon.code for coupon in reserved.coupons}
    sections: list[Section] = []
    first = 2  # behind the cover
    begun = set(job.begun)
    for design in job.workshop.designs:
        own = tuple(card for made in cards.values() for card in made if card.template == design.template.name)
        if not own:
            continue
        stack = stack_of(job, design, fresh=design.stock.name in begun)
        instead, stack = laid_stack(job, [card[:2] for card in own], stack) if job.laid else ((), stack)
        begun.add(design.stock.name)
        first += design.two_sided and first % 2 == 0
        rows = tuple(_rows(design, stack, reserved.batch, own, names, codes, first))
        last = max(row.page for row in rows) + design.two_sided
        before = sum(section.sheets for section in sections)
        sections.append(Section(design, own, rows, first, last, stack, before, instead))
        first = sections[-1].last + 1
    return tuple(sections)


def rows_without_card(
    job: Job, batch: str, orders: Iterable[Order], held: Sequence[HeldBack], left_out: Sequence[LeftOut]
) -> Iterator[Row]:
    """The manifest's rows for orders that got no card."""
    told: tuple[tuple[CardState, Iterable[HeldBack | LeftOut]], ...] = (("held back", held), ("left out", left_out))
    lacking = {one.order for _, found in told for one in found}
    names = _names(job, (order for order in orders if order.id in lacking))
    for state, found in told:
        for one in found:
            name = names.get(one.order, "")
            yield Row(batch, one.order, name, "", 0, "", (), 0, 0, state, one.reason)


def _names(job: Job, orders: Iterable[Order]) -> dict[str, str]:
    """Names as they are printed: a control character would run in the terminal that shows the manifest."""
    return {order.id: job.workshop.typesetting.clean(order.name).text for order in orders}


def _rows(
    design: Design,
    stack: Stack,
    batch: str,
    cards: tuple[Laid, ...],
    names: Mapping[str, str],
    codes: Mapping[str, str],
    first: int,
) -> Iterator[Row]:
    laid = [card[:3] for card in cards]
    places = impose.positions(laid, design.grid, two_sided=design.two_sided, stack=stack, first_page=first)
    for card, place in zip(cards, places, strict=True):
        yield Row(
            batch=batch,
            order=card.order,
            name=names[card.order],
            template=card.template,
            side_count=card.sides,
            code=codes[card.order],
            qr=card.payloads,
            page=place.page,
            slot=place.slot,
            state="printed",
        )


def cover(
    job: Job,
    batch: str,
    sections: tuple[Section, ...],
    held: tuple[HeldBack, ...],
    left_out: tuple[LeftOut, ...],
    *,
    manifest: str,
    labelled: Container[int],
) -> Sheet:
    """The first page. `manifest` is the name of the file that lists the cards, `labelled` are the pages with a code."""
    shop = job.workshop.settings.shop
    names = dict(shop.name)
    told = Cover(
        batch=batch,
        shop=names.get(shop.language) or next(iter(names.values())),
        date=job.ship_date.isoformat(),
        orders=len({card.order for section in sections for card in section.cards}),
        sections=tuple(_told(section) for section in sections),
        settings=(
            *_settings(job, manifest.removesuffix(".csv"), sections),
            *_sheet_numbers(sections, labelled),
        ),
        held_back=held,
        left_out=left_out,
        manifest=manifest,
    )
    return cover_sheet(told, job.workshop.typesetting, *cover_size(sections), job.workshop.brand)


def cover_size(sections: Iterable[Section]) -> tuple[float, float]:
    """The paper of the cover."""
    return LETTER if any(_is_letter(section.design.stock) for section in sections) else A4


def _is_letter(stock: Stock) -> bool:
    """Whether cards go on Letter, so that the shop has it for the cover, too."""
    sides = sorted((stock.width.pt, stock.height.pt))
    return all(abs(side - known) < 1 for side, known in zip(sides, LETTER, strict=True))


def _told(section: Section) -> CoverSection:
    template, grid = section.design.template, section.design.grid
    size = f"{mm(template.width, 1)} × {mm(template.height, 1)} mm"
    sides = "two sides" if section.design.two_sided else "one side"
    what = f"{template.name}: {len(section.cards)} × {size}, {sides}"
    page = f"{mm(grid.page_w, 1)} × {mm(grid.page_h, 1)} mm"
    count = len(grid.slots)
    paper = f"{section.design.stock.name}, {page}, {count} on a sheet" if count > 1 else f"pages of {page}"
    paper += f", cut {section.stack.lift} at a time" if section.stack.lift else ""
    paper += f", from sheet {section.before + 1} on" if section.before else ""
    return CoverSection(section.first, section.last, what, f"{section.sheets} × {paper}", len(section.cards))


def _settings(job: Job, stem: str, sections: tuple[Section, ...]) -> Iterator[str]:
    """What to set at the printer, and how sheets are laid in, laid back and cut."""
    yield from press_words(job, stem, [section.design.template.name for section in sections])
    yield "Scale: actual size, 100 %. Not “fit to page”."
    if any(section.design.two_sided and not by_hand(job, section.design) for section in sections):
        yield f"Two-sided: flip on the {job.flip} edge."
    for section in sections:
        if by_hand(job, section.design):
            fronts, backs = part_names(job, stem, section)
            pages = f"page {section.first} to {section.last}"
            yield f"Two-sided by hand, {pages}: print {fronts}. {turned(job).capitalize()}. Print {backs}."
    yield from _handling(sections)
    yield from _unmeasured(job, sections)
    if len(sections) > 1:
        yield "Change the paper between the parts above; this cover is for the packing table."


def _unmeasured(job: Job, sections: tuple[Section, ...]) -> Iterator[str]:
    """The printers whose sheets were measured upright alone, and lie across."""
    for name in dict.fromkeys(section.design.template.name for section in sections if _lies_across(section.design)):
        printer = job.workshop.settings.printer_for(name)
        if printer.shift != Shift() and not printer.across:
            yield f"Sheets that lie across were not measured: inserts calibrate --printer {printer.name} --across."


def _lies_across(design: Design) -> bool:
    return design.grid.page_w > design.grid.page_h and not design.grid.boxes


def _handling(sections: tuple[Section, ...]) -> Iterator[str]:
    if any(section.stack.last_first for section in sections):
        yield "The last sheet comes first: with the printed side up, the pile is in order from its top."
    for section in sections:
        used = next((index for index, lot in enumerate(section.lots) if lot.part_used), None)
        if used is not None:
            page = section.first + used * (2 if section.design.two_sided else 1)
            gone = ", ".join(map(str, sorted(section.stack.skip)))
            yield f"Part-used sheet of {section.design.stock.name}: it is page {page}; its places {gone} stay empty."
        if section.design.stock.kind == "slots" and (left := _left(section)):
            yield f"The last sheet of {section.design.stock.name} has places left: next time print with {left}."
    for lift in sorted({section.stack.lift for section in sections} - {0}):
        yield (
            f"Cut {lift} sheets at a time, a lift; its number is at the edge. Lay pile 1, top left, on pile 2, row by "
            "row, and lift 1 on lift 2: the cards are in packing order."
        )


def _left(section: Section) -> str:
    """What to say to the next run about the sheet that is not full; empty if there is none."""
    lot = max(section.lots, key=lambda lot: lot.sheet)
    last = max(slot for slot, card in enumerate(lot.cards, 1) if card is not None)
    gone = sorted(slot for slot in section.stack.skip if slot > last) if lot.part_used else []
    if len(lot.cards) - last <= len(gone):
        return ""
    return f"--start {last + 1}" + (f" --skip {','.join(map(str, gone))}" if gone else "")


def _sheet_numbers(sections: tuple[Section, ...], labelled: Container[int]) -> Iterator[str]:
    """Which sheets take the place of which, and on which there is no room for their number."""
    for section in sections:
        for number, name in enumerate(section.instead[:_NAMED], section.before + 1):
            yield f"Sheet {number} takes the place of {name}."
        if len(section.instead) > _NAMED:
            yield f"And so on: {len(section.instead)} sheets in all, each with its number."
        if section.first not in labelled:
            yield (
                f"{section.design.template.name}: no margin holds a code that says which sheet it is; sheet "
                f"{section.before + 1} is page {section.first}, and so on."
            )


def part_names(job: Job, stem: str, section: Section) -> tuple[str, ...]:
    """The names of the files of a section alone, `stem` being the whole's: fronts and backs, if printed by hand."""
    name = f"{stem}-{section.design.template.name}"
    return (f"{name}-1-fronts.pdf", f"{name}-2-backs.pdf") if by_hand(job, section.design) else (f"{name}.pdf",)


def part_pages(job: Job, section: Section) -> tuple[Sequence[int], ...]:
    """The pages of each of these files, in the order they are printed."""
    if not by_hand(job, section.design):
        return (range(section.first, section.last + 1),)
    printer = job.workshop.settings.printer
    fronts, backs = impose.manual_order(section.sheets, printer.tray == "face-up", printer.refed_same)
    return [section.first + 2 * sheet for sheet in fronts], [section.first + 2 * sheet + 1 for sheet in backs]
