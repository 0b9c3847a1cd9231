"""Reading TOML into checked values: every wrong, missing or unknown key becomes a `Problem` with its place.

A reader asks a `Table` for the keys it knows; `finish` reports the keys nobody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from inserts.model.colour import hex_rgb
from inserts.model.length import Length
from inserts.model.problem import Problem, Where, nearest
from inserts.tables.places import Route
from inserts.tables.source import Source, open_source

LONGEST = 14_400.0
"""Points of the longest length read: what a PDF page can be (ISO 32000-1, annex C)."""

Words = tuple[tuple[str, str], ...]
L = TypeVar("L", bound=str)
T = TypeVar("T")

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_MONEY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,4})?\Z")


class Table:
    """A table of a TOML file. Every method that reads a key marks it as known.

    A key read without a default is required. A value that is missing or wrong is reported once, and the
    method returns the default, or an empty value of its type: go on reading, and stop when there are problems.
    `subject` stands before every message of this table and the ones in it ("tier 'loyal'"); `noun` is what
    an unknown key is called.
    """

    def __init__(
        self, source: Source, route: Route, values: Mapping[str, object], subject: str = "", noun: str = "key"
    ) -> None:
        self._source = source
        self._route = route
        self._values = values
        self._known: set[str] = set()
        self._proposed: set[str] = set()
        self._inner: list[Table] = []
        self._noun = noun
        self.subject = subject

    @classmethod
    def load(cls, path: Path) -> tuple[Table | None, list[Problem]]:
        """The table of a whole file and the list its problems go into; None when the file cannot be read."""
        source, values, problems = open_source(path)
        return (None, list(problems)) if source is None else (cls(source, (), values), source.problems)

    # What stands there

    @property
    def where(self) -> Where:
        """Where this table begins."""
        return self._source.where(self._route)

    def has(self, key: str) -> bool:
        """Whether the key is there; asking makes it a word to propose, but does not count as reading it."""
        self._proposed.add(key)
        return key in self._values

    def names(self) -> tuple[str, ...]:
        """The keys as written, known or not."""
        return tuple(self._values)

    def peek(self, key: str) -> object:
        """The bare value of `key` or None, for choosing how to read it; the key does not count as known."""
        return self._values.get(key)

    def place(self, key: str) -> Where:
        """Where `key` stands, or the table itself when `key` is empty or missing."""
        return self._source.where((*self._route, key) if key else self._route)

    def ignore(self, key: str) -> None:
        """Count the key as known, for one that is wrong in a way already told."""
        self._known.add(key)

    def problem(self, key: str, message: str, hint: str = "") -> None:
        """Report something wrong with `key`, or with the table itself when `key` is empty."""
        words = f"{self.subject}: {message}" if self.subject else message
        self._source.problems.append(Problem(self.place(key), words, hint))

    def finish(self) -> None:
        """Report every key of this table and of the tables taken from it that nobody asked for."""
        for key in self._values:
            if key not in self._known:
                self.problem(key, f"unknown {self._noun} '{key}'", nearest(key, self._known | self._proposed))
        for table in self._inner:
            table.finish()

    # Texts

    def text(self, key: str, default: str | None = None, *, blank: bool = False) -> str:
        """A text without control characters other than the line feed; blank only if `blank` or the default is."""
        value = self._value(key, str, f'a text in quotes: {key} = "..."', default is None)
        if value is None or not self._sound(key, value, not blank and default != ""):
            return default or ""
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts, none blank."""
        value = self._value(key, list, f'a list of texts: {key} = ["...", "..."]', default is None)
        if value is None:
            return default or ()
        if not all(isinstance(entry, str) for entry in value):
            self.problem(key, f'write a list of texts: {key} = ["...", "..."]')
            return default or ()
        sound = [entry for entry in value if self._sound(key, entry, True)]
        return tuple(value) if len(sound) == len(value) else default or ()

    def words(self, key: str, default: Words | None = None) -> Words:
        """Texts by language: a plain text has the language ""; an empty plain text is no words at all."""
        if not isinstance(self._values.get(key), dict):
            form = f'a text, or one for each language: {key} = {{ en = "...", de = "..." }}'
            value = self._value(key, str, form, default is None)
            if value is None or not self._sound(key, value, default is None):
                return default or ()
            return (("", value),) if value.strip() else ()
        table = self.table(key, noun="language")
        if default is None and not table.names():
            self.problem(key, "is empty")
        return tuple((language, table.text(language)) for language in table.names())

    def choice(self, key: str, allowed: Sequence[L], default: L | None = None) -> L:
        """One of the texts in `allowed`; the first of them stands in for a required one that is wrong."""
        stand_in = allowed[0] if default is None else default
        value = self._value(key, str, f"one of {_listed(allowed)}", default is None)
        if value is None:
            return stand_in
        found = next((word for word in allowed if word == value), None)
        return self._not_allowed(key, value, allowed, stand_in) if found is None else found

    def choices(self, key: str, allowed: Sequence[L], default: tuple[L, ...] | None = None) -> tuple[L, ...]:
        """A list of texts out of `allowed`, each once."""
        values = self.texts(key, default)
        for value in values:
            if value not in allowed:
                self._not_allowed(key, value, allowed, None)
        if len(set(values)) < len(values):
            self.problem(key, "names the same word twice")
        return tuple(dict.fromkeys(word for value in values for word in allowed if word == value))

    def colour(self, key: str, default: str | None = None) -> str:
        """A colour as "#RRGGBB", upper case."""
        value = self.text(key, default)
        if value and hex_rgb(value) is None:
            self.problem(key, 'write a colour as # and six digits 0-9 A-F, such as "#1E4B3C"')
            return default or ""
        return value.upper()

    # Numbers, lengths, dates

    def flag(self, key: str, default: bool | None = None) -> bool:
        """true or false."""
        value = self._value(key, bool, "true or false", default is None)
        return bool(default) if value is None else value

    def whole(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        """A whole number from `least` to `most`."""
        wanted = f"a whole number from {least} to {most}"
        value = self._value(key, int, wanted, default is None)
        if value is not None and not least <= value <= most:
            self.problem(key, f"write {wanted}")
            value = None
        return (least if default is None else default) if value is None else value

    def wholes(self, key: str, *, least: int = 0, most: int = 1_000_000) -> tuple[int, ...]:
        """A list of whole numbers from `least` to `most`; an empty one when there is none."""
        wanted = f"a list of whole numbers from {least} to {most}"
        values = self._value(key, list, wanted, False) or []
        if all(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most for value in values):
            return tuple(values)
        self.problem(key, f"write {wanted}")
        return ()

    def number(self, key: str, default: float | None = None, *, least: float = -1e9, most: float = 1e9) -> float:
        """A number, whole or with a decimal point, from `least` to `most`."""
        value = self._value(key, (int, float), "a number without quotes", default is None)
        if value is not None and not least <= value <= most:
            self.problem(key, f"write a number from {least:g} to {most:g}")
            value = None
        return (default or 0.0) if value is None else float(value)

    def numbers(self, key: str, count: int, *, least: float, most: float) -> tuple[float, ...]:
        """A list of exactly `count` numbers from `least` to `most`; so many of the least where that is wrong."""
        form = f"{count} numbers from {least:g} to {most:g}: {key} = [{', '.join(['0'] * count)}]"
        values = self._value(key, list, f"a list of {form}", True)
        if values is None:
            return (least,) * count
        sound = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool) and least <= v <= most]
        if len(sound) != count or len(values) != count:
            self.problem(key, f"write {form}")
            return (least,) * count
        return tuple(map(float, sound))

    def decimal_text(self, key: str, *, required: bool = False) -> Decimal | None:
        """Money, exact, as a quoted text with a decimal point, not negative. `key` is the currency it is named by."""
        value = self._value(key, (str, int, float), f'an amount in quotes: {key} = "7.50"', required)
        if value is None:
            return None
        if not isinstance(value, str):
            why = " (floats lose cents)" if isinstance(value, float) else ""
            self.problem(key, f"write {key} amounts in quotes, not as {value}{why}")
            return None
        if not _MONEY.match(value):
            self.problem(key, f'write {key} amounts with digits and a point only: {key} = "7.50"')
            return None
        return Decimal(value)

    def length(self, key: str, default: float | None = None) -> float:
        """A length in points, written with its unit."""
        value = self._value(key, str, f'a length with its unit: {key} = "3mm"', default is None)
        return default or 0.0 if value is None else self._points(key, value, default or 0.0)

    def lengths(self, key: str, count: int, default: tuple[float, ...] | None = None) -> tuple[float, ...]:
        """A list of exactly `count` lengths, in points."""
        stand_in = (0.0,) * count if default is None else default
        form = ", ".join(['"3mm"'] * count)
        if not self.has(key) and default is not None:
            return stand_in
        before = len(self._source.problems)
        values = self.texts(key)
        if len(self._source.problems) > before:
            return stand_in
        if len(values) != count:
            self.problem(key, f"write {count} lengths, not {len(values)}: {key} = [{form}]")
            return stand_in
        return tuple(self._points(key, value, 0.0) for value in values)

    def date(self, key: str, *, required: bool = False) -> date | None:
        """A day, written without quotes and without a time."""
        form = f"a day without quotes: {key} = 2027-03-31"
        value = self._value(key, date, form, required)
        if isinstance(value, datetime):
            self.problem(key, f"write {form}")
            return None
        return value

    # Tables in the table

    def table(self, key: str, *, noun: str = "key") -> Table:
        """The table under `key`; an empty one when there is none."""
        value = self._value(key, dict, f"a table: {key} = {{ ... }}", False)
        return self._enter((key,), value or {}, noun)

    def tables(self, key: str, *, noun: str = "key") -> tuple[Table, ...]:
        """The tables of a list, one for each [[key]]."""
        value = self._value(key, list, f"[[{key}]] above each entry", False) or []
        if not all(isinstance(entry, dict) for entry in value):
            self.problem(key, f"write [[{key}]] above each entry")
            return ()
        return tuple(self._enter((key, place), entry, noun) for place, entry in enumerate(value))

    # How

    def _enter(self, step: Route, values: Mapping[str, object], noun: str) -> Table:
        inner = Table(self._source, (*self._route, *step), values, self.subject, noun)
        self._inner.append(inner)
        return inner

    def _value(self, key: str, kind: type[T] | tuple[type[T], ...], wanted: str, required: bool) -> T | None:
        """The value of `key` if it is of this kind; else None, and a problem if it is wrong or is required."""
        self._known.add(key)
        if key not in self._values:
            if required:
                self.problem(key, f"{key} is missing", f"add {wanted}")
            return None
        value = self._values[key]
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if isinstance(value, kinds) and (not isinstance(value, bool) or bool in kinds):
            return value
        self.problem(key, f"write {wanted}, not {_described(value)}")
        return None

    def _sound(self, key: str, value: str, filled: bool) -> bool:
        control = _CONTROL.search(value)
        if control:
            self.problem(key, f"holds the control character U+{ord(control[0]):04X}", "type the text anew")
        elif filled and not value.strip():
            self.problem(key, "is empty")
        else:
            return True
        return False

    def _not_allowed(self, key: str, value: str, allowed: Sequence[str], stand_in: T) -> T:
        self.problem(key, f"'{value}' is not one of {_listed(allowed)}", nearest(value, allowed))
        return stand_in

    def _points(self, key: str, written: str, stand_in: float) -> float:
        try:
            points = Length.parse(written).pt
        except ValueError as error:
            self.problem(key, str(error))
            return stand_in
        if abs(points) > LONGEST:
            self.problem(key, "is longer than any page, which is 5 m at most")
            return stand_in
        return points


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _described(value: object) -> str:
    names = {bool: "true or false", str: "a text", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")
