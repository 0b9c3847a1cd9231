"""`inserts coupons` and what a print asks of codes: shown as typed, taken back for ever, told to the shop once."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inserts.cli.main import main
from inserts.model.problem import Stop
from inserts.run import Outside, Wanted, open_shop, reprint_cards
from inserts.run.codes import check_pools
from inserts.run.coupons import export_coupons, import_pool, list_coupons, show_coupon, void_coupon
from inserts.run.results import Choices, RunResult
from tests.shops import NOW, SHOP, export, make_shop, numbered, outside, run

POOLED = SHOP + 'pool = "ten"\n'


class Failing:
    """A step that fails at one name."""

    def __init__(self, at: str) -> None:
        self.at = at

    def __call__(self, name: str) -> None:
        if name == self.at:
            raise OSError("no more")


@pytest.fixture
def inserts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return call


def shop_of(folder: Path, toml: str = SHOP, count: int = 3) -> Path:
    return make_shop(folder, numbered(count), toml)


def fill_pool(shop: Path, codes: Sequence[str], name: str = "ten", world: Outside | None = None) -> Any:
    (shop / "codes.txt").write_text("\n".join(codes) + "\n")
    return import_pool(open_shop(shop), world or outside(), shop / "codes.txt", name)


def codes(shop: Path) -> list[str]:
    return [one.coupon.code for one, _ in list_coupons(open_shop(shop), outside(2))]


def states(shop: Path) -> list[str]:
    return [state for _, state in list_coupons(open_shop(shop), outside(2))]


def told(result: RunResult) -> str:
    return "\n".join(problem.message for problem in result.problems)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


# Show


@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.lower,
        lambda code: code.replace("-", " "),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("8", "B").replace("5", "s").replace("2", "Z"),
    ],
    ids=["as printed", "small", "a blank", "no hyphen", "8 5 2 read as letters"],
)
def test_a_code_is_found_however_it_is_typed(tmp_path: Path, typed: Any) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    printed = codes(shop)
    assert printed
    for code in printed:
        answer = show_coupon(open_shop(shop), outside(), typed(code))
        assert answer.verdict == "known"
        assert answer.found.coupon.code == code  # type: ignore[union-attr]


def test_one_wrong_sign_is_a_typing_error_and_no_other_code_is_proposed(inserts: Any, tmp_path: Path) -> None:
    run(shop_of(tmp_path))
    code = codes(tmp_path)[0]
    wrong = ("C" if code[0] != "C" else "F") + code[1:]
    status, out, err = inserts("coupons", "show", wrong)
    assert status == 1
    assert "typing error" in err
    assert not any(other in out + err for other in codes(tmp_path))


@pytest.mark.parametrize(("written", "verdict"), [("22222-22222", "unknown"), ("SUMMER", "foreign")])
def test_codes_nobody_has_are_told_apart(tmp_path: Path, written: str, verdict: str) -> None:
    run(shop_of(tmp_path))
    assert show_coupon(open_shop(tmp_path), outside(), written).verdict == verdict


def test_show_says_what_became_of_a_code_and_nothing_of_the_customer(inserts: Any, tmp_path: Path) -> None:
    run(shop_of(tmp_path))
    status, out, _ = inserts("coupons", "show", codes(tmp_path)[0], "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["order"], found["state"], found["valid_until"]) == ("#1001", "printed", "2027-01-28")
    assert not any(word in out for word in ("Ida", "Lind", "x.example"))


# List


def test_list_is_by_state_batch_and_tier(inserts: Any, tmp_path: Path) -> None:
    run(shop_of(tmp_path))
    assert states(tmp_path) == ["printed"] * 3
    for option, value, count in (
        *(("--state", "printed", 3), ("--state", "voided", 0), ("--batch", "2026-11-24", 3), ("--batch", "other", 0)),
        *(("--tier", "next order", 3), ("--tier", "other", 0)),
    ):
        _, out, _ = inserts("coupons", "list", option, value, "--json")
        assert len(json.loads(out)["coupons"]) == count, (option, value)


def test_list_as_csv_is_guarded(inserts: Any, tmp_path: Path) -> None:
    shop = shop_of(tmp_path, SHOP.replace('name = "next order"', 'name = "=1+1"'))
    run(shop)
    _, out, _ = inserts("coupons", "list", "--csv")
    assert [row["tier"] for row in csv.DictReader(io.StringIO(out))] == ["'=1+1"] * 3


def test_a_code_seen_in_a_later_order_is_redeemed(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    code = codes(shop)[0]
    (shop / "later.csv").write_text(export([{"Name": "#2000", "Email": "c@x.example", "Discount Code": code.lower()}]))
    run(shop, file="later.csv")
    assert states(shop)[:3] == ["redeemed", "printed", "printed"]


def test_a_code_runs_out_after_its_last_day(tmp_path: Path) -> None:
    run(shop_of(tmp_path))
    one, _ = list_coupons(open_shop(tmp_path), outside())[0]
    last = one.coupon.grant.valid_through
    assert last is not None
    assert [one.state(last), one.state(last.replace(day=last.day + 1))] == ["printed", "expired"]


# Void


def test_a_voided_code_is_never_printed_again(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    void_coupon(open_shop(shop), outside(), codes(shop)[0], "", "leaked")
    with pytest.raises(Stop, match="the code of order #1001 was voided: leaked"):
        reprint_cards(open_shop(shop), Wanted(orders=("1001",)), [], "jam", Choices(), outside(3))
    again = run(shop, outside(4), again=True)
    assert again.cards == 2 * 2
    assert ("#1001", "its code was voided: leaked") in [(left.order, left.reason) for left in again.left_out]


def test_an_order_voided_before_it_was_printed_is_left_out_and_named(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    with pytest.raises(OSError, match="no more"):
        run(shop, outside(step=Failing("write")))
    void_coupon(open_shop(shop), outside(), "", "#1002", "ordered by mistake")
    found = run(shop, outside(2))
    assert found.cards == 2 * 2
    assert ("#1002", "its code was voided: ordered by mistake") in [(o.order, o.reason) for o in found.left_out]


def test_the_first_reason_stays(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    void_coupon(open_shop(shop), outside(), codes(shop)[0], "", "leaked")
    _, one = void_coupon(open_shop(shop), outside(), "", "1001", "other")
    assert one is not None
    assert one.void_reason == "leaked"


@pytest.mark.parametrize(
    "words",
    [
        ("--reason", "x"),
        ("22222-22222", "--reason", "x"),
        ("--order", "#9", "--reason", "x"),
        ("A", "--order", "#1001", "--reason", "x"),
        ("A", "--reason", " "),
        ("A",),
    ],
)
def test_void_is_told_what_is_missing(inserts: Any, tmp_path: Path, words: tuple[str, ...]) -> None:
    run(shop_of(tmp_path))
    status, _, err = inserts("coupons", "void", *words)
    assert status == 2
    assert "Error" in err
    assert states(tmp_path) == ["printed"] * 3


def test_a_shared_code_is_not_voided_for_one(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, SHOP + 'code = "WELCOME15"\n')
    run(shop)
    with pytest.raises(Stop, match="WELCOME15 is shared by 3 orders"):
        void_coupon(open_shop(shop), outside(), "welcome15", "", "leaked")


# Pools


def test_orders_get_the_codes_of_their_tiers_pool(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, POOLED)
    fill_pool(shop, ["SHOP-1", "SHOP-2", "SHOP-3", "SHOP-4"])
    assert run(shop).cards == 6
    assert codes(shop) == ["SHOP-1", "SHOP-2", "SHOP-3"]


@pytest.mark.parametrize("dry", [False, True])
def test_a_pool_too_small_for_the_whole_run_stops_it_before_anything_is_made(tmp_path: Path, dry: bool) -> None:
    shop = make_shop(tmp_path, numbered(3), POOLED + "[batches]\nlimit = 2\n")
    fill_pool(shop, ["SHOP-1", "SHOP-2"])
    with pytest.raises(Stop, match="pool 'ten' has 2 codes left and 3 are needed: nothing was printed"):
        run(shop, dry_run=dry)
    assert not list(shop.glob("out/**/*.pdf"))
    assert codes(shop) == []


def test_a_dry_run_takes_nothing_from_a_pool(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, POOLED)
    fill_pool(shop, ["SHOP-1", "SHOP-2", "SHOP-3"])
    run(shop, dry_run=True)
    run(shop, outside(2))
    assert codes(shop) == ["SHOP-1", "SHOP-2", "SHOP-3"]


def test_a_pool_that_runs_low_is_told(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, POOLED)
    fill_pool(shop, [f"SHOP-{n}" for n in range(8)])
    assert "pool 'ten' runs low: 5 of 8 codes are left after this run" in told(run(shop))
    other = shop_of(tmp_path / "other", POOLED)
    fill_pool(other, [f"SHOP-{n}" for n in range(9)])
    assert "runs low" not in told(run(other))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("A" * 21, "has 21 characters; 20 are the most"),
        ("TEN %", "holds something else"),
        ("", "has no code"),
        ("SHOP-1", "SHOP-1 stands in the file twice"),
    ],
)
def test_a_line_that_is_no_code_is_named_and_nothing_is_added(tmp_path: Path, line: str, why: str) -> None:
    shop = shop_of(tmp_path, POOLED)
    with pytest.raises(Stop, match="nothing was added") as stop:
        fill_pool(shop, ["SHOP-1", f"{line},10", "SHOP-2"])
    (problem,) = stop.value.problems
    assert (problem.where.line, why in problem.message) == (2, True)
    with pytest.raises(Stop, match="0 codes left"):
        run(shop)


@pytest.mark.parametrize(
    "text",
    [
        "SHOP-1\nSHOP-2\n",
        "\ufeffcode\r\nSHOP-1\r\n\r\nSHOP-2",
        '"Title","Code"\n"ten","SHOP-1"\n"ten","SHOP-2"\n',
        "Discount code;Uses\nSHOP-1;0\nSHOP-2;0\n",
    ],
)
def test_a_pool_is_read_from_text_and_from_csv(tmp_path: Path, text: str) -> None:
    shop = shop_of(tmp_path, POOLED, count=2)
    (shop / "codes.csv").write_text(text, "utf-8")
    assert import_pool(open_shop(shop), outside(), shop / "codes.csv", "ten").added == 2
    run(shop)
    assert codes(shop) == ["SHOP-1", "SHOP-2"]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"code\n"])
def test_a_file_without_codes_is_told(tmp_path: Path, data: bytes) -> None:
    shop = shop_of(tmp_path, POOLED)
    (shop / "codes.csv").write_bytes(data)
    with pytest.raises(Stop, match=r"codes\.csv"):
        import_pool(open_shop(shop), outside(), shop / "codes.csv", "ten")


def test_pools_are_listed(inserts: Any, tmp_path: Path) -> None:
    shop = shop_of(tmp_path, POOLED)
    fill_pool(shop, [f"SHOP-{n}" for n in range(5)])
    run(shop)
    assert inserts("coupons", "pools")[1] == "ten: 2 of 5 codes left\n"


def test_pools_that_are_not_asked_for_do_not_stop_a_run() -> None:
    from inserts.ledger import Outlook, Pool

    assert check_pools(Outlook((Pool("ten", 0, 5),), 0, ()), {}, []) == {}


def test_with_a_clock_set_back_nothing_is_printed_unless_the_day_is_stated(tmp_path: Path) -> None:
    shop = shop_of(tmp_path, SHOP)
    run(shop)
    (shop / "later.csv").write_text(numbered(1, first=2001))
    back = replace(outside(2), now=lambda: NOW - timedelta(days=40))
    with pytest.raises(Stop, match="the computer's clock says 2026-10-15, but the ledger was written on 2026-11-24"):
        run(shop, back, file="later.csv")
    assert "#2001" not in {found.coupon.grant.order for found, _ in list_coupons(open_shop(shop), outside())}
    stated = run(shop, back, file="later.csv", date=NOW.date())
    assert stated.cards == 2
    (told,) = [one for one, _ in list_coupons(open_shop(shop), outside()) if one.coupon.grant.order == "#2001"]
    assert told.coupon.grant.valid_from == NOW.date()


def test_a_code_that_all_cards_share_is_proved_like_any_other(inserts: Any, tmp_path: Path) -> None:
    shop = shop_of(tmp_path, SHOP + 'code = "WELCOME15"\n')
    (batch,) = run(shop).batches
    assert batch.cards == 6
    assert inserts("proof", batch.pdf)[0] == 0


# Export


def test_codes_are_told_to_the_shop_once_in_private_files(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    done = export_coupons(open_shop(shop), outside(), "shopify")
    (path,) = done.files
    assert [row["code"] for row in rows(path)] == codes(shop)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (done.codes, done.fresh) == (3, 3)
    assert export_coupons(open_shop(shop), outside(), "shopify").files == ()
    assert states(shop) == ["exported"] * 3


def test_again_writes_the_last_export_as_the_same_file(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    first = export_coupons(open_shop(shop), outside(), "woocommerce")
    before = first.files[0].read_bytes()
    again = export_coupons(open_shop(shop), outside(5), "woocommerce", again=True)
    assert (again.files, again.fresh) == (first.files, 0)
    assert first.files[0].read_bytes() == before


def test_all_writes_what_was_told_before_too(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    export_coupons(open_shop(shop), outside(), "csv")
    (shop / "later.csv").write_text(numbered(2, first=2001))
    run(shop, outside(2), file="later.csv")
    assert export_coupons(open_shop(shop), outside(3), "csv").codes == 2
    assert export_coupons(open_shop(shop), outside(4), "csv", everything=True).codes == 5


def test_cut_off_before_the_mark_the_same_codes_are_told_again(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    with pytest.raises(OSError, match="no more"):
        export_coupons(open_shop(shop), outside(step=Failing("export: files")), "csv")
    assert states(shop) == ["printed"] * 3
    assert export_coupons(open_shop(shop), outside(2), "csv").fresh == 3


def test_a_folder_that_cannot_be_written_marks_nothing(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    run(shop)
    (shop / "full").write_text("a file")
    with pytest.raises(Stop):
        export_coupons(open_shop(shop), outside(), "csv", out=shop / "full")
    assert states(shop) == ["printed"] * 3


@pytest.mark.parametrize("toml", [POOLED, SHOP + 'code = "WELCOME15"\n'])
def test_codes_the_shop_made_itself_are_not_told_to_it(tmp_path: Path, toml: str) -> None:
    shop = shop_of(tmp_path, toml)
    fill_pool(shop, ["SHOP-1", "SHOP-2", "SHOP-3"])
    run(shop)
    assert export_coupons(open_shop(shop), outside(), "csv").codes == 0


def test_voided_codes_and_those_on_no_paper_are_not_told(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    with pytest.raises(OSError, match="no more"):
        run(shop, outside(step=Failing("write")))
    assert export_coupons(open_shop(shop), outside(), "csv").codes == 0
    run(shop, outside(2))
    void_coupon(open_shop(shop), outside(), "", "#1001", "leaked")
    assert export_coupons(open_shop(shop), outside(), "csv").codes == 2


def test_a_print_warns_of_codes_of_earlier_batches_the_shop_does_not_know(tmp_path: Path) -> None:
    shop = shop_of(tmp_path)
    assert "never exported" not in told(run(shop))
    (shop / "later.csv").write_text(numbered(2, first=2001))
    assert "3 codes of earlier batches (2026-11-24) were never exported" in told(run(shop, outside(2), "later.csv"))
    export_coupons(open_shop(shop), outside(3), "csv")
    assert "never exported" not in told(run(shop, outside(4), "later.csv"))


# Names and lengths

NAMED = SHOP + '[codes]\nprefix = "{first_name}-"\n'


def test_a_first_name_stands_before_the_code_where_it_can(tmp_path: Path) -> None:
    names = ["Zoë Lind", "Дмитрий Петров", "李 明", "Dick Turpin", "Friederike-Anna Winter"]
    orders = export({"Name": f"#{n}", "Email": f"{n}@x.example", "Shipping Name": name} for n, name in enumerate(names))
    shop = make_shop(tmp_path, orders, NAMED)
    assert run(shop).cards == 10
    assert [code.rpartition("-")[0].rpartition("-")[0] for code in codes(shop)] == ["ZOE", "", "", "", "FRIED"]
    assert all(len(code) <= 17 for code in codes(shop))
    assert all(show_coupon(open_shop(shop), outside(), code).verdict == "known" for code in codes(shop))


def test_a_typing_error_is_told_in_a_code_with_a_name_too(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(1), NAMED)
    run(shop)
    code = codes(shop)[0]
    wrong = code[:-1] + ("C" if code[-1] != "C" else "F")
    assert show_coupon(open_shop(shop), outside(), wrong).verdict == "typing error"


def test_codes_too_short_for_so_many_are_told_with_the_length_that_will_do(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(70), SHOP + "[codes]\nlength = 8\n")
    found = run(shop, dry_run=True)
    # 70 codes for 65 days at one guess a second: 70 * 65 * 86,400 / 23^7 = 0.115
    assert "codes of 8 symbols are short for 70 live ones" in told(found)
    assert any("length = 9" in problem.hint for problem in found.problems)


def test_codes_long_enough_are_not_told(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, numbered(50), SHOP + "[codes]\nlength = 8\n")
    assert "short" not in told(run(shop, dry_run=True))


def test_a_tier_past_its_end_is_told(tmp_path: Path) -> None:
    ended = '[[tier]]\nname = "spring"\nwhen = { gift = true }\nbenefit = { kind = "percent", value = 5 }\n'
    ended += "valid = { days = 30, latest = 2026-06-30 }\n"
    shop = make_shop(tmp_path, numbered(1), SHOP.replace("[[tier]]", f"{ended}\n[[tier]]", 1))
    assert "tier 'spring' ended on 2026-06-30, so no order gets it any more" in told(run(shop, dry_run=True))


# Conditions that take some finding out


def test_days_since_the_last_order_choose_the_tier(tmp_path: Path) -> None:
    back = '[[tier]]\nname = "welcome back"\nwhen = { days_since_last = { min = 90 } }\n'
    back += 'benefit = { kind = "free_shipping" }\nvalid = { days = 30 }\n'
    orders = export(
        {"Name": name, "Email": mail, "Created at": f"{day} 10:00:00 +0000", "Fulfillment Status": state}
        for name, mail, day, state in [
            ("#1", "a@x.example", "2026-06-01", "fulfilled"),
            ("#2", "b@x.example", "2026-10-01", "fulfilled"),
            ("#3", "a@x.example", "2026-11-23", "unfulfilled"),
            ("#4", "b@x.example", "2026-11-23", "unfulfilled"),
            ("#5", "c@x.example", "2026-11-23", "unfulfilled"),
        ]
    )
    shop = make_shop(tmp_path, orders, SHOP.replace("[[tier]]", f"{back}\n[[tier]]", 1))
    (batch,) = run(shop, dry_run=True).batches
    assert batch.chosen == {"#3": "welcome back", "#4": "next order", "#5": "next order"}


def test_a_level_chooses_the_tier_by_its_name_in_any_language(tmp_path: Path) -> None:
    gold = '[[level]]\nname = { en = "Gold", de = "Edel" }\nfrom = 100\n\n[[tier]]\nname = "gold"\n'
    gold += 'when = { member_any = ["edel"] }\nbenefit = { kind = "percent", value = 20 }\nvalid = { days = 30 }\n'
    toml = SHOP.replace("[[tier]]", f"{gold}\n[[tier]]", 1) + '[orders.columns]\nmember_level = "Notes"\n'
    rows_ = [
        {"Name": f"#{n}", "Email": f"{n}@x.example", "Notes": level} for n, level in enumerate(["GOLD", "", "Tin"])
    ]
    shop = make_shop(tmp_path, export(rows_), toml)
    (batch,) = run(shop, dry_run=True).batches
    assert batch.chosen == {"#0": "gold", "#1": "next order", "#2": "next order"}


def test_a_dry_run_says_which_offer_each_order_earns(inserts: Any, tmp_path: Path) -> None:
    shop_of(tmp_path, count=1)
    _, _, err = inserts("print", "orders.csv", "--dry-run")
    assert any(line.split()[:4] == ["#1001", "classic", "next", "order"] for line in err.splitlines())
