"""What every batch of a run shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from inserts.crew import Crew
from inserts.inks import Profile
from inserts.run.opening import Workshop
from inserts.run.outside import Outside
from inserts.run.results import Choices


@dataclass(frozen=True, slots=True)
class Job:
    """A run's means and choices. `folder` is where this shipping day's files go.

    `begun` are the stocks whose part-used sheet an earlier batch of the run has taken. `press` is the profile of the
    print shop the run is for. `crew` are processes that help. `laid` is where each order's card of a template goes when
    it takes the place of a spoiled one: that sheet's name and the slot, in the order of the sheets; empty when cards go
    where there is room.
    """

    workshop: Workshop
    choices: Choices
    outside: Outside
    ship_date: date
    folder: Path
    begun: frozenset[str] = frozenset()
    press: Profile | None = None
    crew: Crew | None = None
    laid: Mapping[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    @property
    def flip(self) -> Literal["long", "short"]:
        """The edge sheets are turned about."""
        return self.workshop.settings.printer.flip
