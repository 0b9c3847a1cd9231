"""Order files: what cannot be read is told with its place; what can be read comes whole, an order at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from inserts.model.order import State
from inserts.model.problem import Problem, Stop
from inserts.orders import Reading, read
from inserts.orders.cells import NOTHING, mend
from inserts.orders.records import LARGEST_ROW

HEADER = ("Order ID", "Name", "Item", "Quantity", "Status", "Country", "Note")
Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    def write(content: str | bytes, name: str = "orders.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def lines(*rows: Sequence[str], header: Sequence[str] = HEADER, delimiter: str = ",") -> str:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return file.getvalue()


def row(id: str, name: str = "Ana Ruiz", **more: str) -> list[str]:
    cells = {
        "Order ID": id,
        "Name": name,
        "Item": "Cup",
        "Quantity": "1",
        "Status": "paid",
        "Country": "ES",
        "Note": "",
    }
    return list((cells | more).values())


def stopped(*paths: Path, **more: object) -> tuple[Problem, ...]:
    with pytest.raises(Stop) as stop:
        read(paths, **more)  # type: ignore[arg-type]
    assert stop.value.exit_code == 1
    return stop.value.problems


def ids(reading: Reading) -> list[str]:
    return [order.id for order in reading.orders]


def refused(reading: Reading) -> dict[str, str]:
    return {item.order: item.reason for item in reading.refused}


# Files nothing can be done with


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "a PNG picture"),
        (b"PK\x03\x04rest", "a damaged Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
        (b"<html><table><tr><td>Order ID", "a web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "an XML file"),
        (lines(row("1")).encode("utf-16-le"), "NUL"),
        (lines(row("1", Note="a\0b")).encode(), "NUL"),
        (lines(row("1", Note="a\0b")).encode("utf-16"), "NUL"),
        (lines().encode(), "no orders below it"),
        (lines(["", "", ""], [" ", "\t"]).encode(), "no orders below it"),
        ("　\n　\n".encode(), "there is no header"),
    ],
)
def test_a_file_without_orders_is_told(save: Save, content: bytes, words: str) -> None:
    problem = stopped(save(content))[0]
    assert words in problem.message
    assert problem.hint


def test_nul_characters_are_told_with_their_line(save: Save) -> None:
    assert stopped(save(lines(row("1"), row("2", Note="a\0b"))))[0].where.line == 3


def test_a_folder_and_a_missing_file_are_told_by_name(save: Save, tmp_path: Path) -> None:
    folder, missing = tmp_path, tmp_path / "none.csv"
    problems = stopped(folder, missing)
    assert [problem.where.file for problem in problems] == [str(folder), str(missing)]
    assert "folder" in problems[0].message
    assert "no such file" in problems[1].message


def test_a_file_that_is_nearly_there_is_named(save: Save, tmp_path: Path) -> None:
    (tmp_path / "orders.csv.old").mkdir()
    save("Name\n#1\n", "orders.csv")
    with pytest.raises(Stop) as stop:
        read([tmp_path / "order.csv", tmp_path / "nowhere" / "x.csv"])
    assert [problem.hint for problem in stop.value.problems] == ['did you mean "orders.csv"?', "check the name"]


def test_all_files_that_cannot_be_read_are_told_at_once(save: Save, tmp_path: Path) -> None:
    problems = stopped(save(b"", "a.csv"), save(lines(row("1")), "b.csv"), tmp_path, save(b"\x89PNG", "c.csv"))
    assert [Path(problem.where.file).name for problem in problems] == ["a.csv", tmp_path.name, "c.csv"]


@pytest.mark.parametrize("before", ["", '2,B B,"two\nlines",1,paid,ES,\n'])
def test_an_open_quote_is_told_with_the_line_it_was_opened_in(save: Save, before: str) -> None:
    text = lines(row("1")) + before + '3,"C C,Cup,1,paid,ES,\n4,D D,Cup,1,paid,ES,\n'
    problem = stopped(save(text))[0]
    assert problem.where.line == 3 + before.count("\n")
    assert "quote" in problem.message


def test_an_open_quote_before_much_text_is_told_too(save: Save) -> None:
    text = lines(row("1")) + '2,"B B,Cup,1,paid,ES,\n' + lines(*[row(str(n)) for n in range(9_000)])
    assert stopped(save(text))[0].where.line == 3


def test_a_wide_table_is_no_export(save: Save) -> None:
    header = ["Order ID", "Name", *(f"column {n}" for n in range(600))]
    assert "602 columns" in stopped(save(lines(["1"], header=header)))[0].message


def test_an_unknown_time_zone_stops(save: Save) -> None:
    with pytest.raises(Stop, match="Mars"):
        read([save(lines(row("1")))], timezone="Mars/Olympus")


# Orders that cannot be trusted


def test_a_row_with_too_many_cells_refuses_its_order_alone(save: Save) -> None:
    reading = read([save(lines(row("1"), [*row("2"), "more"], row("3")))])
    assert ids(reading) == ["1", "3"]
    assert refused(reading) == {"2": "line 3: it has 8 cells where the header has 7"}
    assert reading.problems[0].where.line == 3


def test_blank_cells_beyond_the_header_are_nothing(save: Save) -> None:
    text = lines([*row("1"), "", " "], header=[*HEADER, "", ""])
    assert ids(read([save(text)])) == ["1"]


def test_a_cell_under_a_blank_header_refuses_the_order(save: Save) -> None:
    text = lines(row("1"), [*row("2"), "shifted"], header=[*HEADER, ""])
    assert list(refused(read([save(text)]))) == ["2"]


def test_a_row_too_short_to_tell_the_state_refuses_its_order(save: Save) -> None:
    reading = read([save(lines(row("1"), ["2", "Bo Li", "Tea"], row("3")))])
    assert ids(reading) == ["1", "3"]
    assert "3 cells" in refused(reading)["2"]
    assert reading.problems[0].where.column == "Quantity"


def test_a_row_without_its_last_blank_cells_is_read_and_told(save: Save) -> None:
    reading = read([save(lines(row("1"), row("2")[:-1], row("3")))])
    assert ids(reading) == ["1", "2", "3"]
    assert any("1 row ending early" in note for note in reading.files[0].notes)


def test_a_file_cut_off_in_its_last_row_refuses_that_order(save: Save) -> None:
    reading = read([save(lines(row("1"), row("2"))[:-2])])
    assert ids(reading) == ["1"]
    assert list(refused(reading)) == ["2"]


def test_text_after_a_closing_quote_refuses_the_row_and_no_other(save: Save) -> None:
    text = lines(row("1")) + '2,"Bo" Li,Tea,1,paid,SE,\n3,"C C\n4,"D D",Cup,1,paid,ES,\n' + lines(row("5"))
    reading = read([save(text)])
    assert ids(reading) == ["1", "4", "5"]
    assert list(refused(reading)) == ["2", "3"]


@pytest.mark.parametrize("cell", ["x" * 5_000_000, "x\n" * 300_000, 'a ""quote""' * 100_000, "ü" * LARGEST_ROW])
def test_a_huge_cell_refuses_its_order_alone(save: Save, cell: str) -> None:
    middle = f'2,Bo Li,Tea,1,paid,SE,"{cell}"\n'
    text = lines(row("1")) + middle + "3,Cy Doe,Cup,1,paid,ES,\n"
    reading = read([save(text)])
    assert ids(reading) == ["1", "3"]
    assert "131,072 characters" in refused(reading)["2"]
    assert reading.orders[1].source.line == 4 + middle.count("\n") - 1


def test_a_huge_cell_does_not_hide_the_order_number_behind_it(save: Save) -> None:
    text = lines(["x" * 200_000, "2", "Bo Li"], ["", "3", "Cy Doe"], header=["Note", "Order ID", "Name"])
    assert list(refused(read([save(text)]))) == ["2"]


def test_the_largest_row_read_is_read(save: Save) -> None:
    cell = "x" * (LARGEST_ROW - len(",".join(row("1"))) - 1)
    assert read([save(lines(row("1", Note=cell)))]).orders[0].note == cell


def test_a_number_cut_by_a_spreadsheet_refuses_all_its_rows(save: Save) -> None:
    reading = read([save(lines(row("2.01E+17"), row("7"), row("2,01E+17"), row("2.01E+17")))])
    assert ids(reading) == ["7"]
    assert "lines 2, 5" in refused(reading)["2.01E+17"]
    assert "2,01E+17" in refused(reading)


def test_a_number_a_spreadsheet_only_wrote_otherwise_is_mended_and_told(save: Save) -> None:
    reading = read([save(lines(row("9.171234567E+9")))])
    assert ids(reading) == ["9171234567"]
    assert any("9.17E+9" in note for note in reading.files[0].notes)


def test_numbers_rounded_to_15_digits_are_refused(save: Save) -> None:
    reading = read([save(lines(row("201234567890123000"), row("201234567890124000")))])
    assert ids(reading) == []
    assert len(reading.refused) == 2


def test_a_number_that_rounding_gave_to_several_orders_is_told_as_rounded(save: Save) -> None:
    """Their rows disagree too, but to correct that would be to mix two orders."""
    number = "2012345678901230000"
    reading = read([save(lines(row(number, "Ana Ruiz"), row(number, "Bo Li")))])
    assert ids(reading) == []
    assert "zeros" in refused(reading)[number]
    assert "lines 2, 3" in refused(reading)[number]


def test_long_numbers_stay_text_to_the_last_digit(save: Save) -> None:
    reading = read([save(lines(row("201234567890123000"), row('="2012345678901234567"'), row("0012")))])
    assert ids(reading) == ["201234567890123000", "2012345678901234567", "0012"]


@pytest.mark.parametrize("id", ["\x1b[2J", "a\u202eb", "x" * 101])
def test_a_number_fit_for_no_message_is_refused_by_its_line(save: Save, id: str) -> None:
    path = save(lines(row(id), row("2")))
    reading = read([path])
    assert ids(reading) == ["2"]
    assert list(refused(reading)) == [f"{path}:2"]


def test_a_row_without_a_number_is_refused_by_its_line(save: Save) -> None:
    path = save(lines(row("1"), row(""), row("2")))
    assert list(refused(read([path]))) == [f"{path}:3"]


def test_rows_that_contradict_refuse_their_order(save: Save) -> None:
    reading = read([save(lines(row("1"), row("2"), row("1", "Eva Noll")))])
    assert ids(reading) == ["2"]
    assert refused(reading)["1"] == "lines 2, 4: its rows disagree about Name"


def test_a_quantity_that_is_no_number_refuses_the_order(save: Save) -> None:
    assert list(refused(read([save(lines(row("1", Quantity="two"), row("2")))]))) == ["1"]


# Rows and files


def test_rows_of_an_order_make_one_order_wherever_they_stand(save: Save) -> None:
    reading = read([save(lines(row("1"), row("2"), row("1", "", Item="Tea", Quantity="3", Status="")))])
    assert ids(reading) == ["1", "2"]
    assert [(item.name, item.quantity) for item in reading.orders[0].items] == [("Cup", 1), ("Tea", 3)]


def test_a_field_is_filled_from_the_first_row_that_has_it(save: Save) -> None:
    reading = read(
        [
            save(
                lines(row("1", "", Note=" - ", Country="")),
            ),
            save(lines(row("2")), "b.csv"),
        ]
    )
    assert reading.orders[0].name_note == "missing"
    reading = read([save(lines(row("1", "", Note="null", Country=""), row("1", Note="Ring", Country="DE")))])
    order = reading.orders[0]
    assert (order.name, order.note, order.country) == ("Ana Ruiz", "Ring", "DE")


def test_an_order_given_in_two_files_is_one_order(save: Save) -> None:
    text = lines(row("1"), row("1", Item="Tea"))
    reading = read([save(text, "a.csv"), save(text + "2,Bo Li,Cup,1,paid,SE,\n", "b.csv")])
    assert ids(reading) == ["1", "2"]
    assert len(reading.orders[0].items) == 2
    assert any("1 order stands in a file before" in note for note in reading.files[1].notes)
    assert reading.problems == ()


def test_an_order_that_differs_in_a_second_file_is_read_once_and_told(save: Save) -> None:
    first, second = save(lines(row("1")), "a.csv"), save(lines(row("9"), row("1", Status="shipped")), "b.csv")
    reading = read([first, second])
    assert [(order.id, order.state) for order in reading.orders] == [("1", State.OPEN), ("9", State.OPEN)]
    problem = reading.problems[0]
    assert (problem.where.file, problem.where.line) == (str(second), 3)
    assert f"{first}:2" in problem.message
    assert "state" in problem.message


def test_an_order_refused_in_one_file_is_not_printed_from_another(save: Save) -> None:
    reading = read([save(lines(row("1"), row("2")), "a.csv"), save(lines([*row("1"), "more"]), "b.csv")])
    assert ids(reading) == ["2"]
    assert list(refused(reading)) == ["1"]


def test_the_same_file_twice_is_read_once(save: Save) -> None:
    path = save(lines(row("1"), row("1"), [*row("2"), "more"]))
    reading = read([path, path])
    assert ids(reading) == ["1"]
    assert list(refused(reading)) == ["2"]
    assert len(reading.orders[0].items) == 2


def test_files_joined_end_to_end_give_each_order_once(save: Save) -> None:
    text = lines(row("1"), row("1", Item="Tea"), row("2"))
    reading = read([save(text + "\ufeff" + text)])
    assert [(order.id, len(order.items)) for order in reading.orders] == [("1", 2), ("2", 1)]
    assert any("1 header line" in note for note in reading.files[0].notes)


def test_lines_are_those_of_the_file(save: Save) -> None:
    text = lines(row("1", Note="two\r\nlines"), row("2"), [*row("3"), "more"])
    reading = read([save("\n\n" + text)])
    assert [order.source.line for order in reading.orders] == [4, 6]
    assert "line 7" in refused(reading)["3"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_read(save: Save, end: str) -> None:
    reading = read([save(lines(row("1"), row("2")).replace("\n", end))])
    assert [order.source.line for order in reading.orders] == [2, 3]


def test_no_files_give_no_orders() -> None:
    assert read([]) == Reading()


# What is written comes back

PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n"), max_size=30)
TRICKY = st.text("\",;|\t\n\r '=#-ä漢é0", max_size=12)
CELLS = st.one_of(PLAIN, TRICKY)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def untouched(text: str) -> bool:
    """Whether none of the guards that spreadsheets and shops put around texts is there to be taken away."""
    guarded = text[:1] in "'=\"" or text[-1:] == '"' or "&" in text or "  " in text
    edges = text.strip().strip("\ufeff\u200b") != text
    return not (guarded or edges or text.casefold() in NOTHING or mend(text) != text)


@SLOW
@given(CELLS, CELLS, st.sampled_from(",;\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.booleans())
@example('a,b\n"c" d;e\tf|g', "x\ry", ",", "utf-8", False)
def test_what_the_csv_module_writes_comes_back_unchanged(
    save: Save, note: str, gift: str, delimiter: str, encoding: str, quote_all: bool
) -> None:
    assume(untouched(note) and untouched(gift))
    file = io.StringIO()
    quoting = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    rows = [["Order ID", "Name", "Note", "Gift"], ["1", "Ana Ruiz", note, gift], ["2", "Bo Li", gift, note]]
    csv.writer(file, delimiter=delimiter, quoting=quoting).writerows(rows)
    reading = read([save(file.getvalue().encode(encoding))])
    assert [(order.note, order.field("Gift")) for order in reading.orders] == [(note, gift), (gift, note)]
    assert reading.files[0].delimiter == delimiter


PIECES = st.sampled_from(
    [
        b'"',
        b"\n",
        b"\r",
        b",",
        b";",
        b"\t",
        b"1",
        b"Order ID",
        b"Name",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xe9",
        b"=",
    ]
)
GIVEN_FILE = lines(row("1", Note='a "b"'), row("1", Item="Tea"), row("2")).encode()


@SLOW
@given(st.lists(PIECES | st.binary(max_size=6), max_size=30).map(b"".join))
def test_no_bytes_are_ever_more_than_a_stop(save: Save, data: bytes) -> None:
    with suppress(Stop):
        read([save(data)])


@SLOW
@given(st.lists(st.tuples(st.integers(0, len(GIVEN_FILE)), PIECES), max_size=6))
def test_a_damaged_file_never_gives_an_order_twice(save: Save, damage: list[tuple[int, bytes]]) -> None:
    data = GIVEN_FILE
    for place, piece in damage:
        data = data[:place] + piece + data[place:]
    try:
        reading = read([save(data)])
    except Stop:
        return
    named = [*ids(reading), *refused(reading)]
    assert len(named) == len(set(named)) == len(reading.orders) + len(reading.refused)
    assert reading.files[0].rows >= 1


@SLOW
@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=12), st.sets(st.integers(0, 11)))
def test_every_order_of_a_file_is_read_or_refused(save: Save, numbers: list[str], spoiled: set[int]) -> None:
    rows = [[*row(id), "more"] if place in spoiled else row(id) for place, id in enumerate(numbers)]
    reading = read([save(lines(*rows))])
    bad = {id for place, id in enumerate(numbers) if place in spoiled}
    assert set(refused(reading)) == bad
    assert ids(reading) == list(dict.fromkeys(id for id in numbers if id not in bad))
