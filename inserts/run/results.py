"""What a run is asked for, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from inserts.model.order import HeldBack, LeftOut, State
from inserts.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Choices:
    """What the command line says beside the files. Empty values leave the choice to shop.toml.

    `date` is the shipping day; `out` the folder of all PDFs, in which each day has its own. `templates` and `stock`
    stand in for [print]; `start` is the first free slot of a part-used sheet. `include` brings back states that
    are left out otherwise, `again` orders printed before.
    """

    date: date | None = None
    out: Path | None = None
    templates: tuple[str, ...] = ()
    stock: str = ""
    start: int = 1
    batch_by: tuple[str, ...] = ()
    include: tuple[State, ...] = ()
    again: bool = False
    split: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class BatchResult:
    """One batch. `pdf` and `manifest` are None when no card could be made, and in a dry run.

    `sheets` are sheets of paper with cards on them. `parts` are the files of `--split`. `chosen` is the offer each
    order earned, by order.
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


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run. `read` counts the orders in the files; `problems` are things to mend that stopped nothing.

    `refused` are orders of the files that could not be trusted. `notes` are sentences worth telling.
    """

    read: int
    batches: tuple[BatchResult, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    refused: tuple[HeldBack, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def cards(self) -> int:
        return sum(batch.cards for batch in self.batches)

    @property
    def held_back(self) -> tuple[HeldBack, ...]:
        """Every order whose card could not be made, with the reason."""
        return tuple(dict.fromkeys((*self.refused, *(held for batch in self.batches for held in batch.held_back))))
