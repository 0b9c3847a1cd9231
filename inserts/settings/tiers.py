"""[[tier]]: the offers, who earns them, and where their codes come from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import get_args

from inserts.model.offer import Benefit, BenefitKind, CodeRule, Money, Tier
from inserts.settings.codes import read_code, read_pool
from inserts.settings.conditions import read_conditions, read_money
from inserts.settings.offered import check_codes, check_money, check_reach
from inserts.tables import Table

_KINDS: tuple[BenefitKind, ...] = get_args(BenefitKind)
_OWN = CodeRule()


def read_tiers(
    tables: Sequence[Table], rule: CodeRule = _OWN, currency: str = "", levels: Collection[str] = ()
) -> tuple[Tier, ...]:
    """The tiers in the order they are tried. The last one has no condition.

    `currency` is the shop's, `levels` the names of its levels of membership; both empty, nothing is held against them.
    """
    tiers = tuple(_tier(table, rule, levels) for table in tables)
    seen: set[str] = set()
    for tier, table in zip(tiers, tables, strict=True):
        if tier.name and tier.name.casefold() in seen:
            table.problem("name", "another tier has this name already", "give every tier its own name")
        seen.add(tier.name.casefold())
        check_money(tier, table, currency)
    check_reach(tiers, tables)
    check_codes(tiers, tables)
    return tiers


def _tier(table: Table, rule: CodeRule, levels: Collection[str]) -> Tier:
    name = table.text("name")
    table.subject = f"tier '{name}'"
    benefit, amounts = _benefit(table.table("benefit"))
    when = read_conditions(table, levels)
    if benefit.kind == "none":
        return Tier(name, "none", when)
    min_spend = read_money(table.table("min_spend", noun="currency"))
    valid, limits = table.table("valid"), table.table("limits")
    valid.choice("from", ("ship_date",), "ship_date")
    if not table.has("valid"):
        table.problem("", "says not how long the offer runs", "add valid = { days = 60 }")
    pool, code = _source(table, limits, rule)
    return Tier(
        name=name,
        kind=benefit.kind,
        when=when,
        value=benefit.value,
        amounts=amounts,
        text=benefit.text,
        min_spend=min_spend,
        days=valid.whole("days", None if table.has("valid") else 0, least=1, most=3650),
        delivery_days=valid.whole("delivery_days", 0, most=365),
        round_to=valid.choice("round_to", ("", "week"), ""),
        latest=valid.date("latest"),
        single_use=bool(limits.whole("uses", 0 if code else 1, most=1)),
        per_customer=bool(limits.whole("per_customer", 0, most=1)),
        combine=limits.flag("combine", True),
        excludes=limits.texts("excludes", ()),
        public=table.flag("public", False),
        pool=pool,
        code=code,
    )


def _source(table: Table, limits: Table, rule: CodeRule) -> tuple[str, str]:
    """The pool a tier draws from and the code all its cards share: one of both, or neither."""
    pool, code = read_pool(table), read_code(table)
    if pool and code:
        table.problem("code", "has a pool and one shared code", "remove one of them")
    if not pool and not table.has("pool") and rule.source == "pool" and not code:
        table.problem("pool", 'names no pool, and [codes] source is "pool"', 'add pool = "ten-percent"')
    if not code and not table.has("code") and rule.source == "fixed" and not pool:
        table.problem("code", 'names no code, and [codes] source is "fixed"', 'add code = "WELCOME10"')
    if code and limits.peek("uses") == 1:
        hint = "write uses = 0; per_customer = 1 lets everybody use it once"
        limits.problem("uses", "a shared code with uses = 1 would work for the first customer alone", hint)
    return pool, code


def _benefit(table: Table) -> tuple[Benefit, Money]:
    """What the tier gives; the money of an "amount" is by currency."""
    kind = table.choice("kind", _KINDS)
    if kind == "percent":
        return Benefit(kind, _percent(table)), ()
    if kind == "points":
        return Benefit(kind, Decimal(table.whole("value", least=1))), ()
    if kind == "gift":
        return Benefit(kind, text=table.text("text")), ()
    if kind != "amount":
        return Benefit(kind), ()
    amounts = read_money(table.table("value", noun="currency"))
    if not table.has("value"):
        table.problem("value", "value is missing", 'add value = { EUR = "7.50" }')
    for currency, amount in amounts:
        if not amount:
            table.problem("value", f"gives 0 {currency}", 'for no coupon write kind = "none"')
    return Benefit(kind), amounts


def _percent(table: Table) -> Decimal:
    value = table.number("value", least=0.01, most=100)
    # The shortest decimal that reads back as the same float is what the owner wrote.
    return Decimal(int(value)) if value.is_integer() else Decimal(repr(value))
