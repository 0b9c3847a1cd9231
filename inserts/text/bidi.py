"""The order of a line that mixes directions: the Unicode Bidirectional Algorithm (UAX #9).

Cleaning drops embeddings, overrides and isolates, so a text is one isolating run at its base level and rules
X1 to X10 have nothing to do; any that still come are passed over. Left are P2-P3, W1-W7, N0-N2, I1-I2, L1 and L2.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

MARKS = "\u061c\u200e\u200f"
"""Direction marks (ALM, LRM, RLM): they count as strong characters and are never drawn."""

_MAY_TURN = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Without one of these a left-to-right line has one level."""

_TURN_BACK = frozenset({"L", "EN", "AN"})
"""Without one of these a right-to-left line has one level."""

# Classes of unassigned code points: where each range begins (DerivedBidiClass.txt, Unicode 16).
_DEFAULTS = (
    (0x0000, "L"), (0x0590, "R"), (0x0600, "AL"), (0x07C0, "R"), (0x0860, "AL"), (0x0900, "L"),
    (0x20A0, "ET"), (0x20D0, "L"), (0xFB1D, "R"), (0xFB50, "AL"), (0xFDD0, "BN"), (0xFDF0, "AL"), (0xFE00, "L"),
    (0xFE70, "AL"), (0xFF00, "L"), (0xFFF0, "BN"), (0xFFF9, "L"), (0x10800, "R"), (0x10D00, "AL"), (0x10D40, "R"),
    (0x10EC0, "AL"), (0x10F00, "R"), (0x10F30, "AL"), (0x10F70, "R"), (0x11000, "L"), (0x1E800, "R"),
    (0x1EC70, "AL"), (0x1ECC0, "R"), (0x1ED00, "AL"), (0x1ED50, "R"), (0x1EE00, "AL"), (0x1EF00, "R"), (0x1F000, "L"),
    (0xE0000, "BN"), (0xE1000, "L"),
)  # fmt: skip
_STARTS = [start for start, _ in _DEFAULTS]
_PASSED_OVER = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON"})
_AS_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "R", "AN": "R"}
"""Numbers stand for R where neutrals look for their neighbours (N0 to N2)."""

# BidiBrackets.txt: opening and closing by turns.
_BRACKETS = (
    "()[]{}\u0f3a\u0f3b\u0f3c\u0f3d\u169b\u169c\u2045\u2046\u207d\u207e\u208d\u208e\u2308\u2309\u230a\u230b\u2329\u232a"
    "\u2768\u2769\u276a\u276b\u276c\u276d\u276e\u276f\u2770\u2771\u2772\u2773\u2774\u2775\u27c5\u27c6\u27e6\u27e7"
    "\u27e8\u27e9\u27ea\u27eb\u27ec\u27ed\u27ee\u27ef\u2983\u2984\u2985\u2986\u2987\u2988\u2989\u298a\u298b\u298c"
    "\u298d\u2990\u298f\u298e\u2991\u2992\u2993\u2994\u2995\u2996\u2997\u2998\u29d8\u29d9\u29da\u29db\u29fc\u29fd"
    "\u2e22\u2e23\u2e24\u2e25\u2e26\u2e27\u2e28\u2e29\u2e55\u2e56\u2e57\u2e58\u2e59\u2e5a\u2e5b\u2e5c\u3008\u3009"
    "\u300a\u300b\u300c\u300d\u300e\u300f\u3010\u3011\u3014\u3015\u3016\u3017\u3018\u3019\u301a\u301b\ufe59\ufe5a"
    "\ufe5b\ufe5c\ufe5d\ufe5e\uff08\uff09\uff3b\uff3d\uff5b\uff5d\uff5f\uff60\uff62\uff63"
)
_EQUAL = {"\u2329": "\u3008", "\u232a": "\u3009"}
"""Canonical equivalents count as the same bracket."""
_CLOSING = {_EQUAL.get(o, o): _EQUAL.get(c, c) for o, c in zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True)}
_CLOSERS = frozenset(_CLOSING.values())
_DEEPEST = 63
"""Open brackets at most; one more and no further pairs are looked for (BD16)."""


def base_level(text: str) -> int:
    """0 or 1 from the first strong character (P2, P3); 0 without one."""
    for char in text:
        found = bidi_class(char)
        if found in ("L", "R", "AL"):
            return int(found != "L")
    return 0


def may_turn(text: str) -> bool:
    """Whether a left-to-right line of this text may have more than one level."""
    return not text.isascii() and bool(_MAY_TURN.search(text))


def levels(text: str, base: int) -> list[int]:
    """The level of each character of one line. Odd levels read right to left."""
    if not base and not may_turn(text):
        return [0] * len(text)
    classes = [bidi_class(char) for char in text]
    if base and _TURN_BACK.isdisjoint(classes):
        return [1] * len(text)
    shown = [place for place, found in enumerate(classes) if found != "BN"]
    run = [classes[place] for place in shown]
    chars = [text[place] for place in shown]
    originals = list(run)
    edge = "R" if base else "L"
    _resolve_weak(run, edge)
    _resolve_brackets(run, chars, originals, edge)
    _resolve_neutrals(run, edge)
    return _line_levels(classes, dict(zip(shown, (_implicit(found, base) for found in run), strict=True)), base)


