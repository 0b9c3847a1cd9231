"""Conditions held against each other: which can never be met, and which leave nothing to others.

Cautious both ways: what cannot be shown to be so is taken to be fine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from inserts.model.offer import Conditions, Days, Money, Season


class _Range(NamedTuple):
    """Whole numbers from `least` to `most`, or those `listed`; None is open."""

    least: int | None
    most: int | None
    listed: tuple[int, ...]

    @property
    def free(self) -> bool:
        return self == (None, None, ())

    def holds(self, number: int) -> bool:
        low, high = self.least is None or number >= self.least, self.most is None or number <= self.most
        return low and high and (not self.listed or number in self.listed)


def contradiction(when: Conditions) -> str:
    """Why no order can meet the conditions, or an empty text."""
    refused = set(_alike(when.tags_any)) - set(_alike(when.tags_none))
    if when.tags_any and not refused:
        return "every tag of tags_any stands in tags_none, too"
    for currency, least in when.total_min:
        most = dict(when.total_max).get(currency)
        if most is not None and least > most:
            return f"no total is at least {least} and at most {most} {currency}"
    if when.total_min and when.total_max and not _shared(when.total_min, when.total_max):
        return "total.min and total.max name no currency in common"
    if when.never and implies(when, when.never):
        return "its `not` excludes all that the other conditions let in"
    inner = next(filter(None, map(contradiction, when.all)), "")
    if inner:
        return inner
    several = [contradiction(part) for part in when.any]
    return several[0] if several and all(several) else ""


def implies(narrow: Conditions, wide: Conditions) -> bool:
    """Whether every order that meets `narrow` is sure to meet `wide`."""
    return narrow == wide or (
        all(_inside(one, other) for one, other in zip(_ranges(narrow), _ranges(wide), strict=True))
        and _at_least(narrow.total_min, wide.total_min)
        and _at_most(narrow.total_max, wide.total_max)
        and all(_among(one, other) for one, other in zip(_lists(narrow), _lists(wide), strict=True))
        and set(_alike(wide.tags_none)) <= set(_alike(narrow.tags_none))
        and (not wide.language_any or _speaks(narrow.language_any, wide.language_any))
        and wide.used_coupon in (None, narrow.used_coupon)
        and wide.gift in (None, narrow.gift)
        and _ships(narrow.ships, wide.ships)
        and _parts(narrow, wide)
    )


def currencies(when: Conditions) -> frozenset[str] | None:
    """The only currencies an order that meets the conditions can have; None when they say nothing of it."""
    named = [frozenset(dict(money)) for money in (when.total_min, when.total_max) if money]
    return frozenset.intersection(*named) if named else None


def _ranges(when: Conditions) -> Iterator[_Range]:
    yield _Range(when.order_number_min, when.order_number_max, when.order_number_in)
    yield _Range(when.items_min, when.items_max, when.items_in)
    yield _Range(when.days_since_last_min, when.days_since_last_max, when.days_since_last_in)


def _lists(when: Conditions) -> Iterator[tuple[str, ...]]:
    yield from (when.tags_any, when.country_any, when.platform_any, when.sku_any, when.item_any, when.member_any)


def _inside(narrow: _Range, wide: _Range) -> bool:
    if wide.free:
        return True
    if narrow.free:
        return False
    numbers = narrow.listed
    if not numbers and narrow.least is not None and narrow.most is not None and narrow.most - narrow.least < 1000:
        numbers = tuple(range(narrow.least, narrow.most + 1))
    if numbers:
        return all(wide.holds(number) for number in numbers)
    low = wide.least is None or (narrow.least is not None and narrow.least >= wide.least)
    high = wide.most is None or (narrow.most is not None and narrow.most <= wide.most)
    return low and high and not wide.listed


def _at_least(narrow: Money, wide: Money) -> bool:
    floor = dict(wide)
    return not wide or (bool(narrow) and all(c in floor and amount >= floor[c] for c, amount in narrow))


def _at_most(narrow: Money, wide: Money) -> bool:
    ceiling = dict(wide)
    return not wide or (bool(narrow) and all(c in ceiling and amount <= ceiling[c] for c, amount in narrow))


def _among(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    return not wide or (bool(narrow) and set(_alike(narrow)) <= set(_alike(wide)))


def _speaks(narrow: Sequence[str], wide: Sequence[str]) -> bool:
    tags = [tag.casefold() for tag in wide]
    return bool(narrow) and all(
        any(one.casefold() == tag or one.casefold().startswith(f"{tag}-") for tag in tags) for one in narrow
    )


def _ships(narrow: Days | Season | None, wide: Days | Season | None) -> bool:
    if wide is None or narrow == wide:
        return True
    if not isinstance(narrow, Days) or not isinstance(wide, Days):
        return False
    low, high = wide.first or date.min, wide.last or date.max
    return (narrow.first or date.min) >= low and (narrow.last or date.max) <= high


def _parts(narrow: Conditions, wide: Conditions) -> bool:
    """`any`, `all` and `not` of the wide conditions, each shown by something the narrow ones demand."""
    demanded = (narrow, *narrow.all)
    some = not wide.any or any(implies(one, part) for one in demanded for part in wide.any)
    if not some and narrow.any:
        some = all(any(implies(one, part) for part in wide.any) for one in narrow.any)
    each = all(any(implies(one, part) for one in demanded) for part in wide.all)
    # Whoever is refused by the narrower `not` must be refused by the wider one: the narrower excludes more.
    never = wide.never is None or (narrow.never is not None and implies(wide.never, narrow.never))
    return some and each and never


def _alike(words: Sequence[str]) -> Iterator[str]:
    return (" ".join(word.casefold().split()) for word in words)


def _shared(first: Money, second: Money) -> bool:
    return bool(dict(first).keys() & dict(second).keys())
