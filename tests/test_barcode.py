"""Barcodes: what is put in is read back, some are drawn as by another library, and all are printed and proven."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pystrich.datamatrix import DataMatrixData, DataMatrixEncoder
from pystrich.ean13 import GUARDS, EAN13Encoder

from inserts import barcode, pdf
from inserts.barcode import LONGEST, Barcode
from inserts.manifest import Row
from inserts.model.card import Bars, Mark, Sheet, Symbol
from inserts.model.codes import QUIET, SMALLEST_BAR
from inserts.model.colour import INK
from inserts.model.modules import unpacked
from inserts.proof import prove
from tests.shops import SHOP, export, make_shop, own_template, run

ASCII = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=30)
DIGITS = st.text("0123456789", min_size=12, max_size=12)
FORMATS = {
    "code128": zxingcpp.BarcodeFormat.Code128,
    "ean13": zxingcpp.BarcodeFormat.EAN13,
    "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
}


def read(code: Barcode, symbology: str, scale: int = 3, quiet: int = 12) -> str:
    """What a scanner says."""
    rows = unpacked(code.modules, code.size)
    high = 30 if len(rows) == 1 else 1
    image = Image.new("L", (code.size + 2 * quiet, len(rows) * high + 2 * quiet), 255)
    for y, row in enumerate(rows):
        for x in range(code.size):
            if row[x] == "1":
                image.paste(0, (quiet + x, quiet + y * high, quiet + x + 1, quiet + (y + 1) * high))
    large = image.resize((image.width * scale, image.height * scale), Image.Resampling.NEAREST)
    (found,) = zxingcpp.read_barcodes(large, formats=FORMATS[symbology])
    return str(found.bytes.decode())


# Encoding


@settings(deadline=None)
@given(ASCII)
def test_code_128_holds_every_ascii_text(text: str) -> None:
    code = barcode.encode(text, "code128")
    assert read(code, "code128") == code.payload == text


@settings(deadline=None)
@given(st.text("0123456789", min_size=1, max_size=30))
def test_code_128_holds_every_number(text: str) -> None:
    assert read(barcode.encode(text, "code128"), "code128") == text


def test_pairs_of_digits_take_one_sign() -> None:
    assert barcode.encode("12345678", "code128").size < barcode.encode("ABCDEFGH", "code128").size


@settings(deadline=None)
@given(ASCII)
def test_a_data_matrix_holds_every_ascii_text_and_is_square(text: str) -> None:
    code = barcode.encode(text, "datamatrix")
    assert len(unpacked(code.modules, code.size)) == code.size
    assert read(code, "datamatrix") == code.payload == text


@settings(deadline=None)
@given(DIGITS)
def test_an_ean_gets_its_check_digit_and_accepts_it(digits: str) -> None:
    code = barcode.encode(digits, "ean13")
    assert read(code, "ean13") == code.payload
    assert code.payload[:12] == digits
    assert barcode.encode(code.payload, "ean13") == code
    assert code.size == 95


@given(DIGITS, st.integers(1, 9))
def test_an_ean_with_a_wrong_check_digit_is_refused(digits: str, off: int) -> None:
    right = barcode.encode(digits, "ean13").payload
    wrong = right[:12] + str((int(right[12]) + off) % 10)
    with pytest.raises(ValueError, match=f"should be {right[12]}"):
        barcode.encode(wrong, "ean13")


def test_an_ean_is_told_to_people_in_its_groups() -> None:
    assert barcode.encode("4006381333931", "ean13").text == "4 006381 333931"


@pytest.mark.parametrize(
    ("payload", "symbology", "words"),
    [
        ("", "code128", "nothing"),
        ("x" * (LONGEST + 1), "code128", "too many"),
        ("Grüße", "code128", "unaccented"),
        ("a\nb", "datamatrix", "unaccented"),
        ("12345", "ean13", "12 digits"),
        ("40063813339A", "ean13", "12 digits"),
        ("٤٠٠٦٣٨١٣٣٣٩٣", "ean13", "12 digits"),
        ("x", "code39", "one of code128, ean13, datamatrix"),
    ],
)
def test_what_a_symbology_cannot_hold_is_told(payload: str, symbology: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        barcode.encode(payload, symbology)


@settings(deadline=None)
@given(st.text("0123456789", min_size=1, max_size=60))
def test_a_data_matrix_of_a_number_is_the_one_another_library_draws(digits: str) -> None:
    theirs = DataMatrixEncoder(DataMatrixData(digits, encoding="ascii"), quiet_zone=0).init_renderer().matrix
    code = barcode.encode(digits, "datamatrix")
    assert [*unpacked(code.modules, code.size)] == ["".join(map(str, map(int, row))) for row in theirs]


@settings(deadline=None)
@given(DIGITS)
def test_an_ean_is_the_one_another_library_draws(digits: str) -> None:
    theirs = EAN13Encoder(digits)
    left, middle, right = GUARDS
    (row,) = unpacked(barcode.encode(digits, "ean13").modules, 95)
    assert row == f"{left}{theirs.left_bars}{middle}{theirs.right_bars}{right}"


# Drawn


@pytest.mark.parametrize("symbology", list(FORMATS))
def test_the_narrowest_bars_are_read_from_the_page_at_the_proofs_resolution(symbology: str) -> None:
    payload = "400638133393" if symbology == "ean13" else "K7QWM-4F9TR"
    code = barcode.encode(payload, symbology)
    module = SMALLEST_BAR[symbology]
    mark: Mark = Symbol(code.modules, code.size, 60.3, 50.7, module, INK)
    if symbology != "datamatrix":
        mark = Bars(code.modules, code.size, 40.3 + QUIET[symbology][0] * module, 50.7, module, 30, INK)
    file = io.BytesIO()
    pdf.write(file, [Sheet(240, 120, marks=(mark,))], {}, title="t", flip="")
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        image = document[0].render(scale=300 / 72, grayscale=True).to_pil()
    (found,) = zxingcpp.read_barcodes(image, formats=FORMATS[symbology])
    assert found.bytes.decode() == code.payload


def test_bars_stand_where_they_were_put() -> None:
    file = io.BytesIO()
    pdf.write(file, [Sheet(100, 60, marks=(Bars(b"\xa0", 3, 10, 20, 4, 15, INK),))], {}, title="t", flip="")
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        image = document[0].render(scale=4, grayscale=True).to_pil()
    dark = image.point(lambda value: 255 * (value < 128))
    assert dark.getbbox() == (40, 80, 88, 140)
    assert [image.getpixel((x * 4, 100)) < 128 for x in (12, 16, 20)] == [True, False, True]


# On cards, in a whole run

CARD = """
[card]
kind = "insert"
about = "Codes for scanners"
size = "100x60mm"

