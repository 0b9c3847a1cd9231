"""Sizes and styles as templates write them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import get_args

from inserts.model.length import Length
from inserts.model.problem import nearest
from inserts.model.template import Align, Style, Valign
from inserts.tables import Table
from inserts.templates.colours import Inks, ink

ROLES = ("text", "strong", "voice", "poster", "code")
"""The faces every shop has (design language, section 3)."""

ALIGNS: tuple[Align, ...] = get_args(Align)
VALIGNS: tuple[Valign, ...] = get_args(Valign)

LONGEST_SIDE = Length.of_mm(5000)
"""Of paper and cards."""

_SIZE = re.compile(r"\s*([0-9.]+)\s*([a-z]*)\s*[x×]\s*([0-9.]+)\s*([a-z]+)\s*\Z")


def read_styles(top: Table, roles: Collection[str], inks: Inks) -> Mapping[str, Style]:
    """The [style.NAME] tables."""
    table = top.table("style", noun="style")
    return {name: read_style(table.table(name), Style(), roles, inks) for name in table.names()}


def named_style(table: Table, styles: Mapping[str, Style]) -> Style:
    """The style an element names, or the plain one."""
    name = table.text("style", "")
    if name and name not in styles:
        table.problem("style", f"there is no [style.{name}]", nearest(name, styles))
    return styles.get(name, Style())


def read_style(table: Table, base: Style, roles: Collection[str], inks: Inks) -> Style:
    """`base` with what the table says otherwise. A size without a min_size is fixed."""
    size = table.length("size", base.size)
    least = table.length("min_size", size if table.has("size") else base.min_size)
    if least > size:
        table.problem("min_size", "is larger than size", "text is set at `size`, or smaller down to `min_size`")
    face = table.text("face", base.face)
    if face not in roles:
        table.problem("face", f"there is no face '{face}'", nearest(face, roles))
    return replace(
        base,
        face=face,
        size=size,
        min_size=least,
        colour=ink(table, "colour", inks, base.colour),
        align=table.choice("align", ALIGNS, base.align),
        valign=table.choice("valign", VALIGNS, base.valign),
        leading=table.number("leading", least=0.5, most=4) if table.has("leading") else base.leading,
        tracking=table.number("tracking", least=-200, most=1000) if table.has("tracking") else base.tracking,
    )


def card_size(table: Table, key: str) -> tuple[float, float]:
    """Width and height in points, written "90x54mm" or "3.5in x 2in"; zeros if that is wrong."""
    written = table.text(key)
    match = _SIZE.match(written)
    if match is None:
        if written:
            table.problem(key, "is no size", f'write width x height with a unit: {key} = "90x54mm"')
        return 0.0, 0.0
    try:
        sides = Length.parse(match[1] + (match[2] or match[4])), Length.parse(match[3] + match[4])
    except ValueError as error:
        table.problem(key, str(error))
        return 0.0, 0.0
    if not all(0 < side.pt <= LONGEST_SIDE.pt for side in sides):
        table.problem(key, "is no size paper can have", "both sides from 1 mm to 5 m")
        return 0.0, 0.0
    return sides[0].pt, sides[1].pt
