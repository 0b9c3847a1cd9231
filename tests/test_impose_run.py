"""Whole runs on paper: lifts, part-used sheets, trays, printing by hand; the manifest says where every card lies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from inserts.ledger import BatchRecord
from inserts.model.problem import Stop
from inserts.proof import prove
from inserts.run import BatchResult, Wanted, list_batches, open_shop, reprint_cards
from inserts.run.results import Choices
from tests.paper import rows
from tests.shops import SHOP, export, make_shop, numbered, outside, run

NAME_CARDS = '\n[print]\ninsert = ""\n'
LABELS = 'stock = "avery-l7418"\nname_card = "minimal"\n'


def printed(folder: Path, count: int, toml: str = "", **choices: object) -> BatchResult:
    """The name cards of so many orders on A4, nine on a sheet."""
    (made,) = run(make_shop(folder, numbered(count), SHOP + NAME_CARDS + toml), **choices).batches
    return made


def orders_seen(made: BatchResult) -> Mapping[int, str]:
    """The text of every page."""
    assert made.pdf is not None
    with pypdfium2.PdfDocument(made.pdf) as document:
        return {number: page.get_textpage().get_text_range() for number, page in enumerate(document, 1)}


def notes(made: BatchResult) -> list[str]:
    """What stands in the margin of each sheet that says so."""
    found = (re.search(r"sheet \d+ of \d+.*", text) for text in list(orders_seen(made).values())[1:])
    return [match[0].strip() for match in found if match]


def test_cut_in_lifts_the_piles_are_in_packing_order(tmp_path: Path) -> None:
    made = printed(tmp_path, 40, "lift = 3\n")
    cards = rows(made)
    assert [row.order for row in cards] == [f"#{1001 + n}" for n in range(40)]
    first_lift, second = [row for row in cards if row.page < 9], [row for row in cards if row.page >= 9]
    assert [row.order for row in first_lift] == [f"#{1001 + n}" for n in range(27)]
    assert [(row.slot, row.page) for row in first_lift] == [
        (slot, 3 + 2 * s) for slot in range(1, 10) for s in range(3)
    ]
    assert [(row.slot, row.page) for row in second[:4]] == [(1, 9), (1, 11), (2, 9), (2, 11)]
    pages = orders_seen(made)
    assert all(row.order.removeprefix("#") in pages[row.page + 1] for row in cards)


def test_every_sheet_says_which_it_is_in_its_margin(tmp_path: Path) -> None:
    assert notes(printed(tmp_path / "a", 40, "lift = 3\n")) == [
        f"sheet {n + 1} of 5 · lift {n // 3 + 1}, sheet {n % 3 + 1} of {3 if n < 3 else 2}, piles 1 to 9"
        for n in range(5)
    ]
    made = printed(tmp_path / "b", 10)
    assert notes(made) == ["sheet 1 of 2", "sheet 2 of 2"]
    assert f"{made.name} · classic · sheet 1 of 2" in orders_seen(made)[3]


def test_a_page_that_is_a_card_says_nothing_beside_it(tmp_path: Path) -> None:
    made = printed(tmp_path, 2, 'stock = "card"\n')
    assert notes(made) == []


def test_the_ledger_knows_where_each_card_of_a_lift_lies(tmp_path: Path) -> None:
    made = printed(tmp_path, 12, "lift = 5\n")
    (record,) = list_batches(open_shop(tmp_path), outside())
    assert isinstance(record, BatchRecord)
    assert (record.cards, record.pages) == (12, made.pages)
    assert [(row.page, row.slot) for row in rows(made)] == [(3 + 2 * (n % 2), n // 2 + 1) for n in range(12)]


def test_lifts_are_for_cut_paper_and_labels_are_peeled_row_by_row(tmp_path: Path) -> None:
    made = printed(tmp_path, 12, f"lift = 25\n{LABELS}")
    assert [row.slot for row in rows(made)] == [n % 8 + 1 for n in range(12)]
    assert notes(made) == ["sheet 1 of 2", "sheet 2 of 2"]


def test_spoiled_places_of_the_first_sheet_stay_empty(tmp_path: Path) -> None:
    made = printed(tmp_path, 8, skip=(3, 5, 6, 7))
    assert [(row.page, row.slot) for row in rows(made)] == [
        (3, 1),
        (3, 2),
        (3, 4),
        (3, 8),
        (3, 9),
        (5, 1),
        (5, 2),
        (5, 3),
    ]
    assert "it is page 3; its places 3, 5, 6, 7" in " ".join(orders_seen(made)[1].split())


def test_places_before_the_start_and_spoiled_ones_add_up(tmp_path: Path) -> None:
    assert [row.slot for row in rows(printed(tmp_path, 3, start=4, skip=(5,)))] == [4, 6, 7]


@pytest.mark.parametrize(
    ("count", "skip", "says"),
    [
        (3, (), "--start 4."),
        (10, (), "--start 3."),
        (8, (), ""),
        (3, (2, 7), "--start 5 --skip 7."),
        (3, (5, 6, 7, 8, 4), ""),
    ],
)
def test_the_cover_says_how_to_use_what_is_left_of_a_label_sheet(
    tmp_path: Path, count: int, skip: tuple[int, ...], says: str
) -> None:
    told = " ".join(orders_seen(printed(tmp_path, count, LABELS, skip=skip))[1].split())
    assert ("next time print with" in told) == bool(says)
    assert says in told


def test_the_cover_says_when_a_corrected_printer_was_not_measured_for_sheets_across(tmp_path: Path) -> None:
    toml = 'printer = "a"\n[printer.a]\nscale = [1.004, 1.0]\n'
    told = [
        " ".join(orders_seen(printed(tmp_path / name, 1, text))[1].split())
        for name, text in (("a", toml), ("b", toml + "across = { scale = [1.0, 1.004] }\n"), ("c", ""))
    ]
    assert ["calibrate --printer a --across" in text for text in told] == [True, False, False]


def test_only_the_first_batch_takes_the_part_used_sheet(tmp_path: Path) -> None:
    exported = export({"Name": f"#{n}", "Shipping Method": "Post" if n % 2 else "Courier"} for n in range(1, 5))
    result = run(make_shop(tmp_path, exported, SHOP + NAME_CARDS), batch_by=("carrier",), start=7)
    assert [[row.slot for row in rows(made)] for made in result.batches] == [[7, 8], [1, 2]]


@pytest.mark.parametrize(
    ("toml", "choices", "says"),
    [
        ("", {"skip": (10,)}, "no slot 10"),
        ("", {"start": 40}, "no slot 40 on this sheet .its slots are 1 to 9"),
        ("", {"skip": tuple(range(1, 10))}, "no slot of the part-used sheet is left"),
        ("lift = 25\n", {"start": 2}, "cannot be cut in a lift"),
        ('stock = "card"\n', {"skip": (1,)}, "sheets with several cards"),
        ('stock = "card"\n', {"lift": 5}, "no paper of this run is"),
    ],
)
def test_what_the_paper_cannot_do_is_told_before_a_code_is_given(
    tmp_path: Path, toml: str, choices: dict[str, object], says: str
) -> None:
    with pytest.raises(Stop, match=says) as stop:
        printed(tmp_path, 2, toml, **choices)
    assert stop.value.exit_code == 2
    assert list_batches(open_shop(tmp_path), outside()) == ()


def test_a_lift_for_paper_nobody_has_is_a_problem_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        printed(tmp_path, 1, "lift = { a44 = 25 }\n")
    (problem,) = stop.value.problems
    assert (problem.where.column, problem.message) == ("[print] lift.a44", "there is no stock 'a44'")


def test_spoiled_cards_of_a_lift_are_printed_again_row_by_row(tmp_path: Path) -> None:
    printed(tmp_path, 20, "lift = 25\n")
    wanted = Wanted(orders=("1019", "1002", "1003"))
    result = reprint_cards(open_shop(tmp_path), wanted, (), "spoiled", Choices(skip=(2,), lift=0), outside(2))
    assert [(row.order, row.slot) for row in rows(result.batches[0])] == [("#1019", 1), ("#1002", 3), ("#1003", 4)]


# Trays and sides


def test_for_a_tray_that_shows_the_printed_side_the_last_sheet_comes_first(tmp_path: Path) -> None:
    made = printed(tmp_path, 20, '[printer.a]\ntray = "face-up"\n'.replace("[printer", 'printer = "a"\n[printer'))
    assert [row.page for row in rows(made)] == [7] * 9 + [5] * 9 + [3] * 2
    assert notes(made) == ["sheet 3 of 3", "sheet 2 of 3", "sheet 1 of 3"]


def pages_of(part: Path) -> list[str]:
    with pypdfium2.PdfDocument(part) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize(
    ("tray", "backs", "same"), [("face-down", "", True), ("face-up", "", False), ("face-up", "same", True)]
)
def test_by_hand_fronts_and_backs_are_files_of_their_own(tmp_path: Path, tray: str, backs: str, same: bool) -> None:
    said = f'backs = "{backs}"\n' if backs else ""
    made = printed(tmp_path, 20, f'printer = "a"\n[printer.a]\nduplex = "manual"\ntray = "{tray}"\n{said}')
    fronts, behind = made.parts
    assert (fronts.stem, behind.stem) == (f"{made.name}-classic-1-fronts", f"{made.name}-classic-2-backs")
    order = [[re.findall(r"sheet (\d) of 3", text) for text in pages_of(part)] for part in (fronts, behind)]
    last_on_top = [["3"], ["2"], ["1"]]
    assert order[1] == (last_on_top if tray == "face-down" else last_on_top[::-1])
    assert order[0] == (order[1] if same else order[1][::-1])
    for part in made.parts:
        with pikepdf.open(part) as file:
            assert file.Root.ViewerPreferences.Duplex == "/Simplex"
            assert file.Root.ViewerPreferences.PrintScaling == "/None"
    told = " ".join(orders_seen(made)[1].split())
    assert f"print {fronts.name}" in told
    assert f"the sheet printed {'first' if same else 'last'} is taken first" in told
    assert f"Print {behind.name}" in told


def test_by_hand_one_sided_paper_has_no_files_of_its_own(tmp_path: Path) -> None:
    toml = SHOP + '\n[print]\nduplex = "manual"\nname_card = ""\ninsert = "4x6-thermal"\n'
    (made,) = run(make_shop(tmp_path, numbered(2), toml)).batches
    assert made.parts == ()


@pytest.mark.parametrize("flip", ["long", "short"])
def test_backs_for_a_driver_that_turns_them_pass_the_proof_and_wrong_ones_do_not(tmp_path: Path, flip: str) -> None:
    made = printed(tmp_path, 10, f'printer = "a"\n[printer.a]\nduplex = "{flip}"\nrotate_back = true\n')
    assert made.pdf is not None
    assert prove(made.pdf, rows(made)).problems == ()
    other = tmp_path / "other.pdf"
    with pikepdf.open(made.pdf) as file:
        del file.docinfo["/InsertsBacksRotated"]
        file.save(other)
    assert prove(other, rows(made)).problems


def test_the_printer_picks_the_tray_by_the_pages_size(tmp_path: Path) -> None:
    made = printed(tmp_path, 1)
    assert made.pdf is not None
    with pikepdf.open(made.pdf) as file:
        assert file.Root.ViewerPreferences.PickTrayByPDFSize is True


def test_cut_marks_can_be_left_away(tmp_path: Path) -> None:
    inks = []
    for name, toml in (("a", ""), ("b", "marks = false\n")):
        made = printed(tmp_path / name, 1, toml)
        assert made.pdf is not None
        with pypdfium2.PdfDocument(made.pdf) as document:
            page = document[2].render(scale=4).to_pil().convert("L")
        inks.append(page.crop((0, 0, page.width, 160)).getextrema()[0])
    assert inks[0] < 200
    assert inks[1] == 255


def test_a_gutter_of_its_own_leaves_room_between_the_cards(tmp_path: Path) -> None:
    made = printed(tmp_path, 9, 'gutter = "20mm"\n')
    assert max(row.slot for row in rows(made)) < 9
    assert made.sheets > 1


def test_a_run_with_lifts_is_the_same_every_time(tmp_path: Path) -> None:
    first, second = (printed(tmp_path / name, 30, "lift = 2\n") for name in ("a", "b"))
    assert first.pdf is not None
    assert second.pdf is not None
    assert first.pdf.read_bytes() == second.pdf.read_bytes()
