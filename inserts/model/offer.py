"""An offer decided for an order (`Grant`), and the grant with its code (`Coupon`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

BenefitKind = Literal["percent", "amount", "free_shipping", "gift", "points", "none"]

HOLDOUT = "holdout"
"""The arm of customers who get no offer, so that the offer's effect can be seen."""


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a coupon gives. `value` is percent, money in the order's currency, or points; `text` names a gift."""

    kind: BenefitKind
    value: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """The offer an order earned, frozen: a rule changed later never alters it.

    `customer` is a keyed hash or empty, never an address. `order_number` counts this customer's orders
    from 1; 0 when it cannot be known. Dates are local to the shop; `valid_through` is inclusive.
    A grant whose benefit is "none" gets no code.
    """

    order: str
    tier: str
    benefit: Benefit
    currency: str = ""
    min_spend: Decimal | None = None
    single_use: bool = True
    excludes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_through: date | None = None
    arm: str = ""
    customer: str = ""
    order_number: int = 0


@dataclass(frozen=True, slots=True)
class Coupon:
    """A grant with its code, exactly as stored and printed. `code` is empty when the grant gives none."""

    grant: Grant
    code: str = ""


Money = tuple[tuple[str, Decimal], ...]
"""Amounts by currency (ISO 4217), exact."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an order must be for a tier to match; every one that is set must hold. Data, never an expression."""

    order_number_min: int | None = None
    order_number_max: int | None = None
    total_min: Money = ()
    total_max: Money = ()
    tags_any: tuple[str, ...] = ()
    tags_none: tuple[str, ...] = ()
    country_any: tuple[str, ...] = ()
    platform_any: tuple[str, ...] = ()
    sku_any: tuple[str, ...] = ()
    used_coupon: bool | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One `[[tier]]` of shop.toml: an offer and who earns it. The first whose conditions hold is used.

    `value` is a percentage or points, `amounts` money off by currency, `text` a gift's name. The offer
    runs `days` from the expected delivery (ship date + `delivery_days`), at most to `latest`,
    rounded up to the week's Sunday when `round_to` is "week".
    """

    name: str
    kind: BenefitKind
    when: Conditions = Conditions()
    value: Decimal | None = None
    amounts: Money = ()
    text: str = ""
    min_spend: Money = ()
    days: int = 0
    delivery_days: int = 0
    round_to: Literal["", "week"] = ""
    latest: date | None = None
    single_use: bool = True
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeRule:
    """How codes look: `length` symbols with the check symbol, a hyphen after every `group`, after `prefix`."""

    source: Literal["keyed", "random"] = "keyed"
    length: int = 10
    group: int = 5
    prefix: str = ""
