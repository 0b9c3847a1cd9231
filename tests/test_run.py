"""Whole runs: every order accounted for, every code one order's for ever, every file whole or not there."""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from inserts import manifest
from inserts.model.order import State
from inserts.model.problem import Problem, Stop, Where
from inserts.proof import Proof
from inserts.run import Choices, Wanted, batch, list_batches, open_shop, reprint_cards
from tests.engines import Place
from tests.shops import NOW, SHOP, export, make_shop, numbered, outside, run

TESTS = Path(__file__).parent


def rows(result_pdf: Path | None) -> tuple[manifest.Row, ...]:
    assert result_pdf is not None
    found, problems = manifest.read(result_pdf.with_suffix(".csv").read_bytes())
    assert not problems
    return found


def released(shop: Path) -> list[Path]:
    """Every PDF under a final name."""
    return sorted(path for path in (shop / "out").glob("*/*.pdf"))


def codes(shop: Path) -> dict[str, set[str]]:
    """The codes each order has on paper."""
    found: dict[str, set[str]] = {}
    for path in released(shop):
        for row in rows(path):
            if row.state == "printed":
                found.setdefault(row.order, set()).add(row.code)
    return found


def text_of(pdf: Path, page: int) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page].get_textpage().get_text_range()


# What becomes of every order


def test_every_order_read_is_printed_held_back_or_left_out_in_the_manifest(tmp_path: Path) -> None:
    orders = export(
        [
            {"Name": "#1", "Shipping Name": "Ida Lind"},
            {"Name": "#2", "Cancelled at": "2026-11-23 11:00:00 +0000"},
            {"Name": "#3", "Shipping Name": "\U0002a6a5 Wei"},
            {"Name": "2.01E+17"},
            {"Name": "#5", "Fulfillment Status": "fulfilled"},
            {"Name": "#6", "Shipping Name": "", "Billing Name": ""},
        ]
    )
    result = run(make_shop(tmp_path, orders))
    told = {row.order: row.state for row in rows(result.batches[0].pdf)}
    assert result.read == 6
    assert told == {
        "#1": "printed",
        "#2": "left out",
        "#3": "held back",
        "2.01E+17": "held back",
        "#5": "left out",
        "#6": "printed",
    }


def test_a_character_without_a_face_holds_the_order_back_by_name(tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, export([{"Name": "#1", "Shipping Name": "\U0002a6a5"}, {"Name": "#2"}])))
    (held,) = result.held_back
    assert held.order == "#1"
    assert "U+2A6A5" in held.reason
    assert "#1" in text_of(result.batches[0].pdf, 0)
    assert "#1" not in "".join(text_of(result.batches[0].pdf, page) for page in range(1, result.batches[0].pages))


def test_when_no_card_can_be_made_there_is_no_file_and_the_order_is_named(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, export([{"Name": "#1", "Shipping Name": "\U0002a6a5"}]))
    result = run(shop)
    assert [held.order for held in result.held_back] == ["#1"]
    assert result.batches[0].pdf is None
    assert released(shop) == []


def test_a_state_comes_back_with_include(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, export([{"Name": "#1", "Fulfillment Status": "fulfilled"}]))
    assert run(shop).cards == 0
    assert run(shop, include=(State.FULFILLED,)).cards == 2


# The finished file


