"""Templates filled for orders: the card's language, its fields, and how a coupon is told."""

from inserts.fill.check import lacking
from inserts.fill.filler import Filler
from inserts.fill.language import card_language, choose, match
from inserts.fill.members import level_names, strangers
from inserts.fill.silent import leading

__all__ = ["Filler", "card_language", "choose", "lacking", "leading", "level_names", "match", "strangers"]
