"""Ledgers to test with, one in each kind of database: a file, and a schema on a private PostgreSQL server."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from inserts.ledger.sqlite import copy

ENGINES = ("sqlite", "postgresql")
NOT_HERE = "PostgreSQL is not here: not tested with it"
SQLITE = "sqlite:///ledger.sqlite"


@dataclass(frozen=True)
class Place:
    """A folder, and the address of a ledger that is this test's alone."""

    folder: Path
    url: str = SQLITE

    @property
    def is_file(self) -> bool:
        return self.url == SQLITE

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of a statement, none when there is no ledger yet."""
        if self.is_file:
            if not (self.folder / "ledger.sqlite").exists():
                return []
            with closing(sqlite3.connect(self.folder / "ledger.sqlite", isolation_level=None)) as db:
                if "ledger_" in statement and not db.execute("SELECT 1 FROM sqlite_master").fetchall():
                    return []
                return db.execute(statement).fetchall()
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as there:
            try:
                cursor = there.execute(statement.encode())
            except psycopg.errors.UndefinedTable:
                return []
            return cursor.fetchall() if cursor.description else []

    def lose(self) -> None:
        """The ledger is gone."""
        if self.is_file:
            (self.folder / "ledger.sqlite").unlink()
        else:
            schema = self.rows("SELECT current_schema()")[0][0]
            self.rows(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}")

    def content(self) -> bytes:
        """All that is kept of the ledger, as it lies there or as it is dumped."""
        if self.is_file:
            return b"".join(path.read_bytes() for path in self.folder.iterdir())
        return re.sub(rb"\\(un)?restrict .*", b"", self.save().read_bytes())  # a number drawn for each dump

    def save(self) -> Path:
        """A backup."""
        if self.is_file:
            saved = self.folder / "saved.sqlite"
            copy(self.folder / "ledger.sqlite", saved)
        else:
            saved = self.folder / "saved.sql"
            schema = str(self.rows("SELECT current_schema()")[0][0])
            _call("pg_dump", "-n", schema, "-f", str(saved), "-d", self._plain_url)
        return saved

    def restore(self, saved: Path) -> None:
        """The backup in the ledger's place."""
        if self.is_file:
            saved.replace(self.folder / "ledger.sqlite")
        else:
            self.rows(f"DROP SCHEMA {self.rows('SELECT current_schema()')[0][0]} CASCADE")
            _call("psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(saved), "-d", self._plain_url)

    @property
    def _plain_url(self) -> str:
        return self.url.partition("&options")[0]

    def settle(self) -> None:
        """Wait until the server has noticed which stations are dead; a system drops a dead one's file locks at once."""
        for _ in range(2000):
            if self.is_file or not self.rows("SELECT 1 FROM pg_stat_activity WHERE application_name = 'inserts'"):
                return
            time.sleep(0.005)
        raise AssertionError("the server holds on to connections of the dead")


def _call(program: str, *options: str) -> None:
    folder = programs()
    assert folder is not None
    found = subprocess.run([str(folder / program), *options], capture_output=True, timeout=60)
    assert found.returncode == 0, found.stderr.decode()


class Server:
    """A PostgreSQL server on a socket in a folder of its own. It syncs as one in earnest does."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._count = 0
        self.folder = folder
        self._programs = programs
        self._owner = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        if self._owner:
            shutil.chown(folder, "nobody")
        options = [
            "-U",
            "shop",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
            "-D",
            str(folder / "data"),
        ]
        self._run("initdb", *options)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "max_connections": "60",
            "shared_buffers": "64MB",
            "logging_collector": "off",
        }
        lines = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.write(lines)
        self._log = "-l", str(folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(folder / "data"), *self._log)

    def _run(self, program: str, *options: str) -> None:
        command = [str(self._programs / program), *options]
        # Not a pipe: the server would keep it open.
        with tempfile.TemporaryFile() as said:
            found = subprocess.run(
                command,
                cwd=self.folder,
                stdout=said,
                stderr=said,
                stdin=subprocess.DEVNULL,
                timeout=120,
                **self._owner,
            )
            said.seek(0)
            assert found.returncode == 0, said.read().decode()

    @property
    def socket(self) -> Path:
        return self.folder / ".s.PGSQL.5432"

    def ledger(self) -> str:
        """The address of a schema that nobody has used."""
        import psycopg

        self._count += 1
        schema = f"shop_{self._count}"
        with psycopg.connect(self.url(), autocommit=True) as db:
            db.execute(f"CREATE SCHEMA {schema}".encode())
        return self.url(schema)

    def url(self, schema: str = "public", more: str = "") -> str:
        """The address of a schema. `more`: further options of the connection, as -cname%3Dvalue."""
        return f"postgresql:///postgres?host={self.folder}&user=shop&options=-csearch_path%3D{schema}{more}"

    def run(self, statement: str) -> None:
        """A statement as the server's owner."""
        Place(self.folder, self.url()).rows(statement)

    def guard(self, user: str) -> None:
        """Ask this user for a password from now on; nobody, if empty."""
        rule = f"local all {user} scram-sha-256\n" if user else ""
        (self.folder / "data" / "pg_hba.conf").write_text(f"{rule}local all all trust\n")
        self._run("pg_ctl", "reload", "-D", str(self.folder / "data"))

    def crash(self) -> None:
        """As if the power had gone, and come back."""
        self._run("pg_ctl", "restart", "-m", "immediate", "-w", "-D", str(self.folder / "data"), *self._log)

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "stop", "-m", mode, "-w", "-D", str(self.folder / "data"))


def programs() -> Path | None:
    """The folder of the newest PostgreSQL server here that can be started, or None."""
    there = [Path(found).parent for found in (shutil.which("initdb"),) if found]
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name.partition(".")[0]))
    found = next((path for path in [*reversed(debian), *there] if (path / "initdb").exists()), None)
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return None
    return found if os.name == "posix" else None


def _quick_disk() -> str | None:
    """A disk in memory, where there is a large one: a server syncs every file it has when it recovers from a crash."""
    memory = Path("/dev/shm")
    enough = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 1 << 30
    return str(memory) if enough else None


@contextmanager
def serving() -> Iterator[Server | None]:
    """A server for as long as the tests run, None when there is none to start."""
    found = programs()
    if found is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="pg", dir=_quick_disk()))
    try:
        server = Server(found, folder)
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder)
