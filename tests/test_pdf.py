"""The finished file, judged by other libraries: what pdfium paints, what pikepdf finds, what is read back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import threading
import tracemalloc
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps
from reportlab.pdfbase import pdfdoc

from inserts.builtin import builtin_folder
from inserts.images import open_picture
from inserts.model.card import (
    Discs,
    Frame,
    Layer,
    Mark,
    Outline,
    Picture,
    PictureData,
    Placement,
    Rect,
    Sheet,
    Stroke,
    Symbol,
    Text,
)
from inserts.model.colour import INK, WHITE, Colour
from inserts.model.glyphs import FontProgram, Glyph, Line, Run
from inserts.model.length import Box
from inserts.pdf import extract, write
from inserts.qr import encode
from inserts.text import Typesetter, open_typesetter

RED = Colour("rgb", (1.0, 0.0, 0.0))
BLUE = Colour("rgb", (0.0, 0.0, 1.0))
SPOT = Colour("spot", (1.0, 0.0, 1.0, 1.0, 0.0), "Warm Red / (uncoated)")
PAGE = Box(0, 0, 100, 100)

Rgb = tuple[int, int, int]


def made(
    sheets: Iterable[Sheet],
    pictures: Sequence[PictureData] = (),
    title: str = "a batch",
    flip: Literal["", "long", "short"] = "",
) -> bytes:
    """The file, after the checks that hold for every file."""
    file = io.BytesIO()
    sheets = list(sheets)
    assert write(file, sheets, {p.key: p for p in pictures}, title=title, flip=flip) == len(sheets)
    with pikepdf.open(io.BytesIO(file.getvalue()), attempt_recovery=False) as pdf:
        assert len(pdf.pages) == len(sheets)
        for page in pdf.pages:
            complete(page.obj)
    return file.getvalue()


def complete(thing: Any) -> None:
    """A page or form names nothing that its own resources do not hold."""
    named = {"Tf": "/Font", "Do": "/XObject", "cs": "/ColorSpace", "CS": "/ColorSpace"}
    for instruction in pikepdf.parse_content_stream(thing) if "/Contents" in thing or "/Length" in thing else ():
        operator = str(instruction.operator)
        if operator in named:
            found = thing.Resources[named[operator]][str(instruction.operands[0])]
            if operator == "Do" and found.Subtype == "/Form":
                complete(found)


def sheet(*marks: Mark, w: float = 100, h: float = 100) -> Sheet:
    return Sheet(w, h, marks=marks)


def frame(*layers: Layer, w: float = 40, h: float = 30, bleed: float = 5) -> Frame:
    return Frame(w, h, bleed, layers)


def own(*marks: Mark) -> Layer:
    return Layer(None, marks)


def placed(side: Frame, x: float, y: float, turned: bool = False, clip: Box | None = None) -> Sheet:
    around = Box(x - side.bleed, y - side.bleed, side.w + 2 * side.bleed, side.h + 2 * side.bleed)
    return Sheet(100, 100, (Placement(side, x, y, turned, clip or around),))


def painted(data: bytes, page: int = 0, scale: float = 4) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[page].render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")


class Seen:
    """A page as pixels, asked in points from its top left."""

    def __init__(self, data: bytes, page: int = 0, scale: float = 4) -> None:
        self.image = painted(data, page, scale)
        self.scale = scale

    def at(self, x: float, y: float) -> Rgb:
        pixel = self.image.getpixel((int(x * self.scale), int(y * self.scale)))
        assert isinstance(pixel, tuple)
        return pixel[0], pixel[1], pixel[2]

    def inked(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of everything that is not white."""
        box = ImageOps.invert(self.image.convert("L")).point(lambda v: 255 * (v > 64)).getbbox()
        assert box is not None
        left, top, right, bottom = (side / self.scale for side in box)
        return left, top, right, bottom

    def area(self) -> float:
        """Square points of ink, by darkness."""
        histogram = self.image.convert("L").histogram()
        return sum((255 - value) * count for value, count in enumerate(histogram)) / 255 / self.scale**2


def near(one: Sequence[float], other: Sequence[float], slack: float) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(one, other, strict=True))


# Shapes and colours


def test_a_rectangle_stands_where_it_was_put() -> None:
    seen = Seen(made([sheet(Rect(10, 20, 30, 5, RED), w=80, h=60)]))
    assert seen.image.size == (320, 240)
    assert seen.inked() == (10, 20, 40, 25)
    assert seen.at(25, 22) == (255, 0, 0)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        (INK, (0, 0, 0)),
        (WHITE, (255, 255, 255)),
        (Colour("gray", (0.5,)), (128, 128, 128)),
        (Colour("rgb", (0x1E / 255, 0x4B / 255, 0x3C / 255)), (0x1E, 0x4B, 0x3C)),
    ],
)
def test_greys_and_rgb_are_painted_to_the_bit(colour: Colour, expected: Rgb) -> None:
    assert near(Seen(made([sheet(Rect(0, 0, 100, 100, colour))])).at(50, 50), expected, 1)


@pytest.mark.parametrize("tint", [1.0, 0.5, 0.0])
def test_a_spot_colour_looks_like_its_cmyk_and_keeps_its_plate(tint: float) -> None:
    parts = (0.0, 0.8, 1.0, 0.1)
    spot = made([sheet(Rect(0, 0, 100, 100, Colour("spot", (tint, *parts), "Gold")))])
    process = made([sheet(Rect(0, 0, 100, 100, Colour("cmyk", tuple(tint * part for part in parts))))])
    assert near(Seen(spot).at(50, 50), Seen(process).at(50, 50), 2)
    with pikepdf.open(io.BytesIO(spot)) as pdf:
        (space,) = pdf.pages[0].Resources.ColorSpace.values()
        assert [str(part) for part in list(space)[:3]] == ["/Separation", "/Gold", "/DeviceCMYK"]


def test_cmyk_stays_cmyk_and_black_ink_black_alone() -> None:
    data = made([sheet(Rect(0, 0, 9, 9, Colour("cmyk", (1.0, 0.5, 0.0, 0.25))), Stroke(0, 0, 9, 9, 1, INK))])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        words = pdf.pages[0].Contents.read_bytes().decode()
    assert "1 0.5 0 0.25 k" in words
    assert "0 G" in words
    assert not re.search(r"\b(rg|RG)\b", words)


def test_corners_are_round_and_no_rounder_than_the_side_allows() -> None:
    seen = Seen(made([sheet(Rect(10, 10, 40, 20, INK, 6), Rect(10, 50, 40, 20, INK, 99))]))
    assert seen.at(10.3, 10.3) == seen.at(49.7, 29.7) == (255, 255, 255)
    assert seen.at(13, 13) == seen.at(30, 10.3) == seen.at(10.3, 20) == (0, 0, 0)
    assert seen.at(12, 52) == (255, 255, 255)
    assert seen.at(30, 50.3) == seen.at(10.5, 60) == (0, 0, 0)
    expected = 40 * 20 - (4 - 3.14159) * 36 + 40 * 20 - (4 - 3.14159) * 100
    assert abs(seen.area() - expected) < 2


