"""The ledger: a code belongs to one order for ever, whatever dies, races or is restored meanwhile."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from inserts.ledger import Ledger, Reservation, load_or_create_key, open_ledger
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order, State
from inserts.model.problem import Stop, Where

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
RULE = CodeRule()
ROOT = Path(__file__).parent.parent


def grant(order: str, value: int = 15, **more: object) -> Grant:
    return Grant(order, "t", Benefit("percent", Decimal(value)), "EUR", valid_through=date(2027, 1, 31), **more)  # type: ignore[arg-type]


def book(folder: Path, *, seed: int = 1, step: Callable[[str], None] = lambda _: None, **more: object) -> Ledger:
    parts: dict[str, object] = {"shop": "s", "key": KEY, "station": "here", "now": lambda: NOW, "patience": 5.0}
    parts |= {"randbytes": random.Random(seed).randbytes, "step": step}
    return open_ledger("sqlite:///ledger.sqlite", folder, **(parts | more))  # type: ignore[arg-type]


def take(ledger: Ledger, *orders: str, wish: str = "day", value: int = 15) -> Reservation:
    return ledger.reserve(wish, [grant(order, value) for order in orders], rule=RULE, inputs=())


def publish(ledger: Ledger, reserved: Reservation) -> None:
    cards = [(coupon.grant.order, "classic", 2, n) for n, coupon in enumerate(reserved.coupons, 1)]
    ledger.sealed(reserved.print_id, pdf=f"/{reserved.batch}.pdf", sha256="00", pages=3, cards=cards)
    ledger.confirm(reserved.print_id)


def codes(reserved: Reservation) -> dict[str, str]:
    return {coupon.grant.order: coupon.code for coupon in reserved.coupons}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with book(tmp_path) as opened:
        yield opened


# Once


def test_every_order_has_a_code_of_its_own(ledger: Ledger) -> None:
    found = codes(take(ledger, *map(str, range(500))))
    assert len(set(found.values())) == 500


def test_an_order_printed_before_is_not_reserved_again_and_the_batch_is_named(ledger: Ledger) -> None:
    publish(ledger, take(ledger, "1", "2"))
    again = take(ledger, "2", "3", wish="later")
    assert list(codes(again)) == ["3"]
    assert again.taken == (("2", "already printed in batch day"),)
    assert ledger.printed() == {"1": "day", "2": "day"}


def test_a_failed_print_gives_its_orders_back_with_the_same_codes_and_name(ledger: Ledger) -> None:
    first = take(ledger, "1", "2")
    ledger.fail(first.print_id, "disk full")
    again = take(ledger, "1", "2")
    assert (again.batch, codes(again)) == (first.batch, codes(first))


def test_a_name_in_use_gets_a_letter(ledger: Ledger) -> None:
    publish(ledger, take(ledger, "1"))
    assert take(ledger, "2").batch == "day-b"


def test_an_offer_not_on_paper_yet_may_change_and_one_on_paper_never_does(ledger: Ledger) -> None:
    ledger.fail(take(ledger, "1", value=10).print_id, "")
    second = take(ledger, "1", value=20)
    assert second.coupons[0].grant.benefit.value == 20
    publish(ledger, second)
    assert ledger.reprint(["1"], "jam").coupons == second.coupons


def test_orders_left_out_of_the_sealed_file_are_free_again(ledger: Ledger) -> None:
    reserved = take(ledger, "1", "2")
    ledger.sealed(reserved.print_id, pdf="/a.pdf", sha256="0", pages=3, cards=[("1", "classic", 2, 1)])
    ledger.confirm(reserved.print_id)
    assert ledger.printed() == {"1": "day"}
    assert list(codes(take(ledger, "2", wish="next"))) == ["2"]


def test_a_grant_of_nothing_gets_no_code(ledger: Ledger) -> None:
    reserved = ledger.reserve("day", [Grant("1", "none", Benefit("none"))], rule=RULE, inputs=())
    assert reserved.coupons[0].code == ""


def test_another_stations_orders_are_told_while_it_prints(tmp_path: Path) -> None:
    with book(tmp_path) as one, book(tmp_path, seed=2) as two:
        first = take(one, "1")
        second = take(two, "1", "2", wish="other")
        assert list(codes(second)) == ["2"]
        assert "right now" in dict(second.taken)["1"]
        publish(one, first)
        assert "already printed" in dict(take(two, "1").taken)["1"]


def test_a_print_whose_station_died_is_settled_by_its_file(tmp_path: Path) -> None:
    with book(tmp_path) as dead:
        released, lost = take(dead, "1"), take(dead, "2", wish="other")
        for reserved, order in ((released, "1"), (lost, "2")):
            cards = [(order, "classic", 2, 1)]
            dead.sealed(reserved.print_id, pdf=f"/{order}.pdf", sha256=order, pages=3, cards=cards)
    with book(tmp_path, seed=2) as alive:
        told = alive.recover(lambda pdf, sha256: (pdf, sha256) == ("/1.pdf", "1"))
        assert len(told) == 2
        assert alive.printed() == {"1": "day"}
        assert codes(take(alive, "2", wish="other")) == codes(lost)


def test_an_unknown_order_cannot_be_printed_again(ledger: Ledger) -> None:
    publish(ledger, take(ledger, "#1001"))
    with pytest.raises(Stop, match="#1002"):
        ledger.reprint(["#1001", "#1002"], "jam")
    assert [record.reprints for record in ledger.batches()] == [0]


def test_reprints_are_counted_in_the_list_of_batches(ledger: Ledger) -> None:
    publish(ledger, take(ledger, "1", "2"))
    again = ledger.reprint(["2"], "jam")
    publish(ledger, Reservation(again.print_id, again.name, again.coupons))
    (record,) = ledger.batches()
    assert (record.name, record.state, record.orders, record.reprints) == ("day", "published", 2, 1)


# Codes that cannot be doubled


def test_a_lost_or_restored_ledger_gives_the_same_keyed_codes(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with book(tmp_path / name, seed=len(name)) as opened:
            found.append(codes(take(opened, "1", "2", "3")))
    assert found[0] == found[1]


def test_a_code_that_collides_is_drawn_again_and_no_order_goes_without(tmp_path: Path) -> None:
    drawn = iter([b"\1" * 32, b"\1" * 32, b"\2" * 32, b"\3" * 32, *(bytes([n]) * 32 for n in range(4, 90))])

    def randbytes(count: int) -> bytes:
        return next(drawn) if count == 32 else os.urandom(count)

    with book(tmp_path, randbytes=randbytes) as opened:
        rule = CodeRule(source="random")
        found = codes(opened.reserve("day", [grant(str(n)) for n in range(20)], rule=rule, inputs=()))
    assert len(set(found.values())) == 20
    assert all(found.values())


def test_another_key_is_refused(tmp_path: Path) -> None:
    book(tmp_path).close()
    with pytest.raises(Stop, match="another code key"):
        book(tmp_path, key=b"x" * 32)


def test_a_missing_key_beside_a_ledger_is_refused_and_a_first_one_is_private(tmp_path: Path) -> None:
    path = tmp_path / "secrets/code.key"
    key = load_or_create_key(path, os.urandom, may_create=True)
    assert load_or_create_key(path, os.urandom, may_create=False) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    with pytest.raises(Stop, match="missing"):
        load_or_create_key(path, os.urandom, may_create=False)


# Customers


def order(number: str, email: str = "", **more: object) -> Order:
    return Order(number, "shopify", Where("f"), email=email, placed=NOW, **more)  # type: ignore[arg-type]


def test_orders_of_one_customer_are_numbered_and_strangers_are_unknown(ledger: Ledger) -> None:
    orders = [order("9", "Ida@x.example"), order("10", "ida@X.example "), order("11", "ole@x.example"), order("12")]
    ledger.note_orders(orders)
    assert ledger.order_numbers(orders) == {"9": 1, "10": 2, "11": 1, "12": 0}


def test_a_cancelled_order_does_not_count(ledger: Ledger) -> None:
    orders = [order("9", "i@x.example", state=State.CANCELLED), order("10", "i@x.example")]
    ledger.note_orders(orders)
    assert ledger.order_numbers(orders)["10"] == 1


def test_no_address_is_kept(tmp_path: Path) -> None:
    with book(tmp_path) as opened:
        opened.note_orders([order("1", "canary@x.example", phone="+44 7700 900142", name="Canary")])
    kept = (tmp_path / "ledger.sqlite").read_bytes().lower()
    assert not any(word in kept for word in (b"canary", b"7700900142", b"900142"))


# Faults


def test_the_file_is_private_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    with book(tmp_path) as opened:
        publish(opened, take(opened, "1"))
    assert stat.S_IMODE((tmp_path / "ledger.sqlite").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["ledger.sqlite"]


@pytest.mark.parametrize(
    "data", [b"not a database, but long enough to look like a file" * 40, b"SQLite format 3\0" * 64]
)
def test_a_file_that_is_no_ledger_is_left_as_it_is(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(data)
    with pytest.raises(Stop):
        book(tmp_path)
    assert (tmp_path / "ledger.sqlite").read_bytes() == data


def test_a_newer_ledger_and_a_strangers_database_are_refused(tmp_path: Path) -> None:
    book(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(Stop, match="newer"):
        book(tmp_path)
    (tmp_path / "other").mkdir()
    with closing(sqlite3.connect(tmp_path / "other/ledger.sqlite")) as db:
        db.execute("CREATE TABLE theirs (x)")
    with pytest.raises(Stop, match="not a ledger"):
        book(tmp_path / "other")


def test_a_ledger_locked_by_another_program_is_told_after_a_while(tmp_path: Path) -> None:
    with book(tmp_path, patience=0.2) as opened, closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Stop, match="in use"):
            take(opened, "1")
        other.rollback()
        assert codes(take(opened, "1"))


@pytest.mark.parametrize("step", ["reserve: begin", "reserve: commit"])
def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path, step: str) -> None:
    broken = True

    def fail(name: str) -> None:
        if broken and name == step:
            raise OSError(28, "No space left on device")

    with book(tmp_path, step=fail) as opened:
        with pytest.raises(Stop, match="No space left"):
            take(opened, "1", "2")
        broken = False
        assert opened.batches() == ()
        assert list(codes(take(opened, "2"))) == ["2"]


WORKER = f"""
import os, random, signal, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.test_ledger import book, codes, publish, take
folder, kill, seed, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
def step(name):
    global kill
    kill -= 1
    if kill == 0:
        os.kill(os.getpid(), signal.SIGKILL)
