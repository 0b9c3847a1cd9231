"""The manifest beside a batch's PDF: what the file promises, a row per card.

A CSV for people and programs alike: UTF-8 without a byte order mark (so that every reader finds the header
as it is), all fields quoted, CRLF. Cells that a spreadsheet would run as a formula begin with an apostrophe,
which `read` takes away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal, cast, get_args

from inserts.model.problem import Problem, Where

CardState = Literal["printed", "held back", "left out"]

_COUNT = re.compile(r"[0-9]{1,9}\Z")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,6})?\Z")
# OWASP "CSV Injection": a formula starts with one of these, the full-width forms included. Blanks and
# apostrophes before it are looked through, which also makes the guard reversible.
_FORMULA = re.compile(r"[\s'\ufeff]*[=+\-@＝＋－＠]|'*[\t\r\n]")
_WRITTEN = re.compile(r"[\\\n\r]")
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_MEANT = {"\\": "\\", "n": "\n", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Row:
    """One card, or one order that got none.

    `qr` are the payloads of all the card's QR symbols, front then back, in drawing order; none is empty.
    `page` is the page of the card's front in the batch's PDF, counted from 1 (a cover sheet is page 1);
    a card with two sides has its back on the next page. `slot` is its place on the sheet, row by row from 1.
    Both are 0, and empty cells in the file, when no card was printed; `reason` then says why.
    """

    batch: str
    order: str
    name: str
    template: str
    side_count: int
    code: str
    qr: tuple[str, ...]
    page: int
    slot: int
    state: CardState
    reason: str = ""


HEADER = tuple(field.name for field in fields(Row))


def write(rows: Iterable[Row]) -> bytes:
    """The manifest's file. NUL characters are dropped; all else comes back from `read` as it was."""
    return sheet(HEADER, map(_cells, rows))


def sheet(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Any table as the same kind of file: quoted, and guarded against formulas."""
    file = io.StringIO(newline="")
    looks_so = _FORMULA.match  # asked of every cell, so without a call of our own
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        cells = [cell.replace("\0", "") for cell in row]
        writer.writerow([f"'{cell}" if looks_so(cell) and _is_formula(cell) else cell for cell in cells])
    return file.getvalue().encode("utf-8")


def read(data: bytes, *, file: str = "manifest") -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Rows and what is wrong with the rest. `file` names the manifest in problems; a byte order mark is no fault."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return (), (Problem(Where(file), "the manifest is not UTF-8 text", "use the file as inserts wrote it"),)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    line = 1
    try:
        if tuple(next(reader, ())) != HEADER:
            hint = "the first line must be " + ",".join(HEADER)
            return (), (Problem(Where(file, 1), "this is not a manifest of inserts", hint),)
        line = reader.line_num + 1
        for cells in reader:
            found = _row([_unguard(cell) for cell in cells], Where(file, line))
            if isinstance(found, Row):
                rows.append(found)
            else:
                problems.append(found)
            line = reader.line_num + 1
    except csv.Error:
        problems.append(Problem(Where(file, line), "the quotes or the end of this row are broken", _MEND))
    return tuple(rows), tuple(problems)


_MEND = "print or reprint the batch to get the manifest again"


def _cells(row: Row) -> Sequence[str]:
    counts = [str(value) if row.page else "" for value in (row.page, row.slot)]
    qr = "\n".join(_WRITTEN.sub(lambda match: _ESCAPES[match[0]], payload) for payload in row.qr)
    sides = str(row.side_count)
    return row.batch, row.order, row.name, row.template, sides, row.code, qr, *counts, row.state, row.reason


def _row(cells: Sequence[str], where: Where) -> Row | Problem:
    if len(cells) != len(HEADER):
        return Problem(where, f"the row has {len(cells)} cells, not {len(HEADER)}", _MEND)
    batch, order, name, template, sides, code, qr, page, slot, state, reason = cells
    for header, cell in (("side_count", sides), ("page", page or "0"), ("slot", slot or "0")):
        if not _COUNT.match(cell):
            return Problem(Where(where.file, where.line, header), "this is not a count", _MEND)
    if state not in get_args(CardState):
        states = ", ".join(get_args(CardState))
        return Problem(Where(where.file, where.line, "state"), f"this is none of {states}", _MEND)
    payloads = tuple(_unescape(line) for line in qr.split("\n")) if qr else ()
    counts = int(sides), int(page or 0), int(slot or 0)
    known = cast(CardState, state)
    return Row(batch, order, name, template, counts[0], code, payloads, counts[1], counts[2], known, reason)


def _unescape(written: str) -> str:
    return _ESCAPED.sub(lambda match: _MEANT.get(match[1], match[0]), written)


def _is_formula(cell: str) -> bool:
    return bool(_FORMULA.match(cell)) and not _NUMBER.match(cell)


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _is_formula(cell[1:]) else cell
