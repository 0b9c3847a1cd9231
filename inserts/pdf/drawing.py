"""Marks as operators: one `Drawing` is the content of a page or form, `Shared` is what all of a file's contents use."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from operator import attrgetter
from typing import Any

import inserts.pdf.artwork as artwork
import inserts.pdf.paths as paths
import inserts.pdf.pictures as pictures
import inserts.pdf.text as text
from inserts.model.card import (
    ArtData,
    Bars,
    Border,
    Discs,
    Frame,
    Group,
    Layer,
    Mark,
    Outline,
    Picture,
    PictureData,
    Placement,
    Rect,
    Stroke,
    Symbol,
    Text,
)
from inserts.model.colour import Colour
from inserts.model.length import Box
from inserts.pdf.fonts import Fonts
from inserts.pdf.numbers import matrix, num, nums
from inserts.pdf.objects import Name, array, dictionary, short

_FILL = {"gray": "g", "rgb": "rg", "cmyk": "k"}
_STROKE = {"gray": "G", "rgb": "RG", "cmyk": "K"}

_STROKED = attrgetter("stroke")

_FAR = 14_400
"""Points: as far as a page can reach (ISO 32000-1, annex C)."""


Named = tuple[str, str]
"""The kind and the name of a resource. In a file a name stands for one thing."""

_FONTS = ("Font", "")
"""All fonts of the file."""

Ink = Callable[[Colour], Colour]
"""The colour that is printed for one."""


class Shared:
    """Fonts, spot colours, pictures and forms of one file, each embedded once."""

    def __init__(self, document: Any, images: Mapping[str, PictureData | ArtData], ink: Ink | None = None) -> None:
        self.document = document
        self.ink = ink
        self.fonts = Fonts()
        self.images = images
        self._embedded: dict[Hashable, str] = {}
        self._named: dict[str, Any] = {}

    def image(self, key: str) -> str:
        """Resource name of a picture. Raises KeyError if no picture has the key."""
        return self._once(("image", key), "I", lambda: self._embedded_image(self.images[key]))

    def _embedded_image(self, data: PictureData | ArtData) -> Any:
        if isinstance(data, ArtData):
            return artwork.embed(self.document, data)
        return pictures.embed(self.document, data)

    def spot(self, colour: Colour) -> str:
        """Resource name of a spot colour: a plate of its own, or its CMYK where there is none."""
        return self._once(("spot", colour.name, colour.values[1:]), "S", lambda: self._separation(colour))

    def form(self, layer: Layer, frame: Frame) -> str:
        """Resource name of a layer drawn once, in the frame's own coordinates."""
        key = ("form", layer.key, frame.w, frame.h, frame.bleed)
        return self._once(key, "L", lambda: self._drawn(layer, frame))

    def state(self, opacity: float) -> str:
        """Resource name of the graphics state in which all is drawn with this opacity."""
        key = num(opacity)
        entries = {"Type": Name("ExtGState"), "CA": key, "ca": key}
        return self._once(("state", key), "G", lambda: self.document.Reference(dictionary(entries)))

    def group(self, marks: Iterable[Mark], top: float) -> str:
        """Resource name of marks mixed with what lies below as one, so that none shines through another.

        They are clipped by where they are drawn, not by the form: turned marks may come from anywhere.
        """
        drawing = Drawing(self)
        drawing.marks(marks, top)
        entries = {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": array(-_FAR, -_FAR, _FAR, _FAR),
            "Group": dictionary({"Type": Name("Group"), "S": Name("Transparency")}),
            "Resources": drawing.resources(),
        }
        return self._keep("T", self.document.Reference(short(drawing.content(), entries)))

    def resources(self, named: Iterable[Named]) -> Any:
        """The dictionary of these resources."""
        kinds: dict[str, dict[str, Any]] = {}
        for kind, name in named:
            kinds.setdefault(kind, {})[name] = self._named.get(name)
        fonts = kinds.pop("Font", None)
        found = {kind: dictionary(names) for kind, names in kinds.items()}
        return dictionary({**found, "Font": self.document.fonts} if fonts else found)

    def _once(self, key: Hashable, letter: str, make: Callable[[], Any]) -> str:
        known = self._embedded.get(key)
        if known is None:
            known = self._embedded[key] = self._keep(letter, make())
        return known

    def _keep(self, letter: str, made: Any) -> str:
        name = f"{letter}{len(self._named) + 1}"
        self._named[name] = made
        return name

    def _separation(self, colour: Colour) -> Any:
        tint = {
            "FunctionType": 2,
            "Domain": array(0, 1),
            "C0": array(0, 0, 0, 0),
            "C1": array(*map(num, colour.values[1:])),
            "N": 1,
        }
        return self.document.Reference(
            array(Name("Separation"), Name(colour.name), Name("DeviceCMYK"), dictionary(tint)),
            f"Spot {colour.name} {colour.values[1:]}",
        )

    def _drawn(self, layer: Layer, frame: Frame) -> Any:
        drawing = Drawing(self)
        drawing.marks(layer.marks, frame.h)
        entries = {
            "Type": Name("XObject"),
            "Subtype": Name("Form"),
            "BBox": array(*map(num, (-frame.bleed, -frame.bleed, frame.w + frame.bleed, frame.h + frame.bleed))),
            "Resources": drawing.resources(),
        }
        return self.document.Reference(short(drawing.content(), entries))


