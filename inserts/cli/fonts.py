"""`inserts fonts`: the faces there are, what they draw of a text, and their specimen."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from inserts.cli.options import JSON, SHOP, shop_file
from inserts.cli.output import aligned, counted, give, give_json, say, show_problems, visible
from inserts.model.problem import Problem
from inserts.run.faces import (
    DIRECTION_MARK,
    Cluster,
    Explained,
    FaceTold,
    explain_text,
    list_faces,
    write_specimen,
)


@click.command("fonts")
@SHOP
@click.option("--text", "written", metavar="TEXT", help="Show which face draws each character of TEXT.")
@click.option("--language", metavar="L", help="With --text: its language, such as zh-Hant, ja or ur-Aran.")
@click.option("--font", metavar="NAME", help="With --text: a role or family, as a template names it.")
@click.option(
    "--specimen", type=click.Path(path_type=Path), metavar="PDF", help="Write a page of names for each script."
)
@JSON
def fonts_command(
    shop: Path | None,
    written: str | None,
    language: str | None,
    font: str | None,
    specimen: Path | None,
    as_json: bool,
) -> int:
    """List the faces cards are set in: the built-in ones, and those in the shop's fonts folder.

    Ends with 3 when --text holds a character that no face has, or when a file in the fonts folder cannot be used.
    """
    if written is not None and specimen is not None:
        raise click.UsageError("--text and --specimen are two questions; ask one at a time.")
    if written is None and (language is not None or font is not None):
        raise click.UsageError("--language and --font go with --text.")
    path = shop_file(shop)
    folder = path.parent if path else None
    if written is not None:
        role, tag = font or "text", language or ""
        return _explain(explain_text(folder, written, font=role, language=tag), tag, role, as_json)
    if specimen is not None:
        return _draw(folder, specimen, as_json)
    return _list(*list_faces(folder), as_json)


COMMANDS = {"fonts": fonts_command}


# The list


def _list(faces: Sequence[FaceTold], problems: tuple[Problem, ...], as_json: bool) -> int:
    if as_json:
        give_json({"faces": [_face(face) for face in faces], "problems": _told(problems)})
        return _status(problems)
    heads = ("name", "family", "weight", "role", "characters", "size", "from", "writes")
    _table(heads, list(map(_columns, faces)), right=(4, 5))
    show_problems(problems)
    own = sum(not face.built_in for face in faces)
    say(f"{counted(len(faces), 'face')}: {len(faces) - own} built-in, {own} from the shop's fonts folder")
    return _status(problems)


def _columns(face: FaceTold) -> tuple[str, ...]:
    number = f" #{face.index + 1}" if face.index else ""
    size = f"{max(1, round(face.size / 1000)):,} kB"
    names = _cell(face.name) + number, _cell(face.family)
    origin = "built-in" if face.built_in else _cell(str(face.path))
    return *names, face.weight, face.role or "-", f"{face.characters:,}", size, origin, ", ".join(face.writes) or "-"


def _face(face: FaceTold) -> dict[str, Any]:
    return {
        "name": face.name,
        "family": face.family,
        "weight": face.weight,
        "role": face.role or None,
        "writes": list(face.writes),
        "characters": face.characters,
        "built_in": face.built_in,
        "file": str(face.path),
        "index": face.index,
        "bytes": face.size,
    }


# A text


def _explain(found: Explained, language: str, font: str, as_json: bool) -> int:
    if as_json:
        give_json(
            {
                "text": found.text,
                "language": language,
                "font": font,
                "notes": list(found.notes),
                "clusters": [_cluster(cluster) for cluster in found.clusters],
                "missing": [_cluster(missing.cluster) | {"cure": missing.cure} for missing in found.missing],
                "problems": _told(found.problems),
            }
        )
        return 3 if found.missing else _status(found.problems)
    for note in found.notes:
        say(f"Cleaned: {note}.")
    _table(("codes", "script", "face", "character"), [_row(cluster) for cluster in found.clusters])
    show_problems(found.problems)
    for missing in found.missing:
        say(f"Missing {' '.join(missing.cluster.codes)}: {missing.cure}")
    if found.missing:
        say(f"A card with this text would be held back: {counted(len(found.missing), 'character')} cannot be printed.")
    return 3 if found.missing else _status(found.problems)


def _row(cluster: Cluster) -> tuple[str, ...]:
    """The character last: whatever its width and direction, the other columns stand still."""
    face = cluster.face or ("never drawn" if cluster.script == DIRECTION_MARK else "MISSING")
    outlined = ", outlined" if cluster.outlined else ""
    return " ".join(cluster.codes), cluster.script, face + outlined, _drawable(cluster.text)


def _cluster(cluster: Cluster) -> dict[str, Any]:
    return {
        "text": cluster.text,
        "codes": list(cluster.codes),
        "face": cluster.face or None,
        "script": cluster.script,
        "outlined": cluster.outlined,
    }


def _cell(text: str) -> str:
    """A name as wide as it is shown: a font and a file may be called anything."""
    return visible(" ".join(text.splitlines()))


# The specimen


def _draw(folder: Path | None, path: Path, as_json: bool) -> int:
    pages, problems = write_specimen(folder, path)
    if as_json:
        give_json({"pdf": str(path), "pages": pages, "problems": _told(problems)})
        return _status(problems)
    show_problems(problems)
    say(f"{counted(pages, 'page')}, one for each script.")
    give(str(path))
    return _status(problems)


# What a terminal may be sent


def _drawable(cluster: str) -> str:
    """The cluster as it is, or nothing when a terminal could not show it or would obey it."""
    kinds = {unicodedata.category(char) for char in cluster}
    return "" if kinds & {"Cc", "Cs", "Co", "Zl", "Zp"} or kinds == {"Cf"} else cluster


def _told(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [problem.as_json() for problem in sorted(problems)]


def _status(problems: Sequence[Problem]) -> int:
    return 3 if problems else 0


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: tuple[int, ...] = ()) -> None:
    """Nothing without rows."""
    for line in aligned((heads, *rows), right) if rows else ():
        give(line)
