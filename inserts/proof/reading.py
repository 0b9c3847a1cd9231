"""Pages rasterised and their codes read: at how many pixels, and with how much of the reader's care."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, NamedTuple

import pypdfium2
import zxingcpp

from inserts.model.length import Box
from inserts.proof.pixels import QUICK, WHOLE, Crop, corner, pixels
from inserts.proof.seen import Symbol

_CLOSE_DPI = 300
"""Sheets on which a symbol is missing are looked at again, at last so finely and with all of the reader's care."""

_MOST_PIXELS = 12_000  # along a side
_QR: Any = zxingcpp.BarcodeFormat.QRCode
_BARCODES: Any = zxingcpp.BarcodeFormat
_ALL: Any = (_QR, _BARCODES.DataMatrix, _BARCODES.Code128, _BARCODES.EAN13)
"""What cards can show. Bars need the close look, so the first ones look for QR codes alone."""

_QUICK: dict[str, Any] = {"formats": _QR, **QUICK}
_BLACK: dict[str, Any] = {"binarizer": zxingcpp.Binarizer.FixedThreshold}
LOOKS: tuple[tuple[int, dict[str, Any]], ...] = ((72, _QUICK | _BLACK), (110, _QUICK), (_CLOSE_DPI, {"formats": _ALL}))
"""Resolutions, and how the reader is asked there: codes as most designs have them are found at the first look, which
takes half the time of a careful one; pale or small ones at the second."""


class Read(NamedTuple):
    """What is seen of a page, or of a part of it. `blank`: nothing at all. `codes` are the symbols as the reader gives
    them, in pixels of which a point has `scale`. If others have a part of the page in common with it: `own` are the
    places of all the rest, `words` the text of that part.
    """

    symbols: tuple[Symbol, ...]
    blank: bool
    codes: tuple[zxingcpp.Barcode, ...]
    scale: float
    own: tuple[Box, ...] | None = None
    words: str = ""


def read(page: pypdfium2.PdfPage, look: int, owned: Collection[str], crop: Crop = WHOLE) -> Read:
    """The page without the points of `crop` at its edges, at the `look` of this number in `LOOKS`.

    Every QR code counts. A barcode whose payload is not `owned` by a card may be in a picture, or no barcode at all.
    Places are points from the page's top left.
    """
    dpi, how = LOOKS[look]
    scale = min(dpi / 72, _MOST_PIXELS / max(page.get_size()))
    image = pixels(page, scale, crop)
    found = zxingcpp.read_barcodes(image, **how)
    blank = not found and image.cast("B") == _white(image.nbytes)
    left, top = corner(scale, crop)
    codes = tuple([code for code in found if code.format == _QR or payload_of(code) in owned])
    return Read(tuple([_symbol(code, scale, left, top) for code in codes]), blank, codes, scale)


def payload_of(barcode: zxingcpp.Barcode) -> str:
    """What a symbol says: UTF-8 where it is, else what the reader takes it for."""
    try:
        return str(barcode.bytes.decode())
    except UnicodeDecodeError:
        return str(barcode.text)


def box_of(barcode: zxingcpp.Barcode, scale: float) -> Box:
    """The box the symbol lies in, in points of a picture with `scale` pixels each."""
    spots = barcode.position
    corners = (spots.top_left, spots.top_right, spots.bottom_right, spots.bottom_left)
    xs, ys = ([getattr(corner, axis) / scale for corner in corners] for axis in "xy")
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


@lru_cache(maxsize=4)
def _white(size: int) -> bytes:
    return b"\xff" * size


def _symbol(barcode: zxingcpp.Barcode, scale: float, left: int, top: int) -> Symbol:
    corners = barcode.position
    x = (left + (corners.top_left.x + corners.bottom_right.x) / 2) / scale
    y = (top + (corners.top_left.y + corners.bottom_right.y) / 2) / scale
    return Symbol(payload_of(barcode), (x, y), round(barcode.orientation / 90) % 4)
