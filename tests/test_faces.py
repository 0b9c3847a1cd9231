"""Faces: the right file for a role or script, broken ones refused by name, subsets that hold just what was asked.

The fonts are made in the tests; subsets are judged by fontTools, which did not cut them.
"""

from __future__ import annotations

import io
import threading
from pathlib import Path
from typing import Any

import pytest
import uharfbuzz as hb
from fontTools.cffLib import CFFFontSet
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inserts.builtin import builtin_folder
from inserts.model.glyphs import Face
from inserts.model.problem import Problem, Stop
from inserts.text.cff import has_identity_charset
from inserts.text.faces import ROLES, FaceSet, FontFace, load_faces
from inserts.text.typesetter import Typesetter

BUILT_IN = builtin_folder("fonts")
GLYPHS = [".notdef", "space", "A", "B", "C", "D"]
CMAP = {0x20: "space", 0x41: "A", 0x42: "B", 0x43: "C", 0x44: "D"}
SIDES = {".notdef": 500, "A": 100, "B": 200, "C": 300, "D": 400}  # each glyph a square of this side
GROWING_A = [50, 0, "rmoveto", *(100, 100, 1, "blend", "vlineto"), *(100, 100, 1, "blend", "hlineto")]
GROWING_A += [-100, -100, 1, "blend", "vlineto"]


def square(pen: Any, side: int) -> None:
    if side:
        pen.moveTo((50, 0))
        for point in ((50, side), (50 + side, side), (50 + side, 0)):
            pen.lineTo(point)
        pen.closePath()


def drawn(form: str, side: int) -> Any:
    if form == "ttf":
        pen = TTGlyphPen(None)
        square(pen, side)
        return pen.glyph()
    pen = T2CharStringPen(None if form == "cff2" else 600, None, CFF2=form == "cff2")
    square(pen, side)
    return pen.getCharString()


