"""Fonts: one Type0 font with Identity-H encoding per face and file; the character code is the glyph id."""

from __future__ import annotations

from collections.abc import Hashable
from hashlib import sha256
from typing import Any

from inserts.model.glyphs import Face, FontProgram
from inserts.pdf.numbers import num
from inserts.pdf.objects import Name, array, dictionary, flate, utf16

_BLOCK = 100
"""Most entries a bfchar block may have (Adobe Technical Note 5014)."""


_SILENT = "\u200b"
"""What a glyph says whose text stands in a span: without any text of its own, readers that pass over spans, and
pdfium over empty ones, take its glyph id for a character."""

_REMEMBERED = 4096
"""Runs whose operators are kept."""


class Font:
    """A face in use in a file: which glyphs it drew, and in `texts` what each tells when copied out."""

    __slots__ = ("_shown", "_used", "face", "name", "texts")

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self._used: set[int] = set()
        self.texts: dict[int, str] = {}
        self._shown: dict[Hashable, tuple[object, str]] = {}

    def known(self, key: Hashable) -> str:
        """The operators kept for a run; empty for one that was not drawn yet."""
        kept = self._shown.get(key)
        return kept[1] if kept else ""

    def keep(self, key: Hashable, run: object, shown: str) -> str:
        """Keep the operators of a run, and the run with them, so that its id stays its own."""
        if len(self._shown) >= _REMEMBERED:
            self._shown.clear()
        self._shown[key] = run, shown
        return shown

    def use(self, glyph: int) -> None:
        """Note that the glyph is drawn; what it says is told elsewhere."""
        self._used.add(glyph)

    def tell(self, glyph: int, text: str) -> bool:
        """Note that the glyph is drawn and says `text`. False if it cannot: in a file a glyph says its first text."""
        self._used.add(glyph)
        return bool(text) and self.texts.setdefault(glyph, text) == text

    def embed(self, document: Any) -> Any:
        """Subset the face to what was drawn; give a reference to the font dictionary."""
        glyphs = sorted(self._used)
        program = self.face.subset(frozenset(glyphs))
        full = f"{_tag(self.face.digest, glyphs)}+{self.face.name}"
        entries = {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": Name(full),
            "Encoding": Name("Identity-H"),
            "DescendantFonts": array(document.Reference(_descendant(document, full, program, glyphs))),
            "ToUnicode": document.Reference(flate(_to_unicode(dict.fromkeys(glyphs, _SILENT) | self.texts))),
        }
        return document.Reference(dictionary(entries))


class Fonts:
    """The fonts of one file in order of first use. Faces are told apart as objects."""

    __slots__ = ("_fonts",)

    def __init__(self) -> None:
        self._fonts: dict[int, Font] = {}

    def of(self, face: Face) -> Font:
        """The file's font for this face. It keeps the face alive, so its id stays its own."""
        font = self._fonts.get(id(face))
        if font is None:
            font = self._fonts[id(face)] = Font(face, f"F{len(self._fonts) + 1}")
        return font

    def embed(self, document: Any) -> dict[str, Any]:
        """References to all fonts by resource name."""
        return {font.name: font.embed(document) for font in self._fonts.values()}


def _descendant(document: Any, full: str, program: FontProgram, glyphs: list[int]) -> Any:
    entries = {
        "Type": Name("Font"),
        "Subtype": Name("CIDFontType2" if program.kind == "truetype" else "CIDFontType0"),
        "BaseFont": Name(full),
        "CIDSystemInfo": dictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
        "FontDescriptor": document.Reference(_descriptor(document, full, program)),
        "DW": 1000,
        "W": _widths(program, glyphs),
    }
    if program.kind == "truetype":
        entries["CIDToGIDMap"] = Name("Identity")
    return dictionary(entries)


def _descriptor(document: Any, full: str, program: FontProgram) -> Any:
    entries = {
        "Type": Name("FontDescriptor"),
        "FontName": Name(full),
        "Flags": 4,
        "FontBBox": array(*map(num, program.bbox)),
        "ItalicAngle": num(program.italic_angle),
        "Ascent": num(program.ascent),
        "Descent": num(program.descent),
        "CapHeight": num(program.cap_height),
        "StemV": 80,
    }
    if program.kind == "truetype":
        entries["FontFile2"] = document.Reference(flate(program.data, {"Length1": len(program.data)}))
    else:
        entries["FontFile3"] = document.Reference(flate(program.data, {"Subtype": Name("CIDFontType0C")}))
    return dictionary(entries)


def _widths(program: FontProgram, glyphs: list[int]) -> str:
    """`first [w w ...]` for each run of consecutive glyph ids."""
    out: list[str] = []
    last = -2
    for glyph in glyphs:
        width = num(program.widths[glyph], 2)
        if glyph == last + 1:
            out[-1] = f"{out[-1]} {width}"
        else:
            out.append(f"{glyph} [{width}")
        last = glyph
    return "[" + "".join(f"{run}]\n" for run in out) + "]"


def _tag(digest: str, glyphs: list[int]) -> str:
    """Six capitals that differ between subsets (ISO 32000-1, 9.6.4), the same on every computer."""
    number = int.from_bytes(sha256(f"{digest} {glyphs}".encode()).digest()[:8], "big")
    letters = []
    for _ in range(6):
        number, letter = divmod(number, 26)
        letters.append(chr(65 + letter))
    return "".join(letters)


def _to_unicode(texts: dict[int, str]) -> bytes:
    """The CMap that gives text back: glyph id to UTF-16BE."""
    pairs = [f"<{glyph:04X}> <{utf16(text)}>" for glyph, text in sorted(texts.items())]
    blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
    maps = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{maps}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
