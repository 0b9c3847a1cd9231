"""A ledger in a file: nobody else reads it, nothing but a whole ledger is written to, and copies replace nothing."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from inserts.ledger import back_up, ledger_exists, open_ledger
from inserts.ledger.disks import network_kind
from inserts.ledger.schema import VERSION
from inserts.model.experiment import Experiment
from inserts.model.order import Order
from inserts.model.problem import Stop, Where
from tests.books import KEY, NOW, codes, opened, publish, reserve
from tests.engines import SQLITE, Place


def test_lock_files_do_not_pile_up(tmp_path: Path) -> None:
    with opened(Place(tmp_path)) as one:
        (tmp_path / f"ledger.sqlite.{'0' * 32}.live").touch()
        (tmp_path / "ledger.sqlite.note.live").touch()
        with opened(Place(tmp_path)) as other:
            other.recover(lambda *_: False)
            assert len(list(tmp_path.glob("*.live"))) == 3
            reserve(one, "#1")
            assert reserve(other, "#1").taken[0][1].startswith("being printed right now")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.sqlite", "ledger.sqlite.note.live"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_can_read_the_ledger_and_what_lies_beside_it(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        seen: set[tuple[str, int]] = set()

        def look(_: str) -> None:
            seen.update((path.suffix, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir())

        with opened(Place(tmp_path), step=look) as ledger:
            reserve(ledger, "#1")
    finally:
        os.umask(old)
    assert seen == {(".sqlite", 0o600), (".sqlite-journal", 0o600), (".live", 0o600)}


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_ledger_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    opened(Place(tmp_path)).close()
    (tmp_path / "ledger.sqlite").chmod(0o644)
    opened(Place(tmp_path)).close()
    assert stat.S_IMODE((tmp_path / "ledger.sqlite").stat().st_mode) == 0o600


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    open_ledger(
        "sqlite:///data/deep/l.sqlite", tmp_path, shop="s", key=KEY, station="", now=lambda: NOW, randbytes=os.urandom
    ).close()
    assert ledger_exists("sqlite:///data/deep/l.sqlite", tmp_path)


def test_an_empty_file_is_no_ledger_yet(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").touch()
    assert not ledger_exists(SQLITE, tmp_path)
    opened(Place(tmp_path)).close()
    assert ledger_exists(SQLITE, tmp_path)
    assert ledger_exists(f"sqlite:///{tmp_path}/ledger.sqlite", Path("/elsewhere"))


def test_other_addresses_are_told_without_their_password(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="no ledger's address") as stop:
        open_ledger("mysql://secret@db", tmp_path, shop="s", key=KEY, station="", now=lambda: NOW, randbytes=os.urandom)
    assert "secret" not in str(stop.value)


def write_text(path: Path) -> None:
    path.write_text("Name,Email\n" * 500)


def write_other_database(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE songs (title TEXT)")
    db.close()


def write_marked(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA application_id = 7")
        db.execute("PRAGMA user_version = 0")
    db.close()


def change_pragma(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        opened(Place(path.parent)).close()
        with sqlite3.connect(path) as db:
            db.execute(statement)
        db.close()

    return change


def scribble(path: Path) -> None:
    with opened(Place(path.parent)) as ledger:
        publish(ledger, reserve(ledger, *(str(number) for number in range(2000))))
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 20_000)


def cut(path: Path) -> None:
    scribble(path)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 3)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (write_text, "is not a ledger"),
        (write_other_database, "is not a ledger"),
        (write_marked, "is not a ledger"),
        (change_pragma("PRAGMA application_id = 0"), "is not a ledger"),
        (change_pragma(f"PRAGMA user_version = {VERSION + 1}"), "written by a newer version"),
        (scribble, "is damaged"),
        (cut, "is damaged"),
        (Path.mkdir, "is a folder"),
    ],
)
def test_a_file_that_is_no_whole_ledger_is_told_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "ledger.sqlite"
    spoil(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(Stop, match=words) as stop:
        opened(Place(tmp_path))
    assert stop.value.hint
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert [found.name for found in tmp_path.iterdir()] == ["ledger.sqlite"]


def test_a_ledger_in_use_for_too_long_is_told(tmp_path: Path) -> None:
    with opened(Place(tmp_path), patience=0.2) as ledger:
        other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Stop, match=r"in use by another program for 0\.2 seconds"):
            reserve(ledger, "#1")
        other.execute("ROLLBACK")
        other.close()
        assert reserve(ledger, "#1").coupons


def test_a_ledger_of_another_journal_mode_is_brought_back(tmp_path: Path) -> None:
    opened(Place(tmp_path)).close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("PRAGMA journal_mode = WAL")
    db.close()
    opened(Place(tmp_path)).close()
    assert Place(tmp_path).rows("PRAGMA journal_mode") == [("delete",)]


def test_a_trial_does_not_touch_the_file(tmp_path: Path) -> None:
    with opened(Place(tmp_path)) as ledger:
        publish(ledger, reserve(ledger, "#1"))
        reserve(ledger, "#2")
        before = (tmp_path / "ledger.sqlite").read_bytes(), sorted(tmp_path.iterdir())
        with opened(Place(tmp_path), trial=True) as trial:
            assert trial.recover(lambda *_: False) == ()
            found = reserve(trial, "#1", "#2", "#3")
            assert [order for order, _ in found.taken] == ["#1", "#2"]
            publish(trial, found)
        assert ((tmp_path / "ledger.sqlite").read_bytes(), sorted(tmp_path.iterdir())) == before
        assert codes(reserve(ledger, "#3")) == codes(found)


def test_a_copy_never_replaces_a_file(tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"
    target.write_text("precious")
    with pytest.raises(Stop, match="there is no ledger"):
        back_up(SQLITE, tmp_path, target, shop="s", now=lambda: NOW, keep=1)
    opened(Place(tmp_path)).close()
    with pytest.raises(Stop, match="is there already"):
        back_up(SQLITE, tmp_path, target, shop="s", now=lambda: NOW, keep=1)
    assert target.read_text() == "precious"


MOUNTS = r"""/dev/vda / ext4 rw 0 0
server:/x /mnt/shop nfs4 rw 0 0
//nas/share /mnt/My\040Shop cifs rw 0 0
/dev/sdb1 /mnt/shop/usb fuseblk rw 0 0
me@host: /mnt/ssh fuse.sshfs rw 0 0
vault /mnt/vault fuse.gocryptfs rw 0 0
auto /net autofs rw 0 0
server:/y /net nfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/a/ledger.sqlite", ""),
        ("/mnt/shop/ledger.sqlite", "nfs4"),
        ("/mnt/shopping/ledger.sqlite", ""),
        ("/mnt/My Shop/l", "cifs"),
        ("/mnt/shop/usb/l", ""),
        ("/mnt/ssh/l", "fuse.sshfs"),
        ("/mnt/vault/l", ""),
        ("/net/l", "nfs"),
    ],
)
def test_network_drives_are_known_by_the_mount_a_file_is_on(path: str, kind: str) -> None:
    assert network_kind(path, MOUNTS) == kind


