"""A shop of invented customers over a year, with a known effect of its cards: what the report must find again.

Every second week its orders are exported and printed as an owner would do it, on small cards; what is found later is
read from export files, too.
"""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from inserts.model.experiment import Experiment
from inserts.model.offer import HOLDOUT
from inserts.run import Choices, Outside, print_orders
from inserts.settings import Settings
from tests.shops import SHOP, export, make_shop, own_template

FIRST = date(2026, 1, 5)
DAYS = 300
END = FIRST + timedelta(days=DAYS)


CARD = """
[card]
kind = "name-card"
about = "An order's number and its code, small enough for sixty on a sheet"
size = "32x14mm"
bleed = "0mm"
safe = "1mm"

[[front]]
type = "text"
box = ["2mm", "1.5mm", "28mm", "5mm"]
text = "{{ order.number }}"
size = "8pt"
min_size = "6.5pt"

[[front]]
type = "text"
box = ["2mm", "7mm", "28mm", "5mm"]
when = "coupon"
text = "{{ coupon.code }}"
size = "8pt"
min_size = "6.5pt"
"""


def simulated(folder: Path, holdout: int) -> Path:
    """The shop's folder, with an experiment over the whole time and a card of its own."""
    make_shop(folder, "", SHOP + toml(holdout, "\n[batches]\nlimit = 0\n"))
    own_template(folder, "tally", CARD)
    return folder


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
        day = FIRST
        while day <= END + timedelta(days=84):
            self._ship(day + timedelta(days=14), list(self._placed(day)))
            day += timedelta(days=14)
        return self.truth

    def _placed(self, first: date) -> Iterator[tuple[Mapping[str, str], bool]]:
        """The orders of two weeks, each with whether it is its customer's first."""
        for offset in range(14):
            day = first + timedelta(days=offset)
            for email, code, is_first in self._due.pop(day, ()):
                self._number += 1
                placed = f"{datetime.combine(day, time(12), UTC):%Y-%m-%d %H:%M:%S +0000}"
                row = {"Name": f"#{self._number}", "Email": email, "Created at": placed, "Discount Code": code}
                self.truth.rows.append(row)
                self.truth.last = day
                yield row, is_first

    def _ship(self, day: date, placed: Sequence[tuple[Mapping[str, str], bool]]) -> None:
        settings, experiment = self._settings, self._settings.experiment
        assert experiment
        if not placed:
            return
        self.now = datetime.combine(day, time(9), UTC)
        file = settings.folder / f"{day}.csv"
        file.write_text(export(row for row, _ in placed), "utf-8")
        result = print_orders(settings, [file], Choices(templates=("tally",)), self.outside())
        arms, codes = (
            self._ledger("order_ref, arm FROM ledger_trial"),
            self._ledger("order_ref, code FROM ledger_issue"),
        )
        held = {row["Name"] for row, _ in placed if arms.get(row["Name"]) == HOLDOUT}
        assert not result.held_back
        assert result.cards == len(placed) - len(held)
        for row, is_first in placed:
            if is_first and row["Name"] in arms:
                self._decide(row, day, arms[row["Name"]], codes.get(row["Name"], ""), experiment)

    def _ledger(self, what: str) -> dict[str, str]:
        with closing(sqlite3.connect(self._settings.folder / "ledger.sqlite")) as db:
            return dict(db.execute(f"SELECT {what}").fetchall())

    def _decide(self, row: Mapping[str, str], day: date, arm: str, code: str, experiment: Experiment) -> None:
        """Whether the customer comes back, when, and with the code or without."""
        self.truth.customers[arm] += 1
        rate = self._base + (0 if arm == HOLDOUT else self._lift)
        if self._chance.random() < rate:
            again = day + timedelta(days=self._chance.randint(1, experiment.days))
            used = code if code and self._chance.random() < 0.5 else ""
            self.truth.back[arm] += 1
            self.truth.used += bool(used)
            self._due[again].append((row["Email"], used, False))


def exports(folder: Path, truth: Truth, cuts: Sequence[tuple[float, float]]) -> list[Path]:
    """Files with these parts of all orders, in the order they were placed."""
    files = []
    for number, (start, end) in enumerate(cuts):
        path = folder / f"later-{number}.csv"
        total = len(truth.rows)
        path.write_text(export(truth.rows[int(start * total) : int(end * total)]), "utf-8")
        files.append(path)
    return files
