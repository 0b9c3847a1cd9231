"""Work in several processes: the same files as in one, and nothing torn or doubled however the work ends."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

import inserts.proof.spread as spread
import inserts.run.together as together
from inserts import manifest
from inserts.crew import Tell, crew
from inserts.model.problem import Stop
from inserts.proof import prove
from tests.shops import NOW, SHOP, export, make_shop, numbered, outside, run

BATCHES = SHOP + '\n[batches]\nlimit = 4\n[print]\nname_card = "classic"\ninsert = ""\n'


def files(shop: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shop.glob("out/*/*")}


def printed(shop: Path) -> Counter[str]:
    """How many cards each order has in all manifests, each beside a PDF that keeps what it promises."""
    cards: Counter[str] = Counter()
    for path in shop.glob("out/*/*.csv"):
        rows, problems = manifest.read(path.read_bytes())
        assert not problems
        assert not prove(path.with_suffix(".pdf"), rows).problems
        cards.update(row.order for row in rows if row.state == "printed")
    return cards


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few orders are worth several processes."""
    monkeypatch.setattr(together, "FEW", 0)


# Batches


@pytest.mark.usefixtures("eager")
def test_two_processes_make_the_same_files_as_one(tmp_path: Path) -> None:
    orders = export(
        {"Name": f"#{1001 + n}", "Email": f"c{n}@x.example", "Shipping Name": name, "Shipping Country": country}
        for n, (name, country) in enumerate(
            3 * [("Ida Lind", "GB"), ("王伟", "CN"), ("ليلى حداد", "AE"), ("\U00100000", "GB")]
        )
    )
    made = {}
    for jobs in (1, 2):
        shop = make_shop(tmp_path / str(jobs), orders, BATCHES)
        result = run(shop, jobs=jobs)
        made[jobs] = (
            files(shop),
            [(batch.name, batch.held_back, batch.chosen, batch.picked) for batch in result.batches],
        )
    assert len(made[1][0]) == 6
    assert made[2] == made[1]


def test_copied_processes_make_the_same_files_as_one(tmp_path: Path) -> None:
    made = {}
    for jobs in ("1", "2"):
        shop = make_shop(tmp_path / jobs, numbered(1600), LARGE)
        if made:
            shutil.copytree(tmp_path / "1" / "secrets", shop / "secrets")  # equal codes
        words = [sys.executable, "-m", "inserts", "print", "orders.csv", "--jobs", jobs]
        subprocess.run(words, cwd=shop, capture_output=True, check=True)
        made[jobs] = files(shop)
    assert len(made["1"]) == 14
    assert made["2"] == made["1"]


