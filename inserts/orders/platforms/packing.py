"""Items of which an export packs the names into one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inserts.orders.numbers import quantity
from inserts.orders.platforms.platform import RawItem

_COUNTED = re.compile(r"\s*(?P<name>.+?)\s*[(（](?P<pieces>\d{1,6})件[)）]\s*(?:[;；,，、]|\Z)", re.DOTALL)


def shared_out(names: Sequence[str], whole: str, pieces: str, skus: Sequence[str] = ()) -> tuple[RawItem, ...]:
    """The items of a cell that tells their names, beside the number of all pieces.

    When there are more pieces than names, whose they are cannot be told: then it is one item, named by the
    `whole` cell, and the sum is right.
    """
    if not whole:
        return ()
    if len(names) > 1 and (not pieces or quantity(pieces) == len(names)):
        numbers = skus if len(skus) == len(names) else [""] * len(names)
        return tuple((name, "", sku, "1") for name, sku in zip(names, numbers, strict=True))
    return ((whole, "", "", pieces),)


def counted(text: str) -> tuple[RawItem, ...]:
    """The items of "Cup(2件);Tea(1件)"; the whole text as one item if it is written otherwise."""
    found = list(_COUNTED.finditer(text))
    if text and sum(len(match[0]) for match in found) == len(text):
        return tuple((match["name"], "", "", match["pieces"]) for match in found)
    return ((text, "", "", ""),) if text else ()
