"""Shopify, Orders > Export: a row per item, the order's own cells in its first row only.

Recognised with 64, 75 or 79 columns and with columns taken away or added. Squarespace has the same item
columns but no `Name`.
"""

from inserts.orders.platforms.platform import Platform

_TAXES = tuple(f"Tax {number} {part}" for number in range(1, 6) for part in ("Name", "Value"))

SHOPIFY = Platform(
    name="shopify",
    marks=(
        ("Name", "Lineitem name", "Lineitem quantity"),
        ("Name", "Lineitem name", "Financial Status"),
        ("Name", "Financial Status", "Fulfillment Status"),
    ),
    columns={
        "id": ("Name",),
        "placed": ("Created at",),
        "name": ("Shipping Name",),
        "billing_name": ("Billing Name",),
        "email": ("Email",),
        "phone": ("Shipping Phone", "Phone", "Billing Phone"),
        "country": ("Shipping Country", "Billing Country"),
        "item": ("Lineitem name",),
        "sku": ("Lineitem sku",),
        "quantity": ("Lineitem quantity",),
        "total": ("Total",),
        "currency": ("Currency",),
        "discount_codes": ("Discount Code",),
        "payment": ("Financial Status",),
        "fulfilment": ("Fulfillment Status",),
        "cancelled": ("Cancelled at",),
        "refunded": ("Refunded Amount",),
        "payment_method": ("Payment Method",),
        "note": ("Notes",),
        "tags": ("Tags",),
        "carrier": ("Shipping Method",),
        "details": ("Note Attributes",),
    },
    words={"fulfilment": {"restocked": "open", "pending": "open"}},
    whole_row="Financial Status",
    per_row=frozenset({"details"}),
    dropped=(
        *("Billing Street", "Billing Address1", "Billing Address2", "Billing Zip", "Billing Province"),
        *("Billing Province Name", "Billing City", "Shipping Street", "Shipping Address1", "Shipping Address2"),
        *("Payment Reference", "Payment References", "Payment ID", "Id", "Receipt Number", "Device ID", *_TAXES),
    ),
    decimal=".",
)
