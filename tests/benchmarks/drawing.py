"""Peers drawing the same cards: `python -m tests.benchmarks.drawing PEER COUNT FILE` in a process of its own.

Two sides of 90 x 54 mm, ten on an A4 sheet: a coloured front with the address; on the back name, order number,
offer, code and a QR code of its own. They are given names and codes: no export is read, no rule asked, no code
kept, nothing proven, and no name is held back whose letters the font has not. Each is used as its manual shows.
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

    pdfmetrics.registerFont(TTFont("sans", str(_FONTS / "ParcelSans-Regular.ttf")))
    canvas = Canvas(str(path), pagesize=(210 * mm, 297 * mm))
    for sheet in _sheets(given):
        for x, y, _ in sheet:
            canvas.setFillColorRGB(*(part / 255 for part in _BRAND))
            canvas.rect(x * mm, (297 - y - _H) * mm, _W * mm, _H * mm, stroke=0, fill=1)
            canvas.setFillColorRGB(1, 1, 1)
            canvas.setFont("sans", 22)
            canvas.drawString((x + 6) * mm, (297 - y - 44) * mm, "quillmoss.example")
        canvas.showPage()
        for x, y, card in sheet:
            canvas.setFont("sans", 14)
            canvas.drawString((x + 6) * mm, (297 - y - 12) * mm, f"Thank you, {card.name}")
            canvas.setFont("sans", 9)
            canvas.drawString((x + 6) * mm, (297 - y - 24) * mm, "15% off your next order")
            canvas.drawString((x + 6) * mm, (297 - y - 32) * mm, card.code)
            canvas.drawString((x + 6) * mm, (297 - y - 40) * mm, "Use it until 31 January 2027")
            canvas.setFont("sans", 6)
            canvas.drawString((x + 6) * mm, (297 - y - 49) * mm, card.number)
            picture = ImageReader(_picture(card.link))
            canvas.drawImage(picture, (x + 66) * mm, (297 - y - 33) * mm, 18 * mm, 18 * mm)
        canvas.showPage()
    canvas.save()


def fpdf2(given: Sequence[Drawn], path: Path) -> None:
    from fpdf import FPDF

    document = FPDF(unit="mm", format="A4")
    document.set_auto_page_break(False)
    for family, file in (("sans", "ParcelSans-Regular.ttf"), ("arabic", "ParcelArabic-Regular.ttf")):
        document.add_font(family, fname=_FONTS / file)
    document.set_fallback_fonts(["arabic"])
    document.set_text_shaping(True)
    for sheet in _sheets(given):
        document.add_page()
        for x, y, _ in sheet:
            document.set_fill_color(*_BRAND)
            document.rect(x, y, _W, _H, style="F")
            document.set_text_color(255)
            document.set_font("sans", size=22)
            document.text(x + 6, y + 44, "quillmoss.example")
        document.add_page()
        document.set_text_color(0)
        for x, y, card in sheet:
            document.set_font("sans", size=14)
            document.text(x + 6, y + 12, f"Thank you, {card.name}")
            document.set_font("sans", size=9)
            document.text(x + 6, y + 24, "15% off your next order")
            document.text(x + 6, y + 32, card.code)
            document.text(x + 6, y + 40, "Use it until 31 January 2027")
            document.set_font("sans", size=6)
            document.text(x + 6, y + 49, card.number)
            document.image(_picture(card.link), x + 66, y + 15, 18, 18)
    document.output(str(path))


_TYPST = """
#let cards = json("cards.json")
#set page(width: 210mm, height: 297mm, margin: 0mm)
#set text(font: ("Parcel Sans", "Parcel CJK"), size: 9pt)
#let at(x, y, body) = place(top + left, dx: x, dy: y, body)
#let slot(n, body) = at(15mm + calc.rem(n, 2) * 90mm, 13.5mm + calc.div-euclid(n, 2) * 54mm, body)
#let front = box(width: 90mm, height: 54mm, fill: rgb(30, 75, 60))[
  #at(6mm, 37mm, text(size: 22pt, fill: white)[quillmoss.example])]
#let back(card) = {
  at(6mm, 7mm, text(size: 14pt)[Thank you, #card.name])
  at(6mm, 21mm)[15% off your next order]
  at(6mm, 29mm, card.code)
  at(6mm, 37mm)[Use it until 31 January 2027]
  at(6mm, 47mm, text(size: 6pt, card.number))
  at(66mm, 15mm, image(bytes(card.qr), format: "svg", width: 18mm))
}
#for sheet in cards.chunks(10) {
  page(for (n, card) in sheet.enumerate() { slot(n, front) })
  page(for (n, card) in sheet.enumerate() { slot(n, box(width: 90mm, height: 54mm, back(card))) })
}
"""


def typst(given: Sequence[Drawn], path: Path) -> None:
    import typst

    told = [card._asdict() | {"qr": _vector(card.link)} for card in given]
    path.with_name("cards.json").write_text(json.dumps(told), "utf-8")
    source = path.with_name("cards.typ")
    source.write_text(_TYPST, "utf-8")
    typst.compile(str(source), output=str(path), font_paths=[str(_FONTS)])


def weasyprint(given: Sequence[Drawn], path: Path) -> None:
    import html

    from weasyprint import HTML

    style = (
        "@page { size: 210mm 297mm; margin: 0 } .s { position: relative; height: 297mm; break-after: page }"
        ".c { position: absolute; width: 90mm; height: 54mm } .f { background: #1e4b3c; color: #fff }"
        ".c > * { position: absolute; left: 6mm } img { width: 18mm; height: 18mm }"
    )
    pages = []
    for sheet in _sheets(given):
        fronts, backs = [], []
        for x, y, card in sheet:
            where = f"left: {x}mm; top: {y}mm"
            fronts.append(
                f'<div class="c f" style="{where}"><b style="top: 34mm; font-size: 22pt">quillmoss.example</b></div>'
            )
            code = base64.b64encode(_vector(card.link).encode("ascii")).decode("ascii")
            backs.append(
                f'<div class="c" style="{where}">'
                f'<i style="top: 7mm; font-size: 14pt">Thank you, {html.escape(card.name)}</i>'
                '<i style="top: 21mm">15% off your next order</i>'
                f'<i style="top: 29mm">{card.code}</i><i style="top: 37mm">Use it until 31 January 2027</i>'
                f'<i style="top: 47mm; font-size: 6pt">{card.number}</i>'
                f'<img style="top: 15mm; left: 66mm" src="data:image/svg+xml;base64,{code}"></div>'
            )
        pages += [f'<div class="s">{"".join(fronts)}</div>', f'<div class="s">{"".join(backs)}</div>']
    HTML(string=f"<style>{style}</style>{''.join(pages)}").write_pdf(str(path))


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
