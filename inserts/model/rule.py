"""Which cards an order gets: the owner's rules, the templates there are, and what was chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from inserts.model.offer import Conditions
from inserts.model.problem import Where

PLAIN = "plain"
"""The built-in name card for orders whose cards may lead nowhere."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One `[[rule]]` of shop.toml. Rules are tried by `priority`, the highest first, then as they stand.

    `templates` are the cards it gives; None leaves them to others, an empty tuple means no card at all. `coupon` and
    `link` say whether the order's cards carry them; None leaves it open. `once`: each of its templates at most once
    for a customer. `where` is its place in the file.
    """

    name: str
    when: Conditions = field(default_factory=Conditions)
    templates: tuple[str, ...] | None = None
    coupon: bool | None = None
    link: bool | None = None
    once: bool = False
    priority: int = 0
    where: Where = field(default=Where("shop.toml"), compare=False)


@dataclass(frozen=True, slots=True)
class Deck:
    """The templates a run can choose from.

    `name_cards` and `inserts` are all there are, `silent` those of them that show no link, `broken` those that
    cannot be printed. `name_card` and `insert` are what an order gets when no rule says otherwise, empty for none.
    `given`, when not empty, are the cards every order gets, whatever rules say. `most_inserts`: for one order.
    """

    name_cards: frozenset[str] = frozenset()
    inserts: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    name_card: str = ""
    insert: str = ""
    given: tuple[str, ...] = ()
    most_inserts: int = 1


@dataclass(frozen=True, slots=True)
class Pick:
    """One card an order gets, and why."""

    template: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The cards of one order, the name card first.

    `coupon`: False for none, True for one in any case a tier gives one, None for what is usual; `coupon_why` says
    who decided. An order with `no_card` gets none by choice, one with `cannot` none because a template is broken.
    """

    picks: tuple[Pick, ...] = ()
    coupon: bool | None = None
    coupon_why: str = ""
    no_card: str = ""
    cannot: str = ""
