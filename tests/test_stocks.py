"""Stocks: measures add up, cards lie in their slots, what fits is found, other programs' labels are taken over."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import assume, given
from hypothesis import strategies as st

from inserts.builtin import builtin_folder
from inserts.impose import SLOT_TOLERANCE, Grid, grid
from inserts.model.length import MM, Box, Length
from inserts.model.problem import Problem, Stop
from inserts.model.stock import Slots, Stock
from inserts.run import importing, open_shop
from inserts.run.opening import open_workshop
from inserts.run.ruling import spare_templates
from inserts.run.stocks import CardSize, find, fitting, list_stocks, read_size
from inserts.templates import load_stock, stock_names, stock_toml
from inserts.templates.labels import Labels, read_labels, stock_name
from tests.shops import SHOP, Said, command, make_shop, numbered, run

BUILTIN = builtin_folder("templates")
NAMES = stock_names([BUILTIN])
FILES = {name: tomllib.loads((BUILTIN / "stocks" / f"{name}.toml").read_text("utf-8"))["stock"] for name in NAMES}
PRE_CUT = [name for name in NAMES if FILES[name]["kind"] == "slots"]
OFF_CENTRE = {"sigel-dp-830"}
"""Sheets whose margins differ by more than a millimetre, as both databases have them."""


def stock(name: str) -> Stock:
    found, problems = load_stock(name, [BUILTIN])
    assert not problems
    assert found is not None
    return found


def mm(written: str) -> float:
    return Length.parse(written).mm


def size(written: str) -> tuple[float, float]:
    first, _, second = written.partition("x")
    unit = second.lstrip("0123456789.")
    return mm(first + unit), mm(second)


def overlap(a: Box, b: Box) -> bool:
    slack = 0.1 * MM
    return a.x < b.right - slack and b.x < a.right - slack and a.y < b.bottom - slack and b.y < a.bottom - slack


def fitted(paper: Stock, w: float, h: float, bleed: float = 0.0) -> Grid:
    found = grid(paper, w * MM, h * MM, bleed * MM)
    assert isinstance(found, Grid), found
    return found


def boxes(found: Grid) -> list[Box]:
    return [Box(x, y, found.card_w, found.card_h) for x, y in found.slots]


# What is shipped


def test_the_48_pre_cut_sheets_of_five_makers_and_the_rolls_are_there() -> None:
    sheets = [name for name in PRE_CUT if FILES[name]["columns"] * FILES[name]["rows"] > 1]
    assert len(sheets) >= 48
    makers = {FILES[name]["maker"] for name in sheets}
    assert makers == {"Avery", "Avery Zweckform", "Herma", "Sigel", "A-One"}
    widths = {round(mm(FILES[name]["width"]), 3) for name in NAMES if FILES[name]["kind"] == "roll"}
    assert widths == {58, 62, 80, 100, 102}
    assert {"a4", "a3", "sra3", "letter", "label-4x6", "dymo-99014", "brother-dk-1202"} <= set(NAMES)


@pytest.mark.parametrize("name", PRE_CUT)
def test_margins_pitch_and_size_add_up_to_the_sheet(name: str) -> None:
    file = FILES[name]
    sheet, card = size(file["sheet"]), size(file["size"])
    for axis, near, count, far in ((0, "left", "columns", "right"), (1, "top", "rows", "bottom")):
        pitch = mm(file["pitch"][axis]) if "pitch" in file else card[axis]
        used = mm(file[near]) + (file[count] - 1) * pitch + card[axis] + mm(file[far])
        assert used == pytest.approx(sheet[axis], abs=0.05)


@pytest.mark.parametrize("name", PRE_CUT)
def test_slots_lie_inside_the_sheet_and_on_none_other(name: str) -> None:
    paper = stock(name)
    slots = paper.slots
    assert slots is not None
    places = [Box(x, y, slots.width.pt, slots.height.pt) for x, y in slots.corners()]
    assert len(places) == slots.count
    slack = 0.1 * MM
    assert all(box.x >= 0 and box.y >= 0 for box in places)
    assert all(box.right <= paper.width.pt + slack and box.bottom <= paper.height.pt + slack for box in places)
    assert not any(overlap(a, b) for a, b in combinations(places, 2))


@pytest.mark.parametrize("name", PRE_CUT)
def test_opposite_margins_are_alike_as_makers_cut_them(name: str) -> None:
    file = FILES[name]
    apart = max(abs(mm(file["left"]) - mm(file["right"])), abs(mm(file["top"]) - mm(file["bottom"])))
    assert (apart > 1.001) == (name in OFF_CENTRE)


@pytest.mark.parametrize("name", NAMES)
def test_every_pre_cut_sheet_and_roll_says_where_its_measures_are_from(name: str) -> None:
    file = FILES[name]
    assert file.get("source") or file["kind"] in ("blank", "card")


@pytest.mark.parametrize("name", [name for name in NAMES if FILES[name].get("maker")])
def test_a_stock_is_named_by_its_maker_and_part(name: str) -> None:
    assert name == stock_name(FILES[name]["maker"], FILES[name]["part"])


def test_names_differ_by_more_than_capitals_and_hyphens() -> None:
    assert len({name.casefold().replace("-", "") for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", PRE_CUT)
def test_a_card_of_the_slots_size_lies_in_the_slots(name: str) -> None:
    paper = stock(name)
    assert paper.slots is not None
    found = grid(paper, paper.slots.width.pt, paper.slots.height.pt, 3 * MM)
    assert isinstance(found, Grid)
    assert (found.page_w, found.page_h) == (paper.width.pt, paper.height.pt)
    assert (found.columns, found.rows, found.marks) == (paper.slots.columns, paper.slots.rows, False)
    file = FILES[name]
    across, down = (mm(pitch) for pitch in file["pitch"]) if "pitch" in file else size(file["size"])
    for number, (x, y) in enumerate(found.slots):
        row, column = divmod(number, file["columns"])
        assert x / MM == pytest.approx(mm(file["left"]) + column * across)
        assert y / MM == pytest.approx(mm(file["top"]) + row * down)


# Cards on pre-cut sheets


@st.composite
def sheets(draw: st.DrawFn) -> Stock:
    """A pre-cut sheet of any grid, margins and gutters, in hundredths of a millimetre, as files write them."""
    w, h, left, top, right, bottom, gutter_x, gutter_y = (
        draw(st.integers(low, high)) / 100
        for low, high in ((1000, 12000), (1000, 12000), *[(0, 3000)] * 4, (0, 1000), (0, 1000))
    )
    columns, rows = draw(st.integers(1, 6)), draw(st.integers(1, 12))
    sheet_w = left + (columns - 1) * (w + gutter_x) + w + right
    sheet_h = top + (rows - 1) * (h + gutter_y) + h + bottom
    lengths = (Length.of_mm(value) for value in (left, top, w + gutter_x, h + gutter_y))
    slots = Slots(Length.of_mm(w), Length.of_mm(h), columns, rows, *lengths)
    sides = Length.of_mm(sheet_w), Length.of_mm(sheet_h)
    return Stock("any", "any", "slots", *sides, Length(0), slots=slots, maker='M "&\\', part="7", source="here")


@given(sheets(), st.floats(-1, 1), st.floats(-1, 1), st.sampled_from([0.0, 2.0, 3.0]))
def test_ink_stays_off_the_neighbours_slot(paper: Stock, wider: float, higher: float, bleed: float) -> None:
    slots = paper.slots
    assert slots is not None
    found = fitted(paper, slots.width.mm + wider, slots.height.mm + higher, bleed)
    assume(found.portrait == (paper.width.pt <= paper.height.pt))
    assert found.reach is not None
    across, down = found.reach
    for (x, y), (left, top) in zip(found.slots, slots.corners(), strict=True):
        if slots.columns > 1:
            assert x - across >= left - (slots.pitch_x.pt - slots.width.pt) / 2 - 0.01
        if slots.rows > 1:
            assert y - down >= top - (slots.pitch_y.pt - slots.height.pt) / 2 - 0.01
        assert x + found.card_w / 2 == pytest.approx(left + slots.width.pt / 2)
        assert y + found.card_h / 2 == pytest.approx(top + slots.height.pt / 2)
    assert across <= bleed * MM
    assert down <= bleed * MM


@pytest.mark.parametrize(("off", "fits"), [(0.0, True), (1.0, True), (-1.0, True), (1.1, False), (-1.1, False)])
def test_a_card_may_differ_from_its_slot_by_a_millimetre(off: float, fits: bool) -> None:
    assert SLOT_TOLERANCE == 1 * MM
    for found in (
        grid(stock("avery-c32011-10"), (85 + off) * MM, 54 * MM, 0),
        grid(stock("avery-c32011-10"), 85 * MM, (54 + off) * MM, 0),
    ):
        assert isinstance(found, Grid) == fits
        if isinstance(found, Problem):
            assert "85 x 54 mm" in found.message


def test_bleed_goes_half_way_into_the_gutter() -> None:
    found = fitted(stock("avery-8373"), 88.9, 50.8, 10)  # gutters of 12.7 mm
    assert found.reach == pytest.approx((6.35 * MM, 6.35 * MM))


def test_without_a_gutter_a_card_has_no_bleed() -> None:
    assert fitted(stock("avery-5371"), 88.9, 50.8, 3).reach == pytest.approx((0, 0))


def test_a_card_that_lies_across_turns_a_centred_sheet() -> None:
    found = fitted(stock("avery-c32011-10"), 54, 85)
    assert (found.page_w, found.page_h) == pytest.approx((297 * MM, 210 * MM))
    assert (found.columns, found.rows) == (5, 2)
    assert list(found.slots) == sorted(found.slots, key=lambda place: (place[1], place[0]))
    upright = fitted(stock("avery-c32011-10"), 85, 54)
    # Turned to the left: the sheet's top is the page's left, its right the page's top.
    turned = {(round(y, 6), round(upright.page_w - x - upright.card_w, 6)) for x, y in upright.slots}
    assert {(round(x, 6), round(y, 6)) for x, y in found.slots} == turned


def test_a_card_that_lies_across_does_not_fit_a_sheet_off_its_centre() -> None:
    found = grid(stock("sigel-dp-830"), 55 * MM, 85 * MM, 0)
    assert isinstance(found, Problem)
    assert "not centred" in found.message


# Blank sheets and rolls


@pytest.mark.parametrize(
    ("name", "card", "count"),
    [
        ("a4", (85, 55, 3), 9),
        ("a4", (85, 55, 0), 10),
        ("a3", (85, 55, 3), 18),
        ("sra3", (85, 55, 3), 21),
        ("sra3", (105, 148, 3), 6),
        ("sheet-13x19", (88.9, 50.8, 0), 30),
    ],
)
def test_a_blank_sheet_holds_as_many_as_a_plain_count_says(
    name: str, card: tuple[float, float, float], count: int
) -> None:
    paper = stock(name)
    w, h = (side + 2 * card[2] for side in card[:2])
    room = [side.mm - 2 * paper.margin.mm + 0.001 for side in (paper.width, paper.height)]
    assert count == max(int(room[a] / w) * int(room[1 - a] / h) for a in (0, 1))
    assert len(fitted(paper, *card).slots) == count


@pytest.mark.parametrize(
    ("name", "card", "page"),
    [
        ("roll-62", (85, 55), (85, 62)),
        ("roll-100", (85, 55), (100, 55)),
        ("roll-80", (85, 55), (85, 80)),
        ("roll-58", (90, 54), (90, 58)),
        ("roll-102", (101.6, 152.4), (102, 152.4)),
    ],
)
def test_a_rolls_page_is_as_wide_as_the_roll_and_as_long_as_the_card(
    name: str, card: tuple[float, float], page: tuple[float, float]
) -> None:
    found = fitted(stock(name), *card, bleed=2)
    assert (found.page_w / MM, found.page_h / MM) == pytest.approx(page)
    ((x, y),) = found.slots
    assert (x + found.card_w / 2, y + found.card_h / 2) == pytest.approx((found.page_w / 2, found.page_h / 2))


@pytest.mark.parametrize(("name", "card"), [("roll-58", (100, 60)), ("roll-58", (58, 58)), ("roll-62", (105, 148))])
def test_a_card_too_wide_for_what_a_roll_prints_is_told(name: str, card: tuple[float, float]) -> None:
    found = grid(stock(name), card[0] * MM, card[1] * MM, 0)
    assert isinstance(found, Problem)
    assert "roll of" in found.message


# Files


def read(folder: Path, text: str) -> tuple[Stock | None, tuple[Problem, ...]]:
    (folder / "stocks").mkdir(exist_ok=True)
    (folder / "stocks" / "mine.toml").write_text(text, "utf-8")
    return load_stock("mine", [folder])


CUT = """[stock]
kind = "slots"
about = "cards"
sheet = "210x297mm"
size = "85x54mm"
columns = 2
rows = 5
left = "15mm"
top = "13.5mm"
pitch = ["95mm", "54mm"]
"""


def test_the_pitch_may_be_left_out_where_slots_touch(tmp_path: Path) -> None:
    found, problems = read(tmp_path, CUT.replace('pitch = ["95mm", "54mm"]\n', "").replace("15mm", "20mm"))
    assert not problems
    assert found is not None
    assert found.slots is not None
    assert (found.slots.pitch_x.mm, found.slots.pitch_y.mm) == pytest.approx((85, 54))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"95mm", "54mm"', '"80mm", "54mm"', 10, "overlap"),
        ("rows = 5", "rows = 6", 7, "13.5 + 5 x 54 + 54 = 337.5 mm"),
        ('left = "15mm"', 'left = "-1mm"', 8, "less than nothing"),
        ("columns = 2", "columns = 0", 6, "whole number"),
        ("columns = 2", 'columns = 2\nright = "25mm"', 7, "do not add up"),
        ('size = "85x54mm"', 'size = "85x54"', 5, "is no size"),
        ('top = "13.5mm"', 'top = "13.5mm"\ncorner = "30mm"', 10, "corner"),
        ('about = "cards"', 'about = "cards"\nmargin = "4mm"', 4, "unknown key 'margin'"),
    ],
)
def test_a_sheet_that_cannot_be_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in CUT
    found, problems = read(tmp_path, CUT.replace(old, new))
    assert found is None
    assert [problem.where.line for problem in problems if words in f"{problem.message} {problem.where}"] == [line]


@given(sheets())
def test_a_written_stock_is_read_as_it_was(tmp_path_factory: pytest.TempPathFactory, paper: Stock) -> None:
    found, problems = read(tmp_path_factory.getbasetemp(), stock_toml(paper, ["a remark"]))
    assert not problems
    assert found is not None
    assert found.slots is not None
    assert paper.slots is not None
    assert (found.about, found.maker, found.part, found.source) == ("any", 'M "&\\', "7", "here")
    assert (found.slots.columns, found.slots.rows) == (paper.slots.columns, paper.slots.rows)
    for field in ("width", "height", "left", "top", "pitch_x", "pitch_y"):
        assert getattr(found.slots, field).mm == pytest.approx(getattr(paper.slots, field).mm, abs=0.006)
    assert (found.width.mm, found.height.mm) == pytest.approx((paper.width.mm, paper.height.mm), abs=0.006)


@pytest.mark.parametrize(
    ("asked", "meant"), [("5371", "avery-5371"), ("L7160", "avery-l7160"), ("dk1202", "brother-dk-1202")]
)
def test_a_part_number_alone_is_answered_with_the_stocks_name(asked: str, meant: str) -> None:
    _, (problem,) = load_stock(asked, [BUILTIN])
    assert f'"{meant}"' in problem.hint


# Finding


def names_of(*words: str) -> list[str]:
    return [one.entry.name for one in find(list_stocks(None), words)]


@pytest.mark.parametrize(
    ("word", "width", "height"),
    [("85x54", 85, 54), ("85x54mm", 85, 54), ("8.5x5.4cm", 85, 54), ("3.5x2in", 88.9, 50.8), ("90×54", 90, 54)],
)
def test_a_size_is_read_with_or_without_a_unit(word: str, width: float, height: float) -> None:
    found = read_size(word)
    assert found is not None
    assert (found.width / MM, found.height / MM) == pytest.approx((width, height))


@pytest.mark.parametrize("word", ["avery", "85", "x", "85x", "0x54", "99999x1", "a4x2"])
def test_other_words_are_no_size(word: str) -> None:
    assert read_size(word) is None


def test_a_size_finds_pre_cut_sheets_of_it_first_then_small_sheets() -> None:
    found = names_of("85x54")
    assert found[:2] == ["avery-c32011-10", "avery-c9362"]
    assert found.index("a4") < found.index("a3") < found.index("roll-62") < found.index("card")
    assert "avery-5371" not in found


def test_a_size_is_found_whichever_way_it_lies() -> None:
    assert set(names_of("54x85")) == set(names_of("85x54"))


def test_words_are_all_meant() -> None:
    assert names_of("avery", "letter", "5371") == ["avery-5371"]
    assert names_of("AVERY", "zweckform") == [name for name in NAMES if name.startswith("avery-zweckform")]
    assert names_of("avery", "herma") == []


def test_two_sizes_are_one_too_many() -> None:
    with pytest.raises(Stop) as stop:
        names_of("85x54", "90x50")
    assert stop.value.exit_code == 2


@given(st.floats(30, 150), st.floats(30, 150), st.sampled_from([0.0, 3.0]))
def test_what_is_found_is_what_grid_would_take(width: float, height: float, bleed: float) -> None:
    card = CardSize(width * MM, height * MM, bleed * MM)
    entries = ENTRIES
    found = {one.entry.name for one in fitting(entries, card)}
    fits = {
        entry.name
        for entry in entries
        if entry.stock and isinstance(grid(entry.stock, card.width, card.height, card.bleed), Grid)
    }
    assert found == fits


ENTRIES = list_stocks(None)


# Other programs' databases, in their structure


GLABELS = """<?xml version="1.0"?>
<Glabels-templates xmlns="http://glabels.org/xmlns/3.0/">
  <Template brand="Acme" part="A 10" size="A4" _description="Business &amp; visit cards">
    <Meta category="card"/>
    <Label-rectangle id="0" width="85mm" height="54mm" round="2mm">
      <Layout nx="2" ny="5" x0="15mm" y0="13.5mm" dx="95mm" dy="54mm"/>
    </Label-rectangle>
  </Template>
  <Template brand="Acme" part="B-10" equiv="A 10"/>
  <Template brand="Acme" part="C" equiv="nothing"/>
  <Template brand="Acme" part="P" size="US-Letter" description="points">
    <Label-rectangle id="0" width="252" height="2in" round="0">
      <Layout nx="2" ny="5" x0="54" y0="3pc" dx="252" dy="144"/>
    </Label-rectangle>
  </Template>
  <Template brand="Acme" part="Roll" size="Other" width="62mm" height="100mm">
    <Label-rectangle id="0" width="62mm" height="100mm"><Layout nx="1" ny="1" x0="0" y0="0" dx="0" dy="0"/>
    </Label-rectangle>
  </Template>
  <Template brand="Acme" part="Round" size="A4">
    <Label-round id="0" radius="10mm"><Layout nx="1" ny="1" x0="1mm" y0="1mm" dx="1mm" dy="1mm"/></Label-round>
  </Template>
  <Template brand="Acme" part="Two" size="A4">
    <Label-rectangle id="0" width="50mm" height="50mm"><Layout nx="1" ny="1" x0="0" y0="0" dx="0" dy="0"/>
      <Layout nx="1" ny="1" x0="60mm" y0="0" dx="0" dy="0"/></Label-rectangle>
  </Template>
  <Template brand="Acme" part="Broken" size="A4">
    <Label-rectangle id="0" width="in" height="50mm"><Layout nx="1" ny="1" x0="0" y0="0" dx="0" dy="0"/>
    </Label-rectangle>
  </Template>
  <Template brand="Acme" part="Off" size="A4">
    <Label-rectangle id="0" width="85mm" height="54mm"><Layout nx="3" ny="5" x0="15mm" y0="0" dx="95mm" dy="54mm"/>
    </Label-rectangle>
  </Template>
