"""[[rule]]: which cards an order gets, whether they carry a coupon and links, and to whom that happens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from inserts.model.offer import Conditions
from inserts.model.rule import Rule
from inserts.settings.conditions import read_conditions
from inserts.tables import Table

URGENT = 1000
"""The highest priority."""


def read_rules(tables: Sequence[Table], levels: Collection[str] = ()) -> tuple[Rule, ...]:
    """The rules as they are tried: by priority, then as they stand. `levels`: names of the shop's, if it lists any."""
    rules = [_rule(table, levels) for table in tables]
    seen: set[str] = set()
    for rule, table in zip(rules, tables, strict=True):
        if rule.name and rule.name.casefold() in seen:
            table.problem("name", "another rule has this name already", "give every rule its own name")
        seen.add(rule.name.casefold())
    tried = sorted(zip(rules, tables, strict=True), key=lambda pair: -pair[0].priority)
    _check_reach(tried)
    return tuple(rule for rule, _ in tried)


def _rule(table: Table, levels: Collection[str]) -> Rule:
    name = table.text("name")
    table.subject = f"rule '{name}'"
    rule = Rule(
        name=name,
        when=read_conditions(table, levels),
        templates=table.texts("templates", ()) if table.has("templates") else None,
        coupon=table.flag("coupon", False) if table.has("coupon") else None,
        link=table.flag("link", False) if table.has("link") else None,
        once=table.flag("once", False),
        priority=_priority(table),
        where=table.place("templates"),
    )
    if table.has("when") and rule.when == Conditions():
        table.problem("when", "names no condition", "name one, or remove the line: then the rule is for every order")
    if rule.templates is None and rule.coupon is None and rule.link is None:
        table.problem("", "changes nothing", 'say templates = ["..."], coupon = false or link = false')
    if len(set(rule.templates or ())) < len(rule.templates or ()):
        table.problem("templates", "names the same template twice")
    if rule.once and not rule.templates:
        table.problem("once", "needs templates: they are what a customer gets once", 'add templates = ["..."]')
    if table.peek("templates") == [] and (rule.coupon is not None or rule.link is not None):
        table.problem("templates", "an order without cards has neither coupon nor link", "remove coupon and link")
    return rule


def _priority(table: Table) -> int:
    number = table.number("priority", 0, least=-URGENT, most=URGENT)
    if not number.is_integer():
        table.problem("priority", "write a whole number")
    return int(number)


def _check_reach(tried: Iterable[tuple[Rule, Table]]) -> None:
    """Name what can never happen because an earlier rule has decided it for every order.

    Nothing is known here of the templates' kinds; whoever opens them looks at those.
    """
    ends = ""
    coupon: tuple[str, bool] | None = None
    link: tuple[str, bool] | None = None
    for rule, table in tried:
        if ends:
            table.problem("", f"can never match: rule '{ends}' comes first and leaves every order out", _LATER)
        _check_said(rule, table, "coupon", coupon)
        _check_said(rule, table, "link", link)
        if rule.once or rule.when != Conditions():
            continue
        ends = ends or (rule.name if rule.templates == () else "")
        coupon = coupon or (None if rule.coupon is None else (rule.name, rule.coupon))
        link = link or (None if rule.link is None else (rule.name, rule.link))


_LATER = "put it before that rule, or give it a higher priority"


def _check_said(rule: Rule, table: Table, what: str, decided: tuple[str, bool] | None) -> None:
    # What is allowed everywhere may still be allowed to a marketplace by name.
    if decided and getattr(rule, what) is not None and not (decided[1] and rule.when.platform_any):
        table.problem(what, f"is never asked: rule '{decided[0]}' says it for every order", _LATER)
