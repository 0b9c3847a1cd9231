"""Cells of "key: value" parts packed together, and items in numbered columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from inserts.orders.platforms.platform import Cells, RawItem

MOST = 200
"""Numbered columns looked through for an order's items."""


def parts(text: str, keys: tuple[str, ...], separator: str) -> dict[str, str]:
    """Key -> value of a text such as "name:Cup|sku:C-1". Only a known key begins a part, so that a value may hold
    the separator and colons. Of a key that comes twice the first counts.
    """
    found = list(_starts(keys, separator).finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)]
    pairs = [(match[1], text[match.end() : end].strip()) for match, end in zip(found, ends, strict=False)]
    return dict(reversed(pairs))


def records(text: str, keys: tuple[str, ...], between: str, separator: str) -> Iterator[dict[str, str]]:
    """The `parts` of every record of a text. A record begins with the same key as the first."""
    start = _starts(keys, separator).match(text)
    if start is None:
        return
    for record in re.split(rf"{re.escape(between)}\s*(?={re.escape(start[1])}\s*:)", text):
        yield parts(record, keys, separator)


def values(text: str, key: str, keys: tuple[str, ...], between: str, separator: str) -> str:
    """What stands under one key in all records of a text, between commas; the text itself where the key is not."""
    if not re.search(rf"{re.escape(key)}\s*:", text):
        return text
    found = (parts(record, keys, separator).get(key, "") for record in text.split(between))
    return ",".join(filter(None, found))


def numbered(row: Cells, item: Callable[[Cells, int], RawItem | None]) -> tuple[RawItem, ...]:
    """The items of columns numbered from 1, up to the first number that has none."""
    found = []
    for number in range(1, MOST + 1):
        one = item(row, number)
        if one is None:
            break
        found.append(one)
    return tuple(found)


@cache
def _starts(keys: tuple[str, ...], separator: str) -> re.Pattern[str]:
    named = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    return re.compile(rf"(?:\A|{re.escape(separator)})\s*({named})\s*:\s*")
