"""What a page draws, followed through its forms and patterns: fonts that lack, drawing that never ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from inserts.artwork.limits import MOST_CONTENT, damaged, too_large, unpacked
from inserts.artwork.objects import filter_names
from inserts.images import Refused

_DEEPEST = 30
_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_LOOKED_AT = " ".join(sorted(_SHOWING | {"Do", "Q", "SCN", "Tf", "gs", "q", "scn"}))

Path = tuple[tuple[int, int], ...]
"""The forms, patterns and fonts that are being drawn, outermost first."""


class Follower:
    """Follows the drawing of one page. Raises Refused for what no card can be printed with."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._weights: dict[tuple[int, int], int] = {}
        self.lacking: set[str] = set()

    def follow(self, content: bytes, resources: Any) -> None:
        """Look at all that is drawn; `lacking` are then the fonts that are not in the file."""
        self._drawn(content, resources, ())

    def _drawn(self, content: bytes, resources: Any, path: Path) -> int:
        """How many bytes of operators are drawn, counted as often as they are."""
        if len(path) > _DEEPEST:
            raise too_large()
        weight = len(content)
        font: Any = None
        saved: list[Any] = []
        for operator, name in self._operators(content):
            if operator in _SHOWING:
                self._font(font, path)
            elif operator == "Tf":
                font = _entry(resources, "/Font", name)
            elif operator == "q":
                saved.append(font)
            elif operator == "Q":
                font = saved.pop() if saved else None
            elif operator == "gs":
                state = _entry(resources, "/ExtGState", name)
                if isinstance(state, pikepdf.Dictionary):
                    font = _state_font(state) or font
                    weight += self._mask(state, resources, path)
            else:
                kind = "/XObject" if operator == "Do" else "/Pattern"
                weight += self._stream(_entry(resources, kind, name), resources, path)
            if weight > MOST_CONTENT:
                raise too_large()
        return weight

    def _operators(self, content: bytes) -> Iterator[tuple[str, str]]:
        """Operators that are looked at, with the name that ends their operands or begins them."""
        try:
            found = pikepdf.parse_content_stream(pikepdf.Stream(self._pdf, content), _LOOKED_AT)
        except pikepdf.PdfError as error:
            raise damaged() from error
        for instruction in found:
            names = [str(operand) for operand in instruction.operands if isinstance(operand, pikepdf.Name)]
            yield str(instruction.operator), names[-1] if names else ""

    def _mask(self, state: Any, resources: Any, path: Path) -> int:
        mask = state.get("/SMask")
        return self._stream(mask.get("/G"), resources, path) if isinstance(mask, pikepdf.Dictionary) else 0

    def _stream(self, thing: Any, outer: Any, path: Path) -> int:
        """The weight of a form or a tiling pattern; anything else draws nothing that could be followed."""
        if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") == "/Image":
            return 0
        if thing.objgen in path:
            raise Refused("the artwork draws itself without end", "export it again")
        if thing.objgen not in self._weights:
            content = unpacked(thing.read_raw_bytes(), filter_names(thing), MOST_CONTENT)
            if "/DecodeParms" in thing and any(_predicted(thing["/DecodeParms"])):
                raise damaged()
            inner = thing.get("/Resources", outer)
            self._weights[thing.objgen] = self._drawn(content, inner, (*path, thing.objgen))
        return self._weights[thing.objgen]

    def _font(self, font: Any, path: Path) -> None:
        if not isinstance(font, pikepdf.Dictionary):
            self.lacking.add("one that is missing")
        elif font.get("/Subtype") == "/Type3":
            self._glyphs(font, path)
        elif not _embedded(font):
            self.lacking.add(str(font.get("/BaseFont", "one without a name")).lstrip("/").rpartition("+")[2][:60])

    def _glyphs(self, font: Any, path: Path) -> None:
        """The glyphs of a font that is drawn as pages are."""
        if font.objgen in path:
            raise Refused("the artwork draws itself without end", "export it again")
        glyphs = font.get("/CharProcs")
        if isinstance(glyphs, pikepdf.Dictionary):
            for glyph in dict(glyphs.items()).values():
                self._stream(glyph, font.get("/Resources"), (*path, font.objgen))


def page_content(page: Any) -> bytes:
    """The operators of a page, its parts joined. Raises Refused."""
    parts = page.get("/Contents")
    streams = [] if parts is None else list(parts) if isinstance(parts, pikepdf.Array) else [parts]
    out: list[bytes] = []
    left = MOST_CONTENT
    for stream in streams:
        if isinstance(stream, pikepdf.Stream):
            out.append(unpacked(stream.read_raw_bytes(), filter_names(stream), left))
            left -= len(out[-1])
    return b"\n".join(out)


def silent_fonts_left_out(pdf: pikepdf.Pdf, content: bytes, resources: Any) -> bytes:
    """The operators without fonts that are not in the file and set nothing, which leave `resources` too.

    Many programs name such a font at the beginning of every page; a print shop's checks would stumble over it.
    """
    group = resources.get("/Font")
    fonts = dict(group.items()) if isinstance(group, pikepdf.Dictionary) else {}
    silent = {name for name, font in fonts.items() if font.get("/Subtype") != "/Type3" and not _embedded(font)}
    if not silent:
        return content
    for name in silent:
        del group[name]
    kept = [
        instruction
        for instruction in pikepdf.parse_content_stream(pikepdf.Stream(pdf, content))
        if str(instruction.operator) != "Tf" or str(instruction.operands[0]) not in silent
    ]
    return pikepdf.unparse_content_stream(kept)


def _embedded(font: Any) -> bool:
    inner = font.get("/DescendantFonts")
    described = inner[0] if isinstance(inner, pikepdf.Array) and len(inner) else font
    told = described.get("/FontDescriptor") if isinstance(described, pikepdf.Dictionary) else None
    return isinstance(told, pikepdf.Dictionary) and any(
        key in told for key in ("/FontFile", "/FontFile2", "/FontFile3")
    )


def _state_font(state: Any) -> Any:
    font = state.get("/Font")
    return font[0] if isinstance(font, pikepdf.Array) and len(font) else None


def _predicted(parameters: Any) -> Iterator[bool]:
    for part in parameters if isinstance(parameters, pikepdf.Array) else [parameters]:
        yield isinstance(part, pikepdf.Dictionary) and part.get("/Predictor", 1) != 1


def _entry(resources: Any, kind: str, name: str) -> Any:
    group = resources.get(kind) if isinstance(resources, pikepdf.Dictionary) else None
    return group.get(name) if isinstance(group, pikepdf.Dictionary) else None
