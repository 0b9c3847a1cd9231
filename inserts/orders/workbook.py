"""Excel workbooks (.xlsx): the first sheet that has a known header, as rows of texts.

A workbook is a ZIP of XML files from anywhere. What it unpacks to is measured before anything is read, and what no
spreadsheet program writes (a document type, which may name entities and files) is refused. Then openpyxl reads it
row by row; formulas give the value they had when the workbook was saved.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from itertools import islice
from pathlib import Path
from typing import IO, Any

from inserts.model.problem import Problem, Where
from inserts.orders.header import DEEP, Header, find_header, in_rows
from inserts.orders.platforms import Platform
from inserts.orders.reading import Unreadable
from inserts.orders.records import LARGEST_ROW, Row
from inserts.orders.seen import as_seen
from inserts.orders.source import fault
from inserts.orders.table import Table

UNPACKED = 200_000_000
"""Most bytes a workbook unpacks to."""

MOST_ROWS = 200_000
"""Most rows of a sheet, blank ones too."""

MOST_CELLS = 2_000_000
"""Most cells of a sheet, blank ones between others too. This and `UNPACKED` bound the time a workbook takes."""

_MOST_PARTS = 2_000
_PIECE = 1 << 20
_OVERLAP = 32
_SUSPECT = re.compile(
    rb"<!(?:DOCTYPE|ENTITY)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"'](?!utf-?8|utf-?16|us-ascii|iso-8859-1)", re.IGNORECASE
)
_AS_CSV = "save the sheet with the orders as CSV UTF-8, or export fewer orders at a time"
_AGAIN = "open it in a spreadsheet program and save it again, or export the orders from the shop anew"


def open_workbook(path: Path, data: bytes, columns: Mapping[str, str], platforms: Sequence[Platform]) -> Table:
    """The table of orders in a workbook. Raises Unreadable for what is none, is damaged, or is beyond the limits."""
    from openpyxl import load_workbook  # here, as it takes longer to import than a small CSV to read

    with _told(path):
        _measure(path, data)
        with redirect_stdout(io.StringIO()):  # where it prints what it thinks of strange styles
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
        found: list[tuple[Any, Header]] = []
        likely = None
        for sheet in sheets:
            head = [row.cells for row in islice(_rows(path, sheet), DEEP)]
            header, best = find_header(in_rows(head), columns, platforms)
            likely = likely or best
            if header:
                found.append((sheet, header))
    if not found:
        return Table("xlsx", None, likely)
    (sheet, header), *others = found
    if sheet.sheet_state != "visible":
        hint = "show that sheet, save the workbook, then run again"
        raise fault(path, f"has orders in a hidden sheet only: {_named([sheet])}", hint)
    return Table(
        "xlsx", header, likely, _below(path, sheet, header), problems=_unread(path, [one for one, _ in others])
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Whatever a library raises over a file that is not as it should be, as the file's fault; it may be anything."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles, dates and extensions, which the library then passes over
        try:
            yield
        except Unreadable:
            raise
        except Exception as error:
            raise fault(path, "is a damaged Excel workbook", _AGAIN) from error


def _measure(path: Path, data: bytes) -> None:
    """What the ZIP unpacks to, whatever it says of itself, and whether anything strange is in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
            raise fault(path, "is a ZIP file, but no Excel workbook (.xlsx)", "unpack it and name the export in it")
        if len(names) > _MOST_PARTS:
            raise fault(path, f"is a workbook of {len(names):,} parts, more than any", _AS_CSV)
        left = UNPACKED
        for name in names:
            with archive.open(name) as part:
                left = _measure_part(path, part, left)


def _measure_part(path: Path, part: IO[bytes], left: int) -> int:
    """How many bytes may still come after this part."""
    before = b""
    while piece := part.read(_PIECE):
        left -= len(piece)
        if left < 0:
            raise fault(path, f"unpacks to more than {UNPACKED // 1_000_000} MB", _AS_CSV)
        piece = piece.replace(b"\0", b"")  # UTF-16 hides nothing so
        if _SUSPECT.search(before + piece):
            raise fault(path, "has instructions in it that no spreadsheet program writes", _AGAIN)
        before = piece[-_OVERLAP:]
    return left


def _rows(path: Path, sheet: Any) -> Iterator[Row]:
    """Every row of a sheet, blank ones too, each with its texts."""
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    cells = 0
    for line, row in enumerate(sheet.iter_rows(), 1):
        cells += len(row)
        if line > MOST_ROWS or cells > MOST_CELLS:
            most = f"{MOST_ROWS:,} rows" if line > MOST_ROWS else f"{MOST_CELLS:,} cells"
            raise fault(path, f"has a sheet of more than {most}", _AS_CSV, line)
        yield Row(line, [_text(cell) for cell in row])


def _text(cell: Any) -> str:
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""  # an error such as #N/A is nothing anybody wrote
    if type(value) is str and "_x" not in value:
        return value
    return as_seen(value, "" if isinstance(value, str) else cell.number_format)


def _below(path: Path, sheet: Any, header: Header) -> Iterator[Row]:
    """The rows below the header that are not blank, as wide as it at least."""
    width = len(header.names)
    blank = [""] * width
    rows = islice(_rows(path, sheet), header.below - 1, None)
    while True:
        with _told(path):
            row = next(rows, None)
        if row is None:
            return
        if any(row.cells):
            large = sum(map(len, row.cells)) > LARGEST_ROW
            reason = f"it has more than {LARGEST_ROW:,} characters" if large else ""
            yield Row(row.line, row.cells + blank[len(row.cells) :], reason)


def _unread(path: Path, sheets: Sequence[Any]) -> tuple[Problem, ...]:
    if not sheets:
        return ()
    message = f"has orders in several sheets, of which the first was read; not read: {_named(sheets)}"
    return (Problem(Where(str(path)), message, "save each sheet as a file of its own and give them all"),)


def _named(sheets: Sequence[Any]) -> str:
    """Sheets by name, and which of them are hidden."""
    names = [f'"{" ".join(str(sheet.title).split())[:40]}"' for sheet in sheets]
    hidden = [" (hidden)" if sheet.sheet_state != "visible" else "" for sheet in sheets]
    return ", ".join(map("".join, zip(names, hidden, strict=True)))
