"""Lines: every script drawn, in its order, in the face the design gives it, and nothing drawn wrong in silence."""

from __future__ import annotations

import io
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise, product

import bidi as oracle
import pytest
import uharfbuzz as hb
from fontTools.ttLib import TTFont
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inserts.builtin import builtin_folder
from inserts.model.card import Sheet, Text
from inserts.model.colour import INK
from inserts.model.glyphs import Line, Run
from inserts.model.problem import Stop
from inserts.pdf import write
from inserts.text import Typesetter, describe_missing, open_typesetter
from inserts.text.bidi import MARKS
from inserts.text.clusters import cluster_starts
from inserts.text.faces import FontFace
from inserts.text.scripts import is_ignorable
from tests.names import ROWS, Sample

ROLES = ("text", "strong", "voice", "poster", "code")

RTL_ROWS = [
    ("אברהם כהן", None),
    ("שלום Smith 123 (עולם) 45-6", None),
    ("Order 12 for אברהם (כהן)!", None),
    ("abc אבג 123 דהו def", True),
    ("[א] {ב} (ג) a", None),
    ("a-1 א 2,5 %", False),
    ("محمد Smith 123 (علي) ١٢٣", None),
    ("Dear محمد عبد الله, 10%", None),
    ("שלום محمد 1/2 abc", None),
]


@pytest.fixture(scope="module")
def typesetter() -> Typesetter:
    found, problems = open_typesetter([builtin_folder("fonts")])
    assert problems == ()
    return found


def faces(line: Line) -> list[str]:
    return [run.face.name for run in line.runs]


def logical(run: Run) -> list[str]:
    """The texts of a run's glyphs in reading order."""
    return [glyph.text for glyph in (reversed(run.glyphs) if run.rtl else run.glyphs)]


def width_by_harfbuzz(run: Run, text: str = "", place: int = 0, script: str = "", language: str = "") -> float:
    """The run shaped once more: by itself, or at its place in a text, which may join its ends."""
    buffer = hb.Buffer()
    buffer.add_str(text or run.text, place, len(run.text))
    buffer.guess_segment_properties()
    if script:
        buffer.script = script
    buffer.direction = "rtl" if run.rtl else "ltr"
    buffer.language = language
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(run.face.hb_font, buffer, dict.fromkeys(run.face.features, True))  # type: ignore[attr-defined]
    unit = 1000 / run.face.upem  # type: ignore[attr-defined]
    return sum(position.x_advance for position in buffer.glyph_positions) * unit


@pytest.mark.parametrize(("script", "language", "text"), ROWS, ids=[row[0] for row in ROWS])
@pytest.mark.parametrize("role", ROLES)
def test_every_script_is_drawn_in_every_role(
    typesetter: Typesetter, role: str, script: str, language: str, text: str
) -> None:
    cleaned = typesetter.clean(text)
    assert cleaned == (text, ())
    line = typesetter.line(text, role=role, language=language)
    assert line.missing == ()
    assert all(glyph.id for run in line.runs for glyph in run.glyphs)
    assert sum(len(run.text) for run in line.runs) == len(text)
    for run in line.runs:
        assert "".join(logical(run)) == run.text
        assert run.width == pytest.approx(sum(glyph.advance for glyph in run.glyphs), abs=0.01)
        assert run.width == pytest.approx(width_by_harfbuzz(run, language=language), abs=0.01 * len(run.glyphs))


@pytest.mark.parametrize(("text", "rtl"), RTL_ROWS)
def test_mixed_lines_stand_in_visual_order(typesetter: Typesetter, text: str, rtl: bool | None) -> None:
    line = typesetter.line(text, role="text", language="he", rtl=rtl)
    seen = "".join(glyph.text for run in line.runs for glyph in run.glyphs)
    assert seen == oracle.get_display(text, base_dir={None: None, True: "R", False: "L"}[rtl])
    assert line.rtl == (text[0] in "א[שم" if rtl is None else rtl)


@pytest.mark.parametrize("row", ROWS, ids=[row.script for row in ROWS])
def test_the_glyphs_of_every_script_stand_in_visual_order(typesetter: Typesetter, row: Sample) -> None:
    line = typesetter.line(row.text, role="text", language=row.language)
    seen = "".join(glyph.text[::-1] if run.rtl else glyph.text for run in line.runs for glyph in run.glyphs)
    assert seen == oracle.get_display(row.text)


