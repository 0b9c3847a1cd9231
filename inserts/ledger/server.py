"""A connection to PostgreSQL with time limits at both ends, and what goes wrong with it in plain words.

No message repeats what the server or the driver said, for that may hold order data or the password.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from inserts.ledger.protocol import AGAIN, PUT_BACK, CodeTaken
from inserts.model.problem import Stop

Connection = psycopg.Connection[tuple[Any, ...]]

_OLDEST = 130000
_ADDRESS = "write postgresql://user@server/database; @ : / and % in a password are %40 %3A %2F and %25"
_CLIENT: Mapping[str, str | int] = {
    "connect_timeout": 10,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "target_session_attrs": "read-write",
    "application_name": "inserts",
    "client_encoding": "UTF8",
}
"""How this side notices that the server is gone. The url may say otherwise."""
_PLAIN = re.compile(r"[\w.,:/\-]*\Z")
_LOOK = """
    SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('server_encoding'),
        current_schema() IS NULL, pg_backend_pid()"""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a ledger is kept, and for how many seconds to wait for other stations."""

    url: str
    patience: float

    @property
    def name(self) -> str:
        """The ledger as messages name it. A password with unescaped signs spills over into other parts."""
        with suppress(psycopg.Error):
            known = conninfo_to_dict(self.url)
            host, database = (str(known.get(part) or "") for part in ("host", "dbname"))
            if host and _PLAIN.match(host) and _PLAIN.match(database):
                return f"the ledger on {host}, database {database or known.get('user') or 'of its user'}"
        return "the ledger in PostgreSQL"


def connect(server: Server) -> Connection:
    """A connection that writes durably and hangs at neither end. Raises Stop."""
    try:
        address = make_conninfo("", **{**_CLIENT, **conninfo_to_dict(server.url)})
    except psycopg.Error:
        raise Stop("[ledger] url is no address of a PostgreSQL ledger", _ADDRESS) from None
    try:
        db = psycopg.connect(address, autocommit=True)
    except psycopg.Error as error:
        raise _refused(str(error), server) from None
    try:
        with told(server):
            _check(db, server)
            limits = _limits(server.patience, db.info.server_version)
            db.execute(
                "SELECT set_config(name, value, false) FROM unnest(%s::text[], %s::text[]) AS s (name, value)",
                (list(limits), list(limits.values())),
            )
    except BaseException:
        db.close()
        raise
    return db


def _limits(patience: float, version: int) -> dict[str, str]:
    """How the server notices that this side is gone or stands still, before others have lost their patience."""
    limits = {
        "client_min_messages": "warning",
        "lock_timeout": f"{patience * 1000:.0f}",
        "statement_timeout": f"{patience * 2000:.0f}",
        "idle_in_transaction_session_timeout": f"{patience * 500:.0f}",
        "tcp_keepalives_idle": "15",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "20000",
    }
    # Between transactions a station renders for minutes, and its connection is what tells that it lives.
    return limits | ({"idle_session_timeout": "0"} if version >= 140000 else {})


def _check(db: Connection, server: Server) -> None:
    """Raise Stop for a server that would lose what it has confirmed, or cannot keep a ledger."""
    if db.info.server_version < _OLDEST:
        raise Stop(
            f"{server.name} is kept by PostgreSQL {db.info.server_version // 10000}", "13 is the oldest that will do"
        )
    ((commit, sync, encoding, no_schema, process),) = db.execute(_LOOK).fetchall()
    if "off" in (commit, sync):
        setting = "synchronous_commit" if commit == "off" else "fsync"
        raise Stop(
            f"{server.name} would forget codes in a crash: its server has {setting} = off",
            f"set {setting} = on for this database; a code that is forgotten may be on paper",
        )
    if encoding != "UTF8":
        raise Stop(f"{server.name} is in the encoding {encoding}", "make a database with ENCODING 'UTF8' for it")
    if no_schema:
        raise Stop(f"{server.name} has no schema to be in", "check search_path in [ledger] url, and make the schema")
    if process != db.info.backend_pid:
        raise Stop(
            f"{server.name} is behind a connection pooler, where stations cannot tell who is still printing",
            "name the server itself in [ledger] url",
        )


@contextmanager
def told(server: Server) -> Iterator[None]:
    """Errors of the server and of the connection as a Stop in plain words. A code that is taken is CodeTaken."""
    try:
        yield
    except errors.UniqueViolation as error:
        if (error.diag.constraint_name or "").endswith("_code"):
            raise CodeTaken from None
        raise _stop(error, server) from None
    except psycopg.Error as error:
        raise _stop(error, server) from None
    except UnicodeError:
        raise _stop(psycopg.DataError(), server) from None


def _stop(error: psycopg.Error, server: Server) -> Stop:
    name, state = server.name, error.sqlstate or ""
    match error:
        case errors.LockNotAvailable():
            message = f"{name} was in use by another station for {server.patience:g} seconds"
            return Stop(message, f"wait until that one is done, {AGAIN}")
        case errors.QueryCanceled():
            return Stop(f"{name} did not answer within {server.patience * 2:g} seconds", f"see to its server, {AGAIN}")
        case errors.IdleInTransactionSessionTimeout():
            return Stop(f"this computer stood still while it was writing to {name}", f"wake it up, {AGAIN}")
        case errors.DiskFull():
            return Stop(f"the disk of {name} is full", f"free some space there, {AGAIN}")
        case errors.InsufficientPrivilege():
            hint = "let the user make tables in the schema, and temporary ones in the database"
            return Stop(f"{name} cannot be written by the user of [ledger] url", f"{hint}, {AGAIN}")
        case errors.ReadOnlySqlTransaction():
            return _read_only(server)
        case errors.SerializationFailure() | errors.DeadlockDetected():
            return Stop(f"another program was in the way in {name}", f"close that, {AGAIN}")
        case errors.UndefinedTable() | errors.UndefinedColumn() | errors.DataCorrupted() | errors.IndexCorrupted():
            return damaged(server)
        case psycopg.DataError():
            return Stop(f"{name} cannot keep one of the texts of these orders", "look for odd signs in order numbers")
    if not state or state.startswith(("08", "57P")):
        return Stop(f"the connection to {name} was lost", f"see that it can be reached, {AGAIN}")
    return Stop(f"{name} could not be used (error {state})", f"see to its server, {AGAIN}")


def damaged(server: Server) -> Stop:
    """What is there is no whole ledger."""
    return Stop(f"{server.name} is damaged, or its tables are not a ledger's", PUT_BACK)


def _read_only(server: Server) -> Stop:
    return Stop(
        f"{server.name} takes no changes: its server is a stand-by or read-only", "name the main server in [ledger] url"
    )


def _refused(words: str, server: Server) -> Stop:
    """Why there is no connection. The words are libpq's and the server's, which may be in any language."""
    if "read-only" in words or "read-write" in words:
        return _read_only(server)
    if re.search(r"password|authentication|pg_hba|role ", words):
        hint = "check the user and the password in [ledger] url, or in the file .pgpass of your home folder"
        return Stop(f"{server.name} refused the user or the password", hint)
    if re.search(r"database .* does not exist", words):
        return Stop(f"{server.name} is not there: its server has no such database", "make it with: createdb")
    if re.search(r"too many|remaining connection slots", words):
        return Stop(f"{server.name} has no connection left", f"close other programs, {AGAIN}")
    return Stop(f"{server.name} cannot be reached", f"check that its server runs and [ledger] url names it, {AGAIN}")
