"""Looking at the pages: each one rasterised, its codes read, its orders' numbers found in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import pypdfium2

from inserts.model.card import Label
from inserts.model.length import Box
from inserts.proof.common import Beginnings
from inserts.proof.labels import read_labels
from inserts.proof.reading import LOOKS, Read, read
from inserts.proof.seen import Page, Point, Sheet, Symbol, Told, has_back

SHORTEST = 6
"""A number longer than this may be printed without its beginning, but with this many signs at least."""

_HYPHENS = "\x02\xad\u2010\u2011\ufffe"

Corners = tuple[float, float, float, float]
Span = tuple[int, int]


def look(
    document: pypdfium2.PdfDocument,
    told: Told,
    numbers: Iterable[int],
    progress: Callable[[int], None],
    common: Mapping[int, bytes],
) -> list[Page]:
    """The pages of these numbers, counted from 1 and in their order; fronts stand before their backs.

    `common` is what pages begin with, as `inserts.proof.common.beginnings` finds it.

    A look is the first one for all cards of a template on whose sheets before it was the one that found everything.
    `progress` is called with the pages done.
    """
    pages: list[Page] = []
    firsts: dict[str, int] = {}
    alike = Beginnings(common, told.owners)
    for number in numbers:
        template = _template(number, told)
        first = firsts.get(template, 0)
        pages.append(_look(document, number - 1, told, first, alike))
        sheet = _sheet_ending(pages, told)
        if sheet:
            closest, closer = _closer(document, sheet, told, first, alike)
            pages[-len(closer) :] = closer
            firsts[template] = closest
        progress(len(pages))
    return pages


def _template(number: int, told: Told) -> str:
    """Whose cards the page of this number carries, or their backs."""
    rows = told.fronts.get(number) or told.fronts.get(number - 1) or ()
    return rows[0].template if rows else ""


def _closer(
    document: pypdfium2.PdfDocument, sheet: Sheet, told: Told, look: int, alike: Beginnings
) -> tuple[int, tuple[Page, ...]]:
    """The sheet's pages with what closer looks see, as long as not all is seen; and the look after which it was."""
    for closer in range(look + 1, len(LOOKS)):
        if sheet.symbols == sheet.promised:
            return closer - 1, sheet.pages
        front, *backs = (_look(document, page.number - 1, told, closer, alike, page) for page in sheet.pages)
        sheet = Sheet(sheet.rows, front, backs[0] if backs else None)
    return (len(LOOKS) - 1 if sheet.symbols == sheet.promised else look), sheet.pages


def _sheet_ending(pages: Sequence[Page], told: Told) -> Sheet | None:
    """The sheet whose last page is the last page so far."""
    last = pages[-1]
    rows = told.fronts.get(last.number, ())
    if rows and not has_back(rows):
        return Sheet(rows, last, None)
    rows = told.fronts.get(last.number - 1, ())
    if rows and has_back(rows) and len(pages) > 1:
        return Sheet(rows, pages[-2], last)
    return None


def pair(pages: Sequence[Page], told: Told) -> Iterator[Sheet]:
    """Fronts with their backs, for every page in the file of which the manifest names cards."""
    for number, rows in sorted(told.fronts.items()):
        if 1 <= number <= len(pages):
            back = pages[number] if has_back(rows) and number < len(pages) else None
            yield Sheet(rows, pages[number - 1], back)


def _look(
    document: pypdfium2.PdfDocument, index: int, told: Told, look: int, alike: Beginnings, first: Page | None = None
) -> Page:
    """A page as it is seen; `first` is what an earlier, quicker look saw, of which nothing is forgotten."""
    page = document[index]
    try:
        w, h = page.get_size()
        seen = alike.read(page, index + 1, look) or read(page, look, told.owners)
        if first:
            return replace(first, symbols=_joined(first.symbols, seen.symbols))
        note, label = told.notes.get(index + 1), told.labels.get(index + 1)
        rows = (*told.fronts.get(index + 1, ()), *told.fronts.get(index, ()))
        orders = {row.order for row in rows}
        numbers = {} if _has_no_number(seen, note, label, orders) else _numbers(page, h, orders, note)
        labels = read_labels(page, label.box) if label else frozenset()
        return Page(index + 1, w, h, seen.blank, seen.symbols, numbers, labels)
    finally:
        page.close()


