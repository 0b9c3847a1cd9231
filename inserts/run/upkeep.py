"""`inserts ledger`: looking after the book of codes and prints, and after the files beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import inserts.ledger as ledger
import inserts.run.release as release
from inserts import manifest
from inserts.ledger import Backup, Book, Checkup, Restored
from inserts.model.problem import Problem, Stop
from inserts.run.books import must_exist, open_book, shop_key
from inserts.run.outside import Outside
from inserts.settings import Settings

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_REPRINT = "-reprint-"


class Person(NamedTuple):
    """How a customer is named: an e-mail address, a phone number, or both. Never kept, never shown."""

    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Purged:
    """Rows removed or emptied, by what they are, and files removed from the output folder."""

    rows: Mapping[str, int]
    files: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """The version before (0: there was no ledger) and after, and the copies made of the former one."""

    before: int
    after: int
    copies: tuple[Path, ...]


def check_ledger(settings: Settings, outside: Outside) -> Checkup:
    """Look at the ledger and its files without changing anything."""
    since = outside.now() - timedelta(days=settings.retention.pdf_days)
    return ledger.check_up(
        settings.ledger_url, settings.folder, shop=settings.shop.id, key_file=settings.key_file, pdfs_since=since
    )


def back_up_ledger(settings: Settings, outside: Outside, target: Path | None, keep: int) -> Backup:
    """A checked copy in the shop's folder of backups, in another folder, or in the file named."""
    must_exist(settings)
    place = target.absolute() if target else settings.folder / ledger.FOLDER
    return ledger.back_up(
        settings.ledger_url, settings.folder, place, shop=settings.shop.id, now=outside.now, keep=keep
    )


def restore_ledger(
    settings: Settings, outside: Outside, path: Path | None, manifests: Path | None, *, force: bool
) -> Restored:
    """Put a backup in the ledger's place, and count what the manifests say is on paper as printed."""
    sheets = _sheets(manifests) if manifests else ()
    if path is None and not sheets:
        raise Stop("there is nothing to restore from", "name a backup, or a folder of manifests with --manifests")
    if path is not None:
        with ledger.open_source(path) as source:
            ledger.check_source(source, ledger.key_id(shop_key(settings, outside)))
    lacking = ledger.replaceable(settings.ledger_url, settings.folder)
    if lacking is None:
        with open_book(settings, outside, made=True) as book:
            return ledger.restore(book, settings.ledger_url, settings.folder, path, sheets, force=force)
    if path is None and ledger.ledger_exists(settings.ledger_url, settings.folder):
        raise Stop(f"the ledger {lacking} is damaged", "name the backup to put in its place, too")
    return _restore_beside(settings, outside, lacking, path, sheets)


def _restore_beside(
    settings: Settings, outside: Outside, lacking: Path, path: Path | None, sheets: Sequence[ledger.Sheet]
) -> Restored:
    """Make the ledger under another name, whole, before it takes the place of one that is missing or damaged."""
    made = lacking.with_name(f".{lacking.name}.{outside.randbytes(8).hex()}.restored")
    beside = replace(settings, ledger_url=f"sqlite:///{made}")
    try:
        with open_book(beside, outside, made=True, key=shop_key(settings, outside)) as book:
            done = ledger.restore(book, beside.ledger_url, beside.folder, path, sheets, force=True)
        return replace(done, aside=ledger.swap(lacking, made, outside.now))
    finally:
        made.unlink(missing_ok=True)


def purge_ledger(
    settings: Settings, outside: Outside, *, pdfs: Path | None, dry_run: bool = False, force: bool = False
) -> Purged:
    """Remove what `[retention]` says is too old, in the ledger and, if asked for, in the output folder `pdfs`.

    Raises Stop when nothing was entered for a year, unless `force`: then the clock is wrong more often than not.
    """
    limits, now = settings.retention, outside.now()
    with open_book(settings, outside) as book:
        newest = ledger.newest(book)
        if newest and now - newest > timedelta(days=365) and not (force or dry_run):
            told = f"the newest entry of the ledger is of {newest.date().isoformat()}, more than a year ago"
            raise Stop(told, "check the computer's clock; if it is right, add --force")
        rows = ledger.purge(
            book,
            keys_before=now - timedelta(days=limits.customer_key_days),
            issues_before=now - timedelta(days=limits.issue_days),
            dry_run=dry_run,
        )
    before = (now - timedelta(days=limits.pdf_days)).timestamp()
    files = tuple(_old_files(pdfs, before)) if pdfs else ()
    if not dry_run:
        _remove(files)
    return Purged(rows, len(files))


def erase_customers(settings: Settings, outside: Outside, people: Sequence[Person], orders: Sequence[str]) -> int:
    """Forget whose orders these customers' are; how many orders. `orders` name their customers by one of theirs."""
    with open_book(settings, outside) as book:
        customers = set(_customers(book, people))
        for order in orders:
            known = ledger.customers_of(book, order)
            if known is None:
                raise Stop(f"the ledger knows no order {order}", "write it as it stands on the card")
            customers.update(known)
        return ledger.erase(book, customers)


def opt_out_customers(settings: Settings, outside: Outside, people: Sequence[Person], *, back: bool = False) -> int:
    """Put customers on the list of those who want no coupons, or take them off (`back`); how many were changed."""
    with open_book(settings, outside, made=True) as book:
        customers = _customers(book, people)
        return ledger.opt_in(book, customers) if back else ledger.opt_out(book, customers)


