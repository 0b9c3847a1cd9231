"""`inserts ledger`: from the command line, with a shop that prints."""

from __future__ import annotations

import csv
import io
import os
import shutil
import stat
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inserts.cli import main
from inserts.ledger.schema import VERSION
from inserts.model.problem import Stop
from inserts.run import open_shop
from inserts.run.upkeep import purge_ledger
from tests.shops import NOW, SHOP, Said, export, make_shop, numbered, outside, run


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop that has printed three orders."""
    made = make_shop(tmp_path / "shop", numbered(3))
    run(made)
    return made


@pytest.fixture
def ledger(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, shop: Path) -> Any:
    def call(*words: object, stdin: str = "") -> Said:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as end:
            main(["ledger", *(str(word) for word in words), "--shop", str(shop)])
        said = capsys.readouterr()
        return Said(int(end.value.code or 0), said.out, said.err)

    return call


def manifest(folder: Path) -> dict[str, str]:
    """Codes by order of every card printed."""
    found = {}
    for path in folder.rglob("*.csv"):
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8"))):
            if row.get("state") == "printed":
                found[row["order"]] = row["code"]
    return found


def tables(folder: Path) -> dict[str, list[list[str]]]:
    """The rows of each CSV, with its header."""
    return {path.stem: list(csv.reader(io.StringIO(path.read_text("utf-8"), ""))) for path in folder.iterdir()}


def write_orders(shop: Path, count: int) -> None:
    (shop / "orders.csv").write_text(numbered(count), "utf-8")


def test_a_sound_ledger_ends_with_0_and_a_wrong_one_with_1(ledger: Any, shop: Path) -> None:
    told = ledger("check")
    assert (told.status, told.out) == (0, f"version {VERSION}, 3 orders, all is well\n")
    key = shop / "secrets" / "code.key"
    key.chmod(0o600)
    key.write_bytes(bytes(32))
    told = ledger("check", "--json")
    assert (told.status, told.json["sound"]) == (1, False)
    assert [finding["about"] for finding in told.json["findings"] if finding["fault"]] == ["key"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_backup_lands_in_the_shops_folder_and_the_key_is_spoken_of(ledger: Any, shop: Path) -> None:
    told = ledger("backup")
    path = Path(told.out.strip())
    assert path.parent == shop / "backups"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "code.key" in told.err


def test_a_backup_goes_where_it_is_told(ledger: Any, tmp_path: Path) -> None:
    assert ledger("backup", tmp_path / "one.sqlite").out.strip() == str(tmp_path / "one.sqlite")
    assert Path(ledger("backup", tmp_path / "many").out.strip()).parent == tmp_path / "many"


def test_restored_with_its_manifests_nothing_is_printed_twice(ledger: Any, shop: Path) -> None:
    backup = ledger("backup", "--json").json["file"]
    write_orders(shop, 6)
    run(shop)
    before = manifest(shop / "out")
    (shop / "ledger.sqlite").write_bytes(b"broken" * 999)
    told = ledger("restore", backup, "--manifests", shop / "out", "--json")
    assert sorted(told.json["taken_up"]) == ["#1004", "#1005", "#1006"]
    assert told.status == 0
    assert Path(told.json["aside"]).read_bytes() == b"broken" * 999
    assert not run(shop).batches
    assert manifest(shop / "out") == before


def test_a_restore_that_fails_leaves_the_damaged_ledger(ledger: Any, shop: Path, tmp_path: Path) -> None:
    ledger("export", tmp_path / "all.jsonl")
    lines = (tmp_path / "all.jsonl").read_text().splitlines(keepends=True)
    (tmp_path / "all.jsonl").write_text("".join(lines[:-1]))
    (shop / "ledger.sqlite").write_bytes(b"broken" * 999)
    before = sorted(shop.iterdir())
    told = ledger("restore", tmp_path / "all.jsonl")
    assert told.status == 1
    assert "is not whole" in told.err
    assert (shop / "ledger.sqlite").read_bytes() == b"broken" * 999
    assert sorted(shop.iterdir()) == before


def test_without_manifests_it_warns_and_the_codes_are_the_same(ledger: Any, shop: Path) -> None:
    backup = ledger("backup", "--json").json["file"]
    write_orders(shop, 6)
    run(shop)
    before = manifest(shop / "out")
    (shop / "ledger.sqlite").unlink()
    told = ledger("restore", backup)
    assert "--manifests" in told.err
    shutil.rmtree(shop / "out")
    assert run(shop).batches[0].orders == 3
    assert manifest(shop / "out") == {order: code for order, code in before.items() if order > "#1003"}


def test_a_ledger_without_any_backup_comes_back_from_manifests(ledger: Any, shop: Path) -> None:
    (shop / "ledger.sqlite").unlink()
    assert len(ledger("restore", "--manifests", shop / "out", "--json").json["taken_up"]) == 3
    assert not run(shop).batches


def test_restoring_what_lacks_printed_orders_is_refused(ledger: Any, shop: Path) -> None:
    backup = ledger("backup", "--json").json["file"]
    write_orders(shop, 4)
    run(shop)
    told = ledger("restore", backup)
    assert told.status == 1
    assert "#1004" in told.err
    assert "--force" in told.err
    assert ledger("restore", backup, "--force").status == 0
    assert list((shop / "backups").glob("replaced-*"))


def test_a_broken_manifest_stops_it(ledger: Any, shop: Path) -> None:
    path = next((shop / "out").rglob("*.csv"))
    path.write_text(path.read_text("utf-8")[:-30], "utf-8")
    told = ledger("restore", "--manifests", shop / "out")
    assert told.status == 1
    assert path.name in told.err


def test_a_missing_key_stops_it_before_anything_is_moved(ledger: Any, shop: Path) -> None:
    backup = ledger("backup", "--json").json["file"]
    (shop / "secrets" / "code.key").unlink()
    (shop / "ledger.sqlite").write_bytes(b"broken" * 999)
    told = ledger("restore", backup)
    assert told.status == 1
    assert "code key" in told.err
    assert (shop / "ledger.sqlite").read_bytes() == b"broken" * 999


def test_a_purge_obeys_the_shops_days_and_says_what_it_did(ledger: Any, shop: Path) -> None:
    assert "Nothing is old enough" in ledger("purge", "--pdfs").err
    with (shop / "shop.toml").open("a") as file:
        file.write("\n[retention]\npdf_days = 3\n")
    old = time.time() - 400 * 86_400
    for path in (shop / "out").rglob("*"):
        os.utime(path, (old, old))
    notes = shop / "out" / "2026-11-24" / "notes.pdf"
    notes.touch()
    os.utime(notes, (old, old))
    assert ledger("purge", "--json").json["files"] == 0
    assert ledger("purge", "--pdfs", "--dry-run", "--json").json["files"] == 2
    assert len(list((shop / "out").rglob("*.*"))) == 3
    assert ledger("purge", "--pdfs", "--json").json["files"] == 2
    assert list((shop / "out").rglob("*.*")) == [notes]


def test_a_clock_that_is_far_ahead_purges_nothing(shop: Path) -> None:
    far = replace(outside(), now=lambda: NOW + timedelta(days=1200))
    before = (shop / "ledger.sqlite").read_bytes()
    with pytest.raises(Stop, match="more than a year ago"):
        purge_ledger(open_shop(shop), far, pdfs=None)
    assert (shop / "ledger.sqlite").read_bytes() == before
    assert purge_ledger(open_shop(shop), far, pdfs=None, force=True).rows["offers"] == 3


def test_a_customer_is_asked_for_and_forgotten(ledger: Any) -> None:
    assert "1 order forgotten" in ledger("erase", stdin="C1001@x.example\n").out
    assert "0 orders" in ledger("erase", "--email", "c1001@x.example").out
    assert "1 order forgotten" in ledger("erase", "--order", "#1002").out
    assert ledger("erase", "--order", "#77").status == 1


@pytest.mark.parametrize("command", ["erase", "optout"])
def test_what_is_no_customer_is_told_without_being_repeated(ledger: Any, command: str) -> None:
    told = ledger(command, stdin="c1001@x.example\nHeimlich\n")
    assert told.status == 2
    assert "entry 2 of 2" in told.err
    assert "Heimlich" not in told.err + told.out
    assert ledger(command).status == 2


def test_who_wants_no_coupons_gets_cards_without_one(ledger: Any, shop: Path) -> None:
    assert "2 entries new" in ledger("optout", stdin="C1004@x.example\n0044 20 7946 0142\n").out
    orders = [
        {"Name": "#1004", "Email": "c1004@x.example"},
        {"Name": "#1005", "Email": "c1005@x.example"},
    ]
    (shop / "orders.csv").write_text(export(orders), "utf-8")
    (batch,) = run(shop).batches
    assert batch.chosen == {"#1004": "no coupon: the customer asked for none", "#1005": "next order"}
    codes = manifest(shop / "out")
    assert (codes["#1004"], bool(codes["#1005"])) == ("", True)
    assert "1 entry removed" in ledger("optout", "--email", "c1004@x.example", "--remove").out
    (shop / "orders.csv").write_text(export([{"Name": "#1006", "Email": "c1004@x.example"}]), "utf-8")
    assert run(shop).batches[0].chosen == {"#1006": "next order"}


def test_an_export_has_every_row_as_lines_or_as_tables(ledger: Any, shop: Path, tmp_path: Path) -> None:
    counts = ledger("export", tmp_path / "all.jsonl", "--json").json["rows"]
    assert counts["ledger_issue"] == 3
    assert len((tmp_path / "all.jsonl").read_text().splitlines()) == 1 + sum(counts.values())
    ledger("export", tmp_path / "tables")
    assert {name: len(rows) - 1 for name, rows in tables(tmp_path / "tables").items()} == counts
    told = ledger("export", tmp_path / "tables")
    assert told.status == 1


def test_cells_of_an_export_are_no_formulas(ledger: Any, shop: Path, tmp_path: Path) -> None:
    (shop / "orders.csv").write_text(export([{"Name": "=1+1", "Email": "a@x.example"}]), "utf-8")
    run(shop)
    ledger("export", tmp_path / "tables")
    cells = [cell for rows in tables(tmp_path / "tables").values() for row in rows for cell in row]
    assert any("1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell[:1] in "=@" and cell]


def test_an_export_moves_the_ledger(ledger: Any, shop: Path, tmp_path: Path) -> None:
    ledger("export", tmp_path / "all.jsonl")
    assert ledger("import", tmp_path / "all.jsonl").status == 1
    (shop / "ledger.sqlite").rename(tmp_path / "former.sqlite")
    assert ledger("import", tmp_path / "all.jsonl", "--json").json["rows"]["ledger_issue"] == 3
    assert not run(shop).batches


def test_a_ledger_of_today_has_nothing_to_migrate(ledger: Any) -> None:
    told = ledger("migrate", "--json").json
    assert told["before"] == told["after"]
    assert told["copies"] == []


@pytest.mark.parametrize("words", [("check",), ("backup",), ("migrate",), ("purge",), ("export", "x")])
def test_without_a_ledger_nothing_is_made(ledger: Any, shop: Path, words: tuple[str, ...]) -> None:
    (shop / "ledger.sqlite").unlink()
    before = sorted(shop.rglob("*"))
    assert ledger(*words).status == 1
    assert sorted(shop.rglob("*")) == before


def test_no_name_address_or_number_is_kept_or_said(
    ledger: Any, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    canaries = ["Zebulon", "Quagga", "zebulon.quagga", "7946 0999", "79460999", "Okapi Lane"]
    order = {
        "Name": "#1009",
        "Email": "zebulon.quagga@canary.example",
        "Shipping Name": "Zebulon Quagga",
        "Shipping Street": "9 Okapi Lane",
        "Notes": "ring Zebulon at +44 20 7946 0999",
    }
    (shop / "orders.csv").write_text(export([order]), "utf-8")
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["--debug", "print", str(shop / "orders.csv"), "--shop", str(shop), "--date", "2026-11-24"])
    said = list(capsys.readouterr())
    calls = [
        (("check", "--json"), ""),
        (("backup",), ""),
        (("export", tmp_path / "t"), ""),
        (("export", tmp_path / "t.jsonl"), ""),
        (("optout",), "zebulon.quagga@canary.example\n+44 20 7946 0999\n"),
        (("purge", "--dry-run"), ""),
        (("erase", "--email", "zebulon.quagga@canary.example"), ""),
        (("erase",), "Zebulon Quagga\n"),
        (("restore", "--manifests", shop / "out"), ""),
    ]
    for words, stdin in calls:
        told = ledger(*words, stdin=stdin)
        said += [told.out, told.err]
    kept = b"".join(
        path.read_bytes()
        for path in (*shop.rglob("*"), *tmp_path.glob("t*"), *(tmp_path / "t").iterdir())
        if path.is_file() and "out" not in path.parts and path.name != "orders.csv"
    )
    everything = kept.decode("latin-1") + "".join(said)
    assert "ledger_issue" in everything
    assert "#1009" in everything
    assert [canary for canary in canaries if canary.casefold() in everything.casefold()] == []


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("customer_key_days = 1", "customer_key_days"),
        ("issue_days = 200\ncustomer_key_days = 300", "is longer than issue_days"),
        ("pdf_day = 3", "pdf_days"),
    ],
)
def test_limits_that_cannot_be_meant_are_problems(ledger: Any, shop: Path, lines: str, words: str) -> None:
    (shop / "shop.toml").write_text(f"{SHOP}\n[retention]\n{lines}\n", "utf-8")
    told = ledger("check")
    assert told.status == 1
    assert words in told.err


def test_without_retention_the_limits_are_those_of_the_manual(shop: Path) -> None:
    limits = open_shop(shop).retention
    assert (limits.customer_key_days, limits.issue_days, limits.pdf_days) == (730, 1100, 14)
    assert outside().now().year == 2026
