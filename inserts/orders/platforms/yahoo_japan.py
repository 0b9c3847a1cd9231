"""Yahoo! Shopping Japan: the shop chooses the columns, whose names are plain ASCII; states are numbers.

One file of orders and items, or one of each: then they are joined by the order's number.
"""

from __future__ import annotations

from inserts.orders.platforms.platform import Platform

_ITEM = {
    "item": ("Title",),
    "variant": ("ItemOption",),
    "sku": ("SubCode", "ItemId"),
    "quantity": ("Quantity",),
}
_DROPPED = (
    *("BillZipCode", "BillCity", "BillAddress1", "BillAddress2", "BillFirstNameKana", "BillLastNameKana"),
    *("ShipZipCode", "ShipCity", "ShipAddress1", "ShipAddress2", "ShipFirstNameKana", "ShipLastNameKana"),
    *("ShipNotes", "LineId"),
)

YAHOO_JAPAN = Platform(
    name="yahoo-japan",
    marks=(
        ("OrderId", "LineId", "ItemId", "ShipLastName"),
        ("OrderId", "LineId", "ItemId", "BillLastName"),
        ("OrderId", "ShipLastName", "ShipFirstName"),
        ("OrderId", "ShipLastNameKana"),
        ("OrderId", "BillLastName", "BillFirstName"),
    ),
    columns={
        **_ITEM,
        "id": ("OrderId",),
        "placed": ("OrderTime",),
        "last_name": ("ShipLastName",),
        "first_name": ("ShipFirstName",),
        "name": ("ShipName",),
        "billing_last_name": ("BillLastName",),
        "billing_first_name": ("BillFirstName",),
        "billing_name": ("BillName",),
        "email": ("BillMailAddress",),
        "phone": ("ShipPhoneNumber", "BillPhoneNumber"),
        "total": ("TotalPrice", "SettleAmount"),
        "discount_codes": ("CouponData",),
        "status": ("OrderStatus",),
        "payment": ("PayStatus",),
        "fulfilment": ("ShipStatus",),
        "payment_method": ("PayMethodName", "PayMethod"),
        "note": ("BuyerComments",),
        "carrier": ("ShipMethodName", "ShipMethod"),
        "gift": ("NeedGiftWrap", "GiftWrapType", "GiftWrapMessage"),
    },
    words={
        "status": {"0": "unpaid", "1": "open", "2": "open", "3": "open", "4": "cancelled", "5": "fulfilled"}
        | {"予約中": "open", "完了": "fulfilled"},
        "payment": {"0": "unpaid", "1": "open"},
        "fulfilment": {"0": "open", "1": "open", "2": "open", "3": "fulfilled", "4": "fulfilled"}
        | {"出荷可": "open", "出荷不可": "open", "出荷処理中": "open", "着荷済み": "fulfilled"},
    },
    per_row=frozenset({"fulfilment", "gift", "discount_codes"}),
    dropped=_DROPPED,
    decimal=".",
    country="JP",
    currency="JPY",
    codec="cp932",
)

YAHOO_JAPAN_ITEMS = Platform(
    name="yahoo-japan",
    marks=(("OrderId", "LineId", "ItemId"),),
    columns={**_ITEM, "id": ("OrderId",)},
    dropped=_DROPPED,
    decimal=".",
    country="JP",
    currency="JPY",
    codec="cp932",
    joins=frozenset({"items"}),
)
