"""Some pages of a finished file as a file of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import pikepdf


def extract(made: Path, pages: Sequence[int], file: BinaryIO, *, one_sided: bool = False) -> None:
    """Write the `pages` of `made`, counted from 1, to `file` in this order, with what the whole tells the printer.

    `one_sided`: the printer is told not to turn the sheets, whatever the whole says.
    Equal input gives equal bytes. Raises IndexError for a page that is not there.
    """
    with pikepdf.open(made) as pdf:
        if not pages or min(pages) < 1 or max(pages) > len(pdf.pages):
            raise IndexError(f"{made.name} has the pages 1 to {len(pdf.pages)}")
        keep_pages(pdf, pages)
        if one_sided:
            pdf.Root.ViewerPreferences.Duplex = pikepdf.Name.Simplex
        pdf.save(file, deterministic_id=True)


def keep_pages(pdf: pikepdf.Pdf, pages: Sequence[int]) -> None:
    """Leave the file these pages alone, counted from 1, in this order."""
    kept = [pdf.pages[number - 1] for number in pages]
    del pdf.pages[:]
    pdf.pages.extend(kept)
