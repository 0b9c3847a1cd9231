"""The ledger: a code belongs to one order for ever, an order is printed once, a reprint is the same and is logged.

In each kind of database: what holds for one holds for all.
"""

from __future__ import annotations

import dataclasses
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from inserts.ledger import Input, Reservation, ledger_exists, void
from inserts.ledger.codes import customer_key
from inserts.ledger.conditions import GIVES
from inserts.model.offer import HOLDOUT, Benefit, BenefitKind, CodeRule, Grant
from inserts.model.order import Order, State
from inserts.model.problem import Stop, Where
from tests.books import KEY, NOW, codes, grant, opened, publish, reserve
from tests.engines import Place

# Reserving


def test_coupons_come_in_the_order_given_each_with_a_code_of_its_own(place: Place) -> None:
    with opened(place) as ledger:
        found = reserve(ledger, "#9", "#10", "#1")
    assert [coupon.grant for coupon in found.coupons] == [grant("#9"), grant("#10"), grant("#1")]
    assert len(set(codes(found).values())) == 3
    assert (found.batch, found.taken) == ("2026-11-24", ())


def test_a_grant_comes_back_from_paper_as_it_went_in(place: Place) -> None:
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
    with opened(place) as ledger:
        publish(ledger, ledger.reserve("a", [whole], rule=CodeRule(), inputs=[]))
        (coupon,) = ledger.reprint(["#1"], "jam").coupons
    assert coupon.grant == whole
    assert str(coupon.grant.benefit.value) == "7.50"


def test_printed_orders_are_not_printed_again(place: Place) -> None:
    with opened(place) as ledger:
        publish(ledger, reserve(ledger, "#1", "#2"))
        again = reserve(ledger, "#2", "#3", "#1")
        assert [coupon.grant.order for coupon in again.coupons] == ["#3"]
        words = "already printed in batch 2026-11-24"
        assert again.taken == (("#2", words), ("#1", words))
        assert ledger.printed() == {"#1": "2026-11-24", "#2": "2026-11-24"}


def test_the_same_file_again_leaves_nothing_to_print_and_no_empty_batch(place: Place) -> None:
    with opened(place) as ledger:
        publish(ledger, reserve(ledger, "#1"))
        again = reserve(ledger, "#1")
        assert (again.print_id, again.batch, again.coupons) == (0, "", ())
        assert [record.name for record in ledger.batches()] == ["2026-11-24"]


def test_what_another_station_prints_right_now_is_left_to_it(place: Place) -> None:
    with opened(place) as first, opened(place) as second:
        reserve(first, "#1", "#2")
        found = reserve(second, "#2", "#3")
        assert found.taken == (("#2", "being printed right now in batch 2026-11-24 by another station"),)
        assert [coupon.grant.order for coupon in found.coupons] == ["#3"]
        assert found.batch == "2026-11-24-b"
        assert second.recover(lambda *_: False) == ()


def test_a_failed_print_gives_its_orders_back_with_the_same_codes_and_batch(place: Place) -> None:
    with opened(place) as ledger:
        before = reserve(ledger, "#1", "#2")
        ledger.fail(before.print_id, "proof")
        after = reserve(ledger, "#2", "#1", "#3")
    assert (after.batch, after.taken) == (before.batch, ())
    assert codes(after).items() > codes(before).items()


def test_a_promise_that_never_reached_paper_may_change_but_its_code_stays(place: Place) -> None:
    with opened(place) as ledger:
        before = reserve(ledger, "#1", percent=10)
        ledger.fail(before.print_id, "proof")
        after = reserve(ledger, "#1", percent=5, rule=CodeRule(length=12))
    assert after.coupons[0].grant == grant("#1", 5)
    assert codes(after) == codes(before)


def test_a_promise_on_paper_is_frozen(place: Place) -> None:
    with opened(place) as ledger:
        before = reserve(ledger, "#1", percent=10)
        publish(ledger, before)
        reserve(ledger, "#1", percent=5)
        assert ledger.reprint(["#1"], "").coupons == before.coupons
    # a card that never went into its parcel
    place.rows("UPDATE ledger_print_order SET voided_at = '2026-11-24T10:00:00Z'")
    with opened(place) as ledger:
        after = reserve(ledger, "#1", percent=5)
    assert (after.coupons, after.batch, after.taken) == (before.coupons, "2026-11-24-b", ())


def test_a_held_back_order_is_given_back(place: Place) -> None:
    with opened(place) as ledger:
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
def test_no_offer_is_a_row_without_a_code(place: Place, nothing: Grant) -> None:
    with opened(place) as ledger:
        found = ledger.reserve("a", [nothing, grant("#2")], rule=CodeRule(), inputs=[])
        publish(ledger, found)
    assert found.coupons[0].grant == nothing
    assert (codes(found)["#1"], bool(codes(found)["#2"])) == ("", True)
    assert place.rows("SELECT order_ref, code IS NULL, arm FROM ledger_issue ORDER BY 1")[0] == (
        "#1",
        1,
        nothing.arm,
    )