def visual_order(levels: Sequence[int]) -> list[int]:
    """Logical places in the order they stand on the line, left to right (L2)."""
    order = list(range(len(levels)))
    lowest_odd = min((level for level in levels if level % 2), default=0) if len(levels) > 1 else 0
    if not lowest_odd:
        return order
    for level in range(max(levels), lowest_odd - 1, -1):
        for start, end in _stretches([levels[place] >= level for place in order]):
            order[start:end] = order[start:end][::-1]
    return order


@lru_cache(maxsize=65536)
def bidi_class(char: str) -> str:
    """Bidi_Class of a character, BN for those the algorithm passes over; unassigned ones take their block's."""
    found = unicodedata.bidirectional(char)
    if not found:
        found = "BN" if ord(char) & 0xFFFE == 0xFFFE else _DEFAULTS[bisect_right(_STARTS, ord(char)) - 1][1]
    return "BN" if found in _PASSED_OVER else found


def _resolve_weak(run: list[str], edge: str) -> None:
    """W1 to W7 in place."""
    before = edge
    for place, found in enumerate(run):  # W1
        if found == "NSM":
            run[place] = before
        before = run[place]
    strong = edge
    for place, found in enumerate(run):  # W2, W3
        if found in ("L", "R", "AL"):
            strong = found
            run[place] = "R" if found == "AL" else found
        elif found == "EN" and strong == "AL":
            run[place] = "AN"
    _resolve_separators(run)
    strong = edge
    for place, found in enumerate(run):  # W7
        if found in ("L", "R"):
            strong = found
        elif found == "EN" and strong == "L":
            run[place] = "L"


def _resolve_separators(run: list[str]) -> None:
    """W4 to W6: a separator between equal numbers joins them, terminators join a number, the rest is neutral."""
    for place in range(1, len(run) - 1):
        before, found, after = run[place - 1 : place + 2]
        if before == after and ((found == "CS" and before in ("EN", "AN")) or (found == "ES" and before == "EN")):
            run[place] = before
    for start, end in _stretches([found == "ET" for found in run]):
        if "EN" in run[max(start - 1, 0) : start] + run[end : end + 1]:
            run[start:end] = ["EN"] * (end - start)
    run[:] = ["ON" if found in ("ES", "ET", "CS") else found for found in run]


def _resolve_brackets(run: list[str], chars: Sequence[str], originals: Sequence[str], edge: str) -> None:
    """N0 in place. Marks on a bracket that became strong follow it."""
    for opening, closing in _pairs(run, chars):
        inside = {_AS_STRONG.get(found) for found in run[opening + 1 : closing]}
        if edge in inside:
            direction = edge
        elif {"L", "R"} & inside:
            before = next((_AS_STRONG[found] for found in reversed(run[:opening]) if found in _AS_STRONG), edge)
            direction = before
        else:
            continue
        for bracket in (opening, closing):
            run[bracket] = direction
            mark = bracket + 1
            while mark < len(run) and originals[mark] == "NSM":
                run[mark] = direction
                mark += 1


def _pairs(run: Sequence[str], chars: Sequence[str]) -> list[tuple[int, int]]:
    """Places of bracket pairs by opening place (BD16)."""
    pairs: list[tuple[int, int]] = []
    open_at: list[tuple[str, int]] = []
    for place, char in enumerate(chars):
        bracket = _EQUAL.get(char, char)
        if run[place] != "ON":
            continue
        if bracket in _CLOSING:
            if len(open_at) == _DEEPEST:
                break
            open_at.append((_CLOSING[bracket], place))
        elif bracket in _CLOSERS:
            depth = next((d for d in reversed(range(len(open_at))) if open_at[d][0] == bracket), None)
            if depth is not None:
                pairs.append((open_at[depth][1], place))
                del open_at[depth:]
    return sorted(pairs)


def _resolve_neutrals(run: list[str], edge: str) -> None:
    """N1, N2 in place: neutrals between equal directions take it, others the base direction."""
    for start, end in _stretches([found in _NEUTRAL for found in run]):
        before = _AS_STRONG[run[start - 1]] if start else edge
        after = _AS_STRONG[run[end]] if end < len(run) else edge
        run[start:end] = [before if before == after else edge] * (end - start)


def _implicit(found: str, base: int) -> int:
    """I1, I2."""
    if base % 2:
        return base + (found != "R")
    return base + {"L": 0, "R": 1}.get(found, 2)


def _line_levels(classes: Sequence[str], resolved: dict[int, int], base: int) -> list[int]:
    """Levels of all characters: what was passed over takes the level before it; L1 for blanks at the end."""
    result: list[int] = []
    blanks_from: int | None = None
    for place, found in enumerate(classes):
        result.append(resolved.get(place, result[-1] if result else base))
        if found in ("B", "S"):
            start = place if blanks_from is None else blanks_from
            result[start:] = [base] * (place + 1 - start)
            blanks_from = None
        elif found not in ("WS", "BN"):
            blanks_from = None
        elif blanks_from is None:
            blanks_from = place
    if blanks_from is not None:
        result[blanks_from:] = [base] * (len(result) - blanks_from)
    return result


def _stretches(flags: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Start and end of each stretch of true flags."""
    start = None
    for place, flag in enumerate(flags):
        if flag and start is None:
            start = place
        elif not flag and start is not None:
            yield start, place
            start = None
    if start is not None:
        yield start, len(flags)
