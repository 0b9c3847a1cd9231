"""Artwork as a form XObject with all it needs, and the operators that draw it."""

from __future__ import annotations

from typing import Any

from reportlab.pdfbase import pdfdoc

from inserts.model.card import ArtData, ArtObject
from inserts.model.length import Box
from inserts.pdf.numbers import matrix


class _Copied(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """An object of the art; `others` are the references its numbers stand for."""

    __RefOnly__ = 1

    def __init__(self, source: ArtObject, others: list[Any]) -> None:
        self.source = source
        self.others = others

    def format(self, document: Any) -> bytes:
        body, data = self.source
        written = b"".join(
            part if isinstance(part, bytes) else bytes(self.others[part].format(document)) for part in body
        )
        if data is None:
            return written
        return b"<<%b /Length %d>>\nstream\n%b\nendstream\n" % (written, len(data), data)


def embed(document: Any, art: ArtData) -> Any:
    """A reference to the art's form; its objects are written once, whatever refers to whatever."""
    others: list[Any] = []
    others.extend(document.Reference(_Copied(source, others)) for source in art.objects)
    return others[0]


def placed(art: ArtData, box: Box, top: float) -> str:
    """A `cm` operator that fills the box with the art. `top` is the height its y is measured downwards from."""
    return matrix(box.w / art.width, 0, 0, box.h / art.height, box.x, top - box.bottom)
