"""`inserts coupons`: the codes in the ledger, and how they come into the shop."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import inserts.run.release as release
from inserts import ledger, manifest
from inserts.ledger import Added, Book, Pool
from inserts.model.offer import LONGEST_CODE, CodeState, Issued, Pooled, Shared
from inserts.model.problem import Problem, Stop, Where
from inserts.run.books import open_book
from inserts.run.outside import Outside
from inserts.settings import FILE, Settings
from inserts.uploads import Target, uploads

_CODE = re.compile(r"[A-Za-z0-9]+([-_][A-Za-z0-9]+)*\Z")
_HEADERS = frozenset({"code", "codes", "coupon", "coupon code", "discount code", "post_title", "couponcode"})
_MOST_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class Exported:
    """Files made for the shop, how many codes are in them, how many of those are told for the first time, and notes."""

    files: tuple[Path, ...]
    codes: int
    fresh: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What `show` found. `verdict`: "known", "unknown" (looks like ours), "typing error", "foreign", "gone"."""

    verdict: str
    found: Issued | Shared | Pooled | None = None
    state: CodeState | None = None


# Looking


def list_coupons(
    settings: Settings, outside: Outside, *, batch: str = "", tier: str = "", state: CodeState | None = None
) -> tuple[tuple[Issued, CodeState], ...]:
    """Every coupon with a code and the last thing that happened to it, as far as it was asked for."""
    today = _today(settings, outside)
    with open_book(settings, outside) as book:
        found = ledger.issued(book, tier=tier)
    told = ((one, one.state(today)) for one in found if batch in ("", one.batch))
    return tuple(pair for pair in told if state in (None, pair[1]))


def show_coupon(settings: Settings, outside: Outside, written: str) -> Answer:
    """What is known of a code as somebody reads it out. A code of somebody else's is never proposed."""
    with open_book(settings, outside) as book:
        found = ledger.find(book, written)
        if found:
            state = found.state(_today(settings, outside)) if isinstance(found, Issued) else None
            return Answer("known", found, state)
        if ledger.is_gone(book, written):
            return Answer("gone")
    right = ledger.checked(ledger.normalise(written), settings.codes)
    return Answer({True: "unknown", False: "typing error", None: "foreign"}[right])


def list_pools(settings: Settings, outside: Outside) -> tuple[Pool, ...]:
    """The pools, with what is left in them."""
    with open_book(settings, outside) as book:
        return ledger.outlook(book, _today(settings, outside)).pools


# Taking back


def void_coupon(
    settings: Settings, outside: Outside, written: str, order: str, reason: str
) -> tuple[str, Issued | None]:
    """Take back a code, or the code of an order, for ever; the code, and its coupon if an order has it."""
    with open_book(settings, outside) as book:
        if order:
            one = ledger.of_order(book, order) or ledger.of_order(book, f"#{order}")
            if one is None:
                raise Stop(f"order {order} has no code", "write the order as it stands on the card", exit_code=2)
            return _voided(book, one, reason)
        found = ledger.find(book, written)
        if isinstance(found, Shared):
            hint = f"take it out of {FILE} and close it in your shop; for one order's card: --order ORDER"
            raise Stop(f"{found.code} is shared by {found.orders:,} orders", hint, exit_code=2)
        if isinstance(found, Pooled):
            ledger.take_out(book, written)
            return found.code, None
        if found is None:
            raise Stop("no order has this code", "look at it first: inserts coupons show CODE", exit_code=2)
        return _voided(book, found, reason)


def _voided(book: Book, one: Issued, reason: str) -> tuple[str, Issued]:
    ledger.void(book, one.coupon.grant.order, reason)
    after = ledger.of_order(book, one.coupon.grant.order)
    return one.coupon.code, after or one


# Pools


def import_pool(settings: Settings, outside: Outside, file: Path, pool: str) -> Added:
    """Put the codes of a file into a pool, all or none. Raises Stop with a problem for each line that is wrong."""
    if not re.fullmatch(r"[a-z0-9]+([-_.][a-z0-9]+)*", pool):
        raise Stop(f"'{pool}' is no name for a pool", "write small letters, digits and hyphens", exit_code=2)
    lines = _codes_in(file)
    problems = [Problem(Where(str(file), line), why, hint) for line, code in lines for why, hint in _faults(code)]
    if not problems:
        with open_book(settings, outside, made=True) as book:
            added = ledger.add_codes(book, pool, [code for _, code in lines])
        if not added.refused:
            return added
        problems = [
            Problem(Where(str(file), lines[place][0]), f"{lines[place][1]} {why}") for place, why in added.refused
        ]
    count = "a line" if len(problems) == 1 else f"{len(problems):,} lines"
    raise Stop(
        f"{file} has {count} that cannot go into the pool; nothing was added",
        "remove or correct them, then import the file again",
        problems=tuple(problems),
    )


