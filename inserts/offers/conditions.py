"""Whether an order meets conditions. What its export does not tell meets none, and not their opposite either.

So a test answers True, False or None for "cannot be known"; `not` of that is unknown too (Kleene's logic). An order
without a country is neither inside nor outside of one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from inserts.model.offer import Conditions, Days, Money, Season
from inserts.model.order import Order


@dataclass(frozen=True, slots=True)
class Case:
    """An order with what its export does not say.

    `currency` is the order's, else the shop's. `order_number` counts the customer's orders from 1, 0 is unknown.
    `ship_date` is local to the shop. `member` are the names of the customer's level, `days_since_last` the days since
    the customer's order before; None is unknown.
    """

    order: Order
    currency: str
    ship_date: date
    order_number: int
    member: tuple[str, ...] = ()
    days_since_last: int | None = None


def meets(case: Case, when: Conditions) -> bool:
    """Whether every condition is known to hold."""
    return _holds(case, when) is True


def names_platform(when: Conditions, platform: str) -> bool:
    """Whether the conditions ask for this platform in so many words, anywhere but under `not`."""
    return platform in when.platform_any or any(names_platform(part, platform) for part in (*when.any, *when.all))


def asks_days(when: Conditions) -> bool:
    """Whether the conditions ask anywhere for the days since the last order, which take some finding out."""
    listed = (when.days_since_last_min, when.days_since_last_max, *when.days_since_last_in)
    inner = (*when.any, *when.all, *((when.never,) if when.never else ()))
    return any(day is not None for day in listed) or any(map(asks_days, inner))


def asks_used_coupon(when: Conditions) -> bool:
    """Whether the conditions ask for an order that used a coupon, anywhere but under `not`."""
    return when.used_coupon is True or any(map(asks_used_coupon, (*when.any, *when.all)))


def amount(currency: str, money: Money) -> Decimal | None:
    """The amount in this currency, if one is named."""
    return dict(money).get(currency)


Known = bool | None

_NONE = Conditions()


def _holds(case: Case, when: Conditions) -> Known:
    return when == _NONE or _every(test(case, when) for test in _TESTS)


def _every(answers: Iterable[Known]) -> Known:
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown |= answer is None
    return None if unknown else True


def _some(answers: Iterable[Known]) -> Known:
    opposite = _every(_opposite(answer) for answer in answers)
    return _opposite(opposite)


def _opposite(answer: Known) -> Known:
    return None if answer is None else not answer


# One test for each condition; one that is not set holds.


def _order_number(case: Case, when: Conditions) -> Known:
    return _number(case.order_number or None, when.order_number_min, when.order_number_max, when.order_number_in)


def _items(case: Case, when: Conditions) -> Known:
    pieces = sum(item.quantity for item in case.order.items)
    return _number(pieces or None, when.items_min, when.items_max, when.items_in)


def _days_since_last(case: Case, when: Conditions) -> Known:
    listed = when.days_since_last_in
    return _number(case.days_since_last, when.days_since_last_min, when.days_since_last_max, listed)


def _member(case: Case, when: Conditions) -> Known:
    if not when.member_any:
        return True
    return _share(when.member_any, case.member) if case.member else None


def _number(number: int | None, least: int | None, most: int | None, listed: tuple[int, ...]) -> Known:
    if least is None and most is None and not listed:
        return True
    if number is None:
        return None
    in_range = (least is None or number >= least) and (most is None or number <= most)
    return in_range and (not listed or number in listed)


def _total(case: Case, when: Conditions) -> Known:
    if not when.total_min and not when.total_max:
        return True
    total = case.order.total
    low, high = amount(case.currency, when.total_min), amount(case.currency, when.total_max)
    if total is None or (when.total_min and low is None) or (when.total_max and high is None):
        return None
    return (low is None or total >= low) and (high is None or total <= high)


def _tags(case: Case, when: Conditions) -> Known:
    wanted = not when.tags_any or _share(when.tags_any, case.order.tags)
    return wanted and not (when.tags_none and _share(when.tags_none, case.order.tags))


def _country(case: Case, when: Conditions) -> Known:
    return _one_of(when.country_any, case.order.country)


def _platform(case: Case, when: Conditions) -> Known:
    return _one_of(when.platform_any, case.order.platform)


def _language(case: Case, when: Conditions) -> Known:
    if not when.language_any:
        return True
    spoken = case.order.language.casefold()
    if not spoken:
        return None
    return any(spoken == tag.casefold() or spoken.startswith(f"{tag.casefold()}-") for tag in when.language_any)


def _one_of(wanted: tuple[str, ...], word: str) -> Known:
    if not wanted:
        return True
    return _share(wanted, (word,)) if word else None


def _sku(case: Case, when: Conditions) -> Known:
    if not when.sku_any:
        return True
    numbers = [item.sku for item in case.order.items if item.sku]
    return _share(when.sku_any, numbers) if numbers else None


def _item(case: Case, when: Conditions) -> Known:
    if not when.item_any:
        return True
    names = [item.name for item in case.order.items if item.name]
    return any(_has_words(name, words) for name in names for words in when.item_any) if names else None


def _used_coupon(case: Case, when: Conditions) -> Known:
    return when.used_coupon in (None, bool(case.order.discount_codes))


def _gift(case: Case, when: Conditions) -> Known:
    return when.gift in (None, case.order.gift)


def _ships(case: Case, when: Conditions) -> Known:
    return when.ships is None or _within(case.ship_date, when.ships)


def _any(case: Case, when: Conditions) -> Known:
    return not when.any or _some(_holds(case, part) for part in when.any)


def _all(case: Case, when: Conditions) -> Known:
    return _every(_holds(case, part) for part in when.all)


def _never(case: Case, when: Conditions) -> Known:
    return True if when.never is None else _opposite(_holds(case, when.never))


_TESTS: tuple[Callable[[Case, Conditions], Known], ...] = (
    *(
        _order_number,
        _days_since_last,
        _member,
        _items,
        _total,
        _tags,
        _country,
        _platform,
        _language,
        _sku,
        _item,
        _used_coupon,
        _gift,
        _ships,
    ),
    *(_any, _all, _never),
)


def _within(day: date, window: Days | Season) -> bool:
    if isinstance(window, Days):
        return (window.first is None or day >= window.first) and (window.last is None or day <= window.last)
    today = (day.month, day.day)
    if window.first <= window.last:
        return window.first <= today <= window.last
    return today >= window.first or today <= window.last


# Words


def _share(wanted: Iterable[str], found: Iterable[str]) -> bool:
    """Whether a word is in both, as people read words: case and blanks around do not count."""
    return not {_alike(word) for word in wanted}.isdisjoint(_alike(word) for word in found)


@lru_cache(maxsize=4096)  # the rules' own words are compared with every order
def _alike(word: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def _has_words(name: str, words: str) -> bool:
    """Whether the words stand in the name, next to each other and whole: "tea" is not in "steamer"."""
    text, wanted = _alike(name), _alike(words)
    return any(
        not _grown(text[start - 1 : start], wanted[:1]) and not _grown(wanted[-1:], text[end : end + 1])
        for start, end in _places(text, wanted)
    )


def _places(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        yield start, start + len(wanted)
        start = text.find(wanted, start + 1)


def _grown(before: str, after: str) -> bool:
    """Whether two signs belong to one word. In scripts without capitals a word may begin anywhere (茶 in 绿茶)."""
    signs = before + after
    return len(signs) == 2 and all(sign.isalnum() and unicodedata.category(sign) != "Lo" for sign in signs)
