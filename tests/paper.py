"""Paper without paper: pages as pixels that a printer shifts, shrinks and turns, sheets that are turned over and cut,
and what a scanner reads on each piece. And sheets as other programs draw them. Millimetres from the top left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from inserts import manifest
from inserts.model.length import Box
from inserts.run import BatchResult
from tests.shops import SHOP, make_shop, numbered, own_template, run

DPI = 150
MM = 72 / 25.4
EDGE = 4.2
"""What an office printer cannot reach, so that viewers shrink a page by it."""


@dataclass(frozen=True, slots=True)
class Form:
    """A pre-cut sheet, from its maker's measures."""

    page: tuple[float, float]
    card: tuple[float, float]
    corner: tuple[float, float]
    pitch: tuple[float, float]
    columns: int
    rows: int

    @property
    def slots(self) -> list[tuple[float, float]]:
        """Top left corners, row by row."""
        return [
            (self.corner[0] + column * self.pitch[0], self.corner[1] + row * self.pitch[1])
            for row in range(self.rows)
            for column in range(self.columns)
        ]

    @property
    def count(self) -> int:
        return self.columns * self.rows


C32011 = Form((210, 297), (85, 54), (15, 13.5), (95, 54), 2, 5)
"""Avery C32011-10: ten cards, cut apart by a gutter, in the middle of the sheet."""

DP830 = Form((210, 297), (85, 55), (14.1, 10.94), (94.9, 55.03), 2, 5)
"""Sigel DP 830: ten cards, two millimetres nearer to the left edge."""

L7418 = Form((210, 297), (86, 55), (19, 38.5), (86, 55), 2, 4)

CARD = Form((85, 54), (85, 54), (0, 0), (85, 54), 1, 1)
"""A page that is the card."""


class Seen(NamedTuple):
    """A code a scanner reads: what it says, where its middle is, and whether it stands upright."""

    text: str
    x: float
    y: float
    upright: bool


Piece = tuple[tuple[Seen, ...], tuple[Seen, ...]]
"""What is read on the front of a piece of paper and, turned over like the page of a book, on its back."""


def pages(pdf: Path | bytes, first: int = 0) -> list[Image.Image]:
    """The pages from `first` on as they are drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [document[page].render(scale=DPI / 72, grayscale=True).to_pil() for page in range(first, len(document))]


def read(image: Image.Image) -> tuple[Seen, ...]:
    """The codes in reading order, from the left."""
    found = []
    for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.DataMatrix):
        spots = code.position.top_left, code.position.bottom_right
        x, y = (sum(getattr(spot, axis) + 0.5 for spot in spots) / 2 * 25.4 / DPI for axis in "xy")
        found.append(Seen(code.text, x, y, abs(code.orientation) < 10))
    return tuple(sorted(found, key=lambda seen: seen.x))


def crop(page: Image.Image, x: float, y: float, size: tuple[float, float]) -> Image.Image:
    sides = (x, y, x + size[0], y + size[1])
    return page.crop(tuple(round(side * DPI / 25.4) for side in sides))  # type: ignore[arg-type]


def printed(page: Image.Image, scale: float = 1.0, shift: tuple[float, float] = (0, 0)) -> Image.Image:
    """The page as a printer that stretches and shifts puts it on paper."""
    dx, dy = (value * DPI / 25.4 for value in shift)
    back = (1 / scale, 0, -dx / scale, 0, 1 / scale, -dy / scale)
    return page.transform(page.size, Image.Transform.AFFINE, back, Image.Resampling.BILINEAR, fillcolor=255)


def turned(back: Image.Image, *, flip: str, rotated: bool = False) -> Image.Image:
    """The back of a sheet as it is seen when the sheet is turned over like the page of a book.

    A printer that turns the sheet about the edge at its side puts it there as it is, about the other one on its head;
    a driver that `rotated` it has put it on its head before.
    """
    beside = (flip == "long") == (back.width <= back.height)
    return back if beside != rotated else back.rotate(180)


def cut(front: Image.Image, back: Image.Image | None, form: Form) -> Iterator[Piece]:
    """The pieces of a sheet, whose back is as `turned` shows it, row by row."""
    for x, y in form.slots:
        behind = read(crop(back, form.page[0] - x - form.card[0], y, form.card)) if back else ()
        yield read(crop(front, x, y, form.card)), behind


def piled(sheets: Sequence[Image.Image], form: Form, lift: int) -> list[str]:
    """The numbers on the cards, in their order, when so many sheets at a time are cut and pile is laid on pile."""
    found: list[str] = []
    for first in range(0, len(sheets), lift):
        lifted = [list(cut(sheet, None, form)) for sheet in sheets[first : first + lift]]
        found += [front[0].text for slot in range(form.count) for sheet in lifted if (front := sheet[slot][0])]
    return found


# Sheets as other programs draw them


@cache
def picture(text: str) -> ImageReader:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix)
    return ImageReader(Image.fromarray(code.to_image(scale=8, add_quiet_zones=False)))


Texts = tuple[str, ...]


def drawn(
    sheets: Iterable[Sequence[Texts | None]], form: Form, *, off: tuple[float, float] = (0, 0), head: bool = False
) -> bytes:
    """A page for each list of cards, each in its slot, None where one stays empty; a label library's way.

    A card's first text is a code in its middle, the second one beside it. The whole grid is moved by `off`.
    With `head` every other page, a back, is drawn on its head.
    """
    file = BytesIO()
    canvas = Canvas(file, pagesize=(form.page[0] * MM, form.page[1] * MM))
    for number, cards in enumerate(sheets):
        canvas.scale(MM, MM)
        if head and number % 2:
            canvas.translate(*form.page)
            canvas.rotate(180)
        for texts, (x, y) in zip(cards, form.slots, strict=False):
            for place, text in enumerate(texts or ()):
                middle = x + off[0] + form.card[0] / 2 + 22 * place, y + off[1] + form.card[1] / 2
                canvas.drawImage(picture(text), middle[0] - 6, form.page[1] - middle[1] - 6, 12, 12)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def filled(cards: Sequence[Texts], form: Form) -> list[list[Texts | None]]:
    """Cards row by row on as many sheets as they need."""
    return [list(cards[first : first + form.count]) for first in range(0, len(cards), form.count)]


# The same card from this program

PROBE = """
[card]
kind = "name-card"
about = "a code of the order's number in the middle of both sides, one of the coupon beside it"
size = "{size}"
bleed = "0mm"
safe = "3mm"
"""

ELEMENTS = """
[[{side}]]
id = "number"
type = "barcode"
symbology = "datamatrix"
data = "{{{{ order.number }}}}"
box = ["{left}mm", "{top}mm", "14mm", "14mm"]

