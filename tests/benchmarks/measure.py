"""Time and memory measured the same way in every benchmark. Times are the processor's, not the clock's."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles
from time import process_time
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Spread(NamedTuple):
    """Median and quartiles of repeats."""

    low: float
    median: float
    high: float

    def __str__(self) -> str:
        return f"{number(self.median)} ({number(self.low)}–{number(self.high)})"


def spread(values: Sequence[float]) -> Spread:
    """Of at least two values."""
    return Spread(*quantiles(values, n=4, method="inclusive"))


def each(things: Sequence[T], call: Callable[[T], object]) -> float:
    """Microseconds of processor time `call` takes for one of `things`, on average."""
    gc.collect()
    start = process_time()
    for thing in things:
        call(thing)
    return (process_time() - start) / len(things) * 1e6


def beside(repeats: int, make: Callable[[], Sequence[T]], *calls: Callable[[T], object]) -> list[Spread]:
    """Microseconds each call takes for one thing, measured by turns, so that a busy minute is a minute for all.

    Each turn has new things, so that none was seen before. The first one warms up.
    """
    turns = [[each(make(), call) for call in calls] for _ in range(repeats + 1)]
    return [spread(values) for values in zip(*turns[1:], strict=True)]


def milliseconds(repeats: int, call: Callable[[], object]) -> Spread:
    """Milliseconds of one call each. The first one warms up."""
    (one,) = beside(repeats, lambda: [None], lambda _: call())
    return Spread(*(value / 1000 for value in one))


def memory() -> dict[str, int]:
    """This process's memory in kB by kind (Linux: /proc/self/smaps_rollup); empty elsewhere."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text("ascii").splitlines()[1:]
    except OSError:
        return {}
    return {line.split(":")[0]: int(line.split()[1]) for line in lines}


def number(value: float) -> str:
    """Three figures that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def times(value: float, other: float) -> str:
    """How many times the other one."""
    return f"{number(value / other)} ×"
