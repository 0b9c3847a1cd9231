"""Ledgers of a small shop, opened and filled in one line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from inserts.ledger import Ledger, Reservation, open_ledger
from inserts.model.offer import Benefit, CodeRule, Grant
from tests.engines import Place

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=timezone(timedelta(hours=1)))


def opened(place: Place, **more: object) -> Ledger:
    known: dict[str, object] = {"shop": "shop.example", "key": KEY, "station": "packing table"}
    known |= {"now": lambda: NOW, "randbytes": os.urandom}
    return open_ledger(place.url, place.folder, **(known | more))  # type: ignore[arg-type]


def grant(order: str, percent: int = 10, **more: object) -> Grant:
    return Grant(order, "first order", Benefit("percent", Decimal(percent)), "EUR", **more)  # type: ignore[arg-type]


def reserve(ledger: Ledger, *orders: str, wish: str = "2026-11-24", percent: int = 10, **more: object) -> Reservation:
    known: dict[str, object] = {"rule": CodeRule(), "inputs": []}
    return ledger.reserve(wish, [grant(order, percent) for order in orders], **(known | more))  # type: ignore[arg-type]


def publish(ledger: Ledger, reserved: Reservation, without: Sequence[str] = ()) -> None:
    orders = [coupon.grant.order for coupon in reserved.coupons]
    cards = [(order, "classic", 2, slot) for slot, order in enumerate(orders, 1) if order not in without]
    ledger.sealed(reserved.print_id, pdf="out/a.pdf", sha256="ab", pages=2, cards=cards)
    ledger.confirm(reserved.print_id)


def codes(reserved: Reservation) -> dict[str, str]:
    return {coupon.grant.order: coupon.code for coupon in reserved.coupons}
