"""A workbook's values as the texts a person sees in its cells, and dates as nobody can misread them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

KEPT_DIGITS = 15
"""Digits of a number that a spreadsheet keeps; it replaces the others by zeros."""

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_CURRENCY = re.compile(r"\[\$([^\]-]{1,5})")
_ZEROS = re.compile("0{2,20}")


class _Form(NamedTuple):
    """What a number format asks for. `decimals` -1: as many as there are."""

    zeros: int = 0
    decimals: int = -1
    percent: bool = False
    currency: str = ""


def as_seen(value: Any, form: str) -> str:
    """The text of one value under a number format.

    Numbers are written with a decimal point and without groups. A number with more digits than a spreadsheet keeps
    is written in powers of ten, as the spreadsheet shows it, for its last digits are lost.
    """
    if isinstance(value, str):
        return _ESCAPE.sub(_unescaped, value) if "_x" in value else value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, _form(form))
    if isinstance(value, datetime):
        # A time of day is kept in fractions of a day, so the last digits are noise.
        moment = (value + timedelta(milliseconds=500)).replace(microsecond=0, tzinfo=None)
        return moment.isoformat(" ") if moment.time() != time() else moment.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.replace(microsecond=0).isoformat()
    return "" if value is None else str(value)


def _number(value: int | float, form: _Form) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if abs(value) >= 10**KEPT_DIGITS:
        return f"{Decimal(value):.{KEPT_DIGITS - 1}E}"
    amount = Decimal(f"{value:.{KEPT_DIGITS}g}")
    if form.percent:
        amount *= 100
    if form.decimals >= 0:
        amount = amount.quantize(Decimal(1).scaleb(-form.decimals), ROUND_HALF_UP)
    digits = f"{amount:f}"
    if form.decimals < 0 and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    whole, point, rest = digits.partition(".")
    if len(rest) == 3:
        rest += "0"  # "1.250" may mean one thousand two hundred and fifty, "1.2500" cannot
    sign = "-" if whole.startswith("-") else ""
    text = sign + whole.removeprefix("-").zfill(form.zeros) + point + rest
    return f"{form.currency}{text}{'%' if form.percent else ''}"


@lru_cache(maxsize=512)
def _form(pattern: str) -> _Form:
    first = pattern.split(";")[0]
    currency = _CURRENCY.search(first)
    sign = currency[1] if currency else "".join(char for char in first if unicodedata.category(char) == "Sc")[:1]
    bare = _LITERAL.sub("", first)
    if _ZEROS.fullmatch(bare):
        return _Form(zeros=len(bare), decimals=0)
    if not re.search("[0#?]", bare) or re.search("[eE/]", bare):
        return _Form()
    point = re.search(r"\.([0#?]*)", bare)
    places = point[1] if point else ""
    # "#" after the point: as many as there are.
    decimals = -1 if "#" in places or "?" in places else len(places)
    return _Form(0, min(decimals, KEPT_DIGITS), "%" in bare, sign)


def _unescaped(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return char if char.isprintable() or char in "\t\n\r" else match[0]
