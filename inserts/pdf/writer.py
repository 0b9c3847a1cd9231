"""Sheets into a PDF file, page after page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO, Literal

from inserts.model.card import ArtData, PictureData, Sheet
from inserts.model.length import Box
from inserts.pdf.document import Document
from inserts.pdf.drawing import Drawing, Shared
from inserts.pdf.numbers import num
from inserts.pdf.objects import Name, array, dictionary, flate, words

PRODUCER = "inserts"

_DUPLEX = {"long": "DuplexFlipLongEdge", "short": "DuplexFlipShortEdge"}


def write(
    file: BinaryIO,
    sheets: Iterable[Sheet],
    pictures: Mapping[str, PictureData | ArtData],
    *,
    title: str,
    flip: Literal["", "long", "short"],
) -> int:
    """Write the sheets as a PDF 1.6 and return the number of pages. Equal input gives equal bytes.

    `pictures` are the pictures by the key the marks name; `flip` is the edge a duplex printer shall turn the sheet
    about. A page is written when its sheet has come, so that a long batch takes no more memory than a short one.
    Raises KeyError for a picture that is not there, ValueError for a mark that is nowhere or no path.
    """
    document = Document(file)
    shared = Shared(document, pictures)
    pages = []
    for sheet in sheets:
        pages.append(document.Reference(_page(document, shared, sheet)))
        document.flush()
    document.finish(
        fonts=dictionary(shared.fonts.embed(document)),
        pages=dictionary({"Type": Name("Pages"), "Kids": array(*pages), "Count": len(pages)}),
        catalog=_catalog(document, flip),
        info=dictionary({"Title": words(title), "Producer": words(PRODUCER), "Trapped": Name("False")}),
    )
    return len(pages)


def _page(document: Document, shared: Shared, sheet: Sheet) -> Any:
    drawing = Drawing(shared)
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
    preferences = {"PrintScaling": Name("None")}
    if flip:
        preferences["Duplex"] = Name(_DUPLEX[flip])
    return dictionary({"Type": Name("Catalog"), "Pages": document.pages, "ViewerPreferences": dictionary(preferences)})
