"""Rules: conditions that are data, and which cards an order gets by them."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.model.offer import Conditions, Days, Season, Tier
from inserts.model.order import PLATFORMS as NAMED
from inserts.model.order import Item, Order
from inserts.model.problem import Problem, Where
from inserts.model.rule import Choice, Deck, Rule
from inserts.offers import FORBIDDING, choose, decide
from inserts.orders import PLATFORMS
from inserts.orders.gifts import is_gift
from inserts.settings import Settings, load

SHIP = date(2026, 12, 5)
DECK = Deck(
    name_cards=frozenset({"classic", "xmas", "plain", "quiet"}),
    inserts=frozenset({"a6-thanks", "dl-help", "stand", "note"}),
    silent=frozenset({"plain", "quiet", "note"}),
    name_card="classic",
    insert="a6-thanks",
)


def order(**more: object) -> Order:
    known = {"id": "#1", "platform": "shopify", "source": Where("orders.csv", 2), "currency": "EUR"}
    return Order(**(known | more))  # type: ignore[arg-type]


def chosen(
    made: Order,
    *rules: Rule,
    deck: Deck = DECK,
    number: int = 1,
    ship: date = SHIP,
    customer: str = "c",
    had: frozenset[str] = frozenset(),
) -> Choice:
    return choose(
        made,
        rules=rules,
        deck=deck,
        currency="EUR",
        ship_date=ship,
        order_number=number,
        customer=customer,
        had=had,
    )


def cards(made: Order, *rules: Rule, **more: object) -> list[str]:
    return [pick.template for pick in chosen(made, *rules, **more).picks]  # type: ignore[arg-type]


def holds(made: Order, when: Conditions, number: int = 1, ship: date = SHIP) -> bool:
    return "xmas" in cards(made, Rule("tried", when, ("xmas",)), number=number, ship=ship)


# Conditions


@pytest.mark.parametrize(
    ("when", "made", "matches"),
    [
        (Conditions(items_min=3), order(items=(Item("a", quantity=2), Item("b"))), True),
        (Conditions(items_max=2), order(items=(Item("a", quantity=2), Item("b"))), False),
        (Conditions(items_in=(1, 3)), order(items=(Item("a", quantity=3),)), True),
        (Conditions(items_min=1), order(), False),
        (Conditions(language_any=("pt",)), order(language="pt-BR"), True),
        (Conditions(language_any=("pt-BR",)), order(language="pt"), False),
        (Conditions(language_any=("de",)), order(language="den"), False),
        (Conditions(language_any=("de",)), order(), False),
        (Conditions(item_any=("TEA",)), order(items=(Item("Green tea, 50 g"),)), True),
        (Conditions(item_any=("green  tea",)), order(items=(Item("A green tea"),)), True),
        (Conditions(item_any=("tea",)), order(items=(Item("Steamer"), Item("teas"))), False),
        (Conditions(item_any=("tea",)), order(items=(Item("Steam tea"),)), True),
        (Conditions(item_any=("t.a",)), order(items=(Item("tea"),)), False),
        (Conditions(item_any=("茶",)), order(items=(Item("有机绿茶"),)), True),
        (Conditions(item_any=("STRASSE",)), order(items=(Item("Straße"),)), True),
        (Conditions(gift=True), order(gift=True), True),
        (Conditions(gift=False), order(gift=True), False),
        (Conditions(used_coupon=True), order(discount_codes=("X",)), True),
    ],
)
def test_conditions(when: Conditions, made: Order, matches: bool) -> None:
    assert holds(made, when) is matches


@pytest.mark.parametrize(("number", "matches"), [(1, False), (2, True), (3, False), (5, True), (0, False)])
def test_an_order_number_may_be_one_of_several(number: int, matches: bool) -> None:
    assert holds(order(), Conditions(order_number_in=(2, 5)), number) is matches


CHRISTMAS = Season((12, 1), (12, 20))
NEW_YEAR = Season((12, 27), (1, 6))


@pytest.mark.parametrize(
    ("window", "day", "matches"),
    [
        (CHRISTMAS, date(2026, 12, 1), True),
        (CHRISTMAS, date(2031, 12, 20), True),
        (CHRISTMAS, date(2026, 12, 21), False),
        (CHRISTMAS, date(2026, 11, 30), False),
        (NEW_YEAR, date(2026, 12, 27), True),
        (NEW_YEAR, date(2026, 12, 31), True),
        (NEW_YEAR, date(2027, 1, 1), True),
        (NEW_YEAR, date(2027, 1, 6), True),
        (NEW_YEAR, date(2027, 1, 7), False),
        (NEW_YEAR, date(2026, 12, 26), False),
        (Days(date(2026, 12, 1), date(2026, 12, 20)), date(2027, 12, 5), False),
        (Days(date(2026, 12, 1)), date(2026, 12, 1), True),
        (Days(last=date(2026, 12, 1)), date(2026, 12, 2), False),
    ],
)
def test_a_window_of_days_has_both_its_ends_and_may_cross_new_year(
    window: Days | Season, day: date, matches: bool
) -> None:
    assert holds(order(), Conditions(ships=window), ship=day) is matches


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.dates(), st.dates())
def test_a_season_and_the_rest_of_the_year_share_no_day_but_its_ends(day: date, one: date, other: date) -> None:
    first, last = (one.month, one.day), (other.month, other.day)
    inside = holds(order(), Conditions(ships=Season(first, last)), ship=day)
    outside = holds(order(), Conditions(ships=Season(last, first)), ship=day)
    ends = (day.month, day.day) in (first, last)
    assert (inside and outside) is ends if first != last else inside is outside
    assert inside or outside or first == last


LEAVES = st.one_of(
    st.builds(Conditions, country_any=st.sampled_from([("DE",), ("FR",), ("DE", "FR")])),
    st.builds(Conditions, tags_any=st.just(("vip",))),
    st.builds(Conditions, order_number_min=st.integers(1, 3)),
    st.builds(Conditions, gift=st.booleans()),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        Conditions,
        any=st.lists(inner, max_size=3).map(tuple),
        all=st.lists(inner, max_size=3).map(tuple),
        never=st.none() | inner,
        gift=st.none() | st.booleans(),
    ),
    max_leaves=8,
)
ORDERS = st.builds(order, country=st.sampled_from(["DE", "FR", "GB"]), tags=st.sampled_from([(), ("VIP",)]))


def naive(when: Conditions, made: Order, number: int) -> bool:
    """What the words mean, for orders of which all is known."""
    parts = [
        not when.country_any or made.country in when.country_any,
        not when.tags_any or "VIP" in made.tags,
        when.order_number_min is None or number >= when.order_number_min,
        when.gift is None or made.gift == when.gift,
        not when.any or any(naive(part, made, number) for part in when.any),
        all(naive(part, made, number) for part in when.all),
        when.never is None or not naive(when.never, made, number),
    ]
    return all(parts)


@given(TREES, ORDERS, st.booleans(), st.integers(1, 4))
def test_any_all_and_not_mean_what_they_say(when: Conditions, made: Order, gift: bool, number: int) -> None:
    made = dataclasses.replace(made, gift=gift)
    assert holds(made, when, number) is naive(when, made, number)


@given(TREES, st.sampled_from(["DE", "FR", "GB"]), st.integers(1, 4))
def test_what_is_unknown_never_makes_a_rule_match_that_the_truth_might_not(
    when: Conditions, country: str, number: int
) -> None:
    if holds(order(country=""), when, 0):
        assert naive(when, order(country=country), number)


@pytest.mark.parametrize(
    "when",
    [
        Conditions(country_any=("DE",)),
        Conditions(order_number_min=2),
        Conditions(total_min=(("EUR", Decimal(5)),)),
        Conditions(total_min=(("USD", Decimal(5)),)),
        Conditions(sku_any=("A",)),
        Conditions(item_any=("tea",)),
        Conditions(items_max=3),
        Conditions(language_any=("de",)),
    ],
)
def test_what_an_export_does_not_tell_meets_neither_a_condition_nor_its_opposite(when: Conditions) -> None:
    assert not holds(order(), when, 0)
    assert not holds(order(), Conditions(never=when), 0)


# Cards


def test_without_rules_every_order_gets_the_shops_cards() -> None:
    assert cards(order()) == ["classic", "a6-thanks"]


def test_the_first_matching_rule_gives_the_name_card_and_all_matching_ones_the_inserts() -> None:
    first = Rule("first", templates=("stand", "xmas"))
    second = Rule("second", templates=("quiet", "dl-help"))
    found = chosen(order(), first, second, deck=dataclasses.replace(DECK, most_inserts=3)).picks
    assert [(pick.template, pick.why) for pick in found] == [
        ("xmas", "rule 'first'"),
        ("stand", "rule 'first'"),
        ("dl-help", "rule 'second'"),
    ]


def test_a_parcel_takes_so_many_inserts_and_each_template_once() -> None:
    rules = (Rule("a", templates=("stand",)), Rule("b", templates=("stand", "dl-help", "note")))
    assert cards(order(), *rules, deck=dataclasses.replace(DECK, most_inserts=2)) == ["classic", "stand", "dl-help"]


def test_a_rule_that_only_gives_inserts_leaves_the_name_card_as_it_is() -> None:
    assert cards(order(), Rule("a", templates=("stand",))) == ["classic", "stand"]


def test_no_templates_is_no_card_and_the_rule_is_named() -> None:
    found = chosen(order(), Rule("b2b", Conditions(tags_any=("b2b",)), ()), Rule("all", templates=("xmas",)))
    assert [pick.template for pick in found.picks] == ["xmas", "a6-thanks"]
    found = chosen(
        order(tags=("B2B",)), Rule("all", templates=("xmas",)), Rule("b2b", Conditions(tags_any=("b2b",)), ())
    )
    assert (found.picks, found.no_card) == ((), "rule 'b2b' gives no card")


def test_the_command_line_goes_before_rules() -> None:
    deck = dataclasses.replace(DECK, given=("dl-help",))
    assert cards(order(), Rule("a", templates=("stand",)), deck=deck) == ["dl-help"]


def test_a_broken_template_stops_the_orders_that_would_get_it() -> None:
    deck = dataclasses.replace(DECK, broken=frozenset({"torn"}))
    rule = Rule("torn", Conditions(country_any=("DE",)), ("torn",))
    assert "'torn'" in chosen(order(country="DE"), rule, deck=deck).cannot
    assert cards(order(country="FR"), rule, deck=deck) == ["classic", "a6-thanks"]


def test_a_rule_once_gives_each_template_once_and_nothing_to_a_stranger() -> None:
    rule = Rule("stand", templates=("xmas", "stand"), once=True)
    assert cards(order(), rule) == ["xmas", "stand"]
    assert cards(order(), rule, had=frozenset({"stand"})) == ["xmas", "a6-thanks"]
    assert cards(order(), rule, had=frozenset({"stand", "xmas"})) == ["classic", "a6-thanks"]
    assert cards(order(), rule, customer="") == ["classic", "a6-thanks"]


def test_the_first_rule_that_speaks_of_the_coupon_decides_it() -> None:
    rules = (Rule("a", templates=("xmas",)), Rule("b", coupon=False), Rule("c", coupon=True))
    found = chosen(order(), *rules)
    assert (found.coupon, found.coupon_why) == (False, "rule 'b'")
    assert chosen(order()).coupon is None


# Links and marketplaces


def test_without_links_only_silent_templates_count_and_plain_stands_in() -> None:
    rule = Rule("quiet please", link=False)
    assert cards(order(), rule) == ["plain"]
    more = (rule, Rule("b", templates=("xmas", "quiet", "stand", "note")))
    assert cards(order(), *more) == ["quiet", "note"]


def test_an_amazon_order_has_neither_link_nor_coupon() -> None:
    found = chosen(order(platform="amazon"))
    assert [(pick.template, pick.why) for pick in found.picks] == [
        ("plain", "no links: amazon forbids links and coupons")
    ]
    assert found.coupon is False


@given(
    st.lists(
        st.builds(
            Rule,
            name=st.just("r"),
            templates=st.none()
            | st.lists(st.sampled_from(sorted(DECK.name_cards | DECK.inserts)), unique=True).map(tuple),
            coupon=st.none() | st.booleans(),
            link=st.none() | st.booleans(),
            once=st.booleans(),
        ),
        max_size=5,
    ),
    st.sampled_from([(), ("classic", "a6-thanks"), ("note",)]),
)
def test_no_rule_for_everybody_gives_an_amazon_order_a_link_or_a_coupon(
    rules: list[Rule], asked: tuple[str, ...]
) -> None:
    found = chosen(order(platform="amazon"), *rules, deck=dataclasses.replace(DECK, most_inserts=3, given=asked))
    assert {pick.template for pick in found.picks} <= DECK.silent
    assert found.coupon is not True


def test_a_rule_that_names_amazon_may_allow_what_else_is_not() -> None:
    rule = Rule("ours", Conditions(any=(Conditions(platform_any=("amazon",)),)), ("xmas",), link=True, coupon=True)
    found = chosen(order(platform="amazon"), rule)
    assert ([pick.template for pick in found.picks], found.coupon) == (["xmas", "a6-thanks"], True)


def test_to_exclude_amazon_is_not_to_name_it() -> None:
    rule = Rule("not amazon", Conditions(never=Conditions(platform_any=("etsy",))), link=True, coupon=True)
    assert cards(order(platform="amazon"), rule) == ["plain"]


# Coupons after a coupon

TIERS = (
    Tier("thanks again", "percent", Conditions(used_coupon=True, country_any=("DE",)), value=Decimal(5), days=30),
    Tier("everyone", "percent", value=Decimal(15), days=30),
)


def tier(made: Order, **more: bool) -> str:
    return decide(made, tiers=TIERS, currency="EUR", ship_date=SHIP, order_number=1, customer="", **more).tier


def test_an_order_that_used_a_coupon_earns_none_unless_a_tier_asks_for_that() -> None:
    used = order(discount_codes=("HELLO",))
    assert tier(used, after_coupon=False) == ""
    assert tier(dataclasses.replace(used, country="DE"), after_coupon=False) == "thanks again"
    assert tier(used, after_coupon=True) == "everyone"
    assert tier(order(), after_coupon=False) == "everyone"


def test_a_withheld_offer_is_none() -> None:
    assert tier(order(), withheld=True) == ""


# Gifts


@pytest.mark.parametrize(
    ("cells", "details", "tags", "gift"),
    [
        (["yes"], [], [], True),
        (["No"], [], [], False),
        (["0.00"], [], [], False),
        (["4.50"], [], [], True),
        (["Happy birthday, Ida"], [], [], True),
        ([], ["gift: true\nSource: web"], [], True),
        ([], ["Gift message: All the best"], [], True),
        ([], ["gift: no"], [], False),
        ([], ["Source: gift"], [], False),
        ([], [], ["Gift"], True),
        ([], [], ["gift-card-buyer"], False),
    ],
)
def test_gifts_are_told_by_a_column_a_detail_or_a_tag(
    cells: list[str], details: list[str], tags: list[str], gift: bool
) -> None:
    assert is_gift(cells, details, tags) is gift


# shop.toml

SHOP = '[shop]\nname = "Quillmoss Tea"\ndomain = "quillmoss.example"\n'


def read(folder: Path, text: str) -> Settings:
    path = folder / "shop.toml"
    path.write_text(SHOP + text, "utf-8")
    found, problems = load(path)
    assert found is not None, [str(problem) for problem in problems]
    return found


def refused(folder: Path, text: str) -> tuple[Problem, ...]:
    path = folder / "shop.toml"
    path.write_text(SHOP + text, "utf-8")
    found, problems = load(path)
    assert found is None
    return problems


def test_a_rule_is_read_whole(tmp_path: Path) -> None:
    text = """
