"""The ledger against a plain model of its promises, over random histories of two stations, with codes so few that
they collide all the time."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from inserts.ledger import Ledger, open_ledger
from inserts.model.offer import Benefit, CodeRule, Coupon, Grant
from inserts.model.problem import Stop
from tests.engines import Place

FEW = 12
STATIONS = st.integers(0, 1)
ORDERS = st.lists(st.integers(1, FEW), unique=True, max_size=5)
NOTHING = Benefit("none")


@dataclasses.dataclass
class Open:
    """A reservation that is not settled. `cards`: the orders in its sealed file."""

    print_id: int
    station: int
    batch: str
    first: bool
    coupons: tuple[Coupon, ...]
    cards: tuple[str, ...] | None = None


class Histories(RuleBasedStateMachine):
    """`codes` and `paper` are what the world has seen; the ledger may never contradict it."""

    def __init__(self, places: Callable[[Path], Place]) -> None:
        super().__init__()
        self.place = places(Path(tempfile.mkdtemp()))
        self.codes: dict[str, str] = {}
        self.paper: dict[str, Coupon] = {}
        self.batch_of: dict[str, str] = {}
        self.open: list[Open] = []
        self.stations: list[Ledger] = [self.start(), self.start()]

    def start(self) -> Ledger:
        return open_ledger(
            self.place.url,
            self.place.folder,
            shop="shop",
            key=bytes(32),
            station="",
            now=lambda: datetime(2026, 11, 24, tzinfo=UTC),
            randbytes=os.urandom,
        )

    def teardown(self) -> None:
        for ledger in self.stations:
            ledger.close()
        shutil.rmtree(self.place.folder)

    def busy(self) -> set[str]:
        return {coupon.grant.order for print_ in self.open if print_.first for coupon in print_.coupons}

    @rule(
        station=STATIONS,
        orders=ORDERS,
        benefit=st.sampled_from([Benefit("percent", Decimal(10)), Benefit("free_shipping"), NOTHING]),
        arm=st.sampled_from(["", "", "holdout"]),
        source=st.sampled_from(["keyed", "random"]),
        wish=st.sampled_from(["monday", "tuesday"]),
    )
    def reserve(self, station: int, orders: list[int], benefit: Benefit, arm: str, source: str, wish: str) -> None:
        grants = [Grant(str(order), "t", benefit, "EUR", arm=arm) for order in orders]
        codes = CodeRule(source, length=2, group=0)  # type: ignore[arg-type]
        found = self.stations[station].reserve(wish, grants, rule=codes, inputs=[])
        kept_away = self.busy() | self.batch_of.keys()
        assert {order for order, _ in found.taken} == kept_away & {grant.order for grant in grants}
        assert [coupon.grant for coupon in found.coupons] == [g for g in grants if g.order not in kept_away]
        assert found.batch not in {*self.batch_of.values(), *(print_.batch for print_ in self.open if print_.first)}
        for coupon in found.coupons:
            assert bool(coupon.code) == (benefit.kind != "none" and not arm)
            if coupon.code:
                assert self.codes.setdefault(coupon.grant.order, coupon.code) == coupon.code
        if found.coupons:
            self.open.append(Open(found.print_id, station, found.batch, True, found.coupons))

    @precondition(lambda self: self.batch_of)
    @rule(station=STATIONS, data=st.data())
    def reprint(self, station: int, data: st.DataObject) -> None:
        orders = data.draw(st.lists(st.sampled_from(sorted(self.batch_of)), unique=True, min_size=1))
        found = self.stations[station].reprint(orders, "jam")
        assert found.coupons == tuple(self.paper[order] for order in orders)
        assert set(found.batches) == {self.batch_of[order] for order in orders}
        self.open.append(Open(found.print_id, station, found.name, False, found.coupons))

    @rule(station=STATIONS, order=st.integers(1, FEW))
    def reprint_unprinted(self, station: int, order: int) -> None:
        if str(order) not in self.batch_of:
            with pytest.raises(Stop, match=f"order {order} was never printed"):
                self.stations[station].reprint([str(order)], "jam")

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def seal(self, data: st.DataObject) -> None:
        print_ = data.draw(st.sampled_from(self.open))
        all_orders = [coupon.grant.order for coupon in print_.coupons]
        held = data.draw(st.sets(st.sampled_from(all_orders))) if print_.cards is None else set()
        orders = print_.cards or tuple(order for order in all_orders if order not in held)
        cards = [(order, "t", 1, slot) for slot, order in enumerate(orders, 1)]
        self.stations[print_.station].sealed(print_.print_id, pdf=self.pdf(print_), sha256="x", pages=1, cards=cards)
        print_.cards = orders
        print_.coupons = tuple(coupon for coupon in print_.coupons if coupon.grant.order in orders)

    @precondition(lambda self: any(print_.cards is not None for print_ in self.open))
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        print_ = data.draw(st.sampled_from([print_ for print_ in self.open if print_.cards is not None]))
        self.stations[print_.station].confirm(print_.print_id)
        self.published(print_)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        print_ = data.draw(st.sampled_from(self.open))
        self.stations[print_.station].fail(print_.print_id, "proof")
        self.open.remove(print_)

    @rule(station=STATIONS, released=st.booleans())
    def die_and_come_back(self, station: int, released: bool) -> None:
        self.stations[station].close()
        self.stations[station] = self.start()
        dead = [print_ for print_ in self.open if print_.station == station]
        told = self.stations[1 - station].recover(lambda *_: released)
        assert len(told) == len(dead)
        for print_ in dead:
            if released and print_.cards is not None:
                self.published(print_)
            else:
                self.open.remove(print_)

    def pdf(self, print_: Open) -> str:
        return f"{print_.print_id}.pdf"

    def published(self, print_: Open) -> None:
        self.open.remove(print_)
        for coupon in print_.coupons:
            assert self.paper.setdefault(coupon.grant.order, coupon) == coupon
            if print_.first:
                assert self.batch_of.setdefault(coupon.grant.order, print_.batch) == print_.batch

    @invariant()
    def a_code_has_one_order(self) -> None:
        assert len(set(self.codes.values())) == len(self.codes), f"{len(self.codes)} orders share codes"

    @invariant()
    def the_ledger_knows_what_is_on_paper(self) -> None:
        for ledger in self.stations:
            assert ledger.printed() == self.batch_of


def test_random_histories_keep_every_promise(places: Callable[[Path], Place], request: pytest.FixtureRequest) -> None:
    examples = 40 if request.node.callspec.id == "sqlite" else 10  # a server takes longer to make a ledger
    told = settings(max_examples=examples, stateful_step_count=25, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(lambda: Histories(places), settings=told)  # type: ignore[no-untyped-call]
