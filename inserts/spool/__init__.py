"""Pages to a printer through CUPS, by its own programs `lp` and `lpstat`; and what became of them there.

Nothing passes a shell, and no word of an order is in what is passed: a file's name, its title, the paper, the sides.
"""

from inserts.spool.cups import Spooler, find_queue
from inserts.spool.job import DONE, FAILED, Look, Paper, Sent, Sides

__all__ = ["DONE", "FAILED", "Look", "Paper", "Sent", "Sides", "Spooler", "find_queue"]
