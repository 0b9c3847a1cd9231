"""The same order told twice: what one telling has more, and where the two contradict."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from inserts.model.order import Item, Order

_NAME = ("name", "given_name", "name_note")
"""Fields that say one thing together."""

_OTHERS = tuple(
    field.name
    for field in dataclasses.fields(Order)
    if field.name not in (*_NAME, "id", "platform", "source", "items", "fields")
)


class Both(NamedTuple):
    """Two tellings as one order. `differing` are the fields they contradict in; the order is the first one then."""

    order: Order
    differing: tuple[str, ...] = ()


def both(first: Order, other: Order, rest: bool = False) -> Both:
    """The first telling with what only the other has.

    Items of the other that the first has not are further rows of the order if nothing else differs. `rest`: the
    other holds further rows alone, without what is the whole order's, and only its items are taken.
    """
    if first == other:
        return Both(first)
    if rest:
        return Both(dataclasses.replace(first, items=_joined(first.items, other.items) or first.items))
    more: dict[str, Any] = {}
    differing = []
    for name in _OTHERS:
        mine, its = getattr(first, name), getattr(other, name)
        if mine == its or _blank(its):
            continue
        if _blank(mine):
            more[name] = its
        else:
            differing.append(name)
    if first.name and other.name and first.name != other.name:
        differing.insert(0, "name")
    elif other.name and not first.name:
        more |= {name: getattr(other, name) for name in _NAME}
    fields = _fields(dict(first.fields), dict(other.fields))
    if fields is None:
        differing.append("fields")
    else:
        more["fields"] = fields
    items = _joined(first.items, other.items)
    if items is None:
        differing.append("items")
    else:
        more["items"] = items
    return Both(first, tuple(differing)) if differing else Both(dataclasses.replace(first, **more))


def _blank(value: object) -> bool:
    return value is None or value is False or value in ("", ())


def _fields(mine: Mapping[str, str], its: Mapping[str, str]) -> tuple[tuple[str, str], ...] | None:
    """The cells of both, None when they differ under a header that both have."""
    if any(mine[name] != its[name] for name in mine.keys() & its.keys()):
        return None
    return tuple({**mine, **its}.items())


def _joined(mine: tuple[Item, ...], its: tuple[Item, ...]) -> tuple[Item, ...] | None:
    """The items of both, each once; None when some are alike and either has others, which contradicts."""
    left, right = Counter(mine), Counter(its)
    if not right - left:
        return mine
    if not left - right:
        return its
    return None if left & right else (*mine, *its)
