"""The faces text is set in: the built-in ones, then what the owner dropped into fonts/.

All measures are in 1/1000 em. Files are mapped into memory, not read; nothing but names is looked at on opening.
"""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import uharfbuzz as hb

import inserts.text.program as program
from inserts.model.glyphs import FontProgram
from inserts.model.problem import Problem, Stop, Where
from inserts.text.files import BOLD, HEAVY, REGULAR, SUFFIXES, WEB_SUFFIXES, Opened, Refused, map_face, open_all
from inserts.text.program import NO_INK, Ink, Source, kind

MANIFEST = "fonts.toml"

ROLES = ("text", "strong", "voice", "poster", "code")
"""What a template may ask for besides a family: the five faces of the design language."""

_WEIGHTS = {
    100: "thin",
    200: "extralight",
    300: "light",
    400: "regular",
    500: "medium",
    600: "semibold",
    700: "bold",
    800: "extrabold",
    900: "black",
}
_LAST = {"Zsym": 1, "Zmth": 1, "Zsye": 2, "Aran": 3}
"""ISO 15924 codes whose faces are asked last: symbols, emoji, and Nastaliq, which is far taller than a line."""
_REINSTALL = "install inserts again"
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and symbols that are blank by definition: Hangul fillers, the empty Braille cell."""


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a face beyond its outlines; for built-in ones from the manifest.

    `bold` is the file of its bold partner, `digest` the SHA-256 of the file when known,
    `cap_height` what stands for capitals in the design language (0: the font's own).
    """

    role: str = ""
    scripts: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    bold: str = ""
    digest: str = ""
    cap_height: float = 0.0
    built_in: bool = False


class FontFace:
    """One face of a font file, open for this process. Satisfies `inserts.model.glyphs.Face`.

    `hb_face`, `hb_font` are HarfBuzz's objects, the font at its fixed axes; `family` and `full_name` are the
    font's own, `weight` a word from "thin" to "black", `role` one of `ROLES` or empty, `scripts` the ISO 15924 codes it
    is preferred for, `features` OpenType features to switch on when shaping with it.
    """

    __slots__ = (
        "_advances",
        "_covered",
        "_digest",
        "_inks",
        "about",
        "cap_height",
        "family",
        "features",
        "full_name",
        "hb_face",
        "hb_font",
        "index",
        "name",
        "path",
        "pins",
        "role",
        "scripts",
        "slanted",
        "upem",
        "weight",
        "weight_class",
    )

    def __init__(self, opened: Opened, about: About) -> None:
        self.path, self.index, self.pins = opened.path, opened.index, opened.pins
        self.name, self.full_name, self.family = opened.name, opened.full_name, opened.family
        self.weight_class, self.slanted = opened.weight, opened.slanted
        self.weight = _WEIGHTS[min(max(round(opened.weight / 100) * 100, 100), 900)]
        self.about = about
        self.role, self.scripts, self.features = about.role, about.scripts, about.features
        self.hb_face: Any = opened.face
        self.hb_font: Any = _font(opened)
        self.upem: int = opened.face.upem
        self.cap_height = about.cap_height or program.cap_height(self.hb_font)
        self._digest = ""
        self._advances: dict[int, float] = {}
        self._inks: dict[int, Ink] = {}
        self._covered: dict[int, bool] = {}

    def __repr__(self) -> str:
        return f"FontFace({self.name})"

    @property
    def bold(self) -> bool:
        """Whether the face is heavy enough to stand for bold."""
        return self.weight_class >= HEAVY

    @property
    def digest(self) -> str:
        """SHA-256 of the file; of that, the face's number and its axes in a collection or variable font."""
        if not self._digest:
            content = self.about.digest or _hash(self.path)
            told = f"{content} {self.index} {self.pins}"
            plain = not self.index and not self.pins
            self._digest = content if plain else hashlib.sha256(told.encode()).hexdigest()
        return self._digest

    def has(self, codepoint: int) -> bool:
        """Whether the face draws the character: a letter, digit, punctuation or symbol without ink is not drawn."""
        found = self._covered.get(codepoint)
        if found is None:
            found = self._covered[codepoint] = self._draws(codepoint)
        return found

    def advance(self, glyph: int) -> float:
        """How far the glyph moves the pen by itself, rounded to 0.01."""
        found = self._advances.get(glyph)
        if found is None:
            found = self._advances[glyph] = program.advance(self.hb_font, glyph)
        return found

    def ink(self, glyph: int) -> Ink:
        """Left, bottom, right, top of the outline from the glyph's origin; four zeros for a blank one."""
        found = self._inks.get(glyph)
        if found is None:
            found = self._inks[glyph] = program.ink(self.hb_font, glyph)
        return found

    @property
    def kind(self) -> Literal["truetype", "cff"]:
        """How the outlines are written."""
        found = kind(self.hb_face)
        assert found is not None, "a face without outlines is none"
        return found

    def subset(self, glyphs: frozenset[int]) -> FontProgram:
        """A font program with these glyphs and .notdef, glyph ids kept. Raises Stop for a damaged file."""
        source = Source(self.digest, str(self.path), self.hb_face, self.hb_font, self.pins)
        return program.cut(source, glyphs)

    def _draws(self, codepoint: int) -> bool:
        glyph = self.hb_font.get_nominal_glyph(codepoint)
        if not glyph:
            return False
        char = chr(codepoint)
        if unicodedata.category(char) == "Cc":
            return False
        may_be_blank = unicodedata.category(char)[0] in "MZC" or char in _BLANK
        return may_be_blank or self.ink(glyph) != NO_INK or program.draws(self.hb_font, char)


