"""`inserts reprint`: cards of printed orders again, with the codes and offers of the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

import inserts.run.release as release
from inserts import orders
from inserts.ledger import Ledger, Reprint, Reservation
from inserts.model.order import Batch, Order
from inserts.model.problem import Stop
from inserts.run.batch import make_batch
from inserts.run.books import open_books
from inserts.run.job import Job
from inserts.run.outside import Outside
from inserts.run.printing import open_job, settle
from inserts.run.results import BatchResult, Choices, RunResult
from inserts.settings import Settings


def reprint_orders(
    settings: Settings,
    wanted: Sequence[str],
    files: Sequence[Path],
    reason: str,
    choices: Choices,
    outside: Outside,
) -> RunResult:
    """Print the cards of these orders again, in the order named, with the templates of the first time.

    The orders are read from `files`, or from the exports they were printed from if those still lie where they were.
    Raises Stop for an order that was never printed, or that no file holds.
    """
    with open_books(settings, outside) as books:
        settled = settle(books.ledger)
        known = books.ledger.printed()
        names = tuple(dict.fromkeys(_resolved(name, known) for name in wanted))
        templates = choices.templates or books.ledger.templates_of(names)
        job = open_job(settings, replace(choices, templates=templates), outside)
        release.open_folder(job.folder)
        result = _reprint(job, books.ledger, names, reason or "reprint", files)
    return RunResult(read=len(names), batches=(result,), notes=settled)


def _reprint(job: Job, ledger: Ledger, names: Sequence[str], reason: str, files: Sequence[Path]) -> BatchResult:
    """One PDF with these orders' cards. They are given back if it cannot be made."""
    taken = ledger.reprint(names, reason)
    try:
        found = _read(job, taken, files)
        batch = Batch(taken.name, tuple(_found(name, found, taken, files) for name in names))
    except BaseException as error:
        ledger.fail(taken.print_id, type(error).__name__)
        raise
    return make_batch(job, ledger, batch, Reservation(taken.print_id, taken.name, taken.coupons))


def _resolved(name: str, known: Mapping[str, str]) -> str:
    """The order's number as the export writes it: people leave the # out, or type it in another case."""
    if name in known:
        return name
    bare = _bare(name)
    alike = [order for order in known if _bare(order) == bare]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise Stop(f"{name} may be {' or '.join(alike)}", "write the number as the export does", exit_code=2)
    near = get_close_matches(name, known, n=1, cutoff=0.85)
    hint = f"did you mean {near[0]}?" if near else "inserts batches lists what was printed"
    raise Stop(f"order {name} was never printed", hint, exit_code=2)


def _bare(name: str) -> str:
    return name.strip().lstrip("#").casefold()


def _read(job: Job, taken: Reprint, files: Sequence[Path]) -> Mapping[str, Order]:
    settings = job.workshop.settings
    paths = list(files) or [Path(made.path) for made in taken.inputs if Path(made.path).is_file()]
    if not paths:
        return {}
    reading = orders.read(paths, dict(settings.orders_columns), settings.shop.timezone)
    return {order.id: order for order in reading.orders}


def _found(name: str, found: Mapping[str, Order], taken: Reprint, files: Sequence[Path]) -> Order:
    if name in found:
        return found[name]
    if files:
        raise Stop(f"order {name} is not in {', '.join(map(str, files))}", "name the export that holds it with --from")
    places = ", ".join(made.path for made in taken.inputs)
    raise Stop(
        f"the export with order {name} is no longer where it was printed from ({places})",
        "name the file with --from, or print the card's page of the batch's PDF again",
    )