def test_brackets_in_right_to_left_text_are_mirrored(typesetter: Typesetter) -> None:
    right = typesetter.line("(א", role="text", language="he").runs[0]
    left = typesetter.line("a)", role="Parcel Hebrew", language="he").runs[-1]
    assert right.glyphs[-1].text == "("
    assert right.glyphs[-1].id == left.glyphs[-1].id


def test_arabic_letters_join(typesetter: Typesetter) -> None:
    joined = typesetter.line("بب", role="text").runs[0]
    alone = typesetter.line("ب", role="text").runs[0]
    assert {glyph.id for glyph in joined.glyphs} & {glyph.id for glyph in alone.glyphs} == set()


def test_a_name_is_not_turned_into_a_vocalised_ligature(typesetter: Typesetter) -> None:
    assert len(typesetter.line("محمد", role="text", language="ar").runs[0].glyphs) == 4


def test_pairs_are_kerned_and_the_face_tells_its_own_advance(typesetter: Typesetter) -> None:
    run = typesetter.line("AVATAR", role="text").runs[0]
    assert run.width < sum(glyph.nominal for glyph in run.glyphs)
    assert all(glyph.nominal == run.face.advance(glyph.id) for glyph in run.glyphs)  # type: ignore[attr-defined]


def test_ligatures_are_left_out_when_asked(typesetter: Typesetter) -> None:
    whole = typesetter.line("fi", role="voice").runs[0]
    parts = typesetter.line("fi", role="voice", ligatures=False).runs[0]
    assert [glyph.text for glyph in whole.glyphs] == ["fi"]
    assert [glyph.text for glyph in parts.glyphs] == ["f", "i"]
    assert not whole.plain
    assert parts.plain
    arabic = [typesetter.line("سلام", role="text", ligatures=asked).runs for asked in (True, False)]
    assert arabic[0] == arabic[1]


@given(text=st.text("fflitjT Vé12", min_size=1, max_size=8), role=st.sampled_from(ROLES))
def test_tracked_text_has_the_glyphs_harfbuzz_gives_without_ligatures(
    typesetter: Typesetter, text: str, role: str
) -> None:
    (run,) = typesetter.line(text, role=role, ligatures=False).runs
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    face = run.face
    assert isinstance(face, FontFace)
    hb.shape(face.hb_font, buffer, dict.fromkeys(face.features, True) | {"liga": False, "clig": False})
    assert [glyph.id for glyph in run.glyphs] == [info.codepoint for info in buffer.glyph_infos]


def test_voice_has_lining_figures(typesetter: Typesetter) -> None:
    run = typesetter.line("1234567890", role="voice").runs[0]
    boxes = [run.face.ink(glyph.id) for glyph in run.glyphs]  # type: ignore[attr-defined]
    assert all(bottom > -30 and top > 650 for _, bottom, _, top in boxes)


@pytest.mark.parametrize("text", ["直骨海角", "次与返"])
def test_han_takes_the_forms_of_its_language(typesetter: Typesetter, text: str) -> None:
    def ids(language: str, words: str = text) -> list[int]:
        return [glyph.id for run in typesetter.line(words, role="text", language=language).runs for glyph in run.glyphs]

    assert len({tuple(ids(language)) for language in ("zh-Hans", "zh-Hant", "ja")}) == 3
    assert ids("en") == ids("zh-Hans") == ids("zh-CN") == ids("zh")
    assert ids("de", text + "の")[: len(text)] == ids("ja")
    assert ids("de", text + "한")[: len(text)] == ids("ko")
    assert ids("zh-TW") == ids("zh-Hant")


def test_a_variation_sequence_chooses_its_form(typesetter: Typesetter) -> None:
    forms = [
        typesetter.line(f"葛{selector}", role="text", language="ja").runs[0] for selector in "\U000e0100\U000e0101"
    ]
    assert forms[0].glyphs[0].id != forms[1].glyphs[0].id
    assert all(len(run.glyphs) == 1 for run in forms)


