"""Finding the header line: which platform, which delimiter, which column holds what."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inserts.orders.cells import clean, loose_key, mend, name_key
from inserts.orders.platforms import FIELDS, GENERIC, Platform

DELIMITERS = (",", ";", "\t", "|")
DEEP = 20
"""Lines below which no header is looked for."""

HEAD = 60
"""Lines worth reading to find a header, which may have line breaks in its cells."""

WIDE = 512
"""Most columns of a file."""

_LOST = re.compile("\ufffd+")

Place = int | tuple[int, ...]
"""A column, or several whose cells are joined by a space."""


@dataclass(frozen=True, slots=True)
class Header:
    """A header line. `names` are the headers as exported, `fields` says which columns hold a field, best first.

    `line` is the header's first line and `below` the
    first one after it, both counted from 1. `mapped` are the fields set by the owner, `told` how many known
    names were found beyond ASCII: what proves an encoding.
    """

    platform: Platform
    delimiter: str
    line: int
    below: int
    names: tuple[str, ...]
    fields: Mapping[str, tuple[Place, ...]]
    mapped: tuple[str, ...] = ()
    told: int = 0


Candidate = tuple[int, int, str, tuple[str, ...]]
"""A line that may be the header: its first line, the first one below it, the delimiter, the names."""


def find_header(
    candidates: Iterable[Candidate], columns: Mapping[str, str], platforms: Sequence[Platform]
) -> tuple[Header | None, Header | None]:
    """The header among the candidates, and the one that looks most like a header if there is none.

    `columns`: field -> header, set by the owner; on a platform's export they add to its table where the header
    exists. A line that is known as a platform's wins over one with common names, then the one with more known
    names, then the earlier one.
    """
    best: tuple[tuple[int, int, int], Header] | None = None
    likely: tuple[tuple[int, int], Header] | None = None
    for line, below, delimiter, names in candidates:
        platform, size = _recognise(names, platforms)
        header = _header(platform, delimiter, line, below, names, columns)
        filled = sum(1 for name in names if name.strip())
        if likely is None or filled > likely[0][0]:
            likely = (filled, -line), header
        rank = (size, len(header.fields), -line)
        if (size or _enough(header)) and (best is None or rank > best[0]):
            best = rank, header
    return (best[1] if best else None), (likely[1] if likely else None)


def in_rows(rows: Sequence[Sequence[str]]) -> Iterator[Candidate]:
    """The candidates among the first rows of a sheet, which has no delimiter."""
    for start, cells in enumerate(rows[:DEEP], 1):
        names = _trimmed(cells)
        if names:
            yield start, start + 1, "", tuple(names)


def in_lines(lines: Sequence[str]) -> Iterator[Candidate]:
    """The candidates among the first lines of a text, by each delimiter."""
    for start, first in enumerate(lines[:DEEP]):
        for delimiter in DELIMITERS if first.strip() else ():
            if delimiter in first or delimiter == "," or '"' in first:
                reader = csv.reader(lines[start:], delimiter=delimiter)
                try:
                    names = next(reader)
                except csv.Error:
                    continue
                yield start + 1, start + reader.line_num + 1, delimiter, tuple(_trimmed(names))


def _trimmed(names: Iterable[str]) -> list[str]:
    """Headers without the blank ones at the end, which spreadsheets leave behind."""
    kept = [clean(mend(name)) for name in names]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _recognise(names: Sequence[str], platforms: Sequence[Platform]) -> tuple[Platform, int]:
    """The platform whose largest set of marks is there, and how large it is."""
    keys = _Keys(names, name_key)
    found = [
        (len(marks), platform)
        for platform in platforms
        for marks in platform.marks
        if all(keys.places(mark) for mark in marks)
    ]
    size, platform = max(found, key=lambda pair: pair[0], default=(0, GENERIC))
    return platform, size


def _enough(header: Header) -> bool:
    """Common names make an order list when they give the order's number and anything else to go by."""
    return "id" in header.fields and len(header.fields) > 1


def _header(
    platform: Platform, delimiter: str, line: int, below: int, names: tuple[str, ...], columns: Mapping[str, str]
) -> Header:
    keys = _Keys(names, loose_key if platform is GENERIC else name_key)
    exact = _Keys(names, name_key)
    fields: dict[str, tuple[Place, ...]] = {}
    mapped = []
    for field in FIELDS:
        each = 1 if field in platform.single else None
        places = [place for entry in platform.columns.get(field, ()) for place in [*keys.entry(entry)][:each]]
        own = exact.places(columns[field]) if field in columns else ()
        if own:
            mapped.append(field)
            # On an unknown export the owner's word is the only one; a platform's own columns stay behind it.
            places = [*own] if platform is GENERIC else [*own, *places]
        if field == "id":
            places = places[:1]  # a row without its number must not be taken for another order
        if places:
            fields[field] = tuple(dict.fromkeys(places))
    _settle(fields, mapped)
    if mapped and platform is not GENERIC:
        platform = _without(platform, mapped)
    used = {place for places in fields.values() for entry in places for place in _flat(entry)}
    told = sum(1 for place in used if not names[place].isascii())
    return Header(platform, delimiter, line, below, names, fields, tuple(mapped), told)


def _without(platform: Platform, mapped: Sequence[str]) -> Platform:
    """A platform without its own ways to take what the owner has mapped, as those know its own columns only."""
    return replace(
        platform,
        reads={field: read for field, read in platform.reads.items() if field not in mapped},
        number=None if "id" in mapped else platform.number,
        items=None if {"item", "sku"} & set(mapped) else platform.items,
    )


def _settle(fields: dict[str, tuple[Place, ...]], mapped: Sequence[str]) -> None:
    """A column the owner mapped serves that field alone."""
    taken = {place for field in mapped for place in fields[field]}
    for field in [name for name in fields if name not in mapped]:
        left = tuple(entry for entry in fields[field] if not taken & set(_flat(entry)))
        if left:
            fields[field] = left
        else:
            del fields[field]


def _flat(entry: Place) -> tuple[int, ...]:
    return entry if isinstance(entry, tuple) else (entry,)


class _Keys:
    """Where headers stand, found by their key; a name may stand in several columns."""

    def __init__(self, names: Sequence[str], key: Callable[[str], str]) -> None:
        self._key = key
        self._places: dict[str, list[int]] = {}
        self._damaged: list[tuple[re.Pattern[str], int]] = []
        for place, name in enumerate(names):
            self._places.setdefault(key(name), []).append(place)
            if "\ufffd" in name:
                # The character is lost for good ("N?mero"); what is left of the name still tells it.
                pattern = ".{1,3}".join(re.escape(key(part)) for part in _LOST.split(name))
                self._damaged.append((re.compile(pattern), place))

    def places(self, name: str) -> tuple[int, ...]:
        key = self._key(name)
        if not self._damaged:
            return tuple(self._places.get(key, ())) if key else ()
        lost = (place for pattern, place in self._damaged if key and pattern.fullmatch(key))
        return (*(self._places.get(key, ()) if key else ()), *lost)

    def entry(self, entry: str | tuple[str, ...]) -> Iterator[Place]:
        """Places of one alternative of a table: a header, or several that belong together."""
        if isinstance(entry, str):
            yield from self.places(entry)
            return
        parts = [self.places(name) for name in entry]
        if all(parts):
            yield tuple(places[0] for places in parts)
