"""`inserts results`: do they come back?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inserts.cli.options import JSON, SHOP
from inserts.cli.output import counted, give, give_json, say, show_problems
from inserts.cli.outside import outside
from inserts.manifest import sheet
from inserts.model.problem import Stop
from inserts.results import HEADER, as_dict, as_rows, page, text
from inserts.run import open_shop
from inserts.run.returns import Read, read_returns, report_returns, write_report

TARGET = click.Path(path_type=Path, dir_okay=False)


@click.command("results")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@SHOP
@click.option("--history", is_flag=True, help="Only take the files in: orders from before the first card.")
@click.option("--html", type=TARGET, metavar="FILE", help="Also write the report as a page that needs nothing else.")
@click.option("--csv", type=TARGET, metavar="FILE", help="Also write the table as CSV.")
@JSON
def results_command(
    files: tuple[Path, ...], shop: Path | None, history: bool, html: Path | None, csv: Path | None, as_json: bool
) -> int:
    """Say whether customers with a card come back: codes used, second orders, by offer, template and arm.

    FILE is a later order export, as for print; what it tells is kept in the ledger, and the same file again changes
    nothing. Without a file the report is made from what the ledger knows. With a random hold-out ([experiment] in
    shop.toml) it compares customers with and without a card, and gives its verdict on one day.
    """
    if history and not files:
        raise Stop("--history needs files", "name exports of earlier orders", exit_code=2)
    settings, world = open_shop(shop or Path()), outside()
    read = read_returns(settings, files, world, kind="history" if history else "results") if files else None
    if history and read:
        return _tell_history(read, as_json)
    report = report_returns(settings, world)
    if html:
        write_report(html, page(report).encode(), world)
    if csv:
        write_report(csv, sheet(HEADER, as_rows(report)), world)
    if as_json:
        give_json({"read": _read(read) if read else None, **as_dict(report)})
        return _status(read)
    if read:
        _show_read(read)
    for line in text(report):
        give(line)
    for path in filter(None, (html, csv)):
        say(f"Wrote {path}.")
    return _status(read)


COMMANDS = {"results": results_command}


def _tell_history(read: Read, as_json: bool) -> int:
    if as_json:
        give_json({"read": _read(read)})
    else:
        _show_read(read)
        say("They count as earlier orders from now on; no name or address was kept.")
    return _status(read)


def _show_read(read: Read) -> None:
    show_problems(read.problems)
    say(
        f"Read {counted(read.orders, 'order')} of {counted(read.customers, 'known customer')}; "
        f"{counted(read.uses.ours, 'code')} of cards used"
    )
    if read.uses.strange:
        say(f"{counted(read.uses.strange, 'code')} looks like ours but was not issued, see below")
    for note in read.notes:
        say(note)


def _read(read: Read) -> dict[str, Any]:
    return {
        "orders": read.orders,
        "customers": read.customers,
        "unknown": read.unknown,
        "codes": {"ours": read.uses.ours, "not_issued": read.uses.strange, "foreign": read.uses.foreign},
        "refused": list(read.refused),
        "notes": list(read.notes),
        "problems": [problem.as_json() for problem in sorted(read.problems)],
    }


def _status(read: Read | None) -> int:
    """3 when orders of the files could not be trusted, else 0."""
    return 3 if read and read.refused else 0
