"""What an order earns and which cards it gets, from conditions that are data."""

from inserts.offers.conditions import asks_days, names_platform
from inserts.offers.rules import FORBIDDING, choose
from inserts.offers.tiers import decide

__all__ = ["FORBIDDING", "asks_days", "choose", "decide", "names_platform"]
