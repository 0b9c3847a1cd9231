"""Currencies to ISO 4217, from codes and signs."""

from __future__ import annotations

import re
from functools import lru_cache

from babel.numbers import list_currencies

_SYMBOLS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₫": "VND",
    "฿": "THB",
    "₴": "UAH",
    "₽": "RUB",
    "zł": "PLN",
    "kč": "CZK",
    "r$": "BRL",
    "us$": "USD",
    "rp": "IDR",
    "rm": "MYR",
    "nt$": "TWD",
    "hk$": "HKD",
    "rmb": "CNY",
    "人民币": "CNY",
    "usdollar": "USD",
    "euro": "EUR",
    "ft": "HUF",
    "₱": "PHP",
    "₪": "ILS",
}
"""Signs and words that mean one currency; "$", "¥" and "kr" mean several and are left out."""

_CODES = frozenset(list_currencies())
_CODE = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_AMOUNT = re.compile(r"[\d.,'’\s()+-]")


@lru_cache(maxsize=1024)
def currency(text: str) -> str:
    """The currency a code or a sign stands for, alone or beside an amount; "" if none for sure."""
    upper = text.upper()
    if upper in _CODES:
        return upper
    bare = _AMOUNT.sub("", text).casefold()
    if bare in _SYMBOLS:
        return _SYMBOLS[bare]
    found = {code for code in _CODE.findall(upper) if code in _CODES}
    return found.pop() if len(found) == 1 else ""