def test_an_offer_that_comes_goes_and_comes_back_before_paper_has_one_code(place: Place) -> None:
    nothing = dataclasses.replace(grant("#1"), benefit=Benefit("none"))
    with opened(place) as ledger:
        seen = []
        for offer in (nothing, grant("#1"), nothing, grant("#1", 5)):
            found = ledger.reserve("a", [offer], rule=CodeRule(source="random"), inputs=[])
            seen.append(codes(found)["#1"])
            assert found.coupons[0].grant == offer
            ledger.fail(found.print_id, "")
    assert seen[0] == seen[2] == ""
    assert seen[1] == seen[3] != ""


def test_names_of_batches_go_on_with_letters(place: Place) -> None:
    with opened(place) as ledger:
        found = []
        for number in range(28):
            reserved = reserve(ledger, str(number), wish="day")
            publish(ledger, reserved)
            found.append(reserved.batch)
    assert found[:3] == ["day", "day-b", "day-c"]
    assert found[24:] == ["day-y", "day-z", "day-aa", "day-ab"]


def test_two_shops_in_one_ledger_do_not_see_each_other(place: Place) -> None:
    with opened(place) as one, opened(place, shop="other.example") as other:
        publish(one, reserve(one, "#1"))
        found = reserve(other, "#1")
        publish(other, found)
        assert (found.batch, found.taken) == ("2026-11-24", ())
        assert one.reprint(["#1"], "").coupons != found.coupons
        assert len(one.batches()) == len(other.batches()) == 1


def test_an_order_twice_in_one_reservation_is_refused(place: Place) -> None:
    with opened(place) as ledger, pytest.raises(ValueError, match="twice"):
        reserve(ledger, "#1", "#1")


@pytest.mark.parametrize("source", ["keyed", "random"])
def test_a_code_that_is_taken_is_never_swallowed(place: Place, source: str) -> None:
    rule = CodeRule(source=source, length=3, group=0)  # type: ignore[arg-type]
    with opened(place) as ledger:
        found = reserve(ledger, *(str(number) for number in range(200)), rule=rule)
    assert len(set(codes(found).values())) == 200
    assert all(codes(found).values())


def test_no_code_left_is_told_and_nothing_is_half_reserved(place: Place) -> None:
    with opened(place) as ledger:
        with pytest.raises(Stop, match="no free code of 2 symbols"):
            reserve(ledger, *(str(number) for number in range(24)), rule=CodeRule(length=2))
        assert ledger.batches() == ()
    assert place.rows("SELECT COUNT(*) FROM ledger_issue") == [(0,)]


@pytest.mark.parametrize("gone", [False, True])
def test_keyed_codes_are_the_same_with_the_ledger_restored_or_lost(
    place: Place, gone: bool, tally: Counter[str]
) -> None:
    with opened(place) as ledger:
        publish(ledger, reserve(ledger, "#1"))
        yesterday = place.save()
        before = reserve(ledger, "#2", "#3")
        publish(ledger, before)
    place.lose()
    if not gone:
        place.restore(yesterday)
    with opened(place) as ledger:
        assert ledger.printed() == ({} if gone else {"#1": "2026-11-24"})
        after = codes(reserve(ledger, "#3", "#2"))
    tally["ledgers lost" if gone else "backups restored"] += 1
    tally["=double codes"] += sum(after[order] != code for order, code in codes(before).items())
    assert after == codes(before)


# From reservation to paper


def test_a_confirmed_print_may_be_confirmed_again_and_does_not_fail_any_more(place: Place) -> None:
    with opened(place) as ledger:
        found = reserve(ledger, "#1")
        publish(ledger, found)
        ledger.confirm(found.print_id)
        ledger.fail(found.print_id, "too late")
        assert ledger.batches()[0].state == "published"


def test_confirming_before_sealing_is_refused(place: Place) -> None:
    with opened(place) as ledger:
        found = reserve(ledger, "#1")
        with pytest.raises(ValueError, match="before it is sealed"):
            ledger.confirm(found.print_id)


def test_a_card_of_an_order_that_was_not_reserved_is_refused_and_nothing_written(place: Place) -> None:
    with opened(place) as ledger:
        found = reserve(ledger, "#1")
        with pytest.raises(ValueError, match="not reserved: #2"):
            ledger.sealed(found.print_id, pdf="a", sha256="b", pages=1, cards=[("#1", "t", 1, 1), ("#2", "t", 1, 2)])
        assert ledger.batches()[0].pdf == ""


