"""Tiers held against each other: what can never be given, and what card and shop would disagree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inserts.model.offer import Conditions, Tier
from inserts.settings.reach import contradiction, currencies, implies
from inserts.tables import Table


def check_reach(tiers: Sequence[Tier], tables: Sequence[Table]) -> None:
    """Name the tiers no order can ever get, and a last one that leaves orders without any."""
    for place, (tier, table) in enumerate(zip(tiers, tables, strict=True)):
        why = contradiction(tier.when)
        later = tiers[place + 1 :]
        if why:
            table.problem("when", f"can never match: {why}", "correct the conditions, or remove the tier")
        elif later and tier.when == Conditions() and all(_covers(tier, other) for other in later):
            table.problem("", f"has no condition, so {len(later)} later tiers can never be used", "put it last")
            break
        before = next((other for other in tiers[:place] if not why and _covers(other, tier)), None)
        if before:
            message = f"can never be used: tier '{before.name}' before it takes every order it would get"
            table.problem("when", message, f"put it before '{before.name}', or make the conditions differ")
    if tiers and tiers[-1].when != Conditions():
        message = "is the last and has conditions, so some orders would find no tier"
        tables[-1].problem("when", message, 'end with a tier without "when"; kind = "none" is no coupon')


def _covers(earlier: Tier, later: Tier) -> bool:
    """Whether no order ever gets as far as the later one.

    The earlier one lets pass whoever pays in a currency it does not name, whoever comes after its last day, and
    whoever used a coupon, unless it asks for those.
    """
    if not implies(later.when, earlier.when):
        return False
    if earlier.kind == "none":
        return True
    paid, kept = _paid_in(earlier), currencies(later.when)
    if paid is not None and (kept is None or not kept <= paid):
        return False
    after = later.kind == "none" or later.when.used_coupon is True
    return earlier.latest is None and (not after or earlier.when.used_coupon is True)


def _paid_in(tier: Tier) -> frozenset[str] | None:
    """The currencies a tier gives anything in; None for all."""
    named = [frozenset(dict(money)) for money in (tier.amounts, tier.min_spend) if money]
    return frozenset.intersection(*named) if named else None


def check_money(tier: Tier, table: Table, currency: str) -> None:
    """Name the currencies for which a tier says one amount and not the other, and the shop's own if it is missing."""
    paid, kept = _paid_in(tier), currencies(tier.when)
    if paid is None:
        return
    names = [("benefit", tier.amounts), ("min_spend", tier.min_spend)]
    everything = frozenset().union(*(dict(money) for _, money in names))
    for key, money in names:
        missing = sorted(everything - dict(money).keys()) if money else []
        if missing:
            message = f"{key} names no amount in {', '.join(missing)}, so orders in it would be passed over"
            table.problem(key, message, f'add {missing[0]} = "..."')
    meant = kept is not None or tier.when.country_any
    if currency and currency not in everything and not meant:
        message = f"names no amount in {currency}, the shop's currency, so most orders would be passed over"
        table.problem("min_spend" if not tier.amounts else "benefit", message, f'add {currency} = "..."')
    if kept is not None and not kept & everything:
        listed = ", ".join(sorted(kept))
        table.problem("when", f"can never match: total asks for {listed}, and the offer names no amount in it")


def check_codes(tiers: Sequence[Tier], tables: Sequence[Table]) -> None:
    """Two tiers with the same codes must promise the same, for to the shop they are one discount."""
    seen: dict[tuple[str, str], Tier] = {}
    for tier, table in zip(tiers, tables, strict=True):
        first = seen.setdefault((tier.pool, tier.code), tier) if tier.pool or tier.code else tier
        if _promise(first) != _promise(tier):
            key, what = (
                ("pool", f"draws from pool '{tier.pool}'") if tier.pool else ("code", f"has the code {tier.code}")
            )
            message = f"{what} as tier '{first.name}' does, and promises something else"
            table.problem(
                key, message, "to your shop the codes are one discount: name another one, or promise the same"
            )


def _promise(tier: Tier) -> Tier:
    return replace(tier, name="", when=Conditions(), public=False, days=0, delivery_days=0, round_to="", latest=None)
