"""`inserts orders`: what was understood of an export, before anything is printed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from inserts import settings
from inserts.cli.options import FILES, JSON, SHOP
from inserts.cli.output import counted, give, give_json, say, show_problems
from inserts.model.order import Order
from inserts.model.problem import Stop
from inserts.orders import Reading, read

SHOWN = 12
"""Orders in the table a person sees."""


@click.command("orders")
@FILES
@SHOP
@JSON
def orders_command(files: tuple[Path, ...], shop: Path | None, as_json: bool) -> int:
    """Show what was understood of order exports: the platform, the orders and their states, every problem.

    Nothing is printed or stored. Works without a shop folder too; with one, its [orders] columns are used.
    """
    columns, timezone = _mapping(shop)
    reading = read(files, columns, timezone)
    if as_json:
        give_json(as_dict(reading))
    else:
        _show(reading)
    return 3 if reading.refused else 0


COMMANDS = {"orders": orders_command}


def _mapping(shop: Path | None) -> tuple[dict[str, str], str]:
    """The shop's column mapping, when there is a shop folder."""
    try:
        path = settings.find_shop(shop or Path())
    except Stop:
        if shop is not None:
            raise
        return {}, "UTC"
    loaded, problems = settings.load(path)
    if loaded is None or problems:
        raise Stop(f"{path} has problems", "correct it, then run again", problems=problems)
    return dict(loaded.orders_columns), loaded.shop.timezone


def as_dict(reading: Reading) -> dict[str, Any]:
    """The shape of `--json`."""
    return {
        "files": [
            {"path": f.path, "platform": f.platform, "encoding": f.encoding, "delimiter": f.delimiter, "rows": f.rows}
            for f in reading.files
        ],
        "orders": [_order(order) for order in reading.orders],
        "refused": [{"order": r.order, "reason": r.reason} for r in reading.refused],
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


def _show(reading: Reading) -> None:
    for file in reading.files:
        delimiter = {"\t": "TAB"}.get(file.delimiter, file.delimiter)
        say(f"{file.path}: {file.platform}, {file.encoding}, delimiter {delimiter}, {counted(file.rows, 'row')}")
        for note in file.notes:
            say(f"    {note}")
    states = Counter(str(order.state) for order in reading.orders)
    told = ", ".join(f"{count} {state}" for state, count in states.most_common())
    say(f"{counted(len(reading.orders), 'order')}{': ' + told if told else ''}")
    nameless = Counter(order.name_note for order in reading.orders if order.name_note)
    for note, count in nameless.items():
        say(f"{counted(count, 'order')} without a printable name ({note}): the card greets without it")
    for order in reading.orders[:SHOWN]:
        items = sum(item.quantity for item in order.items)
        placed = order.placed.date().isoformat() if order.placed else ""
        give(f"{order.id:<14} {placed:<10}  {order.state:<9} {items:>3} items  {order.country:<2}  {order.name}")
    if len(reading.orders) > SHOWN:
        give(f"... and {len(reading.orders) - SHOWN:,} more")
    if reading.refused:
        say(f"{counted(len(reading.refused), 'order')} refused:")
    show_problems(reading.problems)