def built(
    family: str = "Test Serif",
    style: str = "Regular",
    form: str = "ttf",
    weight: int = 400,
    rights: int = 0,
    italic: bool = False,
    cmap: dict[int, str] = CMAP,
    sides: dict[str, int] = SIDES,
    axes: bool = False,
    ps_name: str = "",
) -> TTFont:
    """A font of squares; with `axes` one whose squares grow by 100 from weight 400 to 900."""
    builder = FontBuilder(1000, isTTF=form == "ttf")
    builder.setupGlyphOrder(GLYPHS)
    builder.setupCharacterMap(cmap)
    shapes = {name: drawn(form, sides.get(name, 0)) for name in GLYPHS}
    if form == "ttf":
        builder.setupGlyf(shapes)
    elif form == "cff":
        builder.setupCFF("Test", {}, shapes, {})
    builder.setupHorizontalMetrics(dict.fromkeys(GLYPHS, (600, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    ps_name = ps_name or f"{family}-{style}".replace(" ", "")
    builder.setupNameTable(
        {"familyName": family, "styleName": style, "fullName": f"{family} {style}", "psName": ps_name}
    )
    builder.setupOS2(
        usWeightClass=weight, fsType=rights, sCapHeight=650, sTypoAscender=800, sTypoDescender=-200, version=4
    )
    builder.font["OS/2"].fsSelection = 0x01 if italic else 0x40
    builder.setupPost(italicAngle=-12 if italic else 0)
    if axes:
        builder.setupFvar([("wght", 100, 400, 900, "Weight")], [])
        if form == "ttf":
            builder.setupGvar({name: growing(side) for name, side in sides.items()})
    if form == "cff2":
        if axes:
            shapes["A"] = T2CharString(program=GROWING_A)
        builder.setupCFF2(shapes, regions=[{"wght": (0, 1, 1)}] if axes else None)
    return builder.font


def growing(side: int) -> list[TupleVariation]:
    """A square's four points and four phantom points; the second phantom point is the advance."""
    corners = [(0, 0), (0, 100), (100, 100), (100, 0)] if side else []
    return [TupleVariation({"wght": (0, 1, 1)}, [*corners, (0, 0), (50, 0), (0, 0), (0, 0)])]


def saved(folder: Path, font: TTFont, name: str = "test.ttf") -> Path:
    folder.mkdir(exist_ok=True)
    font.save(folder / name)
    return folder / name


def loaded(folder: Path) -> tuple[FaceSet, tuple[Problem, ...]]:
    return load_faces([folder, BUILT_IN])


def dropped_in(folder: Path) -> list[FontFace]:
    faces, problems = loaded(folder)
    assert problems == ()
    return [face for face in faces.faces if not face.about.built_in]


def only(folder: Path, **options: Any) -> FontFace:
    saved(folder, built(**options))
    return dropped_in(folder)[0]


def test_a_letter_that_a_fonts_own_rules_turn_into_no_glyph_is_missing(tmp_path: Path) -> None:
    font = built()
    addOpenTypeFeaturesFromString(font, "feature ccmp { sub B by .notdef; } ccmp;")
    saved(tmp_path, font)
    line = Typesetter(loaded(tmp_path)[0]).line("ABA", role="Test Serif")
    assert line.missing == ("B",)


@pytest.fixture(scope="module")
def faces() -> FaceSet:
    return load_faces([BUILT_IN])[0]


def role(faces: FaceSet, name: str) -> FontFace:
    face = faces.by_role(name)
    assert face is not None
    return face


def glyphs(face: FontFace, text: str) -> frozenset[int]:
    return frozenset(face.hb_font.get_nominal_glyph(ord(char)) for char in text)


# Which face


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", "ParcelSans-Regular"),
        ("strong", "ParcelSans-Bold"),
        ("voice", "ParcelVoice-Regular"),
        ("poster", "ParcelPoster-Black"),
        ("code", "ParcelCode-Bold"),
        ("Parcel CJK", "ParcelCJK-Regular"),
        ("parcel  hebrew", "ParcelHebrew-Regular"),
        ("Parcel Hebrew Bold", "ParcelHebrew-Bold"),
        ("ParcelHebrew-Bold", "ParcelHebrew-Bold"),
    ],
)
def test_a_face_is_found_by_role_family_or_name(faces: FaceSet, name: str, expected: str) -> None:
    assert role(faces, name).name == expected


def test_an_unknown_family_is_no_face(faces: FaceSet) -> None:
    assert faces.by_role("Comic Sans") is None


@pytest.mark.parametrize(("name", "caps"), [("text", 714), ("voice", 676), ("poster", 714), ("Parcel Arabic", 714)])
def test_capitals_are_as_high_as_the_design_language_says(faces: FaceSet, name: str, caps: float) -> None:
    assert role(faces, name).cap_height == caps


def test_an_ideograph_at_its_reduced_size_is_as_high_as_a_latin_capital(faces: FaceSet) -> None:
    face = role(faces, "Parcel CJK")
    assert face.cap_height * 0.86 == pytest.approx(705, abs=1)
    tops = [face.ink(glyph)[3] for glyph in glyphs(face, "永的漢国東")]
    assert sum(tops) / len(tops) == pytest.approx(face.cap_height, abs=25)


def test_the_chain_begins_with_latin_then_han_and_ends_with_symbols_emoji_nastaliq(faces: FaceSet) -> None:
    names = [face.family.removeprefix("Parcel ") for face in faces.chain]
    assert names[:2] == ["Sans", "CJK"]
    assert names[-5:] == ["Symbols", "Symbols 2", "Math", "Emoji", "Nastaliq"]
    assert len(names) == len(set(names))


def test_the_chain_holds_no_bold_and_no_display_face(faces: FaceSet) -> None:
    assert {face.weight for face in faces.chain} == {"regular"}
    assert {face.role for face in faces.chain} == {"text", ""}


@pytest.mark.parametrize(
    ("script", "language", "expected"),
    [
        ("Latn", "en", ["ParcelSans-Regular"]),
        ("Hani", "zh-Hans", ["ParcelCJK-Regular"]),
        ("Hang", "ko", ["ParcelCJK-Regular"]),
        ("Arab", "ar", ["ParcelArabic-Regular"]),
        ("Arab", "ur", ["ParcelArabic-Regular"]),
        ("Arab", "ur-Aran", ["ParcelNastaliq-Regular", "ParcelArabic-Regular"]),
        ("Arab", "ur_Aran_PK", ["ParcelNastaliq-Regular", "ParcelArabic-Regular"]),
        ("Zsye", "", ["ParcelEmoji-Regular"]),
        ("Zyyy", "en", []),
        ("Cher", "chr", []),
    ],
)
def test_a_script_has_its_faces(faces: FaceSet, script: str, language: str, expected: list[str]) -> None:
    assert [face.name for face in faces.preferred(script, language)] == expected


@pytest.mark.parametrize(
    ("name", "bold"),
    [
        ("text", "ParcelSans-Bold"),
        ("strong", "ParcelSans-Bold"),
        ("poster", "ParcelPoster-Black"),
        ("Parcel Thai", "ParcelThai-Bold"),
        ("Parcel CJK", None),
        ("voice", None),
    ],
)
def test_a_face_knows_its_bold(faces: FaceSet, name: str, bold: str | None) -> None:
    found = faces.bold_of(role(faces, name))
    assert (found.name if found else None) == bold


def test_every_role_of_the_design_has_its_face(faces: FaceSet) -> None:
    assert [role(faces, name).role for name in ROLES] == list(ROLES)


# What a face tells


def test_a_face_is_what_the_model_asks_for(faces: FaceSet) -> None:
    face: Face = role(faces, "text")
    assert face.name == "ParcelSans-Regular"
    assert len(face.digest) == 64


@pytest.mark.parametrize("char", "\0\n\t\x7f\x85")
def test_a_control_character_is_not_drawn_even_if_the_font_has_a_glyph_for_it(faces: FaceSet, char: str) -> None:
    assert not role(faces, "text").has(ord(char))


@pytest.mark.parametrize("char", " \u00a0\u200d\u0301")
def test_blanks_joiners_and_marks_are_drawn(faces: FaceSet, char: str) -> None:
    assert role(faces, "text").has(ord(char))


def test_a_letter_with_a_blank_glyph_is_not_drawn(tmp_path: Path) -> None:
    face = only(tmp_path, sides=SIDES | {"B": 0})
    assert [face.has(code) for code in (0x41, 0x42, 0x43, 0x20, 0x45)] == [True, False, True, True, False]


def test_letters_put_together_from_pieces_are_drawn(faces: FaceSet) -> None:
    assert role(faces, "Parcel Nastaliq").has(ord("ب"))


def test_measures_are_in_thousandths_of_an_em_whatever_the_units_of_the_font(faces: FaceSet) -> None:
    face = role(faces, "Parcel Emoji")
    (heart,) = glyphs(face, "❤")
    assert face.upem == 2048
    assert face.advance(heart) == round(face.hb_font.get_glyph_h_advance(heart) / 2.048, 2)
    left, bottom, right, top = face.ink(heart)
    assert -200 < bottom < top < 1000
    assert 0 <= left < right <= face.advance(heart)


def test_ink_is_the_box_around_the_outline(tmp_path: Path) -> None:
    face = only(tmp_path)
    assert face.ink(3) == (50, 0, 250, 200)
    assert face.ink(1) == (0, 0, 0, 0)
    assert face.advance(3) == 600


def test_the_fonts_own_capitals_count_for_a_dropped_in_face(tmp_path: Path) -> None:
    assert only(tmp_path).cap_height == 650


@pytest.mark.parametrize(
    ("weight", "word"), [(250, "light"), (400, "regular"), (700, "bold"), (1000, "black"), (1, "thin")]
)
def test_a_weight_is_told_in_words(tmp_path: Path, weight: int, word: str) -> None:
    assert only(tmp_path, weight=weight).weight in {word, "extralight"}


# Dropped-in files


def test_a_dropped_in_family_can_be_named_and_joins_the_chain_last(tmp_path: Path) -> None:
    saved(tmp_path, built())
    found, problems = loaded(tmp_path)
    assert problems == ()
    assert role(found, "test serif").name == "TestSerif-Regular"
    assert found.chain[-1] is found.by_role("Test Serif")


def test_a_dropped_in_family_finds_its_bold_and_its_slanted_faces_keep_apart(tmp_path: Path) -> None:
    saved(tmp_path, built(), "a.ttf")
    saved(tmp_path, built(style="Bold", weight=700), "b.ttf")
    saved(tmp_path, built(style="Bold Italic", weight=700, italic=True), "c.ttf")
    saved(tmp_path, built("Other", "Bold", weight=700), "d.ttf")
    found, _ = loaded(tmp_path)
    bold = found.bold_of(role(found, "Test Serif"))
    assert bold is not None
    assert bold.name == "TestSerif-Bold"
    assert [face.name for face in found.chain[-3:]] == ["TestSerif-Regular", "Other-Bold", "TestSerif-BoldItalic"]


def test_a_role_cannot_be_taken_by_a_font_of_that_name(tmp_path: Path) -> None:
    saved(tmp_path, built("text"))
    assert role(loaded(tmp_path)[0], "text").name == "ParcelSans-Regular"


def test_a_font_below_the_folder_is_found_and_other_files_are_not_fonts(tmp_path: Path) -> None:
    saved(tmp_path / "static", built(), "Test.OTF")
    (tmp_path / "OFL.txt").write_text("licence")
    (tmp_path / "._Test.ttf").write_bytes(b"left by another system")
    (tmp_path / "folder.ttf").mkdir()
    assert [face.name for face in dropped_in(tmp_path)] == ["TestSerif-Regular"]


def test_a_folder_that_is_not_there_holds_no_fonts(tmp_path: Path) -> None:
    assert dropped_in(tmp_path / "fonts") == []


def test_every_face_of_a_collection_is_opened(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [built("One"), built("Two", form="cff"), built("Three")]
    collection.save(tmp_path / "all.ttc")
    found = dropped_in(tmp_path)
    assert [face.family for face in found] == ["One", "Two", "Three"]
    assert len({face.digest for face in found}) == 3
    assert [face.subset(frozenset({2})).kind for face in found] == ["truetype", "cff", "truetype"]


def test_a_variable_font_gives_a_regular_and_a_bold(tmp_path: Path) -> None:
    saved(tmp_path, built(axes=True, ps_name="TestSerif-Thin"))
    regular, bold = dropped_in(tmp_path)
    found, _ = loaded(tmp_path)
    assert [(face.name, face.weight) for face in (regular, bold)] == [
        ("TestSerif-Regular", "regular"),
        ("TestSerif-Bold", "bold"),
    ]
    assert (regular.ink(2)[3], bold.ink(2)[3]) == (100, 160)
    assert (regular.advance(2), bold.advance(2)) == (600, 630)
    assert regular.digest != bold.digest
    assert found.bold_of(role(found, "Test Serif")).name == "TestSerif-Bold"  # type: ignore[union-attr]


@pytest.mark.parametrize("ps_name", ["Evil)>> /JS (x)", "Ünï çödé", "\u202e", "x" * 200, "/"])
def test_a_name_in_the_pdf_is_plain_whatever_the_font_says(tmp_path: Path, ps_name: str) -> None:
    name = only(tmp_path, ps_name=ps_name).name
    assert 0 < len(name) <= 63
    assert name.isascii()
    assert name.replace("-", "").isalnum()


def test_the_digest_tells_the_content_not_the_place(tmp_path: Path) -> None:
    first = saved(tmp_path / "one", built())
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "other name.ttf").write_bytes(first.read_bytes())
    assert dropped_in(tmp_path / "one")[0].digest == dropped_in(tmp_path / "two")[0].digest


# Refused files


def refusal(folder: Path, name: str = "test.ttf") -> str:
    """The one problem of a folder whose good font beside it is still used."""
    saved(folder, built("Good"), "good.ttf")
    found, problems = loaded(folder)
    assert found.by_role("Good") is not None
    (problem,) = problems
    assert problem.where.file == str(folder / name)
    assert problem.hint
    return problem.message


@pytest.mark.parametrize("data", [b"", b"hello", bytes(range(256)) * 64, b"ttcf" + b"\xff" * 40, b"\0\1\0\0\xff\xff"])
def test_a_file_that_is_no_font_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "test.ttf").write_bytes(data)
    assert "not a font" in refusal(tmp_path)


