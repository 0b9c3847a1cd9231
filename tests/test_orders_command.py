"""`inserts orders` and what `inserts print` tells of the orders it read: counts, states, names that are none."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import openpyxl

from tests.shops import SHOP, export, make_shop, numbered


def write(folder: Path, text: str, name: str = "orders.csv") -> None:
    (folder / name).write_text(text, "utf-8")


MIXED = "Order ID;Name;Email;Phone;Item;Status;Country\n" + "".join(
    f"{row}\n"
    for row in (
        "1;Ana Ruiz;ana@post.example;+34 600 111;Cup;paid;Spain",
        "2;J***;;;Cup;paid;DE",
        "3;##abc;;;Cup;shipped;DE",
        "4;;;;Cup;cancelled;DE",
        "5;Bo Li;bo@post.example;;Cup;cancelled;SE",
        "6;Cy Doe;;;Cup;wrapped;SE",
        "7;Di Roe;;;Cup;paid;SE;more",
    )
)


def test_a_file_is_shown_with_its_platform_encoding_states_and_problems(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    told = inserts("orders", "orders.csv")
    assert told.status == 3
    assert "orders.csv: generic, utf-8, semicolon, 7 rows" in told.err
    assert "6 orders: 3 open, 2 cancelled, 1 fulfilled" in told.err
    assert 'the status "wrapped" is not known' in told.err
    assert "orders.csv:8: order 7 is refused: it has 8 cells" in told.err


def test_names_that_are_none_are_counted_by_reason(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    told = inserts("orders", "orders.csv", "--include", "fulfilled", "--include", "cancelled")
    assert "Without a printable name: 3 (1 masked, 1 encrypted, 1 missing)" in told.err
    assert "J***" not in told.out + told.err
    assert "##abc" not in told.out + told.err


def test_orders_that_get_no_card_are_not_counted_as_greeted_without_a_name(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    told = inserts("orders", "orders.csv")
    assert "Without a printable name: 1 (1 masked)" in told.err


def test_the_table_has_heads_and_no_address(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    told = inserts("orders", "orders.csv")
    assert told.out.splitlines()[0].split() == ["order", "placed", "state", "items", "country", "name"]
    assert told.out.splitlines()[1].split() == ["1", "open", "1", "ES", "Ana", "Ruiz"]
    assert told.out.splitlines()[2].endswith("(masked)")
    assert "post.example" not in told.out + told.err
    assert "600" not in told.out + told.err


def test_what_is_left_out_is_told_with_the_flag_that_brings_it_back(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    told = inserts("orders", "orders.csv")
    assert "Left out for their state: 1 fulfilled, 2 cancelled." in told.err
    assert "--include fulfilled --include cancelled" in told.err
    told = inserts("orders", "orders.csv", "--include", "cancelled")
    assert "Left out for their state: 1 fulfilled." in told.err


def test_json_is_what_the_design_says(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, MIXED)
    told = inserts("orders", "orders.csv", "--json")
    assert told.status == 3
    assert told.err == ""
    assert told.json.keys() == {"files", "orders", "problems"}
    assert told.json["files"] == [
        {"path": "orders.csv", "platform": "generic", "encoding": "utf-8", "delimiter": ";", "rows": 7}
    ]
    assert told.json["orders"][0] == {
        "id": "1",
        "placed": None,
        "name": "Ana Ruiz",
        "email": "ana@post.example",
        "phone": "+34 600 111",
        "country": "ES",
        "language": "es",
        "items": [{"name": "Cup", "sku": "", "quantity": 1}],
        "total": None,
        "currency": "",
        "discount_codes": [],
        "state": "open",
        "note": "",
    }
    assert told.json["problems"][0].keys() == {"file", "line", "column", "message", "hint"}


def test_an_unknown_export_proposes_lines_that_work_once_pasted(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, "Vorgang;Kontakt;Ware\nA1;Ana Ruiz;Tasse\n")
    told = inserts("orders", "orders.csv")
    assert told.status == 1
    assert '"Vorgang", "Kontakt", "Ware"' in told.err
    lines = [line.strip() for line in told.err.splitlines()]
    pasted = "\n".join(lines[lines.index("[orders]") :][:2])
    assert tomllib.loads(pasted)["orders"]["columns"]["name"] == "Kontakt"
    write(tmp_path, f"{SHOP}\n{pasted}\n", "shop.toml")
    assert "Ana Ruiz" in inserts("orders", "orders.csv").out


def test_json_of_an_unknown_export_has_its_problem(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, "Vorgang;Kontakt;Ware\nA1;Ana Ruiz;Tasse\n")
    told = inserts("orders", "orders.csv", "--json")
    assert told.status == 1
    assert (told.json["orders"], told.json["problems"][0]["line"]) == ([], 1)


def test_nothing_in_a_file_steers_the_terminal(inserts: Any, tmp_path: Path) -> None:
    write(tmp_path, "Order ID,Name,Status\n1,Ana\x1b[2J\u202eRuiz,\x1b]0;paid\x07\n2,Bo\x9b31mLi,paid\n")
    told = inserts("orders", "orders.csv")
    assert not set(told.out + told.err) & set("\x1b\x07\x9b\u202e")


def test_a_workbook_is_shown_too(inserts: Any, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for cells in (["Order ID", "Name"], [7123456789, "Ana Ruiz"]):
        book.active.append(cells)
    book.save(tmp_path / "orders.xlsx")
    told = inserts("orders", "orders.xlsx")
    assert "orders.xlsx: generic, xlsx, a workbook's first sheet with a header, 1 row" in told.err
    assert "7123456789" in told.out


# The same, when printing


def test_print_tells_how_many_have_no_name_and_whose_was_cleaned(inserts: Any, tmp_path: Path) -> None:
    names = ["Ida Berg", "I***", "", "Ana\u202e Ruiz", "Bo\x07 Li"]
    rows = [{"Name": f"#{number}", "Shipping Name": name} for number, name in enumerate(names, 1)]
    make_shop(tmp_path, export(rows))
    told = inserts("print", "orders.csv", "--dry-run")
    assert "Without a printable name: 2 (1 masked, 1 missing)" in told.err
    assert "In 1 name: control characters were dropped." in told.err
    assert "In 1 name: marks that turn the reading direction were dropped." in told.err
    told = inserts("print", "orders.csv", "--dry-run", "--json")
    assert told.json["without_name"] == {"masked": 1, "missing": 1}
    assert told.json["names_cleaned"]["control characters were dropped"] == 1


def test_print_counts_what_it_left_out_and_include_brings_it_back(inserts: Any, tmp_path: Path) -> None:
    rows = [{"Name": f"#{number}"} for number in (1, 2, 3)]
    rows[1]["Fulfillment Status"] = rows[2]["Fulfillment Status"] = "fulfilled"
    make_shop(tmp_path, export(rows))
    told = inserts("print", "orders.csv", "--dry-run")
    assert "Left out for their state: 2 fulfilled. --include fulfilled prints them too." in told.err
    told = inserts("print", "orders.csv", "--dry-run", "--include", "fulfilled", "--json")
    assert told.json["left_out"] == []
    assert told.json["batches"][0]["orders"] == 3


def test_print_says_what_was_assumed_of_a_file(inserts: Any, tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(1))
    data = (tmp_path / "orders.csv").read_text("utf-8").replace("Ida", "Jürgen").encode("cp1252")
    (tmp_path / "orders.csv").write_bytes(data)
    told = inserts("print", "orders.csv", "--dry-run")
    assert "look at the names before printing" in told.err
