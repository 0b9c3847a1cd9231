"""The export formats known, one table each."""

from inserts.orders.platforms.generic import GENERIC
from inserts.orders.platforms.platform import FIELDS, ITEM_FIELDS, PERSONAL, Cells, Platform
from inserts.orders.platforms.shopify import SHOPIFY

PLATFORMS = (SHOPIFY,)

__all__ = ["FIELDS", "GENERIC", "ITEM_FIELDS", "PERSONAL", "PLATFORMS", "Cells", "Platform"]
