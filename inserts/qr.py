"""Payload -> QR symbol (ISO/IEC 18004): fewest bits, smallest version, one fixed mask."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import add
from typing import NamedTuple

from qrcode import base, constants, util
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
    cut = data.rfind(b"/") + 1  # what stands before a link's last part is the same for all of a batch
    costs, chosen = _steps(_heads(version), data[:cut], version)
    costs, more = _advanced(costs, data[cut:], version)
    return tuple(_segments(data, (*chosen, *more), costs.index(min(costs))))


_Steps = tuple[tuple[int, ...], list[list[int]]]
"""What it costs to be in each mode, and for each byte: the mode it is set in, by the mode that is open after it."""


def _advanced(costs: tuple[int, ...], data: bytes, version: int) -> _Steps:
    heads = _heads(version)
    chosen: list[list[int]] = []
    for byte in data:
        costs = tuple(map(add, costs, _COSTS[byte]))
        # A segment takes whole bits, so ending one rounds up.
        ends = [-(-cost // 6) * 6 for cost in costs]
        end = min(ends)
        best = ends.index(end)
        fresh = [end + head for head in heads]
        chosen.append([best if fresh[mode] < costs[mode] else mode for mode in (0, 1, 2)])
        costs = tuple(map(min, costs, fresh))
    return costs, chosen


_steps = lru_cache(maxsize=64)(_advanced)


def bits(segments: Iterable[Segment], version: int) -> int:
    """Length of the segments' bit stream in a symbol with the length fields of `version`."""
    heads = _heads(version)
    return sum((heads[mode] + sum(_COSTS[byte][mode] for byte in data) + 5) // 6 for data, mode in segments)


def _segments(data: bytes, chosen: Sequence[list[int]], mode: int) -> Iterator[Segment]:
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


def _draw(segments: Sequence[Segment], version: int, level: str) -> Code:
    form = _form(version, level, tuple((len(data), mode) for data, mode in segments))
    number = form.symbol(_stream(segments, version))
    size = form.size
    rows = tuple(number >> size * row & (1 << size) - 1 for row in range(size - 1, -1, -1))
    return Code(rows, size, version)


def _stream(segments: Iterable[Segment], version: int) -> int:
    """The segments' bits as one number (ISO/IEC 18004, 7.4), without terminator and padding."""
    stream = 0
    for data, mode in segments:
        kind = _MODES[mode]
        width = util.length_in_bits(kind, version)
        stream = (stream << 4 | kind) << width | len(data)
        step, bits = _GROUPS[mode]
        for start in range(0, len(data), step):
            group = data[start : start + step]
            stream = stream << bits[len(group)] | _VALUES[mode](group)
    return stream


_GROUPS = ((1, (0, 8)), (2, (0, 6, 11)), (3, (0, 4, 7, 10)))
"""For each mode: characters taken together, and the bits so many of them take."""

_VALUES: tuple[Callable[[bytes], int], ...] = (
    lambda group: group[0],
    lambda group: sum(util.ALPHA_NUM.index(char) * 45**power for power, char in enumerate(reversed(group))),
    int,
)


class _Form:
    """All symbols of one version, level and shape of segments.

    Reed-Solomon codes are linear and mask and function patterns constant, so every module is an affine function
    over GF(2) of the stream's bits. The first stream is drawn by qrcode; what a bit changes is drawn once, when a
    stream first differs in it. In a batch only the coupon code differs, some fifty bits.
    """

    def __init__(self, version: int, level: str, length: int) -> None:
        self.version = version
        self.level = _LEVELS[level]
        self.length = length
        self.size = 4 * version + 17
        self.first: tuple[int, int] | None = None
        self.changes: dict[int, int] = {}

    def symbol(self, stream: int) -> int:
        """The modules as one number, row after row, most significant bit first."""
        if self.first is None:
            self.first = stream, self._drawn(stream)
        known, symbol = self.first
        differing = known ^ stream
        while differing:
            bit = differing & -differing
            if bit not in self.changes:
                self.changes[bit] = self.first[1] ^ self._drawn(known ^ bit)
            symbol ^= self.changes[bit]
            differing ^= bit
        return symbol

    def _drawn(self, stream: int) -> int:
        code = QRCode(version=self.version, error_correction=self.level, mask_pattern=MASK, border=0)
        code.data_cache = util.create_bytes(self._codewords(stream), base.rs_blocks(self.version, self.level))
        code.make(fit=False)
        return int("".join("1" if dark else "0" for row in code.modules for dark in row), 2)

    def _codewords(self, stream: int) -> util.BitBuffer:
        """The stream with its terminator, filled up with the padding bytes of 7.4.10."""
        room = util.BIT_LIMIT_TABLE[self.level][self.version]
        length = min(self.length + 4, room)
        stream <<= length - self.length
        stream <<= -length % 8
        data = bytearray(stream.to_bytes((length + 7) // 8, "big"))
        while len(data) < room // 8:
            data += b"\xec\x11"
        buffer = util.BitBuffer()
        for byte in data[: room // 8]:
            buffer.put(byte, 8)
        return buffer


@lru_cache(maxsize=64)
def _form(version: int, level: str, shape: tuple[tuple[int, int], ...]) -> _Form:
    heads = [4 + util.length_in_bits(_MODES[mode], version) for _, mode in shape]
    body = [
        length // _GROUPS[mode][0] * _GROUPS[mode][1][-1] + _GROUPS[mode][1][length % _GROUPS[mode][0]]
        for length, mode in shape
    ]
    return _Form(version, level, sum(heads) + sum(body))
