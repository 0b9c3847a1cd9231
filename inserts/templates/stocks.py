"""Stocks: what cards are printed on, one file each in `stocks/`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

from inserts.model.length import Length, mm
from inserts.model.problem import Problem, nearest
from inserts.model.stock import Kind, Slots, Stock, faults
from inserts.tables import Table
from inserts.templates.find import find, names, sound_name
from inserts.templates.styles import card_size

FOLDER = "stocks"
MOST = 500
"""Columns or rows of the finest sheet."""

_KINDS: tuple[Kind, ...] = get_args(Kind)
_SHOWN = 8


def stock_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """The names of all stocks, sorted."""
    return names(folders, f"{FOLDER}/*.toml", lambda path: path.stem)


def load_stock(name: str, folders: Sequence[Path]) -> tuple[Stock | None, tuple[Problem, ...]]:
    """The stock <folder>/stocks/<name>.toml of the first folder that has it; None with the problems if there are any.

    A missing one is a problem naming every place looked and the names most like it.
    """
    found = find(name, folders, lambda folder, stem: folder / FOLDER / f"{stem}.toml", "stock", ())
    if isinstance(found, Problem):
        hint = alike_stocks(name, stock_names(folders)) if sound_name(name) else found.hint
        return None, (replace(found, hint=hint),)
    top, problems = Table.load(found)
    if top is None:
        return None, tuple(problems)
    stock = _read(name, top.table("stock"))
    top.finish()
    return (None, tuple(sorted(problems))) if problems else (stock, ())


def alike_stocks(name: str, known: Collection[str]) -> str:
    """Stocks that have the word in their name, such as the part's number alone; else the nearest, never all."""
    word = name.casefold()
    holding = [one for one in known if word in one.casefold() or word in one.casefold().replace("-", "")]
    if holding:
        return f"did you mean {_listed(holding)}?"
    return nearest(name, known, "inserts stocks lists them all")


def _listed(words: Sequence[str]) -> str:
    shown = ", ".join(f'"{word}"' for word in words[:_SHOWN])
    return f"{shown} ..." if len(words) > _SHOWN else shown


def _read(name: str, table: Table) -> Stock:
    kind = table.choice("kind", _KINDS)
    about = table.text("about")
    maker, part, source = (table.text(key, "") for key in ("maker", "part", "source"))
    none = Length(0)
    if kind == "card":
        return Stock(name, about, kind, none, none, none, table.flag("bleed", False), None, maker, part, source)
    if kind == "roll":
        width, margin = table.length("width"), table.length("margin", 0)
        _check_margin(table, margin, width)
        if table.has("width") and width <= 0:
            table.problem("width", "is no width of a roll", 'write it with its unit: width = "62mm"')
        return Stock(name, about, kind, Length(width), none, Length(margin), False, None, maker, part, source)
    if kind == "blank":
        width, height = card_size(table, "size")
        margin = table.length("margin")
        _check_margin(table, margin, min(width, height))
        size = Length(width), Length(height)
        return Stock(name, about, kind, *size, Length(margin), False, None, maker, part, source)
    width, height = card_size(table, "sheet")
    slots = _slots(table)
    differ = Length(table.length("differ", 0))
    stock = Stock(name, about, kind, Length(width), Length(height), none, False, slots, maker, part, source, differ)
    if width and slots.width.pt:
        _report(table, faults(stock))
    return stock


def _check_margin(table: Table, margin: float, side: float) -> None:
    if margin < 0 or (side and 2 * margin >= side):
        table.problem("margin", "leaves nothing to print on", "it is the edge the printer cannot reach, about 4 mm")


def _report(table: Table, found: Iterable[tuple[str, str]]) -> None:
    for key, message in found:
        table.problem(key, message, "measure a sheet: left and top to the first card, pitch from card to card")


def _slots(table: Table) -> Slots:
    """The keys of a pre-cut sheet. A pitch left out is the card's own size: no gutter."""
    width, height = card_size(table, "size")
    columns, rows = (table.whole(key, least=1, most=MOST) for key in ("columns", "rows"))
    near = {key: table.length(key) for key in ("left", "top")}
    far = {key: Length(table.length(key)) if table.has(key) else None for key in ("right", "bottom")}
    across, down = table.lengths("pitch", 2, (width, height))
    corner = table.length("corner", 0)
    for key, value in (*near.items(), *((key, side.pt) for key, side in far.items() if side)):
        if value < 0:
            table.problem(key, "is less than nothing", "the slots begin on the sheet")
    if corner < 0 or (width and 2 * corner > min(width, height)):
        table.problem("corner", "is no radius of this slot's corners", "at most half its shorter side")
    return Slots(
        Length(width),
        Length(height),
        columns,
        rows,
        Length(near["left"]),
        Length(near["top"]),
        Length(across),
        Length(down),
        Length(corner),
        far["right"],
        far["bottom"],
    )


def stock_toml(stock: Stock, said: Sequence[str] = ()) -> str:
    """The stock as the file it is read from, in millimetres, with `said` as remarks above. For pre-cut sheets."""
    slots = stock.slots
    assert slots is not None
    lines = [f"# {line}" for line in said]
    texts = {"about": stock.about, "maker": stock.maker, "part": stock.part}
    lines += ["[stock]", 'kind = "slots"', *(f"{key} = {_quoted(value)}" for key, value in texts.items() if value)]
    lines += [
        f'sheet = "{mm(stock.width.pt)}x{mm(stock.height.pt)}mm"',
        f'size = "{mm(slots.width.pt)}x{mm(slots.height.pt)}mm"',
    ]
    lines += [f"columns = {slots.columns}", f"rows = {slots.rows}"]
    sides = {"left": slots.left, "top": slots.top, "right": slots.right, "bottom": slots.bottom}
    lines += [f'{key} = "{mm(side.pt)}mm"' for key, side in sides.items() if side is not None]
    lines += [f'pitch = ["{mm(slots.pitch_x.pt)}mm", "{mm(slots.pitch_y.pt)}mm"]']
    lines += [f'corner = "{mm(slots.corner.pt)}mm"'] if slots.corner.pt else []
    lines += [f'differ = "{mm(stock.differ.pt)}mm"'] if stock.differ.pt else []
    lines += [f"source = {_quoted(stock.source)}"] if stock.source else []
    return "\n".join(lines) + "\n"


def _quoted(words: str) -> str:
    """A TOML text; what would be a control character there is left out."""
    clean = "".join(letter for letter in words if letter.isprintable())
    escaped = clean.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
