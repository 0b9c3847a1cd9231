"""The proof: a right file passes, and every way a file can be wrong is named with its page and order.

The files are made here, by code that shares nothing with the program's own writer.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pytest
from qrcode.main import QRCode
from reportlab.pdfgen.canvas import Canvas

from inserts.manifest import Row
from inserts.model.length import Box
from inserts.proof import Proof, prove

W, H = 400.0, 600.0
CARD_W, CARD_H, LEFT, TOP = 160.0, 150.0, 30.0, 40.0  # a grid of 2 x 3, not centred
SLOTS = [(LEFT + column * 170, TOP + row * 170) for row in range(3) for column in range(2)]
NOTE = Box(30, 560, 340, 20)  # below the cards
HOME = "https://shop.example/"


@dataclasses.dataclass(frozen=True)
class Drawn:
    """A card as it is drawn: the side's payloads at steps of 70 points from its left, its number below."""

    number: str
    payloads: tuple[str, ...] = ()
    back: tuple[str, ...] | None = None


def draw_code(canvas: Canvas, payload: str, x: float, y: float, size: float = 50) -> None:
    code = QRCode(border=0)
    code.add_data(payload)
    matrix = code.get_matrix()
    module = size / len(matrix)
    for r, row in enumerate(matrix):
        for c, dark in enumerate(row):
            if dark:
                canvas.rect(x + c * module, y + size - (r + 1) * module, module, module, stroke=0, fill=1)


def draw_side(canvas: Canvas, number: str, payloads: Iterable[str], x: float, y: float, turned: bool) -> None:
    """A side with its top left at x, y from the page's top left."""
    canvas.saveState()
    canvas.translate(x, H - y - CARD_H)
    if turned:
        canvas.translate(CARD_W, CARD_H)
        canvas.rotate(180)
    for step, payload in enumerate(payloads):
        draw_code(canvas, payload, 12 + 70 * step, 60)
    canvas.setFont("Helvetica", 7)
    canvas.drawString(100, 12, number)
    canvas.drawString(12, 30, "10 % off, until 31 Mar 2027")
    canvas.restoreState()


def pdf(
    folder: Path,
    sheets: list[list[Drawn | None]],
    *,
    backs: bool = False,
    about_vertical: bool = True,
    back_numbers: bool = False,
    duplex: str = "DuplexFlipLongEdge",
    cover: str = "Cover",
    margin: str = "",
) -> Path:
    path = folder / "batch.pdf"
    canvas = Canvas(str(path), (W, H), invariant=1)
    if duplex:
        canvas.setViewerPreference("Duplex", duplex)
    canvas.drawString(50, 500, cover)
    canvas.showPage()
    for cards in sheets:
        for (x, y), card in zip(SLOTS, cards, strict=False):
            if card:
                draw_side(canvas, card.number, card.payloads, x, y, False)
        canvas.drawString(NOTE.x, H - NOTE.bottom + 4, margin)
        canvas.showPage()
        if backs:
            for (x, y), card in zip(SLOTS, cards, strict=False):
                if card and card.back is not None:
                    place = (W - x - CARD_W, y) if about_vertical else (x, H - y - CARD_H)
                    draw_side(canvas, card.number if back_numbers else "", card.back, *place, not about_vertical)
            canvas.showPage()
    canvas.save()
    return path


def link(number: int) -> str:
    return f"{HOME}K7QWM-{number:05}"


def row(number: int, page: int, slot: int, *, back: bool = False, qr: tuple[str, ...] | None = None) -> Row:
    payloads = (link(number),) if qr is None else qr
    code = f"K7QWM-{number:05}"
    return Row("b", f"#{number}", "Ana Ruiz", "classic", 1 + back, code, payloads, page, slot, "printed")


def card(number: int, back: tuple[str, ...] | None = None) -> Drawn:
    return Drawn(f"#{number}", (link(number),), back)


def told(proof: Proof) -> list[str]:
    return [f"{problem.where.column}: {problem.message}" for problem in proof.problems]


