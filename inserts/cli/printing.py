"""`inserts print`: from an export to paper, and what became of every order."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from inserts.cli.options import (
    DAY,
    FILES,
    INCLUDE,
    JSON,
    LIFT,
    OUT,
    PRESS,
    PROFILE,
    SEND,
    SHOP,
    SKIP,
    START,
    STOCK,
    TEMPLATES,
    Count,
)
from inserts.cli.output import aligned, counted, give, give_json, say, show_problems
from inserts.cli.outside import outside
from inserts.cli.sent import sent_as_dict, told_sent
from inserts.cli.telling import bring_back, told_names
from inserts.model.order import HeldBack, LeftOut, State
from inserts.model.problem import some_of
from inserts.proof import NO_VALIDATOR
from inserts.run import FAILED, BatchResult, Choices, RunResult, open_shop, print_orders


def _cores() -> int:
    """Cores this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return min(64, len(usable(0)) if usable else os.cpu_count() or 1)


@click.command("print")
@FILES
@SHOP
@DAY
@OUT
@TEMPLATES
@STOCK
@START
@SKIP
@LIFT
@click.option("--batch-by", multiple=True, metavar="FIELD", help="What ships together: carrier, country, any column.")
@INCLUDE
@click.option("--again", is_flag=True, help="Print orders again that were printed before, with the same codes.")
@click.option("--split", is_flag=True, help="Also write a file for each template, for changing paper by hand.")
@SEND
@PRESS
@PROFILE
@click.option("--dry-run", is_flag=True, help="Say what would be printed; write nothing.")
@click.option(
    "--jobs",
    type=Count(1, 64),
    default=_cores,
    metavar="COUNT",
    help="How many processes make batches and read pages back at once. Left out: as many as the computer has cores.",
)
@JSON
def print_command(
    files: tuple[Path, ...],
    shop: Path | None,
    day: date | None,
    out: Path | None,
    templates: tuple[str, ...],
    stock: str,
    start: int,
    skip: tuple[int, ...],
    lift: int | None,
    batch_by: tuple[str, ...],
    include: tuple[str, ...],
    again: bool,
    split: bool,
    send: str,
    press: str | None,
    profile: Path | None,
    dry_run: bool,
    jobs: int,
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
        skip=skip,
        lift=lift,
        batch_by=batch_by,
        include=tuple(State(state) for state in include),
        again=again,
        split=split,
        send=send,
        press=press or "",
        profile=profile,
        dry_run=dry_run,
        jobs=jobs,
    )
    status = tell_run(print_orders(open_shop(shop or Path()), files, choices, outside()), as_json, dry_run)
    if press and not dry_run:
        say(NO_VALIDATOR)
    return status


COMMANDS = {"print": print_command}


def status(result: RunResult) -> int:
    """1 when something could not be sent to the printer, else 3 when orders were held back or refused, else 0."""
    if any(sent.look.state in FAILED for batch in result.batches for sent in batch.sent):
        return 1
    return 3 if result.held_back else 0


def as_dict(result: RunResult) -> dict[str, Any]:
    """The shape of `--json`."""
    return {
        "read": result.read,
        "batches": [_batch(batch) for batch in result.batches],
        "cards": [
            {"order": order, "template": pick.template, "why": pick.why, "offer": batch.chosen.get(order, "")}
            for batch in result.batches
            for order, picks in batch.picked.items()
            for pick in picks
        ],
        "left_out": _reasons(result.left_out),
        "refused": _reasons(result.refused),
        "stopped": _reasons(result.stopped),
        "without_name": dict(result.told.nameless),
        "names_cleaned": dict(result.told.cleaned),
        "notes": list(result.notes),
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
        "sent": [sent_as_dict(sent) for sent in batch.sent],
        "margins": [margin.as_json() for margin in batch.margins],
        "held_back": _reasons(batch.held_back),
    }


def _reasons(orders: Iterable[HeldBack | LeftOut]) -> list[dict[str, str]]:
    return [{"order": one.order, "reason": one.reason} for one in orders]


def tell_run(result: RunResult, as_json: bool, dry_run: bool = False) -> int:
    """Tell what became of a run; its exit code."""
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
    told = set(result.refused)  # with their line above
    for reason, orders in _grouped(held for held in result.held_back if held not in told).items():
        say(f"Held back {orders}: {reason}")
    for reason, orders in _grouped(result.left_out).items():
        say(f"Left out {orders}: {reason}")
    if result.told.closed:
        say(bring_back(result.told.closed))
    for sentence in told_names(result.told):
        say(sentence)
    if not result.cards:
        say(f"Nothing {'to print' if not result.held_back else 'was printed'}: {counted(result.read, 'order')} read.")


def _show_batch(batch: BatchResult, dry_run: bool) -> None:
    size = f"{counted(batch.cards, 'card')} for {counted(batch.orders, 'order')}"
    if dry_run:
        say(f"Batch {batch.name} would have {size}:")
        for offer, count in Counter(batch.chosen.values()).items():
            say(f"    {counted(count, 'order')}: {offer or 'no coupon'}")
        _show_cards(batch)
    elif batch.pdf:
        paper = f"{counted(batch.sheets, 'sheet')} of paper and a cover"
        say(f"Batch {batch.name}: {size} on {paper}, every page read back.")
        for margin in batch.margins:
            say(f"    {margin.said}")
        give(f"{batch.pdf}")
        for part in batch.parts:
            give(f"{part}")
        give(f"{batch.manifest}")
        for sentence in told_sent(batch.sent):
            say(f"    {sentence}")


def _show_cards(batch: BatchResult) -> None:
    """Which order gets which offer and which card, and why, as a table."""
    told = {order: offer or "no coupon" for order, offer in batch.chosen.items()}
    rows = [
        (order, pick.template, told.get(order, ""), pick.why) for order, picks in batch.picked.items() for pick in picks
    ]
    for line in aligned(rows):
        say(f"    {line}")


def _grouped(without: Iterable[HeldBack | LeftOut]) -> dict[str, str]:
    """Orders by reason: at most eight numbers, then how many more."""
    reasons: dict[str, list[str]] = {}
    for left in without:
        reasons.setdefault(left.reason, []).append(left.order)
    return {reason: some_of(orders, 8) for reason, orders in reasons.items()}
