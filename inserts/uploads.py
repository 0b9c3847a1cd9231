"""Codes as the files that shop systems take in: each system's own columns, no more rows than it takes at once.

Pure tables; whoever writes them guards the cells. What a column cannot say is told in a note, never left out silently.

Where the columns are from: Shopify's are those of Gift Card Factory's "Discount Codes Import From File" (Shopify itself
imports none); WooCommerce's those of WebToffee's coupon import ("Bulk Import Coupons - Coupon Data"); Stripe's the
parameters of its API ("Create a promotion code": letters and digits only). BigCommerce imports no file itself: these
are the fields of a code in its API ("CouponCode" of the Promotions API, version 3: letters, digits, spaces, underscores
and hyphens, 50 at most; 0 uses are as many as one likes), which its apps ask for, some under other names: one uploader
says Code, MaxUses, MaxUsesPerCustomer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Literal, get_args

from babel.numbers import get_currency_precision

from inserts.model.offer import Grant, Issued

Target = Literal["shopify", "woocommerce", "bigcommerce", "stripe", "csv"]
TARGETS: tuple[Target, ...] = get_args(Target)

MOST_ROWS: Mapping[Target, int] = {
    "shopify": 250,  # of discountRedeemCodeBulkAdd, by which all apps add codes to a discount
    "woocommerce": 1000,  # an import runs within one request of the web server
    "bigcommerce": 1000,
    "stripe": 1000,
    "csv": 100_000,
}
"""Codes in one file. Shopify's is its own limit; the others set none, and these keep an import short."""

_SHOPIFY = ("title", "discount_type", "discount_value", "code", "starts_at", "ends_at", "minimum_purchase_amount")
_WOOCOMMERCE = (
    *("ID", "post_title", "post_excerpt", "post_status", "post_date", "post_author", "discount_type", "coupon_amount"),
    *("individual_use", "product_ids", "product_SKUs", "exclude_product_ids", "exclude_product_SKUs", "usage_count"),
    *("usage_limit", "usage_limit_per_user", "limit_usage_to_x_items", "date_expires", "free_shipping"),
    *("exclude_sale_items", "product_categories", "exclude_product_categories", "minimum_amount", "maximum_amount"),
    "customer_email",
)
_BIGCOMMERCE = ("code", "max_uses", "max_uses_per_customer")
_STRIPE = (
    *("code", "max_redemptions", "expires_at", "restrictions[minimum_amount]"),
    *("restrictions[minimum_amount_currency]", "active"),
)
_CSV = (
    *("code", "benefit", "value", "currency", "min_spend", "valid_from", "valid_until", "uses", "per_customer"),
    *("combine", "excludes", "gift", "tier", "batch"),
)
_SALE = frozenset({"sale", "sale items"})
_NO_CENTS_OF_ITS_OWN = {"ISK": 2, "UGX": 2}
"""Currencies Stripe counts in hundredths although they have none."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file. `discount` names what its codes give, empty where each row says so itself."""

    name: str
    discount: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Shop:
    zone: tzinfo
    currency: str


def uploads(
    target: Target, coupons: Sequence[Issued], *, zone: tzinfo, currency: str
) -> tuple[tuple[Upload, ...], tuple[str, ...]]:
    """The files for a shop system, and what its owner must know of them. `currency` is the shop's, `zone` its days'."""
    shop = _Shop(zone, currency)
    files: list[Upload] = []
    for title, part in _parts(target, coupons):
        header, row = _form(target, part[0].coupon.grant)
        for start in range(0, len(part), MOST_ROWS[target]):
            rows = tuple(row(one, shop) for one in part[start : start + MOST_ROWS[target]])
            name = "-".join(filter(None, (f"{len(files) + 1:02}", _slug(title))))
            files.append(Upload(name, title, header, rows))
    return tuple(files), tuple(_notes(target, coupons, shop))


def benefit_told(grant: Grant) -> str:
    """What a coupon gives, in plain English for the owner."""
    value = _plain(grant.benefit.value)
    told = {
        "percent": f"{value} % off",
        "amount": f"{value} {grant.currency} off",
        "free_shipping": "free delivery",
        "gift": f"gift: {grant.benefit.text}",
        "points": f"{value} points",
        "none": "nothing",
    }[grant.benefit.kind]
    return told if grant.min_spend is None else f"{told} over {_plain(grant.min_spend)} {grant.currency}"


