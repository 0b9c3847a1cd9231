"""Which offer an order earns: tiers tried from the top, the first whose every condition holds is used."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from inserts.model.offer import HOLDOUT, Benefit, Grant, Tier
from inserts.model.order import Order
from inserts.offers.conditions import Case, amount, asks_used_coupon, meets


def decide(
    order: Order,
    *,
    tiers: Sequence[Tier],
    currency: str,
    ship_date: date,
    order_number: int,
    customer: str,
    member: tuple[str, ...] = (),
    days_since_last: int | None = None,
    arm: str = "",
    withheld: bool = False,
    after_coupon: bool = True,
) -> Grant:
    """The grant of an order. `currency` is the shop's, for an order that names none.

    `order_number` counts the customer's orders from 1; 0 is unknown and meets no condition on it. `ship_date` is
    local to the shop. `member` are the names of the customer's level. A tier is passed over when a condition fails,
    when it names amounts but not in the order's currency, or when its offer would have run out before the parcel
    arrives; without `after_coupon` also when the order used a coupon, unless the tier asks for that. When no tier is
    left, when the offer is `withheld`, or in the hold-out arm, the benefit is "none"; the hold-out's grant keeps the
    name of the tier it would have earned.
    """
    money = order.currency or currency
    case = Case(order, money, ship_date, order_number, member, days_since_last)
    usable = () if withheld else tiers
    tier = next((tier for tier in usable if _fits(tier, case) and (after_coupon or _follows(tier, order))), None)
    name = tier.name if tier else ""
    if tier is None or tier.kind == "none" or arm == HOLDOUT:
        return Grant(order.id, name, Benefit("none"), money, arm=arm, customer=customer, order_number=order_number)
    return Grant(
        order=order.id,
        tier=name,
        benefit=Benefit(tier.kind, amount(money, tier.amounts) if tier.kind == "amount" else tier.value, tier.text),
        currency=money,
        min_spend=amount(money, tier.min_spend),
        single_use=tier.single_use,
        per_customer=tier.per_customer,
        combine=tier.combine,
        excludes=tier.excludes,
        valid_from=ship_date,
        valid_through=valid_through(tier, ship_date),
        arm=arm,
        customer=customer,
        order_number=order_number,
        pool=tier.pool,
        shared=tier.code,
    )


def valid_through(tier: Tier, ship_date: date) -> date:
    """The last day of a tier's offer, in the shop's calendar: whole days, so no clock change moves it."""
    last = ship_date + timedelta(days=tier.delivery_days + tier.days)
    if tier.round_to == "week":
        last += timedelta(days=6 - last.weekday())
    return min(last, tier.latest) if tier.latest else last


def _fits(tier: Tier, case: Case) -> bool:
    return meets(case, tier.when) and (
        tier.kind == "none" or (_pays_in(tier, case.currency) and _lasts(tier, case.ship_date))
    )


def _follows(tier: Tier, order: Order) -> bool:
    """Whether the tier may follow a coupon the order used."""
    return tier.kind == "none" or not order.discount_codes or asks_used_coupon(tier.when)


def _pays_in(tier: Tier, currency: str) -> bool:
    """Whether the tier says its amounts in this currency. An amount off is one, a minimum spend may be one."""
    off = tier.kind != "amount" or amount(currency, tier.amounts) is not None
    return off and (not tier.min_spend or amount(currency, tier.min_spend) is not None)


def _lasts(tier: Tier, ship_date: date) -> bool:
    """Whether the offer still runs on the day the parcel is expected."""
    return valid_through(tier, ship_date) >= ship_date + timedelta(days=tier.delivery_days)
