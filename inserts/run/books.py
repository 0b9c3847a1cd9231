"""The ledger of a shop, opened with its key; and a copy of it for a run that leaves no trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import inserts.run.release as release
from inserts.ledger import Book, Input, Ledger, ledger_exists, load_or_create_key, open_ledger
from inserts.model.problem import Stop
from inserts.run.outside import Outside
from inserts.settings import Settings


@dataclass(frozen=True, slots=True)
class Books:
    """An open ledger and the shop's code key."""

    ledger: Ledger
    key: bytes


@contextmanager
def open_books(settings: Settings, outside: Outside) -> Iterator[Books]:
    """The shop's ledger and its key, both made at the first run."""
    key = shop_key(settings, outside)
    with _opened(settings, outside, key) as ledger:
        yield Books(ledger, key)


@contextmanager
def open_trial_books(settings: Settings, outside: Outside) -> Iterator[Books]:
    """A copy in memory: a dry run decides and reserves as a real one does, and changes nothing."""
    exists = ledger_exists(settings.ledger_url, settings.folder)
    key = (
        load_or_create_key(settings.key_file, outside.randbytes, may_create=False) if exists else outside.randbytes(32)
    )
    with _opened(settings, outside, key, trial=True) as ledger:
        yield Books(ledger, key)


@contextmanager
def open_book(settings: Settings, outside: Outside, *, made: bool = False, key: bytes = b"") -> Iterator[Book]:
    """What the ledger is kept in, for those who look after it. Raises Stop when there is none, unless it may be `made`.

    `key` stands in for the shop's own, which lies where another ledger is.
    """
    if not made:
        must_exist(settings)
    with _opened(settings, outside, key or shop_key(settings, outside)) as ledger:
        yield ledger.book


def must_exist(settings: Settings) -> None:
    """Raise Stop when nothing was ever printed."""
    if not ledger_exists(settings.ledger_url, settings.folder):
        raise Stop("there is no ledger yet", "it is made by the first: inserts print")


def shop_key(settings: Settings, outside: Outside) -> bytes:
    """The shop's key. It is made here only for a shop that has neither key nor ledger."""
    exists = ledger_exists(settings.ledger_url, settings.folder)
    return load_or_create_key(settings.key_file, outside.randbytes, may_create=not exists)


def _opened(settings: Settings, outside: Outside, key: bytes, *, trial: bool = False) -> Ledger:
    return open_ledger(
        settings.ledger_url,
        settings.folder,
        shop=settings.shop.id,
        key=key,
        station=outside.station,
        now=outside.now,
        randbytes=outside.randbytes,
        step=outside.step,
        trial=trial,
    )


def as_inputs(files: Sequence[Path]) -> tuple[Input, ...]:
    """The export files as the ledger remembers them. Raises Stop when one is gone meanwhile."""
    try:
        return tuple(Input(str(path.absolute()), release.sha256_of(path)) for path in files)
    except OSError as error:
        raise Stop(f"{error.filename}: cannot be read: {error.strerror}", "check the file, then run again") from error
