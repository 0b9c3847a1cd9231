"""Putting a backup in the ledger's place: nothing known is lost by mistake, and what is on paper is taken up again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import inserts.ledger.address as address
import inserts.ledger.backup as backup
from inserts.ledger.dumped import dumped_source
from inserts.ledger.file_reader import open_file
from inserts.ledger.paper import Sheet, TakenUp, take_up
from inserts.ledger.portable import Source, as_source, check_source, clear, is_empty, open_lines, pour
from inserts.ledger.protocol import Book
from inserts.ledger.reading import reading
from inserts.ledger.sqlite import NoLedger
from inserts.model.problem import Stop, some_of

_NAMED = 10
_ISSUES = """
    SELECT i.shop, i.order_ref, i.code_norm, EXISTS (
        SELECT 1 FROM ledger_print_order o JOIN ledger_print p ON p.id = o.print_id
        WHERE o.issue_id = i.id AND p.state = 'published')
    FROM ledger_issue i"""
_PRINTING = """
    SELECT b.name, p.holder FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE p.state = 'rendering' ORDER BY p.id"""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place. `orders` are the orders now known; `aside` is the copy of what was there before.

    `lost` orders had a code in the former ledger and have none now.
    """

    orders: int
    lost: tuple[str, ...]
    aside: Path | None
    taken_up: TakenUp


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """A backup or an export, told by what is in it: a ledger file, JSON lines, or a dump of PostgreSQL."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise Stop(f"{path}: cannot be read: {error.strerror or error}", "check the name") from error
    if head == b"SQLite format 3\0":
        with open_file(path) as reader:
            faults = reader.faults()
            if faults:
                raise Stop(f"{path} is damaged: {faults[0]}", "use an older backup")
            yield as_source(reader)
    elif head.startswith(b"PGDMP"):
        yield dumped_source(path)
    else:
        yield open_lines(path)


def replaceable(url: str, folder: Path) -> Path | None:
    """The ledger's file when it is missing, empty or cannot be read, so that a new one may take its place; or None."""
    if address.is_on_server(url):
        return None
    path = address.file_of(url, folder)
    if not path.exists() or not path.stat().st_size:
        return path
    try:
        with open_file(path) as reader:
            return path if reader.faults() else None
    except NoLedger:
        return path


def bring_in(book: Book, url: str, folder: Path, path: Path) -> dict[str, int]:
    """Put an export or a backup into an empty ledger; how many rows of each table. All or nothing."""
    with open_source(path) as source:
        check_source(source, book.key_id)
        known = _columns(url, folder)
        with book.db.transaction("import"):
            book.db.linger()
            if not is_empty(book):
                raise Stop(
                    "the ledger is not empty, and two ledgers cannot be joined",
                    "to put this one in its place: inserts ledger restore FILE",
                )
            return dict(pour(book, source, known))


def restore(book: Book, url: str, folder: Path, path: Path | None, sheets: Sequence[Sheet], *, force: bool) -> Restored:
    """Replace all rows by those of the backup `path`, then take up `sheets`; all or nothing, beside open stations.

    Raises Stop when an order would lose the code it has, unless `force`.
    """
    if path is None:
        with book.db.transaction("restore"):
            taken = take_up(book, sheets)
        return Restored(len(_known(book)), (), None, taken)
    with open_source(path) as source:
        check_source(source, book.key_id)
        known = _columns(url, folder)
        with book.db.transaction("restore"):
            book.db.linger()
            _check_quiet(book)
            former, aside = _known(book), None
            if not is_empty(book):
                aside = backup.set_aside(url, folder, book.now)
            clear(book)
            pour(book, source, known)
            taken = take_up(book, sheets)
            now = _known(book)
            lost = tuple(sorted(issue[1] for issue, printed in former.items() if now.get(issue, -1) < printed))
            if lost and not force:
                raise _would_lose(lost, aside)
    return Restored(len(now), lost, aside, taken)


def _known(book: Book) -> dict[tuple[str, str, str | None], int]:
    """Whether it was printed, by shop, order and code."""
    return {(shop, order, code): int(printed) for shop, order, code, printed in book.db.rows(_ISSUES)}


def _check_quiet(book: Book) -> None:
    for batch, holder in book.db.rows(_PRINTING):
        if holder != book.db.holder and book.db.alive(holder):
            raise Stop(f"batch {batch} is being printed right now", "wait until it is done, then run again")


def _would_lose(lost: Sequence[str], aside: Path | None) -> Stop:
    if aside is not None:
        aside.unlink(missing_ok=True)
    orders = "an order" if len(lost) == 1 else f"{len(lost)} orders"
    return Stop(
        f"the ledger knows {orders} that the backup lacks, or has otherwise: {some_of(lost, _NAMED)}",
        "the ledger is as it was. Take up what was printed since with --manifests out, or give it up with --force",
    )


def _columns(url: str, folder: Path) -> dict[str, tuple[str, ...]]:
    with reading(url, folder) as reader:
        return dict(reader.tables())
