"""The size and the lines of a text in its box (design language: "How text sits in its box", "Fit rules").

Widths and heights are points. Sizes are tried from the largest down in steps of a quarter point.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import NamedTuple, Protocol

from inserts.layout.block import TRACKED, Block, laid, leading_at, measure, tracking_at
from inserts.layout.wrap import SLACK, Piece, balance, wrap
from inserts.model.glyphs import LARGE, Line
from inserts.model.template import Style, TextElement

STEP = 0.25

LOWEST = 0.6
"""Less than any script's capitals are high over the size."""

_MISSING = attrgetter("missing")


class Cleaned(Protocol):
    """Text made fit to be set, and in words what was done to it."""

    @property
    def text(self) -> str: ...

    @property
    def notes(self) -> Sequence[str]: ...


class Break(Protocol):
    """A place a line may end: before the code point at `position`."""

    @property
    def position(self) -> int: ...


class ShapeLine(Protocol):
    """Shapes one line of text in a role's face."""

    def __call__(self, text: str, *, role: str, language: str, rtl: bool | None, ligatures: bool) -> Line: ...


@dataclass(frozen=True, slots=True)
class Typesetting:
    """What layout needs of `text/`: cleaning, shaping, line breaking. Passed in, so that layout imports no stage."""

    clean: Callable[[str], Cleaned]
    line: ShapeLine
    breaks: Callable[[str, str], Sequence[Break]]
    describe_missing: Callable[[Sequence[str]], str]


class Unfit(Exception):
    """A text that cannot be set right; its message is the reason the order is held back with."""


class TooLong(Unfit):
    """A text that finds no room in its box."""


class Words(NamedTuple):
    """A cleaned text with the language and base direction it is set in."""

    text: str
    language: str
    rtl: bool | None


def sizes(style: Style) -> Iterator[float]:
    """Sizes to try, largest first, `min_size` always last."""
    size = style.size
    while size > style.min_size:
        yield size
        size = (size / STEP - 1e-9) // 1 * STEP
    yield style.min_size


