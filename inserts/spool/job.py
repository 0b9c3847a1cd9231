"""What is printed in one go, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Sides = Literal["one-sided", "two-sided-long-edge", "two-sided-short-edge"]
State = Literal["not sent", "unknown", "pending", "held", "processing", "stopped", "canceled", "aborted", "completed"]

DONE: frozenset[State] = frozenset({"not sent", "canceled", "aborted", "completed"})
"""States that do not change any more."""

FAILED: frozenset[State] = frozenset({"not sent", "canceled", "aborted"})
"""States in which not all of it was printed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Pages for one kind of paper, as one job of the printer.

    `what` is printed in words for people. `pages` are the first and the last of the file's, None for all of them.
    `width` and `height` are the paper's, in points. `cover` is for the packing table. What is printed by hand has a
    file with the `backs`, to be printed when people have done as `turn` says.
    """

    what: str
    file: Path
    pages: tuple[int, int] | None
    width: float
    height: float
    sides: Sides
    cover: bool = False
    backs: Path | None = None
    turn: str = ""

    @property
    def page_range(self) -> str:
        """The pages as `lp` reads them: 3-8, or 1; empty for all."""
        return "-".join(map(str, dict.fromkeys(self.pages or ())))


@dataclass(frozen=True, slots=True)
class Look:
    """A job's state, why it or its printer stands still (IPP's keywords, without -error and the like), the printer's
    own words."""

    state: State
    reasons: tuple[str, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A job at the printer's queue. `job` is its name there, empty when it was not sent or gave none.

    `by_hand` is the command that prints the same pages again, `then` the one for the backs.
    """

    paper: Paper
    queue: str
    media: str
    job: str
    by_hand: str
    then: str = ""
    look: Look = field(default_factory=lambda: Look("unknown"))
