"""`inserts results`: what later exports tell is kept once, counted once, and never said to be more than it is."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from inserts.cli import results as command
from inserts.manifest import sheet
from inserts.model.experiment import Experiment
from inserts.model.offer import Benefit, Grant
from inserts.model.order import Order
from inserts.model.outcome import Blind, Evidence, Parcel, Placed, Use
from inserts.model.problem import Stop, Where
from inserts.orders import read
from inserts.results import HEADER, as_rows, page, report, text
from inserts.run import Outside, open_shop
from inserts.run.books import open_books
from inserts.run.returns import read_returns, report_returns
from tests.shops import SHOP, export, make_shop, outside
from tests.simulation import Year, exports, simulated

SENT = date(2026, 3, 2)
LATER = datetime(2026, 7, 1, 9, tzinfo=UTC)


def world(now: datetime = LATER) -> Outside:
    return Outside(now=lambda: now, randbytes=outside().randbytes, station="desk")


def sent(folder: Path, *customers: str, more: str = "") -> dict[str, str]:
    """A shop that sent a card to each customer on `SENT`, orders #1, #2 ...; their codes."""
    make_shop(folder, "", SHOP + more)
    then = datetime(2026, 3, 2, 9, tzinfo=UTC)
    made = [
        Order(f"#{n}", "shopify", Where("a.csv"), placed=then - timedelta(days=1), email=email)
        for n, email in enumerate(customers, 1)
    ]
    with open_books(open_shop(folder), world(then)) as books:
        books.ledger.note_orders(made)
        grants = [
            Grant(o.id, "next order", Benefit("free_shipping"), valid_from=SENT, valid_through=date(2026, 5, 31))
            for o in made
        ]
        reserved = books.ledger.reserve("2026-03-02", grants, rule=open_shop(folder).codes, inputs=[])
        cards = [(grant.order, "classic", n, 1) for n, grant in enumerate(grants, 2)]
        books.ledger.sealed(reserved.print_id, pdf="a.pdf", sha256="00", pages=len(cards) + 1, cards=cards)
        books.ledger.confirm(reserved.print_id)
    return {coupon.grant.order: coupon.code for coupon in reserved.coupons}


def row(order: str, email: str, day: str, code: str = "", **more: str) -> Mapping[str, str]:
    placed = {"Created at": f"2026-{day} 12:00:00 +0000"}
    return {"Name": order, "Email": email, **placed, "Discount Code": code, **more}


def last() -> Mapping[str, str]:
    """An order of a stranger that shows that June is known."""
    return row("#999", "zed@x.example", "06-30")


def results(folder: Path, *rows: Mapping[str, str], name: str = "later.csv", arguments: tuple[str, ...] = ()) -> Any:
    """`inserts results --json` on an export of these rows."""
    (folder / name).write_text(export(rows), "utf-8")
    words = [str(folder / name), "--shop", str(folder), "--json", *arguments]
    found = CliRunner().invoke(command.results_command, words, standalone_mode=False)
    if found.exception:
        raise found.exception
    return json.loads(found.stdout)


def all_cards(told: Any) -> tuple[int, int, dict[str, str]]:
    """Codes used, customers come back, and the money of all cards."""
    one = told["rows"][0]
    return one["code_used"]["hits"], one["came_back"]["hits"], one["revenue"]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "outside", world)


# Finding


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lambda code: code, id="as printed"),
        pytest.param(lambda code: code.lower().replace("-", " "), id="small, blank"),
        pytest.param(lambda code: code.replace("-", ""), id="no hyphen"),
        pytest.param(lambda code: f"SUMMER10, {code}", id="second in the cell"),
        pytest.param(lambda code: f"SUMMER10 / {code.lower()}", id="behind a slash"),
    ],
)
def test_a_code_is_found_however_it_is_written(tmp_path: Path, written: Any) -> None:
    codes = sent(tmp_path, "ann@x.example")
    told = results(tmp_path, row("#7", "ann@x.example", "03-20", written(codes["#1"])), last())
    assert all_cards(told) == (1, 1, {"GBP": "30.00"})


