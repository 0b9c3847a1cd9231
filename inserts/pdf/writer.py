"""Sheets into a PDF file, page after page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, Literal

from inserts.model.card import ArtData, PictureData, Sheet
from inserts.model.length import Box
from inserts.pdf.document import Document
from inserts.pdf.drawing import Drawing, Ink, Shared
from inserts.pdf.numbers import num
from inserts.pdf.objects import Name, array, dictionary, flate, words

PRODUCER = "inserts"

BACKS_ROTATED = "InsertsBacksRotated"
"""Entry of the document's information for whoever judges the file: its backs stand on their heads, and shall."""

_DUPLEX = {"long": "DuplexFlipLongEdge", "short": "DuplexFlipShortEdge"}


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
    """Write the sheets as a PDF 1.6 and return the number of pages. Equal input gives equal bytes.

    `pictures` are the pictures by the key the marks name; `flip` is the edge a duplex printer shall turn the sheet
    about. `backs_rotated`: backs stand on their heads, for a printer that turns them, and the file says so. `ink` gives
    the colour that is printed for each; None: they are printed as they are.
    A page is written when its sheet has come, so that a long batch takes no more memory than a short one.
    Raises KeyError for a picture that is not there, ValueError for a mark that is nowhere or no path.
    """
    document = Document(file)
    shared = Shared(document, pictures, ink)
    pages = []
    for sheet in sheets:
        pages.append(document.Reference(_page(document, shared, sheet)))
        document.flush()
    info = {"Title": words(title), "Producer": words(PRODUCER), "Trapped": Name("False")}
    document.finish(
        fonts=dictionary(shared.fonts.embed(document)),
        pages=dictionary({"Type": Name("Pages"), "Kids": array(*pages), "Count": len(pages)}),
        catalog=_catalog(document, flip),
        info=dictionary({**info, **({BACKS_ROTATED: words("yes")} if backs_rotated else {})}),
    )
    return len(pages)


def _page(document: Document, shared: Shared, sheet: Sheet) -> Any:
    drawing = Drawing(shared)
    drawing.adjust(sheet.adjust, sheet.h)
    for placement in sheet.placements:
        drawing.place(placement, sheet.h)
    drawing.marks(sheet.marks, sheet.h)
    entries = {
        "Type": Name("Page"),
        "Parent": document.pages,
        "MediaBox": _corners(Box(0.0, 0.0, sheet.w, sheet.h), sheet.h),
        "Resources": drawing.resources(),
    }
    content = drawing.content()
    if content:
        entries["Contents"] = document.Reference(flate(content))
    for key, box in (("TrimBox", sheet.trim), ("BleedBox", sheet.bleed)):
        if box is not None:
            entries[key] = _corners(box, sheet.h)
    return dictionary(entries)


def _corners(box: Box, top: float) -> Any:
    """Lower left and upper right corner, y upwards."""
    return array(*map(num, (box.x, top - box.bottom, box.right, top - box.y)))


def _catalog(document: Document, flip: str) -> Any:
    preferences = {"PrintScaling": Name("None"), "PickTrayByPDFSize": "true"}
    if flip:
        preferences["Duplex"] = Name(_DUPLEX[flip])
    return dictionary({"Type": Name("Catalog"), "Pages": document.pages, "ViewerPreferences": dictionary(preferences)})
