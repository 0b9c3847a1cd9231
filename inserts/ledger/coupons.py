"""Codes one by one: what became of each, which the shop must be told of, and those that are taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import inserts.ledger.pools as pools
from inserts.ledger.codes import normalise
from inserts.ledger.conditions import GIVES, PRINTED
from inserts.ledger.issue import COUPON, SLOT, as_coupon, set_wish
from inserts.ledger.protocol import MOST_UNTOLD, Book, Outlook
from inserts.model.offer import Issued, Pooled, Shared

_BATCH = f"""(
        SELECT b.name FROM ledger_print_order o
        JOIN ledger_print p ON p.id = o.print_id
        JOIN ledger_batch b ON b.id = p.batch_id
        WHERE o.issue_id = i.id AND {PRINTED} ORDER BY p.id DESC LIMIT 1)"""  # noqa: S608
_ISSUED = f"""
    SELECT {COUPON}, {_BATCH}, i.issued_at, i.uploaded_at, i.voided_at, i.void_reason
    FROM ledger_issue i
    WHERE i.shop = ? AND i.code IS NOT NULL AND {GIVES}"""  # noqa: S608
_OF_ORDER = " AND i.order_ref = ? AND i.slot = ?"
_OF_CODE = " AND i.code_norm = ?"
_OF_TIER = " AND i.tier = ?"
_OWN = " AND i.code_norm IS NOT NULL AND i.voided_at IS NULL AND i.pool = '' AND i.valid_through >= ?"
_LAST = " AND i.uploaded_at = (SELECT MAX(uploaded_at) FROM ledger_issue WHERE shop = ?)"
_OWNERS = """
    SELECT i.code_norm, i.order_ref FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.code_norm = w.order_ref"""
_USES = "SELECT code_norm, order_ref FROM ledger_redemption WHERE shop = ? ORDER BY code_norm, order_ref"
_SHARED = """
    SELECT code, COUNT(*) FROM ledger_issue WHERE shop = ? AND code IS NOT NULL AND code_norm IS NULL GROUP BY code"""

_LIVE = """
    SELECT COUNT(*) FROM ledger_issue
    WHERE shop = ? AND valid_through >= ? AND voided_at IS NULL AND code_norm IS NOT NULL AND pool = ''"""
_UNTOLD = f"""
    SELECT b.name, COUNT(*)
    FROM (
        SELECT id FROM ledger_issue
        WHERE shop = ? AND valid_through >= ? AND uploaded_at IS NULL AND voided_at IS NULL AND code_norm IS NOT NULL
            AND pool = '' LIMIT ?) i
    JOIN ledger_print_order o ON o.issue_id = i.id
    JOIN ledger_print p ON p.id = o.print_id AND {PRINTED}
    JOIN ledger_batch b ON b.id = p.batch_id
    GROUP BY b.id, b.name ORDER BY b.id"""  # noqa: S608
_WRITTEN = "SELECT MAX(created_at) FROM ledger_batch WHERE shop = ?"
_TELL = """
    UPDATE ledger_issue SET uploaded_at = ?
    WHERE shop = ? AND uploaded_at IS NULL AND code_norm IN (SELECT order_ref FROM ledger_wish)"""
_VOID = """
    UPDATE ledger_issue SET voided_at = ?, void_reason = ?
    WHERE shop = ? AND order_ref = ? AND slot = ? AND voided_at IS NULL"""
_GONE = "SELECT 1 FROM ledger_issue WHERE shop = ? AND code_norm = ?"
_POOLED = "SELECT pool, code, issue_id, withdrawn_at FROM ledger_pool WHERE shop = ? AND code_norm = ?"
_TAKE_OUT = """
    UPDATE ledger_pool SET withdrawn_at = ?
    WHERE shop = ? AND code_norm = ? AND issue_id IS NULL AND withdrawn_at IS NULL"""


Found = Issued | Shared | Pooled


def outlook(book: Book, today: date) -> Outlook:
    """See `Ledger.outlook`."""
    day = today.isoformat()
    with book.db.transaction("outlook"):
        live = int(book.db.rows(_LIVE, (book.shop, day))[0][0])
        untold = tuple((name, int(n)) for name, n in book.db.rows(_UNTOLD, (book.shop, day, MOST_UNTOLD)))
        written = book.db.rows(_WRITTEN, (book.shop,))[0][0]
        return Outlook(pools.pools(book), live, untold, datetime.fromisoformat(written) if written else None)


def issued(book: Book, *, tier: str = "") -> tuple[Issued, ...]:
    """Every coupon with a code, in the order they were issued; of one tier if it is named."""
    return _read(book, _OF_TIER if tier else "", (tier,) if tier else ())


def owners(book: Book, norms: Iterable[str]) -> dict[str, str]:
    """The orders of those of these codes that one order alone has, inside the caller's transaction. The codes, as they
    are compared, stand as the wished ones then."""
    set_wish(book.db, norms)
    return dict(book.db.rows(_OWNERS, (book.shop,)))


def shared(book: Book) -> frozenset[str]:
    """The codes that are the same on many cards, as they are compared."""
    return frozenset(normalise(code) for code, _ in book.db.rows(_SHARED, (book.shop,)))


def find(book: Book, written: str) -> Found | None:
    """What is known of a code, however it is typed: an order's, one that many share, or one still in a pool."""
    norm = normalise(written)
    own = _read(book, _OF_CODE, (norm,))
    if own:
        return own[0]
    for code, orders in book.db.rows(_SHARED, (book.shop,)):
        if normalise(code) == norm:
            return Shared(code, int(orders), _uses(book).get(norm, ()))
    row = next(iter(book.db.rows(_POOLED, (book.shop, norm))), None)
    return Pooled(row[0], row[1], row[3] or "") if row and row[2] is None else None


