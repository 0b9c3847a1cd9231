"""The whole report as one value: what was sent, what came of it, what that shows, and what nobody can know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import inserts.results.counts as counts
from inserts.model.experiment import WINDOW, Experiment
from inserts.model.offer import HOLDOUT
from inserts.model.outcome import Evidence, Use
from inserts.results.counts import Row, Week
from inserts.results.leaks import Leak, leaks
from inserts.results.statistics import Point
from inserts.results.trace import Trace, follow
from inserts.results.verdict import Verdict, judge

MANY = 0.2
"""From this part on, orders that nobody can follow are worth a sentence."""


@dataclass(frozen=True, slots=True)
class Report:
    """What `inserts results` tells. `known_until` is the last day orders are known of; None when there are no orders.

    `days` is the time in which ordering again counts. `cards` are all cards sent, `held_out` who got none or no
    coupon, `held_tiers` those by the offer they would have had. `used` is every use of a code, whenever it was.
    `notes` are sentences on what cannot be known.
    """

    shop: str
    known_until: date | None
    days: int
    cards: Row
    held_out: Row | None
    held_tiers: tuple[Row, ...]
    tiers: tuple[Row, ...]
    templates: tuple[Row, ...]
    arms: tuple[Row, ...]
    weeks: tuple[Week, ...]
    use_curve: tuple[Point, ...]
    used: int
    verdict: Verdict | None
    leaks: tuple[Leak, ...]
    strange: tuple[Use, ...]
    notes: tuple[str, ...]

    @property
    def maturing(self) -> int:
        """Cards that were shipped too short a time ago to be judged."""
        return self.cards.cards - self.cards.matured


def report(shop: str, evidence: Evidence, experiment: Experiment | None, today: date) -> Report:
    """The report as of `today`, a day in the shop's calendar. Orders dated later are no reason to judge earlier."""
    days = experiment.days if experiment else WINDOW
    now = max(filter(None, (today, evidence.later)))
    known = min(evidence.known_until, now) if evidence.known_until else None
    taking_part: list[Trace] = []
    every = counts.piles(_noted(follow(evidence, known or date.min), experiment, taking_part))
    sent = {lot: pile for lot, pile in every.items() if lot.templates and lot.arm != HOLDOUT}
    held = {lot: pile for lot, pile in every.items() if lot.arm == HOLDOUT}
    cards = counts.Pile(sent.values())
    return Report(
        shop=shop,
        known_until=known,
        days=days,
        cards=counts.row("all cards", cards, days),
        held_out=counts.row(HOLDOUT, counts.Pile(held.values()), days) if held else None,
        held_tiers=counts.rows(held, counts.by_tier, days),
        tiers=counts.rows(sent, counts.by_tier, days),
        templates=counts.rows(sent, counts.by_template, days),
        arms=counts.rows(every, counts.by_arm, days),
        weeks=counts.weeks(cards, days, known or date.min),
        use_curve=counts.use_curve(cards, days),
        used=cards.number(lambda seen: seen.redeemed is not None),
        verdict=judge(experiment, taking_part, known or date.min) if experiment else None,
        leaks=leaks(evidence),
        strange=evidence.strange,
        notes=tuple(_notes(evidence, experiment, {lot.experiment for lot in every}, today)),
    )


def _noted(traces: Iterable[Trace], experiment: Experiment | None, taking_part: list[Trace]) -> Iterator[Trace]:
    """The traces passed on, those of the experiment kept: a million others need not be."""
    own = experiment.name if experiment else None
    for trace in traces:
        if trace.parcel.experiment == own:
            taking_part.append(trace)
        yield trace


def _notes(evidence: Evidence, experiment: Experiment | None, experiments: set[str], today: date) -> Iterator[str]:
    blind = evidence.blind
    if evidence.later and today < evidence.later:
        yield (
            f"The computer's clock says {today}, but the ledger was written on {evidence.later}: set the clock right. "
            f"The report is as of the later day."
        )
    if evidence.known_until and evidence.known_until > max(filter(None, (today, evidence.later))):
        yield f"Some orders are dated {evidence.known_until}, which is not yet: cards are judged as of today."
    if evidence.parcels and not blind.before:
        yield (
            "No order from before the first card is known, so a regular customer may count as a first one: "
            "read an export of earlier orders with inserts results --history FILE."
        )
    if blind.unknown and blind.unknown >= MANY * blind.orders:
        yield (
            f"{blind.unknown:,} of {blind.orders:,} orders tell neither e-mail nor phone: whether those customers came "
            "back cannot be known, and they are left out of the rates."
        )
    if blind.relayed:
        yield (
            f"{blind.relayed:,} of {blind.orders:,} orders have a marketplace's relay address: the same person has "
            "another one there or in your shop, so their coming back may not be seen."
        )
    if blind.undated:
        yield f"{blind.undated:,} of {blind.orders:,} orders have no date and tell nothing of who came back when."
    if blind.staff:
        yield f"{blind.staff:,} of {blind.orders:,} orders are of staff and not counted ([history] staff)."
    yield from _trial_notes(evidence, experiment, experiments)


def _trial_notes(evidence: Evidence, experiment: Experiment | None, experiments: set[str]) -> Iterator[str]:
    own = experiment.name if experiment else ""
    others = sorted(experiments - {own, ""})
    if others:
        yield f"The ledger also holds the experiment {', '.join(others)}, which shop.toml no longer describes."
    if experiment is None and evidence.parcels:
        yield (
            "Nobody can tell who would have come back without a card. A random hold-out shows it: "
            "add [experiment] to shop.toml (inserts init writes an example)."
        )
