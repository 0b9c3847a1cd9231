"""What a reader takes for one character: where a text must not be cut (UAX #29, with conjuncts kept whole)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from inserts.text.emoji import PICTURES, REGIONALS

# Characters that neither extend nor bind: Latin, Greek, Cyrillic, Hebrew and Arabic letters, kana, Han, Hangul.
_SINGLE = re.compile(
    "[ -\u00a8\u00aa-\u00ad\u00af-\u02ff\u0370-\u0482\u048a-\u058f\u05d0-\u05ea\u0621-\u064a\u0660-\u066f\u0671-\u06d3"
    "\u1e00-\u1fff\u2010-\u2027\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff9d"
    "\U00020000-\U0003ffff]*"
)
_PICTURE = re.compile(f"[{PICTURES}]")
_REGIONAL = re.compile(f"[{REGIONALS}]")
# Not marks by category, but drawn with what stands before them: Thai and Lao am, halfwidth voicing, skins, tags.
_EXTENDING = frozenset("\u0e33\u0eb3\u200c\u200d\uff9e\uff9f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_ZWJ = "\u200d"
_VIRAMA = 9
_LONE = "\u0bcd\u0e3a\u0eba\u103a"
"""Viramas that form no conjuncts: Tamil, Thai, Lao, the Myanmar asat."""

# GB6 to GB8: the last jamo of what stands before, all jamo of what follows.
_SYLLABLE = {("L", "L"), ("L", "V"), ("L", "LV"), ("L", "LVT"), ("V", "V"), ("V", "T"), ("T", "T")}


def cluster_starts(text: str) -> list[int]:
    """Positions where clusters begin, ascending; the first is 0. Empty for an empty text."""
    if _SINGLE.fullmatch(text):
        return list(range(len(text)))
    starts = []
    regionals = 0
    before = ""
    for place, char in enumerate(text):
        pairs = regionals % 2 == 1
        regionals = regionals + 1 if _REGIONAL.match(char) else 0
        if not before or not (extends(char) or _bound(before, char) or (pairs and regionals)):
            starts.append(place)
        before = char
    return starts


@lru_cache(maxsize=65536)
def extends(char: str) -> bool:
    """Whether the character belongs to the one before it: marks, joiners, skin tones, tags."""
    return unicodedata.category(char)[0] == "M" or char in _EXTENDING or "\U000e0020" <= char <= "\U000e007f"


@lru_cache(maxsize=16384)
def _bound(before: str, char: str) -> bool:
    """Whether a character holds the next one: a joiner a picture or letter, a virama a letter, a jamo the next jamo."""
    if before == _ZWJ:
        return bool(_PICTURE.match(char)) or unicodedata.category(char) == "Lo"
    if unicodedata.combining(before) == _VIRAMA and before not in _LONE:
        return unicodedata.category(char) == "Lo"
    return (_jamo(before)[-1:], _jamo(char)) in _SYLLABLE


def _jamo(char: str) -> str:
    """The jamo a Korean letter or syllable is made of: leading, vowel, trailing. Empty for all else."""
    if "\uac00" <= char <= "\ud7a3":
        return "LV" if (ord(char) - 0xAC00) % 28 == 0 else "LVT"
    if "\u1100" <= char <= "\u115f" or "\ua960" <= char <= "\ua97c":
        return "L"
    if "\u1160" <= char <= "\u11a7" or "\ud7b0" <= char <= "\ud7c6":
        return "V"
    return "T" if "\u11a8" <= char <= "\u11ff" or "\ud7cb" <= char <= "\ud7fb" else ""
