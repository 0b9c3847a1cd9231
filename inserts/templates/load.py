"""A template by its name, read and checked whole: every problem at once, none passed on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from inserts.model.colour import INK, READABLE, Colour, contrast, on_screen
from inserts.model.length import MM
from inserts.model.problem import Problem
from inserts.model.template import Template
from inserts.tables import Table
from inserts.templates.colours import Inks, paper, read_colours
from inserts.templates.elements import read_side
from inserts.templates.find import find, names
from inserts.templates.geometry import Sheet
from inserts.templates.reader import Reader
from inserts.templates.styles import ROLES, card_size, read_styles
from inserts.templates.words import load_words

FILE = "template.toml"
LARGEST_BLEED = 20 * MM

_KINDS: tuple[Literal["name-card", "insert"], ...] = ("name-card", "insert")


def template_names(folders: Sequence[Path]) -> tuple[str, ...]:
    """The names of all templates, sorted."""
    return names(folders, f"*/{FILE}", lambda path: path.parent.name)


def load_template(
    name: str,
    folders: Sequence[Path],
    *,
    roles: Collection[str] = ROLES,
    icons: Collection[str] = (),
    languages: Collection[str] = (),
) -> tuple[Template | None, tuple[Problem, ...]]:
    """The template <folder>/<name>/template.toml of the first folder that has it, with the words of all folders.

    `roles` are the faces a style may name, `icons` the icons an element may; an empty `icons` checks none.
    `languages` are those its words are read in; empty: every one.
    None with the sorted problems if there are any; a missing template is one that names every place looked
    and the nearest known name.
    """
    top, problems, file = _opened(name, folders)
    if top is None:
        return None, tuple(problems)
    words, wrong = load_words(folders, languages)
    inks = read_colours(top)
    card = _card(name, file, top.table("card"), inks)
    sheet = Sheet(card.width, card.height, card.bleed, card.safe, card.fold)
    reader = Reader(sheet, read_styles(top, roles, inks), roles, icons, words, inks=inks, paper=card.paper)
    tables = tuple(top.tables(side) for side in ("front", "back") if top.has(side))
    sides = tuple(read_side(side, reader) for side in tables)
    if not top.has("front"):
        top.problem("front", "the card has no front", "add [[front]] above each element")
    top.finish()
    problems += wrong
    if problems:
        return None, tuple(sorted(set(problems)))
    own = tuple((key, texts) for key, texts in words.items() if not key.startswith("card."))
    lines = tuple(tuple(table.where.line for table in side) for side in tables)
    return replace(card, sides=sides, words=own, lines=lines), ()


def load_card_size(
    name: str, folders: Sequence[Path]
) -> tuple[tuple[float, float, float, float] | None, tuple[Problem, ...]]:
    """Width, height, bleed and fold of a template in points, whatever is on it; None with what is wrong with them."""
    top, problems, file = _opened(name, folders)
    if top is None:
        return None, tuple(problems)
    card = _card(name, file, top.table("card"), read_colours(top))
    if problems:
        return None, tuple(sorted(set(problems)))
    return (card.width, card.height, card.bleed, card.fold), ()


def _opened(name: str, folders: Sequence[Path]) -> tuple[Table | None, list[Problem], str]:
    """The template's file as a table, the list its problems go into, and its path; no table if it cannot be read."""
    found = find(name, folders, lambda folder, own: folder / own / FILE, "template", template_names(folders))
    return (None, [found], "") if isinstance(found, Problem) else (*Table.load(found), str(found))


def _card(name: str, file: str, table: Table, inks: Inks) -> Template:
    """The [card] table as a template without sides yet."""
    kind = table.choice("kind", _KINDS)
    about = table.text("about")
    width, height = card_size(table, "size")
    bleed, safe = table.length("bleed", 3 * MM), table.length("safe", 4 * MM)
    if not 0 <= bleed <= LARGEST_BLEED:
        table.problem("bleed", "is no bleed", "it is how far art runs beyond the cut: 3mm, or 0mm for none")
        bleed = LARGEST_BLEED
    if safe < 0 or (width and 2 * safe >= min(width, height)):
        table.problem("safe", "leaves no room on the card", "it is how far from the cut texts stay, about 4mm")
        safe = 0.0
    fold = table.length("fold", 0.0)
    if table.has("fold") and height and not 0 < fold < height:
        table.problem("fold", "is not on the card", "it is how far below the top edge the card is folded across")
        fold = 0.0
    ground = _paper(table, inks)
    return Template(name, kind, about, width, height, bleed, safe, (), file, ground, fold=fold)


def _paper(table: Table, inks: Inks) -> Colour:
    """The paper's colour, light enough for black ink."""
    ground = paper(table, "paper", inks)
    if contrast(on_screen(ground), on_screen(INK)) < READABLE:
        table.problem(
            "paper", "is too dark for black text", "choose a lighter paper, or lay a dark rect on a light one"
        )
    return ground
