"""Codes that were used where they should not have been, and codes that look like the shop's own but are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inserts.model.outcome import Evidence, Parcel, Placed
from inserts.results.trace import users


@dataclass(frozen=True, slots=True)
class Leak:
    """A code with the order it was given for, the orders it was used in, and what is odd about that."""

    code: str
    order: str
    used_in: tuple[str, ...]
    reasons: tuple[str, ...]


def leaks(evidence: Evidence) -> tuple[Leak, ...]:
    """Every leaked code, the most used first. Orders that came to nothing used no code."""
    return tuple(sorted(_found(evidence, users(evidence)), key=lambda leak: (-len(leak.used_in), leak.code)))


def _found(evidence: Evidence, used: Mapping[str, Sequence[Placed]]) -> Iterator[Leak]:
    if not used:
        return
    for parcel in evidence.parcels:
        if parcel.code in used and not parcel.shared:
            orders = sorted(set(used[parcel.code]), key=lambda order: (order.day, order.order))
            reasons = tuple(_reasons(parcel, orders))
            if reasons:
                yield Leak(
                    evidence.printed.get(parcel.code, parcel.code),
                    parcel.order,
                    tuple(order.order for order in orders),
                    reasons,
                )


def _reasons(parcel: Parcel, orders: list[Placed]) -> Iterator[str]:
    others = [order for order in orders if order.order != parcel.order]
    if len(others) > 1 and not parcel.reusable:
        yield f"used {len(others)} times"
    if len(others) < len(orders):
        yield "used in the order it was given for"
    if any(order.customer and parcel.customer and order.customer != parcel.customer for order in others):
        yield "used by somebody else"
    if any(order.day <= parcel.shipped for order in others):
        yield "used before delivery"
    if parcel.last_day and any(order.day > parcel.last_day for order in others):
        yield "used after its last day"
    if parcel.voided:
        yield "void"