def _codes_in(file: Path) -> list[tuple[int, str]]:
    """Codes with their lines: the column of a CSV that is called so, else the first of each line."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise Stop(f"{file} is larger than {_MOST_BYTES // 1_000_000} MB", "split it")
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Stop(f"{file}: cannot be read: {error.strerror or error}", "check the name") from error
    except UnicodeDecodeError as error:
        raise Stop(f"{file} is no text in UTF-8", "export the codes as CSV or as plain text") from error
    rows = [(line, _cells(row)) for line, row in enumerate(text.splitlines(), 1) if row.strip()]
    titles = [cell.casefold() for cell in rows[0][1]] if rows else []
    column = next((place for place, title in enumerate(titles) if title in _HEADERS), None)
    found = [(line, (*cells, *[""] * (column or 0))[column or 0]) for line, cells in rows]
    if column is not None:
        del found[0]
    if not found:
        raise Stop(f"{file} holds no codes", "write one code a line, or in the first column of a CSV")
    return found


def _cells(row: str) -> tuple[str, ...]:
    """The cells of a line. A code holds neither quote nor delimiter, so that no more care is needed."""
    cells = (cell.strip() for cell in re.split(r"[,;\t]", row))
    return tuple(cell[1:-1].strip() if re.fullmatch(r'".*"', cell) else cell for cell in cells)


def _faults(code: str) -> Iterator[tuple[str, str]]:
    if not code:
        yield "has no code", ""
    elif len(code) > LONGEST_CODE:
        yield f"has {len(code)} characters; {LONGEST_CODE} are the most", "make shorter codes in your shop"
    elif not _CODE.match(code):
        yield "holds something else than A-Z, 0-9, hyphens and underscores", "make codes without other signs"


# Into the shop


def export_coupons(
    settings: Settings,
    outside: Outside,
    target: Target,
    *,
    out: Path | None = None,
    batch: str = "",
    again: bool = False,
    everything: bool = False,
) -> Exported:
    """Write printed codes as files for a shop system, then write down that they were.

    Codes the shop was never told of; with `again` those of the last time, with `everything` all that have not run out.
    Cut off in between, the same codes are written once more by the next export.
    """
    with open_book(settings, outside) as book:
        found = ledger.to_tell(book, _today(settings, outside), again=again, everything=everything)
        found = tuple(one for one in found if batch in ("", one.batch))
        zone = ZoneInfo(settings.shop.timezone)
        files, notes = uploads(target, found, zone=zone, currency=settings.shop.currency)
        stamp = max(one.exported for one in found) if again and found else book.stamp()
        name = f"coupons-{target}-{'all-' if everything else ''}{re.sub('[-:]', '', stamp)}"
        folder = (out or settings.folder / "out" / "coupons").absolute()
        made = [(f"{name}-{one.name}.csv", manifest.sheet(one.header, one.rows)) for one in files]
        placed = _placed(folder, made, outside)
        outside.step("export: files")
        fresh = ledger.tell(book, found, stamp) if found else 0
    return Exported(placed, len(found), fresh, notes if found else ())


def _placed(folder: Path, files: Sequence[tuple[str, bytes]], outside: Outside) -> tuple[Path, ...]:
    """Put files into a folder, each whole. One that is there with the same content stays."""
    if not files:
        return ()
    release.open_folder(folder)
    placed = []
    with release.staging(folder, outside.randbytes(8).hex()) as stage:
        for name, data in files:
            final = folder / name
            sha256 = release.write_data(stage / name, data)
            if not release.is_there(final, sha256):
                final = release.free(final)
                release.appear(stage / name, final)
            placed.append(final)
    return tuple(placed)


# How


def _today(settings: Settings, outside: Outside) -> date:
    return outside.today(ZoneInfo(settings.shop.timezone))