class Drawing:
    """Operators of one page or form, with the resources they name."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._parts: list[str] = []
        self.named: set[Named] = set()
        self._fill: Colour | None = None

    def content(self) -> bytes:
        return "\n".join(self._parts).encode("ascii")

    def resources(self) -> Any:
        """Everything the operators name, so that no renderer has to look further up."""
        return self._shared.resources(self.named)

    def marks(self, marks: Iterable[Mark], top: float) -> None:
        """Draw marks whose y is measured downwards from `top`."""
        for mark in marks:
            _DRAW[type(mark)](self, mark, top)

    def adjust(self, adjust: tuple[float, float, float, float], top: float) -> None:
        """Stretch and move all that is drawn after it, from the page's top left; see `Sheet`."""
        across, down, x, y = adjust
        if adjust != (1.0, 1.0, 0.0, 0.0):
            self._parts.append(matrix(across, 0, 0, down, x, top - y - down * top))

    def place(self, placement: Placement, top: float) -> None:
        """Draw a side at its place, on its head if turned, and nothing outside the clip box."""
        frame, x, y, turned, clip = placement
        self._parts.append(_opened(frame.w, frame.h, x, y, turned, clip, top))
        self._fill = None
        for layer in frame.layers:
            if layer.key is None:
                self.marks(layer.marks, frame.h)
            elif layer.marks:
                self._do(self._shared.form(layer, frame))
        self._parts.append("Q")
        self._fill = None

    def _do(self, name: str) -> None:
        self.named.add(("XObject", name))
        self._parts.append(f"/{name} Do")

    def _colour(self, colour: Colour, operators: Mapping[str, str]) -> str:
        if self._shared.ink:
            colour = self._shared.ink(colour)
        if colour.space != "spot":
            return _process(colour.values, operators[colour.space])
        name = self._shared.spot(colour)
        self.named.add(("ColorSpace", name))
        set_space, set_tint = ("cs", "scn") if operators is _FILL else ("CS", "SCN")
        return f"/{name} {set_space} {num(colour.values[0])} {set_tint}"

    def _filling(self, colour: Colour) -> None:
        """Set the fill colour unless it is set. Within a `q` the colour outside is unknown."""
        if colour != self._fill:
            self._parts.append(self._colour(colour, _FILL))
            self._fill = colour

    def _rect(self, mark: Rect, top: float) -> None:
        self._filling(mark.colour)
        corner = (mark.x, top - mark.y - mark.h, mark.w, mark.h)
        self._parts.append((paths.rounded(*corner, mark.radius) if mark.radius > 0 else paths.box(*corner)) + " f")

    def _border(self, mark: Border, top: float) -> None:
        half = mark.width / 2
        corner = (mark.x + half, top - mark.y - mark.h + half, mark.w - mark.width, mark.h - mark.width)
        radius = mark.radius - half
        path = paths.rounded(*corner, radius) if radius > 0 else paths.box(*corner)
        self._parts.append(f"{self._colour(mark.colour, _STROKE)} {num(mark.width)} w {path} S")

    def _discs(self, mark: Discs, top: float) -> None:
        if mark.centres:
            self._filling(mark.colour)
            circles = (paths.circle(x, top - y, mark.diameter / 2) for x, y in mark.centres)
            self._parts.append(" ".join(circles) + " f")

    def _stroke(self, mark: Stroke, top: float) -> None:
        line = f"{num(mark.width)} w {nums(mark.x1, top - mark.y1)} m {nums(mark.x2, top - mark.y2)} l S"
        self._parts.append(f"{self._colour(mark.colour, _STROKE)} {line}")

    def _outline(self, mark: Outline, top: float) -> None:
        self._filling(mark.colour)
        flip = matrix(mark.scale, 0, 0, -mark.scale, mark.x, top - mark.y)
        self._parts.append(f"q {flip} {paths.outline(mark.path)} {'f*' if mark.even_odd else 'f'} Q")

    def _symbol(self, mark: Symbol, top: float) -> None:
        self._filling(mark.colour)
        place = matrix(mark.module, 0, 0, mark.module, mark.x, top - mark.y - mark.size * mark.module)
        self._parts.append(f"q {place} {paths.symbol(mark.modules, mark.size, mark.size, mark.inset)} f Q")

    def _bars(self, mark: Bars, top: float) -> None:
        self._filling(mark.colour)
        place = matrix(mark.module, 0, 0, mark.h, mark.x, top - mark.y - mark.h)
        self._parts.append(f"q {place} {paths.symbol(mark.modules, mark.size, 1, mark.inset)} f Q")

    def _group(self, mark: Group, top: float) -> None:
        fill = self._fill
        self._parts.append("q")
        if mark.angle % 360:
            self._parts.append(matrix(*paths.turn(mark.angle, mark.x, top - mark.y)))
        if mark.opacity < 1:
            name = self._shared.state(mark.opacity)
            self.named.add(("ExtGState", name))
            self._parts.append(f"/{name} gs")
        if mark.opacity < 1 and len(mark.marks) > 1:
            self._do(self._shared.group(mark.marks, top))
        else:
            self.marks(mark.marks, top)
        self._parts.append("Q")
        self._fill = fill

    def _text(self, mark: Text, top: float) -> None:
        self.named.add(_FONTS)
        self._filling(mark.colour)
        shown = text.operators(mark, top - mark.y, self._shared.fonts)
        if any(map(_STROKED, mark.line.runs)):
            shown = f"q 1 j {self._colour(mark.colour, _STROKE)} {shown} Q"
        self._parts.append(shown)

    def _picture(self, mark: Picture, top: float) -> None:
        name = self._shared.image(mark.key)
        data = self._shared.images[mark.key]
        self._parts.append("q" if mark.clip is None else f"q {_clipped(mark.clip, mark.radius, top)}")
        if isinstance(data, ArtData):
            self._parts.append(artwork.placed(data, mark.box, top))
        else:
            self._parts.append(pictures.placed(data, mark.box, top))
        self._do(name)
        self._parts.append("Q")