</Glabels-templates>
"""

LIBREOFFICE = """<?xml version='1.0' encoding='UTF-8'?>
<manufacturers>
<manufacturer name="Acme A4">
  <label id="L0"><name>X9362 Business Cards &quot;plain&quot;</name>
    <measure>S;9500;5400;8500;5400;1500;1350;2;5;21000;29700</measure></label>
  <label id="L1"><name>X1 Continuous</name><measure>C;9500;5400;8500;5400;0;0;1;1;8500;5400</measure></label>
  <label id="L2"><name>X2 Typo</name><measure>S;33870;5400;9900;3390;467;1304;2;8;21000;29700</measure></label>
  <label id="L3"><name>X3</name><measure>S;1;2;3</measure></label>
  <label id="L4"><name>X9362 again</name><measure>S;9500;5400;8500;5400;1500;1350;2;5;21000;29700</measure></label>
</manufacturer>
</manufacturers>
"""


def labels(folder: Path, text: str, name: str = "labels.xml") -> Labels:
    (folder / name).write_text(text, "utf-8")
    found = read_labels(folder / name)
    assert isinstance(found, Labels)
    return found


def by_name(found: Labels) -> dict[str, Stock]:
    return {one.name: one for one in found.stocks}


def measured(paper: Stock) -> list[float]:
    slots = paper.slots
    assert slots is not None
    lengths = slots.width, slots.height, slots.left, slots.top, slots.pitch_x, slots.pitch_y, paper.width, paper.height
    return [slots.columns, slots.rows, *(round(length.mm, 3) for length in lengths)]


def test_a_glabels_template_becomes_a_stock(tmp_path: Path) -> None:
    one = by_name(labels(tmp_path, GLABELS))["acme-a-10"]
    assert (one.maker, one.part, one.about) == ("Acme", "A 10", "Business & visit cards")
    assert measured(one) == [2, 5, 85, 54, 15, 13.5, 95, 54, 210, 297]
    assert one.slots is not None
    assert one.slots.corner.mm == pytest.approx(2)
    assert "gLabels" in one.source


def test_an_alias_has_the_measures_of_its_model(tmp_path: Path) -> None:
    found = by_name(labels(tmp_path, GLABELS))
    assert found["acme-b-10"].part == "B-10"
    assert measured(found["acme-b-10"]) == measured(found["acme-a-10"])


def test_a_length_without_a_unit_is_points_and_pc_is_twelve(tmp_path: Path) -> None:
    points = by_name(labels(tmp_path, GLABELS))["acme-p"]
    assert measured(points) == [2, 5, 88.9, 50.8, 19.05, 12.7, 88.9, 50.8, 215.9, 279.4]


def test_a_label_of_a_roll_is_a_sheet_of_one(tmp_path: Path) -> None:
    assert measured(by_name(labels(tmp_path, GLABELS))["acme-roll"]) == [1, 1, 62, 100, 0, 0, 62, 100, 62, 100]


def test_what_is_no_stock_is_counted_by_why(tmp_path: Path) -> None:
    found = labels(tmp_path, GLABELS)
    assert dict(found.skipped) == {
        "not rectangular": 1,
        "with more than one grid": 1,
        "with a length that is none": 1,
        "whose slots overlap or leave the sheet": 1,
        "the same as one that is not taken": 1,
    }
    assert len(found.stocks) == 4


def test_a_libreoffice_label_becomes_a_stock(tmp_path: Path) -> None:
    found = labels(tmp_path, LIBREOFFICE)
    (one,) = found.stocks
    assert (one.name, one.maker, one.part, one.about) == (
        "acme-x9362",
        "Acme",
        "X9362",
        'Business Cards "plain"',
    )
    assert measured(one) == [2, 5, 85, 54, 15, 13.5, 95, 54, 210, 297]
    assert dict(found.skipped) == {
        "on continuous paper": 1,
        "whose slots overlap or leave the sheet": 1,
        "with a length that is none": 1,
        "a part that is there twice": 1,
    }


BOMB = """<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Glabels-templates><Template brand="&b;" part="1"/></Glabels-templates>"""
OUTSIDE = """<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<Glabels-templates><Template brand="&a;" part="1"/></Glabels-templates>"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "entities"),
        (OUTSIDE, "entities"),
        (GLABELS[:300], "cut off"),
        ("", "cut off"),
        ("no xml", "cut off"),
        ("<a>&nbsp;</a>", "cut off"),
    ],
)
def test_xml_that_cannot_be_trusted_is_refused(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "labels.xml").write_text(text, "utf-8")
    found = read_labels(tmp_path / "labels.xml")
    assert isinstance(found, Problem)
    assert words in found.message
    assert found.hint


