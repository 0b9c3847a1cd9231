"""What a run tells of its orders beside their cards: how many have no name, whose names lost something, and states."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from inserts.layout import Typesetting
from inserts.model.order import LeftOut, Order, State


@dataclass(frozen=True, slots=True)
class Told:
    """Counts of orders, never who they are.

    `nameless`: orders to print without a printable name, by why ("masked", "encrypted", "damaged", "missing").
    `cleaned`: names in which something was dropped or replaced before they were set, by what. `closed`: orders left
    out for their state.
    """

    nameless: Mapping[str, int] = field(default_factory=dict)
    cleaned: Mapping[str, int] = field(default_factory=dict)
    closed: Mapping[State, int] = field(default_factory=dict)


def tell(
    printing: Iterable[Order],
    orders: Sequence[Order],
    left_out: Iterable[LeftOut],
    states: Iterable[State],
    typesetting: Typesetting,
) -> Told:
    """What there is to tell of the orders about to be printed, and of all orders read with those left out."""
    printing = tuple(printing)
    left = {one.order for one in left_out}
    closed = Counter(order.state for order in orders if order.id in left and order.state in set(states))
    return Told(
        nameless=count_nameless(printing),
        cleaned=dict(_cleaned((order.name for order in printing), typesetting)),
        closed=dict(closed),
    )


def count_nameless(orders: Iterable[Order]) -> dict[str, int]:
    """How many orders have no printable name, by why."""
    return dict(Counter(order.name_note for order in orders if not order.name and order.name_note))


def _cleaned(names: Iterable[str], typesetting: Typesetting) -> Counter[str]:
    return Counter(note for name in names if name for note in typesetting.clean(name).notes)
