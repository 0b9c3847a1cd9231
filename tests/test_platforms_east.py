"""Exports of Chinese, Japanese and South-East Asian platforms: for each a sample of invented people with its quirks.

The header lines are the platforms' own, byte for byte, in `order_headers/`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from inserts.model.order import PLATFORMS as NAMES
from inserts.model.order import Item, Order, State
from inserts.orders import PLATFORMS, Reading, read
from inserts.orders.platforms import GENERIC

HEADERS = Path(__file__).resolve().parent / "order_headers"
GB, JP = "gb18030", "cp932"
Row = dict[str, str]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """An export under a platform's own header: rows are given by the headers without the blanks around them."""

    def export(
        header: str, *rows: Row, codec: str = "utf-8", into: str = "", delimiter: str = ",", before: str = ""
    ) -> Path:
        line = (HEADERS / f"{header}.csv").read_bytes().decode(codec).rstrip("\n")
        names = line.split(",")
        file = io.StringIO()
        writer = csv.writer(file, delimiter=delimiter)
        for row in rows:
            assert row.keys() <= {name.strip() for name in names}
            writer.writerow([row.get(name.strip(), "") for name in names])
        path = tmp_path / f"{header}.csv"
        text = f"{before}{line.replace(',', delimiter)}\n{file.getvalue()}"
        path.write_bytes(text.encode(into or codec))
        return path

    return export


def only(reading: Reading) -> Order:
    assert reading.refused == ()
    (order,) = reading.orders
    return order


def states(reading: Reading) -> list[State]:
    return [order.state for order in reading.orders]


@pytest.mark.parametrize(
    ("header", "platform", "codec"),
    [
        ("ali1688", "1688", GB),
        ("base_jp", "base", JP),
        ("booth_jp", "booth", "utf-8"),
        ("creema_jp", "creema", JP),
        ("jd", "jd", "utf-8"),
        ("lazada", "lazada", "utf-8"),
        ("mercari_shops_jp", "mercari-shops", "utf-8"),
        ("minne_jp", "minne", JP),
        ("pinduoduo", "pinduoduo", "utf-8"),
        ("qoo10_jp", "qoo10", "utf-8"),
        ("rakuten_rms", "rakuten", JP),
        ("shopee_en", "shopee", "utf-8"),
        ("shopee_tw", "shopee", "utf-8"),
        ("taobao_items", "taobao", GB),
        ("taobao_orders_2018", "taobao", GB),
        ("taobao_orders_2019", "taobao", GB),
        ("taobao_orders_2021", "taobao", GB),
        ("tiktok", "tiktok", "utf-8"),
        ("yahoo_jp", "yahoo-japan", "utf-8"),
        ("youzan", "youzan", "utf-8"),
        ("youzan_items", "youzan", "utf-8"),
    ],
)
def test_a_platform_is_recognised_by_its_header_alone(tmp_path: Path, header: str, platform: str, codec: str) -> None:
    line = (HEADERS / f"{header}.csv").read_bytes()
    path = tmp_path / "download.txt"
    path.write_bytes(line + b",".join(b"7" for _ in line.split(b",")) + b"\n")
    file = read([path]).files[0]
    assert (file.platform, file.encoding) == (platform, codec)


def test_settings_know_every_platform() -> None:
    """No name without a table, and no table whose name a rule cannot say."""
    assert {platform.name for platform in (*PLATFORMS, GENERIC)} == set(NAMES)
    assert len(NAMES) == len(set(NAMES))


# Taobao and Tmall

TAOBAO = {
    "订单编号": '="1234567890123456789"',
    "买家会员名": "tb_leilei88",
    "买家实际支付金额": "128.50",
    "总金额": "138.50",
    "订单状态": "买家已付款，等待卖家发货",
    "买家留言": "请送小票",
    "收货人姓名": "李雷",
    "收货地址": "浙江省 杭州市 西湖区 一路 1 号",
    "联系电话": "'null",
    "联系手机": "'13800000001",
    "订单创建时间": "2019-11-24 10:05:00",
    "宝贝标题": "高山乌龙茶，白瓷杯",
    "宝贝种类": "2",
    "宝贝总数量": "2",
    "订单备注": "老客户",
    "订单关闭原因": "订单未关闭",
    "退款金额": "0.00",
}
DETAILS = (
    {"订单编号": "1234567890123456789", "标题": "高山乌龙茶", "购买数量": "1", "商家编码": "WL-1"}
    | {"商品属性": "净含量:50g", "订单状态": "买家已付款，等待卖家发货"},
    {"订单编号": "1234567890123456789", "标题": "白瓷杯", "购买数量": "2", "商家编码": "BZ-2"}
    | {"商品属性": "null", "订单状态": "买家已付款，等待卖家发货"},
)


@pytest.mark.parametrize("year", ["2018", "2019", "2021"])
def test_taobao_order(write: Write, year: str) -> None:
    order = only(read([write(f"taobao_orders_{year}", TAOBAO, codec=GB)], timezone="Asia/Shanghai"))
    assert (order.id, order.name, order.phone) == ("1234567890123456789", "李雷", "13800000001")
    assert (order.country, order.language, order.currency, order.total) == ("CN", "zh-Hans", "CNY", Decimal("128.50"))
    assert order.items == (Item("高山乌龙茶"), Item("白瓷杯"))
    assert (order.state, order.note) == (State.OPEN, "请送小票")
    assert order.placed is not None
    assert order.placed.isoformat() == "2019-11-24T10:05:00+08:00"


def test_taobao_keeps_neither_nick_nor_address_nor_the_sellers_memo(write: Write) -> None:
    order = only(read([write("taobao_orders_2019", TAOBAO, codec=GB)]))
    assert not {"tb_leilei88", "老客户", "浙江省 杭州市 西湖区 一路 1 号"} & {text for _, text in order.fields}


@pytest.mark.parametrize(
    ("word", "refund", "state"),
    [
        ("等待买家付款", "", State.UNPAID),
        ("买家已付款，等待卖家发货", "", State.OPEN),
        ("买家已付款,等待卖家发货", "28.50", State.OPEN),
        ("买家已付款，等待卖家发货", "128.50", State.REFUNDED),
        ("卖家部分发货", "", State.OPEN),
        ("卖家已发货，等待买家确认", "", State.FULFILLED),
        ("交易成功", "0元", State.FULFILLED),
        ("买家已付款，等待卖家发货", "无退款申请", State.OPEN),
        ("交易关闭", "128.50", State.CANCELLED),
    ],
)
def test_taobao_states(write: Write, word: str, refund: str, state: State) -> None:
    reading = read([write("taobao_orders_2018", TAOBAO | {"订单状态": word, "退款金额": refund}, codec=GB)])
    assert states(reading) == [state]
    assert reading.problems == ()
    assert not [note for note in reading.files[0].notes if "not known" in note]


