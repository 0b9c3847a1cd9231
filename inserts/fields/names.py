"""Which fields there are: on the whole card, in the rows of lists, and in the program's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CARD = frozenset(
    f"{root}.{name}"
    for root, names in {
        "shop": "name domain url tagline initial logo message",
        "customer": "name first_name",
        "order": "short date",
        "coupon": "big tail full code until short terms expires",
        "link": "coupon home help",
    }.items()
    for name in names.split()
)
"""Fields known everywhere on a card."""

QR_FIELDS = frozenset({"link.coupon", "link.home", "link.help", "coupon.code"})
"""Fields a QR code may hold: what a customer typed never gets into one."""

_SHOP_WIDE = frozenset({"link.home", "link.help"})
_ORDER_ROOTS = frozenset({"customer", "order", "coupon", "link"})


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list runs over: its rows' usual name, their fields, and the one that names an icon."""

    name: str
    fields: tuple[str, ...]
    icon: str = ""


LISTS: Mapping[str, Listed] = {
    "contacts": Listed("contact", ("channel", "value", "label", "hours"), "channel"),
    "payments": Listed("payment", ("kind", "label", "account", "note"), "kind"),
    "help": Listed("q", ("icon", "question", "answer", "short"), "icon"),
    "items": Listed("item", ("qty", "name")),
}

COUPON_WORDS: Mapping[str, tuple[str, ...]] = {
    "percent": ("value",),
    "amount": ("value",),
    "free_shipping": (),
    "points": ("value",),
    "next": (),
    "over": ("minimum",),
    "full": ("big", "tail"),
    "one_use": (),
    "minimum": ("minimum",),
    "excluding": ("excluded",),
    "joint": (),
    "end": (),
}
"""The words every language needs to tell what a coupon gives, with the fields each may hold."""


def of_one_order(field: str) -> bool:
    """Whether a field of the whole card has a value of a single order's. Those of rows are as their list is."""
    return field.partition(".")[0] in _ORDER_ROOTS and field not in _SHOP_WIDE
