"""Looking at the pages of a long file in several processes: nobody's pages depend on another's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pypdfium2

from inserts.crew import Crew, Task, Tell
from inserts.proof.look import look
from inserts.proof.seen import Page, Told, has_back

_SPAN = 200
"""Pages a process looks at before it is given the next ones. A file of fewer than two such spans is not split."""

_TELLING = 10
"""Pages between two words on how far it is."""


def look_at_all(
    pdf: Path,
    told: Told,
    common: Mapping[int, bytes],
    crew: Crew | None,
    progress: Callable[[int, int], None] | None,
) -> list[Page]:
    """All pages of the file, in the crew's processes if they are many. `common` as for `look`.

    `progress` is called with the pages done and the pages in all.
    """
    watch = progress or (lambda done, count: None)
    with pypdfium2.PdfDocument(pdf) as document:
        count = len(document)
        if not crew or count < 2 * _SPAN:
            return look(document, told, range(1, count + 1), lambda done: watch(done, count), common)
    spans = list(_spans(count, told))
    done = [0] * len(spans)
    pages: list[list[Page]] = [[]] * len(spans)

    def heard(index: int, seen: int) -> None:
        done[index] = seen
        watch(sum(done), count)

    for index, found in crew.share(_looker, (pdf, told, common), spans, heard):
        pages[index] = found
        heard(index, len(found))  # the last ones have not been told of
    return [page for found in pages for page in found]


def _spans(count: int, told: Told) -> Iterator[range]:
    """Pages 1 to `count` in parts, no sheet's back apart from its front."""
    first = 1
    while first <= count:
        after = min(first + _SPAN, count + 1)
        after += after <= count and has_back(told.fronts.get(after - 1, ()))
        yield range(first, after)
        first = after


def _looker(pdf: Path, told: Told, common: Mapping[int, bytes]) -> Task:
    """What a process does: it opens the file once, and looks at the pages it is given."""
    return partial(_look, pypdfium2.PdfDocument(pdf), told, common)


def _look(
    document: pypdfium2.PdfDocument, told: Told, common: Mapping[int, bytes], numbers: range, tell: Tell
) -> list[Page]:
    return look(document, told, numbers, lambda done: None if done % _TELLING else tell(done), common)