class FaceSet:
    """All faces of a run. `faces` holds every one, built-in first; `chain` those asked in turn for a character.

    The chain: the text face, the Han face, the other scripts, symbols, emoji, Nastaliq, then dropped-in faces,
    upright ones of about regular weight before the rest. It holds no face that is the bold of another one.
    """

    def __init__(self, faces: Sequence[FontFace]) -> None:
        self.faces = tuple(faces)
        self._bold = {id(face): self._find_bold(face) for face in self.faces}
        self.chain = tuple(sorted(filter(self._is_fallback, self.faces), key=_turn))
        self._named = _by_name(self.faces)
        self._preferred: dict[tuple[str, str], tuple[FontFace, ...]] = {}

    def by_role(self, name: str) -> FontFace | None:
        """The face of a role, else of a family, full or PostScript name in any case. A family gives its regular."""
        return self._named.get(_fold(name))

    def bold_of(self, face: FontFace) -> FontFace | None:
        """The face that sets this one's text bold: itself when it is bold. None: embolden it by an outline."""
        return self._bold[id(face)]

    def preferred(self, script: str, language: str = "") -> tuple[FontFace, ...]:
        """Faces made for a script (ISO 15924; "Zsye" is emoji), regular weight, best first.

        Nastaliq is for Arabic script whose language asks for it: "ur-Aran" or "ur-nastaliq".
        """
        key = script, language
        if key not in self._preferred:
            nastaliq = script == "Arab" and {"aran", "nastaliq"} & set(language.lower().replace("_", "-").split("-"))
            scripts = ("Aran", script) if nastaliq else (script,)
            self._preferred[key] = tuple(face for wanted in scripts for face in self.chain if wanted in face.scripts)
        return self._preferred[key]

    def _find_bold(self, face: FontFace) -> FontFace | None:
        if face.bold:
            return face
        if face.about.built_in:
            return next(
                (other for other in self.faces if other.path.name == face.about.bold and other.about.built_in), None
            )
        bolds = [other for other in self.faces if _is_bold_of(other, face)]
        return min(bolds, key=lambda other: abs(other.weight_class - BOLD), default=None)

    def _is_fallback(self, face: FontFace) -> bool:
        if face.role in ("strong", "voice", "poster", "code"):
            return False
        return not any(partner is face for key, partner in self._bold.items() if key != id(face))


def load_faces(folders: Sequence[Path]) -> tuple[FaceSet, tuple[Problem, ...]]:
    """Open the owner's folders and, last, the folder of the built-in fonts.

    Problems name files dropped in that cannot be used; a folder that does not exist holds none.
    Raises Stop when a built-in font is missing or not the one that was shipped.
    """
    *owned, built_in = folders
    faces = list(_built_in(built_in))
    problems: list[Problem] = []
    for path in (path for folder in owned for path in _font_files(folder)):
        for found in open_all(path):
            if isinstance(found, Refused):
                problems.append(Problem(Where(str(path)), found.reason, found.hint))
            else:
                faces.append(FontFace(found, About()))
    return FaceSet(faces), tuple(problems)


def _built_in(folder: Path) -> Iterator[FontFace]:
    manifest = folder / MANIFEST
    try:
        for row in tomllib.loads(manifest.read_text("utf-8"))["face"]:
            yield _shipped(folder / row["file"], row)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Stop(f"{manifest}: the list of the built-in fonts cannot be read", _REINSTALL) from error


def _shipped(path: Path, row: Mapping[str, Any]) -> FontFace:
    opened = Opened(path, 0, _shipped_face(path, row["bytes"]), weight=row["weight"])
    opened = replace(opened, name=row["name"], full_name=row["full_name"], family=row["family"])
    scripts, features = tuple(row["scripts"]), tuple(row["features"])
    about = About(row["role"], scripts, features, row["bold"], row["sha256"], float(row["cap_height"]), built_in=True)
    return FontFace(opened, about)


def _shipped_face(path: Path, size: int) -> Any:
    try:
        face = map_face(path)
        whole = path.stat().st_size == size and kind(face) is not None
    except OSError as error:
        raise Stop(f"{path}: this built-in font cannot be opened", _REINSTALL) from error
    if not whole:
        raise Stop(f"{path}: this is not the font that came with inserts", _REINSTALL)
    return face


def _font_files(folder: Path) -> Iterator[Path]:
    """Fonts below the folder in the order of their names. Hidden files are leftovers of other systems."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES | WEB_SUFFIXES and not path.name.startswith(".") and path.is_file():
            yield path


def _font(opened: Opened) -> Any:
    font = hb.Font(opened.face)
    if opened.pins:
        font.set_variations(dict(opened.pins))
    return font


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Stop(f"{path}: the font is gone", "leave fonts in place while inserts runs") from error


def _turn(face: FontFace) -> tuple[int, int, bool, int]:
    """Where a face stands in the chain; sorting keeps the manifest's order among equals."""
    last = max((_LAST.get(script, 0) for script in face.scripts), default=0)
    return not face.about.built_in, last, face.slanted, abs(face.weight_class - REGULAR)


def _is_bold_of(other: FontFace, face: FontFace) -> bool:
    alike = (other.family, other.slanted) == (face.family, face.slanted)
    return alike and other.bold and not other.about.built_in


def _by_name(faces: Sequence[FontFace]) -> dict[str, FontFace]:
    """Faces by role, then by PostScript and full name, then by family; dropped-in faces before built-in ones."""
    named = {face.role: face for face in faces if face.role}
    owned_first = sorted(faces, key=lambda face: (face.about.built_in, face.slanted, abs(face.weight_class - REGULAR)))
    for face in owned_first:
        named.setdefault(_fold(face.family), face)
    for face in owned_first:
        for name in (face.full_name, face.name):
            named.setdefault(_fold(name), face)
    return named


def _fold(name: str) -> str:
    return " ".join(name.casefold().split())
