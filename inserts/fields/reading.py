"""Texts with merge fields, read: most hold nothing else, and only the others wait for Liquid."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from inserts.fields.phrase import Fault, Phrase, plain_phrase
from inserts.model.problem import nearest

LONGEST = 4000
"""Characters of the longest text a template may hold."""


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
    phrase = plain_phrase(text)
    if phrase is not None:
        return phrase
    from inserts.fields.filters import filtered_phrase  # a seventh of a run's start, and few texts have filters

    return filtered_phrase(text)
