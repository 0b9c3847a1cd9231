"""What people complain of at other programs, from the printer's side: backs that miss their fronts, sheets that are
shifted or shrunk. Each complaint has one judge, which looks at finished pages as pixels: it finds what a peer draws
wrong, drawn here as the thread tells it, and finds nothing on this program's. The rest: test_complaints_batches.py."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from inserts.run import calibrating, open_shop
from tests.paper import (
    C32011,
    DP830,
    DPI,
    EDGE,
    L7418,
    Form,
    Texts,
    cut,
    drawn,
    filled,
    made,
    numbers,
    pages,
    printed,
    read,
    sheets,
    shop_with,
    turned,
)

NEAR = 0.4
"""Millimetres that pixels and a code's corners may be off."""


def fronts_and_backs(
    fronts: list[list[Texts | None]], backs: list[list[Texts | None]], form: Form, *, head: bool = False
) -> list[Image.Image]:
    """A peer's pages, each sheet's front and then its back."""
    both = [side for sheet in zip(fronts, backs, strict=True) for side in sheet]
    return pages(drawn(both, form, head=head))


def pairs(found: Sequence[Image.Image]) -> list[tuple[Image.Image, Image.Image]]:
    """Pages in the order of a duplex printer as sheets."""
    return list(zip(found[::2], found[1::2], strict=True))


def reversed_rows(cards: list[Texts | None], form: Form) -> list[Texts | None]:
    """Every row from the right: its first card is the row's last, whether the row is full or not."""
    rows = [cards[first : first + form.columns] for first in range(0, len(cards), form.columns)]
    return [card for row in rows for card in reversed(row)]


def mismatches(
    duplex: Sequence[tuple[Image.Image, Image.Image]],
    form: Form,
    wanted: Sequence[str],
    *,
    flip: str = "long",
    rotated: bool = False,
) -> list[str]:
    """The judge of backs: sheets are turned over and cut, and both sides of every piece are read."""
    faults: list[str] = []
    found: list[str] = []
    middle = form.card[0] / 2, form.card[1] / 2
    for front, back in duplex:
        for slot, (ahead, behind) in enumerate(cut(front, turned(back, flip=flip, rotated=rotated), form), 1):
            told = f"slot {slot}: {[seen.text for seen in ahead[:1]]} before {[seen.text for seen in behind]}"
            if [seen.text for seen in ahead[:1]] != [seen.text for seen in behind]:
                faults.append(told)
                continue
            for seen in (*ahead[:1], *behind):
                if not seen.upright:
                    faults.append(f"{told}: on its head")
                if max(abs(seen.x - middle[0]), abs(seen.y - middle[1])) > NEAR:
                    faults.append(f"{told}: off its middle by {seen.x - middle[0]:.1f}, {seen.y - middle[1]:.1f} mm")
            found += [seen.text for seen in ahead[:1]]
    if sorted(found) != sorted(wanted):
        faults.append(f"{len(found)} whole cards of {len(wanted)}")
    return faults


def test_1_the_back_behind_each_front_is_its_own(tmp_path: Path) -> None:
    """Backs of personal cards do not match their fronts: j-evins/glabels-qt #237 prints backs in the same order,
    mephitrpg/rpg-cards #114 (A B C before A B C), JordanHatch/card-o-matic #1; and where andymeneely/squib #204 lays
    the columns from right to left, a sheet that is not centred has every back beside its front."""
    wanted = numbers(20)
    cards = filled([(number,) for number in wanted], DP830)
    same_order = fronts_and_backs(cards, cards, DP830)
    assert len(mismatches(pairs(same_order), DP830, wanted)) > 20
    mirrored = fronts_and_backs(cards, [reversed_rows(sheet, DP830) for sheet in cards], DP830)
    beside = mismatches(pairs(mirrored), DP830, wanted)
    assert len(beside) == 20
    assert all("off its middle by -1.9" in fault or "off its middle by -1.8" in fault for fault in beside)

    shop = shop_with(tmp_path, 20, 'stock = "sigel-dp-830"\n', card=DP830.card)
    assert mismatches(pairs(sheets(made(shop))), DP830, wanted) == []


