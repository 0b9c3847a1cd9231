"""Walmart Marketplace, Seller Center > Orders > Download: a row per item. A customer's order (`Order#`) may be parted
in several purchase orders (`PO#`); each of these is a parcel, so that is the number. There is no total and no e-mail.
"""

from inserts.orders.platforms.platform import Platform

WALMART = Platform(
    name="walmart",
    marks=(
        ("PO#", "Order#", "Customer Name"),
        ("PO#", "Order#", "Item Description"),
    ),
    columns={
        "id": ("PO#",),
        "placed": ("Order Date",),
        "name": ("Customer Name",),
        "phone": ("Customer Phone Number",),
        "item": ("Item Description",),
        "sku": ("SKU",),
        "quantity": ("Qty",),
        "status": ("Status",),
        "carrier": ("Shipping Method", "Carrier"),
    },
    words={"status": {"acknowledged": "open"}},
    per_row=frozenset({"status", "carrier"}),
    dropped=(
        *(
            "Customer Shipping Address",
            "Ship to Address 1",
            "Ship to Address 2",
            "City",
            "FLIDS",
            "Line#",
            "UPC",
        ),
        *("Item Cost", "Shipping Cost", "Tax", "Update Status", "Update Qty", "Tracking Number", "Tracking Url"),
    ),
    decimal=".",
    day_first=False,
    country="US",
    currency="USD",
)
