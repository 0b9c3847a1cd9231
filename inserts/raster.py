"""Pages as pixels, for previews. The proof has a look of its own, so that it shares nothing with what it judges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2

MOST_PIXELS = 12_000
"""Along a side."""


class Raster(NamedTuple):
    """A page's pixels, row by row from the top, three bytes each: red, green, blue."""

    width: int
    height: int
    rgb: bytes


def rasterise(pdf: bytes, dpi: float) -> Iterator[Raster]:
    """Every page of the file at `dpi`, or less where a side would have more than `MOST_PIXELS`."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            scale = min(dpi / 72, MOST_PIXELS / max(page.get_size()))
            bitmap = page.render(scale=scale, rev_byteorder=True)
            data, step, used = bytes(bitmap.buffer), bitmap.stride, 3 * bitmap.width
            rows = (data[start : start + used] for start in range(0, step * bitmap.height, step))
            yield Raster(bitmap.width, bitmap.height, b"".join(rows))
            bitmap.close()
            page.close()
    finally:
        document.close()
