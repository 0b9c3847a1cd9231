"""Experiments: customers are put into arms by chance and stay there; who is held out gets no card, today and later."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from inserts import manifest
from inserts.ledger import Assigned, Ledger, open_ledger
from inserts.ledger.trial import draw
from inserts.model.experiment import Experiment, History
from inserts.model.order import Order, State
from inserts.model.problem import Stop, Where
from inserts.run import open_shop
from inserts.settings import load
from tests.shops import NOW, SHOP, export, make_shop, numbered, run
from tests.test_rules_run import template

KEY = bytes(range(32))
DAY = date(2026, 12, 1)
TRIAL = Experiment("card-2026q4", DAY, DAY + timedelta(days=90), (("holdout", 10), ("a", 45), ("b", 45)))
RUNNING = f'\n[experiment]\nname = "winter"\nstart = {NOW.date()}\nend = 2027-01-31\n'


# Drawing


def test_arms_have_their_weights_and_a_customer_always_the_same() -> None:
    drawn = Counter(draw(KEY, TRIAL, f"customer {n}") for n in range(20_000))
    for arm, weight in TRIAL.arms:  # four standard deviations
        assert abs(drawn[arm] - 200 * weight) < 4 * (2 * weight * (100 - weight)) ** 0.5
    assert len({draw(KEY, TRIAL, "customer 1") for _ in range(9)}) == 1


def test_the_arm_is_the_keyed_hash_of_experiment_and_customer() -> None:
    """Computed once with HMAC-SHA256 elsewhere: the first 8 bytes, modulo 100, walked through the weights."""
    place = int.from_bytes(hmac.new(KEY, b"card-2026q4\0ann", hashlib.sha256).digest()[:8], "big") % 100
    assert draw(KEY, TRIAL, "ann") == ("holdout" if place < 10 else "a" if place < 55 else "b")


def test_another_experiment_or_key_mixes_anew() -> None:
    other = Experiment("other", TRIAL.start, TRIAL.end, TRIAL.arms)
    units = [str(n) for n in range(2000)]
    first = [draw(KEY, TRIAL, unit) for unit in units]
    for again in ([draw(KEY, other, unit) for unit in units], [draw(bytes(32), TRIAL, unit) for unit in units]):
        alike = sum(one == two for one, two in zip(first, again, strict=True)) / 2000
        assert 0.37 < alike < 0.46  # 0.1² + 2 · 0.45²


def opened(folder: Path) -> Ledger:
    return open_ledger(
        "sqlite:///ledger.sqlite",
        folder,
        shop="s",
        key=KEY,
        station="t",
        now=lambda: datetime(2026, 12, 1, 9, tzinfo=UTC),
        randbytes=os.urandom,
    )


def test_a_customer_keeps_the_arm_when_the_weights_change(tmp_path: Path) -> None:
    orders = [Order(f"#{n}", "shopify", Where("a.csv"), email=f"c{n % 50}@x.example") for n in range(100)]
    keys = {order.id: order.email for order in orders}
    changed = Experiment(TRIAL.name, TRIAL.start, TRIAL.end, (("holdout", 90), ("a", 5), ("b", 5)))
    with opened(tmp_path) as ledger:
        ledger.note_orders(orders)
        first = ledger.arms(TRIAL, dict(list(keys.items())[:50]))
        ledger.note_trial(TRIAL.name, [Assigned(order, arm, "t") for order, arm in first.items()], DAY)
        later = ledger.arms(changed, keys)
    assert all(later[f"#{n}"] == later[f"#{n + 50}"] == first[f"#{n}"] for n in range(50))


# In a run


def held_out(result: object) -> list[str]:
    return [left.order for left in result.left_out if "hold-out" in left.reason]  # type: ignore[attr-defined]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return make_shop(tmp_path, numbered(40), SHOP.replace("[[contact]]", '[print]\ninsert = ""\n[[contact]]', 1))


def add(shop: Path, toml: str) -> None:
    with (shop / "shop.toml").open("a", encoding="utf-8") as file:
        file.write(toml)


def test_who_is_held_out_gets_no_card_is_named_and_never_comes_up_again(shop: Path) -> None:
    add(shop, RUNNING + "holdout = 30\n")
    first = run(shop)
    held = held_out(first)
    assert 5 <= len(held) <= 20
    assert first.cards == 40 - len(held)
    (batch,) = first.batches
    assert batch.manifest
    rows, _ = manifest.read(batch.manifest.read_bytes())
    assert {row.order for row in rows if row.state == "left out"} == set(held)
    again = run(shop)
    assert (again.cards, held_out(again)) == (0, held)
    settings = (shop / "shop.toml").read_text("utf-8")
    (shop / "shop.toml").write_text(settings.split("[experiment]")[0], "utf-8")
    without = run(shop, again=True)
    assert (without.cards, held_out(without)) == (40 - len(held), held)
    assert {left.reason for left in without.left_out} == {"hold-out of experiment 'winter'"}


def test_a_plain_hold_out_gets_its_card_without_a_coupon(shop: Path) -> None:
    add(shop, RUNNING + 'holdout = 30\nholdout_cards = "plain"\n')
    result = run(shop)
    (batch,) = result.batches
    assert batch.manifest
    rows, _ = manifest.read(batch.manifest.read_bytes())
    assert (result.cards, len(result.left_out)) == (40, 0)
    assert 5 <= sum(not row.code for row in rows) <= 20


def test_an_arm_that_is_a_template_takes_the_place_of_the_shops_own(shop: Path) -> None:
    template(shop, "badge", "name-card")
    template(shop, "star", "name-card")
    add(shop, RUNNING + "arms = { badge = 1, star = 1 }\n")
    add(shop, '\n[[rule]]\nname = "vip"\nwhen = { tags_any = ["vip"] }\ntemplates = ["classic"]\n')
    rows = [{"Name": f"#{n}", "Email": f"c{n}@x.example", "Tags": "vip" if n < 5 else ""} for n in range(40)]
    (shop / "orders.csv").write_text(export(rows))
    (batch,) = run(shop).batches
    chosen = {order: picks[0].template for order, picks in batch.picked.items()}
    assert {chosen[f"#{n}"] for n in range(5)} == {"classic"}
    assert {chosen[f"#{n}"] for n in range(5, 40)} == {"badge", "star"}


def test_outside_its_days_an_experiment_holds_nobody_out(shop: Path) -> None:
    add(shop, '\n[experiment]\nname = "past"\nstart = 2026-01-01\nend = 2026-02-01\nholdout = 90\n')
    assert run(shop).cards == 40


def test_an_order_printed_before_the_experiment_is_printed_again_when_asked(shop: Path) -> None:
    assert run(shop).cards == 40
    add(shop, RUNNING + "holdout = 90\n")
    assert run(shop, again=True).cards == 40


def test_a_dry_run_writes_no_arm_down(shop: Path) -> None:
    add(shop, RUNNING + "holdout = 30\n")
    tried = run(shop, dry_run=True)
    assert not (shop / "ledger.sqlite").exists()
    assert held_out(tried)


def test_an_arm_that_is_nothing_is_a_problem(shop: Path) -> None:
    add(shop, RUNNING + "arms = { holdout = 10, clasic = 90 }\n")
    with pytest.raises(Stop) as stop:
        run(shop)
    assert "the arm 'clasic' is neither holdout nor card" in str(stop.value.problems[0])
    assert 'did you mean "classic"?' in str(stop.value.problems[0])


# Settings


def test_settings_are_read_as_they_are_written(shop: Path) -> None:
    add(shop, RUNNING + 'arms = { holdout = 10, card = 90 }\nmeasure = "second_order_30d"\n')
    add(shop, '\n[history]\ncount = ["fulfilled"]\nmatch = ["email"]\nstaff = ["Me@x.example", "@y.example"]\n')
    settings = open_shop(shop)
    assert settings.experiment == Experiment(
        "winter", NOW.date(), date(2027, 1, 31), (("holdout", 10), ("card", 90)), days=30
    )
    assert settings.history == History((State.FULFILLED,), ("email",), ("me@x.example", "@y.example"))


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('[experiment]\nname = "x"\nstart = 2026-01-01\nholdout = 10', "end is missing"),
        ('[experiment]\nname = "x"\nstart = 2026-02-01\nend = 2026-01-01\nholdout = 10', "is not from 2026-02-01"),
        ('[experiment]\nname = "x"\nstart = 2026-01-01\nend = 2026-02-01', "says not how many are held out"),
        (RUNNING + "holdout = 10\narms = { a = 1, b = 1 }", "says both arms and holdout"),
        (RUNNING + "arms = { card = 1 }", "needs at least two arms"),
        (RUNNING + "holdout = 95", "write a whole number from 1 to 90"),
        (RUNNING + "arms = { holdout = 0, card = 5 }", "write a whole number from 1 to 1000"),
        (RUNNING + 'holdout = 10\nunit = "order"', "is not one of"),
        (RUNNING + 'holdout = 10\nhold_out_cards = "plain"', "unknown key 'hold_out_cards'"),
        ('[history]\nstaff = ["boss"]', "'boss' is no address"),
        ('[history]\ncount = ["refunded"]', "is not one of"),
        ("[history]\nmatch = []", "names nothing"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(shop: Path, toml: str, told: str) -> None:
    add(shop, "\n" + toml + "\n")
    settings, problems = load(shop / "shop.toml")
    assert settings is None
    assert any(told in problem.message and problem.where.line for problem in problems)
