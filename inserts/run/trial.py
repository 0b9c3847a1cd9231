"""One template laid out with sample orders, element by element: what does not fit, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from inserts.model.card import Card, Group, Text
from inserts.model.content import Content, Filled
from inserts.model.order import HeldBack
from inserts.model.problem import Problem, Where
from inserts.model.shop import Shop
from inserts.model.template import ListElement, TextElement
from inserts.run.opening import Design
from inserts.run.samples import Sample
from inserts.tables import Table
from inserts.templates.geometry import SMALLEST

SHOWN = 60
"""Signs of a text that a message repeats."""

_LISTED = {"contacts": "contacts", "payments": "ways to pay", "help": "answers"}
"""What a shop lists itself: it may wonder where the rest is."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to tell of a template, and the samples it was seen with: none for what is so with every order.

    `holds`: orders like these samples would be held back.
    """

    problem: Problem
    samples: tuple[str, ...] = ()
    holds: bool = False


@dataclass(slots=True)
class _Seen:
    """The first text something was seen with, and every sample."""

    problem: Problem
    samples: list[str]
    holds: bool


class Trial:
    """Tries samples on one design. `spoken` are the shop's own languages: in others nothing is promised."""

    def __init__(self, design: Design, shop: Shop, spoken: Sequence[str], day: date) -> None:
        self._design = design
        self._shop = shop
        self._spoken = spoken
        self._day = day
        self._places = Places(Path(design.template.file))
        self._wrong: dict[str, _Seen] = {}
        self._told: dict[str, _Seen] = {}

    def run(self, samples: Iterable[Sample]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """What is wrong with the template, and what is worth knowing."""
        for sample in samples:
            self._try(sample)
        notes = (seen for key, seen in self._told.items() if key not in self._wrong)
        return _findings(self._wrong.values()), _findings(notes)

    def _try(self, sample: Sample) -> None:
        content = self._design.filler.fill(sample.order, sample.coupon, self._day)
        if isinstance(content, HeldBack):
            for reason in self._reasons(content):
                self._held(sample, reason)
            return
        for side, items in enumerate(content.sides):
            for item in items:
                self._element(sample, content, side, item)

    def _reasons(self, held: HeldBack) -> list[str]:
        return held.reason.removeprefix(f"{self._design.template.name}: ").split("; ")

    def _held(self, sample: Sample, reason: str) -> None:
        """A card that could not even be filled: the element's name stands first."""
        where = self._places.named(reason.partition(": ")[0])
        self._unmade(sample, sample.order.language, reason, Problem(where, reason))

    def _unmade(self, sample: Sample, language: str, key: str, problem: Problem) -> None:
        """Something no card can be made with: wrong if it is promised, and if the shop's cards can be so."""
        spoken = language in self._spoken
        seen = self._wrong if sample.promised and spoken else self._told
        told = sample.told if spoken else f"{sample.told}, which the shop does not speak"
        self._note(seen, key, problem, told, holds=sample.real and spoken)

    def _element(self, sample: Sample, content: Content, side: int, item: Filled) -> None:
        where = self._places.on(side, item.element.id)
        card = self._alone(content, side, item)
        if isinstance(card, HeldBack):
            reason = card.reason.removeprefix(f"{self._design.template.name}: ")
            problem = self._unfit(content, side, item, reason, where)
            self._unmade(sample, content.language, f"{side} {reason}", problem)
            return
        for message, hint in self._lost(item, card):
            problem = Problem(where, f"{item.element.id}: {message}", hint)
            self._note(self._told, f"{side} {item.element.id} is cut", problem, sample.told, holds=False)

    def _alone(self, content: Content, side: int, item: Filled) -> Card | HeldBack:
        sides = tuple((item,) if number == side else () for number in range(len(content.sides)))
        return self._design.layouter.card(content._replace(sides=sides))

    def _unfit(self, content: Content, side: int, item: Filled, reason: str, where: Where) -> Problem:
        """The layout's reason with the element named, the text shown, and the size at which it would fit."""
        message, _, hint = reason.partition("; ")
        element = item.element
        if not message.startswith(f"{element.id}: "):
            message = f"{element.id}, {message}"
        shown = self._culprit(content, side, item, reason)
        if shown:
            before, found, after = message.partition(": the text ")
            message = f"{before}: “{_short(shown)}” {after}" if found else f"{message}, in “{_short(shown)}”"
            fits = self._size_that_fits(content, side, item) if found else 0.0
            small = ", which is too small to print" if fits < SMALLEST else ""
            hint = f"{hint}; it would fit at {fits:g} pt{small}" if fits else hint
        return Problem(where, message, hint)

    def _culprit(self, content: Content, side: int, item: Filled, reason: str) -> str:
        """The text that cannot be set; in a list, that of the first row that cannot be set alone."""
        if isinstance(item.element, TextElement):
            return item.text
        for row in item.rows:
            alone = self._alone(content, side, item._replace(rows=(row,), rest=(), more=None, shared=False))
            if isinstance(alone, HeldBack):
                name = reason.partition(": ")[0]
                return next((cell.text for cell in row if cell.element.id == name), "")
        return ""

    def _size_that_fits(self, content: Content, side: int, item: Filled) -> float:
        """The largest size at which a text fits, below the template's smallest; 0 if there is none, and for a list."""
        element = item.element
        if not isinstance(element, TextElement):
            return 0.0
        smaller = replace(element, style=replace(element.style, size=element.style.min_size, min_size=1.0))
        card = self._alone(content, side, item._replace(element=smaller, shared=False))
        return max((mark.size for mark in _texts(card)), default=0.0) if isinstance(card, Card) else 0.0

    def _lost(self, item: Filled, card: Card) -> Iterator[tuple[str, str]]:
        """What is left away on purpose: told once, so that nobody is surprised."""
        element = item.element
        if isinstance(element, TextElement) and element.optional and item.text.strip() and not any(_texts(card)):
            yield f"“{_short(item.text)}” is too long for its box and is left out", "shorten it, or give it more room"
        if isinstance(element, ListElement) and element.rest == "end" and element.over in _LISTED:
            count = len(getattr(self._shop, element.over))
            if count > element.most:
                told = f"{element.most} of the shop's {count} {_LISTED[element.over]} are shown"
                yield told, "raise `most`, or put the ones that matter first in shop.toml"

    def _note(self, seen: dict[str, _Seen], key: str, problem: Problem, told: str, *, holds: bool) -> None:
        seen.setdefault(key, _Seen(problem, [], holds)).samples.append(told)


def _findings(seen: Iterable[_Seen]) -> tuple[Finding, ...]:
    found = (Finding(one.problem, tuple(dict.fromkeys(one.samples)), one.holds) for one in seen)
    return tuple(sorted(found, key=lambda finding: finding.problem))


def _texts(card: Card) -> Iterator[Text]:
    """Every text on a card, in turned groups as well."""
    waiting = [mark for side in card.sides for layer in side.layers for mark in layer.marks]
    while waiting:
        mark = waiting.pop()
        if isinstance(mark, Group):
            waiting += mark.marks
        elif isinstance(mark, Text):
            yield mark


def _short(text: str) -> str:
    text = " / ".join(text.split("\n"))
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


class Places:
    """Where each element stands in a template's file, by its side (0: front) and name."""

    def __init__(self, file: Path) -> None:
        self._file = Where(str(file))
        top, _ = Table.load(file)
        sides = [name for name in ("front", "back") if top and top.has(name)]
        self._found = {
            (side, _name(table, place)): table.where
            for side, name in enumerate(sides)
            for place, table in enumerate(top.tables(name) if top else (), 1)
        }

    def on(self, side: int, name: str) -> Where:
        """Where this element of this side stands, else the file."""
        return self._found.get((side, name), self._file)

    def named(self, name: str) -> Where:
        """Where the first element of this name stands on either side, else the file."""
        return next((where for (_, known), where in self._found.items() if known == name), self._file)


def _name(table: Table, place: int) -> str:
    """What messages call an element: its id, else its kind and place."""
    given = table.peek("id")
    return given if isinstance(given, str) else f"{table.peek('type')} {place}"
