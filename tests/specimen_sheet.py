"""The specimen as one small picture. `python -m tests.specimen_sheet` writes tests/specimen.png anew: look at it then.

Pages are rendered four times too large by pdfium, averaged down to 55 dpi and told in 16 greys.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageStat

from inserts import pdf
from inserts.builtin import builtin_folder
from inserts.layout import Typesetting
from inserts.layout.specimen import SpecimenPage, specimen_sheets
from inserts.run.faces import specimen_pages
from inserts.text import describe_missing, open_typesetter

REFERENCE = Path(__file__).with_name("specimen.png")
SCALE, OVER = 0.76, 4
COLUMNS = 6
GAP = 2
GREYS = 17
"""Steps of grey, of 255."""

MEAN = 2.5
"""Most a page's pixels may differ from the reference on average, of 255: renderers fill edges more or less darkly.
Measured: Poppler 1.8, Ghostscript 1.0."""

SHARE, FAR = 0.00015, 48
"""Most of a page's pixels (11 of 72,413) that may differ by more than FAR of 255. Measured: Poppler and Ghostscript
none, one small letter that is missing 15, one name that is not joined 200 and more."""


def typesetting() -> Typesetting:
    """The built-in faces, no others."""
    typesetter, problems = open_typesetter([builtin_folder("fonts")])
    assert problems == ()
    return Typesetting(typesetter.clean, typesetter.line, typesetter.breaks, describe_missing)


def made(pages: Sequence[SpecimenPage], setting: Typesetting, only: int | None = None) -> bytes:
    """The pages as a PDF, or one of them, counted from 0."""
    file = io.BytesIO()
    sheets = islice(specimen_sheets(pages, setting), only, None if only is None else only + 1)
    pdf.write(file, sheets, {}, title="Specimen", flip="")
    return file.getvalue()


def pictures(data: bytes) -> list[Image.Image]:
    """Every page of a PDF, small and grey."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [small(page.render(scale=SCALE * OVER, grayscale=True).to_pil()) for page in document]
    finally:
        document.close()


def small(picture: Image.Image) -> Image.Image:
    return picture.convert("L").reduce(OVER).point([round(grey / GREYS) * GREYS for grey in range(256)])


def sheet(pages: Sequence[Image.Image]) -> Image.Image:
    """All pages on one picture, row after row."""
    width, height = pages[0].size[0] + GAP, pages[0].size[1] + GAP
    whole = Image.new("L", (width * COLUMNS - GAP, height * -(-len(pages) // COLUMNS) - GAP), 136)
    for number, page in enumerate(pages):
        whole.paste(page, (number % COLUMNS * width, number // COLUMNS * height))
    return whole


def cut(whole: Image.Image, like: Image.Image, count: int) -> list[Image.Image]:
    """The pages of a sheet again."""
    width, height = like.size
    places = ((number % COLUMNS * (width + GAP), number // COLUMNS * (height + GAP)) for number in range(count))
    return [whole.crop((x, y, x + width, y + height)) for x, y in places]


def difference(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """The mean difference of two pages and the share of pixels that are far apart, both slightly blurred."""
    blurred = [page.filter(ImageFilter.GaussianBlur(1)) for page in (one, other)]
    apart = ImageChops.difference(*blurred)
    far = sum(apart.histogram()[FAR + 1 :]) / (apart.width * apart.height)
    return ImageStat.Stat(apart).mean[0], far


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pages show the same, as far as renderers agree."""
    mean, far = difference(one, other)
    return mean <= MEAN and far <= SHARE


if __name__ == "__main__":
    sheet(pictures(made(specimen_pages(), typesetting()))).save(REFERENCE, optimize=True)