[[rule]]
name = "second"
templates = ["stand"]

[[rule]]
name = "christmas"
priority = 5
once = true
coupon = false
link = true
templates = ["xmas"]

[rule.when]
order_number = [1, 2]
items = { min = 2 }
language_any = ["de", "pt-br"]
item_any = ["green tea"]
gift = false
ships = { from = "12-01", to = "01-06" }
any = [{ country_any = ["DE"] }, { not = { tags_any = ["b2b"] } }]
"""
    when = Conditions(
        order_number_in=(1, 2),
        items_min=2,
        language_any=("de", "pt-BR"),
        item_any=("green tea",),
        gift=False,
        ships=Season((12, 1), (1, 6)),
        any=(Conditions(country_any=("DE",)), Conditions(never=Conditions(tags_any=("b2b",)))),
    )
    assert read(tmp_path, text).rules == (
        Rule("christmas", when, ("xmas",), coupon=False, link=True, once=True, priority=5),
        Rule("second", templates=("stand",)),
    )


def test_a_tier_takes_the_same_conditions(tmp_path: Path) -> None:
    text = '[[tier]]\nname = "a"\nwhen = { gift = true, ships = { from = 2026-12-01 } }\nbenefit = { kind = "none" }\n'
    found = read(tmp_path, text + '[[tier]]\nname = "b"\nbenefit = { kind = "none" }\n')
    assert found.tiers[0].when == Conditions(gift=True, ships=Days(date(2026, 12, 1)))


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ('templates = ["a", "a"]', 6, "names the same template twice"),
        ('template = ["a"]\ncoupon = false', 6, "unknown key 'template'"),
        ("coupon = false\nwhen = { contry_any = ['DE'] }", 7, "unknown condition 'contry_any'"),
        ("coupon = false\nwhen = {}", 7, "names no condition"),
        ("coupon = false\nwhen = { country_any = [] }", 7, "is an empty list"),
        ("coupon = false\nwhen = { any = [] }", 7, "is an empty list"),
        ("coupon = false\nwhen = { any = [{}] }", 7, "names no condition"),
        ("coupon = false\nwhen = { order_number = [] }", 7, "is an empty list"),
        ("coupon = false\nwhen = { items = [0] }", 7, "write a list of whole numbers from 1"),
        ("coupon = false\nwhen = { ships = { from = '12-01' } }", 7, "both days in quotes"),
        ("coupon = false\nwhen = { ships = { from = '12-01', to = 2026-12-03 } }", 7, "both days in quotes"),
        ("coupon = false\nwhen = { ships = { from = '13-01', to = '02-30' } }", 7, "is no day of the year"),
        ("coupon = false\nwhen = { ships = { from = 2026-12-02, to = 2026-12-01 } }", 7, "no day is from"),
        ("coupon = false\nwhen = { ships = {} }", 7, "names no day"),
        ("coupon = false\nwhen = { language_any = ['klingon'] }", 7, "is no language"),
        ("when = { gift = true }", 4, "changes nothing"),
        ("coupon = false\nonce = true", 7, "needs templates"),
        ("templates = []\nlink = false", 6, "an order without cards"),
        ("coupon = false\npriority = 1.5", 7, "write a whole number"),
        ("coupon = false\nwhen.not.not.not.not.not.gift = true", 7, "more than 4 deep"),
    ],
)
def test_a_wrong_rule_is_told_with_its_name_and_line(tmp_path: Path, lines: str, line: int, said: str) -> None:
    problems = refused(tmp_path, f'[[rule]]\nname = "r"\n{lines}\n')
    assert [problem.where.line for problem in problems if said in problem.message] == [line] * len(
        re.findall(said, " ".join(problem.message for problem in problems))
    )
    assert any(said in problem.message and "rule 'r'" in problem.message for problem in problems)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("templates = []", "coupon = false", "can never match: rule 'one' comes first"),
        ("coupon = true", "coupon = false", "is never asked: rule 'one' says it for every order"),
        ("link = false", 'link = true\nwhen = { platform_any = ["amazon"] }', "is never asked"),
    ],
)
def test_what_can_never_happen_is_told(tmp_path: Path, first: str, second: str, said: str) -> None:
    (problem,) = refused(tmp_path, f'[[rule]]\nname = "one"\n{first}\n[[rule]]\nname = "two"\n{second}\n')
    assert said in problem.message
    assert "priority" in problem.hint


def test_what_a_higher_priority_makes_possible_is_no_problem(tmp_path: Path) -> None:
    later = '[[rule]]\nname = "two"\npriority = 1\ncoupon = true\nwhen.gift = true\n'
    text = f'[[rule]]\nname = "one"\ncoupon = false\n{later}'
    assert [rule.name for rule in read(tmp_path, text).rules] == ["two", "one"]


def test_every_platform_that_is_read_or_restricted_may_be_named() -> None:
    assert {platform.name for platform in PLATFORMS} | set(FORBIDDING) <= set(NAMED)


def test_two_rules_do_not_share_a_name(tmp_path: Path) -> None:
    text = '[[rule]]\nname = "A"\ncoupon = false\nwhen.gift = true\n[[rule]]\nname = "a"\nlink = false\n'
    (problem,) = refused(tmp_path, text)
    assert "has this name already" in problem.message
