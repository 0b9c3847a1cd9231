"""A ledger file, or a backup of one, opened for reading only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from inserts.ledger.presence import Presence
from inserts.ledger.schema import APPLICATION_ID
from inserts.ledger.sqlite import PATIENCE, foreign, told
from inserts.model.problem import Stop

CHUNK = 5000
"""Rows held in memory at a time."""

_CUT_OFF = 776  # SQLITE_READONLY_ROLLBACK: what a writer left must be undone first, and a reader may not
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'ledger!_%' ESCAPE '!' ORDER BY rowid"


@contextmanager
def open_file(path: Path, patience: float = PATIENCE) -> Iterator[FileReader]:
    """The file as it is now. Raises Stop when it is missing, no ledger, or was cut off while it was written."""
    if not path.is_file() or not path.stat().st_size:
        raise Stop(f"there is no ledger {path}", "it is made by the first: inserts print")
    with told(path, patience), closing(_connect(path, patience)) as db:
        yield FileReader(db, path)


def _connect(path: Path, patience: float) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=patience, isolation_level=None)
    try:
        for setting in ("trusted_schema = OFF", "cell_size_check = ON", "query_only = ON"):
            db.execute(f"PRAGMA {setting}")
        db.execute("BEGIN")
        if db.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
            raise foreign(path)
    except sqlite3.Error as error:
        db.close()
        if getattr(error, "sqlite_errorcode", 0) == _CUT_OFF:
            told_so = f"the ledger {path} was cut off in the middle of a write"
            raise Stop(told_so, "put it right with: inserts batches; then run again") from error
        raise
    except BaseException:
        db.close()
        raise
    return db


class FileReader:
    """See `Reader`."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path
        self._presence = Presence.watch(path)
        self.name = f"the ledger {path}"
        self.version = int(db.execute("PRAGMA user_version").fetchone()[0])

    def tables(self) -> Mapping[str, tuple[str, ...]]:
        names = [name for (name,) in self._db.execute(_TABLES).fetchall()]
        return {name: tuple(row[1] for row in self._db.execute(f"PRAGMA table_info({name})")) for name in names}

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._db.execute(statement, values).fetchall()

    def each(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        with closing(self._db.execute(statement)) as cursor:
            while rows := cursor.fetchmany(CHUNK):
                yield rows

    def faults(self) -> tuple[str, ...]:
        try:
            found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check(20)")]
            loose = {str(row[0]) for row in self._db.execute("PRAGMA foreign_key_check")}
        except sqlite3.DatabaseError:
            return ("the file is damaged",)
        damaged = tuple(f"the file is damaged: {fault}" for fault in found if fault != "ok")
        return (*damaged, *(f"{table} refers to rows that are not there" for table in sorted(loose)))

    def alive(self, holder: str) -> bool:
        return self._presence.alive(holder)
