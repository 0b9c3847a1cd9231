"""Whose an order is, as the shop's settings say it: known again by a keyed hash, staff, or hidden by a marketplace."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inserts.ledger.codes import customer_key, folded
from inserts.model.experiment import History
from inserts.model.order import Order

RELAYED, STAFF = "relay", "staff"

ERASED = "erased"
"""The mark of an order whose customer asked to be forgotten: it stays without one."""

_RELAY = re.compile(
    r"[^@]+@(marketplace\.amazon\.[a-z.]+|members\.ebay\.[a-z.]+|relay\.walmart\.com|verkopen\.bol\.com"
    r"|allegromail\.pl|([a-z0-9-]+\.)*mirakl\.net)"
)


def known_as(key: bytes, order: Order, history: History) -> str:
    """The order's customer as a keyed hash; empty when nobody can be told by what `match` looks at."""
    email = order.email if "email" in history.match else ""
    return customer_key(key, email, order.phone if "phone" in history.match else "")


def mark_of(order: Order, staff: Sequence[str]) -> str:
    """`STAFF`, `RELAYED` for an address a marketplace puts in place of the customer's, or an empty text."""
    address = folded(order.email)
    domain = address[address.rfind("@") :] if "@" in address else ""
    if address and any(entry in (address, domain) for entry in staff):
        return STAFF
    return RELAYED if _RELAY.fullmatch(address) else ""
