"""Calibration: a simulated printer shifts and stretches, its test sheet is measured, and the next sheet is right."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import inserts.settings.change as change
from inserts import settings
from inserts.builtin import builtin_folder
from inserts.impose import Adjustment, Reading, Target, adjusted, solve, target
from inserts.model.card import Border, Sheet, Stroke
from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.run import calibrating, open_shop
from tests.shops import SHOP, make_shop, numbered, run

A4 = (210 * MM, 297 * MM)
SMALL = (101.6 * MM, 152.4 * MM)

Point = tuple[float, float]
Print = Callable[[float, float], Point]


def printing(scale: Point, shift: Point) -> Print:
    """A printer: where it puts what is at x, y of a page, in points from the paper's top left."""
    return lambda x, y: (scale[0] * x + shift[0] * MM, scale[1] * y + shift[1] * MM)


def measured(value: float, to: float) -> float:
    """Points, read in millimetres from a ruler with such marks."""
    return round(value / MM / to) * to


def corrected(sheet: Target, shift: Adjustment, printer: Print, point: Point, back: bool) -> Point:
    """Where a point of a corrected page is put."""
    across, down, x, y = adjusted(Sheet(sheet.w, sheet.h), shift, back=back).adjust
    return printer(across * point[0] + x, down * point[1] + y)


def farthest(sheet: Target, shift: Adjustment, printer: Print, back: bool) -> float:
    """The worst error at the corners of the page, in millimetres."""
    corners = [(x, y) for x in (0.0, sheet.w) for y in (0.0, sheet.h)]
    ends = [(corrected(sheet, shift, printer, corner, back), corner) for corner in corners]
    return max(max(abs(end[0] - corner[0]), abs(end[1] - corner[1])) / MM for end, corner in ends)


SHIFTS = st.tuples(st.floats(-4, 4), st.floats(-4, 4))
SCALES = st.tuples(st.floats(0.985, 1.015), st.floats(0.985, 1.015))


RULERS = st.sampled_from([0.001, 0.25, 0.5])
SIZES = st.sampled_from([A4, A4[::-1], SMALL])


@given(SIZES, st.booleans(), SCALES, SHIFTS, SHIFTS, RULERS)
def test_a_measured_printer_is_put_right_on_both_sides(
    size: Point, vertical: bool, scale: Point, front: Point, back: Point, ruler: float
) -> None:
    sheet = target(*size, vertical=vertical)
    prints = printing(scale, front), printing(scale, back)
    crosses = [tuple(measured(value, ruler) for value in side(sheet.cross, sheet.cross)) for side in prints]
    box = [measured(stretch * sheet.box.w, ruler) for stretch in scale]
    found = solve(sheet, Reading(crosses[0], crosses[1], None, *box))  # type: ignore[arg-type]
    # Half a mark at the cross, and half a mark at the box as often as the box goes into the rest of the page.
    bound = 1.05 * ruler / 2 * (1 + max(size) / sheet.box.w)
    assert farthest(sheet, found, prints[0], back=False) <= bound + 0.01
    assert farthest(sheet, found, prints[1], back=True) <= bound + 0.01


def seen_through(sheet: Target, front: Print, back: Print, axis: int) -> int:
    """The number at which two lines of the vernier meet, on the two printed sides."""
    fronts, backs = ([mark for mark in sheet.marks(back=side) if isinstance(mark, Stroke)] for side in (False, True))

    def at(marks: list[Stroke], number: int, side: bool) -> float:
        mark = marks[8 + 4 * 36 + 2 * (number + 10) + axis]  # behind the crosses and the rulers, in pairs
        place = (back if side else front)(mark.x1, mark.y1)
        return (sheet.behind(*place) if side else place)[axis]

    return min(range(-10, 11), key=lambda number: abs(at(fronts, number, False) - at(backs, number, True)))


@given(SIZES, st.booleans(), SCALES, SHIFTS, st.tuples(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9)))
def test_the_light_shows_the_back_to_a_tenth_of_a_millimetre(
    size: Point, vertical: bool, scale: Point, front: Point, apart: Point
) -> None:
    sheet = target(*size, vertical=vertical)
    middle = size[0] / 2, size[1] / 2
    still, prints = printing(scale, (0, 0)), printing(scale, front)
    # The shift of the back that makes it lie `apart` from the front in the middle of the page.
    there, here = still(*middle), prints(*middle)
    wanted = sheet.behind(here[0] + apart[0] * MM, here[1] + apart[1] * MM)
    prints_back = printing(scale, ((wanted[0] - there[0]) / MM, (wanted[1] - there[1]) / MM))
    numbers = [seen_through(sheet, prints, prints_back, axis) for axis in (0, 1)]
    cross = prints(sheet.cross, sheet.cross)
    box = [stretch * sheet.side for stretch in scale]
    found = solve(sheet, Reading((cross[0] / MM, cross[1] / MM), None, (numbers[0], numbers[1]), *box))
    assert farthest(sheet, found, prints, back=False) < 0.01
    assert farthest(sheet, found, prints_back, back=True) < 0.25


