"""Cards counted by offer, template, arm and week. Only matured cards have rates: young ones would pull them down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from inserts.results.statistics import Point, Share, curve, share
from inserts.results.trace import Trace

NO_OFFER = "no offer"
"""What the cards of orders that earned no offer are counted under."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cards of one kind. An order's cards count as one.

    `matured` were shipped long enough ago. Of those, `redeemed` are the ones with a code that was used in time, and
    `back` those whose known customer ordered again in time; `strangers` have no known customer. `brought` is what
    those orders came to, by currency, each order once; `curve` how soon they came, over cards of every age.
    """

    name: str
    cards: int
    matured: int
    redeemed: Share
    back: Share
    strangers: int
    brought: tuple[tuple[str, Decimal], ...]
    curve: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Cards with a code that were shipped from `first` to `last`, and how many of those codes were used in time.

    `young`: not all of them have matured, so that the share is still growing.
    """

    first: date
    last: date
    used: Share
    young: bool


def row(name: str, traces: Sequence[Trace], days: int) -> Row:
    """One row over these cards."""
    matured = [trace for trace in traces if trace.age >= days]
    known = [trace for trace in matured if trace.parcel.customer]
    coded = [trace for trace in matured if trace.parcel.code]
    return Row(
        name=name,
        cards=len(traces),
        matured=len(matured),
        redeemed=share(sum(_within(trace.redeemed, days) for trace in coded), len(coded)),
        back=back(known, days),
        strangers=len(matured) - len(known),
        brought=money(matured, days),
        curve=back_curve(traces, days),
    )


def back(matured: Sequence[Trace], days: int) -> Share:
    """How many of these customers ordered again in time."""
    return share(sum(_within(trace.back, days) for trace in matured), len(matured))


def money(traces: Iterable[Trace], days: int) -> tuple[tuple[str, Decimal], ...]:
    """What the orders that count for these cards came to within so many days, by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for trace in traces:
        for order in trace.brought:
            if order.total is not None and (order.day - trace.parcel.shipped).days <= days:
                sums[order.currency] += order.total
    return tuple(sorted(sums.items()))


def rows(traces: Iterable[Trace], keys: Callable[[Trace], Iterable[str]], days: int) -> tuple[Row, ...]:
    """A row for each key, the one with most cards first. A card may have several keys."""
    groups: dict[str, list[Trace]] = defaultdict(list)
    for trace in traces:
        for key in keys(trace):
            groups[key].append(trace)
    made = (row(name, group, days) for name, group in groups.items())
    return tuple(sorted(made, key=lambda one: (-one.cards, one.name)))


def by_tier(trace: Trace) -> tuple[str, ...]:
    """The offer, for who was held out the one they would have had; without one it counts as such."""
    return (trace.parcel.tier or NO_OFFER,)


def by_template(trace: Trace) -> tuple[str, ...]:
    """Every template that lay in the parcel."""
    return trace.parcel.templates


def by_arm(trace: Trace) -> tuple[str, ...]:
    """The arm, if the order took part in an experiment."""
    return (trace.parcel.arm,) if trace.parcel.experiment else ()


def back_curve(traces: Iterable[Trace], days: int) -> tuple[Point, ...]:
    """How soon customers order again, up to so many days."""
    return _curve(((trace.age, trace.back) for trace in traces if trace.parcel.customer), days)


def use_curve(traces: Iterable[Trace], days: int) -> tuple[Point, ...]:
    """How soon codes are used, up to so many days."""
    return _curve(((trace.age, trace.redeemed) for trace in traces if trace.parcel.code), days)


def weeks(traces: Iterable[Trace], days: int, most: int = 26) -> tuple[Week, ...]:
    """Shares of codes used by the week of shipping, from Monday on; by four weeks when there are more than `most`."""
    coded = [trace for trace in traces if trace.parcel.code and trace.age >= 0]
    if not coded:
        return ()
    shipped = [trace.parcel.shipped for trace in coded]
    monday = min(shipped) - timedelta(days=min(shipped).weekday())
    long = 7 if (max(shipped) - monday).days < 7 * most else 28
    groups: dict[int, list[Trace]] = defaultdict(list)
    for trace in coded:
        groups[(trace.parcel.shipped - monday).days // long].append(trace)
    return tuple(_week(monday + timedelta(days=long * n), long, groups[n], days) for n in sorted(groups))


def _week(first: date, long: int, traces: Sequence[Trace], days: int) -> Week:
    used = sum(_within(trace.redeemed, days) for trace in traces)
    young = any(trace.age < days for trace in traces)
    return Week(first, first + timedelta(days=long - 1), share(used, len(traces)), young)


def _curve(watched: Iterable[tuple[int, int | None]], days: int) -> tuple[Point, ...]:
    """What came after the last day known, or after the time in question, has not been seen yet."""
    cut: Counter[tuple[int, bool]] = Counter()
    for (age, came), number in Counter(watched).items():
        end = min(age, days)
        if end >= 0:
            cut[(came, True) if came is not None and came <= end else (end, False)] += number
    return curve(cut)


def _within(after: int | None, days: int) -> bool:
    return after is not None and after <= days