def test_other_xml_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "labels.xml").write_text("<svg/>", "utf-8")
    assert read_labels(tmp_path / "labels.xml") is None


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_makers_name_is_never_a_path(maker: str, part: str) -> None:
    name = stock_name(maker, part)
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789-" for letter in name)
    assert len(name) <= 64


# Taking over


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "shop", "")


def test_stocks_taken_over_are_there_to_print_on(tmp_path: Path, shop: Path) -> None:
    labels(tmp_path, GLABELS, "acme-templates.xml")
    database = importing.read(tmp_path / "acme-templates.xml")
    taken = importing.take(shop, database.entries)
    assert [path.stem for path in taken.written] == ["acme-a-10", "acme-b-10", "acme-p", "acme-roll"]
    for path in taken.written:
        found, problems = load_stock(path.stem, [shop / "templates"])
        assert not problems
        assert found is not None
        assert found.source
    assert not list((shop / "templates" / "stocks").glob(".*"))


def test_a_stock_that_is_there_is_left_alone(tmp_path: Path, shop: Path) -> None:
    labels(tmp_path, GLABELS.replace('"Acme" part="P"', '"Avery" part="5371"'), "x.xml")
    mine = shop / "templates" / "stocks" / "acme-b-10.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine", "utf-8")
    taken = importing.take(shop, importing.read(tmp_path / "x.xml").entries)
    assert set(taken.there) == {"acme-b-10", "avery-5371"}
    assert mine.read_text("utf-8") == "mine"
    assert not mine.with_name("avery-5371.toml").exists()