def test_the_file_has_a_cover_then_name_cards_then_inserts(tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, numbered(12)))
    pages = [(row.template, row.page, row.slot) for row in rows(result.batches[0].pdf)]
    cards = [("classic", 3 + 2 * (n // 9), n % 9 + 1) for n in range(12)]  # nine on a sheet, each sheet two pages
    assert pages == [*cards, *(("a6-thanks", 7 + 2 * n, 1) for n in range(12))]
    assert result.batches[0].pages == pages[-1][1] + 1


def test_fronts_are_on_odd_pages_so_that_a_duplex_printer_puts_backs_behind_them(tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, numbered(2)))
    assert {row.page % 2 for row in rows(result.batches[0].pdf)} == {1}


def test_every_card_shows_its_own_code_as_a_link_to_the_shop(tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, numbered(3)))
    pdf = result.batches[0].pdf
    assert pdf is not None
    seen = Counter[str]()
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            found = zxingcpp.read_barcodes(page.render(scale=3).to_pil(), formats=zxingcpp.BarcodeFormat.QRCode)
            seen.update(code.text for code in found)
    promised = Counter(payload for row in rows(pdf) for payload in row.qr)
    assert seen == promised
    assert {f"https://quillmoss.example/{row.code}" for row in rows(pdf)} <= set(seen)


def test_pages_ask_for_actual_size_and_the_long_edge(tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, numbered(1)))
    with pikepdf.open(result.batches[0].pdf) as pdf:
        preferences = pdf.Root.ViewerPreferences
        assert (preferences.PrintScaling, preferences.Duplex) == ("/None", "/DuplexFlipLongEdge")


def test_equal_input_date_and_ledger_give_equal_bytes(tmp_path: Path) -> None:
    first, second = (run(make_shop(tmp_path / name, numbered(5))).batches[0] for name in ("a", "b"))
    assert first.pdf is not None
    assert second.pdf is not None
    assert first.pdf.read_bytes() == second.pdf.read_bytes()
    assert first.pdf.with_suffix(".csv").read_bytes() == second.pdf.with_suffix(".csv").read_bytes()


def test_files_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1))
    result = run(shop)
    private = [result.batches[0].pdf, result.batches[0].manifest, shop / "ledger.sqlite", shop / "secrets/code.key"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in private if path} == {0o600}


def test_split_writes_the_proved_pages_of_each_template(tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, numbered(3)), split=True)
    whole = result.batches[0]
    counts = [len(pypdfium2.PdfDocument(part)) for part in whole.parts]
    assert [part.stem.removeprefix(f"{whole.name}-") for part in whole.parts] == ["classic", "a6-thanks"]
    assert sum(counts) == whole.pages - 2


def test_a_part_used_sheet_is_begun_at_its_first_free_slot(tmp_path: Path) -> None:
    result = run(make_shop(tmp_path, numbered(2)), start=4)
    assert [row.slot for row in rows(result.batches[0].pdf)] == [4, 5, 1, 1]


def test_orders_that_ship_together_are_one_file(tmp_path: Path) -> None:
    orders = export({"Name": f"#{n}", "Shipping Method": "Post" if n % 2 else "Courier"} for n in range(1, 6))
    result = run(make_shop(tmp_path, orders), batch_by=("carrier",))
    assert [(made.name, made.orders) for made in result.batches] == [("2026-11-24-courier", 2), ("2026-11-24-post", 3)]


# Once and never twice


def test_the_same_file_again_prints_nothing_and_issues_nothing(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(3))
    run(shop)
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    again = run(shop, outside(2))
    assert (again.cards, len(again.left_out)) == (0, 3)
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


