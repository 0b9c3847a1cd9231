"""`inserts preview`: the card as it is printed, in pixels and on pages, with guides where they belong."""

from __future__ import annotations

import io
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from inserts.builtin import builtin_folder
from inserts.cli import main
from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.run import open_shop
from inserts.run.guides import BLEED, BOX, CUT, FOLD, SAFE
from inserts.run.previewing import GROUND, MARGIN, Made, Wish, as_pdf, as_png, make, put
from tests.shops import SHOP, export, make_shop

DAY = date(2026, 11, 24)
W, H, REACH = 90.0, 54.0, 3.0
"""The classic card and its bleed in millimetres."""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "shop", export([{"Name": "#2001", "Shipping Name": "Oda Krantz"}]))


def made(shop: Path, **wish: Any) -> tuple[Made, Wish]:
    wanted = Wish(**{"template": "classic", **wish})
    return make(open_shop(shop), wanted, DAY), wanted


def picture(shop: Path, **wish: Any) -> Image.Image:
    return Image.open(io.BytesIO(as_png(*made(shop, **wish)))).convert("RGB")


def pages(shop: Path, **wish: Any) -> bytes:
    return as_pdf(*made(shop, **wish))


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def rgb(colour: Any) -> tuple[int, ...]:
    return tuple(round(255 * value) for value in colour.values)


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 40) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def has(image: Image.Image, colour: Any) -> bool:
    """Whether a good many pixels have about this colour."""
    wanted = rgb(colour)
    return sum(count for count, found in image.getcolors(1 << 24) or () if near(found, wanted)) > 100


# Pictures


@pytest.mark.parametrize("dpi", [72, 150, 300])
@pytest.mark.parametrize("side", ["front", "back"])
def test_one_side_is_as_large_as_the_card_at_the_resolution(shop: Path, side: str, dpi: int) -> None:
    width, height = picture(shop, side=side, dpi=dpi).size
    assert abs(width - W / 25.4 * dpi) <= 1
    assert abs(height - H / 25.4 * dpi) <= 1


