"""`inserts match`: the packing bench over a shop's ledger, which knows the cards and keeps what was matched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from inserts import manifest
from inserts.ledger import Awaited, BatchRecord, Ledger, Placed, ReprintRecord
from inserts.model.problem import Stop
from inserts.run.books import Books, must_exist, open_books
from inserts.run.matching import Answer, Bench, Pile, Read, Tally
from inserts.run.outside import Outside
from inserts.run.spoiled import file_named
from inserts.settings import Settings

_NEVER = "no card of it was printed"
_LONGEST_CODE = 40
_MOST_BYTES = 64_000_000


class Packing:
    """A batch's or reprint's cards at one bench. Every match is in the ledger at once, so that another bench, or
    this one later, goes on from there.

    The ledger is opened for each look and each entry: a bench is open all day. Raises Stop for a batch that is none.
    """

    def __init__(self, settings: Settings, outside: Outside, name: str, *, afresh: bool = False) -> None:
        self._settings, self._outside = settings, outside
        with self._books() as books:
            ledger = books.ledger
            self.batch = file_named(ledger, name)
            awaited = ledger.awaited(self.batch)
            placed = ledger.placed(self.batch)
            self._pdf = _pdf_of(self.batch, ledger.batches(), ledger.reprints())
        cards: dict[str, tuple[Placed, ...]] = {}
        for card in placed:
            cards[card.order] = (*cards.get(card.order, ()), card)
        self._afresh = afresh
        self._bench = Bench(Pile(self.batch, self._seen(awaited), cards, settings.codes, self._elsewhere))
        self._kept = set(self._bench.matched)
        self.trouble: Stop | None = None
        self._unprinted: Mapping[str, manifest.Row] | None = None

    @contextmanager
    def _books(self) -> Iterator[Books]:
        """The ledger, which is never made here: one that is gone for a while would be made anew, and empty."""
        must_exist(self._settings)
        with open_books(self._settings, self._outside) as books:
            yield books

    def parts(self, line: str) -> tuple[str, ...]:
        """The scans in a line of input."""
        return self._bench.parts(line)

    def scan(self, line: str) -> Answer | None:
        """The answer to a scanned line; None when there is nothing to say. A match is in the ledger then.

        `trouble` is why the ledger could not be asked or written; a match is written with the next one then.
        """
        self.trouble = None
        answer = self._bench.scan(line)
        if answer and answer.word == "ok":
            try:
                self._meet(self._new())
            except Stop as stop:
                self.trouble = stop
        return answer

    def tally(self) -> Tally:
        """What is matched, also at other benches meanwhile, and what is left over. `trouble` as with `scan`."""
        self.trouble = None
        try:
            self._meet(self._new())
        except Stop as stop:
            self.trouble = stop
        return self._bench.tally()

    def _new(self) -> Sequence[str]:
        return [order for order in self._bench.matched if order not in self._kept]

    def _meet(self, new: Sequence[str]) -> None:
        """Tell the ledger of these matches, and learn what others have told it."""
        with self._books() as books:
            if new:
                books.ledger.note_matched(new)
                self._kept.update(new)
            awaited = books.ledger.awaited(self.batch)
        self._bench.learn(self._seen(awaited))

    def _seen(self, awaited: Sequence[Awaited]) -> tuple[Awaited, ...]:
        """What the ledger knows, without what was matched before if that is not to count."""
        return tuple(one._replace(matched=one.matched and not self._afresh) for one in awaited)

    def _elsewhere(self, numbers: Sequence[str], codes: Sequence[str]) -> Read | None:
        try:
            return self._found(numbers, codes)
        except Stop as stop:
            self.trouble = stop
            return None

    def _found(self, numbers: Sequence[str], codes: Sequence[str]) -> Read | None:
        """A parcel or card that is none of this batch's, and what is known of it."""
        with self._books() as books:
            ledger = books.ledger
            if numbers:
                found = self._parcel(ledger, numbers)
                if found:
                    return found
            for written, order in ledger.orders_of(codes).items():
                batch = ledger.printed([order]).get(order, "")
                return Read(
                    "card",
                    order,
                    written if len(written) < _LONGEST_CODE else "",
                    f"batch {batch}" if batch else _NEVER,
                )
        return None

    def _parcel(self, ledger: Ledger, numbers: Sequence[str]) -> Read | None:
        printed = ledger.printed(numbers)
        if printed:
            order, batch = next(iter(printed.items()))
            return Read("parcel", order, note=f"batch {batch}") if len(printed) == 1 else None
        row = next((self._without[number] for number in numbers if number in self._without), None)
        if row:
            purpose: Literal["on purpose", "held back"] = "on purpose" if row.state == "left out" else "held back"
            return Read("parcel", row.order, note=f"{row.state}: {row.reason}", cardless=purpose)
        for order in ledger.held_out(numbers):
            return Read(
                "parcel", order, note="left out: it is one of those held out to compare with", cardless="on purpose"
            )
        for order, gone in ledger.noted(numbers).items():
            return Read("parcel", order, note=gone or _NEVER, cardless="held back")
        return None

    @property
    def _without(self) -> Mapping[str, manifest.Row]:
        """The orders without a card, as the manifests say that lie where the PDF does; none when they are gone."""
        if self._unprinted is None:
            self._unprinted = {}
            if self._pdf:
                own = Path(self._pdf).with_suffix(".csv")
                for path in (own, *sorted(own.parent.glob("*.csv"))):
                    for row in _rows(path):
                        if row.state != "printed":
                            self._unprinted.setdefault(row.order, row)
        return self._unprinted


def _pdf_of(name: str, batches: Sequence[BatchRecord], reprints: Sequence[ReprintRecord]) -> str:
    files = {one.name: one.pdf for one in reprints} | {one.name: one.pdf for one in batches}
    return files.get(name, "")


def _rows(path: Path) -> Sequence[manifest.Row]:
    """The rows of a manifest; none of a file that is none, for the owner may remove and keep there what he likes."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else b""
    except OSError:
        return ()
    return manifest.read(data)[0]
