"""Codes reserved in each kind of database, and what a million codes that were issued before cost a batch.

By the clock, for a server works in processes of its own.
"""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

from inserts.ledger import Ledger, open_ledger
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order
from inserts.model.problem import Where
from tests.benchmarks.measure import number, spread
from tests.benchmarks.report import Table
from tests.engines import SQLITE, Place, Server, serving

_CODES = 10_000
_BATCH = 1_000
_ISSUED = 1_000_000
_REPEATS = 5
_PACKAGES = ("psycopg",)

T = TypeVar("T")
Maker = Callable[[], AbstractContextManager[Place]]


def tables() -> Sequence[Table]:
    """All of this benchmark. Without a server its columns are empty."""
    with serving() as server:
        return _reserving(server), _growing(server)


def _reserving(server: Server | None) -> Table:
    rows = []
    for name, make in _engines(server):
        times = [_reserve_once(make) for _ in range(_REPEATS + 1)]
        rows.append((name, str(spread(times[1:]))))
    about = f"{_CODES:,} orders reserved in one batch of a new ledger, with keyed codes; the transaction included."
    return Table("Reserving", about, ("database", "ms"), tuple(rows), _PACKAGES)


def _growing(server: Server | None) -> Table:
    rows = []
    for name, make in _engines(server):
        with make() as place:
            empty = _batches(place)
            for start in range(0, _ISSUED, _CODES):
                with _opened(place) as ledger:
                    _print(ledger, [f"#{start + n}" for n in range(_CODES)])
            full = _batches(place)
        for step in empty:
            before, after = empty[step], full[step]
            rows.append((f"{name}: {step}", number(before), number(after), number(after - before)))
    about = f"A batch of {_BATCH:,} orders in a ledger with few codes and with {_ISSUED:,}: medians in ms."
    return Table("A full ledger", about, ("step", "few", "many", "more"), tuple(rows), _PACKAGES)


def _engines(server: Server | None) -> Iterator[tuple[str, Maker]]:
    @contextmanager
    def in_file() -> Iterator[Place]:
        with TemporaryDirectory() as folder:
            yield Place(Path(folder), SQLITE)

    yield "SQLite", in_file
    if server is None:
        return

    @contextmanager
    def on_server() -> Iterator[Place]:
        with TemporaryDirectory() as folder:
            yield Place(Path(folder), server.ledger())

    yield "PostgreSQL", on_server


def _batches(place: Place) -> dict[str, float]:
    """Median milliseconds of each step of a batch."""
    found: dict[str, list[float]] = {}
    for _ in range(_REPEATS):
        for step, taken in _steps(place):
            found.setdefault(step, []).append(taken)
    medians = {step: spread(taken).median for step, taken in found.items()}
    return medians | {"all of it": sum(medians.values())}


def _steps(place: Place) -> Iterator[tuple[str, float]]:
    names = [f"#{secrets.token_hex(6)}" for _ in range(_BATCH)]
    orders = _orders(names)
    taken, ledger = _milliseconds(lambda: _opened(place))
    yield "open", taken
    with ledger:
        yield "settle", _milliseconds(lambda: ledger.recover(lambda *_: False))[0]
        yield "note, number", _milliseconds(lambda: (ledger.note_orders(orders), ledger.order_numbers(orders)))[0]
        yield "what is printed", _milliseconds(lambda: ledger.printed(names))[0]
        taken, reserved = _milliseconds(lambda: _reserve(ledger, names))
        yield "reserve", taken
        cards = [(order, "t", 1, slot) for slot, order in enumerate(names, 1)]
        yield "seal, confirm", _milliseconds(lambda: _publish(ledger, reserved, cards))[0]


def _print(ledger: Ledger, names: Sequence[str]) -> None:
    ledger.note_orders(_orders(names))
    _publish(ledger, _reserve(ledger, names), [(order, "t", 1, slot) for slot, order in enumerate(names, 1)])


def _orders(names: Sequence[str]) -> list[Order]:
    return [Order(name, "shopify", Where("a.csv"), email=f"{name}@example.com") for name in names]


def _reserve(ledger: Ledger, names: Sequence[str]) -> int:
    grants = [Grant(name, "t", Benefit("percent", Decimal(10)), "EUR") for name in names]
    return ledger.reserve("batch", grants, rule=CodeRule(length=12), inputs=[]).print_id


def _publish(ledger: Ledger, print_id: int, cards: Sequence[tuple[str, str, int, int]]) -> None:
    ledger.sealed(print_id, pdf="a.pdf", sha256="aa", pages=1, cards=cards)
    ledger.confirm(print_id)


def _reserve_once(make: Maker) -> float:
    with make() as place, _opened(place) as ledger:
        names = [f"#{n}" for n in range(_CODES)]
        return _milliseconds(lambda: _reserve(ledger, names))[0]


def _opened(place: Place) -> Ledger:
    return open_ledger(
        place.url,
        place.folder,
        shop="shop",
        key=bytes(32),
        station="table",
        now=lambda: datetime.now(UTC),
        randbytes=secrets.token_bytes,
    )


def _milliseconds(call: Callable[[], T]) -> tuple[float, T]:
    gc.collect()
    start = perf_counter()
    found = call()
    return (perf_counter() - start) * 1000, found
