"""Conditions that several statements have, so that all of them mean the same.

In each, i is an issue, o an order's place in a print, and p the print.
"""

from __future__ import annotations

from inserts.model.offer import HOLDOUT

RELEASED = "p.kind = 'first' AND p.state = 'published'"
"""The file of a first print is there for people to print from."""

PRINTED = f"{RELEASED} AND o.voided_at IS NULL"
"""The order's cards are printed. A reprint makes no order printed, for it is of orders that are."""

TAKEN = "p.kind = 'first' AND p.state IN ('rendering', 'published')"
"""A first print has its batch and its orders, or is about to."""

GIVES = f"i.benefit_kind <> 'none' AND i.arm <> '{HOLDOUT}'"
"""The order's card has a coupon; a row may keep a code while it has none. See `Grant.gives`."""
