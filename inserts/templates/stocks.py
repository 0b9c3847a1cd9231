"""Stocks: what cards are printed on, one file each in `stocks/`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from inserts.model.length import Length
from inserts.model.problem import Problem
from inserts.model.stock import Stock
from inserts.tables import Table
from inserts.templates.find import find, names
from inserts.templates.styles import card_size

Kind = Literal["blank", "card"]
_KINDS: tuple[Kind, ...] = get_args(Kind)


def stock_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """The names of all stocks, sorted."""
    return names(folders, "stocks/*.toml", lambda path: path.stem)


def load_stock(name: str, folders: Sequence[Path]) -> tuple[Stock | None, tuple[Problem, ...]]:
    """The stock <folder>/stocks/<name>.toml of the first folder that has it; None with the problems if there are any.

    A missing one is a problem naming every place looked and the nearest known name.
    """
    known = stock_names(folders)
    found = find(name, folders, lambda folder, stem: folder / "stocks" / f"{stem}.toml", "stock", known)
    if isinstance(found, Problem):
        return None, (found,)
    top, problems = Table.load(found)
    if top is None:
        return None, tuple(problems)
    stock = _read(name, top.table("stock"))
    top.finish()
    return (None, tuple(sorted(problems))) if problems else (stock, ())


def _read(name: str, table: Table) -> Stock:
    kind = table.choice("kind", _KINDS)
    about = table.text("about")
    if kind == "card":
        return Stock(name, about, kind, Length(0), Length(0), Length(0), table.flag("bleed", False))
    width, height = card_size(table, "size")
    margin = table.length("margin")
    if margin < 0 or (width and 2 * margin >= min(width, height)):
        table.problem("margin", "leaves nothing to print on", "it is the edge the printer cannot reach, about 4 mm")
    return Stock(name, about, kind, Length(width), Length(height), Length(margin))
