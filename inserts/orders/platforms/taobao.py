"""Taobao and Tmall (Qianniu), the list of orders of 2018, 2019, 2021 and since, and the list of their items.

The list of orders has a row per order and packs the titles of its items into one cell; the list of items has no
names. Given together they are joined by the order's number. A buyer's member name is a nick and no name.
"""

from __future__ import annotations

import re

from inserts.orders.platforms.packing import shared_out
from inserts.orders.platforms.platform import Cells, Platform, RawItem

_STATES = {
    "卖家部分发货": "partly fulfilled",
    "等待卖家部分发货": "partly fulfilled",
    "付款以后用户退款成功，交易自动关闭": "cancelled",
    "付款以后用户退款成功,交易自动关闭": "cancelled",
    "付款以前，卖家或买家主动关闭交易": "cancelled",
    "付款以前,卖家或买家主动关闭交易": "cancelled",
    "没有创建支付宝交易": "unpaid",
    "定金已付尾款未付": "unpaid",
    "等待买家确认": "fulfilled",
    "等待买家确认收货": "fulfilled",
    "退款中的订单": "open",
}
_REFUNDS = {
    "没有申请退款": "open",
    "未申请退款": "open",
    "无退款申请": "open",
    "退款关闭": "open",
    "买家已经申请退款，等待卖家同意": "open",
    "买家已经申请退款,等待卖家同意": "open",
}
# "李雷，86-13800000000，浙江省…": the address may hold the name and the telephone number as well.
_BEFORE_PHONE = re.compile(r"\A\s*([^，,\d]{1,40})[，,]\s*\+?86-?\s*\d")


def _refund(text: str) -> str:
    """The amount; words such as "无退款申请" tell that there is none."""
    return text if any(char.isdigit() for char in text) else ""


def _items(cell: Cells) -> tuple[RawItem, ...]:
    title = cell("宝贝标题") or cell("商品标题")
    pieces = cell("宝贝总数量")
    variant = cell("宝贝规格")
    parts = [part.strip() for part in title.split("，") if part.strip()]
    if len(parts) > 1 and cell("宝贝种类") in ("", str(len(parts))):
        return shared_out(parts, title, pieces)
    return ((title, variant, "", pieces),) if title else ()


TAOBAO = Platform(
    name="taobao",
    marks=(
        ("订单编号", "买家会员名", "收货人姓名", "宝贝标题"),
        ("订单编号", "宝贝标题", "订单状态"),
        ("订单编号", "宝贝总数量"),
        ("订单编号", "买家应付邮费"),
        ("订单编号", "买家实付金额"),
        ("订单编号", "订单创建时间", "商品标题"),
    ),
    columns={
        "id": ("订单编号",),
        "placed": ("订单创建时间", "买家下单时间"),
        "name": ("收货人姓名",),
        "phone": ("联系手机", "联系电话"),
        "item": ("宝贝标题", "商品标题"),
        "variant": ("宝贝规格",),
        "quantity": ("宝贝总数量",),
        "total": ("买家实际支付金额", "买家实付金额", "总金额", "买家应付货款"),
        "status": ("订单状态",),
        "refunded": ("退款金额",),
        "note": ("买家留言",),
        "carrier": ("物流公司", "运送方式"),
    },
    words={"status": _STATES},
    dropped=(
        *("买家会员名", "买家支付宝账号", "支付单号", "支付详情", "修改后的收货地址", "物流单号", "运单号", "发票抬头"),
        *("特权订金订单id", "订单备注", "商家备忘", "商家备注"),
    ),
    decimal=".",
    country="CN",
    currency="CNY",
    items=_items,
    reads={"refunded": _refund},
    within={"name": ("收货地址", _BEFORE_PHONE)},
)

TAOBAO_ITEMS = Platform(
    name="taobao",
    marks=(("订单编号", "标题", "购买数量"),),
    columns={
        "id": ("订单编号",),
        "item": ("标题",),
        "variant": ("商品属性",),
        "sku": ("商家编码", "外部系统编号"),
        "quantity": ("购买数量",),
        "status": ("订单状态",),
    },
    words={"status": _STATES},
    per_row=frozenset({"status"}),
    dropped=("备注",),
    decimal=".",
    country="CN",
    currency="CNY",
    joins=frozenset({"items"}),
)

TAOBAO_PARTS = Platform(
    name="taobao",
    marks=(("主订单编号", "子订单编号", "购买数量"),),
    columns={
        "id": ("主订单编号",),
        "placed": ("订单创建时间",),
        "item": ("商品标题", "标题"),
        "variant": ("商品属性",),
        "sku": ("商家编码", "外部系统编号"),
        "quantity": ("购买数量",),
        "status": ("订单状态",),
        "payment": ("退款状态",),
    },
    words={"status": _STATES, "payment": _REFUNDS},
    per_row=frozenset({"placed", "status", "payment"}),
    dropped=("子订单编号", "备注", "商家备注"),
    decimal=".",
    country="CN",
    currency="CNY",
    joins=frozenset({"items"}),
)
