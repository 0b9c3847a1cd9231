"""Whether every card shows its order's number: by it the packer finds the parcel, and the proof the card."""

from __future__ import annotations

from collections.abc import Iterator

from inserts.fields import parse_phrase
from inserts.model.problem import Problem, Where
from inserts.model.template import BarcodeElement, Element, Template, TextElement
from inserts.templates.when import implies

_NUMBERS = frozenset({"order.short", "order.number"})


def unnumbered(template: Template) -> tuple[Problem, ...]:
    """A problem when some card would show no order number, or when none would."""
    shown = [element.when for element in _numbers(template)]
    where = Where(template.file)
    if shown:
        if not all(shown) or implies("", " or ".join(f"({when})" for when in shown)):
            return ()
        message = f"the order number is shown only when {' or when '.join(dict.fromkeys(shown))}"
        return (Problem(where, message, "show {{ order.short }} without `when`: by it a card finds its parcel"),)
    message = "the card shows no order number, so nobody can tell whose parcel it goes into"
    return (Problem(where, message, "add a text with {{ order.short }}; it may be as small as 5.5pt"),)


def _numbers(template: Template) -> Iterator[TextElement | BarcodeElement]:
    """What shows a number in signs that people can read, whatever the language and whoever the customer is."""
    for element in (element for side in template.sides for element in side):
        if isinstance(element, TextElement | BarcodeElement) and _tells(element):
            yield element


def _tells(element: Element) -> bool:
    if isinstance(element, BarcodeElement):
        return element.text and _names(element.data)
    if not isinstance(element, TextElement) or element.optional or element.fit != "line":
        return False
    return all(_names(text) for _, text in (*element.text, *element.no_name))


def _names(text: str) -> bool:
    return not _NUMBERS.isdisjoint(parse_phrase(text).fields)
