"""What a page's content says of colours: every operator, image, shading and form it reaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf

_INKS = {"/DeviceGray", "/DeviceCMYK", "/G", "/CMYK", "/Pattern"}
_TOLD = {"/CalGray", "/CalRGB", "/Lab", "/ICCBased"}
_KINDS = {
    "Do": "/XObject",
    "gs": "/ExtGState",
    "sh": "/Shading",
    "Tf": "/Font",
    "cs": "/ColorSpace",
    "CS": "/ColorSpace",
}


class Finding(NamedTuple):
    """`kind`: "name" is a name without a thing, "colour" a colour that is no ink, "mix" transparency."""

    kind: str
    message: str


class Walk:
    """Goes through the pages of one file. A form may be on every page: what is said of it is found once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[Finding, ...]] = {}

    def page(self, page: Any) -> tuple[Finding, ...]:
        """What there is to say of the page and all it draws, each once."""
        if "/Contents" not in page:
            return ()
        resources = pikepdf.Page(page).resources
        return tuple(dict.fromkeys(self._content(pikepdf.Page(page), resources, "its drawing")))

    def _once(self, stream: Any, where: str) -> tuple[Finding, ...]:
        """What there is to say of a form or pattern; nothing of one that is being looked at already."""
        if stream.objgen not in self._known:
            self._known[stream.objgen] = ()
            found = self._content(stream, stream.get("/Resources", pikepdf.Dictionary()), where)
            self._known[stream.objgen] = tuple(dict.fromkeys(found))
        return self._known[stream.objgen]

    def _content(self, stream: Any, resources: Any, where: str) -> Iterator[Finding]:
        """Operators of a page, form, pattern or Type3 glyph. `where` is what they are called in messages."""
        told = _rgb_is_told(resources)
        for step in pikepdf.parse_content_stream(stream):
            name, operands = str(step.operator), step.operands
            if name in ("rg", "RG") and not told:
                yield Finding("colour", f"{where} has RGB ({name})")
            elif name in _KINDS:
                yield from self._named(name, operands, resources, where)
            elif name == "INLINE IMAGE":
                yield from self._inline(operands, resources, where)
            elif name in ("scn", "SCN") and operands and isinstance(operands[-1], pikepdf.Name):
                yield from self._pattern(str(operands[-1]), resources, where)

    def _named(self, operator: str, operands: Any, resources: Any, where: str) -> Iterator[Finding]:
        name = str(operands[0])
        kind = _KINDS[operator]
        if operator in ("cs", "CS") and (name in _INKS or name == "/DeviceRGB"):
            if name == "/DeviceRGB" and not _rgb_is_told(resources):
                yield Finding("colour", f"{where} has RGB ({operator})")
            return
        found = resources.get(kind, pikepdf.Dictionary()).get(name)
        if found is None:
            yield Finding("name", f"{where} names {name}, which is not in its {kind[1:]} resources")
        elif operator == "Do":
            yield from self._drawn(found, name, resources)
        elif operator == "gs":
            yield from _state(found)
        elif operator == "sh":
            yield from self._space(found.get("/ColorSpace"), resources, f"shading {name}")
        elif operator in ("cs", "CS"):
            yield from self._space(found, resources, f"colour space {name}")

    def _drawn(self, thing: Any, name: str, resources: Any) -> Iterator[Finding]:
        if thing.get("/Subtype") == "/Image":
            yield from self._image(thing, resources, f"picture {name}")
            return
        group = thing.get("/Group")
        if group is not None and "/CS" in group:
            yield from self._space(group.CS, resources, f"group {name}")
        yield from self._once(thing, f"form {name}")

    def _image(self, image: Any, resources: Any, where: str) -> Iterator[Finding]:
        if image.get("/ImageMask", False):
            return
        yield from self._space(image.get("/ColorSpace"), resources, where)
        if "/SMask" in image:
            yield Finding("mix", where)

    def _inline(self, operands: Any, resources: Any, where: str) -> Iterator[Finding]:
        entries = operands[0].obj if hasattr(operands[0], "obj") else pikepdf.Dictionary()
        for key in ("/ColorSpace", "/CS"):
            if key in entries:
                yield from self._space(entries[key], resources, f"a picture in {where}")

    def _pattern(self, name: str, resources: Any, where: str) -> Iterator[Finding]:
        found = resources.get("/Pattern", pikepdf.Dictionary()).get(name)
        if found is None:
            yield Finding("name", f"{where} names {name}, which is not in its Pattern resources")
        elif isinstance(found, pikepdf.Stream):
            yield from self._once(found, f"pattern {name}")
        else:
            yield from self._space(found.get("/Shading", {}).get("/ColorSpace"), resources, f"pattern {name}")

    def _space(self, space: Any, resources: Any, where: str) -> Iterator[Finding]:
        """A colour space that is of inks, or told by a profile; those that build on another are followed."""
        if space is None:
            return
        if isinstance(space, pikepdf.Name):
            named = resources.get("/ColorSpace", pikepdf.Dictionary()).get(str(space))
            if str(space) in ("/DeviceRGB", "/RGB"):
                if not _rgb_is_told(resources):
                    yield Finding("colour", f"{where} has RGB")
            elif named is not None and str(space) not in _INKS:
                yield from self._space(named, resources, where)
            return
        if isinstance(space, pikepdf.Array) and len(space) > 1:
            family = str(space[0])
            if family in ("/Separation", "/DeviceN"):
                yield from self._space(space[2], resources, where)
            elif family in ("/Indexed", "/I", "/Pattern"):
                yield from self._space(space[1], resources, where)
            elif family not in _TOLD | _INKS:
                yield Finding("colour", f"{where} has the colour space {family[1:]}")


def _rgb_is_told(resources: Any) -> bool:
    """Whether a profile stands in for plain RGB."""
    return "/DefaultRGB" in resources.get("/ColorSpace", {})


def _state(state: Any) -> Iterator[Finding]:
    soft = state.get("/SMask", pikepdf.Name("/None"))
    mode = state.get("/BM", "/Normal")
    clear = any(float(state.get(key, 1)) < 1 for key in ("/ca", "/CA"))
    if clear or soft != "/None" or (isinstance(mode, pikepdf.Array) or str(mode) != "/Normal"):
        yield Finding("mix", "opacity")
