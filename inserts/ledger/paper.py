"""What the manifests say is on paper, taken up into a ledger that does not know it: no such order is printed again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from inserts.ledger.codes import normalise
from inserts.ledger.conditions import PRINTED
from inserts.ledger.coupons import owners, shared
from inserts.ledger.issue import SLOT, set_wish, take
from inserts.ledger.protocol import Book, stamp


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


_KNOWN = f"""
    SELECT i.order_ref, i.id, i.code_norm, EXISTS (
        SELECT 1 FROM ledger_print_order o JOIN ledger_print p ON p.id = o.print_id
        WHERE o.issue_id = i.id AND {PRINTED})
    FROM ledger_wish w JOIN ledger_issue i ON i.shop = ? AND i.order_ref = w.order_ref AND i.slot = ?"""  # noqa: S608
# "restored": the code is known, what it promised is not.
_ISSUE = """
    INSERT INTO ledger_issue (shop, order_ref, slot, code, code_norm, key_id, tier, arm, customer_key, order_number,
        benefit_kind, benefit_text, currency, single_use, excludes, issued_at, gone)
    VALUES (?, ?, ?, ?, ?, NULL, '', '', NULL, 0, 'none', '', '', 0, '[]', ?, 'restored')"""
_RECODE = "UPDATE ledger_issue SET code = ?, code_norm = ?, key_id = NULL, gone = 'restored' WHERE id = ?"
_FIND_BATCH = "SELECT id FROM ledger_batch WHERE shop = ? AND name = ?"
_BATCH = """
    INSERT INTO ledger_batch (shop, name, inputs, station, created_at) VALUES (?, ?, '[]', ?, ?) RETURNING id"""
_PRINT = """
    INSERT INTO ledger_print (batch_id, kind, state, holder, station, reason, pdf, pdf_sha256, cards, started_at,
        settled_at)
    VALUES (?, 'first', 'published', '', ?, 'taken up from its manifest', ?, ?, ?, ?, ?) RETURNING id"""
_CARD = "INSERT INTO ledger_print_card (print_id, issue_id, template, page, slot) VALUES (?, ?, ?, ?, ?)"


def take_up(book: Book, sheets: Sequence[Sheet]) -> TakenUp:
    """Count every card on these sheets as printed, inside the caller's transaction. Known prints stay as they are."""
    several = shared(book) | _on_many(sheets)
    taken: list[str] = []
    contrary: dict[str, None] = {}
    for sheet in sheets:
        codes = {card.order: card.code for card in sheet.cards}
        norms = {order: normalise(code) for order, code in codes.items() if code}
        set_wish(book.db, codes)
        known = {order: row for order, *row in book.db.rows(_KNOWN, (book.shop, SLOT))}
        for order, (_, norm, printed) in known.items():
            if printed and norm and norms.get(order, norm) != norm:
                contrary[order] = None
        new = {order: code for order, code in codes.items() if order not in known or not known[order][2]}
        of = owners(book, (norms[order] for order in new if order in norms))
        contrary |= {order: None for order in new if order in norms and of.get(norms[order], order) != order}
        free = {order: code for order, code in new.items() if order not in contrary}
        if free:
            _record(book, sheet, {order: known[order][0] for order in free if order in known}, free, several)
            taken += free
    return TakenUp(tuple(taken), tuple(contrary))


def _record(
    book: Book, sheet: Sheet, known: Mapping[str, int], codes: Mapping[str, str], several: Collection[str]
) -> None:
    """A print of these orders. `known` are the rows of those that have one; `several` are codes that many have."""
    printed = stamp(sheet.printed)
    found = book.db.rows(_FIND_BATCH, (book.shop, sheet.batch))
    batch = found or book.db.rows(_BATCH, (book.shop, sheet.batch, book.station, printed))
    cards = [card for card in sheet.cards if card.order in codes]
    values = (batch[0][0], book.station, sheet.pdf, sheet.sha256, len(cards), printed, book.stamp())
    print_id = int(book.db.rows(_PRINT, values)[0][0])
    norms = {order: normalise(code) for order, code in codes.items()}
    common = {"", *several}
    coded = {order: (code or None, None if norms[order] in common else norms[order]) for order, code in codes.items()}
    book.db.many(_RECODE, [(*coded[order], issue) for order, issue in known.items()])
    fresh = [(book.shop, order, SLOT, *coded[order], printed) for order in sorted(coded.keys() - known.keys())]
    book.db.many(_ISSUE, fresh)
    set_wish(book.db, codes)
    take(book, print_id)
    issues = {order: int(issue) for order, issue, *_ in book.db.rows(_KNOWN, (book.shop, SLOT))}
    book.db.many(_CARD, [(print_id, issues[c.order], c.template, c.page, c.slot) for c in cards])


def _on_many(sheets: Sequence[Sheet]) -> frozenset[str]:
    """Codes that the cards of several orders have."""
    pairs = {(normalise(card.code), card.order) for sheet in sheets for card in sheet.cards if card.code}
    return frozenset(code for code, count in Counter(code for code, _ in pairs).items() if count > 1)
