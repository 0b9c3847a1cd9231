"""Several files to one list: an order that stands in two of them is one order."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import NamedTuple

from inserts.model.order import Order
from inserts.model.problem import Problem
from inserts.orders.reading import FileRead, Reading, Refused


class Part(NamedTuple):
    """What one file gave."""

    file: FileRead
    orders: tuple[Order, ...]
    refused: tuple[Refused, ...]
    problems: tuple[Problem, ...]


def merge(parts: Sequence[Part]) -> Reading:
    """One reading of all files, in their order.

    An order of the same platform and number that comes again is left out with a note if it says the same, and with
    a problem if it says something else. Refused in one file, it is refused in all.
    """
    refused = {(part.file.platform, item.order): item for part in reversed(parts) for item in reversed(part.refused)}
    orders: dict[tuple[str, str], Order] = {}
    files = []
    problems: list[Problem] = []
    for part in parts:
        same = 0
        for order in part.orders:
            key = (order.platform, order.id)
            first = orders.setdefault(key, order)
            if key in refused or first is order:
                continue
            differing = _differing(first, order)
            same += not differing
            if differing:
                problems.append(_contradiction(first, order, differing))
        files.append(_with_note(part.file, same))
        problems.extend(part.problems)
    kept = tuple(order for key, order in orders.items() if key not in refused)
    return Reading(tuple(files), kept, _in_order(parts, refused), tuple(problems))


def _in_order(parts: Sequence[Part], refused: dict[tuple[str, str], Refused]) -> tuple[Refused, ...]:
    keys = dict.fromkeys((part.file.platform, item.order) for part in parts for item in part.refused)
    return tuple(refused[key] for key in keys)


def _differing(first: Order, other: Order) -> tuple[str, ...]:
    """The fields two orders differ in, but for where they stand."""
    names = (field.name for field in dataclasses.fields(Order))
    return tuple(n for n in names if n != "source" and getattr(first, n) != getattr(other, n))


def _contradiction(first: Order, other: Order, differing: Sequence[str]) -> Problem:
    named = ", ".join(name.replace("_", " ") for name in differing)
    message = f"order {other.id} stands in {first.source} too, which was read; here it differs in {named}"
    return Problem(other.source, message, "give the newest export alone, or name it first")


def _with_note(file: FileRead, same: int) -> FileRead:
    if not same:
        return file
    words = "1 order stands" if same == 1 else f"{same:,} orders stand"
    note = f"{words} in a file before with the same content, read once"
    return dataclasses.replace(file, notes=(*file.notes, note))