def test_discs_are_round_and_of_their_diameter() -> None:
    seen = Seen(made([sheet(Discs(((30, 30), (70, 60)), 20, INK), Discs((), 3, INK))]))
    assert near(seen.inked(), (20, 20, 80, 70), 0.3)
    assert seen.at(30, 30) == seen.at(70, 60) == (0, 0, 0)
    assert seen.at(50, 45) == (255, 255, 255)
    assert abs(seen.area() - 2 * 314.16) < 3


def test_a_stroke_ends_where_it_was_told_to() -> None:
    assert Seen(made([sheet(Stroke(10, 20, 60, 20, 2, INK))])).inked() == (10, 19, 60, 21)
    assert Seen(made([sheet(Stroke(30, 5, 30, 45, 1, INK))])).inked() == (29.5, 5, 30.5, 45)


def test_an_outline_runs_downwards_from_its_place() -> None:
    seen = Seen(made([sheet(Outline("M0 0 L20 0 L20,10 L0 10 Z", 5, 40, 2, INK))]))
    assert seen.inked() == (5, 40, 45, 60)


def test_holes_are_cut_by_the_even_odd_rule_and_filled_by_the_other() -> None:
    path = "M0 0 L30 0 L30 30 L0 30 Z M10 10 L20 10 L20 20 L10 20 Z"
    seen = Seen(made([sheet(Outline(path, 0, 0, 1, INK, True), Outline(path, 50, 0, 1, INK))]))
    assert seen.at(15, 15) == (255, 255, 255)
    assert seen.at(65, 15) == (0, 0, 0)


def test_a_path_may_be_written_tightly() -> None:
    loose = "M 1 2 L 11 2 C 11 5.5 8 8 5 8 L 0.5 8 Z M 20 20 L 25 20 L 25 25 Z"
    tight = "M1,2 11,2C11 5.5,8,8,5 8L.5 8ZM2e1 20 25 20 25 25Z"
    assert made([sheet(Outline(tight, 3, 4, 1.5, INK))]) == made([sheet(Outline(loose, 3, 4, 1.5, INK))])


@pytest.mark.parametrize(
    "path", ["M0 0 Q1 1 2 2", "M0 0 l1 1", "M0 0 L1", "5 5", "M0 0 L1 1 / 2", "M0 0 Z 5 5", "L1 1", "M", "Z"]
)
def test_a_path_of_other_commands_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        made([sheet(Outline(path, 0, 0, 1, INK))])


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_mark_that_is_nowhere_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        made([sheet(Rect(wrong, 0, 1, 1, INK))])


def test_later_marks_cover_earlier_ones_whatever_is_between() -> None:
    marks = (
        Rect(0, 0, 50, 50, RED),
        Outline("M0 0 L9 0 L9 9 Z", 60, 60, 1, BLUE),
        Symbol(b"\x80", 1, 80, 80, 5, INK),
        Rect(10, 10, 10, 10, BLUE),
        Rect(30, 10, 10, 10, RED),
        Rect(12, 12, 2, 2, RED),
    )
    seen = Seen(made([sheet(*marks)]))
    assert [seen.at(*place) for place in ((5, 5), (18, 18), (35, 15), (13, 13))] == [
        (255, 0, 0),
        (0, 0, 255),
        (255, 0, 0),
        (255, 0, 0),
    ]


# Placements


MARKED = (Rect(-5, -5, 50, 40, Colour("gray", (0.8,))), Rect(0, 0, 10, 5, RED), Rect(30, 25, 10, 5, BLUE))


@pytest.mark.parametrize("key", [None, "shared"])
def test_a_side_stands_at_its_place_with_its_bleed(key: str | None) -> None:
    seen = Seen(made([placed(frame(Layer(key, MARKED)), 20, 50)]))
    assert seen.at(21, 51) == (255, 0, 0)
    assert seen.at(59, 79) == (0, 0, 255)
    assert near(seen.at(16, 46), (204, 204, 204), 1)
    assert seen.at(14, 60) == seen.at(30, 86) == (255, 255, 255)


@pytest.mark.parametrize("key", [None, "shared"])
def test_a_turned_side_stands_on_its_head_in_the_same_place(key: str | None) -> None:
    side = frame(Layer(key, MARKED))
    upright = Seen(made([placed(side, 20, 50)])).image.crop((60, 180, 260, 340))
    turned = Seen(made([placed(side, 20, 50, turned=True)])).image.crop((60, 180, 260, 340))
    assert turned.tobytes() == upright.rotate(180).tobytes()


@pytest.mark.parametrize("key", [None, "shared"])
@pytest.mark.parametrize("turned", [False, True])
def test_no_ink_leaves_the_clip(key: str | None, turned: bool) -> None:
    side = frame(Layer(key, (Rect(-100, -100, 300, 300, RED), Stroke(-99, 5, 200, 5, 3, INK))), bleed=90)
    clip = Box(18, 47, 44, 36)
    seen = Seen(made([placed(side, 20, 50, turned, clip)]))
    assert seen.inked() == (18, 47, 62, 83)


def test_a_form_reaches_no_farther_than_its_bleed() -> None:
    side = frame(Layer("k", (Rect(-100, -100, 300, 300, RED),)))
    assert Seen(made([placed(side, 20, 50, clip=PAGE)])).inked() == (15, 45, 65, 85)


def test_a_colour_set_in_one_side_is_not_taken_for_set_in_the_next() -> None:
    side = frame(own(Rect(0, 0, 10, 10, RED)))
    other = frame(own(Rect(0, 0, 10, 10, RED)), Layer("k", (Rect(20, 0, 10, 10, BLUE),)), own(Rect(30, 0, 9, 9, RED)))
    page = Sheet(
        100,
        100,
        (Placement(side, 10, 10, False, PAGE), Placement(other, 10, 50, True, PAGE)),
        (Rect(80, 80, 10, 10, RED),),
    )
    seen = Seen(made([page]))
    assert seen.at(15, 15) == seen.at(45, 75) == seen.at(85, 85) == seen.at(16, 76) == (255, 0, 0)
    assert seen.at(25, 75) == (0, 0, 255)


# Pictures


def opened(folder: Path, data: bytes) -> PictureData:
    (folder / "picture").write_bytes(data)
    found = open_picture(folder / "picture", root=folder)
    assert isinstance(found, PictureData), str(found)
    return found


