"""Whether an order is a gift: a column of its own, a detail of the order, or a tag says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_GIFT = frozenset(
    {"gift", "is gift", "is a gift", "gift order", "gift wrap", "gift message", "gift note", "geschenk"}
    | {
        "als geschenk",
        "geschenkverpackung",
        "geschenknachricht",
        "cadeau",
        "message cadeau",
        "regalo",
        "para regalo",
        "presente",
    }
    | {"confezione regalo", "present", "gave", "lahja", "prezent", "dárek", "ajándék", "cadou", "подарок", "hediye"}
    | {
        "δώρο",
        "מתנה",
        "هدية",
        "礼物",
        "礼品",
        "送礼",
        "禮物",
        "禮品",
        "送禮",
        "ギフト",
        "プレゼント",
        "선물",
        "quà tặng",
    }
)
_NO = frozenset(
    {"no", "n", "false", "f", "none", "nein", "non", "not", "off", "nej", "nei", "ei", "nie", "ne", "нет", "hayır"}
    | {"いいえ", "否", "无", "無", "なし", "아니오", "لا", "לא"}
)
_NOTHING = re.compile(r"\W*0*([.,]0+)?\W*\Z")


def is_gift(cells: Iterable[str], details: Iterable[str], tags: Iterable[str]) -> bool:
    """`cells`: yes or no, a message, or what wrapping costs. `details`: lines "name: value". `tags`: one word each."""
    return (
        any(map(_says_so, cells))
        or any(_detail(line) for text in details for line in text.splitlines())
        or any(_plain(tag) in _GIFT for tag in tags)
    )


def _says_so(text: str) -> bool:
    return not _NOTHING.match(text) and _plain(text) not in _NO


def _detail(line: str) -> bool:
    name, _, value = line.partition(":")
    return _plain(name) in _GIFT and _says_so(value)


def _plain(text: str) -> str:
    """Words as they are compared: "_is-Gift?" and "is gift" are the same."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))
