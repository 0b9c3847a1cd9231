"""A ledger of an earlier version is led to this one: with a copy made before, whole or not at all."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

import inserts.ledger as books
from inserts.ledger import Ledger, open_ledger
from inserts.ledger.schema import VERSION
from inserts.model.problem import Stop
from tests.engines import Place

KEY = bytes(32)
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)

FIRST = """
CREATE TABLE ledger_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE ledger_batch (
    id {PK},
    shop TEXT NOT NULL,
    name TEXT NOT NULL,
    inputs TEXT NOT NULL,
    station TEXT NOT NULL,
    created_at TEXT NOT NULL,
    CONSTRAINT ledger_batch_name UNIQUE (shop, name));

CREATE TABLE ledger_issue (
    id {PK},
    shop TEXT NOT NULL,
    order_ref TEXT NOT NULL,
    slot TEXT NOT NULL,
    code TEXT,
    code_norm TEXT,
    key_id TEXT,
    tier TEXT NOT NULL,
    arm TEXT NOT NULL,
    customer_key TEXT,
    order_number INTEGER NOT NULL,
    benefit_kind TEXT NOT NULL,
    benefit_value TEXT,
    benefit_text TEXT NOT NULL,
    currency TEXT NOT NULL,
    min_spend TEXT,
    single_use INTEGER NOT NULL,
    excludes TEXT NOT NULL,
    valid_from TEXT,
    valid_through TEXT,
    issued_at TEXT NOT NULL,
    uploaded_at TEXT,
    voided_at TEXT,
    void_reason TEXT,
    CONSTRAINT ledger_issue_order UNIQUE (shop, order_ref, slot),
    CONSTRAINT ledger_issue_code UNIQUE (shop, code_norm),
    CONSTRAINT ledger_issue_has_code CHECK (code IS NOT NULL OR benefit_kind = 'none' OR arm = 'holdout'));

CREATE INDEX ledger_issue_customer ON ledger_issue (shop, customer_key);

CREATE TABLE ledger_print (
    id {PK},
    batch_id INTEGER NOT NULL REFERENCES ledger_batch (id),
    kind TEXT NOT NULL CONSTRAINT ledger_print_kind CHECK (kind IN ('first', 'reprint')),
    state TEXT NOT NULL CONSTRAINT ledger_print_state CHECK (state IN ('rendering', 'published', 'failed')),
    holder TEXT NOT NULL,
    station TEXT NOT NULL,
    reason TEXT NOT NULL,
    failure TEXT NOT NULL DEFAULT '',
    pdf TEXT,
    pdf_sha256 TEXT,
    pages INTEGER,
    cards INTEGER,
    started_at TEXT NOT NULL,
    settled_at TEXT);

CREATE INDEX ledger_print_batch ON ledger_print (batch_id);

CREATE TABLE ledger_print_order (
    print_id INTEGER NOT NULL REFERENCES ledger_print (id),
    issue_id INTEGER NOT NULL REFERENCES ledger_issue (id),
    voided_at TEXT,
    PRIMARY KEY (print_id, issue_id));

CREATE INDEX ledger_print_order_issue ON ledger_print_order (issue_id);

CREATE TABLE ledger_print_card (
    print_id INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    template TEXT NOT NULL,
    page INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    PRIMARY KEY (print_id, page, slot),
    CONSTRAINT ledger_print_card_order FOREIGN KEY (print_id, issue_id)
        REFERENCES ledger_print_order (print_id, issue_id));

CREATE INDEX ledger_print_card_issue ON ledger_print_card (print_id, issue_id);

CREATE TABLE ledger_order (
    shop TEXT NOT NULL,
    order_ref TEXT NOT NULL,
    placed_at TEXT,
    seen_at TEXT NOT NULL,
    customer_key TEXT,
    country TEXT NOT NULL,
    total TEXT,
    currency TEXT NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (shop, order_ref));

