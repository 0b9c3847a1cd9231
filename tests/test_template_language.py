"""The template language: turning, opacity, colours, folds, codes, grounds. Right cards are drawn, wrong ones told."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from math import hypot
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from inserts import barcode, palette, pdf, qr
from inserts.layout import Icon, Layouter, Typesetting, unfit_codes
from inserts.model.card import Card, Placement, Sheet
from inserts.model.colour import INK, WHITE, Colour, contrast, luminance, on_screen
from inserts.model.content import Content, Filled
from inserts.model.length import MM, Box
from inserts.model.problem import Problem, Stop
from inserts.model.template import (
    BarcodeElement,
    Element,
    IconElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Style,
    Template,
    TextElement,
)
from inserts.templates import load_template, low_contrast, template_names
from inserts.templates.geometry import around
from inserts.text import describe_missing, open_typesetter
from tests.shops import SHOP, make_shop, numbered, own_template, run

BUILTIN = Path(__file__).parent.parent / "templates"
CARD = '[card]\nkind = "name-card"\nabout = "A try"\nsize = "90x54mm"\n'
TEXT = '[[front]]\nid = "hello"\ntype = "text"\ntext = "Hi"\nbox = ["4mm", "4mm", "40mm", "8mm"]\n'
RECT = '[[front]]\nid = "field"\ntype = "rect"\nbox = ["0mm", "0mm", "90mm", "54mm"]\n'
QR = '[[front]]\nid = "code"\ntype = "qr"\nbox = ["60mm", "10mm", "20mm", "20mm"]\ndata = "{{ link.home }}"\n'
BARS = (
    '[[front]]\nid = "bars"\ntype = "barcode"\nbox = ["4mm", "4mm", "40mm", "12mm"]\n'
    'symbology = "code128"\ndata = "{{ coupon.code }}"\n'
)
LIST = (
    '[[front]]\nid = "ways"\ntype = "list"\nover = "contacts"\nbox = ["4mm", "20mm", "40mm", "10mm"]\nmost = 2\n'
    'pitch_y = "5mm"\n'
)
CELL = (
    '[[front.cell]]\nid = "value"\ntype = "text"\nbox = ["0mm", "0mm", "40mm", "4mm"]\ntext = "{{ contact.value }}"\n'
)


def load(folder: Path, text: str) -> tuple[Template | None, tuple[Problem, ...]]:
    path = folder / "mine" / "template.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return load_template("mine", [folder, BUILTIN])


def read(folder: Path, text: str) -> Template:
    template, problems = load(folder, text)
    assert template is not None, [str(problem) for problem in problems]
    return template


def first(folder: Path, text: str) -> Element:
    return read(folder, CARD + text).sides[0][0]


def only(folder: Path, text: str) -> Problem:
    template, problems = load(folder, text)
    assert template is None
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


# Turning


@pytest.mark.parametrize("element", [TEXT, RECT + 'colour = "brand"\ndecor = true\n', QR, BARS, LIST + CELL])
def test_every_element_may_be_turned_and_be_faint(tmp_path: Path, element: str) -> None:
    head, at, cells = element.partition("[[front.cell]]")
    read_ = first(tmp_path, f"{head}rotate = 180\nopacity = 0.75\n{at}{cells}")
    assert (read_.rotate, read_.opacity) == (180, 0.75)


def test_an_angle_counts_round_the_circle(tmp_path: Path) -> None:
    assert first(tmp_path, QR + "rotate = -90\n").rotate == 270


@pytest.mark.parametrize("element", [QR, BARS, LIST])
def test_codes_and_lists_are_turned_by_quarters_only(tmp_path: Path, element: str) -> None:
    problem = only(tmp_path, CARD + element + "rotate = 45\n" + (CELL if element == LIST else ""))
    assert "no quarter turn" in problem.message


@pytest.mark.parametrize(
    ("line", "words"),
    [("rotate = 400", "360"), ('rotate = "90"', "number"), ("opacity = 1.5", "0 to 1"), ("opacity = 0", "hides")],
)
def test_a_wrong_turn_or_opacity_is_told(tmp_path: Path, line: str, words: str) -> None:
    assert words in only(tmp_path, CARD + TEXT + line + "\n").message


def test_the_safe_area_is_asked_of_the_box_as_it_stands_turned(tmp_path: Path) -> None:
    upright = TEXT.replace('["4mm", "4mm", "40mm", "8mm"]', '["-11mm", "23mm", "38mm", "8mm"]')
    assert "reaches beyond" in only(tmp_path, CARD + upright).message
    assert read(tmp_path, CARD + upright + "rotate = 90\n")
    problem = only(tmp_path, CARD + TEXT + "rotate = 90\n")
    assert "turned by 90 degrees" in problem.message


def test_a_lists_last_row_counts_as_it_stands_turned(tmp_path: Path) -> None:
    turned = LIST.replace('"4mm", "20mm"', '"-11mm", "22mm"') + "rotate = 90\n"
    assert read(tmp_path, CARD + turned + CELL)
    assert "entries would leave" in only(tmp_path, CARD + turned.replace("most = 2", "most = 3") + CELL).message


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(1, 90), st.floats(1, 90), st.floats(-360, 360))
def test_the_box_around_a_turned_box_keeps_its_centre_and_reaches_no_farther_than_its_corners(
    x: float, y: float, w: float, h: float, angle: float
) -> None:
    box = around(Box(x, y, w, h), angle)
    assert box.x + box.w / 2 == pytest.approx(x + w / 2, abs=1e-6)
    assert box.y + box.h / 2 == pytest.approx(y + h / 2, abs=1e-6)
    assert min(w, h) - 1e-6 <= min(box.w, box.h)
    assert max(box.w, box.h) <= hypot(w, h) + 1e-6


def test_quarter_turns_are_exact() -> None:
    assert around(Box(0, 0, 40, 10), 90) == Box(15, -15, 10, 40)


# Colours


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("cmyk(0, 80, 95, 0)", Colour("cmyk", (0, 0.8, 0.95, 0))),
        ("cmyk(0,80,95.5,10)", Colour("cmyk", (0, 0.8, 0.955, 0.1))),
        ("signal", Colour("spot", (1, 0, 0.91, 0.76, 0), "PANTONE 185 C")),
        ("pale", Colour("spot", (0.3, 0, 0.91, 0.76, 0), "PANTONE 185 C")),
        ("own", Colour("cmyk", (0.5, 0, 0.1, 0))),
        ("#1E4B3C", Colour("rgb", (0x1E / 255, 0x4B / 255, 0x3C / 255))),
        ("#666666", Colour("gray", (0x66 / 255,))),
        ("#000000", INK),
    ],
)
def test_a_colour_is_written_in_many_ways(tmp_path: Path, written: str, colour: Colour) -> None:
    named = (
        '[colour.signal]\nspot = "PANTONE 185 C"\ncmyk = [0, 91, 76, 0]\n'
        '[colour.pale]\nspot = "PANTONE 185 C"\ncmyk = [0, 91, 76, 0]\ntint = 30\n[colour.own]\ncmyk = [50, 0, 10, 0]\n'
    )
    rect = read(tmp_path, CARD + named + RECT + f'colour = "{written}"\n').sides[0][0]
    assert isinstance(rect, RectElement)
    assert isinstance(rect.colour, Colour)
    assert rect.colour.name == colour.name
    assert (rect.colour.space, rect.colour.values) == (colour.space, pytest.approx(colour.values))


def test_every_place_that_takes_a_colour_takes_a_named_one(tmp_path: Path) -> None:
    signal = '[colour.signal]\nspot = "Signal"\ncmyk = [0, 91, 76, 50]\n[style.loud]\ncolour = "signal"\n'
    text = TEXT + 'style = "loud"\nlast_colour = "signal"\nground = "paper"\n'
    line = (
        '[[front]]\ntype = "line"\nbox = ["4mm", "20mm", "40mm", "0mm"]\nwidth = "1pt"\ncolour = "signal"\n'
        '[[front]]\ntype = "icon"\nbox = ["4mm", "24mm", "5mm", "5mm"]\nicon = "heart"\ncolour = "signal"\n'
        '[[front]]\ntype = "rect"\nbox = ["4mm", "34mm", "40mm", "5mm"]\nstroke = "signal"\nwidth = "1pt"\n'
    )
    made = read(tmp_path, CARD + 'paper = "cmyk(0, 0, 10, 0)"\n' + signal + text + line)
    words, rule, icon, rect = made.sides[0]
    assert isinstance(words, TextElement)
    assert isinstance(rule, LineElement)
    assert isinstance(icon, IconElement)
    assert isinstance(rect, RectElement)
    found = {words.style.colour, words.last_colour, rule.colour, icon.colour, rect.stroke}
    assert found == {Colour("spot", (1, 0, 0.91, 0.76, 0.5), "Signal")}
    assert (rect.colour, made.paper) == ("", Colour("cmyk", (0, 0, 0.1, 0)))


@pytest.mark.parametrize(
    ("colours", "written", "words"),
    [
        ("", "cmyk(0, 80, 195, 0)", "neither a colour"),
        ("", "cmyk(0, 80, 95)", "neither a colour"),
        ("", "signl", "neither a colour"),
        ("[colour.x]\ncmyk = [0, 1, 2]\n", "x", "4 numbers"),
        ("[colour.x]\ncmyk = [0, 1, 2, 300]\n", "x", "4 numbers"),
        ('[colour.x]\nspot = "S"\n', "x", "cmyk is missing"),
        ('[colour.x]\nspot = "All"\ncmyk = [0, 0, 0, 0]\n', "x", "every press's own"),
        ("[colour.brand]\ncmyk = [0, 0, 0, 0]\n", "brand", "a colour of the palette already"),
        ("[colour.x]\ncmyk = [0, 0, 0, 0]\ntint = 130\n", "x", "0 to 100"),
        ("[colour.x]\ncmyk = [0, 0, 0, 0]\nshade = 3\n", "x", "unknown key 'shade'"),
    ],
)
def test_a_wrong_colour_is_told(tmp_path: Path, colours: str, written: str, words: str) -> None:
    assert words in only(tmp_path, CARD + colours + RECT + f'colour = "{written}"\n').message


def test_one_ink_with_two_looks_is_told(tmp_path: Path) -> None:
    two = '[colour.a]\nspot = "S"\ncmyk = [0, 9, 0, 0]\n[colour.b]\nspot = "S"\ncmyk = [0, 8, 0, 0]\n'
    assert "other parts" in only(tmp_path, CARD + two + RECT + 'colour = "a"\n').message


def test_a_paper_too_dark_for_text_is_told(tmp_path: Path) -> None:
    assert "too dark" in only(tmp_path, CARD + 'paper = "cmyk(80, 70, 60, 40)"\n' + RECT + 'colour = "white"\n').message


def test_inks_look_about_as_presses_print_them() -> None:
    """Against what colour management shows for coated paper (Fogra39)."""
    seen = {"C": "#009FE3", "M": "#E6007E", "Y": "#FFED00", "MY": "#E30613", "CY": "#009640", "CM": "#312783"}
    for inks, shown in seen.items():
        colour = Colour("cmyk", tuple(float(ink in inks) for ink in "CMYK"))
        expected = [int(shown[at : at + 2], 16) for at in (1, 3, 5)]
        assert all(abs(a - b) <= 29 for a, b in zip(on_screen(colour), expected, strict=True)), inks
        light = luminance((expected[0], expected[1], expected[2]))
        assert abs(luminance(on_screen(colour)) - light) < 0.05, inks


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4), st.integers(0, 3), st.floats(0, 1))
def test_more_ink_is_never_lighter(parts: list[float], which: int, more: float) -> None:
    darker = [max(part, more) if index == which else part for index, part in enumerate(parts)]
    before, after = (luminance(on_screen(Colour("cmyk", tuple(inks)))) for inks in (parts, darker))
    assert after <= before + 0.01


def test_no_ink_is_white_and_a_tint_is_between() -> None:
    assert on_screen(Colour("cmyk", (0, 0, 0, 0))) == (255, 255, 255)
    full, half, none = (on_screen(Colour("spot", (tint, 0, 1, 1, 0), "S")) for tint in (1, 0.5, 0))
    assert luminance(full) < luminance(half) < luminance(none) == pytest.approx(1)


# Grounds


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (TEXT + 'colour = "#AAAAAA"\n', "#AAAAAA on #FFFFFF has a contrast of 2.3"),
        (TEXT + 'colour = "cmyk(0, 0, 100, 0)"\n', "can hardly be read"),
        (TEXT + 'colour = "white"\n', "can hardly be read"),
        (TEXT + 'colour = "#767676"\nopacity = 0.5\n', "can hardly be read"),
        (TEXT + 'colour = "#777777"\nground = "#EEEEEE"\n', "can hardly be read"),
        (RECT + 'colour = "#222222"\n' + TEXT, "#000000 on #222222"),
        (RECT + 'colour = "#222222"\n' + QR, "too dark"),
        (RECT + 'colour = "#222222"\n' + BARS, "too dark"),
        (QR + 'ground = "ink"\n', "dark on light"),
        (QR + "opacity = 0.3\n", "too faint"),
        (LIST + 'ground = "ink"\n' + CELL, "unknown key 'ground'"),
        (LIST + CELL + 'colour = "#CCCCCC"\n', "value can hardly be read"),
        (
            LIST + 'rest = "icons"\nrest_icon = "3mm"\nrest_pitch = "4mm"\nrest_colour = "#CCC000"\n' + CELL,
            "rest_colour",
        ),
    ],
)
def test_what_cannot_be_read_on_its_ground_is_told(tmp_path: Path, element: str, words: str) -> None:
    problem = only(tmp_path, CARD + element)
    assert words in problem.message
    assert problem.where.line > 4


@pytest.mark.parametrize(
    "element",
    [
        TEXT + 'colour = "#767676"\n',
        TEXT + 'colour = "#949494"\nsize = "14pt"\n',
        TEXT + 'colour = "white"\nground = "#333333"\n',
        TEXT + 'colour = "#DDDDDD"\ndecor = true\n',
        RECT + 'colour = "#222222"\n' + TEXT + 'colour = "white"\n',
        RECT + 'colour = "#222222"\n' + QR + "plate = true\n",
        RECT + 'colour = "#222222"\nwhen = "coupon"\n' + TEXT + 'colour = "white"\nwhen = "coupon and until"\n',
        RECT + 'colour = "#222222"\nwhen = "coupon"\n' + TEXT + 'when = "not coupon"\n',
        RECT + 'colour = "#222222"\nwhen = "items > 5"\n' + TEXT + 'when = "1 <= items <= 5"\n',
        RECT + 'colour = "#222222"\n' + RECT.replace("field", "sheet") + 'colour = "white"\n' + TEXT,
        '[[front]]\ntype = "image"\nbox = ["0mm", "0mm", "60mm", "40mm"]\nsource = "{{ shop.logo }}"\n'
        + TEXT
        + 'colour = "white"\n',
    ],
)
def test_what_can_be_read_passes(tmp_path: Path, element: str) -> None:
    assert read(tmp_path, CARD + element)


def test_a_ground_that_is_there_only_sometimes_must_be_right_both_ways(tmp_path: Path) -> None:
    sometimes = RECT + 'colour = "#222222"\nwhen = "coupon"\n' + TEXT
    assert "on #222222" in only(tmp_path, CARD + sometimes).message
    assert "on #FFFFFF" in only(tmp_path, CARD + sometimes + 'colour = "white"\n').message


def shop_colours(brand: str, accent: str = "", paper: Colour = WHITE) -> Mapping[str, Colour]:
    return palette.palette(brand, accent, paper)


def test_the_shops_colours_are_judged_when_they_are_known(tmp_path: Path) -> None:
    template = read(tmp_path, CARD + TEXT + 'colour = "brand"\n')
    assert low_contrast(template, shop_colours("#1E4B3C")) == ()
    (problem,) = low_contrast(template, shop_colours("#EED27F"))
    assert (problem.where.file, problem.where.line) == (template.file, 5)
    assert problem.message.startswith("hello: can hardly be read: #EED27F on #FFFFFF")


def test_a_code_on_the_brand_colour_depends_on_the_shop(tmp_path: Path) -> None:
    template = read(tmp_path, CARD + RECT + 'colour = "brand"\n' + QR)
    assert low_contrast(template, shop_colours("#F2E3B3")) == ()
    assert "too dark" in low_contrast(template, shop_colours("#1E4B3C"))[0].message


HEX = st.integers(0, 0xFFFFFF).map("#{:06X}".format)


@pytest.mark.parametrize("name", template_names([BUILTIN]))
@settings(max_examples=20)
@given(brand=HEX, accent=HEX)
def test_every_shipped_template_can_be_read_in_any_shops_colours(name: str, brand: str, accent: str) -> None:
    template = shipped(name)
    assert low_contrast(template, shop_colours(brand, accent, template.paper)) == ()


@cache
def shipped(name: str) -> Template:
    template, problems = load_template(name, [BUILTIN])
    assert template is not None, problems
    return template


# Folds, rectangles, codes


def test_a_tent_card_is_folded_where_it_says(tmp_path: Path) -> None:
    assert read(tmp_path, CARD + 'fold = "27mm"\n' + TEXT).fold == pytest.approx(27 * MM)


@pytest.mark.parametrize("fold", ["0mm", "54mm", "-3mm"])
def test_a_fold_beside_the_card_is_told(tmp_path: Path, fold: str) -> None:
    assert "not on the card" in only(tmp_path, CARD + f'fold = "{fold}"\n' + TEXT).message


@pytest.mark.parametrize("element", [TEXT, QR, BARS])
def test_what_is_read_does_not_lie_in_the_crease(tmp_path: Path, element: str) -> None:
    assert "crosses the fold" in only(tmp_path, CARD + 'fold = "11mm"\n' + element).message


def test_a_rectangle_is_filled_framed_round_and_grows(tmp_path: Path) -> None:
    rect = first(
        tmp_path,
        RECT + 'colour = "track"\nstroke = "ink"\nwidth = "1pt"\nradius = "2mm"\ngrow = "{{ member.progress }}"\n',
    )
    assert isinstance(rect, RectElement)
    assert (rect.colour, rect.stroke, rect.width, rect.grow) == ("track", "ink", 1, "{{ member.progress }}")
    assert rect.radius == pytest.approx(2 * MM)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('stroke = "ink"', "width is missing"),
        ('colour = "ink"\nwidth = "1pt"', "there is none"),
        ('stroke = "ink"\nwidth = "60mm"', "no width of a frame"),
        ('stroke = "ink"\nwidth = "-1pt"', "no width of a frame"),
        ('colour = "ink"\nradius = "-1pt"', "below zero"),
        ('colour = "ink"\ngrow = "{{ customer.name }}"', "unknown field"),
        ('colour = "ink"\ngrow = "half"', "no part of the width"),
        ('colour = "ink"\ngrow = "1.5"', "no part of the width"),
        ("", "colour is missing"),
    ],
)
def test_a_wrong_rectangle_is_told(tmp_path: Path, lines: str, words: str) -> None:
    assert words in only(tmp_path, CARD + RECT + lines + "\n").message


def test_a_barcode_is_read(tmp_path: Path) -> None:
    bars = first(tmp_path, BARS + "text = true\n")
    assert isinstance(bars, BarcodeElement)
    assert (bars.symbology, bars.data, bars.text) == ("code128", "{{ coupon.code }}", True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("code128", "code39"), "not one of"),
        (("{{ coupon.code }}", "{{ customer.name }}"), "unknown field"),
        (('symbology = "code128"\n', ""), "symbology is missing"),
        (("40mm", "12mm"), "bars would be under 0.25 mm"),
        (('"12mm"]', '"4mm"]'), "too low"),
        (('code128"\ndata = "{{ coupon.code }}', 'ean13"\ndata = "4006381333932'), "should be 1"),
        (('code128"\ndata = "{{ coupon.code }}', 'ean13"\ndata = "40063'), "12 digits"),
        (('code128"', 'datamatrix"\ntext = true'), "barcodes of bars"),
        (('["4mm", "4mm"', '["2mm", "4mm"'), "safe area"),
    ],
)
def test_a_wrong_barcode_is_told(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert words in only(tmp_path, CARD + BARS.replace(*change)).message


@pytest.mark.parametrize(("more", "least"), [("", "9.5 mm"), ("plate = true\n", "13.1 mm")])
def test_a_box_too_small_for_any_qr_code_is_told(tmp_path: Path, more: str, least: str) -> None:
    small = QR.replace('"20mm", "20mm"', '"9mm", "9mm"') + more
    assert least in only(tmp_path, CARD + small).hint


def test_a_list_of_contacts_may_show_a_code_in_each_row(tmp_path: Path) -> None:
    cell = '[[front.cell]]\ntype = "qr"\nbox = ["0mm", "0mm", "14mm", "14mm"]\ndata = "{{ contact.link }}"\n'
    rows = first(tmp_path, LIST.replace("most = 2", "most = 1").replace('"10mm"', '"14mm"') + cell)
    assert isinstance(rows, ListElement)
    assert isinstance(rows.cell[0], QrElement)


# Bad input


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% for x in (1..1000000000) %}x{% endfor %}", "no tags"),
        ("{%- include 'x' -%}", "no tags"),
        ("{{ customer.__class__.__mro__ }}", "unknown field"),
        ("{{ 'x' | times: 99999 }}", "unknown filter"),
        ("{{ self }}", "unknown field"),
        ("{{ " + "x" * 5000 + " }}", "longer than"),
    ],
)
def test_a_template_runs_no_loops_and_reaches_no_python(tmp_path: Path, text: str, words: str) -> None:
    problem = only(tmp_path, CARD + TEXT.replace('"Hi"', f'"{text}"'))
    assert words in problem.message


def test_many_mistakes_of_every_kind_come_at_once_each_with_its_line_and_element(tmp_path: Path) -> None:
    wrong = (
        CARD
        + "[colour.x]\ncmyk = [0]\n"
        + TEXT
        + 'colour = "#EEEEEE"\nsize = "5pt"\n'
        + QR.replace('"60mm"', '"85mm"')
        + "rotate = 10\n"
        + BARS.replace("coupon.code", "coupon.cod")
        + RECT
        + 'colour = "ink"\nopaque = 1\n'
    )
    template, problems = load(tmp_path, wrong)
    assert template is None
    told = " ".join(str(problem) for problem in problems)
    for part in (
        "4 numbers",
        "hello: may become 5 pt",
        "hello: can hardly",
        "code: is no quarter",
        "code: reaches beyond",
    ):
        assert part in told
    for part in ("bars: unknown field 'coupon.cod'", "field: unknown key 'opaque'"):
        assert part in told
    assert all(problem.where.line for problem in problems)
    assert [problem.where.line for problem in problems] == sorted(problem.where.line for problem in problems)


# Drawn


@pytest.fixture(scope="module")
def typesetting() -> Typesetting:
    typesetter, _ = open_typesetter([BUILTIN.parent / "fonts"])
    return Typesetting(typesetter.clean, typesetter.line, typesetter.breaks, describe_missing)


W, H = 200.0, 120.0
RED, BLUE = Colour("rgb", (1.0, 0.0, 0.0)), Colour("rgb", (0.0, 0.0, 1.0))
SIGNAL = Colour("spot", (1.0, 0.0, 0.91, 0.76, 0.0), "PANTONE 185 C")
PALETTE = {"ink": INK, "white": WHITE, "paper": WHITE, "brand": RED}


def card(setting: Typesetting, *elements: Element | Filled, rtl: bool = False) -> Card:
    template = Template("mine", "name-card", "", W, H, 8.0, 11.0, ((),), "t.toml", WHITE)
    icons = {"box": Icon("M0 0L24 0L24 24L0 24Z")}
    layouter = Layouter(template, PALETTE, setting, qr.encode, icons, {}, barcode.encode)
    filled = tuple(item if isinstance(item, Filled) else Filled(item, _value(item)) for item in elements)
    made = layouter.card(Content("1", "mine", "en", rtl, "ja", (filled,)))
    assert isinstance(made, Card), made
    return made


def _value(element: Element) -> str:
    match element:
        case TextElement():
            return element.text[0][1]
        case QrElement() | BarcodeElement():
            return element.data
        case IconElement():
            return element.icon
        case RectElement():
            return element.grow
        case _:
            return ""


def made(*cards: Card) -> bytes:
    clip = Box(0, 0, W, H)
    sheets = [Sheet(W, H, (Placement(found.sides[0], 0, 0, False, clip),)) for found in cards]
    file = io.BytesIO()
    pdf.write(file, sheets, {}, title="t", flip="")
    return file.getvalue()


def painted(*cards: Card, scale: float = 4) -> Image.Image:
    with pypdfium2.PdfDocument(made(*cards)) as document:
        return document[0].render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")


def inked(image: Image.Image, scale: float = 4) -> tuple[float, ...]:
    box = ImageOps.invert(image.convert("L")).point(lambda v: 255 * (v > 64)).getbbox()
    assert box is not None
    return tuple(side / scale for side in box)


def forms_of(file: pikepdf.Pdf) -> Iterator[pikepdf.Stream]:
    for thing in file.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form":
            yield thing


def rect(angle: float = 0.0, **more: object) -> RectElement:
    return RectElement("r", Box(30, 40, 60, 20), RED, rotate=angle, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("angle", "box"), [(0, (30, 40, 90, 60)), (90, (50, 20, 70, 80)), (180, (30, 40, 90, 60)), (270, (50, 20, 70, 80))]
)
def test_an_element_is_turned_about_the_centre_of_its_box(typesetting: Typesetting, angle: float, box: object) -> None:
    assert inked(painted(card(typesetting, rect(angle)))) == pytest.approx(box, abs=0.3)


def test_angles_run_clockwise(typesetting: Typesetting) -> None:
    """A stripe that falls to the right."""
    image = painted(card(typesetting, rect(30)))
    assert image.getpixel(((80 * 4), (61 * 4))) == (255, 0, 0)
    assert image.getpixel(((80 * 4), (39 * 4))) == (255, 255, 255)


@pytest.mark.parametrize("angle", [0, 30, 90, 200])
def test_a_card_read_from_right_to_left_is_the_mirror_image(typesetting: Typesetting, angle: float) -> None:
    left = painted(card(typesetting, rect(angle)))
    right = painted(card(typesetting, rect(angle), rtl=True))
    differences = ImageChops.difference(left, ImageOps.mirror(right)).convert("L").histogram()
    assert sum(differences[96:]) == 0


def words(text: str, angle: float, **more: object) -> TextElement:
    style = Style(size=14.0, min_size=14.0)
    return TextElement("t", Box(60, 50, 80, 14), style, (("", text),), rotate=angle, **more)  # type: ignore[arg-type]


def test_a_text_turned_by_a_half_is_the_text_on_its_head(typesetting: Typesetting) -> None:
    upright = painted(card(typesetting, words("Half", 0)))
    turned = painted(card(typesetting, words("Half", 180)))
    box = (240, 180, 560, 280)
    assert inked(upright.crop(box)) != inked(turned.crop(box))
    back = turned.rotate(180, center=(400, 228))
    difference = ImageChops.difference(upright.crop(box), back.crop(box)).convert("L")
    assert sum(difference.histogram()[128:]) < 60


def test_a_turned_text_is_copied_as_it_was(typesetting: Typesetting) -> None:
    with pypdfium2.PdfDocument(made(card(typesetting, words("Aside", 90)))) as document:
        assert document[0].get_textpage().get_text_range() == "Aside"


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
@pytest.mark.parametrize("rtl", [False, True])
def test_a_turned_code_is_read_and_lies_as_it_was_told(typesetting: Typesetting, angle: float, rtl: bool) -> None:
    code = QrElement("q", Box(60, 20, 70, 70), "https://shop.example/K7QWM", rotate=angle)
    (found,) = zxingcpp.read_barcodes(painted(card(typesetting, code, rtl=rtl)))
    assert found.text == "https://shop.example/K7QWM"
    assert round(found.orientation / 90) % 4 * 90 == (-angle % 360 if rtl else angle)


def test_a_faint_element_is_mixed_with_what_lies_below(typesetting: Typesetting) -> None:
    veil = RectElement("b", Box(50, 40, 80, 20), BLUE, opacity=0.25)
    image = painted(card(typesetting, rect(), veil))
    assert image.getpixel((240, 200)) == pytest.approx((191, 0, 64), abs=2)
    assert image.getpixel((440, 200)) == pytest.approx((191, 191, 255), abs=2)


def test_what_overlaps_within_a_faint_element_does_not_shine_through(typesetting: Typesetting) -> None:
    """A tile with a letter: the letter is white as on the tile, not the tile's colour mixed once more."""
    tile = IconElement("i", Box(60, 20, 72, 72), "unknown", "brand", ground="white", opacity=0.5)
    image = painted(card(typesetting, tile))
    colours = {pixel for _, pixel in image.getcolors(1 << 20) or ()}
    assert (255, 255, 255) in colours
    tones = [pixel for count, pixel in image.getcolors(1 << 20) or () if count > 2000]
    assert sorted(tones) == [pytest.approx((255, 127, 127), abs=1), (255, 255, 255)]


