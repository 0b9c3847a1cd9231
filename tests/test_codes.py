"""Codes and keys: the same for the same order, no look-alikes, typing errors told, customers never in plain."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections import Counter
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.ledger import check, load_or_create_key, normalise, readable_name
from inserts.ledger.codes import (
    ALPHABET,
    check_symbol,
    customer_key,
    is_rude,
    keyed_code,
    keyed_codes,
    random_code,
    random_codes,
)
from inserts.model.offer import CodeRule
from inserts.model.problem import Stop

KEY = bytes(range(32))
RULE = CodeRule()


def code_of(order: str, attempt: int = 0, rule: CodeRule = RULE) -> str:
    return keyed_code(KEY, "shop.example", order, "1", attempt, rule)


def test_a_code_is_ten_signs_in_two_groups() -> None:
    assert re.fullmatch(f"[{ALPHABET}]{{5}}-[{ALPHABET}]{{5}}", code_of("#1001"))


@pytest.mark.parametrize(
    ("rule", "shape"),
    [
        (CodeRule(length=12, group=4, prefix="TY-"), r"TY-\w{4}-\w{4}-\w{4}"),
        (CodeRule(length=10, group=0), r"\w{10}"),
        (CodeRule(length=9, group=4), r"\w{4}-\w{4}-\w"),
        (CodeRule(length=8, group=8), r"\w{8}"),
    ],
)
def test_prefix_length_and_groups(rule: CodeRule, shape: str) -> None:
    assert re.fullmatch(shape, code_of("#1001", rule=rule))


def test_a_code_never_changes_from_one_version_to_the_next() -> None:
    # Printed on paper somewhere: these may never come out differently.
    assert [code_of("#1001"), code_of("#1001", 1), code_of("#1002")] == ["22QJ9-FMCGN", "89RT7-5QT7C", "4PF9M-K2H85"]


@pytest.mark.parametrize("parts", [("s\x1fo", "1"), ("so", "1"), ("s", "o1"), ("", "so1"), ("s", "o\x001")])
def test_parts_that_only_join_alike_give_other_codes(parts: tuple[str, str]) -> None:
    first = keyed_code(KEY, "s", "o\x1f1", "1", 0, RULE)
    assert keyed_code(KEY, *parts, "1", 0, RULE) != first


def test_the_check_symbol_is_the_one_that_holds_to_every_length() -> None:
    assert check_symbol("K7QWM4XH2") == "F"


BODIES = st.integers(3, 19).flatmap(lambda size: st.text(ALPHABET, min_size=size, max_size=size))


@given(BODIES, st.data())
def test_one_wrong_sign_is_always_told(body: str, data: st.DataObject) -> None:
    code = body + check_symbol(body)
    place = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in ALPHABET if sign != code[place]]))
    assert check(code, CodeRule(length=len(code)))
    assert not check(code[:place] + wrong + code[place + 1 :], CodeRule(length=len(code)))


@given(BODIES)
def test_any_two_exchanged_signs_are_told(body: str) -> None:
    code = body + check_symbol(body)
    for first in range(len(code)):
        for second in range(first + 1, len(code)):
            signs = list(code)
            signs[first], signs[second] = signs[second], signs[first]
            assert ("".join(signs) == code) == check("".join(signs), CodeRule(length=len(code)))


@pytest.mark.parametrize(
    "change", [str.lower, lambda c: c.replace("-", " "), lambda c: f" {c}\u200b", lambda c: c + ""]
)
def test_codes_are_read_however_people_write_them(change: object) -> None:
    assert callable(change)
    written = change(code_of("#1001"))
    assert check(written, RULE)
    assert normalise(written) == code_of("#1001").replace("-", "")


def test_full_width_signs_dashes_and_misread_letters_are_read() -> None:
    assert normalise("Ｋ７ｑ_w.m\u2013bs\u00adz") == "K7QWM852"


@pytest.mark.parametrize("written", ["", "-", "K7QWM-4XH2", "K7QWM-4XH2M", "K7QWM-4XH2FF", "ABCDE-FGHIJ", "٣" * 10])
def test_what_cannot_be_a_code_is_a_typing_error(written: str) -> None:
    assert not check(written, RULE)


def test_a_prefix_belongs_to_the_code_however_it_is_written() -> None:
    rule = CodeRule(prefix="BZ-")
    assert check(code_of("#1", rule=rule).lower(), rule)
    assert not check(code_of("#1"), rule)


@given(st.text(), st.builds(CodeRule, length=st.integers(8, 20), prefix=st.sampled_from(["", "TY-"])))
def test_any_text_can_be_checked(written: str, rule: CodeRule) -> None:
    assert check(written, rule) in (True, False)


@given(st.text(), st.integers(8, 20), st.integers(0, 20), st.sampled_from(["", "TY-", "SALE-"]))
def test_every_code_made_is_read_back(order: str, length: int, group: int, prefix: str) -> None:
    rule = CodeRule(length=length, group=group, prefix=prefix)
    made = keyed_code(KEY, "shop", order, "1", 0, rule)
    assert check(made, rule)
    assert normalise(normalise(made)) == normalise(made)


def test_rude_codes_are_skipped_also_across_the_hyphen() -> None:
    assert is_rude("234FC-K2345", RULE)
    assert not is_rude("XXX-23456-78923", CodeRule(prefix="XXX-"))
    codes = [code for order in range(300) for code in islice(keyed_codes(KEY, "s", str(order), "1", RULE), 2)]
    rude = [code_of(str(order)) for order in range(300) if is_rude(code_of(str(order)), RULE)]
    assert not any(is_rude(code, RULE) for code in codes)
    assert 3 <= len(rude) <= 40, len(rude)


def test_ten_thousand_codes_differ_and_use_every_sign_evenly() -> None:
    codes = [code_of(str(order)).replace("-", "") for order in range(10_000)]
    assert len(set(codes)) == len(codes)
    for place in range(10):
        counts = Counter(code[place] for code in codes)
        expected = len(codes) / 23
        chi_square = sum((counts[sign] - expected) ** 2 / expected for sign in ALPHABET)
        assert chi_square < 60, (place, chi_square)  # 22 degrees of freedom: 48 is one in a thousand


def test_random_codes_take_their_chance_from_outside() -> None:
    assert random_code(lambda n: b"\x07" * n, RULE) == random_code(lambda n: b"\x07" * n, RULE)
    assert all(first != second for first, second in pairwise(islice(random_codes(os.urandom, RULE), 50)))


# Customers


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Ann@Example.com ", ""), ("ann@example.com", "+49 171 1234567")),
        (("", "+49 (171) 123-45 67"), ("n/a", "00491711234567")),
        (("ａｎｎ@example.com", ""), ("ann@example.com", "")),
    ],
)
def test_one_customer_written_in_two_ways(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert customer_key(KEY, *one) == customer_key(KEY, *other) != ""


@pytest.mark.parametrize(
    "told",
    [("", ""), ("n/a", "-"), ("j***@example.com", "****4567"), ("@", "000000000"), ("a@", "12345"), ("-", "see note")],
)
def test_masked_and_filler_values_make_strangers_no_one(told: tuple[str, str]) -> None:
    assert customer_key(KEY, *told) == ""


def test_a_customers_key_is_32_hex_digits_that_depend_on_the_key() -> None:
    mine, other = customer_key(KEY, "ann@example.com", ""), customer_key(bytes(32), "ann@example.com", "")
    assert re.fullmatch("[0-9a-f]{32}", mine)
    assert mine != other
    assert customer_key(KEY, "", "491711234567") != customer_key(KEY, "491711234567@x", "")


# The key file


def test_a_new_key_is_32_bytes_that_only_the_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "code.key"
    key = load_or_create_key(path, os.urandom, may_create=True)
    assert path.read_bytes() == key
    assert len(key) == 32
    if os.name == "posix":
        assert [stat.S_IMODE(p.stat().st_mode) for p in (path.parent, path)] == [0o700, 0o600]
    assert [p.name for p in path.parent.iterdir()] == ["code.key"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_key_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "code.key").write_bytes(KEY)
    (tmp_path / "code.key").chmod(0o644)
    load_or_create_key(tmp_path / "code.key", os.urandom, may_create=False)
    assert stat.S_IMODE((tmp_path / "code.key").stat().st_mode) == 0o600


def test_the_key_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "code.key"
    assert load_or_create_key(path, os.urandom, may_create=True) == load_or_create_key(
        path, os.urandom, may_create=False
    )


def test_a_missing_key_beside_a_ledger_is_never_made_anew(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"is missing, but there is a ledger") as stop:
        load_or_create_key(tmp_path / "code.key", os.urandom, may_create=False)
    assert "from your backup" in stop.value.hint
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_of_another_size_is_refused(tmp_path: Path, size: int) -> None:
    (tmp_path / "code.key").write_bytes(bytes(size))
    with pytest.raises(Stop, match=f"holds {size} bytes, not 32"):
        load_or_create_key(tmp_path / "code.key", os.urandom, may_create=True)


def test_what_a_crash_left_beside_the_key_is_removed(tmp_path: Path) -> None:
    path = tmp_path / "code.key"
    path.write_bytes(KEY)
    (tmp_path / ".code.key.0123.tmp").write_bytes(KEY)
    assert load_or_create_key(path, os.urandom, may_create=True) == KEY
    assert [p.name for p in tmp_path.iterdir()] == ["code.key"]


def test_a_disk_without_hard_links_gets_a_key_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    key = load_or_create_key(tmp_path / "code.key", os.urandom, may_create=True)
    assert (tmp_path / "code.key").read_bytes() == key


def test_processes_that_start_together_get_one_key(tmp_path: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from inserts.ledger import load_or_create_key\n"
        "sys.stdout.write(load_or_create_key(Path(sys.argv[1]), os.urandom, may_create=True).hex())"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "k" / "code.key")]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) for _ in range(4)]
    keys = {process.communicate()[0] for process in running}
    assert len(keys) == 1, keys
    assert len(keys.pop()) == 64


# First names before codes

NAMED = CodeRule(prefix="{first_name}-")


@pytest.mark.parametrize(
    ("first_name", "letters"),
    [
        *(("Zoë", "ZOE"), ("Łukasz", "LUKAS"), ("Jürgen", "JURGE"), ("Weiß", "WEISS"), ("Øystein", "OYSTE")),
        *(("İrem", "IREM"), ("Þóra", "THORA"), ("Anna-Maria", "ANNA"), ("José María", "JOSE"), ("o'neill", "ONEIL")),
        *(("", ""), ("J", ""), ("李明", ""), ("Дмитрий", ""), ("Аnna", ""), ("Ann4", ""), ("😀", "")),
        *(("test", ""), ("N/A", ""), ("Dick", ""), ("Analise", ""), ("Mr", ""), ("<b>", "")),
    ],
)
def test_a_first_name_is_reduced_to_letters_every_shop_takes(first_name: str, letters: str) -> None:
    assert readable_name(first_name, NAMED) == letters


@given(st.text(max_size=30))
def test_whatever_is_typed_as_a_name_is_letters_or_nothing(first_name: str) -> None:
    assert re.fullmatch("[A-Z]{2,5}|", readable_name(first_name, NAMED))


@given(st.text(max_size=20), st.sampled_from(["{first_name}-", "TY{first_name}", "{first_name}"]))
def test_a_code_with_a_name_is_never_too_long_and_its_check_symbol_still_tells(first_name: str, prefix: str) -> None:
    rule = CodeRule(prefix=prefix)
    code = keyed_code(KEY, "shop.example", "#1001", "1", 0, rule, readable_name(first_name, rule))
    assert len(code) <= rule.longest <= 20
    assert check(code, rule)
    wrong = code[:-1] + next(sign for sign in ALPHABET if sign != code[-1])
    assert not check(wrong, rule)


def test_a_name_changes_nothing_behind_it() -> None:
    assert keyed_code(KEY, "shop.example", "#1001", "1", 0, NAMED, "ANNA") == f"ANNA-{code_of('#1001')}"


def test_without_a_name_its_hyphen_goes_too() -> None:
    assert keyed_code(KEY, "shop.example", "#1001", "1", 0, NAMED) == code_of("#1001")


def test_a_word_that_begins_in_the_name_and_ends_in_the_code_is_seen() -> None:
    rule = CodeRule(prefix="{first_name}", length=10, group=0)
    assert is_rude("LIVCTM2345678", rule, "LIV")
    assert is_rude("LIFCK23456789", rule, "LIF")
    assert not is_rude("LIVC2345678", rule, "LIV")