NINE = [[card(1001 + n) for n in range(6)], [card(1007 + n) for n in range(3)]]
NINE_ROWS = [row(1001 + n, 2 + n // 6, n % 6 + 1) for n in range(9)]


def test_a_right_file_passes_with_everything_counted(tmp_path: Path) -> None:
    assert prove(pdf(tmp_path, NINE), NINE_ROWS) == Proof(3, 9, 9, ())


def test_a_batch_with_no_card_is_its_cover(tmp_path: Path) -> None:
    held = dataclasses.replace(NINE_ROWS[0], page=0, slot=0, state="held back", reason="no face has it")
    assert prove(pdf(tmp_path, []), [held]) == Proof(1, 0, 0, ())


def test_progress_counts_the_pages(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    prove(pdf(tmp_path, NINE), NINE_ROWS, progress=lambda done, count: seen.append((done, count)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_sheet_may_start_at_a_later_slot(tmp_path: Path) -> None:
    rows = [row(1001, 2, 5), row(1002, 2, 6), row(1003, 3, 1)]
    assert told(prove(pdf(tmp_path, [[None] * 4 + [card(1001), card(1002)], [card(1003)]]), rows)) == []


@pytest.mark.parametrize("duplex", ["DuplexFlipLongEdge", "DuplexFlipShortEdge", ""])
@pytest.mark.parametrize("back_numbers", [True, False])
def test_right_backs_pass_for_either_edge(tmp_path: Path, duplex: str, back_numbers: bool) -> None:
    sheets: list[list[Drawn | None]] = [[card(n, (link(n) + "B",)) for n in range(1001, 1006)]]
    rows = [row(n, 2, n - 1000, back=True, qr=(link(n), link(n) + "B")) for n in range(1001, 1006)]
    path = pdf(
        tmp_path,
        sheets,
        backs=True,
        duplex=duplex,
        about_vertical=duplex != "DuplexFlipShortEdge",
        back_numbers=back_numbers,
    )
    assert prove(path, rows) == Proof(3, 5, 10, ())


@pytest.mark.parametrize("duplex", ["DuplexFlipLongEdge", "DuplexFlipShortEdge"])
def test_backs_laid_out_for_the_other_edge_are_found(tmp_path: Path, duplex: str) -> None:
    sheets: list[list[Drawn | None]] = [[card(n, (link(n) + "B",)) for n in range(1001, 1006)]]
    rows = [row(n, 2, n - 1000, back=True, qr=(link(n), link(n) + "B")) for n in range(1001, 1006)]
    path = pdf(tmp_path, sheets, backs=True, duplex=duplex, about_vertical=duplex == "DuplexFlipShortEdge")
    assert told(prove(path, rows)) == [
        "page 3: orders #1001, #1002, #1003 and 2 more: a back does not lie behind its front, or stands on its head"
    ]


def test_two_swapped_backs_are_found(tmp_path: Path) -> None:
    sheets: list[list[Drawn | None]] = [[card(1001, (link(1002) + "B",)), card(1002, (link(1001) + "B",))]]
    rows = [row(n, 2, n - 1000, back=True, qr=(link(n), link(n) + "B")) for n in (1001, 1002)]
    found = told(prove(pdf(tmp_path, sheets, backs=True), rows))
    assert found == ["page 3: orders #1001, #1002: a back does not lie behind its front, or stands on its head"]


def test_one_sided_cards_leave_their_back_blank(tmp_path: Path) -> None:
    sheets: list[list[Drawn | None]] = [[card(1001, (HOME,)), card(1002)], [card(1003)]]
    rows = [row(1001, 2, 1, back=True, qr=(link(1001), HOME)), row(1002, 2, 2), row(1003, 4, 1)]
    assert told(prove(pdf(tmp_path, sheets, backs=True), rows)) == []


def test_a_blank_page_behind_one_sided_cards_is_strange_where_nothing_has_a_back(tmp_path: Path) -> None:
    path = pdf(tmp_path, [[card(1001)]], backs=True)
    assert told(prove(path, [row(1001, 2, 1)])) == ["page 3: the manifest names no card of this page"]


def test_a_number_in_a_margins_note_does_not_stand_for_one_that_a_card_lacks(tmp_path: Path) -> None:
    sheets: list[list[Drawn | None]] = [[Drawn("", (link(3),)), Drawn("#7", (link(7),))]]
    path, rows = pdf(tmp_path, sheets, margin="2026-11-24 · sheet 3 of 7"), [row(3, 2, 1), row(7, 2, 2)]
    assert told(prove(path, rows, notes={2: NOTE})) == ["page 2: the number of order #3 is missing in the page's text"]


def test_swapped_cards_are_found(tmp_path: Path) -> None:
    sheets = [[*NINE[0][:1], NINE[0][2], NINE[0][1], *NINE[0][3:]], NINE[1]]
    found = told(prove(pdf(tmp_path, sheets), NINE_ROWS))
    assert found == ["page 2: orders #1001, #1002, #1003 and 3 more: the cards do not lie in the order of their slots"]


@pytest.mark.parametrize("pair", [(a, b) for a in range(6) for b in range(a)])
def test_any_two_cards_swapped_on_a_full_sheet_are_found(tmp_path: Path, pair: tuple[int, int]) -> None:
    a, b = pair
    cards = list(NINE[0])
    cards[a], cards[b] = cards[b], cards[a]
    assert "order of their slots" in " ".join(told(prove(pdf(tmp_path, [cards]), NINE_ROWS[:6])))


def test_a_card_in_another_slot_than_promised_is_found_against_other_sheets(tmp_path: Path) -> None:
    found = told(prove(pdf(tmp_path, [NINE[0], [None, card(1007)]]), [*NINE_ROWS[:6], row(1007, 3, 1)]))
    assert found == ["page 3: order #1007: the cards lie elsewhere than on the other sheets"]


def test_cards_with_equal_codes_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    drawn: list[Drawn | None] = [Drawn(f"#{n}", (HOME,)) for n in (1002, 1001, 1003)]
    rows = [row(n, 2, n - 1000, qr=(HOME,)) for n in (1001, 1002, 1003)]
    assert "order of their slots" in told(prove(pdf(tmp_path, [drawn]), rows))[0]


def test_a_number_and_code_of_two_orders_on_one_card_are_found(tmp_path: Path) -> None:
    drawn: list[Drawn | None] = [Drawn("#1002", (link(1001),)), Drawn("#1001", (link(1002),)), card(1003)]
    rows = [row(n, 2, n - 1000) for n in (1001, 1002, 1003)]
    assert "order of their slots" in told(prove(pdf(tmp_path, [drawn]), rows))[0]


def test_a_doubled_code_names_its_order(tmp_path: Path) -> None:
    sheets = [[card(1001), Drawn("#1002", (link(1001),))]]
    assert told(prove(pdf(tmp_path, sheets), [row(1001, 2, 1), row(1002, 2, 2)])) == [
        "page 2: a QR code or barcode of order #1002 is missing or cannot be read",
        "page 2: the page shows a QR code or barcode of order #1001 once too often",
    ]


def test_a_code_of_another_page_names_its_order(tmp_path: Path) -> None:
    sheets = [[card(1001)], [Drawn("#1002", (link(1001),))]]
    found = told(prove(pdf(tmp_path, sheets), [row(1001, 2, 1), row(1002, 3, 1)]))
    assert "page 3: the page shows a QR code or barcode of order #1001" in found


def test_a_wrong_payload_is_found_and_not_shown(tmp_path: Path) -> None:
    sheets = [[Drawn("#1001", ("https://evil.example/Ana",))]]
    proof = prove(pdf(tmp_path, sheets), [row(1001, 2, 1)])
    assert told(proof) == [
        "page 2: a QR code or barcode of order #1001 is missing or cannot be read",
        "page 2: the page shows a QR code that the manifest does not promise",
    ]
    assert "Ana" not in repr(proof)


def test_a_code_of_the_owners_own_picture_may_be_allowed(tmp_path: Path) -> None:
    sheets = [[Drawn("#1001", (link(1001), HOME))]]
    path = pdf(tmp_path, sheets)
    assert told(prove(path, [row(1001, 2, 1)])) == [
        "page 2: the page shows a QR code that the manifest does not promise"
    ]
    assert told(prove(path, [row(1001, 2, 1)], allowed=[HOME])) == []


def test_one_of_several_equal_codes_missing_is_counted(tmp_path: Path) -> None:
    sheets = [[Drawn("#1001", (HOME,)), Drawn("#1002")]]
    rows = [row(n, 2, n - 1000, qr=(HOME,)) for n in (1001, 1002)]
    assert told(prove(pdf(tmp_path, sheets), rows)) == [
        "page 2: 1 of 2 equal codes of orders #1001, #1002 is missing or cannot be read"
    ]


def test_a_code_on_the_wrong_side_is_found(tmp_path: Path) -> None:
    sheets: list[list[Drawn | None]] = [[Drawn("#1001", (HOME,), (link(1001),))]]
    rows = [row(1001, 2, 1, back=True, qr=(link(1001), HOME))]
    assert told(prove(pdf(tmp_path, sheets, backs=True), rows)) == [
        "page 2: a QR code or barcode of order #1001 is on the wrong side"
    ]


def test_missing_backs_are_found_by_the_page_count(tmp_path: Path) -> None:
    rows = [row(1001, 2, 1, back=True)]
    assert told(prove(pdf(tmp_path, [[card(1001)]]), rows)) == [
        "page 3: the page with the backs of order #1001 is missing: the file ends at page 2"
    ]


def test_a_missing_back_among_others_is_found(tmp_path: Path) -> None:
    sheets: list[list[Drawn | None]] = [[card(1001, (HOME,)), card(1002)]]
    rows = [row(n, 2, n - 1000, back=True, qr=(link(n), HOME)) for n in (1001, 1002)]
    assert told(prove(pdf(tmp_path, sheets, backs=True), rows)) == [
        "page 2: 1 of 2 equal codes of orders #1001, #1002 is missing or cannot be read"
    ]


def test_a_missing_page_names_its_orders(tmp_path: Path) -> None:
    assert told(prove(pdf(tmp_path, NINE[:1]), NINE_ROWS)) == [
        "page 3: the page with the cards of orders #1007, #1008, #1009 is missing: the file ends at page 2"
    ]


def test_a_blank_page_is_found(tmp_path: Path) -> None:
    rows = [row(1001, 2, 1, qr=())]
    found = told(prove(pdf(tmp_path, [[]]), rows))
    assert "page 2: the page is blank, but should hold order #1001" in found


def test_a_page_the_manifest_does_not_know_is_found(tmp_path: Path) -> None:
    found = told(prove(pdf(tmp_path, NINE), NINE_ROWS[:6]))
    assert "page 3: the manifest names no card of this page" in found


def test_a_blank_cover_is_found(tmp_path: Path) -> None:
    assert told(prove(pdf(tmp_path, NINE, cover=""), NINE_ROWS)) == ["page 1: the cover sheet is blank"]


def test_a_missing_order_number_is_found(tmp_path: Path) -> None:
    sheets = [[card(1001), Drawn("", (link(1002),))]]
    path, rows = pdf(tmp_path, sheets), [row(1001, 2, 1), row(1002, 2, 2)]
    assert told(prove(path, rows)) == ["page 2: the number of order #1002 is missing in the page's text"]
    assert told(prove(path, rows, without_number=["classic"])) == []


def test_a_longer_number_does_not_stand_for_a_shorter_one(tmp_path: Path) -> None:
    sheets = [[Drawn("#10011", (link(1001),))]]
    found = told(prove(pdf(tmp_path, sheets), [row(1001, 2, 1)]))
    assert found == ["page 2: the number of order #1001 is missing in the page's text"]


@pytest.mark.parametrize("number", ["114-3941689-8772232", "R 2027/11", "№77", "ORD_5*(a)[b]", "7"])
def test_numbers_of_every_shape_are_found(tmp_path: Path, number: str) -> None:
    drawn = number.replace("№", "")
    rows = [dataclasses.replace(row(1001, 2, 1), order=number)]
    assert told(prove(pdf(tmp_path, [[Drawn(drawn, (link(1001),))]]), rows)) == []


@pytest.mark.parametrize(
    ("number", "drawn", "found"),
    [
        ("114-3941689-8772232", "…8772232", True),
        ("114-3941689-8772232", "8772232", True),
        ("3141592653589793238", "…89793238", True),
        ("3141592653589793238", "…3238", False),
        ("3141592653589793238", "589793239", False),
        ("20000001", "10000001", False),
    ],
)
def test_a_long_number_may_be_printed_as_its_end(tmp_path: Path, number: str, drawn: str, found: bool) -> None:
    rows = [dataclasses.replace(row(1001, 2, 1), order=number)]
    assert (told(prove(pdf(tmp_path, [[Drawn(drawn, (link(1001),))]]), rows)) == []) == found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"page": 1}, "order #1001 has no place behind the cover sheet"),
        ({"page": 2, "slot": 2}, "orders #1001 and #1002 share slot 2"),
        ({"code": "K7QWM-01002"}, "orders #1001 and #1002 have the same coupon code"),
    ],
)
def test_a_manifest_that_contradicts_itself_is_found(tmp_path: Path, change: dict[str, object], message: str) -> None:
    rows = [dataclasses.replace(row(1001, 2, 1), **change), row(1002, 2, 2)]  # type: ignore[arg-type]
    assert message in " ".join(told(prove(pdf(tmp_path, [[card(1001), card(1002)]]), rows)))


def test_an_order_both_printed_and_held_back_is_found(tmp_path: Path) -> None:
    held = dataclasses.replace(row(1001, 0, 0), template="a6-thanks", state="held back", reason="too long")
    found = told(prove(pdf(tmp_path, [[card(1001)]]), [row(1001, 2, 1), held]))
    assert found == ["page 2: order #1001 is printed, and held back or left out as well"]


def test_two_cards_of_one_order_may_share_its_code(tmp_path: Path) -> None:
    rows = [row(1001, 2, 1), dataclasses.replace(row(1001, 3, 1), template="a6-thanks")]
    assert told(prove(pdf(tmp_path, [[card(1001)], [card(1001)]]), rows)) == []


def test_small_modules_are_read_at_the_second_look(tmp_path: Path) -> None:
    payload = "BEGIN:VCARD\r\nFN:Køb & Æbler 商店\r\n" + "X" * 400 + "\r\nEND:VCARD"
    rows = [row(1001, 2, 1, qr=(payload,))]
    assert told(prove(pdf(tmp_path, [[Drawn("#1001", (payload,))]]), rows)) == []


def test_a_strange_code_is_found_among_codes_that_need_a_closer_look(tmp_path: Path) -> None:
    payloads = [f"BEGIN:VCARD\r\nFN:{number}\r\n" + "X" * 400 + "\r\nEND:VCARD" for number in range(1001, 1005)]
    rows = [row(1001 + n, 2 + n, 1, qr=(payload,)) for n, payload in enumerate(payloads)]
    payloads[2] = payloads[2].replace("FN:1003", "FN:1002")
    file = pdf(tmp_path, [[Drawn(f"#{1001 + n}", (payload,))] for n, payload in enumerate(payloads)])
    assert told(prove(file, rows)) == [
        "page 4: a QR code or barcode of order #1003 is missing or cannot be read",
        "page 4: the page shows a QR code or barcode of order #1002",
    ]


def test_a_truncated_file_is_damaged(tmp_path: Path) -> None:
    path = pdf(tmp_path, NINE)
    path.write_bytes(path.read_bytes()[:-400])
    assert told(prove(path, NINE_ROWS)) == [": the file is damaged or is not a PDF"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4\n", b"PK\x03\x04 not a PDF"])
def test_what_is_no_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "batch.pdf"
    path.write_bytes(data)
    assert told(prove(path, NINE_ROWS)) == [": the file is damaged or is not a PDF"]


def test_who_gives_the_manifest_is_not_told_to_make_the_batch_again(tmp_path: Path) -> None:
    path = tmp_path / "batch.csv"
    path.write_bytes(b"batch,order,name\n")
    (problem,) = prove(path, NINE_ROWS).problems
    assert problem.hint == "give the PDF of the batch: its manifest is found beside it"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert told(prove(tmp_path / "none.pdf", NINE_ROWS)) == [": the file cannot be opened"]


@pytest.mark.parametrize(
    ("user", "message"),
    [("secret", "the file is locked with a password"), ("", "the file is encrypted")],
)
def test_an_encrypted_file_is_refused(tmp_path: Path, user: str, message: str) -> None:
    path = tmp_path / "locked.pdf"
    with pikepdf.open(pdf(tmp_path, NINE)) as file:
        file.save(path, encryption=pikepdf.Encryption(owner="owner", user=user))
    assert f": {message}" in told(prove(path, NINE_ROWS))


def spoiled(path: Path, change: str) -> None:
    with pikepdf.open(path, allow_overwriting_input=True) as file:
        page = file.pages[1].obj
        if change == "script":
            file.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        elif change == "launch":
            action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="x.exe")
            page.Annots = pikepdf.Array([file.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action))])
        elif change == "attachment":
            file.attachments["x.txt"] = b"x"
        else:
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=change)
            rect = [0, 0, 9, 9]
            page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=action, Rect=rect)])
        file.save(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("script", "the file holds a script or an action"),
        ("launch", "the file holds a script or an action"),
        ("attachment", "another file is attached to the file"),
        ("https://evil.example/", "a link in the file leads to a place that no card's QR code leads to"),
        ("javascript:alert(1)", "a link in the file leads to a place that no card's QR code leads to"),
        ("https://[::1", "a link in the file leads to a place that no card's QR code leads to"),
    ],
)
def test_what_is_more_than_print_is_found(tmp_path: Path, change: str, message: str) -> None:
    path = pdf(tmp_path, NINE)
    spoiled(path, change)
    assert told(prove(path, NINE_ROWS)) == [f": {message}"]


