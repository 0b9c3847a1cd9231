"""How results are told: people read stderr, programs read JSON on stdout."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

import click

from inserts.model.problem import Problem, Stop

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Characters that steer a terminal or turn the reading direction: a text of an export may hold them."""


def show_stop(stop: Stop) -> None:
    """What went wrong, every problem on its own line, and what to do."""
    show_problems(stop.problems)
    click.echo(f"Error: {stop.message}", err=True)
    if stop.hint:
        click.echo(f"  {stop.hint}", err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Sorted, one line each, with the cure on the next."""
    for problem in sorted(set(problems)):
        say(f"{problem.where}: {problem.message}")
        if problem.hint:
            for line in problem.hint.splitlines():
                say(f"    {line}")


def say(text: str = "") -> None:
    """A line for a person."""
    click.echo(_seen(text), err=True)


def give(text: str) -> None:
    """A result on stdout."""
    click.echo(_seen(text))


def give_json(value: Any) -> None:
    """The result as JSON on stdout, nothing else there."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def counted(number: int, noun: str, plural: str = "") -> str:
    """1 card, 2 cards."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _seen(text: str) -> str:
    return _UNSEEN.sub("\ufffd", text)
