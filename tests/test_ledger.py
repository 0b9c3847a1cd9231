"""The ledger: a code belongs to one order for ever, an order is printed once, a reprint is the same and is logged."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import stat
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from inserts.ledger import Input, Ledger, Reservation, copy_ledger, customer_key, ledger_exists, open_ledger
from inserts.ledger.disks import network_kind
from inserts.ledger.schema import VERSION
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order, State
from inserts.model.problem import Stop, Where

KEY = bytes(range(32))
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=timezone(timedelta(hours=1)))
URL = "sqlite:///ledger.sqlite"


def opened(folder: Path, **more: object) -> Ledger:
    known: dict[str, object] = {"shop": "shop.example", "key": KEY, "station": "packing table"}
    known |= {"now": lambda: NOW, "randbytes": os.urandom, "patience": 0.2}
    return open_ledger(URL, folder, **(known | more))  # type: ignore[arg-type]


def grant(order: str, percent: int = 10, **more: object) -> Grant:
    return Grant(order, "first order", Benefit("percent", Decimal(percent)), "EUR", **more)  # type: ignore[arg-type]


def reserve(ledger: Ledger, *orders: str, wish: str = "2026-11-24", percent: int = 10, **more: object) -> Reservation:
    known: dict[str, object] = {"rule": CodeRule(), "inputs": []}
    return ledger.reserve(wish, [grant(order, percent) for order in orders], **(known | more))  # type: ignore[arg-type]


def publish(ledger: Ledger, reserved: Reservation, without: Sequence[str] = ()) -> None:
    orders = [coupon.grant.order for coupon in reserved.coupons]
    cards = [(order, "classic", 2, slot) for slot, order in enumerate(orders, 1) if order not in without]
    ledger.sealed(reserved.print_id, pdf="out/a.pdf", sha256="ab", pages=2, cards=cards)
    ledger.confirm(reserved.print_id)


def codes(reserved: Reservation) -> dict[str, str]:
    return {coupon.grant.order: coupon.code for coupon in reserved.coupons}


def rows(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "ledger.sqlite") as db:
        found = db.execute(statement).fetchall()
    db.close()
    return found


# Reserving


def test_coupons_come_in_the_order_given_each_with_a_code_of_its_own(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        found = reserve(ledger, "#9", "#10", "#1")
    assert [coupon.grant for coupon in found.coupons] == [grant("#9"), grant("#10"), grant("#1")]
    assert len(set(codes(found).values())) == 3
    assert (found.batch, found.taken) == ("2026-11-24", ())


def test_a_grant_comes_back_from_paper_as_it_went_in(tmp_path: Path) -> None:
    whole = Grant(
        order="#1",
        tier="loyal",
        benefit=Benefit("amount", Decimal("7.50"), "Kerze 🕯"),
        currency="EUR",
        min_spend=Decimal("50.00"),
        single_use=False,
        excludes=("sale", "gift cards\nand more"),
        valid_from=date(2026, 11, 24),
        valid_through=date(2027, 1, 24),
        arm="a6",
        customer="c" * 32,
        order_number=4,
    )
    with opened(tmp_path) as ledger:
        publish(ledger, ledger.reserve("a", [whole], rule=CodeRule(), inputs=[]))
        (coupon,) = ledger.reprint(["#1"], "jam").coupons
    assert coupon.grant == whole
    assert str(coupon.grant.benefit.value) == "7.50"


def test_printed_orders_are_not_printed_again(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        publish(ledger, reserve(ledger, "#1", "#2"))
        again = reserve(ledger, "#2", "#3", "#1")
        assert [coupon.grant.order for coupon in again.coupons] == ["#3"]
        words = "already printed in batch 2026-11-24"
        assert again.taken == (("#2", words), ("#1", words))
        assert ledger.printed() == {"#1": "2026-11-24", "#2": "2026-11-24"}


def test_the_same_file_again_leaves_nothing_to_print_and_no_empty_batch(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        publish(ledger, reserve(ledger, "#1"))
        again = reserve(ledger, "#1")
        assert (again.print_id, again.batch, again.coupons) == (0, "", ())
        assert [record.name for record in ledger.batches()] == ["2026-11-24"]


def test_what_another_station_prints_right_now_is_left_to_it(tmp_path: Path) -> None:
    with opened(tmp_path) as first, opened(tmp_path) as second:
        reserve(first, "#1", "#2")
        found = reserve(second, "#2", "#3")
        assert found.taken == (("#2", "being printed right now in batch 2026-11-24 by another station"),)
        assert [coupon.grant.order for coupon in found.coupons] == ["#3"]
        assert found.batch == "2026-11-24-b"
        assert second.recover(lambda *_: False) == ()


def test_a_failed_print_gives_its_orders_back_with_the_same_codes_and_batch(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        before = reserve(ledger, "#1", "#2")
        ledger.fail(before.print_id, "proof")
        after = reserve(ledger, "#2", "#1", "#3")
    assert (after.batch, after.taken) == (before.batch, ())
    assert codes(after).items() > codes(before).items()


def test_a_promise_that_never_reached_paper_may_change_but_its_code_stays(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        before = reserve(ledger, "#1", percent=10)
        ledger.fail(before.print_id, "proof")
        after = reserve(ledger, "#1", percent=5, rule=CodeRule(length=12))
    assert after.coupons[0].grant == grant("#1", 5)
    assert codes(after) == codes(before)


def test_a_promise_on_paper_is_frozen(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        before = reserve(ledger, "#1", percent=10)
        publish(ledger, before)
        reserve(ledger, "#1", percent=5)
        assert ledger.reprint(["#1"], "").coupons == before.coupons
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:  # a card that never went into its parcel
        db.execute("UPDATE ledger_print_order SET voided_at = '2026-11-24T10:00:00Z'")
    db.close()
    with opened(tmp_path) as ledger:
        after = reserve(ledger, "#1", percent=5)
    assert (after.coupons, after.batch, after.taken) == (before.coupons, "2026-11-24-b", ())


def test_a_held_back_order_is_given_back(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        before = reserve(ledger, "#1", "#2")
        publish(ledger, before, without=["#2"])
        assert ledger.printed() == {"#1": "2026-11-24"}
        after = reserve(ledger, "#2", percent=5)
    assert (after.batch, after.taken) == ("2026-11-24-b", ())
    assert codes(after)["#2"] == codes(before)["#2"]
    assert after.coupons[0].grant == grant("#2", 5)


@pytest.mark.parametrize(
    "nothing", [grant("#1", arm="holdout"), dataclasses.replace(grant("#1"), benefit=Benefit("none"))]
)
def test_no_offer_is_a_row_without_a_code(tmp_path: Path, nothing: Grant) -> None:
    with opened(tmp_path) as ledger:
        found = ledger.reserve("a", [nothing, grant("#2")], rule=CodeRule(), inputs=[])
        publish(ledger, found)
    assert found.coupons[0].grant == nothing
    assert (codes(found)["#1"], bool(codes(found)["#2"])) == ("", True)
    assert rows(tmp_path, "SELECT order_ref, code IS NULL, arm FROM ledger_issue ORDER BY 1")[0] == (
        "#1",
        1,
        nothing.arm,
    )


def test_an_offer_that_comes_goes_and_comes_back_before_paper_has_one_code(tmp_path: Path) -> None:
    nothing = dataclasses.replace(grant("#1"), benefit=Benefit("none"))
    with opened(tmp_path) as ledger:
        seen = []
        for offer in (nothing, grant("#1"), nothing, grant("#1", 5)):
            found = ledger.reserve("a", [offer], rule=CodeRule(source="random"), inputs=[])
            seen.append(codes(found)["#1"])
            assert found.coupons[0].grant == offer
            ledger.fail(found.print_id, "")
    assert seen[0] == seen[2] == ""
    assert seen[1] == seen[3] != ""


def test_names_of_batches_go_on_with_letters(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        found = []
        for number in range(28):
            reserved = reserve(ledger, str(number), wish="day")
            publish(ledger, reserved)
            found.append(reserved.batch)
    assert found[:3] == ["day", "day-b", "day-c"]
    assert found[24:] == ["day-y", "day-z", "day-aa", "day-ab"]


def test_two_shops_in_one_ledger_do_not_see_each_other(tmp_path: Path) -> None:
    with opened(tmp_path) as one, opened(tmp_path, shop="other.example") as other:
        publish(one, reserve(one, "#1"))
        found = reserve(other, "#1")
        publish(other, found)
        assert (found.batch, found.taken) == ("2026-11-24", ())
        assert one.reprint(["#1"], "").coupons != found.coupons
        assert len(one.batches()) == len(other.batches()) == 1


def test_an_order_twice_in_one_reservation_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger, pytest.raises(ValueError, match="twice"):
        reserve(ledger, "#1", "#1")


@pytest.mark.parametrize("source", ["keyed", "random"])
def test_a_code_that_is_taken_is_never_swallowed(tmp_path: Path, source: str) -> None:
    rule = CodeRule(source=source, length=3, group=0)  # type: ignore[arg-type]
    with opened(tmp_path) as ledger:
        found = reserve(ledger, *(str(number) for number in range(200)), rule=rule)
    assert len(set(codes(found).values())) == 200
    assert all(codes(found).values())


def test_no_code_left_is_told_and_nothing_is_half_reserved(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        with pytest.raises(Stop, match="no free code of 2 symbols"):
            reserve(ledger, *(str(number) for number in range(24)), rule=CodeRule(length=2))
        assert ledger.batches() == ()
    assert rows(tmp_path, "SELECT COUNT(*) FROM ledger_issue") == [(0,)]


@pytest.mark.parametrize("gone", [False, True])
def test_keyed_codes_are_the_same_with_the_ledger_restored_or_lost(tmp_path: Path, gone: bool) -> None:
    copy = tmp_path / "yesterday.sqlite"
    with opened(tmp_path) as ledger:
        publish(ledger, reserve(ledger, "#1"))
        copy_ledger(URL, tmp_path, copy)
        before = reserve(ledger, "#2", "#3")
        publish(ledger, before)
    (tmp_path / "ledger.sqlite").unlink()
    if not gone:
        copy.rename(tmp_path / "ledger.sqlite")
    with opened(tmp_path) as ledger:
        assert ledger.printed() == ({} if gone else {"#1": "2026-11-24"})
        assert codes(reserve(ledger, "#3", "#2")) == codes(before)


# From reservation to paper


def test_a_confirmed_print_may_be_confirmed_again_and_does_not_fail_any_more(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        found = reserve(ledger, "#1")
        publish(ledger, found)
        ledger.confirm(found.print_id)
        ledger.fail(found.print_id, "too late")
        assert ledger.batches()[0].state == "published"


def test_confirming_before_sealing_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        found = reserve(ledger, "#1")
        with pytest.raises(ValueError, match="before it is sealed"):
            ledger.confirm(found.print_id)


def test_a_card_of_an_order_that_was_not_reserved_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        found = reserve(ledger, "#1")
        with pytest.raises(ValueError, match="not reserved: #2"):
            ledger.sealed(found.print_id, pdf="a", sha256="b", pages=1, cards=[("#1", "t", 1, 1), ("#2", "t", 1, 2)])
        assert ledger.batches()[0].pdf == ""


def test_a_print_that_was_given_up_cannot_go_on(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        found = reserve(ledger, "#1")
        ledger.fail(found.print_id, "")
        with pytest.raises(Stop, match="given up by another station"):
            ledger.sealed(found.print_id, pdf="a", sha256="b", pages=1, cards=[("#1", "t", 1, 1)])


def test_a_name_card_and_an_insert_of_one_order_are_two_cards_of_it(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        found = reserve(ledger, "#1")
        ledger.sealed(found.print_id, pdf="a", sha256="b", pages=3, cards=[("#1", "name", 2, 1), ("#1", "a6", 3, 1)])
        ledger.confirm(found.print_id)
        assert (ledger.batches()[0].orders, ledger.batches()[0].cards) == (1, 2)


@pytest.mark.parametrize(
    ("is_sealed", "there", "printed", "words"),
    [
        (False, True, {}, "batch 2026-11-24 was cut off before its file was finished: its orders are free again"),
        (True, False, {}, "batch 2026-11-24 was cut off before its file was finished: its orders are free again"),
        (True, True, {"#1": "2026-11-24"}, "batch 2026-11-24 was cut off after its file was finished: its cards count"),
    ],
)
def test_a_print_cut_off_is_settled_by_its_file(
    tmp_path: Path, is_sealed: bool, there: bool, printed: dict[str, str], words: str
) -> None:
    asked = []

    def is_released(pdf: str, sha256: str) -> bool:
        asked.append((pdf, sha256))
        return there

    with opened(tmp_path) as ledger:
        found = reserve(ledger, "#1")
        if is_sealed:
            ledger.sealed(found.print_id, pdf="out/x.pdf", sha256="cd", pages=1, cards=[("#1", "t", 1, 1)])
    with opened(tmp_path) as ledger:
        told = reserve(ledger, "#1").taken
        assert told == (("#1", "batch 2026-11-24 was not finished when its station stopped; run again to settle it"),)
        (settled,) = ledger.recover(is_released)
        assert settled.startswith(words)
        assert ledger.printed() == printed
        assert ledger.recover(is_released) == ()
    assert asked == ([("out/x.pdf", "cd")] if is_sealed else [])


def test_lock_files_do_not_pile_up(tmp_path: Path) -> None:
    with opened(tmp_path) as one:
        (tmp_path / f"ledger.sqlite.{'0' * 32}.live").touch()
        (tmp_path / "ledger.sqlite.note.live").touch()
        with opened(tmp_path) as other:
            other.recover(lambda *_: False)
            assert len(list(tmp_path.glob("*.live"))) == 3
            reserve(one, "#1")
            assert reserve(other, "#1").taken[0][1].startswith("being printed right now")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.sqlite", "ledger.sqlite.note.live"]


# Reprints


def test_a_reprint_gives_the_same_codes_names_its_files_and_is_logged(tmp_path: Path) -> None:
    files = [Input("/exports/a.csv", "aa"), Input("/exports/b.csv", "bb")]
    with opened(tmp_path) as ledger:
        first = reserve(ledger, "#1", "#2", inputs=files[:1])
        publish(ledger, first)
        second = reserve(ledger, "#3", inputs=files)
        publish(ledger, second)
        found = ledger.reprint(["#3", "#1", "#3"], "jam")
        assert found.coupons == (*second.coupons, first.coupons[0])
        assert found.batches == ("2026-11-24-b", "2026-11-24")
        assert set(found.inputs) == set(files)
        assert found.name == "2026-11-24-b-reprint-1"
        publish(ledger, Reservation(found.print_id, found.name, found.coupons))
        assert ledger.reprint(["#3"], "").name == "2026-11-24-b-reprint-2"
        assert [record.reprints for record in ledger.batches()] == [0, 1]
        assert ledger.printed() == {"#1": "2026-11-24", "#2": "2026-11-24", "#3": "2026-11-24-b"}
    kept = rows(tmp_path, "SELECT kind, reason, state FROM ledger_print WHERE kind = 'reprint' ORDER BY id")
    assert kept == [("reprint", "jam", "published"), ("reprint", "", "rendering")]


def test_orders_never_printed_are_each_named_with_the_nearest_that_was(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        publish(ledger, reserve(ledger, "#1001", "#1002"))
        reserve(ledger, "#1003")
        with pytest.raises(Stop) as stop:
            ledger.reprint(["1001", "#1002", "#1003", "xyz"], "")
        assert stop.value.message == (
            "order 1001 was never printed; order #1003 was never printed; order xyz was never printed"
        )
        assert stop.value.hint.startswith("did you mean #1001")
        with pytest.raises(Stop, match="and 2 more"):
            ledger.reprint([f"x{number}" for number in range(12)], "")
        with pytest.raises(Stop, match="no order is named"):
            ledger.reprint([], "")
        assert [record.reprints for record in ledger.batches()] == [0, 0]


def test_a_batch_tells_what_it_is(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        publish(ledger, reserve(ledger, "#1", "#2"))
        (record,) = ledger.batches()
    assert dataclasses.astuple(record) == (
        "2026-11-24",
        "published",
        NOW.astimezone(UTC),
        "packing table",
        2,
        2,
        2,
        "out/a.pdf",
        0,
    )


# History


def order(id: str, placed: datetime | None = None, email: str = "ann@example.com", **more: object) -> Order:
    return Order(id, "shopify", Where("a.csv", 2), placed=placed, email=email, **more)  # type: ignore[arg-type]


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 12, tzinfo=UTC)


def numbers(folder: Path, *orders: Order, **more: object) -> dict[str, int]:
    with opened(folder) as ledger:
        ledger.note_orders(orders, **more)  # type: ignore[arg-type]
        return dict(ledger.order_numbers(orders))


def test_orders_of_a_customer_count_by_date_over_files_and_runs(tmp_path: Path) -> None:
    assert numbers(tmp_path, order("#5", day(5)), order("#2", day(2))) == {"#5": 2, "#2": 1}
    assert numbers(tmp_path, order("#7", day(7)), order("#1", day(1))) == {"#7": 4, "#1": 1}
    assert numbers(tmp_path, order("#5", day(5))) == {"#5": 3}


def test_noting_orders_again_changes_nothing(tmp_path: Path) -> None:
    both = order("#1", day(1), phone="+49 171 1234567"), order("#2", day(2))
    assert numbers(tmp_path, *both) == numbers(tmp_path, *both) == {"#1": 1, "#2": 2}
    assert rows(tmp_path, "SELECT COUNT(*) FROM ledger_order") == [(2,)]


def test_strangers_and_unknown_customers(tmp_path: Path) -> None:
    made = order("#1", day(1)), order("#2", day(2), "bob@example.com"), order("#3", day(3), ""), order("#4", day(4), "")
    assert numbers(tmp_path, *made) == {"#1": 1, "#2": 1, "#3": 0, "#4": 0}
    with opened(tmp_path) as ledger:
        assert ledger.order_numbers([order("#99")]) == {"#99": 0}


@pytest.mark.parametrize("state", [State.CANCELLED, State.REFUNDED, State.UNPAID])
def test_orders_that_came_to_nothing_do_not_count(tmp_path: Path, state: State) -> None:
    made = order("#1", day(1), state=state), order("#2", day(2))
    assert numbers(tmp_path, *made) == {"#1": 1, "#2": 1}
    assert numbers(tmp_path, order("#1", day(1)), made[1]) == {"#1": 1, "#2": 2}


def test_what_a_later_export_does_not_tell_stays_known(tmp_path: Path) -> None:
    numbers(tmp_path, order("#1", day(1), total=Decimal("5.00"), currency="EUR", country="DE"))
    paid_back = order("#1", None, "", state=State.REFUNDED)
    for later in (paid_back, order("#1", None, "")):  # one that also tells something new, one that does not
        numbers(tmp_path, later)
    assert numbers(tmp_path, order("#1", None, ""), order("#2", day(2))) == {"#1": 1, "#2": 2}
    assert rows(tmp_path, "SELECT placed_at, total, currency, country FROM ledger_order WHERE order_ref = '#1'") == [
        ("2026-11-01T12:00:00Z", "5.00", "EUR", "DE")
    ]


def test_times_without_an_offset_are_the_shops(tmp_path: Path) -> None:
    local = order("#2", datetime(2026, 7, 1, 0, 30)), order("#1", datetime(2026, 6, 30, 22, 40, tzinfo=UTC))
    assert numbers(tmp_path, *local, zone=ZoneInfo("Europe/Berlin")) == {"#2": 1, "#1": 2}


def test_orders_without_a_date_count_by_when_they_were_seen_and_by_their_numbers(tmp_path: Path) -> None:
    assert numbers(tmp_path, order("#10"), order("#9"), order("#1", day(1))) == {"#1": 1, "#9": 2, "#10": 3}


def test_no_address_or_phone_number_is_kept(tmp_path: Path) -> None:
    made = order("#1", day(1), "canary.bird@example.com", phone="+4917199887766", name="Canary Bird", note="tweet")
    with opened(tmp_path) as ledger:
        ledger.note_orders([made])
        customer = customer_key(KEY, made.email, made.phone)
        found = ledger.reserve("a", [grant("#1", customer=customer)], rule=CodeRule(), inputs=[])
        publish(ledger, found)
        data = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert customer.encode() in data
    for secret in (b"canary", b"17199887766", b"tweet", KEY):
        assert secret not in data.lower()


# The file


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_the_owner_can_read_the_ledger_and_what_lies_beside_it(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        seen: set[tuple[str, int]] = set()

        def look(_: str) -> None:
            seen.update((path.suffix, stat.S_IMODE(path.stat().st_mode)) for path in tmp_path.iterdir())

        with opened(tmp_path, step=look) as ledger:
            reserve(ledger, "#1")
    finally:
        os.umask(old)
    assert seen == {(".sqlite", 0o600), (".sqlite-journal", 0o600), (".live", 0o600)}


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_ledger_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "ledger.sqlite").chmod(0o644)
    opened(tmp_path).close()
    assert stat.S_IMODE((tmp_path / "ledger.sqlite").stat().st_mode) == 0o600


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    open_ledger(
        "sqlite:///data/deep/l.sqlite", tmp_path, shop="s", key=KEY, station="", now=lambda: NOW, randbytes=os.urandom
    ).close()
    assert ledger_exists("sqlite:///data/deep/l.sqlite", tmp_path)


def test_a_ledger_exists_once_something_is_in_it(tmp_path: Path) -> None:
    assert not ledger_exists(URL, tmp_path)
    (tmp_path / "ledger.sqlite").touch()
    assert not ledger_exists(URL, tmp_path)
    opened(tmp_path).close()
    assert ledger_exists(URL, tmp_path)
    assert ledger_exists(f"sqlite:///{tmp_path}/ledger.sqlite", Path("/elsewhere"))


@pytest.mark.parametrize(
    ("url", "words"),
    [("postgresql://anna:secret@db/x", "PostgreSQL is not possible yet"), ("mysql://secret@db", "no ledger's address")],
)
def test_other_addresses_are_told_without_their_password(tmp_path: Path, url: str, words: str) -> None:
    with pytest.raises(Stop, match=words) as stop:
        open_ledger(url, tmp_path, shop="s", key=KEY, station="", now=lambda: NOW, randbytes=os.urandom)
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
        opened(path.parent).close()
        with sqlite3.connect(path) as db:
            db.execute(statement)
        db.close()

    return change


def scribble(path: Path) -> None:
    with opened(path.parent) as ledger:
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
        opened(tmp_path)
    assert stop.value.hint
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert [found.name for found in tmp_path.iterdir()] == ["ledger.sqlite"]


def test_another_key_is_refused(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with pytest.raises(Stop, match="made with another code key") as stop:
        opened(tmp_path, key=bytes(32))
    assert "backup" in stop.value.hint
    opened(tmp_path).close()


def test_a_ledger_in_use_for_too_long_is_told(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Stop, match=r"in use by another program for 0\.2 seconds"):
            reserve(ledger, "#1")
        other.execute("ROLLBACK")
        other.close()
        assert reserve(ledger, "#1").coupons


def test_a_ledger_of_another_journal_mode_is_brought_back(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute("PRAGMA journal_mode = WAL")
    db.close()
    opened(tmp_path).close()
    assert rows(tmp_path, "PRAGMA journal_mode") == [("delete",)]


def test_a_trial_sees_everything_and_keeps_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as ledger:
        publish(ledger, reserve(ledger, "#1"))
        reserve(ledger, "#2")
        before = (tmp_path / "ledger.sqlite").read_bytes(), sorted(tmp_path.iterdir())
        with opened(tmp_path, trial=True) as trial:
            assert trial.recover(lambda *_: False) == ()
            found = reserve(trial, "#1", "#2", "#3")
            assert [order for order, _ in found.taken] == ["#1", "#2"]
            publish(trial, found)
            assert "#3" in trial.printed()
        assert ((tmp_path / "ledger.sqlite").read_bytes(), sorted(tmp_path.iterdir())) == before
        assert codes(reserve(ledger, "#3")) == codes(found)


def test_a_trial_without_a_ledger_makes_none(tmp_path: Path) -> None:
    with opened(tmp_path, trial=True) as trial:
        assert reserve(trial, "#1").coupons
    assert not list(tmp_path.iterdir())


def test_a_copy_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "copy").write_text("precious")
    with pytest.raises(Stop, match="there is no ledger"):
        copy_ledger(URL, tmp_path, tmp_path / "copy")
    opened(tmp_path).close()
    with pytest.raises(Stop, match="is there already"):
        copy_ledger(URL, tmp_path, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "precious"


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
        opened(tmp_path)
    assert not list(tmp_path.iterdir())
