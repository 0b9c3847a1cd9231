"""Each tray pulls its paper in its own way: a template's pages get the correction that was measured for where they lie,
and no other page does. Whole runs; another program looks at the pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageOps

from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.run import BatchResult, open_shop
from inserts.run.opening import open_workshop
from tests.shops import SHOP, make_shop, numbered, run

PRINT = '\n[print]\nstock = "a4"\ninsert_stock = "a4"\nprinter = "office"\n'
OFFICE = '[printer.office]\nduplex = "long"\noffset = ["1mm", "0mm"]\n'
TRAY = '[printer.tray-2]\noffset = ["5mm", "-3mm"]\nback_offset = ["2mm", "0mm"]\n'
FEED = '[print.printers]\na6-thanks = "tray-2"\n'

Ink = tuple[float, float]


def made_with(folder: Path, toml: str) -> BatchResult:
    (made,) = run(make_shop(folder, numbered(2), SHOP + toml)).batches
    return made


def ink(made: BatchResult) -> list[Ink]:
    """Where the ink of each page begins, in millimetres from its left and top."""
    assert made.pdf is not None
    found = []
    with pypdfium2.PdfDocument(made.pdf) as document:
        for page in document:
            box = ImageOps.invert(page.render(scale=4, grayscale=True).to_pil()).getbbox() or (0, 0, 0, 0)
            found.append((box[0] / 4 / MM, box[1] / 4 / MM))
    return found


def test_a_template_of_another_tray_has_that_trays_correction_alone(tmp_path: Path) -> None:
    one = made_with(tmp_path / "one", PRINT + OFFICE)
    two = made_with(tmp_path / "two", PRINT + FEED + OFFICE + TRAY)
    moved = [
        (round(after[0] - before[0]), round(after[1] - before[1]))
        for before, after in zip(ink(one), ink(two), strict=True)
    ]
    assert moved == [(0, 0), (0, 0), (0, 0), (0, 0), (4, -3), (2, 0)]  # cover, blank, name cards, inserts


@pytest.mark.parametrize(
    ("toml", "line", "says", "cure"),
    [
        (PRINT + '[print.printers]\na6-thanks = "tray-3"\n' + OFFICE + TRAY, "a6-thanks", "[printer.tray-3]", "tray-2"),
        (PRINT + FEED + OFFICE + TRAY + "dpi = 203\n", "a6-thanks", "another dpi", "a run of their own"),
        (
            PRINT + '[print.printers]\na6-tanks = "tray-2"\n' + OFFICE + TRAY,
            "a6-tanks",
            "no template 'a6-tanks'",
            "a6-",
        ),
    ],
)
def test_a_tray_that_is_none_is_told_with_its_line(tmp_path: Path, toml: str, line: str, says: str, cure: str) -> None:
    shop = make_shop(tmp_path, numbered(1), SHOP + toml)
    with pytest.raises(Stop) as stop:
        open_workshop(open_shop(shop))
    told = [problem for problem in stop.value.problems if says in problem.message]
    place = (SHOP + toml).splitlines().index(next(one for one in (SHOP + toml).splitlines() if one.startswith(line)))
    assert [problem.where.line for problem in told] == [place + 1]
    assert cure in told[0].hint


def test_a_run_on_another_printer_knows_nothing_of_the_trays(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1), SHOP + PRINT + FEED + OFFICE + TRAY + "[printer.other]\n")
    loaded = open_shop(shop)
    other = next(printer for printer in loaded.printers if printer.name == "other")
    assert loaded.printer_for("a6-thanks").name == "tray-2"
    assert loaded.printer_for("a6-thanks").duplex == "long"
    assert loaded.printer_for("classic") == loaded.printer
    assert replace(loaded, printer=other).printer_for("a6-thanks") == other


def test_the_cover_asks_to_measure_a_tray_whose_sheets_lie_across(tmp_path: Path) -> None:
    toml = '\n[print]\nstock = "card"\ninsert = ""\nprinter = "office"\n' + FEED.replace("a6-thanks", "classic")
    made = made_with(tmp_path, toml + OFFICE.replace("1mm", "0mm") + TRAY)
    assert made.pdf is not None
    with pypdfium2.PdfDocument(made.pdf) as document:
        cover = " ".join(document[0].get_textpage().get_text_range().split())
        width, height = document[len(document) - 1].get_size()
    assert width > height
    assert "inserts calibrate --printer tray-2 --across" in cover
    assert "--printer office" not in cover
