"""The files a template names, told by their content, each opened once; every problem with the element it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from inserts.artwork.page import open_page
from inserts.artwork.placing import Art, check_fine, place, printed_size
from inserts.images import Refused, picture, read_inside
from inserts.model.card import Picture
from inserts.model.problem import Problem, Where
from inserts.model.template import ArtElement, ImageElement, Template

_HEAD = 4096

_PDF_HEAD = 1024
"""Bytes in which a PDF's mark may stand (ISO 32000-1, annex H, note 13)."""


@dataclass(frozen=True, slots=True)
class Artwork:
    """A template's files: `pictures` by the name its images give, `grounds` laid on the card, `problems` sorted."""

    pictures: Mapping[str, Art]
    grounds: Mapping[ArtElement, Picture]
    data: Mapping[str, Art]
    problems: tuple[Problem, ...]


def open_artwork(template: Template) -> Artwork:
    """Everything of its own folder that the template shows."""
    files = _Files(Path(template.file).parent)
    pictures: dict[str, Art] = {}
    grounds: dict[ArtElement, Picture] = {}
    problems: set[Problem] = set()
    for element in _showing(template):
        try:
            if isinstance(element, ArtElement):
                art = files.open(element.source, element.page)
                grounds[element] = place(art, element, template)
                check_fine(art, grounds[element].box.w, grounds[element].box.h)
            elif not _of_shop(element):
                art = pictures[element.source] = files.open(element.source, 1)
                check_fine(art, *printed_size(element, art))
        except Refused as refused:
            told = f"{element.id}: {element.source}: {refused.message}"
            problems.add(Problem(element.where, told, refused.hint))
    return Artwork(pictures, grounds, {art.key: art for art in files.opened()}, tuple(sorted(problems)))


def coarse(template: Template, shown: Mapping[str, tuple[Path, Art]]) -> Iterable[Problem]:
    """The shop's pictures that are blurred where the template prints them. `shown` is by field: "shop.logo"."""
    for element in _showing(template):
        if isinstance(element, ImageElement) and _of_shop(element):
            path, art = shown.get(element.source.strip("{} "), (Path(), None))
            try:
                if art is not None:
                    check_fine(art, *printed_size(element, art))
            except Refused as refused:
                told = f"{refused.message} (template {template.name}, {element.id})"
                yield Problem(Where(str(path)), told, refused.hint)


def _showing(template: Template) -> Iterator[ArtElement | ImageElement]:
    for side in template.sides:
        yield from (element for element in side if isinstance(element, ArtElement | ImageElement))


class _Files:
    """Files of one folder, each read and checked once, whatever comes of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[str, int], Art | Refused] = {}

    def open(self, source: str, page: int) -> Art:
        """Raises Refused."""
        found = self._known.get((source, page))
        if found is None:
            try:
                found = _art(read_inside(Path(source), self._folder, place="template"), page)
            except Refused as refused:
                found = refused
            self._known[source, page] = found
        if isinstance(found, Refused):
            raise found
        return found

    def opened(self) -> Iterable[Art]:
        return (found for found in self._known.values() if not isinstance(found, Refused))


def _art(data: bytes, page: int) -> Art:
    if b"%PDF-" in data[:_PDF_HEAD]:
        return open_page(data, page)
    if page > 1:
        raise Refused(f"only a PDF has a page {page}", "leave page away")
    if _is_svg(data):
        from inserts.artwork.svg import open_svg  # a fifth of a run's start, and few shops have any

        return open_svg(data)
    try:
        return picture(data)
    except Refused as refused:
        hint = refused.hint.replace("as PNG or JPEG", "as PDF, SVG, PNG or JPEG")
        raise Refused(refused.message.replace("a PNG nor a JPEG", "a PDF, SVG, PNG nor JPEG"), hint) from refused


def _of_shop(element: ImageElement) -> bool:
    return "{{" in element.source


def _is_svg(data: bytes) -> bool:
    """Whether the bytes begin as SVG does, in any encoding XML has."""
    head = data[:_HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith(b"<svg") or (head.startswith((b"<?xml", b"<!")) and b"<svg" in head)