def test_a_link_of_a_stocks_name_is_not_followed(tmp_path: Path, shop: Path) -> None:
    labels(tmp_path, LIBREOFFICE, "x.xml")
    target = tmp_path / "elsewhere.toml"
    link = shop / "templates" / "stocks" / "acme-x9362.toml"
    link.parent.mkdir(parents=True)
    link.symlink_to(target)
    taken = importing.take(shop, importing.read(tmp_path / "x.xml").entries)
    assert taken.there == ("acme-x9362",)
    assert not target.exists()


def test_a_folders_other_files_are_passed_over(tmp_path: Path) -> None:
    labels(tmp_path, GLABELS, "a-templates.xml")
    (tmp_path / "paper-sizes.xml").write_text("<Glabels-paper-sizes/>", "utf-8")
    (tmp_path / "own.template").write_text(GLABELS.replace("Acme", "Bolt"), "utf-8")
    database = importing.read(tmp_path)
    assert len(database.entries) == 8
    assert not database.problems


def test_a_folder_without_a_database_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="no label database"):
        importing.read(tmp_path)


def test_only_databases_that_are_there_are_offered(tmp_path: Path) -> None:
    own = tmp_path / "home" / ".config" / "libglabels" / "templates"
    own.mkdir(parents=True)
    office = tmp_path / "opt" / "libreoffice7.6" / "share" / "labels" / "labels.xml"
    office.parent.mkdir(parents=True)
    office.write_text(LIBREOFFICE, "utf-8")
    system = (str(tmp_path / "opt" / "libreoffice*" / "share" / "labels" / "labels.xml"), str(tmp_path / "none"))
    assert importing.places(tmp_path / "home", system) == (own, office)


