"""Payload -> barcode: Code 128, EAN-13, Data Matrix (ECC 200)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from pystrich.datamatrix import DataMatrixData, DataMatrixEncoder

LONGEST = 80
"""Characters. Longer, a barcode is wider than a card."""

_PRINTABLE = re.compile(r"[ -~]+\Z")
_EAN = re.compile(r"[0-9]{12,13}\Z")


class Barcode(NamedTuple):
    """A symbol without its quiet zone: `rows` are bit masks `size` modules wide, most significant bit left.

    A linear one has one row. `payload` is what a scanner reads, `text` the same for people.
    """

    rows: tuple[int, ...]
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
    from pystrich.code128 import Code128Encoder  # here, as few cards have one and sheets have another

    _check_ascii(payload)
    bars = Code128Encoder(payload).bars
    return Barcode((int(bars, 2),), len(bars), payload, payload)


def _ean13(payload: str) -> Barcode:
    """Twelve digits get their check digit; of thirteen the last must be right."""
    if not _EAN.match(payload):
        raise ValueError("an EAN-13 has 12 digits, or 13 with its check digit")
    from pystrich.ean13 import GUARDS, EAN13Encoder

    code = EAN13Encoder(payload)
    full = code.full_code
    if payload not in (full, full[:-1]):
        raise ValueError(f"the check digit of the EAN-13 is {payload[-1]}, and should be {full[-1]}")
    left, middle, right = GUARDS
    bars = f"{left}{code.left_bars}{middle}{code.right_bars}{right}"
    return Barcode((int(bars, 2),), len(bars), full, f"{full[0]} {full[1:7]} {full[7:]}")


def _datamatrix(payload: str) -> Barcode:
    _check_ascii(payload)
    data = DataMatrixData(payload, encoding="ascii")
    matrix = DataMatrixEncoder(data, quiet_zone=0).init_renderer().matrix
    rows = tuple(int("".join("1" if cell else "0" for cell in row), 2) for row in matrix)
    return Barcode(rows, len(rows), payload, payload)


def _check_ascii(payload: str) -> None:
    """Scanners type what they read, and keyboards differ in all that is not ASCII."""
    if not _PRINTABLE.match(payload):
        raise ValueError("a barcode holds unaccented letters, digits and signs only")


_ENCODE: Mapping[str, Callable[[str], Barcode]] = {"code128": _code128, "ean13": _ean13, "datamatrix": _datamatrix}
