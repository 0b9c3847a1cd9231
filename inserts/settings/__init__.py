"""`shop.toml`, checked once, as one frozen value."""

from inserts.settings.load import FILE, Paper, Settings, find_shop, load, starter
from inserts.settings.printers import Cutting, Printer, Shift

__all__ = [
    "FILE",
    "Cutting",
    "Paper",
    "Printer",
    "Settings",
    "Shift",
    "find_shop",
    "load",
    "starter",
]