def _has_no_number(seen: Read, note: Box | None, label: Label | None, orders: Iterable[str]) -> bool:
    """Whether the page has nothing of its own but what says which sheet it is, and what it shares no order's number."""
    if seen.own is None:
        return False
    aside = [box for box in (note, label and label.box) if box]
    if not all(any(_within(_middle(place), box) for box in aside) for place in seen.own):
        return False
    bare = _bare(seen.words)
    return not any(_bare(_core(order))[-SHORTEST:] in bare for order in orders)


def _middle(box: Box) -> Point:
    return box.x + box.w / 2, box.y + box.h / 2


def _joined(first: Sequence[Symbol], second: Sequence[Symbol]) -> tuple[Symbol, ...]:
    """Both looks' symbols, each once: one payload at one place is one symbol."""

    def known(symbol: Symbol) -> bool:
        return any(symbol.payload == other.payload and _near(symbol.place, other.place) for other in second)

    return (*second, *(symbol for symbol in first if not known(symbol)))


def _near(a: Point, b: Point) -> bool:
    return abs(a[0] - b[0]) < 9 and abs(a[1] - b[1]) < 9


def _numbers(
    page: pypdfium2.PdfPage, height: float, orders: Iterable[str], note: Box | None
) -> dict[str, tuple[Point, ...]]:
    """Where each order's number stands on the page, but for its `note`: whole, or else in part."""
    words = page.get_textpage()
    try:
        text = words.get_text_range()
        bare = _bare(text)

        def places(spans: Iterable[Span]) -> tuple[Point, ...]:
            found = (_centre(words, text, span, height) for span in spans)
            return tuple(place for place in found if not (note and _within(place, note)))

        cores = {order: _core(order) for order in orders}
        return {
            order: places(_whole(core, text)) or places(_in_part(core, text, bare)) for order, core in cores.items()
        }
    finally:
        words.close()


def _core(order: str) -> str:
    """The order's number without signs around it."""
    return re.sub(r"\A[\W_]+|[\W_]+\Z", "", order) or order


def _within(place: Point, box: Box) -> bool:
    return box.x <= place[0] <= box.right and box.y <= place[1] <= box.bottom


def _bare(text: str) -> str:
    """Text without blanks, and with one kind of hyphen."""
    for hyphen in _HYPHENS:  # an eighth of the time of a table, which is asked for every sign
        text = text.replace(hyphen, "-")
    return "".join(text.split())


def _whole(core: str, text: str) -> Iterator[Span]:
    """Where an order's number stands in extracted text as it is; signs around it may be missing."""
    start = text.find(core)
    while start >= 0:
        end = start + len(core)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            yield start, end
        start = text.find(core, end)


def _in_part(core: str, text: str, bare: str) -> Iterator[Span]:
    """Where its last `SHORTEST` signs or more stand; a hyphen may have become another sign at a line's end.

    `bare` is the text as `_bare` gives it: most backs show no number, which it tells without a pattern for each order.
    """
    if _bare(core)[-SHORTEST:] in bare:
        yield from (match.span() for match in _pattern(core).finditer(text))


@lru_cache(maxsize=4096)
def _pattern(core: str) -> re.Pattern[str]:
    signs = [f"[-{_HYPHENS}]" if sign == "-" else re.escape(sign) for sign in core if sign.strip()]
    head, tail = signs[:-SHORTEST], signs[-SHORTEST:]
    first = "(?:" * len(head) + "".join(rf"{sign}\s*)?" for sign in head)
    return re.compile(rf"(?<![^\W_]){first}" + r"\s*".join(tail) + r"(?![^\W_])")


def _centre(words: pypdfium2.PdfTextPage, text: str, span: Span, height: float) -> Point:
    first, last = (_char_box(words, text, place) for place in (span[0], span[1] - 1))
    x, y = ((first[side] + last[side] + first[side + 2] + last[side + 2]) / 4 for side in (0, 1))
    return x, height - y


def _char_box(words: pypdfium2.PdfTextPage, text: str, place: int) -> Corners:
    unit = len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
    index = pypdfium2.raw.FPDFText_GetCharIndexFromTextIndex(words, unit)
    left, bottom, right, top = words.get_charbox(index)
    return left, bottom, right, top
