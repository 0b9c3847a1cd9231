"""The report in words and figures, for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from inserts.model.offer import HOLDOUT
from inserts.results.counts import Row
from inserts.results.report import Report
from inserts.results.statistics import Difference, Share
from inserts.results.verdict import ALL, Comparison, Verdict

MINUS = "\u2212"


def percent(rate: float) -> str:
    """3.4 %, with one figure behind the point."""
    return f"{100 * rate:.1f} %"


def share_told(one: Share) -> str:
    """41, 3.4 % (2.5-4.6); nothing is known of none."""
    return f"{one.hits:,}, {percent(one.rate)} {band(one)}" if one.of else "\u2013"


def band(one: Share) -> str:
    """An interval in percent."""
    return f"({100 * one.low:.1f}\u2013{100 * one.high:.1f})"


def points(by: float) -> str:
    """A difference in percentage points with its sign; what rounds to nothing has none."""
    written = f"{abs(100 * by):.1f}"
    return written if written == "0.0" else f"{'+' if by > 0 else MINUS}{written}"


def difference_told(one: Difference) -> str:
    """+2.8 points (-4.0 to +7.6)."""
    return f"{points(one.by)} points ({points(one.low)} to {points(one.high)})"


def money_told(brought: Iterable[tuple[str, Decimal]]) -> str:
    """Exact amounts with their currency."""
    return " + ".join(f"{amount:,f} {currency}".strip() for currency, amount in brought) or "\u2013"


def day_told(day: date) -> str:
    """12 March 2027."""
    return f"{day.day} {day:%B %Y}"


def name_told(name: str) -> str:
    """An arm or a row as people call it."""
    return "no card (hold-out)" if name == HOLDOUT else name


def headline(report: Report) -> str:
    """The one sentence an owner wants first."""
    verdict = report.verdict
    if not report.cards.cards and report.held_out is None:
        return "No card has been printed yet."
    if verdict is None:
        back = report.cards.back
        if not back.of:
            return f"No card has matured yet: {report.days} days after shipping it can be judged."
        return (
            f"{percent(back.rate)} of customers ordered again within {report.days} days of a card. "
            "Without a hold-out nobody knows how many would have done so anyway."
        )
    if not verdict.comparisons:
        return "The experiment has one arm only: there is nothing to compare."
    return comparison_told(verdict, verdict.comparisons[0])


def comparison_told(verdict: Verdict, one: Comparison) -> str:
    """What a comparison shows, and no more than that."""
    what, against = _subject(verdict, one)
    found = difference_told(one.difference)
    day = day_told(verdict.experiment.verdict_day)
    match one.state:
        case "more":
            return f"{what} brings customers back: {found} compared with {against}."
        case "fewer":
            return f"{what} keeps customers away: {found} compared with {against}."
        case "not shown":
            return f"No difference is shown between {what} and {against}: {found}. {_needs(one)}"
        case "too few":
            return f"Not enough yet: {_more(one)}. So far {found}; the verdict falls on {day}."
    return f"Not decided yet: there are enough cards, and the verdict falls on {day}. So far {found}."


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """Every comparison but the first, and who takes no part."""
    for one in verdict.comparisons[1:]:
        told = comparison_told(verdict, one)
        yield told if one.state in ("more", "fewer", "not shown") else f"{_subject(verdict, one)[0]}: {told}"
    if verdict.strangers:
        yield f"{verdict.strangers:,} orders of unknown customers take no part in the comparison."


def row_cells(row: Row) -> tuple[str, ...]:
    """A row as cells of text: name, cards, matured, code used, came back, revenue."""
    used = share_told(row.redeemed)
    return (
        name_told(row.name),
        f"{row.cards:,}",
        f"{row.matured:,}",
        used,
        share_told(row.back),
        money_told(row.brought),
    )


def columns(days: int) -> tuple[str, ...]:
    """The headings of `row_cells`."""
    return ("", "cards", "matured", f"code used in {days} d", f"came back in {days} d", "revenue")


def _subject(verdict: Verdict, one: Comparison) -> tuple[str, str]:
    coupon_only = verdict.experiment.holdout_cards == "plain" and one.against == HOLDOUT
    against = ("cards without a coupon" if coupon_only else "no card") if one.against == HOLDOUT else f"{one.against}"
    if one.arm in (ALL, "card"):
        return ("The coupon" if coupon_only else "The card"), against
    return f"{one.arm}", against


def _more(one: Comparison) -> str:
    held = f" and {one.more_held:,} more held out" if one.more_held and one.against == HOLDOUT else ""
    cards = f"about {one.more_cards:,} more cards{held}" if one.more_cards else f"about {one.more_held:,} more held out"
    return f"{cards} to be sure of a difference of {100 * one.target:.1f} points"


def _needs(one: Comparison) -> str:
    if one.more_cards or one.more_held:
        return f"Not enough for less: {_more(one)}."
    return "There were enough cards to see one."
