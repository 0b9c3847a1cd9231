"""Opening an order file: its bytes, and every reason why it is no text."""

from __future__ import annotations

import codecs
import io
import re
from pathlib import Path

from inserts.model.problem import Problem, Where, nearest
from inserts.orders.reading import Unreadable

LARGEST = 64_000_000
"""Bytes of the largest file read: some 150,000 rows of the widest export known."""

_PIECE = 1 << 16

AS_CSV = "save it as CSV UTF-8 in your spreadsheet, or export it from the shop anew"

_NO_TABLE = "give the file that the shop exports its orders to"
_PRINTED = f"{_NO_TABLE}; to print a batch again: inserts reprint BATCH"

_KINDS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF"),
    (b"PK\x05\x06", "an empty ZIP file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls), or one with a password"),
    (b"\x1f\x8b", "a gzip file"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf", "a 7z file"),
    (b"Rar!", "a RAR file"),
)
"""How files begin that are not text, and what to call them."""

_MARKUP = (
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<table", "a web page"),
    (b"<?xml", "an XML file"),
)
"""How texts begin that are no tables, though shops name some of them .xls."""

_OF_SPREADSHEETS = ("an old Excel workbook (.xls), or one with a password", "a web page", "an XML file")
"""What a spreadsheet opens, and can save as CSV."""

_SOMETHING = re.compile(rb"[^\x00 \t\r\n\xef\xbb\xbf\xff\xfe]")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def load(path: Path) -> bytes:
    """The file's bytes, sure to be neither empty nor of a known kind other than text. Raises Unreadable."""
    data = _read(path)
    start = data[:200].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    kind = next((words for mark, words in _KINDS if data.startswith(mark)), "")
    kind = kind or next((words for mark, words in _MARKUP if start.startswith(mark)), "")
    if kind:
        hint = _PRINTED if kind == "a PDF" else AS_CSV if kind in _OF_SPREADSHEETS else _NO_TABLE
        raise fault(path, f"this is {kind}, not a CSV file or an Excel workbook (.xlsx)", hint)
    if not _SOMETHING.search(data):
        raise fault(path, "is empty", "export the orders from the shop anew")
    if b"\0" in data and not marked(data) and not is_workbook(data):
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise fault(path, "holds NUL characters: it is damaged or no CSV file", AS_CSV, line)
    return data


def is_workbook(data: bytes) -> bool:
    """Whether these bytes are a ZIP file, as every .xlsx is, whatever the file's name says."""
    return data.startswith(b"PK\x03\x04")


def fault(path: Path, message: str, hint: str = "", line: int = 0, column: str = "") -> Unreadable:
    """The exception that says why nothing can be done with this file."""
    return Unreadable(Problem(Where(str(path), line, column), message, hint))


def marked(data: bytes) -> str:
    """The codec a byte order mark at the start asks for, or an empty text."""
    return next((codec for mark, codec in _BOMS if data.startswith(mark)), "")


def stream(data: bytes, codec: str) -> io.TextIOWrapper:
    """The text, read piece by piece with its line ends as they are."""
    return io.TextIOWrapper(io.BytesIO(data), codec, newline="")


def unsound(data: bytes, codec: str) -> tuple[int, str]:
    """The line of the first bytes that are no text in `codec`, and what is wrong; (0, "") when all is text."""
    line = 1
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        for start in range(0, len(data), _PIECE):
            text = decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))
            if "\0" in text:
                return line + _line_ends(text[: text.index("\0")]), "holds NUL characters"
            line += _line_ends(text)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("latin-1")
        return line + _line_ends(before), f"is not sound {codec.removesuffix('-sig').upper()} text"
    return 0, ""


def _line_ends(text: str) -> int:
    return text.count("\n") or text.count("\r")


def _beside(path: Path) -> list[str]:
    """The names of the files in the folder; none where it cannot be read."""
    try:
        return [other.name for other in path.parent.iterdir() if other.is_file()]
    except (OSError, ValueError):
        return []


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise fault(path, "there is no such file", nearest(path.name, _beside(path), "check the name")) from None
    except IsADirectoryError:
        raise fault(path, "is a folder", "name the order files in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        hint = "name the order files in it" if path.is_dir() else "check what may open this file"
        raise fault(path, f"cannot be read: {reason}", hint) from None
    if len(data) > LARGEST:
        raise fault(path, f"is larger than {LARGEST // 1_000_000} MB", "export fewer days at a time")
    return data