@pytest.mark.parametrize("form", ["ttf", "cff", "cff2"])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.99])
def test_half_a_font_is_refused_by_name(tmp_path: Path, form: str, part: float) -> None:
    path = saved(tmp_path, built(form=form))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    assert "damaged" in refusal(tmp_path)


@pytest.mark.parametrize("table", ["cmap", "head", "hhea", "hmtx", "maxp", "loca"])
def test_a_font_without_an_essential_table_is_refused(tmp_path: Path, table: str) -> None:
    font = TTFont(saved(tmp_path, built()))
    data = io.BytesIO()
    font.save(data)
    (tmp_path / "test.ttf").write_bytes(data.getvalue().replace(table.encode(), b"zzzz", 1))
    assert refusal(tmp_path)


@pytest.mark.parametrize("form", ["ttf", "cff"])
def test_a_font_whose_outlines_are_garbage_is_refused(tmp_path: Path, form: str) -> None:
    font = built(form=form)
    name = "glyf" if form == "ttf" else "CFF "
    buffer = io.BytesIO()
    font.save(buffer)
    data = bytearray(buffer.getvalue())
    entry = TTFont(io.BytesIO(bytes(data))).reader.tables[name]
    data[entry.offset : entry.offset + entry.length] = bytes(entry.length)
    (tmp_path / "test.ttf").write_bytes(data)
    assert "damaged" in refusal(tmp_path)


