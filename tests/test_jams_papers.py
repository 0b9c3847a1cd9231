"""What is printed again goes onto the paper of the print it replaces, whatever the shop's paper is by now, unless one
is named. Whole runs, with the ledger in each kind of database where it is asked; pypdfium2 measures the pages."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from inserts.builtin import builtin_folder
from inserts.model.problem import Stop
from inserts.run import BatchResult, Choices, Wanted, batch_story, open_shop, reprint_cards
from tests.engines import Place
from tests.paper import rows
from tests.shops import NOW, SHOP, Said, command, make_shop, numbered, outside, run

NAME = NOW.date().isoformat()
A4, LETTER, A3 = (595, 842), (612, 792), (842, 1191)
LABELS = "avery-l7417"
"""Ten of the card on A4; the shop's own paper, letter, holds eight."""


def shop_toml(place: Place | None = None, prints: str = 'insert = ""\nstock = "letter"\n') -> str:
    ledger = f'\n[ledger]\nurl = "{place.url}"\n' if place else ""
    return f"{SHOP}{ledger}\n[print]\n{prints}"


def shop_with(folder: Path, toml: str, count: int = 12, **choices: Any) -> tuple[Path, BatchResult]:
    shop = make_shop(folder, numbered(count), toml)
    (made,) = run(shop, **choices).batches
    return shop, made


def again(shop: Path, stock: str = "", seed: int = 2, **wanted: Any) -> BatchResult:
    choices = Choices(stock=stock, lift=0)
    (made,) = reprint_cards(open_shop(shop), Wanted(**wanted), (), "jam", choices, outside(seed)).batches
    return made


def sizes(made: BatchResult) -> dict[str, set[tuple[int, int]]]:
    """The sizes of the pages with each template's cards in points, the shorter side first."""
    assert made.pdf is not None
    found: dict[str, set[tuple[int, int]]] = {}
    with pypdfium2.PdfDocument(made.pdf) as document:
        for row in rows(made):
            shorter, longer = sorted(document[row.page - 1].get_size())
            found.setdefault(row.template, set()).add((round(shorter), round(longer)))
    return found


def places(made: BatchResult) -> dict[str, tuple[int, int]]:
    """Where the number of each order begins on the back of its card's sheet, in points."""
    assert made.pdf is not None
    found = {}
    with pypdfium2.PdfDocument(made.pdf) as document:
        for row in rows(made):
            page = document[row.page].get_textpage()
            at = page.search(row.order.removeprefix("#")).get_next()
            assert at is not None
            left, bottom, *_ = page.get_charbox(at[0])
            found[row.order] = round(left), round(bottom)
    return found


def taken(shop: Path) -> int:
    """How many reprints were begun."""
    return len(batch_story(open_shop(shop), NAME, outside(9)).reprints)


@pytest.mark.parametrize(
    "wanted",
    [
        {"orders": ("#1003", "#1011")},
        {"batch": NAME, "sheets": (2,)},
        {"batch": NAME, "onwards": 1},
        {"scanned": (f"{NAME} 2/2", "1003")},
    ],
    ids=["orders", "sheet", "from-sheet", "scan"],
)
def test_it_goes_onto_the_paper_of_the_first_print(place: Place, wanted: dict[str, Any]) -> None:
    shop, first = shop_with(place.folder, shop_toml(place), stock=LABELS)
    assert sizes(first) == {"classic": {A4}}
    assert sizes(again(shop, **wanted)) == {"classic": {A4}}


@pytest.mark.parametrize(
    "wanted",
    [{"orders": ("#1010", "#1012")}, {"batch": NAME, "sheets": (1,), "slots": (2, 10)}, {"batch": NAME, "onwards": 1}],
    ids=["orders", "slots", "from-sheet"],
)
def test_in_place_every_card_lies_where_it_lay(place: Place, wanted: dict[str, Any]) -> None:
    """Slot 10 is none of the shop's own paper."""
    shop, first = shop_with(place.folder, shop_toml(place), stock=LABELS)
    made = again(shop, in_place=True, **wanted)
    lay = {row.order: row.slot for row in rows(first)}
    assert {row.slot for row in rows(made)} > {2}
    assert all(row.slot == lay[row.order] for row in rows(made))
    assert places(made).items() <= places(first).items()


