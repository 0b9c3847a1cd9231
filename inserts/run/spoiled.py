"""Which cards are to be printed again: by their order, by the sheet and slot they are on, or by what was scanned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inserts.ledger import Ledger, Placed
from inserts.model.problem import Problem, Stop, Where, nearest, some_of
from inserts.model.rule import Pick
from inserts.run.labels import read_label, reference
from inserts.run.results import Picks
from inserts.run.scans import bare, cleaned, pieces, runs

_NAMED = 12  # numbers named in one message


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks to print again.

    `batch` is a batch or a reprint of which `sheets` are wanted, of these only `slots` if there are any, or all that
    were printed from the sheet `onwards`. `scanned` are lines from a hand scanner. `in_place`: each card on a sheet of
    its own number and in its own slot, so that it takes the place of the spoiled one.
    """

    orders: tuple[str, ...] = ()
    batch: str = ""
    sheets: tuple[int, ...] = ()
    slots: tuple[int, ...] = ()
    onwards: int = 0
    scanned: tuple[str, ...] = ()
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """The cards to print again by order, and where each of a template goes when it keeps its place.

    `papers` are the stocks each template was printed on, and a file that says so of each; the stock is empty for a file
    of which it was not kept.
    """

    picks: Picks
    laid: Mapping[tuple[str, str], tuple[str, int]]
    papers: Mapping[str, Mapping[str, str]]


def select(ledger: Ledger, wanted: Wanted) -> Selection:
    """The cards asked for, in the order of their sheets; those of orders in the order named.

    Raises Stop (wrong usage) that names what there is, for a batch, sheet, slot, order or scanned line that is none.
    """
    spots: list[tuple[str, Placed]] = []
    if wanted.batch:
        name = file_named(ledger, wanted.batch)
        spots += [(name, card) for card in _on_sheets(name, ledger.placed(name), wanted)]
    known = _known(ledger, wanted)
    whole = [_resolved(order, known) for order in wanted.orders]
    sheets, orders = _scanned(ledger, wanted.scanned, known)
    spots += [(name, card) for name, card in sheets]
    whole += orders
    spots += _of_orders(ledger, tuple(dict.fromkeys(whole)), known)
    voided = ledger.voided(list(dict.fromkeys(card.order for _, card in spots)))
    if voided and not whole:  # an order that was named is refused by the ledger, with the reason
        spots = [spot for spot in spots if spot[1].order not in voided]
        if not spots:
            raise Stop("every code on there was voided", "a voided code is never printed again", exit_code=2)
    picks: dict[str, dict[str, Pick]] = {}
    laid: dict[tuple[str, str], tuple[str, int]] = {}
    kept = {name: ledger.papers_of(name) for name in dict.fromkeys(name for name, _ in spots)}
    papers: dict[str, dict[str, str]] = {}
    for name, card in dict.fromkeys(spots):
        if card.template not in picks.get(card.order, {}):
            papers.setdefault(card.template, {}).setdefault(kept[name].get(card.template, ""), name)
        picks.setdefault(card.order, {}).setdefault(card.template, Pick(card.template, "as printed the first time"))
        if wanted.in_place:
            laid.setdefault((card.order, card.template), (f"{name} sheet {card.sheet}", card.slot))
    return Selection({order: tuple(own.values()) for order, own in picks.items()}, laid, papers)


def _known(ledger: Ledger, wanted: Wanted) -> Mapping[str, str]:
    """The batches of the orders in question: of all that were printed, unless all are named as they are written."""
    named = ledger.printed(wanted.orders) if wanted.orders else {}
    return named if set(wanted.orders) <= named.keys() and not wanted.scanned else ledger.printed()


