"""Whether a ledger keeps its promises: looked at from outside, without changing anything."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import inserts.ledger.address as address
from inserts.ledger.backup import FOLDER
from inserts.ledger.codes import key_id, normalise
from inserts.ledger.conditions import GIVES, TAKEN
from inserts.ledger.disks import network_disk
from inserts.ledger.presence import stations
from inserts.ledger.protocol import stamp
from inserts.ledger.reading import Reader, counts_of, key_of, reading
from inserts.ledger.schema import VERSION
from inserts.model.problem import Stop, some_of

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen. `fault`: something is wrong and wants mending; else it is good to know. `about` is one word."""

    about: str
    message: str
    hint: str = ""
    fault: bool = True


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found, faults first, and the rows by table. Version 0: the ledger could not be read."""

    version: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not any(finding.fault for finding in self.findings)


_RESTORE = "put back your last backup: inserts ledger restore FILE"
_TWO_CODES = """
    SELECT order_ref FROM ledger_issue WHERE shop = ? AND code_norm IS NOT NULL
    GROUP BY order_ref, slot HAVING COUNT(*) > 1"""
_TWO_ORDERS = """
    SELECT MIN(order_ref) FROM ledger_issue WHERE shop = ? AND code_norm IS NOT NULL
    GROUP BY code_norm HAVING COUNT(*) > 1"""
_CODES = "SELECT order_ref, code, code_norm FROM ledger_issue WHERE code IS NOT NULL AND code_norm IS NOT NULL"
_NO_CODE = f"SELECT i.order_ref FROM ledger_issue i WHERE i.shop = ? AND i.code IS NULL AND {GIVES}"  # noqa: S608
_TWICE = f"""
    SELECT i.order_ref FROM ledger_issue i JOIN ledger_print_order o ON o.issue_id = i.id AND o.voided_at IS NULL
    JOIN ledger_print p ON p.id = o.print_id AND {TAKEN}
    WHERE i.shop = ? GROUP BY i.order_ref HAVING COUNT(*) > 1"""  # noqa: S608
_LOOSE_CARDS = """
    SELECT COUNT(*) FROM ledger_print_card c LEFT JOIN ledger_print_order o
        ON o.print_id = c.print_id AND o.issue_id = c.issue_id WHERE o.print_id IS NULL"""
_RENDERING = """
    SELECT b.name, p.holder FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE b.shop = ? AND p.state = 'rendering' ORDER BY p.id"""
_PUBLISHED = """
    SELECT b.name, p.pdf FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE b.shop = ? AND p.state = 'published' AND p.pdf IS NOT NULL AND p.settled_at >= ? ORDER BY p.id"""


def check_up(url: str, folder: Path, *, shop: str, key_file: Path, pdfs_since: datetime) -> Checkup:
    """Look at everything: the database, the key, the rows, the files. Finished files are missed since `pdfs_since`."""
    findings = [*_disk(url, folder), *_modes(url, folder, key_file)]
    version, counts = 0, dict[str, int]()
    try:
        with reading(url, folder) as reader:
            version = reader.version
            faults = [Finding("database", fault, _RESTORE) for fault in reader.faults()]
            findings += faults
            findings += _version(reader)
            if not faults:
                counts = counts_of(reader)
                findings += _key(reader, key_file)
                findings += _rows(reader, shop)
                findings += _prints(reader, shop, pdfs_since)
    except Stop as stop:
        findings.append(Finding("database", stop.message, stop.hint))
    return Checkup(version, counts, tuple(sorted(findings, key=lambda finding: not finding.fault)))


def _disk(url: str, folder: Path) -> Iterator[Finding]:
    if address.is_on_server(url):
        return
    path = address.file_of(url, folder)
    disk = network_disk(path)
    if disk:
        yield Finding("disk", f"the ledger is on a network drive ({disk})", "keep it on a disk of this computer")
    if path.with_name(f"{path.name}-wal").exists():
        yield Finding("disk", "another program has changed how the ledger is written", "run: inserts batches")
    alive, dead = stations(path)
    if alive:
        yield Finding("stations", f"{alive} at work with this ledger right now", fault=False)
    if dead:
        yield Finding("stations", f"{dead} that stopped without a word; the next run tidies up", fault=False)


def _modes(url: str, folder: Path, key_file: Path) -> Iterator[Finding]:
    """Files that others of this computer can read. There are no modes on Windows."""
    if os.name != "posix":
        return
    paths = [key_file, *(() if address.is_on_server(url) else (address.file_of(url, folder),))]
    with suppress(OSError):
        paths += sorted(path for path in (folder / FOLDER).iterdir() if path.is_file())
    for path in paths:
        with suppress(OSError):
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                yield Finding("modes", f"{path} can be read by others", f"close it to them: chmod 600 {path}")


def _version(reader: Reader) -> Iterator[Finding]:
    if reader.version > VERSION:
        yield Finding(
            "version", f"the ledger is of version {reader.version}, newer than this program", "update inserts"
        )
    elif reader.version < VERSION:
        told = f"the ledger is of version {reader.version}; this program makes it version {VERSION} when it opens it"
        yield Finding("version", told, "now, with a backup first: inserts ledger migrate", fault=False)


def _key(reader: Reader, key_file: Path) -> Iterator[Finding]:
    back = "put the key file back from your backup; another key makes other codes and knows no customer"
    try:
        key = key_file.read_bytes()
    except OSError as error:
        yield Finding("key", f"the code key {key_file} cannot be read: {error.strerror or error}", back)
        return
    known = key_of(reader)
    if known and key_id(key) != known:
        yield Finding("key", f"the ledger was made with another code key than {key_file}", back)


def _rows(reader: Reader, shop: str) -> Iterator[Finding]:
    for statement, words in (
        (_TWO_CODES, "with two codes"),
        (_TWO_ORDERS, "with a code that another order has, too"),
        (_NO_CODE, "with an offer and no code"),
        (_TWICE, "printed twice as a first print"),
    ):
        yield from _orders([order for (order,) in reader.rows(statement, (shop,))], words)
    wrong = [order for chunk in reader.each(_CODES) for order, code, norm in chunk if normalise(code) != norm]
    yield from _orders(wrong, "whose code is kept in two ways that differ")
    loose = int(reader.rows(_LOOSE_CARDS)[0][0])
    if loose:
        yield Finding("cards", f"{loose} cards of orders that their print does not have", _RESTORE)


def _orders(orders: list[str], words: str) -> Iterator[Finding]:
    if orders:
        yield Finding("orders", f"{len(orders)} {words}: {some_of(orders, _NAMED)}", _RESTORE)


def _prints(reader: Reader, shop: str, pdfs_since: datetime) -> Iterator[Finding]:
    for batch, holder in reader.rows(_RENDERING, (shop,)):
        if reader.alive(holder):
            yield Finding("prints", f"batch {batch} is being printed right now", fault=False)
        else:
            yield Finding(
                "prints",
                f"batch {batch} was not finished when its station stopped",
                "settle it with: inserts batches; then print again",
            )
    gone = [(batch, pdf) for batch, pdf in reader.rows(_PUBLISHED, (shop, stamp(pdfs_since))) if not Path(pdf).exists()]
    for batch, pdf in gone[:_NAMED]:
        yield Finding("files", f"the PDF of batch {batch} is not at {pdf}", "reprints make a new one", fault=False)
    if len(gone) > _NAMED:
        yield Finding("files", f"{len(gone) - _NAMED} more PDFs are not where they were made", fault=False)
