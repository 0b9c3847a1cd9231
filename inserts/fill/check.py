"""What a template needs of a shop: a list with nothing to list would leave a hole on every card."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from inserts.fields import FACTS, parse_condition, parse_phrase
from inserts.model.offer import Tier
from inserts.model.problem import Problem, Where
from inserts.model.shop import Shop
from inserts.model.template import Element, ListElement, QrElement, Template, TextElement

LARGEST_VCARD = 412
"""Bytes of a QR code of version 15 at level M, whose modules are 0.49 mm wide in a symbol of 38 mm."""

_TABLES = {
    "help": "[[help]]",
    "payments": "[[payment]]",
    "offers": "a [[tier]] with public = true",
    "benefits": "[[level]] with benefits",
}


def lacking(template: Template, shop: Shop, tiers: Sequence[Tier] = ()) -> tuple[Problem, ...]:
    """A problem for each list of answers, payments, offers or benefits the template always shows and the shop has
    none for, for a letter that is not written, and for a vCard too long to be read from paper."""
    given = {
        "help": bool(shop.help),
        "payments": bool(shop.payments),
        "offers": any(tier.public for tier in tiers),
        "benefits": any(level.benefits for level in shop.levels),
    }
    found: list[Problem] = []
    for element in (element for side in template.sides for element in side):
        where = Where(template.file)
        if isinstance(element, ListElement) and not given.get(element.over, True) and _shown_without(element):
            message = f"{element.id}: the template shows {element.over}, and the shop has none"
            hint = f"add {_TABLES[element.over]} to shop.toml, or choose another template"
            found.append(Problem(where, message, hint))
        if not shop.letter and "shop.letter" in _fields(element) and _shown_without(element):
            message = f"{element.id}: the template shows the shop's letter, and there is none"
            found.append(Problem(where, message, "add letter to [shop] in shop.toml, or choose another template"))
        size = len(shop.vcard.encode())
        if size > LARGEST_VCARD and "shop.vcard" in _fields(element):
            message = f"{element.id}: the shop's vCard has {size} bytes, {LARGEST_VCARD} are the most phones read well"
            hint = "write vcard = false in a [[contact]] of shop.toml to leave it out, the longest first"
            found.append(Problem(where, message, hint))
    return tuple(found)


def _fields(element: Element) -> frozenset[str]:
    return frozenset[str]().union(*(parse_phrase(text).fields for text in _texts(element)))


def _texts(element: Element) -> Iterator[str]:
    if isinstance(element, QrElement):
        yield element.data
    elif isinstance(element, TextElement):
        yield from (text for _, text in (*element.text, *element.no_name))


def _shown_without(element: Element) -> bool:
    """Whether the element is shown on a card that has everything but what it shows."""
    fact = element.over if isinstance(element, ListElement) else "letter"
    facts = dict.fromkeys(FACTS, 1) | {fact: 0}
    return not element.when or parse_condition(element.when).holds(facts)
