"""BigCommerce, Orders > Export: a row per order, its items packed into one cell. Templates can be edited, so columns
may be missing or added.
"""

from __future__ import annotations

from inserts.orders.platforms.keyed import records, values
from inserts.orders.platforms.platform import Cells, Platform, RawItem

_PRODUCT = (
    *("Product ID", "Product Qty", "Product SKU", "Product Name", "Product Weight", "Product Variation Details"),
    *("Product Unit Price", "Product Total Price", "Product Unit Cost", "Product Tax", "Product Custom Fields"),
)
_COUPON = ("Coupon Code", "Coupon Value", "Coupon Type", "Coupon Name", "Coupon ID", "Coupon Amount")


def _products(row: Cells) -> tuple[RawItem, ...]:
    cell = row("Product Details")
    found = []
    for product in records(cell, _PRODUCT, "|", ","):
        text = product.get
        found.append(
            (
                text("Product Name", ""),
                text("Product Variation Details", ""),
                text("Product SKU", ""),
                text("Product Qty", ""),
            )
        )
    # Of an edited template the cell may hold something else; then it names the one item.
    return tuple(found) or (((cell, "", "", ""),) if cell else ())


def _coupons(text: str) -> str:
    """The codes of "Coupon Code: HELLO, Coupon Value: 5.00", or the text where it is the code alone."""
    return values(text, "Coupon Code", _COUPON, "|", ",")


BIGCOMMERCE = Platform(
    name="bigcommerce",
    marks=(
        ("Order ID", "Order Status", "Customer Name", "Product Details"),
        ("Order ID", "Order Total (inc tax)", "Product Details"),
        ("Order ID", "Shipping First Name", "Order Total (inc tax)"),
    ),
    columns={
        "id": ("Order ID",),
        "placed": ("Order Date",),
        "time": ("Order Time",),
        "name": ("Shipping Name",),
        "first_name": ("Shipping First Name",),
        "last_name": ("Shipping Last Name",),
        "billing_name": ("Billing Name",),
        "billing_first_name": ("Billing First Name",),
        "billing_last_name": ("Billing Last Name",),
        "buyer_name": ("Customer Name",),
        "email": ("Customer Email", "Shipping Email", "Billing Email"),
        "phone": ("Shipping Phone", "Customer Phone", "Billing Phone"),
        "country": ("Shipping Country", "Billing Country"),
        "total": ("Order Total (inc tax)",),
        "currency": ("Order Currency Code",),
        "discount_codes": ("Coupon Details",),
        "status": ("Order Status",),
        "refunded": ("Refund Amount",),
        "payment_method": ("Payment Method",),
        "note": ("Customer Message",),
        "carrier": ("Ship Method",),
    },
    words={
        "status": {
            "manual verification required": "open",
            "verification required": "open",
            "disputed": "open",
            "incomplete": "unpaid",
        },
    },
    dropped=(
        *("Product Details", "Fee Details", "Billing Company", "Billing Street 1", "Billing Street 2"),
        *("Billing Suburb", "Billing Zip", "Shipping Company", "Shipping Street 1", "Shipping Street 2"),
        *("Shipping Suburb", "Gift Certificate Code", "Gift Certificate Expiration Date"),
        *("Customer ID", "Exchange Rate"),
    ),
    decimal=".",
    items=_products,
    reads={"discount_codes": _coupons},
)
