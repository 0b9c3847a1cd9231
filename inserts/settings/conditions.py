"""The conditions under `when` of a [[tier]] or a [[rule]]."""

from __future__ import annotations

import re
from collections.abc import Collection

from inserts.model.offer import Conditions, Days, Money, Season
from inserts.model.order import PLATFORMS
from inserts.model.problem import nearest
from inserts.settings.registers import countries, currencies, tag
from inserts.tables import Table

DEEPEST = 4
"""How many conditions with any, all or not may stand inside each other: more nobody can read."""

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-([0-9]{2})\Z")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SHIPS = 'write ships = { from = "12-01", to = "12-20" } for every year, or from = 2026-12-01 for one'


def read_conditions(owner: Table, levels: Collection[str] = ()) -> Conditions:
    """`when` of a tier or a rule; no condition if there is none. `levels` are names of the shop's, if it lists any."""
    return _conditions(owner.table("when", noun="condition"), DEEPEST, levels)


def read_money(table: Table) -> Money:
    """Amounts by currency."""
    amounts = []
    for currency in table.names():
        amount = table.decimal_text(currency)
        if currency not in currencies():
            table.problem(currency, f"'{currency}' is no currency code", _currency_hint(currency))
        elif amount is not None:
            amounts.append((currency, amount))
    return tuple(amounts)


def _currency_hint(written: str) -> str:
    """A hint for a currency nobody knows."""
    return "write it in capitals" if written.upper() in currencies() else 'write three letters, such as "EUR"'


def _conditions(when: Table, deep: int, levels: Collection[str]) -> Conditions:
    numbers, items = _numbers(when, "order_number"), _numbers(when, "items")
    days = _numbers(when, "days_since_last")
    total = when.table("total")
    if when.has("total") and not {"min", "max"} & set(total.names()):
        when.problem("total", "names no amount", 'write total = { min = { EUR = "20.00" } }')
    return Conditions(
        order_number_min=numbers[0],
        order_number_max=numbers[1],
        order_number_in=numbers[2],
        total_min=read_money(total.table("min", noun="currency")),
        total_max=read_money(total.table("max", noun="currency")),
        items_min=items[0],
        items_max=items[1],
        items_in=items[2],
        days_since_last_min=days[0],
        days_since_last_max=days[1],
        days_since_last_in=days[2],
        tags_any=_filled(when, "tags_any"),
        tags_none=_filled(when, "tags_none"),
        country_any=_countries(when),
        language_any=_languages(when),
        platform_any=_platforms(when),
        sku_any=_filled(when, "sku_any"),
        item_any=_filled(when, "item_any"),
        member_any=_members(when, levels),
        used_coupon=_switch(when, "used_coupon"),
        gift=_switch(when, "gift"),
        ships=_ships(when),
        any=_several(when, "any", deep, levels),
        all=_several(when, "all", deep, levels),
        never=_inner(when, "not", deep, levels),
    )


def _filled(table: Table, key: str) -> tuple[str, ...]:
    """A list that is not empty, for an empty one would be a condition nobody meets, or none at all."""
    if table.peek(key) == []:
        table.problem(key, "is an empty list", "name at least one, or remove the line")
    return table.texts(key, ())


def _switch(table: Table, key: str) -> bool | None:
    return table.flag(key, False) if table.has(key) else None


def _countries(when: Table) -> tuple[str, ...]:
    written = _filled(when, "country_any")
    for country in written:
        if country not in countries():
            when.problem("country_any", f"'{country}' is no country code", 'write two capitals, such as "DE"')
    return written


def _platforms(when: Table) -> tuple[str, ...]:
    written = _filled(when, "platform_any")
    for platform in written:
        if platform not in PLATFORMS:
            when.problem("platform_any", f"unknown platform '{platform}'", nearest(platform, PLATFORMS))
    return written


