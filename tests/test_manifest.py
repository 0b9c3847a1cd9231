"""The manifest: what is written comes back, and no spreadsheet runs it."""

from __future__ import annotations

import csv
import dataclasses
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inserts.manifest import HEADER, Row, read, write

ROW = Row("2026-11-24", "#1001", "Ana Ruiz", "classic", 2, "K7QWM-4XH2M", ("https://a.example/K7",), 2, 1, "printed")
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
TRICKY = st.one_of(WORDS, st.text("'=+-@＝\t\r\n 19.,\\n\ufeff\"", max_size=5))
PAYLOADS = st.lists(st.one_of(WORDS, st.text("\\\n\rnr'=", max_size=5)).filter(bool), max_size=3).map(tuple)
STATES = st.sampled_from(["printed", "held back", "left out"])
PLACES = st.one_of(st.just((0, 0)), st.tuples(st.integers(1, 10**9 - 1), st.integers(1, 10**9 - 1)))
ROWS = st.builds(
    lambda place, **more: Row(page=place[0], slot=place[1], **more),
    PLACES,
    batch=TRICKY,
    order=TRICKY,
    name=TRICKY,
    template=TRICKY,
    side_count=st.integers(0, 2),
    code=TRICKY,
    qr=PAYLOADS,
    state=STATES,
    reason=TRICKY,
)


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


def test_the_header_is_the_one_promised() -> None:
    assert ",".join(parsed(write([]))[0]) == "batch,order,name,template,side_count,code,qr,page,slot,state,reason"


def test_every_field_is_quoted_and_lines_end_in_crlf() -> None:
    assert write([ROW]).split(b"\r\n")[1] == (
        b'"2026-11-24","#1001","Ana Ruiz","classic","2","K7QWM-4XH2M","https://a.example/K7","2","1","printed",""'
    )


@given(st.lists(ROWS, max_size=4))
@example([dataclasses.replace(ROW, name="'=1", reason="'-5", order="-5", code="\t=x", qr=("a\r\nb", "\\n", "=x"))])
def test_reading_gives_back_what_was_written(rows: list[Row]) -> None:
    assert read(write(rows)) == (tuple(rows), ())


@given(ROWS)
def test_no_cell_starts_a_formula(row: Row) -> None:
    for cell in parsed(write([row]))[1]:
        number = cell.lstrip("+-").replace(",", "").replace(".", "").isdigit()
        assert number or not cell.lstrip().startswith(tuple("=+-@＝＋－＠"))
        assert not cell.startswith(("\t", "\r", "\n"))


def test_plain_numbers_are_left_as_numbers() -> None:
    assert parsed(write([dataclasses.replace(ROW, order="-12.50")]))[1][1] == "-12.50"


def test_nul_characters_are_dropped() -> None:
    assert read(write([dataclasses.replace(ROW, name="A\0na")]))[0][0].name == "Ana"


def test_payloads_stand_on_lines_of_their_own_with_their_line_breaks_escaped() -> None:
    row = dataclasses.replace(ROW, qr=("https://a.example/K7", "BEGIN:VCARD\r\nFN:Shop\r\n", "a\\b"))
    assert parsed(write([row]))[1][6].split("\n") == [
        "https://a.example/K7",
        "BEGIN:VCARD\\r\\nFN:Shop\\r\\n",
        "a\\\\b",
    ]


def test_a_card_not_printed_has_no_page_and_no_slot() -> None:
    row = dataclasses.replace(ROW, page=0, slot=0, state="held back", reason="no face has 𓀀")
    assert parsed(write([row]))[1][7:10] == ["", "", "held back"]


def test_a_byte_order_mark_of_another_program_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + write([ROW])) == ((ROW,), ())


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        (b"", "m.csv:1", "not a manifest"),
        (b"order,name\r\n", "m.csv:1", "not a manifest"),
        (write([ROW]) + b"\xff", "m.csv", "not UTF-8"),
        (write([ROW]) + b'"x","y"\r\n', "m.csv:3", "2 cells"),
        (write([ROW])[:-20], "m.csv:2", "broken"),
        (write([ROW]).replace(b'"2","1"', b'"two","1"'), "m.csv:2 page", "count"),
        (write([ROW]).replace(b'"printed"', b'"lost"'), "m.csv:2 state", "none of"),
    ],
)
def test_a_broken_manifest_says_where_and_what(data: bytes, place: str, words: str) -> None:
    problems = read(data, file="m.csv")[1]
    assert [str(problem.where) for problem in problems] == [place]
    assert words in problems[0].message
    assert problems[0].hint


def test_good_rows_come_back_beside_a_broken_one() -> None:
    assert read(write([ROW]) + b'"x"\r\n' + write([ROW]).split(b"\r\n", 1)[1])[0] == (ROW, ROW)


def test_problems_never_show_a_name() -> None:
    problems = read(write([ROW]).replace(b'"printed"', b'"Ana"'))[1]
    assert "Ana" not in str(problems[0])


def test_the_header_is_the_rows_fields_in_order() -> None:
    assert len(HEADER) == len(dataclasses.fields(Row)) == 11