def test_a_font_with_pictures_only_is_refused(tmp_path: Path) -> None:
    font = built()
    del font["glyf"], font["loca"]
    saved(tmp_path, font)
    assert "no outlines" in refusal(tmp_path)


@pytest.mark.parametrize("rights", [0x0002, 0x0100, 0x0104, 0x0200])
def test_a_font_that_may_not_be_embedded_is_refused(tmp_path: Path, rights: int) -> None:
    saved(tmp_path, built(rights=rights))
    assert "forbids" in refusal(tmp_path)


def test_a_font_no_pdf_takes_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, built(form="cff2"))
    assert "CFF2" in refusal(tmp_path)


@pytest.mark.parametrize("rights", [0x0000, 0x0004, 0x0008])
def test_a_font_that_may_be_embedded_is_not_refused(tmp_path: Path, rights: int) -> None:
    assert only(tmp_path, rights=rights).name


def test_a_font_without_letters_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, built(cmap={0x20: "space"}))
    assert "no letters" in refusal(tmp_path)


def test_a_font_of_placeholders_is_refused(tmp_path: Path) -> None:
    saved(tmp_path, built("Last Resort", ps_name=".LastResort"))
    assert "placeholders" in refusal(tmp_path)


def test_a_web_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "test.woff2").write_bytes(b"wOF2")
    assert "web font" in refusal(tmp_path, "test.woff2")


