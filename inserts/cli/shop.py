"""`inserts demo` and `inserts init`: a shop to try, and a shop to start."""

from __future__ import annotations

from pathlib import Path

import click

from inserts import settings
from inserts.builtin import builtin_folder
from inserts.cli.options import JSON
from inserts.cli.output import give_json, say
from inserts.cli.outside import outside
from inserts.cli.printing import as_dict, show_run, status
from inserts.demo import make_demo
from inserts.model.problem import Stop
from inserts.run import Choices, open_shop, print_orders


@click.command("demo")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
@JSON
def demo_command(folder: Path | None, as_json: bool) -> int:
    """Make a demo shop in DIR (inserts-demo if left out) and print its first batch.

    The shop is invented: a commented shop.toml, a logo, and an export of 24 orders from all over the world. Run
    again, it changes nothing: files that are there stay, and orders that are printed stay printed.
    """
    place = folder or Path("inserts-demo")
    written = make_demo(place, builtin_folder("templates"))
    result = print_orders(open_shop(place), [place / "orders.csv"], Choices(), outside())
    if as_json:
        give_json({"folder": str(place), "written": [str(path) for path in written], **as_dict(result)})
        return status(result)
    say(f"The demo shop is in {place}{'' if written else '; it was there before and is unchanged'}.")
    show_run(result)
    if result.cards:
        say("Change shop.toml there, or start your own shop: inserts init my-shop")
    return status(result)


@click.command("init")
@click.argument("folder", required=False, type=click.Path(path_type=Path), metavar="[DIR]")
def init_command(folder: Path | None) -> int:
    """Start a shop: write a commented shop.toml into DIR (the current folder if left out)."""
    place = folder or Path()
    path = place / settings.FILE
    try:
        place.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(settings.starter(builtin_folder("templates")))
    except FileExistsError as error:
        if path.exists():
            raise Stop(f"{path} is already there and is unchanged", "choose another folder, or edit it") from error
        raise Stop(f"{place} is not a folder", "choose another name") from error
    except OSError as error:
        raise Stop(f"{path}: cannot be written: {error.strerror}", "choose another folder") from error
    say(f"Wrote {path}. Put in your shop's name, domain and ways to reach you; then:")
    say(f"    inserts print orders.csv{f' --shop {place}' if folder else ''}")
    return 0


COMMANDS = {"demo": demo_command, "init": init_command}