# The command


@pytest.fixture
def stocks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shop: Path) -> Callable[..., Said]:
    monkeypatch.chdir(shop)

    def call(*words: object) -> Said:
        return command(capsys, "stocks", *words)

    return call


def test_stocks_alone_lists_all_with_maker_card_and_sheet(stocks: Callable[..., Said]) -> None:
    told = stocks()
    assert told.status == 0
    rows = {line.split()[0]: line for line in told.out.splitlines()}
    assert tuple(rows) == NAMES
    assert "88.9 x 50.8 mm, 10 on a sheet" in rows["avery-5371"]
    assert "Letter" in rows["avery-5371"]
    assert "measures differ" in rows["avery-l7163"]


def test_a_size_says_how_each_stock_holds_it(stocks: Callable[..., Said]) -> None:
    first, *_ = stocks("85x54", "--json").json
    assert (first["name"], first["fits"], first["count"]) == (
        "avery-c32011-10",
        "pre-cut, 85 x 54 mm, 10 on a sheet",
        10,
    )


def test_a_template_says_what_holds_its_card(stocks: Callable[..., Said]) -> None:
    found = {one["name"]: one for one in stocks("--template", "classic", "--json").json}
    assert found["avery-l7417"]["fits"].startswith("pre-cut, 90 x 54 mm")
    assert "avery-5371" not in found
    assert stocks("--template", "clasic").status == 2


