"""How much work a card is, counted and not timed: what is done once a batch must not be done for every card."""

from __future__ import annotations

import gc
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest
import uharfbuzz as hb
from pypdfium2 import PdfDocument, PdfPage
from qrcode.main import QRCode

import inserts.ledger.people as people
import inserts.qr as qr
from inserts.cycles import no_collection
from inserts.layout.text import Setter
from inserts.model.card import Card
from inserts.pdf import Writer
from inserts.text.typesetter import Typesetter
from tests.shops import export, make_shop, outside, run

FEW, MORE, MANY, MOST = 54, 108, 351, 405  # nine to a sheet: whole sheets

NAMES = ("Ida Lind", "Tomasz Łęcki", "王伟", "ليلى حداد", "Grace Osei")


class Work(NamedTuple):
    """What a run did: customers hashed, texts cleaned, texts set, calls of HarfBuzz, symbols drawn by qrcode, pages
    opened, searched for text, rendered, and rendered as wholes, the PDF's bytes, lines of the program."""

    hashed: int
    cleaned: int
    set: int
    shaped: int
    drawn: int
    opened: int
    searched: int
    rendered: int
    whole: int
    size: int
    lines: int


def printed(count: int) -> int:
    """Print so many cards, with names and codes that no other run has; the bytes of the PDF."""
    orders = export(
        {"Name": f"#{1001 + n}", "Email": f"c{n}@x.example", "Shipping Name": f"{NAMES[n % 5]} {count:03}{n:03}"}
        for n in range(count)
    )
    with TemporaryDirectory() as folder:
        shop = make_shop(Path(folder), orders)
        (batch,) = run(shop, outside(seed=count), templates=("classic",), stock="a4").batches
        assert batch.cards == count
        assert batch.pdf
        return batch.pdf.stat().st_size


@cache
def work(count: int) -> Work:
    lines = 0

    def trace(frame: FrameType, event: str, arg: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace if "/inserts/" in frame.f_code.co_filename else None

    printed(9)  # what a process does once is done
    qr.encode.cache_clear()
    qr._form.cache_clear()
    with (
        patch.object(people, "customer_key", wraps=people.customer_key) as hashed,
        patch.object(Typesetter, "clean", autospec=True, side_effect=Typesetter.clean) as cleaned,
        patch.object(Setter, "_set", autospec=True, side_effect=Setter._set) as texts,
        patch.object(hb, "shape", wraps=hb.shape) as shaped,
        patch.object(QRCode, "make", autospec=True, side_effect=QRCode.make) as drawn,
        patch.object(PdfDocument, "get_page", autospec=True, side_effect=PdfDocument.get_page) as opened,
        patch.object(PdfPage, "get_textpage", autospec=True, side_effect=PdfPage.get_textpage) as searched,
        patch.object(PdfPage, "render", autospec=True, side_effect=PdfPage.render) as rendered,
    ):
        before = sys.gettrace()
        sys.settrace(trace)
        try:
            size = printed(count)
        finally:
            sys.settrace(before)
        counts = (mock.call_count for mock in (hashed, cleaned, texts, shaped, drawn, opened, searched, rendered))
        whole = sum(not any(call.kwargs["crop"]) for call in rendered.call_args_list if "crop" in call.kwargs)
        return Work(*counts, whole, size, lines)


def further(of: str) -> float:
    """What each of the last cards took."""
    return float(getattr(work(MOST), of) - getattr(work(MANY), of)) / (MOST - MANY)


def test_a_further_card_has_its_own_texts_set_only() -> None:
    assert further("set") == 3  # greeting, order number and code; what the offer says is the same on every card
    assert further("shaped") <= 5


def test_a_further_orders_customer_is_hashed_once() -> None:
    assert further("hashed") == 1


def test_a_further_cards_texts_are_cleaned_once() -> None:
    # Greeting, order number and code; the name for the manifest, and for what is told; a ninth of a sheet's note.
    assert further("cleaned") == pytest.approx(3 + 2 + 1 / 9)


def test_qrcode_draws_what_the_bits_of_codes_change_and_not_every_symbol() -> None:
    assert work(MOST).drawn < 100
    assert further("drawn") == 0


def test_a_single_card_draws_its_own_symbols_and_no_table_of_bits() -> None:
    assert work(1).drawn <= 6


def test_the_proof_opens_each_further_page_once_and_looks_at_it_and_at_each_sheets_own_code() -> None:
    assert further("opened") == 2 / 9
    assert further("rendered") == 3 / 9


def test_the_side_that_is_the_same_on_all_cards_is_neither_rasterised_nor_searched_for_text_on_every_sheet() -> None:
    assert further("whole") == 1 / 9
    assert further("searched") == 1 / 9


def test_a_further_card_is_small() -> None:
    assert further("size") < 700


def test_a_further_card_takes_few_lines_of_the_program() -> None:
    assert further("lines") < 5600


def test_a_card_among_many_is_as_much_work_as_one_among_few() -> None:
    # As much but for the sizes that its name is tried in, and what is learned from the first codes.
    assert further("lines") == pytest.approx((work(MORE).lines - work(FEW).lines) / (MORE - FEW), rel=0.2)


def test_a_card_that_is_drawn_is_forgotten() -> None:
    left: list[int] = []

    def finish(writer: Writer, *given: Any, **named: Any) -> int:
        left.append(sum(type(thing) is Card for thing in gc.get_objects()))
        return finished(writer, *given, **named)

    finished = Writer.finish
    with patch.object(Writer, "finish", finish):
        printed(FEW)
    assert left[0] <= 1


def test_cards_leave_no_cycles_that_python_would_have_to_look_for() -> None:
    found: list[int] = []

    def finish(writer: Writer, *given: Any, **named: Any) -> int:
        found.append(gc.collect())
        return finished(writer, *given, **named)

    finished = Writer.finish
    with patch.object(Writer, "finish", finish), no_collection():
        for count in (FEW, MANY):
            gc.collect()
            printed(count)
    assert found[1] - found[0] < (MANY - FEW) / 9
