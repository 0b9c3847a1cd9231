"""`inserts calibrate`: what a printer shifts and stretches, measured and put right."""

from __future__ import annotations

from pathlib import Path

import click

from inserts import settings
from inserts.builtin import builtin_folder
from inserts.cli.options import JSON, SHOP, check_pdf, shop_file
from inserts.cli.output import give, give_json, say
from inserts.model.problem import Stop
from inserts.run import calibrating, open_shop, previewing

_ASK = "ask"


@click.command("calibrate")
@click.option(
    "--printer", default="", metavar="NAME", help="The printer, as in [printer.NAME]. The shop's if left out."
)
@click.option("--stock", default="a4", show_default=True, metavar="NAME", help="The paper to measure on.")
@click.option(
    "--across", is_flag=True, help="For sheets that lie across, wider than high: they have lines of their own."
)
@click.option("--check", is_flag=True, help="Print the test sheet with the printer's correction.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE.pdf", help="Where the test sheet goes.")
@click.option(
    "--read",
    "reading",
    is_flag=False,
    flag_value=_ASK,
    metavar="[READING]",
    help='What was measured: "front 29.5,30.4; back 30,29; width 99.2; height 99.6". Without it you are asked.',
)
@click.option("--write", is_flag=True, help="Put the lines into shop.toml; it is kept as it was in shop.toml.bak.")
@SHOP
@JSON
def calibrate_command(
    printer: str,
    stock: str,
    across: bool,
    check: bool,
    output: Path | None,
    reading: str | None,
    write: bool,
    shop: Path | None,
    as_json: bool,
) -> int:
    """Make a test sheet for a printer, and its lines of shop.toml from what is measured on it.

    Print the sheet at actual size, measure what it says, and give the numbers with --read.
    """
    path = shop_file(shop)
    if path is None and (write or (printer and check)):
        settings.find_shop(shop or Path())  # says what is missing
    loaded = open_shop(path or builtin_folder("templates") / "demo" / settings.FILE)
    one = calibrating.trial(loaded, printer, stock, across=across, checked=check)
    if reading is None:
        if write:
            raise Stop(
                "there is nothing to write yet", 'give what you measured: --read "front 29.5,30.4; ..."', exit_code=2
            )
        return _sheet(one, output, as_json)
    return _profile(one, _asked(one) if reading == _ASK else reading, path if write else None, as_json)


COMMANDS = {"calibrate": calibrate_command}


def _sheet(one: calibrating.Trial, output: Path | None, as_json: bool) -> int:
    target = check_pdf(output or Path(f"calibrate-{one.printer.name}.pdf"))
    made = calibrating.test_sheet(one)
    names = [target]
    if len(made) > 1:
        names = [
            target.with_name(f"{target.stem}-{number}-{side}.pdf") for number, side in ((1, "fronts"), (2, "backs"))
        ]
    for name, data in zip(names, made, strict=True):
        previewing.put(name, data)
    if as_json:
        give_json({"printer": one.printer.name, "files": [str(name) for name in names]})
        return 0
    for name in names:
        give(str(name))
    if len(made) > 1:
        taken = "first" if one.printer.refed_same else "last"
        say(f"Print {names[0].name}; turn the pile about its {one.printer.flip} edge and lay it back so that the sheet")
        say(f"printed {taken} is taken first; print {names[1].name}.")
    say("Print at actual size, 100 %. Measure what the sheet says; then type what it says at the top.")
    return 0


def _profile(one: calibrating.Trial, written: str, path: Path | None, as_json: bool) -> int:
    reading = calibrating.read(written)
    values = calibrating.profile(one, reading)
    doubt = calibrating.doubt(one, reading)
    if path and doubt and not one.printer.dpi:
        raise Stop(f"nothing is written. {doubt}", "without --write the lines are only shown")
    if not as_json:
        give(calibrating.lines(one, values).rstrip())  # so that they can be copied if they cannot be written
    kept = calibrating.put(one, path, values) if path else None
    if as_json:
        told = {"table": list(calibrating.route(one)), "values": values, "doubt": doubt}
        give_json({**told, "written": str(path) if path else None, "kept": str(kept) if kept else None})
        return 0
    if doubt:
        say(doubt)
    if path:
        say(f"Written into {path}; as it was before it is {kept}.")
        say(f"To see that it is right: {calibrating.command(one)} --check")
    else:
        say("Copy these lines into shop.toml, or let --write do it.")
    if one.loaded.printer.name != one.printer.name:
        say(f'The shop prints on it when [print] says printer = "{one.printer.name}".')
    return 0


def _asked(one: calibrating.Trial) -> str:
    """The reading, asked for value by value; an empty answer leaves the value out."""
    questions = [("front", "Front, cross A from the left and the top edge, in mm (x,y)")]
    if one.two_sided:
        questions.append(("back", "Back, cross A from the left and the top edge (x,y)"))
    questions += [("width", "The box's width"), ("height", "The box's height")]
    answers = ((key, click.prompt(words, default="", show_default=False, err=True).strip()) for key, words in questions)
    return "; ".join(f"{key} {answer}" for key, answer in answers if answer)
