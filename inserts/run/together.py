"""Batches made in several processes at once. The ledger, and the names files get in the end, stay with this process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from inserts.crew import Crew, Task, Tell, crew
from inserts.ledger import Ledger, Reservation
from inserts.model.order import Batch, HeldBack, LeftOut
from inserts.model.problem import Stop
from inserts.run.batch import Made, Making, make_files, making
from inserts.run.job import Job
from inserts.run.outside import Outside
from inserts.run.results import BatchResult, Choices, Picks
from inserts.settings import Settings

Opens = Callable[[Settings, Choices, Outside], Job]

FEW = 600
"""Orders of a run for which other processes would take longer to start than they save."""

_TELLING = 50
"""Orders, or pages, between two words on how far a batch is."""


_LONG = 150_000
"""Bytes of an export that hardly any with so `FEW` orders has."""


@contextmanager
def helpers(files: Iterable[Path], choices: Choices) -> Iterator[Crew | None]:
    """The processes of a run, if it may have some. For a long export they are got ready while it is read."""
    if choices.jobs < 2 or choices.dry_run:
        yield None
        return
    with crew(choices.jobs) as found:
        if sum(path.stat().st_size for path in files if path.is_file()) > _LONG:
            found.gather(maker)
        yield found


@dataclass(frozen=True, slots=True)
class Piece:
    """A batch to make: its reserved orders and the cards they get. `held` and `left_out` are named on its cover too."""

    batch: Batch
    reserved: Reservation
    picks: Picks
    held: tuple[HeldBack, ...]
    left_out: tuple[LeftOut, ...]


def named(stop: Stop, batch: str) -> Stop:
    """The stop with its batch's name."""
    return Stop(f"batch {batch}: {stop.message}", stop.hint, problems=stop.problems, exit_code=stop.exit_code)


def finished_before(stop: Stop, made: Iterable[BatchResult]) -> Stop:
    """The stop with the names of the batches that were finished before it."""
    done = ", ".join(result.name for result in made if result.pdf)
    hint = f"{stop.hint}. Finished before it: {done}" if done else stop.hint
    return Stop(stop.message, hint, problems=stop.problems, exit_code=stop.exit_code)


def make_together(
    job: Job, crew: Crew, ledger: Ledger, pieces: Iterator[Piece], orders: int, open_job: Opens
) -> Generator[tuple[Piece, BatchResult], None, None]:
    """Make the batches in the crew's processes; gives each as it is finished, released and confirmed.

    A batch is taken from `pieces` when a process is free for it. `orders` are in all of them. In each process
    `open_job` opens templates and faces anew: they cannot be sent. Raises Stop as `make_batch` does, and no batch
    that has begun is released then.
    """
    begun: list[tuple[Piece, Making, ExitStack]] = []
    with ExitStack() as all_begun:

        def works() -> Iterator[tuple[Path, Piece]]:
            for piece in pieces:
                own = all_begun.enter_context(ExitStack())
                place = own.enter_context(making(job, ledger, piece.reserved))
                begun.append((piece, place, own))
                yield place.pdf, piece

        watch = _Watch(job.outside, orders)
        given = (open_job, job.workshop.settings, *_sendable(job))
        made = crew.share(maker, given, works(), lambda number, told: watch(begun[number][0], told))
        with closing(made):
            for number, done in made:
                piece, place, own = begun[number]
                place.made = done
                own.close()
                yield piece, done.result


class _Watch:
    """Adds up how far the batches are: laying out is half of a batch's way, reading its pages back the other."""

    def __init__(self, outside: Outside, orders: int) -> None:
        self._outside = outside
        self._orders = orders
        self._ways: dict[str, float] = {}

    def __call__(self, piece: Piece, told: tuple[str, int, int]) -> None:
        stage, done, total = told
        way = done / total / 2 + (0.5 if stage == "proof" else 0)
        self._ways[piece.reserved.batch] = way * len(piece.batch.orders)
        self._outside.progress("batches", max(1, int(sum(self._ways.values()))), self._orders)


def _sendable(job: Job) -> tuple[Choices, Outside]:
    """The run's choices and its world, as far as another process needs them: the time stands still, nobody watches."""
    choices = replace(job.choices, date=job.ship_date, jobs=1)
    return choices, Outside(
        now=partial(_standing, job.outside.now()), randbytes=_no_chance, station=job.outside.station
    )


def _standing(now: datetime) -> datetime:
    return now


def _no_chance(count: int) -> bytes:
    raise RuntimeError("files are made without chance")


def maker(open_job: Opens, settings: Settings, choices: Choices, outside: Outside) -> Task:
    """What a process does: it opens the shop once, and makes the batches it is given."""
    job = open_job(settings, choices, outside)

    def make(work: tuple[Path, Piece], tell: Tell) -> Made:
        path, piece = work

        def progress(stage: str, done: int, total: int) -> None:
            if done == total or done % _TELLING == 0:
                tell((stage, done, total))

        watched = replace(job, outside=replace(outside, progress=progress))
        try:
            return make_files(watched, path, piece.batch, piece.reserved, piece.picks, piece.held, piece.left_out)
        except Stop as stop:
            raise named(stop, piece.reserved.batch) from stop

    return make
