"""The specimen looks as it did when people last looked at it: every script joined, stacked and in its own face.

tests/specimen.png is the picture to compare with. After a change of faces, names or design that is meant, write it
anew and look at every page before it is committed:

    python -m tests.specimen_sheet
"""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from inserts.layout import Typesetting, Unfit
from inserts.layout.specimen import SpecimenPage, SpecimenRow, specimen_sheets
from inserts.model.glyphs import Line
from inserts.model.problem import Stop
from inserts.run import faces
from inserts.run.faces import specimen_pages, write_specimen
from tests import specimen_sheet as seen

PAGES = specimen_pages()
JOINED = [
    *("Hebrew", "Arabic", "Persian", "Urdu", "Urdu, Nastaliq", "Thaana", "Devanagari", "Bengali", "Gurmukhi"),
    *("Gujarati", "Odia", "Tamil", "Telugu", "Kannada", "Malayalam", "Sinhala", "Khmer", "Myanmar"),
]
"""Pages of scripts that read from the right, join, stack or reorder."""

Change = Callable[[Typesetting, str, str], Line]


@pytest.fixture(scope="module")
def setting() -> Typesetting:
    return seen.typesetting()


@pytest.fixture(scope="module")
def document(setting: Typesetting) -> bytes:
    return seen.made(PAGES, setting)


@pytest.fixture(scope="module")
def shown(document: bytes) -> list[Image.Image]:
    return seen.pictures(document)


@pytest.fixture(scope="module")
def reference(shown: list[Image.Image]) -> list[Image.Image]:
    with Image.open(seen.REFERENCE) as picture:
        assert picture.size == seen.sheet(shown).size, f"pages were added or taken away: {seen.__doc__}"
        return seen.cut(picture.convert("L"), shown[0], len(shown))


def place(title: str) -> int:
    return next(number for number, page in enumerate(PAGES) if page.title == title)


# The picture


@pytest.mark.parametrize("number", range(len(PAGES)), ids=[f"{n}-{page.title}" for n, page in enumerate(PAGES, 1)])
def test_a_page_looks_like_its_reference(shown: list[Image.Image], reference: list[Image.Image], number: int) -> None:
    mean, far = seen.difference(shown[number], reference[number])
    assert mean <= seen.MEAN
    assert far <= seen.SHARE


def test_another_renderer_stays_within_the_tolerance(
    document: bytes, reference: list[Image.Image], tmp_path: Path
) -> None:
    if shutil.which("pdftoppm") is None:
        pytest.skip("needs pdftoppm (poppler-utils)")
    (tmp_path / "specimen.pdf").write_bytes(document)
    dots = str(72 * seen.SCALE * seen.OVER)
    subprocess.run(["pdftoppm", "-gray", "-r", dots, "specimen.pdf", "page"], cwd=tmp_path, check=True)
    for path, page in zip(sorted(tmp_path.glob("page-*")), reference, strict=True):
        with Image.open(path) as picture:
            assert seen.alike(seen.small(picture).resize(page.size), page), path.name


# What the picture would catch


def changed(setting: Typesetting, row: SpecimenRow, change: Change) -> Typesetting:
    """The typesetting with the regular names of one row set in another way."""

    def line(text: str, *, role: str, language: str, rtl: bool | None, ligatures: bool) -> Line:
        if (text, role, language) == (row.names, "text", row.tag):
            return change(setting, text, language)
        return setting.line(text, role=role, language=language, rtl=rtl, ligatures=ligatures)

    return dataclasses.replace(setting, line=line)


def unshaped(setting: Typesetting, text: str, language: str) -> Line:
    """Letter after letter, as if there were no shaping."""
    letters = (setting.line(char, role="text", language=language, rtl=None, ligatures=True) for char in text)
    whole = setting.line(text, role="text", language=language, rtl=None, ligatures=True)
    return Line(text, tuple(run for letter in letters for run in letter.runs), whole.rtl)


def in_face(role: str) -> Change:
    def line(setting: Typesetting, text: str, language: str) -> Line:
        return setting.line(text, role=role, language=language, rtl=None, ligatures=True)

    return line


def without_the_last_letter(setting: Typesetting, text: str, language: str) -> Line:
    return setting.line(text[:-1], role="text", language=language, rtl=None, ligatures=True)


def is_caught(setting: Typesetting, reference: list[Image.Image], title: str, change: Change, row: int = 0) -> bool:
    number = place(title)
    broken = changed(setting, PAGES[number].rows[row], change)
    (page,) = seen.pictures(seen.made(PAGES, broken, only=number))
    return not seen.alike(page, reference[number])


@pytest.mark.parametrize("title", JOINED)
def test_one_name_without_shaping_is_caught(setting: Typesetting, reference: list[Image.Image], title: str) -> None:
    assert is_caught(setting, reference, title, unshaped)


