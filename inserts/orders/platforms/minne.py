"""minne: a row per work. The buyer's nick is no name."""

from inserts.orders.platforms.platform import Platform

MINNE = Platform(
    name="minne",
    marks=(
        ("注文ID", "作品名", "配送先の氏名"),
        ("注文ID", "注文者のニックネーム"),
        ("注文ID", "作品名", "注文者の氏名"),
    ),
    columns={
        "id": ("注文ID",),
        "placed": ("注文日",),
        "name": ("配送先の氏名",),
        "buyer_name": ("注文者の氏名",),
        "phone": ("配送先の電話番号", "注文者の電話番号"),
        "item": ("作品名",),
        "sku": ("作品管理番号",),
        "quantity": ("数量",),
        "total": ("注文の合計",),
        "status": ("注文状況",),
        "shipped": ("発送日",),
        "payment_method": ("支払方法",),
        "note": ("備考",),
        "carrier": ("配送方法",),
    },
    words={
        "status": {
            "入金確認待ち": "unpaid",
            "入金確認済み": "open",
            "入金確認済": "open",
            "発送準備": "open",
            "受取完了": "fulfilled",
            "受取済み": "fulfilled",
            "受取確認済み": "fulfilled",
        }
    },
    per_row=frozenset({"status", "total", "note", "carrier"}),
    row_marks=frozenset({"shipped"}),
    dropped=("注文者のユーザーID", "注文者のニックネーム", "配送先の郵便番号", "配送先の住所1", "配送先の住所2"),
    decimal=".",
    country="JP",
    currency="JPY",
)
