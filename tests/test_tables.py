import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.model.problem import Problem, nearest, some_of
from inserts.tables import Table
from inserts.tables.places import key_places


def opened(tmp_path: Path, text: str) -> tuple[Table, list[Problem]]:
    path = tmp_path / "shop.toml"
    path.write_text(text, "utf-8")
    table, problems = Table.load(path)
    assert table is not None, problems
    return table, problems


def broken(tmp_path: Path, data: bytes) -> Problem:
    path = tmp_path / "shop.toml"
    path.write_bytes(data)
    table, problems = Table.load(path)
    assert table is None
    (problem,) = problems
    return problem


def test_a_wrong_type_names_file_line_key_and_the_right_form(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, "# remark\n[shop]\n\nname = 5\n")
    assert table.table("shop").text("name") == ""
    (problem,) = problems
    assert str(problem) == f'{tmp_path}/shop.toml:4 [shop] name: write a text in quotes: name = "...", not a number'


def test_a_missing_required_key_points_at_its_section(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, '\n[shop]\ndomain = "x.example"\n')
    table.table("shop").text("name")
    assert (problems[0].where.line, problems[0].where.column) == (2, "[shop] name")
    assert "name is missing" in problems[0].message


def test_a_key_nobody_asked_for_names_the_nearest_known_one(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, '[shop]\nname = "a"\ntagine = "b"\n')
    shop = table.table("shop")
    shop.text("name")
    shop.text("tagline", "")
    table.finish()
    (problem,) = problems
    assert (problem.where.line, problem.message, problem.hint) == (3, "unknown key 'tagine'", 'did you mean "tagline"?')


def test_a_section_nobody_asked_for_is_unknown(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, "a = 1\n[pritn]\nstock = 1\n")
    table.whole("a")
    table.table("print")
    table.finish()
    assert [(p.where.line, p.hint) for p in problems] == [(2, 'did you mean "print"?')]


def test_unknown_keys_deep_in_lists_of_tables_are_found_on_their_lines(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, "[[t]]\nv = { a = 1 }\n[[t]]\nv = { a = 1,\n b = 2 }\n".replace(",\n", ","))
    for entry in table.tables("t"):
        entry.table("v").whole("a")
    table.finish()
    assert [(p.where.line, p.where.column) for p in problems] == [(4, "[[t]] v.b")]


def test_the_subject_stands_before_messages_of_the_tables_inside(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, "[[tier]]\nwhen = { order_nr = 2 }\nmin = { EUR = 7.5 }\n")
    (tier,) = table.tables("tier")
    tier.subject = "tier 'b'"
    tier.table("when", noun="condition")
    assert tier.table("min").decimal_text("EUR") is None
    table.finish()
    assert [p.message for p in problems] == [
        "tier 'b': write EUR amounts in quotes, not as 7.5 (floats lose cents)",
        "tier 'b': unknown condition 'order_nr'",
    ]


def test_money_is_exact(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'EUR = "7.50"\n')
    assert table.decimal_text("EUR") == Decimal("7.50")
    assert problems == []


@pytest.mark.parametrize("amount", ['"-1"', '"1,50"', '"1e3"', '"NaN"', '""', '"٧"', "true", "25", "inf"])
def test_what_is_no_plain_amount_is_refused(tmp_path: Path, amount: str) -> None:
    table, problems = opened(tmp_path, f"EUR = {amount}\n")
    assert table.decimal_text("EUR") is None
    assert len(problems) == 1


def test_lengths_come_in_points(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'a = "25.4mm"\nbox = ["1in", "-18pt"]\n')
    assert table.length("a") == pytest.approx(72)
    assert table.lengths("box", 2) == pytest.approx((72, -18))
    assert problems == []


@pytest.mark.parametrize(
    "written", ['"3"', "3", '"3 px"', f'"{"9" * 400}mm"', '["3mm"]', "true"], ids=lambda text: text[:8]
)
def test_what_is_no_length_is_refused(tmp_path: Path, written: str) -> None:
    table, problems = opened(tmp_path, f"a = {written}\n")
    assert table.length("a", 1.5) == 1.5
    assert [p.where.column for p in problems] == ["a"]


def test_a_list_of_lengths_has_the_wanted_count(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'box = ["1mm", "2mm", "3mm"]\n')
    assert table.lengths("box", 4) == (0.0, 0.0, 0.0, 0.0)
    assert "write 4 lengths, not 3" in problems[0].message


