"""By its number a packer finds the parcel of a card, and the proof the card: every card must show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from inserts.builtin import builtin_folder
from inserts.model.problem import Stop
from inserts.model.template import Template
from inserts.run import open_shop
from inserts.run.opening import open_workshop
from inserts.templates import load_template, template_names, unnumbered
from tests.shops import make_shop

BUILTIN = builtin_folder("templates")
HEAD = '[card]\nkind = "name-card"\nabout = "A try"\nsize = "90x54mm"\n'
BOX = 'box = ["4mm", "4mm", "60mm", "8mm"]\n'
HELLO = f'[[front]]\ntype = "text"\n{BOX}text = "Hello"\n'


def text(said: str, more: str = "") -> str:
    return f'[[front]]\ntype = "text"\n{BOX}text = "{said}"\n{more}'


def bars(more: str) -> str:
    return f'[[front]]\ntype = "barcode"\n{BOX}symbology = "code128"\ndata = "{{{{ order.number }}}}"\n{more}'


SHORT = "{{ order.short }}"


def template(folder: Path, body: str) -> Template:
    home = folder / "mine"
    home.mkdir(parents=True, exist_ok=True)
    (home / "template.toml").write_text(HEAD + body, "utf-8")
    found, problems = load_template("mine", [folder, BUILTIN])
    assert found is not None, problems
    return found


@pytest.mark.parametrize(
    "body",
    [
        text(SHORT),
        text("Order {{ order.number }}"),
        HELLO + text(SHORT).replace("[[front]]", "[[back]]"),
        text(SHORT, 'when = "coupon"\n') + text(SHORT, 'when = "not coupon"\n'),
        text("{{ customer.name }} {{ order.short }}", f'no_name = "{SHORT}"\n'),
        bars("text = true\n"),
    ],
)
def test_a_number_that_every_card_shows_is_enough(tmp_path: Path, body: str) -> None:
    assert unnumbered(template(tmp_path, body)) == ()


@pytest.mark.parametrize(
    "body",
    [
        HELLO,
        text("{{ customer.name }} {{ order.short }}", 'no_name = "Hello"\n'),
        text(SHORT, "optional = true\n"),
        bars("text = false\n"),
        f'[[front]]\ntype = "text"\n{BOX}text = {{ en = "Order {SHORT}", de = "Danke" }}\n',
    ],
)
def test_a_card_without_its_number_is_told_with_the_cure(tmp_path: Path, body: str) -> None:
    (problem,) = unnumbered(template(tmp_path, body))
    assert problem.message == "the card shows no order number, so nobody can tell whose parcel it goes into"
    assert problem.where.file.endswith("template.toml")
    assert "{{ order.short }}" in problem.hint


def test_a_number_that_some_cards_lack_is_told_with_its_condition(tmp_path: Path) -> None:
    (problem,) = unnumbered(template(tmp_path, text(SHORT, 'when = "coupon"\n') + text(SHORT, 'when = "items > 1"\n')))
    assert problem.message == "the order number is shown only when coupon or when items > 1"


@pytest.mark.parametrize("name", template_names([BUILTIN]))
def test_every_built_in_card_shows_its_number(name: str) -> None:
    found, _ = load_template(name, [BUILTIN])
    assert found is not None
    assert unnumbered(found) == ()


def test_nothing_is_printed_with_such_a_template(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, "")
    template(shop / "templates", HELLO)
    with pytest.raises(Stop) as stop:
        open_workshop(open_shop(shop), ("mine",))
    assert "shows no order number" in " ".join(problem.message for problem in stop.value.problems)
