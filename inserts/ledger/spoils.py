"""What lies on which sheet of paper, and what was printed again: for sheets that jam, and cards that are spoiled."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from inserts.ledger.codes import normalise
from inserts.ledger.conditions import PRINTED
from inserts.ledger.coupons import owners
from inserts.ledger.history import GONE, REFUNDED
from inserts.ledger.protocol import Book, Placed, ReprintRecord

_REPRINTS = """
    SELECT p.name, b.name, p.state, p.started_at, p.station, p.reason,
        (SELECT COUNT(*) FROM ledger_print_order o WHERE o.print_id = p.id), p.cards,
        (SELECT COUNT(DISTINCT c.page) FROM ledger_print_card c WHERE c.print_id = p.id), p.pdf
    FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE b.shop = ? AND p.kind = 'reprint' ORDER BY p.id"""
# A batch goes before a reprint that happens to have its name, and "first" before "reprint" in the alphabet.
_NAMED = """
    SELECT p.id FROM ledger_print p JOIN ledger_batch b ON b.id = p.batch_id
    WHERE b.shop = ? AND p.state = 'published'
        AND (p.kind = 'first' AND b.name = ? OR p.kind = 'reprint' AND p.name = ?)
    ORDER BY p.kind, p.id LIMIT 1"""
_PLACED = """
    SELECT i.order_ref, c.template, c.sheet, c.slot, c.page
    FROM ledger_print_card c
    JOIN ledger_print_order o ON o.print_id = c.print_id AND o.issue_id = c.issue_id AND o.voided_at IS NULL
    JOIN ledger_issue i ON i.id = c.issue_id
    WHERE c.print_id = ? ORDER BY c.page, c.slot"""
_PAPERS = "SELECT papers FROM ledger_print WHERE id = ? AND papers <> ''"
_GONE = f"""
    SELECT i.order_ref, h.stage
    FROM ledger_batch b
    JOIN ledger_print p ON p.batch_id = b.id
    JOIN ledger_print_order o ON o.print_id = p.id AND {PRINTED}
    JOIN ledger_issue i ON i.id = o.issue_id
    JOIN ledger_order h ON h.shop = i.shop AND h.order_ref = i.order_ref
    WHERE b.shop = ? AND b.name = ? AND h.stage >= ? ORDER BY i.id"""  # noqa: S608


def reprints(book: Book) -> tuple[ReprintRecord, ...]:
    """See `Ledger.reprints`."""
    return tuple(
        ReprintRecord(
            name, batch, state, datetime.fromisoformat(started), station, reason, orders, cards or 0, sheets, pdf or ""
        )
        for name, batch, state, started, station, reason, orders, cards, sheets, pdf in book.db.rows(
            _REPRINTS, (book.shop,)
        )
    )


def placed(book: Book, name: str) -> tuple[Placed, ...]:
    """See `Ledger.placed`. Where sheets were not numbered yet, the order of the pages is their number."""
    found = print_named(book, name)
    rows = book.db.rows(_PLACED, (found,)) if found else []
    pages = {page: number for number, page in enumerate(dict.fromkeys(row[4] for row in rows), 1)}
    cards = (Placed(order, template, sheet or pages[page], slot) for order, template, sheet, slot, page in rows)
    return tuple(sorted(cards, key=lambda card: (card.sheet, card.slot)))


def papers_of(book: Book, name: str) -> Mapping[str, str]:
    """See `Ledger.papers_of`."""
    found = book.db.rows(_PAPERS, (print_named(book, name),))
    return dict(json.loads(found[0][0])) if found else {}


def print_named(book: Book, name: str) -> int:
    """The published batch or reprint of this name, 0 when there is none."""
    found = book.db.rows(_NAMED, (book.shop, name, name))
    return int(found[0][0]) if found else 0


def orders_of(book: Book, codes: Sequence[str]) -> Mapping[str, str]:
    """See `Ledger.orders_of`. A code that is the same on many cards says nothing of whose it is."""
    written = {code: normalise(code) for code in codes}
    with book.db.transaction("codes"):
        found = owners(book, filter(None, written.values()))
    return {code: found[norm] for code, norm in written.items() if norm in found}


def gone_since(book: Book, batch: str) -> Mapping[str, str]:
    """See `Ledger.gone_since`."""
    rows = book.db.rows(_GONE, (book.shop, batch, REFUNDED))
    return {order: GONE[stage] for order, stage in rows}
