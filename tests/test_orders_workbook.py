"""Excel workbooks: cells come as the texts a person sees, and no workbook makes more than a problem."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ERROR_CODES

from inserts.model.problem import Problem, Stop
from inserts.orders import Reading, read, workbook
from inserts.orders.cells import NOTHING, mend
from inserts.orders.seen import as_seen

HEADER = ("Order ID", "Name", "Item", "Quantity", "Total", "Order Date", "Status", "Note")
Save = Callable[..., Path]
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(content: bytes, name: str = "orders.xlsx") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def untouched(text: str) -> bool:
    """Whether nothing is there that reading takes away, nor anything a workbook cannot hold."""
    guarded = text[:1] in "'=\"" or text[-1:] == '"' or "&" in text or "  " in text or "_x" in text
    edges = text.strip().strip("\ufeff\u200b") != text
    return not (guarded or edges or text.casefold() in NOTHING or mend(text) != text or text in ERROR_CODES)


def row(id: Any = "1", name: str = "Ana Ruiz", **more: Any) -> list[Any]:
    cells = {"id": id, "name": name, "item": "Cup", "quantity": 1, "total": 12.5, "placed": None, "status": "paid"}
    return list((cells | {"note": None} | more).values())


def book(*rows: Sequence[Any], header: Sequence[str] = HEADER, **formats: str) -> bytes:
    """A workbook of one sheet. `formats`: cell -> number format."""
    made = openpyxl.Workbook()
    sheet = made.active
    for cells in [header, *rows]:
        sheet.append(list(cells))
    for cell, form in formats.items():
        sheet[cell].number_format = form
    return saved(made)


def saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same workbook with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(part, change(content) if part == name else content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/"


def shared(data: bytes) -> bytes:
    """The same workbook with its texts in a table of their own, as spreadsheet programs write them."""
    file = io.BytesIO()
    texts: list[bytes] = []

    def moved(match: re.Match[bytes]) -> bytes:
        texts.append(match[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == SHEET:
                content = re.sub(rb't="inlineStr"><is>(.*?)</is>', moved, content)
            elif part == "[Content_Types].xml":
                kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
                override = b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
                content = content.replace(b"</Types>", override)
            new.writestr(part, content)
        strings = b"".join(b"<si>" + text + b"</si>" for text in texts)
        new.writestr(STRINGS, b'<sst xmlns="%sspreadsheetml/2006/main">%s</sst>' % (MAIN.encode(), strings))
    return file.getvalue()


def stopped(path: Path) -> Problem:
    with pytest.raises(Stop) as stop:
        read([path])
    return stop.value.problems[0]


def ids(reading: Reading) -> list[str]:
    return [order.id for order in reading.orders]


# What a person sees


def test_a_workbook_is_read_by_its_content_whatever_its_name(save: Save) -> None:
    reading = read([save(book(row(), row("2", "Bo Li")), "orders.csv")])
    assert [(order.id, order.name) for order in reading.orders] == [("1", "Ana Ruiz"), ("2", "Bo Li")]
    file = reading.files[0]
    assert (file.platform, file.encoding, file.delimiter, file.rows) == ("generic", "xlsx", "", 2)


def test_a_csv_named_like_a_workbook_is_read_too(save: Save) -> None:
    assert ids(read([save(b"Order ID,Name\n1,Ana Ruiz\n")])) == ["1"]


def test_numbers_and_dates_come_as_texts(save: Save) -> None:
    data = book(row(712345678901, quantity=2.0, total=0.1 + 0.2, placed=datetime(2026, 11, 24, 10, 5)))
    order = read([save(data)]).orders[0]
    assert (order.id, order.items[0].quantity, order.total) == ("712345678901", 2, Decimal("0.3"))
    assert order.placed is not None
    assert order.placed.isoformat() == "2026-11-24T10:05:00+00:00"


def test_a_long_number_kept_as_a_number_is_refused_and_as_a_text_is_whole(save: Save) -> None:
    reading = read([save(book(row(7123456789012345678), row("7123456789012345678")))])
    assert ids(reading) == ["7123456789012345678"]
    assert "spreadsheet cut its number" in reading.refused[0].reason


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (5, "General", "5"),
        (42, "000000", "000042"),
        (12.5, "0.00", "12.50"),
        (1234.5, "#,##0.00", "1234.50"),
        (12.5, '"€"#,##0.00', "€12.50"),
        (12.5, "[$€-407] #,##0.00", "€12.50"),
        (-3, "¥#,##0;-¥#,##0", "¥-3"),
        (0.125, "0.0%", "12.5%"),
        (1.25, "General", "1.25"),
        (1234.125, "General", "1234.1250"),
        (1e-7, "General", "0.0000001"),
        (123456789012345678, "0", "1.23456789012346E+17"),
        (float("nan"), "General", ""),
        (2.5, "0", "3"),
        (1.5, "# ?/?", "1.5"),
        (True, "General", "TRUE"),
        (datetime(2026, 1, 2, 3, 4, 5, 999_999), "d/m/yy", "2026-01-02 03:04:06"),
        (datetime(2026, 1, 2), "d/m/yy", "2026-01-02"),
        (date(2026, 1, 2), "d/m/yy", "2026-01-02"),
        (time(3, 4), "h:mm", "03:04:00"),
        ("a_x000D_b_x0007_", "@", "a\rb_x0007_"),
        (None, "General", ""),
    ],
)
def test_a_value_is_the_text_a_person_sees(value: object, form: str, text: str) -> None:
    assert as_seen(value, form) == text


def test_a_formula_gives_the_value_it_had_when_saved(save: Save) -> None:
    formula = b'<c r="B2" t="str"><f>CONCATENATE("Ana"," Ruiz")</f><v>Ana Ruiz</v></c>'
    data = with_part(book(row()), SHEET, lambda xml: _replace_cell(xml, b"B2", formula))
    assert read([save(data)]).orders[0].name == "Ana Ruiz"


def test_an_error_value_is_no_name(save: Save) -> None:
    error = b'<c r="B2" t="e"><v>#N/A</v></c>'
    data = with_part(book(row(), row("2")), SHEET, lambda xml: _replace_cell(xml, b"B2", error))
    assert [(order.name, order.name_note) for order in read([save(data)]).orders] == [
        ("", "missing"),
        ("Ana Ruiz", ""),
    ]


def test_how_a_japanese_name_is_read_aloud_is_no_part_of_it(save: Save) -> None:
    def spoken(xml: bytes) -> bytes:
        return xml.replace(b"<t>Ana Ruiz</t>", "<t>山田花子</t><rPh sb='0' eb='2'><t>ヤマダ</t></rPh>".encode())

    assert read([save(with_part(shared(book(row())), STRINGS, spoken))]).orders[0].name == "山田花子"


def _replace_cell(xml: bytes, place: bytes, cell: bytes) -> bytes:
    start = xml.index(b'<c r="' + place + b'"')
    end = xml.index(b"</c>", start) + len(b"</c>")
    return xml[:start] + cell + xml[end:]


# Sheets and rows


def test_the_header_may_stand_below_a_preamble_and_rows_keep_their_lines(save: Save) -> None:
    made = openpyxl.Workbook()
    for cells in [["Orders of November"], [], HEADER, row(), [], [*row("2"), "more"], row("3")]:
        made.active.append(list(cells))
    reading = read([save(saved(made))])
    assert [(order.id, order.source.line) for order in reading.orders] == [("1", 4), ("3", 7)]
    assert reading.refused[0].reason.startswith("line 6: it has 9 cells")


def test_the_first_sheet_with_a_known_header_is_read_and_others_are_told(save: Save) -> None:
    made = openpyxl.Workbook()
    made.active.append(["Nothing to see here"])
    for title, id in (("March", "1"), ("April", "2")):
        sheet = made.create_sheet(title)
        sheet.append(HEADER)
        sheet.append(row(id))
    reading = read([save(saved(made))])
    assert ids(reading) == ["1"]
    assert '"April"' in reading.problems[0].message


def test_orders_in_a_hidden_sheet_are_not_printed_unseen(save: Save) -> None:
    made = openpyxl.Workbook()
    made.active.append(["Nothing to see here"])
    sheet = made.create_sheet("Old")
    sheet.append(HEADER)
    sheet.append(row())
    sheet.sheet_state = "hidden"
    problem = stopped(save(saved(made)))
    assert "hidden" in problem.message
    assert problem.hint


def test_an_unknown_workbook_lists_its_columns_and_the_lines_to_paste(save: Save) -> None:
    problem = stopped(save(book(["A1", "Ana Ruiz", "Tasse"], header=("Vorgang", "Kontakt", "Ware"))))
    assert '"Vorgang", "Kontakt", "Ware"' in problem.message
    assert 'id = "Vorgang"' in problem.hint


def test_a_platform_is_known_in_a_workbook_as_in_a_csv(save: Save) -> None:
    header = ("Order ID", "Order Status", "Username (Buyer)", "Receiver Name", "Product Name", "Quantity")
    reading = read([save(book(["2611A", "To ship", "nick", "J****a", "Cup", "2"], header=header))])
    assert reading.files[0].platform == "shopee"
    assert [(order.id, order.name_note) for order in reading.orders] == [("2611A", "masked")]


# Workbooks that are none, or mean harm


def _zip(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_a_zip_of_anything_else_is_told(save: Save) -> None:
    assert "no Excel workbook" in stopped(save(_zip(**{"orders.csv": b"Order ID,Name\n1,Ana\n"}))).message


def test_a_workbook_cut_short_is_told(save: Save) -> None:
    data = book(row())
    assert "damaged" in stopped(save(data[: len(data) // 2])).message


def test_a_workbook_without_rows_is_told(save: Save) -> None:
    assert "no orders below it" in stopped(save(book())).message


@pytest.mark.parametrize(
    "evil",
    [
        b'<!DOCTYPE sst [<!ENTITY name SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY name "&a;&a;&a;">]>',
        b"<!-- x --> <!doctype sst>",
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_workbook_with_entities_is_refused(save: Save, evil: bytes, codec: str) -> None:
    def change(xml: bytes) -> bytes:
        body = xml.partition(b"?>")[2] if xml.startswith(b"<?xml") else xml
        return (evil + body.replace(b"Ana Ruiz", b"&name;")).decode().encode(codec)

    problem = stopped(save(with_part(shared(book(row())), STRINGS, change)))
    assert "no spreadsheet program writes" in problem.message


def test_an_encoding_that_could_hide_entities_is_refused(save: Save) -> None:
    def change(xml: bytes) -> bytes:
        return b'<?xml version="1.0" encoding="cp037"?>' + xml.partition(b"?>")[2]

    data = with_part(book(row()), "xl/styles.xml", change)
    assert "no spreadsheet program writes" in stopped(save(data)).message


def test_a_workbook_that_unpacks_to_far_more_is_refused_before_it_is_read(save: Save) -> None:
    data = with_part(book(row()), "xl/theme/theme1.xml", lambda _: b" " * (workbook.UNPACKED + 1))
    assert len(data) < 1_000_000
    assert "unpacks to more than 200 MB" in stopped(save(data)).message


def test_a_sheet_that_claims_a_far_row_or_column_is_no_memory(save: Save) -> None:
    far = b'<row r="900000000"><c r="A900000000" t="inlineStr"><is><t>9</t></is></c></row></sheetData>'
    data = with_part(book(row()), SHEET, lambda xml: xml.replace(b"</sheetData>", far))
    assert "rows" in stopped(save(data)).message
    wide = b'<row r="3"><c r="ZZZ3" t="inlineStr"><is><t>9</t></is></c></row></sheetData>'
    reading = read([save(with_part(book(row()), SHEET, lambda xml: xml.replace(b"</sheetData>", wide)))])
    assert ids(reading) == ["1"]
    assert "18278 cells" in reading.refused[0].reason


def test_strange_styles_put_nothing_on_the_screen(save: Save, capsys: pytest.CaptureFixture[str]) -> None:
    data = with_part(book(row()), "xl/styles.xml", lambda xml: xml.replace(b'xfId="0"', b'xfId="99"'))
    with suppress(Stop):
        read([save(data)])
    assert capsys.readouterr() == ("", "")


def test_a_sheet_of_too_many_cells_is_told(save: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_CELLS", 40)
    assert "more than 40 cells" in stopped(save(book(*[row(str(n)) for n in range(9)]))).message


def test_a_row_of_too_much_text_refuses_its_order_alone(save: Save) -> None:
    long = b'<c r="H2" t="inlineStr"><is><t>' + b"x" * 200_000 + b"</t></is></c>"
    data = with_part(book(row(note="y"), row("2")), SHEET, lambda xml: _replace_cell(xml, b"H2", long))
    reading = read([save(data)])
    assert (ids(reading), [one.order for one in reading.refused]) == (["2"], ["1"])


# What is written comes back, and nothing is more than a stop

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=30)


@SLOW
@given(st.lists(WORDS, min_size=1, max_size=4))
def test_texts_in_a_workbook_come_back_unchanged(save: Save, notes: list[str]) -> None:
    assume(all(map(untouched, notes)))
    reading = read([save(book(*[row(str(n), note=text) for n, text in enumerate(notes)]))])
    assert [order.note for order in reading.orders] == notes


GIVEN = shared(book(row(), row("2", placed=datetime(2026, 1, 2)), row(3)))
OPENED = zipfile.ZipFile(io.BytesIO(GIVEN))
PARTS = {name: OPENED.read(name) for name in OPENED.namelist()}
PIECES = st.sampled_from(
    [b"<", b">", b'"', b"</row>", b"999999999999", b"-1", b"t='s'", b"&", b"\0", b"A", b"s=", b"e"]
)


@SLOW
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_no_damage_inside_a_workbook_is_ever_more_than_a_stop(save: Save, name: str, data: st.DataObject) -> None:
    part = PARTS[name]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(part)))
        part = part[:start] + data.draw(PIECES) + part[start + data.draw(st.integers(0, 3)) :]
    with suppress(Stop):
        read([save(_zip(**(PARTS | {name: part})))])


@SLOW
@given(st.binary(max_size=40), st.integers(0, len(GIVEN)), st.integers(0, 40))
def test_no_damage_to_a_workbooks_bytes_is_ever_more_than_a_stop(save: Save, piece: bytes, at: int, gone: int) -> None:
    with suppress(Stop):
        read([save(GIVEN[:at] + piece + GIVEN[at + gone :])])
