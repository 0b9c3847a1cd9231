"""What there is to say of a platform's export: one table."""

from __future__ import annotations

import re
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
    "gift": "whether it is a gift: yes or no, or a gift message",
    "details": "further details, a line 'name: value' for each",
    "member_level": "customer's level of membership",
    "member_points": "customer's points",
}
"""The fields an order is read from, and what each holds."""

MEMBER_FIELDS = ("member_level", "member_points")
"""Fields no platform's export has by itself: the owner names their columns, for known exports too."""

ITEM_FIELDS = ("item", "variant", "sku", "quantity")
"""Fields of a row; all others are fields of the order."""

PERSONAL = (
    *("id", "placed", "time", "name", "first_name", "last_name", "billing_name", "billing_first_name"),
    *("billing_last_name", "buyer_name", "buyer_first_name", "buyer_last_name", "email", "phone"),
)
"""Fields whose columns `Order.fields` does not repeat: nothing groups by them that the order has not anyway."""

NAME_FIELDS = ("name", "first_name", "last_name")
"""Fields of the name a parcel goes to."""

ANY_NAME = tuple(field for field in FIELDS if field.endswith("name"))
"""Fields of any person's name: the receiver's, the payer's, the buyer's."""

RawItem = tuple[str, str, str, str]
"""An item as the file has it: name, variant, article number, quantity."""

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
    `codec`: the encoding of its files when they are not UTF-8 and a header in plain ASCII does not tell.
    `noise`: tells rows that are no orders (descriptions, footers). `items`: takes the items out of a row
    when they are packed into cells, or when not every row is one.
    `within`: field -> header and pattern: where the text stands inside another cell when its own columns are blank;
    the pattern's first group is taken.
    `units`: a row for every single piece, so equal items are one with their number.
    `summed`: amounts of which every row has its share. `row_marks`: fields such as `cancelled` that each row fills
    for itself, so that those blank in some rows are true of a part of the order.
    `local_currency`: amounts are in the currency of the country the parcel goes to.
    `clock_tells`: where the dates of a file leave it open, the month stands first if they have AM or PM.
    `leading`: fields that an order's first filled row settles, whatever further rows say (a summary above its items).
    `reads`: field -> what a cell of it says where more is packed into it; "" for nothing.
    `number`: an order's number where no single column tells it, from the row, the row above and that one's number.
    `single`: fields whose header may stand over another column too, where it means something else; the first counts.
    `joins`: what this export knows better (fields of `Order`) when a list of orders in another file has the order too.
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
    codec: str = ""
    noise: Callable[[Cells], bool] | None = None
    items: Callable[[Cells], tuple[Item | RawItem, ...]] | None = None
    within: Mapping[str, tuple[str, re.Pattern[str]]] = field(default_factory=dict)
    units: bool = False
    summed: frozenset[str] = frozenset()
    row_marks: frozenset[str] = frozenset()
    local_currency: bool = False
    clock_tells: bool = False
    joins: frozenset[str] = frozenset()
    leading: frozenset[str] = frozenset()
    reads: Mapping[str, Callable[[str], str]] = field(default_factory=dict)
    number: Callable[[Cells, Cells, str], str] | None = None
    single: frozenset[str] = frozenset()
