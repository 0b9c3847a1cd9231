"""[printer.NAME], what a printer does to paper, and what [print] says of how sheets are printed and cut."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from inserts.model.length import Length
from inserts.model.problem import Where, nearest
from inserts.tables import Table

Duplex = Literal["long", "short", "manual", ""]
Edge = Literal["long", "short"]
Tray = Literal["face-down", "face-up"]
Refeed = Literal["same", "reverse", ""]
Marks = Literal["both", "front", "back", "none"]

_DUPLEX: tuple[Duplex, ...] = ("", "long", "short", "manual")
_EDGES: tuple[Edge, ...] = ("long", "short")
_TRAYS: tuple[Tray, ...] = ("face-down", "face-up")
_REFEEDS: tuple[Refeed, ...] = ("", "same", "reverse")
_MARKS: tuple[Marks, ...] = ("both", "front", "back", "none")

_LEAST_DPI, _MOST_DPI = 72, 2400
_MOST_LIFT = 500
_WIDEST_GUTTER = Length.of_mm(50)
_SCALE = 0.9, 1.1
"""A printer farther off scales on purpose: it is told to print at actual size, not corrected."""


@dataclass(frozen=True, slots=True)
class Shift:
    """What pages are moved by, in points to the right and down, on each side, and stretched by, across and down."""

    offset: tuple[float, float] = (0.0, 0.0)
    back_offset: tuple[float, float] = (0.0, 0.0)
    scale: tuple[float, float] = (1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Printer:
    """What a printer does to sheets, and what is done against it.

    `duplex`: the edge it turns sheets about, or "manual" for one that prints one side at a time; then `turn` is the
    edge the pile is turned about by hand, and `backs` whether the sheet printed first is also taken first when the pile
    is laid back. `tray` says which side is seen where sheets come out. `rotate_back`: the driver turns every back on
    its head. `shift` is done to every page, or `across` to those wider than high: which way the driver turns these
    nobody knows. `dpi` is set for thermal printers alone: pages are moved by whole dots and never stretched. `queue` is
    what CUPS calls it, its own name if empty.
    """

    name: str = ""
    duplex: Duplex = ""
    shift: Shift = field(default_factory=Shift)
    across: Shift | None = None
    dpi: int = 0
    tray: Tray = "face-down"
    turn: Edge = "long"
    backs: Refeed = ""
    rotate_back: bool = False
    queue: str = ""

    @property
    def flip(self) -> Edge:
        """The edge sheets are turned about; printers that do not say turn about the long one."""
        if self.duplex == "manual":
            return self.turn
        return self.duplex or "long"

    def shift_of(self, width: float, height: float) -> Shift:
        """What is done to a page of this size. Across, what was stretched along the sheet still is, if nobody says."""
        if width <= height:
            return self.shift
        return self.across or replace(self.shift, scale=self.shift.scale[::-1])

    @property
    def refed_same(self) -> bool:
        """Whether a pile laid back by hand gives the sheet first that was printed first.

        Where nothing is said: the pile is laid back as it came out of a tray that shows the printed side, and turned
        as a whole out of one that hides it.
        """
        return self.backs == "same" if self.backs else self.tray == "face-down"


class Feed(NamedTuple):
    """Where the sheets of a template lie: `printer` is another tray of the printer `of` that [print] names, or the same
    tray with other paper in it, which is measured by itself."""

    template: str
    printer: Printer
    of: str
    where: Where


class Lift(NamedTuple):
    """How many sheets of a stock are cut together: 0 is one by one. An empty `stock` is every one not named."""

    stock: str
    sheets: int
    where: Where


@dataclass(frozen=True, slots=True)
class Cutting:
    """How sheets of several cards are cut.

    `marks` are the sides with cut marks. `gutter` is the least space between cards on blank sheets, in points; where it
    is more than two bleeds there are marks in it, too.
    """

    lifts: tuple[Lift, ...] = ()
    marks: Marks = "both"
    gutter: float = 0.0

    def lift(self, stock: str) -> int:
        """How many sheets of the stock are cut together."""
        lifts = {lift.stock: lift.sheets for lift in self.lifts}
        return lifts.get(stock, lifts.get("", 0))


def read_printers(table: Table) -> tuple[Printer, ...]:
    """The printers of [printer.NAME], in the order they stand."""
    return tuple(_printer(name, table.table(name)) for name in table.names())


def chosen_printer(prints: Table, printers: tuple[Printer, ...]) -> Printer:
    """The one [print] names, with [print]'s own duplex before its own."""
    name = prints.text("printer", "")
    duplex = prints.choice("duplex", _DUPLEX, "")
    known = {printer.name: printer for printer in printers}
    if name and name not in known:
        prints.problem("printer", f"there is no [printer.{name}]", nearest(name, known))
    printer = known.get(name, Printer())
    return replace(printer, duplex=duplex or printer.duplex)


