"""Text from exports and templates made fit to be set: what cannot be drawn is dropped, what is damaged is told."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from inserts.text.emoji import PICTURES, SKINS, TAGGED
from inserts.text.private_use import UNICODE

MOST_MARKS = 4
"""Most marks stacked on one letter. Marks with a width of their own (Myanmar, Indic vowels) do not count."""


class Cleaned(NamedTuple):
    """A text fit to be set, and in plain words what was done to it. U+FFFD in it stands for a damaged character."""

    text: str
    notes: tuple[str, ...] = ()


class _Step(NamedTuple):
    pattern: re.Pattern[str]
    replace: str | Callable[[re.Match[str]], str]
    note: str = ""


# Nothing to do: printing characters that never combine, single spaces between them.
_PLAIN = (
    "!-~\u00a1-\u00ac\u00ae-\u02ff\u0388-\u0482\u048a-\u052f\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0621-\u064a"
    "\u0660-\u066f\u0671-\u06d3\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20ac\u2116\u2190-\u2193\u3001-\u3029"
    "\u3041-\u3096\u30a1-\u30ff\u3105-\u312f\u3400-\u9fff\uac00-\ud7a3\uff01-\uff5e\U00020000-\U0002a6df"
)
_READY = re.compile(f"(?:[{_PLAIN}]+(?: [{_PLAIN}]+)*)?")

_PLANE_ENDS = "".join(chr(plane + 0xFFFE) + chr(plane + 0xFFFF) for plane in range(0, 0x110000, 0x10000))

_BLANKS = " \u00a0\u3000"
_MARKED = "\u061c\u200e\u200f"
"""Direction marks: kept for the order of the line, never drawn."""


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def _looked_up(private: re.Match[str]) -> str:
    return UNICODE[private[0]]


def _unshaped(letters: re.Match[str]) -> str:
    """Isolated marks decompose to a space and the mark; the mark belongs to the letter before it."""
    return unicodedata.normalize("NFKC", letters[0]).replace(" ", "")


def _only_blanks_dropped(edge: re.Match[str]) -> str:
    return re.sub(f"[{_BLANKS}]", "", edge[0])


def _one_blank(blanks: re.Match[str]) -> str:
    return " " if " " in blanks[0] else "\u00a0"


# In this order: a later step counts on the earlier ones.
_CHARACTERS = (
    _Step(re.compile("[\ud800-\udbff][\udc00-\udfff]"), _joined, "characters torn into two halves were joined"),
    _Step(re.compile("[\ud800-\udfff]"), "\ufffd", "a damaged character is in the text"),
    _Step(re.compile(f"[{''.join(UNICODE)}]"), _looked_up, "private codes of an old Chinese encoding were replaced"),
    _Step(re.compile("[\t-\r\x85\u2028\u2029]+"), " ", "line breaks or tabs became spaces"),
    _Step(re.compile("[\x00-\x1f\x7f-\x9f]"), "", "control characters were dropped"),
    _Step(re.compile("[\u202a-\u202e\u2066-\u2069]"), "", "marks that turn the reading direction were dropped"),
    _Step(re.compile(f"[\ufdd0-\ufdef{_PLANE_ENDS}]"), "", "codes that are no characters were dropped"),
    _Step(re.compile(f"({TAGGED})|[\U000e0000-\U000e007f]"), r"\1"),
    _Step(
        re.compile(
            "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
            "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0080-\U000e00ff\U000e01f0-\U000e0fff]"
        ),
        "",
    ),
    _Step(re.compile("\ufffc"), "", "a picture pasted into the text was dropped"),
    _Step(re.compile("[\u1680\u2000-\u2006\u2008-\u200a\u205f]"), " "),
    _Step(re.compile("[\u2007\u202f]"), "\u00a0"),
    _Step(re.compile("[\u2f00-\u2fd5\ufb50-\ufdef\ufe70-\ufefc]+"), _unshaped),
)
_BLANK_STEPS = (
    _Step(re.compile("[ \u00a0]{2,}"), _one_blank),
    _Step(re.compile(f"^[{_BLANKS}{_MARKED}]+|[{_BLANKS}{_MARKED}]+$"), _only_blanks_dropped),
    _Step(re.compile(f"^[{_MARKED}]+$"), ""),
)

# NFC would turn these into other characters than the customer wrote: U+FA19 into U+795E.
_COMPATIBLE = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

# Letters whose shape a joiner decides: Arabic, Syriac, Mandaic, Indic, Myanmar, Khmer, Mongolian and their kin.
_JOINING = re.compile(
    "[\u0620-\u065f\u066e-\u06d5\u06e5-\u06ff\u0710-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17dd\u1800-\u18af"
    "\u1a20-\u1aad\u1b00-\u1c4f\ua840-\ua877\ua8e0-\uaadf\uabc0-\uabed\U00010f30-\U00010f6f"
    "\U00011000-\U000118ff\U0001e900-\U0001e95f]"
)
_JOINERS = "\u200c\u200d"
_PICTURE = re.compile(f"[{PICTURES}]")
_PICTURE_END = re.compile(f"[{PICTURES}{SKINS}\ufe0f\U000e007f]")
_SELECTOR = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_VIRAMA = 9
"""Canonical combining class of the signs that take a letter's vowel away."""


