"""What is in the file beside its pages: nothing that runs, opens or leads elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

import pikepdf

from inserts.model.problem import Problem
from inserts.proof.seen import Told

_ACTIONS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE", "/RichMediaExecute"}

_BACKS_ROTATED = "/InsertsBacksRotated"
_OTHER_EDGE = {"/DuplexFlipLongEdge": "/DuplexFlipShortEdge", "/DuplexFlipShortEdge": "/DuplexFlipLongEdge"}


def structure(file: pikepdf.Pdf, told: Told) -> tuple[str, list[Problem]]:
    """The edge about which backs lie behind their fronts, and what a card has no use for.

    It is the edge a duplex printer is told to flip about, unless the file says that its backs stand on their heads.
    """
    hosts = {_host(payload) for payload in told.owners} - {""}
    found = [message for thing in file.objects for message in _active(thing, hosts)]
    if file.is_encrypted:
        found.append("the file is encrypted")
    duplex = str(file.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/Duplex", ""))
    if _BACKS_ROTATED in file.docinfo:  # the printer turns them: they must lie as for the other edge
        duplex = _OTHER_EDGE.get(duplex, duplex)
    return duplex, [told.problem(0, message) for message in dict.fromkeys(found)]


def _active(thing: object, hosts: Collection[str]) -> Iterator[str]:
    """Reasons why an object, with all that stands directly in it, is more than print."""
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            if isinstance(part, pikepdf.Object) and not part.is_indirect:
                yield from _active(part, hosts)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for key, value in thing.items():
            yield from _entry(key, value, hosts)


def _entry(key: str, value: object, hosts: Collection[str]) -> Iterator[str]:
    if key == "/JS" or (key == "/S" and value in _ACTIONS):
        yield "the file holds a script or an action"
    elif key in ("/EF", "/EmbeddedFiles") or (key == "/Type" and value == "/EmbeddedFile"):
        yield "another file is attached to the file"
    elif key == "/URI" and not isinstance(value, pikepdf.Dictionary):
        link = str(value)
        if _host(link) not in hosts:
            yield "a link in the file leads to a place that no card's QR code leads to"
    elif isinstance(value, pikepdf.Object) and not value.is_indirect:
        yield from _active(value, hosts)


def _host(link: str) -> str:
    """The host of a right https link, else an empty text."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme == "https" else ""
