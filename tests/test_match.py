"""Scan to match: a parcel and its card are scanned in pairs, and no missed, doubled or garbled scan makes a wrong pair
a right one. The bench alone, over ledgers of both kinds, and as a program that a scanner types into."""

from __future__ import annotations

import io
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts import manifest
from inserts.cli.match import scans
from inserts.ledger import Awaited, Placed, normalise, purge
from inserts.model.offer import CodeRule
from inserts.model.problem import Stop
from inserts.run import Choices, Wanted, open_shop, reprint_cards
from inserts.run.coupons import void_coupon
from inserts.run.matching import Answer, Bench, Pile, Read
from inserts.run.packing import Packing
from tests.books import NOW, opened, publish, reserve
from tests.books import codes as codes_of
from tests.engines import Place
from tests.shops import SHOP, Said, export, make_shop, numbered, outside, run

BATCH = "2026-11-24"
CODES = {
    "#1001": "QJ72F-FV38C",
    "#1002": "2C3MV-X7PR5",
    "#1003": "2XC8X-G5JH4",
    "#1004": "9MWMT-42JTH",
    "#1005": "Q3RPT-3P6JP",
}
LINK = "https://quillmoss.example/discount/"


def nowhere(numbers: Sequence[str], codes: Sequence[str]) -> Read | None:
    return None


def bench(
    codes: dict[str, str] = CODES,
    *,
    shared: Iterable[str] = (),
    gone: dict[str, str] | None = None,
    elsewhere: Callable[[Sequence[str], Sequence[str]], Read | None] = nowhere,
) -> Bench:
    """A bench with cards of these orders, two each."""
    awaited = [
        Awaited(order, code, "" if order in shared else normalise(code), (gone or {}).get(order, ""), False)
        for order, code in codes.items()
    ]
    cards = {
        order: (Placed(order, "classic", 1, n), Placed(order, "a6-thanks", n + 1, 1))
        for n, order in enumerate(codes, 1)
    }
    return Bench(Pile(BATCH, awaited, cards, CodeRule(), elsewhere))


def answers(at: Bench | Packing, *lines: str) -> list[Answer]:
    """The answers to lines that are all answered."""
    found = [at.scan(line) for line in lines]
    told = [answer for answer in found if answer]
    assert len(told) == len(lines)
    return told


def words(at: Bench | Packing, *lines: str) -> list[str]:
    return [answer.word if answer else "" for answer in map(at.scan, lines)]


# What a scan may look like


@pytest.mark.parametrize("parcel", ["#1001", "1001", " #1001 ", "]C11001", "１００１", "§1001", "\x021001\x03"])
@pytest.mark.parametrize("card", ["QJ72F-FV38C", "qj72f fv38c", f"{LINK}QJ72F-FV38C", f"{LINK}QJ72F-FV38C?utm=card"])
def test_a_parcel_and_its_card_match_however_they_are_scanned(parcel: str, card: str) -> None:
    assert words(bench(), parcel, card) == ["waiting", "ok"]
    assert words(bench(), card, parcel) == ["waiting", "ok"]


KEYS = {
    "German": str.maketrans("zyZY-_/:;#?&=", "yzYZß?-Öö§_/´"),
    "French": str.maketrans(
        "aqzwmAQZWM1234567890-_/:.;#",
        "qawz,QAWZ?&é\"'(-è_çà)°!M:m3",
    ),
    "Spanish": str.maketrans("-_/:;#", "'?-Ññ·"),
    "British": str.maketrans("#@", '£"'),
}


@pytest.mark.parametrize("layout", KEYS)
@pytest.mark.parametrize("card", ["QJ72F-FV38C", f"{LINK}9MWMT-42JTH"])
def test_a_code_is_read_through_another_keyboard(layout: str, card: str) -> None:
    (answer,) = answers(bench(), card.translate(KEYS[layout]))
    assert (answer.word, answer.card) == ("waiting", "#1001" if "FV38C" in card else "#1004")