@pytest.mark.usefixtures("eager")
def test_progress_of_all_batches_is_one(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run(
        make_shop(tmp_path, numbered(10), BATCHES),
        outside(progress=lambda *state: told.append(state)),
        jobs=2,
    )
    assert {(stage, total) for stage, _, total in told} == {("batches", 10)}
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    assert told[-1] == ("batches", 10, 10)


@pytest.mark.usefixtures("eager")
@pytest.mark.parametrize("step", ["reserve", "seal", "release", "confirm"])
def test_a_run_of_two_processes_that_fails_at_any_step_is_gone_on_with(step: str, tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(10), BATCHES)
    left = [2]  # the second time the step is reached

    def fail(reached: str) -> None:
        left[0] -= reached == step
        if reached == step and not left[0]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(shop, outside(step=fail), jobs=2)
    assert not list(shop.glob("out/*/.*.tmp"))
    run(shop, outside(seed=2), jobs=2)
    assert printed(shop) == {f"#{1001 + n}": 1 for n in range(10)}


@pytest.mark.usefixtures("eager")
def test_what_is_left_of_a_part_used_sheet_goes_from_batch_to_batch_also_with_jobs(tmp_path: Path) -> None:
    made = []
    for jobs in (1, 2):
        shop = make_shop(tmp_path / str(jobs), numbered(8), BATCHES)
        run(shop, jobs=jobs, start=3)
        made.append(files(shop))
    assert made[0] == made[1]


# The command, ended from outside


def started(shop: Path) -> subprocess.Popen[str]:
    """`inserts print` in a session of its own, when its first batches are being made."""
    words = [sys.executable, "-m", "inserts", "print", "orders.csv", "--jobs", "2"]
    child = subprocess.Popen(
        words, cwd=shop, start_new_session=True, stderr=subprocess.PIPE, text=True, preexec_fn=_hears_ctrl_c
    )
    until(lambda: len(list(shop.glob("out/*/.*.tmp/*.pdf"))) > 0, child)
    return child


def _hears_ctrl_c() -> None:
    """A shell's background job, in which tests may run, is deaf to it and would hand that on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until(happened: object, child: subprocess.Popen[str]) -> None:
    for _ in range(3000):
        if happened():  # type: ignore[operator]
            return
        assert child.poll() is None, child.communicate()
        time.sleep(0.01)
    raise AssertionError("nothing happens")


def nobody_left(session: int) -> bool:
    """Whether all the session's processes are gone, or go within half a minute."""
    for _ in range(3000):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


LARGE = BATCHES.replace("limit = 4", "limit = 250")
posix = pytest.mark.skipif(os.name != "posix", reason="signals and sessions of POSIX")


@posix
def test_ctrl_c_stops_all_processes_with_one_sentence_and_the_next_run_goes_on(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1000), LARGE)
    child = started(shop)
    os.killpg(child.pid, signal.SIGINT)
    _, words = child.communicate(timeout=60)
    assert child.returncode == 1
    assert words.strip() == "Stopped. Nothing is half printed; run the same command again to go on."
    assert nobody_left(child.pid)
    assert not list(shop.glob("out/*/.*.tmp"))
    run(shop, date=NOW.date())  # the child went by the real clock
    assert printed(shop) == {f"#{1001 + n}": 1 for n in range(1000)}


@posix
def test_processes_of_a_killed_run_end_and_the_next_run_goes_on(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1000), LARGE)
    child = started(shop)
    child.kill()
    child.communicate(timeout=60)
    assert nobody_left(child.pid)
    run(shop, date=NOW.date())  # the child went by the real clock
    assert printed(shop) == {f"#{1001 + n}": 1 for n in range(1000)}


# The proof


def test_pages_read_in_two_processes_are_the_same_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (batch,) = run(make_shop(tmp_path, numbered(24)), templates=("classic",), stock="a4").batches
    assert batch.pdf
    assert batch.manifest
    rows, _ = manifest.read(batch.manifest.read_bytes())
    wrong = [*rows[:7], *rows[8:]]
    monkeypatch.setattr(spread, "_SPAN", 3)
    alone = prove(batch.pdf, rows)
    with crew(2) as hands:
        shared = prove(batch.pdf, rows, crew=hands)
    assert shared == alone
    assert not alone.problems
    told: list[tuple[int, int]] = []
    with crew(2) as hands:
        found = prove(batch.pdf, wrong, crew=hands, progress=lambda *state: told.append(state))
    assert found.problems
    assert found == prove(batch.pdf, wrong)
    assert {count for _, count in told} == {alone.pages}
    assert told[-1] == (alone.pages, alone.pages)


# The processes


def doubling(factor: int) -> object:
    def task(work: int, tell: Tell) -> int:
        if work < 0:
            raise Stop(f"no {work}", "choose another", exit_code=2)
        if work > 99:
            os.kill(os.getpid(), signal.SIGKILL)
        tell(work)
        return factor * work

    return task


def unheard(number: int, told: object) -> None:
    """Nobody listens."""


def test_every_piece_is_done_once_and_told_of() -> None:
    told: list[tuple[int, int]] = []
    with crew(3) as hands:
        done = dict(hands.share(doubling, (2,), range(9), lambda number, work: told.append((number, work))))
    assert done == {number: 2 * number for number in range(9)}
    assert sorted(told) == [(number, number) for number in range(9)]


def test_pieces_are_taken_when_a_process_is_free() -> None:
    taken: list[int] = []

    def works() -> object:
        for number in range(9):
            taken.append(number)
            yield number

    with crew(2) as hands, closing(hands.share(doubling, (2,), works(), unheard)) as done:  # type: ignore[arg-type]
        next(done)
        assert len(taken) <= 3