_DRAW: dict[type[Mark], Callable[[Drawing, Any, float], None]] = {
    Rect: Drawing._rect,
    Border: Drawing._border,
    Discs: Drawing._discs,
    Stroke: Drawing._stroke,
    Outline: Drawing._outline,
    Text: Drawing._text,
    Picture: Drawing._picture,
    Symbol: Drawing._symbol,
    Bars: Drawing._bars,
    Group: Drawing._group,
}


@lru_cache(maxsize=256)
def _opened(w: float, h: float, x: float, y: float, turned: bool, clip: Box, top: float) -> str:
    """What begins a side at its place; every sheet has the same places."""
    turn = (-1, 0, 0, -1, x + w, top - y) if turned else (1, 0, 0, 1, x, top - y - h)
    return f"q {paths.box(clip.x, top - clip.bottom, clip.w, clip.h)} W n\n{matrix(*turn)}"


@lru_cache(maxsize=256)
def _process(values: tuple[float, ...], operator: str) -> str:
    return f"{nums(*values)} {operator}"


def _clipped(clip: Box, radius: float, top: float) -> str:
    corner = (clip.x, top - clip.bottom, clip.w, clip.h)
    return f"{paths.rounded(*corner, radius) if radius > 0 else paths.box(*corner)} W n"
