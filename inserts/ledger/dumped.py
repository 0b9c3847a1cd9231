"""A dump that pg_dump made, as rows. It is read with pg_restore, which needs no server for that."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from inserts.ledger.file_reader import CHUNK
from inserts.ledger.portable import META, TABLES, Chunk, Source
from inserts.model.problem import Stop

_COPY = re.compile(r"COPY [^(]*\(([^)]*)\) FROM stdin;\Z")
_ESCAPED = re.compile(r"\\(.)")
_MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def dumped_source(path: Path) -> Source:
    """The rows of a dump. Raises Stop when pg_restore is not here, or cannot read it."""
    meta = {row[0]: row[1] for chunk in _chunks(path, META) for row in chunk.rows}
    version = meta.get("schema_version") or ""
    if not version.isdecimal():
        raise Stop(f"{path} is no dump of a ledger", "make one with: inserts ledger backup")
    tables = (META, *TABLES)

    def chunks() -> Iterator[Chunk]:
        for table in tables:
            yield from _chunks(path, table)

    return Source(str(path), int(version), meta.get("key_id") or "", {}, chunks)


def _chunks(path: Path, table: str) -> Iterator[Chunk]:
    columns: tuple[str, ...] = ()
    rows: list[tuple[str | None, ...]] = []
    for line in _lines(path, table):
        if not columns:
            found = _COPY.match(line)
            columns = tuple(name.strip(' "') for name in found[1].split(",")) if found else ()
        elif line == "\\.":
            break
        else:
            rows.append(tuple(_value(field) for field in line.split("\t")))
            if len(rows) == CHUNK:
                yield Chunk(table, columns, rows)
                rows = []
    if rows:
        yield Chunk(table, columns, rows)


def _lines(path: Path, table: str) -> Iterator[str]:
    program = shutil.which("pg_restore")
    if not program:
        hint = "install PostgreSQL's client programs"
        raise Stop(f"{path} is a dump of PostgreSQL, and pg_restore is not here", hint)
    command = [program, "--data-only", f"--table={table}", "--file=-", str(path)]
    with subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        if process.stdout is None:
            raise AssertionError("a pipe was asked for")
        for line in process.stdout:
            yield line.decode("utf-8").removesuffix("\n")
    if process.returncode:
        raise Stop(f"{path} cannot be read by pg_restore", "use another backup, or a newer pg_restore")


def _value(field: str) -> str | None:
    return None if field == "\\N" else _ESCAPED.sub(lambda match: _MEANT.get(match[1], match[1]), field)