def copied(folder: Path) -> Path:
    """The built-in folder as links, so that a test may spoil one of them."""
    folder.mkdir()
    for path in BUILT_IN.iterdir():
        if path.is_file():
            (folder / path.name).symlink_to(path)
    return folder


def spoil(folder: Path, name: str, data: bytes | None) -> Path:
    path = folder / name
    path.unlink()
    if data is not None:
        path.write_bytes(data)
    return folder


@pytest.mark.parametrize("name", ["fonts.toml", "ParcelLao-Regular.ttf"])
@pytest.mark.parametrize("data", [None, b"", b"spoiled"])
def test_a_spoiled_installation_stops_and_names_the_file(tmp_path: Path, name: str, data: bytes | None) -> None:
    with pytest.raises(Stop, match=name) as stop:
        load_faces([spoil(copied(tmp_path / "fonts"), name, data)])
    assert "again" in stop.value.hint


def test_a_built_in_font_of_the_right_size_but_empty_stops(tmp_path: Path) -> None:
    size = (BUILT_IN / "ParcelLao-Regular.ttf").stat().st_size
    with pytest.raises(Stop, match="ParcelLao"):
        load_faces([spoil(copied(tmp_path / "fonts"), "ParcelLao-Regular.ttf", bytes(size))])


# Subsets


