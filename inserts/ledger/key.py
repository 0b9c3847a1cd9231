"""The code key: 32 bytes in a file only its owner can read. Who has it can make the shop's codes."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from inserts.ledger.files import create, sync_folder
from inserts.model.problem import Stop

KEY_BYTES = 32

_BACKUP = "put the file back from your backup; another key would make other codes and know no customer"


def load_or_create_key(path: Path, randbytes: Callable[[int], bytes], *, may_create: bool) -> bytes:
    """The key in `path`; made first if it is missing and `may_create`, which is when there is no ledger yet.

    Several processes at once get the same key, and no crash leaves half of one. Raises Stop with the cure.
    """
    try:
        if not path.exists():
            if not may_create:
                raise Stop(f"the code key {path} is missing, but there is a ledger made with it", _BACKUP)
            _create(path, randbytes)
        return _read(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Stop(f"the code key {path} cannot be used: {reason}", "make the file and its folder yours") from error


def _read(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise Stop(f"the code key {path} holds {len(key)} bytes, not {KEY_BYTES}", _BACKUP)
    # Some disks know no modes; that is no reason not to print.
    with suppress(OSError):
        path.chmod(0o600)
    for leftover in path.parent.glob(f".{path.name}.*.tmp"):
        with suppress(OSError):
            leftover.unlink()
    return key


def _create(path: Path, randbytes: Callable[[int], bytes]) -> None:
    """Write a key beside its place and link it there, which fails if somebody was quicker: then theirs is the key."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, temporary = randbytes(KEY_BYTES), path.with_name(f".{path.name}.{randbytes(8).hex()}.tmp")
    _write(temporary, key)
    try:
        os.link(temporary, path)
    except (FileExistsError, FileNotFoundError):
        pass  # FileNotFoundError: whoever was quicker has tidied up already
    except OSError:  # a disk without hard links
        with suppress(FileExistsError):
            _write(path, key)
    temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def _write(path: Path, key: bytes) -> None:
    with os.fdopen(create(path), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
