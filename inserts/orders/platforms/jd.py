"""JD: a row per item, everything repeated. The order's amount stands in each row and is not added up."""

from inserts.orders.platforms.platform import Platform

JD = Platform(
    name="jd",
    marks=(
        ("订单号", "京东价", "客户姓名"),
        ("订单号", "京东价"),
        ("订单号", "订购数量", "客户姓名"),
        ("订单号", "下单帐号"),
    ),
    columns={
        "id": ("订单号",),
        "placed": ("下单时间",),
        "name": ("客户姓名",),
        "phone": ("联系电话",),
        "item": ("商品名称",),
        "sku": ("货号", "商品ID"),
        "quantity": ("订购数量",),
        "total": ("订单金额", "应付金额"),
        "status": ("订单状态",),
        "payment_method": ("支付方式",),
        "note": ("订单备注",),
    },
    words={
        "status": {
            "等待出库": "open",
            "等待发货": "open",
            "等待打印": "open",
            "(锁定)等待出库": "open",
            "暂停": "open",
            "等待确认收货": "fulfilled",
            "等待收货": "fulfilled",
            "已出库": "fulfilled",
            "已取消订单": "cancelled",
            "订单取消": "cancelled",
            "(删除)等待出库": "cancelled",
            "(删除)等待付款": "cancelled",
            "已删除": "cancelled",
        }
    },
    dropped=("下单帐号", "客户地址", "发票抬头", "发票内容", "增值税发票", "商家备注"),
    decimal=".",
    country="CN",
    currency="CNY",
)
