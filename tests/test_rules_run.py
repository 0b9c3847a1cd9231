"""Rules in whole runs: each order its own cards, every order accounted for, nothing twice that is once."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner

from inserts import manifest, orders
from inserts.builtin import search_folders
from inserts.cli.printing import print_command
from inserts.model.problem import Stop
from inserts.orders import Reading
from inserts.run import Choices, RunResult, Wanted, open_shop, reprint_cards
from tests.shops import SHOP, export, make_shop, outside, run

SMALL = """
[card]
kind = "{kind}"
about = "A small card"
size = "60x40mm"

[[front]]
id = "order number"
type = "text"
box = ["4mm", "30mm", "52mm", "2mm"]
text = "{{ order.short }}"
size = "6.5pt"

[[front]]
id = "words"
type = "text"
box = ["4mm", "4mm", "52mm", "10mm"]
text = "{text}"
size = "8pt"
min_size = "6.5pt"
lines = 2
"""


def template(shop: Path, name: str, kind: str = "insert", text: str = "Thank you, {{ customer.name }}") -> None:
    """A template of the shop's own."""
    folder = shop / "templates" / name
    folder.mkdir(parents=True, exist_ok=True)
    words = SMALL.replace("{kind}", kind).replace("{text}", text)
    (folder / "template.toml").write_text(words + 'no_name = "Thank you"\n', "utf-8")


def shop_of(folder: Path, rows: Sequence[Mapping[str, str]], rules: str) -> Path:
    """A shop with these orders and rules, and the templates "leaf", "star" (inserts) and "badge" (a name card)."""
    shop = make_shop(folder, export(rows), SHOP + rules)
    template(shop, "leaf")
    template(shop, "star")
    template(shop, "badge", "name-card")
    return shop


def cards(result: RunResult) -> dict[str, list[str]]:
    """The templates of each order in the manifests."""
    found: dict[str, list[str]] = {}
    for row in rows(result):
        if row.state == "printed":
            found.setdefault(row.order, []).append(row.template)
    return found


def rows(result: RunResult) -> list[manifest.Row]:
    read = [manifest.read(batch.manifest.read_bytes()) for batch in result.batches if batch.manifest]
    assert not any(problems for _, problems in read)
    return [row for found, _ in read for row in found]


def codes(result: RunResult) -> dict[str, str]:
    return {row.order: row.code for row in rows(result) if row.state == "printed"}


def text_of(pdf: Path | None, page: int) -> str:
    assert pdf is not None
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[page].get_textpage().get_text_range())


RULES = """
[print]
most_inserts = 2

[[rule]]
name = "wholesale"
when = { tags_any = ["b2b"] }
templates = []

[[rule]]
name = "abroad"
when = { not = { country_any = ["GB"] } }
templates = ["badge", "leaf"]

[[rule]]
name = "gifts"
when = { gift = true }
templates = ["star"]
coupon = false
"""
ORDERS = (
    {"Name": "#1"},
    {"Name": "#2", "Tags": "B2B"},
    {"Name": "#3", "Shipping Country": "FR"},
    {"Name": "#4", "Shipping Country": "FR", "Tags": "gift"},
    {"Name": "#5", "Tags": "gift"},
    {"Name": "#6", "Cancelled at": "2026-11-23 11:00:00 +0000"},
)


def test_each_order_gets_the_cards_of_its_rules(tmp_path: Path) -> None:
    result = run(shop_of(tmp_path, ORDERS, RULES))
    assert cards(result) == {
        "#1": ["classic", "a6-thanks"],
        "#3": ["badge", "leaf"],
        "#4": ["badge", "leaf", "star"],
        "#5": ["classic", "star"],
    }


def test_printed_held_back_and_left_out_are_all_that_was_read(tmp_path: Path) -> None:
    made = (*ORDERS, {"Name": "#7", "Shipping Country": "FR", "Shipping Name": "\U0002a6a5"})
    result = run(shop_of(tmp_path, made, RULES))
    states = {row.order: row.state for row in rows(result)}
    assert result.read == len(states) == 7
    assert Counter(states.values()) == {"printed": 4, "left out": 2, "held back": 1}
    assert "rule 'wholesale' gives no card" in {left.reason for left in result.left_out}