@pytest.mark.parametrize("layout", KEYS)
@pytest.mark.parametrize("number", ["#1001", "SO-1002", "203-1234567-0000003"])
def test_a_number_is_read_through_another_keyboard(layout: str, number: str) -> None:
    codes = dict(zip(["#1001", "SO-1002", "203-1234567-0000003"], CODES.values(), strict=False))
    (answer,) = answers(bench(codes), number.translate(KEYS[layout]))
    assert (answer.word, answer.parcel) == ("waiting", number)


def test_letters_that_another_keyboard_exchanges_are_not_guessed() -> None:
    codes = {"AZ1": CODES["#1001"], "B2": CODES["#1002"]}
    assert words(bench(codes), "AY1") == ["unknown"]


def test_the_keyboard_is_named_when_its_signs_are_seen() -> None:
    (answer,) = answers(bench(), "httpsÖ--quillmoss.example-discount-QJ72FßFV38C")
    assert answer.layout == "German"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("QJ72F-FV38X", "typing error"),
        ("JQ72F-FV38C", "typing error"),
        ("https://quillmoss.example/", "same on all"),
        ("2026-11-24 3/7", "sheet"),
        ("4006381333931", "unknown"),
        ("\x1b[31mred", "unknown"),
        ("\ufffd\ufffd", "unknown"),
        ("9" * 5000, "unknown"),
        ("card", "unknown"),
        ("card 77", "unknown"),
    ],
)
def test_what_is_neither_is_told_and_puts_nothing_out_of_step(line: str, word: str) -> None:
    assert words(bench(), "1001", line, CODES["#1001"]) == ["waiting", word, "ok"]


def test_a_number_two_orders_may_have_is_not_guessed() -> None:
    at = bench({"A-1": CODES["#1001"], "a-1": CODES["#1002"]})
    assert words(at, "#A-1") == ["unclear"]
    assert words(at, "a-1", CODES["#1002"]) == ["waiting", "ok"]


# Pairs


def test_the_same_scan_twice_is_one() -> None:
    at = bench()
    found = words(at, "1001", "#1001", CODES["#1001"], CODES["#1001"], "1002", CODES["#1002"])
    assert found == ["waiting", "once more", "ok", "once more", "waiting", "ok"]


def test_two_parcels_in_a_row_are_one_without_its_card() -> None:
    at = bench()
    missed, ok = answers(at, "1001", "1002", CODES["#1002"])[1:]
    assert (missed.word, missed.dropped, missed.parcel) == ("missed", "#1001", "#1002")
    assert missed.bad
    assert ok.word == "ok"


def test_two_cards_in_a_row_are_one_without_its_parcel() -> None:
    missed, ok = answers(bench(), CODES["#1001"], CODES["#1002"], "1002")[1:]
    assert (missed.word, missed.dropped, missed.dropped_kind) == ("missed", "#1001", "card")
    assert ok.word == "ok"


def test_a_missed_parcel_costs_one_pair_only() -> None:
    at = bench()
    lines = ("1001", CODES["#1001"], CODES["#1002"], "1003", CODES["#1003"], "1004", CODES["#1004"])
    assert words(at, *lines) == ["waiting", "ok", "waiting", "wrong", "ok", "waiting", "ok"]
    assert list(at.matched) == ["#1001", "#1003", "#1004"]


def test_a_wrong_card_says_where_the_right_one_is_and_is_put_right_with_one_scan() -> None:
    at = bench()
    wrong, again, right = answers(at, "1002", CODES["#1001"], CODES["#1003"], CODES["#1002"])[1:]
    assert (wrong.word, wrong.parcel, wrong.card) == ("wrong", "#1002", "#1001")
    assert (wrong.cards[0].sheet, wrong.cards[0].slot) == (1, 2)
    assert (again.word, right.word) == ("wrong", "ok")
    assert at.tally().wrong == ()


