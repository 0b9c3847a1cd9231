"""The proof of a batch's PDF."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pikepdf
import pypdfium2

from inserts.crew import Crew
from inserts.manifest import Row
from inserts.model.card import Label
from inserts.model.length import Box
from inserts.model.problem import Problem
from inserts.proof.common import beginnings
from inserts.proof.judge import judge_count, judge_numbers, judge_rows, judge_sides, judge_symbols
from inserts.proof.labels import judge_labels
from inserts.proof.look import pair
from inserts.proof.places import judge_places
from inserts.proof.seen import AGAIN, Proof, Told, tell
from inserts.proof.spread import look_at_all
from inserts.proof.structure import structure

NO_LABELS: Mapping[int, Label] = MappingProxyType({})
NO_NOTES: Mapping[int, Box] = MappingProxyType({})


def prove(
    pdf: Path,
    rows: Sequence[Row],
    *,
    crew: Crew | None = None,
    progress: Callable[[int, int], None] | None = None,
    without_number: Collection[str] = (),
    allowed: Collection[str] = (),
    turned: Collection[str] = (),
    shared: Collection[str] = (),
    labels: Mapping[int, Label] = NO_LABELS,
    notes: Mapping[int, Box] = NO_NOTES,
) -> Proof:
    """Compare the file with what the manifest's `rows` promise; no problems means that it is right.

    `crew`: processes that share the pages of a long file. `progress` is called with the pages done and the pages in
    all. `without_number`: templates that print no order number. `allowed`: payloads of QR symbols in the owner's own
    pictures, which may stand anywhere. `turned`: templates whose backs have codes turned by design, so that these do
    not tell whether the back stands on its head. `shared`: coupon codes that many orders have on purpose. `labels`: the
    Data Matrix of each sheet by page, where there is one. `notes`: where words stand in a page's margin, by page;
    "sheet 3 of 7" there is no order's number. Problems name pages and orders, never people.
    """
    printed = [row for row in rows if row.state == "printed"]
    told = tell(pdf.name, printed, allowed=allowed, turned=turned, labels=labels, notes=notes)
    try:
        with pikepdf.open(pdf, attempt_recovery=False) as file:
            duplex, problems = structure(file, told)
            common = beginnings(file)
        pages = look_at_all(pdf, told, common, crew, progress)
    except pikepdf.PasswordError:
        return _refused(told, printed, "the file is locked with a password")
    except (pikepdf.PdfError, pypdfium2.PdfiumError):
        hint = AGAIN if _begins_as_pdf(pdf) else "give the PDF of the batch: its manifest is found beside it"
        return _refused(told, printed, "the file is damaged or is not a PDF", hint)
    except OSError:
        return _refused(told, printed, "the file cannot be opened")
    sheets = tuple(pair(pages, told))
    problems += judge_rows(rows, told, shared)
    problems += judge_count(pages, told)
    problems += judge_labels(pages, told)
    for sheet in sheets:
        problems += judge_symbols(sheet, told)
        problems += judge_sides(sheet, told)
        problems += judge_numbers(sheet, told, without_number)
    problems += judge_places(sheets, duplex, told)
    codes = sum(len(page.symbols) for page in pages)
    ordered = sorted(set(problems), key=lambda problem: (_page_of(problem), problem))
    return Proof(len(pages), len(printed), codes, tuple(ordered))


def _page_of(problem: Problem) -> int:
    return int(problem.where.column.removeprefix("page ") or 0)


def _begins_as_pdf(path: Path) -> bool:
    """Whether it is a PDF, however damaged; an empty file may have been one."""
    with path.open("rb") as file:
        head = file.read(1024)
    return not head or b"%PDF-" in head


def _refused(told: Told, printed: Sequence[Row], message: str, hint: str = AGAIN) -> Proof:
    return Proof(0, len(printed), 0, (told.problem(0, message, hint),))
