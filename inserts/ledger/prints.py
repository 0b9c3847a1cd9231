"""From a reservation to cards on paper: sealing, confirming, settling what was cut off, and printing again."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from inserts.ledger.conditions import PRINTED
from inserts.ledger.issue import SLOT, claim, read_coupons, set_wish, voided_now
from inserts.ledger.protocol import BatchRecord, Book, CardPlace, Input, Reprint, stamp
from inserts.model.problem import Stop, some_of

_NAMED = 10  # orders named in one message

_SEAL = """
    UPDATE ledger_print SET pdf = ?, pdf_sha256 = ?, pages = ?, cards = ?, papers = ?
    WHERE id = ? AND state = 'rendering' AND holder = ?"""
_CLAIMED = """
    SELECT i.order_ref, i.id FROM ledger_print_order o JOIN ledger_issue i ON i.id = o.issue_id WHERE o.print_id = ?"""
_UNSEAL = "DELETE FROM ledger_print_card WHERE print_id = ?"
_CARD = "INSERT INTO ledger_print_card (print_id, issue_id, template, page, slot, sheet) VALUES (?, ?, ?, ?, ?, ?)"
_GIVE_BACK = "DELETE FROM ledger_print_order WHERE print_id = ? AND issue_id = ?"
_SETTLE = """
    UPDATE ledger_print SET state = ?, failure = ?, settled_at = ? WHERE id = ? AND state = 'rendering'"""
_PRINT = """
    SELECT b.name, p.state, p.pdf IS NOT NULL FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE p.id = ? AND b.shop = ?"""
_OPEN = """
    SELECT p.id, b.name, p.kind, p.holder, p.pdf, p.pdf_sha256
    FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE b.shop = ? AND p.state = 'rendering' ORDER BY p.id"""
_PRINTED = f"""
    SELECT i.order_ref, b.name
    FROM ledger_print p
    JOIN ledger_batch b ON b.id = p.batch_id
    JOIN ledger_print_order o ON o.print_id = p.id
    JOIN ledger_issue i ON i.id = o.issue_id
    WHERE b.shop = ? AND b.created_at >= ? AND {PRINTED}
    ORDER BY p.id DESC"""  # noqa: S608
_PRINTED_OF = f"""
    SELECT i.order_ref, b.name
    FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?
    JOIN ledger_print_order o ON o.issue_id = i.id
    JOIN ledger_print p ON p.id = o.print_id AND {PRINTED}
    JOIN ledger_batch b ON b.id = p.batch_id AND b.created_at >= ?
    ORDER BY p.id DESC"""  # noqa: S608
_TEMPLATES = f"""
    SELECT i.order_ref, c.template
    FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?
    JOIN ledger_print_order o ON o.issue_id = i.id
    JOIN ledger_print p ON p.id = o.print_id AND {PRINTED}
    JOIN ledger_print_card c ON c.print_id = p.id AND c.issue_id = i.id
    ORDER BY p.id, c.page, c.slot"""  # noqa: S608
_GONE = """
    SELECT i.gone, i.order_ref FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ? AND i.gone <> ''"""
_WHY = {
    "purged": "is older than [retention] keeps: what it was promised was removed",
    "restored": "was printed after the backup the ledger was restored from: what it was promised is not known",
}
_BATCH = "SELECT id, inputs FROM ledger_batch WHERE shop = ? AND name = ?"
_NAME = "UPDATE ledger_print SET name = ? WHERE id = ?"
_REPRINTS = "SELECT COUNT(*) FROM ledger_print WHERE batch_id = ? AND kind = 'reprint'"
_BATCHES = """
    SELECT b.name, p.state, b.created_at, b.station,
        (SELECT COUNT(*) FROM ledger_print_order o WHERE o.print_id = p.id), p.cards, p.pages, p.pdf,
        (SELECT COUNT(*) FROM ledger_print r WHERE r.batch_id = b.id AND r.kind = 'reprint' AND r.state = 'published'),
        (SELECT COUNT(DISTINCT c.page) FROM ledger_print_card c WHERE c.print_id = p.id)
    FROM ledger_batch b
    JOIN ledger_print p ON p.id = (SELECT MAX(l.id) FROM ledger_print l WHERE l.batch_id = b.id AND l.kind = 'first')
    WHERE b.shop = ? ORDER BY b.id"""


def sealed(
    book: Book,
    print_id: int,
    pdf: str,
    sha256: str,
    pages: int,
    cards: Sequence[CardPlace],
    sheets: Mapping[int, int],
    papers: Mapping[str, str],
) -> None:
    """See `Ledger.sealed`."""
    kept = json.dumps(dict(papers), ensure_ascii=False) if papers else ""
    with book.db.transaction("seal"):
        if not book.db.change(_SEAL, (pdf, sha256, pages, len(cards), kept, print_id, book.db.holder)):
            raise _settled_elsewhere(book, print_id)
        issues: dict[str, int] = dict(book.db.rows(_CLAIMED, (print_id,)))
        shown = {order for order, *_ in cards}
        strangers = sorted(shown - issues.keys())
        if strangers:
            raise ValueError(f"cards of orders that were not reserved: {', '.join(strangers)}")
        book.db.change(_UNSEAL, (print_id,))
        rows = [(print_id, issues[order], name, page, slot, sheets.get(page, 0)) for order, name, page, slot in cards]
        book.db.many(_CARD, rows)
        without = sorted(issues.keys() - shown)
        book.db.many(_GIVE_BACK, [(print_id, issues[order]) for order in without])


def confirm(book: Book, print_id: int) -> None:
    """See `Ledger.confirm`. Raises ValueError for a print that was never sealed."""
    with book.db.transaction("confirm"):
        name, state, is_sealed = _find(book, print_id)
        if not is_sealed:
            raise ValueError(f"a print of batch {name} is confirmed before it is sealed")
        if state == "failed":
            raise _settled_elsewhere(book, print_id)
        book.db.change(_SETTLE, ("published", "", book.stamp(), print_id))


def fail(book: Book, print_id: int, reason: str) -> None:
    """See `Ledger.fail`. A print that is settled stays as it is."""
    with book.db.transaction("fail"):
        book.db.change(_SETTLE, ("failed", reason, book.stamp(), print_id))


def recover(book: Book, is_released: Callable[[str, str], bool]) -> tuple[str, ...]:
    """See `Ledger.recover`. Files are judged outside the transaction, for that may take a while."""
    left = book.db.rows(_OPEN, (book.shop,))
    dead = {holder for holder in {row[3] for row in left} if not book.db.alive(holder)}
    verdicts = [
        (print_id, name, kind, bool(pdf and is_released(pdf, sha256)))
        for print_id, name, kind, holder, pdf, sha256 in left
        if holder in dead
    ]
    told = []
    if verdicts:
        with book.db.transaction("recover"):
            for print_id, name, kind, released in verdicts:
                if _settle(book, print_id, released):
                    told.append(_verdict(name, kind, released))
    book.db.tidy()
    return tuple(told)


def printed(book: Book, orders: Sequence[str] | None = None, since: datetime | None = None) -> Mapping[str, str]:
    """See `Ledger.printed`. Of several prints the first counts."""
    first = stamp(since) if since else ""
    if orders is None:
        return dict(book.db.rows(_PRINTED, (book.shop, first)))
    with book.db.transaction("printed"):
        set_wish(book.db, orders)
        return dict(book.db.rows(_PRINTED_OF, (book.shop, SLOT, first)))


def templates_of(book: Book, orders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """See `Ledger.templates_of`."""
    with book.db.transaction("templates"):
        set_wish(book.db, orders)
        rows = book.db.rows(_TEMPLATES, (book.shop, SLOT))
    found: dict[str, dict[str, None]] = {}
    for order, template in rows:
        found.setdefault(order, {})[template] = None
    return {order: tuple(names) for order, names in found.items()}


def reprint(book: Book, orders: Sequence[str], reason: str) -> Reprint:
    """See `Ledger.reprint`."""
    wanted = list(dict.fromkeys(orders))
    if not wanted:
        raise Stop("no order is named to print again", "name at least one", exit_code=2)
    # Read before the transaction: what has been printed stays printed, and others need not wait.
    batch_of = printed(book, wanted)
    if len(batch_of) < len(wanted):
        _check_printed(wanted, printed(book))
    batches = tuple(dict.fromkeys(batch_of[order] for order in wanted))
    rows = [book.db.rows(_BATCH, (book.shop, name))[0] for name in batches]
    with book.db.transaction("reprint"):
        set_wish(book.db, wanted)
        _check_promised(book)
        _check_voided(book)
        number = int(book.db.rows(_REPRINTS, (rows[0][0],))[0][0]) + 1
        print_id = claim(book, rows[0][0], "reprint", reason)
        name = f"{batches[0]}-reprint-{number}"
        book.db.change(_NAME, (name, print_id))
        coupons = read_coupons(book, wanted)
    inputs = tuple(dict.fromkeys(Input(*entry) for _, listed in rows for entry in json.loads(listed)))
    return Reprint(print_id, name, coupons, batches, inputs)


def batches(book: Book) -> tuple[BatchRecord, ...]:
    """See `Ledger.batches`."""
    return tuple(_record(row) for row in book.db.rows(_BATCHES, (book.shop,)))


def _record(row: Sequence[Any]) -> BatchRecord:
    name, state, created, station, orders, cards, pages, pdf, *counts = row
    moment = datetime.fromisoformat(created)
    return BatchRecord(name, state, moment, station, orders, cards or 0, pages or 0, pdf or "", *counts)


def _find(book: Book, print_id: int) -> tuple[str, str, bool]:
    rows = book.db.rows(_PRINT, (print_id, book.shop))
    if not rows:
        raise ValueError(f"there is no print {print_id}")
    name, state, is_sealed = rows[0]
    return name, state, bool(is_sealed)


def _settled_elsewhere(book: Book, print_id: int) -> Stop:
    name, _, _ = _find(book, print_id)
    return Stop(
        f"batch {name} was given up by another station while this one was printing it",
        "throw away what was printed of it and run again",
    )


def _settle(book: Book, print_id: int, released: bool) -> bool:
    """Settle a dead station's print; false if somebody else just did."""
    state, failure = ("published", "") if released else ("failed", "its station stopped")
    return book.db.change(_SETTLE, (state, failure, book.stamp(), print_id)) > 0


