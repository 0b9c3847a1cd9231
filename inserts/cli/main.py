"""The `inserts` command: finds the subcommand, and is the one place where a run ends."""

from __future__ import annotations

import gc
import importlib
import sys
import traceback
from difflib import get_close_matches
from types import ModuleType
from typing import Any

import click

from inserts import __version__
from inserts.cli.output import show_stop
from inserts.interrupts import uninterrupted
from inserts.model.problem import Stop

COMMANDS = {
    "demo": ("inserts.cli.shop", "Make a demo shop and print its first batch."),
    "init": ("inserts.cli.shop", "Start a shop folder with a commented shop.toml."),
    "orders": ("inserts.cli.orders", "Show what an order export says, before anything is printed."),
    "print": ("inserts.cli.printing", "Print a batch: one PDF with a card and an insert for each order."),
    "reprint": ("inserts.cli.jams", "Print spoiled cards again, with the same codes."),
    "batches": ("inserts.cli.jams", "List the batches printed so far."),
    "match": ("inserts.cli.match", "Check with a scanner that every parcel gets its own card."),
    "results": ("inserts.cli.results", "Say whether customers with a card come back."),
    "ledger": ("inserts.cli.ledger", "Check, back up, restore, export and clean the ledger."),
    "coupons": ("inserts.cli.coupons", "List, show, void and export codes; fill pools of the shop's own."),
    "proof": ("inserts.cli.proof", "Read a finished PDF back and compare it with its manifest."),
    "preflight": ("inserts.cli.preflight", "Hold a file for a print shop against the rules of PDF/X-4."),
    "check": ("inserts.cli.templates", "Check shop.toml and templates, and try them with hard orders."),
    "preview": ("inserts.cli.templates", "Draw a template's card, before anything is printed."),
    "templates": ("inserts.cli.templates", "List the templates, draw them all, or copy one to change."),
    "stocks": ("inserts.cli.stocks", "Find paper by maker, part, size or template; show and import stocks."),
    "calibrate": ("inserts.cli.calibrate", "Measure what a printer shifts and stretches, and put it right."),
    "fonts": ("inserts.cli.fonts", "List the faces, and show which of them draws what of a text."),
}
"""Where each command lives. A module is imported when its command runs, so that --help is quick."""


FEWER_COLLECTIONS = (1_000_000, 20, 50)
"""A run makes values that live to its end and no cycle that grows with it; to look for one at Python's rate takes a
tenth of it, at every hundred thousand values two hundredths."""

_ALIKE = 0.8
"""How like an option is to what was typed, from 0 to 1, if it may have been meant: --date is not, for --batch."""


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Command names, in the order of a shipping day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = _imported(COMMANDS[cmd_name][0])
        command: click.Command = module.COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table above: no import."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


def _imported(name: str) -> ModuleType:
    """The module; in a process of the command's own, out of the collector's sight, as it lives to the end.

    A library written in C that is interrupted while it is imported takes the process with it.
    """
    with uninterrupted():
        module = importlib.import_module(name)
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    return module


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="A shop folder holds shop.toml, templates, fonts and the ledger. It is found from the current folder "
    "upwards, or named with --shop.",
)
@click.version_option(__version__, "-V", "--version", prog_name="inserts", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show a traceback when the program itself fails.")
def cli(debug: bool) -> None:
    """Parcel inserts and name cards from a shop's order export: one PDF per shipping batch."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit: 0 done, 1 cannot go on, 2 wrong usage, 3 done but orders were refused or held back."""
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    gc.set_threshold(*FEWER_COLLECTIONS)
    if arguments is None:
        gc.disable()  # until the command is imported, which is much to look through
    try:
        status: Any = cli.main(args=[word for word in words if word != "--debug"], standalone_mode=False)
    except Stop as stop:
        show_stop(stop)
        status = stop.exit_code
    except click.ClickException as error:
        if isinstance(error, click.NoSuchOption):
            alike = get_close_matches(error.option_name, error.possibilities or (), cutoff=_ALIKE)
            error = click.NoSuchOption(error.option_name, possibilities=alike, ctx=error.ctx)
        error.show()
        status = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. Nothing is half printed; run the same command again to go on.", err=True)
        status = 1
    except BrokenPipeError:
        status = 0
        sys.stderr.close()
    except Exception as error:
        if debug:
            traceback.print_exc()
        else:
            click.echo(
                f"Error: the program failed ({type(error).__name__}). Run again with --debug and report it.", err=True
            )
        status = 1
    if arguments is None:
        gc.freeze()  # nor is there anything to look for when all of it goes
    sys.exit(status if isinstance(status, int) else 0)
