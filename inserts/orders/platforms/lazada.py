"""Lazada: a row for every single piece, with its share of what was paid."""

from inserts.orders.platforms.platform import Platform

LAZADA = Platform(
    name="lazada",
    marks=(
        ("orderItemId", "orderNumber", "lazadaSku"),
        ("orderItemId", "orderNumber"),
        ("orderNumber", "lazadaId"),
    ),
    columns={
        "id": ("orderNumber",),
        "placed": ("createTime",),
        "name": ("shippingName",),
        "billing_name": ("billingName",),
        "buyer_name": ("customerName",),
        "email": ("customerEmail",),
        "phone": ("shippingPhone", "shippingPhone2", "billingPhone"),
        "country": ("shippingCountry", "billingCountry"),
        "item": ("itemName",),
        "variant": ("variation",),
        "sku": ("sellerSku", "lazadaSku"),
        "total": ("paidPrice",),
        "status": ("status",),
        "refunded": ("refundAmount",),
        "payment_method": ("payMethod",),
        "carrier": ("shippingProvider",),
    },
    words={
        "status": {
            "pending": "open",
            "topack": "open",
            "toship": "open",
            "to pack": "open",
            "repacked": "open",
            "failed": "fulfilled",
            "failed delivery": "fulfilled",
            "delivery failed": "fulfilled",
            "lost": "fulfilled",
            "lost by 3pl": "fulfilled",
            "damaged": "fulfilled",
            "damaged by 3pl": "fulfilled",
            "package scrapped": "fulfilled",
            "shipped back": "refunded",
            "shipped back success": "refunded",
            "shipped back failed": "fulfilled",
        }
    },
    per_row=frozenset({"placed", "status", "carrier"}),
    summed=frozenset({"total", "refunded"}),
    dropped=(
        *("orderItemId", "nationalRegistrationNumber", "taxCode", "invoiceNumber", "trackingCode", "trackingUrl"),
        *("cdTrackingCode", "trackingCodeFM", "trackingUrlFM", "buyerFailedDeliveryUserName"),
        *(f"shippingAddress{number}" for number in ("", "2", "3", "4", "5")),
        *(f"billingAddr{number}" for number in ("", "2", "3", "4", "5")),
        *("shippingPostCode", "billingPostCode", "billingPhone2"),
    ),
    decimal=".",
    units=True,
    local_currency=True,
)
