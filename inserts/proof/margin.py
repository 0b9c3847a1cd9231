"""How much a print may be spoiled before its QR codes are lost: one card of each template, looked at closely, or some
where something lies on its codes.

A reader on a computer is more patient than a phone: that it reads a clean page proves content and place, not paper. So
the page is put on the printer's dots as the coarsest driver does, the ink grown or shrunk, all of it blurred, and read
again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageFilter

from inserts.manifest import Row
from inserts.model.length import Box
from inserts.model.problem import Problem, Where
from inserts.proof.pixels import all_but
from inserts.proof.reading import LOOKS, box_of, payload_of, read
from inserts.proof.seen import has_back

OFFICE_DPI = 600
"""Where nobody says what the printer has."""

LEAST_GAIN = 15
"""Per cent of a module that ink grows or shrinks by at every edge, and the code must still be read."""

LEAST_BLUR = 30
"""Per cent of a module: the spread (sigma) of a phone's blur, with which it must be read, too."""

LEAST_CONTRAST = 40
"""Per cent of white: C of ISO/IEC 15415."""

LEAST_QUIET = 1.0
"""Modules of free ground around a code. Four are right; below this, readers here fail, too."""

QUIET = 4
_MOST = 60
"""Per cent. A module that grew by half is gone."""

_PIXELS = 20
"""Along a module of the spoiled copy: one of them is 5 %."""

_STEP = 100 // _PIXELS

_READ_PIXELS = 10
"""Along a module of what is blurred and read: more than any phone has of it."""

_TOUCHED = 240
"""Grey below which a dot is touched by ink: 6 % of it."""

MOST_CARDS = 12
"""Cards of a template that are measured when something lies on its codes, such as a logo: it takes more from one code
than from another."""

_QR: Any = zxingcpp.BarcodeFormat.QRCode


class Margin(NamedTuple):
    """The weakest of a template's codes. Per cent of a module, except `contrast`, of white, and `quiet`, in modules.

    `gain` and `loss`: how far ink may grow or shrink at each edge until the code cannot be read. `blur`: how far it
    may spread. `dots` are the printer's along a module. `whole`: nothing lies on the code that takes from it.
    """

    template: str
    page: int
    gain: int
    loss: int
    blur: int
    quiet: float
    contrast: int
    dots: float
    spoiled: bool = True
    dark: bool = True
    whole: bool = True

    @property
    def said(self) -> str:
        """The margin in a line."""
        quiet = f"{min(self.quiet, QUIET):.2g}"
        return (
            f"{self.template}: codes read up to {self.gain} % print gain, {self.loss} % loss and {self.blur} % blur "
            f"of a module of {self.dots:.3g} dots; {quiet} modules free around, contrast {self.contrast} %"
        )

    def as_json(self) -> dict[str, object]:
        """The figures by name."""
        figures = self._asdict()
        del figures["spoiled"], figures["dark"], figures["whole"]
        return {**figures, "quiet": round(self.quiet, 2), "dots": round(self.dots, 2)}

    def problems(self, file: str) -> Iterator[Problem]:
        """Why such a code must not be printed."""
        where = Where(file, 0, f"page {self.page}")
        if not self.dark:
            yield Problem(
                where,
                f"{self.template}: a QR code is light on dark, and many phones cannot read it",
                "set plate = true, or put a white rect below it",
            )
        elif not self.spoiled:
            yield Problem(
                where,
                f"{self.template}: a QR code cannot be read any more when ink spreads by {LEAST_GAIN} % of a module or "
                f"shrinks as much, and a phone is a little out of focus",
                "make its box larger or its link shorter, keep pictures off it, or take a higher level",
            )
        if self.contrast < LEAST_CONTRAST:
            yield Problem(
                where,
                f"{self.template}: a QR code has a contrast of {self.contrast} %, and {LEAST_CONTRAST} % are needed",
                "print it in ink on a light ground, or set plate = true",
            )
        if self.quiet < LEAST_QUIET:
            yield Problem(
                where,
                f"{self.template}: a QR code has {self.quiet:.1f} modules free around it, and {QUIET} are right",
                "move what stands beside it, or set plate = true",
            )


