"""Tiers held against each other: what is said to be out of reach is out of reach of every order there can be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.model.offer import Conditions, Days, Season
from inserts.model.order import Item, Order
from inserts.model.problem import Problem, Where
from inserts.offers.conditions import Case, meets
from inserts.settings import load
from inserts.settings.reach import contradiction, currencies, implies

MONEY = st.dictionaries(st.sampled_from(["EUR", "GBP"]), st.sampled_from([Decimal(10), Decimal(20)]), max_size=2).map(
    lambda found: tuple(sorted(found.items()))
)
NUMBER = st.one_of(st.none(), st.integers(1, 4))
LISTED = st.lists(st.integers(1, 4), max_size=2).map(tuple)
WORDS = st.lists(st.sampled_from(["a", "B", "b"]), max_size=2).map(tuple)
SHIPS = st.one_of(
    st.none(),
    st.builds(Days, st.one_of(st.none(), st.just(date(2026, 12, 1))), st.one_of(st.none(), st.just(date(2026, 12, 9)))),
    st.just(Season((12, 1), (1, 5))),
)
FLAT = st.builds(
    Conditions,
    order_number_min=NUMBER,
    order_number_max=NUMBER,
    order_number_in=LISTED,
    total_min=MONEY,
    total_max=MONEY,
    days_since_last_min=NUMBER,
    tags_any=WORDS,
    tags_none=WORDS,
    country_any=WORDS,
    language_any=st.lists(st.sampled_from(["pt", "pt-BR", "en"]), max_size=2).map(tuple),
    member_any=WORDS,
    item_any=WORDS,
    used_coupon=st.sampled_from([None, True, False]),
    gift=st.sampled_from([None, True]),
    ships=SHIPS,
)
SMALL = st.one_of(
    FLAT,
    st.builds(Conditions, order_number_min=NUMBER, tags_any=WORDS),
    st.builds(Conditions, country_any=WORDS, total_min=MONEY),
    st.builds(Conditions, used_coupon=st.sampled_from([None, True]), member_any=WORDS),
)
PARTS = st.lists(SMALL, max_size=2).map(tuple)
CONDITIONS = st.one_of(
    SMALL, st.builds(Conditions, country_any=WORDS, any=PARTS, all=PARTS, never=st.one_of(st.none(), SMALL))
)
ORDERS = st.builds(
    Order,
    id=st.just("#1"),
    platform=st.just("shopify"),
    source=st.just(Where("a.csv")),
    total=st.sampled_from([None, Decimal(5), Decimal(10), Decimal(15), Decimal(25)]),
    currency=st.sampled_from(["EUR", "GBP", "USD"]),
    tags=WORDS,
    country=st.sampled_from(["", "A", "B"]),
    language=st.sampled_from(["", "pt", "pt-BR", "en"]),
    items=WORDS.map(lambda names: tuple(Item(name) for name in names)),
    discount_codes=st.sampled_from([(), ("X",)]),
    gift=st.booleans(),
)
CASES = st.builds(
    lambda order, number, member, day, days: Case(order, order.currency, day, number, member, days),
    ORDERS,
    st.integers(0, 5),
    WORDS,
    st.sampled_from([date(2026, 11, 30), date(2026, 12, 3), date(2027, 1, 2)]),
    st.one_of(st.none(), st.integers(0, 5)),
)


@settings(max_examples=600)
@given(CONDITIONS, CONDITIONS, st.lists(CASES, min_size=10, max_size=10))
def test_what_implies_is_never_met_without_what_it_implies(
    narrow: Conditions, wide: Conditions, cases: list[Case]
) -> None:
    if implies(narrow, wide):
        assert all(meets(case, wide) for case in cases if meets(case, narrow))


@given(CONDITIONS)
def test_every_condition_implies_itself(when: Conditions) -> None:
    assert implies(when, when)


@settings(max_examples=400)
@given(CONDITIONS, st.lists(CASES, min_size=10, max_size=10))
def test_a_contradiction_is_met_by_nobody(when: Conditions, cases: list[Case]) -> None:
    if contradiction(when):
        assert not any(meets(case, when) for case in cases)


@given(CONDITIONS, CASES)
def test_an_order_that_meets_conditions_pays_in_one_of_their_currencies(when: Conditions, case: Case) -> None:
    known = currencies(when)
    if known is not None and meets(case, when):
        assert case.currency in known


# In shop.toml

SHOP = '[shop]\nname = "Quillmoss Tea"\ndomain = "quillmoss.example"\ncurrency = "EUR"\n'
LAST = '[[tier]]\nname = "rest"\nbenefit = { kind = "percent", value = 5 }\nvalid = { days = 30 }\n'


def tier(name: str, when: str, more: str = "", benefit: str = '{ kind = "percent", value = 10 }') -> str:
    conditions = f"when = {{ {when} }}\n" if when else ""
    return f'[[tier]]\nname = "{name}"\n{conditions}benefit = {benefit}\nvalid = {{ days = 30 }}\n{more}\n'


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    (folder / "shop.toml").write_text(text, "utf-8")
    return load(folder / "shop.toml")[1]


def only(folder: Path, text: str) -> str:
    (found,) = problems(folder, text)
    return found.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("order_number = { min = 2 }", "order_number = 3"),
        ("order_number = { min = 2 }", "order_number = [2, 5]"),
        ("order_number = [1, 2, 3]", "order_number = { min = 2, max = 3 }"),
        ('total = { min = { EUR = "20.00" } }', 'total = { min = { EUR = "30.00" } }'),
        ('country_any = ["DE", "AT"]', 'country_any = ["AT"], gift = true'),
        ('language_any = ["pt"]', 'language_any = ["pt-BR"]'),
        ('tags_any = ["VIP"]', 'tags_any = ["vip"]'),
        ("ships = { from = 2026-12-01 }", "ships = { from = 2026-12-05, to = 2026-12-09 }"),
        ('any = [{ gift = true }, { country_any = ["DE"] }]', 'country_any = ["DE"]'),
        ('not = { country_any = ["DE"] }', 'not = { country_any = ["DE", "AT"] }'),
        ("days_since_last = { min = 90 }", "days_since_last = { min = 180 }"),
    ],
)
def test_a_tier_inside_an_earlier_one_can_never_be_used(tmp_path: Path, first: str, second: str) -> None:
    message = only(tmp_path, SHOP + tier("first", first) + tier("second", second) + LAST)
    assert message == "tier 'second': can never be used: tier 'first' before it takes every order it would get"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("order_number = 3", "order_number = { min = 2 }"),
        ('country_any = ["DE"]', "gift = true"),
        ('total = { min = { EUR = "30.00" } }', 'total = { min = { EUR = "20.00" } }'),
        ('tags_none = ["vip"]', 'tags_any = ["vip"]'),
    ],
)
def test_tiers_that_overlap_in_part_are_fine(tmp_path: Path, first: str, second: str) -> None:
    assert problems(tmp_path, SHOP + tier("first", first) + tier("second", second) + LAST) == ()


def test_an_earlier_tier_with_a_last_day_leaves_orders_after_it_to_the_next(tmp_path: Path) -> None:
    ending = tier("first", "order_number = 2").replace("days = 30", "days = 30, latest = 2027-03-31")
    assert problems(tmp_path, SHOP + ending + tier("second", "order_number = 2") + LAST) == ()


def test_an_earlier_tier_in_some_currencies_leaves_the_others_to_the_next(tmp_path: Path) -> None:
    euro = tier("first", "order_number = 2", benefit='{ kind = "amount", value = { EUR = "5" } }')
    assert problems(tmp_path, SHOP + euro + tier("second", "order_number = 2") + LAST) == ()


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ('tags_any = ["vip"], tags_none = ["VIP"]', "every tag of tags_any stands in tags_none, too"),
        ('total = { min = { EUR = "30" }, max = { EUR = "20" } }', "no total is at least 30 and at most 20 EUR"),
        (
            'total = { min = { EUR = "30" }, max = { GBP = "90" } }',
            "total.min and total.max name no currency in common",
        ),
        ('country_any = ["DE"], not = { country_any = ["DE", "AT"] }', "its `not` excludes all"),
    ],
)
def test_a_tier_that_no_order_can_meet_is_named(tmp_path: Path, when: str, why: str) -> None:
    assert f"can never match: {why}" in only(tmp_path, SHOP + tier("odd", when) + LAST)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('min_spend = { GBP = "20.00" }', "names no amount in EUR, the shop's currency"),
        ('min_spend = { USD = "20.00" }', "names no amount in EUR, the shop's currency"),
    ],
)
def test_an_offer_without_the_shops_currency_is_named(tmp_path: Path, more: str, said: str) -> None:
    assert said in only(tmp_path, SHOP + tier("odd", "", more))


def test_an_offer_for_one_country_may_be_in_its_currency_alone(tmp_path: Path) -> None:
    assert problems(tmp_path, SHOP + tier("uk", 'country_any = ["GB"]', 'min_spend = { GBP = "20.00" }') + LAST) == ()


def test_a_currency_with_a_benefit_and_no_minimum_is_named(tmp_path: Path) -> None:
    benefit = '{ kind = "amount", value = { EUR = "5", GBP = "4" } }'
    message = only(tmp_path, SHOP + tier("odd", "", 'min_spend = { EUR = "20" }', benefit))
    assert "min_spend names no amount in GBP" in message


def test_a_total_in_a_currency_the_offer_does_not_have_never_matches(tmp_path: Path) -> None:
    benefit = '{ kind = "amount", value = { EUR = "5" } }'
    message = only(tmp_path, SHOP + tier("odd", 'total = { min = { GBP = "20" } }', "", benefit) + LAST)
    assert "can never match: total asks for GBP" in message


def test_a_level_the_shop_does_not_have_is_named(tmp_path: Path) -> None:
    level = '[[level]]\nname = "Gold"\nfrom = 100\n'
    (problem,) = problems(tmp_path, SHOP + level + tier("gold", 'member_any = ["Golt"]') + LAST)
    assert (problem.message, problem.hint) == ("tier 'gold': the shop has no level 'Golt'", 'did you mean "Gold"?')


# Where codes come from


@pytest.mark.parametrize(("source", "key"), [("pool", "pool"), ("fixed", "code")])
def test_a_tier_must_name_its_pool_or_code_where_every_tier_has_one(tmp_path: Path, source: str, key: str) -> None:
    assert f"names no {key}" in only(tmp_path, f'{SHOP}[codes]\nsource = "{source}"\n{LAST}')


@pytest.mark.parametrize("code", ["welcome10", "WELCOME 10", "-WELCOME", "A" * 21, "WÜRZ"])
def test_a_shared_code_is_what_every_shop_takes(tmp_path: Path, code: str) -> None:
    assert "write capitals A-Z" in only(tmp_path, f'{SHOP}{LAST}code = "{code}"\n')


def test_a_shared_code_is_not_for_one_use_alone(tmp_path: Path) -> None:
    message = only(tmp_path, f'{SHOP}{LAST}code = "WELCOME10"\nlimits = {{ uses = 1 }}\n')
    assert "would work for the first customer alone" in message


def test_a_shared_code_may_be_used_as_often_as_the_shop_allows(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(f'{SHOP}{LAST}code = "WELCOME10"\nlimits = {{ per_customer = 1 }}\n')
    loaded, _ = load(tmp_path / "shop.toml")
    assert loaded is not None
    assert [(t.code, t.single_use, t.per_customer) for t in loaded.tiers] == [("WELCOME10", False, True)]


def test_two_offers_with_the_same_pool_are_one_discount_to_the_shop(tmp_path: Path) -> None:
    text = SHOP + tier("first", "gift = true", 'pool = "ten"') + LAST + 'pool = "ten"\n'
    assert "draws from pool 'ten' as tier 'first' does, and promises something else" in only(tmp_path, text)


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ('prefix = "{name}-"', "{first_name} is the only field"),
        ('prefix = "{first_name}{first_name}"', "{first_name} is the only field"),
        ('prefix = "TEA-{first_name}-"', "leaves 1 letters for the first name"),
        ('prefix = "tea-"', "holds something else than A-Z"),
    ],
)
def test_a_prefix_that_does_not_fit_is_named(tmp_path: Path, codes: str, said: str) -> None:
    assert said in only(tmp_path, f"{SHOP}[codes]\n{codes}\n")
