"""Arms, uses and the evidence of what came after a card, in each kind of database."""

from __future__ import annotations

from datetime import UTC, date, datetime

from inserts.ledger import Assigned
from inserts.model.experiment import Experiment, History
from inserts.model.offer import CodeRule
from inserts.model.order import Order
from inserts.model.outcome import Parcel
from inserts.model.problem import Where
from tests.books import codes, opened, publish, reserve
from tests.engines import Place

SHIPPED = date(2026, 11, 24)
TRIAL = Experiment("winter", SHIPPED, date(2027, 2, 1), (("holdout", 50), ("card", 50)))


def order(id: str, email: str = "ann@x.example", *written: str, day: int = 20) -> Order:
    placed = datetime(2026, 11, day, 12, tzinfo=UTC)
    return Order(id, "shopify", Where("a.csv"), placed=placed, email=email, discount_codes=written)


def test_arms_are_noted_once_and_held_out_orders_stay_so(place: Place) -> None:
    with opened(place) as ledger:
        ledger.note_orders([order("#1"), order("#2"), order("#3", "bo@x.example")])
        ledger.note_trial("winter", [Assigned("#1", "holdout", "first", held_out=True)], SHIPPED)
        ledger.note_trial("winter", [Assigned("#1", "card", "second")], date(2026, 12, 1))
        assert ledger.held_out(["#1", "#2", "#9"]) == {"#1": "winter"}
        found = ledger.arms(TRIAL, {"#1": "ann", "#2": "ann", "#3": "bo"})
        assert (found["#1"], found["#2"]) == ("holdout", "holdout")
        (parcel,) = ledger.evidence().parcels
    assert parcel == Parcel("#1", "first", "winter", "holdout", (), SHIPPED, parcel.customer, "")
    assert parcel.customer


def test_uses_are_kept_once_and_belong_to_what_was_issued(place: Place) -> None:
    with opened(place) as ledger:
        ledger.note_orders([order("#1")])
        reserved = reserve(ledger, "#1")
        publish(ledger, reserved)
        later = [order("#2", "bo@x.example", f"OTHER; {codes(reserved)['#1'].lower()}", day=28)]
        ledger.note_orders(later)
        assert [ledger.note_uses(later, rule=CodeRule()) for _ in range(2)] == [(1, 0, 0)] * 2
        found = ledger.evidence()
    (parcel,), (use,) = found.parcels, found.uses
    assert (use.order, use.code) == ("#2", parcel.code)
    assert (parcel.templates, parcel.shipped) == (("classic",), SHIPPED)
    assert [(one.order, one.day) for one in found.placed] == [("#2", date(2026, 11, 28))]


def test_a_code_like_ours_that_was_never_issued_is_kept_apart(place: Place) -> None:
    with opened(place) as ledger:
        used = [order("#2", "bo@x.example", "K7QWM-4XH2F")]
        assert ledger.note_uses(used, rule=CodeRule()) == (0, 1, 0)
        assert [use.code for use in ledger.evidence().strange] == ["K7QWM4XH2F"]


def test_a_file_is_remembered_by_its_bytes(place: Place) -> None:
    with opened(place) as ledger:
        assert ledger.note_import("ab", "results", 3) == ""
        assert ledger.note_import("ab", "history", 3).startswith("2026-11-24T")
        assert ledger.note_import("cd", "results", 3) == ""


def test_only_what_the_shop_counts_counts_and_staff_never_does(place: Place) -> None:
    history = History(match=("phone",), staff=("@shop.example",))
    made = [order("#1"), order("#2", "me@shop.example")]
    with opened(place) as ledger:
        ledger.note_orders(made, history=history)
        blind = ledger.evidence().blind
    assert (blind.orders, blind.unknown, blind.staff) == (2, 2, 1)
