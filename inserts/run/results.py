"""What a run is asked for, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from inserts.model.order import HeldBack, LeftOut, State
from inserts.model.problem import Problem
from inserts.model.rule import Pick
from inserts.proof import Margin
from inserts.run.telling import Told
from inserts.spool import Paper, Sent


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line says beside the files. Empty values leave the choice to shop.toml.

    `date` is the shipping day; `out` the folder of all PDFs, in which each day has its own. `templates` and `stock`
    stand in for [print]; `start` is the first free slot of a part-used sheet, `skip` are its other used ones; `lift` is
    how many sheets are cut together. `include` brings back states that are left out otherwise, `again` orders printed
    before. `send` is the printer that gets what is released. `press` is the kind of file for a print shop, in the inks
    of its `profile`. `jobs` is how many processes work.
    """

    date: date | None = None
    out: Path | None = None
    templates: tuple[str, ...] = ()
    stock: str = ""
    start: int = 1
    skip: tuple[int, ...] = ()
    lift: int | None = None
    batch_by: tuple[str, ...] = ()
    include: tuple[State, ...] = ()
    again: bool = False
    split: bool = False
    send: str = ""
    press: str = ""
    profile: Path | None = None
    dry_run: bool = False
    jobs: int = 1

    @property
    def together(self) -> bool:
        """Whether several batches are made at once. What is left of a part-used sheet depends on the batch before."""
        return self.jobs > 1 and not self.dry_run and self.start == 1 and not self.skip


Picks = Mapping[str, tuple[Pick, ...]]
"""The cards of each order and why they were chosen, by order."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """One batch. `pdf` and `manifest` are None when no card could be made, and in a dry run.

    `sheets` are sheets of paper with cards on them. `parts` are the files of `--split`. `chosen` is the offer each
    order earned, by order, or why it has none. `picked` are the cards of each order printed. `margins` say how much a
    print may be spoiled until each template's codes are lost. `papers` are what is printed on which paper, `sent` the
    jobs of the printer that `--send` names.
    """

    name: str
    pdf: Path | None = None
    manifest: Path | None = None
    sheets: int = 0
    orders: int = 0
    cards: int = 0
    pages: int = 0
    held_back: tuple[HeldBack, ...] = ()
    parts: tuple[Path, ...] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    picked: Picks = field(default_factory=dict)
    margins: tuple[Margin, ...] = ()
    papers: tuple[Paper, ...] = ()
    sent: tuple[Sent, ...] = ()


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run. `read` counts the orders in the files; `problems` are things to mend that stopped nothing.

    `refused` are orders of the files that could not be trusted, `stopped` those whose template is broken. `notes` are
    sentences worth telling, `told` counts of orders.
    """

    read: int
    batches: tuple[BatchResult, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    refused: tuple[HeldBack, ...] = ()
    stopped: tuple[HeldBack, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    told: Told = field(default_factory=Told)

    @property
    def cards(self) -> int:
        return sum(batch.cards for batch in self.batches)

    @property
    def held_back(self) -> tuple[HeldBack, ...]:
        """Every order whose card could not be made, with the reason."""
        return tuple(
            dict.fromkeys((*self.refused, *self.stopped, *(held for batch in self.batches for held in batch.held_back)))
        )
