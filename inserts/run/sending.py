"""A batch's PDF to the printer: what is printed on which paper, and what became of it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from inserts.model.problem import Problem, Stop, Where
from inserts.run.job import Job
from inserts.run.opening import Design
from inserts.run.outside import Outside
from inserts.run.results import BatchResult, Choices, RunResult
from inserts.run.sections import Section, cover_size, part_names
from inserts.run.stacking import by_hand, turned
from inserts.settings import Printer, Settings
from inserts.spool import DONE, FAILED, Paper, Sent, Sides, Spooler, find_queue

_LOOKS, _BETWEEN = 40, 0.5
"""How often the printer is asked what it does, and the seconds between: most batches take longer than anybody waits."""

_STANDING = 8
"""Looks after which a printer that stands still, or says why it will, is not waited for any longer."""

_SIDES: dict[str, Sides] = {"long": "two-sided-long-edge", "short": "two-sided-short-edge"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends what is released to a queue; without one it does nothing. Label printers get no `cover`."""

    spooler: Spooler | None = None
    cover: bool = True

    def check(self, job: Job, designs: Sequence[Design]) -> None:
        """Raise Stop when the printer cannot print these: before anything is reserved."""
        if self.spooler is None:
            return
        lacking = dict.fromkeys(self.spooler.lacking(_paper(job, design)) for design in designs)
        problems = tuple(
            Problem(Where(f"printer {self.spooler.queue}"), message, hint) for message, hint in filter(None, lacking)
        )
        if problems:
            hint = "see the lines above; nothing was printed, and the same command goes on when they are put right"
            raise Stop(f"{self.spooler.queue} cannot print this as it is", hint, problems=problems)

    def send(self, made: BatchResult) -> BatchResult:
        """The batch, whose PDF has its final name, given to the printer: a job for each paper."""
        if self.spooler is None or made.pdf is None:
            return made
        return replace(made, sent=tuple(self.spooler.send(paper, made.name) for paper in self._wanted(made)))

    def _wanted(self, made: BatchResult) -> Iterator[Paper]:
        """The batch's papers; its cover only if the printer has paper for it: it is for the packing table."""
        assert self.spooler is not None
        for paper in made.papers:
            if not paper.cover or (self.cover and not self.spooler.lacking(paper)):
                yield paper

    def wait(self, result: RunResult, outside: Outside) -> RunResult:
        """The run with what became of its jobs until they are finished, or patience is."""
        jobs = [sent for batch in result.batches for sent in batch.sent]
        if self.spooler is None or not jobs:
            return result
        for number in range(_LOOKS):
            jobs = [sent if sent.look.state in DONE else replace(sent, look=self.spooler.look(sent)) for sent in jobs]
            settled = sum(_is_settled(sent, number) for sent in jobs)
            outside.progress("printer", settled, len(jobs))
            if settled == len(jobs):
                break
            outside.pause(_BETWEEN)
        told = iter(jobs)
        batches = tuple(replace(batch, sent=tuple(next(told) for _ in batch.sent)) for batch in result.batches)
        return replace(result, batches=batches, problems=(*result.problems, *_problems(jobs)))


def open_sender(settings: Settings, choices: Choices) -> tuple[Sender, Settings]:
    """The printer of --send, found, and the shop with that printer's profile.

    The name is a [printer.NAME] of shop.toml, whose `queue` it is then sent to, or a queue of CUPS. Raises Stop when
    there is none, or nothing can be sent to it.
    """
    if not choices.send:
        return Sender(), settings
    if choices.press:
        hint = "leave one of them out"
        raise Stop("--press makes files for a print shop, --send prints them here", hint, exit_code=2)
    queue, printer = _profile(settings, choices.send)
    return Sender(find_queue(queue), cover=not printer.dpi), replace(settings, printer=printer)


def papers(job: Job, name: str, sections: Sequence[Section]) -> tuple[Paper, ...]:
    """What of the PDF of this name is printed on which paper, in the order of its pages."""
    file = job.folder / name
    cover = Paper("the cover", file, (1, 1), *cover_size(sections), "one-sided", cover=True)
    return (cover, *(_section(job, name, section) for section in sections))


def _section(job: Job, name: str, section: Section) -> Paper:
    paper = _paper(job, section.design)
    if not by_hand(job, section.design):
        return replace(paper, file=job.folder / name, pages=(section.first, section.last))
    fronts, backs = part_names(job, name.removesuffix(".pdf"), section)
    what = f"the fronts of {paper.what}"
    return replace(paper, what=what, file=job.folder / fronts, backs=job.folder / backs, turn=turned(job))


def _paper(job: Job, design: Design) -> Paper:
    """The paper of a design. Sheets are told upright, however their pages lie; labels as they leave the roll."""
    size = design.grid.page_w, design.grid.page_h
    if design.stock.kind != "roll":
        size = min(size), max(size)
    two = design.two_sided and not by_hand(job, design)
    return Paper(design.template.name, job.folder, None, *size, _SIDES[job.flip] if two else "one-sided")


def _profile(settings: Settings, name: str) -> tuple[str, Printer]:
    """The queue of this name, and what shop.toml says of the printer behind it.

    A queue that shop.toml does not name is taken for the printer of [print], unless that one has another queue.
    """
    chosen = settings.printer
    known = {printer.name: printer for printer in settings.printers}
    own = known.get(chosen.name, Printer()).duplex
    everywhere = chosen.duplex if chosen.duplex != own else ""  # [print] duplex, before any printer's own
    found = known.get(name) or next((printer for printer in settings.printers if printer.queue == name), None)
    if found:
        return found.queue or found.name, replace(found, duplex=everywhere or found.duplex)
    return name, Printer(duplex=everywhere) if chosen.queue else chosen


def _is_settled(sent: Sent, number: int) -> bool:
    """Whether there is nothing more to wait for."""
    if sent.look.state in DONE or sent.look.state in ("unknown", "held"):
        return True
    return number >= _STANDING and (sent.look.state == "stopped" or bool(sent.look.reasons))


def _problems(jobs: Sequence[Sent]) -> Iterator[Problem]:
    """What was not printed, and the command that prints it: the batch is released, and no run prints it again."""
    for sent in jobs:
        if sent.look.state in FAILED:
            why = sent.look.said or ", ".join(sent.look.reasons)
            message = f"{sent.paper.what} was {_WORDS[sent.look.state]} {sent.queue}{f': {why}' if why else ''}"
            yield Problem(Where(str(sent.paper.file)), message, f"the file is right; to print it: {sent.by_hand}")


_WORDS = {"not sent": "not sent to", "canceled": "cancelled at", "aborted": "given up by"}
