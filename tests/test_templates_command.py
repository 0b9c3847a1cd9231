"""`inserts templates`: what there is, a sheet of pictures, and copies that appear whole or not at all."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from inserts.builtin import builtin_folder
from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.run import open_shop
from inserts.run.checking import check
from inserts.run.gallery import contact_sheet, copy_template, list_templates
from inserts.templates import template_names
from tests.shops import SHOP, Said, command, make_shop

DAY = date(2026, 11, 24)
BUILT_IN = template_names((builtin_folder("templates"),))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "shop", "")


@pytest.fixture
def inserts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shop: Path) -> Callable[..., Said]:
    monkeypatch.chdir(shop)

    def call(*words: object) -> Said:
        return command(capsys, "templates", *words)

    return call


def break_template(shop: Path, name: str) -> None:
    home = shop / "templates" / name
    home.mkdir(parents=True)
    (home / "template.toml").write_text("[card]\nsize = 9\n", "utf-8")


# The list


def test_every_template_has_a_line_with_its_kind_size_and_sides(inserts: Callable[..., Said]) -> None:
    told = inserts()
    assert told.status == 0
    lines = told.out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(BUILT_IN)
    (classic,) = [line for line in lines if line.startswith("classic ")]
    assert "built-in" in classic
    assert "name card, 90 × 54 mm, two sides" in classic
    assert "a coupon ticket" in classic


def test_the_list_works_without_a_shop(
    inserts: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(inserts().out.splitlines()) == len(BUILT_IN)


def test_a_template_of_the_shops_stands_in_for_the_built_in_one(inserts: Callable[..., Said], shop: Path) -> None:
    copy_template(shop, "classic", "classic")
    (classic,) = [line for line in inserts().out.splitlines() if line.startswith("classic ")]
    assert "yours" in classic


def test_a_template_with_problems_is_listed_with_them(inserts: Callable[..., Said], shop: Path) -> None:
    break_template(shop, "broken")
    assert "has problems; inserts check broken names them" in inserts().out
    (entry,) = [entry for entry in json.loads(inserts("--json").out) if entry["name"] == "broken"]
    assert entry["problems"]


def test_json_tells_where_each_template_lies(inserts: Callable[..., Said], shop: Path) -> None:
    copy_template(shop, "classic", "mine")
    told = {entry["name"]: entry for entry in json.loads(inserts("--json").out)}
    assert told["mine"]["where"] == "shop"
    assert told["mine"]["folder"] == str(shop / "templates" / "mine")
    assert told["classic"]["where"] == "built-in"
    assert (told["classic"]["width_mm"], told["classic"]["height_mm"], told["classic"]["sides"]) == (90.0, 54.0, 2)


def test_a_face_of_the_shops_own_is_no_problem_of_a_template() -> None:
    assert all(not entry.problems for entry in list_templates(None))


# Copies


def test_a_copy_has_every_file_of_the_template_but_its_picture(inserts: Callable[..., Said], shop: Path) -> None:
    told = inserts("copy", "classic", "mine")
    assert told.status == 0
    home = shop / "templates" / "mine"
    assert told.out == f"{home}\n"
    source = builtin_folder("templates") / "classic"
    wanted = {path.relative_to(source) for path in source.rglob("*") if path.name != "picture.png"}
    assert {path.relative_to(home) for path in home.rglob("*")} == wanted
    assert (home / "template.toml").read_bytes() == (source / "template.toml").read_bytes()


def test_what_to_do_next_is_said(inserts: Callable[..., Said]) -> None:
    told = inserts("copy", "classic", "mine")
    for words in ("template.toml", "inserts check mine", "inserts preview mine", 'name_card = "mine"'):
        assert words in told.err


def test_a_copy_can_be_checked_as_it_is(shop: Path) -> None:
    copy_template(shop, "classic", "mine")
    (found,) = check(shop / "shop.toml", ("mine",), DAY, lambda stage, done, total: None).templates
    assert found.problems == ()


def test_pictures_and_folders_of_a_template_are_copied(shop: Path) -> None:
    first = copy_template(shop, "classic", "first")
    (first / "art").mkdir()
    (first / "art" / "flower.png").write_bytes(b"flower")
    (first / "picture.png").write_bytes(b"picture")
    second = copy_template(shop, "first", "second")
    assert {str(path.relative_to(second)) for path in second.rglob("*")} == {"art", "art/flower.png", "template.toml"}


def test_a_template_with_a_link_in_it_is_not_copied(shop: Path) -> None:
    first = copy_template(shop, "classic", "first")
    (shop / "secret.txt").write_text("secret")
    (first / "link.png").symlink_to(shop / "secret.txt")
    with pytest.raises(Stop, match="is a link"):
        copy_template(shop, "first", "second")
    assert [path.name for path in (shop / "templates").iterdir()] == ["first"]


def test_a_copy_can_be_written_to_though_the_original_cannot(shop: Path) -> None:
    first = copy_template(shop, "classic", "first")
    (first / "template.toml").chmod(0o400)
    second = copy_template(shop, "first", "second")
    assert (second / "template.toml").stat().st_mode & stat.S_IWUSR


def test_a_copy_never_takes_the_place_of_anything(inserts: Callable[..., Said], shop: Path) -> None:
    inserts("copy", "classic", "mine")
    (shop / "templates" / "mine" / "template.toml").write_text("changed", "utf-8")
    told = inserts("copy", "classic", "mine")
    assert told.status == 2
    assert "is there already" in told.err
    assert (shop / "templates" / "mine" / "template.toml").read_text("utf-8") == "changed"


@pytest.mark.parametrize("name", ["../out", "Mine", "my card", "mine.toml", "-x", "words", "stocks", "a/b", "."])
def test_a_copy_has_a_plain_name(inserts: Callable[..., Said], shop: Path, name: str) -> None:
    told = inserts("copy", "classic", "--", name) if name.startswith("-") else inserts("copy", "classic", name)
    assert told.status == 2
    assert "small letters" in told.err
    assert not (shop / "templates").exists()


def test_an_unknown_template_is_told_with_the_nearest_name(inserts: Callable[..., Said]) -> None:
    told = inserts("copy", "clasic", "mine")
    assert told.status == 2
    assert '"classic"' in told.err


def test_a_copy_that_breaks_off_leaves_nothing(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Stop, match="No space left"):
        copy_template(shop, "classic", "mine")
    assert list((shop / "templates").iterdir()) == []


def test_a_copy_needs_a_shop(inserts: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = inserts("copy", "classic", "mine")
    assert told.status == 1
    assert "shop.toml" in told.err


def test_a_copy_is_made_though_shop_toml_has_mistakes(inserts: Callable[..., Said], shop: Path) -> None:
    (shop / "shop.toml").write_text("[shop\n", "utf-8")
    assert inserts("copy", "classic", "mine").status == 0


# The sheet


def sheet(shop: Path) -> bytes:
    return contact_sheet(open_shop(shop), DAY, shop)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_the_sheet_names_every_template_on_pages_of_a4(shop: Path) -> None:
    copy_template(shop, "classic", "mine")
    made = sheet(shop)
    told = text_of(made).split()
    assert set(told) >= {*BUILT_IN, "mine", "(yours)"}
    with pypdfium2.PdfDocument(made) as document:
        assert all(page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.1) for page in document)


def test_the_sheet_of_the_demo_shop_shows_every_side_of_every_built_in_template() -> None:
    demo = open_shop(builtin_folder("templates") / "demo")
    sides = sum(len(entry.template.sides) for entry in list_templates(None) if entry.template)
    with pypdfium2.PdfDocument(contact_sheet(demo, DAY, None)) as document:
        drawn = [thing for page in document for thing in page.get_objects() if thing.type == 3]  # images
        assert len(drawn) == sides


def test_all_templates_are_shown_at_one_scale(shop: Path) -> None:
    sizes = {
        round(value, 1)
        for entry in list_templates(shop)
        if entry.template
        for value in (entry.template.width, entry.template.height)
    }
    with pypdfium2.PdfDocument(sheet(shop)) as document:
        found = set()
        for page in document:
            for thing in page.get_objects():
                if thing.type == 3:
                    left, bottom, right, top = thing.get_bounds()
                    found |= {right - left, top - bottom}
        scale = max(found) / max(sizes)
        assert all(any(abs(seen - size * scale) < 0.5 for size in sizes) for seen in found)


def test_the_qr_codes_on_the_sheet_can_be_read(shop: Path) -> None:
    with pypdfium2.PdfDocument(sheet(shop)) as document:
        pages = [page.render(scale=4).to_pil() for page in document]
    found = {code.text for page in pages for code in zxingcpp.read_barcodes(page)}
    assert "https://quillmoss.example/K7QWM-4XH2M" in found


def test_nothing_on_the_sheet_reaches_off_the_page(shop: Path) -> None:
    with pypdfium2.PdfDocument(sheet(shop)) as document:
        for page in document:
            width, height = page.get_size()
            for thing in page.get_objects():
                left, bottom, right, top = thing.get_bounds()
                assert min(left, bottom) >= 0
                assert right <= width
                assert top <= height


def test_a_template_with_problems_is_named_on_the_sheet_without_a_picture(shop: Path) -> None:
    before = text_of(sheet(shop))
    break_template(shop, "broken")
    told = text_of(sheet(shop))
    assert "broken" not in before
    assert "has problems; inserts check broken names them" in told


def test_a_template_larger_than_the_page_makes_all_smaller(shop: Path) -> None:
    home = copy_template(shop, "classic", "poster")
    text = (home / "template.toml").read_text("utf-8").replace('size = "90x54mm"', 'size = "700x900mm"')
    (home / "template.toml").write_text(text, "utf-8")
    (shop / "shop.toml").write_text(SHOP + '\n[print]\nstock = "card"\n', "utf-8")
    with pypdfium2.PdfDocument(sheet(shop)) as document:
        bounds = [t.get_bounds() for page in document for t in page.get_objects() if t.type == 3]
    assert all(0 < left < right < 210 * MM and 0 < bottom < top < 297 * MM for left, bottom, right, top in bounds)


def test_the_command_writes_the_sheet_and_lists(inserts: Callable[..., Said], shop: Path) -> None:
    told = inserts("--sheet", "all.pdf")
    assert told.status == 0
    assert told.out.splitlines()[0].split()[0] == sorted(BUILT_IN)[0]
    with pikepdf.open(shop / "all.pdf") as document:
        assert len(document.pages) >= 1


def test_a_sheet_is_a_pdf(inserts: Callable[..., Said]) -> None:
    assert inserts("--sheet", "all.png").status == 2


def test_a_sheet_takes_the_place_of_no_other_file(inserts: Callable[..., Said], shop: Path) -> None:
    (shop / "all.pdf").write_bytes(b"%PDF of the owner's")
    assert inserts("--sheet", "all.pdf").status == 1
    assert (shop / "all.pdf").read_bytes() == b"%PDF of the owner's"
