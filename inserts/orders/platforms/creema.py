"""Creema: a row per work. How often this buyer has bought stands in `購入回数`, kept in `Order.fields`.

The buyer's user name (`取引相手`) is no name.
"""

from inserts.orders.platforms.platform import Platform

CREEMA = Platform(
    name="creema",
    marks=(
        ("注文ID", "作品タイトル", "購入回数"),
        ("注文ID", "作品タイトル", "取引相手"),
    ),
    columns={
        "id": ("注文ID",),
        "placed": ("購入日",),
        "name": ("氏名",),
        "phone": ("TEL",),
        "item": ("作品タイトル",),
        "variant": ("種類", "オプション1"),
        "quantity": ("数量",),
        "total": ("合計金額", "ご注文金額"),
        "status": ("ステータス",),
        "shipped": ("発送日",),
        "note": ("備考",),
        "carrier": ("配送方法",),
        "gift": ("ギフトラッピング",),
    },
    words={
        "status": {
            "支払い完了": "open",
            "支払い済": "open",
            "発送準備": "open",
            "受取完了": "fulfilled",
            "受取済み": "fulfilled",
            "受取連絡済み": "fulfilled",
            "取引終了": "fulfilled",
        }
    },
    per_row=frozenset({"status", "total", "note", "carrier", "gift"}),
    row_marks=frozenset({"shipped"}),
    dropped=("取引相手", "郵便番号", "住所", "ナビURL", "メモ"),
    decimal=".",
    country="JP",
    currency="JPY",
)
