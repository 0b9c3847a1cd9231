"""What a template needs of a shop: a list with nothing to list would leave a hole on every card."""

from __future__ import annotations

from inserts.fields import FACTS, parse_condition
from inserts.model.problem import Problem, Where
from inserts.model.shop import Shop
from inserts.model.template import ListElement, Template

_TABLES = {"help": "[[help]]", "payments": "[[payment]]"}


def lacking(template: Template, shop: Shop) -> tuple[Problem, ...]:
    """A problem for each list of answers or payments the template always shows and the shop has none for."""
    given = {"help": bool(shop.help), "payments": bool(shop.payments)}
    lists = (element for side in template.sides for element in side if isinstance(element, ListElement))
    return tuple(
        Problem(
            Where(template.file),
            f"{element.id}: the template shows {element.over}, and the shop has none",
            f"add {_TABLES[element.over]} to shop.toml, or choose another template",
        )
        for element in lists
        if element.over in given and not given[element.over] and _always_shown(element)
    )


def _always_shown(element: ListElement) -> bool:
    """Whether the list is shown on a card that has everything but something to list."""
    facts = dict.fromkeys(FACTS, 1) | {element.over: 0}
    return not element.when or parse_condition(element.when).holds(facts)
