"""`inserts results`: later exports into the ledger, and what they say of the cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import inserts.run.release as release
from inserts import orders, results
from inserts.cycles import no_collection
from inserts.ledger import Ledger, Uses
from inserts.model.order import Order, State
from inserts.model.problem import Problem, Stop
from inserts.orders import Reading
from inserts.results import Report
from inserts.run.books import Books, as_inputs, open_books
from inserts.run.outside import Outside
from inserts.run.printing import settle
from inserts.settings import Settings

NOTHING_COUNTS = (State.CANCELLED, State.REFUNDED)


@dataclass(frozen=True, slots=True)
class Read:
    """What was understood of the files. `customers` are those that can be told apart, `unknown` orders without one.

    `uses` are the codes found. `notes` are sentences worth telling, `refused` orders that could not be trusted.
    """

    orders: int
    customers: int
    unknown: int
    uses: Uses
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    refused: tuple[str, ...]


def read_returns(settings: Settings, files: Sequence[Path], outside: Outside, *, kind: str = "results") -> Read:
    """Take exports into the ledger. The same one twice, or two that overlap, change nothing that was known.

    Raises Stop when a file cannot be read at all; then nothing of any of them is kept.
    """
    with no_collection():
        reading = orders.read(files, dict(settings.orders_columns), settings.shop.timezone)
        with open_books(settings, outside) as books:
            settle(books.ledger)
            return _take(settings, books, reading, files, kind)


def report_returns(settings: Settings, outside: Outside) -> Report:
    """The report from all the ledger knows."""
    zone = ZoneInfo(settings.shop.timezone)
    today = outside.today(zone)
    with open_books(settings, outside) as books, no_collection():
        settle(books.ledger)
        evidence = books.ledger.evidence(zone=zone)
        return results.report(settings.shop.domain, evidence, settings.experiment, today)


def write_report(path: Path, data: bytes, outside: Outside) -> None:
    """A report's file, whole or not at all; one of the same name is replaced. Raises Stop when it cannot be written."""
    release.open_folder(path.absolute().parent)
    with release.staging(path.absolute().parent, outside.randbytes(8).hex()) as stage:
        made = stage / path.name
        release.write_data(made, data)
        try:
            made.replace(path)
        except OSError as error:
            raise Stop(f"{path}: cannot be written: {error.strerror}", "name another file") from error


def _take(settings: Settings, books: Books, reading: Reading, files: Sequence[Path], kind: str) -> Read:
    zone = ZoneInfo(settings.shop.timezone)
    customers = books.ledger.note_orders(reading.orders, zone=zone, history=settings.history)
    uses = books.ledger.note_uses(reading.orders, rule=settings.codes)
    people = [customers[order.id] for order in reading.orders]
    again = tuple(_again(books.ledger, reading, files, kind))
    return Read(
        orders=len(reading.orders),
        customers=len(set(people) - {""}),
        unknown=people.count(""),
        uses=uses,
        notes=(*_file_notes(reading), *again, *_lacking(reading.orders, people, uses)),
        problems=reading.problems,
        refused=tuple(refused.order for refused in reading.refused),
    )


def _file_notes(reading: Reading) -> Iterator[str]:
    for file in reading.files:
        yield from (f"{file.path}: {note}" for note in file.notes)


def _again(ledger: Ledger, reading: Reading, files: Sequence[Path], kind: str) -> Iterator[str]:
    counts = {file.path: file.rows for file in reading.files}
    for path, entry in zip(files, as_inputs(files), strict=True):
        before = ledger.note_import(entry.sha256, kind, counts.get(str(path), 0))
        if before:
            yield f"{path}: was read before, on {before[:10]}; nothing is counted twice"


def _lacking(made: Sequence[Order], people: Sequence[str], uses: Uses) -> Iterator[str]:
    """What these files cannot tell."""
    unknown = people.count("")
    if made and unknown == len(made):
        yield (
            "no order tells an e-mail address or phone number: who came back cannot be known from these files; "
            "export them with the customer's e-mail"
        )
    elif unknown:
        yield f"{unknown:,} of {len(made):,} orders tell neither e-mail nor phone: who made them is unknown"
    if made and not any(order.discount_codes for order in made):
        yield (
            "no order names a discount code: either none was used, or the export has no column for it; "
            'name its header in shop.toml: [orders] columns = { discount_codes = "..." }'
        )
    if uses.foreign:
        yield f"codes that are not from cards were used, and are left aside: {uses.foreign:,}"
    nothing = sum(order.state in NOTHING_COUNTS for order in made)
    if nothing:
        yield f"{nothing:,} of {len(made):,} orders were cancelled or refunded and do not count"
