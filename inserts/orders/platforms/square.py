"""Square, Item sales > Export: a row per item; what was given back is a row with an amount below zero.

It knows no parcels: a customer's name is there if the till knew it. The amounts are the net sales, without taxes.
"""

from __future__ import annotations

from inserts.orders.numbers import is_negative, unsigned
from inserts.orders.platforms.platform import Cells, Platform, RawItem


def _sold(row: Cells) -> tuple[RawItem, ...]:
    """The row's item, unless the row tells of one given back. "Regular" is the only variant of most items."""
    name, sku, variant = row("Item"), row("SKU"), row("Price Point Name")
    if row("Event Type").casefold() == "refund" or not (name or sku):
        return ()
    return ((name, "" if variant.casefold() == "regular" else variant, sku, row("Qty")),)


SQUARE = Platform(
    name="square",
    marks=(
        ("Transaction ID", "Gross Sales", "Net Sales", "Event Type"),
        ("Transaction ID", "Price Point Name", "Modifiers Applied"),
    ),
    columns={
        "id": ("Transaction ID",),
        "placed": ("Date",),
        "time": ("Time",),
        "name": ("Customer Name",),
        "item": ("Item",),
        "variant": ("Price Point Name",),
        "sku": ("SKU",),
        "quantity": ("Qty",),
        "total": ("Net Sales",),
        "refunded": ("Net Sales",),
        "carrier": ("Dining Option",),
    },
    per_row=frozenset({"carrier"}),
    leading=frozenset({"placed", "time"}),
    summed=frozenset({"total", "refunded"}),
    dropped=(
        *("Payment ID", "Details", "Customer ID", "Customer Reference ID", "Token", "Card Brand", "PAN Suffix"),
        *("Gross Sales", "Discounts", "Tax", "Employee", "Commission", "Device Name", "Notes", "GTIN", "Count"),
    ),
    decimal=".",
    clock_tells=True,
    items=_sold,
    # A row of what was given back adds nothing to what was bought, and the other way round.
    reads={
        "total": lambda text: "0.00" if is_negative(text) else text,
        "refunded": lambda text: unsigned(text) if is_negative(text) else "0.00",
    },
)
