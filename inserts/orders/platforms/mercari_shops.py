"""Mercari Shops: a row for the order, then a row for each of its items. It does not say what became of the order.

The header is plain ASCII and the file cp932. The buyer's name there is what they call themselves, no name.
"""

from inserts.orders.platforms.platform import Platform

MERCARI_SHOPS = Platform(
    name="mercari-shops",
    marks=(
        ("type", "order_id", "shipping_name", "original_product_id"),
        ("type", "order_id", "shipping_name"),
    ),
    columns={
        "id": ("order_id",),
        "placed": ("order_date", "ordered_at", "created_at"),
        "name": ("shipping_name",),
        "phone": ("shipping_phone_number",),
        "item": ("product_name",),
        "variant": ("variant_name",),
        "sku": ("sku_code", "original_product_id"),
        "quantity": ("quantity",),
        "total": ("total_price", "total"),
        "status": ("order_status", "status"),
    },
    per_row=frozenset({"status"}),
    dropped=(
        *("buyer_name", "shipping_postal_code", "shipping_city", "shipping_address_1", "shipping_address_2"),
        "variant_id",
    ),
    decimal=".",
    country="JP",
    currency="JPY",
    codec="cp932",
)