def _parts(target: Target, coupons: Sequence[Issued]) -> Iterator[tuple[str, Sequence[Issued]]]:
    """Coupons by discount, where the shop keeps codes under one; else all together."""
    if target in ("woocommerce", "csv"):
        if coupons:
            yield "", coupons
        return
    found: dict[Grant, list[Issued]] = {}
    for one in coupons:
        found.setdefault(_discount(one.coupon.grant), []).append(one)
    for grant, part in found.items():
        yield _title(grant), part


def _title(grant: Grant) -> str:
    return f"{grant.tier}, {benefit_told(grant)}, until {_day(grant.valid_through)}"


def _discount(grant: Grant) -> Grant:
    """What coupons of one discount have in common."""
    return Grant(
        order="",
        tier=grant.tier,
        benefit=grant.benefit,
        currency=grant.currency,
        min_spend=grant.min_spend,
        single_use=grant.single_use,
        per_customer=grant.per_customer,
        combine=grant.combine,
        excludes=grant.excludes,
        valid_through=grant.valid_through,
    )


_Row = Callable[[Issued, _Shop], tuple[str, ...]]


def _form(target: Target, grant: Grant) -> tuple[tuple[str, ...], _Row]:
    if target == "shopify" and grant.benefit.kind not in ("percent", "amount"):
        return ("code",), lambda one, shop: (one.coupon.code,)
    return {
        "shopify": (_SHOPIFY, _shopify),
        "woocommerce": (_WOOCOMMERCE, _woocommerce),
        "bigcommerce": (_BIGCOMMERCE, _bigcommerce),
        "stripe": (_STRIPE, _stripe),
        "csv": (_CSV, _csv),
    }[target]


def _shopify(one: Issued, shop: _Shop) -> tuple[str, ...]:
    grant = one.coupon.grant
    kind = "percentage" if grant.benefit.kind == "percent" else "fixed"
    starts = _midnight(grant.valid_from, shop.zone)
    ends = _midnight(_after(grant.valid_through), shop.zone)
    least = _plain(grant.min_spend)
    value = _plain(grant.benefit.value or Decimal(0))
    return _title(grant), kind, value, one.coupon.code, _moment(starts), _moment(ends), least


def _woocommerce(one: Issued, shop: _Shop) -> tuple[str, ...]:
    grant = one.coupon.grant
    percent, money = grant.benefit.kind == "percent", grant.benefit.kind in ("percent", "amount")
    cells = {
        "post_title": one.coupon.code,
        "post_excerpt": f"{grant.tier}, {benefit_told(grant)}",
        "post_status": "publish",
        "discount_type": "percent" if percent else "fixed_cart",
        "coupon_amount": _plain(grant.benefit.value or Decimal(0)) if money else "0",
        "individual_use": "no" if grant.combine else "yes",
        "usage_limit": "1" if grant.single_use else "",
        "usage_limit_per_user": "1" if grant.per_customer else "",
        # WooCommerce refuses it once time() > date_expires (WC_Discounts::validate_coupon_expiry_date), and a bare date
        # is that day's 00:00 in the shop ("The coupon will expire at 00:00:00 of this date.").
        "date_expires": _day(_after(grant.valid_through)),
        "free_shipping": "yes" if grant.benefit.kind == "free_shipping" else "no",
        "exclude_sale_items": "yes" if _SALE & {word.casefold() for word in grant.excludes} else "no",
        "minimum_amount": _plain(grant.min_spend),
    }
    return tuple(cells.get(column, "") for column in _WOOCOMMERCE)


def _bigcommerce(one: Issued, shop: _Shop) -> tuple[str, ...]:
    grant = one.coupon.grant
    return one.coupon.code, "1" if grant.single_use else "0", "1" if grant.per_customer else "0"