@pytest.mark.parametrize(
    ("title", "face"),
    [
        ("Latin", "voice"),
        ("Latin", "Parcel Poster"),
        ("Vietnamese", "voice"),
        ("Greek", "strong"),
        ("Cyrillic", "strong"),
        ("Arabic", "Parcel Nastaliq"),
        ("Arabic", "strong"),
        ("Hebrew", "strong"),
        ("Devanagari", "strong"),
        ("Khmer", "strong"),
        ("Thai", "strong"),
        ("Korean", "strong"),
        ("Chinese, simplified", "strong"),
    ],
)
def test_one_name_in_another_face_is_caught(
    setting: Typesetting, reference: list[Image.Image], title: str, face: str
) -> None:
    assert is_caught(setting, reference, title, in_face(face))


def test_han_in_the_form_of_one_place_throughout_is_caught(setting: Typesetting, reference: list[Image.Image]) -> None:
    def line(text: str, *, role: str, language: str, rtl: bool | None, ligatures: bool) -> Line:
        return setting.line(text, role=role, language="zh-Hans", rtl=rtl, ligatures=ligatures)

    number = place("Han")
    (page,) = seen.pictures(seen.made(PAGES, dataclasses.replace(setting, line=line), only=number))
    assert not seen.alike(page, reference[number])


@pytest.mark.parametrize("title", ["Vietnamese", "Georgian", "Thai", "Lao", "Japanese", "Symbols"])
def test_one_missing_letter_is_caught(setting: Typesetting, reference: list[Image.Image], title: str) -> None:
    assert is_caught(setting, reference, title, without_the_last_letter)


def test_a_page_that_is_as_it_was_is_not_caught(setting: Typesetting, reference: list[Image.Image]) -> None:
    assert not is_caught(setting, reference, "Arabic", in_face("text"))


# The names


def test_every_built_in_face_but_those_of_plain_signs_has_its_place(setting: Typesetting) -> None:
    used = set()
    for page in PAGES:
        for row in page.rows:
            for role in (row.face,) if row.face else ("text", "strong"):
                line = setting.line(row.names, role=role, language=row.tag, rtl=None, ligatures=True)
                used |= {run.face.name for run in line.runs}
    told, _ = faces.list_faces(None)
    assert {face.name for face in told} - used <= {"ParcelSymbols-Regular"}


def test_names_are_shown_as_they_are_written(setting: Typesetting) -> None:
    for page in PAGES:
        for row in page.rows:
            assert setting.clean(row.names) == (row.names, ()), row.language


def test_all_ink_stays_inside_the_margins(setting: Typesetting) -> None:
    for sheet in specimen_sheets(PAGES, setting):
        for mark in sheet.marks:
            if hasattr(mark, "line"):
                left, bottom, right, top = mark.line.ink(mark.size)
                assert 23 < mark.x + left < mark.x + right < sheet.w - 23
                assert 23 < mark.y - top < mark.y - bottom < sheet.h - 20


def test_a_name_no_face_has_stops_the_specimen(setting: Typesetting) -> None:
    page = SpecimenPage("Rare", "", (SpecimenRow("Han", "zh", "𪚥"),))
    with pytest.raises(Unfit, match=r"U\+2A6A5"):
        list(specimen_sheets([page], setting))


def test_names_too_long_for_their_column_stop_the_specimen(setting: Typesetting) -> None:
    page = SpecimenPage("Long", "", (SpecimenRow("English", "en", "long " * 30 + "name"),))
    with pytest.raises(Unfit, match="no room"):
        list(specimen_sheets([page], setting))


# The file


def test_equal_faces_give_equal_bytes(document: bytes, setting: Typesetting) -> None:
    assert seen.made(PAGES, seen.typesetting()) == document


def test_the_file_holds_a_page_for_each_script_with_its_fonts_inside(tmp_path: Path) -> None:
    path = tmp_path / "specimen.pdf"
    count, problems = write_specimen(None, path)
    with pikepdf.open(path) as pdf:
        assert count == len(pdf.pages) == len(PAGES)
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                (inner,) = font.DescendantFonts
                assert {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys())
    assert problems == ()
    assert [entry.name for entry in tmp_path.iterdir()] == ["specimen.pdf"]


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.pdf"
    path.write_bytes(b"mine")
    with pytest.raises(Stop, match="already there"):
        write_specimen(None, path)
    assert path.read_bytes() == b"mine"


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Stop, match="No space left") as stop:
        write_specimen(None, tmp_path / "specimen.pdf")
    assert "--out" not in stop.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_spoiled_list_of_names_stops_and_names_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "specimen.toml").write_text('[[page]]\ntitle = "Latin"\nabout = "x"\n', "utf-8")
    monkeypatch.setattr(faces, "builtin_folder", lambda kind: tmp_path)
    with pytest.raises(Stop, match="spoiled") as stop:
        specimen_pages()
    assert "rows" in stop.value.problems[0].message
