"""Texts and icons of one card as marks: cleaned, fitted, aligned, coloured."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from inserts.layout.block import Block
from inserts.layout.fit import Fitter, TooLong, Typesetting, Words
from inserts.layout.shapes import down, icon_marks, share
from inserts.model.card import Mark, Rect, Text
from inserts.model.colour import Colour
from inserts.model.content import Content, Filled
from inserts.model.glyphs import LARGE, Line
from inserts.model.length import Box
from inserts.model.template import IconElement, Ink, Template, TextElement

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_LTR = "[A-Za-z\u00c0-\u02b8\u0370-\u058f\u0900-\u1fff\u2c00-\ud7ff\uf900-\ufb1c]"  # seldom needed, long to compile
_HAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


_REMEMBERED = 4096
"""Texts whose marks are kept."""


class Icon(NamedTuple):
    """A pictogram: an outline of absolute M, L, C, Z in a box 24 units square."""

    path: str
    even_odd: bool = False


class Setter:
    """Sets the texts and icons of one template's cards. `palette` gives the colour of each token.

    A batch repeats itself (offers, dates, items), so texts set before are remembered.
    """

    def __init__(
        self, template: Template, palette: Mapping[str, Colour], typesetting: Typesetting, icons: Mapping[str, Icon]
    ) -> None:
        self.template = template
        self.palette = palette
        self.type = typesetting
        self.fitter = Fitter(typesetting)
        self.icons = icons
        self._known: dict[Hashable, tuple[TextElement, tuple[Mark, ...]]] = {}
        self._sized: dict[tuple[int, float], tuple[TextElement, TextElement]] = {}

    def ink(self, ink: Ink) -> Colour:
        """A token's colour, or the colour itself."""
        return ink if isinstance(ink, Colour) else self.palette[ink]

    def words(self, content: Content, item: Filled) -> Words:
        """The element's text cleaned, with the language and base direction it is shaped in."""
        return self._words(item.text, content.language, content.language if item.shared else content.han, content.rtl)

    def _words(self, text: str, language: str, han: str, rtl: bool) -> Words:
        text = "\n".join([self.type.clean(part).text for part in text.split("\n")]).strip("\n")
        if text.isascii():
            return Words(text, language, False)
        return Words(text, han if _HAN.search(text) else language, base_direction(text, rtl))

    def text(self, content: Content, item: Filled, box: Box) -> tuple[Mark, ...]:
        """Marks of a text element; none for an empty text. Raises Unfit with the reason when it cannot be set right."""
        element = item.element
        assert isinstance(element, TextElement)
        han = content.language if item.shared else content.han
        # By the element itself: to compare what it holds takes longer than to set most texts. It is kept for its id.
        key = (id(element), item.text, content.language, han, content.rtl, box)
        known = self._known.get(key)
        if known is None:
            marks = self._set(element, item.text, content.language, han, content.rtl, box)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = element, marks
        return known[1]

    def sized(self, element: TextElement, size: float) -> TextElement:
        """The element no larger than `size`: the same one each time it is asked for."""
        key = (id(element), size)
        if key not in self._sized:
            style = replace(element.style, size=size, min_size=min(size, element.style.min_size))
            self._sized[key] = element, replace(element, style=style)
        return self._sized[key][1]

    def _set(self, element: TextElement, text: str, language: str, han: str, rtl: bool, box: Box) -> tuple[Mark, ...]:
        words = self._words(text, language, han, rtl)
        if not words.text:
            return ()
        if element.fit == "ink":
            return self._decoration(element, words, box, rtl)
        try:
            block = self.fitter.fit(element, words, box.w, box.h)
        except TooLong:
            if element.optional:
                return ()
            raise
        return tuple(self.set_block(element, words, block, box, rtl))

    def set_block(self, element: TextElement, words: Words, block: Block, box: Box, rtl: bool) -> Iterator[Mark]:
        """The block's lines aligned in the box: by cap height vertically, by ink from 14 pt horizontally."""
        y = _first_baseline(element.style.valign, block, box)
        for number, line in enumerate(block.lines):
            x = box.x + (box.w - block.widths[number]) * share(element.style.align, rtl)
            if block.size >= LARGE:
                x -= block.inks[number][0]
            last = number == len(block.lines) - 1
            if last and element.last_colour and "." in line.text:
                yield from self._two_colours(element, words, block, line, x, y)
            else:
                yield Text(line, x, y, block.size, self.ink(element.style.colour), block.tracking)
            gap = block.gaps[number] if number < len(block.gaps) else 0.0
            y += block.step + gap

    def _two_colours(
        self, element: TextElement, words: Words, block: Block, line: Line, x: float, y: float
    ) -> Iterator[Mark]:
        """A host with its last label in another colour: two runs, the second where the pen of the first stands."""
        name, dot, label = line.text.rpartition(".")
        first = self.fitter.shape(words, element.style, name, block.size)
        second = self.fitter.shape(words, element.style, dot + label, block.size)
        if name:
            yield Text(first, x, y, block.size, self.ink(element.style.colour), block.tracking)
            x += first.width(block.size, block.tracking) + block.tracking * block.size / 1000
        yield Text(second, x, y, block.size, self.ink(element.last_colour), block.tracking)

    def _decoration(self, element: TextElement, words: Words, box: Box, rtl: bool) -> tuple[Mark, ...]:
        """One letter whose ink fills the box. A letter that is not Latin, Greek or Cyrillic stays inside the bleed."""
        line = self.type.line(words.text, role=element.style.face, language=words.language, rtl=None, ligatures=True)
        if line.missing:
            return ()
        if not re.match("[A-Za-z\u00c0-\u052f?؟]", words.text):
            box = self._inside_bleed(box)
        left, bottom, right, top = line.ink(1000.0)
        if right <= left:
            return ()
        size = 1000 * min(box.w / (right - left), box.h / (top - bottom))
        left, bottom, right, top = (side * size / 1000 for side in (left, bottom, right, top))
        x = box.x + (box.w - (right - left)) * share(element.style.align, rtl) - left
        y = box.y + (box.h - (top - bottom)) * down(element.style.valign) + top
        return (Text(line, x, y, size, self.ink(element.style.colour)),)

    def _inside_bleed(self, box: Box) -> Box:
        bleed, width, height = self.template.bleed, self.template.width, self.template.height
        left, right = max(box.x, -bleed), min(box.right, width + bleed)
        top, bottom = max(box.y, -bleed), min(box.bottom, height + bleed)
        inset = 0.1 * (bottom - top)
        return Box(left, top + inset, right - left, bottom - top - 2 * inset)

    def icon(self, element: IconElement, box: Box, name: str) -> tuple[Mark, ...]:
        """The icon's outline, or a tile with the first letter of a name that has no icon."""
        icon = self.icons.get(name)
        colour = self.ink(element.colour)
        if icon is not None:
            return icon_marks(icon.path, icon.even_odd, box, colour)
        return self._tile(name, box, colour, self.ink(element.ground))

    def _tile(self, name: str, box: Box, colour: Colour, ground: Colour) -> tuple[Mark, ...]:
        unit = min(box.w, box.h) / 24
        letter = "旺" if name == "wangwang" else name[:1].upper()
        line = self.type.line(letter, role="strong", language="zh-Hans", rtl=None, ligatures=True)
        left, bottom, right, top = line.ink(1000.0)
        tile = Rect(box.x, box.y, 24 * unit, 24 * unit, colour, 5 * unit)
        if line.missing or right <= left:
            return (tile,)
        size = 1000 * unit * min(17 / (right - left), 15 / (top - bottom))
        x = box.x + 12 * unit - (left + right) / 2 * size / 1000
        y = box.y + 12 * unit + (top + bottom) / 2 * size / 1000
        return (tile, Text(line, x, y, size, ground))


def base_direction(text: str, card_rtl: bool) -> bool | None:
    """The paragraph's base: the card's where both directions meet, else the text's own (UAX #9, P2 and P3)."""
    if not _RTL.search(text):
        return False
    return card_rtl if re.search(_LTR, text) else None


def _first_baseline(valign: str, block: Block, box: Box) -> float:
    if valign == "bottom":
        return box.bottom - block.below - block.drop
    spare = (box.h - block.height) / 2 if valign == "middle" else 0.0
    return box.y + spare + block.above + block.cap
