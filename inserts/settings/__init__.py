"""`shop.toml`, checked once, as one frozen value."""

from inserts.settings.links import LINK_FIELDS, link_fault
from inserts.settings.load import Printer, Settings, find_shop, load, starter

__all__ = ["LINK_FIELDS", "Printer", "Settings", "find_shop", "link_fault", "load", "starter"]
