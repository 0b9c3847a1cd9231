"""Line breaks: after words and hyphens, between ideographs by kinsoku, never inside what belongs together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.text import breaks
from inserts.text.clusters import cluster_starts


def marked(text: str) -> str:
    """The text with | at each soft break and / at each other one."""
    signs = {one.position: "|" if one.soft else "/" for one in breaks(text, "")}
    return "".join(signs.get(place, "") + char for place, char in enumerate(text))


@pytest.mark.parametrize(
    "expected",
    [
        "Thank |you, |Jean-|Luc",
        "the |(good) |old |days",
        "Merci ! |Oui",
        "« mot » |ok",
        "das |»Wort« |ja",
        "ett |”ord” |ja",
        "( foo ) |bar",
        "555-1234 |or |A-|1",
        "-5 |°C |ja |- |nein",
        "x–|y |word—|word",
        "1\u00a0000\u00a0€ |only",
        "www.example.com/path |a@b.example",
        "col·lecció",
        "visit |.NET |now",
        "10 % |off",
        "$ |5",
        "Ἀθῆναι |Москва",
        "ירושלים־|תל |אביב",
        "شكرا |لك، |محمد",
        "धन्यवाद |आपके",
        "한국어 |이름",
        "non‑breaking",
        "",
    ],
)
def test_words_break_after_spaces_and_hyphens(expected: str) -> None:
    assert marked(expected.replace("|", "")) == expected


@pytest.mark.parametrize(
    "expected",
    [
        "中/国/人",
        "「東/京」/は、/大/き/い。",
        "きゃ/りー/ぱ/みゅ",
        "ABC123/漢/字/abc",
        "玛/丽·|居/里",
        "マ/リー・|キュ/リー",
        "你/好，/“世/界”！",
        "……——/中/国",
        "人々/は",
        "100%/好",
        "￥100/元",
        "中　|国",
        "か\u3099/き",
    ],
)
def test_ideographs_break_by_kinsoku(expected: str) -> None:
    assert marked(expected.replace("|", "").replace("/", "")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ไทย", "ไท/ย"),
        ("ที่นี่", "ที่/นี่"),
        ("น้ำใจ", "น้ำ/ใจ"),
        ("ສະບາຍ", "ສະ/ບາ/ຍ"),
        ("ស្រីសុខា", "ស្រី/សុ/ខា"),
        ("ကျွန်ုပ်တို့", "ကျွန်ုပ်/တို့"),
    ],
)
def test_scripts_without_spaces_break_between_syllables_as_far_as_letters_tell(text: str, expected: str) -> None:
    assert marked(text) == expected


def test_a_line_feed_ends_the_line() -> None:
    assert [(one.position, one.hard) for one in breaks("a b\nc", "en")] == [(2, False), (4, True)]


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=30) | st.text("中。「a -é\u0301\u200d👩🏽🇩🇪한ក្រเา)(", max_size=20))
def test_breaks_lie_inside_the_text_between_clusters_and_ascend(text: str) -> None:
    places = [one.position for one in breaks(text, "")]
    assert places == sorted(set(places))
    assert set(places) <= set(cluster_starts(text)[1:])


@settings(max_examples=200, deadline=None)
@given(st.text("中国、。「」（）ぁーa1 ", max_size=20))
def test_no_line_starts_or_ends_with_what_may_not(text: str) -> None:
    for one in breaks(text, "ja"):
        assert text[one.position] not in "、。」）ぁー"
        assert text[one.position - 1] not in "「（"


@pytest.mark.parametrize(
    "clusters",
    [
        ["é", "e\u0301\u0323", "x"],
        ["👩\u200d👩\u200d👧", "🇩🇪", "🇫🇷", "1\ufe0f\u20e3", "👍🏽", "❤\ufe0f"],
        ["क्ष", "त्रि", "य"],
        ["ស្រី", "សុ"],
        ["ក្\u200c", "ក"],
        ["க்", "ஷ"],
        ["น้ำ", "ใ", "จ"],
        ["\u1112\u1161\u11ab", "\u1100\u1173\u11af", "각"],
        ["葛\U000e0100", "城"],
        ["ක්\u200dර", "ම"],
        ["🇩"],
    ],
)
def test_a_cluster_is_what_a_reader_takes_for_one_character(clusters: list[str]) -> None:
    text = "".join(clusters)
    starts = cluster_starts(text)
    assert [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)] == clusters