def test_the_cover_counts_orders_and_names_the_paper_of_each_template(tmp_path: Path) -> None:
    result = run(shop_of(tmp_path, ORDERS, RULES))
    (batch,) = result.batches
    cover = text_of(batch.pdf, 0)
    assert (batch.orders, batch.cards) == (4, 9)
    for line in ("classic: 2 ×", "badge: 2 ×", "a6-thanks: 1 ×", "leaf: 2 ×", "star: 2 ×"):
        assert line in cover


def test_a_card_without_a_coupon_has_no_code_and_none_is_issued(tmp_path: Path) -> None:
    found = codes(run(shop_of(tmp_path, ORDERS, RULES)))
    assert {order for order, code in found.items() if code} == {"#1", "#3"}


def test_a_run_with_rules_gives_equal_bytes(tmp_path: Path) -> None:
    first, second = (run(shop_of(tmp_path / name, ORDERS, RULES)).batches[0] for name in ("a", "b"))
    assert first.pdf is not None
    assert second.pdf is not None
    assert first.pdf.read_bytes() == second.pdf.read_bytes()


def test_a_reprint_has_the_cards_each_order_had(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, ORDERS, RULES)
    first = run(shop)
    (shop / "shop.toml").write_text(SHOP, "utf-8")
    again = reprint_cards(open_shop(shop), Wanted(orders=("#4", "#1")), (), "jam", Choices(), outside(2))
    assert cards(again) == {order: cards(first)[order] for order in ("#4", "#1")}
    assert {order: codes(first)[order] for order in ("#4", "#1")} == codes(again)


def test_a_part_used_sheet_serves_the_first_template_on_that_paper(tmp_path: Path) -> None:
    result = run(shop_of(tmp_path, ORDERS, RULES), start=4)
    slots = [(row.template, row.slot) for row in rows(result) if row.template in ("classic", "badge")]
    assert slots == [("classic", 4), ("classic", 5), ("badge", 1), ("badge", 2)]


# Once


ONCE = '[[rule]]\nname = "hello"\ntemplates = ["star"]\nonce = true\n'
IDA = {"Email": "ida@x.example"}


def test_once_is_once_for_a_customer_in_one_file_and_in_later_ones(tmp_path: Path) -> None:
    shop = shop_of(
        tmp_path, [{"Name": "#1", **IDA}, {"Name": "#2", **IDA}, {"Name": "#3", "Email": "o@x.example"}], ONCE
    )
    assert [order for order, made in cards(run(shop)).items() if "star" in made] == ["#1", "#3"]
    (shop / "later.csv").write_text(export([{"Name": "#4", "Email": "IDA@x.example"}]), "utf-8")
    assert cards(run(shop, outside(2), "later.csv")) == {"#4": ["classic", "a6-thanks"]}


def test_what_never_reached_paper_does_not_count_as_once(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, [{"Name": "#1", "Shipping Name": "\U0002a6a5", **IDA}], ONCE)
    assert run(shop).cards == 0
    (shop / "later.csv").write_text(export([{"Name": "#4", **IDA}]), "utf-8")
    assert cards(run(shop, outside(2), "later.csv")) == {"#4": ["classic", "star"]}


def test_again_prints_what_was_once_for_the_same_order(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, [{"Name": "#1", **IDA}], ONCE)
    run(shop)
    assert cards(run(shop, outside(2), again=True)) == {"#1": ["classic", "star"]}


def test_a_customer_nobody_can_tell_gets_nothing_that_is_once(tmp_path: Path) -> None:
    assert cards(run(shop_of(tmp_path, [{"Name": "#1"}], ONCE))) == {"#1": ["classic", "a6-thanks"]}


# Coupons and marketplaces


def test_an_order_that_used_a_coupon_gets_none_unless_the_shop_wants_it(tmp_path: Path) -> None:
    made = [{"Name": "#1", "Discount Code": "HELLO"}, {"Name": "#2"}]
    assert [order for order, code in codes(run(make_shop(tmp_path / "a", export(made)))).items() if code] == ["#2"]
    both = run(make_shop(tmp_path / "b", export(made), SHOP + "[coupons]\nafter_coupon = true\n"))
    assert all(codes(both).values())


