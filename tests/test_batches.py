"""Batches: every order exactly once, in packing order, under names every system takes."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.batches import plan, slug
from inserts.model.order import Item, Order, State
from inserts.model.problem import Stop, Where

DAY = date(2026, 11, 24)


def order(id: str, line: int = 2, **more: object) -> Order:
    return Order(id, "shopify", Where("orders.csv", line), **more)  # type: ignore[arg-type]


def names(orders: list[Order], **more: object) -> list[tuple[str, list[str]]]:
    batches, _ = plan(orders, printed={}, ship_date=DAY, **more)  # type: ignore[arg-type]
    return [(batch.name, [order.id for order in batch.orders]) for batch in batches]


def test_without_groups_one_batch_in_file_order_named_after_the_ship_date() -> None:
    assert names([order("#10"), order("#9")]) == [("2026-11-24", ["#10", "#9"])]


def test_no_orders_give_no_batch() -> None:
    assert names([]) == []


def test_carriers_ship_apart_whatever_their_case_and_those_without_one_come_last() -> None:
    orders = [order("1"), order("2", carrier="UPS"), order("3", carrier="DHL Paket"), order("4", carrier=" dhl  paket")]
    assert names(orders, by=["carrier"]) == [
        ("2026-11-24-dhl-paket", ["3", "4"]),
        ("2026-11-24-ups", ["2"]),
        ("2026-11-24-other", ["1"]),
    ]


def test_groups_may_take_a_column_of_the_export() -> None:
    orders = [order("1", fields=(("Depot", "North"),)), order("2", fields=(("Depot", "East"),))]
    assert names(orders, by=["Depot"]) == [("2026-11-24-east", ["2"]), ("2026-11-24-north", ["1"])]


def test_two_groupings_join_their_names() -> None:
    orders = [order("1", carrier="DHL", country="DE"), order("2", carrier="DHL")]
    assert names(orders, by=["carrier", "country"]) == [("2026-11-24-dhl-de", ["1"]), ("2026-11-24-dhl-other", ["2"])]


def test_groups_with_the_same_slug_get_names_of_their_own() -> None:
    orders = [order("1", carrier="DHL!"), order("2", carrier="DHL?"), order("3", carrier="Other"), order("4")]
    found = [name for name, _ in names(orders, by=["carrier"])]
    assert found == ["2026-11-24-dhl", "2026-11-24-dhl-b", "2026-11-24-other", "2026-11-24-other-b"]


@pytest.mark.parametrize(("word", "hint"), [("Karrier", "carrier"), ("Depot", "Region")])
def test_a_word_that_is_no_field_stops_with_the_known_ones(word: str, hint: str) -> None:
    with pytest.raises(Stop) as stop:
        names([order("1", fields=(("Region", "x"),))], by=[word])
    assert hint in stop.value.hint
    assert stop.value.exit_code == 2


def test_a_sort_word_that_is_no_field_stops() -> None:
    with pytest.raises(Stop):
        names([order("1")], sort="colour")


def test_ids_sort_as_numbers_where_they_are_numbers() -> None:
    orders = [order("#1001"), order("#999"), order("#" + "9" * 6000), order("A-2"), order("#0100")]
    assert [id[:6] for id in names(orders, sort="id")[0][1]] == ["#0100", "#999", "#1001", "#99999", "A-2"]


def test_orders_sort_by_sku_with_those_without_last() -> None:
    orders = [order("1"), order("2", items=(Item("Cup", "CUP-10"),)), order("3", items=(Item("Cup", "CUP-2"),))]
    assert names(orders, sort="sku") == [("2026-11-24", ["3", "2", "1"])]


def test_orders_sort_by_the_day_they_were_placed() -> None:
    orders = [order("1", placed=datetime(2026, 11, 3, 9)), order("2", placed=datetime(2026, 10, 30, 9))]
    assert names(orders, sort="placed") == [("2026-11-24", ["2", "1"])]


def test_names_with_accents_stand_among_those_without() -> None:
    orders = [
        order(str(number), name=name) for number, name in enumerate(["Zoe", "Émile", "Ömer", "Eva", "Emile", "Ola"])
    ]
    assert names(orders, sort="name") == [("2026-11-24", ["4", "1", "3", "5", "2", "0"])]


def test_equal_sort_values_keep_the_file_order() -> None:
    orders = [order("3", name="Ana"), order("1", name="Ana"), order("2", name="Ana")]
    assert names(orders, sort="name") == [("2026-11-24", ["3", "1", "2"])]


def test_a_limit_splits_into_numbered_parts_in_order() -> None:
    orders = [order(str(n)) for n in range(5)]
    assert names(orders, limit=2) == [
        ("2026-11-24-1", ["0", "1"]),
        ("2026-11-24-2", ["2", "3"]),
        ("2026-11-24-3", ["4"]),
    ]


def test_a_batch_as_large_as_the_limit_is_not_split() -> None:
    assert names([order("1"), order("2")], limit=2) == [("2026-11-24", ["1", "2"])]


def test_parts_of_a_batch_never_take_another_groups_name() -> None:
    orders = [order("1", carrier="a"), order("2", carrier="a"), order("3", carrier="a 1")]
    found = [name for name, _ in names(orders, by=["carrier"], limit=1)]
    assert len(set(found)) == 3


def test_a_limit_below_zero_is_wrong_usage() -> None:
    with pytest.raises(Stop):
        names([order("1")], limit=-1)


@pytest.mark.parametrize(
    ("given_order", "reason"),
    [
        (order("1", state=State.CANCELLED), "cancelled"),
        (order("1", state=State.CANCELLED, state_note="Cancelled at"), "cancelled (Cancelled at)"),
        (order("7"), "already printed in batch 2026-11-23"),
        (order("7", state=State.CANCELLED), "cancelled; already printed in batch 2026-11-23"),
    ],
)
def test_an_order_left_out_says_why(given_order: Order, reason: str) -> None:
    batches, left = plan([given_order], leave_out={State.CANCELLED}, printed={"7": "2026-11-23"}, ship_date=DAY)
    assert batches == ()
    assert [item.reason for item in left] == [reason]


def test_an_order_number_that_comes_twice_is_printed_once_and_named() -> None:
    batches, left = plan([order("1", 2), order("1", 9)], printed={}, ship_date=DAY)
    assert [len(batch.orders) for batch in batches] == [1]
    assert left[0].reason == "the files hold this order number twice, the first time at orders.csv:2"


CARRIERS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(
    st.lists(st.tuples(st.integers(0, 30), CARRIERS, st.sampled_from(State))),
    st.integers(0, 4),
    st.sampled_from(["file", "id", "carrier", "sku"]),
)
def test_every_order_comes_back_exactly_once(rows: list[tuple[int, str, State]], limit: int, sort: str) -> None:
    orders = [order(str(n), carrier=carrier, state=state) for n, carrier, state in rows]
    batches, left = plan(
        orders, by=["carrier"], sort=sort, limit=limit, leave_out={State.UNPAID}, printed={"3": "b"}, ship_date=DAY
    )
    back = [item.id for batch in batches for item in batch.orders] + [item.order for item in left]
    assert sorted(back) == sorted(item.id for item in orders)
    assert len({batch.name.casefold() for batch in batches}) == len(batches)
    assert all(1 <= len(batch.orders) <= (limit or len(orders)) for batch in batches)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DHL Paket/Express", "dhl-paket-express"),
        ("../../etc", "etc"),
        ("CON", "batch-con"),
        ("COM¹", "batch-com1"),
        ("‮txt.exe", "txt-exe"),
        ("", "batch"),
        ("-.-", "batch"),
        ("顺丰速运", "顺丰速运"),
        ("ＤＨＬ", "dhl"),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_is_a_plain_file_name_of_at_most_80_bytes(text: str) -> None:
    found = slug(text)
    assert 0 < len(found.encode()) <= 80
    assert all(char.isalnum() or char in "-_" for char in found)
    assert found[0] != "-"


@given(st.text())
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    assert slug(slug(text)) == slug(text)
