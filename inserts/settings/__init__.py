"""`shop.toml`, checked once, as one frozen value."""

from inserts.settings.links import LINK_FIELDS, link_fault
from inserts.settings.load import FILE, Printer, Settings, find_shop, load, starter

__all__ = ["FILE", "LINK_FIELDS", "Printer", "Settings", "find_shop", "link_fault", "load", "starter"]
