"""What became of each card: did its customer order again, was its code used, and what did that bring."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from inserts.model.outcome import Evidence, Parcel, Placed

Revenue = Mapping[str, Decimal]
"""Exact amounts by currency."""


class Trace(NamedTuple):
    """A card, watched for `age` days; negative when it ships later than anything is known of.

    `back` is after how many days its customer ordered again the first time, `redeemed` when its code was used first;
    None when that has not been seen. `brought` are the orders that count for this card and no other: those of its
    customer before the next card went out.
    """

    parcel: Parcel
    age: int
    back: int | None = None
    redeemed: int | None = None
    brought: tuple[Placed, ...] = ()


def follow(evidence: Evidence, known_until: date) -> tuple[Trace, ...]:
    """The traces of all cards that count. Orders of the shipping day and before were not brought by the card."""
    later = _Later(evidence)
    return tuple(later.trace(parcel, known_until) for parcel in evidence.parcels if parcel.counted)


def _place(order: Placed) -> tuple[date, str]:
    return order.day, order.order


class _Later:
    """Orders by customer and uses by code, ready to be looked up a million times."""

    def __init__(self, evidence: Evidence) -> None:
        by_order = {order.order: order for order in evidence.placed}
        self._orders: dict[str, list[Placed]] = defaultdict(list)
        for order in evidence.placed:
            if order.customer and order.counts:
                self._orders[order.customer].append(order)
        for orders in self._orders.values():
            if len(orders) > 1:
                orders.sort(key=_place)
        self._days = {customer: [order.day for order in orders] for customer, orders in self._orders.items()}
        self._uses: dict[str, list[Placed]] = defaultdict(list)
        for use in evidence.uses:
            user = by_order.get(use.order)
            if user and user.counts:
                self._uses[use.code].append(user)
        self._shipped: dict[str, list[date]] = defaultdict(list)
        self._first: dict[tuple[str, date], str] = {}
        for parcel in evidence.parcels:
            if parcel.counted and parcel.customer in self._orders:
                self._shipped[parcel.customer].append(parcel.shipped)
                place = parcel.customer, parcel.shipped
                self._first[place] = min(parcel.order, self._first.get(place, parcel.order))
        for shipped in self._shipped.values():
            shipped.sort()

    def trace(self, parcel: Parcel, known_until: date) -> Trace:
        age = (known_until - parcel.shipped).days
        redeemed = self._redeemed(parcel) if parcel.code in self._uses else None
        days = self._days.get(parcel.customer)
        if days is None or days[-1] <= parcel.shipped:
            return Trace(parcel, age, None, redeemed)
        orders = self._orders[parcel.customer]
        after = [order for order in orders[bisect_right(days, parcel.shipped) :] if order.order != parcel.order]
        back = (after[0].day - parcel.shipped).days if after else None
        return Trace(parcel, age, back, redeemed, self._brought(parcel, after))

    def _redeemed(self, parcel: Parcel) -> int | None:
        """A code that others have too counts for a card only when the card's own customer used it."""
        days = [
            order.day
            for order in self._uses[parcel.code]
            if order.order != parcel.order
            and order.day > parcel.shipped
            and (not parcel.shared or (parcel.customer and order.customer == parcel.customer))
        ]
        return (min(days) - parcel.shipped).days if days else None

    def _brought(self, parcel: Parcel, after: Sequence[Placed]) -> tuple[Placed, ...]:
        shipped = self._shipped[parcel.customer]
        place = bisect_right(shipped, parcel.shipped)
        if place - bisect_left(shipped, parcel.shipped) > 1:
            return self._shared_out(parcel, after, shipped[place:])
        return tuple(order for order in after if place == len(shipped) or order.day <= shipped[place])

    def _shared_out(self, parcel: Parcel, after: Sequence[Placed], next_days: Sequence[date]) -> tuple[Placed, ...]:
        """Of several parcels of one day, the first by number has what they brought."""
        if self._first.get((parcel.customer, parcel.shipped)) != parcel.order:
            return ()
        return tuple(order for order in after if not next_days or order.day <= next_days[0])
