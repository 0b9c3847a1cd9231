"""Which offer an order earns: tiers tried from the top, the first whose every condition holds is used."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from inserts.model.offer import HOLDOUT, Benefit, Conditions, Grant, Money, Tier
from inserts.model.order import Order


def decide(
    order: Order,
    *,
    tiers: Sequence[Tier],
    currency: str,
    ship_date: date,
    order_number: int,
    customer: str,
    arm: str = "",
) -> Grant:
    """The grant of an order. `currency` is the shop's, for an order that names none.

    `order_number` counts the customer's orders from 1; 0 is unknown and meets no condition on it. `ship_date` is
    local to the shop. A tier is passed over when a condition fails, when it names amounts but not in the order's
    currency, or when its offer would have run out before the parcel arrives. When no tier is left, or in the
    hold-out arm, the benefit is "none"; the hold-out's grant keeps the name of the tier it would have earned.
    """
    money = order.currency or currency
    tier = next((tier for tier in tiers if _fits(tier, order, money, ship_date, order_number)), None)
    name = tier.name if tier else ""
    if tier is None or tier.kind == "none" or arm == HOLDOUT:
        return Grant(order.id, name, Benefit("none"), money, arm=arm, customer=customer, order_number=order_number)
    return Grant(
        order=order.id,
        tier=name,
        benefit=Benefit(tier.kind, _in(money, tier.amounts) if tier.kind == "amount" else tier.value, tier.text),
        currency=money,
        min_spend=_in(money, tier.min_spend),
        single_use=tier.single_use,
        excludes=tier.excludes,
        valid_from=ship_date,
        valid_through=valid_through(tier, ship_date),
        arm=arm,
        customer=customer,
        order_number=order_number,
    )


def valid_through(tier: Tier, ship_date: date) -> date:
    """The last day of a tier's offer, in the shop's calendar: whole days, so no clock change moves it."""
    last = ship_date + timedelta(days=tier.delivery_days + tier.days)
    if tier.round_to == "week":
        last += timedelta(days=6 - last.weekday())
    return min(last, tier.latest) if tier.latest else last


def _fits(tier: Tier, order: Order, currency: str, ship_date: date, order_number: int) -> bool:
    return _meets(tier.when, order, currency, order_number) and (
        tier.kind == "none" or (_pays_in(tier, currency) and _lasts(tier, ship_date))
    )


def _pays_in(tier: Tier, currency: str) -> bool:
    """Whether the tier says its amounts in this currency. An amount off is one, a minimum spend may be one."""
    amount = tier.kind != "amount" or _in(currency, tier.amounts) is not None
    return amount and (not tier.min_spend or _in(currency, tier.min_spend) is not None)


def _lasts(tier: Tier, ship_date: date) -> bool:
    """Whether the offer still runs on the day the parcel is expected."""
    return valid_through(tier, ship_date) >= ship_date + timedelta(days=tier.delivery_days)


def _meets(when: Conditions, order: Order, currency: str, order_number: int) -> bool:
    skus = (item.sku for item in order.items)
    return (
        _number_in(order_number, when.order_number_min, when.order_number_max)
        and _total_in(order.total, when.total_min, when.total_max, currency)
        and (not when.tags_any or _share(when.tags_any, order.tags))
        and not _share(when.tags_none, order.tags)
        and (not when.country_any or _share(when.country_any, (order.country,)))
        and (not when.platform_any or _share(when.platform_any, (order.platform,)))
        and (not when.sku_any or _share(when.sku_any, skus))
        and when.used_coupon in (None, bool(order.discount_codes))
    )


def _number_in(number: int, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    return number >= (least or 1) and (most is None or number <= most)


def _total_in(total: Decimal | None, least: Money, most: Money, currency: str) -> bool:
    if not least and not most:
        return True
    low, high = _in(currency, least), _in(currency, most)
    if total is None or (least and low is None) or (most and high is None):
        return False
    return (low is None or total >= low) and (high is None or total <= high)


def _in(currency: str, money: Money) -> Decimal | None:
    return dict(money).get(currency)


def _share(wanted: Iterable[str], found: Iterable[str]) -> bool:
    """Whether a word is in both, as people read words: case and blanks around do not count."""
    return not {_alike(word) for word in wanted}.isdisjoint(_alike(word) for word in found)


def _alike(word: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())