@pytest.mark.parametrize("details_first", [False, True])
def test_taobao_list_of_items_is_joined_with_the_list_of_orders(write: Write, details_first: bool) -> None:
    files = [write("taobao_orders_2021", TAOBAO, codec=GB), write("taobao_items", *DETAILS, codec=GB)]
    reading = read(files[::-1] if details_first else files)
    order = only(reading)
    assert reading.problems == ()
    assert (order.name, order.total) == ("李雷", Decimal("128.50"))
    assert order.items == (Item("高山乌龙茶 - 净含量:50g", "WL-1"), Item("白瓷杯", "BZ-2", 2))
    notes = {note for file in reading.files for note in file.notes}
    assert "items of 1 order joined with the list of orders" in notes


def test_taobao_order_that_is_not_in_the_list_of_items_keeps_what_it_has(write: Write) -> None:
    orders = write("taobao_orders_2021", TAOBAO, TAOBAO | {"订单编号": "1234567890123456799"}, codec=GB)
    first, second = read([orders, write("taobao_items", *DETAILS, codec=GB)]).orders
    assert (first.items[1].quantity, second.items) == (2, (Item("高山乌龙茶"), Item("白瓷杯")))


def test_taobao_list_of_items_given_twice_is_joined_once(write: Write, tmp_path: Path) -> None:
    items = write("taobao_items", *DETAILS, codec=GB)
    again = tmp_path / "again.csv"
    again.write_bytes(items.read_bytes())
    reading = read([items, write("taobao_orders_2021", TAOBAO, codec=GB), again])
    assert [len(order.items) for order in reading.orders] == [2]
    assert reading.problems == ()


def test_taobao_order_refused_in_one_list_is_refused(write: Write) -> None:
    bad = DETAILS[0] | {"购买数量": "两"}
    reading = read([write("taobao_orders_2021", TAOBAO, codec=GB), write("taobao_items", bad, codec=GB)])
    assert reading.orders == ()
    assert [refused.order for refused in reading.refused] == ["1234567890123456789"]


def test_taobao_list_of_items_alone_has_no_names_and_says_so(write: Write) -> None:
    reading = read([write("taobao_items", *DETAILS, codec=GB)])
    order = only(reading)
    assert (order.name, order.name_note, len(order.items)) == ("", "missing", 2)
    assert any("give the list of orders too" in note for note in reading.files[0].notes)


def test_taobao_list_of_parts_of_orders_is_joined_by_the_main_number(write: Write, tmp_path: Path) -> None:
    parts = tmp_path / "parts.csv"
    header = "子订单编号,主订单编号,商品标题,商品价格,购买数量,商品属性,订单状态,退款状态,退款金额"
    row = "991,1234567890123456789,高山乌龙茶,64.25,3,颜色分类:青,买家已付款,没有申请退款,0.00"
    parts.write_text(f"{header}\n{row}\n", "utf-8")
    order = only(read([parts, write("taobao_orders_2021", TAOBAO, codec=GB)]))
    assert (order.name, order.items) == ("李雷", (Item("高山乌龙茶 - 颜色分类:青", "", 3),))


@pytest.mark.parametrize(
    ("title", "kinds", "pieces", "items"),
    [
        ("白瓷杯", "1", "3", (Item("白瓷杯", "", 3),)),
        ("茶，香，杯", "3", "3", (Item("茶"), Item("香"), Item("杯"))),
        ("茶，香", "2", "5", (Item("茶，香", "", 5),)),
        ("茶，清香型", "1", "1", (Item("茶，清香型"),)),
    ],
)
def test_taobao_titles_packed_into_a_cell(
    write: Write, title: str, kinds: str, pieces: str, items: tuple[Item, ...]
) -> None:
    row = TAOBAO | {"宝贝标题": title, "宝贝种类": kinds, "宝贝总数量": pieces}
    assert only(read([write("taobao_orders_2018", row, codec=GB)])).items == items


def test_taobao_name_may_stand_in_the_address(write: Write) -> None:
    row = TAOBAO | {"收货人姓名": "", "收货地址": "韩梅梅，86-13800000002，江苏省 苏州市 某路 2 号"}
    assert only(read([write("taobao_orders_2019", row, codec=GB)])).name == "韩梅梅"


@pytest.mark.parametrize(
    ("written", "name", "note"),
    [
        ("李雷", "李雷", ""),
        ("李雷[3721]", "李雷", ""),
        ("李**", "", "masked"),
        ("李＊", "", "masked"),
        ("李某", "", "masked"),
        ("匿名用户", "", "masked"),
        ("null", "", "missing"),
    ],
)
def test_taobao_names_as_they_come_today(write: Write, written: str, name: str, note: str) -> None:
    order = only(read([write("taobao_orders_2021", TAOBAO | {"收货人姓名": written}, codec=GB)]))
    assert (order.name, order.name_note) == (name, note)


@pytest.mark.parametrize("written", ['="1234567890123456789"', "'1234567890123456789", "\t1234567890123456789"])
def test_guards_around_a_number_are_taken_off(write: Write, written: str) -> None:
    reading = read([write("taobao_orders_2018", TAOBAO | {"订单编号": written}, codec=GB)])
    assert only(reading).id == "1234567890123456789"


def test_a_number_a_spreadsheet_cut_is_refused_with_its_line(write: Write) -> None:
    reading = read([write("taobao_orders_2018", TAOBAO, TAOBAO | {"订单编号": "2.01E+17"}, codec=GB)])
    assert [order.name for order in reading.orders] == ["李雷"]
    (problem,) = reading.problems
    assert (problem.where.line, problem.where.column) == (3, "订单编号")
    assert "2.01E+17 is refused: a spreadsheet cut its number" in problem.message


# 1688

ALI1688 = {
    "订单编号": "300001",
    "买家公司名": "大树贸易",
    "买家会员名": "dashu2020",
    "卖家会员名": "chachang",
    "实付款(元)": "2310.00",
    "订单状态": "等待卖家发货",
    "订单创建时间": "2026-09-28 09:00:00",
    "收货人姓名": "陈大树",
    "联系手机": "13900000003",
    "货品标题": "乌龙茶 500g",
    "数量": "10",
    "货号": "WL-500",
    "物流公司": "中通",
}
NEXT1688 = {"货品标题": "茶罐", "数量": "20", "货号": "CG-1"}


def test_1688_order_goes_on_in_rows_without_its_number(write: Write) -> None:
    second = ALI1688 | {"订单编号": "300002", "收货人姓名": "林小草"}
    reading = read([write("ali1688", ALI1688, NEXT1688, second, codec=GB)])
    first, other = reading.orders
    assert (first.name, first.total, first.state) == ("陈大树", Decimal(2310), State.OPEN)
    assert first.items == (Item("乌龙茶 500g", "WL-500", 10), Item("茶罐", "CG-1", 20))
    assert (other.name, len(other.items)) == ("林小草", 1)


