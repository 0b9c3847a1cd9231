"""Thermal printers: codes on whole dots, pages of whole dots, and nothing that one bit cannot show."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from pathlib import Path

import pikepdf
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from inserts import barcode, inks, qr
from inserts.images import picture
from inserts.impose import Adjustment, adjusted
from inserts.layout import unfit_codes
from inserts.model.card import Frame, Placement, Sheet
from inserts.model.colour import INK, WHITE, Colour
from inserts.model.length import MM, Box
from inserts.model.problem import Problem, Stop
from inserts.model.template import (
    BarcodeElement,
    Element,
    ImageElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Style,
    Template,
    TextElement,
)
from inserts.templates import on_dots, one_bit
from tests.shops import SHOP, make_shop, numbered, own_template, run

DPIS = (203, 300, 600)
PALETTE = {
    "ink": INK,
    "white": WHITE,
    "paper": WHITE,
    "brand": Colour("rgb", (0.1, 0.3, 0.2)),
    "grey": Colour("gray", (0.5,)),
}
BOX = Box(10, 10, 60, 60)


def thermal(dpi: int, more: str = "") -> str:
    """A shop whose cards and inserts come from a label printer."""
    prints = 'name_card = "ink"\ninsert = "4x6-thermal"\nstock = "card"\nprinter = "labels"'
    return f"{SHOP}\n[print]\n{prints}\n\n[printer.labels]\ndpi = {dpi}\n{more}\n"


@pytest.fixture(scope="module", params=DPIS)
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path]:
    dpi: int = request.param
    folder = tmp_path_factory.mktemp(f"dpi{dpi}")
    result = run(make_shop(folder, numbered(1), thermal(dpi)))
    assert result.batches[0].pdf is not None
    return dpi, result.batches[0].pdf


def ghostscript(pdf: Path, dpi: int, folder: Path) -> list[Image.Image]:
    program = shutil.which("gs") or pytest.skip("Ghostscript is not installed")
    words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pbmraw", f"-r{dpi}", f"-sOutputFile={folder}/gs-%d.pbm"]
    subprocess.run([program, *words, str(pdf)], check=True, capture_output=True, timeout=120)
    return [Image.open(file).convert("L") for file in sorted(folder.glob("gs-*.pbm"))]


def poppler(pdf: Path, dpi: int, folder: Path) -> list[Image.Image]:
    program = shutil.which("pdftoppm") or pytest.skip("poppler's tools are not installed")
    subprocess.run([program, "-mono", "-r", str(dpi), str(pdf), f"{folder}/pop"], check=True, timeout=120)
    return [Image.open(file).convert("L") for file in sorted(folder.glob("pop-*.pbm"))]


RENDERERS = pytest.mark.parametrize("render", [ghostscript, poppler])


def runs(image: Image.Image, code: zxingcpp.Barcode) -> Iterator[int]:
    """Lengths of the dark and light runs between the symbol's edges, in dots, along every row and column of modules."""
    symbol = code.to_image(scale=1, add_quiet_zones=False)
    size = memoryview(symbol).shape[0]
    spots = code.position
    corners = (spots.top_left, spots.top_right, spots.bottom_left, spots.bottom_right)
    corner_x, corner_y = min(spot.x for spot in corners), min(spot.y for spot in corners)
    module = (max(spot.x for spot in corners) - corner_x + max(spot.y for spot in corners) - corner_y) / 2 / size
    for turned in (False, True):
        seen = image.transpose(Image.Transpose.TRANSPOSE) if turned else image
        x0, y0 = (corner_y, corner_x) if turned else (corner_x, corner_y)
        for number in range(size):
            y = round(y0 + (number + 0.5) * module)
            line = [seen.getpixel((x, y)) for x in range(round(x0 - 2), round(x0 + size * module + 3))]
            lengths = [len(tuple(group)) for _, group in groupby(line)]
            yield from lengths[1:-1]


# Measured in dots, with the rasters drivers are made of


@RENDERERS
def test_every_bar_of_every_code_is_whole_modules_of_whole_dots(
    printed: tuple[int, Path], render: object, tmp_path: Path
) -> None:
    dpi, pdf = printed
    images = render(pdf, dpi, tmp_path)  # type: ignore[operator]
    codes = [
        (image, code)
        for image in images[1:]
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    ]
    assert len(codes) >= 2
    for image, code in codes:
        lengths = set(runs(image, code))
        module = min(lengths)
        assert module >= 4
        assert module >= 0.45 / 25.4 * dpi
        assert {length % module for length in lengths} == {0}


