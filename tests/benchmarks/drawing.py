"""Peers drawing the same cards: `python -m tests.benchmarks.drawing PEER COUNT FILE` in a process of its own.

Two sides of 90 x 54 mm, ten on an A4 sheet, with all that `classic` shows: on the front the shop's colour, its pale
initial, its name and address; on the back the greeting, the order's number, the offer as a ticket with its code, its
day, a QR code of its own with its caption, and two ways to reach the shop. The peers are given names and codes: no
export is read, no rule asked, no code kept, nothing proven, and no name is held back whose letters the font has not,
or made smaller where it does not fit. Each is used as its manual shows; icons are plain squares.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, NamedTuple

from tests.benchmarks.exports import people

_FONTS = Path(__file__).parents[2] / "fonts"
_BRAND = (30, 75, 60)
_W, _H, _LEFT, _TOP = 90, 54, 15, 13.5
_UP = 10
_FACES = {
    "sans": "ParcelSans-Regular.ttf",
    "bold": "ParcelSans-Bold.ttf",
    "voice": "ParcelVoice-Regular.ttf",
    "code": "ParcelCode-Bold.ttf",
}
_CONTACTS = ("hello@quillmoss.example", "+44 20 7946 0142")
_SYMBOLS = "23456789CFGHJKMNPQRTVWX"


class Drawn(NamedTuple):
    """What a peer is given of a card."""

    name: str
    number: str
    code: str
    link: str


def cards(count: int) -> list[Drawn]:
    """The same orders as the export's."""
    chance = Random(1)
    codes = ("".join(chance.choices(_SYMBOLS, k=10)) for _ in range(count))
    told = ((person, f"{code[:5]}-{code[5:]}") for person, code in zip(people(count), codes, strict=True))
    return [Drawn(who.name, who.number, code, f"https://quillmoss.example/{code}") for who, code in told]


