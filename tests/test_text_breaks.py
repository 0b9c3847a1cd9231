"""Line breaks: after words and hyphens, between ideographs by kinsoku, never inside what belongs together."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.text import breaks
from inserts.text.clusters import cluster_starts
from inserts.text.dictionary import WordEnds, word_ends

WITH_DICTIONARY = pytest.mark.skipif(
    find_spec("icu4py") is None, reason="icu4py is not installed: no dictionary of Thai, Lao, Khmer and Myanmar"
)


def no_dictionary(letters: str) -> None:
    """As `word_ends` is where the optional package is not installed."""


def marked(text: str, words: WordEnds = no_dictionary) -> str:
    """The text with | at each soft break and / at each other one."""
    signs = {one.position: "|" if one.soft else "/" for one in breaks(text, "", words=words)}
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


@WITH_DICTIONARY
@pytest.mark.parametrize(
    "expected",
    [
        "ขอบคุณ/สำหรับ/คำ/สั่ง/ซื้อ",
        "สมชาย |น้ำใจ/ดี",
        "ស្រី/សុខា/អរគុណ/សម្រាប់/ការ/បញ្ជាទិញ",
        "ຂອບໃຈ/ສຳລັບ/ການ/ສັ່ງ/ຊື້",
        "ကျေးဇူးတင်/ပါ/တယ်",
        "Hello |สวัสดี/ครับ/中/国/ขอบคุณ",
        "สวัสดี/ครับ |(สวัสดี/ครับ) |สวัสดีๆ",
    ],
)
def test_with_a_dictionary_scripts_without_spaces_break_between_words(expected: str) -> None:
    assert marked(expected.replace("|", "").replace("/", ""), word_ends) == expected


@WITH_DICTIONARY
def test_the_dictionary_is_taken_where_it_is_installed() -> None:
    assert [one.position for one in breaks("สวัสดีครับ")] == [6]


def test_without_the_package_a_line_still_ends_between_clusters() -> None:
    script = (
        "import sys; sys.modules['icu4py'] = sys.modules['icu4py.breakers'] = None\n"
        "from inserts.text import breaks; print([one.position for one in breaks('สวัสดีครับ')])"
    )
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[0] == str([one.position for one in breaks("สวัสดีครับ", words=no_dictionary)])


@given(st.text("สวัดีครับน้ำເຮົາស្រីខ្មែរကျေး中a .(\u200b\ud800", max_size=20), st.sets(st.integers(1, 20)))
def test_a_dictionary_only_takes_breaks_away_inside_words(text: str, ends: set[int]) -> None:
    plain = set(breaks(text, words=no_dictionary))
    assert set(breaks(text, words=lambda letters: frozenset(ends))) <= plain
    assert set(breaks(text)) <= plain
    assert {one for one in plain if one.soft} <= set(breaks(text))


def test_a_line_feed_ends_the_line() -> None:
    assert [(one.position, one.hard) for one in breaks("a b\nc", "en")] == [(2, False), (4, True)]


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=30) | st.text("中。「a -é\u0301\u200d👩🏽🇩🇪한ក្រเา)(", max_size=20))
def test_breaks_lie_inside_the_text_between_clusters_and_ascend(text: str) -> None:
    places = [one.position for one in breaks(text)]
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
