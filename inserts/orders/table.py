"""An order file opened: its header, and the rows below it, whatever the file is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from inserts.model.problem import Problem
from inserts.orders.header import Header
from inserts.orders.records import Row


class Table(NamedTuple):
    """A file's table. `header` is None when none was found; `likely` is then the line most like one.

    `note` tells what was assumed of the file, `problems` what of it is not in the table. `rows` raise OpenQuote or
    Unreadable when the rest of the file is of no use.
    """

    encoding: str
    header: Header | None
    likely: Header | None
    rows: Iterator[Row] = iter(())
    note: str = ""
    problems: tuple[Problem, ...] = ()
