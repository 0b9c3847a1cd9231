"""`inserts results` over 100,000 orders, in a ledger of a million cards with their codes."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order
from inserts.model.problem import Where
from inserts.results import page
from inserts.run import Outside, open_shop
from inserts.run.books import Books, open_books
from inserts.run.returns import read_returns, report_returns
from tests.benchmarks.measure import number
from tests.benchmarks.report import Table
from tests.shops import SHOP, export, make_shop

CARDS, ORDERS, STEP = 1_000_000, 100_000, 10_000
CUSTOMERS = CARDS * 4 // 5
FIRST = date(2026, 1, 1)


def tables() -> Sequence[Table]:
    """Seconds by the clock, for reading, for the report, and for its page."""
    with tempfile.TemporaryDirectory() as folder:
        shop = make_shop(Path(folder), "", SHOP)
        settings, world = open_shop(shop), Outside(lambda: _at(200), os.urandom, "desk")
        chance, codes = random.Random(1), list[str]()
        with open_books(settings, world) as books:
            for start in range(0, CARDS, STEP):
                codes += _fill(books, start, FIRST + timedelta(days=start // STEP))
        rows = [_row(n, chance, codes) for n in range(ORDERS)]
        (shop / "later.csv").write_text(export(rows), "utf-8")
        times = [perf_counter()]
        read_returns(settings, [shop / "later.csv"], world)
        times.append(perf_counter())
        found = report_returns(settings, world)
        times.append(perf_counter())
        page(found)
        times.append(perf_counter())
    steps = [number(later - earlier) for earlier, later in pairwise(times)]
    about = f"{ORDERS:,} orders of a Shopify export, {CARDS:,} cards in SQLite; seconds by the clock."
    row = (*steps, number(times[-1] - times[0]))
    return [Table("Results", about, ("export read and kept", "report", "page", "in all"), (row,))]


def _at(days: int) -> datetime:
    return datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=days)


def _fill(books: Books, start: int, day: date) -> list[str]:
    """A batch of cards; a quarter of the customers get a second one."""
    orders = [
        Order(f"#{n}", "shopify", Where("a.csv"), placed=_at((day - FIRST).days), email=f"c{n % CUSTOMERS}@x.example")
        for n in range(start, start + STEP)
    ]
    books.ledger.note_orders(orders)
    benefit = Benefit("percent", Decimal(10))
    grants = [Grant(order.id, "next order", benefit, "GBP", valid_from=day) for order in orders]
    return _print(books, grants, day)


def _print(books: Books, grants: Sequence[Grant], day: date) -> list[str]:
    reserved = books.ledger.reserve(day.isoformat(), grants, rule=CodeRule(), inputs=[])
    cards = [(grant.order, "classic", place, 1) for place, grant in enumerate(grants, 2)]
    books.ledger.sealed(reserved.print_id, pdf=f"{day}.pdf", sha256="00", pages=len(cards) + 1, cards=cards)
    books.ledger.confirm(reserved.print_id)
    return [coupon.code for coupon in reserved.coupons]


def _row(n: int, chance: random.Random, codes: Sequence[str]) -> dict[str, str]:
    """Half of the orders used a code, a fifth of those somebody else's."""
    place = chance.randrange(len(codes))
    placed = _at(place // STEP + chance.randrange(1, 80))
    customer = f"c{place % CUSTOMERS}" if chance.random() < 0.8 else f"new{n}"
    return {
        "Name": f"L{n}",
        "Email": f"{customer}@x.example",
        "Created at": f"{placed:%Y-%m-%d %H:%M:%S +0000}",
        "Discount Code": codes[place] if chance.random() < 0.5 else "",
    }