def test_a_right_printer_is_left_alone() -> None:
    sheet = target(*A4, vertical=True)
    assert solve(sheet, Reading((30, 30), (30, 30), None, 100, 100)) == Adjustment()
    assert solve(sheet, Reading((30, 30), None, (0, 0))) == Adjustment()


@pytest.mark.parametrize("size", [A4, SMALL, A4[::-1]])
@pytest.mark.parametrize("back", [False, True])
def test_all_of_the_test_sheet_is_on_the_page_and_the_box_is_as_wide_as_it_says(size: Point, back: bool) -> None:
    sheet = target(*size, vertical=back)
    for mark in sheet.marks(back=back):
        assert isinstance(mark, Border | Stroke)
        ends = [(mark.x1, mark.y1), (mark.x2, mark.y2)] if isinstance(mark, Stroke) else [(mark.x, mark.y)]
        assert all(2.9 * MM < x < size[0] - 2.9 * MM and 2.9 * MM < y < size[1] - 2.9 * MM for x, y in ends)
    assert (sheet.side, sheet.at) in ((100, 30), (50, 15))


@pytest.mark.parametrize(
    "reading",
    [Reading((30, 80)), Reading((30, 30), (0, 30)), Reading((30, 30), width=50), Reading((30, 30), through=(11, 0))],
)
def test_readings_that_cannot_be_are_refused(reading: Reading) -> None:
    with pytest.raises(Stop) as stop:
        solve(target(*A4, vertical=True), reading)
    assert stop.value.exit_code == 2


# Readings as they are typed


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("front 29.5,30.4; back 30,29; width 99.2; height 99.6", Reading((29.5, 30.4), (30, 29), None, 99.2, 99.6)),
        ("front 29,5 30,4; width 99,2", Reading((29.5, 30.4), None, None, 99.2, None)),
        ("  front 29.5 30.4 ;through -3,2;", Reading((29.5, 30.4), None, (-3, 2))),
        ("front 29.5, 30", Reading((29.5, 30))),
    ],
)
def test_a_reading_is_typed_with_points_or_with_decimal_commas(written: str, reading: Reading) -> None:
    assert calibrating.read(written) == reading


@pytest.mark.parametrize(
    "written",
    [
        *("", "width 99", "front 30", "front 30,30,30", "front a,b", "fornt 30,30", "front 30,30; front 30,30"),
        *("front 30,30; back 1,1; through 0,0", "front 30,30; width", "front nan", "30,30"),
    ],
)
def test_what_is_no_reading_says_how_to_write_one(written: str) -> None:
    with pytest.raises(Stop, match="front") as stop:
        calibrating.read(written)
    assert stop.value.exit_code == 2


# The command


READING = "front 31.25,30.75; back 29,30.5; width 99.5; height 99.5"


def test_the_test_sheet_needs_no_shop_and_asks_for_actual_size(inserts: Any, tmp_path: Path) -> None:
    assert inserts("calibrate", "-o", "sheet.pdf").status == 0
    with pikepdf.open(tmp_path / "sheet.pdf") as file:
        assert len(file.pages) == 2
        assert file.Root.ViewerPreferences.PrintScaling == "/None"
        assert [float(side) for side in file.pages[0].MediaBox[2:]] == pytest.approx(A4, abs=0.01)


def by_pdfium(pdf: Path, scale: float) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=scale).to_pil().convert("L")


