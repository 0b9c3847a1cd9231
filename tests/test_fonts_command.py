"""`inserts fonts`: what there is, which face draws what, and what would mend a name that cannot be printed."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts.builtin import builtin_folder
from inserts.cli import main
from inserts.run.faces import explain_text, list_faces
from inserts.text import open_typesetter
from inserts.text.clusters import cluster_starts
from tests.test_faces import GLYPHS, built

BUILT_IN = builtin_folder("fonts")
TYPESETTER, _ = open_typesetter([BUILT_IN])


class Told:
    """What a command said and how it ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[str]:
        return self.out.splitlines()


@pytest.fixture
def fonts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> Told:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main(["fonts", *map(str, words)])
        said = capsys.readouterr()
        return Told(int(end.value.code or 0), said.out, said.err)

    return call


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A shop with a fonts folder; that command needs no word of its shop.toml."""
    folder = tmp_path / "shop"
    (folder / "fonts").mkdir(parents=True)
    (folder / "shop.toml").write_text("", "utf-8")
    return folder


def drop_in(shop: Path, name: str = "mine.ttf", source: str = "ParcelLao-Regular.ttf") -> Path:
    return Path(shutil.copy(BUILT_IN / source, shop / "fonts" / name))


def by_name(told: Told) -> dict[str, Any]:
    return {face["name"]: face for face in told.json["faces"] if face["built_in"]}


# The list


def test_without_a_shop_the_built_in_faces_are_listed(fonts: Any) -> None:
    told = fonts()
    assert told.status == 0
    assert len(told.rows) == 1 + len(list(BUILT_IN.glob("*.?t?")))
    assert all("built-in" in row for row in told.rows[1:])


def test_a_face_is_told_with_its_family_weight_role_size_and_number_of_characters(fonts: Any) -> None:
    strong = by_name(fonts("--json"))["ParcelSans-Bold"]
    path = BUILT_IN / "ParcelSans-Bold.ttf"
    assert (strong["family"], strong["weight"], strong["role"]) == ("Parcel Sans", "bold", "strong")
    assert (strong["bytes"], strong["file"]) == (path.stat().st_size, str(path))
    assert strong["characters"] == 3094


@pytest.mark.parametrize(
    ("face", "writes"),
    [
        ("ParcelSans-Regular", {"Latin", "Vietnamese", "Greek", "Cyrillic"}),
        ("ParcelCJK-Regular", {"simplified Chinese", "traditional Chinese", "Hong Kong", "Japanese", "Korean"}),
        ("ParcelArabic-Regular", {"Arabic", "Persian", "Urdu"}),
        ("ParcelNastaliq-Regular", {"Urdu"}),
        ("ParcelThai-Bold", {"Thai"}),
        ("ParcelSymbols2-Regular", {"check marks and stars"}),
    ],
)
def test_what_a_face_writes_is_told_in_plain_words(fonts: Any, face: str, writes: set[str]) -> None:
    assert writes <= set(by_name(fonts("--json"))[face]["writes"])


def test_a_script_is_named_only_when_all_its_everyday_letters_are_there(fonts: Any) -> None:
    code = by_name(fonts("--json"))["ParcelCode-Bold"]
    assert code["writes"] == ["basic Latin"]


def test_every_face_is_said_to_write_something() -> None:
    faces, _ = list_faces(None)
    assert [face.name for face in faces if not face.writes] == []


def test_a_dropped_in_font_is_listed_with_its_file(fonts: Any, shop: Path) -> None:
    path = drop_in(shop)
    told = fonts("--shop", shop, "--json")
    (own,) = (face for face in told.json["faces"] if not face["built_in"])
    assert (own["file"], own["family"], own["writes"]) == (str(path), "Parcel Lao", ["Lao"])
    assert str(path) in fonts("--shop", shop).out


def test_the_shop_is_found_from_a_folder_inside_it(fonts: Any, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drop_in(shop)
    monkeypatch.chdir(shop / "fonts")
    assert "1 from the shop's fonts folder" in fonts().err


def test_a_file_that_is_no_font_is_named_and_the_rest_is_listed(fonts: Any, shop: Path) -> None:
    (shop / "fonts" / "broken.ttf").write_bytes(b"no font")
    drop_in(shop)
    told = fonts("--shop", shop)
    assert told.status == 3
    assert "broken.ttf: this is not a font" in told.err
    assert "mine.ttf" in told.out
    assert [problem["file"][-10:] for problem in fonts("--shop", shop, "--json").json["problems"]] == ["broken.ttf"]


def test_a_shop_that_is_none_stops(fonts: Any, tmp_path: Path) -> None:
    told = fonts("--shop", tmp_path)
    assert told.status == 1
    assert "shop.toml" in told.err


def test_a_file_name_cannot_steer_the_terminal(fonts: Any, shop: Path) -> None:
    drop_in(shop, "\x1b[31mred\u202e.ttf")
    (shop / "fonts" / "\x07bell.ttf").write_bytes(b"no font")
    told = fonts("--shop", shop)
    assert "\\u001b[31mred\\u202e.ttf" in told.out
    assert harmless(told.out + told.err)
    assert harmless(fonts("--shop", shop, "--json").out)


def test_a_fonts_name_cannot_steer_the_terminal(fonts: Any, shop: Path) -> None:
    built("Red\x1b[31m \u202eSerif").save(shop / "fonts" / "red.ttf")
    assert harmless(fonts("--shop", shop).out)
    assert "Red[31m Serif" in fonts("--shop", shop).out
    assert harmless(fonts("--shop", shop, "--text", "a", "--font", "unknown").err)


# A text


def test_each_cluster_is_told_with_its_codes_script_and_face(fonts: Any) -> None:
    told = fonts("--text", "Zoë 张क्षि", "--json")
    assert told.status == 0
    found = [(c["text"], c["codes"], c["script"], c["face"]) for c in told.json["clusters"]]
    assert found == [
        ("Z", ["U+005A"], "Latin", "ParcelSans-Regular"),
        ("o", ["U+006F"], "Latin", "ParcelSans-Regular"),
        ("ë", ["U+00EB"], "Latin", "ParcelSans-Regular"),
        (" ", ["U+0020"], "Latin", "ParcelSans-Regular"),
        ("张", ["U+5F20"], "Han", "ParcelCJK-Regular"),
        ("क्षि", ["U+0915", "U+094D", "U+0937", "U+093F"], "Devanagari", "ParcelDevanagari-Regular"),
    ]


def test_the_table_has_a_row_for_each_cluster_in_logical_order(fonts: Any) -> None:
    rows = fonts("--text", "אב 12").rows[1:]
    assert [row.split()[0] for row in rows] == ["U+05D0", "U+05D1", "U+0020", "U+0031", "U+0032"]


def test_a_picture_of_many_parts_is_one_row(fonts: Any) -> None:
    (row,) = fonts("--text", "👩‍👩‍👧").rows[1:]
    assert row.split("  ")[0] == "U+1F469 U+200D U+1F469 U+200D U+1F467"
    assert row.endswith("👩‍👩‍👧")


def test_the_language_chooses_the_face(fonts: Any) -> None:
    (plain,) = fonts("--text", "م", "--language", "ur", "--json").json["clusters"]
    (nastaliq,) = fonts("--text", "م", "--language", "ur-Aran", "--json").json["clusters"]
    assert (plain["face"], nastaliq["face"]) == ("ParcelArabic-Regular", "ParcelNastaliq-Regular")


@pytest.mark.parametrize("font", ["code", "Parcel Code", "parcelcode-bold"])
def test_the_font_may_be_a_role_a_family_or_a_name(fonts: Any, font: str) -> None:
    (letter,) = fonts("--text", "A", "--font", font, "--json").json["clusters"]
    assert letter["face"] == "ParcelCode-Bold"


def test_bold_by_an_outline_is_told(fonts: Any) -> None:
    assert "ParcelCJK-Regular, outlined" in fonts("--text", "张", "--font", "strong").out


def test_what_cleaning_changed_is_told(fonts: Any) -> None:
    told = fonts("--text", "𝓐nna\u202e\t!")
    assert "decorated letters that no font has were written plainly" in told.err
    assert "marks that turn the reading direction were dropped" in told.err
    assert "".join(row[-1] for row in told.rows[1:]).replace("Regular", "").startswith("Anna")


def test_a_direction_mark_has_its_row_and_needs_no_face(fonts: Any) -> None:
    told = fonts("--text", "a\u200eb", "--json")
    assert told.status == 0
    mark = told.json["clusters"][1]
    assert (mark["codes"], mark["face"], mark["script"]) == (["U+200E"], None, "Direction mark")


@pytest.mark.parametrize(
    ("text", "code", "cure"),
    [
        ("a𪚥", "U+2A6A5", "rare ideographs"),
        ("a\ue000", "U+E000", "private code"),
        ("aཀ", "U+0F40", "put a font that has it"),
        ("a\ud800", "U+FFFD", "damaged"),
    ],
)
def test_what_is_missing_is_told_with_its_code_and_cure(fonts: Any, text: str, code: str, cure: str) -> None:
    told = fonts("--text", text)
    assert told.status == 3
    assert f"Missing {code}: " in told.err
    assert cure in told.err
    assert any(row.startswith(code) and "MISSING" in row for row in told.rows)
    (missing,) = fonts("--text", text, "--json").json["missing"]
    assert missing["codes"] == [code]
    assert cure in missing["cure"]


def test_a_missing_character_is_told_once(fonts: Any) -> None:
    told = fonts("--text", "𪚥𪚥", "--json")
    assert len(told.json["missing"]) == 1
    assert len(told.json["clusters"]) == 2


def test_the_cure_names_the_folder_of_the_shop(fonts: Any, shop: Path) -> None:
    assert str(shop / "fonts") in fonts("--shop", shop, "--text", "ཀ").err


def test_a_dropped_in_font_fills_in(fonts: Any, shop: Path) -> None:
    built("Tibetan Test", cmap={0x0F40: GLYPHS[-1]}).save(shop / "fonts" / "tibetan.ttf")
    told = fonts("--shop", shop, "--text", "ཀ", "--json")
    assert told.status == 0
    (letter,) = told.json["clusters"]
    assert letter["script"] == "Tibetan"
    assert not letter["face"].startswith("Parcel")


@pytest.mark.parametrize("words", [("--text", ""), ("--text", "\u200b")])
def test_nothing_to_print_is_no_fault(fonts: Any, words: tuple[str, ...]) -> None:
    told = fonts(*words)
    assert told.status == 0
    assert told.out == ""


@pytest.mark.parametrize(
    "words",
    [
        ("--font", "text"),
        ("--language", "ja"),
        ("--text", "a", "--specimen", "x.pdf"),
        ("--text", "a", "--font", "Comic\x1b"),
    ],
)
def test_wrong_usage_exits_with_2(fonts: Any, words: tuple[str, ...]) -> None:
    told = fonts(*words)
    assert told.status == 2
    assert told.out == ""
    assert harmless(told.err)


ANY = st.text(st.characters(), max_size=12)
MIXED = st.text("a1 (-é\u0301\u200d\u200e\u200f👩🏽🇩🇪한漢か\u3099مح\u064eאक्ष\ufe0f\U000e0100ក្រเ\ue000\x1b", max_size=12)


def harmless(text: str) -> bool:
    """Nothing a terminal obeys but line feeds."""
    kinds = {unicodedata.category(char) for char in text.replace("\n", "")}
    return not kinds & {"Cc", "Cs", "Zl", "Zp"} and not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067")


def without_marks(text: str) -> str:
    return re.sub("[\u061c\u200e\u200f]", "", text)


@settings(max_examples=150)
@given(text=ANY | MIXED, font=st.sampled_from(("text", "strong", "voice", "code", "Parcel Arabic")))
def test_clusters_are_the_text_none_is_split_and_what_is_missing_is_what_the_line_misses(text: str, font: str) -> None:
    cleaned = TYPESETTER.clean(text).text
    pieces = TYPESETTER.pieces(cleaned, role=font)
    assert "".join(piece.text for piece in pieces) == cleaned
    missing = sorted(without_marks(piece.text) for piece in pieces if piece.face is None and not piece.mark)
    assert missing == sorted(TYPESETTER.line(cleaned, role=font).missing)
    if without_marks(cleaned) == cleaned:
        places = [sum(len(piece.text) for piece in pieces[:number]) for number in range(len(pieces))]
        assert places == cluster_starts(cleaned)


@settings(max_examples=60)
@given(text=ANY | MIXED)
def test_the_faces_told_are_the_faces_drawn(text: str) -> None:
    cleaned = TYPESETTER.clean(text).text
    told = {piece.face for piece in TYPESETTER.pieces(cleaned, role="voice") if piece.face}
    drawn = {run.face for run in TYPESETTER.line(cleaned, role="voice").runs}
    assert drawn <= told


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\x9bb", "\x07", "a\u202eb\u2066c", "\ud800\udfffx\udc00", "\ue000"])
def test_no_text_can_steer_the_terminal(fonts: Any, text: str) -> None:
    plain, as_json = fonts("--text", text), fonts("--text", text, "--json")
    assert harmless(plain.out + plain.err)
    assert harmless(as_json.out)


def test_damaged_characters_cannot_be_printed_though_a_face_has_their_sign() -> None:
    found = explain_text(None, "a\ufffd")
    assert [missing.cluster.text for missing in found.missing] == ["\ufffd"]
    assert found.clusters[1].face == ""


@pytest.mark.parametrize(
    ("text", "script"), [("ཀ", "Tibetan"), ("𐌀", "Old Italic"), ("ᐊ", "Canadian"), ("な", "Hiragana"), ("ကွ", "Myanmar")]
)
def test_scripts_are_called_by_their_names(text: str, script: str) -> None:
    assert [cluster.script for cluster in explain_text(None, text).clusters] == [script]


# The specimen


def test_the_specimens_path_is_the_result(fonts: Any, tmp_path: Path) -> None:
    told = fonts("--specimen", "specimen.pdf")
    assert told.status == 0
    assert told.rows == ["specimen.pdf"]
    assert (tmp_path / "specimen.pdf").read_bytes().startswith(b"%PDF-1.6")
    assert fonts("--specimen", "other.pdf", "--json").json["pages"] == int(told.err.split()[0])


def test_a_specimen_is_never_written_over_a_file(fonts: Any, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("mine", "utf-8")
    told = fonts("--specimen", "orders.csv")
    assert told.status == 1
    assert "unchanged" in told.err
    assert (tmp_path / "orders.csv").read_text("utf-8") == "mine"
