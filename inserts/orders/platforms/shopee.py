"""Shopee, a row per article, in English and in the languages of its countries, which tell country and currency.

Its own files are workbooks; a CSV is one saved again, often with two lines of ornament above the header. Names are
often masked; the buyer's user name is no name.
"""

from __future__ import annotations

from collections.abc import Mapping

from inserts.orders.platforms.platform import Platform

_PER_ROW = frozenset({"status", "total", "carrier", "note"})
_STATES = {
    "to ship": "open",
    "to receive": "fulfilled",
    "to confirm receive": "fulfilled",
    "shipped": "fulfilled",
    "return/refund": "refunded",
    "to return": "open",
    "待出貨": "open",
    "待收貨": "fulfilled",
    "退貨/退款": "refunded",
    "perlu dikirim": "open",
    "sedang dikirim": "fulfilled",
    "telah dikirim": "fulfilled",
    "pengembalian": "refunded",
    "pengembalian barang/dana": "refunded",
    "người bán đang chuẩn bị hàng": "open",
    "đang vận chuyển": "fulfilled",
    "đã nhận được hàng": "fulfilled",
    "người mua xác nhận đã nhận được hàng": "fulfilled",
    "trả hàng/hoàn tiền": "refunded",
    "ที่ต้องจัดส่ง": "open",
    "การจัดส่ง": "fulfilled",
    "สำเร็จแล้ว": "fulfilled",
}


def _shopee(
    marks: tuple[tuple[str, ...], ...],
    columns: Mapping[str, tuple[str | tuple[str, ...], ...]],
    dropped: tuple[str, ...],
    country: str = "",
    currency: str = "",
    decimal: str = ".",
) -> Platform:
    return Platform(
        name="shopee",
        marks=marks,
        columns=columns,
        words={"status": _STATES},
        per_row=_PER_ROW,
        dropped=dropped,
        decimal=decimal,
        day_first=True,
        country=country,
        currency=currency,
        local_currency=not currency,
    )


_EN = _shopee(
    (("Order ID", "Username (Buyer)", "Receiver Name"), ("Order ID", "Username (Buyer)"), ("Order ID", "Deal Price")),
    {
        "id": ("Order ID",),
        "placed": ("Order Creation Date", "Order Creation Time"),
        "name": ("Receiver Name",),
        "phone": ("Phone Number",),
        "country": ("Country",),
        "item": ("Product Name",),
        "variant": ("Variation Name",),
        "sku": ("SKU Reference No.", "Parent SKU Reference No."),
        "quantity": ("Quantity",),
        "total": ("Grand Total", "Total Amount"),
        "status": ("Order Status",),
        "cancelled": ("Cancel reason",),
        "payment_method": ("Payment Method",),
        "note": ("Remark from buyer", "Message from buyer"),
        "carrier": ("Shipping Option",),
    },
    ("Username (Buyer)", "Delivery Address", "Zip Code", "Tracking Number*", "Note"),
)

_TW = _shopee(
    (
        ("訂單編號 (單)", "買家帳號 (單)", "收件者姓名 (單)"),
        ("訂單編號 (單)", "訂單狀態 (單)"),
        ("訂單編號", "買家帳號", "收件者姓名"),
    ),
    {
        "id": ("訂單編號 (單)", "訂單編號"),
        "placed": ("訂單成立時間 (單)", "訂單成立日期", "訂單成立時間"),
        "name": ("收件者姓名 (單)", "收件者姓名"),
        "phone": ("收件者電話 (單)", "收件者電話"),
        "item": ("商品名稱 (品)", "商品名稱"),
        "variant": ("商品選項名稱 (品)", "商品選項名稱"),
        "sku": ("商品選項貨號", "主商品貨號"),
        "quantity": ("數量",),
        "total": ("訂單總金額 (單)", "買家總支付金額", "訂單總金額"),
        "status": ("訂單狀態 (單)", "訂單狀態"),
        "cancelled": ("取消原因",),
        "payment_method": ("付款方式 (單)", "付款方式"),
        "note": ("買家備註 (單)", "買家備註"),
        "carrier": ("寄送方式 (單)", "寄送方式"),
    },
    ("買家帳號 (單)", "買家帳號", "收件地址 (單)", "收件地址", "備註"),
    country="TW",
    currency="TWD",
)

