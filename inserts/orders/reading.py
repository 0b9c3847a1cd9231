"""What reading order files gives: the files as understood, the orders, the refused ones, the problems."""

from __future__ import annotations

from dataclasses import dataclass

from inserts.model.order import Order
from inserts.model.problem import Problem


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as it was understood. `rows` counts the rows below the header that are not blank.

    `notes` are what a person should know of the file though nothing is wrong with any single order.
    """

    path: str
    platform: str
    encoding: str
    delimiter: str
    rows: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """An order the file does not tell reliably. `order` is its number, or its file and line when that is unknown."""

    order: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything in the files: `orders` and `refused` together are every order there, no number in both."""

    files: tuple[FileRead, ...] = ()
    orders: tuple[Order, ...] = ()
    refused: tuple[Refused, ...] = ()
    problems: tuple[Problem, ...] = ()


class Unreadable(Exception):
    """A file nothing can be done with, and why. Collected by `read`, never seen outside of it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems
