"""How much a file may unfold to. Art of real cards stays far below; a crafted file of a few bytes does not."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Sequence

from inserts.images import Refused

MOST_OBJECTS = 50_000
"""PDF objects one page needs."""

MOST_CONTENT = 30_000_000
"""Bytes of drawing operators, unpacked, all of a page's forms and patterns counted as often as they are drawn."""

MOST_UNPACKED = 300_000_000
"""Bytes of all streams of a page, unpacked: pictures of 40 megapixels in CMYK, twice."""

_SPACE = re.compile(rb"[\x00\t\n\x0c\r ]+")
AGAIN = "export it again from the program it was made with, as a PDF with vector graphics"


def too_large() -> Refused:
    """For what needs more room than any card's art."""
    return Refused("the artwork unfolds to more than a card can need", "simplify it, or save it as PNG of 300 dpi")


def damaged() -> Refused:
    """For what no reader could make sense of."""
    return Refused("the file is damaged or cut off", AGAIN)


def unpacked(data: bytes, filters: Sequence[str], most: int) -> bytes:
    """Stream data through the filters that content streams have. Raises Refused past `most` bytes."""
    for name in filters:
        if name in ("/FlateDecode", "/Fl"):
            data = inflated(data, most)
        elif name in ("/ASCII85Decode", "/A85"):
            data = plain_85(data)
        elif name in ("/ASCIIHexDecode", "/AHx"):
            data = _plain_hex(data)
        else:
            raise Refused(f"its drawing is packed in a way not read here ({name[1:]})", AGAIN)
    if len(data) > most:
        raise too_large()
    return data


def inflated(data: bytes, most: int) -> bytes:
    """A zlib stream, which may lack its checksum. Raises Refused."""
    work = zlib.decompressobj()
    try:
        out = work.decompress(data, most + 1)
    except zlib.error as error:
        raise damaged() from error
    if len(out) > most:
        raise too_large()
    return out


def unfolds_to(data: bytes, most: int) -> int:
    """How many bytes a zlib stream holds, without keeping them. Raises Refused past `most`."""
    work, count = zlib.decompressobj(), 0
    try:
        while data and not work.eof:
            count += len(work.decompress(data, 1 << 20))
            data = work.unconsumed_tail
            if count > most:
                raise too_large()
    except zlib.error as error:
        raise damaged() from error
    return count


def plain_85(data: bytes) -> bytes:
    """ASCII base-85 data as bytes. Raises Refused."""
    body = _SPACE.sub(b"", data).removeprefix(b"<~").partition(b"~")[0]
    try:
        return base64.a85decode(body)
    except ValueError as error:
        raise damaged() from error


def _plain_hex(data: bytes) -> bytes:
    digits = _SPACE.sub(b"", data).partition(b">")[0]
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError as error:
        raise damaged() from error