def test_one_graphics_state_serves_the_whole_file(typesetting: Typesetting) -> None:
    shared = card(typesetting, rect(opacity=0.5), words("Faint", 10, opacity=0.5))
    own = card(typesetting, Filled(rect(opacity=0.5), shared=False))
    with pikepdf.open(io.BytesIO(made(shared, shared, own))) as file:
        states = [thing for thing in file.objects if isinstance(thing, pikepdf.Dictionary) and "/ca" in thing]
        forms = list(forms_of(file))
        assert [(float(state.ca), float(state.CA)) for state in states] == [(0.5, 0.5)]
        assert len(forms) == 1


def test_a_frame_lies_inside_its_box(typesetting: Typesetting) -> None:
    framed = RectElement("f", Box(30, 40, 60, 20), "", stroke=RED, width=4, radius=6)
    image = painted(card(typesetting, framed))
    assert inked(image) == pytest.approx((30, 40, 90, 60), abs=0.3)
    assert image.getpixel((240, 200)) == (255, 255, 255)
    assert image.getpixel((240, 164)) == (255, 0, 0)
    assert image.getpixel((122, 162)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("grow", "rtl", "box"),
    [
        ("0.5", False, (30, 40, 60, 60)),
        ("0.5", True, (140, 40, 170, 60)),
        ("0", False, (30, 40, 50, 60)),
        ("7", False, (30, 40, 90, 60)),
    ],
)
def test_a_bar_grows_from_the_start_and_is_never_shorter_than_high(
    typesetting: Typesetting, grow: str, rtl: bool, box: object
) -> None:
    assert inked(painted(card(typesetting, Filled(rect(grow="x"), grow), rtl=rtl))) == pytest.approx(box, abs=0.3)


