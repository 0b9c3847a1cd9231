"""Icons: outlines by name in `icons.toml`, each in a box of 24 units."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from inserts.model.problem import Problem, nearest
from inserts.tables import Table

_NUMBER = r"-?\d{1,4}(?:\.\d{1,4})?"
_PATH = re.compile(
    rf"(?:M{_NUMBER} {_NUMBER}(?:L{_NUMBER} {_NUMBER}|C{_NUMBER} {_NUMBER}(?: {_NUMBER} {_NUMBER}){{2}})*Z)+\Z"
)

Outlines = dict[str, tuple[str, bool]]


def load_icons(folders: Sequence[Path]) -> tuple[Mapping[str, tuple[str, bool]], tuple[Problem, ...]]:
    """Each icon's outline and whether it is filled even-odd, by name and alias, from <folder>/icons.toml.

    The first of `folders` wins, name by name; a folder without the file is skipped.
    """
    icons: Outlines = {}
    problems: list[Problem] = []
    for folder in reversed(folders):
        path = folder / "icons.toml"
        if path.exists():
            found, wrong = _read_file(path, icons)
            icons |= found
            problems += wrong
    return icons, tuple(sorted(problems))


def _read_file(path: Path, others: Outlines) -> tuple[Outlines, list[Problem]]:
    top, problems = Table.load(path)
    if top is None:
        return {}, problems
    outlines, aliases = top.table("icon"), top.table("alias")
    even_odd = top.texts("even_odd", ())
    icons = {name: (_outline(outlines, name), name in even_odd) for name in outlines.names()}
    for name in set(even_odd) - set(icons):
        top.problem("even_odd", f"there is no icon '{name}'", nearest(name, icons))
    known = others | icons
    for alias in aliases.names():
        name = aliases.text(alias)
        if name in known:
            icons.setdefault(alias, known[name])
        else:
            aliases.problem(alias, f"there is no icon '{name}'", nearest(name, known))
    top.finish()
    return icons, problems


def _outline(table: Table, name: str) -> str:
    path = table.text(name)
    if path and not _PATH.match(path):
        table.problem(
            name, "is no path of absolute M, L, C and Z with single blanks between numbers", "such as M0 0L24 0L24 24Z"
        )
    return path