def test_1688_row_without_a_number_but_with_a_name_is_refused(write: Write) -> None:
    reading = read([write("ali1688", ALI1688, NEXT1688 | {"收货人姓名": "林小草"}, codec=GB)])
    assert len(reading.orders) == 1
    assert [problem.where.line for problem in reading.problems] == [3]


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("等待买家付款", State.UNPAID),
        ("等待买家确认收货", State.FULFILLED),
        ("交易成功", State.FULFILLED),
        ("交易关闭", State.CANCELLED),
    ],
)
def test_1688_states(write: Write, word: str, state: State) -> None:
    assert states(read([write("ali1688", ALI1688 | {"订单状态": word}, codec=GB)])) == [state]


# JD

JD = {
    "订单号": "280000000001",
    "商品名称": "乌龙茶",
    "订购数量": "2",
    "支付方式": "在线支付",
    "下单时间": "2026-09-28 10:00:00",
    "订单金额": "180.00",
    "订单状态": "等待出库",
    "下单帐号": "jd_4f2a",
    "客户姓名": "王芳",
    "联系电话": "1******4321",
    "货号": "WL-1",
}


def test_jd_amount_in_every_row_is_not_added_up(write: Write) -> None:
    order = only(read([write("jd", JD, JD | {"商品名称": "茶杯", "订购数量": "1", "货号": "CB-1"})]))
    assert (order.name, order.total) == ("王芳", Decimal(180))
    assert order.items == (Item("乌龙茶", "WL-1", 2), Item("茶杯", "CB-1"))


@pytest.mark.parametrize(
    ("word", "pay", "state"),
    [
        ("等待付款", "在线支付", State.UNPAID),
        ("等待付款", "货到付款", State.OPEN),
        ("等待出库", "在线支付", State.OPEN),
        ("等待确认收货", "在线支付", State.FULFILLED),
        ("完成", "在线支付", State.FULFILLED),
        ("(删除)等待出库", "在线支付", State.CANCELLED),
        ("已取消", "在线支付", State.CANCELLED),
    ],
)
def test_jd_states(write: Write, word: str, pay: str, state: State) -> None:
    assert states(read([write("jd", JD | {"订单状态": word, "支付方式": pay})])) == [state]


# Pinduoduo

PDD = {
    "商品": "乌龙茶",
    "订单号": "260928-000000000000001\t",
    "订单状态": "待发货",
    "用户实付金额(元)": "29.90",
    "商品数量(件)": "3",
    "商品规格": "50g*1罐",
    "商家编码-规格维度": "WL-50",
    "售后状态": "无售后或售后取消",
    "消费者资料": "已上传",
    "订单成交时间": "2026-09-28 12:00:00\t",
    "快递公司": "",
}


def test_pinduoduo_has_no_name_and_a_tab_behind_numbers(write: Write) -> None:
    order = only(read([write("pinduoduo", PDD)]))
    assert (order.id, order.name, order.name_note) == ("260928-000000000000001", "", "missing")
    assert order.items == (Item("乌龙茶 - 50g*1罐", "WL-50", 3),)
    assert (order.total, order.currency) == (Decimal("29.90"), "CNY")
    assert "已上传" not in {text for _, text in order.fields}


@pytest.mark.parametrize(
    ("word", "after", "state"),
    [
        ("待发货", "无售后或售后取消", State.OPEN),
        ("待发货", "售后处理中", State.OPEN),
        ("待支付", "无售后或售后取消", State.UNPAID),
        ("已发货，待签收", "无售后或售后取消", State.FULFILLED),
        ("已签收", "无售后或售后取消", State.FULFILLED),
        ("未发货，退款成功", "退款成功", State.REFUNDED),
        ("待发货", "退款成功", State.REFUNDED),
        ("已取消", "无售后或售后取消", State.CANCELLED),
    ],
)
def test_pinduoduo_states(write: Write, word: str, after: str, state: State) -> None:
    reading = read([write("pinduoduo", PDD | {"订单状态": word, "售后状态": after})])
    assert states(reading) == [state]
    assert not [note for note in reading.files[0].notes if "not known" in note]


# Douyin

DOUYIN_HEADER = (
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,商家编码,订单应付金额,运费,收件人,收件人手机号,"
    "详细地址,订单提交时间,商家备注,订单完成时间,订单状态,售后状态,取消原因,发货时间"
)


def douyin(tmp_path: Path, *rows: str) -> Reading:
    path = tmp_path / "douyin.csv"
    path.write_text("\n".join([DOUYIN_HEADER, *rows, ""]), "utf-8-sig")
    return read([path])


def douyin_row(
    part: str = "6917000000000000001",
    name: str = "##k8Jq密文",
    state: str = "待发货",
    after: str = "-",
    amount: str = "28.90",
    main: str = "6917000000000000001",
) -> str:
    return (
        f'"\t{main}","\t{part}","\t辣丝丝","\t1袋",2,"\t3004",{amount},0.00,{name},$$密文,##密文,'
        f"2026-09-22 00:54:10,-,-,{state},{after},,"
    )


def test_douyin_numbers_have_a_tab_before_them_and_names_are_encrypted(tmp_path: Path) -> None:
    order = only(douyin(tmp_path, douyin_row()))
    assert (order.id, order.name, order.name_note) == ("6917000000000000001", "", "encrypted")
    assert order.items == (Item("辣丝丝 - 1袋", "3004", 2),)


def test_douyin_parts_make_one_order(tmp_path: Path) -> None:
    order = only(douyin(tmp_path, douyin_row(name="李雷"), douyin_row("6917000000000000002", name="李雷")))
    assert (order.name, order.total, len(order.items)) == ("李雷", Decimal("57.80"), 2)


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([("待支付", "-")], State.UNPAID),
        ([("待发货", "-")], State.OPEN),
        ([("已发货", "-")], State.FULFILLED),
        ([("已完成", "-")], State.FULFILLED),
        ([("已完成", "退款成功")], State.REFUNDED),
        ([("已关闭", "退款成功")], State.CANCELLED),
        ([("待发货", "退款成功"), ("待发货", "-")], State.OPEN),
        ([("待发货", "-"), ("待发货", "退款成功")], State.OPEN),
        ([("待发货", "退款成功"), ("待发货", "退款成功")], State.REFUNDED),
        ([("待发货", "-"), ("已关闭", "-")], State.OPEN),
    ],
)
def test_douyin_states_of_the_order_and_after_the_sale(
    tmp_path: Path, rows: list[tuple[str, str]], state: State
) -> None:
    given = [douyin_row(f"{number}", state=word, after=after) for number, (word, after) in enumerate(rows)]
    assert states(douyin(tmp_path, *given)) == [state]


