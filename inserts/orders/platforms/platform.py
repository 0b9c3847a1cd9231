"""What there is to say of a platform's export: one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from inserts.model.order import Item

FIELDS = {
    "id": "order number",
    "placed": "date of the order",
    "time": "time of the order, when it has a column of its own",
    "name": "name the parcel goes to",
    "first_name": "first name the parcel goes to",
    "last_name": "last name the parcel goes to",
    "billing_name": "name on the bill",
    "billing_first_name": "first name on the bill",
    "billing_last_name": "last name on the bill",
    "buyer_name": "buyer's name",
    "buyer_first_name": "buyer's first name",
    "buyer_last_name": "buyer's last name",
    "email": "e-mail address",
    "phone": "telephone number",
    "country": "country the parcel goes to",
    "language": "customer's language",
    "item": "item's name",
    "variant": "item's variant",
    "sku": "item's article number",
    "quantity": "item's quantity",
    "total": "order's total",
    "currency": "currency",
    "discount_codes": "discount codes",
    "status": "order's status",
    "payment": "status of the payment",
    "fulfilment": "status of the shipping",
    "cancelled": "filled once the order is cancelled",
    "refunded": "amount refunded",
    "paid": "filled once the order is paid",
    "shipped": "filled once the order is shipped",
    "payment_method": "way to pay",
    "note": "customer's note",
    "tags": "tags",
    "carrier": "way to ship",
}
"""The fields an order is read from, and what each holds."""

ITEM_FIELDS = ("item", "variant", "sku", "quantity")
"""Fields of a row; all others are fields of the order."""

PERSONAL = (
    *("id", "placed", "time", "name", "first_name", "last_name", "billing_name", "billing_first_name"),
    *("billing_last_name", "buyer_name", "buyer_first_name", "buyer_last_name", "email", "phone"),
)
"""Fields whose columns `Order.fields` does not repeat: nothing groups by them that the order has not anyway."""

Cells = Callable[[str], str]
"""One row for an adapter: header (as in the export, in any letter case) -> the cell, cleaned; "" if there is none."""


@dataclass(frozen=True, slots=True)
class Platform:
    """An export format.

    `marks`: sets of headers; a header line holding all of one set is this platform's. The larger set wins.
    `columns`: field -> headers; the first that is filled is taken. Several headers in one entry are joined by a space.
    `words`: field -> word -> meaning (`states.MEANINGS`), over what `words.py` knows.
    `whole_row`: a column filled in the first row of an order only; such a row a second time is a copy.
    `per_row`: fields that may differ between the rows of an order; any other that does is a contradiction.
    `dropped`: headers `Order.fields` does without (payment references, streets), to keep less of people.
    `decimal`, `day_first`: what numbers and dates are when a file leaves it open; unset: it stays open.
    `country`, `currency`: what holds for every order unless a column says otherwise.
    `quoted`: the file quotes cells as RFC 4180 says; False takes quotes as text.
    `noise`: tells rows that are no orders (descriptions, footers). `items`: takes the items out of a row
    when they are packed into cells.
    """

    name: str
    columns: Mapping[str, tuple[str | tuple[str, ...], ...]]
    marks: tuple[tuple[str, ...], ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    whole_row: str = ""
    per_row: frozenset[str] = frozenset()
    dropped: tuple[str, ...] = ()
    decimal: str = ""
    day_first: bool | None = None
    country: str = ""
    currency: str = ""
    quoted: bool = True
    noise: Callable[[Cells], bool] | None = None
    items: Callable[[Cells], tuple[Item, ...]] | None = None
