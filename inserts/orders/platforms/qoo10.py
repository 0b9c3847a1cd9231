"""Qoo10 Japan: a row per article. `プレゼント贈り主` names who gives it when it is a present."""

from inserts.orders.platforms.platform import Platform

QOO10 = Platform(
    name="qoo10",
    marks=(
        ("注文番号", "カート番号", "受取人名"),
        ("注文番号", "カート番号"),
        ("注文番号", "受取人名", "販売者商品コード"),
    ),
    columns={
        "id": ("注文番号",),
        "placed": ("注文日",),
        "name": ("受取人名",),
        "buyer_name": ("購入者名",),
        "phone": ("受取人携帯電話番号", "受取人電話番号", "購入者携帯電話番号", "購入者電話番号"),
        "country": ("国家",),
        "item": ("商品名",),
        "variant": ("オプション情報",),
        "sku": ("販売者商品コード", "オプションコード", "商品番号"),
        "quantity": ("数量",),
        "total": ("注文金額の合計", "購入者決済金額"),
        "currency": ("通貨",),
        "status": ("配送状態",),
        "shipped": ("発送日",),
        "note": ("配送要請事項",),
        "carrier": ("配送会社", "配送方法"),
        "gift": ("プレゼント贈り主", "ギフト注文"),
    },
    words={
        "status": {
            "配送要請": "open",
            "配送要請(1)": "open",
            "配送準備": "open",
            "配送準備中": "open",
            "新規注文": "open",
            "注文確認": "open",
            "発送予定": "open",
            "受取確認": "fulfilled",
            "取消完了": "cancelled",
            "取消": "cancelled",
            "キャンセル完了": "cancelled",
            "返品完了": "refunded",
        }
    },
    per_row=frozenset({"status", "total", "note", "carrier", "gift"}),
    row_marks=frozenset({"shipped"}),
    dropped=("住所", "郵便番号", "送り状番号", "受取人名(フリガナ)", "購入者名(フリガナ)"),
    decimal=".",
    country="JP",
    currency="JPY",
)
