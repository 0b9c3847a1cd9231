"""Scan to match: a parcel and its card are scanned one after the other, in either order, and must be of one order.

Pure: it takes lines from a scanner and gives an answer to each. A pair needs one of each kind, so a scan that was
missed or doubled puts nothing out of step: two parcels in a row are one without its card, the same scan twice is one,
and after a wrong pair either of the two may be put right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from inserts.ledger import Awaited, Placed, checked, normalise
from inserts.model.offer import CodeRule
from inserts.run.labels import read_label
from inserts.run.scans import LONGEST, Typed, bare, cleaned, layout_of, pieces, readings, runs, shape

Kind = Literal["parcel", "card"]
Word = Literal[
    "ok",  # parcel and card belong together
    "wrong",  # they do not
    "missed",  # the scan before had no partner; the new one waits for its own
    "waiting",  # the first of a pair
    "once more",  # the same as just before: one scan
    "no card",  # a parcel that has none in this batch, `note` says why
    "stop",  # parcel and card belong together and must not go out: `note` is what became of the order
    "start over",  # what was waiting is put aside
    "same on all",  # a code that tells nobody whose the card is
    "sheet",  # the code in a sheet's margin
    "typing error",
    "unclear",  # a number that several orders may have
    "unknown",
]

_BAD = frozenset({"wrong", "missed", "stop", "typing error", "unclear", "unknown"})
_CANCEL = frozenset({"", "cancel"})
_BY_HAND = re.compile(r"(card|parcel)[\s:]+(\S.*)", re.IGNORECASE)
_FEWEST = 6
"""Signs of the end of a long number that stand for it: cards show only so much of one."""

_BETWEEN = re.compile(r"[\s,;]+")
_LINK = re.compile(r"https?\W", re.IGNORECASE)


class Read(NamedTuple):
    """A scan that was understood. `note` says why a parcel has no card, or of which other batch parcel or card are."""

    kind: Kind
    order: str
    code: str = ""
    note: str = ""
    cardless: Literal["", "held back", "on purpose"] = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to one scan. `note` and `card_note` are those of the parcel and the card, or what was scanned.

    `dropped` is an order whose scan, a `dropped_kind`, had no partner. `tells`: a card shows whose it is by its code.
    `meant_so`: a parcel has no card on purpose. `layout`: the keyboard the computer is set to, when it is not the
    scanner's.
    """

    word: Word
    parcel: str = ""
    card: str = ""
    code: str = ""
    note: str = ""
    card_note: str = ""
    cards: tuple[Placed, ...] = ()
    dropped: str = ""
    dropped_kind: Kind = "parcel"
    tells: bool = True
    matched: bool = False
    meant_so: bool = False
    layout: str = ""

    @property
    def good(self) -> bool:
        return self.word == "ok"

    @property
    def bad(self) -> bool:
        """Something is to be put right by hand."""
        return self.word in _BAD or bool(self.dropped) or (self.word == "no card" and not self.meant_so)


@dataclass(frozen=True, slots=True)
class Left:
    """A card or a parcel that is left over at the end."""

    order: str
    note: str = ""
    cards: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """What came of it. `orders` are those whose cards may go out; `matched` of them have been seen with their cards.

    `without_card` are parcels that get none on purpose. `wrong` are pairs (parcel, card) whose parcel was not put
    right later. `unknown` lines were nothing that is known.
    """

    batch: str
    orders: int
    matched: int
    cards_left: tuple[Left, ...]
    parcels_left: tuple[Left, ...]
    without_card: tuple[Left, ...]
    wrong: tuple[tuple[str, str], ...]
    unknown: int

    @property
    def complete(self) -> bool:
        return not self.cards_left and not self.parcels_left


@dataclass(frozen=True, slots=True)
class Pile:
    """The cards of a batch. `elsewhere` finds what is none of these: called with numbers and codes as they may be."""

    batch: str
    awaited: Sequence[Awaited]
    cards: Mapping[str, tuple[Placed, ...]]
    rule: CodeRule
    elsewhere: Callable[[Sequence[str], Sequence[str]], Read | None]


