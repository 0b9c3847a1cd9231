"""Which cells of a row an order keeps, and which it cannot do without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter

from inserts.orders.cells import name_key
from inserts.orders.header import Header, Place
from inserts.orders.platforms import ANY_NAME, ITEM_FIELDS, PERSONAL
from inserts.orders.states import STATE_FIELDS

_NEEDED = (
    *ANY_NAME,
    *STATE_FIELDS,
    "id",
    "refunded",
    "item",
    "quantity",
)
"""Fields without which a row that ends early cannot be trusted."""


class Layout:
    """The cells an order keeps of its rows. Positions count the cells kept, places those of a row.

    `places`: the place of each cell kept. `fields`: the positions of each field of the order. `items`: the places
    of each field of `ITEM_FIELDS`. `kept`: position and header of what `Order.fields` repeats. `alike`: positions
    that have to be alike in all rows of an order; `several`: those that may differ; `marks`: those each row fills for
    itself; `summed`: those whose amounts add up. `within`: position, field and pattern of texts inside other
    cells. `needed`: cells a row has at
    least. `whole`: the place that only an order's first row fills, or -1.
    """

    def __init__(self, header: Header) -> None:
        order_fields = {field: entries for field, entries in header.fields.items() if field not in ITEM_FIELDS}
        around = {name_key(name): (field, pattern) for field, (name, pattern) in header.platform.within.items()}
        used = {place for place, name in enumerate(header.names) if name_key(name) in around}
        used |= {p for entries in order_fields.values() for p in places_of(entries)}
        self.places = _kept_places(header, used)
        at = {place: position for position, place in enumerate(self.places)}
        self.fields = {field: tuple(_moved(entry, at) for entry in entries) for field, entries in order_fields.items()}
        self.items = tuple(places_of(header.fields.get(field, ())) for field in ITEM_FIELDS)
        personal = self._all(PERSONAL)
        self.within = tuple(
            (at[place], *around[name_key(name)]) for place, name in enumerate(header.names) if name_key(name) in around
        )
        personal |= {position for position, _, _ in self.within}
        self.kept = tuple((at[p], header.names[p]) for p in self.places if at[p] not in personal)
        self.several = self._all(header.platform.per_row)
        self.marks = self._all(header.platform.row_marks)
        self.summed = self._all(header.platform.summed)
        free = self.several | self.marks | self.summed | self._all(header.platform.leading) | self._all(["id"])
        self.alike = self._all(self.fields) - free
        self.needed = 1 + max(p for field in _NEEDED for p in places_of(header.fields.get(field, ())))
        whole = name_key(header.platform.whole_row)
        self.whole = next((p for p in self.places if whole and name_key(header.names[p]) == whole), -1)

    def positions(self, field: str) -> tuple[int, ...]:
        """Where a field's cells stand among those kept."""
        return places_of(self.fields.get(field, ()))

    def _all(self, fields: Iterable[str]) -> set[int]:
        return {position for field in fields for position in self.positions(field)}


def picker(places: Sequence[int]) -> Callable[[Sequence[str]], tuple[str, ...]]:
    """Takes the cells at these places out of a row, all at once."""
    if len(places) > 1:
        return itemgetter(*places)
    return lambda cells: tuple(cells[place] for place in places)


def places_of(entries: Iterable[Place]) -> tuple[int, ...]:
    """All columns of a field, those joined into one text too."""
    return tuple(place for entry in entries for place in (entry if isinstance(entry, tuple) else (entry,)))


def _kept_places(header: Header, used: set[int]) -> tuple[int, ...]:
    """Columns with a header that are no item's and not dropped by the platform, unless the order needs them."""
    items = {place for field in ITEM_FIELDS for place in places_of(header.fields.get(field, ()))}
    dropped = {name_key(name) for name in header.platform.dropped}
    spare = {p for p, name in enumerate(header.names) if not name or p in items or name_key(name) in dropped}
    return tuple(p for p in range(len(header.names)) if p in used or p not in spare)


def _moved(entry: Place, at: Mapping[int, int]) -> Place:
    return tuple(at[place] for place in entry) if isinstance(entry, tuple) else at[entry]
