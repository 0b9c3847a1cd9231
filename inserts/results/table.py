"""The report as text for the terminal, as rows of a table, and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inserts.results.counts import Row
from inserts.results.report import Report
from inserts.results.statistics import Share
from inserts.results.verdict import Comparison, Verdict
from inserts.results.words import (
    columns,
    comparison_told,
    headline,
    money_told,
    name_told,
    row_cells,
    share_told,
    verdict_lines,
)

SHOWN = 20
"""Leaks named one by one."""

HEADER = (
    *("group", "name", "cards", "matured", "code_used", "codes", "code_used_rate", "code_used_low", "code_used_high"),
    *("came_back", "customers", "came_back_rate", "came_back_low", "came_back_high", "unknown_customers", "revenue"),
)


def text(report: Report) -> Iterator[str]:
    """The lines a person reads."""
    yield headline(report)
    if report.known_until:
        yield f"{report.shop}, orders known until {report.known_until}; rates are of matured cards, with 95 % intervals"
    if report.cards.cards or report.held_out:
        yield ""
        yield from _table(report)
    if report.verdict:
        yield ""
        yield from _experiment(report.verdict)
    yield from _odd(report)
    for note in report.notes:
        yield f"* {note}"


def _table(report: Report) -> Iterator[str]:
    groups = [
        ("", (report.cards, *([report.held_out] if report.held_out else []))),
        ("by offer", report.tiers),
        ("by template", report.templates),
        ("by arm", report.arms),
    ]
    lines: list[tuple[str, ...]] = [columns(report.days)]
    for title, rows in groups:
        if rows:
            lines += [(title, *[""] * 5)] if title else []
            lines += [row_cells(row) for row in rows]
    yield from _aligned(lines)
    yield f"still maturing: {report.maturing:,} cards; codes used in all: {report.used:,}"


def _aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *cells)).rstrip()


def _experiment(verdict: Verdict) -> Iterator[str]:
    about = verdict.experiment
    yield f"experiment {about.name}, shipped {about.start} to {about.end}, verdict on {about.verdict_day}; by customer:"
    lines = [("", "customers", "matured", f"came back in {about.days} d", "revenue")]
    for arm in verdict.arms:
        cells = (f"{arm.customers:,}", f"{arm.back.of:,}", share_told(arm.back), money_told(arm.brought))
        lines.append((name_told(arm.name), *cells))
    yield from _aligned(lines)
    yield from verdict_lines(verdict)


def _odd(report: Report) -> Iterator[str]:
    if report.leaks:
        yield ""
        yield f"leaked codes: {len(report.leaks):,}"
        for leak in report.leaks[:SHOWN]:
            used = ", ".join(leak.used_in[:5]) + (" ..." if len(leak.used_in) > 5 else "")
            yield f"  {leak.code} of order {leak.order}: {', '.join(leak.reasons)} (in {used})"
        if len(report.leaks) > SHOWN:
            yield f"  ... and {len(report.leaks) - SHOWN:,} more; --json lists them all"
    if report.strange:
        yield ""
        yield f"codes that look like ours but were never issued: {len(report.strange):,} (guessing, or a second ledger)"
        for use in report.strange[:SHOWN]:
            yield f"  {use.code} in order {use.order}"
    if report.leaks or report.strange:
        yield ""


def as_rows(report: Report) -> Iterator[tuple[str, ...]]:
    """The table's rows below `HEADER`, as cells of a file."""
    for group, rows in _groups(report):
        yield from (_cells(group, row) for row in rows)


def _cells(group: str, row: Row) -> tuple[str, ...]:
    used, back = row.redeemed, row.back
    return (
        *(group, row.name, str(row.cards), str(row.matured)),
        *(str(used.hits), str(used.of), *_figures(used)),
        *(str(back.hits), str(back.of), *_figures(back)),
        *(str(row.strangers), money_told(row.brought) if row.brought else ""),
    )


def _figures(one: Share) -> tuple[str, ...]:
    return tuple(f"{value:.6f}" for value in (one.rate, one.low, one.high)) if one.of else ("", "", "")


def _groups(report: Report) -> Iterator[tuple[str, Sequence[Row]]]:
    yield "all", (report.cards, *([report.held_out] if report.held_out else []))
    yield "offer", report.tiers
    yield "template", report.templates
    yield "arm", report.arms


def as_dict(report: Report) -> dict[str, Any]:
    """The shape of `--json`. Money is text, for floats lose cents."""
    return {
        "shop": report.shop,
        "known_until": report.known_until.isoformat() if report.known_until else None,
        "days": report.days,
        "headline": headline(report),
        "rows": [{"group": group, **_row(row)} for group, rows in _groups(report) for row in rows],
        "maturing": report.maturing,
        "codes_used": report.used,
        "weeks": [
            {"first": w.first.isoformat(), "last": w.last.isoformat(), "used": _share(w.used), "young": w.young}
            for w in report.weeks
        ],
        "experiment": _verdict(report.verdict) if report.verdict else None,
        "leaked": [
            {"code": leak.code, "order": leak.order, "used_in": list(leak.used_in), "reasons": list(leak.reasons)}
            for leak in report.leaks
        ],
        "not_issued": [{"code": use.code, "order": use.order} for use in report.strange],
        "notes": list(report.notes),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "cards": row.cards,
        "matured": row.matured,
        "code_used": _share(row.redeemed),
        "came_back": _share(row.back),
        "unknown_customers": row.strangers,
        "revenue": {currency: f"{amount:f}" for currency, amount in row.brought},
    }


def _share(one: Share) -> dict[str, Any]:
    rate, low, high = (one.rate, one.low, one.high) if one.of else (None, None, None)
    return {"hits": one.hits, "of": one.of, "rate": rate, "low": low, "high": high}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    about = verdict.experiment
    return {
        "name": about.name,
        "start": about.start.isoformat(),
        "end": about.end.isoformat(),
        "verdict_day": about.verdict_day.isoformat(),
        "decided": verdict.decided,
        "arms": [
            {
                "name": arm.name,
                "customers": arm.customers,
                "came_back": _share(arm.back),
                "revenue": {currency: f"{amount:f}" for currency, amount in arm.brought},
            }
            for arm in verdict.arms
        ],
        "comparisons": [_comparison(verdict, one) for one in verdict.comparisons],
        "unknown_customers": verdict.strangers,
    }


def _comparison(verdict: Verdict, one: Comparison) -> dict[str, Any]:
    return {
        "arm": one.arm,
        "against": one.against,
        "difference": one.difference.by,
        "low": one.difference.low,
        "high": one.difference.high,
        "p": one.p,
        "state": one.state,
        "more_cards": one.more_cards,
        "more_held_out": one.more_held,
        "told": comparison_told(verdict, one),
    }