# Which face


@pytest.mark.parametrize("role", ["strong", "poster"])
def test_bold_is_a_bold_face_or_else_an_outline(typesetter: Typesetter, role: str) -> None:
    for text in ("محمد", "שלום", "สวัสดี", "राजेश", "ঠাকুর", "லக்ஷ்மி", "ស្រី"):
        (run,) = typesetter.line(text, role=role).runs
        assert run.face.name.endswith("-Bold")
        assert run.stroke == 0
    for text in ("张伟", "김민수", "タワー", "గాంధీ", "აბგ"):
        (run,) = typesetter.line(text, role=role).runs
        assert run.face.name.endswith("-Regular")
        assert run.stroke == 32


@pytest.mark.parametrize("role", ["text", "voice"])
def test_regular_text_has_no_outline(typesetter: Typesetter, role: str) -> None:
    for _, language, text in ROWS:
        assert all(run.stroke == 0 for run in typesetter.line(text, role=role, language=language).runs)


def test_emoji_are_never_outlined(typesetter: Typesetter) -> None:
    assert [run.stroke for run in typesetter.line("🎁", role="strong").runs] == [0]


@pytest.mark.parametrize(
    ("role", "text", "face"),
    [
        ("voice", "Thank you", "ParcelVoice-Regular"),
        ("poster", "shop.example", "ParcelPoster-Black"),
        ("code", "WELCOME-10", "ParcelCode-Bold"),
        ("code", "CÓDIGO 10", "ParcelSans-Bold"),
        ("voice", "Kalaallit Ƙaƴa", "ParcelSans-Regular"),
        ("voice", "张伟", "ParcelCJK-Regular"),
        ("voice", "محمد", "ParcelArabic-Regular"),
        ("Parcel Thai", "สวัสดี", "ParcelThai-Regular"),
        ("parcelsans-bold", "Anna", "ParcelSans-Bold"),
    ],
)
def test_a_text_its_face_lacks_falls_back_as_a_whole(typesetter: Typesetter, role: str, text: str, face: str) -> None:
    assert faces(typesetter.line(text, role=role)) == [face]


def test_letters_of_one_script_never_change_face_within_a_line(typesetter: Typesetter) -> None:
    line = typesetter.line("Ƙaƴa 张伟 Anna", role="voice", language="en")
    assert faces(line) == ["ParcelSans-Regular", "ParcelCJK-Regular", "ParcelSans-Regular"]


def test_a_script_stands_in_its_own_face_though_noto_sans_has_its_letters(typesetter: Typesetter) -> None:
    assert faces(typesetter.line("राजेश कुमार", role="text")) == ["ParcelDevanagari-Regular"]


def test_nastaliq_is_for_those_who_ask_for_it(typesetter: Typesetter) -> None:
    assert faces(typesetter.line("محمد", role="text", language="ur-Aran")) == ["ParcelNastaliq-Regular"]
    assert faces(typesetter.line("محمد", role="text", language="ur")) == ["ParcelArabic-Regular"]


def test_digits_and_marks_stay_with_the_letters_around_them(typesetter: Typesetter) -> None:
    assert [(run.text, run.face.name) for run in typesetter.line("张伟，谢谢 A1", role="text").runs] == [
        ("张伟，谢谢 ", "ParcelCJK-Regular"),
        ("A1", "ParcelSans-Regular"),
    ]
    assert [run.text for run in typesetter.line("东京123", role="text").runs] == ["东京", "123"]


def test_the_end_of_a_sentence_keeps_its_face_after_a_name_of_the_other_direction(typesetter: Typesetter) -> None:
    line = typesetter.line("Thank you, محمد!", role="text", rtl=False)
    assert [run.text for run in line.runs] == ["Thank you, ", "محمد", "!"]
    assert faces(line)[2] == "ParcelSans-Regular"


