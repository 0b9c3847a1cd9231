"""A queue of CUPS: found, asked what it can do, given jobs, looked after."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import inserts.spool.ipp as ipp
import inserts.spool.media as media
from inserts.model.length import mm
from inserts.model.problem import Stop, nearest
from inserts.spool.job import Look, Paper, Sent, State

_NAME = re.compile(r"\w[\w.+@:~-]{0,126}\Z")
"""A queue's name. It cannot be taken for an option, a path, or two names; CUPS itself allows more signs."""

_JOB = re.compile(r"(?<!\S)(\S+-(\d+))(?= )")
_QUICK, _SLOW = 20.0, 120.0
"""Seconds for an answer, and for taking a file."""

_STATES: dict[int, State] = {
    3: "pending",
    4: "held",
    5: "processing",
    6: "stopped",
    7: "canceled",
    8: "aborted",
    9: "completed",
}
_STOPPED = 5

_ABLE = ("media-supported", "sides-supported", "printer-is-accepting-jobs", "printer-state-message")
_LOOK = ("job-state", "job-state-reasons", "job-printer-state-message", "job-printer-state-reasons")
_PRINTER = ("printer-state", "printer-state-reasons", "printer-state-message")

_SAYS_NOTHING = frozenset(
    {
        "none",
        "job-printing",
        "job-incoming",
        "job-outgoing",
        "job-queued",
        "job-data-insufficient",
        "processing-to-stop-point",
        "job-completed-successfully",
        "Idle.",
        "Printing.",
    }
)
"""Reasons and words that only repeat the state."""

_ON_ITS_WAY = re.compile(r"cups-(?:remote|waiting)-")
"""What CUPS notes of its own way to the printer."""

_LONGEST = 200
"""Characters of a printer's own words that are passed on."""


@dataclass(frozen=True, slots=True)
class Spooler:
    """A queue that is there. `server` is where CUPS is asked about it, `paper` and `sides` are what it says it can do;
    empty when it does not say."""

    queue: str
    server: str
    paper: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()

    def lacking(self, paper: Paper) -> tuple[str, str] | None:
        """What the printer cannot do of this, and the cure; None when it can, or does not say."""
        if self.sides and paper.sides not in self.sides:
            return (
                f"{self.queue} prints one side only, and {paper.what} has two",
                'set duplex = "manual" in [print] to print fronts and backs one after the other',
            )
        if self.paper and not media.find((paper.width, paper.height), self.paper):
            size = f"{mm(paper.width, 1)} × {mm(paper.height, 1)} mm"
            return (
                f"{self.queue} has no paper of {size}, which {paper.what} is printed on",
                f"choose other paper with --stock or in [print]; it has {media.told(self.paper) or 'none'}",
            )
        return None

    def send(self, paper: Paper, title: str) -> Sent:
        """Give the pages to the printer. What goes wrong is in the result: the file is there and can be sent again."""
        size = (paper.width, paper.height)
        name = media.find(size, self.paper) or media.name_of(size)
        command = [*_command(self.queue, paper, name, title)]
        backs = [*_command(self.queue, replace(paper, file=paper.backs), name, title)] if paper.backs else []
        sent = Sent(paper, self.queue, name, "", shlex.join(command), shlex.join(backs))
        try:
            done = _run(command, _SLOW)
        except subprocess.TimeoutExpired:
            said = f"lp did not answer. Look with lpstat -o {self.queue} before you send it again"
            return replace(sent, look=Look("not sent", said=said))
        except OSError as error:
            return replace(sent, look=Look("not sent", said=error.strerror or type(error).__name__))
        if done.returncode:
            return replace(sent, look=Look("not sent", said=_words(done.stderr) or f"lp ended with {done.returncode}"))
        found = _JOB.search(done.stdout)
        return replace(sent, job=found[1] if found else "")

    def look(self, sent: Sent) -> Look:
        """What has become of the job."""
        found = _JOB.search(f"{sent.job} ")
        if found is None:
            return sent.look
        try:
            job = ipp.ask(self.server, self.queue, ipp.GET_JOB, _LOOK, int(found[2]))
            printer = ipp.ask(self.server, self.queue, ipp.GET_PRINTER, _PRINTER)
        except ipp.NoAnswer:
            return Look("unknown")
        state = _STATES.get(_number(job, "job-state"), "unknown")
        if state in ("completed", "unknown"):
            return Look(state)
        reasons = _reasons(job, "job-state-reasons")
        said = _first(job, "job-printer-state-message")
        if state in ("pending", "processing", "stopped"):
            reasons += _reasons(printer, "printer-state-reasons") + _reasons(job, "job-printer-state-reasons")
            said = _first(printer, "printer-state-message") or said
            state = "stopped" if _number(printer, "printer-state") == _STOPPED else state
        return Look(state, tuple(dict.fromkeys(reasons)), _words(said))


