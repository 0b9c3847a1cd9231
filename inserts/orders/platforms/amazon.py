"""Amazon, Seller Central > Order reports: a row per item with the order's cells in all of them, in columns of any
order parted by TABs. Nothing is quoted: an item's name may begin with a quote that never closes.

Names are missing unless the account may see them, and from the list of all orders always. The price of an item leaves
shipping and, in some countries, taxes out, so there is no total.
"""

from inserts.orders.platforms.platform import Platform

_DROPPED = (
    *("ship-address-1", "ship-address-2", "ship-address-3", "ship-city", "order-item-id"),
    *("item-price", "item-tax", "shipping-price", "shipping-tax", "quantity-shipped", "buyer-company-name"),
    *("purchase-order-number", "merchant-order-id", "asin", "url", "gift-wrap-price", "gift-wrap-tax"),
    *("item-promotion-discount", "ship-promotion-discount"),
)


def _all_shipped(to_ship: str) -> str:
    return "yes" if to_ship.strip() == "0" else "no"


_UNSHIPPED = Platform(
    name="amazon",
    marks=(
        ("order-id", "order-item-id", "recipient-name"),
        ("order-id", "order-item-id", "quantity-purchased"),
    ),
    columns={
        "id": ("order-id",),
        "placed": ("purchase-date",),
        "name": ("recipient-name",),
        "buyer_name": ("buyer-name",),
        "email": ("buyer-email",),
        "phone": ("ship-phone-number", "buyer-phone-number"),
        "country": ("ship-country",),
        "item": ("product-name",),
        "sku": ("sku",),
        "quantity": ("quantity-to-ship", "quantity-purchased"),
        "currency": ("currency",),
        "shipped": ("quantity-to-ship",),
        "payment_method": ("payment-method",),
        "note": ("delivery-Instructions",),
        "carrier": ("ship-service-level",),
        "gift": ("is-gift", "gift-message-text", "gift-wrap-type"),
    },
    per_row=frozenset({"shipped", "note", "gift"}),
    dropped=_DROPPED,
    quoted=False,
    reads={"shipped": _all_shipped},
)
_ALL_ORDERS = Platform(
    name="amazon",
    marks=(
        ("amazon-order-id", "merchant-order-id", "order-status"),
        ("amazon-order-id", "purchase-date", "order-status"),
    ),
    columns={
        "id": ("amazon-order-id",),
        "placed": ("purchase-date",),
        "country": ("ship-country",),
        "item": ("product-name",),
        "sku": ("sku",),
        "quantity": ("quantity",),
        "currency": ("currency",),
        "status": ("order-status",),
        "fulfilment": ("item-status",),
        "carrier": ("ship-service-level",),
    },
    words={
        "status": {
            "shipped delivered to buyer": "fulfilled",
            "shipped picked up": "fulfilled",
            "shipped out for delivery": "fulfilled",
            "shipped lost in transit": "fulfilled",
            "shipped returned to seller": "fulfilled",
            "shipped returning to seller": "fulfilled",
            "shipped rejected by buyer": "fulfilled",
            "partiallyshipped": "partly fulfilled",
            "pending waiting for pick up": "open",
        },
    },
    per_row=frozenset({"fulfilment"}),
    dropped=_DROPPED,
    quoted=False,
)

AMAZON = (_UNSHIPPED, _ALL_ORDERS)