def outlines(data: bytes, kind: str) -> dict[int, list[Any]]:
    """Every glyph with ink by the character code a PDF draws it with."""
    found: dict[int, list[Any]] = {}
    if kind == "truetype":
        font = TTFont(io.BytesIO(data))
        shapes = font.getGlyphSet()
        for code, name in enumerate(font.getGlyphOrder()):
            found[code] = recorded(shapes[name])
    else:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(data), None)
        keyed = hasattr(fonts[0], "ROS")
        for code, name in enumerate(fonts[0].charset):
            number = int(name.removeprefix("cid")) if keyed and code else code
            found[number] = recorded(fonts[0].CharStrings[name])
    return {code: shape for code, shape in found.items() if shape}


def recorded(glyph: Any) -> list[Any]:
    pen = RecordingPen()
    glyph.draw(pen)
    return [step for step in pen.value if step[0] not in {"closePath", "endPath"}]


def corners(shape: list[Any]) -> set[tuple[float, float]]:
    return {point for _, points in shape for point in points}


def box(side: int) -> set[tuple[float, float]]:
    return {(50, 0), (50, side), (50 + side, side), (50 + side, 0)}


@pytest.mark.parametrize("form", ["ttf", "cff"])
def test_a_subset_keeps_glyph_ids_and_holds_only_what_was_asked(tmp_path: Path, form: str) -> None:
    program = only(tmp_path, form=form).subset(frozenset({2, 4}))
    found = outlines(program.data, program.kind)
    assert {code: corners(shape) for code, shape in found.items()} == {0: box(500), 2: box(100), 4: box(300)}
    assert program.kind == ("truetype" if form == "ttf" else "cff")
    assert program.widths == {2: 600, 4: 600}


@pytest.mark.parametrize("form", ["ttf", "cff2"])
def test_a_subset_of_a_variable_font_is_fixed_at_the_faces_weight(tmp_path: Path, form: str) -> None:
    saved(tmp_path, built(form=form, axes=True))
    programs = [face.subset(frozenset({2})) for face in dropped_in(tmp_path)]
    assert [corners(outlines(program.data, program.kind)[2]) for program in programs] == [box(100), box(160)]
    assert [program.bbox[3] for program in programs] == [500, 500 if form == "cff2" else 560]
    for program in programs:
        if program.kind == "truetype":
            assert not {"fvar", "gvar", "avar", "HVAR"} & set(TTFont(io.BytesIO(program.data)).keys())


@pytest.mark.parametrize("form", ["ttf", "cff"])
def test_a_program_tells_the_measures_a_pdf_needs(tmp_path: Path, form: str) -> None:
    program = only(tmp_path, form=form, italic=True).subset(frozenset({5}))
    assert program.bbox == (50, 0, 550, 500)
    assert (program.ascent, program.descent, program.cap_height, program.italic_angle) == (800, -200, 650, -12)


def test_a_truetype_subset_holds_only_what_a_pdf_reads(faces: FaceSet) -> None:
    face = role(faces, "text")
    font = TTFont(io.BytesIO(face.subset(glyphs(face, "Zoë")).data))
    assert set(font.keys()) - {"GlyphOrder"} == {"glyf", "head", "hhea", "hmtx", "loca", "maxp"}


@pytest.mark.parametrize(("name", "text"), [("text", "Zoë"), ("voice", "Nguyễn"), ("Parcel Arabic", "محمد")])
def test_a_built_in_subset_draws_what_the_whole_font_draws(faces: FaceSet, name: str, text: str) -> None:
    face = role(faces, name)
    wanted = glyphs(face, text)
    program = face.subset(wanted)
    whole = TTFont(face.path)
    with whole:
        shapes = whole.getGlyphSet()
        expected = {glyph: recorded(shapes[whole.getGlyphName(glyph)]) for glyph in wanted}
    found = outlines(program.data, program.kind)
    cut = TTFont(io.BytesIO(program.data)).getGlyphSet()
    order = TTFont(io.BytesIO(program.data)).getGlyphOrder()
    assert wanted <= found.keys()
    assert all(cut[order[glyph]].width == program.widths[glyph] for glyph in wanted)
    assert {glyph: len(found[glyph]) for glyph in wanted} == {glyph: len(shape) for glyph, shape in expected.items()}


