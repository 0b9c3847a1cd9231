"""A progress bar on a terminal, for work that takes longer than a second."""

from __future__ import annotations

import sys
import time
from typing import TextIO

WAIT = 1.0
"""Seconds before anything is shown."""

EVERY = 0.1
_WORDS = {
    "batches": "Making batches, orders",
    "cards": "Laying out cards",
    "proof": "Reading pages back",
    "check": "Trying templates",
}


class Progress:
    """Called with a stage, the pieces done and in all; draws one line and clears it when the stage is done."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._shows = self._stream.isatty()
        self._stage = ""
        self._began = self._drawn = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show the stage's state if it is time to."""
        if not self._shows:
            return
        now = time.monotonic()
        if stage != self._stage or done <= 1:
            self._stage, self._began, self._drawn = stage, now, 0.0
        if done >= total:
            self._clear()
        elif now - self._began > WAIT and now - self._drawn > EVERY:
            self._draw(done, total, now - self._began)
            self._drawn = now

    def _draw(self, done: int, total: int, seconds: float) -> None:
        rate = done / seconds
        left = (total - done) / rate
        words = _WORDS.get(self._stage, self._stage)
        self._stream.write(f"\r{words}: {done:,} of {total:,}, {rate:,.0f} a second, {left:.0f} s left\x1b[K")
        self._stream.flush()

    def _clear(self) -> None:
        if self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._stage = ""
