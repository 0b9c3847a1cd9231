"""The faces there are, which of them draws what of a text, and their specimen: for people who ask before printing."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import inserts.run.release as release
from inserts import pdf, text
from inserts.builtin import builtin_folder, search_folders
from inserts.layout import Typesetting, Unfit
from inserts.layout.specimen import SpecimenPage, SpecimenRow, specimen_sheets
from inserts.model.problem import Problem, Stop
from inserts.tables import Table
from inserts.text import Piece, Typesetter

SPECIMEN = "specimen.toml"

DIRECTION_MARK = "Direction mark"
"""What stands for a script with marks that only order a line."""

_ELSEWHERE = "free some space or choose another place"
_REINSTALL = "install inserts again"
_SCRIPTS = dict(
    item.split(":")
    for line in (
        "Zyyy:Common Zinh:Common Zsye:Emoji Latn:Latin Grek:Greek Cyrl:Cyrillic Geor:Georgian Armn:Armenian",
        "Ethi:Ethiopic Hebr:Hebrew Arab:Arabic Thaa:Thaana Deva:Devanagari Beng:Bengali Guru:Gurmukhi Gujr:Gujarati",
        "Orya:Odia Taml:Tamil Telu:Telugu Knda:Kannada Mlym:Malayalam Sinh:Sinhala Thai:Thai Laoo:Lao Mymr:Myanmar",
        "Khmr:Khmer Hani:Han Hira:Hiragana Kana:Katakana Bopo:Bopomofo Hang:Hangul",
    )
    for item in line.split()
)
"""Scripts of the built-in faces by their ISO 15924 codes."""


@dataclass(frozen=True, slots=True)
class FaceTold:
    """One face. `writes` are scripts and languages in plain words; `characters` how many it has; `size` in bytes.

    `index` counts the faces of a collection from 0.
    """

    name: str
    family: str
    weight: str
    role: str
    writes: tuple[str, ...]
    characters: int
    built_in: bool
    path: Path
    index: int
    size: int


@dataclass(frozen=True, slots=True)
class Cluster:
    """What a reader takes for one character. `face` is empty when it is missing, and for marks that only order a line.

    `outlined`: made bold by an outline, as no bold face has it.
    """

    text: str
    face: str
    script: str
    outlined: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """Its code points, as U+0041."""
        return tuple(f"U+{ord(char):04X}" for char in self.text)


@dataclass(frozen=True, slots=True)
class Missing:
    """A cluster that cannot be printed, and what would mend it."""

    cluster: Cluster
    cure: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A text after cleaning, in logical order. `notes` tell what cleaning changed."""

    text: str
    notes: tuple[str, ...]
    clusters: tuple[Cluster, ...]
    missing: tuple[Missing, ...]
    problems: tuple[Problem, ...]


def list_faces(shop: Path | None) -> tuple[tuple[FaceTold, ...], tuple[Problem, ...]]:
    """Every face, built-in ones first, and the dropped-in files that cannot be used."""
    typesetter, problems = _open(shop)
    return tuple(_faces(typesetter)), problems


def explain_text(shop: Path | None, written: str, *, font: str = "text", language: str = "") -> Explained:
    """Which face draws what of a text, and what cannot be printed. Raises Stop (wrong usage) for an unknown font."""
    typesetter, problems = _open(shop)
    cleaned = typesetter.clean(written)
    pieces = typesetter.pieces(cleaned.text, role=font, language=language)
    missing = (Missing(_cluster(piece), _cure(piece.text, shop)) for piece in pieces if _is_missing(piece))
    return Explained(cleaned.text, cleaned.notes, tuple(map(_cluster, pieces)), tuple(dict.fromkeys(missing)), problems)


