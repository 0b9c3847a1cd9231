"""A page as grey pixels, in memory that is used again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import pypdfium2

from inserts.model.length import Box

Crop = tuple[float, float, float, float]
WHOLE: Crop = (0.0, 0.0, 0.0, 0.0)

QUICK: Mapping[str, Any] = MappingProxyType({"try_rotate": False, "try_downscale": False, "try_invert": False})
"""What the reader of codes is spared on a page as it was made."""


def pixels(page: pypdfium2.PdfPage, scale: float, crop: Crop = WHOLE) -> memoryview:
    """Rows of grey bytes, `scale` pixels a point, without the points of `crop` at the left, bottom, right and top.

    They are overwritten when a page of the same size is asked for.
    """
    bitmap = page.render(scale=scale, crop=crop, grayscale=True, bitmap_maker=_bitmap)
    return memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))


def corner(scale: float, crop: Crop) -> tuple[int, int]:
    """Where the first pixel of what is left is among those of the whole page: so many from its left, and its top."""
    return math.ceil(crop[0] * scale), math.ceil(crop[3] * scale)


def all_but(page: pypdfium2.PdfPage, box: Box, around: float = 0.0) -> Crop:
    """What is cropped where only this part of the page is looked at, and the points `around` it."""
    w, h = page.get_size()
    edges = box.x - around, h - box.bottom - around, w - box.right - around, box.y - around
    left, bottom, right, top = (max(0.0, edge) for edge in edges)
    return left, bottom, right, top


@lru_cache(maxsize=4)
def _bitmap(width: int, height: int, format: int, rev_byteorder: bool) -> pypdfium2.PdfBitmap:
    """Fresh memory for each page would cost as much as a tenth of drawing it."""
    return pypdfium2.PdfBitmap.new_native(width, height, format, rev_byteorder)
