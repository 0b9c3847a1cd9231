"""A batch's pages, drawn as its cards come: what is kept of a card is what the manifest says of it.

The cover and the notes in the margins tell of the whole batch, so they are drawn last, whatever page they are on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from inserts import impose, pdf
from inserts.impose import Stack
from inserts.model.card import Card, Label, Sheet
from inserts.model.length import Box
from inserts.run.job import Job
from inserts.run.noting import Noter
from inserts.run.opening import Design
from inserts.run.sections import Laid, Section
from inserts.run.stacking import adjustment_of, by_hand, handful, sides_of


@dataclass(slots=True)
class _Drawn:
    """What there is of one design: cards that wait for their sheet, and the pages of each sheet in packing order.

    `bare` are the front and the back without any card.
    """

    design: Design
    whole: int
    stack: Stack
    waiting: list[Card] = field(default_factory=list)
    sheets: list[tuple[pdf.Page, ...]] = field(default_factory=list)
    bare: dict[bool, Sheet] = field(default_factory=dict)


class Binder:
    """Draws one batch's pages to a file. `labels` and `notes` are what stands in the margins, by the page's number."""

    def __init__(self, job: Job, batch: str, file: BinaryIO) -> None:
        ink = job.press.colour if job.press else None
        self.labels: dict[int, Label] = {}
        self.notes: dict[int, Box] = {}
        self._job = job
        self._batch = batch
        self._writer = pdf.Writer(file, job.workshop.pictures, ink=ink)
        self._drawn: dict[str, _Drawn] = {}
        for design in job.workshop.designs:
            self._drawn[design.template.name] = _Drawn(design, *handful(job, design))

    def add(self, cards: Iterable[Card]) -> tuple[Laid, ...]:
        """Draw an order's cards, with all that wait for the same sheets, when these are full."""
        return tuple([self._added(card) for card in cards])

    def pages(self, sections: Sequence[Section], width: float, height: float) -> Iterator[pdf.Page]:
        """All pages behind the cover; empty ones between sections are of this size."""
        total = sum(section.sheets for section in sections)
        page = 1
        for section in sections:
            yield from (self._writer.draw(Sheet(width, height)) for _ in range(page + 1, section.first))
            page = section.last
            yield from self._section(section, total)

    def finish(self, cover: Sheet, pages: Sequence[pdf.Page]) -> None:
        """Draw the cover, and write what makes a file of it and the pages."""
        printer = self._job.workshop.settings.printer
        front = self._writer.draw(impose.adjusted(cover, adjustment_of(printer, cover)))
        rotated = printer.rotate_back
        self._writer.finish([front, *pages], title=self._batch, flip=self._job.flip, backs_rotated=rotated)

    def _added(self, card: Card) -> Laid:
        drawn = self._drawn[card.template]
        drawn.waiting.append(card)
        if len(drawn.waiting) == drawn.whole:
            self._draw(drawn, drawn.stack)
        payloads = tuple([payload for side in card.payloads for payload in side])
        return Laid(card.order, card.template, len(card.sides), payloads)

    def _draw(self, drawn: _Drawn, stack: Stack) -> None:
        """Draw the sheets of the cards that wait."""
        design = drawn.design
        printer = self._job.workshop.settings.printer_for(design.template.name)
        cards, drawn.waiting = drawn.waiting, []
        pages = impose.impose(
            cards,
            design.grid,
            two_sided=design.two_sided,
            sides=sides_of(self._job),
            stack=replace(stack, last_first=False),
        )
        sides = (False, True) if design.two_sided else (False,)
        for front in pages:
            sheet = []
            for back in sides:
                page = next(pages) if back else front
                if page.placements and back not in drawn.bare:
                    drawn.bare[back] = replace(page, placements=())
                sheet.append(self._writer.draw(impose.adjusted(page, adjustment_of(printer, page), back=back)))
            drawn.sheets.append(tuple(sheet))

    def _section(self, section: Section, total: int) -> Iterator[pdf.Page]:
        """The pages of a section, each with its note. The file has `total` sheets of cards."""
        drawn, design = self._drawn[section.design.template.name], section.design
        if drawn.waiting:
            self._draw(drawn, section.stack)
        noters = self._noters(drawn)
        number = section.first
        for lot in section.lots:
            instead = section.instead[lot.sheet - 1] if section.instead else ""
            told = lot._replace(sheet=section.before + lot.sheet, sheets=total)
            for back, page in enumerate(drawn.sheets[lot.sheet - 1]):
                if page.parts and bool(back) in noters:
                    page = self._noted(page, noters[bool(back)].note(told, instead), number)
                yield page
                number += 1
        assert number == section.last + 1, f"{design.template.name} has other pages than its manifest"

    def _noters(self, drawn: _Drawn) -> Mapping[bool, Noter]:
        """What writes the notes of fronts, and of backs that are printed by themselves."""
        job, design = self._job, drawn.design
        printer = job.workshop.settings.printer_for(design.template.name)
        return {
            back: Noter(design, self._batch, sheet, job.workshop.typesetting, adjustment_of(printer, sheet), back=back)
            for back, sheet in drawn.bare.items()
            if not back or by_hand(job, design)
        }

    def _noted(self, page: pdf.Page, note: Sheet, number: int) -> pdf.Page:
        if note.label:
            self.labels[number] = note.label
        if note.note:
            self.notes[number] = note.note
        return self._writer.over(page, note.marks, note.h) if note.marks else page