def test_a_wrong_pair_that_is_set_aside_stays_on_the_list() -> None:
    at = bench()
    assert words(at, "1002", CODES["#1001"], "1003", CODES["#1003"])[2:] == ["waiting", "ok"]
    assert at.tally().wrong == (("#1002", "#1001"),)


@pytest.mark.parametrize("word", ["", "cancel", " CANCEL "])
def test_a_pair_starts_over(word: str) -> None:
    at = bench()
    assert words(at, "1001", word, CODES["#1002"], "1002") == ["waiting", "start over", "waiting", "ok"]
    assert words(at, word) == [""]


def test_a_card_without_a_code_is_matched_by_the_number_on_it() -> None:
    codes = {"#1001": "", "#1002": "", "203-1234567-0000003": ""}
    at = bench(codes)
    (first,) = answers(at, "1001")
    assert not first.tells
    assert words(at, "1001", "card 1001") == ["once more", "ok"]
    assert words(at, "CARD #1002", "1001", "1002") == ["waiting", "wrong", "ok"]
    assert words(at, "203-1234567-0000003", "card …67-0000003") == ["waiting", "ok"]


def test_a_code_that_many_cards_have_tells_nobody() -> None:
    codes = {"#1001": "SPRING", "#1002": "SPRING"}
    assert words(bench(codes, shared=codes), "1001", f"{LINK}SPRING", "card 1001") == ["waiting", "same on all", "ok"]


@pytest.mark.parametrize("why", ["cancelled", "refunded", "voided"])
def test_an_order_that_is_gone_is_stopped_and_never_matched(why: str) -> None:
    at = bench(gone={"#1001": why})
    assert words(at, "1001", CODES["#1001"], "1002", CODES["#1001"]) == ["stop", "stop", "waiting", "wrong"]
    tally = at.tally()
    assert (tally.orders, tally.matched) == (4, 0)
    assert ("#1001", why) in [(left.order, left.note) for left in tally.cards_left]
    assert ("#1001", why) in [(left.order, left.note) for left in tally.parcels_left]


def test_a_line_with_a_number_and_a_code_is_a_pair() -> None:
    at = bench()
    for line in ("1001 QJ72F-FV38C", "2C3MV-X7PR5,#1002", f"#1003;{LINK}2XC8X-G5JH4"):
        assert words(at, *at.parts(line)) == ["waiting", "ok"]
    for line in ("9MWMT 42JTH", "what is it", "1001 1002", "#1001", ""):
        assert at.parts(line) == (line,)


# What is left over


def test_what_is_left_over_is_told_with_its_place() -> None:
    at = bench()
    answers(at, "1001", CODES["#1001"], "1003", "1002", CODES["#1002"])
    tally = at.tally()
    assert (tally.orders, tally.matched, tally.complete) == (5, 2, False)
    assert [(left.order, left.cards[0].slot) for left in tally.cards_left] == [("#1003", 3), ("#1004", 4), ("#1005", 5)]
    assert [left.order for left in tally.parcels_left] == ["#1003"]


ORDERS = list(CODES)
DEED = st.tuples(
    st.sampled_from(ORDERS),
    st.sampled_from(ORDERS),
    st.booleans(),
    st.sampled_from([(1, 1), (1, 0), (0, 1), (2, 1), (1, 2), (3, 2)]),
    st.sampled_from(["", "", "", "cancel", "what", LINK]),
)


