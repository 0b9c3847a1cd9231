"""How results are told: people read stderr, programs read JSON on stdout."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import click

from inserts.model.problem import Problem, Stop

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Characters that steer a terminal, turn the reading direction, or are halves of one: exports and file names may hold
anything."""


def show_stop(stop: Stop) -> None:
    """What went wrong, every problem on its own line, and what to do."""
    show_problems(stop.problems)
    say(f"Error: {stop.message}")
    if stop.hint:
        say(f"  {stop.hint}")


def show_problems(problems: Iterable[Problem]) -> None:
    """Sorted, one line each, with the cure on the next."""
    for problem in sorted(set(problems)):
        say(" ".join(f"{problem.where}: {problem.message}".splitlines()))
        if problem.hint:
            for line in problem.hint.splitlines():
                say(f"    {line}")


def say(text: str = "") -> None:
    """A line for a person."""
    click.echo(visible(text), err=True)


def give(text: str) -> None:
    """A result on stdout."""
    click.echo(visible(text))


def give_json(value: Any) -> None:
    """The result as JSON on stdout, nothing else there; what would steer a terminal is escaped, and not lost."""
    click.echo(visible(json.dumps(value, ensure_ascii=False, indent=2)))


def counted(number: int, noun: str, plural: str = "") -> str:
    """1 card, 2 cards."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def capital(text: str) -> str:
    """The text as a sentence begins."""
    return f"{text[:1].upper()}{text[1:]}"


def aligned(rows: Sequence[Sequence[str]], right: Collection[int] = (), widest: int | None = None) -> Iterator[str]:
    """A line for each row: columns two spaces apart, the last as wide as it likes. Those in `right` end together.

    `widest` is how many characters a column is made for; a longer cell puts its own line out of step.
    """
    columns = range(len(rows[0]) - 1 if rows else 0)
    found = [max(len(row[column]) for row in rows) for column in columns]
    widths = [width if widest is None else min(widest, width) for width in found]
    for row in rows:
        cells = [
            row[place].rjust(widths[place]) if place in right else row[place].ljust(widths[place]) for place in columns
        ]
        yield "  ".join((*cells, row[-1])).rstrip()


def visible(text: str) -> str:
    """What a terminal would obey by its codes, as JSON writes them, too; line feeds and tabs stay."""
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
