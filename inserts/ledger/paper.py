"""What the manifests say is on paper, taken up into a ledger that does not know it: no such order is printed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from inserts.ledger.codes import normalise
from inserts.ledger.issue import SLOT, set_wish
from inserts.ledger.protocol import Book, stamp

RESTORED = "restored"
"""Of an order taken up from paper: its code is known, what it was promised is not."""


class Printed(NamedTuple):
    """A card on paper. `code` is empty for one without a coupon."""

    order: str
    template: str
    code: str
    page: int
    slot: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One batch's file. `pdf` and its `sha256` are None when it is no longer there."""

    batch: str
    printed: datetime
    pdf: str | None
    sha256: str | None
    cards: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class TakenUp:
    """Orders the ledger knows again, and those that have a card with one code and another one in the ledger."""

    orders: tuple[str, ...] = ()
    contrary: tuple[str, ...] = ()


_KNOWN = """
    SELECT i.order_ref, i.id, i.code_norm, EXISTS (
        SELECT 1 FROM ledger_print_order o JOIN ledger_print p ON p.id = o.print_id
        WHERE o.issue_id = i.id AND o.voided_at IS NULL AND p.kind = 'first' AND p.state = 'published')
    FROM ledger_wish w JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?"""
_OWNERS = """
    SELECT i.code_norm, i.order_ref FROM ledger_wish w
    JOIN ledger_issue i ON i.shop = ? AND i.code_norm = w.order_ref"""
_SHARED = "SELECT DISTINCT code FROM ledger_issue WHERE shop = ? AND code IS NOT NULL AND code_norm IS NULL"
_ISSUE = """
    INSERT INTO ledger_issue (shop, order_ref, slot, code, code_norm, key_id, tier, arm, customer_key, order_number,
        benefit_kind, benefit_text, currency, single_use, excludes, issued_at, gone)
    VALUES (?, ?, ?, ?, ?, NULL, '', '', NULL, 0, 'none', '', '', 0, '[]', ?, 'restored') RETURNING id"""
_RECODE = "UPDATE ledger_issue SET code = ?, code_norm = ?, key_id = NULL, gone = 'restored' WHERE id = ?"
_FIND_BATCH = "SELECT id FROM ledger_batch WHERE shop = ? AND name = ?"
_BATCH = """
    INSERT INTO ledger_batch (shop, name, inputs, station, created_at) VALUES (?, ?, '[]', ?, ?) RETURNING id"""
_PRINT = """
    INSERT INTO ledger_print (batch_id, kind, state, holder, station, reason, pdf, pdf_sha256, cards, started_at,
        settled_at)
    VALUES (?, 'first', 'published', '', ?, 'taken up from its manifest', ?, ?, ?, ?, ?) RETURNING id"""
_ORDER = "INSERT INTO ledger_print_order (print_id, issue_id) VALUES (?, ?)"
_CARD = "INSERT INTO ledger_print_card (print_id, issue_id, template, page, slot) VALUES (?, ?, ?, ?, ?)"


def take_up(book: Book, sheets: Sequence[Sheet]) -> TakenUp:
    """Count every card on these sheets as printed, inside the caller's transaction. Known prints stay as they are."""
    shared = _shared(book, sheets)
    taken: list[str] = []
    contrary: list[str] = []
    for sheet in sheets:
        codes = {card.order: card.code for card in sheet.cards}
        set_wish(book.db, list(codes))
        known = {order: row for order, *row in book.db.rows(_KNOWN, (book.shop, SLOT))}
        new = {order: code for order, code in codes.items() if order not in known or not known[order][2]}
        contrary += [
            order
            for order, (_, norm, printed) in known.items()
            if printed and norm and codes[order] and normalise(codes[order]) != norm
        ]
        owners = _owners(book, [normalise(code) for code in new.values() if code])
        contrary += [order for order, code in new.items() if code and owners.get(normalise(code), order) != order]
        free = {order: code for order, code in new.items() if order not in contrary}
        if free:
            _record(book, sheet, {order: known[order][0] if order in known else 0 for order in free}, free, shared)
            taken += free
    return TakenUp(tuple(taken), tuple(dict.fromkeys(contrary)))


def _record(
    book: Book, sheet: Sheet, issues: Mapping[str, int], codes: Mapping[str, str], shared: frozenset[str]
) -> None:
    printed, now = stamp(sheet.printed), book.stamp()
    found = book.db.rows(_FIND_BATCH, (book.shop, sheet.batch))
    batch = found or book.db.rows(_BATCH, (book.shop, sheet.batch, book.station, printed))
    cards = [card for card in sheet.cards if card.order in codes]
    values = (batch[0][0], book.station, sheet.pdf, sheet.sha256, len(cards), printed, now)
    print_id = int(book.db.rows(_PRINT, values)[0][0])
    of_order: dict[str, int] = {}
    for order, code in codes.items():
        norm = normalise(code) if code and normalise(code) not in shared else None
        if issues[order]:
            of_order[order] = issues[order]
            book.db.change(_RECODE, (code or None, norm, issues[order]))
        else:
            row = (book.shop, order, SLOT, code or None, norm, printed)
            of_order[order] = int(book.db.rows(_ISSUE, row)[0][0])
    book.db.many(_ORDER, [(print_id, issue) for issue in sorted(of_order.values())])
    book.db.many(_CARD, [(print_id, of_order[c.order], c.template, c.page, c.slot) for c in cards])


def _owners(book: Book, norms: Sequence[str]) -> Mapping[str, str]:
    set_wish(book.db, list(dict.fromkeys(norms)))
    return dict(book.db.rows(_OWNERS, (book.shop,)))


def _shared(book: Book, sheets: Sequence[Sheet]) -> frozenset[str]:
    """Codes that many orders have: known as such, or on the cards of several."""
    pairs = {(normalise(card.code), card.order) for sheet in sheets for card in sheet.cards if card.code}
    several = {code for code, count in Counter(code for code, _ in pairs).items() if count > 1}
    return frozenset(several | {normalise(code) for (code,) in book.db.rows(_SHARED, (book.shop,))})
