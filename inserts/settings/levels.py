"""[[level]]: the levels of membership, and the icons the profile's answers and benefits may name."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from inserts.model.problem import nearest
from inserts.model.shop import Level, Perk
from inserts.settings.registers import words
from inserts.tables import Table

MOST_POINTS = 1_000_000_000


def read_levels(tables: Sequence[Table], own: str, icons: Collection[str]) -> tuple[Level, ...]:
    """The levels by rising points; no two begin at the same or share a name."""
    levels = [_level(table, own, icons) for table in tables]
    begun: set[int] = set()
    taken: set[str] = set()
    for level, table in zip(levels, tables, strict=True):
        if level.points in begun:
            table.problem("from", f"another level begins at {level.points} points already", "give each its own")
        begun.add(level.points)
        names = {text.casefold() for _, text in level.name}
        if names & taken:
            table.problem("name", "another level has this name already", "give every level its own name")
        taken |= names
    return tuple(sorted(levels, key=lambda level: level.points))


def icon(table: Table, icons: Collection[str], default: str = "") -> str:
    """The name of an icon there is; any name if `icons` is empty."""
    name = table.text("icon", default)
    if name and icons and name not in icons:
        table.problem("icon", f"there is no icon '{name}'", nearest(name, icons))
    return name


def _level(table: Table, own: str, icons: Collection[str]) -> Level:
    name = words(table, "name", own, required=True)
    return Level(
        name=name,
        points=table.whole("from", 0, most=MOST_POINTS),
        benefits=tuple(
            Perk(icon(perk, icons, "level"), words(perk, "text", own, required=True))
            for perk in table.tables("benefits")
        ),
    )