def test_a_subset_of_the_han_face_is_small_and_keeps_its_codes(faces: FaceSet) -> None:
    face = role(faces, "Parcel CJK")
    wanted = glyphs(face, "张伟国")
    program = face.subset(wanted)
    assert set(outlines(program.data, program.kind)) == {0, *wanted}
    assert len(program.data) < 2_000
    assert set(program.widths.values()) == {1000}


def test_a_cid_font_with_codes_of_its_own_is_renumbered_by_glyph(faces: FaceSet, tmp_path: Path) -> None:
    source = role(faces, "Parcel CJK")
    request = hb.SubsetInput()
    request.unicode_set.update(map(ord, "张伟国好"))
    data = bytes(request.subset(source.hb_face).blob.data)
    (tmp_path / "own.otf").write_bytes(data)
    (face,) = dropped_in(tmp_path)
    assert not has_identity_charset(bytes(face.hb_face.reference_table("CFF ").data))
    wanted = glyphs(face, "伟国")
    program = face.subset(wanted)
    assert set(outlines(program.data, program.kind)) == {0, *wanted}
    (theirs,) = glyphs(source, "伟")
    (ours,) = glyphs(face, "伟")
    whole = source.subset(glyphs(source, "伟"))
    assert outlines(program.data, "cff")[ours] == outlines(whole.data, "cff")[theirs]


def test_no_glyph_at_all_still_gives_a_font(faces: FaceSet) -> None:
    program = role(faces, "text").subset(frozenset())
    assert list(outlines(program.data, program.kind)) == [0]


def test_equal_files_give_equal_subsets_to_the_byte() -> None:
    first, second = (role(load_faces([BUILT_IN])[0], "Parcel CJK") for _ in range(2))
    wanted = glyphs(first, "山田太郎")
    assert first is not second
    assert first.subset(wanted) == second.subset(wanted)


def test_threads_get_the_same_subsets(faces: FaceSet) -> None:
    face = role(faces, "voice")
    texts = ["Anna", "Boris", "Clara", "Dörte"] * 4
    found: list[bytes] = []

    def cut(text: str) -> None:
        found.append(face.subset(glyphs(face, text)).data)

    threads = [threading.Thread(target=cut, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 4
    assert len(found) == 16


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.frozensets(st.integers(1, 3000), max_size=12))
def test_any_glyphs_of_the_text_face_can_be_cut(faces: FaceSet, wanted: frozenset[int]) -> None:
    face = role(faces, "text")
    program = face.subset(wanted)
    inked = {glyph for glyph in wanted if face.ink(glyph) != (0, 0, 0, 0)}
    assert inked <= set(outlines(program.data, program.kind))
    assert program.widths == {glyph: face.advance(glyph) for glyph in wanted}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 255))
def test_any_bytes_are_an_identity_charset_or_not(data: bytes, head: int) -> None:
    assert has_identity_charset(bytes((1, 0, 4, head)) + data) is False


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_font_is_refused_used_or_stopped_but_never_crashes(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(saved(tmp_path, built(form=data.draw(st.sampled_from(["ttf", "cff"])))).read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "test.ttf").write_bytes(raw)
    found, problems = loaded(tmp_path)
    results = [outcome(face) for face in found.faces if not face.about.built_in]
    assert all("test.ttf" in result if isinstance(result, str) else result for result in results)
    assert all(problem.where.file.endswith("test.ttf") for problem in problems)


def outcome(face: FontFace) -> bytes | str:
    """The subset's bytes, or what the run stops with."""
    try:
        return face.subset(frozenset({2, 3})).data
    except Stop as stop:
        return stop.message
