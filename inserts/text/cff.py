"""One question about a CFF table: is a character code its glyph id already?

Adobe Technical Note 5176, "The Compact Font Format Specification".
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import error, unpack_from

_ROS = 0x0C1E
_CHARSET = 15
_CHARSTRINGS = 17
_NIBBLE_END = 0xF

Operands = tuple[int, ...]


def has_identity_charset(cff: bytes) -> bool:
    """Whether the font is CID-keyed and one range of its charset gives every glyph its own id as CID.

    Such a font may be cut without keeping empty glyphs: its charset then tells which glyph is which.
    """
    try:
        return _is_identity(cff)
    except (error, IndexError):
        return False


def _is_identity(cff: bytes) -> bool:
    names = _index_end(cff, cff[2])
    start, end = _first_object(cff, names)
    top = dict(_operators(cff, start, end))
    if _ROS not in top or _CHARSET not in top or _CHARSTRINGS not in top:
        return False
    (glyphs,) = unpack_from(">H", cff, top[_CHARSTRINGS][-1])
    form, first, left = unpack_from(">BHH", cff, top[_CHARSET][-1])
    return bool(form == 2 and first == 1 and left >= glyphs - 2)


def _offset(cff: bytes, index: int, number: int) -> int:
    """The offset `number` of an INDEX, from the byte before its data."""
    size = cff[index + 2]
    at = index + 3 + number * size
    if not 1 <= size <= 4 or at + size > len(cff):
        raise IndexError(at)
    return int.from_bytes(cff[at : at + size], "big")


def _data(cff: bytes, index: int) -> int:
    """Where the data of an INDEX begins, less one."""
    (count,) = unpack_from(">H", cff, index)
    return int(index + 2 + (count + 1) * cff[index + 2])


def _index_end(cff: bytes, index: int) -> int:
    (count,) = unpack_from(">H", cff, index)
    return _data(cff, index) + _offset(cff, index, count) if count else index + 2


def _first_object(cff: bytes, index: int) -> tuple[int, int]:
    data = _data(cff, index)
    return data + _offset(cff, index, 0), data + _offset(cff, index, 1)


def _operators(cff: bytes, at: int, end: int) -> Iterator[tuple[int, Operands]]:
    """Operators of a DICT with their operands; a real number counts as 0, no operator asked for here has one."""
    operands: list[int] = []
    while at < end:
        first = cff[at]
        if first <= 21:
            operator, at = (0x0C00 | cff[at + 1], at + 2) if first == 12 else (first, at + 1)
            yield operator, tuple(operands)
            operands.clear()
        else:
            value, at = _operand(cff, at)
            operands.append(value)


def _operand(cff: bytes, at: int) -> tuple[int, int]:
    """The number at `at` and the place after it (table 3 of the note)."""
    first = cff[at]
    if first == 28:
        return unpack_from(">h", cff, at + 1)[0], at + 3
    if first == 29:
        return unpack_from(">i", cff, at + 1)[0], at + 5
    if first == 30:
        return 0, _real_end(cff, at + 1)
    if first <= 246:
        return first - 139, at + 1
    high = (first - 247) * 256 if first <= 250 else -(first - 251) * 256
    return (high + cff[at + 1] + 108 if first <= 250 else high - cff[at + 1] - 108), at + 2


def _real_end(cff: bytes, at: int) -> int:
    while cff[at] & _NIBBLE_END != _NIBBLE_END and cff[at] >> 4 != _NIBBLE_END:
        at += 1
    return at + 1