def quarters(mode: str = "RGB") -> Image.Image:
    """Four colours, 40 x 20: red, green above blue, black."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste((0, 255, 0), (20, 0, 40, 10))
    image.paste((0, 0, 255), (0, 10, 20, 20))
    image.paste((0, 0, 0), (20, 10, 40, 20))
    return image.convert(mode)


def encoded(image: Image.Image, kind: str, orientation: int = 1) -> bytes:
    data = Image.Exif()
    data[0x0112] = orientation
    file = io.BytesIO()
    options = {"quality": 100, "subsampling": 0} if kind == "JPEG" else {}
    image.save(file, kind, exif=data.tobytes(), **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_drawn_upright_however_its_rows_lie(tmp_path: Path, kind: str, orientation: int) -> None:
    file = encoded(quarters(), kind, orientation)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    picture = opened(tmp_path, file)
    assert (picture.width, picture.height) == upright.size
    box = Box(20, 30, upright.width, upright.height)
    seen = Seen(made([sheet(Picture(picture.key, box))], [picture]))
    assert near(seen.inked(), (20, 30, 20 + upright.width, 30 + upright.height), 0.3)
    for x in (5, upright.width - 5):
        for y in (5, upright.height - 5):
            expected = upright.getpixel((x, y))
            assert isinstance(expected, tuple)
            assert near(seen.at(20 + x, 30 + y), expected, 8), (x, y)


def test_a_picture_keeps_its_shape_in_a_box_of_another(tmp_path: Path) -> None:
    picture = opened(tmp_path, encoded(quarters(), "PNG"))
    seen = Seen(made([sheet(Picture(picture.key, Box(10, 10, 80, 80)))], [picture]))
    assert seen.inked() == (10, 30, 90, 70)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_pngs_of_every_mode_are_painted_as_they_look(tmp_path: Path, mode: str) -> None:
    image = quarters(mode)
    picture = opened(tmp_path, encoded(image, "PNG"))
    seen = Seen(made([sheet(Picture(picture.key, Box(0, 0, 80, 40)))], [picture]))
    for x, y in ((5, 5), (30, 5), (5, 15), (30, 15)):
        expected = image.convert("RGB").getpixel((x, y))
        assert isinstance(expected, tuple)
        assert near(seen.at(2 * x + 0.5, 2 * y + 0.5), expected, 2)


def test_what_is_clear_shows_the_ground(tmp_path: Path) -> None:
    image = Image.new("RGBA", (20, 10), (255, 0, 0, 0))
    image.paste((255, 0, 0, 128), (5, 0, 10, 10))
    image.paste((255, 0, 0, 255), (10, 0, 20, 10))
    picture = opened(tmp_path, encoded(image, "PNG"))
    marks = (Rect(0, 0, 100, 100, BLUE), Picture(picture.key, Box(0, 0, 100, 50)))
    seen = Seen(made([sheet(*marks)], [picture]))
    assert seen.at(10, 25) == (0, 0, 255)
    assert near(seen.at(37, 25), (128, 0, 127), 2)
    assert seen.at(80, 25) == (255, 0, 0)


def test_a_cmyk_photo_is_not_its_negative(tmp_path: Path) -> None:
    ink = (0, 230, 230, 0)
    picture = opened(tmp_path, encoded(Image.new("CMYK", (20, 20), ink), "JPEG"))
    seen = Seen(made([sheet(Picture(picture.key, Box(0, 0, 50, 50)), Rect(50, 0, 50, 50, cmyk(ink)))], [picture]))
    assert near(seen.at(25, 25), seen.at(75, 25), 12)


def test_a_cmyk_photo_without_adobes_mark_is_painted_by_its_own_values(tmp_path: Path) -> None:
    file = encoded(Image.new("CMYK", (16, 16), (255, 25, 25, 255)), "JPEG")
    at = file.index(b"\xff\xee")
    picture = opened(tmp_path, file[:at] + file[at + 16 :])
    seen = Seen(
        made([sheet(Picture(picture.key, Box(0, 0, 50, 50)), Rect(50, 0, 50, 50, cmyk((0, 230, 230, 0))))], [picture])
    )
    assert near(seen.at(25, 25), seen.at(75, 25), 12)


def cmyk(parts: Sequence[int]) -> Colour:
    return Colour("cmyk", tuple(part / 255 for part in parts))


def test_a_picture_is_in_the_file_once(tmp_path: Path) -> None:
    picture = opened(tmp_path, encoded(quarters("RGBA"), "PNG"))
    mark = Picture(picture.key, Box(0, 0, 20, 10))
    side = frame(Layer("k", (mark,)), own(mark))
    page = Sheet(100, 100, (Placement(side, 0, 0, False, PAGE), Placement(side, 0, 50, False, PAGE)), (mark,))
    data = made([page, page], [picture])
    assert len(objects(data, "/Subtype", "/Image")) == 1 + bool(picture.alpha)


def test_a_picture_nobody_opened_is_an_error_not_a_hole() -> None:
    with pytest.raises(KeyError, match="logo"):
        made([sheet(Picture("logo", PAGE))])


# Symbols


@pytest.mark.parametrize("module", [1.29, 1.61, 2.5])
@pytest.mark.parametrize("turned", [False, True])
def test_symbols_are_read_back_from_the_page(module: float, turned: bool) -> None:
    payload = "https://example.shop/K7Q4Z-2MXPA"
    code = encode(payload)
    side = Frame(80, 80, 0, (own(Symbol(code.modules, code.size, 4.37, 4.11, module, INK)),))
    data = made([placed(side, 10, 10, turned)])
    (found,) = zxingcpp.read_barcodes(painted(data, scale=4), formats=zxingcpp.BarcodeFormat.QRCode)
    assert found.text == payload
    assert (abs(found.orientation) > 90) == turned
    corners = found.position
    extent = [v / 4 for c in (corners.top_left, corners.bottom_right) for v in (c.x, c.y)]
    size = code.size * module
    near_corner, far_corner = (14.37, 14.11), (14.37 + size, 14.11 + size)
    expected = (*near_corner, *far_corner)
    if turned:
        expected = tuple(100 - v for v in expected)
    assert near(extent, expected, module)


def test_there_are_no_hairlines_between_dark_modules() -> None:
    seen = Seen(made([sheet(Symbol(b"\xf0" * 4, 4, 10.13, 10.29, 7.77, INK))]), scale=1.7)
    inner = seen.image.crop((20, 20, 60, 60))
    assert inner.getextrema() == ((0, 0), (0, 0), (0, 0))


# Text, in a face whose every glyph is a box of known size


class Boxes:
    """Glyph n is a box n * 100 wide and 700 high on the baseline, 50 from the pen; its advance is 100 more."""

    name = "Boxes-Regular"

    def __init__(self, kind: Literal["truetype", "cff"] = "truetype") -> None:
        self.kind = kind
        self.digest = f"boxes {kind}"
        self.asked: list[frozenset[int]] = []

    def subset(self, glyphs: frozenset[int]) -> FontProgram:
        self.asked.append(glyphs)
        widths = {glyph: advance(glyph) for glyph in glyphs}
        return FontProgram(boxes(self.kind), self.kind, widths, (0, 0, 1000, 700), 900, -200, 700, 0)


def advance(glyph: int) -> float:
    return 100.0 * glyph + 100


@lru_cache
def boxes(kind: str) -> bytes:
    count = 130
    names = [".notdef", *(f"g{n}" for n in range(1, count))]
    builder = FontBuilder(1000, isTTF=kind == "truetype")
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({})
    if kind == "truetype":
        builder.setupGlyf({name: box_drawn(TTGlyphPen(None), n).glyph() for n, name in enumerate(names)})
    else:
        strings = {
            name: box_drawn(T2CharStringPen(advance(n), None), n).getCharString() for n, name in enumerate(names)
        }
        builder.setupCFF("Boxes-Regular", {}, strings, {})
    builder.setupHorizontalMetrics({name: (round(advance(n)), 50) for n, name in enumerate(names)})
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupOS2()
    builder.setupPost(keepGlyphNames=False)
    file = io.BytesIO()
    builder.font.recalcTimestamp = False
    builder.save(file)
    return file.getvalue() if kind == "truetype" else bytes(builder.font.getTableData("CFF "))


def box_drawn(pen: Any, n: int) -> Any:
    pen.moveTo((50, 0))
    pen.lineTo((50, 700))
    pen.lineTo((50 + 100 * n, 700))
    pen.lineTo((50 + 100 * n, 0))
    pen.closePath()
    return pen


FACE = Boxes()


def glyph(n: int, text: str, *, moves: float | None = None, dx: float = 0, dy: float = 0) -> Glyph:
    return Glyph(n, advance(n) if moves is None else moves, advance(n), dx, dy, text)


def run(*glyphs: Glyph, face: Any = FACE, rtl: bool = False, stroke: float = 0, **more: Any) -> Run:
    text = "".join(g.text for g in (reversed(glyphs) if rtl else glyphs))
    width = sum(g.advance for g in glyphs)
    plain = not rtl and all(len(g.text) == 1 and not g.dx and not g.dy for g in glyphs)
    return Run(face, glyphs, text, rtl, plain, width, 50, width - 50, 0, 700, 700, stroke, **more)


def line(*runs: Run) -> Line:
    return Line("".join(r.text for r in runs), runs, runs[0].rtl)


def told(data: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return str(document[page].get_textpage().get_text_range())


@pytest.mark.parametrize("kind", ["truetype", "cff"])
def test_a_glyph_stands_on_its_baseline_in_its_size_and_colour(kind: Literal["truetype", "cff"]) -> None:
    mark = Text(line(run(glyph(4, "A"), face=Boxes(kind))), 20, 60, 20, RED)
    data = made([sheet(mark)])
    seen = Seen(data)
    assert near(seen.inked(), (21, 46, 29, 60), 0.3)
    assert seen.at(25, 50) == (255, 0, 0)
    assert told(data) == "A"


def test_the_pen_moves_by_the_shaped_advance_not_the_faces() -> None:
    kerned = line(run(glyph(2, "A", moves=1100), glyph(2, "B"), glyph(1, "C")))
    seen = Seen(made([sheet(Text(kerned, 0, 50, 20, INK))]))
    for x, dark in ((1.5, True), (6, False), (22, False), (23.5, True), (26.5, True), (28, False), (30, True)):
        assert (seen.at(x, 45) == (0, 0, 0)) == dark, x


def test_offsets_move_one_glyph_alone() -> None:
    marked = line(run(glyph(1, "a"), glyph(1, "́", dx=-200, dy=500), glyph(1, "b")))
    seen = Seen(made([sheet(Text(marked, 10, 60, 20, INK))]))
    assert seen.at(12, 55) == (0, 0, 0)
    assert seen.at(12, 40) == (0, 0, 0)  # -200 + 200 of advance puts it over the first, 10 pt up
    assert seen.at(16, 55) == (255, 255, 255)
    assert seen.at(20, 55) == (0, 0, 0)
    assert seen.at(20, 40) == (255, 255, 255)


def test_runs_follow_each_other_at_their_own_scale() -> None:
    mixed = line(run(glyph(4, "A")), run(glyph(4, "B"), large=0.5), run(glyph(4, "C")))
    seen = Seen(made([sheet(Text(mixed, 10, 60, 20, INK))]))
    assert near(seen.inked(), (11, 46, 34, 60), 0.3)
    assert seen.at(22, 50) == (255, 255, 255)
    assert seen.at(22, 55) == (0, 0, 0)
    small = Seen(made([sheet(Text(line(run(glyph(4, "A"), small=0.5, large=7)), 10, 60, 10, INK))]))
    assert near(small.inked(), (10.25, 56.5, 12.25, 60), 0.3)


def test_tracking_goes_between_clusters_as_often_as_the_run_says() -> None:
    tracked = line(run(*(glyph(1, c) for c in "abc"), gaps=2))
    untracked = line(run(*(glyph(1, c) for c in "abc")))
    at = [Seen(made([sheet(Text(one, 10, 60, 20, INK, 250))])).inked() for one in (tracked, untracked)]
    assert near(at[0], (11, 46, 31, 60), 0.3)
    assert near(at[1], (11, 46, 21, 60), 0.3)


def test_tracking_ends_with_its_run() -> None:
    tracked, plain = run(glyph(1, "a"), glyph(2, "b"), gaps=2), run(glyph(1, "a"), glyph(2, "b"))
    data = made([sheet(Text(line(tracked, plain), 10, 60, 20, INK, 250), Text(line(plain), 10, 30, 20, INK))])
    assert spaced(data) == 1
    seen = Seen(data)
    assert near(seen.inked(), (11, 16, 39, 60), 0.3)  # glyphs of 4 and 6 pt with 5 pt behind each, then of 4 and 6 pt
    assert seen.at(16.5, 50) == seen.at(27, 50) == (255, 255, 255)
    assert near(Seen(made([sheet(Text(line(plain), 10, 30, 20, INK))])).inked(), (11, 16, 19, 30), 0.3)


def test_tracking_grows_with_the_size() -> None:
    tracked = line(run(glyph(1, "a"), glyph(2, "b"), gaps=1))
    data = made([sheet(Text(tracked, 10, 30, 20, INK, 250), Text(tracked, 10, 80, 40, INK, 250))])
    assert spaced(data) == 2
    assert near(Seen(data).inked(), (11, 16, 38, 80), 0.3)  # of the larger 8 and 12 pt with 10 pt between


@pytest.mark.parametrize("tracking", [-30, 15, 250])
@pytest.mark.parametrize("gaps", [2, 3, 4])
def test_tracked_and_kerned_letters_stand_where_the_same_glyph_by_glyph_do(tracking: float, gaps: int) -> None:
    kerned = glyph(2, "a", moves=290), glyph(3, "b", moves=410), glyph(4, "c", moves=500), glyph(1, "d")
    letters = run(*kerned, gaps=gaps)
    ways = [
        made([sheet(Text(line(one, run(glyph(5, "e"))), 5, 60, 9.5, INK, tracking))])
        for one in (letters, letters._replace(plain=False))
    ]
    assert [spaced(data) for data in ways] == [int(gaps >= 3), 0]
    seen = [Seen(data).image for data in ways]
    assert max(max(pair) for pair in ImageChops.difference(*seen).getextrema()) < 32


def spaced(data: bytes) -> int:
    """How often the first page sets the space between letters."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [one.operands[0] for one in pikepdf.parse_content_stream(pdf.pages[0], "Tc")]
    assert [float(value) for value in found[1::2]] == [0.0] * (len(found) // 2)
    return len(found) // 2


def test_bold_by_outline_grows_every_side_in_the_fill_colour_and_ends_with_its_run() -> None:
    bold = line(run(glyph(4, "A"), stroke=100), run(glyph(4, "B")))
    seen = Seen(made([sheet(Text(bold, 20, 60, 20, BLUE), Rect(0, 0, 5, 5, BLUE), Stroke(70, 50, 80, 50, 1, RED))]))
    assert near(seen.image.crop((60, 160, 122, 260)).getbbox() or (), (0, 0, 62, 100), 1)
    assert all(near(seen.at(*side), (0, 0, 255), 64) for side in ((20.5, 50), (25, 45.5), (29.6, 60.4)))
    assert seen.at(30.5, 50) == (255, 255, 255)
    assert seen.at(39.5, 50) == seen.at(35, 45.5) == (255, 255, 255)
    assert seen.at(75, 50) == (255, 0, 0)


def test_text_comes_back_as_it_was_written() -> None:
    words = [glyph(1, "ffi"), glyph(2, "é"), glyph(3, "𬱖"), glyph(4, "\u00a0"), glyph(5, "🎁"), glyph(6, "﨑")]
    assert told(made([sheet(Text(line(run(*words)), 10, 60, 8, INK))])) == "ffié𬱖\u00a0🎁﨑"


def test_a_glyph_that_says_two_texts_says_each_where_it_stands() -> None:
    one = Text(line(run(glyph(3, "一"), glyph(1, "x"))), 5, 30, 8, INK)
    other = Text(line(run(glyph(3, "⼀"), glyph(1, "y"))), 5, 60, 8, INK)
    data = made([sheet(one, other)])
    assert told(data).split() == ["一x", "⼀y"]


def test_a_cluster_of_several_glyphs_is_told_once() -> None:
    twin = glyph(2, "")
    khmer = run(glyph(3, "ក"), glyph(1, "ខ្ម"), twin, twin, glyph(4, "រ"))
    data = made([sheet(Text(line(khmer), 5, 30, 8, INK))])
    assert told(data) == "កខ្មរ"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        words = pdf.pages[0].Contents.read_bytes().decode()
    assert words.count("BDC") == words.count("EMC") == 1


def test_in_right_to_left_text_one_glyph_of_a_cluster_speaks_for_all() -> None:
    twin = glyph(2, "")
    arabic = run(glyph(4, "ج"), twin, twin, Glyph(2, 300, 300, 0, 0, "بّ"), glyph(3, "ا"), rtl=True)
    with pikepdf.open(io.BytesIO(made([sheet(Text(line(arabic), 5, 30, 8, INK))]))) as pdf:
        words = pdf.pages[0].Contents.read_bytes().decode()
    assert words.count("BDC") == words.count("EMC") == 3
    assert words.count("<FEFF06280651>") == 1
    assert words.count("<FEFF>") == 2


def test_in_right_to_left_text_base_and_mark_say_a_character_each() -> None:
    marked = run(glyph(5, "ا"), glyph(3, "", moves=0), glyph(4, "ر\u064b"), rtl=True)
    data = made([sheet(Text(line(marked), 5, 30, 8, INK))])
    assert told(data) == "ر\u064bا"
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert b"BDC" not in pdf.pages[0].Contents.read_bytes()


def test_a_glyph_without_text_of_its_own_puts_nothing_visible_into_the_copied_text() -> None:
    found = told(made([sheet(Text(line(run(glyph(3, ""), glyph(1, "a"), glyph(2, "b"))), 5, 30, 8, INK))]))
    assert found.replace("\u200b", "") == "ab"


def test_more_texts_than_a_block_of_the_map_holds_all_come_back() -> None:
    signs = [glyph(n, chr(0x4E00 + n), moves=500) for n in range(1, 130)]
    lines = [Text(line(run(*signs[at : at + 10])), 1, 5 + at, 8, INK) for at in range(0, 129, 10)]
    assert "".join(told(made([sheet(*lines, h=200)])).split()) == "".join(g.text for g in signs)


def test_a_lone_surrogate_leaves_the_file_readable() -> None:
    assert told(made([sheet(Text(line(run(glyph(1, "\ud800"), glyph(2, "b"))), 5, 30, 8, INK))])).endswith("b")


def test_a_face_is_in_the_file_once_with_the_glyphs_that_are_drawn() -> None:
    face, other = Boxes(), Boxes("cff")
    mark = Text(line(run(glyph(1, "a"), glyph(7, "b"), face=face)), 5, 30, 8, INK)
    last = Text(line(run(glyph(9, "c"), face=face), run(glyph(2, "d"), face=other)), 5, 60, 8, INK)
    side = frame(Layer("k", (mark,)), own(mark))
    data = made([placed(side, 10, 10), placed(side, 20, 20), sheet(last)])
    assert face.asked == [frozenset({1, 7, 9})]
    assert other.asked == [frozenset({2})]
    fonts = objects(data, "/Subtype", "/Type0")
    assert len(fonts) == 2
    assert all(re.fullmatch(r"/[A-Z]{6}\+Boxes-Regular", str(font["/BaseFont"])) for font in fonts)
    assert len({str(font["/BaseFont"]) for font in fonts}) == 2


def test_widths_are_told_for_every_glyph_that_is_drawn() -> None:
    drawn = [glyph(n, chr(96 + n)) for n in (9, 3, 5, 4)]
    for kind, subtype, widths in (
        ("truetype", "/CIDFontType2", [1, [1000, 400, 600, 500]]),
        ("cff", "/CIDFontType0", [3, [400, 500, 600], 9, [1000]]),
    ):
        marks = Text(line(run(*drawn, face=Boxes(kind))), 5, 30, 8, INK)  # type: ignore[arg-type]
        (font,) = objects(made([sheet(marks)]), "/Subtype", subtype)
        listed = [[int(x) for x in part] if isinstance(part, list) else int(part) for part in plain(font["/W"])]
        assert listed == widths


def test_codes_of_a_truetype_face_count_its_glyphs_as_they_are_drawn() -> None:
    """Readers remember what they know of codes below 256; the ids of a large face's glyphs are far above that."""
    face = Boxes()
    first, second = (
        Text(line(run(*glyphs, face=face)), 5, y, 8, INK)
        for glyphs, y in (
            ((glyph(120, "a"), glyph(7, "b"), glyph(120, "a")), 30),
            ((glyph(7, "b"), glyph(99, "c")), 60),
        )
    )
    data = made([sheet(first, second)])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        words = pdf.pages[0].Contents.read_bytes()
        (font,) = (thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/W" in thing)
        glyphs = font.CIDToGIDMap.read_bytes()
    assert re.findall(rb"<([0-9A-F]+)>", words) == [b"000100020001", b"00020003"]
    assert glyphs == b"\x00\x00\x00\x78\x00\x07\x00\x63"
    assert told(data).split() == ["aba", "bc"]


def test_what_every_card_draws_is_not_unpacked_for_each() -> None:
    few, many = (tuple(Rect(n % 40, n % 30, 1, 1, INK) for n in range(count)) for count in (3, 900))
    sides = frame(Layer("few", few)), frame(Layer("many", many))
    forms = objects(made([placed(side, 10, 10) for side in sides]), "/Subtype", "/Form")
    assert sorted("/Filter" in form for form in forms) == [False, True]


# Text in the real faces


WRITTEN = [
    ("Zoë Åström, office", "text", "en"),
    ("Nguyễn Thị Hồng Ánh", "text", "vi"),
    ("Ελένη Жанна Ґрунт", "strong", "en"),
    ("Thank you, Wei", "voice", "en"),
    ("teashop.example", "poster", "en"),
    ("WELCOME-10", "code", "en"),
    ("شكرًا لطلبك محمد", "text", "ar"),
    ("תודה על הזמנתך", "text", "he"),
    ("谢谢惠顾 張偉 﨑 𠮷", "text", "zh-Hans"),
    ("直子さん、ありがとう", "strong", "ja"),
    ("김민수 님", "text", "ko"),
    ("धन्यवाद आपके ऑर्डर के लिए", "text", "hi"),
    ("ขอบคุณสำหรับคำสั่งซื้อ", "text", "th"),
    ("អរគុណ", "text", "km"),
    ("𬱖𬭎", "text", "zh-Hans"),
    ("🎁", "text", "en"),
]


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    found, problems = open_typesetter([builtin_folder("fonts")])
    assert problems == ()
    return found


def set_line(typesetter: Typesetter, text: str, role: str = "text", language: str = "en") -> Line:
    found = typesetter.line(text, role=role, language=language, rtl=None, ligatures=True)
    assert not found.missing
    return found


def written(typesetter: Typesetter) -> bytes:
    marks = [
        Text(set_line(typesetter, text, role, language), 20, 30 + 24 * number, 12, INK)
        for number, (text, role, language) in enumerate(WRITTEN)
    ]
    return made([sheet(*marks, w=300, h=450)])


def test_every_script_comes_back_as_it_was_written(typesetter: Typesetter) -> None:
    assert told(written(typesetter)).split("\r\n") == [text for text, _, _ in WRITTEN]


def test_poppler_reads_every_script_as_well(typesetter: Typesetter, tmp_path: Path) -> None:
    text = tool("pdftotext")
    (tmp_path / "a.pdf").write_bytes(written(typesetter))
    done = subprocess.run([text, tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True)
    found = re.sub("[\u202a-\u202e]", "", done.stdout)  # poppler marks the directions
    assert [part for part in found.split("\n") if part.strip("\x0c")] == [text for text, _, _ in WRITTEN]


def test_every_line_is_painted_where_its_ink_was_measured(typesetter: Typesetter) -> None:
    for text, role, language in WRITTEN:
        one = set_line(typesetter, text, role, language)
        left, bottom, right, top = one.ink(20)
        seen = Seen(made([sheet(Text(one, 10, 40, 20, INK), w=400, h=60)]))
        assert near(seen.inked(), (10 + left, 40 - top, 10 + right, 40 - bottom), 0.7), text


def test_bold_by_outline_is_darker_than_the_regular(typesetter: Typesetter) -> None:
    def area(role: str) -> float:
        mark = Text(set_line(typesetter, "谢谢惠顾", role, "zh-Hans"), 10, 40, 20, INK)
        return Seen(made([sheet(mark, w=120, h=60)])).area()

    assert area("strong") > 1.25 * area("text")


def test_two_threads_may_write_with_one_set_of_faces(typesetter: Typesetter) -> None:
    expected = written(typesetter)
    results: list[bytes] = []
    threads = [threading.Thread(target=lambda: results.append(written(typesetter))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected, expected]
    assert len(expected) < 60_000, "subsets only"


# The file


def objects(data: bytes, key: str, value: str) -> list[dict[str, Any]]:
    """Dictionaries (streams too) with this entry, as plain values one level deep."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        things = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream)]
        return [{k: plain(v) for k, v in thing.items()} for thing in things if str(thing.get(key, "")) == value]


def plain(value: Any) -> Any:
    if isinstance(value, pikepdf.Array):
        return [plain(part) for part in value]
    return value if isinstance(value, int | list | dict) else str(value)


def strings(thing: Any, seen: set[tuple[int, int]]) -> Iterator[str]:
    """Every key and name in reach."""
    if isinstance(thing, pikepdf.Object) and thing.is_indirect:
        if thing.objgen in seen:
            return
        seen.add(thing.objgen)
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield key
            yield from strings(value, seen)
    elif isinstance(thing, pikepdf.Array):
        for part in thing:
            yield from strings(part, seen)
    elif isinstance(thing, pikepdf.Name):
        yield str(thing)


def everything(tmp_path: Path) -> tuple[list[Sheet], list[PictureData]]:
    """Pages with each kind of mark, in a form, in a side and on the page."""
    photo = opened(tmp_path, encoded(quarters(), "JPEG", 6))
    logo = opened(tmp_path, encoded(quarters("LA"), "PNG"))
    code = encode("https://example.shop/ABC")
    words = Text(line(run(glyph(3, "a"), glyph(4, "b"), stroke=32), run(glyph(5, "c"))), 2, 20, 8, SPOT, 10)
    marks: tuple[Mark, ...] = (
        Rect(0, 0, 10, 10, SPOT, 2),
        Discs(((5, 5), (9, 9)), 2, RED),
        Stroke(0, 0, 40, 30, 0.5, SPOT),
        Outline("M0 0 L24 0 L24 24 Z", 10, 2, 0.5, Colour("cmyk", (0, 1, 0, 0))),
        Picture(photo.key, Box(0, 10, 10, 10)),
        Picture(logo.key, Box(20, 0, 10, 10)),
        words,
        Symbol(code.modules, code.size, 30, 2, 0.4, INK),
    )
    side = frame(Layer(("k", 1), marks), own(*marks))
    page = Sheet(100, 120, (Placement(side, 8, 8, False, PAGE), Placement(side, 50, 60, True, PAGE)), marks)
    press = Sheet(50, 40, (Placement(side, 5, 5, False, Box(0, 0, 50, 40)),), (), Box(5, 5, 40, 30), Box(0, 0, 50, 40))
    return [page, Sheet(100, 120), press, page], [photo, logo]


def test_what_all_cards_share_is_in_the_file_once() -> None:
    side = frame(Layer("ground", MARKED), own(Rect(1, 1, 2, 2, RED)), Layer("top", MARKED[:1]), Layer("none", ()))
    sheets = [Sheet(100, 100, tuple(Placement(side, x, 10, x > 9, PAGE) for x in range(20))) for _ in range(5)]
    data = made(sheets)
    assert len(objects(data, "/Subtype", "/Form")) == 2


def test_backs_that_are_alike_are_in_the_file_once_and_others_are_not() -> None:
    front, back, other = (Sheet(100, 60, marks=(Rect(left, 5, 20, 10, INK),)) for left in (10.0, 30.0, 50.0))
    file = io.BytesIO()
    write(file, [front, back, other, back, front, front], {}, title="t", flip="long")
    with pikepdf.open(file) as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
        streams = [page.Contents.objgen for page in pdf.pages]
    assert contents[1] == contents[3]
    assert contents[0] == contents[4] == contents[5]
    assert len(set(contents)) == 3
    assert streams[1] == streams[3]
    assert streams[4] == streams[5]


def test_equal_keys_on_sides_of_other_sizes_are_other_forms() -> None:
    layer = Layer("k", (Rect(0, 0, 10, 10, RED),))
    seen = Seen(
        made(
            [
                Sheet(
                    100,
                    100,
                    (
                        Placement(frame(layer, h=30), 10, 10, False, PAGE),
                        Placement(frame(layer, h=50), 60, 10, False, PAGE),
                    ),
                )
            ]
        )
    )
    assert seen.at(11, 11) == seen.at(61, 11) == (255, 0, 0)


def test_boxes_stand_on_the_page_with_y_upwards() -> None:
    card = Sheet(100, 80, (), (), Box(9, 10, 60, 40), Box(4, 5, 70, 50))
    with pikepdf.open(io.BytesIO(made([card, Sheet(595.276, 841.89)]))) as pdf:
        first, second = pdf.pages
        assert [float(v) for v in first.MediaBox] == [0, 0, 100, 80]
        assert [float(v) for v in first.TrimBox] == [9, 30, 69, 70]
        assert [float(v) for v in first.BleedBox] == [4, 25, 74, 75]
        assert [float(v) for v in second.MediaBox] == [0, 0, 595.276, 841.89]
        assert "/TrimBox" not in second.obj
        assert "/BleedBox" not in second.obj


@pytest.mark.parametrize(
    ("flip", "expected"), [("", None), ("long", "/DuplexFlipLongEdge"), ("short", "/DuplexFlipShortEdge")]
)
def test_the_file_tells_the_printer_its_size_and_its_edge(
    flip: Literal["", "long", "short"], expected: str | None
) -> None:
    with pikepdf.open(io.BytesIO(made([sheet()], flip=flip))) as pdf:
        told_printer = pdf.Root.ViewerPreferences
        assert told_printer.PrintScaling == "/None"
        assert told_printer.get("/Duplex") == expected


@pytest.mark.parametrize("title", ["DHL 2027-03-31", "Käse (a) \\ ) Tj ET", "包裹 🎁", ""])
def test_the_title_is_a_title_whatever_is_in_it(title: str) -> None:
    with pikepdf.open(io.BytesIO(made([sheet()], title=title))) as pdf:
        assert str(pdf.docinfo["/Title"]) == title
        assert set(pdf.docinfo) == {"/Title", "/Producer", "/Trapped"}


def test_an_empty_page_is_a_page() -> None:
    data = made([Sheet(100, 80), sheet(INKED), Sheet(100, 80)])
    assert [Seen(data, page).image.getextrema() == ((255, 255),) * 3 for page in range(3)] == [True, False, True]


INKED = Rect(0, 0, 10, 10, INK)


def test_nothing_in_the_file_runs_opens_or_is_left_over(tmp_path: Path) -> None:
    sheets, pictures = everything(tmp_path)
    data = made(sheets, pictures, flip="long")
    assert data.startswith(b"%PDF-1.6\n")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not pdf.is_encrypted
        assert set(pdf.Root.keys()) == {"/Type", "/Pages", "/ViewerPreferences"}
        words = set(strings(pdf.trailer, set()))
        fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
    banned = {"/JS", "/JavaScript", "/AA", "/OpenAction", "/URI", "/Launch", "/EmbeddedFile", "/AcroForm", "/Annots"}
    banned |= {"/Trans", "/ASCII85Decode", "/Type1", "/PS", "/Metadata", "/CreationDate", "/ModDate"}
    assert not words & banned
    assert b"Helvetica" not in data
    assert b"ReportLab" not in data
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_all_content_is_deflated() -> None:
    data = made([sheet(*(Rect(x, x, 1, 1, INK) for x in range(99)))])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                assert str(thing.Filter) == "/FlateDecode"


def test_equal_input_gives_equal_bytes_whenever_and_wherever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheets, pictures = everything(tmp_path)
    first = made(sheets, pictures)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr("time.time", lambda: 4e9)
    for name in ("invariant", "pdfMultiLine", "pdfComments", "useA85", "pageCompression"):
        monkeypatch.setattr(pdfdoc.rl_config, name, 0)
        assert made(sheets, pictures) == first, name
        monkeypatch.setattr(pdfdoc.rl_config, name, 1)
        assert made(sheets, pictures) == first, name


def test_other_content_has_another_id() -> None:
    def identity(data: bytes) -> tuple[bytes, bytes]:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            one, two = pdf.trailer.ID
            return bytes(one), bytes(two)

    one, other = identity(made([sheet(INKED)])), identity(made([sheet(INKED, INKED)]))
    assert one[0] == one[1] != other[0]
    assert len(one[0]) == 16


def test_writers_in_two_threads_do_not_meet(tmp_path: Path) -> None:
    sheets, pictures = everything(tmp_path)
    expected = made(sheets, pictures)
    results: list[bytes] = []

    def work() -> None:
        for _ in range(5):
            file = io.BytesIO()
            write(file, sheets, {p.key: p for p in pictures}, title="a batch", flip="")
            results.append(file.getvalue())

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [expected] * 10


class Sink(io.RawIOBase):
    """A file that can only be written, and remembers nothing but its length."""

    length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.length += len(data)
        return len(data)


def test_pages_are_written_as_they_come_and_forgotten() -> None:
    code = encode("https://example.shop/ABC")

    def pages(count: int, sink: Sink) -> Iterator[Sheet]:
        for number in range(count):
            marks = (
                Symbol(code.modules, code.size, 1 + number / 999, 1, 1, INK),
                *(Rect(x, number, 1, 1, INK) for x in range(99)),
            )
            yield sheet(*marks)
            if number:
                written.append(sink.length)

    def peak(count: int) -> int:
        sink = Sink()
        tracemalloc.start()
        try:
            assert write(sink, pages(count, sink), {}, title="", flip="") == count  # type: ignore[arg-type]
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    written: list[int] = []
    peak(5)  # caches
    written.clear()
    few, many = peak(20), peak(420)
    assert all(later > earlier for part in (written[:19], written[19:]) for earlier, later in pairwise(part))
    assert (many - few) / 400 < 2500, "bytes a page, of which the table needs some hundreds"


def test_the_file_may_be_one_that_cannot_turn_back() -> None:
    sink = Sink()
    write(sink, [sheet(INKED)], {}, title="a batch", flip="")  # type: ignore[arg-type]
    assert sink.length == len(made([sheet(INKED)]))


def extracted(whole: Path, pages: range) -> bytes:
    file = io.BytesIO()
    extract(whole, pages, file)
    return file.getvalue()


def test_a_part_of_the_file_has_its_pages_as_they_were_and_no_others(tmp_path: Path) -> None:
    sheets, pictures = everything(tmp_path)
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(made([*sheets, sheet(Rect(0, 0, 50, 50, RED))], pictures, title="the batch", flip="short"))
    part = extracted(whole, range(2, 4))
    assert part == extracted(whole, range(2, 4))
    for page in (0, 1):
        assert painted(part, page).tobytes() == painted(whole.read_bytes(), page + 1).tobytes()
    with pikepdf.open(io.BytesIO(part), attempt_recovery=False) as pdf:
        assert len(pdf.pages) == 2
        assert str(pdf.docinfo["/Title"]) == "the batch"
        assert pdf.Root.ViewerPreferences.Duplex == "/DuplexFlipShortEdge"
        assert [float(v) for v in pdf.pages[1].TrimBox] == [5, 5, 45, 35]
    assert len(extracted(whole, range(5, 6))) < len(part)


@pytest.mark.parametrize("pages", [range(1), range(2, 3), range(1, 1)])
def test_a_page_the_file_has_not_cannot_be_taken_out(tmp_path: Path, pages: range) -> None:
    (tmp_path / "a.pdf").write_bytes(made([sheet(INKED)]))
    with pytest.raises(IndexError, match=r"a\.pdf has the pages 1 to 1"):
        extracted(tmp_path / "a.pdf", pages)


places = st.floats(-500, 500)
lengths = st.floats(0.01, 300)
colours = st.one_of(
    st.floats(0, 1).map(lambda v: Colour("gray", (v,))),
    st.tuples(*[st.floats(0, 1)] * 3).map(lambda v: Colour("rgb", v)),
    st.tuples(*[st.floats(0, 1)] * 4).map(lambda v: Colour("cmyk", v)),
    st.tuples(st.text(min_size=1, max_size=9), *[st.floats(0, 1)] * 5).map(lambda v: Colour("spot", v[1:], v[0])),
)
marks_of_all_kinds = st.one_of(
    st.builds(Rect, places, places, lengths, lengths, colours, st.floats(0, 20)),
    st.builds(Discs, st.lists(st.tuples(places, places), max_size=3).map(tuple), lengths, colours),
    st.builds(Stroke, places, places, places, places, lengths, colours),
    st.builds(
        Outline, st.just("M0 0 C1 2 3 4 5 6 L0 9 Z"), places, places, st.floats(0.001, 50), colours, st.booleans()
    ),
    st.builds(Symbol, st.just((5, 2, 7)), st.just(3), places, places, lengths, colours, st.floats(0, 0.4)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(marks_of_all_kinds, max_size=8), st.sampled_from([None, "k"]), st.booleans(), st.text(max_size=20))
def test_any_marks_make_a_sound_file(marks: list[Mark], key: str | None, turned: bool, title: str) -> None:
    data = made([placed(frame(Layer(key, tuple(marks))), 10, 10, turned), sheet(*marks)], title=title)
    painted(data, 0, 0.5)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert pdf.check_pdf_syntax() == []


# Other programs, where they are installed


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def test_qpdf_finds_nothing_to_say(tmp_path: Path) -> None:
    qpdf = tool("qpdf")
    (tmp_path / "a.pdf").write_bytes(made(*everything(tmp_path), flip="short"))
    done = subprocess.run([qpdf, "--check", tmp_path / "a.pdf"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "No syntax or stream encoding errors" in done.stdout


def test_poppler_paints_and_reads_without_a_word(tmp_path: Path) -> None:
    text = tool("pdftotext")
    (tmp_path / "a.pdf").write_bytes(made(*everything(tmp_path)))
    done = subprocess.run([text, tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert done.stdout.count("abc") >= 6  # poppler drops text that lies on equal text
    paint = subprocess.run(
        [tool("pdftoppm"), "-r", "50", tmp_path / "a.pdf", tmp_path / "p"], capture_output=True, check=True
    )
    assert paint.stderr == b""


def test_ghostscript_paints_all_pages_without_a_word(tmp_path: Path) -> None:
    gs = tool("gs")
    (tmp_path / "a.pdf").write_bytes(made(*everything(tmp_path)))
    out = tmp_path / "p%d.png"
    done = subprocess.run(
        [
            gs,
            "-dBATCH",
            "-dNOPAUSE",
            "-q",
            "-dPDFSTOPONWARNING",
            "-sDEVICE=png16m",
            "-r72",
            f"-sOutputFile={out}",
            tmp_path / "a.pdf",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with Image.open(tmp_path / "p2.png") as empty, Image.open(tmp_path / "p4.png") as full:
        assert empty.getextrema() == ((255, 255),) * 3
        assert full.getextrema() != ((255, 255),) * 3


# reportlab


def test_reportlab_has_what_the_writer_leans_on() -> None:
    """These are not public: a new release may move them, and then this says where to look."""
    document = pdfdoc.PDFDocument(invariant=1, pdfVersion=(1, 6))
    assert document.numberToId == {1: pdfdoc.BasicFonts}
    reference = document.Reference(pdfdoc.PDFArrayCompact([1, "/Name"]))
    assert isinstance(reference, pdfdoc.PDFObjectReference)
    name = document.numberToId[2]
    assert pdfdoc.PDFIndirectObject(name, document.idToObject[name]).format(document) == (
        b"2 0 obj\n[ 1 /Name ]\nendobj\n"
    )
    assert reference.format(document) == b"2 0 R"
    document.idToOffset.update({pdfdoc.BasicFonts: 9, name: 99})
    table = pdfdoc.PDFCrossReferenceTable()
    table.addsection(0, [pdfdoc.BasicFonts, name])
    assert table.format(document) == b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000099 00000 n \n"
    trailer = pdfdoc.PDFTrailer(startxref=7, Size=3, Root=reference, Info=reference, ID=b"[]").format(document)
    assert trailer.endswith(b"/Size 3\n>>\nstartxref\n7\n%%EOF\n")
