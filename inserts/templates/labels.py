"""Other programs' label databases read into stocks: gLabels' templates and LibreOffice's labels.xml.

Both are XML from anywhere, read without entities and without looking at anything outside the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from inserts.model.length import POINTS, Length
from inserts.model.problem import Problem, Where
from inserts.model.stock import NO_LENGTH, Slots, Stock, faults
from inserts.templates.find import LONGEST_NAME
from inserts.templates.stocks import MOST
from inserts.templates.styles import LONGEST_SIDE

LARGEST = 20_000_000
"""Bytes of the largest database read; LibreOffice's has 0.3 million."""

_MOST_ELEMENTS = 500_000

_UNITS: Mapping[str, float] = {**POINTS, "": 1.0, "pc": 12.0}
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+)\s*([a-z]*)\s*\Z")

_PAPERS = {
    "A3": (297, 420),
    "A4": (210, 297),
    "A5": (148, 210),
    "A6": (105, 148),
    "A7": (74, 105),
    "B4": (250, 353),
    "B5": (176, 250),
    "B6": (125, 176),
    "SRA3": (320, 450),
    "SRA4": (225, 320),
    "US-Executive": (184.15, 266.7),
    "US-Legal": (215.9, 355.6),
    "US-Letter": (215.9, 279.4),
}
"""The sheets gLabels calls by name, in millimetres."""

_SHEET_WORDS = re.compile(r"\s+(A[3-6](/\w+)?|Letter( Size)?)\Z")
"""What LibreOffice says of the sheet behind a maker's name."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a database holds: stocks in the file's order, and how many others there are, by why they are no stock."""

    program: str
    stocks: tuple[Stock, ...]
    skipped: tuple[tuple[str, int], ...]


class _Skip(Exception):
    """Why an entry is no stock."""


def read_labels(path: Path) -> Labels | Problem | None:
    """The stocks in a database of either program, told apart by what is in the file; None if it is something else."""
    root = _parse(path)
    if isinstance(root, Problem):
        return root
    if root.tag == "Glabels-templates":
        return _all("gLabels", _glabels(root))
    if root.tag == "manufacturers":
        return _all("LibreOffice", _libreoffice(root))
    return None


def stock_name(maker: str, part: str) -> str:
    """Small letters, digits and hyphens: "Avery", "L7160" -> avery-l7160."""
    plain = unicodedata.normalize("NFKD", f"{maker}-{part}").encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_NAME].strip("-")


def _all(program: str, entries: Iterator[Stock | str]) -> Labels:
    stocks: dict[str, Stock] = {}
    skipped = Counter[str]()
    for entry in entries:
        if isinstance(entry, str):
            skipped[entry] += 1
        elif entry.name in stocks:
            skipped["a part that is there twice"] += 1
        else:
            stocks[entry.name] = entry
    return Labels(program, tuple(stocks.values()), tuple(skipped.most_common()))


def _stock(maker: str, part: str, about: str, sheet: tuple[float, float], slots: Slots, source: str) -> Stock:
    """The entry as a stock, checked as a file of it would be. Raises _Skip."""
    name = stock_name(maker, part)
    if not part or not name:
        raise _Skip("without a part number")
    sides = *sheet, slots.width.pt, slots.height.pt
    if not all(0 < side <= LONGEST_SIDE.pt for side in sides) or min(slots.columns, slots.rows) < 1:
        raise _Skip("of no size")
    if max(slots.columns, slots.rows) > MOST:
        raise _Skip("with too many slots")
    size = Length(sheet[0]), Length(sheet[1])
    words = about or f"{slots.count} on a sheet"
    stock = Stock(name, words, "slots", *size, NO_LENGTH, slots=slots, maker=maker, part=part, source=source)
    if any(faults(stock)):
        raise _Skip("whose slots overlap or leave the sheet")
    return stock


# gLabels


def _glabels(root: Element) -> Iterator[Stock | str]:
    known: dict[tuple[str, str], Stock] = {}
    for template in root.iter("Template"):
        brand, part = _text(template, "brand"), _text(template, "part")
        if not (brand and part):  # as old versions wrote it
            brand, _, part = _text(template, "name").partition(" ")
        try:
            same = _text(template, "equiv")
            stock = _alias(brand, part, known.get((brand, same))) if same else _template(brand, part, template)
        except _Skip as why:
            yield str(why)
            continue
        known[brand, part] = stock
        yield stock


def _alias(brand: str, part: str, known: Stock | None) -> Stock:
    if known is None or known.slots is None:
        raise _Skip("the same as one that is not taken")
    size = known.width.pt, known.height.pt
    return _stock(brand, part, known.about, size, known.slots, known.source)