def find_queue(name: str) -> Spooler:
    """The queue of this name. Raises Stop, with exit code 2 for a name that none has."""
    if not _NAME.match(name):
        hint = "name it as lpstat -e lists it: letters, digits, _ and -, no spaces"
        raise Stop(f"{name!r} is no printer's name", hint, exit_code=2)
    if os.name != "posix":
        raise Stop("--send needs CUPS, which this system does not have", _BY_HAND)
    lost = [program for program in ("lp", "lpstat") if shutil.which(program) is None]
    if lost:
        hint = f"install CUPS's programs (Debian, Ubuntu: apt install cups cups-client), or {_BY_HAND}"
        raise Stop(f"--send needs {' and '.join(lost)} of CUPS, not found on this computer", hint)
    if not _answers("-r") or "not running" in _told("-r"):  # which of the two depends on its version
        raise Stop("CUPS is not running here, so nothing can be sent", f"start it, or {_BY_HAND}")
    if not _answers("-v", name):
        known = _told("-e").split()
        if name not in known:  # printers of the network get a queue when they are first sent something
            hint = nearest(name, known) or "no printer is set up here yet"
            raise Stop(f"there is no printer {name}", hint, exit_code=2)
    server = (_told("-H").split() or [""])[0]
    try:
        able = ipp.ask(server, name, ipp.GET_PRINTER, _ABLE)
    except ipp.NoAnswer:
        return Spooler(name, server)
    if able.get("printer-is-accepting-jobs") == (False,):
        said = _words(_first(able, "printer-state-message"))
        why = f": {said}" if said else ""
        raise Stop(f"{name} takes no jobs at present{why}", f"let it with: cupsaccept {name}; or {_BY_HAND}")
    return Spooler(name, server, _texts(able, "media-supported"), _texts(able, "sides-supported"))


_BY_HAND = "leave --send out and print the PDF at actual size"


def _command(queue: str, paper: Paper, name: str, title: str) -> Iterable[str]:
    """What `lp` is called with. Each option stands against a default that somebody may have set for the queue."""
    yield from ("lp", "-d", queue, "-t", title, "-n", "1")
    options = (f"media={name}", f"sides={paper.sides}", "print-scaling=none", "number-up=1", "job-sheets=none")
    for option in options:
        yield from ("-o", option)
    if paper.pages:
        yield from ("-P", paper.page_range)
    yield from ("--", str(paper.file.absolute()))


def _run(command: Sequence[str], patience: float) -> subprocess.CompletedProcess[str]:
    """Run a program of CUPS, whose words are English then. Raises OSError and TimeoutExpired."""
    return subprocess.run(  # noqa: S603
        command,
        env={**os.environ, "LC_ALL": "C", "LANG": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=patience,
        check=False,
    )


def _answers(*options: str) -> bool:
    try:
        return _run(["lpstat", *options], _QUICK).returncode == 0
    except subprocess.TimeoutExpired as error:
        raise Stop("CUPS does not answer, so nothing can be sent", f"start it anew, or {_BY_HAND}") from error


def _told(*options: str) -> str:
    try:
        return _run(["lpstat", *options], _QUICK).stdout
    except subprocess.TimeoutExpired:
        return ""


def _texts(found: ipp.Attributes, name: str) -> tuple[str, ...]:
    return tuple(str(value) for value in found.get(name, ()))


def _first(found: ipp.Attributes, name: str) -> str:
    return next(iter(_texts(found, name)), "")


def _number(found: ipp.Attributes, name: str) -> int:
    return next((value for value in found.get(name, ()) if isinstance(value, int)), 0)


def _reasons(found: ipp.Attributes, name: str) -> list[str]:
    """Why something stands still: IPP's keywords without how bad it is."""
    kept = (re.sub(r"-(?:error|warning|report)\Z", "", reason) for reason in _texts(found, name))
    return [reason[:_LONGEST] for reason in kept if reason not in _SAYS_NOTHING and not _ON_ITS_WAY.match(reason)]


def _words(said: str) -> str:
    """A program's or a printer's words on one line, and not many."""
    return "" if said in _SAYS_NOTHING else " ".join(said.split())[:_LONGEST]
