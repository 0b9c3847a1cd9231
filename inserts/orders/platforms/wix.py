"""Wix, Orders > Export: a row per item with the order's cells in all of them; two generations of headers."""

from __future__ import annotations

from inserts.orders.numbers import quantity
from inserts.orders.platforms.platform import Cells, Platform, RawItem


def _left(row: Cells) -> tuple[RawItem, ...]:
    """The row's item, with the pieces that were not given back."""
    name, sku, pieces = row("Item"), row("SKU"), row("Qty")
    if not name and not sku:
        return ()
    refunded = quantity(row("Quantity refunded") or row("Qty refunded") or "0")
    count = quantity(pieces)
    if refunded and count is not None:
        pieces = str(max(count - refunded, 0))
    return ((name, row("Variant"), sku, pieces),)


WIX = Platform(
    name="wix",
    marks=(
        ("Order number", "Date created", "Total order quantity"),
        ("Order number", "Date created", "Contact email"),
        ("Order no.", "Total order quantity", "Contact email"),
        ("Order no.", "Recipient name", "Contact email"),
    ),
    columns={
        "id": ("Order number", "Order no."),
        "placed": ("Date created", "Date"),
        "time": ("Time",),
        "name": ("Recipient name",),
        "billing_name": ("Billing name",),
        "email": ("Contact email",),
        "phone": ("Recipient phone", "Recipient phone no.", "Billing phone", "Billing phone no."),
        "country": ("Delivery country", "Billing country"),
        "item": ("Item",),
        "variant": ("Variant",),
        "sku": ("SKU",),
        "quantity": ("Qty",),
        "total": ("Total",),
        "currency": ("Currency",),
        "discount_codes": ("Coupon code",),
        "payment": ("Payment status",),
        "fulfilment": ("Fulfillment status",),
        "refunded": ("Refunded amount",),
        "payment_method": ("Payment method",),
        "note": ("Note from customer",),
        "carrier": ("Delivery method",),
        "details": ("Additional checkout info",),
    },
    per_row=frozenset({"fulfilment"}),
    dropped=(
        *(
            "Delivery address",
            "Delivery city",
            "Tracking number",
            "Tracking no.",
            "Recipient company name",
            "Price",
            "Weight",
        ),
        *("Billing address", "Billing city", "Billing zip/postal code", "Billing company name", "Shipping label"),
        *("Qty refunded", "Quantity refunded", "Total order quantity"),
    ),
    decimal=".",
    items=_left,
)
