"""Which encoding a file is in: a byte order mark, else UTF-8, else the one whose header is known. Never a guess by
frequencies: where two encodings could be meant, the owner is asked to save the file as UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from inserts.orders.header import HEAD, Header, find_header, in_lines
from inserts.orders.platforms import Platform
from inserts.orders.records import LARGEST_ROW, Lines
from inserts.orders.source import AS_CSV, fault, marked, stream, unsound

_LEGACY = ("gb18030", "cp932", "cp950", "cp1252")
_LABELS = {"utf-8-sig": "utf-8", "cp950": "big5"}
# What no Western European word has: four letters in a row beyond ASCII, or one of these signs within a word.
# Cyrillic, Greek and East Asian text read as Windows-1252 is full of them.
_NOT_WESTERN = re.compile(rb"[\xa1-\xff]{4}|[A-Za-z\xc0-\xff][\x82-\x84\x86-\x89\x8b\x93\x94\x98\x9b][A-Za-z\xc0-\xff]")
_PLACES = {
    "gb18030": re.compile(rb"(?<![A-Za-z])(?:CN|CHN|China|CNY|RMB)(?![A-Za-z])"),
    "cp932": re.compile(rb"(?<![A-Za-z])(?:JP|JPN|Japan|JPY)(?![A-Za-z])"),
    "cp950": re.compile(rb"(?<![A-Za-z])(?:TW|TWN|Taiwan|TWD|HK|HKG|Hong Kong|HKD)(?![A-Za-z])"),
}
"""Countries and currencies in plain ASCII that go with an encoding."""


class Decoded(NamedTuple):
    """How to read a file. `header` is None when none was found; `likely` is then the line most like one."""

    codec: str
    encoding: str
    header: Header | None
    likely: Header | None
    note: str = ""


def decode(path: Path, data: bytes, columns: Mapping[str, str], platforms: Sequence[Platform]) -> Decoded:
    """The file's encoding and header. Raises Unreadable for bytes that are no text in it, or when it can't be told."""
    codec = marked(data) or "utf-8"
    line, reason = unsound(data, codec)
    if not line:
        return _decoded(codec, data, columns, platforms)
    if codec != "utf-8" or "NUL" in reason:
        raise fault(path, reason, AS_CSV, line)
    readable = [codec for codec in _LEGACY if not unsound(data, codec)[0]]
    for codec in readable:
        found = _decoded(codec, data, columns, platforms)
        if found.header and (found.header.told or found.header.platform.codec == codec):
            return found
    return _by_text(path, data, columns, platforms, readable, line)


def _by_text(
    path: Path,
    data: bytes,
    columns: Mapping[str, str],
    platforms: Sequence[Platform],
    readable: Sequence[str],
    line: int,
) -> Decoded:
    """The header is plain ASCII and proves nothing: what the bytes cannot be and the countries they name decide."""
    if "cp1252" in readable and not _NOT_WESTERN.search(data):
        found = _decoded("cp1252", data, columns, platforms)
        note = "read as Windows-1252 (Western Europe), as it is not UTF-8: look at the names before printing"
        return found._replace(note=note)
    named = [codec for codec, places in _PLACES.items() if codec in readable and places.search(data)]
    if len(named) == 1:
        found = _decoded(named[0], data, columns, platforms)
        note = f"read as {found.encoding}, as it is not UTF-8 and names that country: look at the names before printing"
        return found._replace(note=note)
    raise fault(path, "is not UTF-8, and its encoding cannot be told", AS_CSV, line)


def _decoded(codec: str, data: bytes, columns: Mapping[str, str], platforms: Sequence[Platform]) -> Decoded:
    header, likely = find_header(in_lines(_first_lines(data, codec)), columns, platforms)
    return Decoded(codec, _LABELS.get(codec, codec), header, likely)


def _first_lines(data: bytes, codec: str) -> list[str]:
    """The first lines, each cut where no header goes on."""
    lines = Lines(stream(data, codec))
    found: list[str] = []
    ended = True
    while len(found) < HEAD and (piece := lines.piece(LARGEST_ROW)):
        if ended:
            found.append(piece)
        ended = piece.endswith(("\n", "\r"))
    return found
