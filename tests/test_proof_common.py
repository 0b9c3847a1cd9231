"""Pages that begin alike: what they have in common is looked at once, and nothing that one of them adds is missed."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from qrcode.main import QRCode

import inserts.proof.pixels as pixels
from inserts.manifest import Row
from inserts.model.length import Box
from inserts.proof import Proof, prove

HOME = "https://shop.example/"
W, H, SHEETS = 400, 600, 12
FORM = {"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": pikepdf.Array([0, 0, W, H])}
RIGHT = Proof(SHEETS + 1, SHEETS, 2 * SHEETS, ())


def code(payload: str, x: float, y: float, module: float = 2) -> str:
    """A symbol of dark rectangles, its lower left at x, y."""
    symbol = QRCode(border=0)
    symbol.add_data(payload)
    rows = symbol.get_matrix()
    dark = [(c, len(rows) - 1 - r) for r, row in enumerate(rows) for c, is_dark in enumerate(row) if is_dark]
    return " ".join(f"{x + c * module} {y + r * module} {module} {module} re" for c, r in dark) + " f"


def link(number: int) -> str:
    return f"{HOME}K7QWM-{number:05}"


def own(number: int) -> str:
    """What the page of this number draws that no other has: its order's code and number."""
    return f"{code(link(number), 250, 500)} BT /F 9 Tf 250 480 Td (#100{number:02}) Tj ET"


def batch(path: Path, beginning: str, more: dict[int, str] | None = None, **entries: Any) -> Path:
    """A cover, and sheets of one card that all show the shop's code; `more` is what pages add, by their number."""
    with pikepdf.new() as file:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        resources = file.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))
        shared = file.make_stream(beginning.encode())
        for number in range(1, SHEETS + 2):
            page = file.add_blank_page(page_size=(W, H)).obj
            page.Resources = resources
            for key, value in entries.items():
                page[f"/{key}"] = value
            drawn = own(number) if number > 1 else "BT /F 9 Tf 50 500 Td (Cover) Tj ET"
            last = file.make_stream(f"{drawn} {(more or {}).get(number, '')}".encode())
            page.Contents = pikepdf.Array([shared, last] if number > 1 else [last])
        file.save(path)
    return path


def rows() -> list[Row]:
    return [
        Row(
            "b",
            f"#100{number:02}",
            "Ana",
            "classic",
            1,
            f"K7QWM-{number:05}",
            (HOME, link(number)),
            number,
            1,
            "printed",
        )
        for number in range(2, SHEETS + 2)
    ]


def told(proof: Proof) -> list[str]:
    return [f"{problem.where.column}: {problem.message}" for problem in proof.problems]


