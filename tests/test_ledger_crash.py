"""Whatever dies or fails, and wherever: no order with two codes on paper, no code for two orders, nothing lost."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from inserts.model.problem import Stop
from tests.ledger_worker import Countdown, print_orders, station

ROOT = Path(__file__).resolve().parent.parent
ORDERS = [f"#{number}" for number in range(1, 13)]
LATER = [f"#{number}" for number in range(9, 19)]

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX signals, limits and modes")


def start(folder: Path, **told: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-B", str(ROOT / "tests" / "ledger_worker.py"), str(folder), json.dumps(told)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(folder: Path, **told: object) -> tuple[int, str]:
    process = start(folder, **told)
    out, errors = process.communicate(timeout=60)
    assert errors == "", errors
    return process.returncode, out


def on_paper(folder: Path) -> list[tuple[str, str]]:
    """Orders and codes of every file under a final name, as an operator would print them. Torn ones do not parse."""
    return [pair for path in folder.glob("*.pdf") for pair in json.loads(path.read_bytes()).items()]


def check_paper(folder: Path) -> None:
    """Holds at any moment, after any crash."""
    paper = on_paper(folder)
    codes, orders = Counter(code for _, code in set(paper)), Counter(order for order, _ in set(paper))
    assert max(orders.values(), default=1) == 1, f"{sum(n > 1 for n in orders.values())} orders have two codes"
    assert max(codes.values(), default=1) == 1, f"{sum(n > 1 for n in codes.values())} codes belong to two orders"
    kept = rows(folder, "SELECT order_ref, code FROM ledger_issue") if (folder / "ledger.sqlite").exists() else []
    missing = set(paper) - set(kept)
    assert not missing, f"{len(missing)} of {len(paper)} codes on paper are unknown to the ledger"


def check_done(folder: Path, orders: list[str]) -> None:
    """Holds when a run came to its end: everything printed once, and once only."""
    check_paper(folder)
    paper = Counter(order for order, _ in on_paper(folder))
    lost, twice = set(orders) - paper.keys(), [order for order, count in paper.items() if count > 1]
    assert not lost, f"{len(lost)} of {len(orders)} orders were never printed"
    assert not twice, f"{len(twice)} of {len(orders)} orders lie in two files"
    with station(folder) as ledger:
        assert set(ledger.printed()) == set(orders)
    assert rows(folder, "PRAGMA integrity_check") == [("ok",)]
    assert rows(folder, "SELECT COUNT(*) FROM ledger_print WHERE state = 'rendering'") == [(0,)]
    assert not list(folder.glob("*.live")), "lock files are left"


def rows(folder: Path, statement: str) -> list[tuple[str, ...]]:
    db = sqlite3.connect(folder / "ledger.sqlite")
    try:
        return db.execute(statement).fetchall() if "ledger_" not in statement or has_tables(db) else []
    finally:
        db.close()


def has_tables(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master").fetchall())


def steps(folder: Path) -> int:
    """How many steps a first run has."""
    folder.mkdir()
    counted = Countdown(0, lambda: None)
    print_orders(folder, ORDERS, counted)
    return counted.calls


@posix
def test_killed_at_any_step_a_run_is_made_good_by_the_next(tmp_path: Path) -> None:
    total = steps(tmp_path / "whole")
    assert total >= 20
    for at in range(1, total + 1):
        folder = tmp_path / str(at)
        folder.mkdir()
        assert run(folder, orders=ORDERS, kill_at=at) == (-signal.SIGKILL, "")
        check_paper(folder)
        print_orders(folder, LATER)
        print_orders(folder, ORDERS)
        check_done(folder, sorted({*ORDERS, *LATER}))


@posix
def test_killed_again_and_again_a_folder_stays_whole(tmp_path: Path) -> None:
    for at in range(7, 30, 2):
        run(tmp_path, orders=[*ORDERS, f"#{at}0"], kill_at=at)
        check_paper(tmp_path)
    orders = [*ORDERS, *(f"#{at}0" for at in range(7, 30, 2))]
    print_orders(tmp_path, orders)
    check_done(tmp_path, orders)


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), MemoryError()]
)
def test_failing_at_any_step_a_run_is_made_good_by_the_next(tmp_path: Path, error: BaseException) -> None:
    def fail() -> None:
        raise error

    for at in range(1, steps(tmp_path / "whole") + 1):
        folder = tmp_path / str(at)
        folder.mkdir()
        with pytest.raises((Stop, type(error))):
            print_orders(folder, ORDERS, Countdown(at, fail))
        check_paper(folder)
        print_orders(folder, [*LATER, "#1"])
        print_orders(folder, ORDERS)
        check_done(folder, sorted({*ORDERS, *LATER}))


@posix
def test_stations_that_race_for_the_same_orders_print_each_once(tmp_path: Path) -> None:
    orders = [f"#{number}" for number in range(400)]
    mixes = [orders, orders[::-1], orders[::2] + orders[1::2], orders[200:] + orders[:200]]
    running = [start(tmp_path, orders=mix, wait=True) for mix in mixes]
    (tmp_path / "go").touch()
    for process in running:
        out, errors = process.communicate(timeout=60)
        assert (process.returncode, out, errors) == (0, "", "")
    check_paper(tmp_path)
    print_orders(tmp_path, orders)
    check_done(tmp_path, orders)


@posix
def test_stations_that_race_for_parts_of_the_orders_print_each_once(tmp_path: Path) -> None:
    orders = [f"#{number}" for number in range(300)]
    running = [start(tmp_path, orders=orders[part * 60 : part * 60 + 120], wait=True) for part in range(4)]
    (tmp_path / "go").touch()
    for process in running:
        assert process.communicate(timeout=60) == ("", "")
    check_done(tmp_path, orders)
    assert len(list(tmp_path.glob("*.pdf"))) == len({path.name for path in tmp_path.glob("*.pdf")})


@posix
@pytest.mark.parametrize("limit", [0, 4096, 30_000, 60_000, 90_000])
def test_a_disk_that_takes_no_more_bytes_is_told_and_nothing_is_lost(tmp_path: Path, limit: int) -> None:
    orders = [f"#{number}" for number in range(600)]
    code, told = run(tmp_path, orders=orders, limit=limit)
    assert code == 1
    assert "nothing is lost and no code is doubled" in told
    check_paper(tmp_path)
    print_orders(tmp_path, orders)
    check_done(tmp_path, orders)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs the rights of an administrator")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path) -> None:
    print_orders(small_disk, ORDERS)
    ballast = small_disk / "ballast"
    size = shutil.disk_usage(small_disk).free - 16_384
    ballast.write_bytes(bytes(size))
    orders = [f"#{number}" for number in range(1, 400)]
    with pytest.raises(Stop, match=r"the disk of the ledger .* is full") as stop:
        print_orders(small_disk, orders)
    assert "nothing is lost and no code is doubled" in stop.value.hint
    check_paper(small_disk)
    ballast.unlink()
    print_orders(small_disk, orders)
    check_done(small_disk, orders)


@posix
@pytest.mark.parametrize("mode", [None, 0o444, 0o666])
def test_a_folder_that_cannot_be_written_is_told(mode: int | None) -> None:
    folder = Path(tempfile.mkdtemp())  # not under tmp_path, which nobody else may enter
    try:
        if mode is not None:
            print_orders(folder, ORDERS)
            (folder / "ledger.sqlite").chmod(mode)
        folder.chmod(0o555)
        code, told = run(folder, orders=ORDERS, user=65534)
        assert (code, "cannot be written" in told) == (1, True), told
        assert "make the file and its folder writable for you" in told
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)