[[{side}]]
id = "order number"
type = "text"
box = ["4mm", "45mm", "30mm", "3mm"]
text = "{{{{ order.short }}}}"
size = "7pt"
"""

CODE = """
[[front]]
id = "code"
type = "barcode"
symbology = "datamatrix"
data = "{{ coupon.code }}"
box = ["62mm", "20mm", "14mm", "14mm"]
"""


def probe(card: tuple[float, float], *, sides: int = 2) -> str:
    """A template whose numbers stand in the middle of the card."""
    left, top = card[0] / 2 - 7, card[1] / 2 - 7
    text = PROBE.format(size=f"{card[0]:g}x{card[1]:g}mm")
    text += "".join(ELEMENTS.format(side=side, left=left, top=top) for side in ("front", "back")[:sides])
    return text + CODE


def shop_with(
    folder: Path, count: int, prints: str = "", *, card: tuple[float, float] = C32011.card, sides: int = 2
) -> Path:
    """A shop with so many orders, #1001 and on, whose one card is the probe; on C32011 if `prints` names no stock."""
    paper = "" if "stock" in prints else 'stock = "avery-c32011-10"\n'
    toml = f'{SHOP}\n[print]\nname_card = "probe"\ninsert = ""\n{paper}{prints}'
    shop = make_shop(folder, numbered(count), toml)
    own_template(shop, "probe", probe(card, sides=sides))
    return shop


def numbers(count: int) -> list[str]:
    """The orders of a shop with so many."""
    return [f"#{1001 + number}" for number in range(count)]


def overlap(a: Box, b: Box) -> bool:
    """Whether they do by more than rounding, in points."""
    return min(a.right, b.right) - max(a.x, b.x) > 0.05 and min(a.bottom, b.bottom) - max(a.y, b.y) > 0.05


def made(shop: Path, **choices: object) -> BatchResult:
    """The one batch of a run."""
    (batch,) = run(shop, **choices).batches
    return batch


def rows(batch: BatchResult) -> list[manifest.Row]:
    """What the manifest says of the cards."""
    assert batch.manifest is not None
    found, problems = manifest.read(batch.manifest.read_bytes())
    assert not problems
    return [row for row in found if row.state == "printed"]


def sheets(batch: BatchResult) -> list[Image.Image]:
    """The pages with cards, behind the cover."""
    assert batch.pdf is not None
    return pages(batch.pdf, min(row.page for row in rows(batch)) - 1)