def test_words_are_one_text_or_one_for_each_language(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'a = "x"\nb = { en = "x", de = "y" }\nc = ""\n[d]\nzh = "z"\n')
    assert table.words("a") == (("", "x"),)
    assert table.words("b") == (("en", "x"), ("de", "y"))
    assert table.words("c", ()) == ()
    assert table.words("d") == (("zh", "z"),)
    assert table.words("e", (("", "own"),)) == (("", "own"),)
    table.finish()
    assert problems == []


def test_a_word_of_another_type_is_placed_at_its_language(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'b = { en = "x", de = 3 }\n')
    table.words("b")
    assert [(p.where.column, p.where.line) for p in problems] == [("b.de", 1)]


@pytest.mark.parametrize("text", ["a\\u0000b", "\\u001b[31m", "a\\tb", "x\\u2028y", "\\u0085"])
def test_control_characters_in_texts_are_refused_by_number(tmp_path: Path, text: str) -> None:
    table, problems = opened(tmp_path, f'a = "{text}"\n')
    assert table.text("a") == ""
    assert "control character U+" in problems[0].message


def test_line_feeds_in_texts_are_kept(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'a = """one\r\ntwo"""\n')
    assert table.text("a") == "one\ntwo"
    assert problems == []


def test_required_texts_are_not_blank_but_optional_ones_may_be(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'a = " "\nb = ""\nc = ""\nd = ""\n')
    assert (table.text("a"), table.text("b", ""), table.text("c", "x", blank=True)) == ("", "", "")
    assert table.text("d", "x") == "x"
    assert [p.where.column for p in problems] == ["a", "d"]


def test_choices_name_what_is_allowed_and_what_is_near(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'a = "percnt"\nb = ["open", "opne"]\nc = ""\n')
    assert table.choice("a", ("amount", "percent")) == "amount"
    assert table.choices("b", ("open", "paid")) == ("open",)
    assert table.choice("c", ("long", "")) == ""
    assert [p.hint for p in problems] == ['did you mean "percent"?', 'did you mean "open"?']


def test_true_is_not_a_number_and_one_is_not_a_flag(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, "a = true\nb = 1\nc = true\nd = 12\ne = 2.5\nf = nan\ng = true\n")
    assert (table.whole("a"), table.flag("b"), table.flag("c")) == (0, False, True)
    assert (table.whole("d", least=1, most=9), table.number("e"), table.number("f"), table.number("g")) == (
        1,
        2.5,
        0,
        0,
    )
    assert [p.where.column for p in problems] == ["a", "b", "d", "f", "g"]


def test_a_day_has_no_time(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, 'a = 2027-03-31\nb = 2027-03-31T10:00:00\nc = "2027-03-31"\n')
    assert (table.date("a"), table.date("b"), table.date("c")) == (date(2027, 3, 31), None, None)
    assert [p.where.column for p in problems] == ["b", "c"]


@pytest.mark.parametrize(("written", "read"), [("#1e4b3c", "#1E4B3C"), ("#FFF", ""), ("green", ""), ("#1E4B3C\\n", "")])
def test_colours_are_six_digits(tmp_path: Path, written: str, read: str) -> None:
    table, problems = opened(tmp_path, f'a = "{written}"\n')
    assert table.colour("a", "") == read
    assert bool(problems) == (read == "")


def test_a_list_of_tables_may_not_be_another_list(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, "tier = [1, 2]\n[x]\n")
    assert table.tables("tier") == ()
    assert table.tables("x") == ()
    assert [p.where.line for p in problems] == [1, 2]


def test_messages_do_not_repeat_wrong_values(tmp_path: Path) -> None:
    table, problems = opened(tmp_path, "value = 447700900142\nlist = [447700900142]\n")
    table.text("value")
    table.texts("list")
    assert len(problems) == 2
    assert not any("447700900142" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('a = 1\nname = "x\nb = 1\n', 2, "10"),
        ("a = 1\nname = Quill\n", 2, "8"),
        ("just words\n", 1, "6"),
        ("a = 1\n\na = 2\n", 3, "6"),
        ("a = 1\n[s]\nb = 1\n[s]\n", 4, "3"),
        ('a = "C:\\x"\n', 1, "10"),
        ("a = 1,5\n", 1, "6"),
        ("[shop\na = 1\n", 1, "6"),
    ],
)
def test_broken_toml_names_line_column_and_what_to_do(tmp_path: Path, text: str, line: int, column: str) -> None:
    problem = broken(tmp_path, text.encode())
    assert problem.where.line == line
    assert f"(column {column})" in problem.message
    assert problem.hint


