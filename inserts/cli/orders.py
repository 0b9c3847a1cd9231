"""`inserts orders`: what was understood of an export, before anything is printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from inserts import settings
from inserts.cli.options import FILES, INCLUDE, JSON, SHOP, shop_file
from inserts.cli.output import aligned, counted, give, give_json, say, show_problems
from inserts.cli.telling import bring_back, without_name
from inserts.model.order import Order, State
from inserts.model.problem import Stop
from inserts.orders import FileRead, Reading, read
from inserts.run.telling import count_nameless

SHOWN = 12
"""Orders in the table a person sees."""

_WIDEST = 24
"""Characters of a cell of that table; a name, which stands last, may be longer."""

_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "TAB", "|": "bar", "": "a workbook's first sheet with a header"}


@dataclass(frozen=True, slots=True)
class _Shop:
    """What a shop's settings say of reading orders."""

    columns: Mapping[str, str]
    timezone: str = "UTC"
    leave_out: Collection[State] = tuple(state for state in State if state != State.OPEN)


@click.command("orders")
@FILES
@SHOP
@INCLUDE
@JSON
def orders_command(files: tuple[Path, ...], shop: Path | None, include: tuple[str, ...], as_json: bool) -> int:
    """Show what was understood of order exports: the platform, the orders and their states, every problem.

    FILE is a CSV or an Excel workbook (.xlsx). Nothing is printed or stored. Works without a shop folder too; with
    one, its [orders] columns are used. For an export that is not known, the lines to paste there are proposed.
    """
    own = _shop(shop)
    try:
        reading = read(files, own.columns, own.timezone)
    except Stop as stop:
        if as_json:
            give_json(as_dict(Reading(problems=stop.problems)))
        raise
    if as_json:
        give_json(as_dict(reading))
    else:
        _show(reading, [state for state in own.leave_out if str(state) not in include])
    return 3 if reading.refused else 0


COMMANDS = {"orders": orders_command}


def _shop(shop: Path | None) -> _Shop:
    """What the shop's settings say, when there is a shop folder."""
    path = shop_file(shop)
    if path is None:
        return _Shop({})
    loaded, problems = settings.load(path)
    if loaded is None or problems:
        raise Stop(f"{path} has problems", "correct it, then run again", problems=problems)
    return _Shop(dict(loaded.orders_columns), loaded.shop.timezone, loaded.orders_leave_out)


def as_dict(reading: Reading) -> dict[str, Any]:
    """The shape of `--json`. Refused orders stand among the problems."""
    return {
        "files": [
            {"path": f.path, "platform": f.platform, "encoding": f.encoding, "delimiter": f.delimiter, "rows": f.rows}
            for f in reading.files
        ],
        "orders": [_order(order) for order in reading.orders],
        "problems": [problem.as_json() for problem in sorted(reading.problems)],
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "placed": order.placed.isoformat() if order.placed else None,
        "name": order.name,
        "email": order.email,
        "phone": order.phone,
        "country": order.country,
        "language": order.language,
        "items": [{"name": i.name, "sku": i.sku, "quantity": i.quantity} for i in order.items],
        "total": str(order.total) if order.total is not None else None,
        "currency": order.currency,
        "discount_codes": list(order.discount_codes),
        "state": str(order.state),
        "note": order.note,
    }


def _show(reading: Reading, leave_out: Collection[State]) -> None:
    for file in reading.files:
        say(f"{file.path}: {_kind(file)}, {counted(file.rows, 'row')}")
        for note in file.notes:
            say(f"    {note}")
    states = Counter(order.state for order in reading.orders)
    told = ", ".join(f"{count:,} {state}" for state, count in states.most_common())
    say(f"{counted(len(reading.orders), 'order')}{': ' + told if told else ''}")
    closed = {state: count for state, count in states.items() if state in leave_out}
    if closed:
        say(bring_back(closed))
    nameless = count_nameless(order for order in reading.orders if order.state not in closed)
    if nameless:
        say(without_name(nameless))
    _show_table(reading.orders[:SHOWN])
    if len(reading.orders) > SHOWN:
        give(f"... and {len(reading.orders) - SHOWN:,} more")
    if reading.refused:
        say(f"Refused: {counted(len(reading.refused), 'order')}, each with its line below.")
    show_problems(reading.problems)


def _kind(file: FileRead) -> str:
    return f"{file.platform}, {file.encoding}, {_DELIMITERS.get(file.delimiter, file.delimiter)}"


def _show_table(orders: Sequence[Order]) -> None:
    """The orders in columns, without e-mail, telephone number or address."""
    heads = ("order", "placed", "state", "items", "country", "name")
    rows = [heads, *(_cells(order) for order in orders)]
    for line in aligned(rows, widest=_WIDEST) if orders else ():
        give(line)


def _cells(order: Order) -> tuple[str, ...]:
    placed = order.placed.date().isoformat() if order.placed else ""
    pieces = sum(item.quantity for item in order.items)
    name = order.name or f"({order.name_note or 'missing'})"
    return order.id, placed, str(order.state), f"{pieces:,}", order.country, name
