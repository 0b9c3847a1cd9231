"""Membership: levels in shop.toml, level and points from the order file, and what a card says of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.fill import lacking, strangers
from inserts.fill.members import standing
from inserts.model.content import Filled
from inserts.model.order import HeldBack, Order
from inserts.model.shop import Level, Perk
from inserts.orders import read
from inserts.orders.numbers import points
from inserts.run import Choices, open_shop, print_orders
from tests.shops import SHOP as TOML
from tests.shops import export, outside
from tests.test_fill import DAY, SHOP, element, filler, items, order, rows, value, written
from tests.test_profile import HEAD, faults, shop_of

LEVELS = (
    Level((("en", "Leaf"), ("de", "Blatt")), 0),
    Level(
        (("en", "Evergreen"), ("de", "Immergrün"), ("ar", "دائم الخضرة")),
        500,
        (Perk("delivery", (("en", "Free delivery"), ("de", "Gratisversand"))), Perk("gift", (("", "A parcel"),))),
    ),
    Level((("", "Ancient Oak"),), 2000),
)
MEMBERS = replace(SHOP, levels=LEVELS)
FIELDS = ("level", "points", "next", "missing", "progress")


def member(level: str = "", count: str | None = None, **more: object) -> Order:
    return order(member_level=level, member_points=None if count is None else Decimal(count), **more)


# shop.toml


def test_levels_are_read_by_rising_points(tmp_path: Path) -> None:
    text = '[[level]]\nname = "Oak"\nfrom = 2000\n[[level]]\nname = { en = "Leaf", de = "Blatt" }\n'
    text += 'benefits = [{ icon = "gift", text = "A parcel" }, { text = { en = "More" } }]\n'
    leaf, oak = shop_of(tmp_path, text).levels
    assert (oak.name, oak.points) == ((("", "Oak"),), 2000)
    assert leaf.points == 0
    assert leaf.benefits == (Perk("gift", (("", "A parcel"),)), Perk("level", (("en", "More"),)))


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("from = 5\n", "[[level]]", "name is missing"),
        ('name = "A"\nfrom = -1\n', "[[level]] from", "whole number"),
        ('name = "A"\nfrom = "5"\n', "[[level]] from", "whole number"),
        ('name = "A"\n[[level]]\nname = "B"\n', "[[level]] from", "another level begins at 0 points"),
        ('name = "A"\n[[level]]\nname = "a"\nfrom = 5\n', "[[level]] name", "this name already"),
        ('name = "A"\nbenefits = [{ icon = "gfit", text = "x" }]\n', "[[level]] benefits[1].icon", "no icon 'gfit'"),
        ('name = "A"\nbenefits = [{ icon = "gift" }]\n', "[[level]] benefits[1]", "text is missing"),
        ('name = "A"\nform = 5\n', "[[level]] form", "unknown key"),
    ],
)
def test_a_wrong_level_is_told_with_its_place(tmp_path: Path, text: str, column: str, message: str) -> None:
    (problem,) = faults(tmp_path, f"[[level]]\n{text}", HEAD)
    assert problem.where.column.startswith(column)
    assert message in problem.message


# The order file


def orders_of(folder: Path, text: str, **columns: str) -> tuple[tuple[Order, ...], tuple[str, ...], tuple[str, ...]]:
    (folder / "orders.csv").write_text(text, "utf-8")
    reading = read([folder / "orders.csv"], columns)
    return reading.orders, tuple(map(str, reading.problems)), reading.files[0].notes


def with_columns(**cells: str) -> str:
    """A Shopify export of one order with further columns at its end."""
    head, row = export([{"Name": "#1001"}]).splitlines()
    return f"{head},{','.join(cells)}\n{row},{','.join(cells.values())}\n"


def test_columns_of_a_known_export_give_level_and_points(tmp_path: Path) -> None:
    text = with_columns(Tier="Evergreen", Points='"1,240"')
    (one,), problems, notes = orders_of(tmp_path, text, member_level="tier", member_points="Points")
    assert (one.platform, one.member_level, one.member_points) == ("shopify", "Evergreen", Decimal(1240))
    assert problems == ()
    assert not any("not needed" in note for note in notes)


def test_columns_of_an_unknown_export_give_them_too(tmp_path: Path) -> None:
    (one,), _, _ = orders_of(tmp_path, "No;Who;Pts\n7;Ida;12,5\n", id="No", name="Who", member_points="Pts")
    assert (one.platform, one.member_points) == ("generic", Decimal("12.5"))


def test_without_columns_there_is_neither(tmp_path: Path) -> None:
    (one,), _, _ = orders_of(tmp_path, with_columns(Tier="Evergreen", Points="12"))
    assert (one.member_level, one.member_points) == ("", None)


def test_a_column_that_is_not_there_is_told_with_the_nearest_and_the_order_read(tmp_path: Path) -> None:
    (one,), (problem,), _ = orders_of(tmp_path, with_columns(Points="12"), member_points="Pionts")
    assert one.member_points is None
    assert 'there is no column "Pionts"' in problem
    assert 'did you mean "Points"?' in problem


def test_points_that_are_no_number_are_told_with_line_and_column_and_the_order_read(tmp_path: Path) -> None:
    (one,), (problem,), _ = orders_of(tmp_path, with_columns(Points="lots"), member_points="Points")
    assert one.member_points is None
    assert "orders.csv:2 Points: 1 order with points that are no number" in problem
    assert "lots" not in problem


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *(("0", "0"), ("1240", "1240"), ("1,240", "1240"), ("1.240", "1240"), ("1 240", "1240"), ("1’240", "1240")),
        *(("1.234.567", "1234567"), ("12.5", "12.5"), ("12,50", "12.5"), ("760 pts", "760"), ("1,240.5", "1240.5")),
        *(("0.500", "0.5"), ("-5", None), ("(5)", None), ("", None), ("many", None), ("1 of 3", None)),
        *(("1e9", None), ("9" * 20, None)),
    ],
)
def test_points_are_read_as_people_write_them(text: str, count: str | None) -> None:
    assert points(text, ".") == (None if count is None else Decimal(count))


@given(st.integers(0, 10**9), st.sampled_from([",", ".", " ", "’", ""]), st.sampled_from([".", ",", ""]))
def test_grouped_points_are_the_same_number_whatever_the_files_decimal_sign(n: int, mark: str, sign: str) -> None:
    assert points(f"{n:,}".replace(",", mark), sign) == n


# The card


@pytest.mark.parametrize(
    ("level", "count", "line"),
    [
        ("", "1240", "Evergreen|1,240|Ancient Oak|760 points|0.6200"),
        ("", "499", "Leaf|499|Evergreen|1 point|0.9980"),
        ("", "500", "Evergreen|500|Ancient Oak|1,500 points|0.2500"),
        ("", "5130", "Ancient Oak|5,130|||1.0000"),
        ("", "12.5", "Leaf|12.5|Evergreen|487.5 points|0.0250"),
        ("Evergreen", None, "Evergreen||Ancient Oak||0.0000"),
        ("immergrün", "600", "Evergreen|600|Ancient Oak|1,400 points|0.3000"),
        ("Leaf", "1240", "Leaf|1,240|Ancient Oak|760 points|0.6200"),
        ("Ancient  Oak", "3", "Ancient Oak|3|||1.0000"),
        ("Platinum", "600", "Evergreen|600|Ancient Oak|1,400 points|0.3000"),
    ],
)
def test_a_card_tells_level_points_and_the_way_to_the_next(
    tmp_path: Path, level: str, count: str | None, line: str
) -> None:
    card = written(tmp_path, "".join(element(name, f"{{{{ member.{name} }}}}") for name in FIELDS))
    content = filler(card, MEMBERS).fill(member(level, count), None, DAY)
    assert "|".join(value(content, name) for name in FIELDS) == line


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("de", "1.240: noch 760 Punkte bis Ancient Oak"),
        ("pl", "1240: 760 punktów do poziomu Ancient Oak"),
        ("ja", "1,240: Ancient Oakまであと760ポイント"),
        ("zh", "1,240: 还差760积分升级为Ancient Oak"),
    ],
)
def test_points_are_told_in_the_cards_language(tmp_path: Path, language: str, line: str) -> None:
    text = element("points", "{{ member.points }}") + element("next", "x").replace(
        "text = '''x'''", "words = 'to_next'"
    )
    content = filler(written(tmp_path, text), MEMBERS).fill(member("", "1240", language=language), None, DAY)
    assert f"{value(content, 'points')}: {value(content, 'next')}".replace("\xa0", "") == line


def test_a_shop_without_levels_prints_its_exports_word(tmp_path: Path) -> None:
    card = written(tmp_path, element("it", "{{ member.level }} {{ member.points }}"))
    assert value(filler(card).fill(member("VIP", "5"), None, DAY), "it") == "VIP 5"


def test_nothing_is_said_of_a_customer_nothing_is_known_of(tmp_path: Path) -> None:
    card = written(tmp_path, element("it", "{{ member.level }} brings you") + "when = 'level'\n")
    assert value(filler(card, MEMBERS).fill(member(), None, DAY), "it") == ""
    assert value(filler(card, MEMBERS).fill(member("Platinum"), None, DAY), "it") == ""


def test_words_around_a_level_nobody_has_hold_the_order_back(tmp_path: Path) -> None:
    card = written(tmp_path, element("it", "{{ member.level }} brings you"))
    content = filler(card, MEMBERS).fill(member(), None, DAY)
    assert isinstance(content, HeldBack)
    assert "member.level" in content.reason


@pytest.mark.parametrize(
    ("fact", "one", "shown"),
    [
        ("member", member(), False),
        ("member", member("", "0"), True),
        ("member", member("Leaf"), True),
        ("level", member("", "0"), True),
        ("points", member("Leaf"), False),
        ("points", member("", "0"), True),
        ("next", member("", "1999"), True),
        ("next", member("", "2000"), False),
        ("benefits", member("Evergreen"), True),
        ("benefits", member("Leaf"), False),
        ("benefits > 1", member("Evergreen"), True),
        ("gift", order(gift=True), True),
        ("gift", order(), False),
    ],
)
def test_conditions_ask_for_membership(tmp_path: Path, fact: str, one: Order, shown: bool) -> None:
    card = written(tmp_path, element("it", "x") + f"when = '{fact}'\n")
    assert (value(filler(card, MEMBERS).fill(one, None, DAY), "it") == "x") is shown


def test_benefits_are_those_of_the_customers_own_level(tmp_path: Path) -> None:
    card = filler(written(tmp_path, rows("benefits", "{{ b.icon }}: {{ b.text }}")), MEMBERS)
    found = items(card.fill(member("", "600", language="de"), None, DAY))["0.ways"]
    assert [row[0].text for row in found.rows] == ["delivery: Gratisversand", "gift: A parcel"]
    assert not found.shared
    assert "0.ways" not in items(card.fill(member("Leaf"), None, DAY))


def test_a_template_of_benefits_lacks_a_shop_without_any(tmp_path: Path) -> None:
    card = written(tmp_path, rows("benefits", "{{ b.text }}"))
    assert "benefits" in lacking(card, SHOP)[0].message
    assert lacking(card, MEMBERS) == ()


@given(st.decimals(0, 10**6, places=2), st.sampled_from(["", "Leaf", "Evergreen", "Ancient Oak", "Platinum"]))
def test_progress_stays_on_its_bar_and_the_next_level_is_never_reached_yet(count: Decimal, word: str) -> None:
    stands = standing(order(member_level=word, member_points=count), LEVELS)
    assert 0 <= stands.progress <= 1
    assert stands.missing is None or stands.missing > 0
    assert stands.above is None or (stands.level is not None and stands.above.points > stands.level.points)


def test_the_bar_of_a_card_grows_by_the_progress(tmp_path: Path) -> None:
    bar = "[[front]]\nid = 'bar'\ntype = 'rect'\nbox = ['9mm', '9mm', '50mm', '3mm']\ncolour = 'brand'\n"
    card = filler(written(tmp_path, bar + "grow = '{{ member.progress }}'\n"), MEMBERS)

    def grown(one: Order) -> Filled:
        return items(card.fill(one, None, DAY))["0.bar"]

    assert (grown(member("", "1240")).text, grown(member()).text) == ("0.6200", "0")
    assert not grown(member()).shared


# A level the shop does not have


def test_a_level_the_shop_does_not_have_is_told_once_a_file_with_the_levels_there_are() -> None:
    found = strangers([member("Gold"), member("Evergreen"), member("Gold")], MEMBERS, "Tier")
    assert [(str(problem.where), problem.message) for problem in found] == [
        ("orders.csv:2 Tier", "2 orders with a level that is none of the shop's, printed without it")
    ]
    assert '"Evergreen"' in found[0].hint
    assert "Gold" not in str(found[0])
    assert strangers([member("Gold")], SHOP, "Tier") == ()


def test_a_run_prints_such_orders_and_tells(tmp_path: Path) -> None:
    toml = f'{TOML}\n[orders]\ncolumns = {{ member_level = "Tier" }}\n[[level]]\nname = "Silver"\n'
    (tmp_path / "shop.toml").write_text(toml, "utf-8")
    (tmp_path / "orders.csv").write_text(with_columns(Tier="Gold"), "utf-8")
    result = print_orders(open_shop(tmp_path), [tmp_path / "orders.csv"], Choices(dry_run=True), outside())
    assert [batch.orders for batch in result.batches] == [1]
    assert [problem.where.column for problem in result.problems] == ["Tier"]
