"""Does the card bring people back? An experiment's arms compared by customer, with a verdict on one day only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from math import floor, log10
from typing import Literal

from inserts.model.experiment import Experiment
from inserts.model.offer import HOLDOUT
from inserts.model.outcome import Placed
from inserts.results.counts import back, back_curve, money, pile
from inserts.results.statistics import LEVEL, Difference, Point, Share, difference, holm, needed, p_value, share
from inserts.results.trace import Trace

NOTICEABLE = 0.01
"""The smallest difference that cards are counted for: one point in a hundred."""

ALL = "all cards"

State = Literal["too early", "too few", "more", "fewer", "not shown"]


@dataclass(frozen=True, slots=True)
class Arm:
    """The customers of an arm, each by the first parcel sent in the experiment.

    `back` are those matured that ordered again in time, `brought` what they ordered then.
    """

    name: str
    customers: int
    back: Share
    brought: tuple[tuple[str, Decimal], ...]
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An arm against another. `p` is adjusted for the number of comparisons.

    `more_cards` and `more_held` are about how many more matured customers it takes in each arm until a difference of
    `target` is found four times in five; 0 when there are enough.
    """

    arm: str
    against: str
    difference: Difference
    p: float
    state: State
    target: float
    more_cards: int
    more_held: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an experiment shows. `strangers` are orders of unknown customers, which can take no part."""

    experiment: Experiment
    decided: bool
    arms: tuple[Arm, ...]
    comparisons: tuple[Comparison, ...]
    strangers: int


def judge(experiment: Experiment, traces: Sequence[Trace], known_until: date) -> Verdict:
    """The arms and their comparisons: all cards together against the hold-out, then each arm alone.

    `traces` are those of the experiment. Without a hold-out the arms are compared with the first. Whoever was put into
    an arm counts there, whatever became of the card; one customer counts once.
    """
    units = _units(traces)
    decided = known_until >= experiment.verdict_day
    names = [name for name, _ in experiment.arms]
    groups = {name: [unit for unit in units if unit.parcel.arm == name] for name in names}
    arms = tuple(_arm(name, groups[name], experiment.days) for name in names)
    return Verdict(
        experiment,
        decided,
        arms,
        _compared(experiment, arms, decided),
        sum(not trace.parcel.customer for trace in traces),
    )


def _units(traces: Sequence[Trace]) -> tuple[Trace, ...]:
    """Each customer's first parcel in the experiment, with all that was ordered after it."""
    first: dict[str, Trace] = {}
    for trace in traces:
        customer = trace.parcel.customer
        if customer:
            first[customer] = min(trace, first.get(customer, trace), key=_place)
    brought: dict[str, list[Placed]] = {}
    for trace in traces:
        unit = first.get(trace.parcel.customer) if trace.brought else None
        if unit:
            later = (order for order in trace.brought if order.day > unit.parcel.shipped)
            brought.setdefault(trace.parcel.customer, []).extend(later)
    return tuple(trace._replace(brought=tuple(brought.get(customer, ()))) for customer, trace in first.items())


def _place(trace: Trace) -> tuple[date, str]:
    return trace.parcel.shipped, trace.parcel.order


def _arm(name: str, units: Sequence[Trace], days: int) -> Arm:
    cards = pile(units)
    return Arm(name, len(units), back(cards, days), money(cards, days), back_curve(cards, days))


def _compared(experiment: Experiment, arms: Sequence[Arm], decided: bool) -> tuple[Comparison, ...]:
    weights = dict(experiment.arms)
    reference = HOLDOUT if HOLDOUT in weights else arms[0].name
    base = next(arm.back for arm in arms if arm.name == reference)
    others = [arm for arm in arms if arm.name != reference]
    alone = [(arm.name, arm.back, weights[arm.name]) for arm in others]
    made: list[Comparison] = []
    if reference == HOLDOUT and len(others) > 1:
        both = share(sum(arm.back.hits for arm in others), sum(arm.back.of for arm in others))
        pooled = _compare(ALL, both, reference, base, sum(weights[arm.name] for arm in others) / weights[reference])
        made.append(_decide(pooled, decided))
    each = [_compare(name, back, reference, base, weight / weights[reference]) for name, back, weight in alone]
    adjusted = holm([one.p for one in each])
    made += [_decide(replace(one, p=p), decided) for one, p in zip(each, adjusted, strict=True)]
    return tuple(made)


def _compare(name: str, first: Share, reference: str, base: Share, ratio: float) -> Comparison:
    found = difference(first, base)
    target = max(abs(found.by), NOTICEABLE)
    low = (first.hits + base.hits) / (first.of + base.of) if first.of + base.of else 0.0
    start = base.rate if base.hits else low
    goal = start + target if found.by >= 0 and start + target <= 1 else max(0.0, start - target)
    goal = goal if goal != start else start + target
    wanted_held, wanted_cards = needed(start, goal, ratio)
    cards, held = max(0, wanted_cards - first.of), max(0, wanted_held - base.of)
    return Comparison(name, reference, found, p_value(first, base), "too early", target, _about(cards), _about(held))


def _decide(one: Comparison, decided: bool) -> Comparison:
    if not decided:
        state: State = "too few" if one.more_cards or one.more_held else "too early"
    elif one.p >= 1 - LEVEL or one.difference.holds_zero:
        state = "not shown"
    else:
        state = "more" if one.difference.by > 0 else "fewer"
    return replace(one, state=state)


def _about(number: int) -> int:
    """Two figures, rounded up: more would pretend to know."""
    if number < 100:
        return number
    step = int(10 ** (floor(log10(number)) - 1))
    return -(-number // step) * step
