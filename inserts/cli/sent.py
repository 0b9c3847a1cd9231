"""What became of the jobs that were sent to a printer, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from inserts.run import FAILED, Sent

_STATES = {
    "not sent": "not sent",
    "unknown": "sent",
    "pending": "waits in the queue",
    "held": "held in the queue",
    "processing": "still printing",
    "stopped": "waits: the printer is stopped",
    "canceled": "cancelled",
    "aborted": "given up",
    "completed": "completed",
}

_REASONS = {
    "media-empty": "no paper",
    "media-low": "little paper",
    "media-needed": "this paper is not in it",
    "media-jam": "paper jam",
    "input-tray-missing": "a tray is missing",
    "output-area-full": "the output tray is full",
    "output-area-almost-full": "the output tray is almost full",
    "marker-supply-empty": "no toner or ink",
    "marker-supply-low": "little toner or ink",
    "toner-empty": "no toner",
    "toner-low": "little toner",
    "marker-waste-full": "the waste toner box is full",
    "marker-waste-almost-full": "the waste toner box is almost full",
    "cover-open": "a cover is open",
    "door-open": "a door is open",
    "connecting-to-device": "not reached yet",
    "offline": "not reached",
    "paused": "paused",
    "moving-to-paused": "about to pause",
    "job-canceled-by-user": "by a person",
    "job-canceled-at-device": "at the printer",
    "job-canceled-by-operator": "by its keeper",
    "cups-missing-filter": "its driver is not complete",
    "hold-new-jobs": "it holds new jobs",
}
"""IPP's keywords for why a printer or a job stands still (RFC 8011, 5.4.12 and 5.3.8); others are told as they are."""


def told_sent(jobs: Iterable[Sent]) -> Iterator[str]:
    """A line for each job: where, what, how it stands and why; and what is still to do."""
    for sent in jobs:
        where = f"{sent.job} on {sent.queue}" if sent.job else sent.queue
        pages = sent.paper.pages
        part = f", pages {pages[0]} to {pages[1]}" if pages and pages[1] > pages[0] else ""
        yield f"{where}: {sent.paper.what}{part}: {'; '.join(_standing(sent))}."
        if sent.look.state == "stopped":
            yield f"It prints when the printer goes on (cupsenable {sent.queue}); to take it back: cancel {sent.job}"
        if sent.then and sent.look.state not in FAILED:
            yield f"When it is printed, {sent.paper.turn}, then:"
            yield sent.then


def _standing(sent: Sent) -> Iterator[str]:
    yield _STATES[sent.look.state]
    yield from (_REASONS.get(reason, reason) for reason in sent.look.reasons)
    if sent.look.said:
        yield sent.look.said.rstrip(".")


def sent_as_dict(sent: Sent) -> dict[str, Any]:
    """A job in the shape of `--json`."""
    return {
        "printer": sent.queue,
        "job": sent.job,
        "what": sent.paper.what,
        "file": str(sent.paper.file),
        "pages": sent.paper.page_range,
        "media": sent.media,
        "sides": sent.paper.sides,
        "state": sent.look.state,
        "reasons": list(sent.look.reasons),
        "message": sent.look.said,
        "by_hand": sent.by_hand,
        "then": sent.then,
    }
