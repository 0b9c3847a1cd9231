"""Order files to orders. The one function others call; the rest of the room is its steps:

bytes -> encoding and header -> rows -> drafts, one for each order -> orders -> one list over all files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from inserts.cycles import no_collection
from inserts.model.order import Order
from inserts.model.problem import Problem, Stop
from inserts.orders.build import Builder
from inserts.orders.cells import Tidy, name_key
from inserts.orders.columns import Layout
from inserts.orders.encoding import decode
from inserts.orders.grouping import Grouped, group
from inserts.orders.header import WIDE, Header
from inserts.orders.merge import Part, merge
from inserts.orders.notes import notes, refusals, unread
from inserts.orders.platforms import GENERIC, MEMBER_FIELDS, PLATFORMS, Platform
from inserts.orders.reading import FileRead, Reading, Unreadable
from inserts.orders.records import Lines, OpenQuote, rows
from inserts.orders.source import fault, is_workbook, load, stream
from inserts.orders.table import Table
from inserts.orders.unknown import check_columns, missing_columns, unknown_export, without_names
from inserts.orders.workbook import open_workbook

_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})

_MANIFEST = frozenset({"batch", "order", "template", "side_count", "page", "slot", "state"})
"""Columns that only our own manifests have together. They lie where packers look, and have orders and names."""


def read(
    files: Sequence[Path],
    columns: Mapping[str, str] = _NO_COLUMNS,
    timezone: str = "UTC",
    *,
    platforms: Sequence[Platform] = PLATFORMS,
) -> Reading:
    """Everything in the order files: every order there is in `orders` or, with the reason, in `refused`.

    `columns`: field (a word of `FIELDS`) -> header, for an export that is not known. `timezone`: the shop's
    (IANA), for dates without an offset. `platforms`: the export formats looked for.

    Raises Stop (exit code 1) with the problems of all files when any of them cannot be read at all: missing, a
    folder, empty, without orders, no text, in no known encoding, an unknown export, a quote left open.
    """
    zone = _zone(timezone)
    problems = list(check_columns(columns))
    parts: list[Part] = []
    with no_collection():
        for path in files:
            try:
                parts.append(_read_file(path, columns, zone, platforms))
            except Unreadable as unreadable:
                problems.extend(unreadable.problems)
    if problems:
        raise _stop(problems)
    return merge(parts)


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:
        raise Stop(f"there is no time zone {name!r}", 'write a name such as "Europe/Berlin"') from error


def _stop(problems: Sequence[Problem]) -> Stop:
    files = sorted({problem.where.file for problem in problems})
    subject = files[0] if len(files) == 1 else f"{len(files)} files"
    return Stop(f"{subject} cannot be used", "see to what is named above, then run again", problems=tuple(problems))


def _read_file(path: Path, columns: Mapping[str, str], zone: tzinfo, platforms: Sequence[Platform]) -> Part:
    """One file. Raises Unreadable."""
    table, header, layout, tidy, grouped = _collect(path, columns, platforms)
    if not grouped.rows:
        raise fault(path, "has a header, but no orders below it", "export the orders anew", header.line)
    builder = Builder(header, layout, str(path), zone)
    rests = _rests(grouped, layout)
    orders = _orders(grouped, builder)
    told = notes(header, columns, table.note, tidy.mended, grouped.told, builder.words)
    file = FileRead(str(path), header.platform.name, table.encoding, header.delimiter, grouped.rows, told)
    refused, problems = refusals(str(path), grouped.refused)
    # On an unknown export a column that is missing ends the reading; here the cards only lack what it would tell.
    lacking = (*missing_columns(path, header, columns, MEMBER_FIELDS), *without_names(path, header))
    problems = (*table.problems, *problems, *lacking, *unread(str(path), header, builder.told))
    return Part(file, orders, refused, problems, header.platform.joins, rests)


def _collect(
    path: Path, columns: Mapping[str, str], platforms: Sequence[Platform]
) -> tuple[Table, Header, Layout, Tidy, Grouped]:
    """A file's rows by order; its bytes are let go here. Raises Unreadable."""
    data = load(path)
    if is_workbook(data):
        table = open_workbook(path, data, columns, platforms)
    else:
        table = _open_text(path, data, columns, platforms)
    header = _header(path, table, columns)
    tidy = Tidy()
    layout = Layout(header)
    try:
        grouped = group(table.rows, header, layout, tidy, path)
    except OpenQuote as quote:
        hint = "put the missing quote at the end of that cell, or export the orders anew"
        raise fault(path, "a quote opened in this line is never closed", hint, quote.line) from None
    return table._replace(rows=iter(())), header, layout, tidy, grouped


def _open_text(path: Path, data: bytes, columns: Mapping[str, str], platforms: Sequence[Platform]) -> Table:
    decoded = decode(path, data, columns, platforms)
    header = decoded.header
    if header is None:
        return Table(decoded.encoding, None, decoded.likely)
    lines = Lines(stream(data, decoded.codec))
    lines.skip_to(header.below)
    below = rows(lines, header.delimiter, header.platform.quoted)
    return Table(decoded.encoding, header, decoded.likely, below, decoded.note)


def _header(path: Path, table: Table, columns: Mapping[str, str]) -> Header:
    """The file's header, sure to serve. Raises Unreadable."""
    best = table.header or table.likely
    if best and frozenset(map(name_key, best.names)) >= _MANIFEST:
        hint = "give the file that your shop's platform exported"
        raise fault(path, "is a manifest, the list of cards inserts made, and no export of orders", hint, best.line)
    missing = tuple(missing_columns(path, best, columns)) if best and best.platform is GENERIC else ()
    if missing:
        raise Unreadable(*missing)
    if table.header is None:
        raise Unreadable(unknown_export(path, table.likely))
    width = len(table.header.names)
    if width > WIDE:
        raise fault(path, f"has {width} columns, more than the {WIDE} any export has", line=table.header.line)
    return table.header


def _orders(grouped: Grouped, builder: Builder) -> tuple[Order, ...]:
    """The drafts' orders; a draft is let go as soon as its order is built, which halves the memory."""
    builder.decide(grouped.drafts)
    orders = []
    for id in list(grouped.drafts):
        draft = grouped.drafts.pop(id)
        order = builder.order(id, draft)
        if isinstance(order, Order):
            orders.append(order)
        else:
            grouped.refuse(id, draft.line, order)
    return tuple(orders)


def _rests(grouped: Grouped, layout: Layout) -> frozenset[str]:
    """The orders whose first row, which alone has what is the whole order's, is not in the file."""
    return frozenset(id for id, draft in grouped.drafts.items() if layout.whole >= 0 and not draft.whole)
