"""`inserts print`: export files to batches, and each batch to its PDF."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import inserts.run.release as release
from inserts import batches, offers, orders
from inserts.ledger import BatchRecord, Ledger, Reservation, customer_key
from inserts.model.offer import Grant
from inserts.model.order import Batch, HeldBack, LeftOut
from inserts.model.problem import Stop
from inserts.orders import Reading
from inserts.run.batch import lay_out, make_batch
from inserts.run.books import Books, as_inputs, open_books, open_trial_books
from inserts.run.job import Job
from inserts.run.opening import open_workshop
from inserts.run.outside import Outside
from inserts.run.results import BatchResult, Choices, RunResult
from inserts.run.sections import check_start
from inserts.settings import Settings

FARTHEST = timedelta(days=60)
"""A shipping day farther off is a slip of the hand, or the clock is wrong."""


def print_orders(settings: Settings, files: Sequence[Path], choices: Choices, outside: Outside) -> RunResult:
    """Read the exports, print what is not printed yet, and tell what became of every order.

    Raises Stop when a file or the shop's folder has faults, and when a PDF cannot be made right.
    """
    reading = orders.read(files, dict(settings.orders_columns), settings.shop.timezone)
    job = open_job(settings, choices, outside)
    opened = open_trial_books if choices.dry_run else open_books
    with opened(settings, outside) as books:
        settled = settle(books.ledger)
        books.ledger.note_orders(reading.orders, zone=ZoneInfo(settings.shop.timezone))
        planned, left_out = _plan(job, books.ledger, reading)
        if planned and not choices.dry_run:
            release.open_folder(job.folder)
            release.sweep(job.folder, outside.now().timestamp() - 86_400)
        run = _Run(job, books, reading, files)
        made = run.make(planned, left_out)
    return RunResult(
        read=len(reading.orders) + len(reading.refused),
        batches=made,
        left_out=(*left_out, *run.taken),
        refused=_refused(reading),
        problems=reading.problems,
        notes=settled,
    )


def list_batches(settings: Settings, outside: Outside) -> tuple[BatchRecord, ...]:
    """The batches in the ledger, oldest first."""
    with open_books(settings, outside) as books:
        settle(books.ledger)
        return books.ledger.batches()


def open_job(settings: Settings, choices: Choices, outside: Outside) -> Job:
    """Templates, papers and faces opened, the shipping day known."""
    today = outside.now().astimezone(ZoneInfo(settings.shop.timezone)).date()
    ship_date = choices.date or today
    if abs(ship_date - today) > FARTHEST:
        far = f"the shipping day {ship_date.isoformat()} is more than {FARTHEST.days} days away from today"
        raise Stop(far, "check --date and the computer's clock", exit_code=2)
    workshop = open_workshop(settings, choices.templates, choices.stock)
    out = choices.out or settings.folder / "out"
    job = Job(workshop, choices, outside, ship_date, out / ship_date.isoformat())
    check_start(job)
    return job


def settle(ledger: Ledger) -> tuple[str, ...]:
    """Find out what became of prints that a crash interrupted, in words."""
    return ledger.recover(lambda path, sha256: release.is_there(Path(path), sha256))


def _plan(job: Job, ledger: Ledger, reading: Reading) -> tuple[tuple[Batch, ...], tuple[LeftOut, ...]]:
    settings, choices = job.workshop.settings, job.choices
    return batches.plan(
        reading.orders,
        by=choices.batch_by or settings.batches_by,
        sort=settings.batches_sort,
        limit=settings.batches_limit,
        leave_out=[state for state in settings.orders_leave_out if state not in choices.include],
        printed={} if choices.again else ledger.printed(),
        ship_date=job.ship_date,
    )


def _refused(reading: Reading) -> tuple[HeldBack, ...]:
    return tuple(HeldBack(refused.order, refused.reason) for refused in reading.refused)


class _Run:
    """The batches of one run, one after another. `taken` are orders another station has."""

    def __init__(self, job: Job, books: Books, reading: Reading, files: Sequence[Path]) -> None:
        self.taken: tuple[LeftOut, ...] = ()
        self._job = job
        self._books = books
        self._held = _refused(reading)
        self._inputs = as_inputs(files)
        self._made: list[BatchResult] = []

    def make(self, planned: Sequence[Batch], left_out: tuple[LeftOut, ...]) -> tuple[BatchResult, ...]:
        """Print every batch.

        The first one's cover and manifest also name the orders that are in none, so that the day's files add up.
        """
        printed = self._books.ledger.printed() if self._job.choices.again else {}
        for batch in planned:
            for reserved in self._reserve(batch, printed):
                if not reserved.coupons:
                    continue
                before = bool(self._made)
                named = ((), ()) if before else (self._held, (*left_out, *self.taken))
                self._made.append(self._print(batch, reserved, *named))
        return tuple(self._made)

    def _reserve(self, batch: Batch, printed: Collection[str]) -> Iterator[Reservation]:
        """The batch's orders with their codes; those printed before, if they are wanted again, on their own."""
        ledger = self._books.ledger
        fresh = tuple(order for order in batch.orders if order.id not in printed)
        if fresh:
            self._job.outside.step("reserve")
            grants = tuple(self._grants(Batch(batch.name, fresh)))
            reserved = ledger.reserve(batch.name, grants, rule=self._job.workshop.settings.codes, inputs=self._inputs)
            self.taken += tuple(LeftOut(order, reason) for order, reason in reserved.taken)
            yield reserved
        again = [order.id for order in batch.orders if order.id in printed]
        if again:
            taken = ledger.reprint(again, "printed again with --again")
            yield Reservation(taken.print_id, taken.name, taken.coupons)

    def _grants(self, batch: Batch) -> Iterator[Grant]:
        settings = self._job.workshop.settings
        numbers = self._books.ledger.order_numbers(batch.orders)
        for order in batch.orders:
            yield offers.decide(
                order,
                tiers=settings.tiers,
                currency=settings.shop.currency,
                ship_date=self._job.ship_date,
                order_number=numbers.get(order.id, 0),
                customer=customer_key(self._books.key, order.email, order.phone),
            )

    def _print(
        self, batch: Batch, reserved: Reservation, held: tuple[HeldBack, ...], left_out: tuple[LeftOut, ...]
    ) -> BatchResult:
        if self._job.choices.dry_run:
            return _tried(self._job, batch, reserved)
        try:
            return make_batch(self._job, self._books.ledger, batch, reserved, held, left_out)
        except Stop as stop:
            done = ", ".join(result.name for result in self._made if result.pdf)
            hint = f"{stop.hint}. Finished before it: {done}" if done else stop.hint
            told = f"batch {reserved.batch}: {stop.message}"
            raise Stop(told, hint, problems=stop.problems, exit_code=stop.exit_code) from stop


def _tried(job: Job, batch: Batch, reserved: Reservation) -> BatchResult:
    """What the batch would be."""
    cards, held = lay_out(job, batch.orders, reserved.coupons)
    return BatchResult(
        reserved.batch,
        orders=len(cards),
        cards=sum(map(len, cards.values())),
        held_back=held,
        chosen={coupon.grant.order: coupon.grant.tier for coupon in reserved.coupons},
    )