def test_douyin_parts_packed_into_one_row(tmp_path: Path) -> None:
    row = "8M,81;82,茶;杯,-,2,T-1;B-2,58.90,0,李雷,13800000001,一路,2026-09-22 00:54:10,-,-,待发货,-,,"
    assert only(douyin(tmp_path, row)).items == (Item("茶", "T-1"), Item("杯", "B-2"))


# Youzan

YOUZAN = {
    "订单号": "E20260928100000000001",
    "订单状态": "待发货",
    "订单创建时间": "2026-09-28 10:00:00",
    "订单实付金额": "99.00",
    "全部商品名称": "乌龙茶(1件);白瓷杯(2件)",
    "商品种类数": "2",
    "订单配送方式": "快递发货",
    "收货人/提货人": "韩梅梅",
    "收货人手机号/提货人手机号": "13800000004",
    "买家备注": "周末送",
    "买家昵称": "梅子",
    "订单退款状态": "无退款",
    "订单已退款金额": "0.00",
}
YOUZAN_ITEM = {
    "订单号": "E20260928100000000001",
    "订单商品状态": "待发货",
    "商品名称": "白瓷杯",
    "商品规格": "青花",
    "规格编码": "BZ-2",
    "商品数量": "2",
    "商品实际成交金额": "60.00",
    "收货人/提货人": "韩梅梅",
    "收货人手机号/提货人手机号": "13800000004",
    "商品发货状态": "待发货",
}


def test_youzan_order(write: Write) -> None:
    reading = read([write("youzan", YOUZAN)])
    order = only(reading)
    assert (order.name, order.phone, order.total) == ("韩梅梅", "13800000004", Decimal(99))
    assert order.items == (Item("乌龙茶"), Item("白瓷杯", "", 2))
    assert (order.state, order.note, order.carrier) == (State.OPEN, "周末送", "快递发货")
    assert "梅子" not in {text for _, text in order.fields}
    assert reading.files[0].notes == ()


def test_youzan_who_fetches_the_goods_is_greeted_and_the_way_is_told(write: Write) -> None:
    picked = YOUZAN | {"订单号": "E2", "订单配送方式": "到店自提", "收货人/提货人": "王小明", "订单状态": "待提货"}
    first, second = read([write("youzan", YOUZAN, picked)]).orders
    assert (second.name, second.carrier, second.state) == ("王小明", "到店自提", State.OPEN)
    assert first.carrier != second.carrier


def test_youzan_unusual_list_of_goods_stays_one_item(write: Write) -> None:
    assert only(read([write("youzan", YOUZAN | {"全部商品名称": "商品甲2盒尊享装"})])).items == (
        Item("商品甲2盒尊享装"),
    )


@pytest.mark.parametrize(
    ("word", "refund", "amount", "state"),
    [
        ("待付款", "无退款", "", State.UNPAID),
        ("待发货", "部分退款", "10.00", State.OPEN),
        ("待发货", "全额退款", "99.00", State.REFUNDED),
        ("已发货", "无退款", "", State.FULFILLED),
        ("交易完成", "无退款", "", State.FULFILLED),
        ("已关闭", "退款成功", "99.00", State.CANCELLED),
    ],
)
def test_youzan_states(write: Write, word: str, refund: str, amount: str, state: State) -> None:
    row = YOUZAN | {"订单状态": word, "订单退款状态": refund, "订单已退款金额": amount}
    assert states(read([write("youzan", row)])) == [state]


@pytest.mark.parametrize("details_first", [False, True])
def test_youzan_list_of_items_is_joined(write: Write, details_first: bool) -> None:
    files = [write("youzan", YOUZAN), write("youzan_items", YOUZAN_ITEM)]
    reading = read(files[::-1] if details_first else files)
    order = only(reading)
    assert (order.items, order.total) == ((Item("白瓷杯 - 青花", "BZ-2", 2),), Decimal(99))
    assert reading.problems == ()


def test_youzan_list_of_items_alone_has_names(write: Write) -> None:
    tea = YOUZAN_ITEM | {"商品名称": "茶", "商品规格": "", "规格编码": "T", "商品发货状态": "已发货"}
    reading = read([write("youzan_items", YOUZAN_ITEM, tea)])
    order = only(reading)
    assert (order.name, order.total, order.state) == ("韩梅梅", Decimal(120), State.OPEN)
    assert not [note for note in reading.files[0].notes if "without a name" in note]


# TikTok Shop

DESCRIPTIONS = {
    "Order ID": "Platform unique order ID.",
    "Order Status": "Current order status.",
    "Quantity": "Quantity of the SKU.",
    "Created Time": "Time the order was created.",
    "Recipient": "Name of the recipient.",
}
TIKTOK = {
    "Order ID": "576000000000000001\t",
    "Order Status": "To ship",
    "Order Substatus": "Awaiting shipment",
    "SKU ID": "1729000000000000001\t",
    "Seller SKU": "OOL-1",
    "Product Name": "Oolong",
    "Variation": "50 g",
    "Quantity": "1",
    "Order Amount": "$22.99",
    "Order Refund Amount": "$0.00",
    "Created Time": "09/22/2026 10:15:30 AM\t",
    "Shipping Provider Name": "USPS",
    "Buyer Message": "No bag please",
    "Buyer Username": "ana_ruiz88",
    "Recipient": "Ana Ruiz",
    "Phone #": "(+1)202*****01",
    "Country": "United States",
    "Payment Method": "Credit card",
}


def test_tiktok_order_below_its_row_of_descriptions(write: Write) -> None:
    cup = TIKTOK | {"Seller SKU": "CUP", "Product Name": "Cup", "Variation": "", "Quantity": "2"}
    reading = read([write("tiktok", DESCRIPTIONS, TIKTOK, cup, into="utf-8-sig")])
    order = only(reading)
    assert (order.id, order.name, order.country) == ("576000000000000001", "Ana Ruiz", "US")
    assert (order.total, order.currency, order.state) == (Decimal("22.99"), "USD", State.OPEN)
    assert order.items == (Item("Oolong - 50 g", "OOL-1"), Item("Cup", "CUP", 2))
    assert reading.problems == ()
    assert "ana_ruiz88" not in {text for _, text in order.fields}


@pytest.mark.parametrize(
    ("created", "more", "day"),
    [
        ("10/05/2026 10:15:30 AM", "", "2026-10-05"),
        ("10/05/2026 22:05:43", "", "2026-05-10"),
        ("10/05/2026 22:05:43", "10/25/2026 22:05:43", "2026-10-05"),
        ("10/05/2026 10:15:30 AM", "25/05/2026 10:15:30 AM", "2026-05-10"),
    ],
)
def test_tiktok_dates_go_by_the_other_dates_of_the_file_then_by_the_clock(
    write: Write, created: str, more: str, day: str
) -> None:
    rows = [TIKTOK | {"Created Time": created + "\t"}]
    if more:
        rows.append(TIKTOK | {"Order ID": "576000000000000002\t", "Created Time": more + "\t"})
    placed = read([write("tiktok", DESCRIPTIONS, *rows)]).orders[0].placed
    assert placed is not None
    assert placed.date().isoformat() == day


