"""What goes wrong: a `Problem` people can mend in a file, and a `Stop` that ends a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file people can open. `column` is a column's header or a TOML key, never a value."""

    file: str
    line: int = 0
    column: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} {self.column}" if self.column else place


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing a person can mend. Problems are collected, sorted and shown together."""

    where: Where
    message: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.where}: {self.message}"
        return f"{text} ({self.hint})" if self.hint else text

    def as_json(self) -> dict[str, str | int]:
        """The shape `--json` prints: file, line, column, message, hint."""
        return {
            "file": self.where.file,
            "line": self.where.line,
            "column": self.where.column,
            "message": self.message,
            "hint": self.hint,
        }


class Stop(Exception):
    """Ends a run. Caught once, in `cli/`, which prints its problems and exits with `exit_code`.

    1: cannot go on. 2: wrong usage.
    """

    def __init__(self, message: str, hint: str = "", *, problems: tuple[Problem, ...] = (), exit_code: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.problems = problems
        self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


def some_of(names: Sequence[str], most: int, between: str = ", ") -> str:
    """The first of these and how many more there are: "a, b and 3 more"; with "; " between them "a; b; and 3 more"."""
    shown, left = between.join(names[:most]), len(names) - most
    return f"{shown}{between.rstrip(', ')} and {left:,} more" if left > 0 else shown


def nearest(word: str, known: Iterable[str], otherwise: str | None = None, *, alike: float = 0.6) -> str:
    """A hint naming the known word that is most like `word`, in whatever letter case.

    With none alike it is `otherwise`, or all the words that are known. Orders' numbers are all like each other: where
    few signs may differ, `alike` is nearer to 1.
    """
    names = sorted(known)
    by_fold = {name.casefold(): name for name in names}
    found = get_close_matches(word.casefold(), by_fold, n=1, cutoff=alike)
    if found:
        return f'did you mean "{by_fold[found[0]]}"?'
    if otherwise is None:
        return f"known here: {', '.join(names)}" if names else ""
    return otherwise
