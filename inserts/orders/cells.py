"""What people and spreadsheets put around a cell's text, and how to take it away again."""

from __future__ import annotations

import codecs
import html
import re
import unicodedata
from functools import lru_cache

NOTHING = frozenset({"null", "nan", "none", "n/a", "-", "--", "no informado", "无"})
"""What exports write for "there is nothing here"."""

_INVISIBLE = "\ufeff\u200b"
_GUARDED = frozenset("0123456789+=-@")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BLANKS = re.compile(" {2,}")
# Most cells are such; this spares them the rules. NOTHING begins with none of these letters but n.
is_plain = re.compile(r"[A-MO-Za-mo-z0-9#@+(/$][!#-%'-~]*(?: [!#-%'-~]+)*").fullmatch
REMEMBERED = 2_000
"""Cells of a column whose texts are kept for the next time."""


def clean(cell: str) -> str:
    """The text meant by a cell, by the rules below in their order.

    Blanks and invisible marks at the ends go; `="..."` and an apostrophe before a number or formula are a
    spreadsheet's guards; quotes around all of it were quoted twice; `NOTHING` is empty; HTML entities are
    read once; runs of spaces become one. Line breaks stay.
    """
    if not cell or is_plain(cell):
        return cell
    text = cell.strip().strip(_INVISIBLE).strip()
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        text = text[2:-1].strip()
    if text[:1] == "'" and (text[1:2] in _GUARDED or text[1:].casefold() in NOTHING):
        text = text[1:]
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        text = text[1:-1].strip()
    if text.casefold() in NOTHING:
        return ""
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return _BLANKS.sub(" ", text).strip()


def _bytes_of_cp1252() -> dict[int, int]:
    """Code point -> byte of Windows-1252, and of the controls that Latin-1 has in place of some of its signs."""
    signs = (bytes([byte]).decode("cp1252", "ignore") for byte in range(256))
    windows = {ord(sign): byte for byte, sign in enumerate(signs) if sign}
    return {byte: byte for byte in range(0x80, 0xA0)} | windows


_CP1252 = _bytes_of_cp1252()
_TRAIL = re.escape("".join(chr(point) for point, byte in _CP1252.items() if 0x80 <= byte <= 0xBF))
# First bytes of UTF-8 for the blocks people write in. C7-CB, CC-CD, D2-D6 and the like are left out: their
# blocks (phonetics, loose accents) never occur, but "CAFÉ™" does.
_TWICE = re.compile(f"[ÂÃÄÅÆÎÏÐÑ×ØÙÚÛ][{_TRAIL}]|[à-ï][{_TRAIL}]{{2}}|ð[{_TRAIL}]{{3}}")


is_twice = _TWICE.search
"""Whether a text holds letters that were encoded twice."""


def mend(text: str) -> str:
    """Text that was UTF-8, read as Windows-1252 and stored as UTF-8 again ("rÃ¡pido"), as it was meant.

    Only when the whole text is such; any other comes back as it is. A file may have been through it several times.
    """
    for _ in range(3):
        if text.isascii() or not is_twice(text):
            return text
        try:
            data, _length = codecs.charmap_encode(text, "strict", _CP1252)
            text = data.decode("utf-8")
        except UnicodeError:
            return text
    return text


@lru_cache(maxsize=4096)
def name_key(header: str) -> str:
    """A header for comparing: NFKC, case folded, quotes, marks and runs of blanks gone."""
    text = unicodedata.normalize("NFKC", mend(header).strip().strip(_INVISIBLE)).casefold()
    return " ".join(text.replace('"', " ").split())


@lru_cache(maxsize=4096)
def loose_key(header: str) -> str:
    """A header by its letters and digits alone: "Order-ID", "order_id" and "Order ID" are one."""
    return "".join(char for char in name_key(header) if char.isalnum())


class Tidy:
    """`mend` and `clean` for the cells of one file. `mended` counts the mended cells."""

    def __init__(self) -> None:
        self.mended = 0

    def __call__(self, cell: str) -> str:
        """The text meant by a cell."""
        if not cell.isascii():
            better = mend(cell)
            self.mended += better is not cell
            return clean(better)
        return clean(cell)


class Column(dict[str, str]):
    """The texts of one column by its cells: look a cell up to have it tidied, the commoner ones once only.

    Equal texts are the same object then, which saves most of the memory. A blank cell is known from the start.
    """

    def __init__(self, tidy: Tidy) -> None:
        super().__init__({"": ""})
        self._tidy = tidy

    def __missing__(self, cell: str) -> str:
        text = cell if is_plain(cell) else self._tidy(cell)
        if len(self) < REMEMBERED and len(cell) < 60:
            self[cell] = text
        return text
