"""How results are told: people read stderr, programs read JSON on stdout."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

from inserts.model.problem import Problem, Stop


def show_stop(stop: Stop) -> None:
    """What went wrong, every problem on its own line, and what to do."""
    show_problems(stop.problems)
    click.echo(f"Error: {stop.message}", err=True)
    if stop.hint:
        click.echo(f"  {stop.hint}", err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Sorted, one line each, with the cure on the next."""
    for problem in sorted(set(problems)):
        click.echo(f"{problem.where}: {problem.message}", err=True)
        if problem.hint:
            for line in problem.hint.splitlines():
                click.echo(f"    {line}", err=True)


def say(text: str = "") -> None:
    """A line for a person."""
    click.echo(text, err=True)


def give(text: str) -> None:
    """A result on stdout."""
    click.echo(text)


def give_json(value: Any) -> None:
    """The result as JSON on stdout, nothing else there."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def counted(number: int, noun: str, plural: str = "") -> str:
    """1 card, 2 cards."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
