"""What many pages begin with, such as the side of a card that is the same for all: it is looked at once.

Of such a page only what it draws after that is looked at, and where: drawing paints over what is there, so elsewhere
the page shows what its beginning shows.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping
from ctypes import c_float
from typing import NamedTuple

import pikepdf
import pypdfium2

from inserts.model.length import Box
from inserts.proof.pixels import all_but
from inserts.proof.reading import Read, box_of, read

_WORTH = 10
"""Pages that begin alike, from which on it pays to look at their beginning by itself."""

_AROUND = 2.0  # points: a glyph may reach a little out of its box, and a box ends within a pixel


def beginnings(file: pikepdf.Pdf) -> dict[int, bytes]:
    """Of each page, by its number from 1, that begins as many others do: a file of one page, which is that beginning.

    It is what the streams of the page's content draw, but for the last one. Pages that are alike say the same in all
    else: what they draw with, their size, what lies over them.
    """
    alike: dict[bytes, list[int]] = {}
    for number, page in enumerate(file.pages, 1):
        contents = page.obj.get("/Contents")
        if isinstance(contents, pikepdf.Array) and len(contents) > 1 and not contents.is_indirect:
            *first, _ = [part.unparse() if isinstance(part, pikepdf.Object) else b"" for part in contents]
            said = page.obj.unparse(resolved=True).replace(contents.unparse(), b" ".join(first))
            alike.setdefault(said, []).append(number)
    found: dict[int, bytes] = {}
    for numbers in alike.values():
        if len(numbers) >= _WORTH:
            found |= dict.fromkeys(numbers, _beginning(file.pages[numbers[0] - 1]))
    return found


def _beginning(page: pikepdf.Page) -> bytes:
    with pikepdf.new() as alone:
        alone.pages.append(page)
        whole = alone.pages[0].obj
        whole.Contents = pikepdf.Array(list(whole.Contents)[:-1])
        file = io.BytesIO()
        alone.save(file, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return file.getvalue()


class Beginnings:
    """The pages of a file that begin alike, and what is known of their beginnings; `owned` as for `read`."""

    def __init__(self, files: Mapping[int, bytes], owned: Collection[str]) -> None:
        self._files = files
        self._owned = owned
        self._known: dict[tuple[bytes, int], _Known | None] = {}

    def read(self, page: pypdfium2.PdfPage, number: int, look: int) -> Read | None:
        """What `inserts.proof.reading.read` sees of the page of this number; None: it must be asked itself."""
        file = self._files.get(number)
        if file is None:
            return None
        if (file, look) not in self._known:
            self._known[file, look] = _known(file, look, self._owned)
        known = self._known[file, look]
        if known is None:
            return None
        own = known.own(page)
        if not own:
            return known.seen._replace(own=())
        part = _around(own)
        if any(part.meets(symbol, 2 * _AROUND) for symbol in known.symbols):
            return None
        more = read(page, look, self._owned, all_but(page, part, _AROUND))
        symbols = (*known.seen.symbols, *more.symbols)
        return known.seen._replace(symbols=symbols, blank=known.seen.blank and more.blank, own=own)


class _Known(NamedTuple):
    """A beginning: what was seen of it, where its symbols are, and how many things it draws."""

    seen: Read
    symbols: tuple[Box, ...]
    things: int

    def own(self, page: pypdfium2.PdfPage) -> tuple[Box, ...]:
        """The places on the page of all that it draws after this."""
        whole = Box(0, 0, *page.get_size())
        places = [_place(page, index) for index in range(self.things, _things(page))]
        return tuple([place for place in places if place.meets(whole)])


def _known(file: bytes, look: int, owned: Collection[str]) -> _Known | None:
    """What a beginning shows; None where a thing's place on the page is not its place in the picture."""
    with pypdfium2.PdfDocument(file) as document:
        page = document[0]
        media = page.get_mediabox()
        if page.get_rotation() or media[:2] != (0, 0) or page.get_cropbox() != media:
            return None
        seen = read(page, look, owned)._replace(words=page.get_textpage().get_text_range())
        symbols = tuple(box_of(code, seen.scale) for code in seen.codes)
        return _Known(seen, symbols, _things(page))


def _things(page: pypdfium2.PdfPage) -> int:
    """How many things the page draws, each form with all that is in it as one."""
    return int(pypdfium2.raw.FPDFPage_CountObjects(page))


def _place(page: pypdfium2.PdfPage, index: int) -> Box:
    """Where a thing is, from the page's top left."""
    left, bottom, right, top = (c_float() for _ in range(4))
    thing = pypdfium2.raw.FPDFPage_GetObject(page, index)
    if not pypdfium2.raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        w, h = page.get_size()
        return Box(0, 0, w, h)
    return Box(left.value, page.get_height() - top.value, right.value - left.value, top.value - bottom.value)


def _around(boxes: Iterable[Box]) -> Box:
    """The box that holds these."""
    lefts, tops, rights, bottoms = zip(*((box.x, box.y, box.right, box.bottom) for box in boxes), strict=True)
    left, top = min(lefts), min(tops)
    return Box(left, top, max(rights) - left, max(bottoms) - top)
