"""`inserts reprint`, `inserts batches`: sheets that jammed and cards that were spoiled, and what was printed when."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from inserts.cli.options import DAY, JSON, OUT, SEND, SHOP, SKIP, START, STOCK, TEMPLATES, Count, read_slots
from inserts.cli.output import counted, give, give_json, say
from inserts.cli.outside import outside
from inserts.cli.printing import tell_run
from inserts.model.problem import Stop
from inserts.run import Choices, Wanted, batch_story, list_batches, open_shop, reprint_cards

_STATES = {"published": "printed", "rendering": "unfinished", "failed": "failed"}
"""What people call the states the ledger knows."""


@click.command("reprint")
@click.argument("names", nargs=-1, metavar="[ORDER...|BATCH]")
@click.option(
    "--sheet",
    "--sheets",
    "sheets",
    callback=read_slots,
    default="",
    metavar="N",
    help="Sheets of the BATCH, by the number in their margin: 7 or 7-12,15.",
)
@click.option("--slot", "slots", callback=read_slots, default="", metavar="N", help="Only these places of the --sheet.")
@click.option("--from-sheet", "onwards", type=Count(min=1), metavar="N", help="This sheet and all after it.")
@click.option("--scan", is_flag=True, help="Read standard input: codes of sheets or cards, order numbers, one a line.")
@click.option(
    "--in-place", is_flag=True, help="Each card in the slot it had, on a sheet that replaces the spoiled one."
)
@SHOP
@click.option(
    "--from",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The export that holds the orders, when it is no longer where it was printed from. Repeatable.",
)
@click.option("--reason", default="", metavar="TEXT", help="Why, for the ledger: jam, spoiled, lost ...")
@DAY
@OUT
@TEMPLATES
@STOCK
@START
@SKIP
@SEND
@JSON
def reprint_command(
    names: tuple[str, ...],
    sheets: tuple[int, ...],
    slots: tuple[int, ...],
    onwards: int | None,
    scan: bool,
    in_place: bool,
    shop: Path | None,
    files: tuple[Path, ...],
    reason: str,
    day: date | None,
    out: Path | None,
    templates: tuple[str, ...],
    stock: str,
    start: int,
    skip: tuple[int, ...],
    send: str,
    as_json: bool,
) -> int:
    """Print spoiled or lost cards again, with the same codes and offers as the first time.

    They go onto the paper they were printed on, unless --stock names another.

    ORDER is an order's number as it stands on the card, with or without the #. With --sheet or --from-sheet, BATCH is
    the batch or reprint those sheets are of. The export the orders came from is read again.
    """
    by_sheet = bool(sheets or onwards)
    _check(names, sheets, slots, onwards, by_sheet, scan)
    if in_place and (start > 1 or skip):
        raise Stop("--in-place has a place for every card", "leave --start and --skip out", exit_code=2)
    if templates and (by_sheet or scan or in_place):
        raise Stop("--template is for whole orders", "leave it out: each card has the template it had", exit_code=2)
    wanted = Wanted(
        orders=() if by_sheet else names,
        batch=names[0] if by_sheet else "",
        sheets=sheets,
        slots=slots,
        onwards=onwards or 0,
        scanned=tuple(sys.stdin.read().splitlines()) if scan else (),
        in_place=in_place,
    )
    choices = Choices(date=day, out=out, templates=templates, stock=stock, start=start, skip=skip, lift=0, send=send)
    return tell_run(reprint_cards(open_shop(shop or Path()), wanted, files, reason, choices, outside()), as_json)


def _check(
    names: tuple[str, ...], sheets: tuple[int, ...], slots: tuple[int, ...], onwards: int | None, by: bool, scan: bool
) -> None:
    if by and len(names) != 1:
        hint = "inserts reprint 2026-11-24 --sheet 7; inserts batches lists them"
        raise Stop("name the one batch whose sheets these are", hint, exit_code=2)
    if sheets and onwards:
        raise Stop("--sheet and --from-sheet exclude each other", "write --sheet 3,7-12", exit_code=2)
    if slots and len(sheets) != 1:
        raise Stop("--slot needs the one sheet the slots are on", "add --sheet N", exit_code=2)
    if not names and not scan:
        raise Stop("nothing is named to print again", "name an ORDER, a BATCH with --sheet, or use --scan", exit_code=2)


@click.command("batches")
@click.argument("batch", required=False, metavar="[BATCH]")
@SHOP
@JSON
def batches_command(batch: str | None, shop: Path | None, as_json: bool) -> int:
    """List the batches printed so far: when, how many orders and sheets, and how often something was printed again.

    With BATCH: that one alone, with its reprints, their reasons, and orders that were cancelled since.
    """
    if batch:
        return _show_one(batch, shop, as_json)
    records = list_batches(open_shop(shop or Path()), outside())
    if as_json:
        give_json({"batches": [_batch(record) for record in records]})
        return 0
    for record in records:
        again = f", {counted(record.reprints, 'reprint')}" if record.reprints else ""
        size = f"{counted(record.orders, 'order')}, {counted(record.sheets, 'sheet')}{again}"
        day = record.created.date().isoformat()
        give(f"{record.name:<28} {day}  {_STATES[record.state]:<10} {size}  {record.pdf}")
    if not records:
        say("No batch has been printed yet.")
    return 0


def _show_one(name: str, shop: Path | None, as_json: bool) -> int:
    record, reprints, gone, matched = batch_story(open_shop(shop or Path()), name, outside())
    if as_json:
        again = [_reprint(one) for one in reprints]
        told = _batch(record) | {"again": again, "gone": dict(gone), "matched": matched}
        give_json({"batches": [told]})
        return 0
    give(f"{record.name}: {_STATES[record.state]} {record.created.date().isoformat()} at {record.station}")
    give(f"    {_size(record)}")
    give(f"    {record.pdf}")
    if matched:
        give(f"    {matched} of {counted(record.orders, 'parcel')} matched")
    for one in reprints:
        what = f"{one.name or 'reprint'}: {_STATES[one.state]} {one.started.date().isoformat()}"
        give(f"    {what}, {_size(one)}, reason: {one.reason or 'none kept'}")
    for order, state in gone.items():
        give(f"    order {order} is {state} now: take its card out")
    return 0


def _size(record: Any) -> str:
    return ", ".join((counted(record.orders, "order"), counted(record.cards, "card"), counted(record.sheets, "sheet")))


def _batch(record: Any) -> dict[str, Any]:
    """A batch of the ledger in the shape of `--json`."""
    told = {"created": record.created.isoformat(), "pages": record.pages, "reprints": record.reprints}
    return _print(record) | told


def _reprint(record: Any) -> dict[str, Any]:
    return _print(record) | {"started": record.started.isoformat(), "reason": record.reason}


def _print(record: Any) -> dict[str, Any]:
    """What batches and reprints both have."""
    return {
        "name": record.name,
        "state": _STATES[record.state],
        "orders": record.orders,
        "cards": record.cards,
        "sheets": record.sheets,
        "pdf": record.pdf,
    }


COMMANDS = {"reprint": reprint_command, "batches": batches_command}
