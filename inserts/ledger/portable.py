"""A ledger as rows that any engine takes: JSON lines with every column, for moving house and for backups.

The first line says what follows; each further line is a row of a table. Numbers, texts and nulls, nothing else.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from inserts.ledger.file_reader import CHUNK
from inserts.ledger.protocol import Book, CodeTaken
from inserts.ledger.reading import Reader, counts_of, key_of
from inserts.ledger.schema import STEPS, VERSION
from inserts.model.problem import Stop

META = "ledger_meta"
TABLES = tuple(
    found[1] for step in STEPS for statement in step if (found := re.match(r"\s*CREATE TABLE (\w+)", statement))
)
"""All tables but `META`, each after those it refers to."""

_FORMAT = 1
_MARK = "inserts_ledger"
_MEND = "take another copy of the file, for this one is not as inserts wrote it"


class Chunk(NamedTuple):
    """Some rows of one table."""

    table: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """Rows from elsewhere. `name` is for messages; `counts` is empty when nobody has counted."""

    name: str
    schema: int
    key_id: str
    counts: Mapping[str, int]
    chunks: Callable[[], Iterator[Chunk]]


def as_source(reader: Reader) -> Source:
    """A ledger that is open for reading."""

    def chunks() -> Iterator[Chunk]:
        for table, columns in reader.tables().items():
            for rows in reader.each(_select(table, columns)):
                yield Chunk(table, columns, rows)

    return Source(reader.name, reader.version, key_of(reader), counts_of(reader), chunks)


def rows_of(reader: Reader, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of one table, in the same order each time."""
    for rows in reader.each(_select(table, columns)):
        yield from rows


def _select(table: str, columns: tuple[str, ...]) -> str:
    order = ", ".join(str(place + 1) for place in range(min(5, len(columns))))
    return f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"  # noqa: S608


def write(source: Source, file: BinaryIO) -> None:
    """All rows as JSON lines; the same ledger gives the same bytes."""
    head = {_MARK: _FORMAT, "schema": source.schema, "key_id": source.key_id, "counts": dict(source.counts)}
    file.write(f"{json.dumps(head)}\n".encode())
    for table, columns, rows in source.chunks():
        lines = (json.dumps({"table": table, "row": dict(zip(columns, row, strict=True))}) for row in rows)
        file.write("".join(f"{line}\n" for line in lines).encode())


def open_lines(path: Path) -> Source:
    """A file that `write` made. Raises Stop for any other."""
    try:
        with path.open("rb") as file:
            head = _parsed(path, 1, file.readline(1_000_000))
    except OSError as error:
        raise Stop(f"{path}: cannot be read: {error.strerror or error}", "check the name") from error
    counts = head.get("counts")
    if head.get(_MARK) != _FORMAT or not isinstance(counts, dict) or not _are_counts(counts, head.get("schema")):
        raise Stop(f"{path} is no export of a ledger", "make one with: inserts ledger export")
    return Source(str(path), int(head["schema"]), str(head.get("key_id", "")), counts, lambda: _chunks(path))


def check_source(source: Source, mine: str) -> None:
    """Raise Stop for rows of a newer version, or made with another key than this shop's, whose id is `mine`."""
    if source.schema > VERSION:
        raise Stop(f"{source.name} was written by a newer version of inserts", "update inserts")
    if source.key_id and source.key_id != mine:
        raise Stop(
            f"{source.name} was made with another code key than this shop's",
            "put the key file that belongs to it into place ([codes] key_file in shop.toml), then run again",
        )


def pour(book: Book, source: Source, known: Mapping[str, tuple[str, ...]]) -> Mapping[str, int]:
    """Put all rows into an empty ledger, inside the caller's transaction; their number by table.

    `known` are the ledger's columns. Columns that an earlier version did not have get what they begin with. Raises
    Stop when a row does not fit, or when not all arrive.
    """
    poured: Counter[str] = Counter()
    for table, columns, rows in source.chunks():
        if table == META:
            poured[table] += len(rows)
            continue
        if not set(columns) <= set(known.get(table, ())):
            raise Stop(f"{source.name} holds a table or column this version does not know: {table}", "update inserts")
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        try:
            book.db.many(statement, rows)
        except CodeTaken:
            raise Stop(f"{source.name} has one code for two orders", _MEND) from None
        poured[table] += len(rows)
    _check_counts(book, source, poured)
    book.db.renumber()
    return {table: count for table, count in poured.items() if table != META}


def is_empty(book: Book) -> bool:
    """Whether nothing was ever written into the ledger."""
    return not any(book.db.rows(f"SELECT 1 FROM {table} LIMIT 1") for table in TABLES)  # noqa: S608


def clear(book: Book) -> None:
    """Remove every row, inside the caller's transaction."""
    for table in reversed(TABLES):
        book.db.change(f"DELETE FROM {table}")  # noqa: S608


def _check_counts(book: Book, source: Source, poured: Mapping[str, int]) -> None:
    wrong = [table for table, count in source.counts.items() if poured.get(table, 0) != count]
    for table in TABLES:
        there = book.db.rows(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        if int(there[0][0]) != poured.get(table, 0):
            wrong.append(table)
    if wrong:
        raise Stop(f"{source.name} is not whole: rows are missing in {', '.join(sorted(set(wrong)))}", _MEND)


def _chunks(path: Path) -> Iterator[Chunk]:
    table, columns, rows = "", tuple[str, ...](), list[tuple[Any, ...]]()
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if number == 1:
                continue
            name, row = _row(path, number, line)
            if rows and (name != table or tuple(row) != columns or len(rows) == CHUNK):
                yield Chunk(table, columns, rows)
                rows = []
            table, columns = name, tuple(row)
            rows.append(tuple(row.values()))
    if rows:
        yield Chunk(table, columns, rows)


def _row(path: Path, number: int, line: bytes) -> tuple[str, dict[str, Any]]:
    parsed = _parsed(path, number, line)
    table, row = parsed.get("table"), parsed.get("row")
    if not isinstance(table, str) or not isinstance(row, dict) or not all(map(_is_value, row.values())):
        raise Stop(f"{path}:{number}: this is not a row of a ledger", _MEND)
    return table, row


def _parsed(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(line)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        if number == 1:
            raise Stop(f"{path} is no export of a ledger", "make one with: inserts ledger export")
        raise Stop(f"{path}:{number}: this is not a row of a ledger", _MEND)
    return parsed


def _is_value(value: object) -> bool:
    return value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


def _are_counts(counts: Mapping[str, object], schema: object) -> bool:
    return all(isinstance(value, int) and value >= 0 for value in (schema, *counts.values()))