@pytest.mark.parametrize("count", [1, 9, 10, 11])
def test_2_backs_are_right_on_the_last_sheet_that_is_not_full(tmp_path: Path, count: int) -> None:
    """Backs go wrong on the last sheet alone: jhauberg/cards.py #156 (backs laid without the gaps of what has none);
    the same with rows that are reversed as lists. On full sheets both are right, so nobody sees it in a trial."""
    wanted = numbers(count)
    cards = filled([(number,) for number in wanted], C32011)
    backs = [reversed_rows(sheet, C32011) for sheet in cards]
    peer = mismatches(pairs(fronts_and_backs(cards, backs, C32011)), C32011, wanted)
    assert bool(peer) == (count % C32011.columns != 0)

    assert mismatches(pairs(sheets(made(shop_with(tmp_path, count)))), C32011, wanted) == []


@pytest.mark.parametrize("flip", ["long", "short"])
def test_3_a_driver_that_turns_every_back_is_a_setting(tmp_path: Path, flip: str) -> None:
    """Some drivers put the back on its head whatever is chosen: OpenPrinting/cups-filters #632, pdewacht/brlaser #124.
    A file that is right for every other printer comes out with wrong backs, upside down."""
    wanted = numbers(11)
    cards = filled([(number,) for number in wanted], C32011)
    slots = [[*sheet, *[None] * (C32011.count - len(sheet))] for sheet in cards]
    backs = [reversed_rows(sheet, C32011) for sheet in slots]
    peer = pairs(fronts_and_backs(slots, backs, C32011, head=flip == "short"))
    assert mismatches(peer, C32011, wanted, flip=flip) == []
    assert mismatches(peer, C32011, wanted, flip=flip, rotated=True)

    toml = f'printer = "a"\n[printer.a]\nduplex = "{flip}"\n'
    right = pairs(sheets(made(shop_with(tmp_path / "right", 11, toml))))
    assert mismatches(right, C32011, wanted, flip=flip) == []
    turning = pairs(sheets(made(shop_with(tmp_path / "turning", 11, f"{toml}rotate_back = true\n"))))
    assert mismatches(turning, C32011, wanted, flip=flip, rotated=True) == []


@pytest.mark.parametrize("flip", ["long", "short"])
def test_3_or_the_pile_is_laid_back_by_hand(tmp_path: Path, flip: str) -> None:
    """The way out where a driver can't be told (OpenPrinting/cups-filters #632): fronts and backs as two files without
    duplex, the pile turned in between. The sheet that was printed first is taken first."""
    toml = f'printer = "a"\n[printer.a]\nduplex = "manual"\nturn = "{flip}"\n'
    fronts, backs = made(shop_with(tmp_path, 11, toml)).parts
    by_hand = list(zip(pages(fronts), pages(backs), strict=True))
    assert mismatches(by_hand, C32011, numbers(11), flip=flip) == []
    assert mismatches(by_hand[::-1], C32011, numbers(11), flip=flip) == []


PRINTERS: Mapping[str, tuple[float, tuple[float, float]]] = {
    "office": (0.998, (1.3, -0.8)),
    "shed": (1.002, (-1.1, 2.0)),
}
"""What each printer does to paper: the stretch, and the shift."""


def misplaced(found: Mapping[tuple[str, str], tuple[bytes | Path, Form]]) -> list[str]:
    """The judge of calibration: files printed on the printer each is named with, and every code found where its label
    is. Keyed by the printer and the template."""
    faults = []
    for (printer, template), (file, form) in found.items():
        scale, shift = PRINTERS[printer]
        for page in pages(file):
            for slot, (front, _) in enumerate(cut(printed(page, scale, shift), None, form), 1):
                for seen in front[:1]:
                    off = seen.x - form.card[0] / 2, seen.y - form.card[1] / 2
                    if max(map(abs, off)) > NEAR:
                        faults.append(f"{printer}, {template}: slot {slot} off by {off[0]:.1f}, {off[1]:.1f} mm")
    return faults


