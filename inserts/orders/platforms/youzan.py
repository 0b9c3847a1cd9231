"""Youzan, the list of orders and the list of items. Who comes to fetch the goods stands where the receiver does.

A buyer's nick is no name.
"""

from __future__ import annotations

from inserts.orders.platforms.packing import counted
from inserts.orders.platforms.platform import Cells, Platform, RawItem

_STATES = {
    "等待商家发货": "open",
    "等待发货": "open",
    "待成团": "unpaid",
    "待接单": "open",
    "待自提": "open",
    "待提货": "open",
    "待核销": "open",
    "等待买家确认收货": "fulfilled",
    "商家已发货": "fulfilled",
    "交易完成": "fulfilled",
    "已提货": "fulfilled",
    "已核销": "fulfilled",
    "商家部分发货": "partly fulfilled",
}
_REFUNDS = {
    "无退款": "open",
    "未退款": "open",
    "无售后": "open",
    "退款中": "open",
    "退款关闭": "open",
    "全部退款": "refunded",
    "已全额退款": "refunded",
    "部分退款中": "open",
}
_RECEIVER = {
    "name": ("收货人/提货人", "收货人"),
    "phone": ("收货人手机号/提货人手机号", "收货人手机号"),
}


def _items(cell: Cells) -> tuple[RawItem, ...]:
    return counted(cell("全部商品名称"))


YOUZAN = Platform(
    name="youzan",
    marks=(
        ("订单号", "全部商品名称", "收货人/提货人"),
        ("订单号", "全部商品名称"),
    ),
    columns={
        **_RECEIVER,
        "id": ("订单号",),
        "placed": ("订单创建时间", "买家付款时间"),
        "item": ("全部商品名称",),
        "total": ("订单实付金额", "应收订单金额"),
        "discount_codes": ("优惠券码名称",),
        "status": ("订单状态",),
        "payment": ("订单退款状态",),
        "refunded": ("订单已退款金额",),
        "payment_method": ("付款方式",),
        "note": ("买家备注",),
        "carrier": ("订单配送方式",),
    },
    words={"status": _STATES, "payment": _REFUNDS},
    dropped=(
        *(
            "支付流水号",
            "详细收货地址/提货地址",
            "买家昵称",
            "买家手机号",
            "挂账手机号",
            "分销员手机号",
            "商家订单备注",
        ),
        *("分销员", "收银员", "销售导购", "专属导购"),
    ),
    decimal=".",
    country="CN",
    currency="CNY",
    items=_items,
)

YOUZAN_ITEMS = Platform(
    name="youzan",
    marks=(
        ("订单号", "商品名称", "收货人/提货人"),
        ("订单号", "订单商品状态", "商品名称"),
    ),
    columns={
        **_RECEIVER,
        "id": ("订单号",),
        "item": ("商品名称",),
        "variant": ("商品规格",),
        "sku": ("规格编码", "商品编码"),
        "quantity": ("商品数量",),
        "total": ("商品实际成交金额",),
        "status": ("订单商品状态",),
        "payment": ("商品退款状态",),
        "fulfilment": ("商品发货状态",),
        "refunded": ("商品已退款金额",),
        "note": ("买家备注",),
        "carrier": ("商品发货方式",),
    },
    words={"status": _STATES, "payment": _REFUNDS, "fulfilment": {"待发货": "open", "无需发货": "open"}},
    per_row=frozenset({"status", "payment", "fulfilment", "note", "carrier"}),
    summed=frozenset({"total", "refunded"}),
    row_marks=frozenset({"payment"}),
    dropped=("外部订单号", "详细收货地址/提货地址", "商品发货物流单号", "发货员工", "商家订单备注"),
    decimal=".",
    country="CN",
    currency="CNY",
    joins=frozenset({"items"}),
)
