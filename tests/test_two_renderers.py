"""Finished batches as two other renderers see them: the same pages, the same codes at the same places."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from inserts.run import BatchResult
from tests.paper import DPI, pages, printed
from tests.shops import SHOP, make_shop, numbered, run

PAPERS = {
    "cut sheets, two sides": 'name_card = "classic"\ninsert = "a6-thanks"\n',
    "a corrected printer": 'insert = ""\nprinter = "a"\n[printer.a]\noffset = ["1mm", "-1mm"]\nscale = [0.99, 1.01]\n',
    "labels": 'name_card = "minimal"\ninsert = ""\nstock = "avery-l7418"\n',
    "a label printer": 'name_card = ""\ninsert = "4x6-thermal"\nprinter = "a"\n[printer.a]\ndpi = 203\n',
}


FAR = 70
CELL = 12  # pixels, two millimetres


def poppler(pdf: Path, folder: Path) -> list[Image.Image]:
    program = shutil.which("pdftoppm") or pytest.skip("poppler's tools are not installed")
    subprocess.run([program, "-gray", "-r", str(DPI), pdf, folder / "page"], check=True, timeout=120)
    return [Image.open(file).convert("L") for file in sorted(folder.glob("page*"))]


def ghostscript(pdf: Path, folder: Path) -> list[Image.Image]:
    program = shutil.which("gs") or pytest.skip("Ghostscript is not installed")
    smooth = "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4"
    words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pnggray", f"-r{DPI}", *smooth]
    subprocess.run([program, *words, f"-sOutputFile={folder}/page-%02d.png", pdf], check=True, timeout=120)
    return [Image.open(file).convert("L") for file in sorted(folder.glob("page*"))]


@pytest.fixture(scope="module", params=PAPERS)
def batch(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BatchResult:
    shop = make_shop(tmp_path_factory.mktemp("paper"), numbered(10), f"{SHOP}\n[print]\n{PAPERS[request.param]}")
    (made,) = run(shop).batches
    return made


def codes(page: Image.Image) -> list[tuple[str, int, int]]:
    """What a scanner reads, and where, to a millimetre and a half."""
    step = 1.5 / 25.4 * DPI
    found = []
    for code in zxingcpp.read_barcodes(page):
        corner = code.position.top_left
        found.append((code.text, corner.x / step, corner.y / step))
    return sorted(found)  # type: ignore[arg-type]


def farthest(ours: Image.Image, theirs: Image.Image) -> int:
    """How far two pages are apart, of 255, where a square of two millimetres is most: letters, not their edges."""
    apart = ImageChops.difference(ours.reduce(CELL), theirs.reduce(CELL))
    return apart.getextrema()[1]  # type: ignore[return-value]


def test_a_page_that_is_moved_by_a_millimetre_is_far(batch: BatchResult) -> None:
    """What the measure is worth."""
    assert batch.pdf is not None
    for page in pages(batch.pdf, 2):
        if page.getextrema()[0] < 255:
            assert farthest(page, printed(page, shift=(1, 0))) > FAR


@pytest.mark.parametrize("render", [poppler, ghostscript], ids=["poppler", "ghostscript"])
def test_every_page_and_every_code_is_the_same_in_two_renderers(
    batch: BatchResult, render: Callable[[Path, Path], list[Image.Image]], tmp_path: Path
) -> None:
    assert batch.pdf is not None
    mine = pages(batch.pdf)
    others = render(batch.pdf, tmp_path)
    assert len(mine) == len(others) == batch.pages
    read = 0
    for ours, theirs in zip(mine, others, strict=True):
        w, h = min(ours.width, theirs.width), min(ours.height, theirs.height)
        assert abs(ours.width - theirs.width) <= 1
        assert abs(ours.height - theirs.height) <= 1
        assert farthest(ours.crop((0, 0, w, h)), theirs.crop((0, 0, w, h))) < FAR
        here, there = codes(ours), codes(theirs)
        assert [text for text, *_ in here] == [text for text, *_ in there]
        assert all(abs(a[1] - b[1]) < 1 and abs(a[2] - b[2]) < 1 for a, b in zip(here, there, strict=True))
        read += len(here)
    assert read >= 10