def ruled(value: float) -> float:
    """What a person reads from a ruler."""
    return round(value * 4) / 4


def measured(scale: float, shift: tuple[float, float]) -> str:
    """What is read from the test sheet that this printer printed: cross A stands at 30, 30, the box is 100 mm wide."""
    cross = (ruled(scale * 30 + by) for by in shift)
    box = ruled(scale * 100)
    return "front {},{}; width {}; height {}".format(*cross, box, box)


def test_4_a_printer_is_corrected_once_for_all_templates(tmp_path: Path) -> None:
    """The correction belongs to the printer, and peers have it in the template or the dialog: j-evins/glabels-qt #56,
    tmaier/asn-qr-code-label-generator #14 ("wasted 8 papers"), kclipsto/proxies-at-home #13. A template that was tried
    until it fits is wrong on the other printer, and the other template is wrong on this one."""
    forms = {"cards": C32011, "badges": L7418}
    grids = {name: [[("#1",)] * form.count] for name, form in forms.items()}
    tried = {"cards": drawn(grids["cards"], C32011, off=(-1.1, 1.1)), "badges": drawn(grids["badges"], L7418)}
    peer = {(printer, name): (tried[name], form) for printer in PRINTERS for name, form in forms.items()}
    assert misplaced({("office", "cards"): peer["office", "cards"]}) == []
    assert {fault.split(":")[0] for fault in misplaced(peer)} == {"office, badges", "shed, cards", "shed, badges"}

    stocks = {"cards": "avery-c32011-10", "badges": "avery-l7418"}
    own = {}
    for printer, does in PRINTERS.items():
        for name, form in forms.items():
            prints = f'stock = "{stocks[name]}"\nprinter = "{printer}"\n[printer.{printer}]\n'
            shop = shop_with(tmp_path / printer / name, form.count, prints, card=form.card, sides=1)
            trial = calibrating.trial(open_shop(shop), printer, "a4", across=False)
            values = calibrating.profile(trial, calibrating.read(measured(*does)))
            calibrating.put(trial, shop / "shop.toml", values)
            own[printer, name] = cards_alone(made(shop).pdf), form
    assert misplaced(own) == []


def cards_alone(pdf: Path | None) -> bytes:
    """The file without its cover."""
    assert pdf is not None
    file = io.BytesIO()
    with pikepdf.open(pdf) as opened:
        del opened.pages[0]
        opened.save(file)
    return file.getvalue()


# Scale


def reportlab(form: Form) -> bytes:
    """What bcbnz/pylabels writes with."""
    return drawn([[("#1",)] * form.count], form)


def fpdf2(form: Form) -> bytes:
    fpdf = pytest.importorskip("fpdf", reason="fpdf2 is not installed")
    pdf = fpdf.FPDF(unit="mm", format=form.page)
    pdf.add_page()
    for picture, (x, y) in zip(codes(form.count), form.slots, strict=True):
        pdf.image(picture, x + form.card[0] / 2 - 6, y + form.card[1] / 2 - 6, 12, 12)
    return bytes(pdf.output())


