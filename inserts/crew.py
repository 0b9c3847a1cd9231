"""Processes that work beside this one, each on one piece at a time. They end when this one does, however it ends."""

from __future__ import annotations

import gc
import importlib
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from typing import Any, cast

from inserts.cycles import no_collection
from inserts.interrupts import uninterrupted
from inserts.model.problem import Stop

Tell = Callable[[Any], None]
Task = Callable[[Any, Tell], Any]
"""Takes a piece of work and somebody to tell about it on the way; gives its result."""
Prepare = Callable[..., Task]
_Start = tuple[Prepare, tuple[object, ...]]

_PATIENCE = 5.0
"""Seconds a process has for going home by itself."""


class Crew:
    """At most so many processes, started when they are needed. They do what is shared, one share after the other."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._processes: dict[Connection, BaseProcess] = {}
        self._prepared: dict[Connection, _Start] = {}
        self._doing: dict[Connection, int] = {}

    def gather(self, prepare: Prepare) -> None:
        """Start all of them now: they are ready for what `prepare` needs when this process has work for them.

        Where it can be done, they start as copies of this process, who need no imports: so call this before anything is
        open that is one process's own, such as a ledger.
        """
        while len(self._processes) < self._most:
            self._hired(prepare, copied=_can_be_copied())

    def share(
        self, prepare: Prepare, given: tuple[object, ...], works: Iterable[object], heard: Callable[[int, Any], None]
    ) -> Generator[tuple[int, Any], None, None]:
        """Do pieces of work; gives each one's number, from 0, with its result as it is ready.

        A process calls `prepare(*given)` once: what that returns does its pieces. All of it is sent by pickle, so
        `prepare` is a module's own function. The next piece is taken from `works` when a process is free for it.
        `heard` gets a piece's number and what its task told. What a task raises is raised here, and Stop when a process
        is ended from outside; then, and when the caller stops asking, no process is left.
        """
        start = (prepare, given)
        pieces = enumerate(works)
        try:
            while True:
                for piece in islice(pieces, self._most - len(self._doing)):
                    self._hand_out(start, *piece)
                if not self._doing:
                    return
                for connection in cast("list[Connection]", wait(list(self._doing))):
                    kind, told = _received(connection)
                    if kind == "told":
                        heard(self._doing[connection], told)
                    elif kind == "done":
                        yield self._doing.pop(connection), told
                    else:
                        raise told
        finally:
            if self._doing:
                self.end()

    def dismiss(self) -> None:
        """Let the processes go home."""
        for connection in self._processes:
            connection.close()
        for process in self._processes.values():
            process.join(_PATIENCE)

    def end(self) -> None:
        """Leave no process."""
        for process in self._processes.values():
            if process.is_alive():
                process.terminate()
        for connection, process in self._processes.items():
            process.join()
            connection.close()
        self._processes, self._prepared, self._doing = {}, {}, {}

    def _hand_out(self, start: _Start, number: int, work: object) -> None:
        connection = next((one for one in self._processes if one not in self._doing), None) or self._hired(start[0])
        self._doing[connection] = number
        told = None if self._prepared.get(connection) is start else start
        self._prepared[connection] = start
        with suppress(BrokenPipeError, ConnectionResetError):  # its end is noticed when it is listened to
            connection.send((told, work))

    def _hired(self, prepare: Prepare, copied: bool = False) -> Connection:
        # Not by fork as a rule: a copy of an open ledger, or of a thread's lock, would come along.
        context: BaseContext = multiprocessing.get_context("fork" if copied else "spawn")
        ours, theirs = context.Pipe()
        inherited = (ours, *self._processes) if copied else ()
        process: BaseProcess = context.Process(  # type: ignore[attr-defined]
            target=_serve, args=(theirs, gc.get_threshold(), prepare.__module__, inherited), daemon=True
        )
        _start_without_interrupt(process, copied)
        theirs.close()
        self._processes[ours] = process
        return ours


@contextmanager
def crew(most: int) -> Iterator[Crew]:
    """Processes for the block, of which none is left after it."""
    hands = Crew(most)
    try:
        yield hands
        hands.dismiss()
    finally:
        hands.end()


def _can_be_copied() -> bool:
    """Whether a process's copy is sound: the system's libraries allow it, and no thread holds a lock meanwhile."""
    return sys.platform == "linux" and threading.active_count() == 1


def _received(connection: Connection) -> tuple[str, Any]:
    try:
        kind, told = connection.recv()
    except (EOFError, ConnectionResetError):
        hint = "nothing is half printed: run the same command again to go on, with --jobs 1 if it happens again"
        raise Stop("a process that worked for this one was ended", hint) from None
    return kind, told


def _start_without_interrupt(process: BaseProcess, copied: bool) -> None:
    """Start it deaf to Ctrl-C, which the terminal sends to all: this process alone answers, and ends the others.

    Blocking it is what the process inherits; putting it off is for this one, where another thread may get it. It is
    answered when the process has been given all it waits for.
    """
    with uninterrupted():
        if not hasattr(signal, "pthread_sigmask"):
            process.start()
            return
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        try:
            if not copied:
                resource_tracker.ensure_running()  # starts with the first process, and unblocks the signal
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    connection: Connection, collections: tuple[int, int, int], needed: str, inherited: Iterable[Connection]
) -> None:
    """Work until nobody is at the other end. The module that is `needed` first is imported before there is work.

    `inherited` are the other ends a copy has, of this connection and others: while it holds them, nobody sees that the
    first process is gone.
    """
    for end in inherited:
        end.close()
    gc.set_threshold(*collections)
    with suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    with no_collection():
        importlib.import_module(needed)
    gc.freeze()  # what was imported lives to the end
    task: Task | None = None
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            start, work = connection.recv()
            try:
                if start:
                    prepare, given = start
                    task = prepare(*given)
                assert task, "work came before what it is for"
                answer = ("done", task(work, lambda told: connection.send(("told", told))))
            except (BrokenPipeError, ConnectionResetError):
                return
            except Exception as error:
                answer = ("failed", error)
            connection.send(answer)
