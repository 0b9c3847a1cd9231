"""Ctrl-C, put off while something is done that must not be cut in the middle."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Answer a Ctrl-C that comes in the block when the block has ended. Only the main thread is ever interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    put_off: list[tuple[int, FrameType | None]] = []
    answer = signal.signal(signal.SIGINT, lambda number, frame: put_off.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, answer)
    if put_off and callable(answer):
        answer(*put_off[0])