CANCELLED = {"Order Status": "Canceled", "Order Substatus": "Canceled", "Cancelled Time": "09/23/2026 08:00:00 AM\t"}


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([{}], State.OPEN),
        ([{"Order Status": "Unpaid", "Order Substatus": "Unpaid"}], State.UNPAID),
        ([{"Order Substatus": "Awaiting collection"}], State.OPEN),
        ([{"Order Status": "Shipped", "Order Substatus": "In transit"}], State.FULFILLED),
        ([{"Order Status": "Completed", "Order Substatus": "Delivered"}], State.FULFILLED),
        ([{"Order Refund Amount": "$22.99"}], State.REFUNDED),
        ([{"Order Refund Amount": "$2.00"}], State.OPEN),
        ([CANCELLED], State.CANCELLED),
        ([CANCELLED, CANCELLED], State.CANCELLED),
        ([CANCELLED, {}], State.OPEN),
        ([{}, CANCELLED], State.OPEN),
        ([{"Order Status": "Anulado", "Cancelled Time": "09/23/2026 08:00:00 AM"}], State.CANCELLED),
    ],
)
def test_tiktok_states(write: Write, rows: list[Row], state: State) -> None:
    given = [TIKTOK | row | {"SKU ID": f"{number}"} for number, row in enumerate(rows)]
    assert states(read([write("tiktok", DESCRIPTIONS, *given)])) == [state]


def test_tiktok_masked_name_is_no_name_and_the_user_name_is_none_either(write: Write) -> None:
    order = only(read([write("tiktok", TIKTOK | {"Recipient": "A*** r***"})]))
    assert (order.name, order.name_note) == ("", "masked")


# Shopee

SHOPEE = {
    "Order ID": "260928ABCDEF12",
    "Order Status": "To ship",
    "Shipping Option": "Standard Delivery",
    "Order Creation Date": "2026-09-28 10:00",
    "Product Name": "Oolong",
    "SKU Reference No.": "OOL-1",
    "Variation Name": "50 g",
    "Quantity": "2",
    "Grand Total": "1,045.50",
    "Username (Buyer)": "siti_n",
    "Receiver Name": "Siti Nurhaliza binti Osman",
    "Phone Number": "60123456789",
    "Country": "MY",
}


def test_shopee_order_below_two_lines_of_ornament(write: Write) -> None:
    before = "Shopee Seller Centre,,\nTo ship orders,,\n"
    order = only(read([write("shopee_en", SHOPEE, before=before)]))
    assert (order.id, order.name, order.phone) == ("260928ABCDEF12", "Siti Nurhaliza binti Osman", "60123456789")
    assert (order.country, order.total, order.currency) == ("MY", Decimal("1045.50"), "MYR")
    assert order.items == (Item("Oolong - 50 g", "OOL-1", 2),)
    assert "siti_n" not in {text for _, text in order.fields}


@pytest.mark.parametrize(
    ("word", "reason", "state"),
    [
        ("Unpaid", "", State.UNPAID),
        ("To ship", "", State.OPEN),
        ("Shipping", "", State.FULFILLED),
        ("Completed", "", State.FULFILLED),
        ("Cancelled", "Buyer changed their mind", State.CANCELLED),
        ("To ship", "Cancelled by system", State.CANCELLED),
    ],
)
def test_shopee_states(write: Write, word: str, reason: str, state: State) -> None:
    row = SHOPEE | {"Order Status": word, "Cancel reason": reason}
    assert states(read([write("shopee_en", row)])) == [state]


@pytest.mark.parametrize("codec", ["utf-8", "cp950"])
def test_shopee_taiwan(write: Write, codec: str) -> None:
    row = {
        "訂單編號 (單)": "260928TW000001",
        "訂單狀態 (單)": "待出貨",
        "買家帳號 (單)": "hsiaoming",
        "訂單成立時間 (單)": "2026-09-28 10:00",
        "訂單總金額 (單)": "1,280",
        "商品名稱 (品)": "高山茶",
        "商品選項貨號": "TEA-1",
        "數量": "2",
        "收件者姓名 (單)": "陳小明",
        "收件者電話 (單)": "0912345678",
        "寄送方式 (單)": "7-ELEVEN",
    }
    cancelled = row | {"訂單編號 (單)": "2", "訂單狀態 (單)": "不成立", "取消原因": "買家要求取消"}
    masked = row | {"訂單編號 (單)": "3", "收件者姓名 (單)": "陳*明"}
    order, second, third = read([write("shopee_tw", row, cancelled, masked, into=codec)]).orders
    assert (order.name, order.phone, order.carrier) == ("陳小明", "0912345678", "7-ELEVEN")
    assert (order.country, order.language, order.currency) == ("TW", "zh-Hant", "TWD")
    assert (order.total, order.items) == (Decimal(1280), (Item("高山茶", "TEA-1", 2),))
    assert (second.state, third.name_note) == (State.CANCELLED, "masked")


