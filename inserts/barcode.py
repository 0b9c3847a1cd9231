"""Payload -> barcode: Code 128, EAN-13, Data Matrix (ECC 200)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import zxingcpp

from inserts.model.modules import packed

LONGEST = 80
"""Characters. Longer, a barcode is wider than a card."""

_PRINTABLE = re.compile(r"[ -~]+\Z")
_EAN = re.compile(r"[0-9]{12,13}\Z")

_DIGITS = bytes([b"1"[0]] + 255 * [b"0"[0]])
"""The binary digit of each shade: what is black is dark."""


class Barcode(NamedTuple):
    """A symbol without its quiet zone, `size` modules wide; `modules` as in `inserts.model.modules`.

    A linear one has one row. `payload` is what a scanner reads, `text` the same for people.
    """

    modules: bytes
    size: int
    payload: str
    text: str


@lru_cache(maxsize=1024)
def encode(payload: str, symbology: str) -> Barcode:
    """The symbol of `payload` in "code128", "ean13" or "datamatrix".

    Raises ValueError when the symbology cannot hold it, and for an unknown symbology.
    """
    if symbology not in _ENCODE:
        raise ValueError(f"a barcode is one of {', '.join(_ENCODE)}, not {symbology!r}")
    if not payload:
        raise ValueError("there is nothing to put into the barcode")
    if len(payload) > LONGEST:
        raise ValueError(f"{len(payload)} characters are too many for a barcode: {LONGEST} at most")
    return _ENCODE[symbology](payload)


def _code128(payload: str) -> Barcode:
    _check_ascii(payload)
    rows, size = _rows(zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.Code128))
    return Barcode(packed(rows[:1], size), size, payload, payload)


def _ean13(payload: str) -> Barcode:
    """Twelve digits get their check digit; of thirteen the last must be right."""
    if not _EAN.match(payload):
        raise ValueError("an EAN-13 has 12 digits, or 13 with its check digit")
    code = zxingcpp.create_barcode(payload[:12], zxingcpp.BarcodeFormat.EAN13)
    full = code.text
    if payload not in (full, full[:-1]):
        raise ValueError(f"the check digit of the EAN-13 is {payload[-1]}, and should be {full[-1]}")
    rows, size = _rows(code)
    return Barcode(packed(rows[:1], size), size, full, f"{full[0]} {full[1:7]} {full[7:]}")


def _datamatrix(payload: str) -> Barcode:
    _check_ascii(payload)
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.DataMatrix, forceSquare=True)
    rows, size = _rows(code)
    return Barcode(packed(rows, size), size, payload, payload)


def _rows(code: zxingcpp.Barcode) -> tuple[tuple[int, ...], int]:
    """The rows of the symbol's picture, a pixel to a module, and their width; of a linear one all are the same."""
    picture: Any = code.to_image(add_quiet_zones=False)
    height, size = picture.shape
    digits = bytes(picture).translate(_DIGITS)
    return tuple([int(digits[start : start + size], 2) for start in range(0, height * size, size)]), size


def _check_ascii(payload: str) -> None:
    """Scanners type what they read, and keyboards differ in all that is not ASCII."""
    if not _PRINTABLE.match(payload):
        raise ValueError("a barcode holds unaccented letters, digits and signs only")


_ENCODE: Mapping[str, Callable[[str], Barcode]] = {"code128": _code128, "ean13": _ean13, "datamatrix": _datamatrix}
