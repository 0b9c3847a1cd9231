"""Pinduoduo: a row per order, with one kind of goods. Most exports have no name at all, or an encrypted one."""

from inserts.orders.platforms.platform import Platform

PINDUODUO = Platform(
    name="pinduoduo",
    marks=(
        ("订单号", "商家实收金额(元)", "商品数量(件)"),
        ("订单号", "多多支付立减金额(元)"),
        ("订单号", "用户实付金额(元)"),
    ),
    columns={
        "id": ("订单号",),
        "placed": ("订单成交时间", "支付时间"),
        "name": ("收货人", "收货人姓名", "收件人"),
        "phone": ("手机", "收货人手机", "联系电话"),
        "item": ("商品",),
        "variant": ("商品规格",),
        "sku": ("商家编码-规格维度", "商家编码-商品维度"),
        "quantity": ("商品数量(件)",),
        "total": ("用户实付金额(元)", "商家实收金额(元)"),
        "status": ("订单状态",),
        "payment": ("售后状态",),
        "note": ("买家留言",),
        "carrier": ("快递公司",),
    },
    words={
        "status": {
            "已发货，待签收": "fulfilled",
            "已发货,待签收": "fulfilled",
            "已发货待签收": "fulfilled",
            "已发货，待收货": "fulfilled",
            "已发货,待收货": "fulfilled",
            "已成团": "open",
            "待成团": "unpaid",
            "已发货，退款成功": "refunded",
            "已发货,退款成功": "refunded",
            "未发货，退款成功": "refunded",
            "未发货,退款成功": "refunded",
            "未发货退款成功": "refunded",
        },
        "payment": {
            "无售后或售后取消": "open",
            "售后处理中": "open",
            "退款中": "open",
            "售后取消": "open",
        },
    },
    dropped=("消费者资料", "街道/镇", "街道", "收货地址", "详细地址", "快递单号", "团ID", "商家备注"),
    decimal=".",
    country="CN",
    currency="CNY",
)
