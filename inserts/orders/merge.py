"""Several files to one list: an order that stands in two of them is one order."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inserts.model.order import Order
from inserts.model.problem import Problem
from inserts.orders.complete import both
from inserts.orders.reading import FileRead, Reading, Refused

_Key = tuple[str, str]
"""Platform and number of an order."""


class Part(NamedTuple):
    """What one file gave. `joins` are the fields of `Order` it is there for, beside a list of orders.

    `rests` are the numbers of orders of which the file has further rows only, without what is the whole order's.
    """

    file: FileRead
    orders: tuple[Order, ...]
    refused: tuple[Refused, ...]
    problems: tuple[Problem, ...]
    joins: frozenset[str] = frozenset()
    rests: frozenset[str] = frozenset()


def merge(parts: Sequence[Part]) -> Reading:
    """One reading of all files, in their order.

    An order of the same platform and number that comes again is one order: the same, or completed by what the later
    file has more of it, or told as a contradiction, with the first one kept. Refused in one file, it is refused in
    all. An order of a list of orders is joined with what another file knows better of it (Taobao's list of items),
    whichever file comes first.
    """
    refused = {(part.file.platform, item.order): item for part in reversed(parts) for item in reversed(part.refused)}
    if len(parts) == 1:
        (part,) = parts
        kept = tuple(order for order in part.orders if (order.platform, order.id) not in refused)
        return Reading((_told(part.file, part, {}),), kept, _in_order(parts, refused), part.problems)
    return _merged(parts, refused)


def _merged(parts: Sequence[Part], refused: Mapping[_Key, Refused]) -> Reading:
    lists = _Lists(refused)
    details = _Lists(refused)
    files = []
    problems: list[Problem] = []
    for part in parts:
        happened, contradictions = (details if part.joins else lists).add(part)
        files.append(_with_notes(part.file, happened))
        problems += (*contradictions, *part.problems)
    joins = {part.file.platform: part.joins for part in parts if part.joins}
    together = {key: _joined(order, details.orders.get(key), joins) for key, order in lists.orders.items()}
    alone = {key: order for key, order in details.orders.items() if key not in lists.orders}
    kept = tuple(order for key, order in (together | alone).items() if key not in refused)
    told = (_told(file, part, lists.orders) for file, part in zip(files, parts, strict=True))
    return Reading(tuple(told), kept, _in_order(parts, refused), tuple(problems))


class _Lists:
    """Orders of several files, each once."""

    def __init__(self, refused: Mapping[_Key, Refused]) -> None:
        self._refused = refused
        self._rests: set[_Key] = set()  # orders of which only further rows are known so far
        self.orders: dict[_Key, Order] = {}

    def add(self, part: Part) -> tuple[Counter[str], list[Problem]]:
        """One more file; how many of its orders stood before, and the contradictions."""
        happened: Counter[str] = Counter()
        problems = []
        for order in part.orders:
            key = (order.platform, order.id)
            first = self.orders.get(key)
            rest = order.id in part.rests
            if first is None:
                self.orders[key] = order
                if rest:
                    self._rests.add(key)
            elif key in self._refused:
                continue
            elif key in self._rests and not rest:
                self._rests.remove(key)
                self.orders[key] = both(order, first, rest=True).order
                happened["completed"] += 1
            else:
                found = both(first, order, rest)
                self.orders[key] = found.order
                if found.differing:
                    problems.append(_contradiction(first, order, found.differing))
                else:
                    happened["same" if found.order == first else "completed"] += 1
        return happened, problems


def _joined(order: Order, detail: Order | None, joins: Mapping[str, frozenset[str]]) -> Order:
    """The order with what the other file knows better, where it knows anything."""
    if detail is None:
        return order
    better = {name: getattr(detail, name) for name in joins[order.platform] if getattr(detail, name)}
    return dataclasses.replace(order, **better)


def _told(file: FileRead, part: Part, orders: Mapping[_Key, Order]) -> FileRead:
    """The file with what became of the orders it only has a part of."""
    if not part.joins:
        return file
    what = " and ".join(sorted(part.joins))
    alone = [order for order in part.orders if (order.platform, order.id) not in orders]
    joined = len(part.orders) - len(alone)
    nameless = sum(order.name_note == "missing" for order in alone)
    if joined:
        file = _noted(file, f"{what} of {_counted(joined)} joined with the list of orders")
    if nameless:
        hint = f"as this is a list of {what}: give the list of orders too"
        file = _noted(file, f"{_counted(nameless)} without a name, {hint}")
    return file


def _in_order(parts: Sequence[Part], refused: Mapping[_Key, Refused]) -> tuple[Refused, ...]:
    keys = dict.fromkeys((part.file.platform, item.order) for part in parts for item in part.refused)
    return tuple(refused[key] for key in keys)


def _contradiction(first: Order, other: Order, differing: Sequence[str]) -> Problem:
    named = ", ".join(name.replace("_", " ") for name in differing)
    message = f"order {other.id} stands in {first.source} too, which was read; here it differs in {named}"
    return Problem(other.source, message, "give the newest export alone, or name it first")


def _with_notes(file: FileRead, happened: Mapping[str, int]) -> FileRead:
    same, more = happened.get("same", 0), happened.get("completed", 0)
    if same:
        words = "1 order stands" if same == 1 else f"{same:,} orders stand"
        file = _noted(file, f"{words} in a file before with the same content, read once")
    if more:
        words = "1 order stands" if more == 1 else f"{more:,} orders stand"
        file = _noted(file, f"{words} in a file before, completed by what this file has more")
    return file


def _noted(file: FileRead, note: str) -> FileRead:
    return dataclasses.replace(file, notes=(*file.notes, note))


def _counted(count: int) -> str:
    return "1 order" if count == 1 else f"{count:,} orders"
