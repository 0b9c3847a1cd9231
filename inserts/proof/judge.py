"""Manifest against pages: what is missing, doubled, strange or on the wrong page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from inserts.manifest import Row
from inserts.model.problem import Problem, some_of
from inserts.proof.seen import AGAIN, Page, Sheet, Told, has_back

_HIDDEN = f"{AGAIN}; where a picture lies on the code, make it smaller"


def judge_rows(rows: Sequence[Row], told: Told, shared: Collection[str] = ()) -> Iterator[Problem]:
    """Contradictions within the manifest. `shared` are codes that many orders have on purpose."""
    kept = {row.order for row in rows if row.state != "printed"}
    holders: dict[str, str] = {}
    slots: dict[tuple[int, int], str] = {}
    for row in (row for row in rows if row.state == "printed"):
        if row.order in kept:
            yield told.problem(row.page, f"order {row.order} is printed, and held back or left out as well")
        own = row.code and row.code not in shared
        if own and holders.setdefault(row.code, row.order) != row.order:
            yield told.problem(row.page, f"orders {holders[row.code]} and {row.order} have the same coupon code")
        if row.page < 2 or row.slot < 1:
            yield told.problem(row.page, f"order {row.order} has no place behind the cover sheet")
        elif (row.page, row.slot) in slots:
            other = slots[row.page, row.slot]
            yield told.problem(row.page, f"orders {other} and {row.order} share slot {row.slot}")
        slots[row.page, row.slot] = row.order
    for row in (row for rows in told.fronts.values() if has_back(rows) for row in rows):
        if row.page + 1 in told.fronts:
            yield told.problem(row.page, f"the back of order {row.order} is also a front")
            break


def judge_count(pages: Sequence[Page], told: Told) -> Iterator[Problem]:
    """Pages missing, pages too many, blank pages, and codes where no card is."""
    count, first = len(pages), min(told.fronts, default=0)
    backs = {number + 1 for number, rows in told.fronts.items() if has_back(rows)}
    for number in sorted({*told.fronts, *backs}):
        if number > count:
            side, rows = ("cards", told.fronts[number]) if number in told.fronts else ("backs", told.fronts[number - 1])
            yield told.problem(
                number, f"the page with the {side} of {orders(rows)} is missing: the file ends at page {count}"
            )
    for page in pages:
        if page.number in told.fronts or page.number in backs:
            if page.blank:
                rows = told.fronts.get(page.number) or told.fronts[page.number - 1]
                yield told.problem(page.number, f"the page is blank, but should hold {orders(rows)}")
            continue
        cover = page.number < first or not first
        for symbol in page.symbols:
            if symbol.payload not in told.allowed:
                yield told.problem(page.number, f"a page without cards shows {_owner(symbol.payload, told)}")
        if cover and page.number == 1 and page.blank:
            yield told.problem(1, "the cover sheet is blank")
        # One-sided cards between two-sided ones have an empty back page.
        if not cover and not (page.blank and backs and page.number - 1 in told.fronts):
            yield told.problem(page.number, "the manifest names no card of this page")


def judge_symbols(sheet: Sheet, told: Told) -> Iterator[Problem]:
    """Symbols missing, doubled, or of other cards."""
    promised, seen = sheet.promised, sheet.symbols
    for payload, lacking in (promised - seen).items():
        owners = [row for row in sheet.rows if payload in row.qr]
        which = "a QR code or barcode" if len(owners) == 1 else f"{lacking} of {promised[payload]} equal codes"
        yield told.problem(sheet.front.number, f"{which} of {orders(owners)} is missing or cannot be read", _HIDDEN)
    for payload in seen - promised:
        if payload not in told.allowed:
            page = next(page for page in sheet.pages if any(symbol.payload == payload for symbol in page.symbols))
            more = " once too often" if payload in promised else ""
            yield told.problem(page.number, f"the page shows {_owner(payload, told)}{more}")


def judge_sides(sheet: Sheet, told: Told) -> Iterator[Problem]:
    """Symbols of the front on the back, or the other way round. What stands on the sheet only once can tell."""
    once = {payload for payload, count in sheet.symbols.items() if count == 1}
    sides = {symbol.payload: side for side, page in enumerate(sheet.pages) for symbol in page.symbols}
    for row in sheet.rows:
        order = [sides[payload] for payload in row.qr if payload in once]
        if order != sorted(order) or (row.side_count == 1 and any(order)):
            yield told.problem(sheet.front.number, f"a QR code or barcode of order {row.order} is on the wrong side")


def judge_numbers(sheet: Sheet, told: Told, without: Collection[str]) -> Iterator[Problem]:
    """Order numbers that cannot be read as text, so that the packer cannot read them either."""
    for order, cards in Counter(row.order for row in sheet.rows if row.template not in without).items():
        found = sum(len(page.numbers.get(order, ())) for page in sheet.pages)
        if found < cards:
            yield told.problem(sheet.front.number, f"the number of order {order} is missing in the page's text")


def orders(rows: Sequence[Row]) -> str:
    """The rows' orders in words, at most three of them by name."""
    names = list(dict.fromkeys(row.order for row in rows))
    if len(names) == 1:
        return f"order {names[0]}"
    return f"orders {some_of(names, 3)}"


def _owner(payload: str, told: Told) -> str:
    rows = told.owners.get(payload, ())
    return f"a QR code or barcode of {orders(rows)}" if rows else "a QR code that the manifest does not promise"
