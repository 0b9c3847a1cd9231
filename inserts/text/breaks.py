"""Where a line of text may end (UAX #14 as far as cards need it, with the kinsoku rules of Japanese and Chinese)."""

from __future__ import annotations

import re
from typing import NamedTuple

from inserts.text.clusters import cluster_starts
from inserts.text.dictionary import WordEnds, word_ends


class Break(NamedTuple):
    """A line may end before the code point at `position`.

    `soft`: between words, so to be taken before one inside a run of ideographs or a word of a script without spaces.
    `hard`: the line must end here.
    """

    position: int
    soft: bool = True
    hard: bool = False


_SPACES = " \u3000\u1361\u0f0b"
"""Space, ideographic space, Ethiopic word space, Tibetan tsheg: a line may end after each."""

_GLUE = "\u00a0\u2007\u2011\u202f\u2060\ufeff"
_HYPHENS = "-\u058a\u05be\u2010\u2013\u2014\u30fb"
_NUMBER_HYPHENS = "-\u2010"
_DOTS = "\u00b7\u2027\u30fb"
"""Dots that part the names of a person in Han or kana."""

# Kinsoku: what may not start a line, what may not end one.
_NO_START = frozenset(
    "、。，．・：；？！ー）］｝〕〉》」』】〗〙〛’”»›ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ々〻ゝゞヽヾ"
    "〜～‼⁇⁈⁉％‰℃℉｡､･｣ｰｧｨｩｪｫｯｬｭｮﾞﾟ,.!?:;)]}%…‥·‧/\u060c\u061b\u061f\u06d4\u0964\u0965"
    "ะาำๅๆฯະາຳຽຯໆៗ។៕៖៘៙៚၊။\u0f0d\u1362\u1363\u1364"
)
_NO_END = frozenset("（［｛〔〈《「『【〖〘〚〝‘“«‹｢([{$€£¥￥＄￡₩฿¿¡#＃№เแโใไເແໂໃໄ")
_MAY_OPEN = "»›”’"
"""Marks that end a quotation in some languages and begin it in others: »Wort«, ”ord”."""

_QUOTES = "\"'"
_KEPT_TOGETHER = "…‥—―"

_WIDE = re.compile(
    "[\u2e80-\u2fff\u3001-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff9f\uffe0-\uffe6"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_WORDS_UNPARTED = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ede\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17d7]")
"""Letters and marks of Thai, Lao, Myanmar and Khmer, which write no space between words."""

_UNPARTED_RUN = re.compile(f"{_WORDS_UNPARTED.pattern}+")

_KILLED = re.compile("[\u1000-\u1021\u1025]\u1037?\u103a")
"""A Myanmar letter that ends the syllable before it."""

_MAY_BREAK = re.compile(f"[{re.escape(_SPACES + _HYPHENS + _DOTS)}\n]|{_WIDE.pattern}|{_WORDS_UNPARTED.pattern}")


def breaks(text: str, language: str = "", *, words: WordEnds = word_ends) -> tuple[Break, ...]:
    """Every place inside `text` where a line may end, ascending.

    After spaces and hyphens, between ideographs by kinsoku; never inside a cluster, an ASCII word, an address
    or a number. Thai, Lao, Khmer and Myanmar break between `words` where a dictionary of them is installed, else
    between syllables as far as letters tell: see `dictionary`. Letters tell the script, so `language` (BCP 47)
    decides nothing yet.
    """
    if not _MAY_BREAK.search(text):
        return ()
    inside = _inside_words(text, words) if _WORDS_UNPARTED.search(text) else frozenset()
    found = (_at(text, place) for place in cluster_starts(text)[1:] if place not in inside)
    return tuple(one for one in found if one is not None)


def _inside_words(text: str, words: WordEnds) -> frozenset[int]:
    """Places inside words that a dictionary tells; without one there are none."""
    inside: set[int] = set()
    for run in _UNPARTED_RUN.finditer(text):
        ends = words(run[0])
        if ends is not None:
            inside.update(run.start() + place for place in range(1, len(run[0])) if place not in ends)
    return frozenset(inside)


def _at(text: str, place: int) -> Break | None:
    before, after = text[place - 1], text[place]
    if before == "\n":
        return Break(place, hard=True)
    if after in _SPACES or after == "\n":
        return None
    if before in _SPACES:
        return Break(place) if _after_space(text, place) else None
    if before in _NO_END or after in _NO_START or before in _GLUE or after in _GLUE:
        return None
    if _after_hyphen(text, place):
        return Break(place)
    if _WIDE.match(before) or _WIDE.match(after):
        return _beside_ideograph(place, before, after)
    if _WORDS_UNPARTED.match(before) and _WORDS_UNPARTED.match(after) and not _KILLED.match(text, place):
        return Break(place, soft=False)
    return None


def _after_space(text: str, place: int) -> bool:
    """A space belongs to an opening mark before it and a closing one behind it: « mot », ( word ), Merci !"""
    after, next_one = text[place], text[place + 1 : place + 2]
    if after in _NO_START and not (next_one.isalnum() and (after.isascii() or after in _MAY_OPEN)):
        return False
    outer, last = text[max(place - 3, 0) : place - 2], text[place - 2 : place - 1]
    if last in ("«", "‹"):
        return outer.isalnum()
    return last not in _NO_END or last in "#$€£¥₩฿" or last.isalnum()


def _after_hyphen(text: str, place: int) -> bool:
    outer, hyphen, after = text[max(place - 2, 0) : place - 1], text[place - 1], text[place]
    if hyphen not in _HYPHENS or not outer or outer in _SPACES + _HYPHENS or not after.isalnum():
        return False
    return not (hyphen in _NUMBER_HYPHENS and outer.isdigit() and after.isdigit())


def _beside_ideograph(place: int, before: str, after: str) -> Break | None:
    if before in _QUOTES or after in _QUOTES or (before == after and before in _KEPT_TOGETHER):
        return None
    return Break(place, soft=before in _DOTS)