def as_amazon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The export read as one of Amazon's."""
    read = orders.read

    def amazon(*args: Any) -> Reading:
        found = read(*args)
        changed = tuple(dataclasses.replace(order, platform="amazon") for order in found.orders)
        return dataclasses.replace(found, orders=changed)

    monkeypatch.setattr(orders, "read", amazon)


def test_an_amazon_order_gets_one_plain_card_that_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_amazon(monkeypatch)
    result = run(make_shop(tmp_path, export([{"Name": "#1"}])))
    (row,) = rows(result)
    assert (row.template, row.code, row.qr) == ("plain", "", ())
    shown = text_of(result.batches[0].pdf, row.page - 1)
    assert "Thank you, Ida Lind" in shown
    assert "quillmoss.example" not in shown


@pytest.mark.parametrize("asked", [("a6-thanks",), ("classic", "a6-thanks")])
def test_not_even_the_command_line_gives_an_amazon_order_a_link(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: tuple[str, ...]
) -> None:
    as_amazon(monkeypatch)
    result = run(make_shop(tmp_path, export([{"Name": "#1"}])), templates=asked)
    assert result.cards == 0
    assert [left.order for left in result.left_out] == ["#1"]


# What is wrong with rules and templates


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ('templates = ["lief"]', "there is no template 'lief'"),
        ('templates = ["a6-thanks"]\nlink = false', "link = false, but the template 'a6-thanks' shows where to go"),
        ('templates = ["classic"]\nwhen.platform_any = ["amazon"]', "amazon forbids links"),
        ('templates = ["leaf", "star"]', "names 2 inserts, and [print] most_inserts lets 1 into a parcel"),
        ('templates = ["badge", "classic"]', "'classic' can never be printed, for a parcel has one name card"),
    ],
)
def test_a_rule_that_asks_for_what_cannot_be_is_told_with_its_line(tmp_path: Path, rule: str, said: str) -> None:
    shop = shop_of(tmp_path, ORDERS, f'[[rule]]\nname = "r"\n{rule}\n')
    with pytest.raises(Stop) as stop:
        run(shop)
    (problem,) = stop.value.problems
    line = (SHOP + '[[rule]]\nname = "r"\n').count("\n") + 1
    assert (problem.where.file, problem.where.line) == (str(shop / "shop.toml"), line)
    assert problem.message.startswith("rule 'r': ")
    assert said in problem.message
    assert problem.hint
    assert not (shop / "out").exists()


def test_a_card_that_an_earlier_rule_for_everybody_shuts_out_is_told(tmp_path: Path) -> None:
    text = '[[rule]]\nname = "a"\ntemplates = ["leaf"]\n[[rule]]\nname = "b"\ntemplates = ["star"]\nwhen.gift = true\n'
    with pytest.raises(Stop) as stop:
        run(shop_of(tmp_path, ORDERS, text))
    assert ["'star' can never be printed" in problem.message for problem in stop.value.problems] == [True]
    assert run(shop_of(tmp_path / "more", ORDERS, f"[print]\nmost_inserts = 2\n{text}")).cards == 12


@pytest.mark.parametrize(
    "words", ["{{ shop.domain }}", "Go to https://x.example", "{{ link.home }}", "{{ shop.message }}"]
)
def test_a_template_with_an_address_in_its_words_is_not_silent(tmp_path: Path, words: str) -> None:
    shop = shop_of(tmp_path, ORDERS, '[[rule]]\nname = "r"\ntemplates = ["sign"]\nlink = false\n')
    text = SHOP.replace('language = "en"', 'language = "en"\nmessage = "Visit www.quillmoss.example"')
    (shop / "shop.toml").write_text(f'{text}\n[[rule]]\nname = "r"\ntemplates = ["sign"]\nlink = false\n', "utf-8")
    template(shop, "sign", text=words)
    with pytest.raises(Stop) as stop:
        run(shop)
    assert "shows where to go: words" in stop.value.problems[0].message