def test_nothing_found_is_told(stocks: Callable[..., Said]) -> None:
    told = stocks("nosuchmaker")
    assert (told.status, told.out) == (1, "")
    assert "import" in told.err


def test_the_owners_stock_is_marked_and_one_with_faults_is_named(stocks: Callable[..., Said], shop: Path) -> None:
    (shop / "templates" / "stocks").mkdir(parents=True)
    (shop / "templates" / "stocks" / "mine.toml").write_text(CUT, "utf-8")
    (shop / "templates" / "stocks" / "wrong.toml").write_text(CUT.replace("rows = 5", "rows = 6"), "utf-8")
    told = stocks()
    assert any(line.split()[:2] == ["mine", "yours"] for line in told.out.splitlines())
    assert "wrong.toml:7" in told.err


def test_show_tells_the_sums_a_ruler_can_check(stocks: Callable[..., Said]) -> None:
    told = stocks("show", "avery-c32011-10")
    assert "across: 15 + 1 x 95 + 85 + 15 = 210 mm" in told.out
    assert "down: 13.5 + 4 x 54 + 54 + 13.5 = 297 mm" in told.out
    assert "source: " in told.out


def test_the_outline_has_a_line_at_every_edge_of_a_slot(stocks: Callable[..., Said], shop: Path) -> None:
    told = stocks("show", "avery-c32011-10", "--sheet", "outline.pdf")
    assert told.status == 0
    page = pypdfium2.PdfDocument(shop / "outline.pdf")[0]
    assert page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.01)
    image = page.render(scale=10 / MM, grayscale=True).to_pil()  # ten pixels a millimetre
    for column in range(2):
        for row in range(5):
            left, top = 15 + column * 95, 13.5 + row * 54
            for x, y in ((left, top + 40), (left + 85, top + 40), (left + 60, top), (left + 60, top + 54)):
                spot = image.crop((round(x * 10) - 2, round(y * 10) - 2, round(x * 10) + 3, round(y * 10) + 3))
                assert (
                    min(spot.getdata() if not hasattr(spot, "get_flattened_data") else spot.get_flattened_data()) < 100
                )


