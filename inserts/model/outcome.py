"""What the ledger knows of cards sent and of orders after them: rows that travel to the report. No row names a person.

These come in millions, so they are named tuples: half the time and memory of dataclasses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple


class Parcel(NamedTuple):
    """An order that was sent with cards, or held out without. `shipped` and `last_day` are days in the shop's calendar.

    `customer` is a keyed hash, empty when unknown. `code` is as compared, empty when there is none. `experiment` is
    empty outside of one. `shared`: the code is on other cards too. `reusable`: it may be used more than once.
    """

    order: str
    tier: str
    experiment: str
    arm: str
    templates: tuple[str, ...]
    shipped: date
    customer: str
    code: str
    last_day: date | None = None
    reusable: bool = False
    shared: bool = False
    voided: bool = False
    counted: bool = True


class Placed(NamedTuple):
    """An order as exports told it. `counts`: it is paid, not cancelled or refunded, and not of staff."""

    order: str
    customer: str
    day: date
    total: Decimal | None
    currency: str
    counts: bool


class Use(NamedTuple):
    """A code an order was placed with. `code` is as compared, `written` as the export has it."""

    order: str
    code: str
    written: str


@dataclass(frozen=True, slots=True)
class Blind:
    """What cannot be known, counted: orders without address and number, and with a marketplace's relay address.

    `orders` are all in the ledger, `undated` those without a date. `before` are the orders placed before the first
    card: none means that no history was imported.
    """

    orders: int = 0
    unknown: int = 0
    relayed: int = 0
    undated: int = 0
    before: int = 0
    staff: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """All the report is made from. `uses` are of codes issued, `strange` of codes like ours that were never issued.

    `known_until` is the day up to which orders are known, None when there is none. `later` is the latest day the
    ledger itself was written on. `printed`: the used codes as they stand on their cards, by code as compared.
    """

    parcels: tuple[Parcel, ...]
    placed: tuple[Placed, ...]
    uses: tuple[Use, ...]
    strange: tuple[Use, ...]
    blind: Blind
    known_until: date | None
    later: date | None
    printed: Mapping[str, str] = field(default_factory=dict)