def _verdict(batch: str, kind: str, released: bool) -> str:
    subject = f"batch {batch}" if kind == "first" else f"a reprint of batch {batch}"
    if released:
        return f"{subject} was cut off after its file was finished: its cards count as printed"
    free = "its orders are free again" if kind == "first" else "ask for it again"
    return f"{subject} was cut off before its file was finished: {free}"


def _check_printed(orders: Sequence[str], batch_of: Mapping[str, str]) -> None:
    unknown = [order for order in orders if order not in batch_of]
    if not unknown:
        return
    told = [f"order {order} was never printed" for order in unknown]
    meant = ", ".join(dict.fromkeys(filter(None, (_nearest(order, batch_of) for order in unknown[:_NAMED]))))
    hint = f"did you mean {meant}?" if meant else "see what was printed with: inserts batches"
    raise Stop(some_of(told, _NAMED, "; "), hint)


def _check_promised(book: Book) -> None:
    """Raise Stop when the ledger no longer knows what a wished order was promised: a reprint would promise another."""
    told = [f"order {order} {_WHY[reason]}" for reason, order in sorted(book.db.rows(_GONE, (book.shop, SLOT)))]
    if told:
        hint = "write the card by hand; the manifest has its code, if it is still there"
        raise Stop(some_of(told, _NAMED, "; "), hint)


def _check_voided(book: Book) -> None:
    """Raise Stop for wished orders whose code was taken back: it is never printed again."""
    told = [f"the code of order {order} was voided: {reason}" for order, reason in voided_now(book).items()]
    if told:
        raise Stop(some_of(told, _NAMED, "; "), "leave the order out; a voided code is never printed again")


def _nearest(order: str, known: Collection[str]) -> str:
    """The known order that is the same but for signs such as #, or most like it, or an empty text."""
    plain = _plain(order)
    same = next((other for other in known if plain and _plain(other) == plain), "")
    return same or next(iter(get_close_matches(order, known, n=1, cutoff=0.7)), "")


def _plain(order: str) -> str:
    return "".join(filter(str.isalnum, order)).casefold()
