"""The pictures of the built-in templates. `python -m tests.template_pictures` draws them anew: look at them then.

Each shows the demo shop's card for the sample order, as `inserts preview NAME` does, in few colours: they stay small.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from PIL import Image

from inserts.builtin import builtin_folder
from inserts.run import open_shop
from inserts.run.previewing import Wish, make, rasters
from inserts.templates import template_names

HOME = builtin_folder("templates")
NAMES = template_names([HOME])
DAY = date(2026, 11, 24)
DPI = 150
EDGE = 30
"""Pixels around each side, of the table it lies on: white paper has an edge then."""

COLOURS = 64
TABLE = (226, 223, 216)


def drawn(name: str) -> Image.Image:
    """The template's sides beside each other, as they are now."""
    made = make(open_shop(HOME / "demo"), Wish(name), DAY)
    sides = [Image.frombytes("RGB", side[:2], side.rgb) for side in rasters(made, DPI)]
    width = sum(side.width + EDGE for side in sides) + EDGE
    picture = Image.new("RGB", (width, sides[0].height + 2 * EDGE), TABLE)
    for number, side in enumerate(sides):
        picture.paste(side, (EDGE + number * (side.width + EDGE), EDGE))
    return picture


def small(picture: Image.Image) -> Image.Image:
    """The same in `COLOURS` colours, none of them dithered."""
    return picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)


def kept(name: str) -> Path:
    """Where the template's picture lies."""
    return HOME / name / "picture.png"


def written(picture: Image.Image) -> bytes:
    """The picture's file."""
    file = io.BytesIO()
    small(picture).save(file, "PNG", optimize=True)
    return file.getvalue()


if __name__ == "__main__":
    for name in NAMES:
        kept(name).write_bytes(written(drawn(name)))
