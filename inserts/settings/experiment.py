"""[experiment] and [history]: a random comparison of cards, and what counts as an order of a customer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from inserts.model.experiment import USUAL, Experiment, History
from inserts.model.offer import HOLDOUT
from inserts.model.order import State
from inserts.tables import Table

LONGEST = 366 * 2
"""Days of the longest experiment: by then the shop is another one."""

_MEASURES: Mapping[str, int] = {f"second_order_{days}d": days for days in (60, 30, 45, 90, 120)}
_COUNTED = (State.OPEN, State.FULFILLED, State.UNPAID)
_STAFF = re.compile(r"[^@\s]*@[^@\s]+\Z")


def read_experiment(top: Table) -> Experiment | None:
    """[experiment], or None when there is none."""
    table = top.table("experiment")
    if not top.has("experiment"):
        return None
    name = table.text("name")
    table.choice("unit", ("customer",), "customer")
    measure = table.choice("measure", tuple(_MEASURES), "second_order_60d")
    start, end = table.date("start", required=True), table.date("end", required=True)
    if start and end and not 0 <= (end - start).days <= LONGEST:
        table.problem("end", f"is not from {start} to two years later", "the last shipping day that takes part")
    return Experiment(
        name=name,
        start=start or date.min,
        end=end or date.min,
        arms=_arms(table),
        holdout_cards=table.choice("holdout_cards", ("none", "plain"), "none"),
        days=_MEASURES[measure],
        where=table.place("arms" if table.has("arms") else "holdout"),
    )


def read_history(top: Table) -> History:
    """[history], or what holds without it."""
    table, usual = top.table("history"), History()
    staff = tuple(entry.strip().casefold() for entry in table.texts("staff", ()))
    for entry in staff:
        if not _STAFF.match(entry):
            table.problem(
                "staff", f"'{entry}' is no address", 'write "packer@shop.example", or "@shop.example" for all'
            )
    history = History(
        count=table.choices("count", _COUNTED, usual.count),
        match=table.choices("match", usual.match, usual.match),
        staff=staff,
    )
    for key, chosen in (("count", history.count), ("match", history.match)):
        if not chosen:
            table.problem(key, "names nothing", "remove the line")
    return history


def _arms(table: Table) -> tuple[tuple[str, int], ...]:
    """Names and weights. `holdout = 10` alone is ten in a hundred held out, and the usual card for all others."""
    if table.has("arms") == table.has("holdout"):
        what = "says both arms and holdout" if table.has("arms") else "says not how many are held out"
        table.problem("", what, "write holdout = 10 for ten in a hundred, or arms = { holdout = 10, card = 90 }")
    if not table.has("arms"):
        held = table.whole("holdout", 10, least=1, most=90)
        return ((HOLDOUT, held), (USUAL, 100 - held))
    if table.has("holdout"):
        table.whole("holdout", 10, least=1, most=90)
    arms = table.table("arms", noun="arm")
    weights = tuple((name, arms.whole(name, least=1, most=1000)) for name in arms.names())
    if len(weights) < 2:
        table.problem("arms", "needs at least two arms to compare", "such as { holdout = 10, card = 90 }")
    return weights