class Bench:
    """The state of a packing bench. `matched` are the orders whose card was seen with its parcel, earlier ones too."""

    def __init__(self, pile: Pile) -> None:
        self._pile = pile
        self._reader = _Reader(pile)
        self._orders = {one.order: one for one in pile.awaited}
        self.matched = {one.order: None for one in pile.awaited if one.matched}
        self._first: Read | None = None
        self._tried: Read | None = None
        self._last: Read | None = None
        self._parcels: dict[str, Read] = {}
        self._strangers: dict[str, Read] = {}
        self._wrong: dict[tuple[str, str], None] = {}
        self._unknown = 0

    def scan(self, line: str) -> Answer | None:
        """The answer to a line; None when there is nothing to say."""
        text = cleaned(line)
        if text.casefold() in _CANCEL:
            return self._cancel()
        found = self._reader.read(text)
        if isinstance(found, Answer):
            self._unknown += found.word in ("typing error", "unclear", "unknown")
            return found
        read, layout = found
        if any(one and (one.kind, one.order) == read[:2] for one in (self._last, self._first, self._tried)):
            return self._told("once more", read, layout)
        self._last = read
        if read.kind == "parcel":
            self._parcels[read.order] = read
        elif read.order not in self._orders:
            self._strangers[read.order] = read
        return self._pair(read, layout)

    def parts(self, line: str) -> tuple[str, ...]:
        """The scans in a line: two when it holds a number and a code, as a list of pairs may have them."""
        found = tuple(_BETWEEN.split(cleaned(line)))
        both = [self._reader.known(text) for text in found]
        return found if len(found) == 2 and {one.kind for one in both if one} == {"parcel", "card"} else (line,)

    def learn(self, awaited: Sequence[Awaited]) -> None:
        """What has become of the batch's orders since: matched at another bench, cancelled, refunded, voided."""
        self._orders |= {one.order: one for one in awaited if one.order in self._orders}
        self.matched |= {one.order: None for one in awaited if one.matched and one.order in self._orders}

    def tally(self) -> Tally:
        """What is matched and what is left over until now."""
        waiting = [one for one in self._orders.values() if one.order not in self.matched]
        waiting.sort(key=lambda one: [(card.sheet, card.slot) for card in self._cards(one.order)])
        cards = [Left(one.order, one.gone, self._cards(one.order)) for one in waiting]
        cards += [Left(order, read.note) for order, read in self._strangers.items() if order not in self.matched]
        parcels = [read for order, read in self._parcels.items() if order not in self.matched]
        return Tally(
            self._pile.batch,
            orders=sum(not one.gone or one.order in self.matched for one in self._orders.values()),
            matched=sum(order in self.matched for order in self._orders),
            cards_left=tuple(cards),
            parcels_left=tuple(self._left(read) for read in parcels if read.cardless != "on purpose"),
            without_card=tuple(self._left(read) for read in parcels if read.cardless == "on purpose"),
            wrong=tuple(pair for pair in self._wrong if pair[0] not in self.matched),
            unknown=self._unknown,
        )

    def _left(self, read: Read) -> Left:
        known = self._orders.get(read.order)
        return Left(read.order, known.gone if known else read.note, self._cards(read.order))

    def _cancel(self) -> Answer | None:
        waiting, self._first, self._tried, self._last = self._first, None, None, None
        return self._told("start over", waiting, "") if waiting else None

    def _pair(self, read: Read, layout: str) -> Answer:
        first, tried = self._first, self._tried
        if first and tried and read.kind == first.kind and read.order == tried.order:
            first, tried = tried, None
        elif first and tried and read.kind == first.kind:
            first, tried = None, None  # the wrong pair was told: this is another one
        if first and read.kind != first.kind:
            return self._together(first, read, layout)
        missed = first.order if first and first.order not in self.matched else ""
        known = self._orders.get(read.order)
        word: Word = "missed" if missed else "waiting"
        if read.cardless or (known and known.gone):
            word = "no card" if read.cardless else "stop"
        self._first, self._tried = (read if word in ("missed", "waiting") else None), None
        return self._told(word, read, layout, dropped=missed, dropped_kind=read.kind)

    def _together(self, first: Read, read: Read, layout: str) -> Answer:
        parcel, card = (first, read) if first.kind == "parcel" else (read, first)
        if parcel.order != card.order:
            self._first, self._tried = first, read
            self._wrong[parcel.order, card.order] = None
            return self._both("wrong", parcel, card, layout)
        self._first = self._tried = None
        known = self._orders.get(parcel.order)
        if known and known.gone:
            return self._both("stop", parcel, card, layout)
        before = parcel.order in self.matched
        self.matched[parcel.order] = None
        return self._both("ok", parcel, card, layout, before)

    def _both(self, word: Word, parcel: Read, card: Read, layout: str, before: bool = False) -> Answer:
        known = self._orders.get(parcel.order)
        return Answer(
            word,
            parcel.order,
            card.order,
            code=card.code,
            note=known.gone if known else parcel.note,
            card_note=card.note,
            cards=self._cards(parcel.order),
            matched=before,
            layout=layout,
        )

    def _told(self, word: Word, read: Read, layout: str, dropped: str = "", dropped_kind: Kind = "parcel") -> Answer:
        known = self._orders.get(read.order)
        is_parcel = read.kind == "parcel"
        return Answer(
            word,
            parcel=read.order if is_parcel else "",
            card="" if is_parcel else read.order,
            code=read.code,
            note=known.gone if known else read.note,
            cards=self._cards(read.order),
            dropped=dropped,
            dropped_kind=dropped_kind,
            tells=not known or bool(known.norm),
            matched=read.order in self.matched,
            meant_so=read.cardless == "on purpose",
            layout=layout,
        )

    def _cards(self, order: str) -> tuple[Placed, ...]:
        return self._pile.cards.get(order, ())


