"""Several order files at once: an order is one order however many files tell of it; contradictions are told."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts import manifest
from inserts.model.order import Item, Order, State
from inserts.model.problem import Stop, Where
from inserts.orders import Reading, read
from inserts.orders.complete import both
from inserts.orders.records import LARGEST_ROW
from inserts.orders.source import LARGEST

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(text: str, name: str, codec: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(codec))
        return path

    return write


def items(reading: Reading) -> list[list[str]]:
    return [[item.name for item in order.items] for order in reading.orders]


# One order of two tellings

FULL = Order(
    "7",
    "generic",
    Where("a.csv", 2),
    placed=datetime(2026, 1, 2, tzinfo=UTC),
    name="Ana Ruiz",
    given_name="Ana",
    country="ES",
    items=(Item("Cup"), Item("Tea", "T1", 2)),
    total=Decimal("5.00"),
    currency="EUR",
    note="Ring twice",
    fields=(("Colour", "red"),),
)
BLANK = {
    "placed": None,
    "name": "",
    "country": "",
    "items": (),
    "total": None,
    "currency": "",
    "note": "",
    "fields": (),
}


def like(order: Order, **changes: object) -> Order:
    values = {name: getattr(order, name) for name in Order.__dataclass_fields__}
    if changes.get("name") == "":
        changes |= {"given_name": "", "name_note": "missing"}
    return Order(**(values | changes))  # type: ignore[arg-type]


@given(st.sets(st.sampled_from(sorted(BLANK))), st.sets(st.sampled_from(sorted(BLANK))))
def test_what_one_telling_lacks_the_other_gives(first: set[str], other: set[str]) -> None:
    one = like(FULL, **{name: BLANK[name] for name in first})
    two = like(FULL, **{name: BLANK[name] for name in other - first})
    assert both(one, two).order == FULL
    assert both(two, one).order == FULL
    assert both(one, two).differing == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Eva Noll"),
        ("total", Decimal("6.00")),
        ("state", State.CANCELLED),
        ("fields", (("Colour", "blue"),)),
        ("items", (Item("Cup"), Item("Hat"))),
    ],
)
def test_what_two_tellings_contradict_in_is_named_and_the_first_one_stays(field: str, value: object) -> None:
    found = both(FULL, like(FULL, **{field: value}))
    assert (found.order, found.differing) == (FULL, (field,))


def test_a_masked_name_is_completed_by_a_file_that_tells_it() -> None:
    masked = like(FULL, name="", name_note="masked")
    assert both(masked, FULL).order == FULL


def test_an_amount_of_nothing_is_an_amount() -> None:
    assert both(like(FULL, total=Decimal(0)), FULL).differing == ("total",)


# Files


def test_a_more_complete_file_completes_an_order(save: Save) -> None:
    first = save("Order ID,Name,Item\n1,Ana Ruiz,Cup\n2,Bo Li,Tea\n", "a.csv")
    second = save("Order ID,Name,Country,Email\n1,Ana Ruiz,Spain,ana@post.example\n", "b.csv")
    reading = read([first, second])
    assert [(order.id, order.country, order.email) for order in reading.orders] == [
        ("1", "ES", "ana@post.example"),
        ("2", "", ""),
    ]
    assert items(reading) == [["Cup"], ["Tea"]]
    assert any("1 order stands in a file before, completed" in note for note in reading.files[1].notes)
    assert reading.problems == ()


def test_further_items_of_an_order_in_a_second_file_are_its_items(save: Save) -> None:
    header = "Order ID,Name,Item,Total\n"
    reading = read([save(header + "1,Ana Ruiz,Cup,9.00\n", "a.csv"), save(header + "1,Ana Ruiz,Tea,9.00\n", "b.csv")])
    assert items(reading) == [["Cup", "Tea"]]


@pytest.mark.parametrize("turned", [False, True])
def test_an_order_cut_in_two_by_the_end_of_a_file_is_whole(save: Save, turned: bool) -> None:
    header = "Name,Financial Status,Fulfillment Status,Lineitem name,Lineitem quantity,Shipping Name\n"
    first = save(header + "#1,paid,unfulfilled,Cup,1,Ana Ruiz\n#2,paid,fulfilled,Pen,1,Bo Li\n#2,,,Ink,1,\n", "a.csv")
    second = save(header + "#2,,,Pad,3,\n#3,paid,unfulfilled,Cup,1,Cy Doe\n", "b.csv")
    reading = read([second, first] if turned else [first, second])
    by_id = {order.id: order for order in reading.orders}
    assert by_id["#2"].name == "Bo Li"
    assert by_id["#2"].state == State.FULFILLED
    assert {item.name for item in by_id["#2"].items} == {"Pen", "Ink", "Pad"}
    assert reading.problems == ()


def test_a_contradiction_names_both_places_and_what_differs(save: Save) -> None:
    header = "Order ID,Name,Item,Status\n"
    first, second = save(header + "1,Ana Ruiz,Cup,paid\n", "a.csv"), save(header + "1,Eva Noll,Cup,paid\n", "b.csv")
    reading = read([first, second])
    assert [order.name for order in reading.orders] == ["Ana Ruiz"]
    problem = reading.problems[0]
    assert problem.where == Where(str(second), 2)
    assert f"{first}:2" in problem.message
    assert problem.message.endswith("differs in name")
    assert "Noll" not in str(problem)


def test_the_same_number_on_two_platforms_is_two_orders(save: Save) -> None:
    shopify = save("Name,Lineitem name,Lineitem quantity,Shipping Name\n1,Cup,1,Ana Ruiz\n", "a.csv")
    other = save("Order ID,Name\n1,Bo Li\n", "b.csv")
    assert [order.name for order in read([shopify, other]).orders] == ["Ana Ruiz", "Bo Li"]


# Texts that were saved the wrong way


def test_a_text_encoded_twice_is_mended_and_counted(save: Save) -> None:
    text = "Order ID,Name,Note\n1,Jürgen Groß,für dich\n2,Bo Li,–\n".encode().decode("cp1252")
    reading = read([save(text, "a.csv")])
    assert [order.name for order in reading.orders] == ["Jürgen Groß", "Bo Li"]
    assert any("3 cells were encoded twice" in note for note in reading.files[0].notes)


def test_a_text_encoded_three_times_is_mended(save: Save) -> None:
    text = "Order ID,Name\n1,José Peña\n".encode().decode("cp1252").encode().decode("cp1252")
    assert read([save(text, "a.csv")]).orders[0].name == "José Peña"


def test_a_name_encoded_twice_and_then_damaged_is_not_printed(save: Save) -> None:
    order = read([save("Order ID,Name\n1,JÃ¼rgen Łoś\n", "a.csv")]).orders[0]
    assert (order.name, order.name_note) == ("", "damaged")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_unicode_text_of_a_spreadsheet_is_read(save: Save, codec: str) -> None:
    reading = read([save("\ufeffOrder ID\tName\r\n1\tŁukasz 山田\r\n", "a.txt", codec)])
    assert [order.name for order in reading.orders] == ["Łukasz 山田"]
    assert (reading.files[0].encoding, reading.files[0].delimiter) == ("utf-16", "\t")


# Memory


def _peak(path: Path) -> int:
    tracemalloc.start()
    try:
        read([path])
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_a_huge_cell(save: Save) -> None:
    huge = "x" * 20_000_000
    text = f"Order ID,Name,Note\n1,Ana Ruiz,a\n2,Bo Li,{huge}\n3,Cy Doe,{huge}\n"
    path = save(text, "a.csv")
    reading = read([path])
    assert [order.id for order in reading.orders] == ["1"]
    assert f"{LARGEST_ROW:,} characters" in reading.refused[0].reason
    assert _peak(path) < LARGEST + 4_000_000  # the file itself, and little beside it


def test_a_manifest_of_our_own_is_no_export(tmp_path: Path) -> None:
    """It lies beside the PDFs and has orders and names: the first file a tired packer takes by mistake."""
    path = tmp_path / "2026-11-24.csv"
    row = manifest.Row("2026-11-24", "#1001", "Ida Lind", "classic", 2, "K7QWM-4XH2M", (), 3, 1, "printed")
    path.write_bytes(manifest.write([row]))
    with pytest.raises(Stop) as stop:
        read([path])
    assert ["manifest" in problem.message for problem in stop.value.problems] == [True]
    assert "exported" in stop.value.problems[0].hint


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"%PDF-1.7\n", "to print a batch again: inserts reprint BATCH"),
        (b"\xff\xd8\xff\xe0", "give the file that the shop exports its orders to"),
        (b"\xd0\xcf\x11\xe0", "save it as CSV UTF-8 in your spreadsheet"),
        (b"<html><table>", "save it as CSV UTF-8 in your spreadsheet"),
    ],
)
def test_a_file_of_another_kind_says_what_to_give_instead(tmp_path: Path, data: bytes, hint: str) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(data)
    with pytest.raises(Stop) as stop:
        read([path], {}, "Europe/London")
    assert [hint in problem.hint for problem in stop.value.problems] == [True]