[[front]]
id = "number"
type = "text"
box = ["70mm", "50mm", "22mm", "3mm"]
text = "{{ order.short }}"
size = "5.5pt"
"""

CODES = """
[[front]]
id = "bars"
type = "barcode"
symbology = "code128"
box = ["5mm", "5mm", "60mm", "14mm"]
data = "{{ coupon.code }}"
text = true

[[front]]
id = "article"
type = "barcode"
symbology = "ean13"
box = ["5mm", "22mm", "36mm", "12mm"]
data = "400638133393"

[[front]]
id = "matrix"
type = "barcode"
symbology = "datamatrix"
box = ["80mm", "5mm", "12mm", "12mm"]
data = "{{ coupon.code }}"
rotate = 90

[[front]]
id = "qr"
type = "qr"
box = ["50mm", "30mm", "18mm", "18mm"]
data = "{{ link.coupon }}"
rotate = 180
"""

PRINT = '\n[print]\nname_card = ""\ninsert = "mine"\ninsert_stock = "a4"\n'


def shop(folder: Path, card: str, orders: int = 3) -> Path:
    file = export({"Name": f"#{n}", "Email": f"c{n}@x.example"} for n in range(1001, 1001 + orders))
    made = make_shop(folder, file, SHOP + PRINT)
    own_template(made, "mine", card)
    return made


def test_a_batch_with_barcodes_passes_its_own_proof_and_its_manifest_names_them(tmp_path: Path) -> None:
    (batch,) = run(shop(tmp_path, CARD + CODES)).batches
    with pypdfium2.PdfDocument(batch.pdf) as document:
        image = document[1].render(scale=300 / 72, grayscale=True).to_pil()
    found = (code.bytes.decode() for code in zxingcpp.read_barcodes(image, formats=tuple(FORMATS.values())))
    seen = sorted(code for code in found if not code.endswith(" 1/1"))  # the sheet's own label in the margin
    codes = sorted(code for code in seen if code != "4006381333931")
    assert len(seen) == 9
    assert codes[::2] == codes[1::2]
    manifest = batch.manifest.read_text("utf-8")
    assert all(manifest.count(code) >= 2 for code in set(seen))


def rows(count: int, payload: str) -> list[Row]:
    return [
        Row("b", f"#{n}", "", "mine", 1, f"C{n}", (payload.format(n),), 2, n, "printed") for n in range(1, count + 1)
    ]


def drawn(folder: Path, payloads: list[str], symbology: str = "code128") -> Path:
    """A cover, then a page of codes one below the other, each with its order's number."""
    marks: list[Mark] = []
    for place, payload in enumerate(payloads):
        code = barcode.encode(payload, symbology)
        y = 30.0 + 60 * place
        if symbology != "datamatrix":
            marks.append(Bars(code.modules, code.size, 40, y, 0.8, 30, INK))
        else:
            marks.append(Symbol(code.modules, code.size, 40, y, 1.5, INK))
    path = folder / "batch.pdf"
    cover = Sheet(300, 400, marks=(Bars(b"\x80", 1, 5, 5, 1, 1, INK),))
    with path.open("wb") as file:
        pdf.write(file, [cover, Sheet(300, 400, marks=tuple(marks))], {}, title="t", flip="")
    return path


@pytest.mark.parametrize("symbology", ["code128", "datamatrix"])
def test_the_proof_reads_barcodes_and_misses_the_one_that_is_not_there(tmp_path: Path, symbology: str) -> None:
    path = drawn(tmp_path, ["K-1", "K-2", "K-3"], symbology)
    assert prove(path, rows(3, "K-{}"), without_number=("mine",)).problems == ()
    (missing,) = prove(path, [*rows(2, "K-{}"), *rows(3, "L-{}")[2:]], without_number=("mine",)).problems
    assert "#3" in missing.message


def test_the_proof_finds_a_barcode_of_another_card(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["K-1", "K-1", "K-3"])
    told = [problem.message for problem in prove(path, rows(3, "K-{}"), without_number=("mine",)).problems]
    assert any("#2" in message and "missing" in message for message in told)
    assert any("#1" in message and "once too often" in message for message in told)


def test_a_barcode_nobody_promised_is_part_of_a_picture(tmp_path: Path) -> None:
    path = drawn(tmp_path, ["K-1", "4006381333931"])
    assert prove(path, rows(1, "K-{}"), without_number=("mine",)).problems == ()
