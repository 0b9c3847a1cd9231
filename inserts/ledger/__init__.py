"""Codes, exactly-once issuing, reprints: what was promised to whom, and what is on paper."""

from inserts.ledger.codes import check, customer_key, normalise
from inserts.ledger.key import load_or_create_key
from inserts.ledger.opening import copy_ledger, ledger_exists, open_ledger
from inserts.ledger.protocol import BatchRecord, CardPlace, Input, Ledger, Reprint, Reservation

__all__ = [
    "BatchRecord",
    "CardPlace",
    "Input",
    "Ledger",
    "Reprint",
    "Reservation",
    "check",
    "copy_ledger",
    "customer_key",
    "ledger_exists",
    "load_or_create_key",
    "normalise",
    "open_ledger",
]