def _members(when: Table, levels: Collection[str]) -> tuple[str, ...]:
    written, known = _filled(when, "member_any"), {level.casefold() for level in levels}
    for level in written:
        if known and level.casefold() not in known:
            when.problem("member_any", f"the shop has no level '{level}'", nearest(level, levels))
    return written


def _languages(when: Table) -> tuple[str, ...]:
    written = _filled(when, "language_any")
    for language in written:
        if not tag(language):
            when.problem("language_any", f"'{language}' is no language", 'write tags such as "en", "de" or "zh-Hans"')
    return tuple(tag(language) or language for language in written)


def _numbers(when: Table, key: str) -> tuple[int | None, int | None, tuple[int, ...]]:
    """A whole number, { min = ..., max = ... }, or a list of numbers: least, most, listed."""
    written = when.peek(key)
    if isinstance(written, list):
        if not written:
            when.problem(key, "is an empty list", "name at least one number, or remove the line")
        return None, None, when.wholes(key, least=1)
    if not isinstance(written, dict):
        only = when.whole(key, 0, least=1) if when.has(key) else 0
        return (only, only, ()) if only else (None, None, ())
    table = when.table(key)
    least = table.whole("min", 1, least=1) if table.has("min") else None
    most = table.whole("max", 1, least=1) if table.has("max") else None
    if least is None and most is None:
        when.problem(key, "names no number", f"write {key} = 2, {key} = [1, 5] or {key} = {{ min = 3, max = 4 }}")
    if least is not None and most is not None and least > most:
        when.problem(key, f"no number is at least {least} and at most {most}")
    return least, most, ()


def _ships(when: Table) -> Days | Season | None:
    """A window of shipping days: of every year in quotes, or of one year as plain days."""
    if not when.has("ships"):
        return None
    table = when.table("ships")
    written = [table.peek(key) for key in ("from", "to")]
    if not table.names():
        when.problem("ships", "names no day", _SHIPS)
        return None
    if not any(isinstance(day, str) for day in written):
        return _days(when, table)
    if not all(isinstance(day, str) for day in written):
        table.ignore("from")
        table.ignore("to")
        when.problem("ships", "a window of every year has both days in quotes", _SHIPS)
        return None
    first, last = _month_day(table, "from"), _month_day(table, "to")
    return Season(first, last) if first and last else None


def _days(when: Table, table: Table) -> Days:
    first, last = table.date("from"), table.date("to")
    if first and last and first > last:
        when.problem("ships", f"no day is from {first} to {last}", "write the earlier day first")
    return Days(first, last)


def _month_day(table: Table, key: str) -> tuple[int, int] | None:
    match = _MONTH_DAY.match(table.text(key))
    if not match or not 1 <= int(match[2]) <= _LONGEST[int(match[1]) - 1]:
        table.problem(key, "is no day of the year", 'write month and day, such as "12-01"')
        return None
    return int(match[1]), int(match[2])


def _several(when: Table, key: str, deep: int, levels: Collection[str]) -> tuple[Conditions, ...]:
    if when.peek(key) == []:
        when.problem(key, "is an empty list", "name at least one condition, or remove the line")
    if _too_deep(when, key, deep):
        return ()
    return tuple(_part(table, key, deep, levels) for table in when.tables(key, noun="condition"))


def _inner(when: Table, key: str, deep: int, levels: Collection[str]) -> Conditions | None:
    if not when.has(key) or _too_deep(when, key, deep):
        return None
    return _part(when.table(key, noun="condition"), key, deep, levels)


def _part(table: Table, key: str, deep: int, levels: Collection[str]) -> Conditions:
    """Conditions inside `any`, `all` or `not`."""
    if not table.names():
        table.problem("", f"an entry of {key} names no condition", 'name one, such as { country_any = ["DE"] }')
    return _conditions(table, deep - 1, levels)


def _too_deep(when: Table, key: str, deep: int) -> bool:
    if deep or not when.has(key):
        return False
    when.problem(key, f"stands more than {DEEPEST} deep", "write it as a rule of its own")
    when.ignore(key)
    return True
