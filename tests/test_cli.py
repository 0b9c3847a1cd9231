"""The command: exit statuses, one clear line for every fault, JSON on stdout and nothing else there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from inserts.cli.main import COMMANDS
from inserts.cli.progress import Progress
from tests.shops import SHOP, export, make_shop, numbered

# Help


def test_version_is_one_line(inserts: Any) -> None:
    assert inserts("--version").out == "inserts 0.1.0\n"


def test_help_lists_every_command_with_what_it_does(inserts: Any) -> None:
    told = inserts("--help")
    assert told.status == 0
    for name, (_, about) in COMMANDS.items():
        assert name in told.out
        assert about.split()[0] in told.out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_that_fits_a_terminal(inserts: Any, command: str) -> None:
    told = inserts(command, "--help")
    assert told.status == 0
    assert told.out.startswith(f"Usage: inserts {command}") or "Usage:" in told.out.splitlines()[0]
    assert max(map(len, told.out.splitlines())) <= 100


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys\ntry:\n from inserts.cli import main; main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('reportlab', 'uharfbuzz', 'pypdfium2', 'liquid', 'babel', 'qrcode') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["prnit", "x.csv"], "prnit"),
        (["print"], "FILE"),
        (["print", "x.csv", "--date", "24.11.2026"], "2026-11-24"),
        (["print", "x.csv", "--include", "shipped"], "shipped"),
        (["print", "x.csv", "--jobs", "two"], "'two' is no whole number from 1 to 64"),
        (["print", "x.csv", "--jobs", "65"], "'65' is no whole number from 1 to 64"),
        (["print", "x.csv", "--start", "0"], "'0' is no whole number of 1 or more"),
        (["reprint"], "ORDER"),
    ],
)
def test_wrong_usage_exits_with_2_and_says_what(inserts: Any, words: list[str], said: str) -> None:
    told = inserts(*words)
    assert told.status == 2
    assert said in told.err
    assert told.out == ""


def test_an_option_that_is_not_there_is_answered_with_one_that_is_nearly_called_so_or_none(inserts: Any) -> None:
    assert "'--batch'" in inserts("reprint", "--batch", "2026-11-24").err
    assert "Did you mean" not in inserts("reprint", "--batch", "2026-11-24").err
    assert "Did you mean '--template'?" in inserts("reprint", "--tempalte", "classic").err


# The demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    command = [sys.executable, "-m", "inserts", "demo", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_demo_says_where_its_files_are(inserts: Any, tmp_path: Path) -> None:
    told = inserts("demo")
    assert told.status == 0
    pdf, manifest = told.out.splitlines()
    assert (Path(pdf).suffix, Path(manifest).suffix) == (".pdf", ".csv")
    assert Path(pdf).is_file()
    assert Path(manifest).is_file()
    assert {"shop.toml", "logo.png", "orders.csv"} <= {path.name for path in (tmp_path / "inserts-demo").iterdir()}


def test_the_demo_twice_changes_nothing_and_says_so(inserts: Any, demo: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in demo.rglob("*.*") if path.suffix in {".pdf", ".csv", ".toml"}}
    told = inserts("demo", demo)
    assert told.status == 0
    assert "unchanged" in told.err
    assert "Nothing to print" in told.err
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert len(list(demo.rglob("*.pdf"))) == 1


def test_the_demo_has_24_orders_and_holds_none_back(inserts: Any, demo: Path) -> None:
    told = inserts("orders", demo / "orders.csv", "--json")
    states = [order["state"] for order in told.json["orders"]]
    assert len(states) == 24
    assert {state: states.count(state) for state in set(states)} == {
        "open": 21,
        "cancelled": 1,
        "refunded": 1,
        "fulfilled": 1,
    }
    (pdf,) = demo.rglob("*.pdf")
    assert inserts("proof", pdf).status == 0


def test_the_demo_in_a_files_place_is_one_line(inserts: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    told = inserts("demo", "taken")
    assert told.status == 1
    assert "Traceback" not in told.err


# A shop's day


def test_init_writes_a_shop_that_prints(inserts: Any, tmp_path: Path) -> None:
    assert inserts("init", "shop").status == 0
    (tmp_path / "shop/orders.csv").write_text(numbered(1))
    told = inserts("print", "shop/orders.csv", "--shop", "shop", "--json")
    assert told.status == 0, told.err
    assert told.json["batches"][0]["cards"] == 2


def test_init_never_overwrites(inserts: Any, tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text("mine")
    told = inserts("init")
    assert told.status == 1
    assert "unchanged" in told.err
    assert (tmp_path / "shop.toml").read_text() == "mine"


def test_print_as_json_has_the_shape_of_the_design(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, export([{"Name": "#1"}, {"Name": "#2", "Cancelled at": "2026-11-23 11:00:00 +0000"}]))
    told = inserts("print", "orders.csv", "--json").json
    (batch,) = told["batches"]
    assert {"name", "pdf", "manifest", "sheets", "cards", "held_back"} <= set(batch)
    assert (batch["sheets"], batch["cards"], batch["held_back"]) == (2, 2, [])
    assert [left["order"] for left in told["left_out"]] == ["#2"]
    assert told["problems"] == []


def test_an_order_held_back_gives_3_and_the_others_are_printed(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, export([{"Name": "#1", "Shipping Name": "\U0002a6a5"}, {"Name": "#2"}]))
    told = inserts("print", "orders.csv")
    assert told.status == 3
    assert "Held back #1" in told.err
    assert told.out.count(".pdf") == 1


def test_reprint_and_batches_tell_what_they_did(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(2))
    assert inserts("batches").err == "No batch has been printed yet.\n"
    inserts("print", "orders.csv")
    again = inserts("reprint", "1001", "--reason", "jam", "--json")
    assert (again.status, again.json["batches"][0]["cards"]) == (0, 2)
    (batch,) = inserts("batches", "--json").json["batches"]
    assert (batch["state"], batch["orders"], batch["reprints"]) == ("printed", 2, 1)


def test_proof_finds_a_changed_manifest(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(2))
    pdf, manifest = map(Path, inserts("print", "orders.csv").out.splitlines())
    assert inserts("proof", pdf).status == 0
    manifest.write_text(manifest.read_text("utf-8").replace("#1001", "#9999"), "utf-8")
    told = inserts("proof", pdf, "--json")
    assert told.status == 1
    assert told.json["problems"]


def test_a_start_that_is_no_slot_is_wrong_usage_and_reserves_nothing(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    told = inserts("print", "orders.csv", "--start", "99")
    assert told.status == 2
    assert "1 to 9" in told.err
    assert not (tmp_path / "ledger.sqlite").exists()
    assert inserts("print", "orders.csv", "--start", "2", "--template", "a6-thanks").status == 2


def test_orders_works_without_a_shop(inserts: Any, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(numbered(2))
    told = inserts("orders", "orders.csv")
    assert told.status == 0
    assert "shopify" in told.err
    assert "#1001" in told.out


# Bad input: one clear line each, the right status, nothing half written


def bad_files() -> dict[str, tuple[bytes, str]]:
    good = numbered(1).encode()
    header = good.split(b"\n")[0] + b"\n"
    return {
        "empty": (b"", "empty"),
        "header only": (header, "no order"),
        "picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
        "NULs": (good.replace(b"Ida", b"I\0a"), "NUL"),
        "unterminated quote": (good + b'"#1002,x,\n' * 3, "quote"),
        "unknown export": (b"colour,shape\nred,round\n", "colour"),
    }


@pytest.mark.parametrize("fault", bad_files())
def test_a_bad_file_is_told_in_a_line_and_nothing_is_written(inserts: Any, tmp_path: Path, fault: str) -> None:
    data, said = bad_files()[fault]
    make_shop(tmp_path, "")
    (tmp_path / "orders.csv").write_bytes(data)
    told = inserts("print", "orders.csv")
    assert told.status == 1
    assert "orders.csv" in told.err
    assert said.casefold() in told.err.casefold()
    assert "Traceback" not in told.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.csv", "shop.toml"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("#2,a" + ",x" * 60, "cells"),
        ("2.01E+17,a@x.example,paid" + "," * 20, "2.01E+17"),
        ("#2,a@x.example,paid,unfulfilled,GBP,1,,,,1," + "x" * 5_000_000 + "," * 12, "#2"),
    ],
)
def test_a_bad_row_holds_back_its_order_and_the_others_are_printed(
    inserts: Any, tmp_path: Path, cells: str, said: str
) -> None:
    make_shop(tmp_path, numbered(1) + cells + "\n")
    told = inserts("print", "orders.csv")
    assert told.status == 3
    assert said in told.err
    assert told.out.count(".pdf") == 1


def test_a_folder_and_a_missing_file_are_told_together(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    (tmp_path / "folder.csv").mkdir()
    told = inserts("print", "folder.csv", "nowhere.csv", "orders.csv")
    assert told.status == 1
    assert "folder.csv" in told.err
    assert "nowhere.csv" in told.err


def test_one_order_in_two_files_is_one_order(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(2))
    (tmp_path / "later.csv").write_text(numbered(3))
    told = inserts("print", "orders.csv", "later.csv", "--json")
    assert told.json["batches"][0]["cards"] == 6


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[shop\n", "shop.toml:1"),
        (SHOP.replace("domain =", "domian ="), "domian"),
        (SHOP + "[prnt]\n", "did you mean"),
        (SHOP + '[print]\nname_card = "clasic"\n', "clasic"),
        (SHOP + '[print]\nstock = "a44"\n', "a44"),
    ],
)
def test_a_wrong_shop_toml_names_the_line_or_word(inserts: Any, tmp_path: Path, toml: str, said: str) -> None:
    make_shop(tmp_path, numbered(1), toml)
    told = inserts("print", "orders.csv")
    assert told.status == 1
    assert said in told.err
    assert not (tmp_path / "out").exists()


def test_without_a_shop_folder_the_line_says_how_to_start_one(inserts: Any, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(numbered(1))
    told = inserts("print", "orders.csv")
    assert told.status == 1
    assert "inserts init" in told.err


def test_no_personal_data_is_told(inserts: Any, tmp_path: Path) -> None:
    orders = [{"Name": "#1", "Shipping Name": "Canary \U0002a6a5", "Email": "canary@x.example", "Notes": "canary"}]
    make_shop(tmp_path, export(orders))
    told = inserts("print", "orders.csv")
    assert "canary" not in (told.out + told.err).casefold()


def test_the_program_runs_as_a_module_and_a_broken_pipe_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text(numbered(200))
    command = f"{sys.executable} -m inserts orders orders.csv --json | head -n 1"
    done = subprocess.run(
        command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.stdout == "{\n"
    assert "Traceback" not in done.stderr


# Progress


class Screen:
    """A terminal that remembers."""

    def __init__(self) -> None:
        self.shown = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.shown += text

    def flush(self) -> None:
        pass


def test_short_work_shows_no_bar() -> None:
    screen = Screen()
    progress = Progress(screen)  # type: ignore[arg-type]
    for done in range(1, 11):
        progress("cards", done, 10)
    assert screen.shown == ""


def test_long_work_shows_what_is_done_and_clears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("inserts.cli.progress.time.monotonic", lambda: float(next(clock)))
    screen = Screen()
    progress = Progress(screen)  # type: ignore[arg-type]
    for done in range(1, 6):
        progress("proof", done, 5)
    assert "Reading pages back: 3 of 5" in screen.shown
    assert screen.shown.endswith("\r\x1b[K")


def test_ctrl_c_while_a_command_is_imported_is_answered_when_it_is(tmp_path: Path) -> None:
    """A library written in C that is interrupted in its import may end the process with a crash."""
    (tmp_path / "slow.py").write_text(
        "import signal\nsignal.raise_signal(signal.SIGINT)\nprint('imported')\nCOMMANDS = {}\n"
    )
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from inserts.cli.main import COMMANDS, main\n"
        "COMMANDS['print'] = ('slow', '')\n"
        "main(['print'])"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (1, "imported")
    assert done.stderr.strip() == "Stopped. Nothing is half printed; run the same command again to go on."
