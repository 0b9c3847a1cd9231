"""The world outside the program, which enters through this one value: clock, chance, the station, who watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo


def _unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def _unhindered(step: str) -> None:
    """Nothing fails."""


@dataclass(frozen=True, slots=True)
class Outside:
    """`now` gives an aware time, `randbytes` n unguessable bytes, `station` names this computer in the ledger.

    `progress` is told a stage with the pieces done and in all. `step` is called before each step that outlives
    the process, by its name; tests let it fail there. `pause` waits so many seconds.
    """

    now: Callable[[], datetime]
    randbytes: Callable[[int], bytes]
    station: str
    progress: Callable[[str, int, int], None] = _unwatched
    step: Callable[[str], None] = _unhindered
    pause: Callable[[float], None] = time.sleep

    def today(self, zone: tzinfo) -> date:
        """The day it is in the shop's time zone."""
        return self.now().astimezone(zone).date()
