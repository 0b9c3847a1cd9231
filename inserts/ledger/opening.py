"""Opening the ledger that `[ledger] url` names, and the ledger as one object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import inserts.ledger.history as history
import inserts.ledger.issue as issue
import inserts.ledger.prints as prints
from inserts.ledger.codes import key_id
from inserts.ledger.protocol import BatchRecord, Book, CardPlace, Engine, Input, Ledger, Reprint, Reservation
from inserts.ledger.sqlite import PATIENCE, SqliteEngine, copy
from inserts.model.offer import CodeRule, Grant
from inserts.model.order import Order
from inserts.model.problem import Stop

_SQLITE = "sqlite:///"
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
    engine = SqliteEngine(_file(url, folder), randbytes, step, patience, trial=trial)
    try:
        mine = key_id(key)
        _check_key(engine, mine)
        engine.change(issue.WISH_TABLE)
    except BaseException:
        engine.close()
        raise
    return _Ledger(Book(engine, shop, key, mine, station, now, randbytes))


def ledger_exists(url: str, folder: Path) -> bool:
    """Whether there is a ledger at `url` already. Raises Stop for a url that names none."""
    try:
        return _file(url, folder).stat().st_size > 0
    except OSError:
        return False


def copy_ledger(url: str, folder: Path, target: Path) -> None:
    """A copy of the ledger as it is now, beside stations that write, as a new file `target`. Raises Stop.

    The copy knows nothing of stations that are printing: it is a backup, not a second ledger.
    """
    copy(_file(url, folder), target)


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

    def printed(self) -> Mapping[str, str]:
        return prints.printed(self._book)

    def note_orders(self, orders: Sequence[Order], *, zone: tzinfo = UTC) -> None:
        history.note_orders(self._book, orders, zone)

    def order_numbers(self, orders: Sequence[Order]) -> Mapping[str, int]:
        return history.order_numbers(self._book, orders)

    def reserve(self, wish: str, grants: Sequence[Grant], *, rule: CodeRule, inputs: Sequence[Input]) -> Reservation:
        return issue.reserve(self._book, wish, grants, rule, inputs)

    def sealed(self, print_id: int, *, pdf: str, sha256: str, pages: int, cards: Sequence[CardPlace]) -> None:
        prints.sealed(self._book, print_id, pdf, sha256, pages, cards)

    def confirm(self, print_id: int) -> None:
        prints.confirm(self._book, print_id)

    def fail(self, print_id: int, reason: str) -> None:
        prints.fail(self._book, print_id, reason)

    def templates_of(self, orders: Sequence[str]) -> tuple[str, ...]:
        return prints.templates_of(self._book, orders)

    def reprint(self, orders: Sequence[str], reason: str) -> Reprint:
        return prints.reprint(self._book, orders, reason)

    def batches(self) -> tuple[BatchRecord, ...]:
        return prints.batches(self._book)


def _file(url: str, folder: Path) -> Path:
    """The file of a SQLite ledger. No message repeats the url, for it may hold a password."""
    if url.startswith(_SQLITE) and url != _SQLITE:
        return folder.absolute() / url.removeprefix(_SQLITE)
    if url.startswith(("postgresql://", "postgres://")):
        raise Stop("a ledger in PostgreSQL is not possible yet", 'write url = "sqlite:///ledger.sqlite" in [ledger]')
    raise Stop("[ledger] url is no ledger's address", 'write url = "sqlite:///ledger.sqlite"')


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
