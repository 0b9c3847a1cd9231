"""BOOTH, the list of orders and the one for sending: a row per order, its items packed into one cell, a line each.

Parcels sent anonymously have no name.
"""

from __future__ import annotations

import re

from inserts.orders.platforms.platform import Cells, Platform, RawItem

_PACKED = "商品ID / 数量 / 商品名"
_LINE = re.compile(r"(?:商品ID\s*[:：]\s*)?(\d+)\s*/\s*(?:数量\s*[:：]\s*)?(\d+)\s*/\s*(?:商品名\s*[:：]\s*)?(.+)")


def _items(cell: Cells) -> tuple[RawItem, ...]:
    """The lines of the cell; one that is none goes on with the name above it."""
    found: list[RawItem] = []
    for line in filter(None, map(str.strip, cell(_PACKED).splitlines())):
        match = _LINE.fullmatch(line)
        if match:
            found.append((match[3], "", match[1], match[2]))
        elif found:
            name, variant, sku, pieces = found[-1]
            found[-1] = (f"{name} {line}", variant, sku, pieces)
        else:
            found.append((line, "", "", ""))
    return tuple(found)


BOOTH = Platform(
    name="booth",
    marks=(
        ("注文番号", "ユーザー識別コード", _PACKED),
        ("注文番号", _PACKED),
    ),
    columns={
        "id": ("注文番号",),
        "placed": ("注文日時",),
        "name": ("氏名",),
        "phone": ("電話番号",),
        "item": (_PACKED,),
        "total": ("合計金額",),
        "status": ("注文状況",),
        "shipped": ("発送日時",),
        "payment_method": ("お支払方法", "お支払い方法"),
        "carrier": ("発送サイズ",),
    },
    words={"status": {"支払い完了": "open", "発送完了": "fulfilled", "未入金": "unpaid"}},
    dropped=(
        "ユーザー識別コード",
        "郵便番号",
        "市区町村・丁目・番地",
        "マンション・建物名・部屋番号",
        "発送通知コメント",
    ),
    decimal=".",
    country="JP",
    currency="JPY",
    items=_items,
)
