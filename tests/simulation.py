"""A shop of invented customers over a year, with a known effect of its cards: what the report must find again.

The ledger is used as a print run uses it, without drawing cards; what is found later is read from export files.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from inserts import offers
from inserts.ledger import Assigned, Ledger, known_as
from inserts.model.experiment import Experiment
from inserts.model.offer import HOLDOUT, Grant
from inserts.model.order import Order
from inserts.model.problem import Where
from inserts.run import Outside
from inserts.run.books import Books, open_books
from inserts.settings import Settings
from tests.shops import export

FIRST = date(2026, 1, 5)
DAYS = 300
END = FIRST + timedelta(days=DAYS)


def toml(holdout: int, more: str = "") -> str:
    """Added to a shop's file: an experiment over the whole time."""
    return f'\n[experiment]\nname = "year"\nstart = {FIRST}\nend = {END}\nholdout = {holdout}\n{more}'


@dataclass
class Truth:
    """What really happened: customers by arm, those who came back in time, codes used, and the rows of all orders."""

    customers: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    back: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    used: int = 0
    rows: list[Mapping[str, str]] = field(default_factory=list)
    last: date = FIRST


class Year:
    """`base` of the customers without a card order again within 60 days, and `base + lift` of those with one."""

    def __init__(self, settings: Settings, seed: int, customers: int, base: float, lift: float) -> None:
        self._settings = settings
        self._chance = random.Random(seed)
        self._base, self._lift = base, lift
        self._due: dict[date, list[tuple[str, str, bool]]] = defaultdict(list)
        self.truth = Truth()
        self._number = 0
        self.now = datetime.combine(FIRST, time(9), UTC)
        for customer in range(customers):
            day = FIRST + timedelta(days=self._chance.randrange(DAYS))
            self._due[day].append((f"c{customer}@x.example", "", True))
        for day in range(90):  # the shop goes on after the experiment
            self._due[END + timedelta(days=day)].append((f"later{day}@x.example", "", True))

    def outside(self) -> Outside:
        return Outside(now=lambda: self.now, randbytes=self._chance.randbytes, station="table")

    def live(self) -> Truth:
        """Ship every second week until everybody who comes back has done so."""
        with open_books(self._settings, self.outside()) as books:
            day = FIRST
            while day <= END + timedelta(days=84):
                self._ship(books, day + timedelta(days=14), list(self._placed(day)))
                day += timedelta(days=14)
        return self.truth

    def _placed(self, first: date) -> Iterator[tuple[Order, bool]]:
        for offset in range(14):
            day = first + timedelta(days=offset)
            for email, code, is_first in self._due.pop(day, ()):
                self._number += 1
                order = f"#{self._number}"
                placed = datetime.combine(day, time(12), UTC)
                row = {"Name": order, "Email": email, "Created at": f"{placed:%Y-%m-%d %H:%M:%S +0000}"}
                self.truth.rows.append({**row, "Discount Code": code})
                self.truth.last = day
                yield Order(order, "shopify", Where("a.csv"), placed=placed, email=email, currency="GBP"), is_first

    def _ship(self, books: Books, day: date, placed: Sequence[tuple[Order, bool]]) -> None:
        ledger, experiment = books.ledger, self._settings.experiment
        assert experiment
        orders = [order for order, _ in placed]
        self.now = datetime.combine(day, time(9), UTC)
        ledger.note_orders(orders)
        numbers, keys = ledger.order_numbers(orders), self._keys(books, orders)
        arms = ledger.arms(experiment, keys) if experiment.runs(day) else {}
        grants = [self._grant(order, day, numbers[order.id], keys[order.id], arms) for order in orders]
        held = [grant for grant in grants if grant.arm == HOLDOUT]
        noted = [Assigned(g.order, g.arm, g.tier, g.arm == HOLDOUT) for g in grants if g.arm]
        ledger.note_trial(experiment.name, noted, day)
        codes = self._print(ledger, [grant for grant in grants if grant not in held], day)
        for order, is_first in placed:
            if is_first and arms:
                self._decide(order, day, arms[order.id], codes.get(order.id, ""), experiment)

    def _keys(self, books: Books, orders: Sequence[Order]) -> dict[str, str]:
        return {order.id: known_as(books.key, order, self._settings.history) for order in orders}

    def _grant(self, order: Order, day: date, number: int, customer: str, arms: Mapping[str, str]) -> Grant:
        return offers.decide(
            order,
            tiers=self._settings.tiers,
            currency="GBP",
            ship_date=day,
            order_number=number,
            customer=customer,
            arm=arms.get(order.id, ""),
        )

    def _print(self, ledger: Ledger, grants: Sequence[Grant], day: date) -> dict[str, str]:
        if not grants:
            return {}
        reserved = ledger.reserve(day.isoformat(), grants, rule=self._settings.codes, inputs=[])
        cards = [(coupon.grant.order, "classic", place, 1) for place, coupon in enumerate(reserved.coupons, 2)]
        ledger.sealed(reserved.print_id, pdf=f"{day}.pdf", sha256="00", pages=len(cards) + 1, cards=cards)
        ledger.confirm(reserved.print_id)
        return {coupon.grant.order: coupon.code for coupon in reserved.coupons}

    def _decide(self, order: Order, day: date, arm: str, code: str, experiment: Experiment) -> None:
        """Whether the customer comes back, when, and with the code or without."""
        self.truth.customers[arm] += 1
        rate = self._base + (0 if arm == HOLDOUT else self._lift)
        if self._chance.random() < rate:
            again = day + timedelta(days=self._chance.randint(1, experiment.days))
            used = code if code and self._chance.random() < 0.5 else ""
            self.truth.back[arm] += 1
            self.truth.used += bool(used)
            self._due[again].append((order.email, used, False))


def exports(folder: Path, truth: Truth, cuts: Sequence[tuple[float, float]]) -> list[Path]:
    """Files with these parts of all orders, in the order they were placed."""
    files = []
    for number, (start, end) in enumerate(cuts):
        path = folder / f"later-{number}.csv"
        total = len(truth.rows)
        path.write_text(export(truth.rows[int(start * total) : int(end * total)]), "utf-8")
        files.append(path)
    return files