def _resolved(name: str, known: Mapping[str, str]) -> str:
    """The order's number as the export writes it: people leave the # out, or type it in another case."""
    alike = [name] if name in known else [order for order in known if bare(order) == bare(name)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        raise Stop(f"{name} may be {' or '.join(alike)}", "write the number as the export does", exit_code=2)
    hint = nearest(name, known, "inserts batches lists what was printed", alike=0.85)
    raise Stop(f"order {name} was never printed", hint, exit_code=2)


def _files(ledger: Ledger) -> tuple[str, ...]:
    """The names of all batches and reprints that are printed, newest last."""
    batches = [record.name for record in ledger.batches() if record.state == "published"]
    return (*batches, *(record.name for record in ledger.reprints() if record.name and record.state == "published"))


def file_named(ledger: Ledger, name: str) -> str:
    """The name itself. Raises Stop (wrong usage) when no batch or reprint has it."""
    files = _files(ledger)
    if name in files:
        return name
    last = f"the last are {', '.join(files[-_NAMED:])}" if files else "no batch has been printed yet"
    raise Stop(f"no batch {name} was printed", nearest(name, files, last), exit_code=2)


def _on_sheets(name: str, cards: Sequence[Placed], wanted: Wanted) -> list[Placed]:
    """The cards on the sheets that are wanted. Raises Stop with every number that is none."""
    count = max((card.sheet for card in cards), default=0)
    if not count:
        hint = "[retention] has removed it; name the orders instead"
        raise Stop(f"it is no longer known what is on the sheets of {name}", hint, exit_code=2)
    sheets = wanted.sheets or (tuple(range(wanted.onwards, count + 1)) if wanted.onwards else ())
    known = {card.sheet for card in cards}
    beyond = [sheet for sheet in sheets if sheet not in known] or ([wanted.onwards] if not sheets else [])
    if beyond:
        which = "sheet" if len(beyond) == 1 else "sheets"
        told = f"{name} has no {which} {some_of([str(sheet) for sheet in beyond], _NAMED)}"
        raise Stop(told, f"its sheets are 1 to {count}" if count > 1 else "it has one sheet, 1", exit_code=2)
    chosen = [card for card in cards if card.sheet in sheets]
    if not wanted.slots:
        return chosen
    used = {card.slot for card in chosen}
    empty = [slot for slot in wanted.slots if slot not in used]
    if empty:
        what = f"sheet {sheets[0]} of {name} has no card in slot {some_of([str(slot) for slot in empty], _NAMED)}"
        raise Stop(what, f"it has cards in {', '.join(map(str, sorted(used)))}", exit_code=2)
    return [card for card in chosen if card.slot in wanted.slots]


def _of_orders(ledger: Ledger, orders: Sequence[str], known: Mapping[str, str]) -> Iterator[tuple[str, Placed]]:
    """The cards of whole orders where they lay the first time; their templates alone, if that is no longer known."""
    if not orders:
        return
    first = ledger.templates_of(orders)
    placed = {name: ledger.placed(name) for name in dict.fromkeys(known[order] for order in orders)}
    places = {(card.order, card.template): card for cards in placed.values() for card in reversed(cards)}
    for order in orders:
        for template in first.get(order, ()):
            yield known[order], places.get((order, template), Placed(order, template, 0, 0))


def _scanned(
    ledger: Ledger, lines: Sequence[str], known: Mapping[str, str]
) -> tuple[list[tuple[str, Placed]], list[str]]:
    """The cards on scanned sheets, and scanned orders. Raises Stop with a problem for every line that is neither."""
    problems: list[Problem] = []
    sheets: list[tuple[str, Placed]] = []
    orders: list[str] = []
    files = {reference(name): name for name in reversed(_files(ledger))} if lines else {}
    owners = ledger.orders_of(list({code for line in lines for code in _codes(line)})) if lines else {}
    numbers = {bare(order): order for order in known} if lines else {}
    for number, line in enumerate(map(cleaned, lines), 1):
        label = read_label(line)
        order = numbers.get(bare(line)) or next((owners[code] for code in _codes(line) if code in owners), "")
        if label and label.file in files:
            name = files[label.file]
            found = [(name, card) for card in ledger.placed(name) if card.sheet == label.sheet]
            sheets += found
            if not found:
                problems.append(_unread(number, f"{name} has no sheet {label.sheet}", "read it again"))
        elif label:
            problems.append(_unread(number, f"no batch {label.file} was printed by this shop", "take it out"))
        elif order in known:
            orders.append(order)
        elif line.strip():
            hint = "scan the code in a sheet's margin, a card's code, or an order's number"
            problems.append(_unread(number, "nothing that was printed has this code or number", hint))
    if problems:
        raise Stop("not all that was scanned is known", "nothing was printed", problems=tuple(problems), exit_code=2)
    if lines and not (sheets or orders):
        raise Stop("nothing was scanned", "one code a line on standard input", exit_code=2)
    return sheets, orders


def _codes(line: str) -> tuple[str, ...]:
    return (*pieces(line), *runs(line))


def _unread(line: int, message: str, hint: str) -> Problem:
    return Problem(Where("scanned", line), message, hint)
