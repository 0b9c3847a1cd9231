"""`inserts stocks`: the papers there are, what fits a size or a template, one to look at, others taken over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from inserts import settings
from inserts.builtin import builtin_folder
from inserts.cli.options import JSON, SHOP, check_pdf, shop_file
from inserts.cli.output import counted, give, give_json, say, show_problems
from inserts.model.length import MM, Length
from inserts.model.stock import Stock
from inserts.run import importing, outline, previewing, stocks

DOUBT = Length.of_mm(0.8)
"""Published measures this far apart are worth a try on plain paper."""

TEMPLATE = click.option("--template", default="", metavar="NAME", help="What holds this template's card.")


class _Finding(click.Group):
    """A group whose words that are no command are what to look for: `inserts stocks 85x54`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """With `list` in front of what is no command."""
        first = args[0] if args else ""
        return super().parse_args(ctx, args if first in (*self.commands, "-h", "--help") else ["list", *args])


@click.group("stocks", cls=_Finding)
def stocks_command() -> None:
    """Find the paper to print on: inserts stocks, inserts stocks 85x54, inserts stocks avery letter.

    A stock of the shop's templates/stocks stands in for a built-in one of its name.
    """


@stocks_command.command("list", short_help="List and find stocks by words, a size or a template.")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@TEMPLATE
@SHOP
@JSON
def list_command(words: tuple[str, ...], template: str, shop: Path | None, as_json: bool) -> int:
    """List the stocks that all WORDS mean: a maker, a part, a sheet such as a3, or a card's size such as 85x54.

    With a size or a template, those it fits and how: pre-cut ones first, then sheets to cut. This is what `inserts
    stocks` does when no other command is named.
    """
    folder = _shop_folder(shop)
    card = stocks.template_size(folder, template) if template else None
    entries = stocks.list_stocks(folder)
    found = stocks.find(entries, words, card)
    if as_json:
        give_json([_as_dict(one) for one in found])
    else:
        _show(found)
        if not found:
            say("No stock is like that. inserts stocks lists them all; inserts stocks import takes over others.")
    show_problems(problem for entry in entries for problem in entry.problems)
    return 0 if found else 1


@stocks_command.command("show", short_help="Show one stock, and draw its outlines.")
@click.argument("name")
@TEMPLATE
@click.option(
    "--sheet",
    type=click.Path(path_type=Path),
    metavar="FILE.pdf",
    help="Draw the outlines: print them on plain paper at 100 % and hold them against a sheet.",
)
@SHOP
@JSON
def show_command(name: str, template: str, sheet: Path | None, shop: Path | None, as_json: bool) -> int:
    """Show a stock's measures, and draw its outlines. With a template: how its cards lie on it."""
    folder = _shop_folder(shop)
    entry = stocks.one_stock(folder, name)
    stock = entry.stock
    assert stock is not None
    card = stocks.template_size(folder, template) if template else None
    places = outline.slots_of(stock, card) if card or stock.slots else None
    if sheet is not None:
        previewing.put(check_pdf(sheet), outline.draw(stock, card, folder))
    one = stocks.Found(entry, places)
    if as_json:
        give_json(_as_dict(one))
    else:
        _tell(one, stock)
    if sheet is not None:
        say(f"Wrote {sheet}. Print it at 100 % on plain paper and hold it against a sheet.")
    return 0


@stocks_command.command("import", short_help="Take over labels of gLabels or LibreOffice.")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="[FILE]")
@click.argument("words", nargs=-1, metavar="[WORD]...")
@click.option("--all", "everything", is_flag=True, help="Take over all of them.")
@SHOP
@JSON
def import_command(
    source: Path | None, words: tuple[str, ...], everything: bool, shop: Path | None, as_json: bool
) -> int:
    """Take over stocks from gLabels' templates or LibreOffice's labels.xml into the shop's templates/stocks.

    FILE is such a file, or a folder of gLabels'. WORDS choose, as with `inserts stocks`; without any the stocks are
    only listed. Without FILE: the databases there are on this computer. A stock that is there already is left alone.
    """
    if source is None:
        return _places()
    database = importing.read(source)
    found = stocks.find(database.entries, words)
    show_problems(database.problems)
    if not words and not everything:
        return _offered(database, found, as_json)
    folder = settings.find_shop(shop or Path()).parent
    taken = importing.take(folder, [one.entry for one in found])
    if as_json:
        give_json({"written": [str(path) for path in taken.written], "there_already": list(taken.there)})
    else:
        for path in taken.written:
            give(str(path))
    say(f"Took over {counted(len(taken.written), 'stock')} of {len(database.entries):,} in {source}.")
    if taken.there:
        say(f"There already and unchanged: {', '.join(taken.there[:10])}{' ...' if len(taken.there) > 10 else ''}.")
    if taken.written:
        say(f"Print an outline before the first card: inserts stocks show {taken.written[0].stem} --sheet outline.pdf")
    return 0 if found else 1


COMMANDS = {"stocks": stocks_command}


def _shop_folder(shop: Path | None) -> Path | None:
    """The shop's folder; None, for the built-in stocks alone, where there is no shop."""
    path = shop_file(shop)
    return path.parent if path else None


