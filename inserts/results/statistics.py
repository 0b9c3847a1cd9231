"""The statistics of shares: intervals, tests, how many it takes, and curves of what has not happened to all yet.

Every formula names its source. No share is told without its interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, comb, exp, log, sqrt
from statistics import NormalDist

LEVEL = 0.95
"""Of a hundred intervals so many hold the true value."""

POWER = 0.8
"""How often a difference that is there is to be found."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` out of `of`, as a rate with its interval. An empty one is 0 to 1: nothing is known."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        """0 of 0 is 0."""
        return self.hits / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """The first share less the second, with its interval."""

    by: float
    low: float
    high: float

    @property
    def holds_zero(self) -> bool:
        """Whether there may be no difference at all."""
        return self.low <= 0.0 <= self.high


def share(hits: int, of: int, level: float = LEVEL) -> Share:
    """Wilson's score interval: E. B. Wilson, JASA 22 (1927) 209-212; Newcombe, Statist. Med. 17 (1998) 857, method 3.

    Raises ValueError for more hits than there are trials, and for negative numbers.
    """
    if not 0 <= hits <= of:
        raise ValueError(f"{hits} of {of} is no share")
    if not of:
        return Share(0, 0, 0.0, 1.0)
    z, p = _z(level), hits / of
    centre = p + z * z / (2 * of)
    half = z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    # The ends are exact where rounding would leave them a hair off.
    low = 0.0 if not hits else (centre - half) / scale
    high = 1.0 if hits == of else (centre + half) / scale
    return Share(hits, of, low, high)


def difference(first: Share, second: Share) -> Difference:
    """Newcombe's hybrid score interval from two Wilson intervals: Statist. Med. 17 (1998) 873-890, method 10."""
    by = first.rate - second.rate
    below = sqrt((first.rate - first.low) ** 2 + (second.high - second.rate) ** 2)
    above = sqrt((first.high - first.rate) ** 2 + (second.rate - second.low) ** 2)
    return Difference(by, by - below, by + above)


def p_value(first: Share, second: Share) -> float:
    """How often chance alone makes two shares differ so much, two-sided: 1 for empty ones.

    Fisher's exact test (tables as likely as this one or less) when any cell is under 5, else the two-proportion z test
    with the pooled variance: Fleiss, Levin, Paik, Statistical Methods for Rates and Proportions, 3rd ed., 3.1.
    """
    if not first.of or not second.of:
        return 1.0
    cells = (first.hits, first.of - first.hits, second.hits, second.of - second.hits)
    if min(cells) < 5:
        return _fisher(*cells)
    pooled = (first.hits + second.hits) / (first.of + second.of)
    error = sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
    return min(1.0, 2 * _NORMAL.cdf(-abs(first.rate - second.rate) / error))


def holm(values: Sequence[float]) -> tuple[float, ...]:
    """p-values of several comparisons, adjusted so that one false alarm in all is as rare as in a single one.

    S. Holm, Scand. J. Statist. 6 (1979) 65-70.
    """
    adjusted, highest = [0.0] * len(values), 0.0
    for rank, place in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = highest
    return tuple(adjusted)


def needed(first: float, second: float, ratio: float = 1.0) -> tuple[int, int]:
    """How many it takes in each of two arms to find these rates different, the second `ratio` times the first.

    Two-sided at `LEVEL` with `POWER`, without continuity correction: Fleiss, Levin, Paik, 3rd ed., formula 4.18.
    Raises ValueError for equal rates, which no number tells apart.
    """
    if first == second:
        raise ValueError("equal rates cannot be told apart")
    mean = (first + ratio * second) / (1 + ratio)
    by_chance = _z(LEVEL) * sqrt((1 + 1 / ratio) * mean * (1 - mean))
    by_power = _NORMAL.inv_cdf(POWER) * sqrt(first * (1 - first) + second * (1 - second) / ratio)
    number = ((by_chance + by_power) / (first - second)) ** 2
    return ceil(number), ceil(number * ratio)


@dataclass(frozen=True, slots=True)
class Point:
    """On day `day` after shipping a part `rate` has come, between `low` and `high`; `left` were still watched."""

    day: int
    rate: float
    low: float
    high: float
    left: int


def curve(watched: Mapping[tuple[int, bool], int], level: float = LEVEL) -> tuple[Point, ...]:
    """The part that has come by each day something came: 1 - Kaplan-Meier, for some are not watched to the end.

    `watched` is how many came on a day, or were last seen then without having come. Kaplan, Meier, JASA 53 (1958)
    457-481; Greenwood's variance on the log(-log) scale, which keeps the band inside 0 to 1: Kalbfleisch, Prentice,
    The Statistical Analysis of Failure Time Data, 2nd ed., 1.4. After all have come the band is left at its last width.
    """
    came: dict[int, int] = {}
    left: dict[int, int] = {}
    for (day, has_come), number in watched.items():
        left[day] = left.get(day, 0) + number
        if has_come:
            came[day] = came.get(day, 0) + number
    z, at_risk, stay, variance = _z(level), sum(left.values()), 1.0, 0.0
    points: list[Point] = []
    for day in sorted(left):
        events = came.get(day, 0)
        if events:
            stay *= 1 - events / at_risk
            if events < at_risk:
                variance += events / (at_risk * (at_risk - events))
                low, high = _band(stay, variance, z)
            else:
                low, high = (points[-1].low if points else 0.0), 1.0
            points.append(Point(day, 1 - stay, low, high, at_risk))
        at_risk -= left[day]
    return tuple(points)


def _band(stay: float, variance: float, z: float) -> tuple[float, float]:
    spread = z * sqrt(variance) / abs(log(stay))
    return 1 - stay ** exp(-spread), 1 - stay ** exp(spread)


def _z(level: float) -> float:
    return _NORMAL.inv_cdf((1 + level) / 2)


def _fisher(a: int, b: int, c: int, d: int) -> float:
    """The probabilities of all tables with these margins that are no likelier than this one, exact in whole numbers."""
    row, column, total = a + b, a + c, a + b + c + d
    ways = [
        comb(row, k) * comb(total - row, column - k) for k in range(max(0, column + row - total), min(row, column) + 1)
    ]
    own = comb(row, a) * comb(total - row, column - a)
    return sum(way for way in ways if way <= own) / comb(total, column)
