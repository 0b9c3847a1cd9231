"""Words in boxes, in a face of characters 0.6 em wide and 0.714 em high, so that all can be reckoned by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.layout import Cover, Icon, Layouter, PictureSize, Section, Typesetting, cover_sheet
from inserts.model.card import Bars, Card, Discs, Group, Mark, Outline, Picture, Rect, Sheet, Stroke, Symbol, Text
from inserts.model.colour import INK, WHITE, Colour
from inserts.model.content import Content, Filled
from inserts.model.glyphs import Line, Run
from inserts.model.length import MM, Box
from inserts.model.modules import packed
from inserts.model.order import HeldBack, LeftOut
from inserts.model.template import (
    BarcodeElement,
    Element,
    IconElement,
    ImageElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Style,
    Template,
    TextElement,
)

# The face


class Cleaned(NamedTuple):
    text: str


class Break(NamedTuple):
    position: int


RTL = re.compile("[\u0590-\u08ff]")
HAN = re.compile("[\u4e00-\u9fff]")
BEARING = 50  # 1/1000 em left and right of the ink


@dataclass(eq=False)
class Mono:
    """Stands in for a face."""

    name = "Mono"
    digest = "mono"
    kind: Literal["truetype", "cff"] = "truetype"

    def subset(self, glyphs: frozenset[int]) -> Any:
        raise NotImplementedError


FACE = Mono()


def shaped(text: str, *, role: str, language: str, rtl: bool | None, ligatures: bool) -> Line:
    """600/1000 em a character, ideographs 1000; below the baseline 220 for g p q y, above it 950 for É."""
    width = sum(1000 if HAN.match(c) else 600 for c in text)
    arabic, han = bool(RTL.search(text)), bool(HAN.search(text))
    bottom = -220 if re.search("[gpqy]", text) else 0
    top = 950 if "É" in text else 714
    small, large = (0.95, 0.85) if arabic else (1.0, 0.86) if han else (1.0, 1.0)
    gaps = 0 if arabic or han else max(0, len(text) - 1)
    cap = 820 if han else 714
    inked = (BEARING, width - BEARING, bottom, top) if text.strip() else (0, 0, 0, 0)
    run = Run(FACE, (), text, arabic, True, width, *inked, cap, 0.0, small, large, gaps)
    assert language
    assert role
    missing = tuple(c for c in text if c in "☃☄")
    return Line(f"{text}", (run,) if text else (), arabic, missing)


def breaks(text: str, language: str) -> Sequence[Break]:
    """After spaces and hyphens, and beside ideographs."""
    assert language
    return [
        Break(at)
        for at in range(1, len(text))
        if text[at] != " " and (text[at - 1] in " -" or HAN.match(text[at - 1]) or HAN.match(text[at]))
    ]


def cleaned(text: str) -> Cleaned:
    return Cleaned(" ".join(text.replace("\u200b", "").split()))


SETTING = Typesetting(cleaned, shaped, breaks, lambda missing: " and ".join(f"U+{ord(c):04X}" for c in missing))

PALETTE = {
    "ink": INK,
    "paper": Colour("gray", (0.9,)),
    "white": WHITE,
    "brand": Colour("rgb", (0.1, 0.3, 0.2)),
    "accent": Colour("rgb", (0.9, 0.6, 0.2)),
    "on": WHITE,
}

# A card


WIDTH, HEIGHT = 200.0, 120.0


class Code(NamedTuple):
    modules: bytes
    size: int


def encode(payload: str, level: str) -> Code:
    """As many modules as the payload has signs."""
    if len(payload) > 99:
        raise ValueError("the text is too long for a QR code")
    return Code(packed([1] * len(payload), len(payload)), len(payload))


class Bar(NamedTuple):
    modules: bytes
    size: int
    payload: str
    text: str


def barcode(payload: str, symbology: str) -> Bar:
    """Ten modules for each sign; a Data Matrix as many wide and high as it has signs."""
    if not payload.isascii():
        raise ValueError("a barcode holds unaccented letters, digits and signs only")
    if symbology == "datamatrix":
        return Bar(packed([1] * len(payload), len(payload)), len(payload), payload, payload)
    return Bar(packed([5], 10 * len(payload)), 10 * len(payload), payload, payload)


def template(*sides: Sequence[Element], bleed: float = 8.0) -> Template:
    return Template("classic", "name-card", "", WIDTH, HEIGHT, bleed, 11.0, tuple(map(tuple, sides)), "t.toml", WHITE)


ICONS = {"email": Icon("M0 0 L24 0 L24 24 Z"), "phone": Icon("M0 0 L9 9 L0 9 Z", True)}
PICTURES = {"logo.png": PictureSize("abc", 200, 100)}


def layouter(**changes: Any) -> Layouter:
    parts: dict[str, Any] = {
        "template": template(),
        "palette": PALETTE,
        "typesetting": SETTING,
        "encode": encode,
        "icons": ICONS,
        "pictures": PICTURES,
        "barcode": barcode,
    }
    return Layouter(**{**parts, **changes})


def content(*sides: Sequence[Filled], order: str = "1001", rtl: bool = False, language: str = "en") -> Content:
    return Content(order, "classic", language, rtl, "ja", tuple(map(tuple, sides)))


def card(*filled: Filled, rtl: bool = False, **changes: Any) -> Card | HeldBack:
    return layouter(**changes).card(content(filled, rtl=rtl))


def marks(*filled: Filled, rtl: bool = False, **changes: Any) -> list[Any]:
    made = card(*filled, rtl=rtl, **changes)
    assert isinstance(made, Card), made
    return [mark for layer in made.sides[0].layers for mark in layer.marks]


def reason(*filled: Filled, **changes: Any) -> str:
    made = card(*filled, **changes)
    assert isinstance(made, HeldBack)
    assert made.order == "1001"
    assert made.reason.startswith("classic: ")
    return made.reason


def words(
    text: str, w: float, h: float = 40, size: float = 12, least: float = 6, x: float = 10, y: float = 20, **more: Any
) -> Filled:
    """A filled text element. What is no field of the element is one of its style."""
    style = {key: more.pop(key) for key in list(more) if key in Style.__dataclass_fields__}
    shared = more.pop("shared", True)
    element = TextElement(
        more.pop("id", "greeting"),
        Box(x, y, w, h),
        Style(size=size, min_size=least, **style),
        (("", text),),
        **more,
    )
    return Filled(element, text, shared)


def lines(*found: Mark) -> list[str]:
    return [mark.line.text for mark in found if isinstance(mark, Text)]


# Size: one line


@pytest.mark.parametrize(
    ("w", "expected"), [(72, 12), (71.9, 11.75), (60.9, 10), (61.5, 10.25), (60, 10), (37.6, 6.25), (36, 6)]
)
def test_a_line_takes_the_largest_quarter_point_that_fits(w: float, expected: float) -> None:
    (mark,) = marks(words("0123456789", w))  # 6 points wide for each point of size
    assert mark.size == expected


def test_quarter_points_are_counted_from_nought_and_the_ends_are_tried_as_they_stand() -> None:
    assert marks(words("0123456789", 67.7, size=11.3))[0].size == 11.25
    assert marks(words("0123456789", 67.8, size=11.3))[0].size == 11.3
    assert marks(words("0123456789", 48.61, size=9, least=8.1))[0].size == 8.1


def test_a_line_must_be_no_higher_than_its_box() -> None:
    (mark,) = marks(words("Ab", 100, h=5))
    assert mark.size == 7  # 0.714 * 7 = 4.998


def test_tall_marks_take_room_only_beyond_what_accents_and_descenders_have() -> None:
    def tall(text: str, **told: Any) -> Line:
        line = shaped(text, **told)
        return line._replace(runs=(line.runs[0]._replace(ink_top=1214, ink_bottom=-520),))

    (plain,) = marks(words("Épq", 100, h=7.14))
    assert plain.size == 10
    # 1214 - 714 - 280 = 220 above and 520 - 320 = 200 below: 1134 of each em
    (high,) = marks(words("Abc", 100, h=11.34, size=20, y=0), typesetting=replace(SETTING, line=tall))
    assert high.size == 10
    assert high.y == pytest.approx(0.22 * 10 + 7.14)


def test_from_14_points_ink_counts_and_below_it_the_advance() -> None:
    # ten signs: 6 points wide a point by advance, 5.9 by ink
    assert marks(words("0123456789", 5.9 * 20, size=20))[0].size == 20
    assert marks(words("0123456789", 5.9 * 14, size=20))[0].size == 14
    assert marks(words("0123456789", 5.9 * 13.75, size=20))[0].size == 13.5


def test_scripts_that_stand_taller_are_measured_at_their_own_size() -> None:
    # Arabic: 0.95 below 14 points, 0.85 from there; ideographs: 0.86 from there
    assert marks(words("ابجد", 0.6 * 4 * 0.95 * 10, size=12))[0].size == 10
    assert marks(words("ابجد", (2.4 - 0.1) * 0.85 * 18, size=20))[0].size == 18
    assert marks(words("漢字", 20, size=12))[0].size == 10
    assert marks(words("漢字", 1.9 * 0.86 * 16, size=20))[0].size == 16


@settings(max_examples=60, deadline=None)
@given(st.text("abcdefg hijk-lmn", min_size=1, max_size=40), st.floats(4, 190), st.floats(2, 60), st.integers(1, 4))
def test_whatever_is_set_lies_inside_its_box_and_is_the_whole_text(text: str, w: float, h: float, most: int) -> None:
    made = card(words(text, w, h, size=30, least=5, lines=most))
    if isinstance(made, HeldBack):
        return
    found = [mark for layer in made.sides[0].layers for mark in layer.marks if isinstance(mark, Text)]
    assert len(found) <= most
    assert "".join("".join(lines(*found)).split()) == "".join(text.split())
    for mark in found:
        left, _, right, _ = mark.line.ink(mark.size, mark.tracking)
        assert mark.x + left >= 10 - 0.03
        assert mark.x + right <= 10 + w + 0.03
        assert mark.y - 0.714 * mark.size >= 20 - 0.03
        assert mark.y <= 20 + h + 0.03


def test_tracking_is_the_designs_for_role_and_size_unless_the_style_says_otherwise() -> None:
    def tracked(size: float, face: str = "text", **more: Any) -> float:
        (mark,) = marks(words("abc", 190, size=size, least=size, face=face, **more))
        return float(mark.tracking)

    assert [tracked(size) for size in (17.75, 18)] == [0, -12]
    assert [tracked(18, face) for face in ("strong", "voice", "poster", "code")] == [-10, -8, 0, 40]
    assert tracked(17, "code") == 20
    assert tracked(9, tracking=60) == 60
    assert tracked(30, tracking=0.0) == 0


def test_tracking_counts_between_the_letters_and_keeps_ligatures_away() -> None:
    asked = []

    def watched(text: str, **told: Any) -> Line:
        asked.append(told["ligatures"])
        return shaped(text, **told)

    (mark,) = marks(words("0123456789", 65.4, tracking=60), typesetting=replace(SETTING, line=watched))
    assert mark.size == 10  # (6 + 9 * 0.06) * 10
    assert asked
    assert not any(asked)


# Lines


def test_words_go_on_the_next_line_when_the_first_is_full() -> None:
    found = marks(words("aaaa bbbb cccc", 60, size=10, least=10, lines=2))
    assert lines(*found) == ["aaaa bbbb", "cccc"]
    assert [mark.y for mark in found] == pytest.approx([20 + 7.14, 20 + 7.14 + 13.5])


def test_the_largest_size_whose_lines_fit_is_taken() -> None:
    found = marks(words("aaaa bbbb cccc", 60, size=14, least=6, lines=2))
    assert lines(*found) == ["aaaa bbbb", "cccc"]
    assert {mark.size for mark in found} == {11}  # nine signs of 0.6 em: 59.4; at 11.25 it takes three lines
    assert lines(*marks(words("aaaa bbbb cccc", 60, size=14, least=6, lines=3))) == ["aaaa", "bbbb", "cccc"]


def test_lines_must_fit_the_height_as_well() -> None:
    found = marks(words("aaaa bbbb", 40, h=0.714 * 8 + 1.35 * 8, size=10, lines=2))
    assert [mark.size for mark in found] == [8, 8]


@pytest.mark.parametrize(
    ("size", "text", "face", "leading", "expected"),
    [
        (10, "aa bb", "text", None, 1.35),
        (14, "aa bb", "text", None, 1.2),
        (24, "aa bb", "text", None, 1.1),
        (10, "aa bb", "poster", None, 1.0),
        (10, "漢 字", "text", None, 1.47),
        (10, "漢 字", "poster", None, 1.2),
        (10, "ا ب", "text", None, 1.5),
        (10, "aa bb", "text", 1.5, 1.5),
        (10, "ا ب", "text", 1.5, 1.65),
    ],
)
def test_leading_is_the_designs_for_size_and_script(
    size: float, text: str, face: str, leading: float | None, expected: float
) -> None:
    wide = 2.5 * size
    found = marks(words(text, min(wide, 1.7 * size), h=90, size=size, least=size, face=face, leading=leading, lines=2))
    assert len(found) == 2
    assert found[1].y - found[0].y == pytest.approx(expected * size)


def test_balanced_lines_are_as_even_as_they_can_be() -> None:
    text = "aaaa bbbb cccc dddd"
    plain = marks(words(text, 90, size=10, least=10, lines=2))
    even = marks(words(text, 90, size=10, least=10, lines=2, balanced=True))
    assert lines(*plain) == ["aaaa bbbb cccc", "dddd"]
    assert lines(*even) == ["aaaa bbbb", "cccc dddd"]


def test_a_written_line_break_is_kept_and_a_paragraph_may_stand_apart() -> None:
    text = "aaaa bbbb\ncc\ndd"
    plain = marks(words(text, 30, h=90, size=10, least=10, lines=4))
    assert lines(*plain) == ["aaaa", "bbbb", "cc", "dd"]
    apart = marks(words(text, 30, h=90, size=10, least=10, lines=4, paragraph=0.5))
    steps = [b.y - a.y for a, b in pairwise(apart)]
    assert steps == pytest.approx([13.5, 20.25, 20.25])


def test_one_line_of_room_takes_no_line_break() -> None:
    assert "does not fit" in reason(words("aa\nbb", 100))


def test_a_word_is_never_broken() -> None:
    assert "does not fit" in reason(words("aaaaaaaaaaaa bb", 60, size=10, least=10, lines=3))


def test_an_address_breaks_after_its_at_sign_and_before_its_last_dot_only_if_it_must() -> None:
    def broken(text: str, signs: int) -> list[str]:
        return lines(*marks(words(text, 6 * signs, h=90, size=10, least=10, lines=4)))

    assert broken("jane.roe@example.com", 11) == ["jane.roe@", "example.com"]
    assert broken("jane.roe@example.com", 10) == ["jane.roe@", "example", ".com"]
    assert broken("write to: jane.roe@example.com", 14) == ["write to:", "jane.roe@", "example.com"]
    assert broken("not @ home.com", 10) == ["not @", "home.com"]


# Hosts


def host(name: str, w: float, h: float = 60, **more: Any) -> list[Any]:
    return marks(words(name, w, h, **{"fit": "host", "size": 12, "least": 6, "split_below": 9, **more}))


def test_a_host_stands_on_one_line_while_it_is_not_too_small() -> None:
    assert [(mark.line.text, mark.size) for mark in host("example.com", 6.6 * 9)] == [("example.com", 9)]


def test_a_smaller_host_breaks_before_its_last_dot_and_grows() -> None:
    found = host("example.com", 6.6 * 9 - 0.1)
    assert lines(*found) == ["example", ".com"]
    assert [mark.size for mark in found] == [12, 12]  # seven signs of 0.6 em are 50.4
    assert found[1].y - found[0].y == pytest.approx(0.98 * 12)
    assert lines(*host("shop.example.co.uk", 60)) == ["shop.example.co", ".uk"]


def test_a_name_breaks_after_its_own_hyphens_only_if_nothing_else_fits() -> None:
    found = host("tea-and-cake-house.com", 40)
    assert lines(*found) == ["tea-and-", "cake-house", ".com"]
    assert "".join(lines(*found)) == "tea-and-cake-house.com"
    assert lines(*host("tea-and-cake-house.com", 6 * 18 * 0.6)) == ["tea-and-cake-house", ".com"]


def test_of_the_ways_to_break_a_name_the_largest_is_taken() -> None:
    found = host("a-very-longest.com", 40)
    # "a-very-" + "longest" may be set at 9.5 points, "a-" + "very-longest" at 5.5 only
    assert lines(*found) == ["a-very-", "longest", ".com"]
    assert found[0].size == 9.5


def test_a_host_that_fits_no_way_holds_the_order_back() -> None:
    assert "greeting" in reason(words("abcdefghijkl.com", 30, fit="host", size=12, least=6, split_below=9))
    many = "-".join("ab" for _ in range(40)) + ".com"
    reason(words(many, 30, fit="host", size=12, least=6, split_below=9))


def test_in_the_middle_a_host_keeps_its_descenders_in_the_box() -> None:
    # cap height and descender: 0.714 s and below it 0.22 s must fit the half below the middle
    assert host("gq.io", 100, h=10, valign="middle", split_below=6)[0].size == 8.5
    assert host("hi.io", 100, h=10, valign="middle", split_below=6)[0].size == 12
    assert host("gq.io", 100, h=10)[0].size == 12


def test_the_last_label_takes_its_colour_where_the_first_ends() -> None:
    name, label = host("example.com", 100, last_colour="accent", size=10)
    assert (name.line.text, label.line.text) == ("example", ".com")
    assert (name.colour, label.colour) == (INK, PALETTE["accent"])
    assert label.x == pytest.approx(name.x + 42)
    assert label.y == name.y
    large = host("example.com", 190, last_colour="accent", size=20, tracking=50)
    assert large[1].x == pytest.approx(large[0].x + (7 * 600 + 7 * 50) * 0.02)
    two = host("example.com", 6.6 * 9 - 0.1, last_colour="accent")
    assert [(m.line.text, m.colour) for m in two] == [("example", INK), (".com", PALETTE["accent"])]


def test_a_stack_is_broken_where_it_can_be_largest() -> None:
    found = marks(words("tea-house.com", 60, h=90, size=40, least=6, fit="stack", lines=3, leading=0.86))
    assert lines(*found) == ["tea-", "house", ".com"]
    assert found[0].size == 21  # (3.0 - 0.1) em of ink, tracked by -12 four times: 2.852 em in 60
    assert found[1].y - found[0].y == pytest.approx(0.86 * 21)
    two = marks(words("tea-house.com", 60, h=90, size=40, least=6, fit="stack", lines=2, leading=0.86))
    assert [(m.line.text, m.size) for m in two] == [
        ("tea-house", 11),
        (".com", 11),
    ]  # nine signs below 14 points: 5.4 em


def test_stacked_lines_that_would_touch_stand_apart() -> None:
    def stacked(text: str) -> list[Any]:
        return marks(words(text, 60, h=90, size=16, least=16, fit="stack", lines=3, leading=0.86))

    apart, touching = stacked("gyp-house.com"), stacked("gyp-Éouse.com")
    assert lines(*apart) == ["gyp-", "house", ".com"]
    assert apart[1].y - apart[0].y == pytest.approx(1.04 * 16)  # 0.22 below and 0.714 above are more than 0.86
    assert touching[1].y - touching[0].y == pytest.approx(1.04 * 16)
    clear = stacked("bob-house.com")
    assert clear[1].y - clear[0].y == pytest.approx(0.86 * 16)


# What does not fit


def test_a_text_that_does_not_fit_holds_the_order_back_without_telling_the_text() -> None:
    told = reason(words("Maximiliana Roe", 40, size=9, least=8, id="name"))
    assert "name" in told
    assert "8 pt" in told
    assert "Maximiliana" not in told


def test_optional_words_that_do_not_fit_are_left_out() -> None:
    assert marks(words("a very long tagline", 40, optional=True)) == []
    assert lines(*marks(words("short", 40, optional=True))) == ["short"]


def test_optional_words_that_no_face_has_are_told() -> None:
    assert "U+2603" in reason(words("a ☃", 100, optional=True))


def test_only_what_may_be_shortened_is_and_at_a_word() -> None:
    text = "Green tea, first flush, 100 g"
    assert "does not fit" in reason(words(text, 6 * 16, size=10, least=10))
    (first,) = marks(words(text, 6 * 17, size=12, least=10, shorten=True))
    assert (first.line.text, first.size) == ("Green tea, first…", 10)
    assert lines(*marks(words(text, 6 * 16, size=12, least=10, shorten=True))) == ["Green tea…"]
    assert lines(*marks(words(text, 6 * 29, size=12, least=10, shorten=True))) == [text]


def test_a_word_too_long_to_be_shortened_holds_the_order_back() -> None:
    assert "does not fit" in reason(words("abcdefghijklmnopq", 60, size=10, least=10, shorten=True))


def test_characters_no_face_has_are_named() -> None:
    told = reason(words("J☃ne ☄ ☃", 100, id="name"))
    assert "name" in told
    assert "U+2603 and U+2604" in told


def test_a_damaged_character_is_named_as_damage() -> None:
    assert "damaged" in reason(words("J\ufffdne", 100))


def test_every_reason_of_every_side_is_told_once() -> None:
    one, two = words("abcdefghijklmnop", 40, id="one"), words("☃", 40, id="two")
    made = layouter(template=template((), ())).card(content((one, two), (two, one._replace(shared=False))))
    assert isinstance(made, HeldBack)
    assert [made.reason.count(word) for word in ("one:", "two:", "U+2603")] == [1, 1, 1]


def test_an_empty_text_leaves_no_mark() -> None:
    assert marks(words("", 40), words(" \u200b\n ", 40)) == []


def test_text_is_set_as_it_was_cleaned() -> None:
    assert lines(*marks(words("  two\u200b   words ", 100))) == ["two words"]


# Where it stands


def test_text_stands_by_its_cap_height() -> None:
    def baselines(valign: str, text: str = "aaaa bbbb") -> list[float]:
        found = marks(words(text, 30, h=50, size=10, least=10, lines=2, valign=valign))
        return [mark.y for mark in found]

    assert baselines("top") == pytest.approx([27.14, 40.64])
    assert baselines("bottom") == pytest.approx([56.5, 70])
    block = 7.14 + 13.5
    assert baselines("middle") == pytest.approx([20 + (50 - block) / 2 + 7.14, 20 + (50 - block) / 2 + block])
    assert baselines("bottom", "gggg qqqq") == pytest.approx([56.5, 70])


@pytest.mark.parametrize(
    ("align", "rtl", "expected"),
    [
        ("start", False, 10),
        ("left", False, 10),
        ("end", False, 80),
        ("right", False, 80),
        ("center", False, 45),
        ("start", True, 160),
        ("right", True, 160),
        ("end", True, 90),
        ("left", True, 90),
        ("center", True, 125),
    ],
)
def test_text_stands_at_its_side_of_the_box_by_its_advance(align: str, rtl: bool, expected: float) -> None:
    # the text is 30 wide, the box 10..110, on a card read from right to left 90..190
    (mark,) = marks(words("01234", 100, size=10, least=10, align=align), rtl=rtl)
    assert mark.x == pytest.approx(expected)


def test_from_14_points_ink_stands_on_the_edge() -> None:
    (left,) = marks(words("01234", 100, size=20, least=20, tracking=0.0))
    assert left.x + BEARING * 0.02 == pytest.approx(10)
    (right,) = marks(words("01234", 100, size=20, least=20, tracking=0.0, align="end"))
    assert right.x + (3000 - BEARING) * 0.02 == pytest.approx(110)
    (small,) = marks(words("01234", 100, size=13.75, least=13.75))
    assert small.x == 10


def test_the_base_direction_is_the_cards_only_where_both_directions_meet() -> None:
    asked: list[tuple[str, bool | None]] = []

    def watched(text: str, **told: Any) -> Line:
        asked.append((text, told["rtl"]))
        return shaped(text, **told)

    texts = ("+44 20 7946 0958", "example.com", "شكرا", "شكرا Jane")
    marks(*(words(t, 180, id=t) for t in texts), rtl=True, typesetting=replace(SETTING, line=watched))
    assert dict(asked) == dict(zip(texts, (False, False, None, True), strict=True))


def test_han_of_an_orders_own_words_takes_the_forms_of_its_country() -> None:
    asked: dict[str, str] = {}

    def watched(text: str, **told: Any) -> Line:
        asked[text] = told["language"]
        return shaped(text, **told)

    own, shop = words("直子", 90, shared=False), words("包装", 90)
    marks(own, shop, words("Naoko", 90, shared=False), typesetting=replace(SETTING, line=watched))
    assert asked == {"直子": "ja", "包装": "en", "Naoko": "en"}


# Shapes


def rect(**more: Any) -> Filled:
    text = more.pop("text", "")
    return Filled(RectElement("field", Box(-8, 10, 100, 6), "brand", **more), text)


def test_a_rectangle_is_where_the_template_says_and_mirrored_when_read_from_the_right() -> None:
    assert marks(rect(radius=2)) == [Rect(-8, 10, 100, 6, PALETTE["brand"], 2)]
    assert marks(rect(radius=2), rtl=True) == [Rect(108, 10, 100, 6, PALETTE["brand"], 2)]


@pytest.mark.parametrize(("part", "width"), [("0.5", 50), ("0", 6), ("1", 100), ("7", 100), ("-1", 6)])
def test_a_bar_grows_from_the_start_and_is_never_narrower_than_high(part: str, width: float) -> None:
    (bar,) = marks(rect(grow="{{ x }}", text=part))
    assert (bar.x, bar.w) == (-8, width)
    (mirrored,) = marks(rect(grow="{{ x }}", text=part), rtl=True)
    assert (mirrored.x + mirrored.w, mirrored.w) == (208, width)


def test_a_torn_edge_is_whole_pitches_of_discs() -> None:
    (edge,) = marks(Filled(LineElement("edge", Box(50, 10, 0, 31), "paper", 2, dots=10)))
    assert edge == Discs(((50, 10), (50, 10 + 31 / 3), (50, 10 + 62 / 3), (50, 41)), 2, PALETTE["paper"])
    (rule,) = marks(Filled(LineElement("rule", Box(50, 10, 30, 0), "ink", 0.5)), rtl=True)
    assert rule == Stroke(120, 10, 150, 10, 0.5, INK)


def test_an_icon_is_centred_in_its_box_and_never_mirrored() -> None:
    (icon,) = marks(Filled(IconElement("i", Box(10, 10, 24, 48), "phone", "brand"), "phone"), rtl=True)
    assert icon == Outline("M0 0 L9 9 L0 9 Z", 166, 22, 1.0, PALETTE["brand"], True)


def test_a_channel_without_a_mark_is_a_tile_with_its_letter() -> None:
    tile, letter = marks(Filled(IconElement("i", Box(10, 10, 24, 24), "taobao", "brand", ground="on"), "taobao"))
    assert tile == Rect(10, 10, 24, 24, PALETTE["brand"], 5)
    assert (letter.line.text, letter.colour) == ("T", WHITE)
    left, bottom, right, top = letter.line.ink(letter.size)
    assert (right - left, top - bottom) == pytest.approx((15 * 500 / 714, 15))  # of 17 x 15 the height is the closer
    assert letter.x + (left + right) / 2 == pytest.approx(22)
    assert letter.y - (top + bottom) / 2 == pytest.approx(22)
    assert lines(*marks(Filled(IconElement("i", Box(0, 0, 9, 9), "wangwang"), "wangwang"))) == ["旺"]


def test_the_giant_letter_fills_its_box_with_ink_and_stays_readable_in_han() -> None:
    (letter,) = marks(words("T", 50, h=300, fit="ink", x=-20, y=-30, align="start", valign="bottom"))
    left, bottom, right, _ = letter.line.ink(letter.size)
    assert (letter.x + left, letter.x + right) == pytest.approx((-20, 30))
    assert letter.y - bottom == pytest.approx(270)
    (han,) = marks(words("茶", 300, h=300, fit="ink", x=-50, y=-50))
    left, bottom, right, top = han.line.ink(han.size)
    height = HEIGHT + 16  # between the bleeds, less a tenth at top and bottom
    assert han.y - top >= -8 + 0.1 * height - 1e-6
    assert han.y - bottom <= HEIGHT + 8 - 0.1 * height + 1e-6
    assert han.x + left >= -8 - 1e-6


# Pictures and symbols


@pytest.mark.parametrize(
    ("box", "align", "valign", "rtl", "expected"),
    [
        (Box(10, 10, 50, 50), "start", "middle", False, Box(10, 22.5, 50, 25)),
        (Box(10, 10, 100, 20), "start", "middle", False, Box(10, 10, 40, 20)),
        (Box(10, 10, 100, 20), "end", "top", False, Box(70, 10, 40, 20)),
        (Box(10, 10, 100, 20), "center", "top", False, Box(40, 10, 40, 20)),
        (Box(10, 10, 100, 20), "start", "top", True, Box(150, 10, 40, 20)),
        (Box(10, 10, 50, 50), "start", "bottom", False, Box(10, 35, 50, 25)),
    ],
)
def test_a_picture_is_contained_in_its_box(box: Box, align: Any, valign: Any, rtl: bool, expected: Box) -> None:
    element = ImageElement("logo", box, "{{ shop.logo }}", align=align, valign=valign)
    assert marks(Filled(element, "logo.png"), rtl=rtl) == [Picture("abc", expected)]


def test_a_picture_that_could_not_be_opened_holds_the_order_back() -> None:
    assert "other.png" in reason(Filled(ImageElement("logo", Box(0, 0, 9, 9), ""), "other.png"))


def qr(payload: str, side: float, plate: bool = False, **more: Any) -> Filled:
    return Filled(QrElement("qr", Box(100, 20, side, side), "", plate=plate, **more), payload, False)


def test_a_symbol_fills_its_box_or_stands_four_modules_inside_its_plate() -> None:
    (symbol,) = marks(qr("x" * 25, 50))
    assert symbol == Symbol(packed([1] * 25, 25), 25, 100, 20, 2, INK)
    plate, inner = marks(qr("x" * 25, 66, plate=True))
    assert plate == Rect(100, 20, 66, 66, WHITE)
    assert inner == Symbol(packed([1] * 25, 25), 25, 108, 28, 2, INK)


def test_a_symbol_is_moved_but_not_mirrored_when_read_from_the_right() -> None:
    (symbol,) = marks(qr("x" * 25, 50), rtl=True)
    assert (symbol.modules, symbol.x) == (packed([1] * 25, 25), 50)


def test_the_payloads_are_told_side_by_side_in_drawing_order() -> None:
    first, second, third = qr("a" * 21, 50), qr("b" * 21, 50), qr("c" * 21, 50)
    made = layouter(template=template((), ())).card(content((first, words("x", 20), second), (third,)))
    assert isinstance(made, Card)
    assert made.payloads == (("a" * 21, "b" * 21), ("c" * 21,))


@pytest.mark.parametrize("plate", [False, True])
@pytest.mark.parametrize("modules", [21, 25, 29, 33, 37, 57])
def test_too_dense_a_symbol_is_refused_with_the_smallest_box_that_would_do(modules: int, plate: bool) -> None:
    told = reason(qr("x" * modules, 20, plate))
    found = re.search(r"at least (\d+\.\d) mm", told)
    assert found
    best = float(found[1])
    assert isinstance(card(qr("x" * modules, best * MM, plate)), Card)
    assert isinstance(card(qr("x" * modules, (best - 0.1) * MM, plate)), HeldBack)


def test_a_payload_no_symbol_holds_and_an_empty_one_are_told() -> None:
    assert "qr: the text is too long" in reason(qr("x" * 100, 190))
    assert "shop.toml" in reason(qr("", 60))


# Lists


ICON = IconElement("icon", Box(0, 0, 8, 8), "", "brand")
VALUE = TextElement("value", Box(10, 0, 60, 12), Style(size=10, min_size=6), ())


def contact(channel: str, value: str, text: TextElement = VALUE) -> tuple[Filled, ...]:
    return Filled(ICON, channel), Filled(text, value)


def listed(
    rows: Sequence[tuple[Filled, ...]], rest: Sequence[str] = (), more: Filled | None = None, **changes: Any
) -> Filled:
    element = ListElement(
        "contacts",
        Box(10, 10, 180, 100),
        "contacts",
        "contact",
        (ICON, VALUE),
        **{"most": 6, "columns": 1, "pitch_x": 80.0, "pitch_y": 15.0, **changes},
    )
    return Filled(element, "", True, tuple(rows), tuple(rest), more)


def texts(found: Sequence[Any]) -> list[tuple[str, float, float]]:
    return [(m.line.text, m.x, round(m.y, 2)) for m in found if isinstance(m, Text)]


def test_the_rows_of_a_list_share_the_smallest_size_any_of_them_needs() -> None:
    found = marks(listed([contact("email", "0123456789"), contact("phone", "0123456789ab"), contact("email", "x")]))
    assert {m.size for m in found if isinstance(m, Text)} == {8.25}  # twelve signs in 60 points: 8.33
    base = 10 + 0.714 * 8.25
    assert texts(found) == [
        ("0123456789", 20, round(base, 2)),
        ("0123456789ab", 20, round(base + 15, 2)),
        ("x", 20, round(base + 30, 2)),
    ]
    assert [(m.x, m.y, m.colour) for m in found if isinstance(m, Outline)] == [
        (10, 10, PALETTE["brand"]),
        (10, 25, PALETTE["brand"]),
        (10, 40, PALETTE["brand"]),
    ]


def test_columns_fill_row_by_row() -> None:
    found = marks(listed([contact("email", c * 10) for c in "abc"], columns=2))
    assert [(text[:1], x) for text, x, _ in texts(found)] == [("a", 20), ("b", 100), ("c", 20)]


def test_a_value_too_wide_for_its_column_takes_the_row() -> None:
    wide = "w" * 17  # 61.2 at the smallest size of 6
    found = marks(listed([contact("email", v) for v in ("a", wide, "b", "c")], columns=2))
    assert [(text[:1], x, y) for text, x, y in texts(found)] == [
        ("a", 20, 17.14),
        ("w", 20, 32.14),
        ("b", 20, 47.14),
        ("c", 100, 47.14),
    ]
    assert {m.size for m in found if isinstance(m, Text)} == {10}  # the row has 140 points


def test_a_value_too_wide_for_the_row_holds_the_order_back() -> None:
    assert "value" in reason(listed([contact("email", "w" * 60)], columns=2))
    assert "value" in reason(listed([contact("email", "w" * 17)]))


def test_wide_values_that_leave_no_room_for_the_rest_are_told() -> None:
    rows = [contact("email", "w" * 17) for _ in range(4)]
    assert "contacts" in reason(listed(rows, columns=2, most=6))


def test_channels_without_a_place_stand_as_icons_in_the_last() -> None:
    found = marks(
        listed(
            [contact("email", "a"), contact("phone", "b")],
            rest=("phone", "email"),
            rest_icon=6.0,
            rest_pitch=9.0,
            rest_x=1.0,
            rest_y=2.0,
            rest_colour="accent",
        )
    )
    rest = [(m.x, m.y, m.scale) for m in found if isinstance(m, Outline) and m.colour == PALETTE["accent"]]
    assert rest == [(11, 42, 0.25), (20, 42, 0.25)]


def test_how_many_more_there_are_is_told_in_the_last_place() -> None:
    element = TextElement("more", Box(10, 0, 60, 12), Style(size=8, min_size=8), ())
    found = marks(listed([contact("email", "a")], more=Filled(element, "and 4 more")))
    assert texts(found)[-1] == ("and 4 more", 20, round(25 + 0.714 * 8, 2))


def test_a_list_may_hang_from_its_foot() -> None:
    found = marks(listed([contact("email", "a"), contact("phone", "b")], hang="bottom"))
    assert [y for _, _, y in texts(found)] == [pytest.approx(110 - 30 + 7.14), pytest.approx(110 - 15 + 7.14)]


def test_rules_stand_above_every_row_but_the_first() -> None:
    found = marks(
        listed(
            [contact("email", v) for v in ("w" * 17, "a", "b", "c")],
            columns=2,
            rule_width=0.5,
            rule_length=70.0,
            rule_above=3.0,
        )
    )
    assert [(m.x1, m.x2, m.y1) for m in found if isinstance(m, Stroke)] == [(10, 80, 22), (90, 160, 22), (10, 80, 37)]


def test_a_list_read_from_the_right_fills_from_the_right() -> None:
    found = marks(listed([contact("email", "a" * 10), contact("phone", "b" * 10)], columns=2), rtl=True)
    # cells end at 190 and 110; the icon takes the last 8 points, the value the 60 before the gap of 2
    assert [m.x for m in found if isinstance(m, Outline)] == [182, 102]
    assert [x for _, x, _ in texts(found)] == [120, 40]


def test_an_item_in_a_list_may_be_shortened() -> None:
    item = replace(VALUE, shorten=True, id="item")
    found = marks(listed([contact("email", "Green tea, first flush", item), contact("email", "Cup", item)]))
    assert [text for text, _, _ in texts(found)] == ["Green tea…", "Cup"]
    assert {m.size for m in found if isinstance(m, Text)} == {6}


def test_a_list_without_entries_leaves_no_mark() -> None:
    assert marks(listed([])) == []


# Layers


def keys(made: Card | HeldBack) -> list[object]:
    assert isinstance(made, Card)
    return [layer.key for layer in made.sides[0].layers]


def test_what_does_not_vary_is_one_layer_that_is_the_same_on_every_card() -> None:
    one = layouter()

    def made(name: str, order: str) -> Card | HeldBack:
        filled = (rect(), words("Thank you", 90, id="a"), words(name, 90, id="b", shared=False), words("x", 90, id="c"))
        return one.card(content(filled, order=order))

    first, second = made("Jane", "1"), made("Wei", "2")
    assert keys(first) == keys(second)
    assert [key is None for key in keys(first)] == [False, True, False]
    assert isinstance(first, Card)
    assert isinstance(second, Card)
    assert first.sides[0].layers[0] == second.sides[0].layers[0]
    assert len(set(keys(first))) == 3


def test_other_words_languages_directions_and_sides_are_other_layers() -> None:
    one = layouter(template=template((), ()))
    hello, bye = words("hello", 90), words("bye", 90)
    listing = [listed([contact("email", v)]) for v in "ab"]
    cards = [
        one.card(content((hello,))),
        one.card(content((bye,))),
        one.card(content((hello,), language="de")),
        one.card(content((hello,), rtl=True)),
        one.card(content((listing[0],))),
        one.card(content((listing[1],))),
    ]
    found = [keys(made)[0] for made in cards]
    two_sided = one.card(content((hello,), (hello,)))
    assert isinstance(two_sided, Card)
    found += [two_sided.sides[1].layers[0].key]
    assert len(set(found)) == len(found)


def test_what_does_not_vary_is_set_once() -> None:
    asked: list[str] = []

    def watched(text: str, **told: Any) -> Line:
        asked.append(text)
        return shaped(text, **told)

    one = layouter(typesetting=replace(SETTING, line=watched))
    one.card(content((words("Thank you", 90),)))
    before = len(asked)
    one.card(content((words("Thank you", 90),), order="2"))
    assert len(asked) == before


def test_a_fault_of_what_does_not_vary_is_told_for_every_order() -> None:
    one = layouter()
    found = [one.card(content((words("☃", 90),), order=order)) for order in ("1", "2")]
    assert [made.order for made in found if isinstance(made, HeldBack)] == ["1", "2"]


def test_a_side_has_the_templates_size_and_bleed() -> None:
    made = card(rect())
    assert isinstance(made, Card)
    (side,) = made.sides
    assert (side.w, side.h, side.bleed) == (WIDTH, HEIGHT, 8.0)


# The cover


A4 = (210 * MM, 297 * MM)
COVER = Cover(
    batch="2027-03-31-dhl",
    shop="Leaf & Cup",
    date="2027-03-31",
    orders=41,
    sections=(
        Section(2, 6, "classic: 41 × 90 × 54 mm, two sides", "3 × a4, 10 on a sheet", 41),
        Section(7, 7, "a6-thanks: 41 × 105 × 148 mm, one side", "11 × a4, 4 on a sheet", 41),
    ),
    settings=("Scale: actual size.", "Two-sided: flip on the long edge."),
    manifest="2027-03-31-dhl.csv",
)


def cover(page: tuple[float, float] = A4, **changes: Any) -> Sheet:
    return cover_sheet(replace(COVER, **changes), SETTING, *page, PALETTE["brand"])


def said(page: Sheet) -> list[str]:
    return lines(*page.marks)


def inside(page: Sheet) -> bool:
    return all(
        mark.x >= 0 and mark.x + mark.line.width(mark.size) <= page.w and 0 <= mark.y <= page.h - 5 * MM
        for mark in page.marks
        if isinstance(mark, Text)
    )


def held(count: int) -> tuple[HeldBack, ...]:
    return tuple(HeldBack(f"#{1000 + n}", f"classic: name: reason {n}") for n in range(count))


def test_the_cover_tells_batch_shop_day_papers_and_settings() -> None:
    page = cover()
    told = " ".join(said(page))
    assert (page.w, page.h) == A4
    for word in (
        "2027-03-31-dhl",
        "Leaf & Cup",
        "ships 2027-03-31",
        "Page 2 to 6",
        "Page 7",
        "classic: 41 × 90 × 54 mm, two sides",
        "10 on a sheet",
        "Two-sided: flip on the long edge.",
    ):
        assert word in told, word
    assert "Page 7 to" not in told


def test_the_cover_counts_orders_and_cards() -> None:
    page = cover(held_back=held(2), left_out=(LeftOut("#7", "cancelled"),))
    large = [mark.line.text for mark in page.marks if isinstance(mark, Text) and mark.size == 22]
    assert large == ["44", "41", "82", "2", "1"]  # read, with cards, cards, held back, left out


def test_the_ruler_is_a_hundred_millimetres_with_a_tick_every_ten() -> None:
    strokes = [mark for mark in cover().marks if isinstance(mark, Stroke)]
    (ruler,) = [s for s in strokes if s.y1 == s.y2 and abs(s.x2 - s.x1 - 100 * MM) < 1e-9]
    ticks = sorted(s.x1 - ruler.x1 for s in strokes if s.x1 == s.x2 and s.y2 == ruler.y1)
    assert ticks == pytest.approx([n * 10 * MM for n in range(11)])


def test_every_order_held_back_is_listed_with_its_reason() -> None:
    told = said(cover(held_back=held(20)))
    for n in range(20):
        assert f"#{1000 + n}" in told
        assert f"classic: name: reason {n}" in told
    assert not any("more rows" in text for text in told)


@pytest.mark.parametrize("count", [30, 40, 100, 500])
def test_when_the_page_is_full_it_says_how_many_more_there_are(count: int) -> None:
    for left in ((), tuple(LeftOut(f"#{n}", f"why {n}") for n in range(60))):
        page = cover(held_back=held(count), left_out=left)
        assert inside(page)
        told = said(page)
        listed_here = sum(text.startswith("#1") and len(text) == 5 for text in told)
        more = [text for text in told if "more rows" in text]
        if listed_here < count:
            assert more[0] == f"and {count - listed_here} more rows: see 2027-03-31-dhl.csv"
        assert "cover" not in told
        assert len(more) == (listed_here < count) + bool(left)


def test_orders_left_out_for_one_reason_share_a_row() -> None:
    left = (*(LeftOut(f"#{n}", "cancelled") for n in range(15)), LeftOut("#99", "already printed"))
    told = " ".join(said(cover(left_out=left)))
    assert "15 × cancelled: #0, #1" in told
    assert "#11 and 3 more" in told
    assert "#99 already printed" in told


def test_long_words_are_wrapped_and_stay_on_the_page() -> None:
    section = Section(
        2, 1002, "a-template-with-a-long-name: 4000 × 105 × 148 mm, two sides", "1000 × " + "p" * 90, 4000
    )
    page = cover(
        batch="2027-03-31-" + "x" * 200,
        sections=(section,) * 3,
        settings=("word " * 60,),
        held_back=(HeldBack("id-" * 30, "reason " * 40), HeldBack("0123456789012345678901234567890123", "r" * 300)),
    )
    assert inside(page)
    told = "".join(said(page))
    assert "x" * 20 in told
    assert told.count("p") >= 90
    assert told.count("r" * 30) >= 5


def test_a_row_never_runs_into_the_next_column() -> None:
    page = cover(held_back=(HeldBack("0123456789" * 4, "reason " * 20),))
    found = [mark for mark in page.marks if isinstance(mark, Text)]
    for one in found:
        for other in found:
            if one is not other and one.y == other.y and one.x < other.x:
                assert one.x + one.line.width(one.size) <= other.x + 0.01


def test_a_sign_no_face_has_does_not_hide_the_rest_of_its_line() -> None:
    assert "?-dhl-2027" in said(cover(batch="☃-dhl-2027"))


def test_a_cover_without_trouble_has_no_lists_of_it() -> None:
    told = " ".join(said(cover()))
    assert "Held back" not in told
    assert "Left out" not in told


def test_the_cover_fits_letter_paper() -> None:
    assert inside(cover((612.0, 792.0), held_back=held(100)))


# Turning, barcodes


def bars(payload: str, w: float = 120, h: float = 40, **more: Any) -> Filled:
    return Filled(BarcodeElement("bars", Box(20, 30, w, h), payload, more.pop("symbology", "code128"), **more), payload)


@pytest.mark.parametrize(("rtl", "angle"), [(False, 30), (True, 330)])
def test_an_element_is_turned_about_its_box_and_the_other_way_from_right_to_left(rtl: bool, angle: float) -> None:
    item = words("Hello", 80)
    turned = Filled(replace(item.element, rotate=30.0, opacity=0.5), item.text)
    (group,) = marks(turned, rtl=rtl)
    assert isinstance(group, Group)
    assert list(group.marks) == marks(item, rtl=rtl)
    assert (group.angle, group.opacity) == (angle, 0.5)
    assert (group.x, group.y) == (WIDTH - 50 if rtl else 50, 40)


def test_an_element_with_nothing_to_show_is_not_turned() -> None:
    item = words("", 80)
    assert marks(Filled(replace(item.element, rotate=30.0), "")) == []


def test_a_barcode_stands_between_its_quiet_zones_in_the_boxs_full_height() -> None:
    (mark,) = marks(bars("ABCD"))
    assert isinstance(mark, Bars)
    assert (mark.modules, mark.size, mark.y, mark.h) == (packed([5], 40), 40, 30, 40)
    assert mark.module == pytest.approx(120 / 60)
    assert mark.x == pytest.approx(20 + 10 * mark.module)


def test_what_a_barcode_says_stands_centred_below_it_inside_the_box() -> None:
    mark, label = marks(bars("ABCD", text=True))
    assert isinstance(label, Text)
    assert label.line.text == "ABCD"
    assert label.x + label.line.width(label.size) / 2 == pytest.approx(80)
    assert mark.y + mark.h < label.y - 0.714 * label.size
    assert label.y + 0.22 * label.size <= 70 + 1e-9


def test_a_data_matrix_fills_its_box() -> None:
    (mark,) = marks(bars("ABCDEFGH", 24, 40, symbology="datamatrix"))
    assert isinstance(mark, Symbol)
    assert (mark.x, mark.y, mark.module) == (20, 30, 3)


@pytest.mark.parametrize(
    ("item", "words_"),
    [
        (bars("ABCD", 42), "at least 15 mm wide"),
        (bars("ABCDEFGH", 5, 5, symbology="datamatrix"), "wide and high"),
        (bars("ABCD", h=14), "too low for a scanner; make the box at least 5 mm high"),
        (bars("ABCD", h=15, text=True), "make the box at least 8.2 mm high"),
        (bars("Grüße"), "unaccented"),
    ],
)
def test_a_barcode_no_scanner_reads_holds_the_order_back(item: Filled, words_: str) -> None:
    assert words_ in reason(item)


def test_a_cards_payloads_are_those_of_all_its_codes_as_drawn() -> None:
    code = Filled(QrElement("q", Box(10, 10, 60, 60), "short"), "short")
    made = card(bars("ABCD"), code)
    assert isinstance(made, Card)
    assert made.payloads == (("ABCD", "short"),)


def test_a_row_of_a_list_may_hold_a_code_and_a_turned_text() -> None:
    text = replace(words("Hi", 30, x=0, y=0).element, rotate=90.0)
    code = QrElement("q", Box(40, 0, 30, 30), "{{ contact.link }}")
    element = ListElement("ways", Box(10, 10, 100, 80), "contacts", "contact", (text, code), 2, 0, 40)
    rows = tuple((Filled(text, "Hi"), Filled(code, link)) for link in ("tel:1", ""))
    made = card(Filled(element, rows=rows))
    assert isinstance(made, Card)
    found = [mark for layer in made.sides[0].layers for mark in layer.marks]
    assert [type(mark) for mark in found] == [Group, Symbol, Group]
    assert made.payloads == (("tel:1",),)


def test_a_rectangle_that_grows_by_no_number_holds_the_order_back() -> None:
    assert "no number" in reason(Filled(RectElement("r", Box(0, 0, 9, 9), "ink", grow="x"), "much"))