def test_a_broken_template_stops_its_own_orders_with_one_message(tmp_path: Path) -> None:
    rule = '[[rule]]\nname = "abroad"\nwhen = { country_any = ["FR"] }\ntemplates = ["torn"]\n'
    made = [{"Name": f"#{n}", "Shipping Country": "FR" if n % 2 else "GB"} for n in range(1, 9)]
    shop = shop_of(tmp_path, made, rule)
    template(shop, "torn", text="{{ customer.nmae }}")
    result = run(shop)
    assert sorted(cards(result)) == ["#2", "#4", "#6", "#8"]
    assert [held.order for held in result.held_back] == ["#1", "#3", "#5", "#7"]
    assert len({held.reason for held in result.held_back}) == 1
    assert [problem.where.file for problem in result.problems] == [str(shop / "templates/torn/template.toml")]
    states = Counter({row.order: row.state for row in rows(result)}.values())
    assert states == {"printed": 4, "held back": 4}


def test_when_every_card_is_of_a_broken_template_all_orders_are_held_back(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, [{"Name": "#1"}], '[[rule]]\nname = "all"\ntemplates = ["torn"]\n')
    template(shop, "torn", text="{{ customer.nmae }}")
    result = run(shop)
    assert ([held.order for held in result.held_back], result.batches) == (["#1"], ())


def test_a_template_that_does_not_fit_its_paper_stops_its_own_cards_only(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, ORDERS[:1], '[[rule]]\nname = "gifts"\nwhen.gift = true\ntemplates = ["wall"]\n')
    template(shop, "wall", "name-card")
    path = shop / "templates/wall/template.toml"
    path.write_text(path.read_text("utf-8").replace("60x40mm", "400x400mm"), "utf-8")
    result = run(shop)
    assert cards(result) == {"#1": ["classic", "a6-thanks"]}
    assert len(result.problems) == 1


# What is told


def command(shop: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, str, int]:
    monkeypatch.chdir(shop)
    told = CliRunner().invoke(print_command, ["orders.csv", "--date", "2026-11-24", *words], standalone_mode=False)
    return told.stdout, told.stderr, told.return_value


def dry(shop: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[str, str, int]:
    monkeypatch.setattr("inserts.cli.printing.outside", outside)
    return command(shop, monkeypatch, "--dry-run", *words)


def test_a_dry_run_says_which_order_gets_which_card_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, told, _ = dry(shop_of(tmp_path, ORDERS, RULES), monkeypatch)
    table = [re.split("  +", line.strip()) for line in told.splitlines() if line.startswith("    #")]
    silent = "no coupon: rule 'gifts'"
    assert table == [
        ["#1", "classic", "next order", "the shop's name card"],
        ["#1", "a6-thanks", "next order", "the shop's insert"],
        ["#3", "badge", "next order", "rule 'abroad'"],
        ["#3", "leaf", "next order", "rule 'abroad'"],
        ["#4", "badge", silent, "rule 'abroad'"],
        ["#4", "leaf", silent, "rule 'abroad'"],
        ["#4", "star", silent, "rule 'gifts'"],
        ["#5", "classic", silent, "the shop's name card"],
        ["#5", "star", silent, "rule 'gifts'"],
    ]
    assert "2 orders: no coupon: rule 'gifts'" in told
    assert "Left out #2: rule 'wholesale' gives no card" in told


def test_json_has_the_same_cards_in_a_dry_run_and_a_real_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = shop_of(tmp_path, ORDERS, RULES)
    tried = json.loads(dry(shop, monkeypatch, "--json")[0])["cards"]
    told = {"order": "#1", "template": "classic", "why": "the shop's name card", "offer": "next order"}
    assert tried[0] == told
    assert len(tried) == 9
    assert json.loads(command(shop, monkeypatch, "--json")[0])["cards"] == tried


def test_orders_of_a_broken_template_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [{"Name": f"#{n}"} for n in range(1, 31)]
    shop = shop_of(tmp_path, made, '[[rule]]\nname = "all"\ntemplates = ["torn"]\n')
    template(shop, "torn", text="{{ customer.nmae }}")
    _, told, status = dry(shop, monkeypatch)
    lines = [line for line in told.splitlines() if line.startswith("Held back")]
    assert lines == [
        "Held back #1, #2, #3, #4, #5, #6, #7, #8 and 22 more: the template 'torn' has faults and cannot be printed"
    ]
    assert status == 3


def test_the_plain_card_is_built_in(tmp_path: Path) -> None:
    assert any((folder / "plain" / "template.toml").is_file() for folder in search_folders(tmp_path, "templates"))