_ID = _shopee(
    (
        ("No. Pesanan", "Username (Pembeli)", "Nama Penerima"),
        ("No. Pesanan", "Status Pesanan"),
        ("No. Pesanan", "Nama Produk"),
    ),
    {
        "id": ("No. Pesanan",),
        "placed": ("Waktu Pesanan Dibuat",),
        "name": ("Nama Penerima",),
        "phone": ("No. Telepon",),
        "item": ("Nama Produk",),
        "variant": ("Nama Variasi",),
        "sku": ("Nomor Referensi SKU", "SKU Induk"),
        "quantity": ("Jumlah",),
        "total": ("Total Pembayaran",),
        "status": ("Status Pesanan",),
        "cancelled": ("Alasan Pembatalan",),
        "payment_method": ("Metode Pembayaran",),
        "note": ("Catatan dari Pembeli",),
        "carrier": ("Opsi Pengiriman",),
    },
    ("Username (Pembeli)", "Alamat Pengiriman", "No. Resi", "Catatan"),
    country="ID",
    currency="IDR",
    decimal=",",
)

_VN = _shopee(
    (
        ("Mã đơn hàng", "Trạng Thái Đơn Hàng", "Tên Người nhận"),
        ("Mã đơn hàng", "Tên Người nhận"),
        ("Mã đơn hàng", "Tên phân loại hàng"),
    ),
    {
        "id": ("Mã đơn hàng",),
        "placed": ("Ngày đặt hàng", "Thời gian đặt hàng"),
        "name": ("Tên Người nhận",),
        "phone": ("Số điện thoại",),
        "item": ("Tên sản phẩm",),
        "variant": ("Tên phân loại hàng",),
        "sku": ("SKU phân loại hàng", "SKU sản phẩm"),
        "quantity": ("Số lượng",),
        "total": ("Tổng số tiền người mua thanh toán", "Tổng giá trị đơn hàng (VND)"),
        "status": ("Trạng Thái Đơn Hàng",),
        "cancelled": ("Lý do hủy", "Lý do huỷ"),
        "payment_method": ("Phương thức thanh toán",),
        "note": ("Nhận xét từ Người mua",),
        "carrier": ("Đơn Vị Vận Chuyển", "Phương thức giao hàng"),
    },
    ("Người Mua", "Địa chỉ nhận hàng", "Mã vận đơn", "Ghi chú"),
    country="VN",
    currency="VND",
    decimal=",",
)

_TH = _shopee(
    (("หมายเลขคำสั่งซื้อ", "ชื่อผู้ใช้ (ผู้ซื้อ)"), ("หมายเลขคำสั่งซื้อ", "สถานะการสั่งซื้อ")),
    {
        "id": ("หมายเลขคำสั่งซื้อ",),
        "placed": ("วันที่ทำการสั่งซื้อ",),
        "name": ("ชื่อผู้รับ",),
        "phone": ("หมายเลขโทรศัพท์",),
        "item": ("ชื่อสินค้า",),
        "variant": ("ชื่อตัวเลือก",),
        "sku": ("เลขอ้างอิง SKU (SKU Reference No.)", "เลขอ้างอิง Parent SKU"),
        "quantity": ("จำนวน",),
        "total": ("จำนวนเงินทั้งหมด",),
        "status": ("สถานะการสั่งซื้อ",),
        "cancelled": ("เหตุผลในการยกเลิกคำสั่งซื้อ",),
        "payment_method": ("ช่องทางการชำระเงิน",),
        "note": ("หมายเหตุจากผู้ซื้อ",),
        "carrier": ("ตัวเลือกการจัดส่ง",),
    },
    ("ชื่อผู้ใช้ (ผู้ซื้อ)", "ที่อยู่ในการจัดส่ง"),
    country="TH",
    currency="THB",
)

SHOPEE = (_EN, _TW, _ID, _VN, _TH)
