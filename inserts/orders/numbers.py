"""Amounts and quantities as people and programs write them, exact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_CEILING, Decimal

MOST = 1_000_000
"""The largest quantity believed."""

MOST_POINTS = 1_000_000_000_000
"""The largest number of points believed."""

_GROUPED = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[.,'’\u00a0\u202f ]\d{3})+(?![\d.,'’])")
_NO_DIGIT = re.compile(r"\D")
_PLAIN = re.compile(r"[0-9]{1,12}[.,][0-9]{1,2}")
_NUMBER = re.compile(r"\d(?:[\d.,'’\u00a0\u202f ]*\d)?")
_BLANKS = re.compile(r"['’\u00a0\u202f ]")
_NEGATIVE = re.compile(r"^\s*\W*[-−－▲△]|^\s*\(.*\)\s*\Z|-\s*\Z")
_SIGNS = re.compile("[-−－▲△()]")
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,3})")


def decimal_sign(texts: Iterable[str], default: str) -> str:
    """The decimal sign of a file's amounts, "." or ","; the `default` when they leave it open or contradict.

    "1.234,50" and "12,5" tell it, "1.234" does not.
    """
    signs = {sign for sign in map(_sign, texts) if sign}
    return signs.pop() if len(signs) == 1 else default


def money(text: str, sign: str) -> Decimal | None:
    """The one amount in a text, whatever currency sign stands around it; None for none, several or an open one.

    `sign` decides what "1.234" is, and only that.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", "."))
    found = _NUMBER.findall(text)
    if len(found) != 1 or len(found[0]) > 40 or _SCIENTIFIC.search(text):
        return None
    digits = _BLANKS.sub("", found[0])
    mark = _sign(text) or sign
    if not mark and ("." in digits or "," in digits):
        return None
    other = "," if mark == "." else "."
    whole = digits.replace(other, "").replace(mark, ".") if mark else digits
    if whole.count(".") > 1:
        return None
    amount = Decimal(whole)
    return -amount if is_negative(text) else amount


def is_negative(text: str) -> bool:
    """Whether an amount is written as one below zero: "-$7.00", "(7.00)", "7.00-", "▲500"."""
    return bool(_NEGATIVE.search(text))


def unsigned(text: str) -> str:
    """The text of an amount without what makes it one below zero."""
    return _SIGNS.sub("", text).strip()


def quantity(text: str) -> int | None:
    """A count of pieces: 1 for an empty text, broken amounts rounded up, None when it is no count."""
    if not text:
        return 1
    amount = money(text, ".")
    if amount is None or abs(amount) > MOST:
        return None
    return int(amount.to_integral_value(ROUND_CEILING))


def points(text: str, sign: str) -> Decimal | None:
    """A number of points, not below zero; None for anything else.

    Points are counted, so "1.240" is one thousand two hundred and forty whatever the file's decimal `sign` is.
    """
    text = _GROUPED.sub(lambda match: _NO_DIGIT.sub("", match[0]), text.strip())
    amount = money(text, sign)
    return amount if amount is not None and 0 <= amount <= MOST_POINTS else None


def unspread(text: str) -> str | None:
    """An order number a spreadsheet turned into scientific notation: whole again if no digit was lost, else None.

    Any other text comes back as it is.
    """
    match = _SCIENTIFIC.fullmatch(text)
    if match is None:
        return text
    digits = match[1] + (match[2] or "")
    return digits if len(digits) == int(match[3]) + 1 else None


def rounded(ids: Iterable[str]) -> bool:
    """Whether a spreadsheet cut long numbers to the 15 digits it can hold: all have zeros from the 16th on."""
    rests = [id[15:] for id in ids if len(id) > 15 and id.isascii() and id.isdigit()]
    return sum(map(len, rests)) >= 3 and not any(rest.strip("0") for rest in rests)


def _sign(text: str) -> str:
    """The decimal sign a number shows by itself, or an empty text."""
    if _PLAIN.fullmatch(text):
        return "," if "," in text else "."
    found = _NUMBER.search(text)
    digits = _BLANKS.sub("", found[0]) if found else ""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return ""
    mark = digits[last]
    other = "," if mark == "." else "."
    if other in digits:
        return mark
    if digits.count(mark) > 1:
        return other
    return mark if len(digits) - last - 1 != 3 or digits.startswith("0") else ""
