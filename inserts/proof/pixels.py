"""A page as grey pixels, in memory that is used again."""

from __future__ import annotations

from functools import lru_cache

import pypdfium2

Crop = tuple[float, float, float, float]


def pixels(page: pypdfium2.PdfPage, scale: float, crop: Crop = (0.0, 0.0, 0.0, 0.0)) -> memoryview:
    """Rows of grey bytes, `scale` pixels a point, without the points of `crop` at the left, bottom, right and top.

    They are overwritten when a page of the same size is asked for.
    """
    bitmap = page.render(scale=scale, crop=crop, grayscale=True, bitmap_maker=_bitmap)
    return memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))


@lru_cache(maxsize=4)
def _bitmap(width: int, height: int, format: int, rev_byteorder: bool) -> pypdfium2.PdfBitmap:
    """Fresh memory for each page would cost as much as a tenth of drawing it."""
    return pypdfium2.PdfBitmap.new_native(width, height, format, rev_byteorder)