def margins(pdf: Path, rows: Sequence[Row], *, dpi: int = 0) -> tuple[Margin, ...]:
    """The margin of every template with QR codes, in a file that is proved: the first card's, or the least of some
    cards' where something lies on the code.

    `dpi` is the printer's, 0: one of an office.
    """
    cards: dict[str, list[Row]] = {}
    for row in rows:
        if row.state == "printed" and row.qr:
            cards.setdefault(row.template, []).append(row)
    with pypdfium2.PdfDocument(pdf) as document:
        found = [_of_cards(document, own, dpi or OFFICE_DPI) for own in cards.values()]
    return tuple(_weakest(codes) for codes in found if codes)


def _of_cards(document: pypdfium2.PdfDocument, rows: Sequence[Row], dpi: int) -> list[Margin]:
    codes = _codes(document, rows[0], dpi)
    if any(not code.whole for code in codes):
        step = -(-len(rows) // MOST_CARDS)
        codes += [code for row in rows[step::step] for code in _codes(document, row, dpi)]
    return codes


def _codes(document: pypdfium2.PdfDocument, row: Row, dpi: int) -> list[Margin]:
    """One margin for each of the card's QR codes that are found on its pages."""
    sides = (row.page, row.page + 1) if has_back((row,)) else (row.page,)
    pages = [(number, document[number - 1]) for number in sides]
    try:
        for look in range(len(LOOKS)):
            found = [(number, page, *code) for number, page in pages for code in _found(page, row.qr, look)]
            if {payload for *_, payload, _ in found} == set(row.qr):
                break
        return [_measured(page, payload, place, row, number, dpi) for number, page, payload, place in found]
    finally:
        for _, page in pages:
            page.close()


def _found(page: pypdfium2.PdfPage, wanted: Sequence[str], look: int) -> Iterator[tuple[str, _Place]]:
    """Those of the wanted codes that are on the page, and where, to a pixel of this look."""
    seen = read(page, look, ())
    for code in seen.codes:
        if payload_of(code) in wanted:
            yield payload_of(code), _place(code, seen.scale)


class _Place(NamedTuple):
    """A symbol on its page in points, without its quiet zone, and how many modules it has along a side.

    It need not be square: a page stretched against what its printer does has modules that are wider than high.
    """

    box: Box
    size: int

    @property
    def module(self) -> tuple[float, float]:
        """A module's width and height."""
        return self.box.w / self.size, self.box.h / self.size

    @property
    def around(self) -> Box:
        """The symbol with its quiet zone."""
        (x, y, w, h), (across, down) = self.box, self.module
        return Box(x - QUIET * across, y - QUIET * down, w + 2 * QUIET * across, h + 2 * QUIET * down)


def _place(code: zxingcpp.Barcode, scale: float, left: float = 0.0, top: float = 0.0) -> _Place:
    """Where the code is in a picture with `scale` pixels a point whose corner is at `left`, `top`."""
    box = box_of(code, scale)
    symbol: Any = code.to_image(scale=1, add_quiet_zones=False)
    size = int(memoryview(symbol).shape[0])  # type: ignore[index]
    return _Place(box._replace(x=left + box.x, y=top + box.y), size)


def _measured(page: pypdfium2.PdfPage, payload: str, rough: _Place, row: Row, number: int, dpi: int) -> Margin:
    place, whole = _nearer(page, rough, payload)
    around = _squared(_crop(page, place.around, _PIXELS / min(place.module)), place.size + 2 * QUIET)
    quiet, contrast = _quiet(around, place.size), _contrast(around)
    if not _reads(_camera(around), payload):
        dark = not _reads(_camera(ImageChops.invert(around)), payload)
        return Margin(row.template, number, 0, 0, 0, quiet, contrast, 0, spoiled=False, dark=dark, whole=whole)
    dots = min(place.module) * dpi / 72
    printed = _on_dots(page, place, dpi)
    seen = _camera(printed)
    gain, grown = _until_lost(printed, payload, grows=True)
    loss, shrunk = _until_lost(printed, payload, grows=False)
    return Margin(
        row.template,
        number,
        gain,
        loss,
        blur=_blur(seen, payload),
        quiet=quiet,
        contrast=contrast,
        dots=dots,
        spoiled=min(gain, loss) >= LEAST_GAIN
        and all(_reads(_blurred(copy, LEAST_BLUR), payload) for copy in (seen, grown, shrunk)),
        whole=whole,
    )


def _nearer(page: pypdfium2.PdfPage, rough: _Place, payload: str) -> tuple[_Place, bool]:
    """The place to a part of a module, for it was found to a pixel of a page, which is a tenth of one or more; and
    whether the symbol is whole there, so that none of what corrects errors was used."""
    scale, around = _PIXELS / min(rough.module), rough.around
    image = _crop(page, around, scale)
    for code in zxingcpp.read_barcodes(image, formats=_QR):
        if payload_of(code) == payload:
            return _place(code, scale, around.x, around.y), _unused(code) == 1
    return rough, True


def _unused(code: zxingcpp.Barcode) -> float:
    """How much of its error correction the code still has, from 1 to 0; 1 where the reader does not tell."""
    told = getattr(code, "extra", None)
    return float(told.get("UEC", 1)) if isinstance(told, dict) else 1.0


def _crop(page: pypdfium2.PdfPage, box: Box, scale: float) -> Image.Image:
    """This part of the page at `scale` pixels a point; white beyond the page."""
    image = page.render(scale=scale, grayscale=True, crop=all_but(page, box)).to_pil().convert("L")
    whole = Image.new("L", (round(box.w * scale), round(box.h * scale)), 255)
    whole.paste(image, (round(max(0.0, -box.x) * scale), round(max(0.0, -box.y) * scale)))
    return whole


def _squared(image: Image.Image, modules: float) -> Image.Image:
    """A part of a symbol so many modules wide and high, each of them `_PIXELS` wide and high."""
    side = round(modules * _PIXELS)
    return image if image.size == (side, side) else image.resize((side, side), Image.Resampling.BOX)


def _on_dots(page: pypdfium2.PdfPage, place: _Place, dpi: int) -> Image.Image:
    """The symbol as the printer's dots, each black that the ink touches, drawn large.

    The crop begins on a dot, as the printer's own raster does.
    """
    dot, around = 72 / dpi, place.around
    left, top = (int(at / dot) * dot for at in (around.x, around.y))
    w, h = (round(side / dot) * dot for side in (around.w, around.h))
    raster = _crop(page, Box(left, top, w, h), 1 / dot)
    one_bit = raster.point([0 if grey < _TOUCHED else 255 for grey in range(256)])
    pixels = [round(side * _PIXELS * dot / module) for side, module in zip(one_bit.size, place.module, strict=True)]
    return one_bit.resize((pixels[0], pixels[1]), Image.Resampling.NEAREST)


def _camera(image: Image.Image) -> Image.Image:
    """The picture with as few pixels as are read."""
    return image.reduce(_PIXELS // _READ_PIXELS)


def _blurred(image: Image.Image, percent: float) -> Image.Image:
    """What is read, blurred by so many per cent of a module."""
    return image.filter(ImageFilter.GaussianBlur(_READ_PIXELS * percent / 100))


def _until_lost(printed: Image.Image, payload: str, *, grows: bool) -> tuple[int, Image.Image]:
    """The most per cent of a module by which the edges of the ink move and the code is read; and what the camera sees
    of the copy whose edges have moved by `LEAST_GAIN`, or by less where it was lost before."""
    seen = _camera(printed)
    moving = _Moving(printed, ink=grows)
    for percent in range(_STEP, _MOST + 1, _STEP):
        moving.move()
        copy = _camera(moving.image())
        seen = copy if percent <= LEAST_GAIN else seen
        if not _reads(copy, payload):
            return percent - _STEP, seen
    return _MOST, seen


class _Moving:
    """A picture in black and white whose `ink`, or else whose ground, grows into the other.

    What grows is one number, a bit for each pixel: to shift and join it takes less than a tenth of what pictures take.
    """

    def __init__(self, picture: Image.Image, *, ink: bool) -> None:
        bits = picture.convert("1", dither=Image.Dither.NONE).tobytes()
        self._size = picture.size
        self._bytes = len(bits)
        self._row = 8 * self._bytes // picture.height
        self._all = (1 << 8 * self._bytes) - 1
        self._flip = self._all if ink else 0  # in a picture the ground is 1
        self._grown = int.from_bytes(bits, "big") ^ self._flip

    def move(self) -> None:
        """Grow by a pixel at every edge."""
        grown = self._grown
        grown |= grown << 1 | grown >> 1
        self._grown = (grown | grown << self._row | grown >> self._row) & self._all

    def image(self) -> Image.Image:
        """The picture as it is now."""
        bits = (self._grown ^ self._flip).to_bytes(self._bytes, "big")
        return Image.frombytes("1", self._size, bits).convert("L")


def _blur(seen: Image.Image, payload: str) -> int:
    """The most per cent of a module by which the picture spreads and the code is read, found by halving."""
    steps = range(5, 101, 5)
    return 5 * bisect_left(steps, True, key=lambda percent: not _reads(_blurred(seen, percent), payload))


def _reads(image: Image.Image, payload: str) -> bool:
    return any(payload_of(code) == payload for code in zxingcpp.read_barcodes(image, formats=_QR, try_invert=False))


def _contrast(image: Image.Image) -> int:
    """Lightest less darkest, in per cent of white; specks are not counted."""
    counts, all_ = image.histogram(), image.width * image.height
    return round((_level(reversed(list(enumerate(counts))), all_) - _level(enumerate(counts), all_)) / 2.55)


def _level(counts: Iterable[tuple[int, int]], all_: int) -> int:
    """The first grey by which a fiftieth of the pixels is passed."""
    passed = 0
    for grey, count in counts:
        passed += count
        if passed * 50 >= all_:
            return grey
    return 0


def _quiet(image: Image.Image, size: int) -> float:
    """How many modules around the symbol are as light as its ground, up to four, on its worst side."""
    low, high = image.getextrema()
    dark = (low + high) / 2  # type: ignore[operator]
    bits = image.point([255 if grey < dark else 0 for grey in range(256)])
    edge = QUIET * _PIXELS
    slack = _PIXELS // 5  # the reader tells edges to a few pixels
    side = size * _PIXELS
    inner = slack - 1  # of the ground, beside the symbol
    bits.paste(0, (edge - inner, edge - inner, edge + side + inner, edge + side + inner))

    def touched(width: int) -> bool:
        near, far = edge - width, edge + side + width
        return bits.crop((near, near, far, far)).getbbox() is not None

    widths = range(slack, edge + 1)
    clear = bisect_left(widths, True, key=touched)
    return widths[clear - 1] / _PIXELS if clear else 0.0


def _weakest(codes: Sequence[Margin]) -> Margin:
    """The least of everything, on the page of the code that reads worst."""
    worst = min(codes, key=lambda code: (code.dark, code.spoiled, code.gain, code.quiet))
    return worst._replace(
        gain=min(code.gain for code in codes),
        loss=min(code.loss for code in codes),
        blur=min(code.blur for code in codes),
        quiet=min(code.quiet for code in codes),
        contrast=min(code.contrast for code in codes),
        dots=min(code.dots for code in codes),
    )
