"""`inserts check`, `inserts preview`, `inserts templates`: cards tried and looked at before they are printed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from inserts import settings
from inserts.builtin import builtin_folder
from inserts.cli.options import JSON, SHOP, Count, check_pdf, shop_file
from inserts.cli.output import counted, give, give_json, say, show_problems
from inserts.cli.progress import Progress
from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.model.template import Template
from inserts.run import gallery, open_shop, previewing
from inserts.run.checking import Checked, CheckResult, check
from inserts.run.trial import Finding


@click.command("check")
@click.argument("names", nargs=-1, metavar="[TEMPLATE]...")
@SHOP
@JSON
def check_command(names: tuple[str, ...], shop: Path | None, as_json: bool) -> int:
    """Check shop.toml, fonts, pictures and templates, and try each template with orders that are hard to set.

    Without names: all of the shop's templates and the built-in ones. What is wrong with a built-in template that the
    shop does not use is only noted. Nothing is printed or stored. Ends with 1 when there are problems.
    """
    path, demo = _shop_file(shop)
    result = check(path, names, _today(), Progress(), demo=demo)
    if as_json:
        give_json(_as_dict(path, result))
    else:
        _show(result, demo)
    return 1 if result.wrong else 0


@click.command("preview")
@click.argument("template", metavar="TEMPLATE")
@SHOP
@click.option(
    "--order",
    "orders",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Show the first order of this export. A sample order if left out.",
)
@click.option("--side", type=click.Choice([side for side in previewing.SIDES if side]), help="One side alone.")
@click.option(
    "-o",
    "--output",
    "out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the preview goes: a .png or a .pdf. TEMPLATE.png in the current folder if left out.",
)
@click.option("--guides", is_flag=True, help="Draw cut, bleed, safe area, and each element's box with its name.")
@click.option("--language", default="", metavar="L", help="The card's language, such as de, ar or zh-Hant.")
@click.option("--dpi", type=Count(36, 1200), default=200, show_default=True, metavar="N", help="Of a picture.")
def preview_command(
    template: str,
    shop: Path | None,
    orders: Path | None,
    side: previewing.Side | None,
    out: Path | None,
    guides: bool,
    language: str,
    dpi: int,
) -> int:
    """Draw TEMPLATE as it will be printed, filled with a sample order or the first order of an export.

    Both sides beside each other, or one alone; as a PDF, a page for each with its bleed. The coupon's code is a
    sample: none is given, and nothing is stored.
    """
    target = out or Path(f"{template}.png")
    if target.suffix.lower() not in (".png", ".pdf"):
        raise Stop(f"{target} is neither a .png nor a .pdf", "end its name with .png or .pdf", exit_code=2)
    path, demo = _shop_file(shop)
    wish = previewing.Wish(template, orders, side or "", guides, language, dpi)
    made = previewing.make(open_shop(path), wish, _today())
    draw = previewing.as_pdf if target.suffix.lower() == ".pdf" else previewing.as_png
    previewing.put(target, draw(made, wish))
    if demo:
        say("There is no shop.toml here or above: this is the demo shop's card.")
    if orders:
        say(f"Order {made.order} of {orders}, with a sample code.")
    give(str(target))
    return 0


@click.group("templates", invoke_without_command=True)
@SHOP
@JSON
@click.option(
    "--sheet", type=click.Path(path_type=Path), metavar="FILE.pdf", help="Also draw them all, on pages of A4."
)
@click.pass_context
def templates_command(ctx: click.Context, shop: Path | None, as_json: bool, sheet: Path | None) -> int:
    """List the templates there are: the shop's own and the built-in ones.

    A template of the shop's stands in for a built-in one of its name. To change a built-in one, copy it first.
    """
    if ctx.invoked_subcommand is not None:
        ctx.obj = shop
        return 0
    path, demo = _shop_file(shop)
    entries = gallery.list_templates(None if demo else path.parent)
    if sheet is not None:
        _draw_sheet(sheet, path, demo)
    if as_json:
        give_json([_entry(entry) for entry in entries])
    else:
        _list(entries)
        if sheet is not None:
            say(f"Wrote {sheet}.")
    return 0


@templates_command.command("copy")
@click.argument("name")
@click.argument("new", required=False, metavar="[AS]")
@SHOP
@click.pass_context
def copy_command(ctx: click.Context, name: str, new: str | None, shop: Path | None) -> int:
    """Copy the template NAME with its pictures into the shop's templates folder, to change it there.

    AS is the copy's name; without it the copy keeps its name and stands in for the built-in template.
    """
    folder = settings.find_shop(shop or ctx.obj or Path()).parent
    made = gallery.copy_template(folder, name, new or name)
    give(str(made))
    say(f"Change {made / 'template.toml'} with any text editor; templates/README.md tells every key. Then:")
    say(f"    inserts check {made.name}")
    say(f"    inserts preview {made.name} --guides")
    if made.name != name:
        say(f'To print with it, name it in shop.toml: [print] name_card = "{made.name}" or insert = "{made.name}".')
    return 0


COMMANDS = {"check": check_command, "preview": preview_command, "templates": templates_command}


def _shop_file(shop: Path | None) -> tuple[Path, bool]:
    """The shop's settings; without a shop the demo's, and True."""
    path = shop_file(shop)
    return (path, False) if path else (builtin_folder("templates") / "demo" / settings.FILE, True)


def _today() -> date:
    return datetime.now(UTC).date()


# What was found


def _as_dict(path: Path, result: CheckResult) -> dict[str, Any]:
    return {
        "shop": str(path),
        "problems": [problem.as_json() for problem in result.problems],
        "templates": [
            {
                "name": one.name,
                "used": one.used,
                "samples": one.samples,
                "problems": [_finding(finding) for finding in one.problems],
                "notes": [_finding(finding) for finding in one.notes],
            }
            for one in result.templates
        ],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return finding.problem.as_json() | {"samples": list(finding.samples), "held_back": finding.holds}


def _show(result: CheckResult, demo: bool) -> None:
    if demo:
        say("There is no shop.toml here or above: the templates are tried with the demo shop.")
    show_problems(result.problems)
    for one in result.templates:
        for finding in one.problems:
            _tell("", finding)
        for finding in one.notes if one.used else ():
            _tell("Note: ", finding)
    for one in result.templates:
        give(_verdict(one))
    if result.problems and not any(one.samples for one in result.templates):
        say("No sample order was tried; that is done once the problems above are corrected.")


def _tell(start: str, finding: Finding) -> None:
    problem = finding.problem
    say(f"{start}{problem.where}: {problem.message}")
    if finding.samples:
        first, *others = finding.samples
        more = f" and {counted(len(others), 'other sample')}" if others else ""
        say(f"    seen with {first}{more}{'; such an order is held back' if finding.holds else ''}")
    for line in problem.hint.splitlines():
        say(f"    {line}")


def _verdict(one: Checked) -> str:
    tried = f"tried with {counted(one.samples, 'sample order')}" if one.samples else "not tried with sample orders"
    if not one.used and one.notes:
        told = f"{counted(len(one.notes), 'note')}; this shop does not use it, inserts check {one.name} tells them"
        return f"{one.name}: {told}"
    found = counted(len(one.problems), "problem") if one.problems else "nothing wrong"
    notes = f", {counted(len(one.notes), 'note')}" if one.notes else ""
    return f"{one.name}: {found}{notes}; {tried}"


# What there is


def _list(entries: tuple[gallery.Entry, ...]) -> None:
    wide = max((len(entry.name) for entry in entries), default=0)
    for entry in entries:
        where = "yours" if entry.own else "built-in"
        if entry.template is None:
            give(f"{entry.name:<{wide}}  {where:<8}  has problems; inserts check {entry.name} names them")
        else:
            about = gallery.about(entry.template)
            give(f"{entry.name:<{wide}}  {where:<8}  {about:<35}  {entry.template.about}")


def _entry(entry: gallery.Entry) -> dict[str, Any]:
    found = {"name": entry.name, "where": "shop" if entry.own else "built-in", "folder": str(entry.folder)}
    told = _card(entry.template) if entry.template else {}
    return {**found, **told, "problems": [problem.as_json() for problem in entry.problems]}


def _card(template: Template) -> dict[str, Any]:
    return {
        "kind": template.kind,
        "about": template.about,
        "width_mm": round(template.width / MM, 2),
        "height_mm": round(template.height / MM, 2),
        "sides": len(template.sides),
    }


def _draw_sheet(sheet: Path, path: Path, demo: bool) -> None:
    previewing.put(check_pdf(sheet), gallery.contact_sheet(open_shop(path), _today(), None if demo else path.parent))
