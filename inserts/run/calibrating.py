"""`inserts calibrate`: a test sheet for one printer, and what is measured on it as the printer's lines of shop.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from pathlib import Path

import inserts.settings.change as change
from inserts import impose, pdf, templates, text
from inserts.builtin import search_folders
from inserts.impose import Adjustment, Reading, Target
from inserts.layout import Typesetting
from inserts.model.card import Mark, Sheet, Text
from inserts.model.colour import INK
from inserts.model.glyphs import Line
from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.run.previewing import MARK
from inserts.run.stacking import adjustment_of
from inserts.run.stocks import one_stock
from inserts.settings import Printer, Settings

STEP, SIZE, TITLE = 4.4 * MM, 7.5, 11.0
SUSPECT = 0.015
"""A printer so far off its size does not err: it fits the page to its paper."""

_EDGE = 6 * MM
_DRIFT = 0.002
_COUNTS = {"front": 2, "back": 2, "through": 2, "width": 1, "height": 1}
_KEY = re.compile(r"\s*([a-z]+)\s+(.*?)\s*\Z")


@dataclass(frozen=True, slots=True)
class Trial:
    """A test of one printer: the page of `stock`, upright or `across`; `checked` with its correction."""

    loaded: Settings
    printer: Printer
    stock: str = "a4"
    across: bool = False
    checked: bool = False

    @property
    def by_hand(self) -> bool:
        return self.printer.duplex == "manual"

    @property
    def sheets(self) -> int:
        """Two when the pile is laid back by hand, to see which of them is taken first."""
        return 2 if self.by_hand else 1

    @property
    def two_sided(self) -> bool:
        """Printers with dpi print labels, which have no backs."""
        return not self.printer.dpi


def trial(loaded: Settings, name: str, stock: str, *, across: bool, checked: bool = False) -> Trial:
    """The test of [printer.NAME], else of the shop's printer, else of one called "office". It need not exist yet."""
    known = {printer.name: printer for printer in loaded.printers}
    name = name or loaded.printer.name or "office"
    if checked and name not in known:
        raise Stop(f"there is no [printer.{name}] to be checked", "print the sheet without --check first", exit_code=2)
    return Trial(loaded, known.get(name, Printer(name)), stock, across, checked)


def test_sheet(one: Trial) -> tuple[bytes, ...]:
    """The PDF, or the fronts and the backs as two, in the order they are printed by hand.

    Raises Stop when the stock has no size of its own or is too small.
    """
    pages = tuple(_pages(one, _target(one)))
    if not one.by_hand or not one.two_sided:
        return (_write(one, pages),)
    orders = impose.manual_order(one.sheets, one.printer.tray == "face-up", one.printer.refed_same)
    return tuple(_write(one, [pages[2 * sheet + side] for sheet in order]) for side, order in enumerate(orders))


def read(written: str) -> Reading:
    """The reading "front 29.5,30.4; back 30,29; width 99.2; height 99.6". Raises Stop (wrong usage)."""
    values: dict[str, tuple[float, ...]] = {}
    for part in filter(str.strip, written.split(";")):
        match = _KEY.match(part)
        numbers = _numbers(match[2], single=_COUNTS.get(match[1]) == 1) if match else ()
        if not match or len(numbers) != _COUNTS.get(match[1], 0) or match[1] in values:
            told = f"{part.strip()!r} is no reading"
            raise Stop(told, 'write "front 29.5,30.4; back 30,29; width 99.2; height 99.6"', exit_code=2)
        values[match[1]] = numbers
    if "front" not in values:
        raise Stop("the front's cross A is missing", 'write "front 29.5,30.4"', exit_code=2)
    if "back" in values and "through" in values:
        raise Stop("back and through tell the same", "leave one of them out: front X,Y; through X,Y", exit_code=2)

    def pair(key: str) -> tuple[float, float] | None:
        return (values[key][0], values[key][1]) if key in values else None

    def single(key: str) -> float | None:
        return values[key][0] if key in values else None

    return Reading(pair("front") or (0.0, 0.0), pair("back"), pair("through"), single("width"), single("height"))


def profile(one: Trial, reading: Reading) -> Mapping[str, list[str] | list[float]]:
    """The keys of the printer's table. Raises Stop (wrong usage) for readings that cannot be."""
    found = impose.solve(_target(one), reading)
    values: dict[str, list[str] | list[float]] = {"offset": _lengths(found.offset)}
    if one.two_sided:
        values["back_offset"] = _lengths(found.back_offset)
    if not one.printer.dpi:
        values["scale"] = [round(stretch, 4) for stretch in found.scale]
    return values


def doubt(one: Trial, reading: Reading) -> str:
    """What is to be done in place of stretching the page, if anything."""
    side = _target(one).side
    off = [value / side - 1 for value in (reading.width, reading.height) if value is not None]
    worst = max(off, key=abs, default=0.0)
    if abs(worst) > SUSPECT:
        told = f"The printer prints at {100 * (1 + worst):.1f} %: it seems to fit the page to its paper."
        return f"{told} Choose actual size and print the test sheet again, rather than correct it."
    if one.printer.dpi and abs(worst) > _DRIFT:
        return "A label printer's pages are not stretched: codes would leave its dots. Set its driver to actual size."
    return ""


def route(one: Trial) -> tuple[str, ...]:
    """The table of shop.toml these values stand in."""
    return ("printer", one.printer.name, *(("across",) if one.across else ()))


def lines(one: Trial, values: Mapping[str, list[str] | list[float]]) -> str:
    """The values as they stand in shop.toml."""
    return change.table_lines(route(one), values)


