"""[[tier]] and [codes]: the offers, who earns them, and how their codes look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import get_args

from inserts.model.offer import Benefit, BenefitKind, CodeRule, Conditions, Money, Tier
from inserts.settings.conditions import read_conditions, read_money
from inserts.tables import Table

LONGEST_CODE = 20
"""Characters with prefix and hyphens: what every shop system tried takes."""

_KINDS: tuple[BenefitKind, ...] = get_args(BenefitKind)
_PREFIX = re.compile(r"[A-Z0-9-]*\Z")


def read_codes(table: Table) -> CodeRule:
    """[codes]: at least seven symbols beside the check symbol, for fewer are guessed in days."""
    rule = CodeRule(
        source=table.choice("source", ("keyed", "random"), "keyed"),
        length=table.whole("length", 10, least=8, most=LONGEST_CODE),
        group=table.whole("group", 5, most=LONGEST_CODE),
        prefix=table.text("prefix", ""),
    )
    if not _PREFIX.match(rule.prefix):
        table.problem("prefix", "holds something else than A-Z, 0-9 and hyphens", "shops do not all take other signs")
    hyphens = (rule.length - 1) // rule.group if rule.group else 0
    total = len(rule.prefix) + rule.length + hyphens
    if total > LONGEST_CODE:
        message = f"codes would have {total} characters with prefix and hyphens; {LONGEST_CODE} are the most"
        table.problem("length", message, "shorten the prefix or the length")
    return rule


def read_tiers(tables: Sequence[Table]) -> tuple[Tier, ...]:
    """The tiers in the order they are tried. The last one, and only that, has no condition."""
    tiers = tuple(_tier(table) for table in tables)
    seen: set[str] = set()
    for tier, table in zip(tiers, tables, strict=True):
        if tier.name and tier.name.casefold() in seen:
            table.problem("name", "another tier has this name already", "give every tier its own name")
        seen.add(tier.name.casefold())
    _check_reach(tiers, tables)
    return tiers


def _check_reach(tiers: Sequence[Tier], tables: Sequence[Table]) -> None:
    free = next((place for place, tier in enumerate(tiers) if tier.when == Conditions()), len(tiers))
    later = len(tiers) - free - 1
    if later > 0:
        tables[free].problem("", f"has no condition, so {later} later tiers can never be used", "put it last")
    if tiers and free == len(tiers):
        message = "is the last and has conditions, so some orders would find no tier"
        tables[-1].problem("when", message, 'end with a tier without "when"; kind = "none" is no coupon')


def _tier(table: Table) -> Tier:
    name = table.text("name")
    table.subject = f"tier '{name}'"
    benefit, amounts = _benefit(table.table("benefit"))
    when = read_conditions(table)
    if benefit.kind == "none":
        return Tier(name, "none", when)
    min_spend = read_money(table.table("min_spend", noun="currency"))
    valid, limits = table.table("valid"), table.table("limits")
    valid.choice("from", ("ship_date",), "ship_date")
    if not table.has("valid"):
        table.problem("", "says not how long the offer runs", "add valid = { days = 60 }")
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
        single_use=bool(limits.whole("uses", 1, most=1)),
        excludes=limits.texts("excludes", ()),
        public=table.flag("public", False),
    )


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
