"""Where words end in scripts that write no space between them, by the dictionaries of ICU where these are installed.

The package is optional (`pip install 'inserts[words]'`, 42 MB), so **where a line of Thai, Lao, Khmer or Myanmar ends
depends on whether it is installed**; all else comes out the same with it and without.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

WordEnds = Callable[[str], frozenset[int] | None]
"""Takes letters of one stretch without spaces, gives the places inside and at the end of it where a word ends.
None without a dictionary."""


def word_ends(letters: str) -> frozenset[int] | None:
    """The ends of the words in a stretch of Thai, Lao, Khmer or Myanmar letters; None where ICU is not installed."""
    breaker = _line_breaker()
    if breaker is None:
        return None
    return frozenset(end for _, end in breaker(letters, "th").segments())  # the letters choose the dictionary


@cache
def _line_breaker() -> Any:
    """ICU's line breaker, brought in by the first text that needs it, or None."""
    try:
        from icu4py.breakers import LineBreaker
    except ImportError:
        return None
    return LineBreaker