with book(folder, seed=seed, step=step, patience=30.0) as ledger:
    ledger.recover(lambda pdf, sha256: Path(pdf).name in os.listdir(folder))
    for start in range(0, count, 10):
        reserved = take(ledger, *map(str, range(start, start + 10)), wish=f"b{{start}}")
        if reserved.coupons:
            for order, code in codes(reserved).items():
                print(order, code, flush=True)
            publish(ledger, reserved)
"""


def work(folder: Path, kill: int, seed: int, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WORKER, str(folder), str(kill), str(seed), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_killed_at_every_step_no_code_is_doubled_or_lost(tmp_path: Path) -> None:
    kills = double = lost = 0
    for kill in range(1, 40, 2):
        folder = tmp_path / str(kill)
        folder.mkdir()
        seen: dict[str, set[str]] = {}
        for attempt in (kill, -1):
            process = work(folder, attempt, kill + attempt, 20)
            out, errors = process.communicate(timeout=60)
            kills += process.returncode == -signal.SIGKILL
            assert process.returncode in (0, -signal.SIGKILL), errors
            for line in out.splitlines():
                number, code = line.split()
                seen.setdefault(number, set()).add(code)
        double += sum(len(found) > 1 for found in seen.values())
        lost += 20 - len(seen)
        double += len(seen) - len({code for found in seen.values() for code in found})
    assert kills >= 10
    assert (double, lost) == (0, 0), f"{kills} kills: {double} double codes, {lost} lost orders"


def test_racing_stations_share_the_orders_and_double_none(tmp_path: Path) -> None:
    stations = [work(tmp_path, -1, seed, 100) for seed in range(4)]
    taken: list[tuple[str, ...]] = []
    for station in stations:
        out, errors = station.communicate(timeout=60)
        assert station.returncode == 0, errors
        taken += [tuple(line.split()) for line in out.splitlines()]
    assert sorted(int(pair[0]) for pair in taken) == list(range(100))
    assert len({pair[1] for pair in taken}) == 100
