"""A sheet that jammed and a card that was spoiled are printed again: the same cards, the same codes, found by number,
by slot, or by what a hand scanner reads. Whole runs; other programs judge the paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from inserts import manifest
from inserts.model.card import Label
from inserts.model.length import Box
from inserts.model.problem import Stop
from inserts.proof import prove
from inserts.run import BatchResult, Choices, Wanted, batch_story, list_batches, open_shop, reprint_cards
from tests.paper import rows
from tests.shops import SHOP, export, make_shop, numbered, outside, run

CARDS = SHOP + '\n[print]\ninsert = ""\nstock = "avery-l7417"\n'
NAME = "2026-11-24"


def shop_with(folder: Path, count: int = 30, toml: str = CARDS) -> tuple[Path, BatchResult]:
    shop = make_shop(folder, numbered(count), toml)
    (made,) = run(shop).batches
    return shop, made


def again(shop: Path, reason: str = "jam", seed: int = 2, skip: tuple[int, ...] = (), **wanted: Any) -> BatchResult:
    choices = Choices(skip=skip, lift=0)
    (made,) = reprint_cards(open_shop(shop), Wanted(**wanted), (), reason, choices, outside(seed)).batches
    return made


def sheet_rows(made: BatchResult) -> dict[int, list[manifest.Row]]:
    """The cards of each sheet, numbered as the pages run."""
    pages = sorted({row.page for row in rows(made)})
    return {number: [row for row in rows(made) if row.page == page] for number, page in enumerate(pages, 1)}


def codes(found: list[manifest.Row]) -> Mapping[str, str]:
    return {row.order: row.code for row in found}


def labels(made: BatchResult) -> list[str]:
    """What a scanner reads on each page, Data Matrix only."""
    assert made.pdf is not None
    found = []
    with pypdfium2.PdfDocument(made.pdf) as document:
        for page in document:
            image = page.render(scale=300 / 72, grayscale=True).to_pil()
            found += [code.text for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.DataMatrix)]
    return found


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BatchResult]:
    """Thirty orders, ten on a sheet, two-sided. Tests may print cards of it again, which changes no card."""
    return shop_with(tmp_path_factory.mktemp("jams"))


Printed = tuple[Path, BatchResult]


def test_every_sheet_says_to_a_scanner_which_it_is(printed: Printed) -> None:
    _, made = printed
    assert labels(made) == [f"{NAME} {number}/3" for number in (1, 2, 3)]


def test_a_sheet_printed_again_has_its_orders_and_codes(printed: Printed) -> None:
    shop, made = printed
    jammed = sheet_rows(made)[2]
    assert len(jammed) == 10
    found = rows(again(shop, batch=NAME, sheets=(2,)))
    assert [row.order for row in found] == [row.order for row in jammed]
    assert codes(found) == codes(jammed)


def test_the_rest_from_a_sheet_on_is_printed_again(printed: Printed) -> None:
    shop, made = printed
    lost = [*sheet_rows(made)[2], *sheet_rows(made)[3]]
    assert codes(rows(again(shop, batch=NAME, onwards=2))) == codes(lost)


def test_spoiled_slots_are_packed_onto_a_fresh_sheet(printed: Printed) -> None:
    shop, made = printed
    found = rows(again(shop, batch=NAME, sheets=(2,), slots=(3, 5)))
    assert [(row.order, row.slot) for row in found] == [("#1013", 1), ("#1015", 2)]
    assert codes(found) == {row.order: row.code for row in sheet_rows(made)[2] if row.slot in (3, 5)}


def test_in_place_every_card_keeps_its_slot_and_the_sheet_says_which_it_replaces(printed: Printed) -> None:
    shop, _ = printed
    made = again(shop, batch=NAME, sheets=(1, 3), slots=(), in_place=True)
    assert [row.slot for row in rows(made)] == [*range(1, 11)] * 2
    few = again(shop, batch=NAME, sheets=(2,), slots=(3, 8), in_place=True)
    assert [(row.order, row.slot) for row in rows(few)] == [("#1013", 3), ("#1018", 8)]
    assert few.pdf is not None
    with pypdfium2.PdfDocument(few.pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert f"{NAME} sheet 2" in texts[2]
    assert f"Sheet 1 takes the place of {NAME} sheet 2." in " ".join(texts[0].split())


def test_scanned_sheets_cards_and_order_numbers_are_printed_again_once(printed: Printed) -> None:
    shop, made = printed
    code = codes(rows(made))["#1005"]
    link = f"https://quillmoss.example/discount/{code}"
    scanned = (f"{NAME} 3/3", code.lower(), link, "", "1007")
    found = rows(again(shop, scanned=scanned))
    assert [row.order for row in found] == [*(row.order for row in sheet_rows(made)[3]), "#1005", "#1007"]


def test_a_reprint_is_printed_again_by_its_own_sheets(printed: Printed) -> None:
    shop, _ = printed
    first = again(shop, batch=NAME, sheets=(2,))
    assert labels(first) == [f"{first.name} 1/1"]
    found = rows(again(shop, scanned=(f"{first.name} 1/1",)))
    assert codes(found) == codes(rows(first))


@pytest.mark.parametrize(
    ("wanted", "says", "cure"),
    [
        ({"batch": NAME, "sheets": (2, 4, 9)}, "no sheets 4, 9", "its sheets are 1 to 3"),
        ({"batch": NAME, "onwards": 4}, "no sheet 4", "its sheets are 1 to 3"),
        ({"batch": NAME, "sheets": (1,), "slots": (3, 11)}, "no card in slot 11", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
        ({"batch": "2026-11-25", "sheets": (1,)}, "no batch 2026-11-25", f'did you mean "{NAME}"'),
        ({"orders": ("#10011",)}, "never printed", 'did you mean "#10'),
    ],
)
def test_a_number_that_is_none_is_told_with_what_there_is(
    printed: Printed, wanted: dict[str, Any], says: str, cure: str
) -> None:
    with pytest.raises(Stop, match=says) as stop:
        again(printed[0], **wanted)
    assert cure in stop.value.hint
    assert stop.value.exit_code == 2


def test_every_scanned_line_that_is_nothing_is_named(printed: Printed) -> None:
    with pytest.raises(Stop) as stop:
        again(printed[0], scanned=("#1001", "what", f"{NAME} 8/9", "2020-01-01 1/1"))
    assert [problem.where.line for problem in stop.value.problems] == [2, 3, 4]


def test_sheets_of_several_papers_are_numbered_through(tmp_path: Path) -> None:
    shop, made = shop_with(tmp_path, 4, SHOP)
    assert labels(made) == [f"{NAME} 1/{made.sheets}"]  # the inserts' pages are cards and have no margin
    templates = {row.template for row in rows(again(shop, batch=NAME, sheets=(made.sheets,)))}
    assert templates == {sheet_rows(made)[made.sheets][0].template}


def test_the_number_is_the_one_on_the_sheet_when_the_last_comes_first(tmp_path: Path) -> None:
    shop, made = shop_with(tmp_path, 12, CARDS + 'printer = "a"\n[printer.a]\ntray = "face-up"\n')
    assert labels(made) == [f"{NAME} 2/2", f"{NAME} 1/2"]
    assert [row.order for row in rows(again(shop, batch=NAME, sheets=(2,)))] == ["#1011", "#1012"]


def test_a_page_that_is_a_card_has_no_code_beside_it_and_the_cover_says_so(tmp_path: Path) -> None:
    shop, made = shop_with(tmp_path, 3, SHOP + '\n[print]\ninsert = ""\nstock = "card"\n')
    assert labels(made) == []
    assert made.pdf is not None
    with pypdfium2.PdfDocument(made.pdf) as document:
        cover = " ".join(document[0].get_textpage().get_text_range().split())
    assert "no margin holds a code that says which sheet it is; sheet 1 is page 3" in cover
    assert [row.order for row in rows(again(shop, batch=NAME, sheets=(2,)))] == ["#1002"]


def test_a_batch_whose_name_no_scanner_types_is_found_by_what_stands_for_it(tmp_path: Path) -> None:
    orders = export({"Name": f"#{n}", "Shipping Method": "順豐"} for n in (1, 2))
    shop = make_shop(tmp_path, orders, CARDS)
    (made,) = run(shop, batch_by=("carrier",)).batches
    (label,) = labels(made)
    assert label.isascii()
    assert [row.order for row in rows(again(shop, scanned=(label,)))] == ["#1", "#2"]


def test_the_proof_tells_a_sheet_with_another_sheets_code(printed: Printed) -> None:
    _, made = printed
    assert made.pdf is not None
    whole = {number: Label(f"{NAME} 9/9", Box(0, 0, 595, 842)) for number in (3,)}
    (problem,) = prove(made.pdf, rows(made), labels=whole).problems
    assert f"says {NAME} 1/3, and should say {NAME} 9/9" in problem.message


def test_the_proof_is_told_where_words_stand_in_margins_on_a_printer_that_shifts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, Any] = {}

    def judged(*given: Any, **how: Any) -> Any:
        told.update(how)
        return prove(*given, **how)

    monkeypatch.setattr("inserts.run.batch.prove", judged)
    printer = 'printer = "a"\n[printer.a]\noffset = ["3mm", "-2mm"]\nscale = [0.98, 1.01]\n'
    _, made = shop_with(tmp_path, 12, CARDS + printer)
    assert made.pdf is not None
    assert sorted(told["notes"]) == sorted({row.page for row in rows(made)})
    with pypdfium2.PdfDocument(made.pdf) as document:
        for page, box in told["notes"].items():
            h = document[page - 1].get_height()
            words = document[page - 1].get_textpage().get_text_bounded(box.x, h - box.bottom, box.right, h - box.y)
            assert f"{NAME} · classic · sheet" in words
            assert "#10" not in words


def test_reprints_are_listed_with_their_reasons(tmp_path: Path) -> None:
    shop, _ = shop_with(tmp_path, 12)
    again(shop, "jam", batch=NAME, sheets=(2,))
    again(shop, "coffee\non it", seed=3, batch=NAME, sheets=(1,), slots=(4,))
    (record,) = list_batches(open_shop(shop), outside(4))
    assert (record.state, record.sheets, record.reprints) == ("published", 2, 2)
    _, reprints, gone, _ = batch_story(open_shop(shop), NAME, outside(4))
    told = [(one.name, one.reason, one.cards, one.sheets) for one in reprints]
    assert told == [(f"{NAME}-reprint-1", "jam", 2, 1), (f"{NAME}-reprint-2", "coffee on it", 1, 1)]
    assert gone == {}


def test_an_order_cancelled_after_printing_is_told_with_its_batch(tmp_path: Path) -> None:
    shop, _ = shop_with(tmp_path, 2)
    cancelled = {"Name": "#1002", "Email": "c1002@x.example", "Cancelled at": "2026-11-24 09:00:00 +0000"}
    (shop / "orders.csv").write_text(export([{"Name": "#1001", "Email": "c1001@x.example"}, cancelled]), "utf-8")
    told = run(shop, outside(2))
    assert f"order #1002 was printed in batch {NAME} and is cancelled now: take its card out" in told.notes
    assert batch_story(open_shop(shop), NAME, outside(3)).gone == {"#1002": "cancelled"}


def test_a_sheet_printed_again_tells_of_cards_to_take_out(tmp_path: Path) -> None:
    shop, _ = shop_with(tmp_path, 2)
    whole = (shop / "orders.csv").read_text("utf-8")
    refunded = {"Name": "#1002", "Email": "c1002@x.example", "Financial Status": "refunded"}
    (shop / "orders.csv").write_text(export([{"Name": "#1001", "Email": "c1001@x.example"}, refunded]), "utf-8")
    run(shop, outside(2))
    (shop / "orders.csv").write_text(whole, "utf-8")
    wanted = Wanted(batch=NAME, sheets=(1,))
    told = reprint_cards(open_shop(shop), wanted, (), "jam", Choices(lift=0), outside(3))
    assert told.notes == ("order #1002 is refunded now: take its card out",)


def test_an_order_that_goes_with_another_carrier_after_printing_is_told(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, export([{"Name": "#1"}, {"Name": "#2"}]), CARDS)
    run(shop, batch_by=("carrier",))
    (shop / "orders.csv").write_text(export([{"Name": "#1"}, {"Name": "#2", "Shipping Method": "Courier"}]), "utf-8")
    moved = [note for note in run(shop, outside(2), batch_by=("carrier",)).notes if "move" in note]
    assert moved == [f"order #2 was printed in batch {NAME}-post and goes with courier now: move its card there"]


class Killed(BaseException):
    """The process ends, as far as the run can tell."""


@pytest.mark.parametrize("at", ["write", "seal", "release", "confirm"])
def test_a_reprint_cut_off_is_settled_and_can_be_asked_for_again(tmp_path: Path, at: str) -> None:
    shop, made = shop_with(tmp_path, 12)

    def step(name: str) -> None:
        if name == at:
            raise Killed

    with pytest.raises(Killed):
        reprint_cards(
            open_shop(shop), Wanted(batch=NAME, sheets=(2,)), (), "jam", Choices(lift=0), outside(2, step=step)
        )
    found = rows(again(shop, seed=3, batch=NAME, sheets=(2,)))
    assert codes(found) == codes(sheet_rows(made)[2])
    (record,) = list_batches(open_shop(shop), outside(4))
    reprints = batch_story(open_shop(shop), NAME, outside(4)).reprints
    assert {one.state for one in reprints} <= {"published", "failed"}
    there = [one for one in reprints if one.state == "published"]
    assert all(Path(one.pdf).is_file() for one in there)
    assert len(there) == record.reprints == (2 if at == "confirm" else 1)