def test_how_cards_lie_on_a_plain_sheet_needs_a_template(stocks: Callable[..., Said]) -> None:
    told = stocks("show", "a4", "--sheet", "outline.pdf")
    assert (told.status, "--template" in told.err) == (2, True)
    assert stocks("show", "a4", "--template", "classic", "--sheet", "outline.pdf").status == 0


def test_the_outline_goes_over_nobodys_file(stocks: Callable[..., Said], shop: Path) -> None:
    (shop / "mine.pdf").write_bytes(b"%PDF mine")
    assert stocks("show", "avery-5371", "--sheet", "mine.pdf").status == 1
    assert (shop / "mine.pdf").read_bytes() == b"%PDF mine"


def test_import_without_words_only_lists(stocks: Callable[..., Said], shop: Path, tmp_path: Path) -> None:
    labels(tmp_path, GLABELS)
    told = stocks("import", tmp_path / "labels.xml")
    assert "acme-a-10" in told.out
    assert "1 not rectangular" in told.err
    assert not (shop / "templates" / "stocks").exists()


def test_import_takes_over_what_the_words_mean(stocks: Callable[..., Said], shop: Path, tmp_path: Path) -> None:
    labels(tmp_path, GLABELS)
    told = stocks("import", tmp_path / "labels.xml", "62x100")
    assert told.status == 0
    assert [path.name for path in (shop / "templates" / "stocks").iterdir()] == ["acme-roll.toml"]
    assert "acme-roll" in stocks("acme").out
    again = stocks("import", tmp_path / "labels.xml", "--all", "--json").json
    assert len(again["written"]) == 3
    assert again["there_already"] == ["acme-roll"]