def typst(form: Form) -> bytes:
    compiler = pytest.importorskip("typst", reason="typst is not installed")
    svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {0}'>{1}</svg>"
    (picture, *_) = codes(1)
    dark = [
        f"<rect x='{x}' y='{y}' width='1' height='1'/>"
        for y in range(picture.height)
        for x in range(picture.width)
        if picture.getpixel((x, y)) == 0
    ]
    image = svg.format(picture.width, "".join(dark)).replace('"', "'")
    places = "".join(
        f"#place(top + left, dx: {x + form.card[0] / 2 - 6}mm, dy: {y + form.card[1] / 2 - 6}mm, code)\n"
        for x, y in form.slots
    )
    page = f"#set page(width: {form.page[0]}mm, height: {form.page[1]}mm, margin: 0mm)\n"
    code = f'#let code = image(bytes("{image}"), format: "svg", width: 12mm)\n'
    return bytes(compiler.compile((page + code + places).encode()))


def codes(count: int) -> list[Image.Image]:
    """A code as a picture, a pixel a module."""
    code = zxingcpp.create_barcode("#1", zxingcpp.BarcodeFormat.DataMatrix)
    return [Image.fromarray(code.to_image(scale=1, add_quiet_zones=False))] * count


def viewed(page: Image.Image, pdf: bytes) -> Image.Image:
    """The page as a viewer prints it that nobody told anything: shrunk into what the printer reaches, unless the file
    asks for its own size."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        wish = opened.Root.get("/ViewerPreferences", {}).get("/PrintScaling", "/AppDefault")
    if str(wish) == "/None":
        return page
    w, h = page.width / DPI * 25.4, page.height / DPI * 25.4
    scale = min((w - 2 * EDGE) / w, (h - 2 * EDGE) / h)
    return printed(page, scale, ((1 - scale) * w / 2, (1 - scale) * h / 2))


def shrunk(pdf: bytes, form: Form) -> list[str]:
    """The judge of scale: the sheet as a viewer prints it, its pitch measured; and a ruler for the viewer that does
    what it likes."""
    faults = []
    page = viewed(pages(pdf)[-1], pdf)
    found = read(page)
    xs, ys = ([getattr(seen, axis) for seen in found if seen.text.startswith("#")] for axis in "xy")
    for steps, pitch, places in ((form.columns - 1, form.pitch[0], xs), (form.rows - 1, form.pitch[1], ys)):
        wide = max(places) - min(places)
        if abs(wide - steps * pitch) > NEAR:
            faults.append(f"printed at {100 * wide / (steps * pitch):.0f} %")
    ruler = ruler_on(pdf)
    if ruler is None or abs(ruler - 100) > NEAR:
        faults.append("no ruler of 100 mm that shows it")
    return faults


def ruler_on(pdf: bytes) -> float | None:
    """The length of the longest line beside the words that tell how long it must be."""
    with pypdfium2.PdfDocument(pdf) as document:
        words = document[0].get_textpage()
        place = words.search("100 mm").get_next()
        if place is None:
            return None
        left, low, _, high = words.get_rect(words.count_rects(*place) - 1)
        height = document[0].get_height()
    page = pages(pdf)[0]
    top, bottom = ((height - y) / 72 * DPI for y in (high + 12, low - 12))
    band = page.crop((0, round(top), round(left / 72 * DPI), round(bottom))).point(lambda value: value < 128 and 255)
    rows = [bytes(band.crop((0, y, band.width, y + 1)).tobytes()) for y in range(band.height)]
    longest = max((len(run) for row in rows for run in row.split(b"\0")), default=0)
    return longest / DPI * 25.4


@pytest.mark.parametrize("peer", [reportlab, fpdf2, typst], ids=["reportlab", "fpdf2", "typst"])
def test_5_pages_are_printed_in_their_own_size(tmp_path: Path, peer: Callable[[Form], bytes]) -> None:
    """Labels printed at 96 %: bcbnz/pylabels #18 ("Merge please"), typst/typst #6292, wkhtmltopdf #1552."""
    told = shrunk(peer(C32011), C32011)
    assert told == ["printed at 96 %", "printed at 96 %", "no ruler of 100 mm that shows it"]

    pdf = made(shop_with(tmp_path, 10, sides=1)).pdf
    assert pdf is not None
    assert shrunk(pdf.read_bytes(), C32011) == []
