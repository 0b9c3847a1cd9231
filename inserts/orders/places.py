"""Countries to ISO 3166-1 alpha-2 and languages to BCP 47, from codes and from names in many languages (CLDR)."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_territory_language_info

_LANGUAGES = (
    "en de fr es pt it nl sv da nb fi is et lv lt pl cs sk sl hr sr hu ro bg mk el tr ru uk be ka hy he ar fa ur hi bn "
    "ta th vi id ms fil km my mn kk uz ko ja zh_Hans zh_Hant ca eu gl ga"
)
"""Languages whose names for countries are known, the most likely first."""

_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_MORE = {
    "england": "GB",
    "scotland": "GB",
    "wales": "GB",
    "northern ireland": "GB",
    "great britain": "GB",
    "united states of america": "US",
    "the netherlands": "NL",
    "holland": "NL",
    "czech republic": "CZ",
    "republic of ireland": "IE",
    "russian federation": "RU",
    "viet nam": "VN",
    "korea": "KR",
    "republic of korea": "KR",
    "korea republic of": "KR",
    "korea south": "KR",
    "hong kong": "HK",
    "hong kong sar": "HK",
    "macau": "MO",
    "macao": "MO",
    "taiwan province of china": "TW",
    "republic of china": "TW",
    "peoples republic of china": "CN",
    "mainland china": "CN",
    "中国大陆": "CN",
    "中國大陸": "CN",
    "中华人民共和国": "CN",
    "香港": "HK",
    "澳门": "MO",
    "澳門": "MO",
    "turkey": "TR",
    "swaziland": "SZ",
    "macedonia": "MK",
    "ivory coast": "CI",
    "cape verde": "CV",
    "burma": "MM",
    "east timor": "TL",
    "uae": "AE",
    "brasil": "BR",
    "méxico": "MX",
    "eeuu": "US",
    "estados unidos de américa": "US",
    "bundesrepublik deutschland": "DE",
    "대한민국": "KR",
    "日本国": "JP",
    "俄罗斯联邦": "RU",
}
"""Names in use that CLDR does not list."""

_SPOKEN = {
    "CN": "zh-Hans",
    "TW": "zh-Hant",
    "HK": "zh-Hant",
    "MO": "zh-Hant",
    "NO": "nb",
    "RS": "sr",
    "PE": "es",
    "NZ": "en",
    "CA": "",
}
"""Countries for which the figures of CLDR give a wrong answer to `main_language`, or none where there is one."""

_SILENT = re.compile("[.'’]")
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?(?:\.[\w-]+)?(?:@\w+)?\Z")


@lru_cache(maxsize=4096)
def country(text: str) -> str:
    """The country a code (two or three letters, three digits) or a name stands for, or an empty text."""
    code = unicodedata.normalize("NFKC", text).strip().upper()
    if code in _codes():
        return code
    alias = get_global("territory_aliases").get(code, [])
    if len(alias) == 1 and alias[0] in _codes() and len(code) in (2, 3):
        return str(alias[0])
    key = _name_key(text)
    return _MORE.get(key) or _names("en").get(key) or _anywhere(key)


@lru_cache(maxsize=1024)
def language(text: str) -> str:
    """The language a code ("de", "de_DE", "zh-Hant-TW") or a name ("German", "Deutsch") stands for, or ""."""
    match = _TAG.match(text.strip())
    if match:
        parts = (match[1].lower(), (match[2] or "").title(), (match[3] or "").upper())
        tag = "-".join(part for part in parts if part)
        if _is_language(tag):
            return tag
    return _language_names().get(_name_key(text), "")


@cache
def main_language(country: str) -> str:
    """The one main language of a country, or an empty text when it has none or several (CA, CH, BE, ...).

    From CLDR: the only official language, spoken by half of the people or more; or one that is spoken by 85 % or
    more beside others of at most 50 %.
    """
    if country in _SPOKEN:
        return _SPOKEN[country]
    spoken = get_territory_language_info(country)
    for status in ("official", "de_facto_official"):
        shares = [
            (float(info["population_percent"] or 0), str(tag))
            for tag, info in spoken.items()
            if info["official_status"] == status
        ]
        if shares:
            return _most(shares).replace("_", "-")
    return ""


def _most(shares: list[tuple[float, str]]) -> str:
    (most, main), *others = sorted(shares, reverse=True)
    one = most >= 50 if not others else most >= 85 and others[0][0] <= 50
    return main if one else ""


@cache
def _codes() -> frozenset[str]:
    known = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in known if re.fullmatch("[A-Z]{2}", code)) - _NO_COUNTRY


@cache
def _names(language: str) -> dict[str, str]:
    """Country by name in one language."""
    territories = Locale.parse(language).territories
    return {_name_key(name): str(code) for code, name in territories.items() if code in _codes()}


def _anywhere(key: str) -> str:
    """The country all languages that know this name mean by it."""
    if not key:
        return ""
    found = {_names(language)[key] for language in _LANGUAGES.split() if key in _names(language)}
    return found.pop() if len(found) == 1 else ""


def _is_language(tag: str) -> bool:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return False
    return True


@cache
def _language_names() -> dict[str, str]:
    """Language by its name in English and in itself."""
    names = {}
    for tag in reversed(_LANGUAGES.split()):
        own = Locale.parse(tag)
        for name in (own.get_display_name(), own.get_display_name("en"), own.get_language_name("en")):
            if name:
                names[_name_key(name)] = tag.replace("_", "-")
    return names | {"chinese": "zh", "中文": "zh", "simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant"}


def _name_key(text: str) -> str:
    text = _SILENT.sub("", unicodedata.normalize("NFKC", text).casefold())
    kept = (char if char.isalnum() or unicodedata.category(char)[0] == "M" else " " for char in text)
    return " ".join("".join(kept).split())
