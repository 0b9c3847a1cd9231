"""Rakuten RMS: a row per item, everything repeated. An order may go to several people; it still is one order.

Names are in two columns, family name first, and once more in kana, which is not for addressing anybody. Telephone
numbers are in three columns. The total is what the order comes to before points and coupons.
"""

from inserts.orders.platforms.platform import Platform

_STATES = {
    "100": "open",
    "注文確認待ち": "open",
    "200": "open",
    "楽天処理中": "open",
    "300": "open",
    "400": "open",
    "変更確定待ち": "open",
    "500": "fulfilled",
    "600": "fulfilled",
    "支払手続き中": "fulfilled",
    "支払い手続き中": "fulfilled",
    "700": "fulfilled",
    "支払手続き済": "fulfilled",
    "支払い手続き済み": "fulfilled",
    "800": "cancelled",
    "キャンセル確定待ち": "cancelled",
    "900": "cancelled",
    "キャンセル確定": "cancelled",
}
"""Payment is collected after the parcel left, so the steps after it count as sent."""

RAKUTEN = Platform(
    name="rakuten",
    marks=(
        ("注文番号", "送付先姓", "送付先名", "商品管理番号"),
        ("注文番号", "送付先姓", "送付先名"),
        ("注文番号", "注文者姓", "注文者名"),
        ("注文番号", "楽天会員フラグ"),
    ),
    columns={
        "id": ("注文番号",),
        "placed": ("注文日時", ("注文日", "注文時間"), "注文日"),
        "last_name": ("送付先姓",),
        "first_name": ("送付先名",),
        "billing_last_name": ("注文者姓",),
        "billing_first_name": ("注文者名",),
        "email": ("注文者メールアドレス",),
        "phone": (
            ("送付先電話番号1", "送付先電話番号2", "送付先電話番号3"),
            ("注文者電話番号1", "注文者電話番号2", "注文者電話番号3"),
        ),
        "item": ("商品名",),
        "sku": ("商品番号", "商品管理番号"),
        "quantity": ("個数",),
        "total": ("合計金額", "請求金額"),
        "status": ("ステータス",),
        "shipped": ("発送完了報告日時",),
        "payment_method": ("支払方法名",),
        "note": ("コメント",),
        "carrier": ("配送方法",),
        "gift": ("のし", "ラッピング名1", "ラッピング名2", "ギフト配送希望"),
    },
    words={"status": _STATES},
    per_row=frozenset({"last_name", "first_name", "phone", "gift"}),
    dropped=(
        *("注文者郵便番号1", "注文者郵便番号2", "注文者住所郡市区", "注文者住所それ以降の住所", "注文者性別"),
        *("送付先郵便番号1", "送付先郵便番号2", "送付先住所郡市区", "送付先住所それ以降の住所"),
        *("注文者姓カナ", "注文者名カナ", "送付先姓カナ", "送付先名カナ", "項目・選択肢", "ひとことメモ", "担当者"),
        "メール差込文 (お客様へのメッセージ)",
    ),
    decimal=".",
    country="JP",
    currency="JPY",
)