SHOP = code(HOME, 50, 500)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pixels each look had."""
    found: list[int] = []
    before = pixels._bitmap

    def counted(width: int, height: int, **how: Any) -> Any:
        found.append(width * height)
        return before(width, height, **how)

    monkeypatch.setattr(pixels, "_bitmap", counted)
    return found


def test_what_pages_have_in_common_is_rasterised_once(tmp_path: Path, looked: list[int]) -> None:
    assert prove(batch(tmp_path / "a.pdf", SHOP), rows()) == RIGHT
    assert looked.count(W * H) == 2  # the cover, and the beginning
    assert len(looked) == SHEETS + 2
    assert max(sorted(looked)[:-2]) < W * H / 10


def test_a_code_that_one_page_adds_is_found_wherever_it_stands(tmp_path: Path) -> None:
    for x, y in ((5, 5), (330, 5), (160, 300), (5, 400)):
        path = batch(tmp_path / "a.pdf", SHOP, {7: code("https://evil.example/", x, y)})
        assert told(prove(path, rows())) == ["page 7: the page shows a QR code that the manifest does not promise"]


def test_a_number_that_pages_have_in_common_is_found_where_they_add_only_notes(tmp_path: Path) -> None:
    one = [dataclasses.replace(row, order="#10002") for row in rows()]
    notes = dict.fromkeys(range(2, SHEETS + 2), Box(200, 0, 200, 200))
    number = "BT /F 9 Tf 50 480 Td (#10002) Tj ET"
    assert prove(batch(tmp_path / "a.pdf", f"{SHOP} {number}"), one, notes=notes) == RIGHT
    assert told(prove(batch(tmp_path / "b.pdf", SHOP), one, notes=notes))[0] == (
        "page 2: the number of order #10002 is missing in the page's text"
    )


@pytest.mark.parametrize("outside", ["500 700 9 9 re f", "-90 -90 9 9 re f", "-90 300 9 9 re f", "401 9 9 9 re f"])
def test_what_a_page_draws_beside_itself_changes_nothing(tmp_path: Path, outside: str) -> None:
    assert prove(batch(tmp_path / "a.pdf", SHOP, dict.fromkeys(range(2, SHEETS + 2), outside)), rows()) == RIGHT


def test_a_page_that_draws_only_beside_itself_shows_its_beginning(tmp_path: Path) -> None:
    path = batch(tmp_path / "a.pdf", SHOP)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.pages[6].obj.Contents[1].write(b"500 700 20 20 re f")
        file.save(path)
    assert told(prove(path, rows())) == [
        "page 7: a QR code or barcode of order #10007 is missing or cannot be read",
        "page 7: the number of order #10007 is missing in the page's text",
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param("1 g 60 510 20 20 re f", id="its middle"),
        pytest.param("0 g 40 490 12 80 re f", id="an edge"),
        pytest.param("1 g 0 0 400 600 re f", id="the whole page"),
        pytest.param("1 G 30 w 40 520 m 120 520 l S", id="a line over it"),
        pytest.param("q 1 0 0 1 -200 0 cm 1 g 250 490 80 80 re f Q", id="moved there"),
    ],
)
def test_what_one_page_lays_over_a_common_code_is_found(tmp_path: Path, hidden: str) -> None:
    path = batch(tmp_path / "a.pdf", SHOP, {7: hidden})
    found = told(prove(path, rows()))
    assert found
    assert all(line.startswith("page 7: a QR code or barcode of order #10007 is missing") for line in found[:1])


def test_a_page_that_begins_otherwise_is_looked_at_by_itself(tmp_path: Path) -> None:
    path = batch(tmp_path / "a.pdf", SHOP)
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        contents = file.pages[6].obj.Contents
        contents[0] = file.make_stream(b"")
        file.save(path)
    assert told(prove(path, rows())) == ["page 7: a QR code or barcode of order #10007 is missing or cannot be read"]


def test_a_page_with_other_resources_is_looked_at_by_itself(tmp_path: Path) -> None:
    path = batch(tmp_path / "a.pdf", "/X Do")
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        right, empty = (file.make_stream(drawn.encode(), FORM) for drawn in (SHOP, ""))
        resources = file.pages[1].obj.Resources
        resources.XObject = pikepdf.Dictionary(X=right)
        file.pages[6].obj.Resources = pikepdf.Dictionary(Font=resources.Font, XObject=pikepdf.Dictionary(X=empty))
        file.save(path)
    assert told(prove(path, rows())) == ["page 7: a QR code or barcode of order #10007 is missing or cannot be read"]


def test_a_path_that_the_beginning_leaves_open_is_drawn_by_what_follows(tmp_path: Path) -> None:
    path = batch(tmp_path / "a.pdf", f"{SHOP} 1 g 40 490 90 90 re")
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        for number, page in enumerate(file.pages[1:], 2):
            last = page.obj.Contents[1]
            last.write((b"f" if number == 7 else b"n") + b" 0 g " + last.read_bytes())
        file.save(path)
    assert told(prove(path, rows())) == ["page 7: a QR code or barcode of order #10007 is missing or cannot be read"]


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param({"CropBox": pikepdf.Array([10, 10, 390, 590])}, id="cropped"),
        pytest.param({"MediaBox": pikepdf.Array([-10, -20, 400, 600])}, id="its origin elsewhere"),
        pytest.param({"Rotate": 180}, id="turned"),
    ],
)
def test_pages_whose_things_are_not_where_they_say_are_looked_at_whole(tmp_path: Path, entries: dict[str, Any]) -> None:
    more = {7: code("https://evil.example/", 160, 300)}
    path = batch(tmp_path / "a.pdf", SHOP, more, **entries)
    assert told(prove(path, rows())) == ["page 7: the page shows a QR code that the manifest does not promise"]


def test_a_page_whose_beginning_is_blank_and_that_adds_nothing_is_blank(tmp_path: Path) -> None:
    path = batch(tmp_path / "a.pdf", "q Q")
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        file.pages[6].obj.Contents[1].write(b"q Q")
        file.save(path)
    only = [dataclasses.replace(row, qr=row.qr[1:]) for row in rows()]
    assert [line for line in told(prove(path, only)) if "blank" in line] == [
        "page 7: the page is blank, but should hold order #10007"
    ]
