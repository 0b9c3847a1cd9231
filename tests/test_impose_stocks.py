"""Every paper there is: cards in their slots, backs behind fronts, notes in the waste; and two renderers agree."""

from __future__ import annotations

import io
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops

from inserts import pdf, templates
from inserts.builtin import builtin_folder
from inserts.impose import Adjustment, Flip, Grid, Room, Sides, Stack, adjusted, grid, impose, noted, rooms
from inserts.model.card import Card, Frame, Layer, Rect, Sheet
from inserts.model.colour import INK
from inserts.model.length import MM, Box
from inserts.model.problem import Problem
from inserts.model.stock import Stock
from tests.paper import overlap

FOLDERS = (builtin_folder("templates"),)
NAMES = templates.stock_names(FOLDERS)
SHEETS = ("a4", "letter", "avery-l7160", "avery-5371", "avery-l7418", "label-4x6")


def stock_of(name: str) -> Stock:
    stock, problems = templates.load_stock(name, FOLDERS)
    assert stock is not None, problems
    return stock


def tried(name: str, *, across: bool = False) -> Grid | Problem:
    """The slots of a card that the stock is for, of a blank one of 85 x 55 mm with 3 mm bleed; turned by a quarter if
    `across`."""
    stock = stock_of(name)
    w, h, bleed = 85 * MM, 55 * MM, 3 * MM
    if stock.slots is not None:
        w, h = stock.slots.width.pt, stock.slots.height.pt
    elif stock.kind == "roll":
        w, bleed = stock.width.pt - 2 * stock.margin.pt, 0.0
    return grid(stock, *((h, w) if across else (w, h)), bleed)


def places(name: str, *, across: bool = False) -> Grid:
    found = tried(name, across=across)
    assert isinstance(found, Grid), found
    return found


ONE_WAY = {name for name in NAMES if not isinstance(tried(name, across=True), Grid)}
LAIN = [(name, across) for name in NAMES for across in (False, True) if not across or name not in ONE_WAY]


def test_sheets_that_are_not_centred_lie_one_way_alone() -> None:
    assert {"sigel-dp-830", "avery-l4785"} == ONE_WAY
    assert all("not centred" in str(tried(name, across=True)) for name in ONE_WAY)


def inked(found: Grid, sides: int) -> tuple[Frame, ...]:
    """Sides with a block near their top left corner, that reaches into the bleed."""
    block = Rect(-found.bleed, -found.bleed, found.card_w / 2, found.card_h / 2, INK)
    frame = Frame(found.card_w, found.card_h, found.bleed, (Layer(None, (block,)),))
    return (frame,) * sides


def cards(found: Grid, count: int, sides: int = 2) -> list[Card]:
    return [Card(str(n), "t", inked(found, sides), ((),) * sides) for n in range(count)]


@pytest.mark.parametrize(("name", "across"), LAIN)
@pytest.mark.parametrize("flip", ["long", "short"])
@pytest.mark.parametrize("rotated", [False, True])
def test_on_every_stock_backs_lie_behind_fronts_for_one_card_and_for_sheets_full_or_not(
    name: str, across: bool, flip: Flip, rotated: bool
) -> None:
    found = places(name, across=across)
    slots = len(found.slots)
    vertical = (flip == "long") == found.portrait
    for count in sorted({1, max(1, slots - 1), slots, slots + 1}):
        pages = impose(cards(found, count), found, two_sided=True, sides=Sides(flip, rotated))
        seen = 0
        for front, back in zip(pages, pages, strict=True):
            assert len(front.placements) == len(back.placements)
            for a, b in zip(front.placements, back.placements, strict=True):
                x, y, on_its_head = b.x, b.y, b.turned
                if found.boxes:  # a print shop gets upright pages
                    assert (x, y, on_its_head) == pytest.approx((a.x, a.y, False))
                    continue
                if rotated:
                    x, y, on_its_head = front.w - x - found.card_w, front.h - y - found.card_h, not on_its_head
                behind = (front.w - x - found.card_w, y) if vertical else (x, front.h - y - found.card_h)
                assert behind == pytest.approx((a.x, a.y))
                assert on_its_head == (not vertical)
            seen += len(front.placements)
        assert seen == count


@pytest.mark.parametrize("name", NAMES)
def test_on_every_stock_cards_keep_to_the_page_and_to_themselves(name: str) -> None:
    found = places(name)
    (sheet,) = impose(cards(found, len(found.slots), 1), found, two_sided=False)
    for placement in sheet.placements:
        trim = Box(placement.x, placement.y, found.card_w, found.card_h)
        assert trim.x > -1.5
        assert trim.y > -1.5
        assert trim.right < sheet.w + 1.5
        assert trim.bottom < sheet.h + 1.5
    assert not any(overlap(a.clip, b.clip) for a, b in combinations(sheet.placements, 2))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("back", [False, True])
