"""Order exports of web shops, read into orders."""

from inserts.orders.platforms import FIELDS, PLATFORMS, Platform
from inserts.orders.read import read
from inserts.orders.reading import FileRead, Reading, Refused

__all__ = ["FIELDS", "PLATFORMS", "FileRead", "Platform", "Reading", "Refused", "read"]
