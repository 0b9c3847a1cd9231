"""Fonts: one Type0 font with Identity-H encoding per face and file.

Character codes count a TrueType face's glyphs in the order they are drawn: readers remember more of codes below 256. In
a CFF face the code is the glyph id.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from hashlib import sha256
from typing import Any

from inserts.model.glyphs import Face, FontProgram
from inserts.pdf.numbers import num
from inserts.pdf.objects import Name, array, dictionary, flate, utf16

_BLOCK = 100
"""Most entries a bfchar block may have (Adobe Technical Note 5014)."""


_SILENT = "\u200b"
"""What a glyph says whose text stands in a span: without any text of its own, readers that pass over spans, and
pdfium over empty ones, take its code for a character."""

_REMEMBERED = 4096
"""Runs whose operators are kept."""


class Codes(dict[int, str]):
    """The code of each glyph that is drawn, as a string of the page has it: 0001 for the first one, unless `kept`."""

    __slots__ = ("_kept",)

    def __init__(self, *, kept: bool) -> None:
        self._kept = kept

    def __missing__(self, glyph: int) -> str:
        self[glyph] = code = f"{glyph if self._kept else len(self) + 1:04X}"
        return code


class Font:
    """A face in use in a file: the `codes` of glyphs it drew, and in `texts` what each tells when copied out."""

    __slots__ = ("_shown", "codes", "face", "name", "texts")

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        self.codes = Codes(kept=face.kind == "cff")
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

    def tell(self, glyph: int, text: str) -> bool:
        """Note that the glyph says `text`. False if it cannot: in a file a glyph says its first text."""
        return bool(text) and self.texts.setdefault(glyph, text) == text

    def embed(self, document: Any) -> Any:
        """Subset the face to what was drawn; give a reference to the font dictionary."""
        glyphs = sorted(self.codes)
        program = self.face.subset(frozenset(glyphs))
        codes = {int(code, 16): glyph for glyph, code in self.codes.items()}
        texts = {code: self.texts.get(glyph, _SILENT) for code, glyph in codes.items()}
        full = f"{_tag(self.face.digest, glyphs)}+{self.face.name}"
        entries = {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": Name(full),
            "Encoding": Name("Identity-H"),
            "DescendantFonts": array(document.Reference(_descendant(document, full, program, codes))),
            "ToUnicode": document.Reference(flate(_to_unicode(texts))),
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


def _descendant(document: Any, full: str, program: FontProgram, codes: dict[int, int]) -> Any:
    entries = {
        "Type": Name("Font"),
        "Subtype": Name("CIDFontType2" if program.kind == "truetype" else "CIDFontType0"),
        "BaseFont": Name(full),
        "CIDSystemInfo": dictionary({"Registry": "(Adobe)", "Ordering": "(Identity)", "Supplement": 0}),
        "FontDescriptor": document.Reference(_descriptor(document, full, program)),
        "DW": 1000,
        "W": _widths({code: program.widths[glyph] for code, glyph in sorted(codes.items())}),
    }
    if program.kind == "truetype":
        entries["CIDToGIDMap"] = document.Reference(flate(b"".join(_glyphs(codes))))
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


def _glyphs(codes: dict[int, int]) -> Iterator[bytes]:
    """The glyph id of each code from 0 on, in two bytes."""
    yield from (codes.get(code, 0).to_bytes(2, "big") for code in range(max(codes, default=0) + 1))


def _widths(widths: dict[int, float]) -> str:
    """`first [w w ...]` for each run of consecutive codes, which come in their order."""
    out: list[str] = []
    last = -2
    for code, width in widths.items():
        if code == last + 1:
            out[-1] = f"{out[-1]} {num(width, 2)}"
        else:
            out.append(f"{code} [{num(width, 2)}")
        last = code
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
    """The CMap that gives text back: code to UTF-16BE."""
    pairs = [f"<{code:04X}> <{utf16(text)}>" for code, text in sorted(texts.items())]
    blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
    maps = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{maps}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")