def test_the_computers_own_root_is_never_a_network_drive() -> None:
    assert network_kind("/home/l", "none / 9p rw 0 0\n") == ""


def test_a_ledger_on_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inserts.ledger.sqlite.network_disk", lambda _: "nfs4")
    with pytest.raises(Stop, match=r"on a network drive \(nfs4\)"):
        opened(Place(tmp_path))
    assert not list(tmp_path.iterdir())


def test_a_batch_reads_only_what_is_its_own_however_large_the_ledger(tmp_path: Path) -> None:
    with opened(Place(tmp_path)) as ledger:
        db = ledger.book.db._db
        seen: list[str] = []
        db.set_trace_callback(seen.append)
        orders = [Order(f"#{number}", "shopify", Where("a.csv"), email="ann@example.com") for number in range(3)]
        names = [order.id for order in orders]
        ledger.note_orders(orders)
        ledger.order_numbers(orders)
        ledger.printed(names, since=NOW)
        ledger.held_out(names)
        ledger.voided(names)
        ledger.drawn(names)
        ledger.templates_had(names)
        ledger.arms(Experiment("e", NOW.date(), NOW.date(), (("usual", 1), ("b", 1))), dict.fromkeys(names, ""))
        publish(ledger, reserve(ledger, *names))
        ledger.templates_of(names)
        ledger.reprint(names, "jam")
        ledger.orders_of(["CODE"])
        ledger.gone_since("2026-11-24")
        db.set_trace_callback(None)
        statements = {text for text in seen if text.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))}
        steps = [row[3] for text in statements for row in db.execute(f"EXPLAIN QUERY PLAN {text}").fetchall()]
    assert any("SEARCH i USING" in step for step in steps)
    small = r"(w|e|ledger_wish)\Z"  # what the statements of a batch are about
    assert [step for step in steps if re.match(rf"SCAN (?!{small})", step) or "AUTOMATIC" in step] == []
    assert [step for step in steps if step.endswith("(shop=?)")] == []
