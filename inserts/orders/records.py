"""Rows of a CSV with the line each begins on. A row that is no sound CSV comes out as such, and the next ones go on.

Lines are those an editor shows: ended by CR LF, LF or CR. Nothing is kept of a row but its cells, and a row larger
than `LARGEST_ROW` is read past piece by piece, so memory does not grow with what a file holds.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple, TextIO

LARGEST_ROW = 131_072
"""Most characters of a row. The csv module's own limit for one cell, so that limit is never met."""

_QUOTE = '"'
_KEPT = 200
"""Characters kept of each cell of a row that is too large: enough for an order number."""


class Row(NamedTuple):
    """A row. `line` is its first line; `fault` says why it is not to be trusted, `ended` if a line end follows it."""

    line: int
    cells: list[str]
    fault: str = ""
    ended: bool = True


class OpenQuote(Exception):
    """A quote opened in `line` that is not closed; what belongs to which row cannot be told from there on."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class Lines:
    """The lines of a text, counted. Those since `start_row` are kept until they are too many (`TooLarge`)."""

    class TooLarge(Exception):
        """The row has more than `LARGEST_ROW` characters."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self._size = 0
        self._cut = False  # the last piece may have ended between CR and LF
        self.number = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self.piece(LARGEST_ROW - self._size + 1)
        if not line:
            raise StopIteration
        self._row.append(line)
        self._size += len(line)
        if self._size > LARGEST_ROW:
            raise self.TooLarge
        return line

    def start_row(self) -> int:
        """Forget the lines kept; the number of the line that comes next."""
        self._row = []
        self._size = 0
        return self.number + 1

    @property
    def row(self) -> list[str]:
        """The lines of the row so far."""
        return self._row

    @property
    def ended(self) -> bool:
        """Whether the row's last line has a line end, as all but the last of a file have."""
        return self._row[-1].endswith(("\n", "\r"))

    def rewind(self) -> None:
        """Give the row's lines but the first once more."""
        again = self._row[1:]
        self.number -= sum(line.endswith(("\n", "\r")) for line in again)
        self._again.extendleft(reversed(again))

    def skip_to(self, line: int) -> None:
        """Read past the lines before this one."""
        while self.number < line - 1 and self.piece(LARGEST_ROW):
            pass

    def piece(self, size: int) -> str:
        """The next line or the next `size` characters of it, "" at the end."""
        piece = self._again.popleft() if self._again else self._text.readline(size)
        if not (self._cut and piece == "\n"):
            self.number += piece.endswith(("\n", "\r"))
        self._cut = len(piece) == size and piece.endswith("\r")
        return piece


def rows(lines: Lines, delimiter: str, quoted: bool = True) -> Iterator[Row]:
    """Every row that is not blank, strictly by RFC 4180 if `quoted`, else with quotes as text.

    Text after a closing quote makes the row faulty, and reading goes on in the line after the row's first:
    the lines a stray quote swallowed are rows again. Raises OpenQuote.
    """
    reader = _reader(lines, delimiter, quoted)
    while True:
        line = lines.start_row()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except Lines.TooLarge:
            yield _large(lines, delimiter, line, quoted)
            reader = _reader(lines, delimiter, quoted)
        except csv.Error as error:
            yield _broken(lines, delimiter, line, str(error))
        else:
            if any(cells):
                yield Row(line, cells, ended=lines.ended)


def _reader(lines: Lines, delimiter: str, quoted: bool) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=delimiter, strict=True, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE)


def _broken(lines: Lines, delimiter: str, line: int, error: str) -> Row:
    if "unexpected end" in error:
        cells = _Cells(delimiter, line)
        for piece in lines.row:
            cells.take(piece)
        raise OpenQuote(cells.opened or line)
    first = next(csv.reader(lines.row[:1], delimiter=delimiter), [])
    lines.rewind()
    return Row(line, first, "a quote stands in it where none may, so its cells cannot be told apart")


def _large(lines: Lines, delimiter: str, line: int, quoted: bool) -> Row:
    cells = _Cells(delimiter, line, quoted)
    for piece in lines.row:
        cells.take(piece)
    while not cells.done:
        piece = lines.piece(LARGEST_ROW)
        if not piece:
            break
        cells.take(piece)
    if cells.inside or cells.unsound:
        raise OpenQuote(cells.opened or line)
    return Row(line, cells.finish(), f"it has more than {LARGEST_ROW:,} characters")


class _Cells:
    """Cells of one row taken in pieces, each cut to its first characters."""

    def __init__(self, delimiter: str, line: int, quoted: bool = True) -> None:
        sign = re.escape(delimiter)
        self._tokens = re.compile(rf'"|{sign}|\r\n?|\n|[^"{sign}\r\n]+')
        self._delimiter = delimiter
        self._quoted = quoted
        self._cells: list[str] = []
        self._cell = ""
        self._fresh = True  # nothing of the present cell was seen yet
        self._closing = False  # a quote was seen inside quotes: the end, or half of a doubled one
        self._line = line
        self.inside = False
        self.opened = 0
        self.unsound = False
        self.done = False

    def take(self, piece: str) -> None:
        """One more piece of the row; what follows the row's end in it is not looked at."""
        for token in self._tokens.findall(piece):
            if self.done:
                return
            self._step(token)

    def finish(self) -> list[str]:
        """The cells seen."""
        return [*self._cells, self._cell]

    def _step(self, token: str) -> None:
        ends_line = token[0] in "\r\n"
        self._line += ends_line
        if self._closing:
            self._closing = False
            if token == _QUOTE:
                self._add(token)
                return
            self.inside = False
            if not ends_line and token != self._delimiter:
                self.unsound = True
        elif self.inside:
            self._closing = token == _QUOTE
            if not self._closing:
                self._add(token)
            return
        if token == _QUOTE and self._fresh and self._quoted:
            self.inside, self.opened = True, self._line
            self._fresh = False
        elif token == self._delimiter:
            self._cells.append(self._cell)
            self._cell, self._fresh = "", True
        elif ends_line:
            self.done = True
        else:
            self._add(token)
            self._fresh = False

    def _add(self, token: str) -> None:
        if len(self._cell) < _KEPT:
            self._cell += token[:_KEPT]
