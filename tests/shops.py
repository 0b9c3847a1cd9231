"""A small shop and its exports, for tests of whole runs."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from inserts.cli import main
from inserts.run import Choices, Outside, RunResult, open_shop, print_orders

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)

SHOP = """
[shop]
name = "Quillmoss Tea"
domain = "quillmoss.example"
language = "en"
currency = "GBP"
timezone = "Europe/London"
help_url = "https://quillmoss.example/help"

[[contact]]
channel = "email"
value = "hello@quillmoss.example"

[[contact]]
channel = "phone"
value = "+44 20 7946 0142"

[[help]]
topic = "delivery"
question = "When will it arrive?"
answer = "In two days."

[[tier]]
name = "next order"
benefit = { kind = "percent", value = 15 }
valid = { days = 60, delivery_days = 5 }
"""

COLUMNS = [
    *("Name", "Email", "Financial Status", "Fulfillment Status", "Currency", "Total", "Discount Code"),
    *("Shipping Method", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price"),
    *("Lineitem compare at price", "Lineitem sku", "Billing Name", "Shipping Name", "Shipping Street"),
    *("Shipping Country", "Notes", "Cancelled at", "Refunded Amount", "Id", "Tags"),
]

ROW = {
    "Financial Status": "paid",
    "Fulfillment Status": "unfulfilled",
    "Currency": "GBP",
    "Total": "30.00",
    "Shipping Method": "Post",
    "Created at": "2026-11-23 10:00:00 +0000",
    "Lineitem quantity": "1",
    "Lineitem name": "Sencha, first flush - 50 g",
    "Lineitem price": "12.00",
    "Shipping Name": "Ida Lind",
    "Shipping Street": "Moss 1",
    "Shipping Country": "GB",
}


class Said:
    """What a command said and how it ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def command(capsys: pytest.CaptureFixture[str], *words: object) -> Said:
    """Run the command with these words, as from a terminal in the present folder."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as end:
        main([str(word) for word in words])
    said = capsys.readouterr()
    return Said(int(end.value.code or 0), said.out, said.err)


def export(orders: Iterable[Mapping[str, str]]) -> str:
    """A Shopify export with these cells; what is not said is an ordinary open order."""
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows({**ROW, **order} for order in orders)
    return file.getvalue()


def numbered(count: int, first: int = 1001) -> str:
    """An export of so many orders, each of another customer."""
    return export({"Name": f"#{first + n}", "Email": f"c{first + n}@x.example"} for n in range(count))


def make_shop(folder: Path, orders: str, toml: str = SHOP) -> Path:
    """A shop's folder with orders.csv in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "shop.toml").write_text(toml, "utf-8")
    (folder / "orders.csv").write_text(orders, "utf-8")
    return folder


def own_template(shop: Path, name: str, text: str) -> Path:
    """The folder of a template of the shop's own."""
    folder = shop / "templates" / name
    folder.mkdir(parents=True)
    (folder / "template.toml").write_text(text, "utf-8")
    return folder


def outside(seed: int = 1, **more: object) -> Outside:
    """A world that is the same every time."""
    return Outside(now=lambda: NOW, randbytes=random.Random(seed).randbytes, station="test", **more)  # type: ignore[arg-type]


def run(shop: Path, world: Outside | None = None, file: str = "orders.csv", **choices: object) -> RunResult:
    """`inserts print` on the shop's export."""
    return print_orders(open_shop(shop), [shop / file], Choices(**choices), world or outside())  # type: ignore[arg-type]
