"""Reading TOML files into checked values, with the place of every problem."""

from inserts.tables.table import Table, Words, nearest

__all__ = ["Table", "Words", "nearest"]
