"""Templates, stocks and words: what is shipped is right, what is wrong is told with file, line and cure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inserts.fields import COUPON_WORDS
from inserts.model.colour import INK, Colour
from inserts.model.length import MM
from inserts.model.problem import Problem
from inserts.model.stock import Stock
from inserts.model.template import (
    IconElement,
    ImageElement,
    LineElement,
    ListElement,
    QrElement,
    RectElement,
    Template,
    TextElement,
)
from inserts.templates import load_icons, load_stock, load_template, load_words, stock_names, template_names

BUILTIN = Path(__file__).parent.parent / "templates"
LANGUAGES = {"ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "sv", "zh", "zh-Hant"}
CARD = '[card]\nkind = "name-card"\nabout = "A try"\nsize = "90x54mm"\n'
TEXT = '[[front]]\nid = "hello"\ntype = "text"\nbox = ["4mm", "4mm", "40mm", "8mm"]\n'
CONTACTS = """[[front]]
id = "ways"
type = "list"
over = "contacts"
box = ["4mm", "20mm", "60mm", "20mm"]
most = 2
pitch_y = "5mm"
"""
CELL = '[[front.cell]]\nid = "value"\ntype = "text"\nbox = ["0mm", "0mm", "40mm", "4mm"]\n'


def write(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / name / "template.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


def read(folder: Path, text: str) -> Template:
    template, problems = load_template("mine", [write(folder, text), BUILTIN])
    assert template is not None, [str(problem) for problem in problems]
    return template


def refused(folder: Path, text: str) -> tuple[Problem, ...]:
    template, problems = load_template("mine", [write(folder, text), BUILTIN], icons=("email", "heart"))
    assert template is None
    assert problems
    return problems


def only(folder: Path, text: str) -> Problem:
    problems = refused(folder, text)
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


# What is shipped


def test_the_shipped_templates_are_known_by_name() -> None:
    assert {"classic", "a6-thanks"} <= set(template_names([BUILTIN]))
    assert not {"stocks", "icons", "words", "starter", "demo"} & set(template_names([BUILTIN]))


@pytest.mark.parametrize("name", template_names([BUILTIN]))
def test_every_shipped_template_has_no_problem(name: str) -> None:
    icons, _ = load_icons([BUILTIN / "icons"])
    template, problems = load_template(name, [BUILTIN], icons=tuple(icons))
    assert problems == ()
    assert template is not None
    assert template.name == name


@pytest.mark.parametrize("name", stock_names([BUILTIN]))
def test_every_shipped_stock_has_no_problem(name: str) -> None:
    stock, problems = load_stock(name, [BUILTIN])
    assert problems == ()
    assert stock is not None
    assert stock.about


def test_the_shipped_words_are_whole_in_every_language() -> None:
    words, problems = load_words([BUILTIN])
    assert problems == ()
    needed = [key for key in words if key.startswith("card.")] + [f"coupon.{name}" for name in COUPON_WORDS]
    for key in needed:
        found = words["coupon.points.other" if key == "coupon.points" else key]
        assert {language for language, _ in found} == LANGUAGES, key


def test_translations_hold_the_same_fields_as_the_english_words() -> None:
    words, _ = load_words([BUILTIN])
    for key, texts in words.items():
        if key.startswith("card."):
            fields = {language: {part.split("}}")[0] for part in text.split("{{")[1:]} for language, text in texts}
            assert all(found == fields["en"] for found in fields.values()), key


def test_the_name_card_measures_what_the_design_says() -> None:
    template, _ = load_template("classic", [BUILTIN])
    assert template is not None
    assert (template.kind, template.width / MM, template.height / MM) == ("name-card", 90, 54)
    assert (template.bleed / MM, template.safe / MM, len(template.sides)) == (pytest.approx(3), pytest.approx(4), 2)
    domain = next(element for element in template.sides[0] if element.id == "domain")
    assert isinstance(domain, TextElement)
    assert [round(side / MM, 3) for side in domain.box] == [4, 30, 82, 17.5]
    assert (domain.fit, domain.style.size, domain.style.min_size, domain.split_below) == ("host", 28, 14, 18)
    assert (domain.style.face, domain.style.colour, domain.last_colour) == ("voice", "on", "accon")


def test_a_letter_sheet_keeps_a_sixth_of_an_inch() -> None:
    stock, _ = load_stock("letter", [BUILTIN])
    assert stock is not None
    assert (stock.width.pt, stock.height.pt, stock.margin.pt, stock.kind) == (612, 792, 12, "blank")


def test_pages_for_a_print_shop_carry_the_bleed() -> None:
    assert [load_stock(name, [BUILTIN])[0].bleed for name in ("card", "card-bleed")] == [False, True]  # type: ignore[union-attr]


# Finding


def test_the_owners_template_comes_before_the_shipped_one(tmp_path: Path) -> None:
    own = write(tmp_path, CARD + TEXT + 'text = "Mine"\n', "classic")
    template, _ = load_template("classic", [own, BUILTIN])
    assert template is not None
    assert template.about == "A try"
    assert template.file == str(own / "classic" / "template.toml")


def test_a_missing_template_names_every_place_and_the_nearest_name(tmp_path: Path) -> None:
    template, (problem,) = load_template("clasic", [tmp_path, BUILTIN])
    assert template is None
    assert str(tmp_path / "clasic" / "template.toml") in problem.message
    assert str(BUILTIN / "clasic" / "template.toml") in problem.message
    assert '"classic"' in problem.hint


def test_a_missing_stock_names_every_place_and_the_nearest_name(tmp_path: Path) -> None:
    stock, (problem,) = load_stock("leter", [tmp_path, BUILTIN])
    assert stock is None
    assert str(tmp_path / "stocks" / "leter.toml") in problem.message
    assert '"letter"' in problem.hint


@pytest.mark.parametrize(
    "name", ["../classic", "classic/", "a\\b", "..", ".", "", "/etc", "-x", "a.b", "a\0b", "x" * 65]
)
def test_a_name_is_never_a_path(name: str) -> None:
    for load in (load_template, load_stock):
        found, (problem,) = load(name, [BUILTIN])
        assert found is None
        assert "no slash and no dot" in problem.hint


def test_names_may_be_written_in_any_script(tmp_path: Path) -> None:
    template, problems = load_template("感谢卡", [write(tmp_path, CARD + TEXT + 'text = "谢谢"\n', "感谢卡"), BUILTIN])
    assert problems == ()
    assert template is not None
    assert "感谢卡" in template_names([tmp_path])


# Reading


def test_every_kind_of_element_is_read(tmp_path: Path) -> None:
    template = read(
        tmp_path,
        CARD
        + '[style.big]\nface = "voice"\nsize = "18pt"\nmin_size = "11pt"\ncolour = "#336699"\nalign = "end"\n'
        + TEXT
        + 'style = "big"\nvalign = "bottom"\nlines = 2\nbalanced = true\nwhen = "not logo"\n'
        + 'text = { en = "Hello {{ customer.name }}", de = "Hallo {{ customer.name }}" }\nno_name = "Hello"\n'
        + '[[front]]\nid = "field"\ntype = "rect"\nbox = ["-3mm", "-3mm", "20mm", "10mm"]\ncolour = "brand"\n'
        + '[[front]]\nid = "rule"\ntype = "line"\nbox = ["4mm", "30mm", "20mm", "0mm"]\ncolour = "ink"\nwidth = "1pt"\n'
        + '[[front]]\nid = "code"\ntype = "qr"\nbox = ["60mm", "10mm", "20mm", "20mm"]\ndata = "{{ link.home }}"\n'
        + '[[front]]\nid = "logo"\ntype = "image"\nbox = ["0mm", "0mm", "9mm", "9mm"]\nsource = "{{ shop.logo }}"\n'
        + '[[front]]\nid = "heart"\ntype = "icon"\nbox = ["40mm", "30mm", "5mm", "5mm"]\nicon = "heart"\n'
        + CONTACTS
        + CELL
        + 'text = "{{ contact.value }}"\n',
    )
    text, rect, line, qr, image, icon, rows = template.sides[0]
    assert isinstance(text, TextElement)
    assert (text.style.face, text.style.size, text.style.min_size, text.style.align) == ("voice", 18, 11, "end")
    assert text.style.colour == Colour("rgb", (0.2, 0.4, 0.6))
    assert (text.style.valign, text.lines, text.balanced, text.when) == ("bottom", 2, True, "not logo")
    assert text.text == (("en", "Hello {{ customer.name }}"), ("de", "Hallo {{ customer.name }}"))
    assert text.no_name == (("", "Hello"),)
    assert isinstance(rect, RectElement)
    assert rect.box.x == pytest.approx(-3 * MM)
    assert isinstance(line, LineElement)
    assert line.width == 1
    assert isinstance(qr, QrElement)
    assert isinstance(image, ImageElement)
    assert isinstance(icon, IconElement)
    assert icon.icon == "heart"
    assert isinstance(rows, ListElement)
    assert (rows.over, rows.name, rows.most, [cell.id for cell in rows.cell]) == ("contacts", "contact", 2, ["value"])
    assert len(template.sides) == 1


def test_a_size_without_a_smallest_one_is_fixed(tmp_path: Path) -> None:
    template = read(tmp_path, CARD + TEXT + 'text = "Hello"\nsize = "11pt"\n')
    text = template.sides[0][0]
    assert isinstance(text, TextElement)
    assert (text.style.size, text.style.min_size) == (11, 11)


@pytest.mark.parametrize(("size", "mm"), [("90x54mm", (90, 54)), ("3.5 x 2in", (88.9, 50.8)), ("9cm×54mm", (90, 54))])
def test_the_size_of_a_card_is_written_as_people_do(tmp_path: Path, size: str, mm: tuple[float, float]) -> None:
    template = read(tmp_path, CARD.replace("90x54mm", size) + TEXT + 'text = "Hello"\n')
    assert (template.width / MM, template.height / MM) == pytest.approx(mm)


def test_black_is_ink(tmp_path: Path) -> None:
    template = read(tmp_path, CARD + TEXT + 'text = "Hello"\ncolour = "#000000"\n')
    text = template.sides[0][0]
    assert isinstance(text, TextElement)
    assert text.style.colour == INK


def test_shared_words_come_in_every_language(tmp_path: Path) -> None:
    text = read(tmp_path, CARD + TEXT + 'words = "greeting"\nno_name_words = "no_name"\n').sides[0][0]
    assert isinstance(text, TextElement)
    assert {language for language, _ in text.text} == LANGUAGES
    assert dict(text.no_name)["de"] == "Vielen Dank für Ihre Bestellung"


def test_a_row_may_be_called_otherwise(tmp_path: Path) -> None:
    rows = read(tmp_path, CARD + CONTACTS + 'as = "way"\n' + CELL + 'text = "{{ way.value }}"\n').sides[0][0]
    assert isinstance(rows, ListElement)
    assert rows.name == "way"


# Refusing


def test_a_broken_file_names_the_line(tmp_path: Path) -> None:
    assert only(tmp_path, CARD + TEXT + 'text = "Hello\n').where.line == 9


def test_an_empty_file_says_what_is_missing(tmp_path: Path) -> None:
    told = " ".join(problem.message for problem in refused(tmp_path, ""))
    for key in ("kind", "about", "size", "front"):
        assert key in told


def test_an_unknown_field_names_file_element_key_line_and_the_nearest_field(tmp_path: Path) -> None:
    problem = only(tmp_path, CARD + TEXT + 'text = "Dear {{ customer.nmae }}"\n')
    assert problem.where.file == str(tmp_path / "mine" / "template.toml")
    assert (problem.where.line, problem.where.column) == (9, "[[front]] text")
    assert problem.message == "hello: unknown field 'customer.nmae'"
    assert "customer.name" in problem.hint


def test_a_wrong_text_names_its_language(tmp_path: Path) -> None:
    problem = only(tmp_path, CARD + TEXT + '[front.text]\nen = "Hello"\nde = "Hallo {{ kunde.name }}"\n')
    assert (problem.where.line, problem.where.column) == (11, "[front.text] de")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('text = "Hi"\ncolor = "ink"', "unknown key 'color'"),
        ('text = "Hi"\nstyle = "bold"', "no [style.bold]"),
        ('text = "Hi"\ncolour = "brnd"', "neither a colour"),
        ('text = "Hi"\ncolour = "#12345"', "neither a colour"),
        ('text = "Hi"\nface = "voce"', "no face 'voce'"),
        ('text = "Hi"\nsize = "9px"', "unit"),
        ('text = "Hi"\nsize = 9', "length with its unit"),
        ('text = "Hi"\nsize = "6pt"', "too small to print"),
        ('text = "Hi"\nsize = "9pt"\nmin_size = "6pt"', "too small to print"),
        ('text = "{{ order.short }}"\nsize = "5pt"', "too small to print"),
        ('text = "Hi"\nsize = "8pt"\nmin_size = "9pt"', "larger than size"),
        ('text = "Hi"\nalign = "middle"', "not one of"),
        ('text = "Hi"\nlines = 0', "whole number"),
        ('text = "Hi"\nfit = "shrink"', "not one of"),
        ('text = "Hi"\nwhen = "coupn"', "unknown word 'coupn'"),
        ('text = "Hi"\nwhen = "coupon > 1"', "is no number"),
        ('text = "{% if coupon %}Hi{% endif %}"', "no tags"),
        ('text = "{{ customer.name | shout }}"', "unknown filter"),
        ('text = { en = "Hi", english = "Hi" }', "no language"),
        ('text = "Hi"\nwords = "greeting"', "beside text"),
        ('words = "greting"', "no words 'greting'"),
        ('words = "more"', "unknown field 'more.n'"),
        ('text = "Hi"\nshorten = true', "only the items' names"),
        ('text = ""', "is empty"),
        ("", "text is missing"),
    ],
)
def test_a_wrong_text_element_is_told(tmp_path: Path, line: str, words: str) -> None:
    problem = only(tmp_path, CARD + TEXT + line + "\n")
    assert words in problem.message
    assert problem.where.line >= 5


@pytest.mark.parametrize("fields", ["{{ customer.name }}", "{{ item.name }}, {{ coupon.code }}"])
def test_no_name_and_no_code_is_cut_short_in_a_list_of_items(tmp_path: Path, fields: str) -> None:
    listed = '[[front]]\ntype = "list"\nbox = ["4mm", "4mm", "40mm", "8mm"]\nover = "items"\nmost = 1\n'
    cell = f'[[front.cell]]\ntype = "text"\nbox = ["0mm", "0mm", "40mm", "4mm"]\nshorten = true\ntext = "{fields}"\n'
    assert "only the items' names" in only(tmp_path, CARD + listed + cell).message


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ('["4mm", "4mm", "40mm"]', "4 lengths"),
        ('["4mm", "4mm", "40", "8mm"]', "unit"),
        ("[4, 4, 40, 8]", "list of texts"),
        ('["4mm", "4mm", "0mm", "8mm"]', "no width"),
        ('["4mm", "4mm", "-5mm", "8mm"]', "no width"),
        ('["2mm", "4mm", "40mm", "8mm"]', "leaves the safe area"),
        ('["4mm", "45mm", "40mm", "8mm"]', "leaves the safe area"),
        ('["60mm", "4mm", "40mm", "8mm"]', "beyond the card"),
    ],
)
def test_a_wrong_box_is_told(tmp_path: Path, box: str, words: str) -> None:
    text = TEXT.replace('["4mm", "4mm", "40mm", "8mm"]', box) + 'text = "Hi"\n'
    assert words in only(tmp_path, CARD + text).message


def test_decoration_may_leave_the_card_but_not_miss_it(tmp_path: Path) -> None:
    text = (
        TEXT.replace('["4mm", "4mm"', '["-20mm", "-30mm"').replace('"8mm"]', '"200mm"]') + 'text = "Q"\ndecor = true\n'
    )
    assert read(tmp_path, CARD + text)
    away = text.replace('"-20mm"', '"120mm"')
    assert "outside the card" in only(tmp_path, CARD + away).message


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ('type = "rect"\nbox = ["-4mm", "0mm", "9mm", "9mm"]\ncolour = "brand"', "bleed of 3 mm"),
        ('type = "rect"\nbox = ["0mm", "0mm", "9mm", "9mm"]', "colour is missing"),
        ('type = "line"\nbox = ["4mm", "4mm", "9mm", "9mm"]\ncolour = "ink"\nwidth = "1pt"', "is no line"),
        ('type = "line"\nbox = ["4mm", "4mm", "9mm", "0mm"]\ncolour = "ink"', "width is missing"),
        ('type = "qr"\nbox = ["4mm", "4mm", "20mm", "20mm"]\ndata = "{{ customer.name }}"', "unknown field"),
        ('type = "qr"\nbox = ["4mm", "4mm", "20mm", "20mm"]\ndata = "{{ link.copon }}"', "unknown field"),
        ('type = "qr"\nbox = ["1mm", "4mm", "20mm", "20mm"]\ndata = "{{ link.home }}"', "safe area"),
        (
            'type = "image"\nbox = ["4mm", "4mm", "20mm", "20mm"]\nsource = "/etc/passwd"',
            "outside the template's folder",
        ),
        ('type = "image"\nbox = ["4mm", "4mm", "20mm", "20mm"]\nsource = "{{ customer.name }}"', "unknown field"),
        ('type = "icon"\nbox = ["4mm", "4mm", "5mm", "5mm"]\nicon = "haert"', "no icon 'haert'"),
        ('type = "icon"\nbox = ["4mm", "4mm", "5mm", "5mm"]\nicon = "{{ customer.name }}"', "unknown field"),
        (
            'type = "sticker"\nbox = ["4mm", "4mm", "5mm", "5mm"]\ndata = "x"\nbars = ["a"]',
            "known are text, rect, line",
        ),
        ('box = ["4mm", "4mm", "5mm", "5mm"]', "type is missing"),
    ],
)
def test_a_wrong_element_of_another_kind_is_told(tmp_path: Path, element: str, words: str) -> None:
    assert words in only(tmp_path, CARD + "[[front]]\n" + element + "\n").message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('over = "contacts"', 'over = "friends"'), "not one of"),
        (("most = 2", "most = 9"), "9 entries would leave the safe area"),
        (("most = 2\n", ""), "most is missing"),
        (("most = 2", "most = 2\ncolumns = 2"), "pitch_x is missing"),
        (('pitch_y = "5mm"', 'pitch_y = "5mm"\nrest = "icons"'), "rest_icon is missing"),
        (('pitch_y = "5mm"', 'pitch_y = "5mm"\nrest = "count"'), "more is missing"),
        (('pitch_y = "5mm"', 'pitch_y = "5mm"\nas = "shop"'), "cannot stand for a row"),
    ],
)
def test_a_wrong_list_is_told(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    text = CONTACTS.replace(*change) + CELL + 'text = "{{ shop.name }}"\n'
    assert any(words in problem.message for problem in refused(tmp_path, CARD + text))


def test_a_list_without_cells_is_told(tmp_path: Path) -> None:
    assert "shows nothing" in only(tmp_path, CARD + CONTACTS).message


def test_a_cell_knows_the_fields_of_its_own_list_only(tmp_path: Path) -> None:
    problem = only(tmp_path, CARD + CONTACTS + CELL + 'text = "{{ item.name }}"\n')
    assert problem.message == "ways, value: unknown field 'item.name'"
    outside = only(tmp_path, CARD + TEXT + 'text = "{{ contact.value }}"\n')
    assert "unknown field 'contact.value'" in outside.message


def test_two_elements_of_a_side_with_one_id_are_told(tmp_path: Path) -> None:
    text = TEXT + 'text = "Hi"\n'
    assert "has this id" in only(tmp_path, CARD + text + text).message


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('size = "90x54mm"', 'size = "90mm"'), "is no size"),
        (('size = "90x54mm"', 'size = "90x54px"'), "unit"),
        (('size = "90x54mm"', 'size = "0x54mm"'), "paper can have"),
        (('kind = "name-card"', 'kind = "poster"'), "not one of"),
        (('about = "A try"', 'about = "A try"\nbleed = "-1mm"'), "is no bleed"),
        (('about = "A try"', 'about = "A try"\nsafe = "30mm"'), "no room"),
        (('about = "A try"', 'about = "A try"\npaper = "brown"'), "no colour of a paper"),
        (('about = "A try"', 'about = "A try"\ncolor = "brown"'), "unknown key"),
    ],
)
def test_a_wrong_card_is_told(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert words in only(tmp_path, CARD.replace(*change) + TEXT + 'text = "Hi"\n').message


def test_all_problems_come_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = CARD + TEXT + 'text = "{{ x.y }}"\ncolour = "brnd"\nwhen = "coupn"\nsiez = "9pt"\n'
    assert [problem.where.line for problem in refused(tmp_path, text)] == [9, 10, 11, 12]


# Stocks and words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[stock]\nkind = "reel"\nabout = "x"', "not one of"),
        ('[stock]\nkind = "blank"\nabout = "x"\nmargin = "4mm"', "size is missing"),
        ('[stock]\nkind = "blank"\nabout = "x"\nsize = "210x297mm"', "margin is missing"),
        ('[stock]\nkind = "blank"\nabout = "x"\nsize = "210x297mm"\nmargin = "120mm"', "nothing to print on"),
        ('[stock]\nkind = "blank"\nabout = "x"\nsize = "210x297mm"\nmargin = "4"', "unit"),
        ('[stock]\nkind = "card"\nabout = "x"\nmargin = "4mm"', "unknown key 'margin'"),
        ('[stock]\nkind = "card"', "about is missing"),
    ],
)
def test_a_wrong_stock_is_told(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "stocks").mkdir()
    (tmp_path / "stocks" / "mine.toml").write_text(text, "utf-8")
    stock, problems = load_stock("mine", [tmp_path, BUILTIN])
    assert stock is None
    assert any(words in problem.message for problem in problems)


def test_the_owners_stock_comes_first(tmp_path: Path) -> None:
    (tmp_path / "stocks").mkdir()
    text = '[stock]\nkind = "blank"\nabout = "mine"\nsize = "200x200mm"\nmargin = "0mm"\n'
    (tmp_path / "stocks" / "a4.toml").write_text(text, "utf-8")
    stock, _ = load_stock("a4", [tmp_path, BUILTIN])
    assert isinstance(stock, Stock)
    assert stock.width.mm == pytest.approx(200)
    assert "letter" in stock_names([tmp_path, BUILTIN])


def test_the_owners_words_come_first_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "de.toml").write_text('[card]\nno_name = "Danke!"\n', "utf-8")
    words, problems = load_words([tmp_path, BUILTIN])
    assert problems == ()
    assert dict(words["card.no_name"])["de"] == "Danke!"
    assert dict(words["card.thanks"])["de"] == "Vielen Dank,"


def test_a_language_of_ones_own_needs_all_words_of_the_coupon(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "fi.toml").write_text('[coupon]\npercent = "{{ value }} alennus"\n', "utf-8")
    _, problems = load_words([tmp_path, BUILTIN])
    assert {problem.where.column for problem in problems} >= {"[coupon] next", "[coupon] points.other"}
    assert all(problem.where.file.endswith("fi.toml") for problem in problems)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("deutsch.toml", "", "not named after a language"),
        ("de.toml", '[coupon]\npercent = "{{ wert }} Rabatt"', "unknown field 'wert'"),
        ("de.toml", '[coupon]\nprocent = "{{ value }}"', "unknown key 'procent'"),
        ("de.toml", '[card]\ngreeting = "{% if %}"', "no tags"),
        ("de.toml", '[crad]\ngreeting = "Hallo"', "unknown key 'crad'"),
    ],
)
def test_wrong_words_are_told_where_they_stand(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / name).write_text(text, "utf-8")
    _, problems = load_words([tmp_path, BUILTIN])
    assert [problem.where.file for problem in problems] == [str(tmp_path / "words" / name)]
    assert words in problems[0].message


def test_wrong_words_of_the_owner_stop_the_template_that_would_say_them(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "de.toml").write_text('[card]\ngreeting = "Hallo {{ kunde }}"\n', "utf-8")
    template, problems = load_template("classic", [tmp_path, BUILTIN])
    assert template is None
    assert any("unknown field 'kunde'" in problem.message for problem in problems)


def test_problems_can_be_told_as_json(tmp_path: Path) -> None:
    assert json.dumps(only(tmp_path, CARD + TEXT + 'text = "{{ a.b }}"\n').as_json())
