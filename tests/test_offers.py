"""Offers: the first tier whose every condition holds, in the order's currency, never run out on arrival."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.model.offer import Benefit, Conditions, Grant, Tier
from inserts.model.order import Item, Order
from inserts.model.problem import Where
from inserts.offers import decide
from inserts.offers.tiers import valid_through

SHIP = date(2026, 11, 23)  # a Monday
PLAIN = Tier("everyone else", "percent", value=Decimal(5), days=30)


def order(**more: object) -> Order:
    known = {"id": "#1001", "platform": "shopify", "source": Where("orders.csv", 2), "currency": "EUR"}
    return Order(**(known | more))  # type: ignore[arg-type]


def granted(made: Order, *tiers: Tier, number: int = 1, currency: str = "EUR", arm: str = "") -> Grant:
    return decide(made, tiers=tiers, currency=currency, ship_date=SHIP, order_number=number, customer="c" * 32, arm=arm)


def matches(made: Order, when: Conditions, number: int = 1) -> bool:
    return granted(made, dataclasses.replace(PLAIN, name="tried", when=when), PLAIN, number=number).tier == "tried"


OWNERS = (
    Tier("no insert", "none", Conditions(tags_any=("wholesale", "no-insert", "replacement"))),
    Tier(
        "loyal",
        "gift",
        Conditions(order_number_min=5),
        text="A free candle",
        min_spend=(("EUR", Decimal(25)),),
        days=90,
    ),
    Tier(
        "third and fourth order",
        "amount",
        Conditions(order_number_min=3, order_number_max=4),
        amounts=(("EUR", Decimal("7.50")), ("GBP", Decimal("6.50"))),
        min_spend=(("EUR", Decimal("50.00")), ("GBP", Decimal("45.00"))),
        days=60,
    ),
    Tier("second order", "free_shipping", Conditions(order_number_min=2, order_number_max=2), days=45),
    Tier(
        "first order",
        "percent",
        Conditions(order_number_min=1, order_number_max=1, total_min=(("EUR", Decimal(20)),)),
        value=Decimal(10),
        min_spend=(("EUR", Decimal(30)),),
        days=30,
        delivery_days=3,
        latest=date(2027, 3, 31),
    ),
    PLAIN,
)


@pytest.mark.parametrize(
    ("number", "total", "currency", "tags", "tier", "through"),
    [
        (1, "35.00", "EUR", (), "first order", date(2026, 12, 26)),
        (1, "12.00", "EUR", (), "everyone else", date(2026, 12, 23)),
        (1, "35.00", "USD", (), "everyone else", date(2026, 12, 23)),
        (2, "5", "EUR", (), "second order", date(2027, 1, 7)),
        (4, "5", "GBP", (), "third and fourth order", date(2027, 1, 22)),
        (4, "5", "USD", (), "everyone else", date(2026, 12, 23)),
        (9, "5", "EUR", (), "loyal", date(2027, 2, 21)),
        (9, "5", "GBP", (), "everyone else", date(2026, 12, 23)),
        (0, "35.00", "EUR", (), "everyone else", date(2026, 12, 23)),
        (1, "99", "EUR", ("Replacement",), "no insert", None),
    ],
)
def test_an_owners_tiers(
    number: int, total: str, currency: str, tags: tuple[str, ...], tier: str, through: date | None
) -> None:
    found = granted(order(total=Decimal(total), currency=currency, tags=tags), *OWNERS, number=number)
    assert (found.tier, found.valid_through) == (tier, through)


def test_a_grant_carries_the_whole_promise_in_the_orders_currency() -> None:
    tier = dataclasses.replace(OWNERS[2], single_use=False, excludes=("sale",))
    assert granted(order(currency="GBP"), tier, number=3, arm="a6") == Grant(
        order="#1001",
        tier="third and fourth order",
        benefit=Benefit("amount", Decimal("6.50")),
        currency="GBP",
        min_spend=Decimal("45.00"),
        single_use=False,
        excludes=("sale",),
        valid_from=SHIP,
        valid_through=date(2027, 1, 22),
        arm="a6",
        customer="c" * 32,
        order_number=3,
    )


def test_an_order_without_a_currency_is_in_the_shops() -> None:
    found = granted(order(currency=""), OWNERS[2], number=3, currency="GBP")
    assert (found.currency, found.benefit.value) == ("GBP", Decimal("6.50"))


@pytest.mark.parametrize("tiers", [(), (OWNERS[1],)])
def test_no_tier_left_is_no_offer(tiers: tuple[Tier, ...]) -> None:
    found = granted(order(), *tiers)
    assert (found.tier, found.benefit, found.valid_through) == ("", Benefit("none"), None)


def test_the_hold_out_gets_no_offer_and_keeps_the_tier_it_would_have_earned() -> None:
    found = granted(order(), PLAIN, arm="holdout")
    assert (found.tier, found.arm, found.benefit, found.min_spend) == (
        "everyone else",
        "holdout",
        Benefit("none"),
        None,
    )


@pytest.mark.parametrize(
    ("when", "made", "holds"),
    [
        (Conditions(tags_any=("VIP", "gold")), order(tags=(" vip ",)), True),
        (Conditions(tags_any=("VIP",)), order(tags=("VIPs",)), False),
        (Conditions(tags_none=("b2b",)), order(tags=("B2B",)), False),
        (Conditions(tags_none=("b2b",)), order(), True),
        (Conditions(country_any=("DE", "AT")), order(country="AT"), True),
        (Conditions(country_any=("DE",)), order(country=""), False),
        (Conditions(platform_any=("etsy",)), order(platform="shopify"), False),
        (Conditions(sku_any=("GIFT-01",)), order(items=(Item("a", "x"), Item("b", "gift-01"))), True),
        (Conditions(sku_any=("GIFT-01",)), order(), False),
        (Conditions(used_coupon=True), order(discount_codes=("HELLO",)), True),
        (Conditions(used_coupon=True), order(), False),
        (Conditions(used_coupon=False), order(discount_codes=("HELLO",)), False),
        (Conditions(total_min=(("EUR", Decimal(20)),)), order(total=Decimal("20.00")), True),
        (Conditions(total_min=(("EUR", Decimal(20)),)), order(total=Decimal("19.99")), False),
        (Conditions(total_max=(("EUR", Decimal(20)),)), order(total=Decimal("20.01")), False),
        (Conditions(total_max=(("USD", Decimal(20)),)), order(total=Decimal(1)), False),
        (Conditions(total_min=(("USD", Decimal(1)),)), order(total=Decimal(9)), False),
        (Conditions(total_min=(("EUR", Decimal(1)),)), order(total=None), False),
        (Conditions(country_any=("DE",), used_coupon=True), order(country="DE"), False),
    ],
)
def test_conditions(when: Conditions, made: Order, holds: bool) -> None:
    assert matches(made, when) is holds


@pytest.mark.parametrize(("least", "most"), [(1, None), (None, 9), (1, 1)])
def test_an_unknown_order_number_meets_no_condition_on_it(least: int | None, most: int | None) -> None:
    when = Conditions(order_number_min=least, order_number_max=most)
    assert (matches(order(), when, number=0), matches(order(), when, number=1)) == (False, True)


@pytest.mark.parametrize(("latest", "tier"), [(SHIP + timedelta(3), "short"), (SHIP + timedelta(2), "everyone else")])
def test_an_offer_that_has_run_out_when_the_parcel_arrives_is_passed_over(latest: date, tier: str) -> None:
    short = dataclasses.replace(PLAIN, name="short", delivery_days=3, latest=latest)
    found = granted(order(), short, PLAIN)
    assert found.tier == tier
    assert found.valid_through is not None
    assert found.valid_through >= SHIP + timedelta(3 if tier == "short" else 0)


def test_a_clock_change_does_not_move_the_last_day() -> None:
    assert valid_through(PLAIN, date(2026, 10, 24)) == date(2026, 11, 23)


TIERS = st.builds(
    Tier,
    name=st.just("x"),
    kind=st.sampled_from(["percent", "amount", "none"]),
    value=st.just(Decimal(5)),
    amounts=st.sampled_from([(), (("EUR", Decimal(5)),), (("USD", Decimal(6)),)]),
    min_spend=st.sampled_from([(), (("EUR", Decimal(50)),), (("USD", Decimal(60)),)]),
    days=st.integers(1, 60),
    delivery_days=st.integers(0, 9),
    round_to=st.sampled_from(["", "week"]),
    latest=st.none() | st.dates(SHIP - timedelta(9), SHIP + timedelta(90)),
)


@given(TIERS)
def test_an_offer_is_never_in_a_foreign_currency_and_never_run_out_on_arrival(tier: Tier) -> None:
    found = granted(order(), tier)
    if found.benefit.kind == "none":
        assert found.valid_through is None
        return
    assert found.valid_through is not None
    assert found.valid_through >= SHIP + timedelta(tier.delivery_days)
    assert tier.latest is None or found.valid_through <= tier.latest
    assert found.benefit.value == Decimal(5)
    assert found.min_spend in (None, Decimal(50))


@given(st.dates(SHIP, SHIP + timedelta(400)), st.integers(1, 90))
def test_a_rounded_offer_ends_on_the_sunday_of_its_last_week(ship: date, days: int) -> None:
    last = valid_through(dataclasses.replace(PLAIN, days=days, round_to="week"), ship)
    assert last.weekday() == 6
    assert timedelta(0) <= last - (ship + timedelta(days)) <= timedelta(6)
