"""An export of 100,000 rows read: time beside Python's csv module alone, and memory."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook

from inserts.orders import read
from tests.benchmarks.measure import Spread, beside, number, times
from tests.benchmarks.report import Table

_ROWS = 100_000
_REPEATS = 5
_BOOK_ROWS = 10_000

_HEADER = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Accepts Marketing"),
    *("Currency", "Subtotal", "Shipping", "Taxes", "Total", "Discount Code", "Discount Amount", "Shipping Method"),
    *("Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem compare at price"),
    *("Lineitem sku", "Lineitem requires shipping", "Lineitem taxable", "Lineitem fulfillment status"),
    *("Billing Name", "Billing Street", "Billing Address1", "Billing Address2", "Billing Company", "Billing City"),
    *("Billing Zip", "Billing Province", "Billing Country", "Billing Phone", "Shipping Name", "Shipping Street"),
    *("Shipping Address1", "Shipping Address2", "Shipping Company", "Shipping City", "Shipping Zip"),
    *("Shipping Province", "Shipping Country", "Shipping Phone", "Notes", "Note Attributes", "Cancelled at"),
    *("Payment Method", "Payment Reference", "Refunded Amount", "Vendor", "Outstanding Balance", "Employee"),
    *("Location", "Device ID", "Id", "Tags", "Risk Level", "Source", "Lineitem discount"),
    *(f"Tax {tax} {part}" for tax in range(1, 6) for part in ("Name", "Value")),
    *("Phone", "Receipt Number", "Duties", "Billing Province Name", "Shipping Province Name", "Payment ID"),
    *("Payment Terms Name", "Next Payment Due At", "Payment References"),
)
_FIRST = ("Ana", "Bo", "Cy", "Dora", "Emil", "Fatma", "Gül", "Hanna", "Ivo", "Jürgen", "Kim", "Lea", "Mia", "Noa")
_LAST = ("Ruiz", "Li", "Doe", "Müller", "Nowak", "Schmidt", "Öztürk", "Jensen", "Rossi", "Dupont", "Sato", "Kaya")

_ALONE = """
import json, sys
from pathlib import Path
from time import process_time
from inserts.orders import read
def most():
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0])
before = most()
start = process_time()
orders = len(read([Path(sys.argv[1])]).orders)
took = process_time() - start
print(json.dumps([orders, took, before, most()]))
"""


def tables() -> Sequence[Table]:
    """All of this benchmark."""
    with TemporaryDirectory() as folder:
        return _files(Path(folder)), _memory(Path(folder))


def _files(folder: Path) -> Table:
    several, each = folder / "several.csv", folder / "each.csv"
    several.write_text(_export(items=True), "utf-8")
    each.write_text(_export(items=False), "utf-8")
    rows = []
    for told, path in (("several rows an order", several), ("a row an order", each)):
        orders = len(read([path]).orders)
        ours, peer = _seconds(path)
        rows.append((told, f"{orders:,}", f"{path.stat().st_size / 1e6:.1f}", str(ours), str(peer), _ratio(ours, peer)))
    return Table(
        f"{_ROWS:,} rows of {len(_HEADER)} columns",
        "Seconds of processor time from the file to its orders: encoding and platform found, rows grouped, cells "
        "cleaned, dates, amounts, names, countries and states understood; wanted: under 5. Beside it, of the same "
        "file in the same run: **csv.DictReader**, which gives rows of texts and understands nothing. Every row of an "
        "order's own has some 47 filled cells, a dozen of which no other row has.",
        ("file", "orders", "MB", "inserts", "csv.DictReader", "ratio"),
        tuple(rows),
    )


def _seconds(path: Path) -> tuple[Spread, Spread]:
    ours, peer = beside(_REPEATS, lambda: [path], lambda one: read([one]), _dict_reader)
    return Spread(*(value / 1e6 for value in ours)), Spread(*(value / 1e6 for value in peer))


def _dict_reader(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def _ratio(ours: Spread, peer: Spread) -> str:
    return times(ours.median, peer.median)


def _memory(folder: Path) -> Table:
    rows = [_alone(f"{_ROWS:,} rows, a row an order", folder / "each.csv")]
    huge = folder / "huge.csv"
    text = _export(items=False, rows=2)
    huge.write_text(text.replace("Please ring", "x" * 50_000_000, 1), "utf-8")
    rows.append(_alone("an order with a cell of 50 MB, which is refused", huge))
    rows.append(_workbook(folder / "book.xlsx"))
    return Table(
        "Memory, and a workbook",
        "In fresh processes, after the imports: the most memory at any time (Linux: VmHWM), wanted: under 300 MB; and "
        "seconds of processor time.",
        ("file", "orders", "seconds", "MB before", "MB at most"),
        tuple(rows),
        ("openpyxl",),
    )


def _alone(told: str, path: Path) -> tuple[str, ...]:
    done = subprocess.run([sys.executable, "-c", _ALONE, str(path)], capture_output=True, text=True, check=True)
    orders, took, before, most = json.loads(done.stdout)
    return told, f"{orders:,}", number(took), f"{before / 1024:.0f}", f"{most / 1024:.0f}"


def _workbook(path: Path) -> tuple[str, ...]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("orders")
    for cells in csv.reader(io.StringIO(_export(items=False, rows=_BOOK_ROWS))):
        sheet.append([cell or None for cell in cells])
    book.save(path)
    return _alone(f"a workbook of {_BOOK_ROWS:,} rows and {len(_HEADER)} columns", path)


def _export(items: bool, rows: int = _ROWS) -> str:
    """An export with invented people. `items`: orders of one, two or three rows, else of one each."""
    file = io.StringIO()
    writer = csv.DictWriter(file, _HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    order = left = 0
    for row in range(rows):
        first = left == 0
        if first:
            order += 1
            left = 1 + (order % 3 if items else 0)
        left -= 1
        writer.writerow(_item(order, row) | (_own(order) if first else {}))
    return file.getvalue()


def _item(order: int, row: int) -> dict[str, str]:
    return {
        "Name": f"#{order + 1000}",
        "Email": f"c{order}@post.example",
        "Created at": f"2026-11-{1 + order % 28:02} 07:{order % 60:02}:{order % 59:02} -0300",
        "Lineitem quantity": f"{1 + row % 3}",
        "Lineitem name": f"Cup number {row % 300} - Blue",
        "Lineitem price": "12.50",
        "Lineitem sku": f"CUP-{row % 300}",
        "Lineitem requires shipping": "true",
        "Lineitem taxable": "true",
        "Lineitem fulfillment status": "pending",
        "Vendor": "Quillmoss Tea",
        "Lineitem discount": "0.00",
    }


def _own(order: int) -> dict[str, str]:
    name = f"{_FIRST[order % len(_FIRST)]} {_LAST[order % len(_LAST)]}"
    place = {"Street": f"Moss {order}", "Address1": f"Moss {order}", "City": "Fernby", "Zip": f"'{order % 99999:05}"}
    address = {f"{kind} {key}": text for kind in ("Billing", "Shipping") for key, text in place.items()}
    return address | {
        "Financial Status": "paid",
        "Paid at": f"2026-11-{1 + order % 28:02} 08:{order % 60:02}:00 -0300",
        "Fulfillment Status": "unfulfilled",
        "Accepts Marketing": "no",
        "Currency": "EUR",
        "Subtotal": f"{order % 900}.50",
        "Shipping": "4.90",
        "Taxes": "2.00",
        "Total": f"{order % 900 + 5}.40",
        "Discount Code": "" if order % 5 else "SUMMER10",
        "Discount Amount": "0.00",
        "Shipping Method": "Post",
        "Billing Name": name,
        "Billing Country": "DE",
        "Shipping Name": name,
        "Shipping Country": "DE",
        "Shipping Phone": f"+49 30 {order:06}",
        "Notes": "" if order % 20 > 1 else "Please ring",
        "Payment Method": "Card",
        "Payment Reference": f"c{order}.1",
        "Refunded Amount": "0.00",
        "Id": f"{5_000_000_000_000 + order}",
        "Risk Level": "Low",
        "Source": "web",
        "Tax 1 Name": "VAT 19%",
        "Tax 1 Value": "2.00",
        "Payment ID": f"p{order}.1",
        "Payment References": f"p{order}.1",
    }
