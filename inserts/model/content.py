"""A template filled for one order: words in place of fields, nothing measured yet."""

from __future__ import annotations

from typing import NamedTuple

from inserts.model.template import Element


class Filled(NamedTuple):
    """One element with its value. `text` is words, a QR payload, a picture's path, an icon's name or a 0..1 number.

    `shared`: the value has no field in it that differs from order to order, at most one of an offer: equal values are
    equal on every card, and there are few of them.
    `rows` are a list's cells; `rest` the icons of the contacts beyond the last place; `more` the words for the count.
    """

    element: Element
    text: str = ""
    shared: bool = True
    rows: tuple[tuple[Filled, ...], ...] = ()
    rest: tuple[str, ...] = ()
    more: Filled | None = None


class Content(NamedTuple):
    """All sides of one card, filled. `language` is BCP 47, `rtl` the card's direction, `han` the language whose
    forms Han characters of the customer's own texts take (from the order's country)."""

    order: str
    template: str
    language: str
    rtl: bool
    han: str
    sides: tuple[tuple[Filled, ...], ...]
