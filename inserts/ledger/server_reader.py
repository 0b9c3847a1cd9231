"""A ledger in PostgreSQL, opened for reading only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from inserts.ledger.file_reader import CHUNK
from inserts.ledger.files import create
from inserts.ledger.postgres import is_held, translated
from inserts.ledger.server import Connection, Server, connect, damaged, told
from inserts.model.problem import Stop

_SCHEMA = "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass('ledger_meta')"
_VERSION = "SELECT value FROM ledger_meta WHERE key = 'schema_version'"
_COLUMNS = """
    SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND c.relname LIKE 'ledger!_%' ESCAPE '!' AND a.attnum > 0 AND NOT a.attisdropped
        AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('ledger_meta'))
    ORDER BY c.oid, a.attnum"""
# Rows put in while references were not checked; the index of each table is read through as well.
_REFERENCES = """
    SELECT conrelid::regclass::text FROM pg_constraint
    WHERE contype = 'f' AND NOT convalidated AND connamespace =
        (SELECT relnamespace FROM pg_class WHERE oid = to_regclass('ledger_meta'))"""


@contextmanager
def open_server(url: str, patience: float) -> Iterator[ServerReader]:
    """The ledger as it is now. Raises Stop when the server has none."""
    server = Server(url, patience)
    with told(server), closing(connect(server)) as db:
        db.execute("SET statement_timeout = 0")  # a large ledger takes its time
        db.execute("SET idle_in_transaction_session_timeout = 0")
        db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield ServerReader(db, server)


class ServerReader:
    """See `Reader`."""

    def __init__(self, db: Connection, server: Server) -> None:
        self._db = db
        self.name = server.name
        found = self.rows(_SCHEMA)
        if not found:
            raise Stop(f"{server.name} is empty", "it is made by the first: inserts print")
        self.schema = str(found[0][0])
        version = self.rows(_VERSION)
        if not version or not str(version[0][0]).isdecimal():
            raise damaged(server)
        self.version = int(version[0][0])

    def tables(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for table, column in self.rows(_COLUMNS):
            found[table] = (*found.get(table, ()), column)
        return found

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._db.execute(translated(statement), values).fetchall()

    def each(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        with self._db.cursor("each") as cursor:  # kept at the server, and fetched piece by piece
            cursor.execute(translated(statement))
            while rows := cursor.fetchmany(CHUNK):
                yield rows

    def faults(self) -> tuple[str, ...]:
        loose = sorted({str(table) for (table,) in self.rows(_REFERENCES)})
        return tuple(f"{table} has references that were never checked" for table in loose)

    def alive(self, holder: str) -> bool:
        return is_held(holder, self.rows)


class NotDumped(Exception):
    """PostgreSQL's own program could not do it."""


def cannot_dump() -> str:
    """Why there can be no dump, or an empty text."""
    return "" if shutil.which("pg_dump") and shutil.which("pg_restore") else "pg_dump is not installed here"


def dump(url: str, patience: float, target: Path) -> None:
    """The ledger's tables as an archive of PostgreSQL's own, read through once. Raises NotDumped, e.g. for a pg_dump
    that is older than the server."""
    with open_server(url, patience) as reader:
        schema = reader.schema
    address = conninfo_to_dict(url)
    password = address.pop("password", None)
    # In the environment, which only this user can read; the command line everybody can.
    env = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    os.close(create(target))
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f"--table={schema}.ledger_*",
        f"--file={target}",
        f"--dbname={make_conninfo('', **address)}",
        env=env,
    )
    _run("pg_restore", "--data-only", f"--file={os.devnull}", str(target), env=env)


def _run(program: str, *arguments: str, env: Mapping[str, str]) -> None:
    found = shutil.which(program)
    if not found:
        raise NotDumped(program)
    command = [found, *arguments]
    done = subprocess.run(command, env=env, check=False, capture_output=True, stdin=subprocess.DEVNULL)  # noqa: S603
    if done.returncode:
        raise NotDumped(program)
