"""A random comparison of cards, and what counts as an order of a customer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from inserts.model.order import State
from inserts.model.problem import Where

USUAL = "card"
"""The arm whose customers get the cards everybody gets without an experiment."""

WINDOW = 60
"""Days from shipping in which a customer counts as come back, when no experiment says otherwise."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """`[experiment]` of shop.toml: customers are put into arms by chance, each for good.

    `arms` are names with weights: `HOLDOUT` (see `model.offer`), `USUAL`, or a template that takes the place of the
    shop's own of its kind. It runs for orders shipped from `start` to `end`, both included. Counted is who orders
    again within `days` of shipping. `holdout_cards` "none": a hold-out's parcel gets no card; "plain": cards without
    coupon, so that only the coupon is measured. `where` is its place in the file.
    """

    name: str
    start: date
    end: date
    arms: tuple[tuple[str, int], ...]
    holdout_cards: Literal["none", "plain"] = "none"
    days: int = WINDOW
    where: Where = field(default=Where("shop.toml"), compare=False)

    def runs(self, day: date) -> bool:
        """Whether orders shipped on this day take part."""
        return self.start <= day <= self.end

    @property
    def verdict_day(self) -> date:
        """The one day the verdict falls: when the last card that takes part has matured."""
        return self.end + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class History:
    """`[history]` of shop.toml: which orders count, and how a customer is known again.

    `match`: "email", "phone" or both; of both the address comes first. `staff`: addresses, or "@" and a domain, whose
    orders count for nothing.
    """

    count: tuple[State, ...] = (State.OPEN, State.FULFILLED)
    match: tuple[str, ...] = ("email", "phone")
    staff: tuple[str, ...] = ()