def read_feeds(prints: Table, printers: tuple[Printer, ...], chosen: Printer) -> tuple[Feed, ...]:
    """[print.printers], by template. Only what is measured may be another: pages of one file go to one printer."""
    table = prints.table("printers", noun="template")
    known = {printer.name: printer for printer in printers}
    feeds = []
    for template in table.names():
        name = table.text(template)
        found = known.get(name)
        if found is None:
            table.problem(template, f"there is no [printer.{name}]", nearest(name, known))
        elif found.dpi not in (0, chosen.dpi):
            hint = "a template's own printer is a tray of the one in [print]; print labels in a run of their own"
            table.problem(template, f"[printer.{name}] has another dpi than the printer of [print]", hint)
        else:
            feeds.append(Feed(template, found, chosen.name, table.place(template)))
    return tuple(feeds)


def read_cutting(prints: Table) -> Cutting:
    """[print] lift, marks and gutter."""
    gutter = prints.length("gutter", 0.0)
    if not 0 <= gutter <= _WIDEST_GUTTER.pt:
        prints.problem("gutter", f"write a length from 0 to {_WIDEST_GUTTER.mm:g} mm")
    return Cutting(_lifts(prints), _marks(prints), gutter)


def _lifts(prints: Table) -> tuple[Lift, ...]:
    """One number for all paper, or one for each stock."""
    if not isinstance(prints.peek("lift"), dict):
        sheets = prints.whole("lift", 0, most=_MOST_LIFT)
        return (Lift("", sheets, prints.place("lift")),) if sheets else ()
    table = prints.table("lift", noun="stock")
    return tuple(Lift(name, table.whole(name, most=_MOST_LIFT), table.place(name)) for name in table.names())


def _marks(prints: Table) -> Marks:
    """true or false for both sides, or the one side that has them."""
    if isinstance(prints.peek("marks"), str):
        return prints.choice("marks", _MARKS, "both")
    return "both" if prints.flag("marks", True) else "none"


def _printer(name: str, table: Table) -> Printer:
    dpi = table.whole("dpi", 0, most=_MOST_DPI)
    if 0 < dpi < _LEAST_DPI:
        hint = "thermal printers have 203, 300 or 600; leave it out for others"
        table.problem("dpi", "is less than any printer's", hint)
    return Printer(
        name=name,
        duplex=table.choice("duplex", _DUPLEX, ""),
        shift=_shift(table, dpi),
        across=_shift(table.table("across"), dpi) if table.has("across") else None,
        dpi=dpi,
        tray=table.choice("tray", _TRAYS, "face-down"),
        turn=table.choice("turn", _EDGES, "long"),
        backs=table.choice("backs", _REFEEDS, ""),
        rotate_back=table.flag("rotate_back", False),
        queue=table.text("queue", ""),
    )


def _shift(table: Table, dpi: int) -> Shift:
    still = (0.0, 0.0)
    offset, back = (table.lengths(key, 2, still) for key in ("offset", "back_offset"))
    scale = table.numbers("scale", 2, least=_SCALE[0], most=_SCALE[1]) if table.has("scale") else (1.0, 1.0)
    if dpi and table.has("scale"):
        table.problem(
            "scale",
            "would take codes off the printer's dots",
            "remove the line and set the driver to actual size; a printer with dpi is only moved",
        )
    return Shift((offset[0], offset[1]), (back[0], back[1]), (scale[0], scale[1]))
