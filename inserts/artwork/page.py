"""One page of a PDF as artwork: its drawing alone, upright, in points from its lower left corner."""

from __future__ import annotations

import logging
import math
import zlib
from hashlib import sha256
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf

from inserts.artwork.content import Follower, page_content, silent_fonts_left_out
from inserts.artwork.limits import AGAIN, damaged
from inserts.artwork.objects import Copier
from inserts.images import Refused
from inserts.model.card import ArtData
from inserts.model.length import Box

_HIGHEST = 100
"""Nodes between a page and the root of the page tree."""

_LARGEST = 20_000.0
"""Points of the largest page looked at: 7 m."""


class _Area(NamedTuple):
    """Lower left and upper right corner in the page's own units."""

    left: float
    bottom: float
    right: float
    top: float

    def within(self, outer: _Area) -> _Area:
        return _Area(
            max(self.left, outer.left),
            max(self.bottom, outer.bottom),
            min(self.right, outer.right),
            min(self.top, outer.top),
        )

    @property
    def empty(self) -> bool:
        return self.right - self.left < 1e-3 or self.top - self.bottom < 1e-3


def open_page(data: bytes, number: int) -> ArtData:
    """Page `number`, from 1, of a PDF. Raises Refused."""
    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what is wrong is told by the problem, once
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            return _page(pdf, number, sha256(b"%d " % number + data).hexdigest())
    except pikepdf.PasswordError as error:
        raise _locked() from error
    except Refused:
        raise
    except Exception as error:  # damage makes the library raise whatever it meets
        raise damaged() from error


def _page(pdf: pikepdf.Pdf, number: int, key: str) -> ArtData:
    if pdf.is_encrypted:
        raise _locked()
    count = len(pdf.pages)
    if number > count:
        pages = "1 page" if count == 1 else f"{count} pages"
        raise Refused(
            f"there is no page {number}: the file has {pages}", f"write page = 1 to {count}" if count else AGAIN
        )
    if _hides_layers(pdf):
        raise Refused("the artwork has hidden layers", "delete them, or export the visible ones only")
    page = pdf.pages[number - 1].obj
    content, resources = page_content(page), _inherited(page, "/Resources")
    if resources is None:
        resources = pikepdf.Dictionary()
    follower = Follower(pdf)
    follower.follow(content, resources)
    if follower.lacking:
        names = ", ".join(sorted(follower.lacking))
        raise Refused(f"fonts are not in the file: {names}", "convert the text to outlines, or embed the fonts")
    return _art(pdf, page, silent_fonts_left_out(pdf, content, resources), resources, key)


def _art(pdf: pikepdf.Pdf, page: Any, content: bytes, resources: Any, key: str) -> ArtData:
    media = _area(_inherited(page, "/MediaBox"))
    if media is None or media.empty:
        raise Refused("the page has no size", "export it again")
    shown = media
    for box in (_area(_inherited(page, "/CropBox")), _area(page.get("/BleedBox"))):
        inner = box.within(media) if box else media
        shown = shown if inner.empty else inner.within(shown)
    trim = _area(page.get("/TrimBox"))
    trim = trim.within(shown) if trim else None
    unit, turn = _unit(page), _turn(page)
    matrix = _upright(shown, unit, turn)
    form = pikepdf.Stream(pdf, zlib.compress(content))
    form["/Filter"] = pikepdf.Name("/FlateDecode")
    form["/Type"], form["/Subtype"] = pikepdf.Name("/XObject"), pikepdf.Name("/Form")
    form["/BBox"] = pikepdf.Array([_short(side) for side in shown])
    form["/Matrix"] = pikepdf.Array([_short(part) for part in matrix])
    form["/Resources"] = resources
    group = page.get("/Group")
    if isinstance(group, pikepdf.Dictionary) and group.get("/S") == "/Transparency":
        form["/Group"] = group
    width, height = (shown.right - shown.left) * unit, (shown.top - shown.bottom) * unit
    if turn in (90, 270):
        width, height = height, width
    finished = None if trim is None or trim.empty else _moved(trim, matrix, height)
    if max(width, height) > _LARGEST:
        raise Refused("the page is larger than any paper", "export it in its real size")
    return ArtData(key, width, height, Copier().copy(pdf.make_indirect(form)), finished)


def _upright(shown: _Area, unit: float, turn: int) -> tuple[float, float, float, float, float, float]:
    """From the page's units to points from the lower left of what is shown, turned clockwise by `turn` degrees."""
    left, bottom, right, top = (side * unit for side in shown)
    return {
        0: (unit, 0.0, 0.0, unit, -left, -bottom),
        90: (0.0, -unit, unit, 0.0, -bottom, right),
        180: (-unit, 0.0, 0.0, -unit, right, top),
        270: (0.0, unit, -unit, 0.0, top, -left),
    }[turn]


def _moved(area: _Area, matrix: tuple[float, float, float, float, float, float], height: float) -> Box:
    """The area as a box from the top left of what is shown."""
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((area.left, area.bottom), (area.right, area.top))]
    xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
    return Box(xs[0], height - ys[1], xs[1] - xs[0], ys[1] - ys[0])


def _area(box: Any) -> _Area | None:
    if not isinstance(box, pikepdf.Array) or len(box) != 4:
        return None
    try:
        x1, y1, x2, y2 = (float(side) for side in box)
    except (TypeError, ValueError):
        return None
    if not all(math.isfinite(side) for side in (x1, y1, x2, y2)):
        return None
    return _Area(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2))


def _unit(page: Any) -> float:
    unit = page.get("/UserUnit", 1)
    try:
        return float(unit) if 0 < float(unit) <= 1000 else 1.0
    except (TypeError, ValueError):
        return 1.0


def _turn(page: Any) -> int:
    turn = _inherited(page, "/Rotate")
    return turn % 360 // 90 * 90 if isinstance(turn, int) else 0


def _inherited(page: Any, key: str) -> Any:
    """An entry of the page, or of the nearest node above it that has it."""
    node = page
    for _ in range(_HIGHEST):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _hides_layers(pdf: pikepdf.Pdf) -> bool:
    layers = pdf.Root.get("/OCProperties")
    usual = layers.get("/D") if isinstance(layers, pikepdf.Dictionary) else None
    if not isinstance(usual, pikepdf.Dictionary):
        return False
    off = usual.get("/OFF")
    return usual.get("/BaseState", "/ON") != "/ON" or (isinstance(off, pikepdf.Array) and len(off) > 0)


def _short(value: float) -> Any:
    """A number of four decimals, which is 0.04 µm."""
    return round(value) if float(value).is_integer() else pikepdf.Object.parse(f"{value:.4f}".encode())


def _locked() -> Refused:
    return Refused("the file is locked with a password or permissions", "save it without protection")
