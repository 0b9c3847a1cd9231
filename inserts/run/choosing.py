"""Which cards each order of a run gets, settled before anything is reserved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inserts import offers
from inserts.fill import level_names
from inserts.ledger import Assigned, names_of
from inserts.model.offer import HOLDOUT, Coupon, Grant
from inserts.model.order import Batch, HeldBack, LeftOut, Order
from inserts.model.rule import Choice, Deck
from inserts.run.books import Books
from inserts.run.job import Job
from inserts.run.results import Picks
from inserts.settings import Settings


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for each order, and what is known of its customer: a keyed hash, and which order this is.

    `picks` are the cards of every order that gets any. `members` are the names of their levels, `since` the days from
    their order before. `arms` are the orders' parts in the shop's experiment; `held` those of them that are held out
    without a card.
    """

    choices: Mapping[str, Choice]
    picks: Picks
    customers: Mapping[str, str]
    numbers: Mapping[str, int]
    members: Mapping[str, tuple[str, ...]]
    since: Mapping[str, int]
    arms: Mapping[str, str]
    held: frozenset[str]

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Orders that get no card by choice."""
        return tuple(LeftOut(order, choice.no_card) for order, choice in self.choices.items() if choice.no_card)

    @property
    def stopped(self) -> tuple[HeldBack, ...]:
        """Orders that would get a card of a broken template; all of one template have the same reason."""
        return tuple(HeldBack(order, choice.cannot) for order, choice in self.choices.items() if choice.cannot)


def choose_cards(job: Job, books: Books, orders: Sequence[Order], customers: Mapping[str, str]) -> Chosen:
    """Ask the rules for every order. What a customer had with an earlier order of this run counts too.

    `customers` are the customers of these orders and maybe others, as keyed hashes.
    """
    loaded = job.workshop.settings
    numbers = books.ledger.order_numbers(orders)
    members = {order.id: level_names(order, loaded.shop.levels) for order in orders}
    since = books.ledger.days_since_last(orders) if _asks_days(loaded) else {}
    silent = _silent(books, orders)
    asked = {order.id: customers[order.id] for order in orders if order.id not in silent}
    arms, before = _arms(job, books, asked), books.ledger.held_out([order.id for order in orders])
    decks = {arm: _deck(job.workshop.deck, arm) for arm in {"", *arms.values()}}
    once = any(rule.once for rule in loaded.rules)
    had = books.ledger.templates_had([order.id for order in orders]) if once else {}
    given: dict[str, set[str]] = {}
    choices: dict[str, Choice] = {}
    held: set[str] = set()
    for order in orders:
        customer = customers[order.id]
        now = given.setdefault(customer, set())
        choice = offers.choose(
            order,
            rules=loaded.rules,
            deck=decks[arms.get(order.id, "")],
            currency=loaded.shop.currency,
            ship_date=job.ship_date,
            order_number=numbers.get(order.id, 0),
            customer=customer,
            member=members[order.id],
            days_since_last=since.get(order.id),
            had=now | had.get(order.id, frozenset()) if once else (),
        )
        if order.id in silent:
            choice = replace(choice, coupon=False, coupon_why="the customer asked for none")
        if order.id in before or (choice.picks and _is_held_out(job, arms.get(order.id))):
            held.add(order.id)
            choice = Choice(no_card=f"hold-out of experiment '{before.get(order.id, _experiment(job))}'")
        choices[order.id] = choice
        now.update(pick.template for pick in choice.picks)
    picks = {order: choice.picks for order, choice in choices.items() if choice.picks}
    return Chosen(choices, picks, customers, numbers, members, since, arms, frozenset(held))


def _asks_days(loaded: Settings) -> bool:
    conditions = [*(tier.when for tier in loaded.tiers), *(rule.when for rule in loaded.rules)]
    return any(map(offers.asks_days, conditions))


def _silent(books: Books, orders: Sequence[Order]) -> frozenset[str]:
    """Orders of customers who want no coupons, by their address or their phone number. They are in no experiment."""
    listed = books.ledger.opted_out()
    if not listed:
        return frozenset()
    return frozenset(order.id for order in orders if listed & names_of(books.key, order.email, order.phone))


def _arms(job: Job, books: Books, customers: Mapping[str, str]) -> Mapping[str, str]:
    """The orders' arms, while an experiment runs."""
    experiment = job.workshop.settings.experiment
    if experiment is None or not experiment.runs(job.ship_date):
        return {}
    return books.ledger.arms(experiment, customers)


def _deck(deck: Deck, arm: str) -> Deck:
    """An arm that is a template takes the place of the shop's own of its kind; rules still come first."""
    if arm in deck.name_cards:
        return replace(deck, name_card=arm)
    return replace(deck, insert=arm) if arm in deck.inserts else deck


def _is_held_out(job: Job, arm: str | None) -> bool:
    experiment = job.workshop.settings.experiment
    return arm == HOLDOUT and experiment is not None and experiment.holdout_cards == "none"


def _experiment(job: Job) -> str:
    experiment = job.workshop.settings.experiment
    return experiment.name if experiment else ""


def note_arms(job: Job, books: Books, chosen: Chosen, orders: Sequence[Order]) -> None:
    """Write down the arm of every order that gets a card or is held out, before anything is printed."""
    taking_part = chosen.picks.keys() | chosen.held
    own = [order for order in orders if order.id in chosen.arms and order.id in taking_part]
    earned = grants(job, chosen, own)
    entries = [Assigned(grant.order, grant.arm, grant.tier, grant.order in chosen.held) for grant in earned]
    books.ledger.note_trial(_experiment(job), entries, job.ship_date)


def with_cards(planned: Sequence[Batch], picks: Picks) -> tuple[Batch, ...]:
    """The batches without orders that get no card, and without empty ones."""
    kept = (replace(batch, orders=tuple(o for o in batch.orders if o.id in picks)) for batch in planned)
    return tuple(batch for batch in kept if batch.orders)


def grants(job: Job, chosen: Chosen, orders: Sequence[Order]) -> Iterator[Grant]:
    """The offer each order earns, if its cards may carry one."""
    loaded = job.workshop.settings
    for order in orders:
        coupon = chosen.choices[order.id].coupon
        yield offers.decide(
            order,
            tiers=loaded.tiers,
            currency=loaded.shop.currency,
            ship_date=job.ship_date,
            order_number=chosen.numbers.get(order.id, 0),
            customer=chosen.customers[order.id],
            member=chosen.members.get(order.id, ()),
            days_since_last=chosen.since.get(order.id),
            arm=chosen.arms.get(order.id, ""),
            withheld=coupon is False,
            after_coupon=loaded.after_coupon or coupon is True,
        )


def told_offers(job: Job, chosen: Chosen, orders: Sequence[Order], coupons: Sequence[Coupon]) -> Mapping[str, str]:
    """The tier of each order's offer, or why it has none."""
    used = {order.id for order in orders if order.discount_codes and not job.workshop.settings.after_coupon}
    return {coupon.grant.order: _told(coupon, chosen.choices.get(coupon.grant.order), used) for coupon in coupons}


def _told(coupon: Coupon, choice: Choice | None, used: set[str]) -> str:
    if coupon.grant.tier or choice is None:
        return coupon.grant.tier
    if choice.coupon is False:
        return f"no coupon: {choice.coupon_why}"
    return "no coupon: the order used one" if coupon.grant.order in used and choice.coupon is None else ""
