"""A template's elements made ready in one language: what is the same on every card is filled once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple, Protocol

from inserts.fields import (
    LISTS,
    Condition,
    Fault,
    Phrase,
    of_an_offer,
    of_one_order,
    parse_condition,
    parse_phrase,
    split_name,
)
from inserts.fill.language import choose
from inserts.fill.links import Links
from inserts.fill.values import Card, Row
from inserts.model.content import Filled
from inserts.model.template import (
    ArtElement,
    BarcodeElement,
    Element,
    IconElement,
    ImageElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    TextElement,
    Words,
)

_REMEMBERED = 64
"""Values of a shared element that are filled once."""

Render = Callable[[Mapping[str, Row]], str]
"""Gives a text with its fields' values."""

Say = Callable[[Words], str]
"""Chooses the text of the card's language."""


class Part(Protocol):
    """An element made ready."""

    def fill(self, card: Card) -> Filled | None:
        """The element with its value; None if it has none. Raises Fault if it cannot be made right."""


class Ready(NamedTuple):
    """One element in one language: its condition, if it has one, and how it is filled."""

    id: str
    condition: Condition | None
    part: Part


class Side:
    """One side's elements in one language. Which of them are shown is found out once for the facts that decide it."""

    def __init__(self, elements: Sequence[Ready]) -> None:
        self._elements = elements
        words = sorted({word for one in elements if one.condition for word in one.condition.words})
        self._deciding: Callable[[Mapping[str, int]], Hashable] = itemgetter(*words) if words else lambda _: None
        self._shown: dict[Hashable, tuple[Ready, ...]] = {}

    def fill(self, card: Card, reasons: list[str]) -> tuple[Filled, ...]:
        """What is shown, filled; `reasons` get what cannot be made right, by its element's name."""
        filled: list[Filled] = []
        for name, _, part in self._shown_with(card.facts):
            try:
                item = part.fill(card)
            except Fault as fault:
                reasons.append(f"{name}: {fault}")
            else:
                if item is not None:
                    filled.append(item)
        return tuple(filled)

    def _shown_with(self, facts: Mapping[str, int]) -> tuple[Ready, ...]:
        deciding = self._deciding(facts)
        shown = self._shown.get(deciding)
        if shown is None:
            holding = [one for one in self._elements if one.condition is None or one.condition.holds(facts)]
            shown = self._shown[deciding] = tuple(holding)
        return shown


class Maker:
    """Makes elements ready. `own` and `language` choose among texts, `shared` are the values of every card."""

    def __init__(self, language: str, own: str, shared: Card, number: Callable[[int], str], links: Links) -> None:
        self._language = language
        self._own = own
        self._shared = shared
        self._number = number
        self._links = links

    def side(self, elements: Iterable[Element]) -> Side:
        """A side's elements made ready."""
        return Side(
            [Ready(one.id, parse_condition(one.when) if one.when else None, self._part(one)) for one in elements]
        )

    def say(self, words: Words) -> str:
        """The text in the card's language."""
        return choose(words, self._language, self._own)

    def _part(self, element: Element) -> Part:
        match element:
            case RectElement() if element.grow:
                return _Said(element, element.grow, self._shared)
            case RectElement() | LineElement() | ArtElement():
                return _Fixed(Filled(element))
            case TextElement():
                return _text(element, self.say, self._shared)
            case QrElement():
                return _Qr(element, self._shared, self._links)
            case BarcodeElement():
                return _Said(element, element.data, self._shared)
            case ImageElement():
                return _Said(element, element.source, self._shared)
            case IconElement():
                return _Said(element, element.icon, self._shared)
            case ListElement():
                rows = _List(element, self.say, self._shared, self._number, self._links)
                return _Once(rows, self._shared) if rows.shared else rows


class _Fixed:
    """Something that is the same on every card."""

    def __init__(self, filled: Filled | None) -> None:
        self._filled = filled

    def fill(self, card: Card) -> Filled | None:
        return self._filled


class _Once:
    """A part that is the same on every card, filled when the first card needs it: only then may it fail."""

    def __init__(self, part: Part, shared: Card) -> None:
        self._part = part
        self._shared = shared
        self._filled: tuple[Filled | None] | None = None

    def fill(self, card: Card) -> Filled | None:
        if self._filled is None:
            self._filled = (self._part.fill(self._shared),)
        return self._filled[0]


