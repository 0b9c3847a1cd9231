"""Opening the ledger that `[ledger] url` names, and the ledger as one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import partial
from pathlib import Path

import inserts.ledger.address as address
import inserts.ledger.coupons as coupons
import inserts.ledger.history as past
import inserts.ledger.issue as issue
import inserts.ledger.prints as prints
import inserts.ledger.redeem as redeem
import inserts.ledger.spoils as spoils
import inserts.ledger.trial as trials
import inserts.ledger.upkeep as upkeep
from inserts.ledger.backup import keep_former
from inserts.ledger.codes import key_id
from inserts.ledger.protocol import (
    ANY,
    NO_NAMES,
    NO_SHEETS,
    Assigned,
    BatchRecord,
    Book,
    CardPlace,
    Engine,
    Input,
    Ledger,
    Outlook,
    Placed,
    Reprint,
    ReprintRecord,
    Reservation,
    Uses,
)
from inserts.ledger.sqlite import PATIENCE, SqliteEngine, copy
from inserts.model.experiment import Experiment, History
from inserts.model.offer import CodeRule, Grant
from inserts.model.order import Order
from inserts.model.outcome import Evidence
from inserts.model.problem import Stop

_KEY_ID = "SELECT value FROM ledger_meta WHERE key = 'key_id'"
_KEEP_KEY_ID = "INSERT INTO ledger_meta (key, value) VALUES ('key_id', ?) ON CONFLICT (key) DO NOTHING"


def open_ledger(
    url: str,
    folder: Path,
    *,
    shop: str,
    key: bytes,
    station: str,
    now: Callable[[], datetime],
    randbytes: Callable[[int], bytes],
    step: Callable[[str], None] = lambda _: None,
    patience: float = PATIENCE,
    trial: bool = False,
) -> Ledger:
    """The ledger at `url`, made if it is missing; a relative path counts from `folder`. Close it, or use `with`.

    `shop` and `key` never change for a ledger. `now` gives moments with their zone. `step` hears of every durable
    operation by name, before and after it. `patience`: seconds to wait for another station.
    `trial`: a copy in memory, of which nothing is kept. Raises Stop when the
    ledger is no ledger, is damaged, newer than this program, on a network drive, or made with another key.
    """
    return _Ledger(
        open_book(
            url,
            folder,
            shop=shop,
            key=key,
            station=station,
            now=now,
            randbytes=randbytes,
            step=step,
            patience=patience,
            trial=trial,
        )
    )


def open_book(
    url: str,
    folder: Path,
    *,
    shop: str,
    key: bytes,
    station: str,
    now: Callable[[], datetime],
    randbytes: Callable[[int], bytes],
    step: Callable[[str], None] = lambda _: None,
    patience: float = PATIENCE,
    trial: bool = False,
) -> Book:
    """What `open_ledger` opens, for those who look after the book itself. Close its `db`."""
    engine: Engine
    # A ledger of an earlier version is led to this one when it is opened; before that a copy of it is kept.
    keep = partial(keep_former, url, folder, now)
    if address.is_on_server(url):
        engine = address.postgres().PostgresEngine(
            url, randbytes, step, patience, session=(issue.WISH_TABLE,), trial=trial, keep=keep
        )
    else:
        engine = SqliteEngine(address.file_of(url, folder), randbytes, step, patience, trial=trial, keep=keep)
    try:
        mine = key_id(key)
        _check_key(engine, mine)
        engine.change(issue.WISH_TABLE)
    except BaseException:
        engine.close()
        raise
    return Book(engine, shop, key, mine, station, now, randbytes)


def ledger_exists(url: str, folder: Path) -> bool:
    """Whether there is a ledger at `url` already. Raises Stop for a url that names none."""
    if address.is_on_server(url):
        return bool(address.postgres().exists(url, PATIENCE))
    try:
        return address.file_of(url, folder).stat().st_size > 0
    except OSError:
        return False


def copy_ledger(url: str, folder: Path, target: Path) -> None:
    """A copy of the ledger as it is now, beside stations that write, as a new file `target`. Raises Stop.

    The copy knows nothing of stations that are printing: it is a backup, not a second ledger.
    """
    if address.is_on_server(url):
        hint = "copy it with: pg_dump --format=custom --file=FILE --table='ledger_*' URL"
        raise Stop("a ledger in PostgreSQL is copied by PostgreSQL's own programs", hint)
    copy(address.file_of(url, folder), target)


class _Ledger:
    def __init__(self, book: Book) -> None:
        self._book = book

    def __enter__(self) -> _Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._book.db.close()

    def recover(self, is_released: Callable[[str, str], bool]) -> tuple[str, ...]:
        return prints.recover(self._book, is_released)

    def printed(self, orders: Sequence[str] | None = None) -> Mapping[str, str]:
        return prints.printed(self._book, orders)

    def note_orders(self, orders: Sequence[Order], *, zone: tzinfo = UTC, history: History = ANY) -> None:
        past.note_orders(self._book, orders, zone, history)

    def days_since_last(self, orders: Sequence[Order]) -> Mapping[str, int]:
        return past.days_since_last(self._book, orders)

    def order_numbers(self, orders: Sequence[Order]) -> Mapping[str, int]:
        return past.order_numbers(self._book, orders)

    def outlook(self, today: date) -> Outlook:
        return coupons.outlook(self._book, today)

    def drawn(self, orders: Sequence[str]) -> Mapping[str, str]:
        return issue.drawn(self._book, orders)

    def voided(self, orders: Sequence[str]) -> Mapping[str, str]:
        return issue.voided(self._book, orders)

    def reserve(
        self,
        wish: str,
        grants: Sequence[Grant],
        *,
        rule: CodeRule,
        inputs: Sequence[Input],
        names: Mapping[str, str] = NO_NAMES,
    ) -> Reservation:
        return issue.reserve(self._book, wish, grants, rule, inputs, names)

    def sealed(
        self,
        print_id: int,
        *,
        pdf: str,
        sha256: str,
        pages: int,
        cards: Sequence[CardPlace],
        sheets: Mapping[int, int] = NO_SHEETS,
    ) -> None:
        prints.sealed(self._book, print_id, pdf, sha256, pages, cards, sheets)

    def confirm(self, print_id: int) -> None:
        prints.confirm(self._book, print_id)

    def fail(self, print_id: int, reason: str) -> None:
        prints.fail(self._book, print_id, reason)

    def templates_of(self, orders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        return prints.templates_of(self._book, orders)

    def templates_had(self, orders: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return past.templates_had(self._book, orders)

    def reprint(self, orders: Sequence[str], reason: str) -> Reprint:
        return prints.reprint(self._book, orders, reason)

    def batches(self) -> tuple[BatchRecord, ...]:
        return prints.batches(self._book)

    def reprints(self) -> tuple[ReprintRecord, ...]:
        return spoils.reprints(self._book)

    def placed(self, name: str) -> tuple[Placed, ...]:
        return spoils.placed(self._book, name)

    def orders_of(self, codes: Sequence[str]) -> Mapping[str, str]:
        return spoils.orders_of(self._book, codes)

    def gone_since(self, batch: str) -> Mapping[str, str]:
        return spoils.gone_since(self._book, batch)

    def arms(self, experiment: Experiment, orders: Mapping[str, str]) -> Mapping[str, str]:
        return trials.arms(self._book, experiment, orders)

    def note_trial(self, experiment: str, entries: Sequence[Assigned], shipped: date) -> None:
        trials.note_trial(self._book, experiment, entries, shipped)

    def opted_out(self) -> frozenset[str]:
        return upkeep.opted_out(self._book)

    def held_out(self) -> Mapping[str, str]:
        return trials.held_out(self._book)

    def note_uses(self, orders: Sequence[Order], *, rule: CodeRule) -> Uses:
        return redeem.note_uses(self._book, orders, rule)

    def note_import(self, sha256: str, kind: str, orders: int) -> str:
        return redeem.note_import(self._book, sha256, kind, orders)

    def evidence(self, *, zone: tzinfo = UTC) -> Evidence:
        return redeem.evidence(self._book, zone)


def _check_key(engine: Engine, mine: str) -> None:
    """Remember which key made this ledger, for another one would make other codes and know no customer."""
    found = engine.rows(_KEY_ID)
    if not found:
        with engine.transaction("key"):
            engine.change(_KEEP_KEY_ID, (mine,))
        found = engine.rows(_KEY_ID)
    if found != [(mine,)]:
        raise Stop(
            "the ledger was made with another code key",
            "put back the key file that belongs to this ledger, from your backup; another key makes other codes",
        )
