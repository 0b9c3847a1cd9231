"""Which face draws what: the faces of one role, in the order they are asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from inserts.text.emoji import HINT
from inserts.text.faces import FaceSet, FontFace
from inserts.text.scripts import COMMON, EMOJI, HAN, decomposed, is_ignorable, set_as

STROKE = 32.0
"""Line width of bold by outline in 1/1000 em."""


class Choice(NamedTuple):
    """A face, and the outline (1/1000 em, or 0) that makes it as bold as its role."""

    face: FontFace
    stroke: float = 0.0

    def covers(self, text: str) -> bool:
        """Whether the face draws every character, if need be from its canonical parts."""
        return _covers(self.face, text)


class Choices:
    """The faces for one role and language: the role's own, Noto Sans of the same weight, the script's, all others."""

    def __init__(self, faces: FaceSet, role_face: FontFace, language: str) -> None:
        self._faces = faces
        self._own = role_face
        self._language = language
        self._plain = faces.by_role("strong" if role_face.bold else "text") or role_face
        self._plain_letters: dict[str, tuple[Choice, str, _PlainChars] | None] = {}
        self._plain_chars: dict[tuple[Choice, str], _PlainChars] = {}
        self._for_runs: dict[str, tuple[Choice, ...]] = {}
        self._for_clusters: dict[str, tuple[Choice, ...]] = {}

    def for_plain(self, text: str) -> tuple[Choice, str] | None:
        """The one face and script of a text that needs no look at its clusters; None for any other text.

        What draws the first letter is the first face asked, so if it draws all, it is the one `for_run` finds.
        """
        letter = text[0]
        if set_as(letter) == COMMON:
            letter = next((char for char in text if set_as(char) != COMMON), letter)
        if letter not in self._plain_letters:
            self._plain_letters[letter] = self._plain_letter(letter)
        found = self._plain_letters[letter]
        if found and all(map(found[2].__getitem__, text)):
            return found[:2]
        return None

    def for_run(self, script: str, clusters: Iterable[str]) -> Choice | None:
        """The first face that draws all clusters of a script in a text, so that letters never change face in a word."""
        texts = set(clusters)
        return next((one for one in self._run_order(script) if all(map(one.covers, texts))), None)

    def for_cluster(self, script: str, cluster: str) -> Choice | None:
        """The first of all faces that draws the cluster; None when it is missing."""
        return next((one for one in self._cluster_order(script) if one.covers(cluster)), None)

    def _plain_letter(self, letter: str) -> tuple[Choice, str, _PlainChars] | None:
        script = set_as(letter)
        choice = self.for_run(script, (letter,))
        if choice is None:
            return None
        chars = self._plain_chars.setdefault((choice, script), _PlainChars(choice, script))
        return choice, script, chars

    def _run_order(self, script: str) -> tuple[Choice, ...]:
        order = self._for_runs.get(script)
        if order is None:
            made_for = self._faces.preferred(script, self._language)
            order = self._for_runs[script] = self._weighted(self._first_asked(script, made_for), script)
        return order

    def _first_asked(self, script: str, made_for: Sequence[FontFace]) -> Sequence[FontFace]:
        """The role's faces are for Latin, Greek and Cyrillic; another script's own face is better, unless a family
        was asked for by name."""
        if script == EMOJI:
            return made_for
        latin = script in self._plain.scripts or not self._own.role
        return (self._own, self._plain, *made_for) if latin else (*made_for, self._own, self._plain)

    def _cluster_order(self, script: str) -> tuple[Choice, ...]:
        """For commons the role's own first; for letters, of which it lacked some, last."""
        order = self._for_clusters.get(script)
        if order is None:
            asked = (*self._run_order(script), *self._weighted(self._faces.chain, script))
            late = [] if script in (COMMON, EMOJI) else [one for one in asked if one.face is self._own]
            order = tuple(dict.fromkeys((*(one for one in asked if one not in late), *late)))
            self._for_clusters[script] = order
        return order

    def _weighted(self, faces: Sequence[FontFace], script: str) -> tuple[Choice, ...]:
        """Each face, before it its bold partner when the role is bold. Emoji are never emboldened."""
        if not self._own.bold or script == EMOJI:
            return tuple(map(Choice, faces))
        order: list[Choice] = []
        for face in faces:
            bold = self._faces.bold_of(face)
            order += [Choice(bold)] if bold else []
            order += [Choice(face, STROKE)] if bold is not face else []
        return tuple(order)


class _PlainChars(dict[str, bool]):
    """Whether a character can be set in a script's face as it stands, found out once for each."""

    def __init__(self, choice: Choice, script: str) -> None:
        super().__init__()
        self._choice = choice
        self._script = script

    def __missing__(self, char: str) -> bool:
        own = set_as(char)
        alike = own == self._script or (own == COMMON and not (self._script in HAN and char.isascii() and char != " "))
        self[char] = plain = alike and not HINT.match(char) and self._choice.covers(char)
        return plain


@lru_cache(maxsize=32768)
def _covers(face: FontFace, text: str) -> bool:
    return all(_draws(face, char) for char in text)


def _draws(face: FontFace, char: str) -> bool:
    code = ord(char)
    if face.has(code) or is_ignorable(char):
        return True
    if char == "\u00a0":
        return face.has(0x20)
    parts = decomposed(char)
    return parts != char and all(face.has(ord(part)) for part in parts)
