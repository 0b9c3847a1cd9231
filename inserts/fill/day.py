"""A day as a card tells it."""

from __future__ import annotations

import re
from datetime import date

from babel import Locale
from babel.dates import format_date

_DIRECTIVE = re.compile(r"%(-?)(.)")
_PATTERNS = {
    "a": "EEE",
    "A": "EEEE",
    "b": "MMM",
    "B": "MMMM",
    "d": "dd",
    "-d": "d",
    "e": "d",
    "-e": "d",
    "m": "MM",
    "-m": "M",
    "y": "yy",
    "Y": "y",
}
"""Liquid's directives in the patterns of CLDR."""


class Day:
    """A date in the card's language: written out by itself, or as Liquid's `date` filter asks."""

    __slots__ = ("_date", "_locale", "_pattern")

    def __init__(self, day: date, locale: Locale, pattern: str) -> None:
        self._date = day
        self._locale = locale
        self._pattern = pattern

    def __str__(self) -> str:
        return str(format_date(self._date, self._pattern, self._locale))

    def strftime(self, pattern: str) -> str:
        """The day by the pattern, its names in the card's language."""
        return _DIRECTIVE.sub(lambda match: self._part(match[1] + match[2]), pattern)

    def _part(self, directive: str) -> str:
        if directive == "%":
            return "%"
        return str(format_date(self._date, _PATTERNS.get(directive) or _PATTERNS[directive[-1]], self._locale))
