"""Putting codes that the shop made into a pool, without any that would be somebody else's, too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inserts.ledger.codes import normalise
from inserts.ledger.coupons import owners, shared
from inserts.ledger.protocol import Book

_KNOWN = """
    SELECT p.code_norm, p.code, p.pool FROM ledger_wish w
    JOIN ledger_pool p ON p.shop = ? AND p.code_norm = w.order_ref"""
_ADD = """
    INSERT INTO ledger_pool (shop, pool, code, code_norm, added_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (shop, code_norm) DO NOTHING"""


class Refused(NamedTuple):
    """A code that does not go into a pool, by its place in what was given, and why."""

    place: int
    why: str


class Added(NamedTuple):
    """How many codes a pool got, how many it had already, and what does not go in."""

    added: int
    known: int
    refused: tuple[Refused, ...]


def add(book: Book, pool: str, codes: Sequence[str]) -> Added:
    """Put codes into a pool, all or nothing: with any refused, none is added. Those it has already change nothing."""
    norms = [normalise(code) for code in codes]
    with book.db.transaction("pool"):
        issued = owners(book, norms).keys() | shared(book)
        known = {norm: (code, of) for norm, code, of in book.db.rows(_KNOWN, (book.shop,))}
        first: dict[str, int] = {}
        refused, fresh, before = [], [], 0
        for place, (code, norm) in enumerate(zip(codes, norms, strict=True)):
            why = _refusal(code, codes, first.setdefault(norm, place), place, known.get(norm), pool, norm in issued)
            if why:
                refused.append(Refused(place, why))
            elif norm in known:
                before += 1
            else:
                fresh.append((book.shop, pool, code, norm, book.stamp()))
        if not refused:
            book.db.many(_ADD, fresh)
    return Added(0 if refused else len(fresh), before, tuple(refused))


def _refusal(
    code: str,
    codes: Sequence[str],
    first: int,
    place: int,
    known: tuple[str, str] | None,
    pool: str,
    issued: bool,
) -> str:
    if first != place:
        same = codes[first] == code
        return "stands in the file twice" if same else f"reads like {codes[first]}: B and 8, S and 5, Z and 2 are one"
    if known and known[1] != pool:
        return f"is in pool '{known[1]}' already"
    if known and known[0] != code:
        return f"reads like {known[0]}, which is in the pool already"
    return "is an order's code already" if issued and not known else ""
