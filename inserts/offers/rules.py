"""Which cards an order gets: rules tried by priority, and what holds without any.

Safe by default: an order of a marketplace that forbids links and coupons has neither, unless a rule that names the
marketplace says otherwise; so a rule for everybody, or one written before the shop sold there, does no harm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice

from inserts.model.order import Order
from inserts.model.rule import PLAIN, Choice, Deck, Pick, Rule
from inserts.offers.conditions import Case, meets, names_platform

FORBIDDING = ("amazon",)
"""Marketplaces whose terms forbid leading their customers elsewhere, with links or with coupons."""


def choose(
    order: Order,
    *,
    rules: Sequence[Rule],
    deck: Deck,
    currency: str,
    ship_date: date,
    order_number: int,
    customer: str,
    member: tuple[str, ...] = (),
    days_since_last: int | None = None,
    had: Collection[str] = (),
) -> Choice:
    """The order's cards. `rules` come in the order they are tried; the rest is as for `decide`.

    The name card is that of the first matching rule that gives one, else the deck's. Inserts are those of all
    matching rules, else the deck's. `had` are templates the customer had with other orders: a rule that holds `once`
    gives those not again, and none to a customer nobody can tell. Where links are not allowed, only templates
    that show none count, and `plain` stands in for a name card.
    """
    case = Case(order, order.currency or currency, ship_date, order_number, member, days_since_last)
    matching = [rule for rule in rules if _applies(rule, case, customer, had)]
    return _chosen(matching, deck, order.platform, had) if matching else _usual(deck, order.platform)


@lru_cache(maxsize=64)
def _usual(deck: Deck, platform: str) -> Choice:
    """What every order gets of which no rule says anything."""
    return _chosen((), deck, platform, ())


def _chosen(matching: Sequence[Rule], deck: Deck, platform: str, had: Collection[str]) -> Choice:
    none = next((rule for rule in matching if rule.templates == ()), None)
    if none:
        return Choice(no_card=f"{_named(none)} gives no card")
    link, link_why = _said(matching, "link", platform)
    coupon, coupon_why = _said(matching, "coupon", platform)
    picker = _Picker(matching, deck, had, link_why if link is False else "")
    broken = picker.broken()
    if broken:
        return Choice(cannot=f"the template '{broken}' has faults and cannot be printed")
    picks = picker.picks()
    if not picks:
        lack = f"no template without links is chosen: {link_why}" if link is False else "no template is chosen for it"
        return Choice(no_card=lack)
    return Choice(picks, coupon, coupon_why)


def _applies(rule: Rule, case: Case, customer: str, had: Collection[str]) -> bool:
    if rule.once and (not customer or not _new(rule, had)):
        return False
    return meets(case, rule.when)


def _new(rule: Rule, had: Collection[str]) -> tuple[str, ...]:
    """The rule's templates that are left for the customer."""
    return tuple(name for name in rule.templates or () if not (rule.once and name in had))


def _said(matching: Sequence[Rule], what: str, platform: str) -> tuple[bool | None, str]:
    """What the first matching rule says of coupon or link, and which; on a marketplace its own terms come first."""
    forbidden = platform in FORBIDDING
    for rule in matching:
        said: bool | None = getattr(rule, what)
        if said is not None and (not said or not forbidden or names_platform(rule.when, platform)):
            return said, _named(rule)
    return (False, f"{platform} forbids links and coupons") if forbidden else (None, "")


def _named(rule: Rule) -> str:
    return f"rule '{rule.name}'"


class _Picker:
    """Picks for one order. `silenced` says why nothing with a link counts, or is empty."""

    def __init__(self, matching: Sequence[Rule], deck: Deck, had: Collection[str], silenced: str) -> None:
        self._matching = matching
        self._deck = deck
        self._had = had
        self._silenced = silenced

    def picks(self) -> tuple[Pick, ...]:
        deck = self._deck
        if deck.given:
            return tuple(Pick(name, self._why("asked for with --template")) for name in deck.given if self._may(name))
        return (*self._name_card(), *self._inserts())

    def broken(self) -> str:
        """A template the order would get and that has faults; whether as a name card or an insert, nobody can say."""
        deck = self._deck
        names = (name for rule in self._matching for name in _new(rule, self._had))
        found = next((name for name in names if name in deck.broken and self._may(name)), "")
        stands_in = next((pick.template for pick in self.picks() if pick.template in deck.broken), "")
        return ("" if deck.given else found) or stands_in

    def _name_card(self) -> Iterator[Pick]:
        ruled = next(self._ruled(self._deck.name_cards), None)
        if ruled:
            yield ruled
        elif self._deck.name_card and self._may(self._deck.name_card):
            yield Pick(self._deck.name_card, self._why("the shop's name card"))
        elif self._deck.name_card:
            yield Pick(PLAIN, f"no links: {self._silenced}")

    def _inserts(self) -> Iterator[Pick]:
        ruled: dict[str, Pick] = {}
        for pick in self._ruled(self._deck.inserts):
            ruled.setdefault(pick.template, pick)
        if ruled:
            yield from islice(ruled.values(), self._deck.most_inserts)
        elif self._deck.insert and self._may(self._deck.insert):
            yield Pick(self._deck.insert, self._why("the shop's insert"))

    def _ruled(self, kind: Collection[str]) -> Iterator[Pick]:
        """What the matching rules give of one kind."""
        for rule in self._matching:
            for name in _new(rule, self._had):
                if name in kind and self._may(name):
                    yield Pick(name, self._why(_named(rule)))

    def _may(self, name: str) -> bool:
        return not self._silenced or name in self._deck.silent

    def _why(self, reason: str) -> str:
        return f"{reason}; no links: {self._silenced}" if self._silenced not in ("", reason) else reason
