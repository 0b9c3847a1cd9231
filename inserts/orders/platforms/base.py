"""BASE: a row per item, everything repeated. A coupon is a further row with a price below zero, and no item."""

from __future__ import annotations

from inserts.orders.numbers import is_negative
from inserts.orders.platforms.platform import Cells, Platform, RawItem


def _items(cell: Cells) -> tuple[RawItem, ...]:
    name, sku = cell("商品名"), cell("商品ID")
    if is_negative(cell("価格")) or not (name or sku):
        return ()
    return ((name, cell("バリエーション"), sku, cell("数量")),)


BASE = Platform(
    name="base",
    marks=(
        ("注文ID", "氏(配送先)", "名(配送先)"),
        ("注文ID", "氏(請求先)", "名(請求先)"),
    ),
    columns={
        "id": ("注文ID",),
        "placed": ("注文日時",),
        "last_name": ("氏(配送先)",),
        "first_name": ("名(配送先)",),
        "billing_last_name": ("氏(請求先)",),
        "billing_first_name": ("名(請求先)",),
        "email": ("メールアドレス(請求先)",),
        "phone": ("電話番号(配送先)", "電話番号(請求先)"),
        "item": ("商品名",),
        "variant": ("バリエーション",),
        "sku": ("商品ID",),
        "quantity": ("数量",),
        "total": ("合計金額",),
        "status": ("発送状況",),
        "payment_method": ("支払い方法",),
        "note": ("備考",),
    },
    words={"status": {"未対応": "open", "発送準備中": "open", "一部発送済み": "partly fulfilled"}},
    per_row=frozenset({"status", "total"}),
    dropped=(
        *("郵便番号(請求先)", "住所(請求先)", "住所2(請求先)", "郵便番号(配送先)", "住所(配送先)", "住所2(配送先)"),
        *("種類ID", "注文メモ"),
    ),
    decimal=".",
    country="JP",
    currency="JPY",
    items=_items,
)
