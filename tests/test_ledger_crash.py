"""Whatever dies, fails, freezes or is cut off, and wherever: no order with two codes on paper, no code for two orders,
nothing lost. In each kind of database; what was done and found is told at the end of the test run."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from inserts.model.problem import Stop
from tests.engines import SQLITE, Place, Server
from tests.ledger_worker import Countdown, print_orders, station
from tests.proxy import Proxy

ROOT = Path(__file__).resolve().parent.parent
ORDERS = [f"#{number}" for number in range(1, 13)]
LATER = [f"#{number}" for number in range(9, 19)]
BOTH = sorted({*ORDERS, *LATER})

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX signals, limits and modes")
Places = Callable[[Path], Place]


def start(places: Sequence[Place], **told: object) -> subprocess.Popen[str]:
    """Stations in processes of their own, one at each place."""
    stations = [{"folder": str(place.folder), "url": place.url, **told} for place in places]
    return spawn(stations)


def spawn(stations: Sequence[object]) -> subprocess.Popen[str]:
    command = [sys.executable, "-B", str(ROOT / "tests" / "ledger_worker.py"), json.dumps(stations)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ends(process: subprocess.Popen[str]) -> list[tuple[int, str]]:
    """Exit code and words of each station."""
    out, errors = process.communicate(timeout=120)
    assert errors == "", errors
    return [(code, words) for code, words in json.loads(out)]


def told_of(place: Place, **told: object) -> dict[str, object]:
    return {"folder": str(place.folder), "url": place.url, **told}


def run(place: Place, **told: object) -> tuple[int, str]:
    return ends(start([place], **told))[0]


def on_paper(place: Place) -> list[tuple[str, str]]:
    """Orders and codes of every file under a final name, as an operator would print them. Torn ones do not parse."""
    return [pair for path in place.folder.glob("*.pdf") for pair in json.loads(path.read_bytes()).items()]


def codes_of(place: Place) -> dict[object, object]:
    return dict(place.rows("SELECT order_ref, code FROM ledger_issue"))


def check_paper(place: Place, tally: Counter[str], known: dict[object, object] | None = None) -> dict[object, object]:
    """Holds at any moment, after any crash: gives the codes that are known now, which no later moment may change."""
    paper, kept = on_paper(place), codes_of(place)
    codes, orders = Counter(code for _, code in set(paper)), Counter(order for order, _ in set(paper))
    doubles = sum(n > 1 for n in orders.values()) + sum(n > 1 for n in codes.values())
    doubles += len(kept) - len(set(kept.values()))
    lost = len(set(paper) - set(kept.items())) + len((known or {}).items() - kept.items())
    tally["=double codes"] += doubles
    tally["=lost codes"] += lost
    assert (doubles, lost) == (0, 0), f"{doubles} double codes, {lost} lost codes"
    return kept


def check_done(
    place: Place, orders: Sequence[str], tally: Counter[str], known: dict[object, object] | None = None
) -> None:
    """Holds when a run came to its end: everything printed once, and once only."""
    check_paper(place, tally, known)
    paper = Counter(order for order, _ in on_paper(place))
    lost, twice = set(orders) - paper.keys(), [order for order, count in paper.items() if count > 1]
    tally["=lost orders"] += len(lost)
    tally["=orders printed twice"] += len(twice)
    assert not lost, f"{len(lost)} of {len(orders)} orders were never printed"
    assert not twice, f"{len(twice)} of {len(orders)} orders lie in two files"
    with station(place) as ledger:
        assert set(ledger.printed()) == set(orders)
    assert place.rows("SELECT COUNT(*) FROM ledger_print WHERE state = 'rendering'") == [(0,)]
    if place.is_file:
        assert place.rows("PRAGMA integrity_check") == [("ok",)]
        assert not list(place.folder.glob("*.live")), "lock files are left"


def make_good(place: Place, tally: Counter[str], known: dict[object, object]) -> None:
    """Other orders are printed, then those that were cut off."""
    print_orders(place, LATER)
    print_orders(place, ORDERS)
    check_done(place, BOTH, tally, known)


def stopped(place: Place, orders: Sequence[str], step: Callable[[str], None] = lambda _: None) -> str:
    """The words a run stops with, empty when it comes to its end."""
    try:
        print_orders(place, orders, step)
    except Stop as stop:
        return str(stop)
    return ""


def steps(place: Place) -> int:
    """How many steps a first run has."""
    counted = Countdown(0, lambda: None)
    print_orders(place, ORDERS, counted)
    return counted.calls


@posix
def test_killed_at_any_step_a_run_is_made_good_by_the_next(tmp_path: Path, places: Places, tally: Counter[str]) -> None:
    total = steps(places(tmp_path / "whole"))
    assert total >= 20
    killed = [places(tmp_path / str(at)) for at in range(1, total + 1)]
    stations = [told_of(place, orders=ORDERS, kill_at=at) for at, place in enumerate(killed, 1)]
    assert ends(spawn(stations)) == [(-signal.SIGKILL, "")] * total
    tally["kills"] += total
    for place in killed:
        place.settle()
        make_good(place, tally, check_paper(place, tally))


@posix
def test_killed_again_and_again_a_folder_stays_whole(place: Place, tally: Counter[str]) -> None:
    known: dict[object, object] = {}
    kills = range(3, 22, 2)
    for at in kills:
        assert run(place, orders=[*ORDERS, f"#{at}0"], kill_at=at) == (-signal.SIGKILL, "")
        tally["kills"] += 1
        place.settle()
        known = check_paper(place, tally, known)
    orders = [*ORDERS, *(f"#{at}0" for at in kills)]
    print_orders(place, orders)
    check_done(place, orders, tally, known)


@pytest.mark.parametrize(
    ("error", "every"),
    [(OSError(errno.ENOSPC, "No space left on device"), 1), (KeyboardInterrupt(), 3), (MemoryError(), 3)],
)
def test_failing_at_any_step_a_run_is_made_good_by_the_next(
    tmp_path: Path, places: Places, tally: Counter[str], error: BaseException, every: int
) -> None:
    def fail() -> None:
        raise error

    for at in range(1, steps(places(tmp_path / "whole")) + 1, every):
        place = places(tmp_path / str(at))
        with pytest.raises((Stop, type(error))):
            print_orders(place, ORDERS, Countdown(at, fail))
        tally["failed steps"] += 1
        make_good(place, tally, check_paper(place, tally))


@posix
@pytest.mark.parametrize("writers", [2, 4, 8])
def test_stations_that_race_for_the_same_orders_print_each_once(
    place: Place, tally: Counter[str], writers: int
) -> None:
    orders = [f"#{number}" for number in range(400)]
    mixes = [orders, orders[::-1], orders[::2] + orders[1::2], orders[200:] + orders[:200]] * 2
    go = place.folder / "go"
    racing = spawn([told_of(place, orders=mix, wait=str(go)) for mix in mixes[:writers]])
    go.touch()
    assert ends(racing) == [(0, "")] * writers
    tally["racing writers"] += writers
    known = check_paper(place, tally)
    print_orders(place, orders)
    check_done(place, orders, tally, known)


@posix
def test_stations_that_race_for_parts_of_the_orders_print_each_once(place: Place, tally: Counter[str]) -> None:
    orders = [f"#{number}" for number in range(300)]
    go = place.folder / "go"
    parts = [orders[part * 60 : part * 60 + 120] for part in range(4)]
    racing = spawn([told_of(place, orders=part, wait=str(go)) for part in parts])
    go.touch()
    assert ends(racing) == [(0, "")] * 4
    tally["racing writers"] += 4
    check_done(place, orders, tally)


@posix
def test_a_station_that_freezes_while_it_writes_keeps_nobody_for_ever(place: Place, tally: Counter[str]) -> None:
    print_orders(place, ["#0"])
    frozen = start([place], orders=ORDERS, freeze_at=8, patience=2)
    assert frozen.stdout is not None
    process = int(frozen.stdout.readline())
    tally["frozen stations"] += 1
    if place.is_file:  # the system cannot tell a frozen station from a slow one, so a person must
        with pytest.raises(Stop, match=r"in use by another program for 0\.5 seconds"):
            print_orders(place, LATER, patience=0.5)
        os.kill(process, signal.SIGKILL)
        assert ends(frozen) == [(-signal.SIGKILL, "")]
        print_orders(place, LATER)
    else:  # the server gives the frozen one up
        print_orders(place, LATER)
        os.kill(process, signal.SIGCONT)
        ((code, words),) = ends(frozen)
        assert (code, "then run again: nothing is lost" in words) == (1, True), words
    known = check_paper(place, tally)
    print_orders(place, ORDERS)
    check_done(place, ["#0", *BOTH], tally, known)


@pytest.mark.parametrize("answered", [True, False])
def test_a_connection_lost_at_a_commit_is_made_good_by_the_next_run(
    tmp_path: Path, server: Server, tally: Counter[str], answered: bool
) -> None:
    cut = 0
    for at in range(1, 20):
        direct = Place(tmp_path / str(at), server.ledger())
        direct.folder.mkdir()
        with Proxy(server.socket, at, answered) as proxy:
            words = stopped(Place(direct.folder, direct.url.replace(f"host={server.folder}", proxy.address)), ORDERS)
        if not proxy.has_cut:
            break
        assert "the connection to the ledger on 127.0.0.1, database postgres was lost" in words
        assert "then run again: nothing is lost and no code is doubled" in words
        cut += 1
        direct.settle()
        make_good(direct, tally, check_paper(direct, tally))
    assert cut >= 7
    tally["connections cut at COMMIT"] += cut


def test_a_connection_lost_between_two_writes_is_made_anew(tmp_path: Path, server: Server, tally: Counter[str]) -> None:
    """So that a router that forgets idle connections costs no batch."""
    place = Place(tmp_path, server.ledger())
    cut = []

    def hang_up(name: str) -> None:
        if name.endswith(": done") or name == "rename":
            place.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'inserts'")
            cut.append(name)

    print_orders(place, ORDERS, hang_up)
    assert "rename" in cut
    tally["connections cut between writes"] += len(cut)
    check_done(place, ORDERS, tally)


def test_a_station_settled_by_another_while_it_was_cut_off_does_not_go_on(
    tmp_path: Path, server: Server, tally: Counter[str]
) -> None:
    place = Place(tmp_path, server.ledger())

    def lose(name: str) -> None:
        if name == "write":
            place.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'inserts'")
            print_orders(place, ORDERS)

    with pytest.raises(Stop, match="given up by another station"):
        print_orders(place, ORDERS, lose)
    check_done(place, ORDERS, tally)


@pytest.mark.parametrize("moment", ["note: commit", "reserve: commit", "reserve: done", "renamed"])
def test_a_server_that_crashes_has_kept_what_it_confirmed(
    tmp_path: Path, server: Server, tally: Counter[str], moment: str
) -> None:
    place = Place(tmp_path, server.ledger())
    crashes = Counter[str]()

    def crash(name: str) -> None:
        if name == moment and not crashes[name]:
            crashes[name] += 1
            server.crash()

    words = stopped(place, ORDERS, crash)
    assert not words or "run again" in words
    assert crashes[moment] == 1
    tally["server crashes"] += 1
    make_good(place, tally, check_paper(place, tally))


@posix
@pytest.mark.parametrize("limit", [0, 4096, 30_000, 60_000, 90_000])
def test_a_disk_that_takes_no_more_bytes_is_told_and_nothing_is_lost(
    tmp_path: Path, tally: Counter[str], limit: int
) -> None:
    place = Place(tmp_path)
    orders = [f"#{number}" for number in range(600)]
    code, words = run(place, orders=orders, limit=limit)
    assert code == 1
    assert "nothing is lost and no code is doubled" in words
    tally["full disks"] += 1
    known = check_paper(place, tally)
    print_orders(place, orders)
    check_done(place, orders, tally, known)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("mounting a small disk needs the rights of an administrator")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_is_lost(small_disk: Path, tally: Counter[str]) -> None:
    place = Place(small_disk)
    print_orders(place, ORDERS)
    ballast = small_disk / "ballast"
    size = shutil.disk_usage(small_disk).free - 16_384
    ballast.write_bytes(bytes(size))
    orders = [f"#{number}" for number in range(1, 400)]
    with pytest.raises(Stop, match=r"the disk of the ledger .* is full") as stop:
        print_orders(place, orders)
    assert "nothing is lost and no code is doubled" in stop.value.hint
    tally["full disks"] += 1
    known = check_paper(place, tally)
    ballast.unlink()
    print_orders(place, orders)
    check_done(place, orders, tally, known)


@posix
@pytest.mark.parametrize("mode", [None, 0o444, 0o666])
def test_a_folder_that_cannot_be_written_is_told(tally: Counter[str], mode: int | None) -> None:
    folder = Path(tempfile.mkdtemp())  # not under tmp_path, which nobody else may enter
    place = Place(folder, SQLITE)
    try:
        if mode is not None:
            print_orders(place, ORDERS)
            (folder / "ledger.sqlite").chmod(mode)
        folder.chmod(0o555)
        code, words = run(place, orders=ORDERS, user=65534)
        assert (code, "cannot be written" in words) == (1, True), words
        assert "make the file and its folder writable for you" in words
        folder.chmod(0o700)
        tally["read-only folders"] += 1
        print_orders(place, ORDERS)
        check_done(place, ORDERS, tally)
    finally:
        folder.chmod(0o700)
        shutil.rmtree(folder)
