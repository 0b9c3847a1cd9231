"""An offer decided for an order (`Grant`), and the grant with its code (`Coupon`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

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
    A grant whose benefit is "none" gets no code. One from a `pool` gets a code drawn from it, one with a `shared` code
    gets that; any other a code of its own. `per_customer`: once for each customer, with whatever code; `combine`: may
    be used with other offers.
    """

    order: str
    tier: str
    benefit: Benefit
    currency: str = ""
    min_spend: Decimal | None = None
    single_use: bool = True
    per_customer: bool = False
    combine: bool = True
    excludes: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_through: date | None = None
    arm: str = ""
    customer: str = ""
    order_number: int = 0
    pool: str = ""
    shared: str = ""

    @property
    def gives(self) -> bool:
        """Whether it gives anything, and so a code: not to the hold-out."""
        return self.benefit.kind != "none" and self.arm != HOLDOUT


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

    A range is open where it is None; `..._in` lists whole numbers one by one. `items` counts pieces,
    `days_since_last` the days since the customer's order before. `language_any` "pt" also means "pt-BR". `item_any`
    are words as they stand in an item's name, `member_any` names of levels. `ships` is the shipping day. Of `any` one
    must hold, of `all` each, and `never` must not.
    """

    order_number_min: int | None = None
    order_number_max: int | None = None
    order_number_in: tuple[int, ...] = ()
    total_min: Money = ()
    total_max: Money = ()
    items_min: int | None = None
    items_max: int | None = None
    items_in: tuple[int, ...] = ()
    days_since_last_min: int | None = None
    days_since_last_max: int | None = None
    days_since_last_in: tuple[int, ...] = ()
    tags_any: tuple[str, ...] = ()
    tags_none: tuple[str, ...] = ()
    country_any: tuple[str, ...] = ()
    language_any: tuple[str, ...] = ()
    platform_any: tuple[str, ...] = ()
    sku_any: tuple[str, ...] = ()
    item_any: tuple[str, ...] = ()
    member_any: tuple[str, ...] = ()
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
    rounded up to the week's Sunday when `round_to` is "week". A `public` one may be listed on everybody's card. Codes
    come from `pool`, or are the one shared `code`; both empty, each order has its own. The rest is as in `Grant`.
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
    per_customer: bool = False
    combine: bool = True
    excludes: tuple[str, ...] = ()
    public: bool = False
    pool: str = ""
    code: str = ""


LONGEST_CODE = 20
"""Characters with prefix and hyphens: what every shop system tried takes."""

LONGEST_NAMED = 17
"""Characters of a code with a first name in it: so many, the built-in cards have room for, whatever the letters."""

FIRST_NAME = "{first_name}"
"""Stands in a prefix for the customer's first name."""


@dataclass(frozen=True, slots=True)
class CodeRule:
    """How codes look: `length` symbols with the check symbol, a hyphen after every `group`, after `prefix`.

    `source` "pool" and "fixed" say that every tier names its codes itself.
    """

    source: Literal["keyed", "random", "pool", "fixed"] = "keyed"
    length: int = 10
    group: int = 5
    prefix: str = ""

    @property
    def longest(self) -> int:
        """Characters of the longest code."""
        if self.source in ("pool", "fixed"):
            return LONGEST_CODE
        return len(self.prefix.replace(FIRST_NAME, "")) + self.signs + self.name_room

    @property
    def signs(self) -> int:
        """Symbols and hyphens after the prefix."""
        return self.length + ((self.length - 1) // self.group if self.group else 0)

    @property
    def name_room(self) -> int:
        """Letters a first name may take; 0 when the prefix holds none."""
        if FIRST_NAME not in self.prefix:
            return 0
        return max(0, min(8, LONGEST_NAMED - len(self.prefix.replace(FIRST_NAME, "")) - self.signs))


CodeState = Literal["reserved", "printed", "exported", "expired", "redeemed", "voided"]


@dataclass(frozen=True, slots=True)
class Issued:
    """A coupon with what became of it. Moments are as the ledger writes them, empty for never.

    `batch` is the one whose print is the order's, empty when it is on no paper. `used` are the orders seen with it.
    `own`: made by this program, so that the shop must be told of it.
    """

    coupon: Coupon
    batch: str = ""
    issued: str = ""
    exported: str = ""
    voided: str = ""
    void_reason: str = ""
    used: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        return not (self.coupon.grant.pool or self.coupon.grant.shared)

    def state(self, today: date) -> CodeState:
        """The last thing that happened to it. "redeemed" of a shared code is said of every order that has it."""
        last = self.coupon.grant.valid_through
        if self.voided:
            return "voided"
        if self.used:
            return "redeemed"
        if last and last < today:
            return "expired"
        if self.exported:
            return "exported"
        return "printed" if self.batch else "reserved"


class Shared(NamedTuple):
    """A code many orders have: how many, and the orders seen with it."""

    code: str
    orders: int
    used: tuple[str, ...]


class Pooled(NamedTuple):
    """A code of a pool that no order has; `withdrawn` says since when none will get it, or is empty."""

    pool: str
    code: str
    withdrawn: str