def by_poppler(pdf: Path, scale: float) -> Image.Image:
    if shutil.which("pdftoppm") is None:
        pytest.skip("pdftoppm (Poppler) is not here: the test sheet was not seen by a second renderer")
    command = ["pdftoppm", "-r", str(72 * scale), "-gray", "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run([*command, pdf, pdf.with_suffix("")], check=True)
    with Image.open(pdf.with_suffix(".pgm")) as seen:
        return seen.copy()


@pytest.mark.parametrize("drawn", [by_pdfium, by_poppler])
def test_each_renderer_sees_a_box_of_a_hundred_millimetres(
    inserts: Any, tmp_path: Path, drawn: Callable[[Path, float], Image.Image]
) -> None:
    inserts("calibrate", "-o", "sheet.pdf")
    scale = 4.0
    page = drawn(tmp_path / "sheet.pdf", scale)
    level = page.crop((0, int(190 * MM * scale), page.width, int(190 * MM * scale) + 1))  # nothing but the box
    box = level.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert box is not None
    assert (box[2] - box[0]) / scale / MM == pytest.approx(100, abs=0.2)


def test_readings_become_lines_to_copy(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    before = (tmp_path / "shop.toml").read_bytes()
    told = inserts("calibrate", "--printer", "laser 2", "--read", READING)
    values = tomllib.loads(told.out)["printer"]["laser 2"]
    assert values == {
        "offset": ["-1.41mm", "-0.9mm"],
        "back_offset": ["0.85mm", "-0.65mm"],
        "scale": [1.005, 1.005],
    }
    assert (tmp_path / "shop.toml").read_bytes() == before


OFFICE = """
[printer.office]   # upstairs
duplex = "short"   # yes
offset = ["0mm", "0mm"] # by eye

[codes]
length = 9
"""


def test_written_lines_leave_every_other_line_as_it_was(inserts: Any, tmp_path: Path) -> None:
    toml = SHOP + OFFICE
    make_shop(tmp_path, numbered(1), toml)
    told = inserts("calibrate", "--printer", "office", "--read", READING, "--write")
    assert told.status == 0, told.err
    now = (tmp_path / "shop.toml").read_text("utf-8")
    assert (tmp_path / "shop.toml.bak").read_text("utf-8") == toml
    added = {'back_offset = ["0.85mm", "-0.65mm"]', "scale = [1.005, 1.005]"}
    changed = {'offset = ["-1.41mm", "-0.9mm"] # by eye'}
    assert set(now.splitlines()) - set(toml.splitlines()) == added | changed
    assert set(toml.splitlines()) - set(now.splitlines()) == {'offset = ["0mm", "0mm"] # by eye'}
    printer = open_shop(tmp_path).printers[0]
    assert (printer.duplex, printer.shift.scale) == ("short", (1.005, 1.005))


def test_a_sheet_across_has_lines_of_its_own(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    assert inserts("calibrate", "--across", "-o", "sheet.pdf").status == 0
    with pikepdf.open(tmp_path / "sheet.pdf") as file:
        assert [float(side) for side in file.pages[0].MediaBox[2:]] == pytest.approx(A4[::-1], abs=0.01)
    inserts("calibrate", "--read", "front 30,31", "--write")
    inserts("calibrate", "--across", "--read", "front 29,30", "--write")
    printer = open_shop(tmp_path).printers[0]
    assert printer.shift_of(*A4).offset == pytest.approx((0, -MM), abs=0.01)
    assert printer.shift_of(*A4[::-1]).offset == pytest.approx((MM, 0), abs=0.01)


@pytest.mark.parametrize("first", ['printer = { office = { duplex = "long" } }', 'printer.office.duplex = "long"'])
def test_a_printer_may_be_written_in_any_way_toml_knows(inserts: Any, tmp_path: Path, first: str) -> None:
    make_shop(tmp_path, numbered(1), f"{first}\n{SHOP}")
    told = inserts("calibrate", "--read", READING, "--write")
    assert told.status == 0, told.err
    (printer,) = open_shop(tmp_path).printers
    assert (printer.duplex, printer.shift.scale) == ("long", (1.005, 1.005))


def test_lines_that_cannot_be_written_are_shown_to_be_copied(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1), f'printer.office.duplex = "long"\nprinter.office.tray = "face-up"\n{SHOP}')
    before = (tmp_path / "shop.toml").read_bytes()
    told = inserts("calibrate", "--across", "--read", READING, "--write")
    assert told.status == 1
    assert "by hand" in told.err
    assert (tmp_path / "shop.toml").read_bytes() == before
    assert "[printer.office.across]" in told.out


def test_a_printer_that_fits_the_page_to_its_paper_is_not_corrected(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    before = (tmp_path / "shop.toml").read_bytes()
    told = inserts("calibrate", "--read", "front 32,32; width 96; height 96.5", "--write")
    assert told.status == 1
    assert "96.0 %" in told.err
    assert "actual size" in told.err
    assert (tmp_path / "shop.toml").read_bytes() == before


def test_a_file_that_would_not_be_right_is_not_put_in_place(tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    path = tmp_path / "shop.toml"
    before = path.read_bytes()
    with pytest.raises(Stop, match="unchanged") as stop:
        change.set_values(path, ("printer", "a"), {"offset": "far"}, (), ())
    assert [problem.where.file for problem in stop.value.problems] == [str(path)]
    assert path.read_bytes() == before
    assert sorted(name.name for name in tmp_path.iterdir()) == ["orders.csv", "shop.toml"]


def test_every_line_of_the_starter_is_kept(tmp_path: Path) -> None:
    text = settings.starter(builtin_folder("templates"))
    path = tmp_path / "shop.toml"
    path.write_text(text, "utf-8")
    change.set_values(path, ("printer", "office"), {"scale": [1.01, 1.0]}, ("offset",), ())
    now = path.read_text("utf-8")
    assert now.startswith(text.rstrip("\n"))
    assert now.removeprefix(text.rstrip("\n")).split() == ["[printer.office]", "scale", "=", "[1.01,", "1.0]"]


def test_a_label_printer_is_only_moved(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1), SHOP + "\n[printer.zebra]\ndpi = 203\n")
    assert inserts("calibrate", "--printer", "zebra", "--stock", "label-4x6", "-o", "sheet.pdf").status == 0
    with pikepdf.open(tmp_path / "sheet.pdf") as file:
        assert len(file.pages) == 1
    words = ("--printer", "zebra", "--stock", "label-4x6", "--read", "front 16,14.5; width 49.5; height 50")
    told = inserts("calibrate", *words, "--write")
    assert told.status == 0, told.err
    assert "driver" in told.err
    (printer,) = open_shop(tmp_path).printers
    assert printer.shift.scale == (1, 1)
    assert set(tomllib.loads((tmp_path / "shop.toml").read_text("utf-8"))["printer"]["zebra"]) == {"dpi", "offset"}


def test_printed_by_hand_two_sheets_tell_which_is_taken_first(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1), SHOP + '\n[printer.old]\nduplex = "manual"\ntray = "face-up"\n')
    told = inserts("calibrate", "--printer", "old", "-o", "sheet.pdf")
    assert told.out.split() == ["sheet-1-fronts.pdf", "sheet-2-backs.pdf"]
    assert "printed last is taken first" in told.err.replace("\n", " ")
    seen: list[str] = []
    for name in told.out.split():
        with pypdfium2.PdfDocument(tmp_path / name) as document:
            for page in document:
                seen += re.findall(r"old: \w+, sheet .", page.get_textpage().get_text_range())
    assert seen == ["old: front, sheet 2", "old: front, sheet 1", "old: back, sheet 1", "old: back, sheet 2"]


def test_the_check_prints_with_the_correction(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    assert inserts("calibrate", "--check").status == 2
    inserts("calibrate", "--read", "front 32,30", "--write")
    inserts("calibrate", "--check", "-o", "check.pdf")
    inserts("calibrate", "-o", "plain.pdf")
    boxes = []
    for name in ("plain.pdf", "check.pdf"):
        with pypdfium2.PdfDocument(tmp_path / name) as document:
            page = document[0].render(scale=4).to_pil().convert("L")
        level = page.crop((0, int(190 * MM * 4), page.width, int(190 * MM * 4) + 1))
        boxes.append(level.point(lambda value: 255 if value < 128 else 0).getbbox()[0] / 4 / MM)
    assert boxes[1] - boxes[0] == pytest.approx(-2, abs=0.1)


def test_what_is_asked_for_twice_or_not_at_all_is_wrong_usage(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    assert inserts("calibrate", "--write").status == 2
    assert inserts("calibrate", "--stock", "card").status == 2
    assert inserts("calibrate", "--stock", "dymo-99010").status == 2
    assert inserts("calibrate", "-o", "sheet.png").status == 2


def test_the_result_as_json(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    told = json.loads(inserts("calibrate", "--read", READING, "--json").out)
    assert told["table"] == ["printer", "office"]
    assert told["values"]["scale"] == [1.005, 1.005]
    assert told["written"] is None


# What is printed then


def test_every_page_is_printed_with_the_chosen_printers_correction(tmp_path: Path) -> None:
    toml = SHOP + '\n[print]\nprinter = "office"\n[printer.office]\noffset = ["2mm", "1mm"]\nscale = [1.006, 0.996]\n'
    plain, moved = (run(make_shop(tmp_path / name, numbered(3), text)) for name, text in (("a", SHOP), ("b", toml)))
    inks = []
    for result in (plain, moved):
        with pypdfium2.PdfDocument(result.batches[0].pdf) as document:
            page = document[0].render(scale=2).to_pil().convert("L")
        inks.append([value / 2 for value in page.point(lambda value: 255 if value < 200 else 0).getbbox()])
    for side, (before, after) in enumerate(list(zip(*inks, strict=True))[:3]):  # below, the covers say other things
        wanted = before * 1.006 + 2 * MM if side % 2 == 0 else before * 0.996 + MM
        assert after == pytest.approx(wanted, abs=1)
    with pikepdf.open(io.BytesIO(moved.batches[0].pdf.read_bytes())) as file:  # type: ignore[union-attr]
        drawn = [page for page in file.pages if "/Contents" in page]
        for page in drawn:
            page.contents_coalesce()
        starts = [page.Contents.read_bytes().split(b"cm")[0].split() for page in drawn]
        across = [page.MediaBox[2] > page.MediaBox[3] for page in drawn]
    # Sheets that lie across are stretched along the same sides of the paper.
    stretched = {(start[0], start[3], way) for start, way in zip(starts, across, strict=True)}
    assert stretched == {(b"1.006", b"0.996", False), (b"0.996", b"1.006", True)}
