"""What the cells of an order say of its state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from inserts.model.order import State
from inserts.orders.words import CASH_ON_DELIVERY, WORDS, key

WORD_FIELDS = ("status", "payment", "fulfilment")
"""Fields that hold a word for a state."""

STATE_FIELDS = (*WORD_FIELDS, "cancelled", "shipped", "paid")
"""Fields any of which tells if an order still needs packing."""

_NO = frozenset(map(key, "no;false;0;n;nein;non;nej;nie;нет;ні;否;いいえ;아니요;não;hayır".split(";")))  # noqa: SIM905
_WHOLE = ("cancelled", "refunded", "fulfilled")
_LONGEST = 40
_CASH = re.compile(
    "|".join(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word) for word in CASH_ON_DELIVERY)
)


class Told(NamedTuple):
    """A meaning, and the word of the file that has it."""

    meaning: str
    word: str


class Marks(NamedTuple):
    """What tells an order's state. A field has several texts when its rows differ.

    `words` are the texts of `WORD_FIELDS`, in their order. An empty text among several stands
    for rows that are blank. `cancelled_on` is a date, when the text was one.
    `unpaid`: there is a column to be filled at the payment, and it is not. `total` is needed with `refunded` only.
    """

    words: tuple[tuple[str, ...], ...]
    cancelled: tuple[str, ...] = ()
    cancelled_on: str = ""
    shipped: tuple[str, ...] = ()
    unpaid: bool = False
    payment_method: tuple[str, ...] = ()
    refunded: Decimal | None = None
    total: Decimal | None = None


class Judgement(NamedTuple):
    """A state, the file's words for it in short, and the words nobody knows."""

    state: State
    note: str
    unknown: tuple[str, ...]


def judge(marks: Marks, own_words: Mapping[str, Mapping[str, str]]) -> Judgement:
    """Cancelled by any mark, else refunded in full, else fulfilled, else unpaid unless it is paid on delivery,
    else open. Rows that differ make it partly so, which is open.

    `own_words` are the platform's: field -> word -> meaning.
    """
    told: list[Told] = []
    unknown: list[str] = []
    for field, words in zip(WORD_FIELDS, marks.words, strict=True):
        read = [Told(_meaning(word, field, own_words) if word else "open", shown(word)) for word in words]
        unknown += [word for meaning, word in read if not meaning]
        told += _together(read)
    told += _filled(marks)
    return Judgement(*_decide(told, marks), tuple(unknown))


def shown(word: str) -> str:
    """A word of the file as people are told it: short, on one line."""
    text = " ".join(word.replace("_", " ").split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _meaning(word: str, field: str, own_words: Mapping[str, Mapping[str, str]]) -> str:
    name = key(word)
    return own_words.get(field, {}).get(name) or WORDS[field].get(name, "")


def _together(told: Sequence[Told]) -> list[Told]:
    """The words of one field's rows: as they are when alike, else partly what they say."""
    meanings = {meaning for meaning, _ in told}
    if len(meanings) < 2:
        return list(told[:1])
    return [Told("partly " + meaning, "partly " + word.lower()) for meaning, word in told if meaning in _WHOLE]


def _filled(marks: Marks) -> list[Told]:
    """What columns say by being filled, or by being left blank."""
    told = []
    for meaning, texts, word in (("cancelled", marks.cancelled, marks.cancelled_on), ("fulfilled", marks.shipped, "")):
        says = {bool(text) and key(text) not in _NO for text in texts}
        if says == {True}:
            told.append(Told(meaning, word))
        elif True in says:
            told.append(Told(f"partly {meaning}", f"partly {meaning}"))
    if marks.unpaid:
        told.append(Told("unpaid", ""))
    return told


def _decide(told: Sequence[Told], marks: Marks) -> tuple[State, str]:
    words = dict(reversed(told))
    refund = _amount(marks.refunded)
    if "cancelled" in words:
        return State.CANCELLED, _note("cancelled", words["cancelled"])
    if "refunded" in words or ("partly refunded" not in words and _in_full(marks)):
        return State.REFUNDED, " ".join(filter(None, (words.get("refunded", "refunded").lower(), refund)))
    if "fulfilled" in words:
        return State.FULFILLED, _note("fulfilled", words["fulfilled"])
    if "unpaid" in words and not _on_delivery(marks):
        return State.UNPAID, _note("unpaid", words["unpaid"])
    partly = [word.lower() for meaning, word in reversed(words.items()) if meaning.startswith("partly")]
    if refund and not any("refund" in meaning for meaning, _ in told):
        partly.append("partly refunded")
    return State.OPEN, ", ".join(f"{word} {refund}".strip() if "refund" in word else word for word in partly)


def _note(state: str, word: str) -> str:
    """The file's word, unless it is the state's own."""
    return "" if word.lower() == state else word.lower()


def _amount(amount: Decimal | None) -> str:
    return f"{amount:f}" if amount else ""


def _in_full(marks: Marks) -> bool:
    return bool(marks.refunded and marks.total is not None and abs(marks.refunded) >= marks.total >= 0)


def _on_delivery(marks: Marks) -> bool:
    return any(_CASH.search(text.casefold()) for text in marks.payment_method)
