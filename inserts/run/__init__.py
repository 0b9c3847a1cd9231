"""The order of the stages: from export files to PDFs with their manifests.

Only the shipping day's names are handed on; what other commands need is imported from its own module, so that
`inserts print` does not wait for it.
"""

from inserts.run.opening import open_shop
from inserts.run.outside import Outside
from inserts.run.printing import batch_story, list_batches, print_orders
from inserts.run.reprinting import reprint_cards
from inserts.run.results import BatchResult, Choices, RunResult
from inserts.run.spoiled import Wanted
from inserts.run.telling import Told
from inserts.spool import FAILED, Sent

__all__ = [
    "FAILED",
    "BatchResult",
    "Choices",
    "Outside",
    "RunResult",
    "Sent",
    "Told",
    "Wanted",
    "batch_story",
    "list_batches",
    "open_shop",
    "print_orders",
    "reprint_cards",
]
