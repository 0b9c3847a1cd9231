"""Languages: the one a card speaks, the text that serves it, its direction, its Han forms and its locale."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from inserts.model.order import Order
from inserts.model.shop import Shop

Words = tuple[tuple[str, str], ...]

_NEWER = {"iw": "he", "in": "id", "no": "nb", "tl": "fil", "cmn": "zh"}
"""Codes of older exports, and the macrolanguages CLDR files under another code."""

_TRADITIONAL = {"TW", "HK", "MO"}
_HAN_OF_COUNTRY = {
    "CN": "zh-Hans",
    "SG": "zh-Hans",
    "MY": "zh-Hans",
    "TW": "zh-Hant",
    "MO": "zh-Hant",
    "HK": "zh-HK",
    "JP": "ja",
    "KR": "ko",
}


class _Tag(NamedTuple):
    base: str
    script: str
    region: str


def card_language(order: Order, shop: Shop) -> str:
    """The order's language if the shop speaks it, else the main one of the order's country, else the shop's own."""
    return _card_language(order.language, order.country, shop.languages) or shop.language


@lru_cache(maxsize=4096)
def _card_language(language: str, country: str, spoken: tuple[str, ...]) -> str:
    return match(language, spoken) or match(main_language(country), spoken)


def match(wanted: str, listed: Iterable[str]) -> str:
    """The listed tag that serves `wanted` best, or an empty text.

    Equal, else of the same language and script (zh-TW is zh-Hant, zh is zh-Hans), else of the same language.
    """
    listed = [tag for tag in listed if tag]
    if not wanted:
        return ""
    tag = _tag(wanted)
    for level in (3, 2, 1):
        for other in listed:
            if _tag(other)[:level] == tag[:level]:
                return other
    return ""


def choose(words: Words, language: str, own: str) -> str:
    """The text that serves `language`, else the shop's own, else English, else the first; empty without any."""
    texts = dict(words)
    found = match(language, texts)
    if not found and "" in texts:
        return texts[""]
    found = found or match(own, texts) or match("en", texts) or next(iter(texts), "")
    return texts.get(found, "")


@lru_cache(maxsize=512)
def main_language(country: str) -> str:
    """The first official language of a country (ISO 3166-1 alpha-2) by CLDR, or an empty text."""
    official = get_official_languages(country, de_facto=True) if country else ()
    return official[0].replace("_", "-") if official else ""


@lru_cache(maxsize=512)
def is_rtl(language: str) -> bool:
    """Whether a card in this language reads from right to left."""
    try:
        return bool(Locale.parse(_tag(language).base).text_direction == "rtl")
    except (UnknownLocaleError, ValueError):
        return False


@lru_cache(maxsize=4096)
def han_forms(country: str, order_language: str, language: str) -> str:
    """The language whose forms Han characters of a customer's name take: the country's, else the language's."""
    if country in _HAN_OF_COUNTRY:
        return _HAN_OF_COUNTRY[country]
    for written in (order_language, language):
        tag = _tag(written)
        if tag.base in ("ja", "ko"):
            return tag.base
        if tag.base == "zh":
            return "zh-HK" if tag.region == "HK" else f"zh-{tag.script}"
    return "zh-Hans"


@lru_cache(maxsize=512)
def locale_of(language: str, country: str) -> Locale:
    """How dates and money are written: as in the shop's country where the language is spoken there."""
    tag = _tag(language)
    region = tag.region or (country if tag.base in map(_base, get_official_languages(country, de_facto=True)) else "")
    for parts in (
        (tag.base, tag.script, region),
        (tag.base, "", region),
        (tag.base, tag.script, ""),
        (tag.base, "", ""),
    ):
        name = "_".join(part for part in parts if part)
        try:
            return Locale.parse("en_001" if name == "en" else name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en_001")


def _base(written: str) -> str:
    return _tag(written).base


@lru_cache(maxsize=4096)
def _tag(written: str) -> _Tag:
    """The parts of a tag; Chinese always has its script."""
    base, *rest = written.replace("_", "-").split("-")
    base = _NEWER.get(base.lower(), base.lower())
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in rest if len(part) == 2 or (len(part) == 3 and part.isdigit())), "")
    if base == "zh" and not script:
        script = "Hant" if region in _TRADITIONAL else "Hans"
    return _Tag(base, script, region)