def test_each_template_goes_onto_its_own(tmp_path: Path) -> None:
    former = 'insert = "a6-thanks"\nstock = "letter"\n[print.stocks]\nclassic = "a4"\na6-thanks = "a3"\n'
    shop, first = shop_with(tmp_path, shop_toml(prints=former), 3)
    assert sizes(first) == {"classic": {A4}, "a6-thanks": {A3}}
    now = f'insert = "a6-thanks"\nstock = "letter"\n[print.stocks]\nclassic = "{LABELS}"\n'
    (shop / "shop.toml").write_text(shop_toml(prints=now), "utf-8")
    assert sizes(again(shop, orders=("#1002",))) == {"classic": {A4}, "a6-thanks": {A3}}
    assert [row.slot for row in rows(again(shop, seed=3, batch=NAME, sheets=(1,), in_place=True))] == [1, 2, 3]
    assert sizes(again(shop, seed=4, batch=NAME, sheets=(first.sheets,))) == {"a6-thanks": {A3}}


def test_a_paper_that_is_named_is_taken(tmp_path: Path) -> None:
    shop, _ = shop_with(tmp_path, shop_toml(), stock=LABELS)
    assert sizes(again(shop, stock="a3", orders=("#1002",))) == {"classic": {A3}}


def test_a_reprint_is_printed_again_on_its_own_paper(tmp_path: Path) -> None:
    shop, _ = shop_with(tmp_path, shop_toml(), stock=LABELS)
    second = again(shop, stock="a3", batch=NAME, sheets=(1,))
    assert sizes(again(shop, seed=3, batch=second.name, sheets=(1,))) == {"classic": {A3}}
    assert sizes(again(shop, seed=4, batch=NAME, sheets=(1,))) == {"classic": {A4}}


def test_another_template_of_an_order_goes_onto_the_paper_of_the_shop(tmp_path: Path) -> None:
    shop, _ = shop_with(tmp_path, shop_toml(), 2, stock=LABELS)
    choices = Choices(templates=("minimal",), lift=0)
    told = reprint_cards(open_shop(shop), Wanted(orders=("#1002",)), (), "jam", choices, outside(2))
    assert sizes(told.batches[0]) == {"minimal": {LETTER}}


def test_cards_of_several_papers_are_told_apart(tmp_path: Path) -> None:
    shop, _ = shop_with(tmp_path, shop_toml(), 2, stock=LABELS)
    (shop / "more.csv").write_text(numbered(2, 2001), "utf-8")
    (other,) = run(shop, outside(2), "more.csv").batches
    with pytest.raises(
        Stop, match=rf"classic was printed on {LABELS} \({NAME}\) and on letter \({other.name}\)"
    ) as stop:
        again(shop, seed=3, orders=("#1001", "#2001"))
    assert "--stock" in stop.value.hint
    assert taken(shop) == 0
    assert sizes(again(shop, seed=4, orders=("#2001",))) == {"classic": {LETTER}}
    assert sizes(again(shop, seed=5, stock="a4", orders=("#1001", "#2001"))) == {"classic": {A4}}


@pytest.mark.parametrize(("now", "says"), [("", "no paper of this shop any more"), ("[stock]\n", "has problems now")])
def test_a_paper_that_is_no_more_is_told_and_nothing_is_taken(tmp_path: Path, now: str, says: str) -> None:
    own = tmp_path / "templates" / "stocks" / "mine.toml"
    own.parent.mkdir(parents=True)
    shutil.copy(builtin_folder("templates") / "stocks" / f"{LABELS}.toml", own)
    shop, _ = shop_with(tmp_path, shop_toml(), 2, stock="mine")
    if now:
        own.write_text(now, "utf-8")
    else:
        own.unlink()
    with pytest.raises(Stop, match=f"classic was printed on mine .{NAME}., .*{says}") as stop:
        again(shop, orders=("#1001",))
    assert "--stock" in stop.value.hint
    assert taken(shop) == 0
    assert sizes(again(shop, stock="letter", orders=("#1001",))) == {"classic": {LETTER}}


