"""Numbers put into the owner's shop.toml: every remark, blank line and order of keys stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable, Table

from inserts.model.problem import Stop
from inserts.settings.load import load

Value = list[str] | list[float] | str


def table_lines(route: Sequence[str], values: Mapping[str, Value]) -> str:
    """The values as lines of shop.toml, below the header of the table they stand in."""
    document = tomlkit.document()
    _put(document, route, values, ())
    return _text(document)


def set_values(
    path: Path, route: Sequence[str], values: Mapping[str, Value], remove: Collection[str], icons: Collection[str]
) -> Path:
    """Put `values` into a table of the shop.toml at `path`, take the keys of `remove` out of it, and return where the
    file lies as it was before. `route` are the table's names, from the outermost; what is missing of it is made.

    The changed file is read first as any shop.toml is (`icons` as for `load`): what would not be right is not put in
    place. It appears whole or not at all. Raises Stop when it cannot be changed; it is as it was then.
    """
    try:
        document = tomlkit.parse(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, TOMLKitError) as error:
        raise Stop(f"{path} cannot be changed", "copy the lines above into it by hand") from error
    _put(document, route, values, remove)
    draft = path.with_name(f".{path.name}-{os.getpid()}.tmp")
    kept = path.with_name(f"{path.name}.bak")
    try:
        _write(draft, _text(document), path)
        _, problems = load(draft, icons=icons)
        if problems or not _holds(_text(document), route, values):
            hint = "correct the lines above, or copy the printer's lines into it by hand"
            there = tuple(replace(problem, where=replace(problem.where, file=str(path))) for problem in problems)
            raise Stop(f"{path} would have problems and is unchanged", hint, problems=there)
        _write(kept, path.read_text("utf-8"), path)
        draft.replace(path)
    except OSError as error:
        raise Stop(f"{path}: cannot be written: {error.strerror or error}", "it is unchanged") from error
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _put(
    document: tomlkit.TOMLDocument, route: Sequence[str], values: Mapping[str, Value], remove: Collection[str]
) -> None:
    table: Any = document
    made = False
    for depth, step in enumerate(route, 1):
        made = step not in table
        if made:
            inline = isinstance(table, InlineTable)
            table[step] = tomlkit.inline_table() if inline else tomlkit.table(is_super_table=depth < len(route))
        table = table[step]
    for key in remove:
        table.pop(key, None)
    for key, value in values.items():
        remark = table[key].trivia.comment if key in table else ""
        table[key] = value
        if remark:
            table[key].comment(remark.lstrip("# "))
    if made and isinstance(table, Table):
        table.add(tomlkit.nl())


def _holds(text: str, route: Sequence[str], values: Mapping[str, Value]) -> bool:
    """Whether the text says what was put into it: some ways of writing tables are beyond the editor."""
    table: Any = tomlkit.parse(text).unwrap()
    for step in route:
        table = table.get(step, {})
    return all(table.get(key) == value for key, value in values.items())


def _text(document: tomlkit.TOMLDocument) -> str:
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _write(path: Path, text: str, like: Path) -> None:
    """Write the file anew, durably, with the rights of the one it is `like`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    shutil.copymode(like, path)
