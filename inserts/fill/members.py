"""What a card says of a customer's membership: the level, its points, and what the next one takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inserts.fields import under
from inserts.model.order import Order
from inserts.model.problem import Problem, Where
from inserts.model.shop import Level, Shop
from inserts.model.template import Words

NONE: Mapping[str, object] = {**dict.fromkeys(under("member"), ""), "progress": "0"}
"""The fields of a customer of whom nothing is known."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands: a level of the shop's or the export's own word for one, points, the level above."""

    level: Level | None = None
    word: str = ""
    points: Decimal | None = None
    above: Level | None = None

    @property
    def known(self) -> bool:
        return bool(self.level or self.word or self.points is not None)

    @property
    def missing(self) -> Decimal | None:
        """Points to the next level."""
        return None if self.points is None or self.above is None else self.above.points - self.points

    @property
    def progress(self) -> Decimal:
        """How much of the way from nothing to the next level is done, 0 to 1; 1 on the highest."""
        if self.above is not None:
            return Decimal(0) if self.points is None else self.points / self.above.points
        return Decimal(int(self.known))


_UNKNOWN = Standing()


def standing(order: Order, levels: Sequence[Level]) -> Standing:
    """The level the export names, else the one its points reach; none for a level the shop does not have.

    `levels` rise in points. A shop that lists none prints its export's word.
    """
    word, points = " ".join(order.member_level.split()), order.member_points
    if not word and points is None:
        return _UNKNOWN
    if not levels:
        return Standing(word=word, points=points)
    level = _named(word, levels) if word else None
    if level is None and points is not None:
        level = next((one for one in reversed(levels) if one.points <= points), None)
    if level is None and points is None:
        return _UNKNOWN
    reached = max(level.points if level else -1, points if points is not None else -1)
    above = next((one for one in levels if one.points > reached), None)
    return Standing(level, "", points, above)


def strangers(orders: Sequence[Order], shop: Shop, header: str) -> tuple[Problem, ...]:
    """A problem for each file with orders whose level is none of the shop's; `header` is the column it stands in.

    Those cards are printed by the points alone. The word itself may be anything, and is not repeated.
    """
    lines: dict[str, list[int]] = {}
    for order in orders:
        word = " ".join(order.member_level.split())
        if word and shop.levels and _named(word, shop.levels) is None:
            lines.setdefault(order.source.file, []).append(order.source.line)
    names = ", ".join(dict.fromkeys(f'"{text}"' for level in shop.levels for _, text in level.name))
    return tuple(
        Problem(
            Where(file, min(found), header),
            f"{_counted(len(found))} with a level that is none of the shop's, printed without it",
            f"the levels of shop.toml are {names}",
        )
        for file, found in lines.items()
    )


class MemberWords:
    """Tells standings in one language. `say` chooses texts, `number` writes amounts, `points` says "760 points"."""

    def __init__(
        self,
        levels: Sequence[Level],
        say: Callable[[Words], str],
        number: Callable[[Decimal], str],
        points: Callable[[Decimal], str],
    ) -> None:
        self._levels = levels
        self._say = say
        self._number = number
        self._points = points

    def fields(self, stands: Standing) -> Mapping[str, object]:
        """The values of `member.*`."""
        if not stands.known:
            return NONE
        return {
            "level": self._say(stands.level.name) if stands.level else stands.word,
            "points": "" if stands.points is None else self._number(stands.points),
            "next": self._say(stands.above.name) if stands.above else "",
            "missing": "" if stands.missing is None else self._points(stands.missing),
            "progress": f"{min(max(stands.progress, Decimal(0)), Decimal(1)):.4f}",
        }

    def benefits(self, stands: Standing) -> tuple[Mapping[str, object], ...]:
        """The rows of `benefits`: what the customer's level brings."""
        perks = stands.level.benefits if stands.level else ()
        return tuple({"icon": perk.icon, "text": self._say(perk.text)} for perk in perks)


def level_names(order: Order, levels: Sequence[Level]) -> tuple[str, ...]:
    """What the customer's level is called in any language; the export's own word where the shop lists no levels."""
    known = standing(order, levels)
    names = tuple(text for _, text in known.level.name) if known.level else ()
    return names or ((known.word,) if known.word else ())


def _named(word: str, levels: Sequence[Level]) -> Level | None:
    """The level of this name in any language and letter case."""
    key = word.casefold()
    return next((level for level in levels if any(text.casefold() == key for _, text in level.name)), None)


def _counted(count: int) -> str:
    return "1 order" if count == 1 else f"{count:,} orders"