TWO_SIDED = """
[card]
kind = "name-card"
about = "codes turned every way"
size = "85x55mm"
bleed = "0mm"
safe = "3mm"

[[front]]
id = "number"
type = "text"
box = ["4mm", "47mm", "40mm", "4mm"]
text = "{{ order.short }}"
size = "8pt"

[[front]]
id = "upright"
type = "qr"
box = ["6.13mm", "7.31mm", "18.3mm", "18.3mm"]
data = "{{ link.coupon }}"

[[front]]
id = "on its side"
type = "qr"
box = ["36.17mm", "7.37mm", "18.7mm", "18.7mm"]
rotate = 90
plate = true
data = "{{ link.home }}"

[[back]]
id = "on its head"
type = "qr"
box = ["6.19mm", "9.23mm", "18.3mm", "18.3mm"]
rotate = 180
data = "{{ link.coupon }}"
"""


@RENDERERS
@pytest.mark.parametrize("duplex", ["long", "short"])
def test_codes_turned_and_on_turned_backs_stand_on_the_dots(render: object, duplex: str, tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(3), thermal(300, f'duplex = "{duplex}"'))
    own_template(shop, "own", TWO_SIDED)
    (batch,) = run(shop, templates=("own",), stock="a4").batches
    assert batch.pdf is not None
    images = render(batch.pdf, 300, tmp_path)  # type: ignore[operator]
    codes = [
        (image, code)
        for image in images[1:]
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    ]
    assert len(codes) == 9
    for image, code in codes:
        lengths = set(runs(image, code))
        assert min(lengths) >= 6
        assert {length % min(lengths) for length in lengths} == {0}


def test_pages_are_whole_dots_and_no_larger_than_the_paper(printed: tuple[int, Path]) -> None:
    dpi, path = printed
    with pikepdf.open(path) as pdf:
        boxes = [[float(side) for side in page.mediabox] for page in pdf.pages]
    sizes = [(85 * MM, 55 * MM), (101.6 * MM, 152.4 * MM)]
    for box, paper in zip(boxes[-2:], sizes, strict=True):
        for side, most in zip(box[2:], paper, strict=True):
            dots = side * dpi / 72
            assert dots == pytest.approx(round(dots), abs=0.01)
            assert most - 72 / dpi - 0.001 < side <= most + 0.001


@RENDERERS
def test_an_offset_moves_a_page_by_whole_dots(render: object, tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, numbered(1), thermal(203, 'offset = ["0.33mm", "-0.21mm"]')))
    assert result.batches[0].pdf is not None
    image = render(result.batches[0].pdf, 203, tmp_path)[1]  # type: ignore[operator]
    (code, *_) = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    lengths = set(runs(image, code))
    assert {length % min(lengths) for length in lengths} == {0}


@given(
    dpi=st.sampled_from(DPIS),
    x=st.floats(0, 300),
    y=st.floats(0, 300),
    w=st.floats(20, 200),
    h=st.floats(20, 200),
    turned=st.booleans(),
)
def test_a_card_stands_on_the_dots_from_the_corner_it_is_turned_about(
    dpi: int, x: float, y: float, w: float, h: float, turned: bool
) -> None:
    sheet = Sheet(600, 800, (Placement(Frame(w, h, 0, ()), x, y, turned, Box(x, y, w, h)),))
    moved = adjusted(sheet, Adjustment(dpi=dpi))
    (placed,) = moved.placements
    for at, before, size in ((placed.x, x, w), (placed.y, y, h)):
        dots = (at + size * turned) * dpi / 72
        assert dots == pytest.approx(round(dots), abs=1e-6)
        assert abs(at - before) <= 36 / dpi + 1e-9
    assert placed.clip.x - placed.x == pytest.approx(0, abs=1e-9)


def test_a_printer_without_dpi_leaves_cards_where_they_are() -> None:
    sheet = Sheet(600.3, 800.7, (Placement(Frame(20, 20, 0, ()), 1.234, 5.678, False, Box(0, 0, 9, 9)),))
    assert adjusted(sheet, Adjustment()) == sheet


# A QR code that cannot have its dots


def template(*elements: Element) -> Template:
    return Template(
        "mine", "name-card", "", 250, 250, 0, 8, (elements,), "mine.toml", WHITE, lines=((7,) * len(elements),)
    )


@pytest.mark.parametrize(("dpi", "dots"), [(100, 4), (203, 4), (300, 6), (600, 11)])
def test_a_code_without_its_dots_is_refused_with_the_smallest_box(dpi: int, dots: int) -> None:
    payload = "https://shop.example/K7QWM-4XH2M"
    size = qr.encode(payload, "M").size
    least = size * dots * 25.4 / dpi

    def problems(side: float) -> tuple[Problem, ...]:
        card = on_dots(template(QrElement("qr", Box(9, 9, side, side), payload)), dpi)
        return unfit_codes(card, qr.encode, barcode.encode, lambda data: data)

    (problem,) = problems((least - 0.2) * MM)
    assert f"{dpi} dpi" in problem.message
    named = float(problem.message.rpartition("at least ")[2].removesuffix(" mm"))
    assert least <= named < least + 0.1001
    assert not problems(named * MM)


