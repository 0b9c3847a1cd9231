"""Ordoro, the list its orders are brought in by: a row per item with the order's cells in all of them. Nothing in it
tells the state of an order.
"""

from inserts.orders.platforms.platform import Platform

ORDORO = Platform(
    name="ordoro",
    marks=(
        ("Order ID", "Ship to Name", "Line Product SKU"),
        ("Order ID", "Ship to Name", "Line Product Name"),
        ("Order ID", "Ship to Name", "Line Quantity"),
    ),
    columns={
        "id": ("Order ID",),
        "placed": ("Order Date",),
        "name": ("Ship to Name",),
        "email": ("Ship to Email",),
        "phone": ("Ship to Phone",),
        "country": ("Ship to Country",),
        "item": ("Line Product Name",),
        "sku": ("Line Product SKU",),
        "quantity": ("Line Quantity",),
        "total": ("Grand Total",),
        "note": ("Notes from Customer",),
        "carrier": ("Shipping Type",),
    },
    dropped=(
        *(
            "Ship to Company",
            "Ship to Street 1",
            "Ship to Street 2",
            "Ship to City",
        ),
        *("Line Item Price", "Line Notes", "Line Discount Amount", "Line Total Price"),
    ),
    decimal=".",
)
