"""`inserts proof`: a finished PDF read back and compared with its manifest."""

from __future__ import annotations

from pathlib import Path

import click

from inserts import manifest, settings
from inserts.cli.options import JSON, Count
from inserts.cli.output import counted, give_json, say, show_problems
from inserts.model.problem import Problem, Stop
from inserts.proof import Margin, margins, prove


@click.command("proof")
@click.argument("pdf", type=click.Path(path_type=Path))
@click.option(
    "--manifest",
    "manifest_path",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="The manifest, when it does not lie beside the PDF under the same name.",
)
@click.option(
    "--dpi",
    type=Count(72, 2400),
    metavar="N",
    help="The printer's dots an inch: how much a print may be spoiled is tried on them. 600 if left out.",
)
@JSON
def proof_command(pdf: Path, manifest_path: Path | None, dpi: int | None, as_json: bool) -> int:
    """Rasterise every page of PDF, read every QR code and barcode, and compare them with the manifest.

    The first card of each template is then spoiled bit by bit, to say how much print gain and blur its codes stand.
    """
    path = manifest_path or pdf.with_suffix(".csv")
    rows, problems = _rows(path)
    proof = prove(pdf, rows, shared=_shared(pdf))
    margin: tuple[Margin, ...] = () if proof.problems else margins(pdf, rows, dpi=dpi or 0)
    found = (*problems, *proof.problems, *(problem for one in margin for problem in one.problems(pdf.name)))
    if as_json:
        told = {"pdf": str(pdf), "pages": proof.pages, "cards": proof.cards, "codes": proof.codes}
        give_json(
            {**told, "margins": [one.as_json() for one in margin], "problems": [p.as_json() for p in sorted(found)]}
        )
    else:
        show_problems(found)
        verdict = counted(len(found), "problem") if found else "every page and code is as the manifest says"
        read = f"{counted(proof.pages, 'page')}, {counted(proof.cards, 'card')}, {counted(proof.codes, 'code')} read"
        say(f"{pdf}: {read}: {verdict}")
        for one in margin:
            say(f"    {one.said}")
    return 1 if found else 0


COMMANDS = {"proof": proof_command}


def _shared(pdf: Path) -> frozenset[str]:
    """Codes that many orders have on purpose, by the shop.toml above the PDF, if there is one."""
    try:
        loaded, _ = settings.load(settings.find_shop(pdf.absolute().parent))
    except Stop:
        return frozenset()
    return frozenset(tier.code for tier in loaded.tiers if tier.code) if loaded else frozenset()


def _rows(path: Path) -> tuple[tuple[manifest.Row, ...], tuple[Problem, ...]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Stop(f"{path}: no manifest to compare with ({error.strerror})", "name it with --manifest") from error
    return manifest.read(data, file=str(path))