def test_bars_are_whole_dots_too() -> None:
    card = on_dots(template(BarcodeElement("bars", Box(9, 9, 150, 30), "10482", "code128")), 203)
    assert isinstance(card.sides[0][0], BarcodeElement)
    assert card.sides[0][0].dot == pytest.approx(72 / 203)


def test_codes_in_lists_stand_on_the_dots() -> None:
    cell = QrElement("code", BOX, "")
    card = on_dots(template(ListElement("list", BOX, "contacts", "contact", (cell,), 2, 70, 70)), 300)
    (element,) = card.sides[0]
    assert isinstance(element, ListElement)
    assert isinstance(element.cell[0], QrElement)
    assert element.cell[0].dot == pytest.approx(0.24)


# One bit


def told(*elements: Element, plain: bool = True, dpi: int = 203) -> list[Problem]:
    return list(one_bit(template(*elements), PALETTE, dpi, lambda element: plain))


def text(**style: object) -> TextElement:
    return TextElement("words", BOX, replace(Style(), **style), (("", "Hello"),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("element", "word"),
    [
        (text(colour="brand"), "brand"),
        (text(colour="grey"), "grey"),
        (text(min_size=7.5), "7.5 pt"),
        (RectElement("box", BOX, "brand"), "brand"),
        (RectElement("box", BOX, "ink", opacity=0.5), "opaque"),
        (RectElement("box", BOX, "", stroke="ink", width=0.3), "0.11 mm"),
        (RectElement("box", Box(0, 0, 40, 0.5), "ink"), "2 dots"),
        (LineElement("rule", Box(0, 0, 40, 0), "ink", 0.25), "2 dots"),
        (QrElement("qr", BOX, "", rotate=30), "turned"),
        (BarcodeElement("bars", BOX, "10482", "code128", text=True), "8 pt"),
        (ListElement("list", BOX, "contacts", "contact", (text(colour="brand"),), 2, 70, 70), "words"),
        (ListElement("list", BOX, "contacts", "contact", (text(),), 2, 70, 70, rule_width=0.3), "0.11 mm"),
        (ListElement("list", BOX, "contacts", "contact", (QrElement("qr", BOX, ""),), 2, 70, 70, rotate=90), "dots"),
    ],
    ids=lambda value: getattr(value, "id", None),
)
def test_what_one_bit_cannot_show_is_told_with_its_line(element: Element, word: str) -> None:
    (problem,) = told(element)
    assert word in problem.message
    assert problem.where.line == 7
    assert problem.message.startswith(f"{element.id}: ")
    assert problem.hint


@pytest.mark.parametrize(
    "element",
    [
        text(),
        text(colour="white"),
        RectElement("box", BOX, "ink"),
        LineElement("rule", Box(0, 0, 40, 0), "ink", 1.0),
        QrElement("qr", BOX, "", rotate=90),
        replace(text(min_size=5.5), text=(("", "{{ order.short }}"),)),
    ],
    ids=lambda value: getattr(value, "id", None),
)
def test_black_on_white_is_fine(element: Element) -> None:
    assert told(element) == []


def test_a_text_that_says_more_than_the_orders_number_is_as_large_as_any_other() -> None:
    (problem,) = told(replace(text(min_size=7.0), text=(("", "Thank you for order {{ order.short }}"),)))
    assert "7 pt" in problem.message


def test_a_line_of_two_dots_at_600_dpi_is_a_hairline_at_203() -> None:
    rule = LineElement("rule", Box(0, 0, 40, 0), "ink", 0.3)
    assert told(rule, dpi=600) == []
    assert told(rule, dpi=203)


def test_a_picture_with_greys_is_told() -> None:
    image = ImageElement("logo", BOX, "{{ shop.logo }}")
    assert "black and white" in told(image, plain=False)[0].message
    assert told(image, plain=True) == []


def png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("image", "plain"),
    [
        (Image.new("1", (9, 9)), True),
        (Image.new("L", (9, 9), 255), True),
        (Image.new("L", (9, 9), 254), False),
        (Image.new("RGB", (9, 9)), True),
        (Image.new("RGB", (9, 9), (0, 0, 255)), False),
        (Image.new("RGBA", (9, 9), (0, 0, 0, 128)), False),
        (Image.new("RGBA", (9, 9), (0, 0, 0, 0)), True),
    ],
    ids=["one bit", "white", "nearly white", "black", "blue", "half seen", "not seen"],
)
def test_pictures_of_black_and_white_alone_are_known(image: Image.Image, plain: bool) -> None:
    assert inks.black_and_white(picture(png(image))) is plain


def test_a_coloured_template_stops_a_run_on_a_thermal_printer(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        run(make_shop(tmp_path, numbered(1), thermal(203)), templates=("classic",))
    told = [problem.message for problem in stop.value.problems]
    assert any("field" in message and "brand" in message for message in told)
    assert any("203 dpi" in message for message in told)