@pytest.mark.parametrize(
    ("header", "row", "name", "total", "land", "money", "state"),
    [
        (
            "No. Pesanan;Status Pesanan;Waktu Pesanan Dibuat;Nama Produk;Jumlah;Total Pembayaran;"
            "Username (Pembeli);Nama Penerima;No. Telepon",
            "260928ID1;Perlu Dikirim;2026-09-28 10:00;Teh;2;Rp1.234;budi99;Budi Santoso;628123",
            *("Budi Santoso", Decimal(1234), "ID", "IDR", State.OPEN),
        ),
        (
            "No. Pesanan;Status Pesanan;Alasan Pembatalan;Nama Produk;Jumlah;Total Pembayaran;Nama Penerima",
            "260928ID2;Batal;Ubah pesanan;Teh;2;150.000;B****i",
            *("", Decimal(150000), "ID", "IDR", State.CANCELLED),
        ),
        (
            "Mã đơn hàng;Trạng Thái Đơn Hàng;Ngày đặt hàng;Tên sản phẩm;Số lượng;"
            "Tổng giá trị đơn hàng (VND);Người Mua;Tên Người nhận;Số điện thoại",
            "260928VN1;Chờ lấy hàng;2026-09-28 10:00;Trà;1;250.000;lan_ng;Nguyễn Thị Lan;0912",
            *("Nguyễn Thị Lan", Decimal(250000), "VN", "VND", State.OPEN),
        ),
    ],
)
def test_shopee_in_other_languages(
    tmp_path: Path, header: str, row: str, name: str, total: Decimal, land: str, money: str, state: State
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(f"{header}\n{row}\n", "utf-8")
    reading = read([path])
    order = only(reading)
    assert (reading.files[0].platform, order.name, order.state) == ("shopee", name, state)
    assert (order.total, order.country, order.currency) == (total, land, money)


# Lazada

LAZADA = {
    "orderItemId": "70001",
    "sellerSku": "OOL-1",
    "createTime": "28 Sep 2026 10:00",
    "orderNumber": "30001",
    "customerName": "Maria S.",
    "customerEmail": "maria@post.example",
    "shippingName": "Maria Santos",
    "shippingPhone": "639170000001",
    "shippingCountry": "Philippines",
    "billingName": "Jose Santos",
    "payMethod": "COD",
    "paidPrice": "149.00",
    "itemName": "Oolong",
    "variation": "50 g",
    "shippingProvider": "LEX PH",
    "status": "pending",
}


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_lazada_rows_of_single_pieces_are_counted(write: Write, delimiter: str) -> None:
    rows = [LAZADA | {"orderItemId": "70002"}, LAZADA | {"orderItemId": "70003", "sellerSku": "CUP", "itemName": "Cup"}]
    order = only(read([write("lazada", LAZADA, *rows, delimiter=delimiter)]))
    assert (order.id, order.name, order.email) == ("30001", "Maria Santos", "maria@post.example")
    assert order.items == (Item("Oolong - 50 g", "OOL-1", 2), Item("Cup - 50 g", "CUP"))
    assert (order.total, order.currency, order.country) == (Decimal(447), "PHP", "PH")


@pytest.mark.parametrize(
    ("words", "pay", "state"),
    [
        (["unpaid"], "MIXEDCARD", State.UNPAID),
        (["pending"], "MIXEDCARD", State.OPEN),
        (["ready_to_ship"], "COD", State.OPEN),
        (["shipped"], "COD", State.FULFILLED),
        (["delivered"], "COD", State.FULFILLED),
        (["canceled"], "COD", State.CANCELLED),
        (["returned"], "COD", State.REFUNDED),
        (["failed_delivery"], "COD", State.FULFILLED),
        (["canceled", "packed"], "COD", State.OPEN),
        (["canceled", "canceled"], "COD", State.CANCELLED),
    ],
)
def test_lazada_states_of_pieces(write: Write, words: list[str], pay: str, state: State) -> None:
    rows = [
        LAZADA | {"orderItemId": f"{number}", "status": word, "payMethod": pay} for number, word in enumerate(words)
    ]
    reading = read([write("lazada", *rows)])
    assert states(reading) == [state]
    assert not [note for note in reading.files[0].notes if "not known" in note]


# Rakuten

RAKUTEN = {
    "注文番号": "123456-20260928-0000000001",
    "ステータス": "300",
    "注文日時": "2026-09-28 10:00:00",
    "支払方法名": "クレジットカード",
    "配送方法": "宅配便",
    "合計金額": "4,980",
    "請求金額": "4,480",
    "クーポン利用総額": "500",
    "注文者姓": "山田",
    "注文者名": "太郎",
    "注文者メールアドレス": "taro@post.example",
    "送付先ID": "1",
    "送付先姓": "佐々木",
    "送付先名": "はるか",
    "送付先姓カナ": "ササキ",
    "送付先名カナ": "ハルカ",
    "送付先電話番号1": "090",
    "送付先電話番号2": "1234",
    "送付先電話番号3": "5678",
    "商品名": "烏龍茶",
    "商品番号": "WL-1",
    "個数": "2",
    "項目・選択肢": "容量:50g\nのし:なし",
    "ギフト配送希望": "0",
    "コメント": "[配送日時指定:]\n午前中",
}


def test_rakuten_order(write: Write) -> None:
    reading = read([write("rakuten_rms", RAKUTEN, RAKUTEN | {"商品名": "湯のみ", "商品番号": "YU-1"}, codec=JP)])
    order = only(reading)
    assert (order.name, order.given_name, order.phone) == ("佐々木はるか", "", "090 1234 5678")
    assert (order.email, order.country, order.language) == ("taro@post.example", "JP", "ja")
    assert (order.total, order.currency, order.state) == (Decimal(4980), "JPY", State.OPEN)
    assert order.items == (Item("烏龍茶", "WL-1", 2), Item("湯のみ", "YU-1", 2))
    assert not order.gift
    assert reading.problems == ()


def test_rakuten_order_to_several_people_is_one_order_and_is_told(write: Write) -> None:
    other = RAKUTEN | {"送付先ID": "2", "送付先姓": "鈴木", "送付先名": "一郎", "送付先電話番号3": "0000"}
    reading = read([write("rakuten_rms", RAKUTEN, other, codec=JP)])
    assert only(reading).name == "佐々木はるか"
    (problem,) = reading.problems
    assert "1 order going to several people" in problem.message
    assert "鈴木" not in str(problem)


@pytest.mark.parametrize(
    "row",
    [
        {"ギフト配送希望": "1"},
        {"のし": "御祝"},
        {"ラッピング名1": "ギフト包装"},
        {"のし": "なし", "ギフト配送希望": "1"},
    ],
)
def test_rakuten_gift(write: Write, row: Row) -> None:
    assert only(read([write("rakuten_rms", RAKUTEN | row, codec=JP)])).gift


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("100", State.OPEN),
        ("300", State.OPEN),
        ("500", State.FULFILLED),
        ("700", State.FULFILLED),
        ("900", State.CANCELLED),
        ("発送待ち", State.OPEN),
        ("発送済", State.FULFILLED),
        ("キャンセル確定", State.CANCELLED),
    ],
)
def test_rakuten_states(write: Write, word: str, state: State) -> None:
    assert states(read([write("rakuten_rms", RAKUTEN | {"ステータス": word}, codec=JP)])) == [state]


# BASE

BASE = {
    "注文ID": "A1B2C3D4E5F6",
    "注文日時": "2026-09-28 10:00:00",
    "氏(請求先)": "山田",
    "名(請求先)": "太郎",
    "メールアドレス(請求先)": "taro@post.example",
    "氏(配送先)": "髙橋",
    "名(配送先)": "花子",
    "電話番号(配送先)": "09012345678",
    "備考": "置き配希望",
    "商品名": "烏龍茶",
    "バリエーション": "50g",
    "価格": "1200",
    "数量": "2",
    "合計金額": "2100",
    "支払い方法": "クレジットカード決済",
    "発送状況": "未発送",
    "商品ID": "9001",
}


def test_base_coupon_is_no_item(write: Write) -> None:
    coupon = BASE | {"商品名": "クーポン", "バリエーション": "", "価格": "-300", "数量": "1", "商品ID": ""}
    order = only(read([write("base_jp", BASE, coupon, codec=JP)]))
    assert (order.name, order.email, order.note) == ("髙橋花子", "taro@post.example", "置き配希望")
    assert order.items == (Item("烏龍茶 - 50g", "9001", 2),)
    assert (order.total, order.currency) == (Decimal(2100), "JPY")


