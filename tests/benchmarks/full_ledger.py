"""What a million codes that were issued before cost a batch: the ledger's part of it, and `inserts print` as a whole.

Two shops side by side, measured by turns, so that a busy minute is a minute for both.
"""

from __future__ import annotations

import gc
import hashlib
import resource
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

from inserts.ledger import Ledger
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order
from inserts.model.problem import Where
from inserts.run import Outside, open_shop
from inserts.run.books import open_books
from tests.benchmarks.measure import number, times
from tests.benchmarks.report import Table
from tests.engines import Place
from tests.shops import NOW, SHOP, export, make_shop

_BATCH, _ISSUED, _STEP = 1_000, 1_000_000, 10_000
_REPEATS = 7

_PART = f"The ledger's part of a batch of {_BATCH:,} orders, with few codes in it and with {_ISSUED:,}: median ms."
_WHOLE = (
    f"`inserts print` of {_BATCH:,} orders, a name card each, from the start of the process to its end, in a ledger "
    f"with few codes and with {_ISSUED:,}: median seconds."
)

T = TypeVar("T")


def tables(places: Sequence[tuple[str, Place, Place]]) -> Sequence[Table]:
    """Of each database two empty places. The second one is filled."""
    part, whole = [], []
    for name, few, many in places:
        shops = [_shop(place) for place in (few, many)]
        _fill(shops[0], _BATCH)
        _fill(shops[1], _ISSUED)
        for step, (before, after) in _compared(shops, _steps).items():
            part.append((f"{name}: {step}", number(before), number(after), number(after - before)))
        for step, (before, after) in _compared(shops, _runs).items():
            whole.append((f"{name}: {step}", number(before), number(after), times(after, before)))
    columns = ("step", "few", "many", "more")
    return (
        Table("A full ledger", _PART, columns, tuple(part), ("psycopg",)),
        Table("A batch with a full ledger", _WHOLE, (*columns[:3], "ratio"), tuple(whole), ("psycopg",)),
    )


def _compared(
    shops: Sequence[Path], measure: Callable[[Path], Iterator[tuple[str, float]]]
) -> Mapping[str, tuple[float, ...]]:
    """The medians of each step in each shop. The first turn warms up."""
    found: list[dict[str, list[float]]] = [{} for _ in shops]
    for _ in range(_REPEATS + 1):
        for shop, steps in zip(shops, found, strict=True):
            for step, taken in measure(shop):
                steps.setdefault(step, []).append(taken)
    return {step: tuple(median(steps[step][1:]) for steps in found) for step in found[0]}


def _shop(place: Place) -> Path:
    return make_shop(place.folder, "", f'{SHOP}\n[ledger]\nurl = "{place.url}"\n[batches]\nlimit = 0\n')


def _world() -> Outside:
    return Outside(lambda: NOW, secrets.token_bytes, "table")


def _fill(shop: Path, count: int) -> None:
    with open_books(open_shop(shop), _world()) as books:
        for start in range(0, count, _STEP):
            names = [f"#{n}" for n in range(start, min(start + _STEP, count))]
            books.ledger.note_orders(_orders(names))
            _publish(books.ledger, _reserve(books.ledger, names), names)


def _steps(shop: Path) -> Iterator[tuple[str, float]]:
    """Order numbers by chance, as Amazon's are: with numbers that count on, it is less."""
    names = [f"#{secrets.token_hex(6)}" for _ in range(_BATCH)]
    orders, begun = _orders(names), perf_counter()
    with open_books(open_shop(shop), _world()) as books:
        ledger, opened = books.ledger, perf_counter()
        yield "open", (opened - begun) * 1000
        steps: Sequence[tuple[str, Callable[[], object]]] = (
            ("settle", lambda: ledger.recover(lambda *_: False)),
            ("note", lambda: ledger.note_orders(orders)),
            ("number", lambda: ledger.order_numbers(orders)),
            ("what is printed", lambda: ledger.printed(names)),
        )
        spent = opened - begun
        for step, call in steps:
            taken, _ = _seconds(call)
            spent += taken
            yield step, taken * 1000
        reserving, print_id = _seconds(lambda: _reserve(ledger, names))
        yield "reserve", reserving * 1000
        sealing, _ = _seconds(lambda: _publish(ledger, print_id, names))
        yield "seal, confirm", sealing * 1000
        yield "all of it", (spent + reserving + sealing) * 1000


def _runs(shop: Path) -> Iterator[tuple[str, float]]:
    """A day's orders of customers nobody has seen. The files are removed for the next turn."""
    start = secrets.randbelow(10**12)
    rows = ({"Name": f"#{start + n}", "Email": f"{secrets.token_hex(8)}@x.example"} for n in range(_BATCH))
    (shop / "orders.csv").write_text(export(rows), "utf-8")
    words = ("print", "orders.csv", "--date", f"{NOW:%Y-%m-%d}", "--template", "classic", "--jobs", "1")
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    made = subprocess.run([sys.executable, "-m", "inserts", *words], cwd=shop, capture_output=True, check=False)
    taken, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert made.returncode == 0, made.stderr.decode()
    yield "by the clock", taken
    yield "processor time", after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _orders(names: Sequence[str]) -> list[Order]:
    return [Order(name, "shopify", Where("a.csv"), placed=NOW, email=f"{name}@example.com") for name in names]


def _reserve(ledger: Ledger, names: Sequence[str]) -> int:
    benefit, last = Benefit("percent", Decimal(10)), NOW.date() + timedelta(days=60)
    grants = [Grant(name, "t", benefit, "GBP", valid_through=last, customer=_customer(name)) for name in names]
    return ledger.reserve("batch", grants, rule=CodeRule(), inputs=[]).print_id


def _customer(name: str) -> str:
    """As scattered as keyed hashes are."""
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _publish(ledger: Ledger, print_id: int, names: Sequence[str]) -> None:
    cards = [(order, "classic", 1, slot) for slot, order in enumerate(names, 1)]
    ledger.sealed(print_id, pdf="a.pdf", sha256="aa", pages=1, cards=cards)
    ledger.confirm(print_id)


def _seconds(call: Callable[[], T]) -> tuple[float, T]:
    gc.collect()
    start = perf_counter()
    found = call()
    return perf_counter() - start, found
