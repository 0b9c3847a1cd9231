"""`inserts proof`: a finished PDF read back and compared with its manifest."""

from __future__ import annotations

from pathlib import Path

import click

from inserts import manifest
from inserts.cli.options import JSON
from inserts.cli.output import counted, give_json, say, show_problems
from inserts.model.problem import Problem, Stop
from inserts.proof import prove


@click.command("proof")
@click.argument("pdf", type=click.Path(path_type=Path))
@click.option(
    "--manifest",
    "manifest_path",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="The manifest, when it does not lie beside the PDF under the same name.",
)
@JSON
def proof_command(pdf: Path, manifest_path: Path | None, as_json: bool) -> int:
    """Rasterise every page of PDF, read every QR code, and compare them with the manifest."""
    path = manifest_path or pdf.with_suffix(".csv")
    rows, problems = _rows(path)
    proof = prove(pdf, rows)
    found = (*problems, *proof.problems)
    if as_json:
        told = {"pdf": str(pdf), "pages": proof.pages, "cards": proof.cards, "codes": proof.codes}
        give_json({**told, "problems": [p.as_json() for p in sorted(found)]})
    else:
        show_problems(found)
        verdict = counted(len(found), "problem") if found else "every page and code is as the manifest says"
        read = f"{counted(proof.pages, 'page')}, {counted(proof.cards, 'card')}, {counted(proof.codes, 'QR code')} read"
        say(f"{pdf}: {read}: {verdict}")
    return 1 if found else 0


COMMANDS = {"proof": proof_command}


def _rows(path: Path) -> tuple[tuple[manifest.Row, ...], tuple[Problem, ...]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(f"{path}: no manifest to compare with ({error.strerror})", "name it with --manifest") from error
    return manifest.read(data, file=str(path))
