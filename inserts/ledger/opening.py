"""Opening the ledger that `[ledger] url` names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

import inserts.ledger.address as address
from inserts.ledger.backup import keep_former
from inserts.ledger.codes import key_id
from inserts.ledger.issue import WISH_TABLE
from inserts.ledger.ledger import Ledger
from inserts.ledger.protocol import Book, Engine
from inserts.ledger.sqlite import PATIENCE, SqliteEngine
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
    engine: Engine
    wish = WISH_TABLE
    # A ledger of an earlier version is led to this one when it is opened; before that a copy of it is kept.
    keep = partial(keep_former, url, folder, now)
    if address.is_on_server(url):
        engine = address.postgres().PostgresEngine(
            url, randbytes, step, patience, session=(wish,), trial=trial, keep=keep
        )
    else:
        wish += " WITHOUT ROWID"  # SQLite would keep each twice, in the table and in its index
        engine = SqliteEngine(address.file_of(url, folder), randbytes, step, patience, trial=trial, keep=keep)
    try:
        mine = key_id(key)
        _check_key(engine, mine)
        engine.change(wish)
    except BaseException:
        engine.close()
        raise
    return Ledger(Book(engine, shop, key, mine, station, now, randbytes))


def ledger_exists(url: str, folder: Path) -> bool:
    """Whether there is a ledger at `url` already. Raises Stop for a url that names none."""
    if address.is_on_server(url):
        return bool(address.postgres().exists(url, PATIENCE))
    try:
        return address.file_of(url, folder).stat().st_size > 0
    except OSError:
        return False


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