def put(one: Trial, path: Path, values: Mapping[str, list[str] | list[float]]) -> Path:
    """Put the values into the shop.toml; where it lies as it was. Raises Stop when it is left as it is."""
    icons, _ = templates.load_icons(tuple(place / "icons" for place in search_folders(path.parent, "templates")))
    remove = {"offset", "back_offset", "scale"} - set(values)
    return change.set_values(path, route(one), values, remove, tuple(icons))


def command(one: Trial) -> str:
    """What is typed when the sheet is measured."""
    words = ["inserts calibrate", f"--printer {one.printer.name}"]
    words += [f"--stock {one.stock}"] * (one.stock != "a4") + ["--across"] * one.across
    return " ".join(words)


def _target(one: Trial) -> Target:
    stock = one_stock(one.loaded.folder, one.stock).stock
    if stock is None or not (stock.width.pt and stock.height.pt):
        raise Stop(f"{one.stock} has no page of its own size", "choose a sheet, such as a4, with --stock", exit_code=2)
    short, long = sorted((stock.width.pt, stock.height.pt))
    w, h = (long, short) if one.across else (short, long)
    vertical = ((one.printer.flip == "long") != one.across) != one.printer.rotate_back
    return impose.target(w, h, vertical=vertical)


def _pages(one: Trial, target: Target) -> Iterator[Sheet]:
    typesetter, _ = text.open_typesetter(search_folders(one.loaded.folder, "fonts"))
    typesetting = Typesetting(typesetter.clean, typesetter.line, typesetter.breaks, text.describe_missing)
    for number in range(1, one.sheets + 1):
        for back in (False, True) if one.two_sided else (False,):
            marks = (*target.marks(back=back), *_texts(one, target, typesetting, number, back))
            sheet = Sheet(target.w, target.h, marks=marks)
            still = Adjustment(dpi=one.printer.dpi)
            yield impose.adjusted(sheet, adjustment_of(one.printer, sheet) if one.checked else still, back=back)


def _texts(one: Trial, target: Target, typesetting: Typesetting, number: int, back: bool) -> Iterator[Mark]:
    for label in target.labels(back=back):
        line = _line(typesetting, label.text, "text")
        yield Text(line, label.x - line.width(label.size) / 2, label.y, label.size, INK)
    title, *words = (_line(typesetting, words, role) for words, role in _words(one, target, number, back))
    widest = max(line.width(SIZE) for line in words)
    size = SIZE * min(1.0, (target.w - 2 * _EDGE) / widest)
    x, y = min(target.box.x, (target.w - widest * size / SIZE) / 2), target.cross + 9 * MM
    yield Text(title, x, y, TITLE, INK)
    down = STEP * size / SIZE
    yield from (Text(line, x, y + step * down, size, INK) for step, line in enumerate(words, 1))


def _line(typesetting: Typesetting, words: str, role: str) -> Line:
    return typesetting.line(typesetting.clean(words).text, role=role, language="en", rtl=None, ligatures=True)


def _words(one: Trial, target: Target, number: int, back: bool) -> Iterator[tuple[str, str]]:
    """The title and what to do, on the side where it is done, each with the role of its face."""
    sheet = f", sheet {number}" if one.sheets > 1 else ""
    checked = ", with its correction" if one.checked else ""
    yield f"{one.printer.name}: {'back' if back else 'front'}{sheet}{checked}", "strong"
    if back and one.by_hand:
        other = "reverse" if one.printer.refed_same else "same"
        yield f'The front of this sheet is not that of sheet {number}? Set backs = "{other}" and print again.', "text"
    if one.checked:
        yield f"Cross A must be {target.at} mm from the left and the top edge, the box {target.side} mm wide.", "text"
        return
    yield (
        f"Cross A: how far is it from the left and from the top edge, in mm? {target.at}, {target.at} is right.",
        "text",
    )
    if back:
        yield "Arrow: turn the sheet like a page of a book. It must point up, and lie behind the front's.", "text"
        yield "If not, set duplex to the other edge; if neither does it, rotate_back = true. Print again.", "text"
        return
    yield f"Box: measure how wide and how high it is, outside, in mm. {target.side}, {target.side} is right.", "text"
    backs = "; back X,Y" if one.two_sided else ""
    yield "Then type:", "text"
    yield f'    {command(one)} --read "front X,Y{backs}; width W; height H" --write', "strong"
    if one.two_sided:
        yield (
            "Finer than back X,Y: hold the sheet against the light. Type through X,Y, the numbers at which lines",
            "text",
        )
        yield "of both sides meet, across and down.", "text"


def _write(one: Trial, pages: tuple[Sheet, ...] | list[Sheet]) -> bytes:
    file = BytesIO()
    flip = "" if one.by_hand or not one.two_sided else one.printer.flip
    pdf.write(file, pages, {}, title=MARK, flip=flip)
    return file.getvalue()


def _numbers(written: str, *, single: bool) -> tuple[float, ...]:
    """One number or two, with a comma or blanks between them; commas are decimal ones where nothing is to be parted."""
    parts = written.split()
    if len(parts) == 1 and not single:
        parts = written.split(",")
    try:
        numbers = tuple(float(part.strip().rstrip(",").replace(",", ".")) for part in parts)
    except ValueError:
        return ()
    return numbers if all(map(isfinite, numbers)) else ()


def _lengths(points: tuple[float, float]) -> list[str]:
    return [f"{round(value / MM, 2) + 0:g}mm" for value in points]
