"""Which cards each order of a run gets, settled before anything is reserved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inserts import offers
from inserts.ledger import customer_key
from inserts.model.offer import Coupon, Grant
from inserts.model.order import Batch, HeldBack, LeftOut, Order
from inserts.model.rule import Choice
from inserts.run.books import Books
from inserts.run.job import Job
from inserts.run.results import Picks


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen for each order, and what is known of its customer: a keyed hash, and which order this is."""

    choices: Mapping[str, Choice]
    customers: Mapping[str, str]
    numbers: Mapping[str, int]

    @property
    def picks(self) -> Picks:
        """The cards of every order that gets any."""
        return {order: choice.picks for order, choice in self.choices.items() if choice.picks}

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """Orders that get no card by choice."""
        return tuple(LeftOut(order, choice.no_card) for order, choice in self.choices.items() if choice.no_card)

    @property
    def stopped(self) -> tuple[HeldBack, ...]:
        """Orders that would get a card of a broken template; all of one template have the same reason."""
        return tuple(HeldBack(order, choice.cannot) for order, choice in self.choices.items() if choice.cannot)


def choose_cards(job: Job, books: Books, orders: Sequence[Order]) -> Chosen:
    """Ask the rules for every order. What a customer had with an earlier order of this run counts too."""
    loaded = job.workshop.settings
    numbers = books.ledger.order_numbers(orders)
    customers = {order.id: customer_key(books.key, order.email, order.phone) for order in orders}
    once = any(rule.once for rule in loaded.rules)
    had = books.ledger.templates_had([order.id for order in orders]) if once else {}
    given: dict[str, set[str]] = {}
    choices: dict[str, Choice] = {}
    for order in orders:
        customer = customers[order.id]
        now = given.setdefault(customer, set())
        choice = offers.choose(
            order,
            rules=loaded.rules,
            deck=job.workshop.deck,
            currency=loaded.shop.currency,
            ship_date=job.ship_date,
            order_number=numbers.get(order.id, 0),
            customer=customer,
            had=now | had.get(order.id, frozenset()) if once else (),
        )
        choices[order.id] = choice
        now.update(pick.template for pick in choice.picks)
    return Chosen(choices, customers, numbers)


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
