"""Pools and shared codes: a code of a pool goes to one order, once, in each kind of database; an empty pool stops."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from inserts.ledger import (
    Book,
    Ledger,
    Pool,
    Reservation,
    add_codes,
    find,
    issued,
    normalise,
    open_ledger,
    take_out,
    tell,
    to_tell,
    void,
)
from inserts.model.offer import Benefit, CodeRule, Grant, Issued, Pooled, Shared
from inserts.model.order import Order, State
from inserts.model.problem import Stop, Where
from tests.books import codes
from tests.engines import SQLITE, Place
from tests.ledger_worker import KEY
from tests.test_ledger_crash import Places, check_paper, ends, on_paper, posix, run, spawn, told_of

DAY = date(2026, 11, 24)
SEVERAL = ("CODE-A", "CODE-B2", "CODE-C", "CODE-D", "CODE-E")


def world() -> dict[str, object]:
    return {
        "shop": "shop",
        "key": KEY,
        "station": "table",
        "now": lambda: datetime(2026, 11, 24, 10, tzinfo=UTC),
        "randbytes": os.urandom,
    }


def opened(place: Place) -> Ledger:
    return open_ledger(place.url, place.folder, **world())  # type: ignore[arg-type]


@contextmanager
def book(place: Place) -> Iterator[Book]:
    found = open_ledger(place.url, place.folder, **world()).book  # type: ignore[arg-type]
    try:
        yield found
    finally:
        found.db.close()


def fill(place: Place, *codes: str, pool: str = "ten") -> None:
    with book(place) as db:
        assert add_codes(db, pool, codes or SEVERAL).refused == ()


def grant(order: str, pool: str = "", shared: str = "", kind: str = "percent") -> Grant:
    benefit = Benefit(kind, Decimal(10) if kind == "percent" else None)  # type: ignore[arg-type]
    return Grant(order, "t", benefit, "EUR", valid_through=date(2027, 1, 31), pool=pool, shared=shared)


def reserve(ledger: Ledger, *grants: Grant) -> Reservation:
    return ledger.reserve("monday", grants, rule=CodeRule(), inputs=[])


def publish(ledger: Ledger, reserved: Reservation) -> None:
    cards = [(coupon.grant.order, "t", 1, slot) for slot, coupon in enumerate(reserved.coupons, 1)]
    ledger.sealed(reserved.print_id, pdf="a.pdf", sha256="x", pages=1, cards=cards)
    ledger.confirm(reserved.print_id)


def left(ledger: Ledger) -> dict[str, int]:
    return {pool.name: pool.left for pool in ledger.outlook(DAY).pools}


# Drawing


def test_a_pool_is_drawn_from_in_the_order_of_its_file_exactly_as_written(place: Place) -> None:
    fill(place, "sale_Z9", "CODE-8", "A")
    with opened(place) as ledger:
        found = reserve(ledger, grant("#2", "ten"), grant("#1", "ten"))
        assert codes(found) == {"#1": "sale_Z9", "#2": "CODE-8"}
        assert ledger.outlook(DAY).pools == (Pool("ten", 1, 3),)


def test_a_grant_from_a_pool_comes_back_from_paper_as_it_went_in(place: Place) -> None:
    fill(place)
    with opened(place) as ledger:
        first = reserve(ledger, grant("#1", "ten"), grant("#2", shared="WELCOME10"))
        publish(ledger, first)
        assert ledger.reprint(["#1", "#2"], "jam").coupons == first.coupons
        assert [coupon.grant for coupon in first.coupons] == [grant("#1", "ten"), grant("#2", shared="WELCOME10")]


def test_an_order_that_was_reserved_before_keeps_its_code_of_the_pool(place: Place) -> None:
    fill(place)
    with opened(place) as ledger:
        first = reserve(ledger, grant("#1", "ten"), grant("#2", "ten"))
        ledger.fail(first.print_id, "proof")
        again = reserve(ledger, grant("#2", "ten"), grant("#1", "ten"))
        assert codes(again) == codes(first)
        assert left(ledger) == {"ten": 3}


def test_an_empty_pool_stops_and_takes_nothing(place: Place) -> None:
    fill(place, "A", "B")
    with opened(place) as ledger:
        with pytest.raises(Stop, match="pool 'ten' has 2 codes left and 3 are needed"):
            reserve(ledger, *(grant(f"#{n}", "ten") for n in range(3)))
        assert left(ledger) == {"ten": 2}
        assert place.rows("SELECT order_ref FROM ledger_issue") == []


def test_a_pool_nobody_has_filled_is_empty(place: Place) -> None:
    with opened(place) as ledger, pytest.raises(Stop, match="pool 'new' has 0 codes left"):
        reserve(ledger, grant("#1", "new"))


def test_an_order_without_an_offer_takes_no_code(place: Place) -> None:
    fill(place)
    with opened(place) as ledger:
        assert codes(reserve(ledger, grant("#1", "ten", kind="none"))) == {"#1": ""}
        assert left(ledger) == {"ten": 5}


def test_an_offer_changed_before_printing_takes_its_code_from_the_new_place(place: Place) -> None:
    fill(place, "TEN-1", "TEN-2")
    fill(place, "TWENTY-1", pool="twenty")
    with opened(place) as ledger:
        ledger.fail(reserve(ledger, grant("#1", "ten")).print_id, "proof")
        second = reserve(ledger, grant("#1", "twenty"))
        assert codes(second) == {"#1": "TWENTY-1"}
        ledger.fail(second.print_id, "proof")
        third = reserve(ledger, grant("#1", shared="ALL"))
        assert codes(third) == {"#1": "ALL"}
        ledger.fail(third.print_id, "proof")
        own = codes(reserve(ledger, grant("#1")))["#1"]
        assert own not in ("", "ALL", "TEN-1", "TWENTY-1")
        # What was drawn for it may lie on a sheet somebody kept: nobody gets that code.
        assert left(ledger) == {"ten": 1, "twenty": 0}


def test_an_offer_changed_after_printing_changes_neither_grant_nor_code(place: Place) -> None:
    fill(place)
    with opened(place) as ledger:
        first = reserve(ledger, grant("#1", "ten"))
        publish(ledger, first)
        assert reserve(ledger, grant("#1", shared="ALL")).taken[0][1] == "already printed in batch monday"
        assert ledger.reprint(["#1"], "jam").coupons == first.coupons


def test_a_code_that_an_order_has_already_is_passed_over(place: Place) -> None:
    """As after an old backup was restored and the cards on paper were taken up."""
    fill(place, "A", "B")
    with opened(place) as ledger:
        reserve(ledger, grant("#1", "ten"))
    place.rows("UPDATE ledger_pool SET issue_id = NULL")
    with opened(place) as ledger:
        assert left(ledger) == {"ten": 1}
        assert codes(reserve(ledger, grant("#2", "ten"))) == {"#2": "B"}


def test_codes_of_a_pool_and_shared_ones_are_not_told_to_the_shop_that_made_them(place: Place) -> None:
    fill(place)
    with opened(place) as ledger:
        publish(ledger, reserve(ledger, grant("#1", "ten"), grant("#2", shared="ALL"), grant("#3")))
        assert ledger.outlook(DAY).untold == (("monday", 1),)


def test_many_orders_share_one_code(place: Place) -> None:
    with opened(place) as ledger:
        found = reserve(ledger, *(grant(f"#{n}", shared="WELCOME10") for n in range(3)))
        assert set(codes(found).values()) == {"WELCOME10"}
    with book(place) as db:
        assert find(db, "welcome 10") == Shared("WELCOME10", 3, ())


# One code by one


def test_what_becomes_of_a_code_is_kept_in_every_database(place: Place) -> None:
    with opened(place) as ledger:
        publish(ledger, reserve(ledger, grant("#1"), grant("#2")))
        ledger.note_uses([Order("#9", "x", Where("a.csv"), discount_codes=("nothing",))], rule=CodeRule())
    with book(place) as db:
        first, second = issued(db, tier="t")
        assert (first.batch, first.exported, first.state(DAY)) == ("monday", "", "printed")
        assert to_tell(db, DAY) == (first, second)
        assert tell(db, [first], "2026-11-25T08:00:00Z") == 1
        assert [one.coupon.grant.order for one in to_tell(db, DAY)] == ["#2"]
        assert [one.coupon.grant.order for one in to_tell(db, DAY, again=True)] == ["#1"]
        assert void(db, "#2", "leaked")
        assert not void(db, "#2", "again")
        assert to_tell(db, DAY) == ()
        found = find(db, second.coupon.code.lower())
        assert isinstance(found, Issued)
        assert (found.void_reason, found.state(DAY)) == ("leaked", "voided")
        assert to_tell(db, date(2027, 2, 1), everything=True) == ()
        assert issued(db, tier="other") == ()
    with opened(place) as ledger:
        assert ledger.voided(["#1", "#2"]) == {"#2": "leaked"}
        assert ledger.outlook(DAY)[1:3] == (1, ())
        with pytest.raises(Stop, match="was voided: leaked"):
            ledger.reprint(["#1", "#2"], "jam")


def test_days_since_the_last_order_are_counted_from_orders_that_count(place: Place) -> None:
    def order(name: str, day: int, state: State = State.OPEN) -> Order:
        placed = datetime(2026, 11, day, 9, tzinfo=UTC)
        return Order(name, "x", Where("a.csv"), placed=placed, email="a@x.example", state=state)

    orders = [order("#1", 1), order("#2", 5, State.CANCELLED), order("#3", 11), order("#4", 11)]
    with opened(place) as ledger:
        ledger.note_orders(orders)
        assert ledger.days_since_last(orders) == {"#2": 4, "#3": 10, "#4": 0}


# Filling


def test_the_same_file_again_adds_nothing(place: Place) -> None:
    fill(place)
    with book(place) as db:
        assert add_codes(db, "ten", SEVERAL)[:2] == (0, 5)
        assert add_codes(db, "ten", (*SEVERAL, "NEW"))[:2] == (1, 5)


@pytest.mark.parametrize(
    ("given", "place_of", "why"),
    [
        (("NEW", "NEW"), 1, "stands in the file twice"),
        (("NEW-8", "NEWB"), 1, "reads like NEW-8: B and 8, S and 5, Z and 2 are one"),
        (("CODE-B2",), 0, "is in pool 'ten' already"),
        (("WELCOME1",), 0, "is an order's code already"),
    ],
)
def test_a_code_that_would_be_somebody_elses_too_is_refused_and_none_is_added(
    place: Place, given: tuple[str, ...], place_of: int, why: str
) -> None:
    fill(place)
    with opened(place) as ledger:
        reserve(ledger, grant("#1", shared="WELCOME1"))
    with book(place) as db:
        added = add_codes(db, "twenty", ("FINE", *given))
        assert added.added == 0
        assert [(one.place - 1, one.why) for one in added.refused] == [(place_of, why)]
        assert find(db, "FINE") is None


def test_a_code_in_the_pool_is_found_and_can_be_taken_out(place: Place) -> None:
    fill(place)
    with book(place) as db:
        assert find(db, "codeb2") == Pooled("ten", "CODE-B2", "")
        assert take_out(db, "codeb2")
        assert not take_out(db, "codeb2")
    with opened(place) as ledger:
        found = reserve(ledger, *(grant(f"#{n}", "ten") for n in range(4)))
        assert "CODE-B2" not in codes(found).values()


# Whatever dies or races


@posix
def test_killed_at_every_step_no_code_of_a_pool_is_used_twice(
    tmp_path: Path, places: Places, tally: Counter[str]
) -> None:
    orders, at = [f"#{n}" for n in range(1, 7)], 0
    while True:
        at += 1
        place = places(tmp_path / str(at))
        fill(place, *(f"POOL-{n}" for n in range(20)))
        code, words = run(place, orders=orders, pool="ten", kill_at=at)
        tally["stations killed that draw from a pool"] += code == -9
        known = check_paper(place, tally)
        place.settle()
        assert run(place, orders=orders, pool="ten") == (0, "")
        check_paper(place, tally, known)
        assert sorted({order for order, _ in on_paper(place)}) == orders
        drawn = place.rows("SELECT COUNT(*), COUNT(issue_id) FROM ledger_pool")
        assert drawn == [(20, 6)]
        if code == 0:
            assert words == ""
            return


@posix
def test_stations_that_race_for_a_pool_get_different_codes_and_the_last_are_refused(
    tmp_path: Path, places: Places, tally: Counter[str]
) -> None:
    place = places(tmp_path / "race")
    fill(place, *(f"POOL-{n}" for n in range(10)))
    go = tmp_path / "go"
    told = [told_of(place, orders=[f"#{s}-{n}" for n in range(4)], pool="ten", wait=str(go)) for s in range(4)]
    process = spawn(told)
    go.touch()
    found = ends(process)
    assert Counter(code for code, _ in found) == {0: 2, 1: 2}
    assert all("has 2 codes left and 4 are needed" in words for code, words in found if code)
    check_paper(place, tally)
    assert len(on_paper(place)) == 8
    tally["stations that raced for a pool"] += 4


FEW = st.integers(1, 8)


class PoolHistories(RuleBasedStateMachine):
    """Two stations, two pools, offers that move between them; `had` is every code an order ever had."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Place(Path(tempfile.mkdtemp()), SQLITE)
        self.books = [open_ledger(SQLITE, self.place.folder, **world()).book for _ in range(2)]  # type: ignore[arg-type]
        self.stations = [opened(self.place) for _ in range(2)]
        self.made: dict[str, set[str]] = {"ten": set(), "twenty": set()}
        self.had: dict[str, str] = {}
        self.paper: dict[str, str] = {}

    def teardown(self) -> None:
        for one in self.stations:
            one.close()
        for one in self.books:
            one.db.close()
        shutil.rmtree(self.place.folder)

    @rule(pool=st.sampled_from(["ten", "twenty"]), numbers=st.lists(st.integers(1, 12), max_size=4))
    def import_codes(self, pool: str, numbers: list[int]) -> None:
        given = [f"P{number}" for number in numbers]
        other = set().union(*(made for name, made in self.made.items() if name != pool))
        added = add_codes(self.books[0], pool, given)
        if len(set(given)) < len(given) or other & set(given):
            assert added.refused
        else:
            assert added.added == len(set(given) - self.made[pool])
            self.made[pool] |= set(given)

    @rule(
        station=st.integers(0, 1),
        orders=st.lists(FEW, unique=True, min_size=1, max_size=3),
        pool=st.sampled_from(["ten", "twenty", ""]),
        kind=st.sampled_from(["percent", "percent", "none"]),
        released=st.booleans(),
    )
    def print_(self, station: int, orders: list[int], pool: str, kind: str, released: bool) -> None:
        ledger = self.stations[station]
        try:
            found = reserve(ledger, *(grant(str(order), pool, kind=kind) for order in orders))
        except Stop:
            assert pool
            return
        assert {order for order, _ in found.taken} == self.paper.keys() & {str(order) for order in orders}
        for order, code in codes(found).items():
            assert bool(code) == (kind != "none")
            if code and pool:
                assert code in self.made[pool]
            if code:
                assert self.had.setdefault(code, order) == order
        if not found.coupons:
            return
        if released:
            publish(ledger, found)
            self.paper |= codes(found)
        else:
            ledger.fail(found.print_id, "proof")

    @invariant()
    def no_code_is_on_two_cards(self) -> None:
        on_cards = [code for code in self.paper.values() if code]
        assert len(on_cards) == len(set(on_cards))

    @invariant()
    def the_ledger_has_what_is_on_paper(self) -> None:
        kept = {one.coupon.grant.order: one for one in issued(self.books[1])}
        for order, code in self.paper.items():
            assert not code or isinstance(kept[order], Issued)
            assert not code or normalise(kept[order].coupon.code) == normalise(code)

    @invariant()
    def what_was_drawn_is_never_left(self) -> None:
        for pool in self.stations[0].outlook(DAY).pools:
            used = sum(code in self.had for code in self.made[pool.name])
            assert (pool.left, pool.total) == (len(self.made[pool.name]) - used, len(self.made[pool.name]))


TestPoolHistories = PoolHistories.TestCase
TestPoolHistories.settings = settings(
    max_examples=30, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