def test_what_stops_a_piece_stops_the_rest_as_it_is() -> None:
    with pytest.raises(Stop) as stop, crew(2) as hands:
        dict(hands.share(doubling, (2,), [1, -1, 2], unheard))
    assert (str(stop.value), stop.value.exit_code) == ("no -1 (choose another)", 2)


@posix
def test_a_process_ended_from_outside_stops_the_rest() -> None:
    with pytest.raises(Stop, match="was ended"), crew(2) as hands:
        dict(hands.share(doubling, (2,), [1, 100, 2], unheard))


def number_of_process() -> object:
    return lambda work, tell: os.getpid()


def test_processes_do_one_share_after_the_other_and_are_gone_after_it() -> None:
    with crew(2) as hands:
        hands.gather(doubling)
        first = dict(hands.share(number_of_process, (), range(2), unheard))
        assert dict(hands.share(doubling, (3,), range(2), unheard)) == {0: 0, 1: 3}
        assert dict(hands.share(doubling, (5,), range(2), unheard)) == {0: 0, 1: 5}
        second = dict(hands.share(number_of_process, (), range(2), unheard))
    assert set(first.values()) == set(second.values())
    assert len(set(first.values())) == 2
    assert not multiprocessing.active_children()


def test_work_ends_also_when_all_processes_are_done_at_once() -> None:
    with crew(2) as hands:  # while the first word is listened to, both come to their ends
        done = dict(hands.share(doubling, (2,), [1, 2], lambda number, told: time.sleep(0.3)))
    assert done == {0: 2, 1: 4}


def test_after_a_stop_others_do_the_next_share() -> None:
    with crew(2) as hands:
        with pytest.raises(Stop):
            dict(hands.share(doubling, (2,), [1, -1, 2], unheard))
        assert not multiprocessing.active_children()
        assert dict(hands.share(doubling, (2,), [1], unheard)) == {0: 2}


def deaf() -> object:
    """What answers whether a process blocks Ctrl-C, as it does from its first moment or never."""
    return lambda work, tell: signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def answers(script: str) -> list[str]:
    """What a script prints in a process of its own, which has one thread: pytest's own processes have more."""
    head = "from inserts.crew import crew\nfrom tests.test_jobs import *\nimport tests.test_jobs as jobs\n"
    done = subprocess.run([sys.executable, "-c", head + script], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


READY = pytest.mark.parametrize("ready", ["", "hands.gather(deaf); "], ids=["hired when needed", "got ready before"])


@posix
@READY
def test_every_process_is_deaf_to_ctrl_c_from_its_start(ready: str) -> None:
    """Also the first, with which Python starts a helper of its own."""
    told = answers(
        f"with crew(2) as hands: {ready}print([deaf for _, deaf in hands.share(deaf, (), range(2), unheard)])"
    )
    assert told == ["[True, True]"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is copied")
def test_processes_got_ready_are_copies_that_import_nothing_again() -> None:
    script = (
        "jobs.MARK = 'set before'\n"
        "with crew(2) as hands: {}print([mark for _, mark in hands.share(mark, (), range(2), unheard)])"
    )
    assert answers(script.format("hands.gather(mark); ")) == ["['set before', 'set before']"]
    assert answers(script.format("")) == ["['', '']"]


MARK = ""


def mark() -> object:
    return lambda work, tell: MARK


@posix
@READY
def test_processes_go_home_by_themselves_when_nobody_has_work_for_them(ready: str) -> None:
    script = (
        f"with crew(3) as hands:\n    {ready}dict(hands.share(deaf, (), range(3), unheard))\n"
        "    processes = multiprocessing.active_children()\n"
        "print(sorted(process.exitcode for process in processes))"
    )
    assert answers(script) == ["[0, 0, 0]"]


@posix
@READY
def test_processes_end_when_the_one_they_work_for_is_killed(ready: str) -> None:
    script = (
        "from inserts.crew import crew\nfrom tests.test_jobs import *\n"
        f"with crew(3) as hands:\n    {ready}dict(hands.share(deaf, (), range(3), unheard))\n"
        "    print('ready', flush=True)\n    time.sleep(60)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True)
    with child:
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        child.kill()
    assert nobody_left(child.pid)
