"""Pools: codes that the shop made itself, each drawn once, for one order, and never again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from inserts.ledger.protocol import Book, Pool
from inserts.model.problem import Stop

# A code that an order has already (after a backup was restored, taken up from paper) is passed over.
_FREE = """
    FROM ledger_pool p
    WHERE p.shop = ? AND p.pool = ? AND p.issue_id IS NULL AND p.withdrawn_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM ledger_issue i WHERE i.shop = p.shop AND i.code_norm = p.code_norm)"""
_DRAW = f"SELECT p.code, p.code_norm {_FREE} ORDER BY p.id LIMIT ?"
_LEFT = f"SELECT COUNT(*) {_FREE}"
_POOLS = "SELECT pool, COUNT(*) FROM ledger_pool WHERE shop = ? GROUP BY pool ORDER BY pool"
_MARK = """
    UPDATE ledger_pool SET issue_id = (
        SELECT i.id FROM ledger_issue i WHERE i.shop = ledger_pool.shop AND i.code_norm = ledger_pool.code_norm)
    WHERE shop = ? AND issue_id IS NULL AND code_norm IN (
        SELECT i.code_norm FROM ledger_wish w
        JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.pool <> '')"""
_WITHDRAW = "UPDATE ledger_pool SET issue_id = NULL, withdrawn_at = ? WHERE shop = ? AND issue_id = ?"


class Drawn(NamedTuple):
    """A code of a pool, as printed and as compared."""

    code: str
    norm: str


def draw(book: Book, pools: Iterable[str]) -> dict[str, list[Drawn]]:
    """A code for each entry of `pools`, in the order they were imported. Raises Stop when one has not enough.

    Inside the caller's transaction, which `mark` ends.
    """
    drawn = {}
    for pool, wanted in sorted(Counter(pools).items()):
        found = [Drawn(*row) for row in book.db.rows(_DRAW, (book.shop, pool, wanted))]
        if len(found) < wanted:
            raise shortage([(pool, len(found), wanted)])
        drawn[pool] = found
    return drawn


def shortage(lacking: Sequence[tuple[str, int, int]]) -> Stop:
    """Pools that have not enough codes: their names, what is left, what is needed."""
    told = "; ".join(
        f"pool '{pool}' has {left:,} codes left and {needed:,} are needed" for pool, left, needed in lacking
    )
    hint = f"make more in your shop, then: inserts coupons import-pool FILE --pool {lacking[0][0]}"
    return Stop(f"{told}: nothing was printed", hint)


def mark(book: Book) -> None:
    """The wished orders' codes are theirs, and in no pool any more."""
    book.db.change(_MARK, (book.shop, book.shop))


def withdraw(book: Book, issue: int) -> None:
    """An order that was never printed has another offer now: its code is not used, nor given to anybody else."""
    book.db.change(_WITHDRAW, (book.stamp(), book.shop, issue))


def pools(book: Book) -> tuple[Pool, ...]:
    """All pools, with what is left in them."""
    found = book.db.rows(_POOLS, (book.shop,))
    return tuple(Pool(name, int(book.db.rows(_LEFT, (book.shop, name))[0][0]), int(total)) for name, total in found)