CREATE INDEX ledger_order_customer ON ledger_order (shop, customer_key);
"""
"""The tables of version 1, as they were; {PK} is a counted key."""

ROWS = """
INSERT INTO ledger_meta VALUES ('schema_version', '1');
INSERT INTO ledger_batch VALUES (1, 'shop', 'post', '[["/x/orders.csv", "ab"]]', 'table', '2026-10-01T10:00:00Z');
INSERT INTO ledger_issue VALUES (1, 'shop', '#1', '1', 'K7QWM-4XH2M', 'K7QWM4XH2M', NULL, 'next order', '', 'c1', 1,
    'percent', '15', '', 'EUR', NULL, 1, '[]', '2026-10-01', '2026-12-31', '2026-10-01T10:00:00Z', NULL, NULL, NULL);
INSERT INTO ledger_issue VALUES (2, 'shop', '#2', '1', NULL, NULL, NULL, 'none', '', NULL, 0,
    'none', NULL, '', 'EUR', NULL, 1, '[]', NULL, NULL, '2026-10-01T10:00:00Z', NULL, NULL, NULL);
INSERT INTO ledger_print VALUES (1, 1, 'first', 'published', 'ab', 'table', '', '', '/out/post.pdf', '00', 3, 2,
    '2026-10-01T10:00:00Z', '2026-10-01T10:00:09Z');
INSERT INTO ledger_print_order VALUES (1, 1, NULL), (1, 2, NULL);
INSERT INTO ledger_print_card VALUES (1, 1, 'classic', 2, 1), (1, 2, 'classic', 2, 2);
INSERT INTO ledger_order VALUES ('shop', '#1', '2026-09-30T10:00:00Z', '2026-10-01T10:00:00Z', 'c1', 'DE', '20.00',
    'EUR', 1);