def test_a_file_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    assert broken(tmp_path, b'a = 1\nname = "caf\xe9"\n').where.line == 2


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    table, problems = Table.load(tmp_path / "a.toml")
    assert table is not None
    assert (table.whole("a"), table.whole("b"), problems) == (1, 2, [])


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_opened_is_a_problem(tmp_path: Path, name: str) -> None:
    table, problems = Table.load(tmp_path / name)
    assert table is None
    assert problems[0].hint


def test_a_huge_or_deep_file_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    assert "larger" in broken(tmp_path, b"#" * 2_000_001).message
    assert broken(tmp_path, b"a = " + b"[" * 100_000).message
    assert broken(tmp_path, b"a = " + b"9" * 5000).message


def test_nearest_says_all_when_nothing_is_near() -> None:
    assert nearest("zzz", ["name", "domain"]) == "known here: domain, name"
    assert nearest("NAME", ["name", "domain"]) == 'did you mean "name"?'
    assert nearest("x", []) == ""
    assert nearest("zzz", ["name"], "look it up") == "look it up"


def test_nearest_of_numbers_lets_few_signs_differ() -> None:
    assert nearest("#1001", ["#1009"], "look it up") == 'did you mean "#1009"?'
    assert nearest("#1001", ["#1009"], "look it up", alike=0.85) == "look it up"
    assert nearest("#10011", ["#1001"], "look it up", alike=0.85) == 'did you mean "#1001"?'


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a, b"),
        (["a", "b", "c"], "a, b and 1 more"),
        (["a", "b", *["c"] * 1234], "a, b and 1,234 more"),
    ],
)
def test_of_many_names_the_first_are_told_and_the_others_counted(names: list[str], told: str) -> None:
    assert some_of(names, 2) == told


def test_sentences_are_counted_behind_a_semicolon() -> None:
    assert some_of(["a is lost", "b is lost"], 2, "; ") == "a is lost; b is lost"
    assert some_of(["a is lost", "b is lost", "c is lost"], 2, "; ") == "a is lost; b is lost; and 1 more"


# The scanner, against documents whose places are known because they are built line by line.

NAMES = st.text("abcXYZ09_-", min_size=1, max_size=4)
KEYS = st.lists(NAMES, min_size=1, max_size=8, unique=True)
PLAIN = ("1", "-0.5", "true", "1979-05-27 07:32:00", "inf", '"a # b"', "'c] }'", '"\\"\\\\"', '""', '"""x"""')
LONG = ('"""\n[no]\nkey = 1\n\\""" "" """""', "'''\n\na = 1\n[[x]]''''")
SCALARS = st.sampled_from(PLAIN + LONG)


@given(st.lists(st.tuples(NAMES, st.booleans(), KEYS), max_size=6), st.data())
def test_every_key_has_the_line_it_was_written_on(
    sections: list[tuple[str, bool, list[str]]], data: st.DataObject
) -> None:
    lines: list[str] = []
    wanted: dict[tuple[str | int, ...], int] = {}
    kinds: dict[str, bool] = {}
    counts: dict[str, int] = {}
    for name, many, keys in sections:
        if kinds.setdefault(name, many) != many or (not many and name in counts):
            continue
        counts[name] = counts.get(name, 0) + 1
        lines += ["# remark = 1", f"[[{name}]]  # x" if many else f" [ {name} ]"]
        place: tuple[str | int, ...] = (name, counts[name] - 1) if many else (name,)
        wanted[place] = len("\n".join(lines).split("\n"))
        for key in keys:
            value = data.draw(SCALARS)
            form = data.draw(st.sampled_from(["{}", "[ # [\n {},\n\n {} ]", "{{ in = {} }}", "[[{}], {{ a.b = {} }}]"]))
            line = len("\n".join(lines).split("\n")) + 1
            quoted = data.draw(st.sampled_from([key, f'"{key}"', f"'{key}'"]))
            lines += [f"{quoted} = " + form.format(value, value), ""]
            wanted[(*place, key)] = line
            if form.startswith("[ #"):
                wanted[(*place, key, 0)] = line + 1
                wanted[(*place, key, 1)] = line + 3 + value.count("\n")
            elif form.startswith("{{"):
                wanted[(*place, key, "in")] = line
    tomllib.loads("\n".join(lines))
    found, _ = key_places("\n".join(lines))
    assert {route: found.get(route) for route in wanted} == wanted
