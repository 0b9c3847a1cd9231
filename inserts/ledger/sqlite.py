"""SQLite as the ledger's engine: one file, rollback journal, every commit on the disk before it counts.

journal_mode DELETE with synchronous EXTRA lost nothing in simulated power cuts, keeps the ledger in one file that
can be copied, and costs nothing at one transaction a batch. The file is never opened by other means in this
process, for closing it again would drop SQLite's locks.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from inserts.ledger.disks import network_disk
from inserts.ledger.files import create
from inserts.ledger.presence import Presence
from inserts.ledger.protocol import AGAIN, PUT_BACK, CodeTaken
from inserts.ledger.schema import APPLICATION_ID, VERSION, migrate
from inserts.model.problem import Stop

PATIENCE = 30.0
"""Seconds to wait while another station writes."""

_TYPES = {"PK": "INTEGER PRIMARY KEY", "TS": "TEXT", "INT": "INTEGER"}
_SETTINGS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA synchronous = EXTRA",
    # 32 MB as far as they are needed. A batch touches some thousand pages of a ledger with a million codes, for keyed
    # hashes lie everywhere; what does not fit in memory is written, and waited for, in the middle of the transaction.
    "PRAGMA cache_size = -32768",
)
_CHECKED = 64 << 20
"""Bytes that are read through whenever the ledger is opened. Larger ones take seconds: `inserts ledger check` does."""

_JOIN = re.compile(r"(?<!LEFT )\bJOIN\b")


class SqliteEngine:
    """A connection to a ledger file, made if it is missing. `step` is called around every durable operation,
    `keep` with the version of a ledger that is about to be led to this one.

    `trial`: a copy in memory that nobody sees and nothing is kept of.
    """

    def __init__(
        self,
        path: Path,
        randbytes: Callable[[int], bytes],
        step: Callable[[str], None],
        patience: float = PATIENCE,
        *,
        trial: bool = False,
        keep: Callable[[int], None] = lambda _: None,
    ) -> None:
        self._path = path
        self._keep = keep
        self._step = step
        self._patience = patience
        self._trial = trial
        with told(path, patience):
            self._db = _in_memory(path, patience) if trial else _in_file(path, patience)
        try:
            self._open("memory" if trial else "delete")
            with told(path, patience):
                self._presence = Presence.watch(path) if trial else Presence.take(path, randbytes)
            if not trial:
                with suppress(OSError):  # some disks know no modes
                    path.chmod(0o600)
        except BaseException:
            self._db.close()
            raise

    @property
    def holder(self) -> str:
        return self._presence.token

    def alive(self, holder: str) -> bool:
        return self._presence.alive(holder)

    def tidy(self) -> None:
        with suppress(OSError):
            self._presence.sweep()

    @contextmanager
    def transaction(self, name: str) -> Iterator[None]:
        with told(self._path, self._patience):
            self._step(f"{name}: begin")
            # IMMEDIATE: a plain BEGIN that reads first fails at once, without waiting, when another station writes.
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._step(f"{name}: commit")
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has rolled back by itself
                    self._db.execute("ROLLBACK")
                raise
            self._step(f"{name}: done")

    @contextmanager
    def attempt(self) -> Iterator[None]:
        self._db.execute("SAVEPOINT attempt")
        try:
            yield
        except CodeTaken:
            self._db.execute("ROLLBACK TO attempt")
            self._db.execute("RELEASE attempt")
            raise
        self._db.execute("RELEASE attempt")

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with told(self._path, self._patience):
            return self._db.execute(_ordered(statement), values).fetchall()

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        with told(self._path, self._patience):
            return self._db.execute(_ordered(statement), values).rowcount

    def many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        with told(self._path, self._patience):
            self._db.executemany(statement, rows)

    def linger(self) -> None:
        """A file has nobody who would lose patience with the one that writes."""

    def renumber(self) -> None:
        """SQLite counts on from the highest number by itself."""

    def compact(self) -> None:
        self.change("VACUUM")

    def close(self) -> None:
        self._db.close()
        self._presence.release()

    def _open(self, journal: str) -> None:
        with told(self._path, self._patience):
            for setting in _SETTINGS:
                self._db.execute(setting)
            self._db.execute("BEGIN")  # one view of the file, for another station may be making it just now
            try:
                self._check()
            finally:
                self._db.execute("ROLLBACK")
            if self._db.execute("PRAGMA journal_mode = DELETE").fetchall() != [(journal,)]:
                raise Stop(f"the ledger {self._path} is in use by another program", f"close that, {AGAIN}")
            if self._pragma("user_version") < VERSION:
                self._migrate()

    def _check(self) -> None:
        """Raise Stop unless the file is empty, or a whole ledger of this version or an earlier one."""
        mark, version = self._pragma("application_id"), self._pragma("user_version")
        empty = not self._db.execute("SELECT name FROM sqlite_master LIMIT 1").fetchall()
        if not (empty and mark == version == 0) and mark != APPLICATION_ID:
            raise foreign(self._path)
        if version > VERSION:
            raise Stop(f"the ledger {self._path} was written by a newer version of inserts", "update inserts")
        small = self._pragma("page_count") * self._pragma("page_size") <= _CHECKED
        if small and self._db.execute("PRAGMA quick_check(1)").fetchall() != [("ok",)]:
            raise _damaged(self._path)

    def _migrate(self) -> None:
        with self.transaction("tables"):
            version = self._pragma("user_version")  # another station may have been quicker
            if version < VERSION:
                if version and not self._trial:
                    self._keep(version)
                migrate(self, _TYPES, version)
                self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                self._db.execute(f"PRAGMA user_version = {VERSION}")

    def _pragma(self, name: str) -> int:
        rows = self._db.execute(f"PRAGMA {name}").fetchall()
        return int(rows[0][0])


class NoLedger(Stop):
    """A file that is another program's or damaged, so that nothing in it can be used."""