def write_specimen(shop: Path | None, path: Path) -> tuple[int, tuple[Problem, ...]]:
    """Write the faces' specimen as a PDF that appears whole or not at all; its number of pages.

    Raises Stop when the file is there already, or cannot be written.
    """
    if path.exists() or path.is_symlink():
        raise Stop(f"{path} is already there and is unchanged", "choose another name, or delete it first")
    typesetter, problems = _open(shop)
    typesetting = Typesetting(typesetter.clean, typesetter.line, typesetter.breaks, text.describe_missing)
    pages = specimen_pages()
    try:
        sheets = tuple(specimen_sheets(pages, typesetting))
    except Unfit as unfit:
        raise Stop(f"the specimen cannot be set: {unfit}", _REINSTALL) from unfit
    try:
        release.open_folder(path.parent)
        with release.staging(path.parent, f"specimen-{os.getpid()}") as stage:
            made = stage / path.name
            title = "Specimen of the faces of inserts"
            release.write_new(made, lambda file: pdf.write(file, sheets, {}, title=title, flip=""))
            release.appear(made, path)
    except Stop as stop:
        raise Stop(stop.message, _ELSEWHERE) from stop
    return len(pages), problems


def specimen_pages() -> tuple[SpecimenPage, ...]:
    """The specimen's pages as they come with the fonts. Raises Stop when their file is spoiled."""
    top, problems = Table.load(builtin_folder("fonts") / SPECIMEN)
    pages = tuple(map(_page, top.tables("page"))) if top else ()
    if top:
        top.finish()
    if problems:
        raise Stop("the specimen that came with inserts is spoiled", _REINSTALL, problems=tuple(problems))
    return pages


def _page(page: Table) -> SpecimenPage:
    rows = tuple(map(_row, page.tables("row")))
    if not rows:
        page.problem("row", "a page needs rows")
    return SpecimenPage(page.text("title"), page.text("about"), rows)


def _row(row: Table) -> SpecimenRow:
    return SpecimenRow(row.text("of"), row.text("tag"), row.text("names"), row.text("face", ""))


def _open(shop: Path | None) -> tuple[Typesetter, tuple[Problem, ...]]:
    return text.open_typesetter(search_folders(shop, "fonts"))


def _faces(typesetter: Typesetter) -> Iterator[FaceTold]:
    for face in typesetter.faces.faces:
        yield FaceTold(
            name=face.name,
            family=face.family,
            weight=face.weight,
            role=face.role,
            writes=text.written_with(face),
            characters=len(face.hb_face.unicodes),
            built_in=face.about.built_in,
            path=face.path,
            index=face.index,
            size=face.path.stat().st_size,
        )


def _is_missing(piece: Piece) -> bool:
    """A damaged character holds a card back though faces draw its sign."""
    return "\ufffd" in piece.text or (piece.face is None and not piece.mark)


def _cluster(piece: Piece) -> Cluster:
    script = DIRECTION_MARK if piece.mark else _script_told(piece)
    if piece.face is None or _is_missing(piece):
        return Cluster(piece.text, "", script)
    return Cluster(piece.text, piece.face.name, script, piece.outlined)


def _script_told(piece: Piece) -> str:
    """A script's name; one that no built-in face has is called as its letters are in Unicode."""
    if piece.script in _SCRIPTS:
        return _SCRIPTS[piece.script]
    own = text.script_name(piece.text[0]) if unicodedata.category(piece.text[0])[0] in "LM" else ""
    return own or "Common"


def _cure(cluster: str, shop: Path | None) -> str:
    """What to do so that the cluster can be printed."""
    if "\ufffd" in cluster:
        return "a character was damaged before it came here: correct it in the shop, or where the export was saved"
    folder = shop / "fonts" if shop else "the fonts folder of your shop"
    if any(unicodedata.category(char) == "Co" for char in cluster):
        return f"a private code, which means nothing without its font: correct it in the shop, or put it into {folder}"
    if any("\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff" for char in cluster):
        return f"put a font with rare ideographs, such as Hanazono or BabelStone Han, into {folder}"
    return f"put a font that has it into {folder}"
