"""The whole of `shop.toml` as one frozen value, and where it is found."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from inserts.model.experiment import Experiment, History
from inserts.model.offer import CodeRule, Tier
from inserts.model.order import State
from inserts.model.problem import Problem, Stop, Where
from inserts.model.rule import Rule
from inserts.model.shop import Shop
from inserts.settings.codes import read_codes
from inserts.settings.experiment import read_experiment, read_history
from inserts.settings.printers import Cutting, Feed, Printer, chosen_printer, read_cutting, read_feeds, read_printers
from inserts.settings.retention import Retention, read_retention
from inserts.settings.rules import read_rules
from inserts.settings.shop import Links, read_host, read_shop
from inserts.settings.tiers import read_tiers
from inserts.tables import Table

FILE = "shop.toml"

_CLOSED = (State.CANCELLED, State.REFUNDED, State.FULFILLED, State.UNPAID)
_LEDGER = re.compile(r"(sqlite:///|postgres(ql)?://)[^\s]+\Z")
_FIELD = re.compile(r"[a-z_]+\Z")


@dataclass(frozen=True, slots=True)
class Paper:
    """The stock of one template; `where` is the line that says so."""

    template: str
    stock: str
    where: Where


@dataclass(frozen=True, slots=True)
class Settings:
    """All that `shop.toml` says. `host` is the domain in ASCII, the `{domain}` of `link_target`.

    `orders_columns` are (field, header) pairs for an unknown export. `batches_limit` 0 is no limit. An empty
    `print_name_card` or `print_insert` prints none; `print_stocks` are for single templates, before `print_stock` and
    `print_insert_stock`. `print_most_inserts` go into one parcel at most. `printer` is the
    chosen one, with [print]'s own `duplex`; `print_printers` are its trays for single templates. A relative path in
    `ledger_url` counts from `folder`; `key_file` is whole. `after_coupon`: an order that used a coupon may earn one.
    `rules` are in the order they are tried.
    """

    folder: Path
    shop: Shop
    host: str
    orders_leave_out: tuple[State, ...] = ()
    orders_columns: tuple[tuple[str, str], ...] = ()
    batches_by: tuple[str, ...] = ()
    batches_sort: str = "file"
    batches_limit: int = 500
    print_name_card: str = "classic"
    print_insert: str = "a6-thanks"
    print_stock: str = "a4"
    print_insert_stock: str = "card"
    print_stocks: tuple[Paper, ...] = ()
    print_most_inserts: int = 1
    print_cutting: Cutting = field(default_factory=Cutting)
    printer: Printer = field(default_factory=Printer)
    printers: tuple[Printer, ...] = ()
    print_printers: tuple[Feed, ...] = ()
    ledger_url: str = "sqlite:///ledger.sqlite"
    codes: CodeRule = field(default_factory=CodeRule)
    key_file: Path = Path("secrets/code.key")
    link_target: str = "https://{domain}/{code}"
    link_hosts: tuple[str, ...] = ()
    tiers: tuple[Tier, ...] = ()
    after_coupon: bool = False
    rules: tuple[Rule, ...] = ()
    experiment: Experiment | None = None
    history: History = field(default_factory=History)
    retention: Retention = field(default_factory=Retention)

    def printer_for(self, template: str) -> Printer:
        """The printer as it is to this template's pages: with what was measured of the tray and paper they come from.

        A run that goes to another printer than [print]'s knows nothing of its trays.
        """
        for feed in self.print_printers:
            if feed.template == template and feed.of == self.printer.name:
                own = feed.printer
                return replace(self.printer, name=own.name, shift=own.shift, across=own.across)
        return self.printer


def find_shop(start: Path) -> Path:
    """The `shop.toml` in `start` or the nearest folder above; `start` may be the file itself. Raises Stop."""
    start = start.absolute()
    if start.is_file():
        return start
    if not start.is_dir():
        raise Stop(f"there is no folder {start}", "check the name after --shop", exit_code=2)
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder / FILE
    raise Stop(
        f"there is no {FILE} in {start} or a folder above it",
        f"go to your shop's folder, name it with --shop, or write a new {FILE} with: inserts init",
    )


def starter(templates: Path) -> str:
    """The commented `shop.toml` of a new shop. `templates` is the folder of the built-in templates."""
    return (templates / "starter" / FILE).read_text("utf-8")


def load(path: Path, *, icons: Collection[str] = ()) -> tuple[Settings | None, tuple[Problem, ...]]:
    """Read and check a `shop.toml`; None with the sorted problems if there are any.

    `icons` are the names answers and benefits may call for; an empty one checks none.
    """
    top, problems = Table.load(path)
    if top is None:
        return None, tuple(problems)
    settings = _read(top, path.absolute().parent, icons)
    top.finish()
    return (None, tuple(sorted(set(problems)))) if problems else (settings, ())


def _read(top: Table, folder: Path, icons: Collection[str]) -> Settings:
    top.whole("schema", 1, least=1, most=1)
    shop, orders, batches, prints = (top.table(name) for name in ("shop", "orders", "batches", "print"))
    codes = top.table("codes")
    domain, host = read_host(shop)
    links = Links(top.table("link"), host)
    printers = read_printers(top.table("printer", noun="printer"))
    printer = chosen_printer(prints, printers)
    profile, rule = read_shop(top, shop, domain, host, links, folder, icons), read_codes(codes)
    levels = tuple(name for level in profile.levels for _, name in level.name)
    return Settings(
        folder=folder,
        shop=profile,
        host=host,
        orders_leave_out=orders.choices("leave_out", tuple(State), _CLOSED),
        orders_columns=_columns(orders.table("columns", noun="field")),
        batches_by=batches.texts("by", ()),
        batches_sort=batches.text("sort", "file"),
        batches_limit=batches.whole("limit", 500),
        print_name_card=prints.text("name_card", "classic", blank=True),
        print_insert=prints.text("insert", "a6-thanks", blank=True),
        print_stock=prints.text("stock", "a4"),
        print_insert_stock=prints.text("insert_stock", "card"),
        print_stocks=_papers(prints.table("stocks", noun="template")),
        print_most_inserts=prints.whole("most_inserts", 1, least=1, most=9),
        print_cutting=read_cutting(prints),
        printer=printer,
        printers=printers,
        print_printers=read_feeds(prints, printers, printer),
        ledger_url=_ledger(top.table("ledger")),
        codes=rule,
        key_file=folder / codes.text("key_file", "secrets/code.key"),
        link_target=links.target,
        link_hosts=links.hosts,
        tiers=read_tiers(top.tables("tier"), rule, profile.currency, levels),
        after_coupon=top.table("coupons").flag("after_coupon", False),
        rules=read_rules(top.tables("rule"), levels),
        experiment=read_experiment(top),
        history=read_history(top),
        retention=read_retention(top.table("retention")),
    )


def _columns(table: Table) -> tuple[tuple[str, str], ...]:
    """Headers by field. Which fields there are, the reader of orders knows and says."""
    for word in table.names():
        if not _FIELD.match(word):
            table.problem(word, f"unknown field '{word}'", 'write field = "Header in your file"')
    return tuple((word, table.text(word)) for word in table.names())


def _papers(table: Table) -> tuple[Paper, ...]:
    """Stocks by template. Which there are of both, the reader of templates knows and says."""
    return tuple(Paper(name, table.text(name), table.place(name)) for name in table.names())


def _ledger(table: Table) -> str:
    """The ledger's address. It may hold a password, so no message repeats it."""
    url = table.text("url", "sqlite:///ledger.sqlite")
    if not _LEDGER.match(url):
        table.problem("url", "is no ledger's address", "write sqlite:///ledger.sqlite or postgresql://server/database")
    return url
