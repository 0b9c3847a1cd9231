"""A ledger in PostgreSQL: what a server can do to it, and what is said of it without the password or a value."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inserts.ledger import ledger_exists, open_ledger
from inserts.ledger.schema import STEPS, VERSION
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.problem import Stop
from tests.books import KEY, NOW, codes, opened, publish, reserve
from tests.engines import Place, Server
from tests.proxy import Proxy

SECRET = "correct-horse"


@pytest.fixture
def place(server: Server, tmp_path: Path) -> Place:
    return Place(tmp_path, server.ledger())


def with_option(place: Place, option: str) -> Place:
    return Place(place.folder, f"{place.url}%20-c{option}")


def test_settings_hold_on_every_connection(place: Place) -> None:
    with opened(place) as ledger:
        db = ledger.book.db
        names = "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "idle_session_timeout"
        assert [db.rows(f"SHOW {name}")[0][0] for name in names] == ["30s", "1min", "15s", "0"]
        with db.transaction("look"):
            assert db.rows("SHOW transaction_isolation") == [("read committed",)]


def test_texts_compare_sign_by_sign_whatever_the_language_of_the_database(place: Place) -> None:
    opened(place).close()
    found = place.rows(
        "SELECT DISTINCT l.collname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " JOIN pg_collation l ON l.oid = a.attcollation"
        " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
    )
    assert found == [("C",)]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("synchronous_commit%3Doff", "would forget codes in a crash: its server has synchronous_commit = off"),
        ("search_path%3Dnowhere", "has no schema to be in"),
        ("default_transaction_read_only%3Don", "takes no changes: its server is a stand-by or read-only"),
    ],
)
def test_a_server_that_cannot_keep_a_ledger_is_refused(place: Place, option: str, words: str) -> None:
    with pytest.raises(Stop, match=words) as stop:
        opened(with_option(place, option))
    assert stop.value.hint
    assert not ledger_exists(place.url, place.folder)


def test_a_pooler_between_is_refused(server: Server, place: Place) -> None:
    with Proxy(server.socket, 0, answered=False, process=4242) as proxy:
        through = Place(place.folder, place.url.replace(f"host={server.folder}", proxy.address))
        with pytest.raises(Stop, match="is behind a connection pooler"):
            opened(through)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"postgresql://anna:{SECRET}@127.0.0.1:1/x", "the ledger on 127.0.0.1, database x cannot be reached"),
        (f"postgresql://anna:p@{SECRET}@127.0.0.1:1/x", "the ledger in PostgreSQL cannot be reached"),
        (f"postgres://anna:p/{SECRET}@127.0.0.1:1/x", "the ledger in PostgreSQL cannot be reached"),
        (f"postgresql://anna:{SECRET}@[::1/x", "is no address of a PostgreSQL ledger"),
        (f"postgresql://anna:{SECRET}%zz@h/x", "is no address of a PostgreSQL ledger"),
        (f"postgresql://h/x?pasword={SECRET}", "is no address of a PostgreSQL ledger"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(tmp_path: Path, url: str, words: str) -> None:
    pytest.importorskip("psycopg")
    for call in (lambda: opened(Place(tmp_path, url)), lambda: ledger_exists(url, tmp_path)):
        with pytest.raises(Stop, match=words) as stop:
            call()
        assert SECRET not in str(stop.value)
        assert stop.value.hint


@pytest.fixture
def guarded(server: Server, place: Place) -> Iterator[Place]:
    """A ledger of a user who has a password and may read only."""
    server.run(f"CREATE ROLE anna LOGIN PASSWORD '{SECRET}'")
    server.guard("anna")
    yield Place(place.folder, place.url.replace("user=shop", "user=anna"))
    server.guard("")
    server.run("DROP OWNED BY anna; DROP ROLE anna")


def test_who_has_no_right_password_is_told_so(guarded: Place) -> None:
    with pytest.raises(Stop, match="refused the user or the password"):
        opened(Place(guarded.folder, f"{guarded.url}&password=wrong"))
    with pytest.raises(Stop, match="refused the user or the password"):
        opened(guarded)


def test_who_may_not_write_is_told_so(server: Server, place: Place, guarded: Place) -> None:
    opened(place).close()
    schema = place.rows("SELECT current_schema()")[0][0]
    server.run(f"GRANT USAGE ON SCHEMA {schema} TO anna; GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO anna")
    reader = Place(guarded.folder, f"{guarded.url}&password={SECRET}")
    with pytest.raises(Stop, match="cannot be written by the user"), opened(reader) as ledger:
        reserve(ledger, "#1")
    with opened(reader, trial=True) as trial:
        assert reserve(trial, "#1").coupons


def test_a_database_that_is_not_there_is_told(place: Place) -> None:
    with pytest.raises(Stop, match="its server has no such database") as stop:
        opened(Place(place.folder, place.url.replace("///postgres", "///nothing")))
    assert "createdb" in stop.value.hint


def test_without_its_driver_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("psycopg", "inserts.ledger.postgres"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("inserts.ledger.server", "inserts.ledger.postgres"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Stop, match="needs psycopg, which is not here") as stop:
        open_ledger(
            "postgresql://db/x",
            tmp_path,
            shop="s",
            key=KEY,
            station="",
            now=lambda: NOW,
            randbytes=bytes,
        )
    assert "pip install 'inserts[postgres]'" in stop.value.hint


def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(place: Place) -> None:
    opened(place).close()
    place.rows(f"UPDATE ledger_meta SET value = '{VERSION + 1}' WHERE key = 'schema_version'")
    before = place.content()
    for trial in (False, True):
        with pytest.raises(Stop, match="was written by a newer version of inserts"):
            opened(place, trial=trial)
    assert place.content() == before


def test_tables_that_are_no_ledger_are_told(place: Place) -> None:
    place.rows("CREATE TABLE ledger_meta (songs TEXT)")
    with pytest.raises(Stop, match="is damaged, or its tables are not a ledger's"):
        opened(place)


def test_a_trial_of_an_older_ledger_leaves_it_old(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        for module in ("inserts.ledger.schema", "inserts.ledger.postgres"):
            older.setattr(f"{module}.VERSION", 1)
        older.setattr("inserts.ledger.schema.migrate.__defaults__", (1,))
        opened(place).close()
    place.rows("INSERT INTO ledger_batch (shop, name, inputs, station, created_at) VALUES ('s', 'n', '[]', '', 'x')")
    assert len(STEPS) > 1
    with opened(place, trial=True) as trial:
        assert reserve(trial, "#1").print_id == 1
        publish(trial, reserve(trial, "#2"))
    assert place.rows("SELECT value FROM ledger_meta WHERE key = 'schema_version'") == [("1",)]
    assert place.rows("SELECT COUNT(*) FROM ledger_batch") == [(1,)]


def test_a_ledger_in_use_for_too_long_is_told(place: Place) -> None:
    with opened(place) as ledger, opened(place, patience=0.2) as other:
        with (
            ledger.book.db.transaction("long"),
            pytest.raises(Stop, match=r"was in use by another station for 0\.2 seconds") as stop,
        ):
            reserve(other, "#1")
        assert "run again" in stop.value.hint
        assert reserve(other, "#1").coupons


@pytest.mark.parametrize("order", ["#\0canary", "#\ud800canary"])
def test_a_text_the_server_cannot_keep_is_told_without_it(place: Place, order: str) -> None:
    with opened(place) as ledger:
        with pytest.raises(Stop, match="cannot keep one of the texts") as stop:
            reserve(ledger, order)
        assert "canary" not in str(stop.value)
        assert reserve(ledger, "#1").coupons


def test_no_value_reaches_a_message_or_its_causes(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    with opened(place) as ledger:
        reserve(ledger, "#1")
        place.rows("ALTER TABLE ledger_issue ADD CONSTRAINT strict CHECK (tier <> 'canary')")
        grants = [Grant("#2", "canary", Benefit("percent", None), "EUR")]
        with pytest.raises(Stop, match=r"could not be used \(error 23514\)") as stop:
            ledger.reserve("a", grants, rule=CodeRule(), inputs=[])
    assert "canary" not in str(stop.value)
    assert (stop.value.__cause__, stop.value.__suppress_context__) == (None, True)
    assert "canary" not in caplog.text


def test_two_ledgers_in_one_database_do_not_wait_for_each_other(server: Server, tmp_path: Path) -> None:
    one, two = (Place(tmp_path, server.ledger()) for _ in range(2))
    with opened(one) as first, opened(two, patience=1) as second, first.book.db.transaction("long"):
        assert reserve(second, "#1").coupons


def test_keyed_codes_are_those_of_a_ledger_in_a_file(place: Place, tmp_path: Path) -> None:
    with opened(place) as here, opened(Place(tmp_path)) as there:
        assert codes(reserve(here, "#1", "#2")) == codes(reserve(there, "#2", "#1"))
