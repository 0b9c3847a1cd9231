"""Cards on sheets: slots, order on the stack, backs behind their fronts, marks, waste, what a printer shifts.

Pure geometry in points.
"""

from inserts.impose.adjust import Adjustment, adjusted
from inserts.impose.calibration import Label, Reading, Target, solve, target
from inserts.impose.grid import MARK_GAP, MARK_LENGTH, SLOT_TOLERANCE, Grid, grid
from inserts.impose.marks import FOLD_DASHES, MARK_WIDTH
from inserts.impose.pages import Flip, Marked, Sides, impose, positions
from inserts.impose.stack import Lot, Stack, check_stack, lots, manual_order
from inserts.impose.waste import CLEAR, EDGE, Room, noted, rooms

__all__ = [
    "CLEAR",
    "EDGE",
    "FOLD_DASHES",
    "MARK_GAP",
    "MARK_LENGTH",
    "MARK_WIDTH",
    "SLOT_TOLERANCE",
    "Adjustment",
    "Flip",
    "Grid",
    "Label",
    "Lot",
    "Marked",
    "Reading",
    "Room",
    "Sides",
    "Stack",
    "Target",
    "adjusted",
    "check_stack",
    "grid",
    "impose",
    "lots",
    "manual_order",
    "noted",
    "positions",
    "rooms",
    "solve",
    "target",
]