class _Said:
    """An element with one text. In a list `alias` names the row; `of_order`: the rows are an order's.

    A line of the text whose fields are all empty is left away. `fixed`: it has the same values on every card;
    `shared`: it has few, such as an offer's, and each of them on many cards.
    """

    def __init__(self, element: Element, text: str, shared: Card, alias: str = "", of_order: bool = False) -> None:
        self.element = element
        lines = _lines(text)
        self._lines = tuple((line, tuple((name, *split_name(name)) for name in sorted(line.bare))) for line in lines)
        self._bare = tuple(one for _, bare in self._lines for one in bare)
        self._whole = _joined([line.render for line in lines])
        fields = frozenset[str]().union(*(line.fields for line in lines))
        rows = {field for field in fields if alias and field.startswith(f"{alias}.")}
        self._own = {field for field in fields if of_one_order(field)} | (rows if of_order else set())
        self.fixed = not self._own
        self.shared = all(map(of_an_offer, self._own))
        self._constant = self.fixed and not rows
        self._varying = tuple(split_name(field) for field in sorted(self._own | rows))
        self._only = self._filled(self._say(shared)) if self._constant else None
        self._known: dict[tuple[object, ...], Filled | None] = {}

    def fill(self, card: Card) -> Filled | None:
        if self._constant:
            return self._only
        if not self.shared:
            return self._filled(self._say(card))
        said = tuple([card.values[root][name] for root, name in self._varying])
        if said not in self._known:
            filled = self._filled(self._say(card))
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[said] = filled
        return self._known[said]

    def _filled(self, text: str) -> Filled | None:
        return Filled(self.element, text, self.shared) if text.strip() else None

    def _say(self, card: Card) -> str:
        values = card.values
        if not [name for _, root, name in self._bare if not values[root][name]]:
            return self._whole(values)
        kept: list[Phrase] = []
        gone: list[Phrase] = []
        for line, bare in self._lines:
            empty = [field for field, root, name in bare if not values[root][name]]
            vanishes = bool(empty) and len(empty) == len(line.fields)
            for field in empty:
                if field in self._own:
                    self._check(field, vanishes)
            (gone if vanishes else kept).append(line)
        if gone and not any(line.fields for line in kept):
            self._check_rest(gone, bool(kept))
        return "\n".join([line.render(values) for line in kept])

    def _check(self, field: str, vanishes: bool) -> None:
        """A field without a value is printed as nothing only where nothing else is said around it."""
        if field.startswith("customer."):
            raise Fault("the order has no name, and the template no text to put in its place")
        if not vanishes:
            raise Fault(f"the order has no {field}")

    def _check_rest(self, gone: Iterable[Phrase], words: bool) -> None:
        """No line tells anything of the order any more: words that were to stand beside it would say half a thing."""
        for line in gone:
            lost = sorted(line.fields & self._own)
            if lost and (words or not line.alone):
                raise Fault(f"the order has no {lost[0]}")


class _Qr(_Said):
    """A QR code, which leads to the shop or nowhere. One without content stays, for layout to name it."""

    def __init__(self, element: QrElement, shared: Card, links: Links, alias: str = "") -> None:
        self._links = links
        super().__init__(element, element.data, shared, alias)

    def fill(self, card: Card) -> Filled | None:
        filled = super().fill(card)
        code = str(card.values.get("coupon", {}).get("code", ""))
        if filled is not None and self._links.lead_astray(filled.text, code):
            raise Fault("the QR code would lead to a host that is not the shop's")
        return filled or Filled(self.element, "", self.shared)


class _Named:
    """A text that is another one when the order has no name."""

    def __init__(self, named: _Said, nameless: _Said) -> None:
        self._named = named
        self._nameless = nameless
        self.shared = named.shared and nameless.shared

    def fill(self, card: Card) -> Filled | None:
        return (self._named if card.named else self._nameless).fill(card)


def _text(element: TextElement, say: Say, shared: Card, alias: str = "", of_order: bool = False) -> _Said | _Named:
    said = _Said(element, say(element.text), shared, alias, of_order)
    if not element.no_name:
        return said
    return _Named(said, _Said(element, say(element.no_name), shared, alias, of_order))


def _cell(
    cell: TextElement | IconElement | QrElement, say: Say, shared: Card, alias: str, of_order: bool, links: Links
) -> _Said | _Named:
    if isinstance(cell, TextElement):
        return _text(cell, say, shared, alias, of_order)
    if isinstance(cell, QrElement):
        return _Qr(cell, shared, links, alias)
    return _Said(cell, cell.icon, shared, alias, of_order)


class _List:
    """A list: its rows, and what stands for the entries that have no place."""

    def __init__(
        self, element: ListElement, say: Say, shared: Card, number: Callable[[int], str], links: Links
    ) -> None:
        self._element = element
        self._number = number
        of_order = LISTS[element.over].of_order
        self._cells = tuple(_cell(cell, say, shared, element.name, of_order, links) for cell in element.cell)
        counted = element.more if element.rest != "end" else None
        self._more = _text(counted, say, shared, "more", of_order) if counted else None
        parts = (*self._cells, *((self._more,) if self._more else ()))
        # Words for nobody differ from order to order even where each of them is the shop's.
        self.shared = all(isinstance(part, _Said) and part.fixed for part in parts) and not of_order

    def fill(self, card: Card) -> Filled | None:
        element = self._element
        rows = card.rows[element.over]
        if not rows:
            return None
        over = element.rest != "end" and len(rows) > element.most
        shown = rows[: element.most - over]
        left = rows[len(shown) :] if over else ()
        filled = tuple(self._row(row, card) for row in shown)
        return Filled(element, "", self.shared, filled, self._icons(left), self._how_many(len(left), card))

    def _row(self, row: Row, card: Card) -> tuple[Filled, ...]:
        card = _with(card, self._element.name, row)
        pairs = zip(self._cells, self._element.cell, strict=True)
        return tuple(cell.fill(card) or Filled(element, "", cell.shared) for cell, element in pairs)

    def _icons(self, rows: Iterable[Row]) -> tuple[str, ...]:
        if self._element.rest != "icons":
            return ()
        return tuple(str(row[LISTS[self._element.over].icon]) for row in rows)

    def _how_many(self, count: int, card: Card) -> Filled | None:
        if self._more is None or not count:
            return None
        return self._more.fill(_with(card, "more", {"n": self._number(count)}))


def _joined(lines: Sequence[Render]) -> Render:
    """All lines of a text, none left away."""
    if len(lines) == 1:
        return lines[0]
    return lambda values: "\n".join([line(values) for line in lines])


def _with(card: Card, name: str, row: Row) -> Card:
    return card._replace(values={**card.values, name: row})


def _lines(text: str) -> tuple[Phrase, ...]:
    """The text's lines; all in one where a field runs over a line's end."""
    try:
        return tuple(parse_phrase(line) for line in text.split("\n"))
    except Fault:
        return (parse_phrase(text),)  # checked when the template was read
