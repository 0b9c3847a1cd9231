"""Texts with merge fields. Liquid's `{{ }}` and a few filters, without its tags: nothing loops, includes or counts.

Values are filled in as they are: braces in a customer's name stay braces.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.builtin.expressions import FilteredExpression, Path, StringLiteral
from liquid.builtin.output import OutputNode
from liquid.exceptions import FilterArgumentError, LiquidError

from inserts.model.problem import nearest

Values = Mapping[str, object]
"""Values by the field's first word; under it a mapping by the second, unless the field has only one."""

FILTERS = ("append", "capitalize", "date", "default", "downcase", "prepend", "strip", "upcase")
DIRECTIVES = "aAbBdemyY"
"""What may follow % in the pattern of `date`, with a hyphen before it to leave out a leading zero."""

LONGEST = 4000
"""Characters of the longest text a template may hold."""

_TAGLESS = ("content", "output", "illegal")
_DIRECTIVE = re.compile(r"%(-?)(.?)", re.DOTALL)
_BRACE = re.compile("[{}]")
_FIELD = re.compile(r"[a-z_]+(\.[a-z_]+)?\Z")


class Fault(Exception):
    """What is wrong with a text or a condition, in plain words, with what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text ready to be filled.

    `fields` are all it holds; `bare` those without a `default` after them; `alone`: it is one field and no more.
    """

    text: str
    fields: frozenset[str]
    bare: frozenset[str]
    alone: bool
    _template: BoundTemplate | None = field(repr=False, compare=False)
    _plain: tuple[str | tuple[str, str], ...] | None = field(repr=False, compare=False)

    def render(self, values: Values) -> str:
        """The text with its values. Raises Fault when a filter cannot take one of them."""
        if self._plain is not None:
            return "".join(part if isinstance(part, str) else _look_up(values, part) for part in self._plain)
        assert self._template is not None, "only texts without fields have none"
        try:
            return self._template.render(**values)
        except LiquidError as error:
            raise Fault(_told(error), "check the filters of this text") from error


def parse_phrase(text: str, known: Collection[str] | None = None) -> Phrase:
    """Read a text that may hold the fields in `known`, or any. Raises Fault with what is wrong first."""
    phrase = _parse(text)
    for name in sorted(phrase.fields):
        if known is not None and name not in known:
            raise Fault(f"unknown field '{name}'", nearest(name, known))
    return phrase


@lru_cache(maxsize=4096)
def _parse(text: str) -> Phrase:
    """Words that several templates share are read once."""
    if len(text) > LONGEST:
        raise Fault(f"is longer than {LONGEST} characters", "shorten it")
    if "{%" in text:
        raise Fault("holds {% %}, but templates have no tags", "use the key `when` for a condition, a list for rows")
    if not _BRACE.search(text):
        return Phrase(text, frozenset(), frozenset(), False, None, (text,))
    try:
        template = _ENVIRONMENT.from_string(text)
    except LiquidError as error:
        raise Fault(f"cannot be read: {_told(error)}", "fields are written as {{ customer.name }}") from error
    _check_braces(template)
    outputs = [node.expression for node in template.nodes if isinstance(node, OutputNode)]
    for output in outputs:
        _check_output(output)
    phrase = _phrase(text, template, outputs)
    _try_out(phrase)
    return phrase


def _phrase(text: str, template: BoundTemplate, outputs: list[Any]) -> Phrase:
    guarded = {
        _name(output.left)
        for output in outputs
        if isinstance(output.left, Path) and any(f.name == "default" for f in output.filters or ())
    }
    fields = [_name(path) for output in outputs for path in _paths(output)]
    bare = frozenset(name for name in fields if name not in guarded)
    return Phrase(text, frozenset(fields), bare, len(template.nodes) == len(fields) == 1, template, _parts(template))


def _parts(template: BoundTemplate) -> tuple[str | tuple[str, str], ...] | None:
    """Words and fields in order, or None if a filter or a literal needs the library."""
    parts: list[str | tuple[str, str]] = []
    for node in template.nodes:
        if not isinstance(node, OutputNode):
            parts.append(str(node))
        elif isinstance(node.expression, FilteredExpression) and not node.expression.filters:
            if not isinstance(node.expression.left, Path):
                return None
            root, _, name = _name(node.expression.left).partition(".")
            parts.append((root, name))
        else:
            return None
    return tuple(parts)


def _look_up(values: Values, part: tuple[str, str]) -> str:
    value: object = values[part[0]]
    return str(value[part[1]] if part[1] and isinstance(value, Mapping) else value)


def _check_braces(template: BoundTemplate) -> None:
    """A lone brace is a field somebody mistyped; it would be printed on every card."""
    for node in template.nodes:
        if not isinstance(node, OutputNode) and _BRACE.search(str(node)):
            raise Fault("holds a brace that belongs to no field", "fields stand in two: {{ customer.name }}")


def _check_output(output: Any) -> None:
    if not isinstance(output, FilteredExpression) or not isinstance(output.left, Path | StringLiteral):
        raise Fault(f"'{output}' is no field", "fields are written as {{ customer.name }}")
    for name in map(_name, _paths(output)):
        if not _FIELD.match(name):
            raise Fault(f"unknown field '{name}'", "fields are written as {{ customer.name }}")
    for used in output.filters or ():
        if used.name not in FILTERS:
            raise Fault(f"unknown filter '{used.name}'", nearest(used.name, FILTERS))


def _paths(expression: Any) -> Iterator[Path]:
    if isinstance(expression, Path):
        yield expression
        return
    for inner in expression.children():
        yield from _paths(inner)


def _name(path: Path) -> str:
    """The field's name; one no field can have for a path with something else in it than two words."""
    return str(path)


def _try_out(phrase: Phrase) -> None:
    """Filters tell only at work what they cannot take, so every text is filled once with sample values."""
    sample: dict[str, Any] = {}
    for name in phrase.fields:
        root, _, rest = name.partition(".")
        value: Any = _SampleDay() if name in ("coupon.expires", "order.date") else "x"
        if rest:
            sample.setdefault(root, {})[rest] = value
        else:
            sample[root] = value
    phrase.render(sample)


class _SampleDay:
    """Stands for a day while a text is tried out."""

    def strftime(self, pattern: str) -> str:
        return pattern


def _date(value: object, pattern: object = "%d %B %Y") -> str:
    """Liquid's `date` for the days a card knows; any other value stays as it is. It never reads the clock."""
    for match in _DIRECTIVE.finditer(str(pattern)):
        if match[2] not in (*DIRECTIVES, "%"):
            raise FilterArgumentError(f"date does not know '{match[0]}', only %{', %'.join(DIRECTIVES)}", token=None)
    write = getattr(value, "strftime", None)
    return str(write(str(pattern))) if write else str(value)


def _told(error: LiquidError) -> str:
    return str(error.message or "the text is not understood")


class _Limited(Environment):
    """Liquid with an end to everything that could grow."""

    output_stream_limit = 20_000
    local_namespace_limit = 100
    loop_iteration_limit = 1
    context_depth_limit = 4
    block_nesting_limit = 1


def _environment() -> Environment:
    made = _Limited(undefined=StrictUndefined, autoescape=False)
    made.tags = {name: tag for name, tag in made.tags.items() if name in _TAGLESS}
    made.filters = {name: work for name, work in made.filters.items() if name in FILTERS}
    made.filters["date"] = _date
    return made


_ENVIRONMENT = _environment()
