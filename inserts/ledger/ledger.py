"""The ledger as one object: what may be asked of it, whatever database it is kept in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

import inserts.ledger.bench as bench
import inserts.ledger.coupons as coupons
import inserts.ledger.history as past
import inserts.ledger.issue as issue
import inserts.ledger.prints as prints
import inserts.ledger.redeem as redeem
import inserts.ledger.spoils as spoils
import inserts.ledger.trial as trials
import inserts.ledger.upkeep as upkeep
from inserts.ledger.protocol import (
    ANY,
    NO_NAMES,
    NO_SHEETS,
    Assigned,
    Awaited,
    BatchRecord,
    Book,
    CardPlace,
    Input,
    Outlook,
    Placed,
    Reprint,
    ReprintRecord,
    Reservation,
    Uses,
)
from inserts.model.experiment import Experiment, History
from inserts.model.offer import CodeRule, Grant
from inserts.model.order import Order
from inserts.model.outcome import Evidence


class Ledger:
    """The book of every code and every print. Each method is durable when it returns, or raises Stop.

    After a Stop nothing is half done: run again, and every order finds the code it had.
    """

    def __init__(self, book: Book) -> None:
        self.book = book

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give up the book; prints not confirmed until now are settled by the next `recover`."""
        self.book.db.close()

    def recover(self, is_released: Callable[[str, str], bool]) -> tuple[str, ...]:
        """Settle prints whose station died, told in words; `is_released(pdf, sha256)` says if the file is in place.

        With its file in place a print counts as published, for somebody may hold it; else it has failed.
        """
        return prints.recover(self.book, is_released)

    def printed(self, orders: Sequence[str] | None = None, *, since: datetime | None = None) -> Mapping[str, str]:
        """Batch by order id, of every order with a card in a published batch.

        If given, of these orders only, and of batches made `since` then.
        """
        return prints.printed(self.book, orders, since)

    def note_orders(self, orders: Sequence[Order], *, zone: tzinfo = UTC, history: History = ANY) -> Mapping[str, str]:
        """Remember orders and, as keyed hashes, whose they are. Times without an offset are local to `zone`.

        An order that was cancelled or refunded stays so, whichever export is read last. Gives each order's customer
        as `known_as` does.
        """
        return past.note_orders(self.book, orders, zone, history)

    def order_numbers(self, orders: Sequence[Order]) -> Mapping[str, int]:
        """Which order of its customer each noted order is, from 1; 0 when the customer is unknown.

        Cancelled, refunded and unpaid orders do not count for later ones. An order without a date was placed
        when it was first seen.
        """
        return past.order_numbers(self.book, orders)

    def outlook(self, today: date) -> Outlook:
        """Pools, live codes, and codes the shop was never told of."""
        return coupons.outlook(self.book, today)

    def drawn(self, orders: Sequence[str]) -> Mapping[str, str]:
        """The pool of each of these orders that has a code from one."""
        return issue.drawn(self.book, orders)

    def voided(self, orders: Sequence[str]) -> Mapping[str, str]:
        """Those of these orders whose code was voided, with the reason. They are never printed again."""
        return issue.voided(self.book, orders)

    def days_since_last(self, orders: Sequence[Order]) -> Mapping[str, int]:
        """Whole days from the customer's order before to each noted order; no entry where that cannot be known."""
        return past.days_since_last(self.book, orders)

    def reserve(
        self,
        wish: str,
        grants: Sequence[Grant],
        *,
        rule: CodeRule,
        inputs: Sequence[Input],
        names: Mapping[str, str] = NO_NAMES,
    ) -> Reservation:
        """Give every order its code and take the orders for printing, all or nothing.

        `names` are readable names by order, for a prefix that holds one. Raises Stop when a pool has not enough codes.
        `wish` is the batch's name unless another batch has been or is being printed under it; then wish-b, wish-c ...
        An order that has been on paper keeps its grant for ever; before that it takes the new one, with the same code
        unless the new one's come from elsewhere. An order whose code was voided is not taken.
        """
        return issue.reserve(self.book, wish, grants, rule, inputs, names)

    def sealed(
        self,
        print_id: int,
        *,
        pdf: str,
        sha256: str,
        pages: int,
        cards: Sequence[CardPlace],
        sheets: Mapping[int, int] = NO_SHEETS,
        papers: Mapping[str, str] = NO_NAMES,
    ) -> None:
        """Write down what the finished file holds, before it gets its final name `pdf`.

        `sheets` are the numbers the sheets carry, by the page of their fronts; `papers` the stocks by template.
        Orders of the print that have no card in it are given back. Raises ValueError for a card of an order
        that is not the print's.
        """
        prints.sealed(self.book, print_id, pdf, sha256, pages, cards, sheets, papers)

    def confirm(self, print_id: int) -> None:
        """The sealed file has its final name: its cards count as printed."""
        prints.confirm(self.book, print_id)

    def fail(self, print_id: int, reason: str) -> None:
        """Give the orders back. Only while the file does not have its final name. `reason` holds no order data."""
        prints.fail(self.book, print_id, reason)

    def templates_of(self, orders: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """The templates each of these orders was printed with the first time, in the order of the file's pages."""
        return prints.templates_of(self.book, orders)

    def templates_had(self, orders: Sequence[str]) -> Mapping[str, frozenset[str]]:
        """The templates the customer of each of these noted orders has on paper from other orders; none, no entry.

        Prints another station is releasing right now count too.
        """
        return past.templates_had(self.book, orders)

    def reprint(self, orders: Sequence[str], reason: str) -> Reprint:
        """Take printed orders to print again; logged. Raises Stop naming every order that was never printed."""
        return prints.reprint(self.book, orders, reason)

    def batches(self) -> tuple[BatchRecord, ...]:
        """All batches, oldest first."""
        return prints.batches(self.book)

    def reprints(self) -> tuple[ReprintRecord, ...]:
        """All reprints, oldest first, those that failed too."""
        return spoils.reprints(self.book)

    def placed(self, name: str) -> tuple[Placed, ...]:
        """The cards of the published batch or reprint of this name by sheet and slot; none when there is no such."""
        return spoils.placed(self.book, name)

    def papers_of(self, name: str) -> Mapping[str, str]:
        """The stock of each template of the published batch or reprint of this name; empty when none were kept."""
        return spoils.papers_of(self.book, name)

    def orders_of(self, codes: Sequence[str]) -> Mapping[str, str]:
        """The order of each of these codes, as people or scanners write them, that was issued to one order alone."""
        return spoils.orders_of(self.book, codes)

    def awaited(self, name: str) -> tuple[Awaited, ...]:
        """The orders with cards in the published batch or reprint of this name; none when there is no such."""
        return bench.awaited(self.book, name)

    def note_matched(self, orders: Sequence[str]) -> int:
        """Remember that a card of each of these orders was seen with its parcel; twice changes nothing. Gives how many
        cards in print were not known to be."""
        return bench.note_matched(self.book, orders)

    def noted(self, orders: Sequence[str]) -> Mapping[str, str]:
        """Those of these orders that exports have told of: "cancelled", "refunded" or an empty text."""
        return bench.noted(self.book, orders)

    def gone_since(self, batch: str) -> Mapping[str, str]:
        """Orders with a card in the batch that are "cancelled" or "refunded", as far as exports have told since."""
        return spoils.gone_since(self.book, batch)

    def arms(self, experiment: Experiment, orders: Mapping[str, str]) -> Mapping[str, str]:
        """The arm of each noted order, by order; given are their customers, empty when unknown.

        A customer keeps the arm of the first parcel, and an order its own, even if the weights have changed. An order
        printed before the experiment has none.
        """
        return trials.arms(self.book, experiment, orders)

    def note_trial(self, experiment: str, entries: Sequence[Assigned], shipped: date) -> None:
        """Write down in which arm orders go out. What has been printed or held out stays as it is."""
        trials.note_trial(self.book, experiment, entries, shipped)

    def opted_out(self) -> frozenset[str]:
        """Keyed hashes of the addresses and phone numbers of customers who want no coupons."""
        return upkeep.opted_out(self.book)

    def held_out(self, orders: Sequence[str]) -> Mapping[str, str]:
        """Those of these orders that were held out without a card, with the experiment they were held out for."""
        return trials.held_out(self.book, orders)

    def note_uses(self, orders: Sequence[Order], *, rule: CodeRule) -> Uses:
        """Remember which codes the orders used; twice changes nothing."""
        return redeem.note_uses(self.book, orders, rule)

    def note_import(self, sha256: str, kind: str, orders: int) -> str:
        """Remember a file that was read; when it was read before, as the ledger writes it, or an empty text."""
        return redeem.note_import(self.book, sha256, kind, orders)

    def evidence(self, *, zone: tzinfo = UTC) -> Evidence:
        """Every card sent and all that is known of what came after, as of one moment; days are local to `zone`."""
        return redeem.evidence(self.book, zone)
