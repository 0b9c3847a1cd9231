"""What ships together, and in which order: orders -> batches and the orders that need no card."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date

from inserts.model.order import Batch, LeftOut, Order, State
from inserts.model.problem import Stop, Where

NAMED = ("carrier", "country", "language", "platform", "currency", "state", "placed", "id", "name", "sku")
"""Words that may stand for a field of the order; any other word is a column header of the export."""

_REST = "other"
_DEVICE = re.compile(r"(con|prn|aux|nul|conin|conout|com\d|lpt\d)\Z")
_DIGITS = re.compile(r"([0-9]+)")

Key = tuple[tuple[int, int, str], ...]


def plan(
    orders: Sequence[Order],
    *,
    by: Sequence[str] = (),
    sort: str = "file",
    limit: int = 0,
    leave_out: Container[State] = (),
    printed: Mapping[str, str],
    ship_date: date,
) -> tuple[tuple[Batch, ...], tuple[LeftOut, ...]]:
    """Sort orders into batches.

    `by`: words of `NAMED` or column headers; orders alike in all of them (but for case and blanks) ship
    together. Batches come in the order of those values, orders without a value last, in a batch "other".
    `sort`: "file" (as given), a word of `NAMED` or a header; numbers inside texts count as numbers.
    `limit`: most orders in a batch, 0 for any number; more are split into parts -1, -2, ...
    `leave_out`: states that get no card. `printed`: batch name by order id, of cards printed before.
    Names are wishes: the ship date, then the group's slug; the ledger knows which are taken.

    Every order comes back exactly once, in a batch or left out. Raises Stop (wrong usage) for a word that
    is neither a field nor a header of any order, and for a limit below 0.
    """
    if limit < 0:
        raise Stop(f"a batch cannot hold {limit} orders", "write 0 for no limit", exit_code=2)
    for word in (*by, *(() if sort == "file" else (sort,))):
        _check_word(word, orders)
    kept, left = _choose(orders, leave_out, printed)
    batches: list[Batch] = []
    taken: set[str] = set()
    for label, group in _groups(kept, by):
        if sort != "file":
            group = sorted(group, key=lambda order: _sort_key(_value(order, sort)))
        name = _free(f"{ship_date.isoformat()}-{label}" if label else ship_date.isoformat(), taken)
        batches.extend(_parts(name, group, limit, taken))
    return tuple(batches), left


def label(order: Order, by: Sequence[str]) -> str:
    """What stands behind the day in the name of the order's batch; empty when all ship together."""
    return _label(tuple(_alike(_value(order, word)) for word in by))


def slug(text: str, limit: int = 80) -> str:
    """`text` as a file name every system takes: lower case, letters, digits, "-" and "_", at most `limit` bytes.

    NFKC first; every run of other characters becomes one hyphen. Names Windows keeps for devices get the
    prefix "batch-"; nothing left gives "batch".
    """
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    kept = "".join(char if char.isalnum() or char == "_" else "-" for char in text)
    kept = re.sub("-+", "-", kept).strip("-")
    kept = f"batch-{kept}" if _DEVICE.match(kept) else kept
    return kept.encode()[:limit].decode(errors="ignore").strip("-") or "batch"


def _choose(
    orders: Iterable[Order], leave_out: Container[State], printed: Mapping[str, str]
) -> tuple[tuple[Order, ...], tuple[LeftOut, ...]]:
    kept: list[Order] = []
    left: list[LeftOut] = []
    seen: dict[str, Where] = {}
    for order in orders:
        reason = "; ".join(_reasons(order, leave_out, printed, seen))
        seen.setdefault(order.id, order.source)
        if reason:
            left.append(LeftOut(order.id, reason))
        else:
            kept.append(order)
    return tuple(kept), tuple(left)


def _reasons(
    order: Order, leave_out: Container[State], printed: Mapping[str, str], seen: Mapping[str, Where]
) -> Iterator[str]:
    if order.id in seen:
        first = seen[order.id]
        place = Where(first.file, first.line)
        yield f"the files hold this order number twice, the first time at {place}"
        return
    if order.state in leave_out:
        yield f"{order.state} ({order.state_note})" if order.state_note else str(order.state)
    if order.id in printed:
        yield f"already printed in batch {printed[order.id]}"


def _groups(orders: Sequence[Order], by: Sequence[str]) -> list[tuple[str, list[Order]]]:
    """Slug and orders of each group, in the order of the groups' values."""
    groups: dict[tuple[str, ...], list[Order]] = {}
    for order in orders:
        groups.setdefault(tuple(_alike(_value(order, word)) for word in by), []).append(order)
    named = sorted(groups.items(), key=lambda item: tuple(_sort_key(value) for value in item[0]))
    return [(_label(values), group) for values, group in named]


def _label(values: tuple[str, ...]) -> str:
    return "-".join(slug(value, 60 // len(values)) if value else _REST for value in values)


def _parts(name: str, orders: Sequence[Order], limit: int, taken: set[str]) -> Iterator[Batch]:
    if not limit or len(orders) <= limit:
        yield Batch(name, tuple(orders))
        return
    for part, start in enumerate(range(0, len(orders), limit), 1):
        yield Batch(_free(f"{name}-{part}", taken), tuple(orders[start : start + limit]))


def _free(name: str, taken: set[str]) -> str:
    """`name`, or with a letter after it when another group has the same one."""
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name}-{_letters(count)}"
    taken.add(free)
    return free


def _letters(count: int) -> str:
    """1 is a, 26 z, 27 aa."""
    letters = ""
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _check_word(word: str, orders: Sequence[Order]) -> None:
    if word in NAMED or not orders:
        return
    headers = {header for order in orders for header, _ in order.fields}
    if word not in headers:
        known = ", ".join((*NAMED, *sorted(headers)))
        raise Stop(f"no order has a field or column {word!r}", f"known are: {known}", exit_code=2)


def _value(order: Order, word: str) -> str:
    if word == "sku":
        return " ".join(sorted(item.sku for item in order.items if item.sku))
    if word == "placed":
        return order.placed.date().isoformat() if order.placed else ""
    if word in NAMED:
        return str(getattr(order, word))
    return order.field(word)


def _alike(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def _sort_key(value: str) -> tuple[bool, Key, str]:
    """Orders texts as people do: 999 before 1001, É beside E, case and accents after the rest, no value last."""
    pieces = _DIGITS.split(_unaccented(_alike(value)))
    key = tuple((1, 0, piece) if index % 2 == 0 else _number(piece) for index, piece in enumerate(pieces) if piece)
    return not key, key, value


def _unaccented(value: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", value) if not unicodedata.combining(sign))


def _number(digits: str) -> tuple[int, int, str]:
    # Compared by length, then as text: an order number may have more digits than int() takes.
    digits = digits.lstrip("0")
    return 0, len(digits), digits
