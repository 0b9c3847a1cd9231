"""The room's one door: a set of faces that cleans, shapes and breaks texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from inserts.model.glyphs import Line, Run
from inserts.model.problem import Problem, Stop, some_of
from inserts.text.bidi import MARKS, base_level, levels, may_turn, visual_order
from inserts.text.breaks import Break, breaks
from inserts.text.choice import Choices
from inserts.text.cleaning import Cleaned, clean
from inserts.text.clusters import cluster_starts
from inserts.text.faces import ROLES, FaceSet, FontFace, load_faces
from inserts.text.itemise import Item, itemise
from inserts.text.scripts import COMMON, EMOJI, script_of
from inserts.text.shape import shape

_REMEMBERED = 4096
"""Lines kept: some 5 kB each."""

_PLAIN = attrgetter("plain")
_MARK = re.compile(f"[{MARKS}]")

_NAMED = 5
"""Most characters a message lists."""


class Piece(NamedTuple):
    """A cluster of a text and the face that draws it, None for one that is missing or never drawn.

    `script` is ISO 15924; `outlined` when no bold face has the cluster and an outline makes it bold;
    `mark` when it only orders the line.
    """

    text: str
    face: FontFace | None
    script: str
    outlined: bool = False
    mark: bool = False


def open_typesetter(folders: Sequence[Path]) -> tuple[Typesetter, tuple[Problem, ...]]:
    """A typesetter with the faces of the owner's folders and, last, the built-in ones.

    Problems name dropped-in files that cannot be used. Raises Stop when a built-in font is missing or changed.
    """
    faces, problems = load_faces(folders)
    return Typesetter(faces), problems


class Typesetter:
    """Sets texts in one set of faces. May serve several threads at once; equal questions get equal answers."""

    def __init__(self, faces: FaceSet) -> None:
        self.faces = faces
        self._choices = lru_cache(maxsize=256)(self._choices_for)
        self._lines = lru_cache(maxsize=_REMEMBERED)(self._set)
        self._loose = lru_cache(maxsize=_REMEMBERED // 8)(partial(self._set, ligatures=False))

    @property
    def roles(self) -> tuple[str, ...]:
        """What a template may ask for: the roles of the design language, then families."""
        families = dict.fromkeys(face.family for face in self.faces.faces)
        return (*(role for role in ROLES if self.has_role(role)), *families)

    def has_role(self, name: str) -> bool:
        """Whether there is a face for a role, or of that family or name in any case."""
        return self.faces.by_role(name) is not None

    def clean(self, text: str) -> Cleaned:
        """The text fit to be set; decorated letters that no face has become plain ones."""
        cleaned = clean(text)
        if cleaned.text.isascii() or unicodedata.is_normalized("NFKC", cleaned.text):
            return cleaned
        plain = self._spelled_plain(cleaned.text)
        if plain == cleaned.text:
            return cleaned
        return Cleaned(plain, (*cleaned.notes, "decorated letters that no font has were written plainly"))

    def line(
        self, text: str, *, role: str, language: str = "", rtl: bool | None = None, ligatures: bool = True
    ) -> Line:
        """One line shaped in a role's face; what that face lacks is set in others, what all lack is in `missing`.

        `language` is BCP 47. `rtl`: the base direction; None takes that of the first strong letter.
        `ligatures`: off for tracked text. Raises Stop (wrong usage) for a role or family there is no face for.
        """
        line = self._lines(text, role, language, rtl)
        # Where every letter kept a glyph of its own there is no ligature: the line serves tracked text, too.
        if ligatures or all(map(_PLAIN, line.runs)):
            return line
        return self._loose(text, role, language, rtl)

    def breaks(self, text: str, language: str = "") -> tuple[Break, ...]:
        """Every place inside the text where a line may end."""
        return breaks(text, language)

    def pieces(self, text: str, *, role: str, language: str = "") -> tuple[Piece, ...]:
        """What `line` does with a cleaned text, cluster by cluster in logical order; together they are the text.

        Raises Stop (wrong usage) for a role or family there is no face for.
        """
        choices = self._choices(role, language)
        places = [place for place, char in enumerate(text) if char not in MARKS]
        shown = "".join(text[place] for place in places)
        if not shown:
            return tuple(Piece(char, None, COMMON, mark=True) for char in text)
        every = levels(text, base_level(text))
        level = [every[place] for place in places]
        items, _ = itemise(shown, level, choices)
        undrawn = {place for item in items for place in _undrawn(shown, item, language)}
        starts = cluster_starts(shown)
        found: list[Piece] = []
        done = 0
        for start, end in zip(starts, [*starts[1:], len(shown)], strict=True):
            first, last = places[start], places[end - 1] + 1
            found += (Piece(char, None, COMMON, mark=True) for char in text[done:first])
            item = None if start in undrawn else next((one for one in items if one.start <= start < one.end), None)
            found.append(_piece(text[first:last], item))
            done = last
        return (*found, *(Piece(char, None, COMMON, mark=True) for char in text[done:]))

    def describe_missing(self, clusters: Sequence[str]) -> str:
        """Characters for a message: each as it is if it can be shown, with its code points; five at most."""
        return describe_missing(clusters)

    def _choices_for(self, role: str, language: str) -> Choices:
        face = self.faces.by_role(role)
        if face is None:
            raise Stop(f"there is no font for {role!r}", f"known are: {', '.join(self.roles)}", exit_code=2)
        return Choices(self.faces, face, language)

    def _set(self, text: str, role: str, language: str, rtl: bool | None, ligatures: bool = True) -> Line:
        line = self._shaped(text, text, role, language, rtl, ligatures)
        if line.missing:
            plain = self._spelled_plain(text)
            if plain != text:
                return self._shaped(text, plain, role, language, rtl, ligatures)
        return line

    def _shaped(self, text: str, shown: str, role: str, language: str, rtl: bool | None, ligatures: bool) -> Line:
        choices = self._choices(role, language)
        base = base_level(shown) if rtl is None else int(rtl)
        if shown and not base and (shown.isascii() or not (may_turn(shown) or _MARK.search(shown))):
            whole = choices.for_plain(shown)
            if whole:
                run = shape(shown, Item(0, len(shown), *whole, 0), language, ligatures=ligatures, last=True)
                return self._line(text, (run,) if run else (), base, ())
        level = levels(shown, base)
        if not shown.isascii() and _MARK.search(shown):
            level = [found for found, char in zip(level, shown, strict=True) if char not in MARKS]
            shown = "".join(char for char in shown if char not in MARKS)
        if not shown:
            return Line(text, (), bool(base))
        items, missing = itemise(shown, level, choices)
        order = visual_order([item.level for item in items])
        shaped = [shape(shown, items[place], language, ligatures=ligatures, last=place == order[-1]) for place in order]
        runs = tuple([run for run in shaped if run])
        return self._line(text, runs, base, missing)

    def _line(self, text: str, runs: tuple[Run, ...], base: int, missing: tuple[str, ...]) -> Line:
        undrawn = [glyph.text or run.text for run in runs if not run.plain for glyph in run.glyphs if not glyph[0]]
        return Line(text, runs, bool(base), (*missing, *undrawn))

    def _spelled_plain(self, text: str) -> str:
        """Letters and digits that no face has, in their plain form (NFKC) where faces have that."""
        return "".join(map(self._plain, _clusters(text)))

    def _plain(self, cluster: str) -> str:
        plain = unicodedata.normalize("NFKC", cluster)
        if plain == cluster or not plain.isalnum() or self._has(cluster) or _is_compatible(cluster):
            return cluster
        return plain if all(map(self._has, plain)) else cluster

    def _has(self, cluster: str) -> bool:
        return self._choices("text", "").for_cluster(COMMON, cluster) is not None


def describe_missing(clusters: Sequence[str]) -> str:
    """`"𪚥" (U+2A6A5), U+E000 and 2 more`: characters for a message, five at most."""
    distinct = list(dict.fromkeys(clusters))
    return some_of(list(map(_described, distinct)), _NAMED)


def _described(cluster: str) -> str:
    """Controls, private codes and lone marks cannot be shown; letters newer than this Python can, in part."""
    codes = " ".join(f"U+{ord(char):04X}" for char in cluster)
    shown = unicodedata.category(cluster[0])[0] in "LNPS" and all(
        unicodedata.category(char) not in ("Cc", "Cs", "Co") for char in cluster
    )
    return f'"{cluster}" ({codes})' if shown else codes


def _piece(text: str, item: Item | None) -> Piece:
    own = script_of(text[0])
    if item is None:
        return Piece(text, None, own)
    script = item.script if own == COMMON or item.script == EMOJI else own
    return Piece(text, item.choice.face, script, outlined=item.choice.stroke > 0)


def _undrawn(text: str, item: Item, language: str) -> Iterator[int]:
    """Places in the text whose clusters the item's face cannot shape, though it has the characters."""
    run = shape(text, item, language, ligatures=True, last=False)
    if run is None:
        return
    start = end = item.start
    for glyph in reversed(run.glyphs) if run.rtl else run.glyphs:
        if glyph.text:
            start, end = end, end + len(glyph.text)
        if glyph.id == 0:
            yield from range(start, end)


def _clusters(text: str) -> list[str]:
    starts = cluster_starts(text)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _is_compatible(cluster: str) -> bool:
    """CJK compatibility ideographs are other characters than those NFKC makes of them."""
    return "\uf900" <= cluster[0] <= "\ufaff" or "\U0002f800" <= cluster[0] <= "\U0002fa1f"
