"""Where `[ledger] url` leads: a file, or a server. No message repeats the url, for it may hold a password."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from inserts.model.problem import Stop

_SQLITE = "sqlite:///"


def is_on_server(url: str) -> bool:
    """Whether the url names a ledger in PostgreSQL."""
    return url.startswith(("postgresql://", "postgres://"))


def file_of(url: str, folder: Path) -> Path:
    """The file of a SQLite ledger; a relative path counts from `folder`. Raises Stop."""
    if url.startswith(_SQLITE) and url != _SQLITE:
        return folder.absolute() / url.removeprefix(_SQLITE)
    raise Stop("[ledger] url is no ledger's address", 'write url = "sqlite:///ledger.sqlite"')


def postgres() -> ModuleType:
    """The engine for PostgreSQL, loaded only for such a url: its driver is an extra, and slow to load."""
    return _with_driver(_engine)


def postgres_reader() -> ModuleType:
    """What reads a ledger in PostgreSQL without changing it, loaded only for such a url."""
    return _with_driver(_reader)


def _engine() -> ModuleType:
    import inserts.ledger.postgres as module

    return module


def _reader() -> ModuleType:
    import inserts.ledger.server_reader as module

    return module


def _with_driver(load: Callable[[], ModuleType]) -> ModuleType:
    try:
        return load()
    except ImportError as error:
        if (error.name or "psycopg").partition(".")[0] != "psycopg":
            raise
        raise Stop(
            "a ledger in PostgreSQL needs psycopg, which is not here", "install it: pip install 'inserts[postgres]'"
        ) from error