def test_base_parcel_to_the_payer_has_the_payers_name(write: Write) -> None:
    row = BASE | {"氏(配送先)": "", "名(配送先)": "", "電話番号(配送先)": "", "電話番号(請求先)": "0312345678"}
    order = only(read([write("base_jp", row, codec=JP)]))
    assert (order.name, order.phone) == ("山田太郎", "0312345678")


@pytest.mark.parametrize(
    ("family", "given", "name"),
    [("𠮷", "花子", "𠮷花子"), ("ｻﾄｳ", "ﾐﾄﾞﾘ", "ｻﾄｳﾐﾄﾞﾘ"), ("Sato", "Midori", "Midori Sato")],
)
def test_base_family_name_stands_first_in_japanese_writing(write: Write, family: str, given: str, name: str) -> None:
    row = BASE | {"氏(配送先)": family, "名(配送先)": given}
    assert only(read([write("base_jp", row, codec=JP, into="utf-8")])).name == name


@pytest.mark.parametrize(
    ("word", "pay", "state"),
    [
        ("未発送", "クレジットカード決済", State.OPEN),
        ("未対応", "クレジットカード決済", State.OPEN),
        ("入金待ち", "銀行振込", State.UNPAID),
        ("入金待ち", "代金引換", State.OPEN),
        ("発送済み", "クレジットカード決済", State.FULFILLED),
        ("キャンセル", "クレジットカード決済", State.CANCELLED),
    ],
)
def test_base_states(write: Write, word: str, pay: str, state: State) -> None:
    assert states(read([write("base_jp", BASE | {"発送状況": word, "支払い方法": pay}, codec=JP)])) == [state]


# minne, Creema, BOOTH

MINNE = {
    "注文ID": "20000001",
    "注文日": "2026/09/28",
    "注文状況": "発送待ち",
    "支払方法": "クレジットカード",
    "入金確認日": "2026/09/28",
    "作品名": "刺繍ブローチ",
    "配送方法": "クリックポスト",
    "数量": "1",
    "小計": "1800",
    "注文の合計": "1985",
    "注文者のニックネーム": "はなこ*",
    "注文者の氏名": "山田 花子",
    "配送先の氏名": "佐藤 みどり",
    "配送先の電話番号": "09000000000",
    "作品管理番号": "BR-7",
}


def test_minne_order(write: Write) -> None:
    order = only(read([write("minne_jp", MINNE, MINNE | {"作品名": "巾着", "作品管理番号": "KN-1"}, codec=JP)]))
    assert (order.name, order.total, order.currency) == ("佐藤 みどり", Decimal(1985), "JPY")
    assert order.items == (Item("刺繍ブローチ", "BR-7"), Item("巾着", "KN-1"))
    assert order.carrier == "クリックポスト"
    assert "はなこ*" not in {text for _, text in order.fields}


def test_minne_buyer_is_named_where_no_receiver_is_but_never_by_the_nick(write: Write) -> None:
    named = MINNE | {"配送先の氏名": ""}
    nick = MINNE | {"注文ID": "2", "配送先の氏名": "", "注文者の氏名": ""}
    assert [order.name for order in read([write("minne_jp", named, nick, codec=JP)]).orders] == ["山田 花子", ""]


@pytest.mark.parametrize(
    ("word", "sent", "state"),
    [
        ("入金待ち", "", State.UNPAID),
        ("発送待ち", "", State.OPEN),
        ("発送済み", "2026/09/30", State.FULFILLED),
        ("キャンセル", "", State.CANCELLED),
    ],
)
def test_minne_states(write: Write, word: str, sent: str, state: State) -> None:
    assert states(read([write("minne_jp", MINNE | {"注文状況": word, "発送日": sent}, codec=JP)])) == [state]


CREEMA = {
    "注文ID": "3000001",
    "購入日": "2026/09/28",
    "ステータス": "発送待ち",
    "作品タイトル": "真鍮の指輪",
    "種類": "11号",
    "数量": "1",
    "ギフトラッピング": "なし",
    "取引相手": "sora_73",
    "購入回数": "3",
    "合計金額": "4,350",
    "ご注文金額": "4,050",
    "氏名": "渡辺 そら",
    "TEL": "0900000000",
}


def test_creema_order_keeps_how_often_the_buyer_bought(write: Write) -> None:
    order = only(read([write("creema_jp", CREEMA, codec=JP)]))
    assert (order.name, order.field("購入回数"), order.total) == ("渡辺 そら", "3", Decimal(4350))
    assert order.items == (Item("真鍮の指輪 - 11号"),)
    assert (order.gift, order.state) == (False, State.OPEN)
    assert "sora_73" not in {text for _, text in order.fields}


@pytest.mark.parametrize(
    ("wrapping", "gift"), [("", False), ("なし", False), ("0", False), ("あり", True), ("300", True)]
)
def test_creema_gift(write: Write, wrapping: str, gift: bool) -> None:
    assert only(read([write("creema_jp", CREEMA | {"ギフトラッピング": wrapping}, codec=JP)])).gift == gift


@pytest.mark.parametrize(
    ("word", "sent", "state"),
    [
        ("入金待ち", "", State.UNPAID),
        ("発送済み", "2026/09/30", State.FULFILLED),
        ("取引完了", "2026/09/30", State.FULFILLED),
        ("キャンセル", "", State.CANCELLED),
    ],
)
def test_creema_states(write: Write, word: str, sent: str, state: State) -> None:
    assert states(read([write("creema_jp", CREEMA | {"ステータス": word, "発送日": sent}, codec=JP)])) == [state]


BOOTH = {
    "注文番号": "40000001",
    "お支払方法": "クレジットカード",
    "注文状況": "支払い済み",
    "注文日時": "2026-09-28 10:00:00",
    "支払い日時": "2026-09-28 10:00:00",
    "合計金額": "1500",
    "氏名": "中村 りお",
    "電話番号": "09000000000",
    "商品ID / 数量 / 商品名": '商品ID : 11 / 数量 : 2 / 画集 / 春,"夏"\r\n商品ID : 12 / 数量 : 1 / 缶バッジ',
}


def test_booth_items_stand_in_one_cell_line_by_line(write: Write) -> None:
    order = only(read([write("booth_jp", BOOTH)]))
    assert (order.name, order.total, order.state) == ("中村 りお", Decimal(1500), State.OPEN)
    assert order.items == (Item('画集 / 春,"夏"', "11", 2), Item("缶バッジ", "12"))


