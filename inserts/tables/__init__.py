"""Reading TOML files into checked values, with the place of every problem."""

from inserts.tables.table import Table, Words

__all__ = ["Table", "Words"]
