"""Colours as templates write them: words of the palette, #RRGGBB, cmyk(...), and named ones with their inks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from inserts.model.colour import WHITE, Colour, as_printed, hex_rgb
from inserts.model.problem import nearest
from inserts.model.template import Ink
from inserts.tables import Table

TOKENS = ("brand", "on", "accon", "deep", "adeep", "mark", "track", "ink", "paper", "white", "accent")
"""Colours that are worked out from the shop's own."""

LONGEST_SPOT = 60

Inks = Mapping[str, Colour]
"""The template's own colours by name."""

_PERCENT = r"\s*(\d{1,3}(?:\.\d{1,2})?)\s*%?\s*"
_CMYK = re.compile(rf"cmyk\({_PERCENT},{_PERCENT},{_PERCENT},{_PERCENT}\)\Z")
_RESERVED = ("All", "None", "Cyan", "Magenta", "Yellow", "Black")
_FORMS = 'write "#1E4B3C", "cmyk(0, 80, 95, 0)" or the name of a [colour.NAME]'


def read_colours(top: Table) -> Inks:
    """The [colour.NAME] tables: a spot colour with the CMYK that stands in for it, or a named CMYK."""
    table = top.table("colour", noun="colour")
    inks: dict[str, Colour] = {}
    parts: dict[str, tuple[float, ...]] = {}
    for name in table.names():
        inner = table.table(name)
        inks[name] = _named(inner, parts)
        if name in TOKENS:
            inner.problem("", f"'{name}' is a colour of the palette already", "give this one another name")
    return inks


def _named(table: Table, parts: dict[str, tuple[float, ...]]) -> Colour:
    spot = table.text("spot", "").strip()
    cmyk = tuple(part / 100 for part in table.numbers("cmyk", 4, least=0, most=100))
    tint = table.number("tint", 100, least=0, most=100) / 100
    if not spot:
        return Colour("cmyk", tuple(part * tint for part in cmyk))
    if spot in _RESERVED:
        table.problem("spot", f"'{spot}' is the name of every press's own ink", "leave spot away and keep cmyk")
    elif len(spot) > LONGEST_SPOT:
        table.problem("spot", f"is longer than {LONGEST_SPOT} characters", "write the name on the ink's tin")
    elif parts.setdefault(spot, cmyk) != cmyk:
        table.problem("cmyk", f"'{spot}' has other parts above", "one ink looks one way: vary it with tint")
    return Colour("spot", (tint, *cmyk), spot)


def ink(table: Table, key: str, inks: Inks, default: Ink | None = None) -> Ink:
    """A token of the palette, a colour written out, or one of the template's own."""
    if default is not None and not table.has(key):
        return default
    written = table.text(key)
    if written in TOKENS:
        return written
    found = _colour(written, inks)
    if found is not None:
        return found
    if written:
        message = f"'{written}' is neither a colour of the palette nor a [colour.NAME], #RRGGBB or cmyk(c, m, y, k)"
        table.problem(key, message, _hint(written, (*TOKENS, *inks)))
    return default or "ink"


def paper(table: Table, key: str, inks: Inks) -> Colour:
    """The colour of the paper: the ground of everything, so no token of the palette."""
    written = table.text(key, "#FFFFFF")
    found = _colour(written, inks)
    if found is None:
        table.problem(key, f"'{written}' is no colour of a paper", _FORMS)
    return found or WHITE


def _colour(written: str, inks: Inks) -> Colour | None:
    rgb = hex_rgb(written)
    if rgb is not None:
        return as_printed(rgb)
    match = _CMYK.match(written)
    if match is None:
        return inks.get(written)
    parts = tuple(float(part) / 100 for part in match.groups())
    return Colour("cmyk", parts) if max(parts) <= 1 else None


def _hint(written: str, known: tuple[str, ...]) -> str:
    if written.startswith("cmyk"):
        return 'percent of each ink, 0 to 100: "cmyk(0, 80, 95, 0)"'
    return _FORMS if written.startswith("#") else nearest(written, known)