# Telling


def _show(found: tuple[stocks.Found, ...]) -> None:
    rows = [_row(one) for one in found]
    wide = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    for row in rows:
        columns = (f"{text:<{width}}" for text, width in zip(row, wide, strict=False))
        give("  ".join((*columns, row[-1])).rstrip())


def _row(one: stocks.Found) -> tuple[str, str, str, str, str]:
    """Name, where it is, what it holds, the sheet, and what it is."""
    stock, where = one.entry.stock, _where(one.entry)
    if stock is None:
        return one.entry.name, where, "has problems, see below", "", ""
    return one.entry.name, where, stocks.how(one) or _holds(stock), stocks.sheet_name(stock), _about(stock)


def _where(entry: stocks.Entry) -> str:
    builtin = entry.file.is_relative_to(builtin_folder("templates"))
    return "yours" if entry.own else "built-in" if builtin else ""


def _holds(stock: Stock) -> str:
    """What a stock holds when no card is asked for."""
    if stock.slots is not None:
        size = stocks.size_words(stock.slots.width.pt, stock.slots.height.pt)
        return f"{size}, {stock.slots.count} on a sheet" if stock.slots.count > 1 else f"{size}, one a page"
    return {"blank": "as many as it holds", "roll": "a page for each card"}.get(stock.kind, "a page of the card's size")


def _about(stock: Stock) -> str:
    made = " ".join(filter(None, (stock.maker, stock.part)))
    doubt = " (measures differ: try it on plain paper)" if stock.differ > DOUBT else ""
    return ": ".join(filter(None, (made, stock.about))) + doubt


def _tell(one: stocks.Found, stock: Stock) -> None:
    give(f"{stock.name}: {_about(stock)}")
    sheet = stocks.sheet_name(stock)
    if stock.width.pt and stock.height.pt:
        size = stocks.size_words(stock.width.pt, stock.height.pt)
        give(f"sheet: {sheet}" + (f", {size}" if size != sheet else ""))
    elif sheet:
        give(f"sheet: {sheet}")
    for line in stocks.measures(stock):
        give(line)
    if stock.slots is not None:
        give(f"slots: {_holds(stock)}, {stock.slots.columns} x {stock.slots.rows}")
    elif one.grid is not None:
        give(f"slots: {stocks.how(one)}")
    if stock.margin.pt:
        give(f"margin: {stock.margin.mm:g} mm the printer does not reach")
    if stock.differ.pt:
        give(f"published measures differ by {stock.differ.mm:g} mm")
    if stock.source:
        give(f"source: {stock.source}")
    give(f"file: {one.entry.file}")


def _as_dict(one: stocks.Found) -> dict[str, Any]:
    stock, entry = one.entry.stock, one.entry
    told: dict[str, Any] = {"name": entry.name, "where": _where(entry) or "file", "file": str(entry.file)}
    if stock is not None:
        told |= {
            "kind": stock.kind,
            "about": stock.about,
            "maker": stock.maker,
            "part": stock.part,
            "sheet": stocks.sheet_name(stock),
            "sheet_mm": [_mm(stock.width), _mm(stock.height)],
            "margin_mm": _mm(stock.margin),
            "source": stock.source,
            "differ_mm": _mm(stock.differ),
        }
        told |= _slots(stock)
    if one.grid is not None:
        page = [round(side / MM, 2) for side in (one.grid.page_w, one.grid.page_h)]
        told |= {"fits": stocks.how(one), "count": len(one.grid.slots), "page_mm": page}
    return told | {"problems": [problem.as_json() for problem in entry.problems]}


def _slots(stock: Stock) -> dict[str, Any]:
    slots = stock.slots
    if slots is None:
        return {}
    return {
        "card_mm": [_mm(slots.width), _mm(slots.height)],
        "columns": slots.columns,
        "rows": slots.rows,
        "left_mm": _mm(slots.left),
        "top_mm": _mm(slots.top),
        "pitch_mm": [_mm(slots.pitch_x), _mm(slots.pitch_y)],
        "corner_mm": _mm(slots.corner),
    }


def _mm(length: Length) -> float:
    return round(length.mm, 2)


# Databases


def _places() -> int:
    found = importing.places(Path.home())
    for place in found:
        give(str(place))
    if found:
        say("Name one of these, and words to choose by: inserts stocks import FILE avery l7160")
    else:
        say("No label database of gLabels or LibreOffice is where they put it. Name its file or folder.")
    return 0 if found else 1


def _offered(database: importing.Database, found: tuple[stocks.Found, ...], as_json: bool) -> int:
    """What could be taken over."""
    if as_json:
        give_json([_as_dict(one) for one in found])
    else:
        _show(found)
    say(f"{counted(len(found), 'stock')} in {database.source}; none is taken over yet.")
    if database.skipped:
        say("Not taken: " + ", ".join(f"{count:,} {why}" for why, count in database.skipped) + ".")
    say("Say which with words, such as a maker and a part or a size: inserts stocks import FILE avery l7160; or --all")
    return 0
