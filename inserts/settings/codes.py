"""[codes]: where codes come from, and how they look."""

from __future__ import annotations

import re
from typing import Literal, get_args

from inserts.model.offer import FIRST_NAME, LONGEST_CODE, LONGEST_NAMED, CodeRule
from inserts.tables import Table

Source = Literal["keyed", "random", "pool", "fixed"]

_SOURCES: tuple[Source, ...] = get_args(Source)

_PREFIX = re.compile(r"[A-Z0-9-]*\Z")
_CODE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*\Z")
_POOL = re.compile(r"[a-z0-9]+([-_.][a-z0-9]+)*\Z")


def read_codes(table: Table) -> CodeRule:
    """[codes]: at least seven symbols beside the check symbol, for fewer are guessed in days."""
    rule = CodeRule(
        source=table.choice("source", _SOURCES, "keyed"),
        length=table.whole("length", 10, least=8, most=LONGEST_CODE),
        group=table.whole("group", 5, most=LONGEST_CODE),
        prefix=table.text("prefix", ""),
    )
    _check_prefix(table, rule)
    total = len(rule.prefix.replace(FIRST_NAME, "")) + rule.signs
    if total > LONGEST_CODE:
        message = f"codes would have {total} characters with prefix and hyphens; {LONGEST_CODE} are the most"
        table.problem("length", message, "shorten the prefix or the length")
    elif FIRST_NAME in rule.prefix and rule.name_room < 3:
        message = f"leaves {rule.name_room} letters for the first name; with one, a code has {LONGEST_NAMED} characters"
        table.problem("prefix", message, "shorten the rest of the prefix, or the length")
    return rule


def _check_prefix(table: Table, rule: CodeRule) -> None:
    fixed = rule.prefix.replace(FIRST_NAME, "", 1)
    if "{" in fixed or "}" in fixed:
        table.problem("prefix", f"{FIRST_NAME} is the only field it may hold, and once", f'such as "{FIRST_NAME}-"')
    elif not _PREFIX.match(fixed):
        table.problem("prefix", "holds something else than A-Z, 0-9 and hyphens", "shops do not all take other signs")


def read_pool(table: Table) -> str:
    """The name of a pool, or an empty text."""
    name = table.text("pool", "")
    if name and not _POOL.match(name):
        table.problem("pool", "is no name for a pool", 'write small letters, digits and hyphens: "ten-percent"')
        return ""
    return name


def read_code(table: Table) -> str:
    """One code that all have, or an empty text."""
    code = table.text("code", "")
    if code and not (_CODE.match(code) and len(code) <= LONGEST_CODE):
        message = f"write capitals A-Z, digits and single hyphens, {LONGEST_CODE} at most"
        table.problem("code", message, 'such as "WELCOME10"')
        return ""
    return code