def test_a_link_to_the_shop_is_no_fault(tmp_path: Path) -> None:
    path = pdf(tmp_path, NINE)
    spoiled(path, HOME)
    assert told(prove(path, NINE_ROWS)) == []


def test_a_payload_that_is_no_right_link_is_no_trouble(tmp_path: Path) -> None:
    rows = [row(1001, 2, 1, qr=("https://[::1",))]
    assert told(prove(pdf(tmp_path, [[Drawn("#1001", ("https://[::1",))]]), rows)) == []


def test_the_file_is_left_as_it_was(tmp_path: Path) -> None:
    path = pdf(tmp_path, NINE)
    before = io.BytesIO(path.read_bytes()).getvalue()
    prove(path, NINE_ROWS)
    assert path.read_bytes() == before


# Codes turned by design


def tilted(folder: Path, angles: list[list[int]], backs: bool = False) -> Path:
    """Cards with a code each, turned clockwise by so many degrees; with `backs` that on the back, and one upright."""
    path = folder / "batch.pdf"
    canvas = Canvas(str(path), (W, H), invariant=1)
    canvas.setViewerPreference("Duplex", "DuplexFlipLongEdge")
    canvas.drawString(50, 500, "Cover")
    canvas.showPage()
    for sheet, turns in enumerate(angles):
        for side in range(1 + backs):
            for place, turn in enumerate(turns):
                number = 1001 + 6 * sheet + place
                x, y = SLOTS[place]
                left = W - x - CARD_W if side else x
                draw_side(canvas, f"#{number}", (), left, y, False)
                canvas.saveState()
                canvas.translate(left + 70, H - y - 60)
                canvas.rotate(-turn if side == backs else 0)
                draw_code(canvas, link(number) + "B" * side, -25, -25)
                canvas.restoreState()
            canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_code_that_every_card_turns_is_its_design(tmp_path: Path, angle: int) -> None:
    rows = [row(1001 + n, 2, n + 1) for n in range(6)]
    assert told(prove(tilted(tmp_path, [[angle] * 6]), rows)) == []


@pytest.mark.parametrize("angle", [0, 180])
def test_a_card_that_stands_otherwise_than_the_others_is_found(tmp_path: Path, angle: int) -> None:
    turns = [angle] * 6
    turns[4] = 180 - angle
    rows = [row(1001 + n, 2, n + 1) for n in range(6)]
    assert len(told(prove(tilted(tmp_path, [turns]), rows))) == 1


@pytest.mark.parametrize(("angle", "turned"), [(90, ()), (270, ()), (180, ("classic",))])
def test_a_code_turned_on_the_back_does_not_say_that_the_back_is(
    tmp_path: Path, angle: int, turned: tuple[str, ...]
) -> None:
    rows = [row(1001 + n, 2, n + 1, back=True, qr=(link(1001 + n), link(1001 + n) + "B")) for n in range(6)]
    path = tilted(tmp_path, [[angle] * 6], backs=True)
    assert told(prove(path, rows, turned=turned)) == []
    if turned:
        assert "stands on its head" in told(prove(path, rows))[0]