def test_on_every_stock_a_note_has_room_in_the_waste_alone(name: str, back: bool) -> None:
    found = places(name)
    sheet = list(impose(cards(found, 1), found, two_sided=True))[back]
    held = found.slots
    if back:
        held = (*held, *((found.page_w - x - found.card_w, y) for x, y in found.slots))
    for room in rooms(found, sheet, back=back):
        assert room.box.w > 0
        assert room.box.h > 0
        assert room.box.x >= 4.2 * MM - 0.01
        assert room.box.right <= sheet.w - 4.2 * MM + 0.01
        assert room.box.y >= 4.2 * MM - 0.01
        assert room.box.bottom <= sheet.h - 4.2 * MM + 0.01
        for x, y in held:
            assert not overlap(room.box, Box(x, y, found.card_w, found.card_h))
        for placement in sheet.placements:
            assert not overlap(room.box, placement.clip)


@pytest.mark.parametrize("name", ["a4", "letter", "avery-l7160", "avery-5371", "sra3"])
def test_sheets_with_a_margin_have_room_for_a_line(name: str) -> None:
    found = places(name)
    (sheet,) = impose(cards(found, 1, 1), found, two_sided=False)
    assert any(room.depth > 7.2 and room.length > 50 * MM for room in rooms(found, sheet))


@pytest.mark.parametrize("name", ["card", "card-bleed", "label-4x6", "roll-62"])
def test_a_page_that_is_the_card_has_no_waste(name: str) -> None:
    found = places(name)
    (sheet,) = impose(cards(found, 1, 1), found, two_sided=False)
    assert rooms(found, sheet) == ()


def test_a_note_along_the_side_stays_in_its_room() -> None:
    room = Room(Box(20, 30, 10, 200), upright=True)
    noted_sheet = noted(Sheet(100, 300), room, lambda x, y: [Rect(x, y, 150, 8, INK)])
    page = raster(written([noted_sheet]), 0)
    assert page.convert("L").point(lambda value: 255 - value).getbbox() == (20, 80, 28, 230)


# What a printer shifts


def written(sheets: list[Sheet]) -> bytes:
    file = io.BytesIO()
    pdf.write(file, sheets, {}, title="t", flip="")
    return file.getvalue()


def raster(data: bytes, page: int, scale: float = 1.0) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=scale).to_pil().convert("L")


def ink_of(page: Image.Image) -> tuple[int, int, int, int]:
    found = page.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert found is not None
    return found


def test_a_page_is_stretched_from_its_top_left_and_then_moved() -> None:
    plain = Sheet(500, 400, marks=(Rect(100, 50, 200, 100, INK),))
    moved = adjusted(plain, Adjustment(offset=(10, -20), scale=(1.1, 0.9)))
    assert ink_of(raster(written([moved]), 0)) == (120, 25, 340, 115)


def test_front_and_back_are_moved_each_by_its_own() -> None:
    plain = Sheet(500, 400, marks=(Rect(100, 50, 200, 100, INK),))
    shift = Adjustment(offset=(10, 0), back_offset=(-10, 5))
    assert ink_of(raster(written([adjusted(plain, shift)]), 0))[:2] == (110, 50)
    assert ink_of(raster(written([adjusted(plain, shift, back=True)]), 0))[:2] == (90, 55)


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_a_label_printer_s_page_is_moved_by_whole_dots_and_not_stretched(dpi: int) -> None:
    moved = adjusted(Sheet(288, 432), Adjustment((1.3, -2.71), (0.4, 9.9), (1.01, 0.98), dpi))
    across, down, x, y = moved.adjust
    assert (across, down) == (1, 1)
    for value, wanted in ((x, 1.3), (y, -2.71)):
        assert value * dpi / 72 == pytest.approx(round(value * dpi / 72), abs=1e-6)
        assert abs(value - wanted) <= 36 / dpi


def test_a_print_shop_s_page_is_never_moved() -> None:
    found = places("card-bleed")
    (sheet,) = impose(cards(found, 1, 1), found, two_sided=False)
    assert adjusted(sheet, Adjustment((5, 5), scale=(1.1, 1.1))) == sheet


# The finished page, seen by two


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler is not installed")
@pytest.mark.parametrize("name", SHEETS)
def test_pdfium_and_poppler_see_the_same_sheets(name: str, tmp_path: Path) -> None:
    found = places(name)
    shift = Adjustment((3, 2), (-2, 4), (1.004, 0.997))
    stack = Stack(frozenset({1})) if len(found.slots) > 1 else Stack()
    sides = [
        adjusted(sheet, shift, back=back)
        for back, sheet in enumerate(impose(cards(found, 2), found, two_sided=True, sides=Sides("short"), stack=stack))
    ]
    path = tmp_path / "sheets.pdf"
    path.write_bytes(written(sides))
    subprocess.run(["pdftoppm", "-r", "72", "-gray", path, tmp_path / "page"], check=True)
    for number, image in enumerate(sorted(tmp_path.glob("page*"))):
        seen = Image.open(image).convert("L")
        mine = raster(path.read_bytes(), number)
        size = min(seen.width, mine.width), min(seen.height, mine.height)
        apart = ImageChops.difference(seen.crop((0, 0, *size)), mine.crop((0, 0, *size)))
        solid = apart.point(lambda value: 255 if value > 128 else 0)
        # Edges may fall on either side of a pixel; a card in another place would be thousands of them.
        assert sum(solid.histogram()[255:]) < 0.004 * size[0] * size[1]