def test_a_card_that_has_outgrown_its_paper_is_told(tmp_path: Path) -> None:
    shutil.copytree(builtin_folder("templates") / "minimal", tmp_path / "templates" / "own")
    shop, _ = shop_with(tmp_path, shop_toml(prints='name_card = "own"\ninsert = ""\n'), 2, stock="avery-l7418")
    card = tmp_path / "templates" / "own" / "template.toml"
    text = card.read_text("utf-8")
    grown = text.replace('size = "85x55mm"', 'size = "95x65mm"')
    assert grown != text
    card.write_text(grown, "utf-8")
    with pytest.raises(Stop, match=r"own was printed on avery-l7418 .*, and does not fit it any more") as stop:
        again(shop, orders=("#1001",))
    assert "--stock" in stop.value.hint


def former(place: Place) -> None:
    """The ledger as version 6 left it: no print kept its papers."""
    place.rows("ALTER TABLE ledger_print DROP COLUMN papers")
    place.rows("UPDATE ledger_meta SET value = '6' WHERE key = 'schema_version'")
    if place.is_file:
        place.rows("PRAGMA user_version = 6")


def test_what_was_printed_before_papers_were_kept_goes_onto_the_paper_of_the_shop(place: Place) -> None:
    shop, _ = shop_with(place.folder, shop_toml(place), stock=LABELS)
    former(place)
    assert sizes(again(shop, orders=("#1003",))) == {"classic": {LETTER}}
    with pytest.raises(Stop, match=r"slot 9 of .* is not on letter") as stop:
        again(shop, seed=3, batch=NAME, sheets=(1,), in_place=True)
    assert "--stock" in stop.value.hint
    made = again(shop, seed=4, stock=LABELS, batch=NAME, sheets=(1,), in_place=True)
    assert sizes(again(shop, seed=5, batch=made.name, sheets=(1,))) == {"classic": {A4}}


def test_cards_keep_no_place_beside_those_whose_paper_is_not_known(place: Place) -> None:
    shop, _ = shop_with(place.folder, shop_toml(place), 2, stock=LABELS)
    former(place)
    (shop / "more.csv").write_text(numbered(2, 2001), "utf-8")
    run(shop, outside(2), "more.csv", stock=LABELS)
    both = ("#1001", "#2001")
    with pytest.raises(Stop, match=r"on a paper that was not kept .* and on avery-l7417"):
        again(shop, seed=3, orders=both, in_place=True)
    assert sizes(again(shop, seed=4, orders=both)) == {"classic": {A4}}


def moved(shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str) -> Said:
    monkeypatch.chdir(shop)
    said = command(capsys, "ledger", *words)
    assert said.status == 0, said.err
    return said


def test_papers_go_with_an_export_and_with_a_backup(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _ = shop_with(place.folder, shop_toml(place), 2, stock=LABELS)
    moved(shop, capsys, monkeypatch, "export", "all.jsonl")
    moved(shop, capsys, monkeypatch, "backup")
    (backup,) = (shop / "backups").iterdir()
    place.lose()
    moved(shop, capsys, monkeypatch, "import", "all.jsonl")
    assert sizes(again(shop, orders=("#1001",))) == {"classic": {A4}}
    place.lose()
    moved(shop, capsys, monkeypatch, "restore", str(backup))
    assert sizes(again(shop, seed=3, orders=("#1001",))) == {"classic": {A4}}


def test_an_order_taken_up_from_its_manifest_has_no_paper_kept(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, _ = shop_with(place.folder, shop_toml(place), 2, stock=LABELS)
    place.lose()
    moved(shop, capsys, monkeypatch, "restore", "--manifests", "out")
    assert run(shop, outside(2)).batches == ()
    assert place.rows("SELECT papers FROM ledger_print") == [("",)]
