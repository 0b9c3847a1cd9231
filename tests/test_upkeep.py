"""A ledger is looked at, copied, put back, moved and cleaned, in each kind of database, and no promise is lost."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import stat
from collections.abc import Callable, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

import inserts.ledger as books
from inserts.ledger import open_ledger
from inserts.ledger.codes import customer_key
from inserts.ledger.schema import VERSION
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order
from inserts.model.problem import Stop, Where
from tests.engines import Place, Server

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
RULE = CodeRule()
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def known(now: datetime = NOW, key: bytes = KEY) -> dict[str, object]:
    return {"shop": "shop", "key": key, "station": "table", "now": lambda: now, "randbytes": random.Random(1).randbytes}


@contextmanager
def book(place: Place, now: datetime = NOW, key: bytes = KEY):
    opened = open_ledger(place.url, place.folder, **known(now, key)).book  # type: ignore[arg-type]
    try:
        yield opened
    finally:
        opened.db.close()


def orders(*numbers: int) -> list[Order]:
    return [Order(f"#{n}", "shopify", Where("a.csv"), email=f"c{n}@x.example") for n in numbers]


def print_orders(place: Place, *numbers: int, now: datetime = NOW, rule: CodeRule = RULE) -> dict[str, str]:
    """Codes by order; the orders are printed, all in one batch."""
    with open_ledger(place.url, place.folder, **known(now)) as ledger:  # type: ignore[arg-type]
        made = orders(*numbers)
        ledger.note_orders(made)
        grants = [
            Grant(o.id, "t", Benefit("percent", Decimal(10)), customer=customer_key(KEY, o.email, "")) for o in made
        ]
        reserved = ledger.reserve("batch", grants, rule=rule, inputs=[books.Input("/x/orders.csv", "ab")])
        cards = [(coupon.grant.order, "t", 1, slot) for slot, coupon in enumerate(reserved.coupons, 1)]
        if cards:
            pdf = str(place.folder / f"{reserved.batch}.pdf")
            ledger.sealed(reserved.print_id, pdf=pdf, sha256="00", pages=1, cards=cards, papers={"t": "a4"})
            ledger.confirm(reserved.print_id)
        return {coupon.grant.order: coupon.code for coupon in reserved.coupons}


def codes(place: Place) -> dict[object, object]:
    return dict(place.rows("SELECT order_ref, code FROM ledger_issue"))  # type: ignore[arg-type]


def everything(place: Place) -> dict[str, list[tuple[object, ...]]]:
    with books.reading(place.url, place.folder) as reader:
        return {table: list(books.rows_of(reader, table, columns)) for table, columns in reader.tables().items()}


def back_up(place: Place, target: Path | None = None, now: datetime = NOW, keep: int = 14) -> books.Backup:
    where = target or place.folder / "backups"
    return books.back_up(place.url, place.folder, where, shop="shop", now=lambda: now, keep=keep)


def restore(
    place: Place, path: Path | None, sheets: Sequence[books.Sheet] = (), *, force: bool = False
) -> books.Restored:
    with book(place) as opened:
        return books.restore(opened, place.url, place.folder, path, sheets, force=force)


def sheet(batch: str, cards: dict[str, str], pdf: str | None = "/out/batch.pdf") -> books.Sheet:
    rows = [books.Printed(order, "classic", code, 2, slot) for slot, (order, code) in enumerate(cards.items(), 1)]
    return books.Sheet(batch, NOW, pdf, "00" if pdf else None, tuple(rows))


def check(place: Place, now: datetime = NOW) -> books.Checkup:
    key = place.folder / "code.key"
    if not key.exists():
        key.write_bytes(KEY)
        key.chmod(0o600)
    since = now - timedelta(days=14)
    return books.check_up(place.url, place.folder, shop="shop", key_file=key, pdfs_since=since)


def wrong(found: books.Checkup) -> list[str]:
    return [finding.message for finding in found.findings if finding.fault]


# Looking at it.


def test_a_sound_ledger_has_nothing_to_mend(place: Place) -> None:
    print_orders(place, 1, 2, 3)
    found = check(place)
    assert (wrong(found), found.version, found.counts["ledger_issue"]) == ([], VERSION, 3)


def test_looking_changes_nothing(place: Place) -> None:
    print_orders(place, 1)
    before = everything(place)
    check(place)
    assert everything(place) == before


def test_a_file_that_is_gone_is_told_and_no_fault(place: Place) -> None:
    print_orders(place, 1)
    found = check(place)
    assert found.sound
    assert any("PDF of batch batch" in finding.message for finding in found.findings)


def test_old_files_are_not_missed(place: Place) -> None:
    print_orders(place, 1)
    assert not [f for f in check(place, NOW + timedelta(days=15)).findings if f.about == "files"]


def test_a_print_of_a_dead_station_is_wrong_until_it_is_settled(place: Place) -> None:
    print_orders(place, 1)
    place.rows("UPDATE ledger_print SET state = 'rendering', holder = 'ab'")
    assert wrong(check(place)) == ["batch batch was not finished when its station stopped"]
    with open_ledger(place.url, place.folder, **known()) as ledger:  # type: ignore[arg-type]
        ledger.recover(lambda *_: True)
    assert check(place).sound


def test_a_print_of_a_living_station_is_none(place: Place) -> None:
    with open_ledger(place.url, place.folder, **known()) as ledger:  # type: ignore[arg-type]
        ledger.reserve("b", [Grant("#1", "t", Benefit("percent", Decimal(10)))], rule=RULE, inputs=[])
        found = check(place)
    assert found.sound
    assert any("being printed right now" in finding.message for finding in found.findings)


def test_another_key_is_wrong(place: Place) -> None:
    print_orders(place, 1)
    (place.folder / "code.key").write_bytes(bytes(32))
    (place.folder / "code.key").chmod(0o600)
    assert ["another code key" in fault for fault in wrong(check(place))] == [True]


def test_two_orders_with_one_code_are_wrong(place: Place) -> None:
    print_orders(place, 1, 2)
    unique = "CONSTRAINT ledger_issue_code UNIQUE (shop, code_norm),"
    if place.is_file:
        made = str(place.rows("SELECT sql FROM sqlite_master WHERE name = 'ledger_issue'")[0][0])
        with closing(sqlite3.connect(place.folder / "ledger.sqlite")) as db:
            db.execute(made.replace(unique, "").replace("ledger_issue ", "loose ", 1))
            db.executescript("INSERT INTO loose SELECT * FROM ledger_issue; DROP TABLE ledger_issue")
            db.execute("ALTER TABLE loose RENAME TO ledger_issue")
    else:
        place.rows("ALTER TABLE ledger_issue DROP CONSTRAINT ledger_issue_code")
    place.rows("UPDATE ledger_issue SET code = 'X', code_norm = 'X'")
    assert any("with a code that another order has, too: #1" in fault for fault in wrong(check(place)))


def test_a_code_kept_in_two_ways_is_wrong(place: Place) -> None:
    print_orders(place, 1)
    place.rows("UPDATE ledger_issue SET code = 'K7QWM-4XH2M'")
    assert any("kept in two ways" in fault for fault in wrong(check(place)))


def test_a_newer_ledger_is_wrong_and_an_older_one_is_not(place: Place) -> None:
    print_orders(place, 1)

    def become(version: int) -> None:
        place.rows(f"UPDATE ledger_meta SET value = '{version}' WHERE key = 'schema_version'")
        if place.is_file:
            place.rows(f"PRAGMA user_version = {version}")

    become(VERSION + 1)
    assert any("newer than this program" in fault for fault in wrong(check(place)))
    become(VERSION - 1)
    assert check(place).sound


@posix
def test_files_others_can_read_are_wrong(place: Place) -> None:
    print_orders(place, 1)
    made = back_up(place)
    assert check(place).sound
    made.path.chmod(0o644)
    (place.folder / "code.key").chmod(0o640)
    assert len(wrong(check(place))) == 2


def test_no_ledger_is_wrong(place: Place) -> None:
    assert not check(place).sound


def test_a_damaged_file_is_wrong_and_left_as_it_is(tmp_path: Path) -> None:
    place = Place(tmp_path)
    print_orders(place, *range(1, 200))
    path = tmp_path / "ledger.sqlite"
    data = bytearray(path.read_bytes())
    data[-9000:-3000] = b"\x55" * 6000
    path.write_bytes(data)
    assert not check(place).sound
    assert path.read_bytes() == data


# Copies.


@posix
def test_a_backup_is_whole_private_and_made_beside_a_writer(place: Place) -> None:
    print_orders(place, 1, 2)
    before = everything(place)
    with book(place) as other, other.db.transaction("other"):
        other.db.change("UPDATE ledger_issue SET tier = 'half done'")
        made = back_up(place)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert [path for path in made.path.parent.iterdir() if path != made.path] == []
    with books.open_source(made.path) as source:
        rows = {chunk.table: len(chunk.rows) for chunk in source.chunks()}
    assert rows == {table: len(found) for table, found in before.items() if found}


def test_a_backup_is_named_by_the_day_and_old_ones_go(place: Place) -> None:
    print_orders(place, 1)
    for number in range(12):
        back_up(place, now=NOW + timedelta(hours=12 * number), keep=3)
    left = sorted(path.name[5:18] for path in (place.folder / "backups").iterdir())
    assert left == ["2026-11-27T22", "2026-11-28T22", "2026-11-29T10", "2026-11-29T22"]


def test_backups_of_another_shop_and_other_files_stay(place: Place) -> None:
    print_orders(place, 1)
    folder = place.folder / "backups"
    folder.mkdir()
    others = [folder / "other-2020-01-01T100000Z.sqlite", folder / "shop-notes.txt", folder / "shop-2020.sqlite"]
    for path in others:
        path.touch()
    back_up(place, keep=1)
    assert all(path.exists() for path in others)


def test_a_backup_never_takes_a_name_that_is_used(place: Place) -> None:
    print_orders(place, 1)
    target = place.folder / ("copy.sqlite" if place.is_file else "copy.jsonl")
    target.write_text("mine")
    with pytest.raises(Stop, match="is there already"):
        back_up(place, target)
    assert target.read_text() == "mine"
    assert back_up(place).path != back_up(place).path


def test_postgresql_without_its_programs_is_backed_up_as_lines(
    places: Callable[[Path], Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = places(tmp_path)
    print_orders(place, 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    made = back_up(place)
    assert made.kind == ("sqlite" if place.is_file else "jsonl")
    assert bool(made.note) is not place.is_file


# Putting back.


def test_what_was_backed_up_comes_back_exactly(place: Place) -> None:
    print_orders(place, 1, 2)
    before, made = everything(place), back_up(place).path
    place.rows("UPDATE ledger_issue SET tier = 'spoiled'")
    restore(place, made)
    assert everything(place) == before


def test_a_lost_ledger_comes_back(place: Place) -> None:
    print_orders(place, 1, 2)
    before, made = everything(place), back_up(place).path
    place.lose()
    assert restore(place, made).orders == 2
    assert everything(place) == before


def test_after_it_codes_go_on_as_before(place: Place) -> None:
    print_orders(place, 1)
    made = back_up(place).path
    later = print_orders(place, 2, 3)
    restore(place, made, force=True)
    assert print_orders(place, 2, 3) == later


def test_it_refuses_to_lose_what_the_ledger_knows(place: Place) -> None:
    print_orders(place, 1)
    made = back_up(place).path
    print_orders(place, 2)
    before = everything(place)
    with pytest.raises(Stop, match="knows an order that the backup lacks, or has otherwise: #2"):
        restore(place, made)
    assert everything(place) == before
    assert not list((place.folder / "backups").glob("replaced-*"))


def test_a_code_reserved_before_and_printed_after_counts_as_known(place: Place) -> None:
    with open_ledger(place.url, place.folder, **known()) as ledger:  # type: ignore[arg-type]
        grant = Grant("#1", "t", Benefit("percent", Decimal(10)))
        ledger.fail(ledger.reserve("b", [grant], rule=RULE, inputs=[]).print_id, "jam")
    made = back_up(place).path
    print_orders(place, 1)
    with pytest.raises(Stop, match="#1"):
        restore(place, made)


def test_forced_the_former_ledger_is_kept(place: Place) -> None:
    print_orders(place, 1)
    made = back_up(place).path
    print_orders(place, 2)
    former = everything(place)
    done = restore(place, made, force=True)
    assert done.lost == ("#2",)
    assert done.aside is not None
    restore(place, done.aside, force=True)
    assert everything(place) == former


def test_what_is_on_paper_is_not_printed_again(place: Place) -> None:
    print_orders(place, 1)
    made = back_up(place).path
    later = print_orders(place, 2, 3)
    done = restore(place, made, [sheet("batch-b", later)])
    assert (done.lost, done.taken_up.orders, done.taken_up.contrary) == ((), ("#2", "#3"), ())
    assert print_orders(place, 1, 2, 3) == {}
    assert check(place).sound


def test_random_codes_on_paper_stay_their_orders(place: Place) -> None:
    rule = CodeRule(source="random")
    print_orders(place, 1, rule=rule)
    made = back_up(place).path
    later = print_orders(place, 2, rule=rule)
    restore(place, made, [sheet("batch-b", later)])
    assert codes(place)["#2"] == later["#2"]


def test_taking_up_twice_changes_nothing(place: Place) -> None:
    restore(place, None, [sheet("b", {"#1": "K7QWM-4XH2M", "#2": ""})])
    before = everything(place)
    assert restore(place, None, [sheet("b", {"#1": "K7QWM-4XH2M", "#2": ""})]).taken_up.orders == ()
    assert everything(place) == before


def test_a_contrary_card_is_told_and_changes_nothing(place: Place) -> None:
    own = print_orders(place, 1)
    done = restore(place, None, [sheet("b", {"#1": "K7QWM-4XH2M", "#2": own["#1"]})])
    assert (done.taken_up.orders, sorted(done.taken_up.contrary)) == ((), ["#1", "#2"])
    assert codes(place) == own


def test_a_code_that_many_cards_show_belongs_to_none(place: Place) -> None:
    assert restore(place, None, [sheet("b", {"#1": "WELCOME", "#2": "WELCOME"})]).taken_up.orders == ("#1", "#2")
    assert check(place).sound


def test_a_reprint_of_what_was_taken_up_promises_nothing_else(place: Place) -> None:
    restore(place, None, [sheet("b", {"#1": "K7QWM-4XH2M"})])
    opened = open_ledger(place.url, place.folder, **known())  # type: ignore[arg-type]
    with opened as ledger, pytest.raises(Stop, match="what it was promised is not known"):
        ledger.reprint(["#1"], "jam")


def test_while_a_station_prints_nothing_is_restored(place: Place) -> None:
    print_orders(place, 1)
    made = back_up(place).path
    with open_ledger(place.url, place.folder, **known() | {"randbytes": random.Random(2).randbytes}) as ledger:  # type: ignore[arg-type]
        ledger.reserve("b", [Grant("#2", "t", Benefit("percent", Decimal(10)))], rule=RULE, inputs=[])
        with pytest.raises(Stop, match="being printed right now"):
            restore(place, made, force=True)


def test_a_backup_of_another_key_is_refused(place: Place, places: Callable[[Path], Place], tmp_path: Path) -> None:
    print_orders(place, 1)
    made = back_up(place).path
    other = places(tmp_path / "other")
    with book(other, key=bytes(32)) as opened, pytest.raises(Stop, match="another code key"):
        books.restore(opened, other.url, other.folder, made, (), force=False)


def test_only_a_file_that_is_missing_or_damaged_may_be_replaced(tmp_path: Path) -> None:
    place, path = Place(tmp_path), tmp_path / "ledger.sqlite"
    assert books.replaceable(place.url, place.folder) == path
    print_orders(place, 1)
    assert books.replaceable(place.url, place.folder) is None
    path.write_bytes(b"\x55" * 9000)
    assert books.replaceable(place.url, place.folder) == path


def test_a_ledger_that_was_cut_off_is_not_replaced_whatever_its_folder_is_called(tmp_path: Path) -> None:
    place, cut = Place(tmp_path / "whole"), Place(tmp_path / "what is damaged is not a ledger")
    print_orders(place, 1)
    cut.folder.mkdir()
    with closing(sqlite3.connect(place.folder / "ledger.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.execute("UPDATE ledger_meta SET value = hex(zeroblob(100000))")  # more than is kept in memory
        for file in place.folder.glob("ledger.sqlite*"):
            shutil.copy(file, cut.folder)
    with pytest.raises(Stop, match="cut off in the middle of a write"):
        books.replaceable(cut.url, cut.folder)


@pytest.mark.parametrize("at", range(1, 9))
def test_failing_at_any_step_the_ledger_is_the_former_or_the_restored(place: Place, at: int) -> None:
    print_orders(place, 1)
    made, restored = back_up(place).path, everything(place)
    print_orders(place, 2)
    former, calls = everything(place), 0

    def step(_: str) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise KeyboardInterrupt

    try:
        opened = open_ledger(place.url, place.folder, **known(), step=step).book  # type: ignore[arg-type]
        with closing(opened.db):
            books.restore(opened, place.url, place.folder, made, (), force=True)
    except KeyboardInterrupt:
        pass
    assert everything(place) in (former, restored)


# Moving house.


def export(place: Place, name: str = "ledger.jsonl") -> Path:
    path = place.folder / name
    books.write_new(path, lambda temporary: books.export(place.url, place.folder, temporary))
    return path


def test_a_ledger_moves_from_either_database_to_either_and_back(
    place: Place, places: Callable[[Path], Place], tmp_path: Path
) -> None:
    print_orders(place, 1, 2)
    there, back = Place(tmp_path / "file"), places(tmp_path / "back")
    there.folder.mkdir()
    with book(there) as opened:
        counts = books.bring_in(opened, there.url, there.folder, export(place))
    with book(back) as opened:
        books.bring_in(opened, back.url, back.folder, export(there))
    assert everything(back) == everything(there) == everything(place)
    assert counts["ledger_issue"] == 2
    assert print_orders(back, 1, 2) == {}
    assert len(print_orders(back, 3)) == 1


def test_an_export_is_the_same_bytes_each_time_and_all_columns(place: Place) -> None:
    print_orders(place, 1)
    first = export(place).read_bytes()
    assert export(place, "again.jsonl").read_bytes() == first
    rows = [json.loads(line) for line in first.splitlines()[1:]]
    with books.reading(place.url, place.folder) as reader:
        columns = {table: list(names) for table, names in reader.tables().items()}
    assert all(list(row["row"]) == columns[row["table"]] for row in rows)


def test_a_ledger_that_is_not_empty_takes_no_import(place: Place) -> None:
    print_orders(place, 1)
    path, before = export(place), everything(place)
    with book(place) as opened, pytest.raises(Stop, match="not empty"):
        books.bring_in(opened, place.url, place.folder, path)
    assert everything(place) == before


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda lines: lines[:-1], "is not whole"),
        (lambda lines: [*lines, lines[-1]], "."),
        (lambda lines: [*lines[:-1], lines[-1][:20]], "not a row of a ledger"),
        (lambda lines: [*lines[:-1], '{"table": "ledger_issue; DROP TABLE x", "row": {"id": 1}}'], "does not know"),
        (lambda lines: lines[1:], "no export of a ledger"),
        (lambda lines: [lines[0].replace('"schema": ', '"schema": 9'), *lines[1:]], "newer version"),
        (lambda lines: ["Name,Email"], "no export of a ledger"),
    ],
)
def test_a_spoiled_export_brings_nothing_in(
    place: Place, places: Callable[[Path], Place], tmp_path: Path, spoil: Callable[[list[str]], list[str]], words: str
) -> None:
    print_orders(place, 1, 2)
    path = export(place)
    path.write_text("\n".join(spoil(path.read_text().splitlines())) + "\n")
    there = places(tmp_path / "there")
    with book(there) as opened, pytest.raises(Stop, match=words):
        books.bring_in(opened, there.url, there.folder, path)
    assert there.rows("SELECT * FROM ledger_issue") == []


# Keeping no more than is needed.


def purge(place: Place, days: int, *, dry_run: bool = False) -> dict[str, int]:
    now = NOW + timedelta(days=days)
    limits = {"keys_before": now - timedelta(days=730), "issues_before": now - timedelta(days=1100)}
    with book(place, now) as opened:
        return {label: count for label, count in books.purge(opened, **limits, dry_run=dry_run).items() if count}


def test_nothing_young_goes(place: Place) -> None:
    print_orders(place, 1)
    before = everything(place)
    assert purge(place, 729) == {}
    assert everything(place) == before


def test_customers_go_first_and_codes_stay(place: Place) -> None:
    made = print_orders(place, 1, 2)
    assert purge(place, 731) == {"customers of orders": 2, "customers of coupons": 2}
    assert codes(place) == made
    assert place.rows("SELECT customer_key FROM ledger_issue UNION SELECT customer_key FROM ledger_order") == [(None,)]


def test_what_was_promised_goes_and_nothing_is_issued_twice(place: Place) -> None:
    made = print_orders(place, 1, 2)
    purge(place, 1101)
    kept = place.rows("SELECT order_ref, code, code_norm, tier, benefit_kind, gone FROM ledger_issue ORDER BY id")
    assert kept == [(order, None, books.normalise(code), "", "none", "purged") for order, code in made.items()]
    assert place.rows("SELECT * FROM ledger_order") == []
    assert print_orders(place, 1, 2) == {}
    assert check(place).sound
    opened = open_ledger(place.url, place.folder, **known())  # type: ignore[arg-type]
    with opened as ledger, pytest.raises(Stop, match=r"older than \[retention\]"):
        ledger.reprint(["#1"], "jam")


def test_a_dry_run_counts_the_same_and_removes_nothing(place: Place) -> None:
    print_orders(place, 1, 2)
    before = everything(place)
    told = purge(place, 1101, dry_run=True)
    assert everything(place) == before
    assert told["offers"] == purge(place, 1101)["offers"] == 2


def test_purging_again_finds_nothing(place: Place) -> None:
    print_orders(place, 1)
    purge(place, 1101)
    assert purge(place, 1101) == {}


def test_what_is_purged_is_nowhere_in_the_file(tmp_path: Path) -> None:
    place = Place(tmp_path)
    print_orders(place, *range(1, 50))
    customer = customer_key(KEY, "c1@x.example", "").encode()
    assert customer in (tmp_path / "ledger.sqlite").read_bytes()
    purge(place, 731)
    assert customer not in (tmp_path / "ledger.sqlite").read_bytes()


def erase(place: Place, *emails: str) -> int:
    with book(place) as opened:
        return books.erase(opened, {name for email in emails for name in books.names_of(KEY, email, "")})


def test_an_erased_customer_is_unknown_and_keeps_the_code(place: Place) -> None:
    made = print_orders(place, 1, 2)
    assert erase(place, " C1@X.example ") == 1
    assert codes(place) == made
    customers = dict(place.rows("SELECT order_ref, customer_key FROM ledger_issue"))  # type: ignore[arg-type]
    assert (customers["#1"], bool(customers["#2"])) == (None, True)
    assert erase(place, "c1@x.example") == 0


def test_reading_the_export_again_does_not_bring_an_erased_customer_back(place: Place) -> None:
    print_orders(place, 1, 2)
    erase(place, "c1@x.example")
    print_orders(place, 1, 2)
    customers = dict(place.rows("SELECT order_ref, customer_key FROM ledger_order"))  # type: ignore[arg-type]
    assert (customers["#1"], bool(customers["#2"])) == (None, True)


def test_a_customer_is_found_by_an_order(place: Place) -> None:
    print_orders(place, 1)
    with book(place) as opened:
        assert books.customers_of(opened, "#1") == (customer_key(KEY, "c1@x.example", ""),)
        assert books.customers_of(opened, "#9") is None


def test_an_opt_out_is_remembered_once_and_taken_back(place: Place) -> None:
    with book(place) as opened:
        assert (books.opt_out(opened, ["a", "b", "a"]), books.opt_out(opened, ["b", "c"])) == (2, 1)
        assert books.opt_in(opened, ["a", "x"]) == 1
    with open_ledger(place.url, place.folder, **known()) as ledger:  # type: ignore[arg-type]
        assert ledger.opted_out() == {"b", "c"}


# PostgreSQL's own programs.


def test_a_dump_comes_back_in_either_database(server: Server, tmp_path: Path) -> None:
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        pytest.skip("pg_dump and pg_restore are not here")
    place = Place(tmp_path, server.ledger())
    print_orders(place, 1, 2)
    odd = "tab\there, \\N and \\\\ and\nlines"
    with book(place) as opened:
        opened.db.change("UPDATE ledger_issue SET void_reason = ?", (odd,))
    made, before = back_up(place), everything(place)
    if made.kind != "dump":
        pytest.skip("pg_dump here is older than the server")
    place.rows("UPDATE ledger_issue SET tier = 'spoiled'")
    restore(place, made.path)
    assert everything(place) == before
    there = Place(tmp_path / "there")
    there.folder.mkdir()
    with book(there) as opened:
        books.bring_in(opened, there.url, there.folder, made.path)
    assert everything(there) == before


@posix
def test_a_password_stands_on_no_command_line(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place(tmp_path, f"{server.ledger()}&password=geheim")
    print_orders(place, 1)
    for program in ("pg_dump", "pg_restore"):
        path = tmp_path / program
        path.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/said\necho "$PGPASSWORD" >> {tmp_path}/kept\nexit 1\n')
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    made = back_up(place)
    assert (made.kind, "pg_dump failed" in made.note) == ("jsonl", True)
    assert "geheim" not in (tmp_path / "said").read_text() + made.note
    assert (tmp_path / "kept").read_text() == "geheim\n"
