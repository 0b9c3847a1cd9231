"""Codes reserved in each kind of database, and what a million codes that were issued before cost.

By the clock, for a server works in processes of its own.
"""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar

import tests.benchmarks.full_ledger as full_ledger
from inserts.ledger import Ledger, open_ledger
from inserts.model.offer import Benefit, CodeRule, Grant
from tests.benchmarks.measure import spread
from tests.benchmarks.report import Table
from tests.engines import SQLITE, Place, Server, serving

_CODES = 10_000
_REPEATS = 5
_PACKAGES = ("psycopg",)

T = TypeVar("T")
Maker = Callable[[], AbstractContextManager[Place]]


def tables() -> Sequence[Table]:
    """All of this benchmark. Without a server its columns are empty."""
    with serving() as server:
        return _reserving(server), *_full(server)


def _full(server: Server | None) -> Sequence[Table]:
    with ExitStack() as stack:
        places = [(name, stack.enter_context(make()), stack.enter_context(make())) for name, make in _engines(server)]
        return full_ledger.tables(places)


def _reserving(server: Server | None) -> Table:
    rows = []
    for name, make in _engines(server):
        times = [_reserve_once(make) for _ in range(_REPEATS + 1)]
        rows.append((name, str(spread(times[1:]))))
    about = f"{_CODES:,} orders reserved in one batch of a new ledger, with keyed codes; the transaction included."
    return Table("Reserving", about, ("database", "ms"), tuple(rows), _PACKAGES)


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


def _reserve(ledger: Ledger, names: Sequence[str]) -> int:
    grants = [Grant(name, "t", Benefit("percent", Decimal(10)), "EUR") for name in names]
    return ledger.reserve("batch", grants, rule=CodeRule(length=12), inputs=[]).print_id


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
