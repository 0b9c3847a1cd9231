"""Options that several commands share."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from inserts import settings
from inserts.model.order import State
from inserts.model.problem import Stop


class Count(click.IntRange):
    """A whole number of a range; who types another is told which."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises click.BadParameter."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            wanted = f"from {self.min} to {self.max}" if self.max is not None else f"of {self.min} or more"
            self.fail(f"{str(value)!r} is no whole number {wanted}.", param, ctx)


SHOP = click.option(
    "--shop",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The shop's folder. Without it: the current folder or the nearest one above with a shop.toml.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on standard output.")
FILES = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")


STATES = [str(state) for state in State if state != State.OPEN]
INCLUDE = click.option(
    "--include",
    multiple=True,
    type=click.Choice(STATES),
    metavar="STATE",
    help=f"Print these orders too, though shop.toml leaves them out: {', '.join(STATES)}. Repeatable.",
)


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
    "--start", type=Count(min=1), default=1, metavar="SLOT", help="The first free place of a part-used sheet."
)

_RANGE = re.compile(r"\s*([0-9]{1,4})\s*(?:-\s*([0-9]{1,4})\s*)?\Z")


def read_slots(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    """Places such as "3,5-7", each once, in order."""
    slots: set[int] = set()
    for part in value.split(",") if value else ():
        match = _RANGE.match(part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last:
            raise click.BadParameter(f"{part.strip()!r} is no place or range of places; write them as 3,5-7.")
        slots.update(range(first, last + 1))
    return tuple(sorted(slots))


SKIP = click.option(
    "--skip",
    callback=read_slots,
    default="",
    metavar="SLOTS",
    help="Used or spoiled places of a part-used first sheet: 3,5-7. They count row by row from 1.",
)
LIFT = click.option(
    "--lift",
    type=Count(0, 500),
    metavar="N",
    help="Sheets you cut together: cut and laid pile on pile, the cards are in packing order. 0: row by row.",
)
PRESS = click.option(
    "--press",
    type=click.Choice(["pdfx4"]),
    help="Also write files for a print shop: a PDF/X-4 for each template, one card a page with its bleed.",
)
SEND = click.option(
    "--send",
    default="",
    metavar="PRINTER",
    help="Send the PDF to this printer, too, at actual size: a [printer.NAME] of shop.toml or a queue of CUPS.",
)
PROFILE = click.option(
    "--profile",
    type=click.Path(path_type=Path),
    metavar="FILE.icc",
    help="The print shop's ICC profile, for --press: colours and pictures are converted to its inks.",
)


def shop_file(shop: Path | None) -> Path | None:
    """The shop's settings; None where there is no shop and none is named. Raises Stop for one named that is none."""
    try:
        return settings.find_shop(shop or Path())
    except Stop:
        if shop is not None:
            raise
        return None


def check_pdf(path: Path) -> Path:
    """The path as it is. Raises Stop (wrong usage) for the name of something else than a PDF."""
    if path.suffix.lower() != ".pdf":
        raise Stop(f"{path} is no .pdf", "end its name with .pdf", exit_code=2)
    return path