@pytest.mark.parametrize(
    "picture", ["🎁", "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "1\ufe0f\u20e3", "❤\ufe0f", "⭐", "#\ufe0f\u20e3"]
)
def test_a_picture_is_one_run_of_the_emoji_face(typesetter: Typesetter, picture: str) -> None:
    runs = typesetter.line(f"Anna {picture} 5", role="text").runs
    assert [(run.text, run.face.name) for run in runs] == [
        ("Anna ", "ParcelSans-Regular"),
        (picture, "ParcelEmoji-Regular"),
        (" 5", "ParcelSans-Regular"),
    ]


@pytest.mark.parametrize("sign", ["♥", "☎", "©", "❤\ufe0e"])
def test_a_sign_that_is_text_by_default_stays_text(typesetter: Typesetter, sign: str) -> None:
    assert "ParcelEmoji-Regular" not in faces(typesetter.line(f"a {sign}", role="text"))


def test_a_font_nobody_has_is_told_not_replaced(typesetter: Typesetter) -> None:
    with pytest.raises(Stop, match="no font for 'Comic'"):
        typesetter.line("a", role="Comic")
    assert not typesetter.has_role("Comic")
    assert typesetter.has_role("VOICE")
    assert typesetter.roles[:5] == ROLES
    assert all(map(typesetter.has_role, typesetter.roles))


# Sizes, tracking, ink


@pytest.mark.parametrize(
    ("text", "small", "large"),
    [("محمد", 0.95, 0.85), ("张伟", 1, 0.86), ("김", 1, 0.86), ("か", 1, 0.86), ("Anna", 1, 1)],
)
def test_scripts_are_scaled_to_look_alike(typesetter: Typesetter, text: str, small: float, large: float) -> None:
    (run,) = typesetter.line(text, role="text").runs
    assert (run.small, run.large) == (small, large)


def test_capitals_stand_as_high_as_the_design_says(typesetter: Typesetter) -> None:
    assert typesetter.line("Anna", role="text").cap_height(1000) == 714
    assert typesetter.line("Anna", role="voice").cap_height(1000) == 676
    assert typesetter.line("张", role="text").cap_height(1000) == pytest.approx(820 * 0.86)


@pytest.mark.parametrize(
    ("text", "gaps"),
    [("Anna", [3]), ("a", [0]), ("m\u0303a", [1]), ("张伟", [0]), ("محمد", [0]), ("राजेश", [0]), ("ab张", [2, 0]),
     ("张ab", [0, 1])],
)  # fmt: skip
def test_tracking_goes_between_characters_of_scripts_that_bear_it(
    typesetter: Typesetter, text: str, gaps: list[int]
) -> None:
    assert [run.gaps for run in typesetter.line(text, role="text", ligatures=False).runs] == gaps


def test_ink_is_the_box_around_all_outlines(typesetter: Typesetter) -> None:
    (run,) = typesetter.line("Ậg", role="text").runs
    boxes = [run.face.ink(glyph.id) for glyph in run.glyphs]  # type: ignore[attr-defined]
    assert run.ink_top == boxes[0][3] > 900
    assert run.ink_bottom == boxes[1][1] < 0
    assert run.ink_left == boxes[0][0]
    assert run.ink_right == pytest.approx(run.glyphs[0].advance + boxes[1][2], abs=0.01)


def test_blanks_have_no_ink(typesetter: Typesetter) -> None:
    assert typesetter.line(" ", role="text").ink(10) == (0, 0, 0, 0)
    assert typesetter.line("", role="text").runs == ()


# Glyphs and their texts


def test_a_clusters_text_is_on_its_logically_first_glyph(typesetter: Typesetter) -> None:
    (run,) = typesetter.line("שָׁלוֹם", role="text").runs
    assert run.rtl
    assert [text for text in logical(run) if text] == ["שָׁ", "ל", "וֹ", "ם"]
    assert logical(run)[0] == "שָׁ"


@pytest.mark.parametrize(
    ("text", "plain"), [("Anna", True), ("张伟", True), ("m\u0303", False), ("राजेश", False), ("שלום", False)]
)
def test_plain_is_a_glyph_for_each_character_in_order(typesetter: Typesetter, text: str, plain: bool) -> None:
    assert typesetter.line(text, role="text").runs[0].plain == plain


def test_direction_marks_order_the_line_and_are_not_drawn(typesetter: Typesetter) -> None:
    plain = typesetter.line("אב 1-2", role="text", rtl=True)
    marked = typesetter.line("אב \u200e1-2\u200e", role="text", rtl=True)
    assert "".join(glyph.text for run in marked.runs for glyph in run.glyphs) == "1-2 בא"
    assert plain.width(10) == pytest.approx(marked.width(10))
    assert typesetter.line("\u200f", role="text").runs == ()


def test_a_joiner_inside_a_word_shapes_it_and_is_not_drawn(typesetter: Typesetter) -> None:
    (run,) = typesetter.line("می\u200cخواهم", role="text", language="fa").runs
    assert len(run.glyphs) == 7
    (joined,) = typesetter.line("میخواهم", role="text", language="fa").runs
    assert run.width != joined.width


# What no face has


def test_what_no_face_has_is_named_cluster_by_cluster(typesetter: Typesetter) -> None:
    assert typesetter.line("a𪚥b\ue000𪚥", role="text").missing == ("𪚥", "\ue000", "𪚥")
    assert typesetter.line("aⲁ\u0305", role="voice").missing == ("ⲁ\u0305",)


def test_decorated_letters_are_written_plainly_and_that_is_told(typesetter: Typesetter) -> None:
    cleaned = typesetter.clean("𝓐𝓷𝓷𝓪 é")
    assert cleaned.text == "Anna é"
    assert cleaned.notes == ("decorated letters that no font has were written plainly",)
    line = typesetter.line("𝓐𝓷𝓷𝓪", role="text")
    assert line.missing == ()
    assert [glyph.text for glyph in line.runs[0].glyphs] == list("Anna")


@pytest.mark.parametrize("text", ["①", "㈱", "ﷺ", "２", "²", "﨑", "神"])
def test_characters_that_faces_have_are_not_simplified(typesetter: Typesetter, text: str) -> None:
    assert typesetter.clean(text) == (text, ())
    assert "".join(run.text for run in typesetter.line(text, role="text").runs) == text


def test_missing_characters_are_described_for_people() -> None:
    assert describe_missing(["𪚥"]) == '"𪚥" (U+2A6A5)'
    assert describe_missing(["x\u0489", "\ue000", "x\u0489"]) == '"x\u0489" (U+0078 U+0489), U+E000'
    assert describe_missing([]) == ""
    many = describe_missing([chr(0x2A6A0 + number) for number in range(9)])
    assert many.endswith('"𪚤" (U+2A6A4) and 4 more')


# Anything at all

ANY = st.text(st.characters(), max_size=15)
MIXED = st.text("a1 (-é\u0301\u200d\u200e👩🏽🇩🇪한漢か\u3099مح\u064eאक्ष\ufe0f\U000e0100ក្រเ\ue000", max_size=12)
HOW = st.tuples(
    st.sampled_from(ROLES),
    st.sampled_from(("", "en", "zh-Hant", "ar", "ur-Aran", "x-odd", "tr", "zh_TW", "\ud800", "日本")),
    st.sampled_from((None, True, False)),
    st.booleans(),
)


@settings(max_examples=400, deadline=None)
@given(text=ANY | MIXED, how=HOW)
def test_a_line_of_any_text_names_what_is_missing_or_draws_it_all(
    typesetter: Typesetter, text: str, how: tuple[str, str, bool | None, bool]
) -> None:
    role, language, rtl, ligatures = how
    for words in (text, typesetter.clean(text).text):
        line = typesetter.line(words, role=role, language=language, rtl=rtl, ligatures=ligatures)
        assert line.text == words
        assert line.missing or all(glyph.id for run in line.runs for glyph in run.glyphs)
        assert all("".join(logical(run)) == run.text for run in line.runs if 0 not in {g.id for g in run.glyphs})


@settings(max_examples=400, deadline=None)
@given(text=ANY | MIXED, role=st.sampled_from(ROLES), rtl=st.sampled_from((None, True, False)))
def test_a_line_of_any_text_is_as_wide_as_harfbuzz_says(
    typesetter: Typesetter, text: str, role: str, rtl: bool | None
) -> None:
    language = "zh-Hans"  # said, as the forms of Han depend on it
    line = typesetter.line(typesetter.clean(text).text, role=role, rtl=rtl, language=language)
    shown = "".join(char for char in line.text if char not in MARKS)
    if line.missing:  # such a line is never drawn, and what stands around its runs is not known here
        return
    for run in line.runs:
        assert run.width == pytest.approx(sum(glyph.advance for glyph in run.glyphs), abs=0.01)
        places = [place for place in range(len(shown)) if shown.startswith(run.text, place)]
        shapers = ("", "Latn")  # the letters' own; or that of digits, which may bear a mark of any script
        widths = [width_by_harfbuzz(run, shown, *how, language) for how in product(places, shapers)]
        assert any(run.width == pytest.approx(width, abs=0.01 * len(run.glyphs)) for width in widths)


@settings(max_examples=1000, deadline=None)
@given(char=st.characters())
def test_a_character_is_missing_if_and_only_if_no_font_file_maps_it(typesetter: Typesetter, char: str) -> None:
    """Of those that are drawn as they stand: not made of others, nor invisible."""
    assume(typesetter.clean(char).text == char)
    missing = typesetter.line(char, role="text").missing
    if ord(char) in mapped():
        assert missing == ()
    elif unicodedata.is_normalized("NFKD", char) and not is_ignorable(char):
        assert missing == (char,)


@cache
def mapped() -> frozenset[int]:
    """Every code point some built-in font has a glyph for, as fontTools reads the files.

    Without the faces of voice, poster and code, which stand in for no other.
    """
    codes: set[int] = set()
    for path in sorted(builtin_folder("fonts").glob("*.[ot]tf")):
        if path.name.startswith(("ParcelVoice", "ParcelPoster", "ParcelCode")):
            continue
        with TTFont(path, lazy=True) as font:
            codes.update(code for code, name in font.getBestCmap().items() if font.getGlyphID(name))
    assert len(codes) > 40_000
    return frozenset(codes)


@settings(max_examples=200, deadline=None)
@given(text=MIXED)
def test_clusters_are_never_cut_by_a_change_of_face(typesetter: Typesetter, text: str) -> None:
    text = typesetter.clean(text).text.replace("\u200e", "")
    line = typesetter.line(text, role="voice")
    found = [cluster for run in line.runs for cluster in clusters(run.text)]
    assert sorted([*found, *line.missing]) == sorted(clusters(text))


def clusters(text: str) -> list[str]:
    ends = [*cluster_starts(text), len(text)]
    return [text[start:end] for start, end in pairwise(ends)]


def test_threads_get_equal_lines() -> None:
    typesetters = [open_typesetter([builtin_folder("fonts")])[0] for _ in range(2)]
    asked = list(product(ROWS, ROLES)) * 2

    def told(typesetter: Typesetter, row: tuple[str, str, str], role: str) -> tuple[object, ...]:
        line = typesetter.line(row[2], role=role, language=row[1])
        return line.rtl, line.missing, tuple((run.face.name, run.glyphs, run.ink_top, run.gaps) for run in line.runs)

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: told(typesetters[0], *one), asked))
    assert together == [told(typesetters[1], *one) for one in asked]


def test_threads_that_share_cold_faces_write_the_file_one_would_write_alone() -> None:
    def pdf(typesetter: Typesetter, order: int) -> bytes:
        lines = [typesetter.line(text, role=role, language=tag) for _, tag, text in ROWS for role in ROLES][::order]
        sheets = [Sheet(600, 100, marks=(Text(line, 20, 50, 14, INK),)) for line in lines]
        file = io.BytesIO()
        write(file, sheets[::order], {}, title="a batch", flip="")
        return file.getvalue()

    alone, shared = (open_typesetter([builtin_folder("fonts")])[0] for _ in range(2))
    expected = pdf(alone, 1)
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda order: pdf(shared, order), (1, -1))) == [expected] * 2


def test_the_same_question_gets_the_same_answer(typesetter: Typesetter) -> None:
    first = typesetter.line("Anna", role="text", language="en")
    assert typesetter.line("Anna", role="text", language="en") is first


def test_the_rows_cover_what_the_bundle_is_for() -> None:
    scripts = {unicodedata.name(char).split()[0] for _, _, text in ROWS for char in text if char.isalpha()}
    assert len(ROWS) >= 36
    assert len(scripts) >= 25
