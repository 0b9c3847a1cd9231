"""TikTok Shop: a row per article, the row below the header describing the columns, numbers and dates with a TAB.

A cancelled article has a time of cancelling in its row. Names are often masked; the buyer's user name is no name.
"""

from __future__ import annotations

from inserts.orders.platforms.platform import Cells, Platform


def _is_description(cell: Cells) -> bool:
    """Orders have numbers; "Platform unique order ID." is none, in whatever language."""
    id = cell("Order ID")
    return bool(id) and not any(char.isdigit() for char in id)


TIKTOK = Platform(
    name="tiktok",
    marks=(
        ("Order ID", "Order Substatus", "Cancelation/Return Type", "Recipient"),
        ("Order ID", "Cancelation/Return Type"),
        ("Order ID", "Order Substatus"),
        ("Order ID", "Seller SKU", "RTS Time"),
    ),
    columns={
        "id": ("Order ID",),
        "placed": ("Created Time",),
        "name": ("Recipient",),
        "phone": ("Phone #",),
        "country": ("Country",),
        "item": ("Product Name",),
        "variant": ("Variation",),
        "sku": ("Seller SKU", "SKU ID"),
        "quantity": ("Quantity",),
        "total": ("Order Amount",),
        "status": ("Order Status",),
        "fulfilment": ("Order Substatus",),
        "cancelled": ("Cancelled Time",),
        "refunded": ("Order Refund Amount",),
        "shipped": ("Shipped Time",),
        "payment_method": ("Payment Method",),
        "note": ("Buyer Message",),
        "carrier": ("Shipping Provider Name", "Delivery Option"),
    },
    words={
        "status": {"awaiting collection": "open", "to receive": "fulfilled"},
        "fulfilment": {"awaiting collection": "open", "awaiting shipment": "open", "cancel requested": "open"},
    },
    per_row=frozenset({"status", "fulfilment", "total", "refunded", "note", "carrier"}),
    row_marks=frozenset({"cancelled", "shipped"}),
    dropped=(
        *("Buyer Username", "Zipcode", "Districts", "Villages", "Detail Address", "Additional address information"),
        *("Tracking ID", "Package ID", "Seller Note", "Checked Marked by"),
    ),
    noise=_is_description,
    local_currency=True,
    clock_tells=True,
)
