"""Reading a ledger of any version without changing it: all of one moment, beside stations that write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import inserts.ledger.address as address
from inserts.ledger.file_reader import open_file
from inserts.ledger.sqlite import PATIENCE


class Reader(Protocol):
    """A ledger as it was when it was opened. Raises Stop for what is no ledger, or damaged beyond reading."""

    @property
    def name(self) -> str:
        """The ledger as messages name it."""

    @property
    def version(self) -> int:
        """The version of its tables; may be one of the future."""

    def tables(self) -> Mapping[str, tuple[str, ...]]:
        """The columns of every table, by table, in the order the tables were made."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a statement."""

    def each(self, statement: str) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a statement, some thousands at a time."""

    def faults(self) -> tuple[str, ...]:
        """What the database itself finds wrong with its files and references."""

    def alive(self, holder: str) -> bool:
        """Whether that process still runs."""


def reading(url: str, folder: Path, patience: float = PATIENCE) -> AbstractContextManager[Reader]:
    """The ledger at `url`, read only; a relative path counts from `folder`. Raises Stop when there is none."""
    if address.is_on_server(url):
        found: AbstractContextManager[Reader] = address.postgres_reader().open_server(url, patience)
        return found
    return open_file(address.file_of(url, folder), patience)


def counts_of(reader: Reader) -> dict[str, int]:
    """How many rows each table has."""
    return {table: int(reader.rows(f"SELECT COUNT(*) FROM {table}")[0][0]) for table in reader.tables()}  # noqa: S608


def key_of(reader: Reader) -> str:
    """The id of the key the ledger was made with, or an empty text."""
    rows = reader.rows("SELECT value FROM ledger_meta WHERE key = 'key_id'")
    return str(rows[0][0]) if rows else ""
