"""Cleaning: what cannot be drawn goes, what was damaged is told, what a customer wrote stays."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.text import clean
from inserts.text.private_use import UNICODE

ANY = st.text(st.characters(), max_size=30)
AWKWARD = st.text(
    "\u200c\u200d\u0301\u0308\u0344\ufe0f\ufe0e \u00a0\u3000\u200e\u200f\u0645\u064e\u0915\u094d\u0930a\ufa19"
    "\ud83c\udf81\u20e3\U0001f3f4\U000e0067\U000e007f\u1100\u1161\uac00\u11a8\ufe76\ufc5e\U0001f3fb👩\ue815\t\u202e\u0958\u0d4d1",
    max_size=12,
)


@pytest.mark.parametrize(
    "text",
    ["Anna", "Jörg Müller-Lüdenscheidt", "Nguyễn Thị Phương Thảo", "Иван Петров", "محمد عبد الله", "שלום", "张伟",
     "東京タワー", "김민수", "राजेश कुमार", "สมชาย ใจดี", "ស្រីសុខា", "ကျွန်ုပ်တို့", "லக்ஷ்மி", "🎁 ①㈱﷽", "x", ""],
)  # fmt: skip
def test_a_good_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == (text, ())


@settings(max_examples=300, deadline=None)
@given(ANY | AWKWARD)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text).text
    assert clean(once) == (once, ())


@settings(max_examples=300, deadline=None)
@given(ANY | AWKWARD)
def test_no_control_surrogate_or_turning_mark_is_left(text: str) -> None:
    cleaned = clean(text).text
    assert not [char for char in cleaned if unicodedata.category(char) in ("Cc", "Cs")]
    assert not set(cleaned) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\u00ad")
    assert "  " not in cleaned
    assert cleaned == cleaned.strip(" \u00a0\u3000")


def test_every_code_point_there_is_can_be_cleaned_and_stays_clean() -> None:
    for first in range(0, 0x110000, 64):
        once = clean("".join(map(chr, range(first, first + 64)))).text
        assert clean(once) == (once, ()), f"U+{first:04X}"
        assert not [char for char in once if unicodedata.category(char) in ("Cc", "Cs")], f"U+{first:04X}"


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], max_codepoint=0xF8FF), max_size=20))
def test_the_text_is_composed(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text).text)


@pytest.mark.parametrize(
    ("text", "cleaned", "note"),
    [
        ("a\tb\r\nc", "a b c", "line breaks or tabs"),
        ("a\x00\x07b\x9f", "ab", "control characters"),
        ("abc\u202edef\u2067", "abcdef", "direction"),
        ("\ud83c\udf81", "🎁", "joined"),
        ("a\ud83cb", "a\ufffdb", "damaged"),
        ("\udf81\ud83c", "\ufffd\ufffd", "damaged"),
        ("a\ufdd0\U0001ffffb", "ab", "no characters"),
        ("\ue863\ue815", "䶮⺁", "old Chinese encoding"),
        ("\ue78d", "\ufe10", "old Chinese encoding"),
        ("\u0301abc", "abc", "without a letter"),
        ("a \u0301b", "a b", "without a letter"),
        ("a\ufffcb", "ab", "picture"),
        ("\u200b\u2060", "", "nothing"),
    ],
)  # fmt: skip
def test_what_is_lost_or_mended_is_told(text: str, cleaned: str, note: str) -> None:
    found = clean(text)
    assert found.text == cleaned
    assert any(note in told for told in found.notes), found.notes


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\u200bb\ufeffc\u00add\u2060e\u034ff\u3164g", "abcdefg"),
        ("  a   b  ", "a b"),
        ("a\u2003b\u2009\u205fc", "a b c"),
        ("1\u202f000\u00a0\u00a0€", "1\u00a0000\u00a0€"),
        ("a\u00a0 b", "a b"),
        ("\u3000山田\u3000太郎\u3000", "山田\u3000太郎"),
        ("e\u0301", "é"),
        ("\u212b\u2126", "ÅΩ"),
        ("\u2f00\u2f08", "一人"),
        ("\ufee3\ufea4\ufee4\ufeaa", "محمد"),
        ("\ufefb", "لا"),
        ("\u0645\ufe76", "م\u064e"),
    ],
)  # fmt: skip
def test_another_way_of_writing_becomes_the_usual_one_in_silence(text: str, cleaned: str) -> None:
    assert clean(text) == (cleaned, ())


@pytest.mark.parametrize(
    "text", ["\ufa19\u4eba", "\uf900", "\ufdf2", "\ufdfb", "\ufdfc", "①㈱ｶﾅＡ", "\ue000", "\u9fff", "\U000323b0"]
)
def test_a_character_is_not_changed_into_another(text: str) -> None:
    assert clean(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم", "क्\u200dष", "र\u200d्य", "ක්\u200dර", "ജോണ്\u200d",
        "👩\u200d👩\u200d👧", "❤\ufe0f\u200d🔥", "👩🏽\u200d🚀",
    ],
)  # fmt: skip
def test_a_joiner_that_shapes_what_it_joins_stays(text: str) -> None:
    assert clean(text).text == text


@pytest.mark.parametrize("text", ["a\u200db", "a\u200cb", "\u200dم", "م\u200d", "👩\u200d", "👩\u200da", "م\u200c a"])
def test_a_joiner_that_joins_nothing_goes(text: str) -> None:
    assert clean(text).text == text.replace("\u200d", "").replace("\u200c", "")


@pytest.mark.parametrize("letter", ["a", "é", "ệ", "م", "ไ", "東"])
def test_a_heap_of_marks_is_cut_to_four(letter: str) -> None:
    found = clean("x" + letter + "\u0316\u0301" * 40 + "y")
    marks = [char for char in unicodedata.normalize("NFD", found.text) if unicodedata.category(char) == "Mn"]
    assert len(marks) == 4
    assert found.text.endswith("y")
    assert "more than 4 marks on one letter were dropped" in found.notes


def test_flags_of_countries_parts_keep_their_tags_and_stray_tags_go() -> None:
    scotland = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
    assert clean(f"a\U000e0067{scotland}\U000e0067").text == f"a{scotland}"


def test_direction_marks_stay_but_do_not_make_a_text() -> None:
    assert clean("\u200eabc\u200f \u061c").text == "\u200eabc\u200f\u061c"
    assert clean("\u200e \u200f").text == ""


def test_the_old_private_codes_are_those_of_gb18030() -> None:
    codes = [bytes((lead, trail)) for lead in (0xFE,) for trail in (*range(0x50, 0x7F), *range(0x80, 0xA1))]
    known = 0
    for place, code in enumerate(codes):
        char = code.decode("gb18030")
        if not "\ue000" <= char <= "\uf8ff":
            assert UNICODE[chr(0xE815 + place)] == char
            known += 1
    assert len(codes) == 80
    assert known >= 60
    assert len(UNICODE) == 90
