"""A TOML file being read: its text, its values, and what people are told when it is broken."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from inserts.model.problem import Problem, Where
from inserts.tables.places import Route, key_places

LARGEST = 2_000_000
"""Bytes of the largest TOML file read."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its text, in which places are looked up when one is asked for, and the problems found so far."""

    file: str
    text: str = field(repr=False)
    problems: list[Problem] = field(default_factory=list)

    def where(self, route: Route) -> Where:
        lines, headers = key_places(self.text)
        line = next((lines[route[:n]] for n in range(len(route), 0, -1) if route[:n] in lines), 0)
        return Where(self.file, line, _written(route, headers))


def _written(route: Route, headers: Collection[Route]) -> str:
    """A route as people see it: `[shop] name`, `[[tier]] benefit.value`."""
    cut = next((n for n in range(len(route), 0, -1) if route[:n] in headers), 0)
    head = ".".join(str(key) for key in route[:cut] if isinstance(key, str))
    rest = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in route[cut:]).lstrip(".")
    if cut:
        head = f"[[{head}]]" if isinstance(route[cut - 1], int) else f"[{head}]"
    return f"{head} {rest}".strip()


def open_source(path: Path) -> tuple[Source | None, dict[str, object], tuple[Problem, ...]]:
    """The file's places and values, or None, nothing and why it cannot be read."""
    text, problem = _read(path)
    if problem is not None:
        return None, {}, (problem,)
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        return None, {}, (_broken(path, str(error)),)
    return Source(str(path), text), values, ()


def _read(path: Path) -> tuple[str, Problem | None]:
    try:
        data = path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        reason = "there is no such file" if missing else f"cannot be read: {error.strerror or 'unknown reason'}"
        return "", Problem(Where(str(path)), reason, "check the name" if missing else "check what may open this file")
    if len(data) > LARGEST:
        return "", Problem(Where(str(path)), f"is larger than {LARGEST // 1_000_000} MB", "is it the right file?")
    try:
        # Windows' editors put a byte order mark in front, which TOML does not know.
        return data.decode("utf-8-sig").replace("\r\n", "\n"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", Problem(Where(str(path), line), "is not UTF-8 text", "save the file as UTF-8 in your editor")


_BROKEN = (
    ("Illegal character '\\n'", "a text does not end on its line", "put the closing quote at the end of the text"),
    ("Invalid value", "what stands after = is no value", 'texts stand in straight quotes: name = "..."'),
    ("Invalid statement", "this line is no TOML", 'write lines such as name = "..."; # begins a remark'),
    ("Expected '='", "this line is no TOML", 'write lines such as name = "..."; # begins a remark'),
    ("Expected newline", "something stands after the value", "write one key = value a line; # begins a remark"),
    ("Cannot overwrite", "this key or section stands here a second time", "keep one of them"),
    ("Cannot declare", "this section stands here a second time", "keep one, or write all as [[section]] where allowed"),
    ("Cannot mutate", "this adds to a table that is already closed", "write the table in one place"),
    ("Unescaped '\\'", "a backslash in a text", "write \\\\ for one backslash, or use single quotes"),
    ("Expected ']", "the section's name does not end", "close it: [name] or [[name]]"),
    ("Unclosed array", "a list does not end", "close it with ]"),
    ("Unclosed inline table", "a table does not end on its line", "close it with } on the same line"),
    ("Unterminated string", "a text does not end", "put the closing quote at the end of the text"),
)
"""How the parser's words begin, what that means, what to do."""

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)\Z")


def _broken(path: Path, reason: str) -> Problem:
    at = _AT.search(reason)
    line = int(at[1]) if at and at[1] else 0
    place = f" (column {at[2]})" if at and at[2] else " (at the end of the file)" if at else ""
    for start, message, hint in _BROKEN:
        if reason.startswith(start):
            return Problem(Where(str(path), line), message + place, hint)
    return Problem(Where(str(path), line), f"cannot be read as TOML{place}: {_AT.sub('', reason)}", "mend this line")
