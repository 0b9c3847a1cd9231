"""Options that several commands share."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

SHOP = click.option(
    "--shop",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The shop's folder. Without it: the current folder or the nearest one above with a shop.toml.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")


def _read_day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value is not None else None
    except ValueError as error:
        raise click.BadParameter(f"{value!r} is not a date; write it as 2026-11-24.") from error


DAY = click.option(
    "--date", "day", callback=_read_day, metavar="D", help="The shipping day, as 2026-11-24. Today if left out."
)
OUT = click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Where PDFs go. The shop's out folder if left out."
)
TEMPLATES = click.option(
    "--template", "templates", multiple=True, metavar="NAME", help="A template, in place of [print]. Repeatable."
)
STOCK = click.option("--stock", default="", metavar="NAME", help="The paper for all of this run: a4, letter, card ...")
START = click.option(
    "--start", type=click.IntRange(min=1), default=1, metavar="SLOT", help="The first free place of a part-used sheet."
)