def _stripe(one: Issued, shop: _Shop) -> tuple[str, ...]:
    grant = one.coupon.grant
    ends = _midnight(_after(grant.valid_through), shop.zone)
    least, currency = grant.min_spend, grant.currency or shop.currency
    return (
        one.coupon.code.replace("-", ""),
        "1" if grant.single_use else "",
        str(int(ends.timestamp())) if ends else "",
        "" if least is None else _minor(least, currency),
        "" if least is None else currency.lower(),
        "true",
    )


def _csv(one: Issued, shop: _Shop) -> tuple[str, ...]:
    grant = one.coupon.grant
    return (
        one.coupon.code,
        grant.benefit.kind,
        _plain(grant.benefit.value),
        grant.currency,
        _plain(grant.min_spend),
        _day(grant.valid_from),
        _day(grant.valid_through),
        "1" if grant.single_use else "",
        "1" if grant.per_customer else "",
        "yes" if grant.combine else "no",
        "|".join(grant.excludes),
        grant.benefit.text,
        grant.tier,
        one.batch,
    )


def _notes(target: Target, coupons: Sequence[Issued], shop: _Shop) -> Iterator[str]:
    kinds = {one.coupon.grant.benefit.kind for one in coupons}
    own = {one.coupon.grant.currency for one in coupons if _in_money(one.coupon.grant)} - {"", shop.currency}
    if target == "shopify":
        yield "every file is one discount; what it gives and its last day are its title and its name"
        if kinds - {"percent", "amount"}:
            yield "files with the column code alone are for discounts the app cannot make: make those in Shopify first"
    if target == "bigcommerce" and coupons:
        yield "every file is one promotion: make it first, with the offer and the last day of the file's name"
    if target == "stripe":
        if coupons:
            yield "every file is one coupon: make it first, with the offer of the file's name"
        hyphened = sum("-" in one.coupon.code for one in coupons)
        if hyphened:
            yield (
                f"{hyphened:,} codes are written without their hyphens, for Stripe takes letters and digits only: "
                "customers must leave them out. Cards to come are printed without with group = 0 in [codes]"
            )
    if target == "woocommerce" and kinds & {"gift", "points"}:
        yield "gifts and points are coupons of 0 in WooCommerce: the excerpt says what to add by hand"
    if target in ("woocommerce", "shopify") and own:
        yield f"some amounts are in {', '.join(sorted(own))}, and the file has no column for a currency"
    limits = [words for words, is_lost in _limits(target, coupons) if is_lost]
    if limits:
        yield f"the file has no column for: {'; '.join(limits)}. Set it by hand in the shop"
    lost = sorted({word for one in coupons for word in one.coupon.grant.excludes if not _says(target, word)})
    if lost:
        yield f"what the offers exclude must be set in the shop by hand: {', '.join(lost)}"


def _limits(target: Target, coupons: Sequence[Issued]) -> Iterator[tuple[str, bool]]:
    """Limits of these coupons in words, and whether the target's columns cannot say them."""
    grants = [one.coupon.grant for one in coupons]
    yield "each code works once", target == "shopify" and any(grant.single_use for grant in grants)
    yield (
        "once for each customer",
        target in ("shopify", "stripe") and any(grant.per_customer for grant in grants),
    )
    yield (
        "not together with other discounts",
        target in ("shopify", "bigcommerce") and any(not grant.combine for grant in grants),
    )


def _says(target: Target, excluded: str) -> bool:
    """Whether the target has a column for what is excluded."""
    return target == "csv" or (target == "woocommerce" and excluded.casefold() in _SALE)


def _in_money(grant: Grant) -> bool:
    return grant.benefit.kind == "amount" or grant.min_spend is not None


def _midnight(day: date | None, zone: tzinfo) -> datetime | None:
    """The moment a day of the shop begins."""
    return None if day is None else datetime.combine(day, time(), zone)


def _after(day: date | None) -> date | None:
    return None if day is None else day + timedelta(days=1)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat()


def _plain(value: Decimal | None) -> str:
    if value is None:
        return ""
    return format(value.normalize(), "f") if value == value.to_integral_value() else format(value, "f")


def _minor(value: Decimal, currency: str) -> str:
    """Money in the smallest unit of its currency."""
    return str(int(value.scaleb(_NO_CENTS_OF_ITS_OWN.get(currency, get_currency_precision(currency)))))


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
