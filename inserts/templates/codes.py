"""Reading codes: `qr` for phones, `barcode` for scanners."""

from __future__ import annotations

import re
from typing import Literal, get_args

from inserts.fields import BARCODE_FIELDS, QR_FIELDS
from inserts.model.codes import LOWEST_BARS, QUIET, SMALLEST_BAR, SMALLEST_MODULE
from inserts.model.length import MM, Box, mm, mm_at_least
from inserts.model.template import BarcodeElement, QrElement, Symbology
from inserts.tables import Table
from inserts.templates.reader import Reader, read_box, read_ground, read_when
from inserts.templates.styles import ALIGNS
from inserts.templates.texts import field_text

_LEVELS: tuple[Literal["L", "M", "Q", "H"], ...] = ("L", "M", "Q", "H")
_SYMBOLOGIES: tuple[Symbology, ...] = get_args(Symbology)

_SMALLEST_QR = 21
"""Modules of the smallest QR symbol."""

_FEWEST: dict[Symbology, int] = {"code128": 46, "ean13": 95, "datamatrix": 10}
"""Modules of the shortest symbol: all of EAN-13, one character of Code 128."""


def read_qr(table: Table, name: str, reader: Reader) -> QrElement:
    """A QR code."""
    box = read_box(table, reader)
    fields = QR_FIELDS | {field for field in reader.rows if field.endswith(".link")}
    element = QrElement(
        id=name,
        box=box,
        data=field_text(table, "data", fields, "a QR code holds links of the shop, never what a customer typed"),
        when="" if reader.over else read_when(table),
        plate=table.flag("plate", False),
        level=table.choice("level", _LEVELS, "M"),
        ground=read_ground(table, reader),
        grid=table.length("grid", 0.0),
        align=table.choice("align", ALIGNS, "start"),
    )
    if not 0 <= element.grid <= MM:
        table.problem("grid", "is no printer's dot", 'such as grid = "0.125mm" for 203 dpi, or leave it away')
    least = (_SMALLEST_QR + 8 * element.plate) * SMALLEST_MODULE
    if _is_read(table) and min(box.w, box.h) < least:
        plate = " with its plate" if element.plate else ""
        table.problem("box", f"is too small for any QR code{plate}", f"at least {mm_at_least(least)} mm, better 17 mm")
    return element


def read_barcode(table: Table, name: str, reader: Reader) -> BarcodeElement:
    """A barcode."""
    symbology = table.choice("symbology", _SYMBOLOGIES)
    element = BarcodeElement(
        id=name,
        box=read_box(table, reader),
        data=field_text(table, "data", BARCODE_FIELDS, "a barcode holds the coupon's code, the order's number or text"),
        symbology=symbology,
        when=read_when(table),
        text=table.flag("text", False),
        ground=read_ground(table, reader),
    )
    if symbology == "ean13" and element.data and "{{" not in element.data:
        _check_ean(table, element.data)
    if symbology == "datamatrix" and element.text:
        table.problem("text", "is for barcodes of bars", "set a text element below the Data Matrix")
    if _is_read(table):
        _check_room(table, element.box, symbology)
    return element


def _check_ean(table: Table, data: str) -> None:
    if not re.fullmatch("[0-9]{12,13}", data):
        table.problem("data", "an EAN-13 has 12 digits, or 13 with its check digit", 'such as data = "4006381333931"')
        return
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(data[:12]))
    check = str(-total % 10)
    if data[12:] not in ("", check):
        table.problem("data", f"the check digit is {data[12]}, and should be {check}", "compare it with the product")


def _check_room(table: Table, box: Box, symbology: Symbology) -> None:
    width = (_FEWEST[symbology] + sum(QUIET[symbology])) * SMALLEST_BAR[symbology]
    bar = f"{mm(SMALLEST_BAR[symbology], 3)} mm"
    if box.w < width:
        table.problem("box", f"is too narrow: bars would be under {bar}", f"at least {mm_at_least(width)} mm wide")
    elif symbology == "datamatrix" and box.h < width:
        table.problem("box", f"is too low: modules would be under {bar}", f"at least {mm_at_least(width)} mm high")
    elif symbology != "datamatrix" and box.h < LOWEST_BARS:
        table.problem("box", "is too low for a scanner held by hand", f"at least {mm_at_least(LOWEST_BARS)} mm high")


def _is_read(table: Table) -> bool:
    """Whether the box is the one that was written, not what stands in for a wrong one."""
    box = table.peek("box")
    return isinstance(box, list) and len(box) == 4