class _Reader:
    """Knows every number and code of the batch, however it is typed."""

    def __init__(self, pile: Pile) -> None:
        self._pile = pile
        self._numbers: dict[str, set[str]] = {}
        self._shapes: dict[str, set[str]] = {}
        for one in pile.awaited:
            self._numbers.setdefault(bare(one.order), set()).add(one.order)
            self._shapes.setdefault(shape(one.order), set()).add(one.order)
        self._orders = {one.order for one in pile.awaited}
        self._owners = {one.norm: one for one in pile.awaited if one.norm}
        self._shared = {normalise(one.code) for one in pile.awaited if one.code and not one.norm}

    def read(self, text: str) -> tuple[Read, str] | Answer:
        """Whose parcel or card was scanned and the keyboard's layout, or what to answer when that is not known."""
        if len(text) > LONGEST:
            return Answer("unknown", note=text)
        by_hand = _BY_HAND.fullmatch(text)
        orders = self._by_hand(by_hand[1].casefold(), by_hand[2]) if by_hand else ()
        if by_hand and len(orders) == 1:
            return Read("card" if by_hand[1].casefold() == "card" else "parcel", next(iter(orders))), ""
        if read_label(text):
            return Answer("sheet")
        for typed in readings(text):
            found = self._looked_up(typed)
            if isinstance(found, Read):
                return found, typed.layout or (layout_of(text) if found.kind == "card" else "")
            if found:
                return found
        if any(normalise(piece) in self._shared for piece in pieces(text)):
            return Answer("same on all")
        for typed in readings(text):
            numbers = _numbers(typed.text) if typed.sure else ()
            strange = self._pile.elsewhere(numbers, (*pieces(typed.text), *runs(typed.text)))
            if strange:
                return strange, typed.layout
        return self._verdict(text)

    def known(self, text: str) -> Read | None:
        """A number or code of the batch, as it stands there."""
        found = self._looked_up(Typed(text))
        return found if isinstance(found, Read) else None

    def _looked_up(self, typed: Typed) -> Read | Answer | None:
        orders = self._numbered(typed)
        if len(orders) == 1:
            return Read("parcel", next(iter(orders)))
        owners = () if orders else self._coded(typed.text)
        if len(owners) == 1:
            return Read("card", owners[0].order, owners[0].code)
        several = sorted(orders) or [one.order for one in owners]
        return Answer("unclear", note=" or ".join(several)) if several else None

    def _by_hand(self, kind: str, number: str) -> Collection[str]:
        """A number of which somebody says what it is on: a card without a code has nothing else, and maybe its end."""
        orders = self._numbered(Typed(number))
        if orders or kind == "parcel" or len(shape(number)) < _FEWEST:
            return orders
        return {order for known, own in self._shapes.items() if known.endswith(shape(number)) for order in own}

    def _numbered(self, typed: Typed) -> Collection[str]:
        if typed.layout and not typed.sure:
            return ()
        if typed.text in self._orders:
            return (typed.text,)
        return self._numbers.get(bare(typed.text)) or self._shapes.get(shape(typed.text)) or ()

    def _coded(self, text: str) -> Sequence[Awaited]:
        for parts in (pieces(text), runs(text)):
            found = {
                self._owners[norm].order: self._owners[norm] for norm in map(normalise, parts) if norm in self._owners
            }
            if found:
                return tuple(found.values())
        return ()

    def _verdict(self, text: str) -> Answer:
        layout = layout_of(text)
        right = [checked(normalise(piece), self._pile.rule) for piece in pieces(text)]
        if False in right and True not in right:
            return Answer("typing error", note=text, layout=layout)
        if _LINK.match(text) and True not in right:
            return Answer("same on all", note="link", layout=layout)
        return Answer("unknown", note=text, layout=layout)


def _numbers(text: str) -> tuple[str, ...]:
    """An order's number as exports may write it."""
    plain = bare(text)
    cases = (text, plain, plain.upper())
    return tuple(dict.fromkeys((*cases, *(f"#{case.lstrip('#')}" for case in cases))))
