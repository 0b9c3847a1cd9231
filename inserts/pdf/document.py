"""The file's structure: numbered objects, written as they are finished, then the table that finds them.

reportlab gives the numbering, the formatting of objects and the cross-reference table. Its own way to a file
(`PDFDocument.format`) would hold all of it in memory twice, and writes the time of day into it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, BinaryIO

from reportlab.pdfbase import pdfdoc

VERSION = (1, 6)
_FONTS, _PAGES, _CATALOG, _INFO = pdfdoc.BasicFonts, "Pages", "Catalog", "Info"
_LAST = frozenset({_FONTS, _PAGES, _CATALOG, _INFO})
"""Objects that are known by name from the beginning and complete only at the end."""

_HEAD = b"%%PDF-%d.%d\n%%\xe2\xe3\xcf\xd3\n" % VERSION


class Document(pdfdoc.PDFDocument):  # type: ignore[misc]  # reportlab has no types
    """A PDF file being written to `file`, from where it stands."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(invariant=1, pdfVersion=VERSION)
        for name in (_PAGES, _CATALOG, _INFO):
            self.Reference(None, name)
        self.fonts = pdfdoc.PDFObjectReference(_FONTS)
        self.pages = pdfdoc.PDFObjectReference(_PAGES)
        self._file = file
        self._digest = sha256()
        self._offset = 0
        self._next = 1
        self._put(_HEAD)

    def flush(self) -> None:
        """Write every object there is but the four that end the file, and let go of them."""
        while self._next in self.numberToId:  # an object may add others while it is formatted
            name = self.numberToId[self._next]
            if name not in _LAST:
                self._object(name)
            self._next += 1

    def finish(self, *, fonts: Any, pages: Any, catalog: Any, info: Any) -> None:
        """Write what ends the file. The file's ID is a digest of all that stands before it."""
        self.flush()
        for name, thing in ((_FONTS, fonts), (_PAGES, pages), (_CATALOG, catalog), (_INFO, info)):
            self.idToObject[name] = thing
            self._object(name)
        start = self._offset
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, [self.numberToId[number] for number in range(1, self._next)])
        self._put(table.format(self))
        self._put(self._trailer(start).format(self))

    def _trailer(self, start: int) -> Any:
        own = b"<" + self._digest.hexdigest()[:32].encode() + b">"
        root, info = pdfdoc.PDFObjectReference(_CATALOG), pdfdoc.PDFObjectReference(_INFO)
        return pdfdoc.PDFTrailer(startxref=start, Size=self._next, Root=root, Info=info, ID=b"[" + own + own + b"]")

    def _object(self, name: str) -> None:
        self.idToOffset[name] = self._offset
        self._put(pdfdoc.PDFIndirectObject(name, self.idToObject[name]).format(self))
        self.idToObject[name] = None

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._offset += len(data)