def test_new_orders_in_a_later_file_of_the_day_are_a_batch_of_their_own(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    (shop / "orders.csv").write_text(numbered(3), "utf-8")
    result = run(shop, outside(2))
    assert [(made.name, made.orders) for made in result.batches] == [("2026-11-24-b", 1)]


def test_again_prints_with_the_same_codes(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    result = run(shop, outside(2), again=True)
    assert result.cards == 4
    assert {order: len(known) for order, known in codes(shop).items()} == {"#1001": 1, "#1002": 1}


def test_a_dry_run_tells_and_changes_nothing(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    before = sorted(shop.rglob("*"))
    result = run(shop, dry_run=True)
    assert (result.batches[0].orders, result.batches[0].cards) == (2, 4)
    assert set(result.batches[0].chosen.values()) == {"next order"}
    assert sorted(shop.rglob("*")) == before


def test_a_reprint_has_the_same_code_and_is_logged(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(3))
    first = {row.order: row.code for row in rows(run(shop).batches[0].pdf)}
    again = reprint_cards(open_shop(shop), Wanted(orders=("1002",)), (), "jam", Choices(), outside(2))
    assert {row.order: row.code for row in rows(again.batches[0].pdf)} == {"#1002": first["#1002"]}
    assert [record.reprints for record in list_batches(open_shop(shop), outside(3))] == [1]


def test_a_rule_changed_later_does_not_alter_a_reprint(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1))
    run(shop)
    make_shop(shop, numbered(1), SHOP.replace("value = 15", "value = 40"))
    again = reprint_cards(open_shop(shop), Wanted(orders=("#1001",)), (), "", Choices(), outside(2))
    pdf = again.batches[0].pdf
    assert pdf is not None
    shown = "".join(text_of(pdf, page) for page in range(again.batches[0].pages))
    assert "15" in shown
    assert "40%" not in shown


def test_a_reprint_has_the_templates_of_the_first_print(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop, templates=("classic",))
    again = reprint_cards(open_shop(shop), Wanted(orders=("1002",)), (), "jam", Choices(), outside(2))
    assert [row.template for row in rows(again.batches[0].pdf)] == ["classic"]


def test_a_reprint_of_what_was_never_printed_names_the_nearest_order(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    with pytest.raises(Stop, match="#10022 was never printed") as stop:
        reprint_cards(open_shop(shop), Wanted(orders=("#10022",)), (), "", Choices(), outside(2))
    assert "#1002" in stop.value.hint


def test_a_reprint_without_its_export_says_how_to_name_it(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1))
    run(shop)
    moved = tmp_path / "moved.csv"
    (shop / "orders.csv").rename(moved)
    with pytest.raises(Stop, match="no longer where it was") as stop:
        reprint_cards(open_shop(shop), Wanted(orders=("#1001",)), (), "", Choices(), outside(2))
    assert "--from" in stop.value.hint
    assert reprint_cards(open_shop(shop), Wanted(orders=("#1001",)), [moved], "", Choices(), outside(3)).cards == 2


# Faults


def test_a_file_that_fails_its_proof_is_set_aside_and_printed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = make_shop(tmp_path, numbered(2))
    fault = Problem(Where("2026-11-24.pdf", 0, "page 2"), "a QR code of order #1001 is missing")
    with monkeypatch.context() as patch:
        patch.setattr(batch, "prove", lambda *_, **__: Proof(5, 4, 3, (fault,)))
        with pytest.raises(Stop, match="failed its proof") as stop:
            run(shop)
    assert stop.value.problems == (fault,)
    assert released(shop) == []
    aside = shop / "out/2026-11-24/refused/2026-11-24.pdf"
    assert "page 2" in aside.with_suffix(".txt").read_text()
    assert run(shop, outside(2)).cards == 4


@pytest.mark.parametrize("call", range(1, 12))
def test_a_full_disk_leaves_nothing_torn_and_the_next_run_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: int
) -> None:
    shop = make_shop(tmp_path, numbered(2))
    count = 0
    sync = os.fsync

    def full(descriptor: int) -> None:
        nonlocal count
        count += 1
        if count == call:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with suppress(Stop):
            run(shop)
    run(shop, outside(2))
    found = codes(shop)
    assert {order: len(known) for order, known in found.items()} == {"#1001": 1, "#1002": 1}
    printed = Counter(row.order for pdf in released(shop) for row in rows(pdf) if row.template == "classic")
    assert set(printed.values()) == {1}


def test_an_out_folder_that_cannot_be_is_told_before_anything_is_reserved(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1))
    (shop / "out").write_text("a file in the folder's place")
    with pytest.raises(Stop, match="cannot be written"):
        run(shop)
    assert list_batches(open_shop(shop), outside()) == ()


def test_a_file_of_somebody_elses_is_never_overwritten(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1))
    theirs = shop / "out/2026-11-24/2026-11-24.pdf"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(b"theirs")
    result = run(shop)
    assert theirs.read_bytes() == b"theirs"
    assert result.batches[0].pdf == theirs.with_name("2026-11-24 (2).pdf")


