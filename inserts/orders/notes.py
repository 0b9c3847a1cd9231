"""What people are told of a file: remarks in passing (`notes`), refused orders, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from inserts.model.problem import Problem, Where, some_of
from inserts.orders.columns import places_of
from inserts.orders.grouping import Refusal
from inserts.orders.header import Header
from inserts.orders.platforms import GENERIC, MEMBER_FIELDS
from inserts.orders.reading import Refused
from inserts.orders.states import STATE_FIELDS

_SHOWN = 8

_HAPPENED = {
    "repeated header": "{} in between, left out",
    "copied order": "{} in the file a second time with the same rows, read once",
    "repeated item": "{} exactly like the row above, read as a further item",
    "short row": "{} ending early; the cells missing were read as blank",
    "mended number": "{} written by a spreadsheet as 9.17E+9, read as the whole number",
}
_NOUNS = {
    "repeated header": ("header line", "header lines"),
    "copied order": ("order", "orders"),
    "repeated item": ("row", "rows"),
    "short row": ("row", "rows"),
    "mended number": ("order number", "order numbers"),
}

_UNREAD = {
    "open date": (
        "placed",
        "{} with a date that can be read day first or month first, and was not read",
        "save the file with dates such as 2026-11-24",
    ),
    "date": ("placed", "{} with a date that cannot be read", "write dates such as 2026-11-24"),
    "country": ("country", "{} with a country that is not known", "write its code, such as DE, or its name"),
    "language": ("language", "{} with a language that is not known", "write its code, such as de"),
    "currency": ("currency", "{} with a currency that is not known", "write its code, such as EUR"),
    "phone": ("phone", "{} with a telephone number a spreadsheet cut, left out", "export the orders anew"),
    "total": ("total", "{} with a total that cannot be read for sure", "write amounts such as 12.50"),
    "several total": ("total", "{} with a different total in each row, taken for none", ""),
    "refunded": ("refunded", "{} with a refund that cannot be read for sure", "write amounts such as 12.50"),
    "several refunded": ("refunded", "{} with a different refund in each row, taken for none", ""),
    "several names": (
        "name",
        "{} going to several people, of whom the card names the first",
        "write the other cards by hand",
    ),
    "points": ("member_points", "{} with points that are no number, taken for none", "write points such as 1240"),
    "empty item": ("quantity", "{} with items of which no piece is left; the items were left out", ""),
}


def notes(
    header: Header,
    columns: Mapping[str, str],
    encoding: str,
    mended: int,
    told: Mapping[str, int],
    words: Mapping[str, Sequence[int]],
) -> tuple[str, ...]:
    """The remarks on a file, the most important first."""
    return tuple(_notes(header, columns, encoding, mended, told, words))


def refusals(file: str, refused: Mapping[str, Refusal]) -> tuple[tuple[Refused, ...], tuple[Problem, ...]]:
    """The refused orders, and the problem with its place for each."""
    orders = []
    problems = []
    for order, refusal in refused.items():
        orders.append(Refused(order, f"{_lines(refusal.lines)}: {refusal.reason}"))
        where = Where(file, refusal.lines[0], refusal.column)
        name = "this row" if order == f"{file}:{refusal.lines[0]}" else f"order {order}"
        hint = "correct the row, or export the order anew"
        problems.append(Problem(where, f"{name} is refused: {refusal.reason}", hint))
    return tuple(orders), tuple(problems)


def unread(file: str, header: Header, told: Mapping[str, Sequence[int]]) -> Iterator[Problem]:
    """Cells that could not be read, one problem for each kind with its first line."""
    for what, lines in told.items():
        field, message, hint = _UNREAD[what]
        places = places_of(header.fields.get(field, ()))
        column = header.names[places[0]] if places else ""
        count = len(set(lines))
        where = Where(file, min(lines), column)
        yield Problem(where, message.format(_counted(count, "order", "orders")), hint)


def _notes(
    header: Header,
    columns: Mapping[str, str],
    encoding: str,
    mended: int,
    told: Mapping[str, int],
    words: Mapping[str, Sequence[int]],
) -> Iterator[str]:
    if encoding:
        yield encoding
    yield from _missing_state(header)
    for word, lines in words.items():
        yield f'the status "{word}" is not known and counts as open ({_lines(lines)})'
    if header.platform is GENERIC and "item" in header.fields and "quantity" not in header.fields:
        yield "no column tells how many pieces of an item there are: each counts as one"
    if mended:
        cells = _counted(mended, "cell was", "cells were")
        yield f"{cells} encoded twice (such as Ã¼ for ü) and mended"
    for what, text in _HAPPENED.items():
        if told.get(what):
            yield text.format(_counted(told[what], *_NOUNS[what]))
    idle = [field for field in columns if field not in header.mapped and field not in MEMBER_FIELDS]
    if idle and header.platform is not GENERIC:
        yield f"[orders] columns was not needed for {', '.join(idle)}: this is a {header.platform.name} export"


def _missing_state(header: Header) -> Iterator[str]:
    """Which marks of an order's state the file cannot give."""
    if not header.fields.keys() & set(STATE_FIELDS):
        if "refunded" in header.fields:
            yield "no column tells if an order is cancelled, unpaid or shipped: all but the refunded count as open"
        else:
            yield "no column tells if an order is cancelled, refunded, unpaid or shipped: all count as open"
        return
    wanted = {field: names for field, names in header.platform.columns.items() if field in STATE_FIELDS}
    absent = [str(names[0]) for field, names in wanted.items() if field not in header.fields]
    if absent and header.platform is not GENERIC:
        yield f"without the column {', '.join(absent)}, which other {header.platform.name} exports tell the state by"


def _lines(lines: Sequence[int]) -> str:
    return f"{'lines' if len(lines) > 1 else 'line'} {some_of([str(line) for line in lines], _SHOWN)}"


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
