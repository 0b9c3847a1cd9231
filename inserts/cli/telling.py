"""Sentences that several commands say of orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from inserts.cli.output import counted
from inserts.model.order import State
from inserts.run import Told


def without_name(nameless: Mapping[str, int]) -> str:
    """How many orders have no printable name, and why: counts by reason."""
    reasons = ", ".join(f"{count:,} {why}" for why, count in sorted(nameless.items(), key=lambda pair: -pair[1]))
    return f"Without a printable name: {sum(nameless.values()):,} ({reasons}); their cards greet without it."


def told_names(told: Told) -> Iterator[str]:
    """What a person should know of the names printed."""
    if told.nameless:
        yield without_name(told.nameless)
    for what, count in told.cleaned.items():
        yield f"In {counted(count, 'name')}: {what}."


def bring_back(closed: Mapping[State, int]) -> str:
    """How many orders were left out for their state, and the flag that prints them."""
    counts = ", ".join(f"{count:,} {state}" for state, count in closed.items())
    flags = " ".join(f"--include {state}" for state in closed)
    return f"Left out for their state: {counts}. {flags} prints them too."
