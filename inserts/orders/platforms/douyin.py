"""Douyin shops: a row per part of an order, numbers with a TAB before them, names encrypted.

What became of a part after the sale stands in a column of its own: money may have gone back though the order is
"completed". A few exports pack all parts of an order into one row.
"""

from __future__ import annotations

from inserts.orders.platforms.packing import shared_out
from inserts.orders.platforms.platform import Cells, Platform, RawItem


def _items(cell: Cells) -> tuple[RawItem, ...]:
    name, sku, pieces = cell("选购商品"), cell("商家编码"), cell("商品数量")
    parts = [part.strip() for part in name.split(";") if part.strip()]
    if len(parts) > 1 and len(cell("子订单编号").split(";")) == len(parts):
        return shared_out(parts, name, pieces, sku.split(";"))
    return ((name, cell("商品规格"), sku, pieces),) if name or sku else ()


DOUYIN = Platform(
    name="douyin",
    marks=(
        ("主订单编号", "子订单编号", "选购商品"),
        ("主订单编号", "选购商品"),
    ),
    columns={
        "id": ("主订单编号",),
        "placed": ("订单提交时间",),
        "name": ("收件人", "收货人"),
        "phone": ("收件人手机号",),
        "item": ("选购商品",),
        "variant": ("商品规格",),
        "sku": ("商家编码",),
        "quantity": ("商品数量",),
        "total": ("订单应付金额",),
        "status": ("订单状态",),
        "payment": ("售后状态",),
        "payment_method": ("支付方式",),
        "note": ("买家留言",),
        "carrier": ("快递公司",),
    },
    words={
        "status": {"待确认": "open", "备货中": "open", "部分发货": "partly fulfilled"},
        "payment": {
            "已全额退款": "refunded",
            "售后完成": "refunded",
            "售后关闭": "open",
            "售后取消": "open",
            "退款关闭": "open",
            "退款中": "open",
            "待退款": "open",
            "退款失败": "open",
            "售后处理中": "open",
            "售后待处理": "open",
            "售后申请中": "open",
            "待买家退货": "open",
            "待商家收货": "open",
            "待商家处理": "open",
        },
    },
    per_row=frozenset({"placed", "status", "payment", "note", "carrier", "payment_method"}),
    summed=frozenset({"total"}),
    row_marks=frozenset({"payment"}),
    dropped=("子订单编号", "详细地址", "街道", "商家备注", "达人昵称", "快递信息"),
    decimal=".",
    country="CN",
    currency="CNY",
    items=_items,
)
