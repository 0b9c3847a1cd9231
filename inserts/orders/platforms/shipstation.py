"""ShipStation, Orders > Export: a row per item, in columns the owner chooses; their names tell it by themselves."""

from inserts.orders.platforms.platform import Platform

SHIPSTATION = Platform(
    name="shipstation",
    marks=(("Order - Number", "Ship To - Name"), ("Order - Number", "Item - Name"), ("Order - Number",)),
    columns={
        "id": ("Order - Number",),
        "placed": ("Date - Order Date",),
        "name": ("Ship To - Name",),
        "billing_name": ("Bill To - Name",),
        "buyer_name": ("Customer Name",),
        "email": ("Customer Email", "Ship To - Email"),
        "phone": ("Ship To - Phone", "Bill To - Phone"),
        "country": ("Ship To - Country",),
        "item": ("Item - Name",),
        "variant": ("Item - Options",),
        "sku": ("Item - SKU",),
        "quantity": ("Item - Qty",),
        "total": ("Amount - Order Total",),
        "status": ("Order - Status",),
        "shipped": ("Date - Shipped Date",),
        "note": ("Notes - From Buyer",),
        "gift": ("Gift - Flag", "Gift - Message"),
        "carrier": ("Service - Requested Service", "Carrier - Service Requested"),
    },
    row_marks=frozenset({"shipped"}),
    dropped=(
        *("Ship To - Address 1", "Ship To - Address 2", "Ship To - Address 3", "Ship To - City"),
        "Item - Price",
    ),
    decimal=".",
    clock_tells=True,
)
