"""What the script of a text means for how it is set."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from threading import Lock

import uharfbuzz as hb

COMMON = "Zyyy"
"""Script of what belongs to none: digits, punctuation, blanks; and of marks that take their letter's."""

EMOJI = "Zsye"

HAN = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
"""Scripts set as one with ideographs."""

_KANA = frozenset({"Hira", "Kana"})
_WITH_HAN = _KANA | {"Bopo"}
_HAN_LANGUAGES = frozenset({"zh", "ja", "ko", "yue", "cmn", "wuu", "nan", "hak", "lzh"})
_TRACKED = frozenset({"Latn", "Grek", "Cyrl", "Armn", "Geor", "Hebr", COMMON})
_SCALES = {"Arab": (0.95, 0.85)} | dict.fromkeys(HAN, (1.0, 0.86))
_IGNORABLE = frozenset("\u034f\u061c\u180b\u180c\u180d\u180e\u180f\u200c\u200d\u200e\u200f")

_PROBE = hb.Buffer()
_LOCK = Lock()


@lru_cache(maxsize=65536)
def script_of(char: str) -> str:
    """ISO 15924 code of a character's script as HarfBuzz knows it; `COMMON` without one."""
    with _LOCK:
        _PROBE.reset()
        _PROBE.add_str(char)
        _PROBE.guess_segment_properties()
        return _PROBE.script or COMMON


@lru_cache(maxsize=65536)
def set_as(char: str) -> str:
    """The script a character is set as: kana and Bopomofo as Han, so that a name in both is one run."""
    script = script_of(char)
    return "Hani" if script in _WITH_HAN else script


def scales(script: str) -> tuple[float, float]:
    """Factors on the size below and from 14 points that make scripts look equally large (design language, 8)."""
    return _SCALES.get(script, (1.0, 1.0))


def may_track(script: str) -> bool:
    """Whether letters may be moved apart: not in scripts that join or stack them, nor in Han and Thai."""
    return script in _TRACKED


@lru_cache(maxsize=4096)
def is_ignorable(char: str) -> bool:
    """Whether a character is never drawn, so that no face needs it: joiners, selectors, direction marks, tags."""
    return char in _IGNORABLE or "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e0fff"


@lru_cache(maxsize=4096)
def decomposed(char: str) -> str:
    """The canonical parts, from which shaping builds a letter that a face does not have whole."""
    return unicodedata.normalize("NFD", char)


def han_language(text: str, language: str) -> str:
    """The language whose forms of ideographs are drawn: the given one if it writes Han, else the one the text tells."""
    if language.replace("_", "-").split("-")[0].lower() in _HAN_LANGUAGES:
        return language
    found = set(map(script_of, text))
    if found & _KANA:
        return "ja"
    return "ko" if "Hang" in found else "zh-Hans"
