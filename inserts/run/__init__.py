"""The order of the stages: from export files to PDFs with their manifests."""

from inserts.run.opening import open_shop
from inserts.run.outside import Outside
from inserts.run.printing import list_batches, print_orders
from inserts.run.reprinting import reprint_orders
from inserts.run.results import BatchResult, Choices, RunResult

__all__ = [
    "BatchResult",
    "Choices",
    "Outside",
    "RunResult",
    "list_batches",
    "open_shop",
    "print_orders",
    "reprint_orders",
]
