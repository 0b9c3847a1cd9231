"""The language of templates: fields in texts, and conditions."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from liquid import Environment

from inserts.fields import CARD, COUNTS, FACTS, FILTERS, Fault, of_one_order, parse_condition, parse_phrase
from inserts.fields.filters import filtered_phrase
from inserts.fields.phrase import plain_phrase, split_name


def fault(text: str) -> Fault:
    with pytest.raises(Fault) as caught:
        parse_phrase(text, CARD)
    return caught.value


def wrong(condition: str) -> Fault:
    with pytest.raises(Fault) as caught:
        parse_condition(condition)
    return caught.value


def facts(**given: int) -> dict[str, int]:
    return dict.fromkeys(FACTS, 0) | given


def holds(condition: str, **given: int) -> bool:
    return parse_condition(condition).holds(facts(**given))


# Texts


def test_fields_are_replaced_by_their_values() -> None:
    phrase = parse_phrase("{{ customer.name }}, {{shop.name}}!", CARD)
    assert phrase.render({"customer": {"name": "Ida"}, "shop": {"name": "Quillmoss"}}) == "Ida, Quillmoss!"
    assert phrase.fields == {"customer.name", "shop.name"}


def test_a_text_without_fields_stays_as_it_is() -> None:
    assert parse_phrase("  Thank you\nso much ", CARD).render({}) == "  Thank you\nso much "


@given(st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=60))
def test_a_value_is_never_read_as_a_template(name: str) -> None:
    values = {"customer": {"name": name}}
    assert parse_phrase("<{{ customer.name }}>", CARD).render(values) == f"<{name}>"
    assert parse_phrase("{{ customer.name | append: '' }}", CARD).render(values) == name


@pytest.mark.parametrize("name", ["{{ shop.name }}", "{% raw %}", "{{ 1 | plus: 1 }}", "<b>&amp;</b>", "{0.__class__}"])
def test_braces_and_markup_in_a_value_stay_text(name: str) -> None:
    values = {"customer": {"name": name}, "shop": {"name": "never"}}
    assert parse_phrase("{{ customer.name }}", CARD).render(values) == name
    assert parse_phrase("{{ customer.name | strip }}", CARD).render(values) == name


def test_default_stands_in_for_an_empty_value_and_leaves_the_field_not_bare() -> None:
    phrase = parse_phrase('Dear {{ customer.first_name | default: "friend" }}', CARD)
    assert phrase.render({"customer": {"first_name": ""}}) == "Dear friend"
    assert (phrase.fields, phrase.bare) == ({"customer.first_name"}, frozenset())


def test_alone_is_one_field_and_nothing_beside_it() -> None:
    assert parse_phrase("{{ coupon.tail }}", CARD).alone
    assert not parse_phrase("until {{ coupon.until }}", CARD).alone
    assert not parse_phrase("{{ coupon.big }}{{ coupon.tail }}", CARD).alone


PIECES = st.one_of(
    st.sampled_from(["{{", "}}", "{", "}", " ", "\n", "-", "|", ".", "true", "nil", "with", "shop.name", "1", "'"]),
    st.sampled_from(["{{ until }}", "{{ shop.name }}", "{{shop.size}}", "{{  a_b.c  }}", "{{ or.b }}", "{{ empty }}"]),
    st.text("aß{}. \t漢", max_size=4),
)


@given(st.lists(PIECES, max_size=6).map("".join))
def test_a_text_of_fields_alone_is_read_and_filled_as_liquid_does(text: str) -> None:
    phrase = plain_phrase(text)
    assume(phrase is not None)
    assert phrase == filtered_phrase(text)
    values = {
        root: {name: f"<{root} {{{{ {name} }}}}>"} if name else root for root, name in map(split_name, phrase.fields)
    }
    assume(len(values) == len(phrase.fields))
    assert phrase.render(values) == Environment(autoescape=False).from_string(text).render(**values)


@pytest.mark.parametrize(
    "text", ["{{ shop.name | upcase }}", "{{ 'tea' }}", "{{- shop.name }}", "{{ nil }}", "{ {{ a }}"]
)
def test_what_holds_more_than_fields_is_left_to_liquid(text: str) -> None:
    assert plain_phrase(text) is None


def test_an_unknown_field_is_named_with_the_nearest_known_one() -> None:
    told = fault("Hi {{ customer.nmae }}")
    assert "customer.nmae" in str(told)
    assert "customer.name" in told.hint


def test_an_unknown_field_inside_a_filter_is_found_too() -> None:
    assert "shop.nmae" in str(fault("{{ shop.name | append: shop.nmae }}"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% if coupon %}x{% endif %}", "no tags"),
        ("{% include 'secrets' %}", "no tags"),
        ("{% for i in (1..9) %}x{% endfor %}", "no tags"),
        ("{{ customer.name", "cannot be read"),
        ("{{ }}", "cannot be read"),
        ("{{ customer name }}", "cannot be read"),
        ("{ customer.name }", "brace"),
        ("customer.name }}", "brace"),
        ("{{ (1..1000000) }}", "no field"),
        ("{{ 7 }}", "no field"),
        ("{{ customer['name'][shop.name] }}", "unknown field"),
        ("{{ customer.name.__class__ }}", "unknown field"),
        ("{{ customer }}", "unknown field"),
        ("{{ shop.name | replace: 'a', 'b' }}", "unknown filter"),
        ("{{ shop.name | upcase: 3 }}", "upcase"),
        ("{{ coupon.expires | date: '%d.%q' }}", "%q"),
        ("x" * 5000, "longer than"),
    ],
)
def test_what_a_text_must_not_hold_is_told_in_plain_words(text: str, words: str) -> None:
    assert words in str(fault(text))


@pytest.mark.parametrize("name", FILTERS)
def test_every_listed_filter_works(name: str) -> None:
    argument = ": 'x'" if name in ("append", "prepend") else ""
    assert parse_phrase(f"{{{{ shop.name | {name}{argument} }}}}", CARD).render({"shop": {"name": "tea"}})


def test_the_date_filter_writes_days_and_never_asks_the_clock() -> None:
    phrase = parse_phrase("{{ coupon.expires | date: '%d/%m/%Y' }}", CARD)
    assert phrase.render({"coupon": {"expires": date(2027, 3, 31)}}) == "31/03/2027"
    assert phrase.render({"coupon": {"expires": "now"}}) == "now"


def test_fields_of_one_order_are_told_from_those_of_the_shop() -> None:
    own = {field for field in CARD if of_one_order(field)}
    assert {"customer.name", "order.short", "coupon.big", "link.coupon"} <= own
    assert not own & {"shop.name", "link.home", "link.help"}


@given(st.text(alphabet="{}%|'\" .abcustomer_shop[]()0", max_size=30))
def test_whatever_is_written_it_is_read_or_told(text: str) -> None:
    with suppress(Fault):
        assert parse_phrase(text, CARD).fields <= CARD


# Conditions


@pytest.mark.parametrize("word", FACTS)
def test_a_word_alone_means_that_there_is_one(word: str) -> None:
    assert holds(word, **{word: 1})
    assert not holds(word)


@pytest.mark.parametrize("word", COUNTS)
@pytest.mark.parametrize(
    ("sign", "right"),
    [
        *[("<", {1}), ("<=", {1, 2}), ("≤", {1, 2}), (">", {3}), (">=", {2, 3}), ("≥", {2, 3})],
        *[("=", {2}), ("==", {2}), ("!=", {1, 3}), ("≠", {1, 3})],
    ],
)
def test_counts_are_compared(word: str, sign: str, right: set[int]) -> None:
    assert {count for count in (1, 2, 3) if holds(f"{word} {sign} 2", **{word: count})} == right


def test_a_range_is_written_as_in_mathematics() -> None:
    assert [count for count in range(8) if holds("1 <= items <= 5", items=count)] == [1, 2, 3, 4, 5]
    assert [count for count in range(8) if holds("1 < contacts ≤ 4", contacts=count)] == [2, 3, 4]


def test_and_binds_more_than_or_and_not_more_than_both() -> None:
    assert holds("logo or coupon and name", logo=1)
    assert not holds("(logo or coupon) and name", logo=1)
    assert holds("not coupon and not logo")
    assert holds("not not coupon", coupon=1)
    assert not holds("not (coupon or logo)", logo=1)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("coupn", "unknown word 'coupn'"),
        ("coupon > 1", "'coupon' is no number"),
        ("coupon logo", "'logo' was not expected"),
        ("coupon and", "ends too early"),
        ("", "ends too early"),
        ("items >", "ends too early"),
        ("(coupon", "bracket"),
        ("coupon)", "')' was not expected"),
        ("5", "stands alone"),
        ("coupon && logo", "'&'"),
        ("__import__", "unknown word"),
        ("coupon.big", "'.'"),
        ("items < 99999999", "more than there can be"),
        ("(" * 11 + "coupon" + ")" * 11, "too long"),
        ("not " * 60 + "coupon", "too long"),
    ],
)
def test_a_wrong_condition_is_told_in_plain_words(condition: str, words: str) -> None:
    assert words in str(wrong(condition))


def test_an_unknown_word_names_the_nearest() -> None:
    assert "contacts" in wrong("contact > 1").hint


@given(st.lists(st.sampled_from([*FACTS, "and", "or", "not", "(", ")", "<", "=", "1", "&"]), max_size=12))
def test_whatever_condition_is_written_it_is_read_or_told(tokens: list[str]) -> None:
    with suppress(Fault):
        assert parse_condition(" ".join(tokens)).holds(facts()) in (True, False)
