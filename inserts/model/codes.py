"""What scanners and phones need of a printed code. Points."""

from __future__ import annotations

from collections.abc import Mapping

from inserts.model.length import MM

SMALLEST_MODULE = 0.45 * MM
"""Of a QR code. Below this a phone held in the hand fails on office paper."""

SMALLEST_BAR: Mapping[str, float] = {"code128": 0.25 * MM, "ean13": 0.264 * MM, "datamatrix": 0.25 * MM}
"""The narrowest bar or module of each symbology: two dots of an office printer; for EAN-13 GS1's 80 %."""

FEWEST_DOTS = 4
"""Of a printer's dots along the side of a QR code's module: one dot more or less is then a quarter, not a third."""

INSET_DOTS = 0.05
"""What dark modules lack on every side on a printer's own dots, so that no dot beside them is touched."""

LOWEST_BARS = 5 * MM
"""Height of a linear barcode's bars, so that a scanner held by hand crosses all of them."""

QUIET: Mapping[str, tuple[int, int]] = {"code128": (10, 10), "ean13": (11, 7), "datamatrix": (0, 0)}
"""Modules left and right of a linear barcode that stay free (ISO/IEC 15417, GS1 General Specifications 5.2)."""

DARKEST_GROUND = 0.35
"""Relative luminance a code's ground has at least: darker, the code is lost to many cameras."""
