"""Magento and Adobe Commerce, Sales > Orders > Export: a row per order as the list shows it. It has no items, no
telephone number, and the country only within an address.
"""

from inserts.orders.platforms.platform import Platform

MAGENTO = Platform(
    name="magento",
    marks=(
        ("ID", "Purchase Point", "Purchase Date"),
        ("ID", "Bill-to Name", "Ship-to Name"),
        ("ID", "Purchase Date", "Grand Total (Purchased)"),
    ),
    columns={
        "id": ("ID",),
        "placed": ("Purchase Date",),
        "name": ("Ship-to Name",),
        "billing_name": ("Bill-to Name",),
        "buyer_name": ("Customer Name",),
        "email": ("Customer Email",),
        "total": ("Grand Total (Purchased)", "Grand Total (Base)"),
        "status": ("Status",),
        "refunded": ("Total Refunded",),
        "payment_method": ("Payment Method",),
        "carrier": ("Shipping Information",),
    },
    words={
        "status": {
            "closed": "refunded",  # every item of the order has a credit memo
            "suspected fraud": "unpaid",
            "fraud": "unpaid",
            "pending paypal": "unpaid",
            "paypal canceled reversal": "open",
            "paypal reversed": "refunded",
        },
    },
    dropped=("Billing Address", "Shipping Address"),
    decimal=".",
)
