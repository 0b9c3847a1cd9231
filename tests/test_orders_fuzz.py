"""No file makes more than a stop, whichever platform's header it has and whatever stands below it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inserts.model.problem import Stop
from inserts.orders import PLATFORMS, Platform, read
from inserts.orders.platforms import GENERIC

Save = Callable[[bytes], Path]
SLOW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def save(tmp_path: Path) -> Save:
    path = tmp_path / "orders.csv"

    def write(content: bytes) -> Path:
        path.write_bytes(content)
        return path

    return write


def header_of(platform: Platform) -> list[str]:
    """Every header a table knows."""
    entries = [entry for alternatives in platform.columns.values() for entry in alternatives]
    known = [name for entry in entries for name in ([entry] if isinstance(entry, str) else entry)]
    marks = max(platform.marks, key=len, default=())
    around = [name for name, _ in platform.within.values()]
    return list(dict.fromkeys([*marks, *known, *around, *platform.dropped]))[:400]


CELL = st.one_of(
    st.just(""),
    st.sampled_from(
        ["1", "#2", "2", "0", "-1", "1.5", "1E+5", "9" * 30, "²", "٣", "nan", "inf", "1,2,3", "1|2;3:4", "-"]
    ),
    st.sampled_from(
        ["paid", "Cancelled", "已完成", "2026-02-30", "31/12/2026 25:61", "Dec 99, 9999", "0000-00-00", "99"]
    ),
    st.sampled_from(
        ["name:X|product_id:1|quantity:z", "1× A, ×, 2×", "Product ID: , Product Qty: x|", "A(2件);(件)", "$"]
    ),
    st.sampled_from(
        ["张**", "##a", "=1+1", '="5"', "'+49", '"', "\n", "&#x110000;", "&#0;", "\u202e", "\x00", "\ufffd"]
    ),
    st.text(max_size=8),
)


@pytest.mark.parametrize("platform", [*PLATFORMS, GENERIC], ids=lambda platform: platform.name)
@SLOW
@given(st.data())
def test_any_cells_below_a_known_header_are_orders_or_refused_or_a_stop(
    save: Save, platform: Platform, data: st.DataObject
) -> None:
    header = header_of(platform)
    places = st.dictionaries(st.sampled_from(range(len(header))), CELL, max_size=10)
    rows = data.draw(st.lists(places, min_size=1, max_size=5))
    file = io.StringIO()
    delimiter = "," if platform.quoted else "\t"
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[cells.get(place, "") for place in range(len(header))] for cells in rows])
    with suppress(Stop):
        reading = read([save(file.getvalue().encode("utf-8", "surrogatepass"))])
        named = [*(order.id for order in reading.orders), *(one.order for one in reading.refused)]
        assert len(named) == len(set(named))


@pytest.mark.parametrize("codec", ["gb18030", "cp932", "big5", "cp1252", "utf-16", "utf-8-sig"])
@SLOW
@given(
    st.sampled_from(["订单编号,收货人姓名\n", "注文番号,送付先氏名\n", "訂單編號,收件者姓名\n", "Order ID,Name\n"]),
    st.binary(max_size=60),
)
def test_any_bytes_below_a_header_in_any_encoding_are_no_more_than_a_stop(
    save: Save, codec: str, header: str, data: bytes
) -> None:
    with suppress(Stop):
        read([save(header.encode(codec, "replace") + data)])
