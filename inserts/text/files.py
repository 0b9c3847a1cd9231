"""Opening font files: which faces a file holds, what each is called, and why one cannot be used."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from struct import error, iter_unpack, unpack, unpack_from
from typing import Any

import uharfbuzz as hb

from inserts.text.program import draws, kind, table

SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
WEB_SUFFIXES = frozenset({".woff", ".woff2"})

REGULAR, HEAVY, BOLD = 400, 600, 700
"""Weights on OpenType's scale (OS/2 usWeightClass, axis "wght"); from HEAVY on a face stands for bold."""

_OUTLINES = frozenset({"glyf", "CFF ", "CFF2"})
_ESSENTIAL = ("cmap", "head", "hhea", "hmtx", "maxp")
_TRIED = 64
_DAMAGED = "this is not a font, or the file is damaged", "get the file again, as TTF, OTF or TTC"

Pins = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One face of a file. `pins` fixes the axes of a variable font; `weight` is on OpenType's scale."""

    path: Path
    index: int
    face: Any
    pins: Pins = ()
    weight: int = REGULAR
    name: str = ""
    full_name: str = ""
    family: str = ""
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a file, or a face of a collection, cannot be used."""

    reason: str
    hint: str


def map_face(path: Path, index: int = 0) -> Any:
    """The face, its file mapped into memory and not read. Raises OSError when the file cannot be opened."""
    try:
        return hb.Face(hb.Blob.from_file_path(str(path)), index)
    except hb.HarfBuzzError as error:
        raise OSError(f"cannot open {path}") from error


def open_all(path: Path) -> Iterator[Opened | Refused]:
    """Every face of an unknown file: a collection has several, a variable font one for regular and one for bold."""
    if path.suffix.lower() in WEB_SUFFIXES:
        yield Refused("this is a web font", "use the same font as TTF or OTF")
        return
    try:
        count = map_face(path).count
    except OSError:
        yield Refused("the file cannot be opened", "check that it may be read")
        return
    for index in range(max(count, 1)):
        where = f"face {index + 1}: " if count > 1 else ""
        for found in _judged(path, index):
            yield replace(found, reason=where + found.reason) if isinstance(found, Refused) else found


def _judged(path: Path, index: int) -> list[Opened | Refused]:
    if not _is_whole(path, index):
        return [Refused(*_DAMAGED)]
    face = map_face(path, index)
    try:
        refused = _refusal(face)
        return [refused] if refused else list(_faces(path, index, face))
    except UnicodeDecodeError:  # a tag or a name that is none
        return [Refused(*_DAMAGED)]


def _is_whole(path: Path, index: int) -> bool:
    """Whether the file holds every table its directory promises (OpenType 1.9, "Organization of an OpenType Font").

    HarfBuzz would go on with half a table, and letters would be missing without a word.
    """
    with path.open("rb") as file:
        start = 0
        try:
            if file.read(4) == b"ttcf":
                file.seek(12 + 4 * index)
                (start,) = unpack(">I", file.read(4))
            file.seek(start + 4)
            (count,) = unpack(">H6x", file.read(8))
            tables = file.read(16 * count)
            size = path.stat().st_size
            return len(tables) == 16 * count and all(at + length <= size for at, length in iter_unpack(">8x2I", tables))
        except error:
            return False


def _refusal(face: Any) -> Refused | None:
    if not face.table_tags or not face.glyph_count:
        return Refused(*_DAMAGED)
    outlines = _OUTLINES & set(face.table_tags)
    if not outlines:
        return Refused("it has no outlines, only pictures of letters", "use a font with outlines (TTF or OTF)")
    if outlines == {"CFF2"} and not face.axis_infos:
        # hb-subset turns CFF2 into CFF, which a PDF takes, only while it fixes axes.
        return Refused("its outlines are written in a way no PDF takes (CFF2)", "use the same font as TTF or OTF")
    if kind(face) is None or not all(len(face.reference_table(tag)) for tag in _ESSENTIAL):
        return Refused(*_DAMAGED)
    if _forbidden(table(face, "OS/2")):
        return Refused("its maker forbids embedding it in a PDF", "use a font whose licence allows embedding")
    if "lastresort" in _text(face, 6).replace(".", "").lower():
        return Refused("it draws placeholders, not letters", "take it out of the folder")
    return _without_letters(face)


def _forbidden(os2: bytes) -> bool:
    """OS/2 fsType (OpenType 1.9): restricted licence, no subsetting, or bitmap embedding only."""
    if len(os2) < 10:
        return False
    (rights,) = unpack_from(">H", os2, 8)
    return rights & 0xF == 2 or bool(rights & 0x0300)


def _without_letters(face: Any) -> Refused | None:
    """A font whose first letters are all blank is broken, or made to hide text."""
    letters = _some_letters(face)
    if not letters:
        return Refused("it has no letters with a Unicode number", "use a Unicode font (TTF or OTF)")
    return None if draws(hb.Font(face), "".join(map(chr, letters))) else Refused(*_DAMAGED)


def _some_letters(face: Any) -> list[int]:
    letters: list[int] = []
    for code in face.unicodes:
        if unicodedata.category(chr(code))[0] in "LNPS":
            letters.append(code)
            if len(letters) == _TRIED:
                break
    return letters


def _faces(path: Path, index: int, face: Any) -> Iterator[Opened]:
    family = _text(face, 16) or _text(face, 1) or path.stem
    axes = {axis.tag: axis for axis in face.axis_infos}
    slanted = _is_slanted(face)
    if "wght" not in axes:
        pins = tuple((tag, float(axis.default_value)) for tag, axis in axes.items())
        full = _text(face, 4) or family
        yield Opened(path, index, face, pins, _weight(face), _plain(_text(face, 6) or full), full, family, slanted)
        return
    for weight, word in _weights(axes["wght"]):
        pins = tuple((tag, weight if tag == "wght" else float(axis.default_value)) for tag, axis in axes.items())
        name = _plain(_text(face, 25) or family) + f"-{word}{'Italic' if slanted else ''}"
        yield Opened(path, index, face, pins, round(weight), name, f"{family} {word}", family, slanted)


def _weights(axis: Any) -> Iterator[tuple[float, str]]:
    regular = min(max(REGULAR, axis.min_value), axis.max_value)
    yield regular, "Regular" if regular < HEAVY else "Bold"
    if axis.max_value >= HEAVY > regular:
        yield min(BOLD, axis.max_value), "Bold"


def _weight(face: Any) -> int:
    os2 = table(face, "OS/2")
    return int(unpack_from(">H", os2, 4)[0]) if len(os2) >= 6 else REGULAR


def _is_slanted(face: Any) -> bool:
    """OS/2 fsSelection: italic (bit 0) or oblique (bit 9)."""
    os2 = table(face, "OS/2")
    return len(os2) >= 64 and bool(unpack_from(">H", os2, 62)[0] & 0x0201)


def _text(face: Any, number: int) -> str:
    """An entry of the name table in English, on one line and without controls, which a terminal would obey."""
    return "".join(char for char in " ".join((face.get_name(number) or "").split()) if char.isprintable())


def _plain(name: str) -> str:
    """A PostScript name every PDF reader takes: letters, digits and hyphens, at most 63."""
    kept = "".join(char for char in name if char.isascii() and (char.isalnum() or char == "-"))
    return kept[:63] or "Font"