class Fitter:
    """Fits texts into boxes with one set of faces."""

    def __init__(self, typesetting: Typesetting) -> None:
        self.type = typesetting
        self._unbroken = lru_cache(maxsize=4096)(self._between_breaks)

    def fit(self, element: TextElement, words: Words, width: float, height: float) -> Block:
        """The block for an element's words in a box of this size. Raises Unfit, or TooLong, with the reason."""
        if "\ufffd" in words.text:
            raise Unfit(f"{element.id}: the export holds a damaged character here (U+FFFD); correct it in the shop")
        if element.fit == "host":
            block = self._host(element, words, width, height)
        elif element.fit == "stack":
            block = self._stack(element, words, width, height)
        else:
            block = self._lines(element, words, width, height)
            if block is None and element.shorten:
                self._check_covered(element, words)  # what is cut away counts, too
                block = self._shortened(element, words, width, height)
        if block is None:
            self._check_covered(element, words)
            lines = f" on {element.lines} lines" if element.lines > 1 else ""
            raise TooLong(
                f"{element.id}: the text does not fit its box at its smallest size of "
                f"{element.style.min_size:g} pt{lines}; give it more room in the template or shorten it"
            )
        if any(map(_MISSING, block.lines)):
            self._check_covered(element, words)
        return block

    def shape(self, words: Words, style: Style, text: str, size: float) -> Line:
        """One line as it is drawn at `size`; tracked text takes no ligatures."""
        return self._shaped(words, style, text, tracking_at(style, size))

    def _shaped(self, words: Words, style: Style, text: str, tracking: float) -> Line:
        return self.type.line(text, role=style.face, language=words.language, rtl=words.rtl, ligatures=not tracking)

    def _check_covered(self, element: TextElement, words: Words) -> None:
        """Raises Unfit for characters that no face has."""
        missing: list[str] = []
        for paragraph in words.text.split("\n"):
            missing += self.shape(words, element.style, paragraph, element.style.size).missing
        if missing:
            raise Unfit(
                f"{element.id}: no face has {self.type.describe_missing(tuple(dict.fromkeys(missing)))}; "
                "put a font that has it into the shop's fonts folder"
            )

    # One to n lines

    def _lines(self, element: TextElement, words: Words, width: float, height: float) -> Block | None:
        largest = element.style.size
        two = _largest_of_two(element, words, height)
        for size in sizes(element.style):
            if size > largest:
                continue
            block = self.at_size(element, words, width, height, size)
            if block is not None:
                return block
            if size > two:
                largest = max(two, self._largest_of_one(element.style, words, width, size), element.style.min_size)
        return None

    def _largest_of_one(self, style: Style, words: Words, width: float, size: float) -> float:
        """A size above which one line is too wide, when it is at `size`.

        Its width is in proportion to its size but where its tracking or its scale changes.
        """
        change = next((change for change in (TRACKED, LARGE) if size >= change), 0.0)
        needed = measure(self.shape(words, style, words.text, size), size, tracking_at(style, size))
        return max(change, size * (width + SLACK) / max(needed, SLACK) + SLACK)

    def at_size(self, element: TextElement, words: Words, width: float, height: float, size: float) -> Block | None:
        """The block of one to n lines at exactly this size, or None: lists ask for it, whose rows share one size."""
        if "\n" not in words.text:
            tracking = tracking_at(element.style, size)
            line = self._shaped(words, element.style, words.text, tracking)
            if measure(line, size, tracking) <= width + SLACK:
                block = _block(element.style, words, (line,), size, tracking)
                return block if block.height <= height + SLACK else None
        # Two lines of the lowest script are taller than the box at most of the sizes tried; that is seen at once.
        if element.lines == 1 or (LOWEST + leading_at(element.style, size, words.text)) * size > height + SLACK:
            return None
        pieces = self._measured(element.style, words, width, size)
        wrapped = wrap(pieces, width)
        if wrapped is None or len(wrapped) > element.lines:
            return None
        block = self._wrapped(element, words, wrapped, size)
        if block.height > height + SLACK or block.width > width + SLACK:
            return None
        if element.balanced:
            wrapped = balance(pieces, width, wrapped)
            block = self._wrapped(element, words, wrapped, size)
        return block if block.height <= height + SLACK else None

    def _wrapped(self, element: TextElement, words: Words, texts: Sequence[str], size: float) -> Block:
        tracking = tracking_at(element.style, size)
        lines = tuple([self._shaped(words, element.style, text.rstrip("\n"), tracking) for text in texts])
        ends = tuple([element.paragraph if text.endswith("\n") else 0.0 for text in texts[:-1]])
        return _block(element.style, words, lines, size, tracking, ends if element.paragraph else ())

    def _measured(self, style: Style, words: Words, width: float, size: float) -> list[list[Piece]]:
        """What no line may end within, by paragraph. An e-mail address may be broken where `_address_parts` says."""
        tracking = tracking_at(style, size)

        def wide(text: str) -> float:
            return self.shape(words, style, text, size).width(size, tracking)

        def measured(piece: str) -> Piece:
            bare = piece.rstrip()
            last = wide(bare)
            return Piece(piece, last, last if bare == piece else wide(piece))

        def parts(piece: str) -> list[str]:
            return _address_parts(piece, lambda host: wide(host) <= width + SLACK)

        paragraphs = [self._unbroken(paragraph, words.language) for paragraph in words.text.split("\n")]
        if "@" in words.text:
            paragraphs = [[part for piece in pieces for part in parts(piece)] for pieces in paragraphs]
        return [list(map(measured, pieces)) for pieces in paragraphs]

    def _between_breaks(self, text: str, language: str) -> list[str]:
        breaks = self.type.breaks(text, language)
        places = [0, *(b.position for b in breaks if 0 < b.position < len(text)), len(text)]
        return [text[a:b] for a, b in pairwise(places)]

    def _shortened(self, element: TextElement, words: Words, width: float, height: float) -> Block | None:
        """Item names only: as many words as fit at the smallest size, then an ellipsis."""
        places = [b.position for b in self.type.breaks(words.text, words.language)]
        for place in sorted(places, reverse=True):
            text = words.text[:place].rstrip(" ,;:.-–—|/(") + "…"
            block = self._wrapped(element, words, (text,), element.style.min_size)
            if place < len(words.text) and block.width <= width + SLACK and block.height <= height + SLACK:
                return block
        return None

    # Hosts

    def _host(self, element: TextElement, words: Words, width: float, height: float) -> Block | None:
        """One line down to `split_below`, else the last label on a line of its own, else breaks after hyphens."""
        one = (words.text,)
        for size in sizes(element.style):
            if size < element.split_below:
                break
            block = self._host_block(element, words, one, size, 0.98)
            if self._host_fits(element, block, width, height):
                return block
        *name, last = _host_pieces(words.text)
        fitting: list[Block] = []
        for size in sizes(element.style):
            texts = self._filled(name, element, words, width, size)
            block = self._host_block(element, words, (*texts, last), size, 0.98)
            if name and self._host_fits(element, block, width, height):
                fitting.append(block)
        return min(fitting, key=lambda block: (len(block.lines), -block.size), default=None)

    def _stack(self, element: TextElement, words: Words, width: float, height: float) -> Block | None:
        """Pieces of the host on at most `lines` lines, as large as it goes."""
        for size in sizes(element.style):
            texts = self._filled(_host_pieces(words.text), element, words, width, size)
            if len(texts) <= element.lines:
                block = self._stack_block(element, words, texts, size)
                if self._host_fits(element, block, width, height):
                    return block
        return None

    def _filled(
        self, pieces: Sequence[str], element: TextElement, words: Words, width: float, size: float
    ) -> tuple[str, ...]:
        """Pieces joined into lines, each as full as it can be: no other way takes fewer lines at this size."""
        lines: list[str] = []
        for piece in pieces:
            longer = lines[-1] + piece if lines else piece
            line = self.shape(words, element.style, longer, size)
            if lines and measure(line, size, tracking_at(element.style, size)) <= width + SLACK:
                lines[-1] = longer
            else:
                lines.append(piece)
        return tuple(lines)

    def _host_block(
        self, element: TextElement, words: Words, texts: Sequence[str], size: float, leading: float
    ) -> Block:
        lines = tuple(self.shape(words, element.style, text, size) for text in texts)
        return laid(lines, size, leading * size, tracking_at(element.style, size))

    def _stack_block(self, element: TextElement, words: Words, texts: Sequence[str], size: float) -> Block:
        block = self._host_block(element, words, texts, size, element.style.leading or 1.0)
        touch = any(lower[3] - upper[1] > block.step for upper, lower in pairwise(block.inks))
        return self._host_block(element, words, texts, size, 1.04) if touch else block

    def _host_fits(self, element: TextElement, block: Block, width: float, height: float) -> bool:
        if block.width > width + SLACK or block.height > height + SLACK:
            return False
        if element.style.valign != "middle":
            return True
        top, bottom = block.inks[0][3], -block.inks[-1][1]
        spare = (height - block.cap - block.drop) / 2
        return top - block.cap <= spare + SLACK and bottom <= spare + SLACK