# Plates


def test_spot_and_process_colours_keep_their_inks(typesetting: Typesetting) -> None:
    process = RectElement("p", Box(10, 10, 20, 20), Colour("cmyk", (0.0, 0.8, 0.95, 0.0)))
    pale = Colour("spot", (0.3, *SIGNAL.values[1:]), SIGNAL.name)
    spots = [RectElement("s", Box(40, 10, 20, 20), SIGNAL), RectElement("t", Box(70, 10, 20, 20), pale)]
    with pikepdf.open(io.BytesIO(made(card(typesetting, process, *spots)))) as file:
        forms = list(forms_of(file))
        content = b"\n".join(form.read_bytes() for form in forms).decode()
        spaces = [list(space) for form in forms for space in form.Resources.ColorSpace.values()]
        assert "0 0.8 0.95 0 k" in content
        assert " rg" not in content
        ((kind, name, base, tint),) = spaces
        assert (str(kind), str(name), str(base)) == ("/Separation", "/PANTONE 185 C", "/DeviceCMYK")
        assert int(tint.FunctionType) == 2
        assert [float(part) for part in tint.C1] == pytest.approx([0, 0.91, 0.76, 0])
        assert content.count("scn") == 2


@pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript separates the plates, and is not here")
def test_a_press_gets_a_plate_for_the_spot_colour(typesetting: Typesetting, tmp_path: Path) -> None:
    pale = Colour("spot", (0.5, *SIGNAL.values[1:]), SIGNAL.name)
    data = made(
        card(
            typesetting,
            RectElement("p", Box(20, 20, 40, 40), Colour("cmyk", (1.0, 0.0, 0.0, 0.0))),
            RectElement("s", Box(80, 20, 40, 40), SIGNAL),
            RectElement("t", Box(140, 20, 40, 40), pale, opacity=0.99, rotate=90),
        )
    )
    (tmp_path / "in.pdf").write_bytes(data)
    order = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r72", "-o", "out%d.tif", "in.pdf"]
    subprocess.run(order, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    plates = {path.name: Image.open(path).convert("L") for path in tmp_path.glob("out1(*).tif")}
    spot = plates["out1(PANTONE 185 C).tif"]
    cyan = plates["out1(Cyan).tif"]
    assert spot.getpixel((100, 40)) == 0
    assert 110 < spot.getpixel((160, 40)) < 145
    assert (spot.getpixel((40, 40)), cyan.getpixel((40, 40)), cyan.getpixel((100, 40))) == (255, 0, 255)
    assert plates["out1(Magenta).tif"].getextrema() == (255, 255)


# Told once, before anything is printed


NUMBER = (
    '[[front]]\nid = "number"\ntype = "text"\ntext = "{{ order.short }}"\nbox = ["60mm", "46mm", "20mm", "3mm"]\n'
    'ground = "white"\n'
)


def prepared(folder: Path, template: str, toml: str = SHOP) -> Path:
    shop = make_shop(folder, numbered(3), toml + '\n[print]\nname_card = "mine"\ninsert = ""\n')
    own_template(shop, "mine", CARD + template + NUMBER)
    return shop


@pytest.mark.parametrize(
    ("template", "words"),
    [
        (QR.replace('"20mm", "20mm"', '"12mm", "12mm"').replace("home", "coupon"), "code: the QR code is too dense"),
        (BARS.replace("40mm", "24mm"), "bars: the barcode is too dense"),
        (TEXT + 'colour = "brand"\nground = "deep"\n', "hello: can hardly be read"),
        (RECT + 'colour = "brand"\n' + QR, "code: stands on #1E4B3C"),
    ],
)
def test_what_the_shop_makes_unreadable_is_one_problem_and_not_one_for_each_order(
    tmp_path: Path, template: str, words: str
) -> None:
    with pytest.raises(Stop) as stop:
        run(prepared(tmp_path, template))
    (problem,) = stop.value.problems
    assert problem.message.startswith(words)
    assert problem.where.file.endswith("mine/template.toml")
    assert problem.where.line >= 5


def test_codes_are_judged_by_their_longest_content() -> None:
    element = QrElement("q", Box(0, 0, 12 * MM, 12 * MM), "{{ link.home }}")
    template = Template("m", "name-card", "", 200, 100, 0, 0, ((element,),), "t.toml", WHITE)
    short, long = "https://a.example/", "https://a-rather-long-name.example/with/a/path"
    assert unfit_codes(template, qr.encode, barcode.encode, lambda data: short) == ()
    assert len(unfit_codes(template, qr.encode, barcode.encode, lambda data: long)) == 1
    assert unfit_codes(template, qr.encode, barcode.encode, lambda data: "") == ()


def test_the_code_of_each_contact_is_judged_by_the_longest_link(tmp_path: Path) -> None:
    cell = '[[front.cell]]\nid = "way"\ntype = "qr"\nbox = ["0mm", "0mm", "11.5mm", "11.5mm"]\n'
    cell += 'data = "{{ contact.link }}"\n'
    rows = LIST.replace("most = 2", "most = 1") + cell
    with pytest.raises(Stop) as stop:
        run(prepared(tmp_path, rows, SHOP.replace("hello@", "everybody.who.answers.questions@")))
    assert [problem.message[:28] for problem in stop.value.problems] == ["way: the QR code is too dens"]


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast(on_screen(INK), on_screen(WHITE)) == pytest.approx(21)


def test_a_tent_card_with_turned_codes_on_both_sides_passes_its_proof(tmp_path: Path) -> None:
    front = QR + "rotate = 180\n" + TEXT.replace('"Hi"', '"{{ order.short }}"')
    back = QR.replace("[[front]]", "[[back]]").replace("home", "coupon") + "rotate = 180\n"
    result = run(prepared(tmp_path, 'fold = "40mm"\n' + front + back))
    assert [batch.cards for batch in result.batches] == [3]


# Printers' dots

DOT = 0.125 * MM


@pytest.mark.parametrize(
    ("align", "rtl", "corner"),
    [("start", False, "left"), ("end", False, "right"), ("start", True, "right"), ("end", True, "left")],
)
def test_modules_on_a_printers_dots_are_whole_dots_and_the_symbol_keeps_to_its_side(
    typesetting: Typesetting, align: str, rtl: bool, corner: str
) -> None:
    box = Box(60, 20, 60.1, 60.1)
    element = QrElement("q", box, "https://shop.example/K7QWM-4XH2M", grid=DOT, align=align)  # type: ignore[arg-type]
    marks = card(typesetting, element, rtl=rtl).sides[0].layers[0].marks
    symbol = next(mark for mark in marks if hasattr(mark, "module"))
    dots = symbol.module / DOT
    assert dots == pytest.approx(round(dots))
    assert symbol.module <= 60.1 / symbol.size < symbol.module + DOT
    at = W - box.right if rtl else box.x
    edge = symbol.x - at if corner == "left" else at + box.w - (symbol.x + symbol.size * symbol.module)
    assert edge == pytest.approx(0, abs=1e-6)


def test_a_symbol_too_dense_for_whole_dots_names_the_smallest_box(typesetting: Typesetting) -> None:
    element = QrElement("q", Box(10, 10, 38, 38), "https://shop.example/K7QWM-4XH2M", grid=DOT)
    template = Template("mine", "name-card", "", W, H, 8.0, 11.0, ((element,),), "t.toml", WHITE)
    (problem,) = unfit_codes(template, qr.encode, barcode.encode, lambda data: data)
    assert f"{qr.encode(element.data, 'M').size * 0.5:.1f} mm" in problem.message  # 4 dots of 1/8 mm


@pytest.mark.parametrize("grid", ["-1mm", "2mm"])
def test_a_grid_that_is_no_printers_dot_is_told(tmp_path: Path, grid: str) -> None:
    assert "no printer's dot" in only(tmp_path, CARD + QR + f'grid = "{grid}"\n').message
