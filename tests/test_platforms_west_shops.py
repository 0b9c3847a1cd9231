"""Exports of further western shop systems and of shipping tools, one small sample each under the header it has."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.model.order import Item, State
from inserts.orders.platforms.keyed import parts, records
from tests import west
from tests.west import only, orders, parse, sample

# BigCommerce

BIG = {
    "Order ID": "1042",
    "Customer Name": "Bo Li",
    "Customer Email": "bo@post.example",
    "Order Date": "24/11/2026",
    "Order Status": "Awaiting Fulfillment",
    "Coupon Details": "HELLO",
    "Order Total (inc tax)": "39.9700",
    "Order Currency Code": "AUD",
    "Customer Message": "Ring twice",
    "Shipping First Name": "Ana María",
    "Shipping Last Name": "Ruiz",
    "Shipping Country": "Australia",
    "Product Details": (
        "Product ID: 12, Product Qty: 2, Product SKU: TEA, Product Name: Tea: green, mild | loose, "
        "Product Weight: 0.5, Product Variation Details: Size: 100 g, Product Unit Price: 9.99, "
        "Product Total Price: 19.98"
        "Product Total Price: 19.98"
        "|Product ID: 13, Product Qty: 1, Product SKU: , Product Name: Pot, Product Unit Price: 19.99"
    ),
}


def test_bigcommerce_packs_items_whose_names_hold_the_separators(tmp_path: Path) -> None:
    order = only(parse(tmp_path, sample(west.BIGCOMMERCE, BIG)))
    assert order.items == (Item("Tea: green, mild | loose - Size: 100 g", "TEA", 2), Item("Pot", "", 1))
    assert (order.name, order.given_name, order.country) == ("Ana María Ruiz", "Ana María", "AU")
    assert (order.total, order.currency, order.note) == (Decimal("39.97"), "AUD", "Ring twice")
    assert order.discount_codes == ("HELLO",)


def test_bigcommerce_coupon_with_its_key(tmp_path: Path) -> None:
    coupon = "Coupon Code: HELLO, Coupon Value: 5.00|Coupon Code: TEA10, Coupon Value: 1.00"
    assert only(parse(tmp_path, sample(west.BIGCOMMERCE, BIG | {"Coupon Details": coupon}))).discount_codes == (
        "HELLO",
        "TEA10",
    )


def test_bigcommerce_items_of_an_edited_template_are_not_lost(tmp_path: Path) -> None:
    order = only(parse(tmp_path, sample(west.BIGCOMMERCE, BIG | {"Product Details": "2 x Tea"})))
    assert order.items == (Item("2 x Tea", "", 1),)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Pending", State.UNPAID),
        ("Awaiting Payment", State.UNPAID),
        ("Incomplete", State.UNPAID),
        ("Awaiting Fulfillment", State.OPEN),
        ("Awaiting Shipment", State.OPEN),
        ("Awaiting Pickup", State.OPEN),
        ("Partially Shipped", State.OPEN),
        ("Manual Verification Required", State.OPEN),
        ("Partially Refunded", State.OPEN),
        ("Disputed", State.OPEN),
        ("Shipped", State.FULFILLED),
        ("Completed", State.FULFILLED),
        ("Cancelled", State.CANCELLED),
        ("Declined", State.CANCELLED),
        ("Refunded", State.REFUNDED),
    ],
)
def test_bigcommerce_states(tmp_path: Path, word: str, state: State) -> None:
    reading = parse(tmp_path, sample(west.BIGCOMMERCE, BIG | {"Order Status": word}))
    assert only(reading).state is state
    assert reading.files[0].notes == ()


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=20).map(str.strip)


@given(st.lists(st.tuples(VALUES, VALUES, st.integers(1, 99)), min_size=1, max_size=4))
def test_packed_items_come_apart_as_they_were_put_together(items: list[tuple[str, str, int]]) -> None:
    keys = ("ID", "Qty", "SKU", "Name")
    text = "|".join(f"ID: 1, Qty: {pieces}, SKU: {sku}, Name: {name}" for name, sku, pieces in items)
    found = [(one["Name"], one["SKU"], int(one["Qty"])) for one in records(text, keys, "|", ",")]
    assert found == items


@given(st.text())
def test_no_packed_text_is_too_odd(text: str) -> None:
    assert parts(text, ("name", "sku"), "|").keys() <= {"name", "sku"}
    assert list(records(text, ("name", "sku"), "|", ",")) is not None


# Magento

GRID = {
    "ID": "000000042",
    "Purchase Point": "Main Website",
    "Purchase Date": "Nov 24, 2026 10:15:00 PM",
    "Bill-to Name": "Bo Li",
    "Ship-to Name": "Ana\nRuiz",
    "Grand Total (Purchased)": "$45.00",
    "Status": "Processing",
    "Shipping Address": "Street 1\nTown",
    "Customer Email": "ana@post.example",
    "Total Refunded": "",
}


def test_magento_grid_has_line_breaks_in_names_and_leading_zeros(tmp_path: Path) -> None:
    order = only(parse(tmp_path, sample(west.MAGENTO_GRID, GRID)))
    assert (order.id, order.name, order.given_name) == ("000000042", "Ana Ruiz", "Ana")
    assert (order.total, order.items) == (Decimal("45.00"), ())
    assert order.placed == datetime(2026, 11, 24, 22, 15, tzinfo=UTC)
    assert not order.field("Shipping Address")


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"Status": "Pending"}, State.UNPAID),
        ({"Status": "pending", "Payment Method": "Cash On Delivery"}, State.OPEN),
        ({"Status": "pending_payment"}, State.UNPAID),
        ({"Status": "holded"}, State.UNPAID),
        ({"Status": "Suspected Fraud"}, State.UNPAID),
        ({"Status": "processing"}, State.OPEN),
        ({"Status": "Complete"}, State.FULFILLED),
        ({"Status": "Canceled"}, State.CANCELLED),
        ({"Status": "closed"}, State.REFUNDED),
        ({"Total Refunded": "$45.00"}, State.REFUNDED),
        ({"Total Refunded": "$5.00"}, State.OPEN),
    ],
)
def test_magento_states(tmp_path: Path, cells: dict[str, str], state: State) -> None:
    assert only(parse(tmp_path, sample(west.MAGENTO_GRID, GRID | cells))).state is state


# PrestaShop

PRESTA = {
    "ID": "17",
    "Reference": "XKBKNABJK",
    "New client": "1",
    "Delivery": "France",
    "Customer": "A. RUIZ",
    "Total": "€61.80",
    "Payment": "Bank wire",
    "Status": "Payment accepted",
    "Date": "2026-11-24 10:15:00",
}


def test_prestashop_name_is_printable_without_a_given_name(tmp_path: Path) -> None:
    order = only(parse(tmp_path, sample(west.PRESTASHOP, PRESTA, delimiter=";")))
    assert (order.id, order.name, order.given_name, order.name_note) == ("17", "A. RUIZ", "", "")
    assert (order.country, order.total, order.currency) == ("FR", Decimal("61.80"), "EUR")


def test_prestashop_orders_that_were_split_share_a_reference(tmp_path: Path) -> None:
    text = sample(west.PRESTASHOP, PRESTA, PRESTA | {"ID": "18", "Total": "€3.00"}, delimiter=";")
    assert [order.id for order in orders(parse(tmp_path, text))] == ["17", "18"]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Awaiting check payment", State.UNPAID),
        ("Awaiting bank wire payment", State.UNPAID),
        ("Awaiting Cash On Delivery validation", State.OPEN),
        ("Payment error", State.UNPAID),
        ("Processing in progress", State.OPEN),
        ("On backorder (not paid)", State.UNPAID),
        ("Shipped", State.FULFILLED),
        ("Delivered", State.FULFILLED),
        ("Canceled", State.CANCELLED),
        ("Refunded", State.REFUNDED),
        ("Paiement accepté", State.OPEN),
        ("En attente du paiement par chèque", State.UNPAID),
        ("Expédié", State.FULFILLED),
        ("Annulé", State.CANCELLED),
        ("Pago aceptado", State.OPEN),
        ("Entregado", State.FULFILLED),
        ("Rimborsato", State.REFUNDED),
    ],
)
def test_prestashop_states(tmp_path: Path, word: str, state: State) -> None:
    reading = parse(tmp_path, sample(west.PRESTASHOP, PRESTA | {"Status": word}, delimiter=";"))
    assert only(reading).state is state
    assert reading.files[0].notes == ()


# ShipStation, Ordoro


def test_shipstation_has_the_columns_its_owner_chose(tmp_path: Path) -> None:
    row = {
        "Market - Store Name": "My shop",
        "Order - Number": "1001-A",
        "Date - Order Date": "11/04/2026 1:15:00 PM",
        "Item - SKU": "CUP",
        "Item - Qty": "2",
        "Item - Name": "Cup",
        "Ship To - Name": "Ana Ruiz",
        "Ship To - Country": "US",
        "Customer Email": "ana@post.example",
        "Notes - From Buyer": "Ring twice",
        "Amount - Order Total": "30.00",
    }
    second = row | {"Item - SKU": "TEA", "Item - Qty": "1", "Item - Name": "Tea"}
    gone = row | {"Order - Number": "1002", "Date - Shipped Date": "11/05/2026"}
    first, shipped = orders(parse(tmp_path, sample(west.SHIPSTATION, row, second, gone)))
    assert (first.name, first.note, first.total) == ("Ana Ruiz", "Ring twice", Decimal("30.00"))
    assert first.placed == datetime(2026, 11, 4, 13, 15, tzinfo=UTC)  # AM and PM go with the month first
    assert first.items == (Item("Cup", "CUP", 2), Item("Tea", "TEA", 1))
    assert (first.state, shipped.state) == (State.OPEN, State.FULFILLED)


def test_shipstation_is_known_by_two_columns(tmp_path: Path) -> None:
    order = only(parse(tmp_path, "Ship To - Name,Order - Number\nAna Ruiz,7\n"))
    assert (order.platform, order.id, order.name) == ("shipstation", "7", "Ana Ruiz")


def test_ordoro_repeats_the_order_in_every_row(tmp_path: Path) -> None:
    row = {
        "Order ID": "W-88",
        "Order Date": "2026-11-24",
        "Notes from Customer": "Ring twice",
        "Grand Total": "30.00",
        "Ship to Name": "Ana Ruiz",
        "Ship to Country": "United States",
        "Line Product SKU": "CUP",
        "Line Product Name": "Cup",
        "Line Quantity": "2",
    }
    second = row | {"Line Product SKU": "TEA", "Line Product Name": "Tea", "Line Quantity": "1"}
    reading = parse(tmp_path, sample(west.ORDORO, row, second))
    order = only(reading)
    assert (order.id, order.name, order.country, order.total) == ("W-88", "Ana Ruiz", "US", Decimal("30.00"))
    assert order.items == (Item("Cup", "CUP", 2), Item("Tea", "TEA", 1))
    assert "all count as open" in reading.files[0].notes[0]