# Which paper a template gets


def papers(shop: Path, toml: str, *names: str, stock: str = "") -> dict[str, str]:
    (shop / "shop.toml").write_text(SHOP + toml, "utf-8")
    workshop = open_workshop(open_shop(shop), names, stock)
    return {design.template.name: design.stock.name for design in workshop.designs}


def told(shop: Path, toml: str, stock: str = "") -> Iterator[str]:
    (shop / "shop.toml").write_text(SHOP + toml, "utf-8")
    with pytest.raises(Stop) as stop:
        open_workshop(open_shop(shop), (), stock)
    for problem in stop.value.problems:
        yield str(problem)


PRINT = '\n[print]\nname_card = "classic"\ninsert = "a6-thanks"\n'


def test_a_templates_own_stock_comes_before_its_kinds(shop: Path) -> None:
    chosen = papers(shop, PRINT + '[print.stocks]\nclassic = "avery-l7417"\n')
    assert chosen == {"classic": "avery-l7417", "a6-thanks": "card"}


def test_the_runs_stock_comes_before_all(shop: Path) -> None:
    chosen = papers(shop, PRINT + '[print.stocks]\nclassic = "avery-l7417"\n', stock="a4")
    assert chosen == {"classic": "a4", "a6-thanks": "a4"}


def test_a_template_that_does_not_fit_its_stock_is_told_the_ones_it_fits(shop: Path) -> None:
    (line,) = told(shop, PRINT + 'stock = "avery-5371"\n')
    assert "template 'classic': a card of 90 x 54 mm is not the pre-cut size, 88.9 x 50.8 mm" in line
    assert "avery-l7417 (pre-cut, 90 x 54 mm, 10 on a sheet)" in line
    assert "a4 (to be cut, 9 on a sheet)" in line
    assert "inserts stocks --template classic" in line


@pytest.mark.parametrize(
    ("line", "words", "hint"),
    [
        ('clasic = "a4"', "there is no template 'clasic'", "classic"),
        ('classic = "5371"', "there is no stock '5371'", "avery-5371"),
    ],
)
def test_a_wrong_name_in_print_stocks_is_told_with_its_line(shop: Path, line: str, words: str, hint: str) -> None:
    toml = PRINT + f"[print.stocks]\n{line}\n"
    place = (SHOP + toml).splitlines().index(line) + 1
    lines = [one for one in told(shop, toml) if words in one]
    assert any(f"shop.toml:{place}" in one and hint in one for one in lines)


def test_a_stand_in_nobody_named_is_no_problem_of_its_paper(shop: Path) -> None:
    (shop / "shop.toml").write_text(SHOP + PRINT.replace("classic", "bold") + 'stock = "avery-5371"\n', "utf-8")
    loaded = open_shop(shop)
    workshop = open_workshop(loaded, spare=spare_templates(loaded))
    assert not workshop.faults
    assert "plain" in workshop.deck.broken
    assert any("'plain'" in problem.message for problem in workshop.unasked)


def test_on_a_pre_cut_sheet_every_slot_has_a_card_of_its_own(tmp_path: Path) -> None:
    toml = SHOP + '\n[print]\nname_card = "classic"\ninsert = ""\n[print.stocks]\nclassic = "avery-l7417"\n'
    (batch,) = run(make_shop(tmp_path / "shop", numbered(10), toml)).batches
    with pypdfium2.PdfDocument(batch.pdf) as document:
        backs = document[len(document) - 1].render(scale=10 / MM * 1.2).to_pil()
    read = []
    for row in range(5):
        for column in range(2):
            left, top = 15 + column * 90, 13.5 + row * 54
            corners = left, top, left + 90, top + 54
            read += [code.text for code in zxingcpp.read_barcodes(backs.crop([round(side * 12) for side in corners]))]
    codes = [text for text in read if text.startswith("https://")]
    assert len(codes) == len(set(codes)) == 10
