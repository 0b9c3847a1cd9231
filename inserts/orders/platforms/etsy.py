"""Etsy, Shop Manager > Settings > Download data: the list of orders, a row for each and without the items' names, and
the list of items, a row for each with the order's cells in all of them. Neither tells a cancelled order.

Dates are written month first. What a shop in British English writes is known from one file, so its dates decide.
"""

from __future__ import annotations

import re
from dataclasses import replace

from inserts.orders.platforms.platform import Cells, Platform, RawItem

_STREETS = (
    *("Street 1", "Street 2", "Ship Address1", "Ship Address2", "Ship City", "Buyer User ID"),
    *("Card Processing Fees", "Order Net", "Adjusted Order Total", "Adjusted Card Processing Fees"),
    *("Adjusted Net Order Amount", "Buyer"),
)
# A buyer is "Ana Ruiz (anaruiz)", or only the name of an account, which is no name to greet with.
_BUYER = {"buyer_name": ("Buyer", re.compile(r"\A\s*(\S.*?)\s*\([^()]*\)\s*\Z"))}


def _articles(row: Cells) -> tuple[RawItem, ...]:
    """The article numbers of an order. Of several the file does not say how many pieces each has."""
    skus = list(dict.fromkeys(filter(None, map(str.strip, row("SKU").split(",")))))
    pieces = row("Number of Items") if len(skus) == 1 else ""
    return tuple(("", "", sku, pieces) for sku in skus)


_ORDERS = Platform(
    name="etsy",
    marks=(
        ("Sale Date", "Order ID", "Full Name", "Number of Items"),
        ("Sale Date", "Order ID", "Full Name"),
        ("Sale Date", "Order ID", "Order Net"),
        ("Order ID", "Buyer User ID"),
    ),
    columns={
        "id": ("Order ID",),
        "placed": ("Sale Date",),
        "name": ("Full Name",),
        "first_name": ("First Name",),
        "last_name": ("Last Name",),
        "country": ("Ship Country",),
        "total": ("Order Total",),
        "currency": ("Currency",),
        "discount_codes": ("Coupon Code",),
        "status": ("Status",),
        "paid": ("Date Paid",),
        "shipped": ("Date Shipped", "Date Posted"),
        "payment_method": ("Payment Method",),
        "note": ("Buyer Receipt Message",),
    },
    dropped=_STREETS,
    decimal=".",
    day_first=False,
    items=_articles,
    within=_BUYER,
)
_ITEMS = Platform(
    name="etsy",
    marks=(
        ("Transaction ID", "Listing ID", "Ship Name", "Order ID"),
        ("Sale Date", "Item Name", "Order ID", "Ship Name"),
        ("Sale Date", "Item Name", "Order ID", "Transaction ID"),
    ),
    columns={
        "id": ("Order ID",),
        "placed": ("Sale Date",),
        "name": ("Ship Name",),
        "country": ("Ship Country",),
        "item": ("Item Name",),
        "variant": ("Variations",),
        "sku": ("SKU",),
        "quantity": ("Quantity",),
        "currency": ("Currency",),
        "discount_codes": ("Coupon Code",),
        "paid": ("Date Paid",),
        "shipped": ("Date Shipped",),
    },
    per_row=frozenset({"discount_codes", "paid"}),
    row_marks=frozenset({"shipped"}),
    dropped=_STREETS,
    decimal=".",
    day_first=False,
    within=_BUYER,
    joins=frozenset({"items"}),
)
_ITEMS_UK = replace(
    _ITEMS,
    marks=tuple((*marks, "Date Posted") for marks in _ITEMS.marks),
    columns={**_ITEMS.columns, "shipped": ("Date Posted",)},
    day_first=None,
)

_ORDERS_UK = replace(_ORDERS, marks=tuple((*marks, "Delivery Discount") for marks in _ORDERS.marks), day_first=None)

ETSY = (_ORDERS, _ORDERS_UK, _ITEMS, _ITEMS_UK)
