"""Some pages of a finished file as a file of their own."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

import pikepdf


def extract(made: Path, pages: Collection[int], file: BinaryIO) -> None:
    """Write the `pages` of `made`, counted from 1, to `file`, with what the whole tells the printer.

    Equal input gives equal bytes. Raises IndexError for a page that is not there.
    """
    with pikepdf.open(made) as pdf:
        if not pages or min(pages) < 1 or max(pages) > len(pdf.pages):
            raise IndexError(f"{made.name} has the pages 1 to {len(pdf.pages)}")
        for number in range(len(pdf.pages), 0, -1):
            if number not in pages:
                del pdf.pages[number - 1]
        pdf.save(file, deterministic_id=True)
