"""The Data Matrix in each sheet's margin: it can be read, and says the sheet it is on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import zxingcpp

from inserts.model.length import Box
from inserts.model.problem import Problem
from inserts.proof.pixels import QUICK, all_but, pixels
from inserts.proof.seen import Page, Told

_SCALE = 360 / 72
_AROUND = 3.0  # points that are looked at beside it
_MATRIX: Any = zxingcpp.BarcodeFormat.DataMatrix


def judge_labels(pages: Sequence[Page], told: Told) -> Iterator[Problem]:
    """Compare what stands in the margins with what should. Pages that are missing are told by their count."""
    for page in pages:
        label = told.labels.get(page.number)
        if label and label.payload not in page.labels:
            other = f"says {', '.join(sorted(page.labels))}" if page.labels else "is missing or cannot be read"
            yield told.problem(page.number, f"the sheet's own code {other}, and should say {label.payload}")


def read_labels(page: pypdfium2.PdfPage, box: Box) -> frozenset[str]:
    """What is read there; only that part of the page is rasterised, finely."""
    image = pixels(page, _SCALE, all_but(page, box, _AROUND))
    found = zxingcpp.read_barcodes(image, formats=_MATRIX, **QUICK) or zxingcpp.read_barcodes(image, formats=_MATRIX)
    return frozenset(barcode.text for barcode in found)
