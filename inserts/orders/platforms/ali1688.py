"""1688: a row per item; the order's own cells, its number too, may be in its first row only."""

from __future__ import annotations

from inserts.orders.platforms.platform import ITEM_FIELDS, Cells, Platform

_COLUMNS = {
    "id": ("订单编号",),
    "placed": ("订单创建时间",),
    "name": ("收货人姓名",),
    "phone": ("联系手机", "联系电话"),
    "item": ("货品标题",),
    "variant": ("型号",),
    "sku": ("货号", "单品货号"),
    "quantity": ("数量",),
    "total": ("实付款(元)", "货品总价(元)"),
    "status": ("订单状态",),
    "note": ("买家留言",),
    "carrier": ("物流公司",),
}
_OWN = tuple(name for field, names in _COLUMNS.items() if field not in ITEM_FIELDS for name in names)


def _number(row: Cells, above: Cells, last: str) -> str:
    """The row's number; a row without anything of an order's own goes on with the order above."""
    return row("订单编号") or ("" if any(map(row, _OWN)) else last)


ALI1688 = Platform(
    name="1688",
    marks=(
        ("订单编号", "货品标题", "卖家会员名", "收货人姓名"),
        ("订单编号", "货品标题"),
        ("订单编号", "买家公司名", "卖家公司名"),
    ),
    columns=_COLUMNS,
    words={
        "status": {
            "等待买家收货": "fulfilled",
            "等待买家确认收货": "fulfilled",
            "等待买家确认": "fulfilled",
            "交易取消": "cancelled",
            "交易终止": "cancelled",
            "卖家部分发货": "partly fulfilled",
        }
    },
    per_row=frozenset({"carrier"}),
    dropped=(
        *("买家会员名", "卖家会员名", "收货地址", "邮编", "运单号", "发票：购货单位名称", "发票：纳税人识别号"),
        *("发票：地址、电话", "发票：开户行及账号", "发票收取地址", "代理商姓名", "代理商联系方式", "发起人登录名"),
    ),
    decimal=".",
    country="CN",
    currency="CNY",
    number=_number,
)
