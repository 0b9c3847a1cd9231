"""Telling a station that is printing from one that died: a lock on a small file, which the system drops at death."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from inserts.ledger.files import create
from inserts.model.problem import Stop

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, alone: bool) -> bool:
        del alone  # there is only one kind of lock here
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(descriptor: int, *, alone: bool) -> bool:
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


_TOKEN = re.compile(r"[0-9a-f]{32}\Z")


class Presence:
    """A lock held from `take` to `release`. `token` names it to other stations.

    Never a lock on the ledger file itself: closing it would drop the locks of SQLite.
    """

    def __init__(self, database: Path, token: str, descriptor: int | None) -> None:
        self._database = database
        self._descriptor = descriptor
        self.token = token

    @classmethod
    def take(cls, database: Path, randbytes: Callable[[int], bytes]) -> Presence:
        """Lock a new file beside the database. Raises Stop on a disk that knows no locks."""
        for _ in range(100):
            token = randbytes(16).hex()
            path = _path(database, token)
            try:
                descriptor = create(path)
            except FileExistsError:
                continue
            # A station that sweeps may have seen the file before it was locked; it then is gone, or about to be.
            if _lock(descriptor, alone=True) and _is_there(path, descriptor):
                return cls(database, token, descriptor)
            os.close(descriptor)
            _remove(path)
        raise Stop(f"the disk of the ledger {database} cannot lock files", "keep the ledger on a disk of this computer")

    @classmethod
    def watch(cls, database: Path) -> Presence:
        """Only looks at who is there, and is not seen itself."""
        return cls(database, "watching", None)

    def alive(self, token: str) -> bool:
        """Whether whoever took `token` still runs. A lock nobody can look at counts as held."""
        if token == self.token:
            return True
        if not _TOKEN.match(token):
            return False
        try:
            descriptor = os.open(_path(self._database, token), os.O_RDWR)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        try:
            return not _lock(descriptor, alone=False)
        finally:
            os.close(descriptor)

    def sweep(self) -> None:
        """Remove the lock files of the dead."""
        if self._descriptor is None:
            return
        for token in _tokens(self._database):
            if token != self.token:
                with suppress(OSError):
                    _remove_if_dead(_path(self._database, token))

    def release(self) -> None:
        if self._descriptor is None:
            return
        path = _path(self._database, self.token)
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(self._descriptor)
            _remove(path)
        else:
            _remove(path)
            os.close(self._descriptor)


def _tokens(database: Path) -> list[str]:
    """Those that have a lock file at the database, alive or dead."""
    pattern = re.compile(re.escape(database.name) + r"\.([0-9a-f]{32})\.live\Z")
    return [match[1] for path in database.parent.iterdir() if (match := pattern.match(path.name))]


def _path(database: Path, token: str) -> Path:
    return database.with_name(f"{database.name}.{token}.live")


def _is_there(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _remove_if_dead(path: Path) -> None:
    """Remove it while the lock is held, so that nobody can take the file in between."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        if sys.platform != "win32" and _lock(descriptor, alone=False):
            path.unlink()
    finally:
        os.close(descriptor)
    if sys.platform == "win32":  # fails while anybody has it open
        path.unlink()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def stations(database: Path) -> tuple[int, int]:
    """How many processes are at the database now, and how many lock files the dead have left."""
    watch = Presence.watch(database)
    with suppress(OSError):
        tokens = _tokens(database)
        alive = sum(watch.alive(token) for token in tokens)
        return alive, len(tokens) - alive
    return 0, 0
