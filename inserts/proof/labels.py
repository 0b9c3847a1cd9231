"""The Data Matrix in each sheet's margin: it can be read, and says the sheet it is on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import zxingcpp

from inserts.model.length import Box
from inserts.model.problem import Problem
from inserts.proof.pixels import pixels
from inserts.proof.seen import Page, Told

_SCALE = 360 / 72
_AROUND = 3.0  # points that are looked at beside it
_MATRIX: Any = zxingcpp.BarcodeFormat.DataMatrix
_QUICK: dict[str, Any] = {"formats": _MATRIX, "try_rotate": False, "try_downscale": False, "try_invert": False}


def judge_labels(pages: Sequence[Page], told: Told) -> Iterator[Problem]:
    """Compare what stands in the margins with what should. Pages that are missing are told by their count."""
    for page in pages:
        label = told.labels.get(page.number)
        if label and label.payload not in page.labels:
            other = f"says {', '.join(sorted(page.labels))}" if page.labels else "is missing or cannot be read"
            yield told.problem(page.number, f"the sheet's own code {other}, and should say {label.payload}")


def read_labels(page: pypdfium2.PdfPage, box: Box) -> frozenset[str]:
    """What is read there; only that part of the page is rasterised, finely."""
    w, h = page.get_size()
    edges = box.x - _AROUND, h - box.bottom - _AROUND, w - box.right - _AROUND, box.y - _AROUND
    left, bottom, right, top = (max(0.0, edge) for edge in edges)
    image = pixels(page, _SCALE, (left, bottom, right, top))
    return frozenset(barcode.text for barcode in zxingcpp.read_barcodes(image, **_QUICK) or _carefully(image))


def _carefully(image: memoryview) -> list[zxingcpp.Barcode]:
    return list(zxingcpp.read_barcodes(image, formats=_MATRIX))