def copy(source: Path, target: Path) -> None:
    """A consistent copy of a ledger beside open writers, whole and on the disk when this returns. Raises Stop."""
    if not source.is_file():
        raise Stop(f"there is no ledger {source} to copy")
    with told(source), closing(sqlite3.connect(source, timeout=PATIENCE)) as ledger, told(target):
        if target.exists():
            raise Stop(f"{target} is there already", "name a new file for the copy")
        _create(target)  # on a network drive too, for nobody else writes to a copy
        with closing(sqlite3.connect(target, isolation_level=None)) as db:
            db.execute("PRAGMA synchronous = EXTRA")
            ledger.backup(db)
            if db.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
                raise _damaged(target)


@lru_cache(256)
def _ordered(statement: str) -> str:
    """A statement that begins with the orders it is about, joined in the order it is written in.

    Without figures about the tables, SQLite would rather begin with all codes of the shop.
    """
    return _JOIN.sub("CROSS JOIN", statement) if "FROM ledger_wish w" in statement else statement


def _in_file(path: Path, patience: float) -> sqlite3.Connection:
    _make(path)
    return sqlite3.connect(path, timeout=patience, isolation_level=None)


def _in_memory(path: Path, patience: float) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:", isolation_level=None)
    if path.is_file():
        with closing(sqlite3.connect(path, timeout=patience)) as ledger:
            ledger.backup(memory)
    return memory


@contextmanager
def told(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Database and disk errors as a Stop in plain words."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        if "code_norm" in str(error):
            raise CodeTaken from error
        raise _stop(error, path, patience) from error
    except sqlite3.Error as error:
        raise _stop(error, path, patience) from error
    except OSError as error:
        raise Stop(
            f"the ledger {path} cannot be written: {error.strerror or error}",
            f"free some space, or make the file and its folder writable for you, {AGAIN}",
        ) from error


def _stop(error: sqlite3.Error, path: Path, patience: float) -> Stop:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            message = f"the ledger {path} was in use by another program for {patience:g} seconds"
            return Stop(message, f"close that, {AGAIN}")
        case sqlite3.SQLITE_FULL:
            return Stop(f"the disk of the ledger {path} is full", f"free some space, {AGAIN}")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            message = f"the ledger {path} cannot be written"
            return Stop(message, f"make the file and its folder writable for you, {AGAIN}")
        case sqlite3.SQLITE_IOERR:
            message = f"the disk could not read or write the ledger {path}"
            return Stop(message, f"check that the disk is there and has space, {AGAIN}")
        case sqlite3.SQLITE_CORRUPT:
            return _damaged(path)
        case sqlite3.SQLITE_NOTADB:
            return foreign(path)
    return Stop(f"the ledger {path} could not be used: {error}", "put back your last backup of it if this goes on")


def _make(path: Path) -> None:
    """An empty file nobody else can read; the journal takes its mode. A file that is there is not opened."""
    disk = network_disk(path)
    if disk:
        raise Stop(
            f"the ledger {path} is on a network drive ({disk}), where two stations can spoil it",
            'keep it on a disk of this computer: [ledger] url = "sqlite:////folder/ledger.sqlite"',
        )
    if path.is_dir():
        raise Stop(f"the ledger {path} is a folder", "name a file in [ledger] url")
    _create(path)


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(create(path))


def foreign(path: Path) -> NoLedger:
    """The file is some other program's, or no database at all."""
    return NoLedger(f"{path} is not a ledger", "check [ledger] url in shop.toml; the file was left as it is")


def _damaged(path: Path) -> NoLedger:
    return NoLedger(f"the ledger {path} is damaged", PUT_BACK)
