"""The statistics, held against published figures and against SciPy 1.17 (whose values stand here as numbers)."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.results.statistics import curve, difference, holm, needed, p_value, share

FREIREICH = [
    *[(6, True)] * 3,
    *((6, False), (7, True), (9, False), (10, True), (10, False), (11, False), (13, True), (16, True), (17, False)),
    *((19, False), (20, False), (22, True), (23, True), (25, False), (32, False), (32, False), (34, False)),
    (35, False),
]
"""Weeks of remission under 6-MP: Freireich et al., Blood 21 (1963) 699, the textbooks' example of a censored curve."""


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (40, 1000, 0.029511, 0.054010),  # SciPy binomtest().proportion_ci("wilson")
        (0, 0, 0.0, 1.0),
        (5, 5, 0.5655, 1.0),
    ],
)
def test_a_share_has_wilsons_interval(hits: int, of: int, low: float, high: float) -> None:
    one = share(hits, of)
    assert (one.low, one.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(("hits", "of"), [(2, 1), (-1, 5)])
def test_no_share_is_made_of_nonsense(hits: int, of: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        share(hits, of)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((40, 1000), (25, 1000), -0.000673, 0.031138),  # statsmodels confint_proportions_2indep("newcomb")
        ((56, 70), (48, 80), 0.0524, 0.3339),  # Newcombe 1998, table II, method 10
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_has_newcombes_interval(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = difference(share(*first), share(*second))
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        ((3, 10), (9, 10), 0.019766611),  # SciPy fisher_exact
        ((1, 10), (11, 14), 0.002759456),
        ((8, 10), (1, 6), 0.034965035),
        ((40, 1000), (25, 1000), 0.058556),  # two-proportion z, pooled
        ((0, 0), (5, 10), 1.0),
        ((50, 100), (50, 100), 1.0),
    ],
)
def test_p_values_are_the_textbooks(first: tuple[int, int], second: tuple[int, int], p: float) -> None:
    assert p_value(share(*first), share(*second)) == pytest.approx(p, abs=1e-6)


def test_several_comparisons_are_adjusted_by_holm() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))  # Holm 1979's step-down


@pytest.mark.parametrize(("low", "high", "number"), [(0.03, 0.04, 5301), (0.03, 0.045, 2518), (0.10, 0.12, 3841)])
def test_the_needed_number_is_the_known_one(low: float, high: float, number: int) -> None:
    assert needed(low, high) == (number, number)


@given(st.floats(0.01, 0.4), st.floats(0.01, 0.3), st.integers(1, 20))
def test_unequal_arms_need_more_in_all(low: float, by: float, ratio: int) -> None:
    one, other = needed(low, low + by, ratio)
    assert other >= one * ratio - ratio
    assert one + other >= sum(needed(low, low + by)) - 4


def test_a_curve_is_kaplan_meiers_with_greenwoods_band() -> None:
    found = curve(Counter(FREIREICH))
    stay = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}
    assert {point.day: round(1 - point.rate, 4) for point in found} == stay
    bands = {point.day: (1 - point.high, 1 - point.low) for point in found}  # SciPy ecdf(), "log-log"
    assert bands[6] == pytest.approx((0.619718, 0.951552), abs=1e-6)
    assert bands[16] == pytest.approx((0.367511, 0.804912), abs=1e-6)
    assert bands[23] == pytest.approx((0.188052, 0.680143), abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), max_size=60))
def test_a_curve_climbs_within_its_band(watched: list[tuple[int, bool]]) -> None:
    found = curve(Counter(watched))
    assert [point.day for point in found] == sorted({day for day, came in watched if came})
    assert [point.rate for point in found] == sorted(point.rate for point in found)
    assert all(0 <= point.low <= point.rate + 1e-12 and point.rate <= point.high + 1e-12 <= 1 + 1e-9 for point in found)


def test_ninety_five_of_a_hundred_intervals_hold_the_true_difference() -> None:
    chance, held, runs = random.Random(1), 0, 2000
    for _ in range(runs):
        first = sum(chance.random() < 0.19 for _ in range(400))
        second = sum(chance.random() < 0.15 for _ in range(100))
        found = difference(share(first, 400), share(second, 100))
        held += found.low <= 0.04 <= found.high
    assert 0.93 * runs <= held <= 0.975 * runs