def test_a_print_that_was_given_up_cannot_go_on(place: Place) -> None:
    with opened(place) as ledger:
        found = reserve(ledger, "#1")
        ledger.fail(found.print_id, "")
        with pytest.raises(Stop, match="given up by another station"):
            ledger.sealed(found.print_id, pdf="a", sha256="b", pages=1, cards=[("#1", "t", 1, 1)])


def test_a_name_card_and_an_insert_of_one_order_are_two_cards_of_it(place: Place) -> None:
    with opened(place) as ledger:
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
    place: Place, is_sealed: bool, there: bool, printed: dict[str, str], words: str
) -> None:
    asked = []

    def is_released(pdf: str, sha256: str) -> bool:
        asked.append((pdf, sha256))
        return there

    with opened(place) as ledger:
        found = reserve(ledger, "#1")
        if is_sealed:
            ledger.sealed(found.print_id, pdf="out/x.pdf", sha256="cd", pages=1, cards=[("#1", "t", 1, 1)])
    with opened(place) as ledger:
        told = reserve(ledger, "#1").taken
        assert told == (("#1", "batch 2026-11-24 was not finished when its station stopped; run again to settle it"),)
        (settled,) = ledger.recover(is_released)
        assert settled.startswith(words)
        assert ledger.printed() == printed
        assert ledger.recover(is_released) == ()
    assert asked == ([("out/x.pdf", "cd")] if is_sealed else [])


# Reprints


def test_a_reprint_gives_the_same_codes_names_its_files_and_is_logged(place: Place) -> None:
    files = [Input("/exports/a.csv", "aa"), Input("/exports/b.csv", "bb")]
    with opened(place) as ledger:
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
    kept = place.rows("SELECT kind, reason, state FROM ledger_print WHERE kind = 'reprint' ORDER BY id")
    assert kept == [("reprint", "jam", "published"), ("reprint", "", "rendering")]


def test_orders_never_printed_are_each_named_with_the_nearest_that_was(place: Place) -> None:
    with opened(place) as ledger:
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


def test_of_many_orders_that_are_not_printed_again_the_rest_is_counted(place: Place) -> None:
    orders = [f"#{number}" for number in range(12)]
    with opened(place) as ledger:
        publish(ledger, reserve(ledger, *orders))
        for order in orders:
            void(ledger.book, order, "leaked")
        with pytest.raises(Stop, match="was voided: leaked; and 2 more"):
            ledger.reprint(orders, "jam")


@pytest.mark.parametrize("kind", get_args(BenefitKind))
@pytest.mark.parametrize("arm", ["", "plain", HOLDOUT])
def test_the_ledgers_statements_and_the_program_mean_the_same_by_giving(kind: BenefitKind, arm: str) -> None:
    given = Grant("#1", "tier", Benefit(kind), arm=arm)
    with closing(sqlite3.connect(":memory:")) as db:
        found = db.execute(f"SELECT {GIVES} FROM (SELECT ? AS benefit_kind, ? AS arm) i", (kind, arm)).fetchall()
    assert found == [(given.gives,)]


def test_a_batch_tells_what_it_is(place: Place) -> None:
    with opened(place) as ledger:
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
        1,
    )


# History


def order(id: str, placed: datetime | None = None, email: str = "ann@example.com", **more: object) -> Order:
    return Order(id, "shopify", Where("a.csv", 2), placed=placed, email=email, **more)  # type: ignore[arg-type]


def day(number: int) -> datetime:
    return datetime(2026, 11, number, 12, tzinfo=UTC)


def numbers(place: Place, *orders: Order, **more: object) -> dict[str, int]:
    with opened(place) as ledger:
        ledger.note_orders(orders, **more)  # type: ignore[arg-type]
        return dict(ledger.order_numbers(orders))


def test_orders_of_a_customer_count_by_date_over_files_and_runs(place: Place) -> None:
    assert numbers(place, order("#5", day(5)), order("#2", day(2))) == {"#5": 2, "#2": 1}
    assert numbers(place, order("#7", day(7)), order("#1", day(1))) == {"#7": 4, "#1": 1}
    assert numbers(place, order("#5", day(5))) == {"#5": 3}


def test_noting_orders_again_changes_nothing(place: Place) -> None:
    both = order("#1", day(1), phone="+49 171 1234567"), order("#2", day(2))
    assert numbers(place, *both) == numbers(place, *both) == {"#1": 1, "#2": 2}
    assert place.rows("SELECT COUNT(*) FROM ledger_order") == [(2,)]


def test_strangers_and_unknown_customers(place: Place) -> None:
    made = order("#1", day(1)), order("#2", day(2), "bob@example.com"), order("#3", day(3), ""), order("#4", day(4), "")
    assert numbers(place, *made) == {"#1": 1, "#2": 1, "#3": 0, "#4": 0}
    with opened(place) as ledger:
        assert ledger.order_numbers([order("#99")]) == {"#99": 0}


