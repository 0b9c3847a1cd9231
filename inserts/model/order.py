"""An order as a shop's export tells it, and the batch it ships in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from inserts.model.problem import Where

PLATFORMS = (
    *("shopify", "squarespace", "woocommerce", "etsy", "ebay", "amazon", "wix", "square", "bigcommerce", "tiendanube"),
    *("magento", "prestashop", "mercado-libre", "walmart", "shipstation", "ordoro"),
    *("taobao", "1688", "jd", "pinduoduo", "douyin", "youzan", "tiktok", "shopee", "lazada"),
    *("rakuten", "base", "minne", "creema", "booth", "mercari-shops", "qoo10", "yahoo-japan"),
    "generic",
)
"""What `Order.platform` can be: the export formats known by name, and any other."""


class State(StrEnum):
    """What the shop says of an order. Only `OPEN` orders get cards unless told otherwise."""

    OPEN = "open"
    UNPAID = "unpaid"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order."""

    name: str
    sku: str = ""
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Order:
    """One order, however many rows of the export it took. Every text is as exported, cell guards removed.

    `name` is the ship-to name, else billing, else buyer; empty when the file has no printable one, and
    `name_note` then says why ("masked", "encrypted", "missing"). `total` is in units of `currency`
    (ISO 4217), exact. `country` is ISO 3166-1 alpha-2 or empty, `language` BCP 47 or empty. `gift`: a present for
    somebody else than who pays.
    `fields` holds further cells by their header, for `[batches] by` and rules; never printed unasked.
    `member_level` is as exported; `member_points` None when the file has none, or none that can be read.
    """

    id: str
    platform: str
    source: Where
    placed: datetime | None = None
    name: str = ""
    given_name: str = ""
    name_note: str = ""
    email: str = ""
    phone: str = ""
    country: str = ""
    language: str = ""
    items: tuple[Item, ...] = ()
    total: Decimal | None = None
    currency: str = ""
    discount_codes: tuple[str, ...] = ()
    state: State = State.OPEN
    state_note: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    carrier: str = ""
    gift: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    member_level: str = ""
    member_points: Decimal | None = None

    def field(self, header: str) -> str:
        """The cell under `header` (exact), or an empty text."""
        return next((value for key, value in self.fields if key == header), "")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that needs no card, with the reason."""

    order: str
    reason: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """An order whose card could not be made right, with the reason."""

    order: str
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Orders that ship together, in packing order: one PDF."""

    name: str
    orders: tuple[Order, ...]
