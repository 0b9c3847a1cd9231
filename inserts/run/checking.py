"""`inserts check`: the shop's settings, fonts and pictures, and every template read and tried with hard orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inserts import settings, templates, text
from inserts.builtin import search_folders
from inserts.fill import match
from inserts.model.problem import Problem, Stop, Where
from inserts.run.opening import open_workshop
from inserts.run.ruling import asked_templates, spare_templates
from inserts.run.samples import samples
from inserts.run.trial import Finding, Places, Trial
from inserts.settings import Settings

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """One template. `used`: the shop prints it, keeps it or named it; what is wrong with others are only notes.

    `samples` is how many orders it was tried with, 0 when it could not be read or the shop's settings are wrong.
    """

    name: str
    used: bool
    samples: int = 0
    problems: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Everything found. `problems` belong to no single template: shop.toml, fonts, icons, the logo."""

    problems: tuple[Problem, ...]
    templates: tuple[Checked, ...]

    @property
    def wrong(self) -> int:
        """How many problems there are in all."""
        return len(self.problems) + sum(len(one.problems) for one in self.templates)


def check(shop_file: Path, names: Sequence[str], day: date, progress: Progress, *, demo: bool = False) -> CheckResult:
    """Check a shop, and these of its templates or all it can find. Nothing is written, no code is given.

    `demo`: the shop is there to try the built-in templates with, so that all of them count as used.
    """
    folder = shop_file.absolute().parent
    icons, _ = templates.load_icons([place / "icons" for place in search_folders(folder, "templates")])
    loaded, found = settings.load(shop_file, icons=tuple(icons))
    general = dict.fromkeys((*found, *_ruled(loaded)))
    known = names or templates.template_names(search_folders(folder, "templates"))
    used = set(known) if names or demo else _used(loaded, folder)
    checked = []
    for number, name in enumerate(dict.fromkeys(known), 1):
        one, others = _check(loaded, folder, name, day)
        general |= dict.fromkeys(others)
        checked.append(_weighed(one, name in used))
        progress("check", number, len(known))
    return CheckResult(tuple(sorted(general)), tuple(checked))


def _used(loaded: Settings | None, folder: Path) -> set[str]:
    """The templates the shop prints, and those in its own folder."""
    own = set(templates.template_names((folder / "templates",)))
    return own | {loaded.print_name_card, loaded.print_insert, *asked_templates(loaded)} if loaded else own


def _ruled(loaded: Settings | None) -> tuple[Problem, ...]:
    """What the shop's rules ask for that cannot be."""
    try:
        if loaded is not None and loaded.rules:
            open_workshop(loaded, spare=spare_templates(loaded))
    except Stop as stop:
        return tuple(problem for problem in stop.problems if Path(problem.where.file).name == settings.FILE)
    return ()


def _weighed(one: Checked, used: bool) -> Checked:
    """A template the shop does not use has notes only: it stops nobody from printing."""
    return replace(one, used=True) if used else replace(one, used=False, problems=(), notes=(*one.problems, *one.notes))


def _check(loaded: Settings | None, folder: Path, name: str, day: date) -> tuple[Checked, tuple[Problem, ...]]:
    """The template's own findings, and the problems it shares with all."""
    if loaded is None:
        return _divided(name, folder, _read_only(name, folder))
    spoken = _every_language(loaded)
    shop = loaded.shop
    try:
        workshop = open_workshop(replace(loaded, rules=(), shop=replace(shop, languages=spoken)), (name,))
    except Stop as stop:
        return _divided(name, folder, stop.problems or (Problem(Where(settings.FILE), stop.message, stop.hint),))
    tried = samples(shop, spoken, loaded.tiers, loaded.codes, day)
    trial = Trial(workshop.designs[0], shop, (*shop.languages, shop.language), day)
    problems, notes = trial.run(tried)
    return Checked(name, True, len(tried), problems, notes), ()


def _read_only(name: str, folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the file alone, while the shop's settings are."""
    folders = search_folders(folder, "templates")
    typesetter, problems = text.open_typesetter(search_folders(folder, "fonts"))
    icons, wrong = templates.load_icons([place / "icons" for place in folders])
    _, found = templates.load_template(name, folders, roles=typesetter.roles, icons=tuple(icons))
    return (*problems, *wrong, *found)


def _divided(name: str, folder: Path, problems: Sequence[Problem]) -> tuple[Checked, tuple[Problem, ...]]:
    own = tuple(problem for problem in problems if _is_own(name, folder, problem.where.file))
    others = tuple(problem for problem in problems if problem not in own)
    return Checked(name, True, problems=tuple(Finding(_placed(problem)) for problem in own)), others


def _placed(problem: Problem) -> Problem:
    """A problem that names only the file and an element, with the element's line."""
    file = Path(problem.where.file)
    if problem.where.line or not file.is_file():
        return problem
    return replace(problem, where=Places(file).named(problem.message.partition(": ")[0]))


def _is_own(name: str, folder: Path, file: str) -> bool:
    """Whether a problem's file is the template's own or its paper's: those are named by a bare word, too."""
    path = Path(file)
    homes = [place / name for place in search_folders(folder, "templates")]
    bare = len(path.parts) == 1 and file != settings.FILE
    return bare or path.parent.name == "stocks" or any(path.is_relative_to(home) for home in homes)


def _every_language(loaded: Settings) -> tuple[str, ...]:
    """The shop's languages, and those there are words in."""
    own = tuple(dict.fromkeys((loaded.shop.language, *loaded.shop.languages)))
    words, _ = templates.load_words(search_folders(loaded.folder, "templates"))
    others = (tag for tag, _ in words.get("coupon.next", ()) if tag not in own)
    return (*own, *(tag for tag in others if "-" in tag or not match(tag, own)))
