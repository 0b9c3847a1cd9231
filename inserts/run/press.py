"""For a print shop: inks by its profile, a PDF/X-4 file of each template's pages, and the rules it was held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import inserts.run.release as release
from inserts import inks, pdf
from inserts.model.card import PictureData
from inserts.model.problem import Problem, Stop, Where
from inserts.proof import Rule, as_text, preflight
from inserts.run.job import Job
from inserts.run.opening import Workshop
from inserts.run.results import Choices
from inserts.settings import Settings

STOCK = "card-bleed"
"""Pages of one card with its bleed: print shops impose themselves."""

_RGB = (
    "pictures and shadings inside of artwork are printed as they are: export it as PDF with CMYK colours (PDF/X-4), or "
    "as PNG, which is converted"
)
_REPORT = "please report it, with the file"


def open_press(choices: Choices) -> inks.Profile | None:
    """The profile of --profile, if the run is for a press. Raises Stop (wrong usage)."""
    if not choices.press:
        if choices.profile:
            raise Stop("--profile is for a press", "add --press pdfx4", exit_code=2)
        return None
    if choices.profile is None:
        hint = "ask the print shop which one it wants: --press pdfx4 --profile ISOcoated_v2_300_bas.icc"
        raise Stop("--press needs the press's ICC profile", hint, exit_code=2)
    return inks.open_profile(choices.profile)


def for_press(settings: Settings) -> Settings:
    """The settings without what the shop's own printer needs."""
    return replace(settings, printer=replace(settings.printer, dpi=0))


def inked(workshop: Workshop, profile: inks.Profile) -> Workshop:
    """The workshop with its pictures in the press's inks. Raises Stop (wrong usage) for paper that no press takes."""
    if not all(design.grid.boxes for design in workshop.designs):
        hint = f"leave --stock away: the pages are those of {STOCK}"
        raise Stop("--press makes pages of one card with its bleed, and the paper is another", hint, exit_code=2)
    pictures = {
        key: profile.picture(data) if isinstance(data, PictureData) else data for key, data in workshop.pictures.items()
    }
    return replace(workshop, pictures=pictures)


def press_name(stem: str, template: str) -> str:
    """The name of the file for the print shop."""
    return f"{stem}-{template}-pdfx4.pdf"


def press_words(job: Job, stem: str, templates: Sequence[str]) -> Iterator[str]:
    """What the cover says of these files."""
    if job.press:
        names = ", ".join(press_name(stem, template) for template in templates)
        yield f"For the print shop: {names}. PDF/X-4 for {job.press.about}; a report lies beside each."
        yield "This file is for the packing table. The rest of this page is for printing it yourself."


def pressed(job: Job, made: Path, sections: Sequence[tuple[str, Sequence[int]]]) -> Iterator[Path]:
    """The files for the print shop of pages already proved, each with its report. `sections`: templates and pages.

    Raises Stop when one breaks a rule.
    """
    for template, pages in sections if job.press else ():
        path = made.with_name(press_name(made.stem, template))
        report = path.with_name(f"{path.stem}-preflight.txt")
        _write(job, made, path, template, pages)
        rules = preflight(path)
        text = as_text(rules, path.name)
        if any(rule.findings for rule in rules):
            _refuse(job, path, template, rules, text)
        release.write_data(report, text.encode())
        yield path
        yield report


def _write(job: Job, made: Path, path: Path, template: str, pages: Sequence[int]) -> None:
    assert job.press is not None
    intent = pdf.Intent(job.press.data, job.press.about, job.press.condition)
    title = f"{made.stem} {template}"
    write = partial(pdf.write_pdfx, made, pages, title=title, intent=intent, day=job.ship_date, ink=job.press.colour)
    release.write_new(path, write)


def _refuse(job: Job, path: Path, template: str, rules: Sequence[Rule], text: str) -> None:
    kept = release.set_aside(path, job.folder, text)
    problems = tuple(
        Problem(Where(template), f"{rule.name} But: {finding}", _RGB if "RGB" in rule.name else _REPORT)
        for rule in rules
        for finding in rule.findings
    )
    raise Stop(
        "the file for the print shop breaks rules of PDF/X-4 and is not released",
        f"it lies in {kept}, with the rules beside it. The orders are printed by the next run",
        problems=problems,
    )
