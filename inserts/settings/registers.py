"""Words with a register: languages (BCP 47), countries (ISO 3166), currencies (ISO 4217), time zones, host names."""

from __future__ import annotations

import re
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import idna
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.numbers import list_currencies

from inserts.model.problem import nearest
from inserts.tables import Table, Words

_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
"""Groups and test codes that CLDR lists beside the countries."""

_NO_MONEY = {"XXX", "XTS"}
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?\Z")


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-2."""
    known = (str(code) for code in Locale("en").territories)
    return frozenset(code for code in known if re.fullmatch("[A-Z]{2}", code)) - _NO_COUNTRY


@cache
def currencies() -> frozenset[str]:
    """ISO 4217, with those no longer in use."""
    return frozenset(list_currencies()) - _NO_MONEY


def tag(written: str) -> str:
    """A language tag in its usual letter case ("zh-Hant-TW"), or an empty text if it is none anybody knows."""
    if not _TAG.match(written):
        return ""
    try:
        Locale.parse(written, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""
    first, *rest = written.split("-")
    return "-".join([first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in rest)])


def language(table: Table, key: str, default: str) -> str:
    """A language tag read from a table."""
    written = table.text(key, default)
    known = tag(written)
    if not known:
        table.problem(key, f"'{written}' is no language", 'write a tag such as "en", "de" or "zh-Hans"')
    return known or default


def languages(table: Table, key: str, own: str) -> tuple[str, ...]:
    """A list of language tags, the shop's own first unless it stands elsewhere in the list."""
    tags: list[str] = []
    for written in table.texts(key, ()):
        known = tag(written)
        if known:
            tags.append(known)
        else:
            table.problem(key, f"'{written}' is no language", 'write tags such as "en", "de" or "zh-Hans"')
    return tuple(dict.fromkeys(tags if own in tags else [own, *tags]))


def words(table: Table, key: str, own: str, *, required: bool = False) -> Words:
    """Texts by language with checked tags; one of them must serve the shop's own language."""
    read = table.words(key, None if required else ())
    texts: dict[str, str] = {}
    for written, text in read:
        known = tag(written) if written else ""
        if written and not known:
            table.problem(key, f"'{written}' is no language", 'write tags such as "en", "de" or "zh-Hans"')
        elif known in texts:
            table.problem(key, f"names the language '{known}' twice")
        texts.setdefault(known, text)
    if texts and not any(known in ("", own) or own.startswith(f"{known}-") for known in texts):
        table.problem(key, f"has no text in the shop's own language, '{own}'", f"add {own} = ...")
    return tuple(texts.items())


def country(table: Table, key: str) -> str:
    """A country code or an empty text."""
    written = table.text(key, "").upper()
    if written and written not in countries():
        table.problem(key, f"'{written}' is no country code", 'write the two letters of ISO 3166, such as "DE"')
        return ""
    return written


def currency(table: Table, key: str) -> str:
    """A currency code or an empty text."""
    written = table.text(key, "").upper()
    if written and written not in currencies():
        table.problem(key, f"'{written}' is no currency code", 'write the three letters of ISO 4217, such as "EUR"')
        return ""
    return written


def timezone(table: Table, key: str, default: str) -> str:
    """The name of a time zone in the IANA database."""
    written = table.text(key, default)
    if _is_zone(written):
        return written
    zones = available_timezones()
    hint = nearest(written, zones, 'write a name such as "Europe/Berlin"')
    table.problem(key, f"'{written}' is no time zone", hint)
    return default


def _is_zone(written: str) -> bool:
    """Whether it is in the database of this computer. To list that takes long, and CLDR knows nearly every name."""
    if written not in ("UTC", *get_global("zone_territories")):
        return written in available_timezones()
    try:
        ZoneInfo(written)
    except ZoneInfoNotFoundError:
        return False
    return True


def host_name(written: str) -> tuple[str, str]:
    """A host name as people read it, and in ASCII for links; two empty texts if it is none.

    UTS #46 without transitional processing, as browsers do it, with the letters and lengths of RFC 5891.
    """
    try:
        read = idna.uts46_remap(written, std3_rules=True)
        ascii_name = idna.encode(read, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return "", ""
    last = ascii_name.rpartition(".")[2]
    sound = "." in ascii_name and bool(last) and not last.isdigit() and len(ascii_name) <= 253
    return (read, ascii_name) if sound else ("", "")
