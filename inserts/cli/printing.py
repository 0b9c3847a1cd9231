"""`inserts print`, `inserts reprint`, `inserts batches`: from an export to paper, and what was printed when."""

from __future__ import annotations

import secrets
import socket
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from inserts.cli.options import DAY, FILES, JSON, OUT, SHOP, START, STOCK, TEMPLATES
from inserts.cli.output import counted, give, give_json, say, show_problems
from inserts.cli.progress import Progress
from inserts.model.order import State
from inserts.run import BatchResult, Choices, Outside, RunResult, list_batches, open_shop, print_orders, reprint_orders

STATES = [str(state) for state in State if state != State.OPEN]


def outside() -> Outside:
    """The real clock, chance and computer."""
    return Outside(
        now=lambda: datetime.now(UTC),
        randbytes=secrets.token_bytes,
        station=socket.gethostname(),
        progress=Progress(),
    )


@click.command("print")
@FILES
@SHOP
@DAY
@OUT
@TEMPLATES
@STOCK
@START
@click.option("--batch-by", multiple=True, metavar="FIELD", help="What ships together: carrier, country, any column.")
@click.option(
    "--include",
    multiple=True,
    type=click.Choice(STATES),
    metavar="STATE",
    help=f"Print these orders too, though shop.toml leaves them out: {', '.join(STATES)}. Repeatable.",
)
@click.option("--again", is_flag=True, help="Print orders again that were printed before, with the same codes.")
@click.option("--split", is_flag=True, help="Also write a file for each template, for changing paper by hand.")
@click.option("--dry-run", is_flag=True, help="Say what would be printed; write nothing.")
@JSON
def print_command(
    files: tuple[Path, ...],
    shop: Path | None,
    day: date | None,
    out: Path | None,
    templates: tuple[str, ...],
    stock: str,
    start: int,
    batch_by: tuple[str, ...],
    include: tuple[str, ...],
    again: bool,
    split: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Print the cards of order exports: one PDF for each batch that ships together, with its manifest.

    FILE is the export as the shop's platform gives it. Orders that are cancelled, refunded, shipped, unpaid or
    already printed are left out, and named. The same file again prints nothing twice.
    """
    choices = Choices(
        date=day,
        out=out,
        templates=templates,
        stock=stock,
        start=start,
        batch_by=batch_by,
        include=tuple(State(state) for state in include),
        again=again,
        split=split,
        dry_run=dry_run,
    )
    return _tell(print_orders(open_shop(shop or Path()), files, choices, outside()), as_json, dry_run)


@click.command("reprint")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
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
@JSON
def reprint_command(
    orders: tuple[str, ...],
    shop: Path | None,
    files: tuple[Path, ...],
    reason: str,
    day: date | None,
    out: Path | None,
    templates: tuple[str, ...],
    stock: str,
    start: int,
    as_json: bool,
) -> int:
    """Print spoiled or lost cards again, with the same codes and offers as the first time.

    ORDER is an order's number as it stands on the card, with or without the #. The export the orders came from
    is read again.
    """
    choices = Choices(date=day, out=out, templates=templates, stock=stock, start=start)
    return _tell(reprint_orders(open_shop(shop or Path()), orders, files, reason, choices, outside()), as_json)


@click.command("batches")
@SHOP
@JSON
def batches_command(shop: Path | None, as_json: bool) -> int:
    """List the batches printed so far: when, how many orders and cards, and how often something was printed again."""
    records = list_batches(open_shop(shop or Path()), outside())
    if as_json:
        give_json({"batches": [batch_as_dict(record) for record in records]})
        return 0
    for record in records:
        again = f", {counted(record.reprints, 'reprint')}" if record.reprints else ""
        day = record.created.date().isoformat()
        give(f"{record.name:<28} {day}  {record.state:<9} {counted(record.orders, 'order')}{again}  {record.pdf}")
    if not records:
        say("No batch has been printed yet.")
    return 0


COMMANDS = {"print": print_command, "reprint": reprint_command, "batches": batches_command}


def status(result: RunResult) -> int:
    """3 when orders were held back or refused, else 0."""
    return 3 if result.held_back else 0


def as_dict(result: RunResult) -> dict[str, Any]:
    """The shape of `--json`."""
    return {
        "read": result.read,
        "batches": [_batch(batch) for batch in result.batches],
        "left_out": [{"order": left.order, "reason": left.reason} for left in result.left_out],
        "refused": [{"order": held.order, "reason": held.reason} for held in result.refused],
        "problems": [problem.as_json() for problem in sorted(result.problems)],
    }


def _batch(batch: BatchResult) -> dict[str, Any]:
    return {
        "name": batch.name,
        "pdf": str(batch.pdf) if batch.pdf else None,
        "manifest": str(batch.manifest) if batch.manifest else None,
        "parts": [str(part) for part in batch.parts],
        "sheets": batch.sheets,
        "orders": batch.orders,
        "cards": batch.cards,
        "held_back": [{"order": held.order, "reason": held.reason} for held in batch.held_back],
    }


def batch_as_dict(record: Any) -> dict[str, Any]:
    """A batch of the ledger in the shape of `--json`."""
    return {
        "name": record.name,
        "state": record.state,
        "created": record.created.isoformat(),
        "orders": record.orders,
        "cards": record.cards,
        "pages": record.pages,
        "pdf": record.pdf,
        "reprints": record.reprints,
    }


def _tell(result: RunResult, as_json: bool, dry_run: bool = False) -> int:
    if as_json:
        give_json(as_dict(result))
    else:
        show_run(result, dry_run)
    return status(result)


def show_run(result: RunResult, dry_run: bool = False) -> None:
    """What became of every order, for people."""
    show_problems(result.problems)
    for note in result.notes:
        say(note)
    for batch in result.batches:
        _show_batch(batch, dry_run)
    for held in result.held_back[len(result.refused) :]:  # refused orders are told with their line above
        say(f"Held back {held.order}: {held.reason}")
    for reason, orders in _grouped(result).items():
        say(f"Left out {orders}: {reason}")
    if not result.cards:
        say(f"Nothing {'to print' if not result.held_back else 'was printed'}: {counted(result.read, 'order')} read.")


def _show_batch(batch: BatchResult, dry_run: bool) -> None:
    size = f"{counted(batch.cards, 'card')} for {counted(batch.orders, 'order')}"
    if dry_run:
        say(f"Batch {batch.name} would have {size}:")
        for offer, count in Counter(batch.chosen.values()).items():
            say(f"    {counted(count, 'order')}: {offer or 'no coupon'}")
    elif batch.pdf:
        paper = f"{counted(batch.sheets, 'sheet')} of paper and a cover"
        say(f"Batch {batch.name}: {size} on {paper}, every page read back.")
        give(f"{batch.pdf}")
        for part in batch.parts:
            give(f"{part}")
        give(f"{batch.manifest}")


def _grouped(result: RunResult) -> dict[str, str]:
    """Orders by reason: at most eight numbers, then how many more."""
    reasons: dict[str, list[str]] = {}
    for left in result.left_out:
        reasons.setdefault(left.reason, []).append(left.order)
    shown = {}
    for reason, orders in reasons.items():
        more = f" and {len(orders) - 8:,} more" if len(orders) > 8 else ""
        shown[reason] = ", ".join(orders[:8]) + more
    return shown
