"""`inserts print`: export files to batches, and each batch to its PDF."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import inserts.run.release as release
import inserts.run.together as together
from inserts import batches, orders
from inserts.crew import Crew
from inserts.fill import strangers
from inserts.ledger import BatchRecord, Ledger, ReprintRecord, Reservation
from inserts.model.order import Batch, HeldBack, LeftOut
from inserts.model.problem import Problem, Stop, nearest
from inserts.orders import Reading
from inserts.run.batch import lay_out, make_batch
from inserts.run.books import Books, as_inputs, open_books, open_trial_books
from inserts.run.choosing import Chosen, choose_cards, grants, note_arms, told_offers, with_cards
from inserts.run.codes import check_clock, check_pools, counts_matter, names_for, warnings
from inserts.run.gone import changed_since
from inserts.run.job import Job
from inserts.run.opening import open_workshop
from inserts.run.outside import Outside
from inserts.run.press import STOCK as PRESS_STOCK
from inserts.run.press import for_press, inked, open_press
from inserts.run.results import BatchResult, Choices, RunResult
from inserts.run.ruling import spare_templates
from inserts.run.sections import used_designs
from inserts.run.sending import Sender, open_sender
from inserts.run.stacking import check_stacks
from inserts.run.telling import tell
from inserts.run.together import Piece, finished_before, make_together, named
from inserts.settings import Settings

FARTHEST = timedelta(days=60)
"""A shipping day farther off is a slip of the hand, or the clock is wrong."""


def print_orders(settings: Settings, files: Sequence[Path], choices: Choices, outside: Outside) -> RunResult:
    """Read the exports, print what is not printed yet, and tell what became of every order.

    Raises Stop when a file or the shop's folder has faults, and when a PDF cannot be made right.
    """
    sender, settings = open_sender(settings, choices)
    with together.helpers(files, choices) as crew:
        result = _printed(settings, files, choices, outside, sender, crew)
    return sender.wait(result, outside)


def _printed(
    settings: Settings, files: Sequence[Path], choices: Choices, outside: Outside, sender: Sender, crew: Crew | None
) -> RunResult:
    reading = orders.read(files, dict(settings.orders_columns), settings.shop.timezone)
    job = replace(open_job(settings, choices, outside), crew=crew)
    opened = open_trial_books if choices.dry_run else open_books
    with opened(settings, outside) as books:
        settled = settle(books.ledger)
        zone = ZoneInfo(settings.shop.timezone)
        customers = books.ledger.note_orders(reading.orders, zone=zone, history=settings.history)
        books.ledger.note_uses(reading.orders, rule=settings.codes)
        planned, left_out = _plan(job, books.ledger, reading)
        shipping = [order for batch in planned for order in batch.orders]
        chosen = choose_cards(job, books, shipping, customers)
        planned, left_out = with_cards(planned, chosen.picks), (*left_out, *chosen.left_out)
        used = used_designs(job, chosen.picks)
        check_stacks(job, used, every=True)
        sender.check(job, used)
        if planned and not choices.dry_run:
            release.open_folder(job.folder)
            release.sweep(job.folder, outside.now().timestamp() - 86_400)
        worth_telling = _look_ahead(job, books, chosen, planned)
        by = choices.batch_by or settings.batches_by
        changed = changed_since(books.ledger, reading.orders, by, outside.now())
        note_arms(job, books, chosen, shipping)
        run = _Run(job, books, chosen, files, sender)
        made = run.make(planned, (*_refused(reading), *chosen.stopped), left_out)
    return RunResult(
        read=len(reading.orders) + len(reading.refused),
        batches=made,
        left_out=(*left_out, *run.taken),
        refused=_refused(reading),
        stopped=chosen.stopped,
        problems=(
            *reading.problems,
            *_strangers(settings, reading),
            *job.workshop.faults,
            *(job.workshop.unasked if chosen.stopped else ()),
            *worth_telling,
        ),
        notes=(*settled, *changed, *(f"{file.path}: {note}" for file in reading.files for note in file.notes)),
        told=tell(
            (order for batch in planned for order in batch.orders),
            reading.orders,
            left_out,
            [state for state in settings.orders_leave_out if state not in choices.include],
            job.workshop.typesetting,
        ),
    )


def list_batches(settings: Settings, outside: Outside) -> tuple[BatchRecord, ...]:
    """The batches in the ledger, oldest first."""
    with open_books(settings, outside) as books:
        settle(books.ledger)
        return books.ledger.batches()


class Story(NamedTuple):
    """A batch, its reprints, its orders "cancelled" or "refunded" since, and how many were matched with parcels."""

    record: BatchRecord
    reprints: tuple[ReprintRecord, ...]
    gone: Mapping[str, str]
    matched: int


def batch_story(settings: Settings, name: str, outside: Outside) -> Story:
    """What became of a batch. Raises Stop for one that is none."""
    with open_books(settings, outside) as books:
        settle(books.ledger)
        records = {record.name: record for record in books.ledger.batches()}
        reprints = books.ledger.reprints()
        own = name if name in records else next((one.batch for one in reprints if one.name == name), "")
        if own not in records:
            last = f"the last is {next(reversed(records))}" if records else "no batch has been printed yet"
            raise Stop(f"there is no batch {name}", nearest(name, records, last), exit_code=2)
        again = tuple(one for one in reprints if one.batch == own)
        matched = sum(order.matched for order in books.ledger.awaited(own))
        return Story(records[own], again, books.ledger.gone_since(own), matched)


def open_job(settings: Settings, choices: Choices, outside: Outside) -> Job:
    """Templates, papers and faces opened, the shipping day known."""
    today = outside.today(ZoneInfo(settings.shop.timezone))
    ship_date = choices.date or today
    if abs(ship_date - today) > FARTHEST:
        far = f"the shipping day {ship_date.isoformat()} is more than {FARTHEST.days} days away from today"
        raise Stop(far, "check --date and the computer's clock", exit_code=2)
    press = open_press(choices)
    settings = for_press(settings) if press else settings
    spare = () if choices.templates else spare_templates(settings)
    workshop = open_workshop(settings, choices.templates, choices.stock or (PRESS_STOCK if press else ""), spare)
    workshop = inked(workshop, press) if press else workshop
    out = choices.out or settings.folder / "out"
    job = Job(workshop, choices, outside, ship_date, out / ship_date.isoformat(), press=press)
    check_stacks(job, workshop.designs)
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
        printed={} if choices.again else ledger.printed([order.id for order in reading.orders]),
        ship_date=job.ship_date,
    )


def _look_ahead(job: Job, books: Books, chosen: Chosen, planned: Sequence[Batch]) -> tuple[Problem, ...]:
    """What to see to soon. Raises Stop when a pool has not enough codes for the whole run, or the clock was set back:
    nothing is made then."""
    known = _again(job, books.ledger, planned)
    fresh = [order for batch in planned for order in batch.orders if order.id not in known]
    outlook = books.ledger.outlook(job.ship_date)
    if fresh:
        check_clock(outlook, job.outside.now(), job.choices.date)
    asked = fresh if counts_matter(job.workshop.settings, outlook, len(fresh)) else ()
    earned = [grant for grant in grants(job, chosen, asked) if grant.benefit.kind != "none"]
    pooled = [grant.order for grant in earned if grant.pool]
    needed = check_pools(outlook, books.ledger.drawn(pooled) if pooled else {}, earned)
    own = sum(not (grant.pool or grant.shared) for grant in earned)
    return tuple(warnings(job.workshop.settings, outlook, needed, own, job.ship_date))


def _again(job: Job, ledger: Ledger, planned: Sequence[Batch]) -> Mapping[str, str]:
    """The orders that are printed again, with the batches they are in."""
    return ledger.printed([order.id for batch in planned for order in batch.orders]) if job.choices.again else {}


def _strangers(settings: Settings, reading: Reading) -> tuple[Problem, ...]:
    return strangers(reading.orders, settings.shop, dict(settings.orders_columns).get("member_level", ""))


def _refused(reading: Reading) -> tuple[HeldBack, ...]:
    return tuple(HeldBack(refused.order, refused.reason) for refused in reading.refused)


class _Run:
    """The batches of one run. `taken` are orders another station has."""

    def __init__(self, job: Job, books: Books, chosen: Chosen, files: Sequence[Path], sender: Sender) -> None:
        self.taken: tuple[LeftOut, ...] = ()
        self._job = job
        self._books = books
        self._chosen = chosen
        self._sender = sender
        self._inputs = as_inputs(files)
        self._made: list[BatchResult] = []
        self._reserved: list[str] = []

    def make(
        self, planned: Sequence[Batch], held: tuple[HeldBack, ...], left_out: tuple[LeftOut, ...]
    ) -> tuple[BatchResult, ...]:
        """Print every batch.

        The first one's cover and manifest also name the orders that are in none, so that the day's files add up.
        """
        pieces = self._pieces(planned, held, left_out)
        orders = sum(len(batch.orders) for batch in planned)
        crew = self._job.crew if self._job.choices.together else None
        if crew and len(planned) > 1 and orders > together.FEW:
            made: dict[str, BatchResult] = {}
            try:
                with closing(make_together(self._job, crew, self._books.ledger, pieces, orders, open_job)) as finished:
                    for piece, result in finished:
                        made[piece.reserved.batch] = self._told(piece, result)
            except Stop as stop:
                raise finished_before(stop, made.values()) from stop
            return tuple(made[name] for name in self._reserved)
        for piece in pieces:
            self._made.append(self._print(piece))
        return tuple(self._made)

    def _pieces(
        self, planned: Sequence[Batch], held: tuple[HeldBack, ...], left_out: tuple[LeftOut, ...]
    ) -> Iterator[Piece]:
        """The batches one after the other, each reserved when it is asked for."""
        printed = _again(self._job, self._books.ledger, planned)
        picked = self._chosen.picks
        for batch in planned:
            for reserved in self._reserve(batch, printed):
                if not reserved.coupons:
                    continue
                orders = [coupon.grant.order for coupon in reserved.coupons]
                picks = {order: picked[order] for order in orders}
                named = ((), ()) if self._reserved else (held, (*left_out, *self.taken))
                self._reserved.append(reserved.batch)
                yield Piece(batch, reserved, picks, *named)

    def _reserve(self, batch: Batch, printed: Collection[str]) -> Iterator[Reservation]:
        """The batch's orders with their codes; those printed before, if they are wanted again, on their own."""
        ledger = self._books.ledger
        fresh = tuple(order for order in batch.orders if order.id not in printed)
        if fresh:
            self._job.outside.step("reserve")
            earned = tuple(grants(self._job, self._chosen, fresh))
            rule = self._job.workshop.settings.codes
            names = names_for(rule, {order.id: order.given_name for order in fresh})
            reserved = ledger.reserve(batch.name, earned, rule=rule, inputs=self._inputs, names=names)
            self.taken += tuple(LeftOut(order, reason) for order, reason in reserved.taken)
            yield reserved
        again = [order.id for order in batch.orders if order.id in printed]
        void = ledger.voided(again) if again else {}
        self.taken += tuple(LeftOut(order, f"its code was voided: {reason}") for order, reason in void.items())
        again = [order for order in again if order not in void]
        if again:
            taken = ledger.reprint(again, "printed again with --again")
            yield Reservation(taken.print_id, taken.name, taken.coupons)

    def _print(self, piece: Piece) -> BatchResult:
        try:
            if self._job.choices.dry_run:
                made = _tried(self._job, piece)
            else:
                made = make_batch(
                    self._job,
                    self._books.ledger,
                    piece.batch,
                    piece.reserved,
                    piece.picks,
                    piece.held,
                    piece.left_out,
                )
        except Stop as stop:
            raise finished_before(named(stop, piece.reserved.batch), self._made) from stop
        self._job = replace(self._job, begun=self._job.begun | _stocks(self._job, made))
        return self._told(piece, made)

    def _told(self, piece: Piece, made: BatchResult) -> BatchResult:
        told = told_offers(self._job, self._chosen, piece.batch.orders, piece.reserved.coupons)
        return self._sender.send(replace(made, chosen=told))


def _stocks(job: Job, made: BatchResult) -> frozenset[str]:
    """The papers of the cards that were printed: the next batch begins a new sheet of them."""
    used = {pick.template for picked in made.picked.values() for pick in picked}
    return frozenset(design.stock.name for design in job.workshop.designs if design.template.name in used)


def _tried(job: Job, piece: Piece) -> BatchResult:
    """What the batch would be."""
    cards: dict[str, int] = {}
    held: list[HeldBack] = []
    for made in lay_out(job, piece.batch.orders, piece.reserved.coupons, piece.picks):
        if isinstance(made, HeldBack):
            held.append(made)
        else:
            cards[made[0].order] = len(made)
    return BatchResult(
        piece.reserved.batch,
        orders=len(cards),
        cards=sum(cards.values()),
        held_back=tuple(held),
        picked={order: piece.picks[order] for order in cards},
    )