def _sheets(given: Sequence[Drawn]) -> Iterator[list[tuple[float, float, Drawn]]]:
    for first in range(0, len(given), _UP):
        yield [
            (_LEFT + place % 2 * _W, _TOP + place // 2 * _H, card)
            for place, card in enumerate(given[first : first + _UP])
        ]


def _picture(link: str) -> Any:
    import qrcode

    code = qrcode.QRCode(border=0, box_size=8, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(link)
    return code.make_image().get_image().convert("L")


def _vector(link: str) -> str:
    """By a fast encoder, so that drawing is compared and not the making of codes."""
    import zxingcpp

    code = zxingcpp.create_barcode(link, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(code.to_svg(add_quiet_zones=False))


def reportlab(given: Sequence[Drawn], path: Path) -> None:
    from reportlab.lib.units import mm
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    for name, file in _FACES.items():
        pdfmetrics.registerFont(TTFont(name, str(_FONTS / file)))
    canvas = Canvas(str(path), pagesize=(210 * mm, 297 * mm))
    brand = [part / 255 for part in _BRAND]

    def write(face: str, size: float, x: float, y: float, text: str, *, end: bool = False) -> None:
        canvas.setFont(face, size)
        (canvas.drawRightString if end else canvas.drawString)(x * mm, (297 - y) * mm, text)

    def box(x: float, y: float, w: float, h: float) -> None:
        canvas.rect(x * mm, (297 - y - h) * mm, w * mm, h * mm, stroke=0, fill=1)

    for sheet in _sheets(given):
        for x, y, _ in sheet:
            canvas.setFillColorRGB(*brand)
            box(x, y, _W, _H)
            canvas.setFillColorRGB(1, 1, 1, 0.1)
            write("voice", 200, x + 37, y + 42, "Q")
            canvas.setFillColorRGB(1, 1, 1, 1)
            write("bold", 11, x + 4, y + 7, "Quillmoss Tea")
            write("voice", 28, x + 4, y + 44, "quillmoss.example")
        canvas.showPage()
        for x, y, card in sheet:
            canvas.setFillColorRGB(*brand)
            write("voice", 15.5, x + 4, y + 9, f"Thank you, {card.name}")
            box(x - 3, y + 15, 61, 22)
            canvas.setFillColorRGB(1, 1, 1)
            for place in range(8):
                canvas.circle((x + 58) * mm, (297 - y - 16.4 - 2.75 * place) * mm, 0.8 * mm, stroke=0, fill=1)
            write("voice", 22, x + 4, y + 22, "15% off")
            write("sans", 7.5, x + 4, y + 26.6, "your next order")
            canvas.roundRect((x + 4) * mm, (297 - y - 34.4) * mm, 37 * mm, 5.6 * mm, 0.8 * mm, stroke=0, fill=1)
            write("sans", 6.5, x + 42.4, y + 31, "until")
            write("sans", 6.5, x + 42.4, y + 34, "28 Jan 2027")
            canvas.setFillColorRGB(0, 0, 0)
            write("code", 14, x + 5.6, y + 33.3, card.code)
            write("sans", 5.5, x + 86, y + 5.4, card.number, end=True)
            canvas.drawImage(ImageReader(_picture(card.link)), (x + 69) * mm, (297 - y - 32) * mm, 17 * mm, 17 * mm)
            write("bold", 6.5, x + 86, y + 36.5, "Scan to shop,", end=True)
            write("bold", 6.5, x + 86, y + 39.5, "code filled in", end=True)
            for place, told in enumerate(_CONTACTS):
                box(x + 4 + 42 * place, y + 42, 3.2, 3.2)
                write("sans", 7.5, x + 8.8 + 42 * place, y + 44.6, told)
        canvas.showPage()
    canvas.save()


def fpdf2(given: Sequence[Drawn], path: Path) -> None:
    from fpdf import FPDF

    document = FPDF(unit="mm", format="A4")
    document.set_auto_page_break(False)
    for family, file in (*_FACES.items(), ("arabic", "ParcelArabic-Regular.ttf")):
        document.add_font(family, fname=_FONTS / file)
    document.set_fallback_fonts(["arabic"])
    document.set_text_shaping(True)

    def write(face: str, size: float, x: float, y: float, text: str, *, end: bool = False) -> None:
        document.set_font(face, size=size)
        document.text(x - document.get_string_width(text) if end else x, y, text)

    for sheet in _sheets(given):
        document.add_page()
        for x, y, _ in sheet:
            document.set_fill_color(*_BRAND)
            document.rect(x, y, _W, _H, style="F")
            document.set_text_color(255)
            with document.local_context(fill_opacity=0.1):
                write("voice", 200, x + 37, y + 42, "Q")
            write("bold", 11, x + 4, y + 7, "Quillmoss Tea")
            write("voice", 28, x + 4, y + 44, "quillmoss.example")
        document.add_page()
        for x, y, card in sheet:
            document.set_fill_color(*_BRAND)
            document.set_text_color(*_BRAND)
            write("voice", 15.5, x + 4, y + 9, f"Thank you, {card.name}")
            document.rect(x - 3, y + 15, 61, 22, style="F")
            document.set_fill_color(255)
            document.set_text_color(255)
            for place in range(8):
                document.circle(x + 58, y + 16.4 + 2.75 * place, 0.8, style="F")
            write("voice", 22, x + 4, y + 22, "15% off")
            write("sans", 7.5, x + 4, y + 26.6, "your next order")
            document.rect(x + 4, y + 28.8, 37, 5.6, style="F", round_corners=True, corner_radius=0.8)
            write("sans", 6.5, x + 42.4, y + 31, "until")
            write("sans", 6.5, x + 42.4, y + 34, "28 Jan 2027")
            document.set_fill_color(0)
            document.set_text_color(0)
            write("code", 14, x + 5.6, y + 33.3, card.code)
            write("sans", 5.5, x + 86, y + 5.4, card.number, end=True)
            document.image(_picture(card.link), x + 69, y + 15, 17, 17)
            write("bold", 6.5, x + 86, y + 36.5, "Scan to shop,", end=True)
            write("bold", 6.5, x + 86, y + 39.5, "code filled in", end=True)
            for place, told in enumerate(_CONTACTS):
                document.rect(x + 4 + 42 * place, y + 42, 3.2, 3.2, style="F")
                write("sans", 7.5, x + 8.8 + 42 * place, y + 44.6, told)
    document.output(str(path))


_TYPST = """
#let cards = json("cards.json")
#let brand = rgb(30, 75, 60)
#set page(width: 210mm, height: 297mm, margin: 0mm)
#set text(font: ("Parcel Sans", "Parcel CJK"), size: 7.5pt, top-edge: "bounds", bottom-edge: "bounds")
#let voice(size, colour, body) = text(font: ("Parcel Voice", "Parcel CJK"), size: size, fill: colour, body)
#let at(x, y, body) = place(top + left, dx: x, dy: y, body)
#let end(y, body) = place(top + right, dx: -4mm, dy: y, body)
#let slot(n, body) = at(15mm + calc.rem(n, 2) * 90mm, 13.5mm + calc.div-euclid(n, 2) * 54mm, body)
#let front = box(width: 90mm, height: 54mm, fill: brand, clip: true)[
  #at(37mm, -8mm, voice(200pt, rgb(255, 255, 255, 10%))[Q])
  #at(4mm, 4mm, text(size: 11pt, weight: "bold", fill: white)[Quillmoss Tea])
  #at(4mm, 38mm, voice(28pt, white)[quillmoss.example])]
#let back(card) = box(width: 90mm, height: 54mm, {
  at(4mm, 5.1mm, voice(15.5pt, brand)[Thank you, #card.name])
  end(3.9mm, text(size: 5.5pt, card.number))
  at(-3mm, 15mm, rect(width: 61mm, height: 22mm, fill: brand))
  for n in range(8) { at(57.2mm, 15.6mm + n * 2.75mm, circle(radius: 0.8mm, fill: white)) }
  at(4mm, 17.2mm, voice(22pt, white)[15% off])
  at(4mm, 24.8mm, text(fill: white)[your next order])
  at(4mm, 28.8mm, rect(width: 37mm, height: 5.6mm, radius: 0.8mm, fill: white))
  at(5.6mm, 29.9mm, text(font: "Parcel Code", size: 14pt, weight: "bold", card.code))
  at(42.4mm, 29.2mm, text(size: 6.5pt, fill: white)[until])
  at(42.4mm, 32mm, text(size: 6.5pt, fill: white)[28 Jan 2027])
  at(69mm, 15mm, image(bytes(card.qr), format: "svg", width: 17mm))
  end(34.9mm, text(size: 6.5pt, weight: "bold")[Scan to shop,])
  end(37.9mm, text(size: 6.5pt, weight: "bold")[code filled in])
  for (n, told) in ("hello@quillmoss.example", "+44 20 7946 0142").enumerate() {
    at(4mm + n * 42mm, 42mm, square(size: 3.2mm, fill: brand))
    at(8.8mm + n * 42mm, 42.6mm, told)
  }
})
#for sheet in cards.chunks(10) {
  page(for (n, card) in sheet.enumerate() { slot(n, front) })
  page(for (n, card) in sheet.enumerate() { slot(n, back(card)) })
}
"""


def typst(given: Sequence[Drawn], path: Path) -> None:
    import typst

    told = [card._asdict() | {"qr": _vector(card.link)} for card in given]
    path.with_name("cards.json").write_text(json.dumps(told), "utf-8")
    source = path.with_name("cards.typ")
    source.write_text(_TYPST, "utf-8")
    typst.compile(str(source), output=str(path), font_paths=[str(_FONTS)])


_STYLE = "".join(
    f"@font-face {{ font-family: {name}; src: url({(_FONTS / file).as_uri()}) }} "
    for name, file in (*_FACES.items(), ("cjk", "ParcelCJK-Regular.otf"))
)
_STYLE += """
@page { size: 210mm 297mm; margin: 0 }
.s { position: relative; height: 297mm; break-after: page; font-family: sans, cjk } i { font-style: normal }
.c { position: absolute; width: 90mm; height: 54mm; overflow: hidden } .c > * { position: absolute }
.f { background: #1e4b3c; color: #fff } .v { font-family: voice, cjk }
.w { color: #fff } b { font-family: bold; font-weight: normal }
.e { right: 4mm } .t { left: -3mm; top: 15mm; width: 61mm; height: 22mm; background: #1e4b3c }
.d { left: 57.2mm; width: 1.6mm; height: 1.6mm; border-radius: .8mm; background: #fff }
.p { left: 4mm; top: 28.8mm; width: 37mm; height: 5.6mm; border-radius: .8mm; background: #fff }
.i { top: 42mm; width: 3.2mm; height: 3.2mm; background: #1e4b3c } img { left: 69mm; top: 15mm; width: 17mm }
"""
_FRONT = (
    '<i class="v" style="left: 37mm; top: -8mm; font-size: 200pt; opacity: .1">Q</i>'
    '<b style="left: 4mm; top: 4mm; font-size: 11pt">Quillmoss Tea</b>'
    '<i class="v" style="left: 4mm; top: 36mm; font-size: 28pt">quillmoss.example</i>'
)
_BACK = (
    '<i class="v" style="left: 4mm; top: 4mm; font-size: 15.5pt; color: #1e4b3c">Thank you, {name}</i>'
    '<i class="e" style="top: 4mm; font-size: 5.5pt">{number}</i><div class="t"></div>'
    + "".join(f'<div class="d" style="top: {15.6 + 2.75 * place}mm"></div>' for place in range(8))
    + '<i class="v w" style="left: 4mm; top: 15mm; font-size: 22pt">15% off</i>'
    '<i class="w" style="left: 4mm; top: 24mm; font-size: 7.5pt">your next order</i><div class="p"></div>'
    '<i style="left: 5.6mm; top: 29mm; font: 14pt code">{code}</i>'
    '<i class="w" style="left: 42.4mm; top: 29mm; font-size: 6.5pt">until<br>28 Jan 2027</i>'
    '<img src="data:image/svg+xml;base64,{picture}">'
    '<b class="e" style="top: 34.9mm; font-size: 6.5pt">Scan to shop,<br>code filled in</b>'
    + "".join(
        f'<div class="i" style="left: {4 + 42 * place}mm"></div>'
        f'<i style="left: {8.8 + 42 * place}mm; top: 42mm; font-size: 7.5pt">{told}</i>'
        for place, told in enumerate(_CONTACTS)
    )
)


def weasyprint(given: Sequence[Drawn], path: Path) -> None:
    import html

    from weasyprint import HTML

    pages = []
    for sheet in _sheets(given):
        fronts, backs = [], []
        for x, y, card in sheet:
            where = f"left: {x}mm; top: {y}mm"
            picture = base64.b64encode(_vector(card.link).encode("ascii")).decode("ascii")
            back = _BACK.format(name=html.escape(card.name), number=card.number, code=card.code, picture=picture)
            fronts.append(f'<div class="c f" style="{where}">{_FRONT}</div>')
            backs.append(f'<div class="c" style="{where}">{back}</div>')
        pages += [f'<div class="s">{"".join(fronts)}</div>', f'<div class="s">{"".join(backs)}</div>']
    HTML(string=f"<style>{_STYLE}</style>{''.join(pages)}").write_pdf(str(path))


PEERS: dict[str, Callable[[Sequence[Drawn], Path], None]] = {
    "typst": typst,
    "fpdf2": fpdf2,
    "reportlab": reportlab,
    "weasyprint": weasyprint,
}


def main() -> None:
    peer, count, path = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    given = cards(count)
    start = perf_counter()
    PEERS[peer](given, path)
    took = perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": took, "peak_mb": peak, "bytes": path.stat().st_size}))


if __name__ == "__main__":
    main()
