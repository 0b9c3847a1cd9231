"""What became of each card: did its customer order again, was its code used, and what did that bring."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from inserts.model.outcome import Evidence, Parcel, Placed


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


def follow(evidence: Evidence, known_until: date) -> Iterator[Trace]:
    """The traces of all cards that count. Orders of the shipping day and before were not brought by the card."""
    later, ages = _Later(evidence), dict[date, int]()
    for parcel in evidence.parcels:
        if not parcel.counted:
            continue
        age = ages.get(parcel.shipped)
        if age is None:
            age = ages[parcel.shipped] = (known_until - parcel.shipped).days
        yield later.trace(parcel, age) if later.came(parcel) else Trace(parcel, age)


def _place(order: Placed) -> tuple[date, str]:
    return order.day, order.order


def _day(order: Placed) -> date:
    return order.day


def users(evidence: Evidence) -> Mapping[str, Sequence[Placed]]:
    """The orders that count by the code they used."""
    using = {use.order for use in evidence.uses}
    by_order = {order.order: order for order in evidence.placed if order.order in using and order.counts}
    users: dict[str, list[Placed]] = defaultdict(list)
    for use in evidence.uses:
        if use.order in by_order:
            users[use.code].append(by_order[use.order])
    return users


class _Later:
    """Orders by customer and uses by code, ready to be looked up a million times."""

    def __init__(self, evidence: Evidence) -> None:
        self._orders: dict[str, list[Placed]] = defaultdict(list)
        for order in evidence.placed:
            if order.customer and order.counts:
                self._orders[order.customer].append(order)
        for orders in self._orders.values():
            if len(orders) > 1:
                orders.sort(key=_place)
        self._last = {customer: orders[-1].day for customer, orders in self._orders.items()}
        self._uses = users(evidence)
        self._shipped: dict[str, list[date]] = defaultdict(list)
        self._first: dict[tuple[str, date], str] = {}
        for parcel in evidence.parcels:
            # Of a customer who ordered nothing later, no card brought anything.
            last = self._last.get(parcel.customer)
            if last is not None and last > parcel.shipped and parcel.counted:
                self._shipped[parcel.customer].append(parcel.shipped)
                place = parcel.customer, parcel.shipped
                self._first[place] = min(parcel.order, self._first.get(place, parcel.order))
        for shipped in self._shipped.values():
            shipped.sort()

    def came(self, parcel: Parcel) -> bool:
        """Whether anything at all was seen after this parcel; of most, nothing is."""
        last = self._last.get(parcel.customer)
        return (last is not None and last > parcel.shipped) or parcel.code in self._uses

    def trace(self, parcel: Parcel, age: int) -> Trace:
        redeemed = self._redeemed(parcel) if parcel.code in self._uses else None
        last = self._last.get(parcel.customer)
        if last is None or last <= parcel.shipped:
            return Trace(parcel, age, None, redeemed)
        orders = self._orders[parcel.customer]
        start = bisect_right(orders, parcel.shipped, key=_day)
        after = [order for order in orders[start:] if order.order != parcel.order]
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
