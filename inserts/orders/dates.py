"""Dates as exports and spreadsheets write them. Day and month are told apart once for a file, not for a cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel import Locale

_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.ASCII
)
_NUMERIC = re.compile(r"(\d{1,4})\s?([-/.年])\s?(\d{1,2})\s?([-/.月])\s?(\d{1,4})日?")
_TIME = re.compile(
    r"(?<!\d)(\d{1,2})[:時时](\d{2})(?:[:分](\d{2})(?:[.,]\d+)?)?[秒分]?"
    r"\s*([ap]\.?\s?m\.?)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?(?![\d:])",
    re.IGNORECASE,
)
_MORNING = re.compile("上午|午前|오전")
_EVENING = re.compile("下午|午後|오후")
_SERIAL = re.compile(r"([3-7]\d{4})(?:[.,](\d{1,12}))?", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+")
_LANGUAGES = "en de fr es pt it nl sv da nb fi pl cs sk hu ro tr ru uk bg el id vi"


def day_first(texts: Iterable[str], default: bool | None) -> bool | None:
    """Whether the day stands before the month in a file's dates such as 10/05/2026.

    A number over 12 tells it. None: no date tells it, or two contradict, and there is no `default`.
    """
    told = {order for order in (_told(text) for text in texts if text[4:5] != "-") if order is not None}
    return told.pop() if len(told) == 1 else default


def is_open(text: str) -> bool:
    """Whether a date can be read two ways: by itself it does not say which number is the month."""
    match = _numeric(text)
    if match is None or _told(text) is not None or len(match[1]) > 2 or match[2] == ".":
        return False
    return int(match[1]) != int(match[3])


def has_half_days(text: str) -> bool:
    """Whether the time of day is written with AM or PM."""
    time = _TIME.search(text)
    return bool(time and time[4])


def read_date(text: str, day_before: bool | None, zone: tzinfo) -> datetime | None:
    """The moment a text tells, with its own offset or in the shop's `zone`; None if it tells none for sure."""
    try:
        return _iso(text, zone) or _other(unicodedata.normalize("NFKC", text), day_before, zone)
    except (ValueError, OverflowError):
        return None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset = match.groups()
    place = _offset(offset) if offset else zone
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=place)


@cache
def _offset(text: str) -> tzinfo:
    if text[0] not in "+-":
        return UTC
    digits = text.replace(":", "")
    minutes = int(digits[1:3]) * 60 + int(digits[3:5])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _other(text: str, day_before: bool | None, zone: tzinfo) -> datetime | None:
    serial = _SERIAL.fullmatch(text)
    if serial:
        # A spreadsheet's number of the day, counted so that 1 January 1900 is 1 and 1900 had 366 days.
        days = float(f"{serial[1]}.{serial[2] or 0}")
        moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86_400))
        return moment.replace(tzinfo=zone)
    time = _TIME.search(text)
    rest = text[: time.start()] + " " + text[time.end() :] if time else text
    day = _numeric_day(rest, day_before) or _written_day(rest)
    if day is None:
        return None
    hour, minute, second = _clock(time, text) if time else (0, 0, 0)
    place = _offset(time[5].upper()) if time and time[5] else zone
    return datetime(*day, hour, minute, second, tzinfo=place)


def _clock(time: re.Match[str], text: str) -> tuple[int, int, int]:
    hour = int(time[1])
    half = (time[4] or "").lower()
    if half.startswith("p") or _EVENING.search(text):
        hour = hour % 12 + 12
    elif half.startswith("a") or _MORNING.search(text):
        hour %= 12
    return hour, int(time[2]), int(time[3] or 0)


def _numeric_day(text: str, day_before: bool | None) -> tuple[int, int, int] | None:
    match = _numeric(text)
    if match is None:
        return None
    first, middle, last = int(match[1]), int(match[3]), int(match[5])
    if len(match[1]) == 4:
        return first, middle, last
    told = _told(text)
    if told is None:
        # Points between numbers are written day first wherever they are written.
        told = True if match[2] == "." or first == middle else day_before
    if told is None or len(match[1]) > 2 or len(match[5]) == 3:
        return None
    day, month = (first, middle) if told else (middle, first)
    return _year(match[5]), month, day


def _numeric(text: str) -> re.Match[str] | None:
    match = _NUMERIC.search(text)
    return match if match and (match[2] == match[4] or match[2] == "年") else None


def _told(text: str) -> bool | None:
    """Whether one date by itself has its day first."""
    match = _numeric(text)
    if match is None or len(match[1]) > 2:
        return None
    first, middle = int(match[1]), int(match[3])
    if (first > 12) == (middle > 12):
        return None
    return first > 12


def _written_day(text: str) -> tuple[int, int, int] | None:
    """A day whose month is a word: "Dec 11, 2024", "11 de diciembre de 2024", "Sep-30-26"."""
    months = {_months()[word] for word in map(str.casefold, _WORD.findall(text)) if word in _months()}
    numbers = re.findall(r"\d+", text)
    if len(months) != 1 or len(numbers) != 2:
        return None
    year, day = numbers if len(numbers[0]) == 4 else reversed(numbers)
    return _year(year), months.pop(), int(day)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


@cache
def _months() -> dict[str, int]:
    """Month by its name or short name in the languages exports come in; those that differ in meaning are left out."""
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES.split():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in Locale(language).months[context][width].items():
                    words = _WORD.findall(name.casefold())
                    if len(words) == 1 and len(words[0]) > 1:
                        found.setdefault(words[0], set()).add(month)
    found.setdefault("sept", set()).add(9)
    return {word: months.pop() for word, months in found.items() if len(months) == 1}
