"""The modules of a code as bytes: row after row from the top, each in whole bytes, most significant bit left."""

from __future__ import annotations

from collections.abc import Iterable


def packed(rows: Iterable[int], size: int) -> bytes:
    """Rows of `size` modules, given as bit masks whose least significant bit is the last module; dark is 1."""
    width = width_of(size)
    return b"".join([(row << 8 * width - size).to_bytes(width, "big") for row in rows])


def unpacked(modules: bytes, size: int) -> tuple[str, ...]:
    """The rows as texts of 0 and 1."""
    width = width_of(size)
    starts = range(0, len(modules), width)
    return tuple(f"{int.from_bytes(modules[start : start + width], 'big'):0{8 * width}b}"[:size] for start in starts)


def width_of(size: int) -> int:
    """Bytes of a row of `size` modules."""
    return -(-size // 8)