def _block(
    style: Style, words: Words, lines: tuple[Line, ...], size: float, tracking: float, ends: tuple[float, ...] = ()
) -> Block:
    """Lines one below the other; `ends` are the extra space below each but the last, as a factor on the step."""
    step = leading_at(style, size, words.text) * size
    return laid(lines, size, step, tracking, tuple([end * step for end in ends]))


def _largest_of_two(element: TextElement, words: Words, height: float) -> float:
    """A size above which two lines of the lowest script are too high."""
    if "\n" in words.text:
        return element.style.size
    leading = 1.0 if element.style.leading is None else element.style.leading
    return (height + SLACK) / (LOWEST + leading) if element.lines > 1 else 0.0


def _address_parts(piece: str, fits: Callable[[str], bool]) -> list[str]:
    """An e-mail address may break after its @, and before its last dot only if its host is wider than a line."""
    name, at, host = piece.partition("@")
    front, dot, label = host.rpartition(".")
    if not (name and at and front):
        return [piece]
    return [name + at, host] if fits(host.rstrip()) else [name + at, front, dot + label]


def _host_pieces(host: str) -> list[str]:
    name, dot, last = host.rpartition(".")
    parts = re.findall(r"[^-]*-|[^-]+", name) if dot else [host]
    return [*parts, dot + last] if dot else parts