def clean(text: str) -> Cleaned:
    """The text in NFC with single spaces, without controls, invisible characters and heaps of marks.

    Direction marks (LRM, RLM, ALM) and joiners that shape letters stay; so do CJK compatibility ideographs.
    Never raises, and cleaning twice changes nothing more.
    """
    if _READY.fullmatch(text):
        return Cleaned(text)
    notes: list[str] = []
    cleaned = _composed(_steps(text, _CHARACTERS, notes))
    marked = _Marked(notes)
    cleaned = _composed(marked.text(cleaned))
    cleaned = _steps(cleaned, _BLANK_STEPS, notes)
    if text and not cleaned:
        notes.append("nothing that can be printed is left")
    return Cleaned(cleaned, tuple(dict.fromkeys(notes)))


def _steps(text: str, steps: tuple[_Step, ...], notes: list[str]) -> str:
    for step in steps:
        text, count = step.pattern.subn(step.replace, text)
        if count and step.note:
            notes.append(step.note)
    return text


def _composed(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = _COMPATIBLE.split(text)
    return "".join(part if place % 2 else unicodedata.normalize("NFC", part) for place, part in enumerate(parts))


class _Marked:
    """One pass over a text that keeps of marks and joiners what belongs to a letter or picture."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = notes
        self._kept: list[str] = []
        self._heap = 0
        self._has_base = False
        self._joiner = ""

    def text(self, text: str) -> str:
        for char in text:
            if char in _JOINERS:
                self._joiner = self._joiner or char
            elif self._keeps(char):
                self._join(char)
                self._kept.append(char)
        self._join("")
        return "".join(self._kept)

    def _keeps(self, char: str) -> bool:
        category = unicodedata.category(char)
        if category[0] == "M":
            return self._keeps_mark(char, category)
        self._has_base = category[0] != "Z" and char not in _MARKED
        self._heap = _own_marks(char)
        return True

    def _keeps_mark(self, char: str, category: str) -> bool:
        if not self._has_base:
            self._notes.append("marks without a letter were dropped")
            return False
        if _SELECTOR.match(char):
            return not _SELECTOR.match(self._kept[-1])
        self._heap += category != "Mc"
        if self._heap > MOST_MARKS:
            self._notes.append(f"more than {MOST_MARKS} marks on one letter were dropped")
            return False
        return True

    def _join(self, char: str) -> None:
        if self._joiner and self._kept and _joins(self._kept[-1], self._joiner, char):
            self._kept.append(self._joiner)
        self._joiner = ""


def _joins(before: str, joiner: str, after: str) -> bool:
    """Whether a joiner between two characters shapes them. After a virama it does so at a word's end, too."""
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if _JOINING.match(before) and _JOINING.match(after):
        return True
    return joiner == "\u200d" and bool(_PICTURE_END.match(before) and _PICTURE.match(after))


@lru_cache(maxsize=4096)
def _own_marks(char: str) -> int:
    """How many marks a composed letter brings along."""
    return sum(unicodedata.category(part)[0] == "M" for part in unicodedata.normalize("NFD", char))