def test_both_sides_lie_beside_each_other_with_room_around_them(shop: Path) -> None:
    image = picture(shop, dpi=254)
    margin = MARGIN / MM
    assert abs(image.width - 10 * (2 * W + 3 * margin)) <= 1
    assert abs(image.height - 10 * (H + 2 * margin)) <= 1
    assert near(image.getpixel((5, 5)), rgb(GROUND), 1)
    assert near(image.getpixel((round(10 * (1.5 * margin + W)), image.height // 2)), rgb(GROUND), 1)


def test_the_sides_are_the_ones_asked_for(shop: Path) -> None:
    brand = (0x1E, 0x4B, 0x3C)
    assert near(picture(shop, side="front").getpixel((3, 3)), brand, 2)
    assert near(picture(shop, side="back").getpixel((3, 3)), (255, 255, 255), 2)


def test_the_picture_tells_its_resolution(shop: Path) -> None:
    image = Image.open(io.BytesIO(as_png(*made(shop, dpi=150))))
    assert [round(value) for value in image.info["dpi"]] == [150, 150]


def test_the_qr_code_is_read_with_the_sample_code_in_it(shop: Path) -> None:
    found = zxingcpp.read_barcodes(picture(shop, side="back", dpi=300))
    assert [code.text for code in found] == ["https://quillmoss.example/K7QWM-4XH2M"]


def test_the_same_card_gives_the_same_bytes(shop: Path) -> None:
    assert as_png(*made(shop)) == as_png(*made(shop))
    assert pages(shop, guides=True) == pages(shop, guides=True)


def test_the_papers_colour_is_shown_on_a_screen_and_never_printed(shop: Path) -> None:
    home = shop / "templates" / "brown"
    home.mkdir(parents=True)
    text = (builtin_folder("templates") / "classic" / "template.toml").read_text("utf-8")
    (home / "template.toml").write_text(text.replace('safe = "4mm"', 'safe = "4mm"\npaper = "#C9A97C"'), "utf-8")
    assert near(picture(shop, template="brown", side="back").getpixel((3, 3)), (0xC9, 0xA9, 0x7C), 2)
    with pypdfium2.PdfDocument(pages(shop, template="brown", side="back")) as document:
        assert near(document[0].render().to_pil().convert("RGB").getpixel((3, 3)), (255, 255, 255), 2)


# Guides


def test_without_guides_there_are_none(shop: Path) -> None:
    image = picture(shop)
    assert not any(has(image, colour) for colour in (BLEED, BOX, CUT))


def test_guides_are_drawn_at_the_cut_the_bleed_and_the_safe_area(shop: Path) -> None:
    image = picture(shop, side="back", guides=True, dpi=508)  # 20 pixels a millimetre
    across = round(20 * (MARGIN / MM + REACH + 36))  # a column with nothing on it but lines and a box or two
    column = [image.getpixel((across, y)) for y in range(image.height)]
    left = MARGIN / MM
    for colour, place in ((BLEED, left), (CUT, left + REACH), (SAFE, left + REACH + 4)):
        seen = [y for y, pixel in enumerate(column) if near(pixel, rgb(colour), 60)]
        assert seen, colour
        assert abs(min(seen) - 20 * place) <= 4, colour


def test_guides_show_the_bleed_and_name_each_element_beside_the_card(shop: Path) -> None:
    told = words(pages(shop, side="back", guides=True))
    for name in ("greeting", "order number", "ticket edge", "qr label", "contacts", "cut", "bleed", "safe area"):
        assert name in told
    assert "keep line (not on this card)" in told


def test_names_of_elements_are_outside_the_card(shop: Path) -> None:
    with pypdfium2.PdfDocument(pages(shop, side="back", guides=True)) as document:
        page = document[0]
        text = page.get_textpage()
        searcher = text.search("greeting")
        index, _ = searcher.get_next()
        left = text.get_charbox(index)[0]
        assert left > MARGIN + (W + 2 * REACH) * MM


def test_a_box_of_a_mirrored_card_is_drawn_where_its_element_is(tmp_path: Path) -> None:
    toml = SHOP.replace('language = "en"', 'language = "en"\nlanguages = ["en", "ar"]')
    shop = make_shop(tmp_path / "shop", "", toml)
    image = picture(shop, side="back", guides=True, language="ar", dpi=508)  # 20 pixels a millimetre
    left = MARGIN / MM + REACH
    row = [image.getpixel((x, round(20 * (left + 35.5)))) for x in range(round(20 * (left + W)))]
    seen = [x for x, pixel in enumerate(row) if near(pixel, rgb(BOX), 60)]
    assert any(abs(x - 20 * (left + W - 66 - 20)) <= 4 for x in seen)  # the QR label's box: 20 mm wide from x = 66 mm


# Pages


def test_a_pdf_has_a_page_for_each_side_with_the_boxes_print_shops_read(shop: Path) -> None:
    with pikepdf.open(io.BytesIO(pages(shop))) as document:
        assert len(document.pages) == 2
        for page in document.pages:
            trim, bleed, media = (
                [float(value) / MM for value in page[key]] for key in ("/TrimBox", "/BleedBox", "/MediaBox")
            )
            assert media == pytest.approx([0, 0, W + 2 * REACH, H + 2 * REACH], abs=0.01)
            assert bleed == pytest.approx(media, abs=0.01)
            assert trim == pytest.approx([REACH, REACH, REACH + W, REACH + H], abs=0.01)


def test_the_boxes_of_a_page_with_guides_are_those_of_the_card(shop: Path) -> None:
    with pikepdf.open(io.BytesIO(pages(shop, guides=True, side="front"))) as document:
        (page,) = document.pages
        left, bottom, right, top = (float(value) / MM for value in page["/TrimBox"])
        assert (right - left, top - bottom) == pytest.approx((W, H), abs=0.01)
        reach = [float(value) / MM for value in page["/BleedBox"]]
        assert reach[2] - reach[0] == pytest.approx(W + 2 * REACH, abs=0.01)


# Orders and languages


def test_the_first_order_of_an_export_is_shown_with_a_sample_code(shop: Path) -> None:
    told = words(pages(shop, orders=shop / "orders.csv"))
    assert "Oda Krantz" in told
    assert "#2001" in told
    assert "K7QWM-4XH2M" in told


def test_an_export_without_orders_is_told(shop: Path) -> None:
    (shop / "none.csv").write_text(export([]), "utf-8")
    with pytest.raises(Stop, match=r"none\.csv"):
        made(shop, orders=shop / "none.csv")


def test_an_export_whose_every_order_is_refused_is_told_with_the_reasons(shop: Path) -> None:
    (shop / "bad.csv").write_text(export([{"Name": "#1"}]).rstrip("\n") + ",one,too,many\n", "utf-8")
    with pytest.raises(Stop, match=r"bad\.csv holds no order to show") as stop:
        made(shop, orders=shop / "bad.csv")
    assert stop.value.problems


def test_a_card_is_in_the_language_asked_for_though_the_shop_does_not_speak_it(shop: Path) -> None:
    card, _ = made(shop, language="de")
    assert card.content.language == "de"
    assert "Annegret" in words(pages(shop, language="de"))


def test_a_language_nothing_is_written_in_is_refused(shop: Path) -> None:
    with pytest.raises(Stop, match="no words in 'xx'") as stop:
        made(shop, language="xx")
    assert stop.value.exit_code == 2


def test_an_order_that_would_be_held_back_says_why(shop: Path) -> None:
    (shop / "long.csv").write_text(export([{"Name": "#1", "Shipping Name": "Annemarie Luisa " * 8}]), "utf-8")
    with pytest.raises(Stop, match=r"would be held back.*greeting"):
        made(shop, orders=shop / "long.csv")


def test_a_shop_without_offers_shows_a_card_without_a_coupon(tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", "", SHOP.partition("[[tier]]")[0])
    assert "K7QWM" not in words(pages(shop))


def test_nothing_is_stored_but_the_preview(shop: Path) -> None:
    before = sorted(shop.rglob("*"))
    pages(shop, orders=shop / "orders.csv")
    assert sorted(shop.rglob("*")) == before


# Files


@pytest.fixture
def inserts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shop: Path) -> Callable[..., int]:
    monkeypatch.chdir(shop)

    def call(*options: object) -> int:
        with pytest.raises(SystemExit) as end:
            main(["preview", *map(str, options)])
        return int(end.value.code or 0)

    return call


def test_the_preview_is_named_after_the_template_and_replaced_by_the_next(
    inserts: Callable[..., int], shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inserts("classic") == 0
    assert capsys.readouterr().out == "classic.png\n"
    first = (shop / "classic.png").read_bytes()
    assert inserts("classic", "--side", "front") == 0
    assert (shop / "classic.png").read_bytes() != first
    assert sorted(path.name for path in shop.iterdir()) == ["classic.png", "orders.csv", "shop.toml"]


def test_a_pdf_is_replaced_too(inserts: Callable[..., int], shop: Path) -> None:
    assert inserts("classic", "-o", "card.pdf") == inserts("classic", "-o", "card.pdf") == 0
    assert (shop / "card.pdf").read_bytes().startswith(b"%PDF")


def test_a_file_that_is_something_else_is_never_replaced(
    inserts: Callable[..., int], shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / "classic.png").write_bytes(b"the owner's own picture")
    assert inserts("classic") == 1
    assert "not made by inserts" in capsys.readouterr().err
    assert (shop / "classic.png").read_bytes() == b"the owner's own picture"


def test_a_link_is_never_followed(shop: Path) -> None:
    target = shop / "elsewhere"
    (shop / "card.png").symlink_to(target)
    with pytest.raises(Stop):
        put(shop / "card.png", b"x")
    assert not target.exists()


def test_a_preview_can_be_read_by_its_owner_only(inserts: Callable[..., int], shop: Path) -> None:
    inserts("classic", "--order", "orders.csv")
    assert stat.S_IMODE((shop / "classic.png").stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_told(inserts: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert inserts("classic", "-o", "nowhere/card.png") == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("options", [("-o", "card.jpg"), ("--dpi", "5000"), ("--side", "top"), ("--language", "xx")])
def test_what_cannot_be_meant_is_wrong_usage(inserts: Callable[..., int], options: tuple[str, ...]) -> None:
    assert inserts("classic", *options) == 2


def test_without_a_shop_the_demo_shop_is_shown(
    inserts: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert inserts("classic") == 0
    assert "demo shop" in capsys.readouterr().err
    assert (tmp_path / "classic.png").is_file()


def test_a_template_with_problems_is_told_with_them(
    inserts: Callable[..., int], shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inserts("clasic") == 1
    assert '"classic"' in capsys.readouterr().err


def test_guides_show_a_fold_where_there_is_one(shop: Path) -> None:
    assert has(picture(shop, template="stand", guides=True, dpi=300), FOLD)
    assert not has(picture(shop, guides=True, dpi=300), FOLD)
    assert "fold" in words(pages(shop, template="stand", guides=True)).split()
    assert "fold" not in words(pages(shop, guides=True)).split()
