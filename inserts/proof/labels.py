"""The Data Matrix in each sheet's margin: it can be read, and says the sheet it is on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import zxingcpp

from inserts.model.card import Label
from inserts.model.length import Box
from inserts.model.problem import Problem
from inserts.proof.seen import Told

_SCALE = 360 / 72
_AROUND = 3.0  # points that are looked at beside it
_MATRIX: Any = zxingcpp.BarcodeFormat.DataMatrix


def judge_labels(pdf: Path, labels: Mapping[int, Label], told: Told) -> Iterator[Problem]:
    """Compare what stands in the margins with `labels`, by page; only that part of each page is rasterised."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, label in sorted(labels.items()):
            if number > len(document):
                continue  # told by the count of pages
            found = set(_read(document, number - 1, label.box))
            if label.payload not in found:
                other = f"says {', '.join(sorted(found))}" if found else "is missing or cannot be read"
                yield told.problem(number, f"the sheet's own code {other}, and should say {label.payload}")


def _read(document: pypdfium2.PdfDocument, index: int, box: Box) -> Iterator[str]:
    page = document[index]
    try:
        w, h = page.get_size()
        edges = box.x - _AROUND, h - box.bottom - _AROUND, w - box.right - _AROUND, box.y - _AROUND
        left, bottom, right, top = (max(0.0, edge) for edge in edges)
        bitmap = page.render(scale=_SCALE, grayscale=True, crop=(left, bottom, right, top))
        image = memoryview(bytes(bitmap.buffer)).cast("B", (bitmap.height, bitmap.stride))
        yield from (barcode.text for barcode in zxingcpp.read_barcodes(image, formats=_MATRIX))
    finally:
        page.close()
