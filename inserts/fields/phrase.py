"""A text with merge fields, ready to be filled; those that hold nothing but fields are read here.

Values are filled in as they are: braces in a customer's name stay braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Values = Mapping[str, object]
"""Values by the field's first word; under it a mapping by the second, unless the field has only one."""

FILTERS = ("append", "capitalize", "date", "default", "downcase", "prepend", "strip", "upcase")
DIRECTIVES = "aAbBdemyY"
"""What may follow % in the pattern of `date`, with a hyphen before it to leave out a leading zero."""

_WORD = r"[a-z_]+(?:\.[a-z_]+)?"
_FIELD = re.compile(rf"\{{\{{ *({_WORD}) *\}}\}}")
_PLAIN = re.compile(rf"(?:[^{{}}]|\{{\{{ *{_WORD} *\}}\}})*+\Z")
_KEYWORDS = frozenset(
    (
        *("and", "as", "blank", "cols", "contains", "continue", "else", "empty", "false", "for", "if", "in", "limit"),
        *("nil", "not", "null", "offset", "or", "required", "reversed", "true", "with"),
    )
)
"""Words of Liquid that stand for something else than a field."""


class Fault(Exception):
    """What is wrong with a text or a condition, in plain words, with what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


Part = str | tuple[str, str]
"""Words, or the two words of a field."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text ready to be filled.

    `fields` are all it holds; `bare` those without a `default` after them; `alone`: it is one field and no more.
    `render` gives the text with its values; it raises Fault when a filter cannot take one of them.
    """

    text: str
    fields: frozenset[str]
    bare: frozenset[str]
    alone: bool
    render: Callable[[Values], str] = field(repr=False, compare=False)


def plain_phrase(text: str) -> Phrase | None:
    """A text of words and fields; None if it holds anything more, which is for Liquid to read."""
    if not _PLAIN.match(text):
        return None
    names = _FIELD.findall(text)
    if any(word in _KEYWORDS for name in names for word in name.split(".")):
        return None
    words = _FIELD.split(text)  # words and fields in turn
    parts = [split_name(part) if number % 2 else part for number, part in enumerate(words) if part]
    fields = frozenset(names)
    return Phrase(text, fields, fields, len(parts) == len(names) == 1, filled_with(parts))


def split_name(name: str) -> tuple[str, str]:
    """A field's two words, the second "" if it has only one."""
    root, _, rest = name.partition(".")
    return root, rest


def filled_with(parts: Iterable[Part]) -> Callable[[Values], str]:
    """What joins words and the values of fields."""
    kept = tuple(parts)
    return lambda values: "".join([part if isinstance(part, str) else _look_up(values, part) for part in kept])


def _look_up(values: Values, part: tuple[str, str]) -> str:
    root, name = part
    value: object = values[root]
    # Most are dictionaries, and to ask what is a mapping takes longer than all the rest.
    return str(value[name] if name and (type(value) is dict or isinstance(value, Mapping)) else value)
