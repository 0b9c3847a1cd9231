"""What holds for every western export: it is known by its header, keeps little of people, and no cell is too odd."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.model.order import Item
from inserts.orders import PLATFORMS, Platform
from tests import west
from tests.west import parse, sample

KNOWN = {
    "SQUARESPACE": ("squarespace", ","),
    "WOOCOMMERCE_AOE": ("woocommerce", ","),
    "WOOCOMMERCE_WEBTOFFEE": ("woocommerce", ","),
    "WOOCOMMERCE_ANALYTICS": ("woocommerce", ","),
    "WOOCOMMERCE_SKYVERGE": ("woocommerce", ","),
    "ETSY_ORDERS": ("etsy", ","),
    "ETSY_ITEMS": ("etsy", ","),
    "ETSY_ITEMS_UK": ("etsy", ","),
    "EBAY_2026": ("ebay", ","),
    "EBAY_OLD": ("ebay", ","),
    "EBAY_UK": ("ebay", ","),
    "AMAZON_UNSHIPPED_24": ("amazon", "\t"),
    "AMAZON_UNSHIPPED_32": ("amazon", "\t"),
    "AMAZON_FBM": ("amazon", "\t"),
    "WIX_OLD": ("wix", ","),
    "WIX_NEW": ("wix", ","),
    "SQUARE_ITEMS": ("square", ","),
    "BIGCOMMERCE": ("bigcommerce", ","),
    "TIENDANUBE": ("tiendanube", ";"),
    "MAGENTO_GRID": ("magento", ","),
    "PRESTASHOP": ("prestashop", ";"),
    "WALMART": ("walmart", ","),
    "SHIPSTATION": ("shipstation", ","),
    "ORDORO": ("ordoro", ","),
}


@pytest.mark.parametrize(("name", "platform", "delimiter"), [(name, *known) for name, known in KNOWN.items()])
def test_a_header_alone_tells_the_platform(tmp_path: Path, name: str, platform: str, delimiter: str) -> None:
    header = getattr(west, name)
    width = header.count(delimiter) + 1
    file = parse(tmp_path, f"{header}\n{delimiter.join(['1'] * width)}\n").files[0]
    assert (file.platform, file.delimiter) == (platform, delimiter)


def test_no_header_line_has_marks_of_two_platforms() -> None:
    for platform in PLATFORMS:
        for marks in platform.marks:
            held = {other.name for other in PLATFORMS if any(set(marks) > set(theirs) for theirs in other.marks)}
            assert held <= {platform.name}


@pytest.mark.parametrize("name", KNOWN)
def test_streets_towns_and_ways_to_reach_people_are_not_kept(tmp_path: Path, name: str) -> None:
    header = getattr(west, name)
    names = next(csv.reader([header], delimiter=KNOWN[name][1]))
    text = sample(header, {column: f"cell {n}" for n, column in enumerate(names)}, delimiter=KNOWN[name][1])
    (order,) = parse(tmp_path, text).orders
    private = re.compile(
        r"street|address|direcc|\bcity|ciudad|phone|tel[ée]fono|e-?mail|user|\bip\b|dni", re.IGNORECASE
    )
    assert not [column for column, _ in order.fields if private.search(column)]


@pytest.mark.parametrize(
    "header",
    [
        "Order number,Order status,Item,Quantity,Recipient name",
        "Order Number,Order Status,Item Name,Quantity,Name",
        "order_id,order_number,order_date,shipping_first_name,shipping_last_name,item,quantity",
        "ID,Status,Name,Date,Product,Quantity",
        "Order ID,Order Status,Shipping Name,Product Name,Quantity",
        "Número de orden,Estado,Nombre,Producto,Cantidad",
    ],
)
def test_a_list_with_common_names_is_nobodys_export(tmp_path: Path, header: str) -> None:
    width = header.count(",")
    assert parse(tmp_path, f"{header}\n{'1,' * width}7\n").files[0].platform == "generic"


@given(st.text())
@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_no_text_is_too_odd_for_a_table(platform: Platform, text: str) -> None:
    def row(_: str) -> str:
        return text

    assert all(isinstance(read(text), str) for read in platform.reads.values())
    for item in platform.items(row) if platform.items else ():
        assert isinstance(item, Item) or [type(part) for part in item] == [str] * 4
    assert platform.number is None or isinstance(platform.number(row, row, "1"), str)
    assert platform.noise is None or platform.noise(row) in (True, False)


def test_a_column_the_owner_names_goes_before_the_ways_of_the_platform(tmp_path: Path) -> None:
    header = f"{west.BIGCOMMERCE},My code,My item,My number"
    row = {"Order ID": "1", "Product Details": "Product ID: 1, Product Name: Tea", "Coupon Details": "NO"}
    own = {"My code": "Coupon Code: A", "My item": "Product ID: Cup", "My number": "B-1"}
    columns = {"id": "My number", "discount_codes": "My code", "item": "My item"}
    (order,) = parse(tmp_path, sample(header, row | own), columns).orders
    assert (order.id, order.items, order.discount_codes) == ("B-1", (Item("Product ID: Cup"),), ("Coupon Code: A",))


def test_a_number_the_owner_names_goes_before_the_one_worked_out(tmp_path: Path) -> None:
    header = f"{west.EBAY_2026},Mine"
    row = {"Sales Record Number": "7", "Order Number": "06-22512-91853", "Mine": "B-1", "Item Title": "Cup"}
    (order,) = parse(tmp_path, sample(header, row), {"id": "Mine"}).orders
    assert (order.id, order.platform) == ("B-1", "ebay")
