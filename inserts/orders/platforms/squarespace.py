"""Squarespace, Orders > Download CSV: a row per item, the order's own cells in its first row only.

Much like Shopify's, but with `Order ID` in place of `Name`; newer files add the shop's own checkout fields at the end.
"""

from inserts.orders.platforms.platform import Platform

SQUARESPACE = Platform(
    name="squarespace",
    marks=(
        ("Order ID", "Lineitem name", "Lineitem quantity"),
        ("Order ID", "Lineitem name", "Financial Status"),
        ("Order ID", "Financial Status", "Shipping Name"),
    ),
    columns={
        "id": ("Order ID",),
        "placed": ("Created at",),
        "name": ("Shipping Name",),
        "billing_name": ("Billing Name",),
        "email": ("Email",),
        "phone": ("Shipping Phone", "Billing Phone"),
        "country": ("Shipping Country", "Billing Country"),
        "item": ("Lineitem name",),
        "variant": ("Lineitem variant",),
        "sku": ("Lineitem sku",),
        "quantity": ("Lineitem quantity",),
        "total": ("Total",),
        "currency": ("Currency",),
        "discount_codes": ("Discount Code",),
        "payment": ("Financial Status",),
        "fulfilment": ("Fulfillment Status",),
        "cancelled": ("Cancelled at",),
        "refunded": ("Amount Refunded",),
        "payment_method": ("Payment Method",),
        "carrier": ("Shipping Method",),
    },
    whole_row="Financial Status",
    dropped=(
        *("Billing Address1", "Billing Address2", "Billing City", "Billing Zip", "Billing Province"),
        *("Shipping Address1", "Shipping Address2", "Shipping City", "Payment Reference"),
    ),
    decimal=".",
    day_first=False,
)
