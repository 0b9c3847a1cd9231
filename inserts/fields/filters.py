"""Texts with filters: Liquid's `{{ }}` without its tags, so that nothing loops, includes or counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.builtin.expressions import FilteredExpression, Path, StringLiteral
from liquid.builtin.output import OutputNode
from liquid.exceptions import FilterArgumentError, LiquidError

from inserts.fields.phrase import DIRECTIVES, FILTERS, Fault, Part, Phrase, Values, filled_with, split_name
from inserts.model.problem import nearest

_TAGLESS = ("content", "output", "illegal")
_DIRECTIVE = re.compile(r"%(-?)(.?)", re.DOTALL)
_BRACE = re.compile("[{}]")
_FIELD = re.compile(r"[a-z_]+(\.[a-z_]+)?\Z")


def filtered_phrase(text: str) -> Phrase:
    """Read a text as Liquid. Raises Fault with what is wrong first."""
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
    parts = _parts(template)

    def rendered(values: Values) -> str:
        try:
            return template.render(**values)
        except LiquidError as error:
            raise Fault(_told(error), "check the filters of this text") from error

    fill = rendered if parts is None else filled_with(parts)
    return Phrase(text, frozenset(fields), bare, len(template.nodes) == len(fields) == 1, fill)


def _parts(template: BoundTemplate) -> tuple[Part, ...] | None:
    """Words and fields in order, or None if a filter or a literal needs the library."""
    parts: list[Part] = []
    for node in template.nodes:
        if not isinstance(node, OutputNode):
            parts.append(str(node))
        elif isinstance(node.expression, FilteredExpression) and not node.expression.filters:
            if not isinstance(node.expression.left, Path):
                return None
            parts.append(split_name(_name(node.expression.left)))
        else:
            return None
    return tuple(parts)


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
        root, rest = split_name(name)
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
