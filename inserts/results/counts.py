"""Cards counted by offer, template, arm and week. Only matured cards have rates: young ones would pull them down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

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


class Lot(NamedTuple):
    """What cards that are counted together have in common. `experiment` and `arm` are empty outside of one."""

    tier: str
    templates: tuple[str, ...]
    experiment: str
    arm: str


class Seen(NamedTuple):
    """What is counted of a card: see `Trace`. `known`: its customer is; `coded`: it has a code."""

    age: int
    back: int | None
    redeemed: int | None
    known: bool
    coded: bool


class Pile:
    """Cards of which the same was seen, with their number: there are millions of cards, and few things to see.

    `paid` are the cards that orders count for.
    """

    def __init__(self, piles: Iterable[Pile] = ()) -> None:
        self.seen: Counter[Seen] = Counter()
        self.paid: list[Trace] = []
        for pile in piles:
            self.seen.update(pile.seen)
            self.paid += pile.paid

    def number(self, wanted: Callable[[Seen], bool] = lambda _: True) -> int:
        """How many cards are as wanted."""
        return sum(number for seen, number in self.seen.items() if wanted(seen))


def pile(traces: Iterable[Trace]) -> Pile:
    """These cards on one pile."""
    return Pile(piles(traces).values())


def piles(traces: Iterable[Trace]) -> Mapping[Lot, Pile]:
    """These cards on a pile for each lot."""
    numbers: dict[tuple[Any, ...], int] = defaultdict(int)
    made: dict[Lot, Pile] = defaultdict(Pile)
    for trace in traces:
        parcel, age, back, redeemed, brought = trace
        _, tier, experiment, arm, templates, _, customer, code, *_ = parcel
        # One plain tuple and no call for each of a million cards.
        numbers[tier, templates, experiment, arm, age, back, redeemed, customer != "", code != ""] += 1
        if brought:
            made[Lot(tier, templates, experiment, arm)].paid.append(trace)
    for key, number in numbers.items():
        made[Lot(*key[:4])].seen[Seen(*key[4:])] = number
    return made


def row(name: str, cards: Pile, days: int) -> Row:
    """One row over these cards."""
    matured = cards.number(lambda seen: seen.age >= days)
    came = back(cards, days)
    return Row(
        name=name,
        cards=cards.number(),
        matured=matured,
        redeemed=share(
            cards.number(lambda seen: seen.coded and seen.age >= days and _within(seen.redeemed, days)),
            cards.number(lambda seen: seen.coded and seen.age >= days),
        ),
        back=came,
        strangers=matured - came.of,
        brought=money(cards, days),
        curve=back_curve(cards, days),
    )


def back(cards: Pile, days: int) -> Share:
    """How many of the known customers of matured cards ordered again in time."""
    return share(
        cards.number(lambda seen: seen.known and seen.age >= days and _within(seen.back, days)),
        cards.number(lambda seen: seen.known and seen.age >= days),
    )


def money(cards: Pile, days: int) -> tuple[tuple[str, Decimal], ...]:
    """What the orders that count for matured cards came to within so many days, by currency."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for trace in cards.paid:
        for order in trace.brought if trace.age >= days else ():
            if order.total is not None and (order.day - trace.parcel.shipped).days <= days:
                sums[order.currency] += order.total
    return tuple(sorted(sums.items()))


def rows(cards: Mapping[Lot, Pile], keys: Callable[[Lot], Iterable[str]], days: int) -> tuple[Row, ...]:
    """A row for each key, the one with most cards first. A card may have several keys."""
    groups: dict[str, list[Pile]] = defaultdict(list)
    for lot, some in cards.items():
        for key in keys(lot):
            groups[key].append(some)
    made = (row(name, Pile(group), days) for name, group in groups.items())
    return tuple(sorted(made, key=lambda one: (-one.cards, one.name)))


def by_tier(lot: Lot) -> tuple[str, ...]:
    """The offer, for who was held out the one they would have had; without one it counts as such."""
    return (lot.tier or NO_OFFER,)


def by_template(lot: Lot) -> tuple[str, ...]:
    """Every template that lay in the parcel."""
    return lot.templates


def by_arm(lot: Lot) -> tuple[str, ...]:
    """The arm, if the order took part in an experiment."""
    return (lot.arm,) if lot.experiment else ()


def back_curve(cards: Pile, days: int) -> tuple[Point, ...]:
    """How soon customers order again, up to so many days."""
    return _curve(((seen.age, seen.back, number) for seen, number in cards.seen.items() if seen.known), days)


def use_curve(cards: Pile, days: int) -> tuple[Point, ...]:
    """How soon codes are used, up to so many days."""
    return _curve(((seen.age, seen.redeemed, number) for seen, number in cards.seen.items() if seen.coded), days)


def weeks(cards: Pile, days: int, known_until: date, most: int = 26) -> tuple[Week, ...]:
    """Shares of codes used by the week of shipping, from Monday on; by four weeks when there are more than `most`."""
    coded = [(known_until - timedelta(days=seen.age), seen) for seen in cards.seen if seen.coded and seen.age >= 0]
    if not coded:
        return ()
    first, last = min(day for day, _ in coded), max(day for day, _ in coded)
    monday = first - timedelta(days=first.weekday())
    long = 7 if (last - monday).days < 7 * most else 28
    groups: dict[int, list[Seen]] = defaultdict(list)
    for shipped, seen in coded:
        groups[(shipped - monday).days // long].append(seen)
    return tuple(_week(monday + timedelta(days=long * n), long, cards, groups[n], days) for n in sorted(groups))


def _week(first: date, long: int, cards: Pile, group: Sequence[Seen], days: int) -> Week:
    used = sum(cards.seen[seen] for seen in group if _within(seen.redeemed, days))
    young = any(seen.age < days for seen in group)
    return Week(first, first + timedelta(days=long - 1), share(used, sum(cards.seen[seen] for seen in group)), young)


def _curve(watched: Iterable[tuple[int, int | None, int]], days: int) -> tuple[Point, ...]:
    """What came after the last day known, or after the time in question, has not been seen yet."""
    cut: Counter[tuple[int, bool]] = Counter()
    for age, came, number in watched:
        end = min(age, days)
        if end >= 0:
            cut[(came, True) if came is not None and came <= end else (end, False)] += number
    return curve(cut)


def _within(after: int | None, days: int) -> bool:
    return after is not None and after <= days