@pytest.mark.parametrize(
    "name",
    ["{{ shop.name }}", "{% for x in (1..9) %}", "<b>Ida</b>", ") Tj ET (", "../../etc/passwd", "=cmd()", "%(x)s {0}"],
)
def test_order_data_is_printed_as_it_is(tmp_path: Path, name: str) -> None:
    result = run(make_shop(tmp_path, export([{"Name": "#1", "Shipping Name": name}])))
    pdf = result.batches[0].pdf
    assert pdf is not None
    shown = "".join(text_of(pdf, page) for page in range(1, result.batches[0].pages))
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", shown)


def test_no_name_or_address_reaches_the_ledger(tmp_path: Path) -> None:
    orders = export([{"Name": "#1", "Email": "canary@x.example", "Shipping Name": "Canarianne Wrenfield"}])
    shop = make_shop(tmp_path, orders)
    run(shop)
    kept = (shop / "ledger.sqlite").read_bytes().lower()
    assert b"canary" not in kept
    assert b"canarianne" not in kept


# Crashes and races, in processes of their own

KILLED = f"""
import os, signal, sys
sys.path.insert(0, {str(TESTS.parent)!r})
from pathlib import Path
from tests.shops import outside, run
left = int(sys.argv[2])
def step(name):
    global left
    left -= 1
    if left == 0:
        print(name, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
run(Path(sys.argv[1]), outside(int(sys.argv[3]), step=step))
"""


def spawn(shop: Path, step: int, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", KILLED, str(shop), str(step), str(seed)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_at_every_step_no_order_has_two_codes_and_none_is_lost(
    tmp_path: Path, places: Callable[[Path], Place], tally: Counter[str]
) -> None:
    """Every fifth step with a server, for every step of the ledger's own is among its tests."""
    double = lost = torn = twice = kills = 0
    for step in range(1, 80, 1 if places(tmp_path).is_file else 5):
        place = places(tmp_path / str(step))
        shop = make_shop(place.folder, numbered(2), toml=shop_with(place))
        process = spawn(shop, step, seed=step)
        process.communicate(timeout=120)
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
        kills += 1
        place.settle()
        on_paper = {order: set(known) for order, known in codes(shop).items()}  # a packer prints what lies there
        run(shop, outside(1000 + step))
        after = codes(shop)
        double += sum(len(known | on_paper.get(order, set())) > 1 for order, known in after.items())
        double += len({code for known in after.values() for code in known}) < len(after)
        lost += 2 - len(after)
        for pdf in released(shop):
            with pikepdf.open(pdf) as opened:
                torn += len(opened.pages) == 0
        printed = Counter(row.order for pdf in released(shop) for row in rows(pdf) if row.template == "classic")
        twice += sum(count > 1 for count in printed.values())
        assert not list((shop / "out").glob("*/*.pdf.tmp"))
    assert kills >= (10 if place.is_file else 5)
    tally.update({"kills": kills, "=double codes": double, "=lost orders": lost, "=torn files": torn})
    told = f"{kills} kills: {double} double codes, {lost} lost orders, {torn} torn files, {twice} cards twice"
    assert (double, lost, torn, twice) == (0, 0, 0, 0), told


def shop_with(place: Place) -> str:
    return f'{SHOP}\n[ledger]\nurl = "{place.url}"\n'


def test_two_stations_with_the_same_file_print_each_order_once(place: Place, tally: Counter[str]) -> None:
    shop = make_shop(place.folder, numbered(30), toml=shop_with(place))
    stations = [spawn(shop, -1, seed) for seed in (1, 2)]
    for station in stations:
        _, errors = station.communicate(timeout=120)
        assert station.returncode == 0, errors
    printed = Counter(row.order for pdf in released(shop) for row in rows(pdf) if row.template == "classic")
    assert len(printed) == 30
    assert set(printed.values()) == {1}
    tally["racing writers"] += 2


def test_the_world_is_the_same_in_every_test() -> None:
    assert outside().now() == NOW