@pytest.mark.parametrize(("state", "later"), [(State.CANCELLED, 1), (State.REFUNDED, 1), (State.UNPAID, 2)])
def test_orders_that_came_to_nothing_do_not_count(place: Place, state: State, later: int) -> None:
    made = order("#1", day(1), state=state), order("#2", day(2))
    assert numbers(place, *made) == {"#1": 1, "#2": 1}
    assert numbers(place, order("#1", day(1)), made[1]) == {"#1": 1, "#2": later}


def test_what_a_later_export_does_not_tell_stays_known(place: Place) -> None:
    numbers(place, order("#1", day(1), total=Decimal("5.00"), currency="EUR", country="DE"))
    paid_back = order("#1", None, "", state=State.REFUNDED)
    for later in (paid_back, order("#1", None, "")):  # one that also tells something new, one that does not
        numbers(place, later)
    assert numbers(place, order("#1", None, ""), order("#2", day(2))) == {"#1": 1, "#2": 1}
    assert place.rows("SELECT placed_at, total, currency, country FROM ledger_order WHERE order_ref = '#1'") == [
        ("2026-11-01T12:00:00Z", "5.00", "EUR", "DE")
    ]


def test_times_without_an_offset_are_the_shops(place: Place) -> None:
    local = order("#2", datetime(2026, 7, 1, 0, 30)), order("#1", datetime(2026, 6, 30, 22, 40, tzinfo=UTC))
    assert numbers(place, *local, zone=ZoneInfo("Europe/Berlin")) == {"#2": 1, "#1": 2}


def test_orders_without_a_date_count_by_when_they_were_seen_and_by_their_numbers(place: Place) -> None:
    assert numbers(place, order("#10"), order("#9"), order("#1", day(1))) == {"#1": 1, "#9": 2, "#10": 3}


def test_no_address_or_phone_number_is_kept(place: Place) -> None:
    made = order("#1", day(1), "canary.bird@example.com", phone="+4917199887766", name="Canary Bird", note="tweet")
    with opened(place) as ledger:
        ledger.note_orders([made])
        customer = customer_key(KEY, made.email, made.phone)
        found = ledger.reserve("a", [grant("#1", customer=customer)], rule=CodeRule(), inputs=[])
        publish(ledger, found)
        data = place.content()
    assert customer.encode() in data
    for secret in (b"canary", b"17199887766", b"tweet", KEY):
        assert secret not in data.lower()


# The book


def test_another_key_is_refused(place: Place) -> None:
    opened(place).close()
    with pytest.raises(Stop, match="made with another code key") as stop:
        opened(place, key=bytes(32))
    assert "backup" in stop.value.hint
    opened(place).close()


def test_a_code_in_any_script_comes_back_as_it_was_kept(place: Place) -> None:
    texts = ("Kerze 🕯", "％?%s", "a'b\"c\\d", "שלום", "\n\t")
    orders = [Grant(f"#{text}", text, Benefit("gift", None, text), "EUR", excludes=(text,)) for text in texts]
    with opened(place) as ledger:
        found = ledger.reserve("a", orders, rule=CodeRule(), inputs=[Input(f"/{texts}", "aa")])
        publish(ledger, found)
        assert ledger.reprint([f"#{text}" for text in texts], "%?").coupons == found.coupons
    assert [coupon.grant for coupon in found.coupons] == orders


def test_a_trial_sees_everything_and_keeps_nothing(place: Place) -> None:
    with opened(place) as ledger:
        publish(ledger, reserve(ledger, "#1"))
        reserve(ledger, "#2")
        with opened(place, trial=True) as trial:
            assert trial.recover(lambda *_: False) == ()
            found = reserve(trial, "#1", "#2", "#3")
            assert [order for order, _ in found.taken] == ["#1", "#2"]
            publish(trial, found)
            assert "#3" in trial.printed()
            assert "#3" not in ledger.printed()
            assert codes(reserve(ledger, "#3")) == codes(found)  # and nobody waits for a trial


def test_a_trial_without_a_ledger_makes_none(place: Place) -> None:
    with opened(place, trial=True) as trial:
        assert reserve(trial, "#1").coupons
    assert not ledger_exists(place.url, place.folder)
    assert not list(place.folder.iterdir())


def test_a_ledger_exists_once_something_is_in_it(place: Place) -> None:
    assert not ledger_exists(place.url, place.folder)
    opened(place).close()
    assert ledger_exists(place.url, place.folder)


def test_a_broken_transaction_leaves_nothing_and_the_next_works(place: Place) -> None:
    with opened(place) as ledger:
        with pytest.raises(ValueError, match="not reserved"):
            ledger.sealed(reserve(ledger, "#1").print_id, pdf="", sha256="", pages=1, cards=[("#2", "t", 1, 1)])
        assert reserve(ledger, "#2").coupons
