"""The order of mixed lines, against another implementation (Rust's unicode-bidi)."""

from __future__ import annotations

import random
import unicodedata

import bidi as oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.text.bidi import _BRACKETS, _MAY_TURN, base_level, bidi_class, levels, visual_order

NOT_CLEAN = ("", "B", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def pools() -> list[list[str]]:
    """Characters by bidi class, and the few that the rules treat on their own."""
    by_class: dict[str, list[str]] = {}
    for code in (*range(0xD800), *range(0xF900, 0x11000), *range(0x1E800, 0x1F000)):
        found = unicodedata.bidirectional(chr(code))
        if found not in NOT_CLEAN:
            by_class.setdefault(found, []).append(chr(code))
    return [
        *by_class.values(),
        list("()[]{}〈〉\u2329\u232a"),
        list(",.:/+-"),
        list("אבجد12ab"),
        list("\u200e\u200f\u061c"),
    ]


def on_the_line(text: str, base: int) -> str:
    return "".join(text[place] for place in visual_order(levels(text, base)))


def turns(text: str) -> bool:
    """The oracle skips its last rule when no character of a text turns the direction; such texts are not asked."""
    return any(bidi_class(char) in ("R", "AL") for char in text)


def test_100_000_random_lines_stand_as_another_implementation_orders_them() -> None:
    chance = random.Random(20)
    classes = pools()
    told = {0: "L", 1: "R", None: None}
    asked = 0
    while asked < 100_000:
        text = "".join(chance.choice(chance.choice(classes)) for _ in range(chance.randrange(1, 12)))
        if turns(text):
            base = chance.choice((0, 1, None))
            found = on_the_line(text, base_level(text) if base is None else base)
            assert found == oracle.get_display(text, base_dir=told[base]), (ascii(text), base)
            asked += 1


@settings(max_examples=100, deadline=None)
@given(st.text("אבגabc123()[]<> .,-+%\u0301\u200d\u200e\u200fمح٣", min_size=1, max_size=60), st.sampled_from((0, 1)))
def test_long_lines_with_nested_brackets_stand_right(text: str, base: int) -> None:
    if turns(text):
        assert on_the_line(text, base) == oracle.get_display(text, base_dir="LR"[base])


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("abc", 0, [0, 0, 0]),
        ("abc", 1, [2, 2, 2]),
        ("אבג", 1, [1, 1, 1]),
        ("אב 12", 1, [1, 1, 1, 2, 2]),
        ("אב 12", 0, [1, 1, 1, 2, 2]),
        ("a אב ", 0, [0, 0, 1, 1, 0]),
        ("مح 1.2", 1, [1, 1, 1, 2, 2, 2]),
        ("א\u2066b", 1, [1, 1, 2]),
        ("", 1, []),
    ],
)
def test_levels_are_those_of_the_standard(text: str, base: int, expected: list[int]) -> None:
    assert levels(text, base) == expected


def test_a_pair_of_brackets_stays_with_its_words() -> None:
    assert on_the_line("אב (גד) ab", 1) == "ab )דג( בא"
    assert on_the_line("a (אב) c", 0) == "a (בא) c"
    assert levels("א〈b\u232aג", 1) == [1, 1, 2, 1, 1]


def test_more_open_brackets_than_the_standard_follows_are_harmless() -> None:
    text = "א" + "(" * 100 + "b" + ")" * 100
    assert on_the_line(text, 0) == oracle.get_display(text, base_dir="L")


@pytest.mark.parametrize(
    ("text", "level"), [("abc", 0), ("אב", 1), ("12 مح", 1), ("12", 0), ("", 0), ("\u200fabc", 1), ("\u061cabc", 1)]
)
def test_the_first_strong_letter_gives_the_base(text: str, level: int) -> None:
    assert base_level(text) == level


def test_every_letter_that_may_turn_a_line_is_seen_by_the_quick_look() -> None:
    turning = [c for c in map(chr, range(0x110000)) if bidi_class(c) in ("R", "AL", "AN")]
    assert len(turning) > 5000
    assert all(map(_MAY_TURN.match, turning))


@pytest.mark.parametrize(
    ("code", "expected"),
    [(0x10D00, "AL"), (0x1E8F0, "R"), (0x07BF, "AL"), (0x20CF, "ET"), (0xFDD0, "BN"), (0x1FFFE, "BN"), (0x323B0, "L")],
)
def test_a_character_not_yet_in_the_tables_takes_its_blocks_class(code: int, expected: str) -> None:
    assert bidi_class(chr(code)) == expected


def test_brackets_are_mirrored_pairs() -> None:
    for opening, closing in zip(_BRACKETS[::2], _BRACKETS[1::2], strict=True):
        assert unicodedata.category(opening) == "Ps"
        assert unicodedata.category(closing) == "Pe"
        assert unicodedata.mirrored(opening)
        assert unicodedata.mirrored(closing)
    assert len(set(_BRACKETS)) == len(_BRACKETS) == 128


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=20), st.sampled_from((0, 1)))
def test_any_text_has_an_order_that_loses_nothing(text: str, base: int) -> None:
    assert sorted(visual_order(levels(text, base))) == list(range(len(text)))
