"""`inserts preflight`: a file for a print shop held against the rules of PDF/X-4."""

from __future__ import annotations

from pathlib import Path

import click

from inserts.cli.options import JSON
from inserts.cli.output import give, give_json
from inserts.proof import NO_VALIDATOR, as_text, preflight


@click.command("preflight")
@click.argument("pdf", type=click.Path(path_type=Path))
@JSON
def preflight_command(pdf: Path, as_json: bool) -> int:
    """Hold PDF against the rules of PDF/X-4 that can be told from the file, and say each one.

    No outside validator runs: the print shop's own has the last word.
    """
    rules = preflight(pdf)
    if as_json:
        told = [{"name": rule.name, "findings": list(rule.findings)} for rule in rules]
        give_json({"pdf": str(pdf), "note": NO_VALIDATOR, "rules": told})
    else:
        give(as_text(rules, pdf.name).rstrip())
    return 1 if any(rule.findings for rule in rules) else 0


COMMANDS = {"preflight": preflight_command}
