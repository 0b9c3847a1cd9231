"""The report as a page that stands alone: no network, no scripts, nothing to load; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import inserts.results.plots as plots
from inserts.model.offer import HOLDOUT
from inserts.results.counts import Row
from inserts.results.plots import Line
from inserts.results.report import Report
from inserts.results.style import STYLE
from inserts.results.verdict import Verdict
from inserts.results.words import (
    columns,
    day_told,
    headline,
    money_told,
    name_told,
    percent,
    row_cells,
    verdict_lines,
)

SHOWN = 200
"""Leaked codes on the page; --json has them all."""

MULTIPLES = 9
"""Small curves in one group."""


def page(report: Report) -> str:
    """The whole HTML document."""
    sections = (
        _top(report),
        _figures(report),
        _back(report),
        _uses(report),
        _group(report, "By offer", "Customers who ordered again", report.tiers, _held_by_tier(report)),
        _group(report, "By template", "Customers who ordered again", report.templates, _held_by_template(report)),
        _table(report),
        _odd(report),
        _notes(report),
    )
    body = "\n".join(filter(None, sections))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>Do they come back? {escape(report.shop)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _top(report: Report) -> str:
    until = f"Orders known until {day_told(report.known_until)}" if report.known_until else "No orders are known yet"
    return (
        f'<header><p class="shop">{escape(report.shop)}</p><h1>{escape(headline(report))}</h1>'
        f'<p class="quiet">{until}. A card counts once it is {report.days} days old. '
        "Figures in brackets, bands and bars: where the true value lies, 95 times in 100.</p></header>"
    )


def _figures(report: Report) -> str:
    cards = report.cards
    maturing = f"{report.maturing:,} still maturing" if report.maturing else "all of them old enough to count"
    shown = [
        (f"{cards.cards:,}", "orders sent with cards", maturing),
        (_rate(cards.redeemed.rate, cards.redeemed.of), "of codes used in time", f"{report.used:,} codes used in all"),
        (_rate(cards.back.rate, cards.back.of), "of customers ordered again", f"within {report.days} days"),
        (money_told(cards.brought), "in those orders", "paid and not refunded"),
    ]
    items = "".join(
        f"<li><strong>{escape(big)}</strong><span>{escape(what)}</span><small>{escape(more)}</small></li>"
        for big, what, more in shown
    )
    return f'<ul class="figures">{items}</ul>'


def _back(report: Report) -> str:
    verdict = report.verdict
    if verdict is None:
        lines = [Line("with a card", report.cards.curve, "card")]
        drawn = plots.curves(lines, report.days, title="How soon customers with a card order again")
        return _section("Who comes back", "Part of the customers who have ordered again", drawn)
    lines = [Line(name_told(arm.name), arm.curve, _kind(arm.name, place)) for place, arm in enumerate(verdict.arms)]
    drawn = plots.curves(lines, report.days, title="How soon customers of each arm order again")
    return _section(
        "Who comes back", _about(verdict), drawn, _differences(verdict), _paragraphs(verdict_lines(verdict))
    )


def _about(verdict: Verdict) -> str:
    about = verdict.experiment
    told = ", ".join(f"{name_told(arm.name)}: {arm.customers:,}" for arm in verdict.arms)
    return (
        f"Experiment {about.name}, shipped {day_told(about.start)} to {day_told(about.end)}. Customers were put into "
        f"arms by chance ({told}). Verdict on {day_told(about.verdict_day)}."
    )


def _differences(verdict: Verdict) -> str:
    if not any(arm.back.of for arm in verdict.arms) or not verdict.comparisons:
        return ""
    rows = [(f"{one.arm} against {name_told(one.against)}", one.difference) for one in verdict.comparisons]
    shown = [(name.replace(f" against {name_told(HOLDOUT)}", " less no card"), by) for name, by in rows]
    return plots.differences(shown, title="Differences between the arms, in points")


def _uses(report: Report) -> str:
    weeks = plots.weeks(report.weeks, title="Part of the codes used, by week of shipping")
    soon = plots.curves(
        [Line("code used", report.use_curve, "card")], report.days, title="How soon codes are used after shipping"
    )
    if not weeks:
        return ""
    told = "Part of the codes used, by when the card was shipped. Hollow: cards still maturing, the share still grows."
    first = _section("Codes used", told, weeks)
    return first + (_section("How soon", "Part of the codes used by each day after shipping", soon) if soon else "")


Held = Mapping[str, Row]
"""The hold-out each row is to be seen against."""


def _held_by_tier(report: Report) -> Held:
    return {row.name: row for row in report.held_tiers}


def _held_by_template(report: Report) -> Held:
    return {row.name: report.held_out for row in report.templates} if report.held_out else {}


def _group(report: Report, title: str, about: str, rows: Sequence[Row], held: Held) -> str:
    known = [(row.name, row.back, held[row.name].back if row.name in held else None) for row in rows]
    drawn = plots.shares(known, title=f"{title}: part of the customers who ordered again")
    if not drawn:
        return ""
    line = " Orange: the hold-out." if held else ""
    small = (
        "".join(_small(report, row, held.get(row.name)) for row in rows[:MULTIPLES] if row.curve)
        if len(rows) > 1
        else ""
    )
    told = f"{about} within {report.days} days of shipping. Who gets which is no chance, so a higher dot is no proof."
    return _section(title, told + line, drawn, f'<div class="multiples">{small}</div>' if small else "")


def _small(report: Report, row: Row, held: Row | None) -> str:
    lines = [Line(row.name, row.curve, "card")]
    if held and held.curve:
        lines.insert(0, Line("hold-out", held.curve, "held"))
    drawn = plots.curves(lines, report.days, title=f"{row.name}: how soon they order again", small=True)
    return f"<figure><figcaption>{escape(row.name)}</figcaption>{drawn}</figure>"


def _table(report: Report) -> str:
    groups: list[tuple[str, Sequence[Row]]] = [
        ("", [report.cards, *([report.held_out] if report.held_out else [])]),
        ("By offer", report.tiers),
        ("By template", report.templates),
        ("By arm, all orders", report.arms),
    ]
    head = "".join(f"<th>{escape(name)}</th>" for name in columns(report.days))
    body = "".join(_rows(title, rows) for title, rows in groups if rows)
    return _section("In figures", "", f'<div class="wide"><table><thead><tr>{head}</tr></thead>{body}</table></div>')


def _rows(title: str, rows: Sequence[Row]) -> str:
    head = f'<tr class="group"><th colspan="6">{escape(title)}</th></tr>' if title else ""
    lines = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row_cells(row))}</tr>" for row in rows)
    return f"<tbody>{head}{lines}</tbody>"


def _odd(report: Report) -> str:
    parts = []
    if report.leaks:
        lines = "".join(
            f"<tr><td><code>{escape(leak.code)}</code></td><td>{escape(leak.order)}</td>"
            f"<td>{escape(', '.join(leak.reasons))}</td><td>{escape(', '.join(leak.used_in[:8]))}</td></tr>"
            for leak in report.leaks[:SHOWN]
        )
        head = "<tr><th>code</th><th>of order</th><th>what is odd</th><th>used in</th></tr>"
        parts.append(
            _section(
                f"Leaked codes: {len(report.leaks):,}",
                "Used more than once, by somebody else, or before the parcel could arrive.",
                f'<div class="wide"><table class="left"><thead>{head}</thead><tbody>{lines}</tbody></table></div>',
            )
        )
    if report.strange:
        named = ", ".join(f"{use.code} (order {use.order})" for use in report.strange[:SHOWN])
        told = "They have the form of your codes and the right check symbol, but no card carries them."
        parts.append(_section(f"Look like yours, never issued: {len(report.strange):,}", told, _paragraphs([named])))
    return "".join(parts)


def _notes(report: Report) -> str:
    return _section("What these figures cannot tell", "", _paragraphs(report.notes)) if report.notes else ""


def _section(title: str, about: str, *parts: str) -> str:
    told = f'<p class="quiet">{escape(about)}</p>' if about else ""
    return f"<section><h2>{escape(title)}</h2>{told}{''.join(parts)}</section>"


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _rate(rate: float, of: int) -> str:
    return percent(rate) if of else "\u2013"


def _kind(name: str, place: int) -> str:
    return "held" if name == HOLDOUT else ("card", "second", "third")[place % 3]