"""


def first_version(place: Place) -> None:
    """A ledger of version 1 with an order that has a code and one that has none, both printed."""
    place.folder.mkdir(exist_ok=True)
    if place.is_file:
        with closing(sqlite3.connect(place.folder / "ledger.sqlite")) as db:
            db.executescript(FIRST.replace("{PK}", "INTEGER PRIMARY KEY") + ROWS)
            db.executescript("PRAGMA application_id = 0x494E5352; PRAGMA user_version = 1")
        return
    made = FIRST.replace("{PK}", "BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY").replace("INTEGER", "BIGINT")
    place.rows(made + ROWS)


def opened(place: Place, **more: object) -> Ledger:
    known = {"shop": "shop", "key": KEY, "station": "table", "now": lambda: NOW, "randbytes": random.randbytes}
    return open_ledger(place.url, place.folder, **known | more)  # type: ignore[arg-type]


def everything(place: Place) -> dict[str, dict[str, list[object]]]:
    """The values of each column, by table and column."""
    with books.reading(place.url, place.folder) as reader:
        return {
            table: {name: [row[at] for row in books.rows_of(reader, table, columns)] for at, name in enumerate(columns)}
            for table, columns in reader.tables().items()
        }


def version(place: Place) -> int:
    with books.reading(place.url, place.folder) as reader:
        return reader.version


def copies(place: Place) -> list[Path]:
    return sorted((place.folder / "backups").glob("before-update-of-version-1-*"))


def test_all_of_a_first_ledger_is_kept(place: Place) -> None:
    first_version(place)
    before = everything(place)
    with opened(place) as ledger:
        assert ledger.printed() == {"#1": "post", "#2": "post"}
    after = everything(place)
    assert version(place) == VERSION
    for table in before.keys() - {"ledger_meta"}:
        assert {name: after[table][name] for name in before[table]} == before[table]


def test_a_print_of_a_first_ledger_has_its_places_and_no_papers(place: Place) -> None:
    first_version(place)
    with opened(place) as ledger:
        assert [card.order for card in ledger.placed("post")] == ["#1", "#2"]
        assert ledger.papers_of("post") == {}


def test_a_copy_of_the_former_is_made_first(place: Place) -> None:
    first_version(place)
    before = everything(place)
    opened(place).close()
    (copy,) = copies(place)
    with books.open_source(copy) as source:
        assert source.schema == 1
        rows = {
            chunk.table: dict(zip(chunk.columns, map(list, zip(*chunk.rows, strict=True)), strict=True))
            for chunk in source.chunks()
        }
    assert rows == {table: columns for table, columns in before.items() if any(columns.values())}


def test_opened_again_nothing_is_copied(place: Place) -> None:
    first_version(place)
    opened(place).close()
    opened(place).close()
    assert len(copies(place)) == 1


def test_a_new_ledger_has_nothing_to_copy(place: Place) -> None:
    opened(place).close()
    assert not (place.folder / "backups").exists()


def test_a_dry_run_leaves_the_first_ledger_as_it_is(place: Place) -> None:
    first_version(place)
    before = everything(place)
    with opened(place, trial=True) as ledger:
        assert set(ledger.printed()) == {"#1", "#2"}
    assert (version(place), everything(place), copies(place)) == (1, before, [])


def test_where_no_copy_can_be_made_nothing_is_changed(place: Place) -> None:
    first_version(place)
    before = everything(place)
    (place.folder / "backups").write_text("a file")
    with pytest.raises(Stop, match="cannot be written"):
        opened(place)
    assert (version(place), everything(place)) == (1, before)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_failing_at_any_step_it_is_the_former_or_the_new_one(place: Place, at: int) -> None:
    first_version(place)
    before, steps = everything(place), []

    def step(name: str) -> None:
        steps.append(name)
        if len(steps) == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        opened(place, step=step)
    assert steps[-1].startswith("tables")
    assert version(place) in (1, VERSION)
    assert everything(place)["ledger_issue"]["code"] == before["ledger_issue"]["code"]
    with opened(place) as ledger:
        assert set(ledger.printed()) == {"#1", "#2"}


KILLED = """
import os, random, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from inserts.ledger import backup, open_ledger
where, url, calls = sys.argv[1], sys.argv[3], []
def step(name):
    calls.append(name)
    if where == str(len(calls)):
        os.kill(os.getpid(), signal.SIGKILL)
def dies(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if where not in "1234":
    setattr(os, where, dies)
open_ledger(url, Path(sys.argv[2]), shop="shop", key=bytes(32), station="", now=lambda: datetime.now(UTC),
    randbytes=random.randbytes, step=step)
"""


@pytest.mark.skipif(os.name != "posix", reason="POSIX signals")
@pytest.mark.parametrize("where", ["1", "2", "3", "link", "fsync"])
def test_killed_at_any_moment_it_is_the_former_or_the_new_one(place: Place, where: str) -> None:
    first_version(place)
    root = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-B", "-c", KILLED, where, str(place.folder), place.url]
    assert subprocess.run(command, cwd=root, check=False).returncode == -signal.SIGKILL
    place.settle()
    with opened(place) as ledger:
        assert ledger.printed() == {"#1": "post", "#2": "post"}
    assert version(place) == VERSION
    assert copies(place)


def test_an_export_of_the_first_version_becomes_one_of_this(place: Place, tmp_path: Path) -> None:
    first_version(place)
    path = tmp_path / "old.jsonl"
    books.write_new(path, lambda temporary: books.export(place.url, place.folder, temporary))
    opened(place).close()
    there = Place(tmp_path / "there")
    there.folder.mkdir()
    known = {"shop": "shop", "key": KEY, "station": "table", "now": lambda: NOW, "randbytes": random.randbytes}
    book = books.open_ledger(there.url, there.folder, **known).book  # type: ignore[arg-type]
    with closing(book.db):
        books.bring_in(book, there.url, there.folder, path)
    moved, led = everything(there), everything(place)
    assert moved.pop("ledger_meta")["key"] == led.pop("ledger_meta")["key"]
    assert moved == led
