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
    "c$": "CAD",
    "ca$": "CAD",
    "au$": "AUD",
    "a$": "AUD",
    "nz$": "NZD",
    "₱": "PHP",
    "₪": "ILS",
}
"""Signs and words that mean one currency; "$", "¥" and "kr" mean several and are left out."""

_LOCAL = {
    "AR": "ARS",
    "AU": "AUD",
    "BR": "BRL",
    "CA": "CAD",
    "CL": "CLP",
    "CN": "CNY",
    "CO": "COP",
    "GB": "GBP",
    "HK": "HKD",
    "ID": "IDR",
    "JP": "JPY",
    "KR": "KRW",
    "MO": "MOP",
    "MX": "MXN",
    "MY": "MYR",
    "PH": "PHP",
    "PL": "PLN",
    "SG": "SGD",
    "TH": "THB",
    "TW": "TWD",
    "US": "USD",
    "VN": "VND",
    **dict.fromkeys(("AT", "BE", "DE", "ES", "FI", "FR", "IE", "IT", "NL", "PT"), "EUR"),
}
"""Countries of the malls whose exports leave the currency out. Not from CLDR, which asks for a day."""

_CODES = frozenset(list_currencies())
_CODE = re.compile(r"(?<![A-Z])[A-Z]{3}(?![A-Z])")
_AMOUNT = re.compile(r"[\d.,'’\s()+-]")


@lru_cache(maxsize=1024)
def currency(text: str) -> str:
    """The currency a code or a sign stands for, alone or beside an amount; "" if none for sure."""
    upper = text.upper()
    if upper in _CODES:
        return upper
    bare = sign(text)
    if bare in _SYMBOLS:
        return _SYMBOLS[bare]
    found = {code for code in _CODE.findall(upper) if code in _CODES}
    return found.pop() if len(found) == 1 else ""


def sign(text: str) -> str:
    """What stands beside an amount, small and without blanks: "C $12.00" gives "c$"."""
    return _AMOUNT.sub("", text).casefold()


def local_currency(country: str) -> str:
    """The currency a mall's prices are in in a country; "" if none for sure."""
    return _LOCAL.get(country, "")
