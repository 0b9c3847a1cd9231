"""Codes, exactly-once issuing, reprints: what was promised to whom, and what is on paper."""

from inserts.ledger.backup import FOLDER, Backup, back_up, export, swap, write_lines, write_new
from inserts.ledger.checkup import Checkup, Finding, check_up
from inserts.ledger.codes import check, checked, key_id, names_of, normalise, readable_name
from inserts.ledger.coupons import (
    find,
    is_gone,
    issued,
    of_order,
    outlook,
    take_out,
    tell,
    to_tell,
    void,
)
from inserts.ledger.key import load_or_create_key
from inserts.ledger.ledger import Ledger
from inserts.ledger.opening import ledger_exists, open_ledger
from inserts.ledger.paper import Printed, Sheet
from inserts.ledger.people import known_as
from inserts.ledger.pooling import Added
from inserts.ledger.pooling import add as add_codes
from inserts.ledger.pools import shortage
from inserts.ledger.portable import as_source, check_source, rows_of
from inserts.ledger.protocol import (
    Assigned,
    Awaited,
    BatchRecord,
    Book,
    Input,
    Outlook,
    Placed,
    Pool,
    Reprint,
    ReprintRecord,
    Reservation,
    Uses,
)
from inserts.ledger.reading import Reader, reading
from inserts.ledger.restoring import Restored, bring_in, open_source, replaceable, restore
from inserts.ledger.upkeep import customers_of, erase, newest, opt_in, opt_out, purge

__all__ = [
    "FOLDER",
    "Added",
    "Assigned",
    "Awaited",
    "Backup",
    "BatchRecord",
    "Book",
    "Checkup",
    "Finding",
    "Input",
    "Ledger",
    "Outlook",
    "Placed",
    "Pool",
    "Printed",
    "Reader",
    "Reprint",
    "ReprintRecord",
    "Reservation",
    "Restored",
    "Sheet",
    "Uses",
    "add_codes",
    "as_source",
    "back_up",
    "bring_in",
    "check",
    "check_source",
    "check_up",
    "checked",
    "customers_of",
    "erase",
    "export",
    "find",
    "is_gone",
    "issued",
    "key_id",
    "known_as",
    "ledger_exists",
    "load_or_create_key",
    "names_of",
    "newest",
    "normalise",
    "of_order",
    "open_ledger",
    "open_source",
    "opt_in",
    "opt_out",
    "outlook",
    "purge",
    "readable_name",
    "reading",
    "replaceable",
    "restore",
    "rows_of",
    "shortage",
    "swap",
    "take_out",
    "tell",
    "to_tell",
    "void",
    "write_lines",
    "write_new",
]
