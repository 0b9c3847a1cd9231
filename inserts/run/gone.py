"""Orders whose card is printed and that have changed since: cancelled, refunded, or going another way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from inserts import batches
from inserts.ledger import Ledger
from inserts.model.order import Order, State
from inserts.model.problem import some_of

RECENT = timedelta(days=14)
"""A parcel is taken to have left after so long: nobody is told to take a card out of it."""

Key = TypeVar("Key")
_NAMED = 8
_GONE = (State.CANCELLED, State.REFUNDED)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:-(.+))?\Z")
_PART = r"(-\d+)?(-[a-z]+)?\Z"


def changed_since(ledger: Ledger, orders: Sequence[Order], by: Sequence[str], now: datetime) -> tuple[str, ...]:
    """What to tell of these orders that were printed lately, by batch. `by` is what ships together in this run."""
    printed = ledger.printed([order.id for order in orders], since=now - RECENT)
    own = [order for order in orders if order.id in printed]
    return (*_cancelled(own, printed), *_moved(own, printed, by))


def _cancelled(orders: Sequence[Order], printed: Mapping[str, str]) -> Iterator[str]:
    for state in _GONE:
        for batch, names in _grouped((printed[order.id], order.id) for order in orders if order.state == state):
            many = len(names) > 1
            yield (
                f"{_named(names)} {'were' if many else 'was'} printed in batch {batch} and {'are' if many else 'is'} "
                f"{state} now: take {'their cards' if many else 'its card'} out"
            )


def _moved(orders: Sequence[Order], printed: Mapping[str, str], by: Sequence[str]) -> Iterator[str]:
    """Batches made without this grouping have no name of it, and tell nothing."""
    if not by:
        return
    found: list[tuple[tuple[str, str], str]] = []
    for order in orders:
        match, label = _DAY.match(printed[order.id]), batches.label(order, by)
        if order.state not in _GONE and match and match[1] and not re.match(re.escape(label) + _PART, match[1]):
            found.append(((printed[order.id], label), order.id))
    for (batch, label), names in _grouped(found):
        it = "their cards" if len(names) > 1 else "its card"
        was, goes = ("were", "go") if len(names) > 1 else ("was", "goes")
        yield f"{_named(names)} {was} printed in batch {batch} and {goes} with {label} now: move {it} there"


def _grouped(pairs: Iterable[tuple[Key, str]]) -> list[tuple[Key, list[str]]]:
    groups: dict[Key, list[str]] = {}
    for key, order in pairs:
        groups.setdefault(key, []).append(order)
    return list(groups.items())


def _named(names: Sequence[str]) -> str:
    return f"order{'s' if len(names) > 1 else ''} {some_of(names, _NAMED)}"
