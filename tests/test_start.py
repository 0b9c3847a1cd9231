"""What a command waits for before it works: modules are counted and not seconds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.shops import SHOP, export, make_shop

ASK = """
import gc, sys
from inserts.cli import main
sys.argv[1:] = {words!r}
try:
    main()
except SystemExit as end:
    print("\\n", end.code, gc.get_freeze_count(), *sys.modules)
"""

UNNEEDED = (
    # of others
    *(
        "asyncio",
        "cssselect2",
        "fontTools",
        "html.parser",
        "http.client",
        "icu4py",
        "liquid",
        "lxml",
        "openpyxl",
        "psycopg",
    ),
    *("reportlab.graphics", "reportlab.pdfgen", "reportlab.platypus", "stdnum"),
    *("svglib", "tinycss2", "tomlkit", "xml.etree.ElementTree"),
    # our own
    *("inserts.artwork.svg", "inserts.demo", "inserts.fields.filters", "inserts.layout.specimen", "inserts.raster"),
    *("inserts.results", "inserts.run.calibrating", "inserts.run.checking", "inserts.run.gallery"),
    *("inserts.run.importing", "inserts.run.previewing", "inserts.settings.change", "inserts.spool.connection"),
    *("inserts.templates.labels", "inserts.uploads"),
)
"""What printing one card from a CSV has no use for."""


def imported(*words: str, shop: str = SHOP) -> frozenset[str]:
    """The modules a process of its own has after the command, which must end well."""
    with TemporaryDirectory() as folder:
        make_shop(Path(folder), export([{"Name": "#1001"}]), shop)
        said = subprocess.run(
            [sys.executable, "-c", ASK.format(words=list(words))],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
    status, frozen, *names = said.stdout.split("\n")[-2].split()
    assert status == "0", said.stderr
    assert words[0] == "--help" or int(frozen) > 10_000, "what is imported stays in the collector's sight"
    return frozenset(names)


@cache
def of_one_card() -> frozenset[str]:
    return imported("print", "orders.csv", "--template", "classic", "--jobs", "1")


def outside(names: Sequence[str] | frozenset[str]) -> set[str]:
    """The packages among them that are neither Python's nor ours."""
    roots = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"inserts"}
    return {root for root in roots if not root.startswith(("_", "sitecustomize", "usercustomize", "coverage"))}


def test_help_imports_click_and_hardly_anything_of_ours() -> None:
    names = imported("--help")
    assert outside(names) == {"click"}
    ours = {name for name in names if name.startswith("inserts")}
    rooms = {"inserts", "inserts.cli", "inserts.cli.main", "inserts.cli.output", "inserts.model"}
    assert ours == rooms | {"inserts.interrupts", "inserts.model.problem"}


@pytest.mark.parametrize("name", UNNEEDED)
def test_a_card_does_not_wait_for(name: str) -> None:
    assert find_spec(name), "a name no module has is never imported"
    assert name not in of_one_card()


def test_a_card_waits_for_what_its_bytes_and_its_proof_need() -> None:
    assert {"PIL", "pikepdf", "pypdfium2", "qrcode", "reportlab", "uharfbuzz", "zxingcpp"} <= outside(of_one_card())


def test_what_a_shop_asks_for_is_imported_when_it_does() -> None:
    shop = SHOP.replace(
        "delivery_days = 5 }", 'delivery_days = 5 }\n\n[[payment]]\nkind = "bank"\naccount = "DE89370400440532013000"'
    )
    assert "stdnum" in imported("print", "orders.csv", "--dry-run", shop=shop)
