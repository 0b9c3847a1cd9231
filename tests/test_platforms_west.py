"""Exports of western shop systems as they come: one small sample each, under the header it has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from inserts.model.order import Item, State
from tests import west
from tests.west import only, orders, parse, sample

# Squarespace


def test_squarespace_has_the_orders_own_cells_in_its_first_row(tmp_path: Path) -> None:
    first = {
        "Order ID": "00417",
        "Email": "ana@post.example",
        "Financial Status": "PAID",
        "Fulfillment Status": "pending",
        "Currency": "USD",
        "Total": "61.00",
        "Discount Code": "HELLO",
        "Created at": "2026-11-20 18:05:11 -0500",
        "Lineitem quantity": "2",
        "Lineitem name": "Cup",
        "Lineitem variant": "Blue / Large",
        "Lineitem sku": "CUP-B",
        "Billing Name": "Bo Li",
        "Shipping Name": "Ana Ruiz",
        "Shipping Country": "United States",
    }
    second = {"Order ID": "00417", "Lineitem quantity": "1", "Lineitem name": "Tea", "Lineitem sku": "TEA"}
    order = only(parse(tmp_path, sample(west.SQUARESPACE, first, second, {}, {}) + ",,,\n"))
    assert (order.id, order.name, order.country, order.state) == ("00417", "Ana Ruiz", "US", State.OPEN)
    assert order.items == (Item("Cup - Blue / Large", "CUP-B", 2), Item("Tea", "TEA", 1))
    assert (order.total, order.discount_codes) == (Decimal("61.00"), ("HELLO",))
    assert order.placed == datetime(2026, 11, 20, 18, 5, 11, tzinfo=timezone(timedelta(hours=-5)))


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"Financial Status": "PAID", "Fulfillment Status": "FULFILLED"}, State.FULFILLED),
        ({"Financial Status": "PAID", "Fulfillment Status": "CANCELED"}, State.CANCELLED),
        ({"Financial Status": "cancelled", "Fulfillment Status": "pending"}, State.CANCELLED),
        ({"Financial Status": "refunded", "Fulfillment Status": "pending"}, State.REFUNDED),
        ({"Financial Status": "PAID", "Amount Refunded": "5.00", "Total": "9.00"}, State.OPEN),
        ({"Financial Status": "PENDING", "Fulfillment Status": "pending"}, State.UNPAID),
    ],
)
def test_squarespace_states(tmp_path: Path, cells: dict[str, str], state: State) -> None:
    row = {"Order ID": "1", "Shipping Name": "Ana Ruiz", "Lineitem name": "Cup"} | cells
    assert only(parse(tmp_path, sample(west.SQUARESPACE, row))).state is state


def test_squarespace_dates_written_by_a_spreadsheet_have_the_month_first(tmp_path: Path) -> None:
    row = {"Order ID": "1", "Shipping Name": "Ana Ruiz", "Lineitem name": "Cup", "Created at": "11/4/2026 9:05"}
    assert only(parse(tmp_path, sample(west.SQUARESPACE, row))).placed == datetime(2026, 11, 4, 9, 5, tzinfo=UTC)


# WooCommerce

AOE = {
    "Order Number": "5012",
    "Order Status": "Processing",
    "Order Date": "2026-11-20 09:30",
    "First Name (Billing)": "Bo",
    "Last Name (Billing)": "Li",
    "Email (Billing)": "bo@post.example",
    "Phone (Billing)": "'+49301234567",
    "Country Code (Billing)": "DE",
    "Order Total Amount": "30.00",
    "SKU": "CUP",
    "Item Name": "Cup",
    "Quantity (- Refund)": "2",
    "Coupon Code": "HELLO",
}


def test_woocommerce_advanced_order_export_repeats_the_order_in_every_row(tmp_path: Path) -> None:
    second = AOE | {"SKU": "TEA", "Item Name": "Tea", "Quantity (- Refund)": "1", "Coupon Code": "AUTUMN"}
    order = only(parse(tmp_path, sample(west.WOOCOMMERCE_AOE, AOE, second)))
    assert order.items == (Item("Cup", "CUP", 2), Item("Tea", "TEA", 1))
    assert (order.name, order.given_name, order.phone) == ("Bo Li", "Bo", "+49301234567")
    assert order.discount_codes == ("HELLO", "AUTUMN")


def test_woocommerce_advanced_order_export_may_leave_repeated_cells_blank(tmp_path: Path) -> None:
    second = {"Order Number": "5012", "SKU": "TEA", "Item Name": "Tea", "Quantity (- Refund)": "1"}
    order = only(parse(tmp_path, sample(west.WOOCOMMERCE_AOE, AOE, second)))
    assert (order.total, len(order.items)) == (Decimal("30.00"), 2)


def test_woocommerce_labels_renamed_in_part_are_named_by_the_owner(tmp_path: Path) -> None:
    text = sample(west.WOOCOMMERCE_AOE, AOE | {"First Name (Shipping)": "Ana", "Last Name (Shipping)": "Ruiz"})
    text = text.replace("First Name (Shipping)", "Given").replace("Last Name (Shipping)", "Family")
    file = parse(tmp_path, text, {"first_name": "Given", "last_name": "Family"})
    assert (file.files[0].platform, only(file).name, only(file).given_name) == ("woocommerce", "Ana Ruiz", "Ana")


def test_woocommerce_labels_all_renamed_are_named_by_the_owner(tmp_path: Path) -> None:
    text = "Beleg;Wer;Was;Stück;Stand\n5012;Ana Ruiz;Cup;2;In Bearbeitung\n"
    columns = {"id": "Beleg", "name": "Wer", "item": "Was", "quantity": "Stück", "status": "Stand"}
    reading = parse(tmp_path, text, columns)
    assert (reading.files[0].platform, only(reading).items) == ("generic", (Item("Cup", "", 2),))


def test_woocommerce_items_may_stand_in_numbered_columns(tmp_path: Path) -> None:
    header = (
        "Order Number,Order Status,First Name (Billing),Last Name (Billing),Item Name #1,SKU #1,Quantity (- Refund) #1"
        ",Item Name #2,SKU #2,Quantity (- Refund) #2"
    )
    text = f"{header}\n7,Processing,Ana,Ruiz,Cup,C,2,Tea,T,1\n8,Processing,Bo,Li,Pot,P,1,,,\n"
    first, second = orders(parse(tmp_path, text))
    assert first.items == (Item("Cup", "C", 2), Item("Tea", "T", 1))
    assert second.items == (Item("Pot", "P", 1),)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("wc-processing", State.OPEN),
        ("wc-on-hold", State.UNPAID),
        ("wc-pending", State.UNPAID),
        ("failed", State.UNPAID),
        ("wc-completed", State.FULFILLED),
        ("wc-cancelled", State.CANCELLED),
        ("Refunded", State.REFUNDED),
        ("In Wartestellung", State.UNPAID),
        ("Terminée", State.FULFILLED),
        ("Completado", State.FULFILLED),
        ("Geannuleerd", State.CANCELLED),
    ],
)
def test_woocommerce_states(tmp_path: Path, word: str, state: State) -> None:
    reading = parse(tmp_path, sample(west.WOOCOMMERCE_AOE, AOE | {"Order Status": word}))
    assert only(reading).state is state
    assert not any("is not known" in note for note in reading.files[0].notes)


TOFFEE = {
    "order_id": "91",
    "order_number": "91",
    "order_date": "2026-11-20 09:30:00",
    "status": "processing",
    "order_total": "25.00",
    "order_currency": "EUR",
    "billing_first_name": "Bo",
    "billing_last_name": "Li",
    "billing_email": "bo@post.example",
    "billing_country": "SE",
    "shipping_first_name": "Ana",
    "shipping_last_name": "Ruiz",
    "shipping_country": "ES",
    "coupon_items": "code:SUMMER|amount:5.00;code:HELLO|amount:1.00",
    "meta:wpml_language": "ca",
}


def test_woocommerce_webtoffee_packs_an_item_into_a_cell(tmp_path: Path) -> None:
    packed = "name:Cup: small|blue, set|product_id:12|sku:CUP|quantity:2|total:20.00|sub_total:20.00"
    order = only(parse(tmp_path, sample(west.WOOCOMMERCE_WEBTOFFEE, TOFFEE | {"line_item_1": packed})))
    assert order.items == (Item("Cup: small|blue, set", "CUP", 2),)
    assert (order.name, order.country, order.language) == ("Ana Ruiz", "ES", "ca")
    assert order.discount_codes == ("SUMMER", "HELLO")


def test_woocommerce_webtoffee_numbers_its_columns(tmp_path: Path) -> None:
    header = f"{west.WOOCOMMERCE_WEBTOFFEE},Product Item 2 Name,Product Item 2 SKU,Product Item 2 Quantity"
    row = TOFFEE | {"Product Item 1 Name": "Cup", "Product Item 1 SKU": "CUP", "Product Item 1 Quantity": "2"}
    more = {"Product Item 2 Name": "Tea", "Product Item 2 SKU": "TEA", "Product Item 2 Quantity": "1"}
    assert only(parse(tmp_path, sample(header, row | more))).items == (Item("Cup", "CUP", 2), Item("Tea", "TEA", 1))


def test_woocommerce_skyverge_tells_products_by_their_numbers(tmp_path: Path) -> None:
    row = {
        "order_id": "88",
        "order_number_formatted": "2026-88",
        "order_number": "88",
        "date": "2026-11-20 09:30",
        "status": "processing",
        "order_total": "30",
        "shipping_first_name": "Ana",
        "shipping_last_name": "Ruiz",
        "order_item_1": "product_id:4959|1|30|size: Medium",
        "order_item_2": "sku:CUP-2|3|9|",
    }
    order = only(parse(tmp_path, sample(west.WOOCOMMERCE_SKYVERGE, row)))
    assert (order.id, order.name) == ("2026-88", "Ana Ruiz")
    assert order.items == (Item("", "4959", 1), Item("", "CUP-2", 3))


def test_woocommerce_skyverge_packs_all_items_into_a_cell_or_has_a_row_for_each(tmp_path: Path) -> None:
    header = "order_id,order_number,date,status,shipping_first_name,shipping_last_name,coupon_items,shipping_items"
    cell = "id:1|name:Cup; blue: large|product_id:4|sku:CUP|quantity:2|subtotal:8.00;id:2|name:Tea|sku:|quantity:1"
    row = "9,9,2026-11-20 09:30:00,processing,Ana,Ruiz,id:5|code:HELLO|amount:1;id:6|code:TEA|amount:2,"
    packed = parse(tmp_path, f'{header},line_items\n{row},"{cell}"\n')
    assert only(packed).items == (Item("Cup; blue: large", "CUP", 2), Item("Tea", "", 1))
    assert only(packed).discount_codes == ("HELLO", "TEA")
    rows = f"{row},Cup,CUP,2\n{row},Tea,,1\n"
    apart = only(parse(tmp_path, f"{header},item_name,item_sku,item_quantity\n{rows}"))
    assert (apart.items, apart.name) == ((Item("Cup", "CUP", 2), Item("Tea", "", 1)), "Ana Ruiz")


ANALYTICS = {
    "Date": "2026-11-20 09:30:00",
    "Order #": "77",
    "N. Revenue (formatted)": "45,00&nbsp;&euro;",
    "Status": "processing",
    "Customer": "Ana Ruiz",
    "Customer type": "new",
    "Product(s)": "2× Cup, blue, 1× Tea",
    "Items sold": "3",
    "Coupon(s)": "HELLO",
}


def test_woocommerce_analytics_lists_items_in_a_cell(tmp_path: Path) -> None:
    order = only(parse(tmp_path, sample(west.WOOCOMMERCE_ANALYTICS, ANALYTICS)))
    assert order.items == (Item("Cup, blue", "", 2), Item("Tea", "", 1))
    assert (order.name, order.total, order.currency) == ("Ana Ruiz", Decimal("45.00"), "EUR")


@pytest.mark.parametrize(("amount", "state"), [("-&euro;45,00", State.REFUNDED), ("-5,00&nbsp;&euro;", State.OPEN)])
@pytest.mark.parametrize("newest_first", [True, False])
def test_woocommerce_analytics_has_refunds_in_rows_of_their_own(
    tmp_path: Path, amount: str, state: State, newest_first: bool
) -> None:
    back = ANALYTICS | {"N. Revenue (formatted)": amount, "Date": "2026-11-22 10:00:00", "Coupon(s)": ""}
    rows = [back, ANALYTICS] if newest_first else [ANALYTICS, back]
    order = only(parse(tmp_path, sample(west.WOOCOMMERCE_ANALYTICS, *rows)))
    assert (order.state, order.total, len(order.items)) == (state, Decimal("45.00"), 2)


# Wix

WIX = {
    "Order number": "10044",
    "Date created": "Dec 11, 2026",
    "Time": "2:10:40 PM",
    "Contact email": "ana@post.example",
    "Note from customer": "Ring twice",
    "Item": "Shirt",
    "Variant": "Color:Navy | Size:S",
    "SKU": "SH-1",
    "Qty": "3",
    "Quantity refunded": "1",
    "Recipient name": "Ana Ruiz",
    "Recipient phone": '"01512345678"',
    "Delivery country": "DEU",
    "Payment status": "Paid",
    "Fulfillment status": "Unfulfilled",
    "Coupon code": "HELLO",
    "Total": "60.00",
    "Currency": "EUR",
}


def test_wix_repeats_the_order_in_every_row_and_quotes_twice(tmp_path: Path) -> None:
    second = WIX | {"Item": "Cap", "Variant": "", "SKU": "CAP", "Qty": "1", "Quantity refunded": "0"}
    order = only(parse(tmp_path, "\ufeff" + sample(west.WIX_NEW, WIX, second).replace("\n", "\r\n")))
    assert (order.name, order.phone, order.country) == ("Ana Ruiz", "01512345678", "DE")
    assert order.items == (Item("Shirt - Color:Navy | Size:S", "SH-1", 2), Item("Cap", "CAP", 1))
    assert order.placed == datetime(2026, 12, 11, 14, 10, 40, tzinfo=UTC)
    assert (order.total, order.note, order.discount_codes) == (Decimal("60.00"), "Ring twice", ("HELLO",))


def test_wix_older_header_and_headers_that_stand_twice(tmp_path: Path) -> None:
    header = f"{west.WIX_OLD},Delivery address,Delivery ZIP/postal code"
    row = {
        "Order no.": "10001",
        "Date": "Mar 5, 2025",
        "Time": "9:00:00 AM",
        "Item": "Shirt",
        "Qty": "1",
        "Recipient name": "Bo Li",
        "Recipient phone no.": '"0151"',
        "Delivery country": "GBR",
        "Payment status": "Paid",
        "Fulfillment status": "Canceled",
    }
    order = only(parse(tmp_path, sample(header, row)))
    assert (order.name, order.country, order.phone, order.state) == ("Bo Li", "GB", "0151", State.CANCELLED)


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"Payment status": "Fully refunded"}, State.REFUNDED),
        ({"Refunded amount": "60.00"}, State.REFUNDED),
        ({"Payment status": "Partially refunded", "Refunded amount": "5.00"}, State.OPEN),
        ({"Payment status": "Unpaid"}, State.UNPAID),
        ({"Payment status": "Not paid"}, State.UNPAID),
        ({"Payment status": "Pending", "Payment method": "Cash on delivery"}, State.OPEN),
        ({"Fulfillment status": "Fulfilled"}, State.FULFILLED),
        ({"Fulfillment status": "Partially fulfilled"}, State.OPEN),
    ],
)
def test_wix_states(tmp_path: Path, cells: dict[str, str], state: State) -> None:
    assert only(parse(tmp_path, sample(west.WIX_NEW, WIX | cells))).state is state


# Square

SQUARE = {
    "Date": "2026-11-20",
    "Time": "10:15:00",
    "Item": "Tea",
    "Qty": "1.0",
    "Price Point Name": "Regular",
    "SKU": "TEA",
    "Net Sales": "$8.00",
    "Transaction ID": "Qk1",
    "Event Type": "Payment",
    "Customer Name": "Ana Ruiz",
}


def test_square_transaction_is_an_order_and_most_have_no_name(tmp_path: Path) -> None:
    pot = SQUARE | {"Item": "Pot", "Qty": "2.0", "Price Point Name": "Large", "SKU": "POT", "Net Sales": "$1,020.50"}
    other = SQUARE | {"Transaction ID": "Qk2", "Customer Name": ""}
    reading = parse(tmp_path, sample(west.SQUARE_ITEMS, SQUARE, pot, other))
    first, second = orders(reading)
    assert "all but the refunded count as open" in reading.files[0].notes[0]
    assert first.items == (Item("Tea", "TEA", 1), Item("Pot - Large", "POT", 2))
    assert (first.total, first.placed) == (Decimal("1028.50"), datetime(2026, 11, 20, 10, 15, tzinfo=UTC))
    assert (first.name, second.name, second.name_note) == ("Ana Ruiz", "", "missing")


@pytest.mark.parametrize(
    ("back", "state", "note"), [("-$7.00", State.OPEN, "partly refunded 7.00"), ("-$8.00", State.REFUNDED, "")]
)
@pytest.mark.parametrize("newest_first", [True, False])
def test_square_gives_back_in_rows_below_zero(
    tmp_path: Path, back: str, state: State, note: str, newest_first: bool
) -> None:
    refund = SQUARE | {"Event Type": "Refund", "Net Sales": back, "Date": "2026-11-22"}
    rows = [refund, SQUARE] if newest_first else [SQUARE, refund]
    order = only(parse(tmp_path, sample(west.SQUARE_ITEMS, *rows)))
    assert (order.state, order.total, order.items) == (state, Decimal("8.00"), (Item("Tea", "TEA", 1),))
    assert note in order.state_note


def test_square_transaction_that_only_gives_back_is_no_order_to_pack(tmp_path: Path) -> None:
    refund = SQUARE | {"Event Type": "Refund", "Net Sales": "-$8.00"}
    order = only(parse(tmp_path, sample(west.SQUARE_ITEMS, refund)))
    assert (order.state, order.items) == (State.REFUNDED, ())
