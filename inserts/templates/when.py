"""Conditions compared: whether one always holds where another does."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from inserts.fields import COUNTS, Fault, parse_condition

_MOST_WORDS = 5
"""Words that are tried in every combination; of conditions with more nothing is said."""


@lru_cache(maxsize=4096)
def implies(one: str, other: str) -> bool:
    """Whether a card that has what stands under the condition `one` has what stands under `other`.

    An empty condition always holds. False, too, where it cannot be told.
    """
    if not other or one == other:
        return True
    try:
        first, second = parse_condition(one) if one else None, parse_condition(other)
    except Fault:
        return False
    words = sorted((first.words if first else frozenset()) | second.words)
    if len(words) > _MOST_WORDS:
        return False
    numbers = {int(number) for number in re.findall("[0-9]+", f"{one} {other}")}
    counts = sorted({0, 1, *(n for number in numbers for n in (number - 1, number, number + 1) if n >= 0)})
    values = [counts if word in COUNTS else (0, 1) for word in words]
    facts = (dict(zip(words, chosen, strict=True)) for chosen in product(*values))
    return all(second.holds(fact) for fact in facts if first is None or first.holds(fact))
