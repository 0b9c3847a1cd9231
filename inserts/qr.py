"""Payload -> QR symbol (ISO/IEC 18004): fewest bits, smallest version, one fixed mask."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import add
from typing import NamedTuple

from qrcode import base, constants, util
from qrcode.main import QRCode

from inserts.model.modules import packed, width_of

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

_KINDS = bytes(b"0"[0] if cost[2] < _NEVER else b"A"[0] if cost[1] < _NEVER else b"a"[0] for cost in _COSTS)
"""A byte for each that costs the same."""

_FEW_DIGITS = re.compile(rb"(?<!0)0{1,3}(?!0)")
"""Digits that beside something else are never worth a numeric segment: its head takes more than it saves."""


class Code(NamedTuple):
    """A symbol without its quiet zone, `size` modules square; `modules` as in `inserts.model.modules`."""

    modules: bytes
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
        length = bits(segments, last)
        version = bisect_left(util.BIT_LIMIT_TABLE[_LEVELS[level]], length, 1)
        if version <= last:
            form = _form(version, level, length)
            return Code(form.modules(_stream(segments, version)), form.size, version)
    raise ValueError(f"{len(data)} bytes are too many for a QR code of level {level}: shorten the text or the link")


def split(data: bytes, version: int) -> tuple[Segment, ...]:
    """The segmentation of `data` with the fewest bits in symbols with the length fields of `version`."""
    kinds = data.translate(_KINDS)
    if kinds.strip(b"0"):
        many = b"0000" in kinds
        kinds = _FEW_DIGITS.sub(lambda few: b"A" * len(few[0]), kinds) if many else kinds.replace(b"0", b"A")
    return tuple([Segment(data[start:end], mode) for start, end, mode in _cuts(kinds, version)])


@lru_cache(maxsize=256)  # the links of a batch differ in their codes, and few of those in kind
def _cuts(kinds: bytes, version: int) -> tuple[tuple[int, int, int], ...]:
    """Start, end and mode of each segment of bytes of these kinds.

    Dynamic programming over the bytes with one state per mode; among equals byte mode wins.
    """
    heads = _heads(version)
    costs = tuple(6 * head for head in heads)
    chosen: list[list[int]] = []  # for each byte: the mode it is set in, by the mode that is open after it
    for kind in kinds:
        costs = tuple(map(add, costs, _COSTS[kind]))
        # A segment takes whole bits, so ending one rounds up.
        ends = [-(-cost // 6) * 6 for cost in costs]
        end = min(ends)
        best = ends.index(end)
        fresh = [end + 6 * head for head in heads]
        chosen.append([best if fresh[mode] < costs[mode] else mode for mode in (0, 1, 2)])
        costs = tuple(map(min, costs, fresh))
    return tuple(_runs(chosen, costs.index(min(costs))))


def _runs(chosen: Sequence[list[int]], mode: int) -> Iterator[tuple[int, int, int]]:
    """Start, end and mode of each run of bytes set in one mode, traced back from the `mode` that is open at the end."""
    modes = bytearray()
    for step in reversed(chosen):
        mode = step[mode]
        modes.append(mode)
    start = 0
    for mode, run in groupby(reversed(modes)):
        end = start + len(tuple(run))
        yield start, end, mode
        start = end


def bits(segments: Iterable[Segment], version: int) -> int:
    """Length of the segments' bit stream in a symbol with the length fields of `version`."""
    heads = _heads(version)
    return sum([heads[mode] + _body(len(data), mode) for data, mode in segments])


def _body(count: int, mode: int) -> int:
    """Bits that so many characters take."""
    step, widths = _GROUPS[mode]
    return count // step * widths[step] + widths[count % step]


@lru_cache
def _heads(version: int) -> tuple[int, ...]:
    """Bits that open a segment, by its mode."""
    return tuple(4 + util.length_in_bits(mode, version) for mode in _MODES)


def _stream(segments: Iterable[Segment], version: int) -> int:
    """The segments' bits as one number (ISO/IEC 18004, 7.4), without terminator and padding."""
    heads = _heads(version)
    stream = 0
    for data, mode in segments:
        stream = (stream << 4 | _MODES[mode]) << heads[mode] - 4 | len(data)
        stream = stream << _body(len(data), mode) | _number(data, mode)
    return stream


def _number(data: bytes, mode: int) -> int:
    """A segment's characters as the number that their bits are."""
    if not mode:
        return int.from_bytes(data, "big")
    step, widths = _GROUPS[mode]
    number = 0
    for start in range(0, len(data), step):
        group = data[start : start + step]
        number = number << widths[len(group)] | _value(group, mode)
    return number


_GROUPS = ((1, (0, 8)), (2, (0, 6, 11)), (3, (0, 4, 7, 10)))
"""For each mode: characters taken together, and the bits so many of them take."""


@lru_cache(maxsize=4096)
def _value(group: bytes, mode: int) -> int:
    """What a group of digits, or of alphanumeric characters, is written as."""
    if mode == 2:
        return int(group)
    return sum(util.ALPHA_NUM.index(char) * 45**power for power, char in enumerate(reversed(group)))


_WHOLE = 8
"""Symbols of a form that are drawn whole: to know what each bit changes takes some forty, and pays for more cards."""


class _Form:
    """All symbols of one version, level and length of stream.

    Reed-Solomon codes are linear and mask and function patterns constant, so every module is an affine function
    over GF(2) of the stream's bits. The first streams are drawn by qrcode; then what a bit changes is drawn once,
    when a stream first differs in it. In a batch only the coupon code differs, some fifty bits.
    """

    def __init__(self, version: int, level: str, length: int) -> None:
        self.version = version
        self.level = _LEVELS[level]
        self.length = length
        self.size = 4 * version + 17
        self.first: tuple[int, int] = (0, 0)
        self.whole = 0
        self.changes: dict[tuple[int, int], int] = {}

    def modules(self, stream: int) -> bytes:
        return self._symbol(stream).to_bytes(self.size * width_of(self.size), "big")

    def _symbol(self, stream: int) -> int:
        """The modules' bytes as one number."""
        if self.whole < _WHOLE:
            self.whole += 1
            self.first = stream, self._drawn(stream)
            return self.first[1]
        known, symbol = self.first
        differing, place = known ^ stream, 0
        while differing:
            byte = differing & 255
            if byte:
                symbol ^= self.changes.get((place, byte)) or self._change(place, byte)
            differing >>= 8
            place += 8
        return symbol

    def _change(self, place: int, differing: int) -> int:
        """The modules that are others when these of the eight bits from `place` on are, counted from the stream's end.

        Each eight are put together once from what each of them changes.
        """
        change = self.changes.get((place, differing))
        if change is None:
            bit = differing & -differing
            if bit == differing:
                known, symbol = self.first
                change = symbol ^ self._drawn(known ^ bit << place)
            else:
                change = self._change(place, bit) ^ self._change(place, differing ^ bit)
            self.changes[place, differing] = change
        return change

    def _drawn(self, stream: int) -> int:
        code = QRCode(version=self.version, error_correction=self.level, mask_pattern=MASK, border=0)
        code.data_cache = util.create_bytes(self._codewords(stream), base.rs_blocks(self.version, self.level))
        code.make(fit=False)
        rows = (int("".join("1" if dark else "0" for dark in row), 2) for row in code.modules)
        return int.from_bytes(packed(rows, self.size), "big")

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


_form = lru_cache(maxsize=64)(_Form)
