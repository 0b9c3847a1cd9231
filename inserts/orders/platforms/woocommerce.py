"""WooCommerce, by four ways to export: its own list under Analytics > Orders, which has names but no addresses, and
three plugins. Their status words may have the shop system's prefix ("wc-completed") or be in the shop's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inserts.orders.numbers import is_negative, unsigned
from inserts.orders.platforms.keyed import numbered, parts, records, values
from inserts.orders.platforms.platform import Cells, Platform, RawItem

_PACKED = (
    *("name", "product_id", "variation_id", "sku", "quantity", "total", "total_tax", "sub_total", "subtotal", "meta"),
    *("subtotal_tax", "tax", "tax_data", "refunded", "refunded_qty", "id"),
)
_COUPON = ("id", "code", "amount", "description")


# Advanced Order Export: a row per item, the order's cells in each of them or in the first alone. Its labels are in
# the shop's language and may be renamed; `[orders] columns` names the renamed ones.

_AOE_COLUMNS: Mapping[str, tuple[str | tuple[str, ...], ...]] = {
    "id": ("Order Number",),
    "placed": ("Order Date",),
    "name": ("Full Name (Shipping)",),
    "first_name": ("First Name (Shipping)",),
    "last_name": ("Last Name (Shipping)",),
    "billing_name": ("Full Name (Billing)",),
    "billing_first_name": ("First Name (Billing)",),
    "billing_last_name": ("Last Name (Billing)",),
    "email": ("Email (Billing)",),
    "phone": ("Phone (Shipping)", "Phone (Billing)"),
    "country": (
        *("Country Code (Shipping)", "Country Name (Shipping)", "Country Code (Billing)", "Country Name (Billing)"),
    ),
    "item": ("Item Name",),
    "sku": ("SKU",),
    "quantity": ("Quantity (- Refund)", "Quantity"),
    "total": ("Order Total Amount",),
    "currency": ("Order Currency",),
    "discount_codes": ("Coupon Code",),
    "status": ("Order Status",),
    "refunded": ("Order Refund Amount",),
    "payment_method": ("Payment Method Title", "Payment Method"),
    "note": ("Customer Note",),
    "carrier": ("Shipping Method Title",),
}
_AOE_DROPPED = (
    *("Company (Billing)", "Address 1&2 (Billing)", "Address 1 (Billing)", "Address 2 (Billing)", "City (Billing)"),
    *(
        "Postcode (Billing)",
        "Address 1&2 (Shipping)",
        "Address 1 (Shipping)",
        "Address 2 (Shipping)",
        "City (Shipping)",
    ),
    *("Item #", "Item Cost", "Discount Amount", "Discount Amount Tax", "Transaction ID", "Customer IP address"),
)


def _column_item(row: Cells, number: int) -> RawItem | None:
    """An item of the export that has each item in columns of its own ("Item Name #1")."""
    name, sku = row(f"Item Name #{number}"), row(f"SKU #{number}")
    if not name and not sku:
        return None
    return name, "", sku, row(f"Quantity (- Refund) #{number}") or row(f"Quantity #{number}")


_AOE_WIDE = Platform(
    name="woocommerce",
    marks=(("Order Number", "Order Status", "Item Name #1"), ("Order Number", "Item Name #1")),
    columns={field: names for field, names in _AOE_COLUMNS.items() if field not in ("item", "sku", "quantity")},
    per_row=frozenset({"discount_codes"}),
    dropped=(
        *_AOE_DROPPED,
        *(
            f"{name} #{n}"
            for name in ("Item Name", "Item #", "SKU", "Quantity (- Refund)", "Quantity", "Item Cost")
            for n in range(1, 51)
        ),
    ),
    decimal=".",
    items=lambda row: numbered(row, _column_item),
)
_AOE = Platform(
    name="woocommerce",
    marks=(
        ("Order Number", "First Name (Shipping)"),
        ("Order Number", "First Name (Billing)"),
        ("Order Number", "Email (Billing)"),
        ("Order Number", "Quantity (- Refund)"),
    ),
    columns=_AOE_COLUMNS,
    per_row=frozenset({"discount_codes"}),  # an order's coupons stand one below the other, beside its items
    dropped=_AOE_DROPPED,
    decimal=".",
)


# WebToffee and SkyVerge: a row per order with the field names of the shop system, each item packed into a column.

_SHOP_COLUMNS: Mapping[str, tuple[str | tuple[str, ...], ...]] = {
    "placed": ("order_date", "date"),
    "first_name": ("shipping_first_name",),
    "last_name": ("shipping_last_name",),
    "billing_first_name": ("billing_first_name",),
    "billing_last_name": ("billing_last_name",),
    "email": ("billing_email", "customer_email"),
    "phone": ("shipping_phone", "billing_phone"),
    "country": ("shipping_country", "billing_country"),
    "total": ("order_total",),
    "currency": ("order_currency",),
    "discount_codes": ("coupon_items",),
    "status": ("status",),
    "payment_method": ("payment_method_title", "payment_method"),
    "note": ("customer_note",),
    "carrier": ("shipping_method",),
}
_SHOP_DROPPED = (
    *("billing_company", "billing_address_1", "billing_address_2", "billing_postcode", "billing_city"),
    *(
        "shipping_address_1",
        "shipping_address_2",
        "shipping_city",
        "shipping_company",
        "transaction_id",
        "customer_ip_address",
        "customer_user_agent",
    ),
    *("wt_import_key", "customer_id", "customer_user", "shipping_items", "fee_items", "tax_items", "order_notes"),
    *("download_permissions", "download_permissions_granted"),
)


def _packed_item(row: Cells, number: int) -> RawItem | None:
    """An item as WebToffee packs it, or spreads it over columns of its own."""
    packed = row(f"line_item_{number}")
    if packed:
        text = parts(packed, _PACKED, "|").get
        return text("name", "") or ("" if text("sku") else packed), "", text("sku", ""), text("quantity", "")
    column = f"Product Item {number}"
    name, sku = row(f"{column} Name"), row(f"{column} SKU")
    return (name, "", sku, row(f"{column} Quantity")) if name or sku else None


def _coupons(text: str) -> str:
    """The codes of "code:SUMMER|amount:5;id:7|code:HELLO|amount:1"."""
    return values(text, "code", _COUPON, ";", "|")


_WEBTOFFEE = Platform(
    name="woocommerce",
    marks=(
        ("order_id", "shipping_first_name", "coupon_items", "fee_items"),
        ("order_id", "order_number", "line_item_1"),
        ("order_id", "Product Item 1 Name"),
        ("order_id", "wt_import_key"),
    ),
    columns={**_SHOP_COLUMNS, "id": ("order_number", "order_id"), "language": ("meta:wpml_language",)},
    dropped=(
        *_SHOP_DROPPED,
        *(f"line_item_{n}" for n in range(1, 51)),
        *(
            f"Product Item {n} {part}"
            for part in ("Name", "id", "SKU", "Quantity", "Total", "Subtotal")
            for n in range(1, 51)
        ),
    ),
    decimal=".",
    items=lambda row: numbered(row, _packed_item),
    reads={"discount_codes": _coupons},
)


def _bare_item(row: Cells, number: int) -> RawItem | None:
    """An item such as "product_id:4959|1|30|size: Medium": number of the product, pieces, amount. There is no name; the
    number stands for the article number where the shop has none.
    """
    text = row(f"order_item_{number}")
    if not text:
        return None
    product, _, rest = text.partition("|")
    key, colon, value = product.partition(":")
    known = colon and key.strip() in ("product_id", "sku")
    return "" if known else product, "", value.strip() if known else "", rest.partition("|")[0].strip()


def _skyverge_items(row: Cells) -> tuple[RawItem, ...]:
    """The items by the three ways SkyVerge has: all packed into a cell, a row for each, a bare column for each."""
    cell, name, sku = row("line_items"), row("item_name"), row("item_sku")
    if cell:
        texts = [record.get for record in records(cell, _PACKED, ";", "|")]
        found = [(text("name", ""), "", text("sku", ""), text("quantity", "")) for text in texts]
        return tuple(found) or ((cell, "", "", ""),)
    if name or sku:
        return ((name, "", sku, row("item_quantity")),)
    return numbered(row, _bare_item)


_SKYVERGE = Platform(
    name="woocommerce",
    marks=(
        ("order_id", "order_number_formatted", "shipping_first_name"),
        ("order_id", "order_number_formatted", "billing_first_name"),
        ("order_id", "order_number_formatted", "order_item_1"),
        ("order_id", "order_number", "line_items", "shipping_items"),
        ("order_id", "order_number", "item_name", "item_quantity"),
    ),
    columns={**_SHOP_COLUMNS, "id": ("order_number_formatted", "order_number", "order_id")},
    dropped=(
        *_SHOP_DROPPED,
        *("line_items", "item_id", "item_product_id", "item_name", "item_sku", "item_quantity"),
        *(f"order_item_{n}" for n in range(1, 51)),
    ),
    decimal=".",
    items=_skyverge_items,
    reads={"discount_codes": _coupons},
)


# Analytics: a row per order, and one more with a negative amount for each refund. Its amount is the revenue, without
# taxes and shipping.

_NEXT_ITEM = re.compile(r",\s*(?=\d+×)")
_ITEM = re.compile(r"(\d+)×\s*(.*)", re.DOTALL)
_REVENUE = "N. Revenue (formatted)"


def _listed_items(row: Cells) -> tuple[RawItem, ...]:
    """The items of "2× Cup, 1× Tea, green". A name may hold commas, not a number and × after one."""
    if is_negative(row(_REVENUE)):
        return ()
    found = [_ITEM.match(text.strip()) for text in _NEXT_ITEM.split(row("Product(s)"))]
    return tuple((match[2].strip(), "", "", match[1]) for match in found if match)


_ANALYTICS = Platform(
    name="woocommerce",
    marks=(("Order #", "Product(s)"), ("Order #", "Customer type"), ("Order #", _REVENUE)),
    columns={
        "id": ("Order #",),
        "placed": ("Date",),
        "buyer_name": ("Customer",),
        "total": (_REVENUE,),
        "discount_codes": ("Coupon(s)",),
        "status": ("Status",),
        "refunded": (_REVENUE,),
    },
    per_row=frozenset({"discount_codes", "status", "total", "refunded"}),
    leading=frozenset({"placed"}),
    dropped=("Product(s)", "Items sold"),
    items=_listed_items,
    reads={
        "total": lambda text: "" if is_negative(text) else text,
        "refunded": lambda text: unsigned(text) if is_negative(text) else "",
    },
)

WOOCOMMERCE = (_AOE_WIDE, _AOE, _WEBTOFFEE, _SKYVERGE, _ANALYTICS)
