"""Which fields there are: on the whole card, in the rows of lists, and in the program's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CARD = frozenset(
    f"{root}.{name}"
    for root, names in {
        "shop": "name domain url tagline initial logo message letter signature owner role vcard",
        "customer": "name first_name",
        "order": "short number date",
        "coupon": "big tail full code until short terms small_print expires",
        "link": "coupon home help account",
        "member": "level points next missing progress",
    }.items()
    for name in names.split()
)
"""Fields known everywhere on a card."""

QR_FIELDS = frozenset({"link.coupon", "link.home", "link.help", "link.account", "coupon.code", "shop.vcard"})
"""Fields a QR code may hold: what a customer typed never gets into one."""

BARCODE_FIELDS = frozenset({"coupon.code", "order.number"})
"""Fields a barcode may hold."""

NUMBER_FIELDS = frozenset({"member.progress"})
"""Fields that are a number from 0 to 1: how far a rectangle grows."""

_SHOP_WIDE = frozenset({"link.home", "link.help", "link.account"})
_ORDER_ROOTS = frozenset({"customer", "order", "coupon", "link", "member"})


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list runs over: its rows' usual name, their fields, and the one that names an icon.

    `of_order`: the rows are an order's, else the shop's. A field called `link` may stand in a QR code.
    """

    name: str
    fields: tuple[str, ...]
    icon: str = ""
    of_order: bool = False


LISTS: Mapping[str, Listed] = {
    "contacts": Listed("contact", ("channel", "value", "label", "hours", "link", "app"), "channel"),
    "payments": Listed("payment", ("kind", "label", "account", "note"), "kind"),
    "help": Listed("q", ("icon", "question", "answer", "short", "link"), "icon"),
    "items": Listed("item", ("qty", "name"), of_order=True),
    "offers": Listed("offer", ("big", "tail")),
    "benefits": Listed("b", ("icon", "text"), "icon", of_order=True),
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
    "one_each": (),
    "alone": (),
    "last_day": ("until",),
    "minimum": ("minimum",),
    "excluding": ("excluded",),
    "joint": (),
    "end": (),
}
"""The words every language needs to tell what a coupon gives, with the fields each may hold."""


def under(root: str) -> tuple[str, ...]:
    """What the card's fields of one root are called: "code", "until" and so on for "coupon"."""
    return tuple(sorted(field.partition(".")[2] for field in CARD if field.startswith(f"{root}.")))


def of_an_offer(field: str) -> bool:
    """Whether a field of the whole card says the same on all cards with the same offer."""
    return field.startswith("coupon.") and field != "coupon.code"


def of_one_order(field: str) -> bool:
    """Whether a field of the whole card has a value of a single order's. Those of rows are as their list is."""
    return field.partition(".")[0] in _ORDER_ROOTS and field not in _SHOP_WIDE