def is_gone(book: Book, written: str) -> bool:
    """Whether an order had this code and nothing else is known of it any more."""
    return bool(book.db.rows(_GONE, (book.shop, normalise(written))))


def of_order(book: Book, order: str) -> Issued | None:
    """An order's coupon, if it has a code."""
    return next(iter(_read(book, _OF_ORDER, (order, SLOT))), None)


def void(book: Book, order: str, reason: str) -> bool:
    """Take an order's code back, for ever; False when that was done before, and the first reason stays."""
    with book.db.transaction("void"):
        return book.db.change(_VOID, (book.stamp(), reason, book.shop, order, SLOT)) > 0


def take_out(book: Book, written: str) -> bool:
    """Let no order get this code of a pool; False when none would have."""
    with book.db.transaction("void"):
        return book.db.change(_TAKE_OUT, (book.stamp(), book.shop, normalise(written))) > 0


def to_tell(book: Book, today: date, *, again: bool = False, everything: bool = False) -> tuple[Issued, ...]:
    """Printed codes of our own that have not run out: those the shop was never told of, those it was told of the last
    time (`again`), or all."""
    more, values = (_LAST, (book.shop,)) if again else ("", ())
    if not again and not everything:
        more = " AND i.uploaded_at IS NULL"
    found = _read(book, _OWN + more, (today.isoformat(), *values))
    return tuple(one for one in found if one.batch)


def tell(book: Book, coupons: Sequence[Issued], stamp: str) -> int:
    """Write down that the shop was told of these codes at this moment; how many it had not been told of."""
    with book.db.transaction("export"):
        set_wish(book.db, (normalise(one.coupon.code) for one in coupons))
        return book.db.change(_TELL, (stamp, book.shop))


def _read(book: Book, more: str, values: Sequence[object]) -> tuple[Issued, ...]:
    with book.db.transaction("coupons"):
        rows = book.db.rows(f"{_ISSUED}{more} ORDER BY i.id", (book.shop, *values))
        uses = _uses(book) if rows else {}
    return tuple(_issued(rows, uses))


def _issued(rows: Sequence[tuple[object, ...]], uses: dict[str, tuple[str, ...]]) -> Iterator[Issued]:
    for row in rows:
        coupon = as_coupon(row)
        batch, made, told, voided, reason = (str(cell or "") for cell in row[-5:])
        # Who used a shared code, nobody can say.
        used = () if coupon.grant.shared else uses.get(normalise(coupon.code), ())
        yield Issued(coupon, batch, made, told, voided, reason, used)


def _uses(book: Book) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code, order in book.db.rows(_USES, (book.shop,)):
        found.setdefault(code, []).append(order)
    return {code: tuple(orders) for code, orders in found.items()}