def export_ledger(settings: Settings, target: Path) -> Mapping[str, int]:
    """Every row, as JSON lines in a new file, or as one CSV for each table in a new folder; how many by table."""
    with ledger.reading(settings.ledger_url, settings.folder) as reader:
        if target.suffix == ".jsonl":
            ledger.write_new(target, lambda temporary: ledger.write_lines(reader, temporary))
            return ledger.as_source(reader).counts
        try:
            target.mkdir(mode=0o700)
        except OSError as error:
            why = error.strerror or str(error)
            raise Stop(f"{target}: cannot be made: {why}", "name a new folder, or FILE.jsonl") from error
        for table, columns in reader.tables().items():
            rows = ledger.rows_of(reader, table, columns)
            data = manifest.sheet(columns, (["" if cell is None else str(cell) for cell in row] for row in rows))
            release.write_data(target / f"{table}.csv", data)
        return ledger.as_source(reader).counts


def import_ledger(settings: Settings, outside: Outside, path: Path) -> Mapping[str, int]:
    """Put an export or a backup into an empty ledger; rows by table."""
    with open_book(settings, outside, made=True) as book:
        return ledger.bring_in(book, settings.ledger_url, settings.folder, path)


def migrate_ledger(settings: Settings, outside: Outside) -> Migrated:
    """Lead a ledger of an earlier version to this one, after a copy of it was made."""
    with ledger.reading(settings.ledger_url, settings.folder) as reader:
        before = reader.version
    there = _copies(settings)
    with open_book(settings, outside):
        pass
    with ledger.reading(settings.ledger_url, settings.folder) as reader:
        return Migrated(before, reader.version, tuple(sorted(_copies(settings) - there)))


def _customers(book: Book, people: Sequence[Person]) -> list[str]:
    found: list[str] = []
    for number, person in enumerate(people, 1):
        names = ledger.names_of(book.key, *person)
        if not names:
            which = f"entry {number} of {len(people)}" if len(people) > 1 else "this"
            raise Stop(f"{which} is no e-mail address and no phone number", "nothing was changed", exit_code=2)
        found += sorted(names)
    return found


def _sheets(folder: Path) -> tuple[ledger.Sheet, ...]:
    """What the manifests in the folder and below say is printed; first prints before reprints, oldest first."""
    if not folder.is_dir():
        raise Stop(f"there is no folder {folder}", "name the folder of the PDFs, such as out", exit_code=2)
    found: list[tuple[bool, float, ledger.Sheet]] = []
    problems: list[Problem] = []
    for path in sorted(folder.rglob("*.csv")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not _is_manifest(path):
            continue
        rows, wrong = manifest.read(path.read_bytes(), file=str(path))
        problems += wrong
        moment = path.stat().st_mtime
        for batch in dict.fromkeys(row.batch for row in rows if row.state == "printed"):
            own = [row for row in rows if row.batch == batch and row.state == "printed"]
            found.append((_REPRINT in batch, moment, _sheet(path, batch, moment, own)))
    if problems:
        raise Stop("a manifest cannot be read", "mend or remove it, then run again", problems=tuple(problems))
    return tuple(sheet for *_, sheet in sorted(found, key=lambda entry: entry[:2]))


def _sheet(path: Path, batch: str, moment: float, rows: Sequence[manifest.Row]) -> ledger.Sheet:
    pdf = path.with_suffix(".pdf")
    there = pdf.is_file()
    return ledger.Sheet(
        batch=batch.partition(_REPRINT)[0],
        printed=datetime.fromtimestamp(moment, UTC),
        pdf=str(pdf.absolute()) if there else None,
        sha256=release.sha256_of(pdf) if there else None,
        cards=tuple(ledger.Printed(row.order, row.template, row.code, row.page, row.slot) for row in rows),
    )


def _is_manifest(path: Path) -> bool:
    head = ",".join(f'"{name}"' for name in manifest.HEADER).encode()
    try:
        with path.open("rb") as file:
            return file.read(len(head) + 3).removeprefix(b"\xef\xbb\xbf").startswith(head)
    except OSError as error:
        raise Stop(f"{path}: cannot be read: {error.strerror or error}", "make it readable, then run again") from error


def _old_files(out: Path, before: float) -> Iterator[Path]:
    """PDFs with their manifests and what was refused, in the folders of shipping days; nothing else that lies there."""
    for day in sorted(out.iterdir()) if out.is_dir() else ():
        if not _DAY.match(day.name) or day.is_symlink() or not day.is_dir():
            continue
        sheets = [path for path in day.glob("*.csv") if _is_manifest(path)]
        names = {path.stem for path in sheets}
        pdfs = [path for path in day.glob("*.pdf") if _belongs(path.stem, names)]
        refused = [path for path in day.glob("refused/*") if path.suffix in (".pdf", ".txt")]
        for path in sorted((*sheets, *pdfs, *refused)):
            if not path.is_symlink() and path.stat().st_mtime < before:
                yield path


def _belongs(stem: str, batches: set[str]) -> bool:
    return stem in batches or any(stem.startswith(f"{name}-") for name in batches)


def _remove(files: Sequence[Path]) -> None:
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise Stop(f"{path}: cannot be removed: {error.strerror or error}", "remove it yourself") from error
    for folder in sorted({path.parent for path in files}, key=lambda path: len(path.parts), reverse=True):
        for empty in (folder, folder.parent) if folder.name == "refused" else (folder,):
            with suppress(OSError):  # something else lies there
                empty.rmdir()


def _copies(settings: Settings) -> set[Path]:
    return set((settings.folder / ledger.FOLDER).glob("before-update-*"))
