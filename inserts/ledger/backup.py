"""Copies of the ledger: consistent beside stations that write, readable by their owner only, whole or not there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import inserts.ledger.address as address
import inserts.ledger.sqlite as sqlite
from inserts.ledger.file_reader import open_file
from inserts.ledger.files import create, sync_folder
from inserts.ledger.portable import as_source, write
from inserts.ledger.protocol import stamp
from inserts.ledger.reading import Reader, reading
from inserts.model.problem import Stop

FOLDER = "backups"
"""In the shop's folder, unless another is named."""

Kind = Literal["sqlite", "jsonl", "dump"]

_SUFFIXES = (".sqlite", ".jsonl", ".dump")
_UNFINISHED = re.compile(r"\..+\.(sqlite|jsonl|dump)\.\d+\.tmp\Z")
_DATE = r"(\d{4}-\d{2}-\d{2})T\d{6}Z( \(\d+\))?\.(sqlite|jsonl|dump)\Z"


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup, and the older ones that were removed. `note` is a sentence worth telling."""

    path: Path
    kind: Kind
    removed: tuple[Path, ...] = ()
    note: str = ""


def back_up(url: str, folder: Path, target: Path, *, shop: str, now: Callable[[], datetime], keep: int) -> Backup:
    """A copy of the ledger as it is now, checked, as the file `target`, or under the day's name in that folder.

    In a folder the last copy of each day stays, for the last `keep` days that have one; today's all stay.
    """
    if target.suffix in _SUFFIXES and not target.is_dir():
        return _copy(url, folder, target)
    moment = _moment(now)
    made = _copy(url, folder, target / f"{_slug(shop)}-{moment}")
    return Backup(made.path, made.kind, _rotate(target, _slug(shop), moment[:10], keep), made.note)


def keep_former(url: str, folder: Path, now: Callable[[], datetime], version: int) -> None:
    """A copy of a ledger of an earlier version, before it is led to this one."""
    _copy(url, folder, folder / FOLDER / f"before-update-of-version-{version}-{_moment(now)}", portable=True)


def set_aside(url: str, folder: Path, now: Callable[[], datetime]) -> Path:
    """A copy of the ledger that is about to be replaced."""
    return _copy(url, folder, folder / FOLDER / f"replaced-{_moment(now)}", portable=True).path


def swap(path: Path, made: Path, now: Callable[[], datetime]) -> Path | None:
    """Put `made` in the place of a ledger file that cannot be read, in one step; gives where the former one lies."""
    aside = None
    try:
        if path.exists() and path.stat().st_size:
            aside = _free(path.with_name(f"{path.name}.damaged-{_moment(now)}"))
            os.link(path, aside)
        for journal in path.parent.glob(f"{path.name}-journal"):  # it would be rolled back into the new one
            journal.rename(_free((aside or path).with_name(f"{(aside or path).name}-former-journal")))
        made.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from error
    return aside


def write_new(path: Path, make: Callable[[Path], None]) -> None:
    """A file that `make` writes, which appears whole or not at all. Raises Stop when it is there or cannot be."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    if path.parent.exists() and not path.parent.is_dir():
        raise _unwritable(path, OSError("its folder is a file"))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        try:
            make(temporary)
            _sync(temporary)
            _sweep(temporary)
            os.link(temporary, path)  # unlike a rename, never over a file that is there
            sync_folder(path.parent)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()
    except FileExistsError as error:
        raise Stop(f"{path} is there already", "name a new file") from error
    except OSError as error:
        raise _unwritable(path, error) from error


def _copy(url: str, folder: Path, target: Path, *, portable: bool = False) -> Backup:
    """`target` without a known suffix gets the kind's. `portable`: never a dump of PostgreSQL's own."""
    if not address.is_on_server(url):
        path = _named(target, "sqlite")
        write_new(path, lambda temporary: _copy_file(address.file_of(url, folder), temporary))
        return Backup(path, "sqlite")
    note = ""
    if not portable and target.suffix != ".jsonl":
        path, reader = _named(target, "dump"), address.postgres_reader()
        fault = reader.cannot_dump()
        if not fault:
            try:
                write_new(path, lambda temporary: reader.dump(url, sqlite.PATIENCE, temporary))
                return Backup(path, "dump")
            except reader.NotDumped:
                fault = "pg_dump failed"
        note = f"{fault}: the backup is an export in JSON lines, which restores as well"
    path = _named(target, "jsonl")
    write_new(path, lambda temporary: export(url, folder, temporary))
    return Backup(path, "jsonl", note=note)


def export(url: str, folder: Path, target: Path) -> None:
    """The ledger as JSON lines in a new file."""
    with reading(url, folder) as reader:
        write_lines(reader, target)


def write_lines(reader: Reader, target: Path) -> None:
    """A ledger that is open for reading as JSON lines in a new file."""
    with os.fdopen(create(target), "wb") as file:
        write(as_source(reader), file)


def _copy_file(source: Path, target: Path) -> None:
    sqlite.copy(source, target)
    with open_file(target) as made:
        if made.faults():
            raise Stop(f"the ledger {source} is damaged: {made.faults()[0]}", "look closer with: inserts ledger check")


def _named(target: Path, kind: Kind) -> Path:
    return target if target.suffix in _SUFFIXES else _free(target.with_name(f"{target.name}.{kind}"))


def _free(path: Path) -> Path:
    number, chosen = 1, path
    while chosen.exists():
        number += 1
        chosen = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return chosen


def _rotate(folder: Path, slug: str, today: str, keep: int) -> tuple[Path, ...]:
    """Remove older backups of this shop: of each day all but the last, and those of days beyond the last `keep`."""
    pattern = re.compile(re.escape(f"{slug}-") + _DATE)
    by_day: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir(), key=lambda path: (path.name.partition(".")[0], path.name)):
        if match := pattern.match(path.name):
            by_day.setdefault(match[1], []).append(path)
    days = sorted(by_day)
    old = [path for day in days[:-keep] for path in by_day[day]]
    old += [path for day in days[-keep:] if day != today for path in by_day[day][:-1]]
    for path in old:
        with suppress(OSError):
            path.unlink()
    return tuple(old)


def _slug(shop: str) -> str:
    return re.sub(r"[^a-z0-9.-]+", "-", shop.lower()).strip("-.")[:60] or "shop"


def _moment(now: Callable[[], datetime]) -> str:
    return stamp(now()).replace(":", "")


def _sweep(newest: Path) -> None:
    """Remove what a run that was killed a day ago or earlier left unfinished."""
    for path in newest.parent.glob(".*.tmp"):
        with suppress(OSError):
            if _UNFINISHED.match(path.name) and path.stat().st_mtime < newest.stat().st_mtime - 86_400:
                path.unlink()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(path: Path, error: OSError) -> Stop:
    return Stop(
        f"{path}: cannot be written: {error.strerror or error}",
        "free some space or choose another place, then run again; the ledger is as it was",
    )
