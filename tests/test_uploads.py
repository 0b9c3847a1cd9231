"""Files for shop systems: their own columns, so many rows as they take, and nothing left out silently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.model.offer import Benefit, Coupon, Grant, Issued
from inserts.uploads import MOST_ROWS, TARGETS, Target, Upload, benefit_told, uploads

BERLIN = ZoneInfo("Europe/Berlin")
LAST = date(2027, 3, 27)  # the clock goes forward in the night after


def issued(code: str = "K7QWM-4XH2M", kind: str = "percent", value: object = 10, **more: object) -> Issued:
    text = "a candle" if kind == "gift" else ""
    amount = Decimal(str(value)) if kind in ("percent", "amount", "points") else None
    known = {"currency": "EUR", "valid_from": date(2027, 1, 27), "valid_through": LAST, "customer": "c" * 32}
    grant = Grant("#1", "first order", Benefit(kind, amount, text), **(known | more))  # type: ignore[arg-type]
    return Issued(Coupon(grant, code), "2027-01-27")


def made(target: Target, *coupons: Issued) -> tuple[Upload, ...]:
    return uploads(target, coupons, zone=BERLIN, currency="EUR")[0]


def notes(target: Target, *coupons: Issued) -> str:
    return "\n".join(uploads(target, coupons, zone=BERLIN, currency="EUR")[1])


def only(target: Target, coupon: Issued) -> Mapping[str, str]:
    (file,) = made(target, coupon)
    (row,) = file.rows
    return dict(zip(file.header, row, strict=True))


@pytest.mark.parametrize("target", TARGETS)
def test_every_code_is_in_one_file_once_and_no_file_is_too_long(target: Target) -> None:
    coupons = [issued(f"CODE{n}") for n in range(2 * MOST_ROWS["shopify"] + 1)]
    files = made(target, *coupons)
    column = 1 if target == "woocommerce" else files[0].header.index("code")
    assert [row[column] for file in files for row in file.rows] == [one.coupon.code for one in coupons]
    assert all(0 < len(file.rows) <= MOST_ROWS[target] for file in files)
    assert len({file.name for file in files}) == len(files)


@pytest.mark.parametrize("target", TARGETS)
def test_no_file_names_an_order_or_a_customer(target: Target) -> None:
    told = str(made(target, issued()))
    assert "c" * 32 not in told
    assert "#1" not in told


@pytest.mark.parametrize("target", TARGETS)
def test_no_codes_make_no_files(target: Target) -> None:
    assert made(target) == ()


@pytest.mark.parametrize("target", ["shopify", "bigcommerce", "stripe"])
@pytest.mark.parametrize(
    "other",
    [
        issued("B", valid_through=date(2027, 4, 3)),
        issued("B", value=12),
        issued("B", min_spend=Decimal(20)),
        issued("B", per_customer=True),
    ],
    ids=["last day", "percent", "minimum", "limit"],
)
def test_codes_that_promise_something_else_are_another_discount(target: Target, other: Issued) -> None:
    assert [len(file.rows) for file in made(target, issued("A"), other, issued("C"))] == [2, 1]


# Shopify


def test_shopify_gets_the_discount_in_every_row() -> None:
    coupon = issued(kind="amount", value="7.50", min_spend=Decimal("50.00"))
    assert only("shopify", coupon) == {
        "title": "first order, 7.50 EUR off over 50 EUR, until 2027-03-27",
        "discount_type": "fixed",
        "discount_value": "7.50",
        "code": "K7QWM-4XH2M",
        "starts_at": "2027-01-27T00:00:00+01:00",
        "ends_at": "2027-03-28T00:00:00+01:00",
        "minimum_purchase_amount": "50",
    }


@pytest.mark.parametrize("kind", ["free_shipping", "gift", "points"])
def test_what_shopifys_columns_cannot_say_is_a_plain_list_and_told(kind: str) -> None:
    (file,) = made("shopify", issued(kind=kind))
    assert (file.header, file.rows) == (("code",), (("K7QWM-4XH2M",),))
    assert "make those in Shopify first" in notes("shopify", issued(kind=kind))


# WooCommerce


def test_a_coupon_of_woocommerce_ends_as_the_day_after_its_last_begins() -> None:
    assert only("woocommerce", issued())["date_expires"] == "2027-03-28"


def test_woocommerce_gets_limits_and_minimum_in_its_words() -> None:
    coupon = issued(per_customer=True, combine=False, excludes=("Sale",), min_spend=Decimal(30))
    row = only("woocommerce", coupon)
    found = [row[name] for name in ("usage_limit", "usage_limit_per_user", "individual_use", "exclude_sale_items")]
    assert found == ["1", "1", "yes", "yes"]
    assert (row["post_title"], row["discount_type"], row["coupon_amount"], row["minimum_amount"]) == (
        *("K7QWM-4XH2M", "percent", "10"),
        "30",
    )


def test_free_delivery_is_a_coupon_of_nothing_with_free_shipping() -> None:
    row = only("woocommerce", issued(kind="free_shipping"))
    assert (row["free_shipping"], row["coupon_amount"]) == ("yes", "0")


def test_woocommerce_knows_no_gifts_and_its_owner_is_told() -> None:
    assert "a candle" in only("woocommerce", issued(kind="gift"))["post_excerpt"]
    assert "gifts and points are coupons of 0" in notes("woocommerce", issued(kind="gift"))


@pytest.mark.parametrize("target", ["woocommerce", "shopify"])
def test_amounts_in_another_currency_than_the_shops_are_told(target: Target) -> None:
    assert "some amounts are in GBP" in notes(target, issued(kind="amount", currency="GBP"))
    assert "some amounts" not in notes(target, issued(currency="GBP"))


# BigCommerce


@pytest.mark.parametrize(
    ("limits", "row"),
    [
        ({}, ("K7QWM-4XH2M", "1", "0")),
        ({"per_customer": True}, ("K7QWM-4XH2M", "1", "1")),
        ({"single_use": False}, ("K7QWM-4XH2M", "0", "0")),
        ({"single_use": False, "per_customer": True}, ("K7QWM-4XH2M", "0", "1")),
    ],
)
def test_bigcommerce_gets_the_code_and_how_often_it_works(limits: Mapping[str, bool], row: tuple[str, ...]) -> None:
    (file,) = made("bigcommerce", issued(**limits))
    assert (file.header, file.rows) == (("code", "max_uses", "max_uses_per_customer"), (row,))
    assert file.discount == "first order, 10 % off, until 2027-03-27"
    assert "make it first, with the offer and the last day" in notes("bigcommerce", issued(**limits))


# Stripe


def test_stripe_gets_codes_without_hyphens_and_its_owner_is_told() -> None:
    assert only("stripe", issued())["code"] == "K7QWM4XH2M"
    assert "group = 0 in [codes]" in notes("stripe", issued())
    assert "group" not in notes("stripe", issued("K7QWM4XH2M"))


def test_a_code_of_stripe_expires_as_the_day_after_its_last_begins_in_the_shop() -> None:
    ends = datetime(2027, 3, 28, tzinfo=BERLIN)
    assert only("stripe", issued())["expires_at"] == str(int(ends.timestamp()))


@pytest.mark.parametrize(
    ("currency", "minor"), [("EUR", "3050"), ("JPY", "30"), ("KWD", "30500"), ("ISK", "3050")], ids=str
)
def test_stripe_counts_money_in_the_smallest_unit(currency: str, minor: str) -> None:
    least = Decimal("30.50") if currency != "JPY" else Decimal(30)
    row = only("stripe", issued(min_spend=least, currency=currency))
    assert row["restrictions[minimum_amount]"] == minor
    assert row["restrictions[minimum_amount_currency]"] == currency.lower()


# All


def test_the_plain_list_says_all_there_is() -> None:
    coupon = issued(single_use=False, excludes=("sale", "gift cards"))
    assert only("csv", coupon) == {
        "code": "K7QWM-4XH2M",
        "benefit": "percent",
        "value": "10",
        "currency": "EUR",
        "min_spend": "",
        "valid_from": "2027-01-27",
        "valid_until": "2027-03-27",
        "uses": "",
        "per_customer": "",
        "combine": "yes",
        "excludes": "sale|gift cards",
        "gift": "",
        "tier": "first order",
        "batch": "2027-01-27",
    }


@given(st.text(max_size=80))
def test_a_files_name_is_one_whatever_the_tier_is_called(tier: str) -> None:
    grant = Grant("#1", tier, Benefit("percent", Decimal(5)), valid_through=LAST)
    (file,) = made("bigcommerce", Issued(Coupon(grant, "A"), "b"))
    assert set(file.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(file.name) < 70


@pytest.mark.parametrize(
    ("coupon", "told"),
    [
        (issued(value="12.5"), "12.5 % off"),
        (issued(kind="free_shipping", min_spend=Decimal("1000.00")), "free delivery over 1000 EUR"),
        (issued(kind="points", value=100), "100 points"),
    ],
)
def test_a_benefit_is_told_in_plain_words(coupon: Issued, told: str) -> None:
    assert benefit_told(coupon.coupon.grant) == told


# What no column says


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("shopify", "each code works once; once for each customer; not together with other discounts"),
        ("bigcommerce", "not together with other discounts"),
        ("stripe", "once for each customer"),
    ],
)
def test_limits_that_have_no_column_are_told(target: Target, told: str) -> None:
    limited = issued(per_customer=True, combine=False)
    assert f"the file has no column for: {told}. Set it by hand in the shop" in notes(target, limited)
    assert "has no column for:" not in notes(target, issued(single_use=False))


@pytest.mark.parametrize("target", ["woocommerce", "csv"])
def test_limits_that_have_a_column_need_no_note(target: Target) -> None:
    assert "no column for:" not in notes(target, issued(per_customer=True, combine=False))


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("shopify", "gift cards, sale"),
        ("bigcommerce", "gift cards, sale"),
        ("stripe", "gift cards, sale"),
        ("woocommerce", "gift cards"),
        ("csv", ""),
    ],
)
def test_what_an_offer_excludes_and_no_column_says_is_told(target: Target, told: str) -> None:
    found = notes(target, issued(excludes=("sale", "gift cards")))
    assert found.partition("exclude must be set in the shop by hand: ")[2].splitlines()[:1] == [told][: bool(told)]