def test_booth_items_without_words_before_them(write: Write) -> None:
    row = BOOTH | {"商品ID / 数量 / 商品名": "11 / 2 / 画集\n12 / 1 / 缶バッジ"}
    assert only(read([write("booth_jp", row)])).items == (Item("画集", "11", 2), Item("缶バッジ", "12"))


def test_booth_parcel_sent_anonymously_has_no_name(write: Write) -> None:
    order = only(read([write("booth_jp", BOOTH | {"氏名": "", "電話番号": ""})]))
    assert (order.name, order.name_note) == ("", "missing")


@pytest.mark.parametrize(
    ("word", "sent", "state"),
    [
        ("支払い待ち", "", State.UNPAID),
        ("支払い済み", "2026-09-30 09:00:00", State.FULFILLED),
        ("発送済み", "", State.FULFILLED),
        ("キャンセル", "", State.CANCELLED),
    ],
)
def test_booth_states(write: Write, word: str, sent: str, state: State) -> None:
    assert states(read([write("booth_jp", BOOTH | {"注文状況": word, "発送日時": sent})])) == [state]


# Mercari Shops, Qoo10, Yahoo! Shopping

MERCARI = {"type": "order", "order_id": "ord_7aX", "buyer_name": "ねこ好き", "shipping_name": "小林 あおい"}
MERCARI_ITEM = {"type": "product", "order_id": "ord_7aX", "product_name": "豆皿", "quantity": "2"}


@pytest.mark.parametrize("codec", ["utf-8", JP])
def test_mercari_shops_row_of_the_order_and_rows_of_its_items(write: Write, codec: str) -> None:
    reading = read([write("mercari_shops_jp", MERCARI, MERCARI_ITEM, into=codec)])
    order = only(reading)
    assert (reading.files[0].encoding, order.name, order.country) == (codec, "小林 あおい", "JP")
    assert order.items == (Item("豆皿", "", 2),)
    assert any("open" in note for note in reading.files[0].notes)


def test_mercari_shops_buyers_own_name_for_themselves_is_not_printed(write: Write) -> None:
    order = only(read([write("mercari_shops_jp", MERCARI | {"shipping_name": ""}, MERCARI_ITEM, into=JP)]))
    assert (order.name, order.name_note) == ("", "missing")


QOO10 = {
    "配送状態": "配送要請",
    "注文番号": "500000001",
    "カート番号": "600000001",
    "注文日": "2026/09/28 10:00:00",
    "入金日": "2026/09/28 10:01:00",
    "商品名": "シートマスク",
    "数量": "3",
    "オプション情報": "種類:しっとり",
    "受取人名": "伊藤 さくら",
    "受取人名(フリガナ)": "イトウ サクラ",
    "受取人電話番号": "-",
    "受取人携帯電話番号": "'090-0000-0000",
    "国家": "JP",
    "通貨": "JPY",
    "注文金額の合計": "2,400",
    "購入者名": "伊藤 健",
    "販売者商品コード": "SM-3",
}


def test_qoo10_order(write: Write) -> None:
    order = only(read([write("qoo10_jp", QOO10)]))
    assert (order.name, order.phone, order.country) == ("伊藤 さくら", "090-0000-0000", "JP")
    assert (order.total, order.currency, order.gift) == (Decimal(2400), "JPY", False)
    assert order.items == (Item("シートマスク - 種類:しっとり", "SM-3", 3),)


def test_qoo10_present_has_a_giver(write: Write) -> None:
    assert only(read([write("qoo10_jp", QOO10 | {"プレゼント贈り主": "伊藤 健"})])).gift


@pytest.mark.parametrize(
    ("word", "sent", "state"),
    [
        ("入金待ち", "", State.UNPAID),
        ("配送要請", "", State.OPEN),
        ("配送中", "2026/09/29", State.FULFILLED),
        ("配送完了", "2026/09/29", State.FULFILLED),
        ("取消完了", "", State.CANCELLED),
    ],
)
def test_qoo10_states(write: Write, word: str, sent: str, state: State) -> None:
    assert states(read([write("qoo10_jp", QOO10 | {"配送状態": word, "発送日": sent})])) == [state]


YAHOO = {
    "OrderId": "chashop-10000001",
    "OrderTime": "2026-09-28T10:00:00",
    "OrderStatus": "2",
    "BillFirstName": "太郎",
    "BillLastName": "山田",
    "BillMailAddress": "taro@post.example",
    "ShipStatus": "1",
    "ShipMethodName": "ヤマト運輸",
    "NeedGiftWrap": "0",
    "ShipFirstName": "花子",
    "ShipLastName": "山田",
    "ShipPhoneNumber": "0312345678",
    "TotalPrice": "3300",
    "LineId": "1",
    "ItemId": "tea-1",
    "Title": "煎茶",
    "Quantity": "2",
}


@pytest.mark.parametrize("codec", ["utf-8", JP])
def test_yahoo_order_under_a_header_in_plain_ascii(write: Write, codec: str) -> None:
    second = YAHOO | {"LineId": "2", "ItemId": "cup-1", "Title": "湯のみ", "Quantity": "1"}
    reading = read([write("yahoo_jp", YAHOO, second, into=codec)])
    order = only(reading)
    assert (reading.files[0].encoding, order.name, order.carrier) == (codec, "山田花子", "ヤマト運輸")
    assert (order.total, order.currency, order.country) == (Decimal(3300), "JPY", "JP")
    assert order.items == (Item("煎茶", "tea-1", 2), Item("湯のみ", "cup-1"))
    assert not order.gift


@pytest.mark.parametrize("row", [{"NeedGiftWrap": "1"}, {"GiftWrapMessage": "おめでとう"}])
def test_yahoo_gift(write: Write, row: Row) -> None:
    assert only(read([write("yahoo_jp", YAHOO | row)])).gift


@pytest.mark.parametrize(
    ("word", "sent", "state"),
    [
        ("2", "1", State.OPEN),
        ("2", "3", State.FULFILLED),
        ("5", "3", State.FULFILLED),
        ("4", "1", State.CANCELLED),
        ("0", "0", State.UNPAID),
    ],
)
def test_yahoo_states_are_numbers(write: Write, word: str, sent: str, state: State) -> None:
    assert states(read([write("yahoo_jp", YAHOO | {"OrderStatus": word, "ShipStatus": sent})])) == [state]


def test_yahoo_files_of_orders_and_of_items_are_joined(tmp_path: Path) -> None:
    orders, items = tmp_path / "orders.csv", tmp_path / "items.csv"
    orders.write_bytes("OrderId,OrderStatus,ShipLastName,ShipFirstName\ncha-1,2,山田,花子\n".encode(JP))
    items.write_bytes("OrderId,LineId,ItemId,Title,Quantity\ncha-1,1,tea-1,煎茶,2\n".encode(JP))
    order = only(read([items, orders]))
    assert (order.name, order.items) == ("山田花子", (Item("煎茶", "tea-1", 2),))