@given(st.lists(DEED, max_size=30))
def test_however_scans_are_missed_and_doubled_ok_is_said_of_one_order_alone(deeds: list[tuple]) -> None:  # type: ignore[type-arg]
    at = bench()
    lines: list[str] = []
    for parcel, card, card_first, (parcels, cards), noise in deeds:
        pair = [*[parcel] * parcels], [*[CODES[card]] * cards]
        lines += [line for part in (pair[::-1] if card_first else pair) for line in part]
        lines += [noise] if noise else []
    owner = {code: order for order, code in CODES.items()}
    said = set()
    last = dict.fromkeys(("parcel", "card", ""), "")
    for line in lines:
        kind, order = ("card", owner[line]) if line in owner else ("parcel", line) if line in CODES else ("", "")
        last[kind] = order
        answer = at.scan(line)
        if answer and answer.word == "ok":
            assert answer.parcel == answer.card == order == last["parcel"] == last["card"]
            said.add(order)
    tally = at.tally()
    assert set(at.matched) == said
    assert {left.order for left in tally.cards_left} | said == set(ORDERS)
    assert {left.order for left in tally.cards_left} & said == set()
    assert tally.matched + len(tally.cards_left) == tally.orders == len(ORDERS)
    parcels = {line for line in lines if line in CODES}
    assert {left.order for left in tally.parcels_left} == parcels - said


@given(st.permutations(ORDERS), st.lists(st.booleans(), min_size=5, max_size=5))
def test_all_pairs_in_any_order_leave_nothing(order: list[str], card_first: list[bool]) -> None:
    at = bench()
    for number, first in zip(order, card_first, strict=True):
        pair = [number, CODES[number]]
        assert words(at, *(reversed(pair) if first else pair)) == ["waiting", "ok"]
    assert at.tally().complete


@given(st.text(max_size=60))
def test_any_line_is_answered(line: str) -> None:
    at = bench()
    at.scan("1001")
    at.scan(line)
    assert at.tally().orders == 5


# Over a ledger


def test_matches_are_kept_once_and_seen_by_another_station(place: Place) -> None:
    with opened(place) as ledger:
        reserved = reserve(ledger, "#1", "#2")
        publish(ledger, reserved)
        assert [(one.order, one.code, one.matched) for one in ledger.awaited(BATCH)] == [
            (order, code, False) for order, code in sorted(codes_of(reserved).items())
        ]
        assert ledger.note_matched(["#1", "#9"]) == 1
        with opened(place) as other:
            assert other.note_matched(["#1"]) == 0
            assert [one.matched for one in other.awaited(BATCH)] == [True, False]


def test_only_what_was_printed_is_matched(place: Place) -> None:
    with opened(place) as ledger:
        reserve(ledger, "#1")
        assert ledger.note_matched(["#1"]) == 0
        assert ledger.awaited(BATCH) == ()


