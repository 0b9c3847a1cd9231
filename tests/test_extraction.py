"""Text copied out of the PDF, as two independent programs read it: exactly what was written, but for what is listed."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from inserts.builtin import builtin_folder
from inserts.model.card import Sheet, Text
from inserts.model.colour import INK
from inserts.pdf import write
from inserts.text import open_typesetter
from tests.names import ROWS, Sample

ROLES = ("text", "strong")

_MARKS = "marks are read beside the letter they stand on, as their glyphs lie on the line"
_JOINER = "the joiner that parts two letters, which has no glyph, is not read"
_DOWN = "letters step down within a word, and each step is taken for a line"

# Where text does not come back exactly: the reader's own ways with right-to-left text. Strict: what comes back after
# all must leave this list.
WEAK: dict[str, dict[str, str]] = {
    "pdfium": {
        "Hebrew, pointed": _MARKS,
        "Arabic, vocalised": _MARKS,
        "Dhivehi": _MARKS,
        "Persian": _JOINER,
        "Arabic, brackets": "brackets are mirrored a second time",
        "Urdu, Nastaliq": _DOWN,
    },
    "poppler": {
        "Hebrew, pointed": _MARKS,
        "Arabic, vocalised": _MARKS,
        "Dhivehi": _MARKS,
        "Persian": _JOINER,
        "Arabic, lam and alef": "two letters of one glyph are read as the one character of old encodings",
        "Urdu, Nastaliq": _DOWN,
    },
}


@cache
def written() -> bytes:
    """Every row in both weights, one a page."""
    typesetter, _ = open_typesetter([builtin_folder("fonts")])
    lines = [typesetter.line(row.text, role=role, language=row.language) for role in ROLES for row in ROWS]
    file = io.BytesIO()
    write(file, [Sheet(600, 100, marks=(Text(line, 20, 50, 14, INK),)) for line in lines], {}, title="", flip="")
    return file.getvalue()


@cache
def by_pdfium() -> list[str]:
    document = pypdfium2.PdfDocument(written())
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return pages


@cache
def by_poppler() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.pdf")
        file.write_bytes(written())
        done = subprocess.run(["pdftotext", file, "-"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    pages = done.stdout.removesuffix("\f").split("\f")
    return [re.sub("[\u202a-\u202e]", "", page).removesuffix("\n\n") for page in pages]  # it marks the directions


READERS: dict[str, Callable[[], list[str]]] = {"pdfium": by_pdfium, "poppler": by_poppler}


def read(reader: str, role: str, row: Sample) -> str:
    if reader == "poppler" and shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    pages = READERS[reader]()
    assert len(pages) == len(ROLES) * len(ROWS)
    return pages[ROLES.index(role) * len(ROWS) + ROWS.index(row)]


def each(weak_only: bool = False) -> list[object]:
    """Reader, weight and row, each a test of its own."""
    cases: list[object] = []
    for reader, weak in WEAK.items():
        for role in ROLES:
            for row in ROWS:
                why = weak.get(row.script)
                if why or not weak_only:
                    marks = [pytest.mark.xfail(reason=why, strict=True, raises=AssertionError)]
                    name = f"{reader}-{role}-{row.script}"
                    cases.append(pytest.param(reader, role, row, id=name, marks=marks if why and not weak_only else []))
    return cases


@pytest.mark.parametrize(("reader", "role", "row"), each())
def test_text_comes_back_as_it_was_written(reader: str, role: str, row: Sample) -> None:
    found = read(reader, role, row)
    if found != row.text:  # told in ASCII, as the order of the letters is the point
        raise AssertionError(f"{found!a} instead of {row.text!a}")


@pytest.mark.parametrize(("reader", "role", "row"), each(weak_only=True))
def test_where_their_order_is_lost_no_letter_is(reader: str, role: str, row: Sample) -> None:
    found = read(reader, role, row)
    assert letters(found) == letters(row.text)


def letters(text: str) -> Counter[str]:
    """All but blanks and what is never seen (silent glyphs say U+200B); letters old encodings joined are parted."""
    return Counter(re.sub(r"[\s\u200b\u200c]", "", unicodedata.normalize("NFKC", text)))


def test_most_rows_come_back_exactly_and_the_lists_name_rows_there_are() -> None:
    scripts = {row.script for row in ROWS}
    for weak in WEAK.values():
        assert set(weak) <= scripts
        assert len(scripts) - len(weak) >= 36


def test_no_reader_finds_a_control_character() -> None:
    for page in by_pdfium():
        assert not re.search(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffe]", page), ascii(page)
