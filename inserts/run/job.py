"""What every batch of a run shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from inserts.run.opening import Workshop
from inserts.run.outside import Outside
from inserts.run.results import Choices


@dataclass(frozen=True, slots=True)
class Job:
    """A run's means and choices. `folder` is where this shipping day's files go."""

    workshop: Workshop
    choices: Choices
    outside: Outside
    ship_date: date
    folder: Path

    @property
    def flip(self) -> Literal["long", "short"]:
        """The edge sheets are turned about; printers that do not say turn about the long one."""
        return self.workshop.settings.print_duplex or "long"