def _template(brand: str, part: str, template: Element) -> Stock:
    label = template.find("Label-rectangle")
    if label is None:
        raise _Skip("not rectangular")
    layouts = label.findall("Layout")
    if len(layouts) != 1:
        raise _Skip("with more than one grid")
    layout = layouts[0]
    width, height = _length(label, "width"), _length(label, "height")
    columns, rows = _count(layout.get("nx", "")), _count(layout.get("ny", ""))
    slots = Slots(
        Length(width),
        Length(height),
        columns,
        rows,
        Length(_length(layout, "x0")),
        Length(_length(layout, "y0")),
        Length(_length(layout, "dx") if columns > 1 else width),
        Length(_length(layout, "dy") if rows > 1 else height),
        Length(min(_length(label, "round", "0"), width / 2, height / 2)),
    )
    about = _text(template, "_description") or _text(template, "description")
    return _stock(brand, part, about, _sheet(template), slots, "gLabels' templates")


def _sheet(template: Element) -> tuple[float, float]:
    paper = template.get("size", "")
    if paper in _PAPERS:
        width, height = _PAPERS[paper]
        return Length.of_mm(width).pt, Length.of_mm(height).pt
    if template.get("width") and template.get("height"):
        return _length(template, "width"), _length(template, "height")
    raise _Skip("on paper of an unknown size")


def _length(element: Element, key: str, default: str = "") -> float:
    match = _LENGTH.match(element.get(key, default))
    if match is None or match[2] not in _UNITS:
        raise _Skip("with a length that is none")
    return float(match[1]) * _UNITS[match[2]]


# LibreOffice


def _libreoffice(root: Element) -> Iterator[Stock | str]:
    for maker in root.iter("manufacturer"):
        brand = _SHEET_WORDS.sub("", _text(maker, "name"))
        for label in maker.iter("label"):
            try:
                yield _measured(brand, _clean(label.findtext("name", "")), label.findtext("measure", ""))
            except _Skip as why:
                yield str(why)


def _measured(brand: str, name: str, measure: str) -> Stock:
    """`measure` is S (single sheets) or C (continuous), then lengths in 1/100 mm and the grid's two counts."""
    kind, *written = measure.strip().split(";")
    if kind != "S":
        raise _Skip("on continuous paper")
    if len(written) != 10 or not all(re.fullmatch(r"[0-9]{1,7}", number) for number in written):
        raise _Skip("with a length that is none")
    pitch_x, pitch_y, width, height, left, top, columns, rows, sheet_w, sheet_h = map(int, written)
    slots = Slots(
        _hundredths(width),
        _hundredths(height),
        columns,
        rows,
        _hundredths(left),
        _hundredths(top),
        _hundredths(pitch_x if columns > 1 else width),
        _hundredths(pitch_y if rows > 1 else height),
    )
    part, _, about = name.partition(" ")
    if not any(letter.isdigit() for letter in part):
        part, about = name, ""
    sheet = _hundredths(sheet_w).pt, _hundredths(sheet_h).pt
    return _stock(brand, part, about, sheet, slots, "LibreOffice's label database")


def _hundredths(number: int) -> Length:
    return Length.of_mm(number / 100)


# XML


def _count(written: str) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", written):
        raise _Skip("with a grid that is none")
    return int(written)


def _text(element: Element, key: str) -> str:
    return _clean(element.get(key, ""))


def _clean(words: str) -> str:
    """One line of printable letters: it goes into a file and onto a terminal."""
    shown = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(shown.split())[:120]


class _Refused(Exception):
    """Why the XML is not read on."""


def _parse(path: Path) -> Element | Problem:
    """The file's elements, named without their namespace."""
    where = Where(str(path))
    try:
        if path.stat().st_size > LARGEST:
            return Problem(where, f"is larger than {LARGEST // 1_000_000} MB", "is it the right file?")
        data = path.read_bytes()
    except OSError as error:
        return Problem(where, f"cannot be read: {error.strerror or 'unknown reason'}", "check the name")
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > _MOST_ELEMENTS:
            raise _Refused("holds too many elements")
        builder.start(_local(tag), attributes)

    def entity(*parts: object) -> None:
        raise _Refused("defines entities of its own")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda tag: builder.end(_local(tag))
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
        return builder.close()
    except _Refused as why:
        return Problem(where, str(why), "take the file the program came with")
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        line = getattr(error, "lineno", 0)
        return Problem(Where(str(path), line), "is no XML, damaged or cut off", "take the file the program came with")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
