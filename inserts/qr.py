"""Payload -> QR symbol (ISO/IEC 18004): fewest bits, smallest version, one fixed mask."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from operator import add
from typing import NamedTuple

from qrcode import constants, util
from qrcode.main import QRCode

MASK = 4
"""Always this mask: as readable as the best of eight (measured), for an eighth of the work."""

_LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}
_LAST_VERSIONS = (9, 26, 40)  # the length fields grow after each of these

_MODES = (util.MODE_8BIT_BYTE, util.MODE_ALPHA_NUM, util.MODE_NUMBER)
_NEVER = 1 << 40


def _costs(byte: int) -> tuple[int, int, int]:
    """What a byte takes in each mode, in sixths of a bit: so a third of ten bits and half of eleven are whole."""
    return 48, 33 if byte in util.ALPHA_NUM else _NEVER, 20 if 0x30 <= byte <= 0x39 else _NEVER


_COSTS = tuple(_costs(byte) for byte in range(256))


class Code(NamedTuple):
    """A symbol without its quiet zone: `rows` are bit masks, most significant bit left, `size` modules square."""

    rows: tuple[int, ...]
    size: int
    version: int


class Segment(NamedTuple):
    """Bytes set in one mode: 0 byte, 1 alphanumeric, 2 numeric."""

    data: bytes
    mode: int


@lru_cache(maxsize=1024)
def encode(payload: str, level: str = "M") -> Code:
    """The smallest symbol of error correction `level` (L, M, Q, H) that holds `payload` as UTF-8.

    Raises ValueError when the payload is empty or fits no version, and for an unknown level.
    """
    if level not in _LEVELS:
        raise ValueError(f"a QR code has the levels {', '.join(_LEVELS)}, not {level!r}")
    if not payload:
        raise ValueError("there is nothing to put into the QR code")
    data = payload.encode()
    for last in _LAST_VERSIONS:
        segments = split(data, last)
        version = bisect_left(util.BIT_LIMIT_TABLE[_LEVELS[level]], bits(segments, last), 1)
        if version <= last:
            return _draw(segments, version, level)
    raise ValueError(f"{len(data)} bytes are too many for a QR code of level {level}: shorten the text or the link")


def split(data: bytes, version: int) -> tuple[Segment, ...]:
    """The segmentation of `data` with the fewest bits in symbols with the length fields of `version`.

    Dynamic programming over the bytes with one state per mode; among equals byte mode wins.
    """
    heads = _heads(version)
    costs = heads
    chosen: list[list[int]] = []  # for each byte: the mode it is set in, by the mode that is open after it
    for byte in data:
        costs = tuple(map(add, costs, _COSTS[byte]))
        # A segment takes whole bits, so ending one rounds up.
        ends = [-(-cost // 6) * 6 for cost in costs]
        end = min(ends)
        best = ends.index(end)
        fresh = [end + head for head in heads]
        chosen.append([best if fresh[mode] < costs[mode] else mode for mode in (0, 1, 2)])
        costs = tuple(map(min, costs, fresh))
    return tuple(_segments(data, chosen, costs.index(min(costs))))


def bits(segments: Iterable[Segment], version: int) -> int:
    """Length of the segments' bit stream in a symbol with the length fields of `version`."""
    heads = _heads(version)
    return sum((heads[mode] + sum(_COSTS[byte][mode] for byte in data) + 5) // 6 for data, mode in segments)


def _segments(data: bytes, chosen: list[list[int]], mode: int) -> Iterator[Segment]:
    modes = bytearray()
    for step in reversed(chosen):
        mode = step[mode]
        modes.append(mode)
    start = 0
    for mode, run in groupby(reversed(modes)):
        end = start + len(tuple(run))
        yield Segment(data[start:end], mode)
        start = end


@lru_cache
def _heads(version: int) -> tuple[int, ...]:
    return tuple(6 * (4 + util.length_in_bits(mode, version)) for mode in _MODES)


def _draw(segments: Iterable[Segment], version: int, level: str) -> Code:
    symbol = QRCode(version=version, error_correction=_LEVELS[level], mask_pattern=MASK, border=0)
    for data, mode in segments:
        symbol.add_data(util.QRData(data, mode=_MODES[mode], check_data=False))
    symbol.make(fit=False)
    rows = tuple(int("".join("1" if dark else "0" for dark in row), 2) for row in symbol.modules)
    return Code(rows, len(rows), version)
