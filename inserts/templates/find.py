"""Finding a file by a name that is never a path: the owner's folder first, then the built-in one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from inserts.model.problem import Problem, Where, nearest

LONGEST_NAME = 64

Place = Callable[[Path, str], Path]
"""Where a name's file lies in one of the folders."""


def find(name: str, folders: Sequence[Path], place: Place, noun: str, known: Iterable[str]) -> Path | Problem:
    """The first file there is for `name`, or what to tell people, who call such a thing `noun`."""
    if not sound_name(name):
        message = f"'{name}' is no name of a {noun}"
        return Problem(Where(noun), message, "write its name alone: letters, digits, - and _, no slash and no dot")
    places = [place(folder, name) for folder in folders]
    found = next((path for path in places if path.is_file()), None)
    if found is not None:
        return found
    looked = ", ".join(str(path) for path in places)
    return Problem(Where(noun), f"there is no {noun} '{name}'; looked for {looked}", nearest(name, known))


def sound_name(name: str) -> bool:
    """Whether `name` can be a file's name and nothing else: letters and digits of any script, - and _."""
    return 0 < len(name) <= LONGEST_NAME and name[0] not in "-_" and all(c.isalnum() or c in "-_" for c in name)


def names(folders: Iterable[Path], pattern: str, name_of: Callable[[Path], str]) -> tuple[str, ...]:
    """The names of the files matching `pattern` in any of the folders, sorted, each once."""
    found = {name_of(path) for folder in folders for path in folder.glob(pattern) if path.is_file()}
    return tuple(sorted(name for name in found if sound_name(name)))
