"""Where the keys of a TOML text stand. The parser gives values without places, so the text is walked once more."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import lru_cache

Route = tuple[str | int, ...]
"""Keys and list places from the top of a file to a value."""

_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})' r"|'''.*?'''(?:'{0,2})" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'",
    re.DOTALL,
)
_BLANK = re.compile(r"(?:\s+|#[^\n]*)*")
_BARE = re.compile(r"[^\s.=\]\"']+")
_SCALAR = re.compile(r"[^,\]}\n#]+")


@lru_cache(maxsize=16)
def key_places(text: str) -> tuple[Mapping[Route, int], frozenset[Route]]:
    """The line of each key, table and list entry of a valid TOML text, and the routes of its headers."""
    scan = _Scan(text)
    scan.document()
    return scan.lines, frozenset(scan.headers)


class _Scan:
    def __init__(self, text: str) -> None:
        self.lines: dict[Route, int] = {}
        self.headers: set[Route] = set()
        self._text = text
        self._at = 0
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._counts: dict[Route, int] = {}

    def document(self) -> None:
        table: Route = ()
        self._blank()
        while self._at < len(self._text):
            table = self._header() if self._text[self._at] == "[" else self._pair(table)
            self._blank()

    def _header(self) -> Route:
        many = self._text.startswith("[[", self._at)
        line = self._line()
        self._at += 2 if many else 1
        keys = self._keys()
        self._at += 2 if many else 1
        route: Route = ()
        for key in keys[:-1]:
            route = self._last((*route, key))
        route = (*route, keys[-1])
        if many:
            self._counts[route] = self._counts.get(route, 0) + 1
        self._mark(route, line)
        route = self._last(route)
        self._mark(route, line)
        # A table opened only by its sub-tables gets its own line when its header comes later.
        self.lines[route] = line
        self.headers.add(route)
        return route

    def _last(self, route: Route) -> Route:
        """A list of tables stands for its last entry."""
        return (*route, self._counts[route] - 1) if route in self._counts else route

    def _pair(self, table: Route) -> Route:
        line = self._line()
        route = (*table, *self._keys())
        self._mark(route, line)
        self._at += 1
        self._value(route)
        return table

    def _value(self, route: Route) -> None:
        self._blank()
        string = _STRING.match(self._text, self._at)
        opened = self._text[self._at]
        if string:
            self._at = string.end()
        elif opened in "[{":
            self._entries(route, lambda place: self._entry((*route, place)) if opened == "[" else self._pair(route))
        else:
            scalar = _SCALAR.match(self._text, self._at)
            self._at = scalar.end() if scalar else self._at + 1

    def _entry(self, route: Route) -> Route:
        self._mark(route, self._line())
        self._value(route)
        return route

    def _entries(self, route: Route, read: Callable[[int], Route]) -> None:
        self._at += 1
        place = 0
        self._blank()
        while self._text[self._at] not in "]}":
            read(place)
            place += 1
            self._blank()
            self._at += self._text[self._at] == ","
            self._blank()
        self._at += 1

    def _keys(self) -> list[str]:
        """A dotted key; ends on the character after it and its blanks."""
        keys: list[str] = []
        while True:
            self._blank()
            quoted = _STRING.match(self._text, self._at)
            match = quoted or _BARE.match(self._text, self._at)
            assert match is not None, "the parser accepted this text"
            keys.append(next(iter(tomllib.loads(f"{match[0]} = 0"))) if quoted else match[0])
            self._at = match.end()
            self._blank()
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _mark(self, route: Route, line: int) -> None:
        for end in range(1, len(route) + 1):
            self.lines.setdefault(route[:end], line)

    def _line(self) -> int:
        return bisect_left(self._breaks, self._at) + 1

    def _blank(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at
