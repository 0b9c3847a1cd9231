"""Exports of western market places as they come: one small sample each, under the header it has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from inserts.model.order import Item, State
from inserts.orders import read
from tests import west
from tests.west import body, only, orders, parse, sample

# Etsy

ETSY = {
    "Sale Date": "11/05/26",
    "Order ID": "3935119409",
    "Full Name": "Mary Ann  O&#39;Neil",
    "First Name": "Mary Ann ",
    "Last Name": "O&#39;Neil",
    "Number of Items": "3",
    "Payment Method": "Credit Card",
    "Street 1": "1 King&#39;s Rd",
    "Ship Country": "United States",
    "Currency": "USD",
    "Coupon Code": "SUMMER10;SUMMER10",
    "Order Total": "80.85",
    "Adjusted Order Total": "0.00",
    "Buyer": "maryo",
    "Order Type": "online",
    "SKU": "CUP-1",
}


def test_etsy_orders_have_double_blanks_entities_and_no_status(tmp_path: Path) -> None:
    order = only(parse(tmp_path, sample(west.ETSY_ORDERS, ETSY)))
    assert (order.name, order.given_name) == ("Mary Ann O'Neil", "Mary Ann")
    assert (order.discount_codes, order.state) == (("SUMMER10",), State.OPEN)
    assert order.placed == datetime(2026, 11, 5, tzinfo=UTC)  # month first
    assert (order.total, order.currency, order.country) == (Decimal("80.85"), "USD", "US")
    assert not order.field("Street 1")


def test_etsy_orders_name_items_by_their_article_numbers_alone(tmp_path: Path) -> None:
    several = ETSY | {"Order ID": "2", "SKU": "CUP-1,TEA", "Number of Items": "2"}
    first, second = orders(parse(tmp_path, sample(west.ETSY_ORDERS, ETSY, several)))
    assert first.items == (Item("", "CUP-1", 3),)
    assert second.items == (Item("", "CUP-1", 1), Item("", "TEA", 1))


def test_etsy_orders_shipped_are_done(tmp_path: Path) -> None:
    row = ETSY | {"Date Shipped": "11/06/26"}
    assert only(parse(tmp_path, sample(west.ETSY_ORDERS, row))).state is State.FULFILLED


def test_etsy_file_with_tabs_is_read(tmp_path: Path) -> None:
    text = sample(west.ETSY_ORDERS.replace(",", "\t"), ETSY, delimiter="\t")
    assert only(parse(tmp_path, text)).name == "Mary Ann O'Neil"


@pytest.mark.parametrize(
    ("buyer", "name", "note"), [("Ana Ruiz (anaruiz77)", "Ana Ruiz", ""), ("anaruiz77", "", "missing")]
)
def test_etsy_account_name_is_no_name(tmp_path: Path, buyer: str, name: str, note: str) -> None:
    row = ETSY | {"Full Name": "", "First Name": "", "Last Name": "", "Buyer": buyer}
    order = only(parse(tmp_path, sample(west.ETSY_ORDERS, row)))
    assert (order.name, order.name_note) == (name, note)


ETSY_ITEM = {
    "Sale Date": "11/14/26",
    "Item Name": "Cup, handmade | blue",
    "Buyer": "Bo Li (boli)",
    "Quantity": "2",
    "Currency": "USD",
    "Transaction ID": "41",
    "Listing ID": "9",
    "Date Paid": "11/14/2026",
    "Ship Name": "Ana Ruiz",
    "Ship Country": "Germany",
    "Order ID": "3935119409",
    "Variations": "Color:Black,Size:M",
    "SKU": "CUP-1",
}


def test_etsy_items_have_a_row_each_with_two_ways_to_write_dates(tmp_path: Path) -> None:
    second = ETSY_ITEM | {"Item Name": "Tea", "Quantity": "1", "Variations": "", "SKU": "", "Transaction ID": "42"}
    order = only(parse(tmp_path, sample(west.ETSY_ITEMS, ETSY_ITEM, second)))
    assert order.items == (Item("Cup, handmade | blue - Color:Black,Size:M", "CUP-1", 2), Item("Tea", "", 1))
    assert (order.name, order.country, order.state) == ("Ana Ruiz", "DE", State.OPEN)
    assert order.placed == datetime(2026, 11, 14, tzinfo=UTC)


def test_etsy_items_shipped_in_part_and_in_whole(tmp_path: Path) -> None:
    sent = ETSY_ITEM | {"Date Shipped": "11/16/2026"}
    rest = ETSY_ITEM | {"Item Name": "Tea", "Transaction ID": "42"}
    other = sent | {"Order ID": "2"}
    first, second = orders(parse(tmp_path, sample(west.ETSY_ITEMS, sent, rest, other)))
    assert (first.state, second.state) == (State.OPEN, State.FULFILLED)


def test_etsy_items_not_paid(tmp_path: Path) -> None:
    assert only(parse(tmp_path, sample(west.ETSY_ITEMS, ETSY_ITEM | {"Date Paid": ""}))).state is State.UNPAID


def test_etsy_in_british_english_posts_and_has_a_header_twice(tmp_path: Path) -> None:
    assert west.ETSY_ITEMS_UK.count("Delivery Discount") == 2
    row = ETSY_ITEM | {"Sale Date": "14/11/26", "Date Paid": "14/11/2026", "Date Posted": "16/11/2026"}
    order = only(parse(tmp_path, sample(west.ETSY_ITEMS_UK, row)))
    assert (order.state, order.placed) == (State.FULFILLED, datetime(2026, 11, 14, tzinfo=UTC))


# eBay

EBAY = {
    "Sales Record Number": "1203",
    "Order Number": "06-22512-91853",
    "Buyer Username": "boli",
    "Buyer Name": "Bo Li",
    "Buyer Note": "Ring twice",
    "Ship To Name": "Ana Ruiz",
    "Ship To Phone": "+1 555 0100",
    "Ship To Country": "United States",
    "Item Number": "110",
    "Item Title": "Cup",
    "Custom Label": "CUP-1",
    "Quantity": "2",
    "Sold For": "$22.99",
    "Total Price": "$1,049.97",
    "Sale Date": "Sep-30-26 02:44:15",
    "Paid On Date": "Sep-30-26",
}
EBAY_FOOTER = "17,record(s) downloaded,from Sep-30-26 to Sep-30-26\nSeller ID : teashop\n"


def ebay(*rows: dict[str, str], header: str = west.EBAY_2026, footer: str = EBAY_FOOTER) -> str:
    """A report: a line of commas before and behind the header, the rows, a blank line and the footer."""
    return f",,,\n{header}\n,,,\n{body(header, *rows)}\n{footer}"


def test_ebay_has_lines_before_behind_and_below_that_are_no_orders(tmp_path: Path) -> None:
    reading = parse(tmp_path, "\ufeff" + ebay(EBAY))
    assert reading.files[0].rows == 1
    order = only(reading)
    assert (order.id, order.name, order.country, order.note) == ("06-22512-91853", "Ana Ruiz", "US", "Ring twice")
    assert (order.total, order.currency) == (Decimal("1049.97"), "USD")
    assert order.items == (Item("Cup", "CUP-1", 2),)
    assert order.placed == datetime(2026, 9, 30, 2, 44, 15, tzinfo=UTC)


def test_ebay_order_of_several_items_is_a_summary_and_a_row_for_each(tmp_path: Path) -> None:
    summary = EBAY | {"Item Number": "", "Item Title": "", "Custom Label": "", "Quantity": "3"}
    bare = {"Sales Record Number": "1203", "Order Number": "06-22512-91853", "Buyer Username": "boli"}
    cup = bare | {"Item Number": "110", "Item Title": "Cup", "Quantity": "2", "Total Price": "$22.99"}
    tea = bare | {"Item Number": "111", "Item Title": "Tea", "Quantity": "1", "Sale Date": "Sep-29-26 10:00:00"}
    order = only(parse(tmp_path, ebay(summary, cup, tea)))
    assert order.items == (Item("Cup", "", 2), Item("Tea", "", 1))
    assert (order.name, order.total, order.state) == ("Ana Ruiz", Decimal("1049.97"), State.OPEN)


def test_ebay_reports_put_together_have_footers_in_between(tmp_path: Path) -> None:
    second = EBAY | {"Order Number": "07-10000-00001", "Sales Record Number": "1204", "Ship To Name": "Zoe Day"}
    text = ebay(EBAY, footer="83 record(s) downloaded,,,\nSeller ID: other-shop\n") + ebay(second)
    assert [order.name for order in orders(parse(tmp_path, text))] == ["Ana Ruiz", "Zoe Day"]


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ({"Paid On Date": ""}, State.UNPAID),
        ({"Paid On Date": "", "Order Number": "", "Ship To Name": ""}, State.UNPAID),
        ({"Paid On Date": "", "Payment Method": "Cash on pickup"}, State.OPEN),
        ({"Shipped On Date": "Oct-01-26"}, State.FULFILLED),
    ],
)
def test_ebay_states(tmp_path: Path, cells: dict[str, str], state: State) -> None:
    assert only(parse(tmp_path, ebay(EBAY | cells))).state is state


def test_ebay_buyers_who_have_not_paid_are_told_apart_by_their_records(tmp_path: Path) -> None:
    waiting = EBAY | {"Order Number": "", "Paid On Date": ""}
    text = ebay(waiting, waiting | {"Sales Record Number": "1204", "Buyer Name": "Zoe Day"}, EBAY)
    assert [order.id for order in orders(parse(tmp_path, text))] == ["1203", "1204", "06-22512-91853"]


def test_ebay_file_exchange_goes_by_its_record(tmp_path: Path) -> None:
    row = {
        "Sales Record Number": "88",
        "User Id": "boli",
        "Buyer Fullname": "Bo Li",
        "Buyer Country": "Canada",
        "Item Title": "Cup",
        "Quantity": "1",
        "Total Price": "C $12.00",
        "Sale Date": "Sep-07-26",
        "Paid on Date": "Sep-07-26",
    }
    order = only(parse(tmp_path, ebay(row, header=west.EBAY_OLD)))
    assert (order.id, order.name, order.country, order.currency) == ("88", "Bo Li", "CA", "CAD")


def test_ebay_in_the_united_kingdom_posts_to_a_name(tmp_path: Path) -> None:
    rows = body(
        west.EBAY_UK,
        {
            "Order number": "04-15250-08826",
            "Buyer username": "toby",
            "Post to name": "Toby Roberts",
            "Post to phone": "07700 900111",
            "Post to country": "United Kingdom",
        },
    )
    text = f"{west.EBAY_UK}\n{rows}record(s) downloaded,,,,,,,,,\nSeller ID : shop,,,,,,,,,\n"
    order = only(parse(tmp_path, text))
    assert (order.name, order.phone, order.country) == ("Toby Roberts", "07700 900111", "GB")


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1252"])
def test_ebay_in_germany_has_semicolons_and_its_own_months(tmp_path: Path, codec: str) -> None:
    header = (
        "Verkaufsprotokollnummer;Bestellnummer;Nutzername des Käufers;Name des Käufers;Name des Empfängers;"
        "Versand nach - Land;Angebotstitel;Anzahl;Gesamtbetrag;Verkauft am;Zahlungsdatum"
    )
    rows = "1;23-12345-12345;buyer;--;Jörg Groß;Deutschland;Tasse;2;1.116,99 €;10-Dez-25;10-Dez-25"
    footer = "1;Datensätze heruntergeladen;von 10-Dez-25 bis 10-Dez-25\nVerkäufer-ID : teeladen"
    text = f";;;\n{header}\n;;;\n{rows}\n{footer}\n"
    order = only(parse(tmp_path, text.encode(codec)))
    assert (order.name, order.country, order.total, order.currency) == ("Jörg Groß", "DE", Decimal("1116.99"), "EUR")
    assert (order.items, order.placed) == ((Item("Tasse", "", 2),), datetime(2025, 12, 10, tzinfo=UTC))


# Amazon

AMAZON = {
    "order-id": "026-1157317-4463636",
    "order-item-id": "1",
    "purchase-date": "2026-11-20T08:04:21+01:00",
    "buyer-email": "x1@marketplace.example",
    "buyer-name": "Bo Li",
    "buyer-phone-number": "0151",
    "sku": "CUP-1",
    "product-name": '"Blue" cup',
    "quantity-purchased": "3",
    "quantity-shipped": "1",
    "quantity-to-ship": "2",
    "ship-service-level": "Standard",
    "recipient-name": "Ana Ruiz",
    "ship-country": "DE",
}


def amazon(header: str, *rows: dict[str, str]) -> str:
    """A list as Amazon writes it: nothing quoted, CR LF."""
    names = header.split("\t")
    return "".join("\t".join(line) + "\r\n" for line in [names, *([row.get(n, "") for n in names] for row in rows)])


@pytest.mark.parametrize("header", [west.AMAZON_UNSHIPPED_24, west.AMAZON_UNSHIPPED_32])
def test_amazon_quotes_are_text(tmp_path: Path, header: str) -> None:
    stray = AMAZON | {"order-item-id": "2", "product-name": '"Tea', "sku": "TEA", "quantity-to-ship": "1"}
    other = AMAZON | {"order-id": "7", "recipient-name": "Zoe Day"}
    first, second = orders(parse(tmp_path, amazon(header, AMAZON, stray, other)))
    assert first.items == (Item('"Blue" cup', "CUP-1", 2), Item('"Tea', "TEA", 1))
    assert (first.name, first.country, second.name) == ("Ana Ruiz", "DE", "Zoe Day")
    assert first.placed == datetime(2026, 11, 20, 8, 4, 21, tzinfo=timezone(timedelta(hours=1)))


def test_amazon_items_shipped_already(tmp_path: Path) -> None:
    gone = AMAZON | {"quantity-to-ship": "0"}
    reading = parse(
        tmp_path, amazon(west.AMAZON_UNSHIPPED_24, gone, gone | {"order-id": "7"}, AMAZON | {"order-id": "7"})
    )
    assert [order.state for order in reading.orders] == [State.FULFILLED, State.OPEN]


def test_amazon_new_orders_have_columns_of_their_own(tmp_path: Path) -> None:
    row = AMAZON | {"ship-phone-number": "0152", "currency": "EUR", "delivery-Instructions": "Ring twice"}
    order = only(parse(tmp_path, amazon(west.AMAZON_FBM, row)))
    assert (order.phone, order.currency, order.note) == ("0152", "EUR", "Ring twice")
    assert order.items == (Item('"Blue" cup', "CUP-1", 3),)


@pytest.mark.parametrize(
    ("codec", "name", "country"),
    [("cp1252", "Jörg Groß", "DE"), ("cp932", "山田花子", "JP"), ("utf-8", "Ana Ruiz", "ES")],
)
def test_amazon_is_in_the_encoding_of_the_country(tmp_path: Path, codec: str, name: str, country: str) -> None:
    text = amazon(west.AMAZON_UNSHIPPED_32, AMAZON | {"recipient-name": name, "ship-country": country})
    assert only(parse(tmp_path, text.encode(codec))).name == name


def test_amazon_without_permission_to_see_names(tmp_path: Path) -> None:
    row = AMAZON | {"recipient-name": "", "buyer-name": ""}
    order = only(parse(tmp_path, amazon(west.AMAZON_UNSHIPPED_24, row)))
    assert (order.name, order.name_note) == ("", "missing")


def test_amazon_list_of_all_orders_has_no_names(tmp_path: Path) -> None:
    header = (
        "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\t"
        "sales-channel\torder-channel\tship-service-level\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\t"
        "item-price\titem-tax\tshipping-price\tshipping-tax\tship-city\tship-state\tship-postal-code\tship-country\t"
        "promotion-ids"
    )
    row = {"product-name": "Cup", "quantity": "1", "ship-country": "FR", "item-status": "Unshipped"}
    words = ["Unshipped", "Pending", "Shipped", "Cancelled", "Shipped - Delivered to Buyer", "Shipping"]
    rows = [row | {"amazon-order-id": str(n), "order-status": word} for n, word in enumerate(words)]
    reading = parse(tmp_path, amazon(header, *rows))
    assert [order.name_note for order in orders(reading)] == ["missing"] * len(words)
    assert [order.state.value for order in reading.orders] == [
        *("open", "unpaid", "fulfilled", "cancelled", "fulfilled", "fulfilled")
    ]
    assert reading.files[0].notes == ()


# Walmart


def test_walmart_parcels_of_one_order_have_numbers_of_their_own(tmp_path: Path) -> None:
    row = {
        "PO#": "'108812345678901",
        "Order#": "200011112222333",
        "Order Date": "2026-11-24",
        "Customer Name": "Ana Ruiz",
        "Customer Phone Number": "5550100",
        "Status": "Acknowledged",
        "Item Description": "Cup",
        "Qty": "2",
        "SKU": "CUP",
    }
    tea = row | {"Item Description": "Tea", "Qty": "1", "SKU": "TEA", "Status": "Cancelled"}
    other = row | {"PO#": "108812345678902", "Status": "Shipped"}
    first, second = orders(parse(tmp_path, sample(west.WALMART, row, tea, other)))
    assert (first.id, first.name, first.email, first.country) == ("108812345678901", "Ana Ruiz", "", "US")
    assert (first.state, first.state_note, second.state) == (State.OPEN, "partly cancelled", State.FULFILLED)


def test_etsy_items_complete_the_list_of_orders(tmp_path: Path) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    paths[0].write_text(sample(west.ETSY_ORDERS, ETSY | {"Full Name": "Ana Ruiz", "First Name": "", "Last Name": ""}))
    paths[1].write_text(sample(west.ETSY_ITEMS, ETSY_ITEM))
    for files in (paths, paths[::-1]):
        order = only(read(files))
        assert (order.total, order.items[0].name[:4]) == (Decimal("80.85"), "Cup,")
