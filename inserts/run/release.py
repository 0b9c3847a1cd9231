"""Files that appear whole or not at all: made in a private folder, synced, renamed; readable by their owner only."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from inserts.model.problem import Stop


def open_folder(folder: Path) -> None:
    """Make the folder and try that it can be written to. Raises Stop with the cure."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".probe-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(path: Path, error: OSError) -> Stop:
    """What to tell people when a file or folder cannot be written."""
    return Stop(
        f"{path}: cannot be written: {error.strerror or error}",
        "free some space or choose another place with --out, then run again: nothing is lost and no code is doubled",
    )


@contextmanager
def staging(folder: Path, token: str) -> Iterator[Path]:
    """A private folder in `folder` for files that are not finished; whatever is left in it goes when the block ends."""
    stage = folder / f".{token}.tmp"
    try:
        stage.mkdir(mode=0o700)
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def write_new(path: Path, write: Callable[[BinaryIO], object]) -> str:
    """Write a new file, sync it to disk, and return its SHA-256. Raises Stop when the disk does not take it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        return sha256_of(path)
    except OSError as error:
        raise unwritable(path.parent.parent, error) from error


def write_data(path: Path, data: bytes) -> str:
    """`write_new` with bytes that are ready."""
    return write_new(path, lambda file: file.write(data))


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_there(path: Path, sha256: str) -> bool:
    """Whether exactly this file has its final name."""
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


def free(path: Path) -> Path:
    """`path`, or with a number when some file has the name: nothing of anybody's is ever overwritten."""
    number, chosen = 1, path
    while chosen.exists() or chosen.is_symlink():
        number += 1
        chosen = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return chosen


def appear(made: Path, final: Path) -> None:
    """Give the file its final name, durably."""
    try:
        made.replace(final)
        _sync_folder(final.parent)
    except OSError as error:
        raise unwritable(final, error) from error


def set_aside(made: Path, folder: Path, reasons: str) -> Path:
    """Keep a file that must not be printed, with the reasons beside it; returns where it lies."""
    aside = folder / "refused"
    try:
        aside.mkdir(mode=0o700, exist_ok=True)
        kept = free(aside / made.name)
        made.replace(kept)
        with suppress(OSError):
            write_data(kept.with_suffix(".txt"), reasons.encode())
    except OSError as error:
        raise unwritable(aside, error) from error
    return kept


def sweep(folder: Path, before: float) -> None:
    """Remove unfinished files that a run left behind before this time (seconds since 1970): no run takes so long."""
    for leftover in folder.glob(".*.tmp"):
        with suppress(OSError):
            if leftover.stat().st_mtime < before:
                shutil.rmtree(leftover, ignore_errors=True)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows has no handle on a folder; its rename is journalled
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
