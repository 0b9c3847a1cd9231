"""Sheets into a PDF file, page after page."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, Literal, NamedTuple

from inserts.model.card import ArtData, Mark, PictureData, Sheet
from inserts.model.length import Box
from inserts.pdf.document import Document
from inserts.pdf.drawing import Drawing, Ink, Named, Shared
from inserts.pdf.numbers import nums
from inserts.pdf.objects import Name, array, dictionary, flate, words

PRODUCER = "inserts"

_PAGES = 3
"""The zlib level of pages: they are as small as with 4, for less work; 5 takes half as long again."""

BACKS_ROTATED = "InsertsBacksRotated"
"""Entry of the document's information for whoever judges the file: its backs stand on their heads, and shall."""

_DUPLEX = {"long": "DuplexFlipLongEdge", "short": "DuplexFlipShortEdge"}


class Page(NamedTuple):
    """A page whose content is in the file. What is left to be written of it is small: pages have most in common.

    `parts` are references to its content, one drawn over the other.
    """

    entries: Mapping[str, Any]
    parts: tuple[Any, ...]
    named: tuple[Named, ...]


class Writer:
    """A PDF 1.6 written to `file`: pages are drawn in any order, and their content is not kept. Equal input gives
    equal bytes.

    `pictures` are the pictures by the key the marks name; `ink` gives the colour that is printed for each; None: they
    are printed as they are.
    """

    def __init__(
        self, file: BinaryIO, pictures: Mapping[str, PictureData | ArtData], *, ink: Ink | None = None
    ) -> None:
        self._document = Document(file)
        self._shared = Shared(self._document, pictures, ink)
        self._entries: dict[tuple[float, float, Box | None, Box | None], Mapping[str, Any]] = {}
        self._resources: dict[tuple[Named, ...], Any] = {}
        self._last: deque[tuple[Sheet, Page]] = deque(maxlen=2)

    def draw(self, sheet: Sheet) -> Page:
        """Write what is on the sheet. One that is equal to one of the last two, as backs often are, is written once.

        Raises KeyError for a picture that is not there, ValueError for a mark that is nowhere or no path.
        """
        page = next((page for known, page in self._last if known == sheet), None) or self._drawn(sheet)
        self._last.append((sheet, page))
        return page

    def _drawn(self, sheet: Sheet) -> Page:
        drawing = Drawing(self._shared)
        if sheet.placements or sheet.marks:
            drawing.adjust(sheet.adjust, sheet.h)
        for placement in sheet.placements:
            drawing.place(placement, sheet.h)
        drawing.marks(sheet.marks, sheet.h)
        return self._with(Page(self._boxes(sheet), (), ()), drawing)

    def over(self, page: Page, marks: Iterable[Mark], top: float) -> Page:
        """The page with marks over what is on it, adjusted as that is; their y is measured downwards from `top`."""
        drawing = Drawing(self._shared)
        drawing.marks(marks, top)
        return self._with(page, drawing)

    def finish(
        self,
        pages: Iterable[Page],
        *,
        title: str,
        flip: Literal["", "long", "short"],
        backs_rotated: bool = False,
    ) -> int:
        """Write what makes a file of the pages, in their order, and return their number.

        `flip` is the edge a duplex printer shall turn the sheet about. `backs_rotated`: backs stand on their heads, for
        a printer that turns them, and the file says so.
        """
        document = self._document
        kids = []
        for page in pages:
            kids.append(document.Reference(self._finished(page)))
            document.flush()
        info = {"Title": words(title), "Producer": words(PRODUCER), "Trapped": Name("False")}
        document.finish(
            fonts=dictionary(self._shared.fonts.embed(document)),
            pages=dictionary({"Type": Name("Pages"), "Kids": array(*kids), "Count": len(kids)}),
            catalog=_catalog(document, flip),
            info=dictionary({**info, **({BACKS_ROTATED: words("yes")} if backs_rotated else {})}),
        )
        return len(kids)

    def _with(self, page: Page, drawing: Drawing) -> Page:
        content = drawing.content()
        parts = (*page.parts, self._document.Reference(flate(content, level=_PAGES))) if content else page.parts
        self._document.flush()
        return Page(page.entries, parts, tuple(sorted({*page.named, *drawing.named})))

    def _finished(self, page: Page) -> Any:
        """The page's dictionary. Pages that name the same resources refer to one list of them."""
        document = self._document
        if page.named not in self._resources:
            self._resources[page.named] = document.Reference(self._shared.resources(page.named))
        entries = {**page.entries, "Resources": self._resources[page.named]}
        if page.parts:
            entries["Contents"] = page.parts[0] if len(page.parts) == 1 else array(*page.parts)
        return dictionary(entries)

    def _boxes(self, sheet: Sheet) -> Mapping[str, Any]:
        """The page's entries but for what is on it, which most pages have in common."""
        key = sheet.w, sheet.h, sheet.trim, sheet.bleed
        if key not in self._entries:
            entries = {
                "Type": Name("Page"),
                "Parent": self._document.pages,
                "MediaBox": _corners(Box(0.0, 0.0, sheet.w, sheet.h), sheet.h),
            }
            for name, box in (("TrimBox", sheet.trim), ("BleedBox", sheet.bleed)):
                if box is not None:
                    entries[name] = _corners(box, sheet.h)
            self._entries[key] = entries
        return self._entries[key]


def write(
    file: BinaryIO,
    sheets: Iterable[Sheet],
    pictures: Mapping[str, PictureData | ArtData],
    *,
    title: str,
    flip: Literal["", "long", "short"],
    backs_rotated: bool = False,
    ink: Ink | None = None,
) -> int:
    """Write the sheets as a PDF and return the number of pages; the rest is as `Writer` has it.

    Each is written when it has come, so that a long file takes no more memory than a short one.
    """
    writer = Writer(file, pictures, ink=ink)
    return writer.finish([writer.draw(sheet) for sheet in sheets], title=title, flip=flip, backs_rotated=backs_rotated)


def _corners(box: Box, top: float) -> str:
    """Lower left and upper right corner, y upwards, as an array."""
    return f"[ {nums(box.x, top - box.bottom, box.right, top - box.y)} ]"


def _catalog(document: Document, flip: str) -> Any:
    preferences = {"PrintScaling": Name("None"), "PickTrayByPDFSize": "true"}
    if flip:
        preferences["Duplex"] = Name(_DUPLEX[flip])
    return dictionary({"Type": Name("Catalog"), "Pages": document.pages, "ViewerPreferences": dictionary(preferences)})