def test_an_order_without_the_code_is_coming_back_too(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example", "bob@x.example")
    told = results(tmp_path, row("#7", "ANN@x.example ", "03-20"), last())
    assert all_cards(told) == (0, 1, {"GBP": "30.00"})
    assert told["rows"][0]["came_back"]["of"] == 2


@pytest.mark.parametrize(
    ("order", "why"),
    [
        pytest.param(row("#7", "ann@x.example", "03-20", **{"Cancelled at": "2026-03-21 10:00:00 +0000"}), "", id="no"),
        pytest.param(row("#7", "ann@x.example", "03-20", **{"Financial Status": "refunded"}), "", id="refunded"),
        pytest.param(row("#7", "ann@x.example", "03-20", **{"Financial Status": "pending"}), "", id="unpaid"),
        pytest.param(row("#7", "ann@x.example", "03-02"), "used before delivery", id="on the shipping day"),
        pytest.param(row("#7", "ann@x.example", "02-20"), "used before delivery", id="before it"),
        pytest.param(row("#1", "ann@x.example", "03-20"), "used in the order it was given for", id="the order itself"),
        pytest.param(row("#7", "ann@x.example", "05-15"), "", id="too late"),
        pytest.param(row("#7", "boss@quillmoss.example", "03-20"), "", id="staff"),
    ],
)
def test_what_does_not_count_is_not_counted(tmp_path: Path, order: Mapping[str, str], why: str) -> None:
    codes = sent(tmp_path, "ann@x.example", more='[history]\nstaff = ["@quillmoss.example"]\n')
    told = results(tmp_path, {**order, "Discount Code": codes["#1"]}, last())
    assert all_cards(told) == (0, 0, {})
    assert [reason for leak in told["leaked"] for reason in leak["reasons"]] == ([why] if why else [])


# Once


def test_the_same_files_again_and_files_that_overlap_change_nothing(tmp_path: Path) -> None:
    codes = sent(tmp_path, "ann@x.example", "bob@x.example")
    first, second = row("#7", "ann@x.example", "03-20", codes["#1"]), row("#8", "bob@x.example", "03-25")
    results(tmp_path, first, second, name="a.csv")
    once = results(tmp_path, second, last(), name="b.csv")
    ledger = dump(tmp_path)
    again = [results(tmp_path, first, second, name="a.csv"), results(tmp_path, second, last(), name="b.csv")]
    assert [all_cards(told) for told in (once, *again)] == [(1, 2, {"GBP": "60.00"})] * 3
    assert dump(tmp_path) == ledger
    assert all("was read before, on 2026-07-01; nothing is counted twice" in told["read"]["notes"][0] for told in again)


def dump(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        lines = list(db.iterdump())
    db.close()
    return lines


def test_a_refund_is_believed_whichever_file_is_read_last(tmp_path: Path) -> None:
    codes = sent(tmp_path, "ann@x.example")
    bought = row("#7", "ann@x.example", "03-20", codes["#1"])
    paid_back = {**bought, "Financial Status": "refunded"}
    assert all_cards(results(tmp_path, bought, last(), name="a.csv"))[:2] == (1, 1)
    assert all_cards(results(tmp_path, paid_back, last(), name="b.csv")) == (0, 0, {})
    assert all_cards(results(tmp_path, bought, last(), name="a.csv")) == (0, 0, {})


def test_an_order_counts_for_the_last_card_before_it_alone() -> None:
    parcels = [Parcel(f"#{n}", "t", "", "", ("classic",), SENT + timedelta(days=7 * n), "c", "") for n in range(3)]
    parcels.append(parcels[2]._replace(order="#2b"))
    made = [Placed(f"#1{n}", "c", SENT + timedelta(days=20 + n), 10, "EUR", True) for n in range(2)]  # type: ignore[arg-type]
    evidence = Evidence(tuple(parcels), tuple(made), (), (), Blind(), date(2026, 8, 1), None)
    assert report("s", evidence, None, date(2026, 8, 1)).cards.brought == (("EUR", 20),)


def test_money_of_several_currencies_is_never_added(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example", "bob@x.example")
    euro = row("#8", "bob@x.example", "03-25", Currency="EUR", Total="0.10")
    told = results(tmp_path, row("#7", "ann@x.example", "03-20"), euro, last())
    assert all_cards(told)[2] == {"EUR": "0.10", "GBP": "30.00"}


# Odd codes


def test_leaked_codes_are_named_with_what_is_odd(tmp_path: Path) -> None:
    codes = sent(tmp_path, "ann@x.example", "bob@x.example")
    told = results(
        tmp_path,
        row("#7", "ann@x.example", "03-20", codes["#1"]),
        row("#8", "eve@x.example", "03-21", codes["#1"]),
        row("#9", "bob@x.example", "06-20", codes["#2"]),
        last(),
    )
    found = {leak["order"]: (leak["reasons"], leak["used_in"]) for leak in told["leaked"]}
    assert found == {
        "#1": (["used 2 times", "used by somebody else"], ["#7", "#8"]),
        "#2": (["used after its last day"], ["#9"]),
    }
    assert {leak["code"] for leak in told["leaked"]} == set(codes.values()), "as they stand on the cards"
    assert all_cards(told)[0] == 1


def test_codes_of_others_are_left_aside_and_lookalikes_are_named(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example")
    told = results(
        tmp_path,
        row("#7", "ann@x.example", "03-20", "WELCOME10"),
        row("#8", "bob@x.example", "03-20", "K7QWM-4XH2F"),
        row("#9", "cy@x.example", "03-20", "K7QWM-4XH22"),
        last(),
    )
    assert told["read"]["codes"] == {"ours": 0, "not_issued": 1, "foreign": 2}
    assert told["not_issued"] == [{"code": "K7QWM4XH2F", "order": "#8"}]


# What cannot be known


def test_files_without_address_or_discount_column_say_so(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example")
    bare = io.StringIO()
    csv.writer(bare).writerows([("Order", "Date", "Status", "Name"), ("7", "2026-03-20", "paid", "Ann")])
    (tmp_path / "bare.csv").write_text(bare.getvalue())
    words = [str(tmp_path / "bare.csv"), "--shop", str(tmp_path), "--json"]
    notes = " ".join(json.loads(CliRunner().invoke(command.results_command, words).stdout)["read"]["notes"])
    assert "no order tells an e-mail address" in notes
    assert "no order names a discount code" in notes


def test_relay_addresses_and_a_missing_history_are_told(tmp_path: Path) -> None:
    sent(tmp_path, "abc123@marketplace.amazon.de", "ann@x.example")
    (tmp_path / "ledger.sqlite").chmod(0o600)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("UPDATE ledger_order SET placed_at = '2026-03-02T10:00:00Z'")
    db.close()
    notes = " ".join(results(tmp_path, last())["notes"])
    assert "1 of 3 orders have a marketplace's relay address" in notes
    assert "read an export of earlier orders with inserts results --history" in notes
    assert "read an export of earlier" not in " ".join(results(tmp_path, row("#0", "x@x.example", "01-05"))["notes"])


def test_young_cards_have_no_rate_and_age_ends_where_orders_are_known(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example")
    early = results(tmp_path, row("#7", "ann@x.example", "03-20"))
    assert (early["maturing"], early["rows"][0]["came_back"]["rate"], early["known_until"]) == (1, None, "2026-03-20")
    assert results(tmp_path, last())["maturing"] == 0


def test_a_clock_set_back_is_told_and_judges_nothing_earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent(tmp_path, "ann@x.example")
    before = results(tmp_path, row("#7", "ann@x.example", "03-20"), last())
    monkeypatch.setattr(command, "outside", lambda: world(datetime(2025, 1, 1, tzinfo=UTC)))
    told = results(tmp_path, last(), name="b.csv")
    assert "The computer's clock says 2025-01-01, but the ledger was written on 2026-07-01" in " ".join(told["notes"])
    assert all_cards(told) == all_cards(before)


def test_an_order_from_the_future_ages_no_card(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example")
    settings = open_shop(tmp_path)
    (tmp_path / "a.csv").write_text(export([{**last(), "Created at": "2031-01-01 10:00:00 +0000"}]))
    soon = world(datetime(2026, 3, 10, 9, tzinfo=UTC))
    read_returns(settings, [tmp_path / "a.csv"], soon)
    found = report_returns(settings, soon)
    assert (found.maturing, found.known_until) == (1, date(2026, 3, 10))
    assert any("dated 2031-01-01, which is not yet" in note for note in found.notes)


@pytest.mark.parametrize("spoil", ["missing", "changed"])
def test_without_its_key_nothing_is_read(tmp_path: Path, spoil: str) -> None:
    sent(tmp_path, "ann@x.example")
    key = tmp_path / "secrets" / "code.key"
    key.unlink() if spoil == "missing" else key.write_bytes(bytes(32))
    before = dump(tmp_path)
    with pytest.raises(Stop, match=r"key .*is missing|another code key") as stop:
        results(tmp_path, last())
    assert "backup" in stop.value.hint
    assert dump(tmp_path) == before


def test_a_file_that_cannot_be_read_keeps_the_others_out_too(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example")
    before = dump(tmp_path)
    (tmp_path / "good.csv").write_text(export([last()]))
    with pytest.raises(Stop, match=r"gone\.csv"):
        read_returns(open_shop(tmp_path), [tmp_path / "good.csv", tmp_path / "gone.csv"], world())
    assert dump(tmp_path) == before


# The history


def test_a_known_customer_is_not_greeted_as_a_first_one(tmp_path: Path) -> None:
    make_shop(tmp_path, "")
    told = results(tmp_path, row("#1", "ann@x.example", "01-05"), row("#2", "", "01-06"), arguments=("--history",))
    assert (told["read"]["orders"], told["read"]["customers"], told["read"]["unknown"]) == (2, 1, 1)
    (tmp_path / "now.csv").write_text(
        export([row("#9", "ann@x.example", "03-01"), row("#10", "bo@x.example", "03-01")])
    )
    made = read([tmp_path / "now.csv"], {}, "UTC").orders
    with open_books(open_shop(tmp_path), world()) as books:
        books.ledger.note_orders(made)
        assert books.ledger.order_numbers(made) == {"#9": 2, "#10": 1}


def test_the_ledger_keeps_no_address_of_what_it_read(tmp_path: Path) -> None:
    sent(tmp_path, "ann@x.example")
    results(tmp_path, row("#7", "canary.bird@x.example", "03-20", **{"Shipping Name": "Canary Bird"}))
    assert "canary" not in "\n".join(dump(tmp_path)).lower()


# Telling


class Page(HTMLParser):
    """Every tag with its attributes, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def evil() -> Evidence:
    name = '"><script>alert(1)</script>'
    parcels = tuple(
        Parcel(f"#{n}{name}", name, "", "", (name,), SENT, f"c{n}", f"K{n}", SENT, False) for n in range(40)
    )
    made = tuple(Placed(f"#9{n}{name}", f"c{n}", SENT + timedelta(days=9), None, "EUR", True) for n in range(20))
    uses = tuple(Use(order.order, f"K{n}", name) for n, order in enumerate(made))
    return Evidence(parcels, made, uses, (Use(name, name, name),), Blind(), date(2026, 9, 1), None)


def test_the_page_stands_alone_and_runs_nothing() -> None:
    found = report("shop.example", evil(), None, date(2026, 9, 1))
    read = Page()
    read.feed(page(found))
    assert not {tag for tag, _ in read.tags} & {"script", "link", "img", "iframe", "object", "a", "form"}
    assert not [key for _, attributes in read.tags for key in attributes if key in ("src", "href") or key[:2] == "on"]
    assert not re.search(r"url\(|@import|https?://", page(found))
    assert "<script>alert(1)</script>" in read.text
    assert sum(tag == "svg" for tag, _ in read.tags) >= 4


def test_page_text_and_json_tell_the_same_figures(tmp_path: Path) -> None:
    codes = sent(tmp_path, *(f"c{n}@x.example" for n in range(50)))
    rows = [row(f"#7{n}", f"c{n}@x.example", "03-20", codes[f"#{n + 1}"] if n < 3 else "") for n in range(7)]
    told = results(
        tmp_path, *rows, last(), arguments=("--html", str(tmp_path / "p.html"), "--csv", str(tmp_path / "t"))
    )
    assert (told["rows"][0]["code_used"]["hits"], told["rows"][0]["came_back"]["hits"]) == (3, 7)
    lines = "\n".join(text(report_returns(open_shop(tmp_path), world())))
    shown = (tmp_path / "p.html").read_text("utf-8")
    for figure in ("3, 6.0 % (2.1–16.2)", "7, 14.0 % (7.0–26.2)", "210.00 GBP"):
        assert figure in lines
        assert figure in shown
    table = list(csv.DictReader(io.StringIO((tmp_path / "t").read_text("utf-8"))))
    assert (table[0]["cards"], table[0]["code_used"], table[0]["came_back"]) == ("50", "3", "7")


def test_a_name_that_a_spreadsheet_would_run_is_guarded() -> None:
    parcel = Parcel("#1", "=1+1", "", "", ("classic",), SENT, "c", "")
    evidence = Evidence((parcel,), (), (), (), Blind(), date(2026, 9, 1), None)
    data = sheet(HEADER, as_rows(report("s", evidence, None, date(2026, 9, 1))))
    table = list(csv.DictReader(io.StringIO(data.decode())))
    assert [line["name"] for line in table if line["group"] == "offer"] == ["'=1+1"]


# The verdict


def trial(cards: tuple[int, int], held: tuple[int, int], until: date) -> tuple[str, str]:
    """The verdict on customers come back of all in each arm: its state and its words."""
    experiment = Experiment("x", SENT, SENT + timedelta(days=10), (("holdout", 20), ("card", 80)))
    parcels, made = [], []
    for arm, (back, of) in (("card", cards), ("holdout", held)):
        for n in range(of):
            customer = f"{arm}{n}"
            templates = ("classic",) if arm == "card" else ()
            parcels.append(Parcel(f"#{customer}", "t", "x", arm, templates, SENT, customer, ""))
            if n < back:
                made.append(Placed(f"#b{customer}", customer, SENT + timedelta(days=5), None, "EUR", True))
    evidence = Evidence(tuple(parcels), tuple(made), (), (), Blind(), until, None)
    found = report("s", evidence, experiment, until)
    assert found.verdict
    return found.verdict.comparisons[0].state, next(text(found))


END = SENT + timedelta(days=70)


@pytest.mark.parametrize(
    ("cards", "held", "until", "state", "words"),
    [
        ((200, 800), (20, 200), END, "more", "The card brings customers back: +15.0 points"),
        ((80, 800), (50, 200), END, "fewer", "The card keeps customers away: −15.0 points"),
        ((84, 800), (20, 200), END, "not shown", "No difference is shown between The card and no card"),
        ((20, 80), (2, 20), END - timedelta(days=1), "too few", "Not enough yet: about"),
        ((200, 800), (20, 200), END - timedelta(days=1), "too early", "Not decided yet: there are enough cards"),
    ],
)
def test_a_verdict_falls_on_its_day_and_says_no_more_than_is_known(
    cards: tuple[int, int], held: tuple[int, int], until: date, state: str, words: str
) -> None:
    found, told = trial(cards, held, until)
    assert (found, told[: len(words)]) == (state, words)


@pytest.mark.parametrize(("lift", "seed"), [(0.04, 7), (0.0, 11)])
def test_a_simulated_year_is_found_again(tmp_path: Path, lift: float, seed: int) -> None:
    """20,000 customers, a fifth held out, 15 % of whom come back anyway. With no effect none is claimed."""
    settings = open_shop(simulated(tmp_path, 20))
    year = Year(settings, seed, 20_000, 0.15, lift)
    truth = year.live()
    files = exports(tmp_path, truth, [(0, 0.6), (0.4, 1)])
    read_returns(settings, files[:1], year.outside())
    read_returns(settings, files, year.outside())
    found = report_returns(settings, year.outside())
    assert found.verdict
    assert {arm.name: (arm.customers, arm.back.hits) for arm in found.verdict.arms} == {
        arm: (truth.customers[arm], truth.back[arm]) for arm in ("holdout", "card")
    }
    assert found.cards.redeemed.hits == found.used == truth.used
    assert not found.leaks
    (one,) = found.verdict.comparisons
    assert one.difference.low <= lift <= one.difference.high
    assert one.state == ("more" if lift else "not shown")