def test_a_code_is_known_when_its_place_and_its_offer_were_purged(place: Place) -> None:
    with opened(place) as ledger:
        reserved = reserve(ledger, "#1")
        publish(ledger, reserved)
        later = NOW + timedelta(days=900)
        purge(ledger.book, keys_before=later, issues_before=later)
        (one,) = ledger.awaited(BATCH)
        assert (one.code, one.norm) == ("", normalise(codes_of(reserved)["#1"]))
        assert ledger.placed(BATCH) == ()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six orders: three with cards, one held back, one left out, and one more of another batch. Tests match afresh."""
    ordered = [{"Name": f"#{n}", "Email": f"c{n}@x.example"} for n in (1001, 1002, 1003)]
    ordered += [{"Name": "#1004", "Shipping Name": "\U000f0000 Lind"}, {"Name": "#1005", "Financial Status": "pending"}]
    folder = make_shop(tmp_path_factory.mktemp("match"), export(ordered))
    run(folder)
    (folder / "more.csv").write_text(numbered(1, 2001), "utf-8")
    run(folder, outside(2), file="more.csv")
    return folder


def printed(shop: Path) -> dict[str, str]:
    found = {}
    for path in shop.glob("out/*/*.csv"):
        found |= {row.order: row.code for row in manifest.read(path.read_bytes())[0] if row.state == "printed"}
    return found


def packing(shop: Path, name: str = BATCH, *, afresh: bool = True) -> Packing:
    return Packing(open_shop(shop), outside(7), name, afresh=afresh)


def test_cards_of_a_real_batch_match_by_what_their_manifest_promises(shop: Path) -> None:
    at = packing(shop)
    found, _ = manifest.read((shop / "out" / BATCH / f"{BATCH}.csv").read_bytes())
    qr = {row.order: row.qr[0] for row in found if row.state == "printed"}
    for order, payload in qr.items():
        waiting, ok = answers(at, order, payload)
        assert (waiting.word, ok.word) == ("waiting", "ok")
    assert at.tally().complete


def test_a_card_of_another_batch_is_told_with_its_batch(shop: Path) -> None:
    at = packing(shop)
    at.scan("1001")
    (wrong,) = answers(at, printed(shop)["#2001"])
    assert (wrong.word, wrong.card, wrong.card_note) == ("wrong", "#2001", f"batch {BATCH}-b")
    assert ("#2001", f"batch {BATCH}-b") in [(left.order, left.note) for left in at.tally().cards_left]


def test_a_parcel_held_back_or_left_out_says_why_it_has_no_card(shop: Path) -> None:
    at = packing(shop)
    held, left_out = answers(at, "1004", "1005")
    assert (held.word, held.bad, left_out.word, left_out.bad) == ("no card", True, "no card", False)
    assert held.note.startswith("held back: ")
    assert left_out.note.startswith("left out: unpaid")
    tally = at.tally()
    assert ([one.order for one in tally.parcels_left], [one.order for one in tally.without_card]) == (
        ["#1004"],
        ["#1005"],
    )


def test_without_its_manifest_a_parcel_is_still_known(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, export([{"Name": "#1"}, {"Name": "#2", "Financial Status": "pending"}]))
    run(shop)
    (shop / "out" / BATCH / f"{BATCH}.csv").unlink()
    (answer,) = answers(packing(shop), "2")
    assert (answer.word, answer.parcel, answer.note) == ("no card", "#2", "no card of it was printed")


def test_a_reprinted_card_is_right_in_either_copy(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    reprint_cards(open_shop(shop), Wanted(orders=("#1002",)), (), "jam", Choices(lift=0), outside(3))
    at = packing(shop, f"{BATCH}-reprint-1")
    assert words(at, "1002", printed(shop)["#1002"]) == ["waiting", "ok"]
    assert at.tally().complete
    assert packing(shop, afresh=False).tally().matched == 1


def test_a_code_voided_after_printing_is_stopped(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    void_coupon(open_shop(shop), outside(3), "", "#1001", "leaked")
    (answer,) = answers(packing(shop), printed(shop)["#1001"])
    assert (answer.word, answer.note) == ("stop", "voided")


def test_an_order_cancelled_while_the_bench_works_is_stopped(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    at = packing(shop)
    cancelled = [{"Name": "#1002", "Email": "c1002@x.example", "Cancelled at": "2026-11-24 09:00:00 +0000"}]
    (shop / "orders.csv").write_text(export(cancelled), "utf-8")
    run(shop, outside(2))
    code = printed(shop)
    answers(at, "1001", code["#1001"])
    (answer,) = answers(at, "1002")
    assert (answer.word, answer.note) == ("stop", "cancelled")


def test_two_benches_share_the_work(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    code = printed(shop)
    one, two = packing(shop, afresh=False), packing(shop, afresh=False)
    answers(one, "1001", code["#1001"])
    answers(two, "1002", code["#1002"])
    assert one.tally().complete
    assert two.tally().complete
    assert packing(shop).tally().matched == 0


def test_a_batch_shows_how_many_of_its_parcels_were_matched(tmp_path: Path, inserts: Callable[..., Said]) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    answers(packing(shop), "1001", printed(shop)["#1001"])
    assert "    1 of 2 parcels matched" in inserts("batches", BATCH, "--shop", shop).out.splitlines()


def test_a_ledger_out_of_reach_loses_no_match(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2))
    run(shop)
    code = printed(shop)
    at = packing(shop, afresh=False)
    ledger = shop / "ledger.sqlite"
    ledger.rename(shop / "away")
    answers(at, "1001", code["#1001"])
    assert at.trouble
    for extra in shop.glob("ledger.sqlite*"):
        extra.unlink()
    (shop / "away").rename(ledger)
    answers(at, "1002", code["#1002"])
    assert not at.trouble
    assert packing(shop, afresh=False).tally().matched == 2


def test_a_batch_that_is_none_is_told(shop: Path) -> None:
    with pytest.raises(Stop, match="no batch 2026-11-25 was printed"):
        packing(shop, "2026-11-25")


# The command


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, inserts: Callable[..., Said]) -> Callable[..., Said]:
    """Runs the command with these bytes on standard input."""

    def give(data: bytes, *arguments: object) -> Said:
        path = tmp_path / "typed"
        path.write_bytes(data)
        with path.open("rb") as file, open(file.fileno(), encoding="utf-8", closefd=False) as text:
            monkeypatch.setattr("sys.stdin", text)
            return inserts(*arguments)

    return give


def test_the_command_says_what_is_left_and_how_it_ended(shop: Path, typed: Callable[..., Said]) -> None:
    code = printed(shop)
    pairs = "".join(f"{order}\r\n{code[order]}\r\n" for order in ("#1001", "#1002"))
    said = typed(f"{pairs}1003\r".encode(), "match", BATCH, "--shop", shop, "--afresh")
    assert said.status == 3
    lines = said.out.splitlines()
    assert lines[1] == f"OK      #1001  {code['#1001']}  2 cards"
    assert f"{BATCH}: 2 of 3 parcels matched" in lines
    assert "\x1b" not in said.out
    whole = typed(f"{pairs}1003\n{code['#1003']}\nend\n1001\n".encode(), "match", BATCH, "--shop", shop, "--afresh")
    assert (whole.status, whole.out.splitlines()[-1]) == (0, f"{BATCH}: 3 of 3 parcels matched")


def test_json_stands_alone_on_standard_output(shop: Path, typed: Callable[..., Said]) -> None:
    said = typed(
        f"1001\n{printed(shop)['#1002']}\n1004\nwhat\n".encode(), "match", BATCH, "--shop", shop, "--afresh", "--json"
    )
    assert said.json == {
        "batch": BATCH,
        "orders": 3,
        "matched": 0,
        "cards_left": [
            {
                "order": f"#{1000 + n}",
                "reason": "",
                "cards": [
                    {"template": "classic", "sheet": 1, "slot": n},
                    {"template": "a6-thanks", "sheet": n + 1, "slot": 1},
                ],
            }
            for n in (1, 2, 3)
        ],
        "parcels_left": [
            {"order": "#1001", "reason": ""},
            {"order": "#1004", "reason": said.json["parcels_left"][1]["reason"]},
        ],
        "without_card": [],
        "wrong": [{"parcel": "#1001", "card": "#1002"}],
        "unknown": 1,
    }
    assert "WRONG   parcel #1001, card of #1002: take the card of #1001, from sheet 1, slot 1" in said.err


def test_no_line_of_input_breaks_the_bench(shop: Path, typed: Callable[..., Said]) -> None:
    hostile = b"\xff\xfe\n" + b"A" * 100_000 + b"\n\x1b]0;x\x07\n\0\n[red]1001[/red]\n"
    said = typed(hostile + b"1001\n", "match", BATCH, "--shop", shop, "--afresh")
    assert said.status == 3
    assert "now its card" in said.out
    assert not {sign for sign in said.out if ord(sign) < 32} - {"\n"}
    assert "Traceback" not in said.err


def test_no_name_is_told(shop: Path, typed: Callable[..., Said]) -> None:
    said = typed(b"1001\n1004\n1005\n", "match", BATCH, "--shop", shop, "--afresh")
    assert "Lind" not in said.out + said.err
    assert "@" not in said.out + said.err


def started(shop: Path, where: int | None = None, **environment: str) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "inserts", "match", BATCH, "--shop", str(shop), "--afresh"]
    known = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    stream = subprocess.PIPE if where is None else where
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=stream, stderr=subprocess.PIPE, env=known | environment
    )


def test_each_scan_is_answered_before_the_next_is_typed(shop: Path) -> None:
    code = printed(shop)
    with started(shop) as bench:
        assert bench.stdin is not None
        assert bench.stdout is not None
        for order in ("#1001", "#1003"):
            for line, begins in ((order, b"..."), (code[order], b"OK")):
                bench.stdin.write(f"{line}\r".encode())
                bench.stdin.flush()
                assert bench.stdout.readline().startswith(begins)
        rest, _ = bench.communicate()
        assert b"2 of 3 parcels matched" in rest
    assert bench.returncode == 3


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\t", "\t\r\n"])
def test_whatever_a_scanner_ends_a_line_with_it_is_one_line(
    monkeypatch: pytest.MonkeyPatch, typed: Callable[..., Said], shop: Path, end: str
) -> None:
    code = printed(shop)["#1001"]
    said = typed(f"1001{end}{code}{end}".encode(), "match", BATCH, "--shop", shop, "--afresh")
    assert [line.split()[0] for line in said.out.splitlines()[:2]] == ["...", "OK"]
    for size in (1, 2, 3, 5):  # as it comes piece by piece
        monkeypatch.setattr("inserts.cli.match._CHUNK", size)
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(f"1001{end}{code}{end}".encode())))
        assert list(scans()) == ["1001", code]


@pytest.mark.parametrize("plain", [False, True])
def test_a_terminal_shows_green_and_red_and_rings_unless_told_not_to(shop: Path, plain: bool) -> None:
    ours, theirs = pty.openpty()
    code = printed(shop)
    environment = {"NO_COLOR": "1"} if plain else {}
    with started(shop, theirs, **environment) as bench:
        os.close(theirs)
        bench.communicate(f"1001\n{code['#1001']}\n1002\n{code['#1003']}\n".encode())
    shown = b""
    try:
        while chunk := os.read(ours, 4096):
            shown += chunk
    except OSError:  # how a terminal ends whose other side is closed
        pass
    os.close(ours)
    lines = shown.decode().splitlines()
    assert any(
        line.endswith("OK      #1001  " + code["#1001"] + "  2 cards" + ("" if plain else "\x1b[0m")) for line in lines
    )
    (wrong,) = [line for line in lines if "WRONG" in line]
    assert wrong.endswith("\a")
    assert ("\x1b[31m" in wrong) is not plain
    assert any("\x1b[32m" in line for line in lines) is not plain


def test_ctrl_c_sums_up_what_was_done(shop: Path) -> None:
    code = printed(shop)
    with started(shop) as bench:
        assert bench.stdin is not None
        assert bench.stdout is not None
        bench.stdin.write(f"1001\n{code['#1001']}\n".encode())
        bench.stdin.flush()
        bench.stdout.readline(), bench.stdout.readline()
        bench.send_signal(signal.SIGINT)
        rest, told = bench.communicate()
        assert b"1 of 3 parcels matched" in rest
        assert b"Traceback" not in told
    assert bench.returncode == 3


SHOP_WITHOUT = SHOP[: SHOP.index("[[tier]]")]


def test_cards_of_a_shop_without_coupons_are_matched_by_number(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(2), SHOP_WITHOUT)
    run(shop)
    at = packing(shop)
    (first,) = answers(at, "1001")
    assert not first.tells
    same, ok = answers(at, "https://quillmoss.example", "card 1001")
    assert (same.word, ok.word) == ("same on all", "ok")
