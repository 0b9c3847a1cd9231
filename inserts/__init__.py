"""Parcel inserts and name cards from a shop's order export."""

__version__ = "0.1.0"
