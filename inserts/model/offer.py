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
class Days:
    """The days from `first` to `last`, both included; None is open."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Season:
    """The same days of every year, as (month, day), both included; across New Year when `first` is after `last`."""

    first: tuple[int, int]
    last: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an order must be for a tier or a rule to match; every one that is set must hold. Data, never an expression.

    A range is open where it is None; `..._in` lists whole numbers one by one. `items` counts pieces. `language_any`
    "pt" also means "pt-BR". `item_any` are words as they stand in an item's name. `ships` is the shipping day. Of
    `any` one must hold, of `all` each, and `never` must not.
    """

    order_number_min: int | None = None
    order_number_max: int | None = None
    order_number_in: tuple[int, ...] = ()
    total_min: Money = ()
    total_max: Money = ()
    items_min: int | None = None
    items_max: int | None = None
    items_in: tuple[int, ...] = ()
    tags_any: tuple[str, ...] = ()
    tags_none: tuple[str, ...] = ()
    country_any: tuple[str, ...] = ()
    language_any: tuple[str, ...] = ()
    platform_any: tuple[str, ...] = ()
    sku_any: tuple[str, ...] = ()
    item_any: tuple[str, ...] = ()
    used_coupon: bool | None = None
    gift: bool | None = None
    ships: Days | Season | None = None
    any: tuple[Conditions, ...] = ()
    all: tuple[Conditions, ...] = ()
    never: Conditions | None = None


@dataclass(frozen=True, slots=True)
class Tier:
    """One `[[tier]]` of shop.toml: an offer and who earns it. The first whose conditions hold is used.

    `value` is a percentage or points, `amounts` money off by currency, `text` a gift's name. The offer
    runs `days` from the expected delivery (ship date + `delivery_days`), at most to `latest`,
    rounded up to the week's Sunday when `round_to` is "week". A `public` one may be listed on everybody's card.
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
    public: bool = False


@dataclass(frozen=True, slots=True)
class CodeRule:
    """How codes look: `length` symbols with the check symbol, a hyphen after every `group`, after `prefix`."""

    source: Literal["keyed", "random"] = "keyed"
    length: int = 10
    group: int = 5
    prefix: str = ""
