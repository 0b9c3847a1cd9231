"""`inserts check`: every planted mistake is named, with its file, line, element and cure; hard orders are tried."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from inserts.builtin import builtin_folder
from inserts.cli import main
from inserts.model.problem import Problem
from inserts.run.checking import Checked, CheckResult, check
from inserts.run.samples import NAMES, sample_code, samples
from inserts.settings import load
from tests.shops import SHOP, make_shop

DAY = date(2026, 11, 24)
CLASSIC = (builtin_folder("templates") / "classic" / "template.toml").read_text("utf-8")


def unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def shop_with(tmp_path: Path, template: str, toml: str = SHOP) -> Path:
    """A shop whose template "mine" has this text."""
    shop = make_shop(tmp_path / "shop", "", toml)
    home = shop / "templates" / "mine"
    home.mkdir(parents=True)
    (home / "template.toml").write_text(template, "utf-8")
    Image.new("RGB", (60, 20), (10, 90, 60)).save(home / "tiny.png")
    return shop


def checked(shop: Path, *names: str) -> CheckResult:
    return check(shop / "shop.toml", names, DAY, unwatched)


def only(result: CheckResult, name: str = "mine") -> Checked:
    return next(one for one in result.templates if one.name == name)


def problems(shop: Path) -> tuple[Problem, ...]:
    return tuple(finding.problem for finding in only(checked(shop, "mine")).problems)


# Twenty planted mistakes, and more


class Mistake(NamedTuple):
    """`old` in the template becomes `new`; told at the first line of `at`, of `element`, with these words."""

    name: str
    old: str
    new: str
    at: str
    element: str
    says: str
    hint: str


def element(side: str, name: str) -> str:
    return f'[[{side}]]\nid = "{name}"\n'


MISTAKES = (
    Mistake("unknown key of the card", 'safe = "4mm"', 'saef = "4mm"', "saef", "", "unknown key 'saef'", '"safe"'),
    Mistake(
        "unknown key of an element",
        'fit = "host"\nsplit_below',
        'fit = "host"\nsplit_bellow',
        "split_bellow",
        "domain",
        "unknown key 'split_bellow'",
        '"split_below"',
    ),
    Mistake(
        "unknown field", "{{ shop.domain }}", "{{ shop.domian }}", "{{ shop.domian", "domain", "shop.domian", "domain"
    ),
    Mistake(
        "field of nobody", "{{ coupon.code }}", "{{ coupn.code }}", "{{ coupn.code", "code", "coupn.code", "coupon"
    ),
    Mistake(
        "unfinished field",
        "{{ coupon.tail }}",
        "{{ coupon.tail }",
        "{{ coupon.tail",
        "condition",
        "cannot be read",
        "{{ customer.name }}",
    ),
    Mistake(
        "unit that is none",
        'size = "22pt"',
        'size = "22px"',
        "22px",
        "benefit",
        "its unit, such as 90mm, 3.5in or 18pt, not '22px'",
        "",
    ),
    Mistake(
        "length without a unit", '"16.375mm"', '"16.375"', '"16.375"', "ticket edge", "with its unit, such as 90mm", ""
    ),
    Mistake(
        "box with three lengths",
        '["4mm", "24.8mm", "52mm", "2mm"]',
        '["4mm", "24.8mm", "52mm"]',
        '["4mm", "24.8mm", "52mm"]',
        "condition",
        "write 4 lengths, not 3",
        "",
    ),
    Mistake(
        "box off the card",
        '["69mm", "15mm", "17mm", "17mm"]\nwhen = "coupon"',
        '["89mm", "15mm", "17mm", "17mm"]\nwhen = "coupon"',
        '["89mm", "15mm"',
        "qr",
        "reaches beyond the card",
        "90 mm wide and 54 mm high",
    ),
    Mistake(
        "text in the trim",
        '["4mm", "5.1mm", "66mm", "8.2mm"]',
        '["1mm", "5.1mm", "66mm", "8.2mm"]',
        '["1mm", "5.1mm"',
        "greeting",
        "leaves the safe area",
        "from 4 mm",
    ),
    Mistake(
        "text too small to print",
        'size = "9pt"\nmin_size = "7.5pt"',
        'size = "9pt"\nmin_size = "5pt"',
        'min_size = "5pt"',
        "one contact, value",
        "5 pt, which is too small to print",
        "6.5 pt",
    ),
    Mistake(
        "QR too dense for its box",
        '["69mm", "15mm", "17mm", "17mm"]\nwhen = "coupon"',
        '["69mm", "15mm", "10mm", "10mm"]\nwhen = "coupon"',
        element("back", "qr"),
        "qr",
        "too dense for its box of 10 mm",
        "at least",
    ),
    Mistake(
        "face there is none of", 'face = "code"', 'face = "Comic"', '"Comic"', "code", "no face 'Comic'", "did you mean"
    ),
    Mistake(
        "style there is none of", 'style = "label"', 'style = "lable"', '"lable"', "qr label", "style.lable", '"label"'
    ),
    Mistake(
        "icon there is none of",
        'icon = "{{ contact.channel }}"',
        'icon = "envelop"',
        '"envelop"',
        "contacts, icon",
        "no icon 'envelop'",
        "did you mean",
    ),
    Mistake(
        "text that is missing",
        'text = "{{ coupon.tail }}"\n',
        "",
        element("back", "condition"),
        "condition",
        "text is missing",
        "add a text",
    ),
    Mistake(
        "words there are none of",
        'words = "keep"',
        'words = "keeep"',
        '"keeep"',
        "keep line",
        "no words 'keeep'",
        '"keep"',
    ),
    Mistake(
        "condition that asks for nothing known",
        'when = "coupon and until"',
        'when = "coupon and untill"',
        "untill",
        "until",
        "untill",
        "until",
    ),
    Mistake(
        "id given twice",
        'id = "benefit"',
        'id = "ticket"',
        'id = "ticket"\ntype = "text"',
        "ticket",
        "another element",
        "own",
    ),
    Mistake(
        "kind of element there is none of",
        'type = "qr"',
        'type = "qrcode"',
        '"qrcode"',
        "qr",
        "unknown type 'qrcode'",
        "did you mean",
    ),
    Mistake(
        "smallest size above the size",
        'size = "14pt"\nmin_size = "9pt"',
        'size = "8pt"\nmin_size = "9pt"',
        'min_size = "9pt"\nalign',
        "code",
        "larger than size",
        "min_size",
    ),
    Mistake(
        "text of the template's own that does not fit",
        'text = "{{ coupon.tail }}"',
        'text = "This sentence is far too long for the little room that its box has on this card"',
        element("back", "condition"),
        "condition",
        "“This sentence is far too long",
        "it would fit at",
    ),
    Mistake("list that leaves the safe area", "most = 4\n", "most = 8\n", "most = 8", "contacts", "8 entries", "most"),
    Mistake(
        "colour that is none",
        'colour = "mark"',
        'colour = "marc"',
        '"marc"',
        "initial",
        "'marc' is neither a colour",
        '"mark"',
    ),
    Mistake(
        "colour with a digit too few",
        'colour = "white"\nradius',
        'colour = "#12345"\nradius',
        "#12345",
        "code plate",
        "'#12345' is neither",
        "#1E4B3C",
    ),
    Mistake(
        "customer's words in a QR code",
        "{{ link.coupon }}",
        "{{ customer.name }}",
        "{{ customer.name",
        "qr",
        "'customer.name'",
        "never what a customer typed",
    ),
    Mistake("card without a front", "[[front]]", "[[fornt]]", "[[fornt]]", "", "fornt", "front"),
    Mistake(
        "size of the card that is none", 'size = "90x54mm"', 'size = "90mm"', '"90mm"', "", "is no size", "90x54mm"
    ),
    Mistake("kind of card there is none of", '"name-card"', '"card"', '"card"', "", "not one of", "name-card"),
    Mistake("bleed of a poster", 'bleed = "3mm"', 'bleed = "300mm"', "300mm", "", "no bleed", "3mm"),
    Mistake(
        "picture of too few pixels",
        'when = "logo"\nsource = "{{ shop.logo }}"',
        'source = "tiny.png"',
        '"tiny.png"',
        "logo",
        "has 42 dpi at its printed size",
        "425 x 142 pixels",
    ),
    Mistake(
        "picture that is not there",
        'source = "{{ shop.logo }}"',
        'source = "flower.png"',
        '"flower.png"',
        "logo",
        "flower.png: there is no such picture",
        "name",
    ),
    Mistake(
        "picture of another folder",
        'source = "{{ shop.logo }}"',
        'source = "../../shop.toml"',
        '"../../',
        "logo",
        "outside the template's folder",
        "copy",
    ),
    Mistake(
        "artwork that is not there",
        '[[front]]\nid = "field"',
        '[[front]]\nid = "ground"\ntype = "art"\nsource = "ground.pdf"\n\n[[front]]\nid = "field"',
        '"ground.pdf"',
        "ground",
        "ground.pdf: there is no such",
        "name",
    ),
    Mistake(
        "text too pale for its ground",
        'when = "not coupon"\nwords = "scan_home"',
        'when = "not coupon"\ncolour = "#BBBBBB"\nwords = "scan_home"',
        "#BBBBBB",
        "qr home label",
        "a contrast of 1.9",
        "4.5",
    ),
    Mistake(
        "QR code on a dark ground",
        '[[back]]\nid = "qr"\n',
        '[[back]]\nid = "dark"\ntype = "rect"\nbox = ["60mm", "13mm", "30mm", "21mm"]\n'
        'colour = "#101010"\n\n[[back]]\nid = "qr"\n',
        '[[back]]\nid = "qr"\n',
        "qr",
        "#101010, which is too dark",
        "plate",
    ),
    Mistake(
        "QR code smaller than any",
        '["69mm", "15mm", "17mm", "17mm"]\nwhen = "coupon"',
        '["69mm", "15mm", "8mm", "8mm"]\nwhen = "coupon"',
        '["69mm", "15mm", "8mm"',
        "qr",
        "too small for any QR code",
        "at least",
    ),
    Mistake(
        "QR code askew",
        '[[back]]\nid = "qr"\n',
        '[[back]]\nid = "qr"\nrotate = 45\n',
        "rotate",
        "qr",
        "quarter turn",
        "90",
    ),
    Mistake(
        "opacity in percent",
        'colour = "mark"',
        'colour = "mark"\nopacity = 40',
        "opacity",
        "initial",
        "from 0 to 1",
        "",
    ),
    Mistake(
        "ink of more than all",
        'colour = "mark"',
        'colour = "cmyk(0, 80, 950, 0)"',
        "cmyk(",
        "initial",
        "950",
        "0 to 100",
    ),
    Mistake(
        "spot colour without its CMYK",
        "[style.voice]",
        '[colour.gold]\nspot = "PANTONE 871 C"\n\n[style.voice]',
        "[colour.gold]",
        "",
        "cmyk is missing",
        "cmyk = [",
    ),
    Mistake(
        "fold beside the card",
        'safe = "4mm"',
        'safe = "4mm"\nfold = "60mm"',
        "fold =",
        "",
        "is not on the card",
        "folded",
    ),
)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_planted_mistake_is_named_with_file_line_element_and_cure(tmp_path: Path, mistake: Mistake) -> None:
    assert mistake.old in CLASSIC
    count = -1 if mistake.old == "[[front]]" else 1
    text = CLASSIC.replace(mistake.old, mistake.new, count)
    line = text[: text.index(mistake.at)].count("\n") + 1
    shop = shop_with(tmp_path, text)
    told = [
        problem
        for problem in problems(shop)
        if problem.where.line == line
        and mistake.says in problem.message
        and (not mistake.element or problem.message.startswith(f"{mistake.element}: "))
        and mistake.hint in f"{problem.message} {problem.hint}"
    ]
    assert told, [str(problem) for problem in problems(shop)]
    assert told[0].where.file == str(shop / "templates" / "mine" / "template.toml")


def test_twenty_mistakes_and_more_are_planted_and_each_is_another_one() -> None:
    assert len({(mistake.old, mistake.new) for mistake in MISTAKES}) == len(MISTAKES) >= 20


def test_broken_toml_is_told_with_its_line(tmp_path: Path) -> None:
    text = CLASSIC.replace('style = "label"', 'style = "label', 1)
    (told,) = problems(shop_with(tmp_path, text))
    assert told.where.line == text[: text.index('style = "label\n')].count("\n") + 1
    assert "does not end" in told.message
    assert "closing quote" in told.hint


def test_mistakes_are_told_all_at_once(tmp_path: Path) -> None:
    text = CLASSIC
    names = ("unknown field", "unit that is none", "id given twice")
    planted = [mistake for mistake in MISTAKES if mistake.name in names]
    for mistake in planted:
        text = text.replace(mistake.old, mistake.new, 1)
    told = problems(shop_with(tmp_path, text))
    assert all(any(mistake.says in problem.message for problem in told) for mistake in planted)


def test_a_mistake_in_the_words_of_the_shop_is_told_once_for_all_templates(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, CLASSIC)
    words = shop / "templates" / "words"
    words.mkdir()
    (words / "en.toml").write_text('[card]\nkeep = "{{ shop.nmae }}"\n', "utf-8")
    told = [problem for problem in checked(shop).problems if "shop.nmae" in problem.message]
    assert [problem.where.line for problem in told] == [2]


# What lies beside the templates


def test_a_picture_that_is_not_there_is_told_with_the_line_of_shop_toml(tmp_path: Path) -> None:
    toml = SHOP.replace('language = "en"', 'language = "en"\nlogo = "logo.png"')
    (told,) = checked(shop_with(tmp_path, CLASSIC, toml)).problems
    assert told.where.line == toml[: toml.index("logo =")].count("\n") + 1
    assert "logo.png" in told.message


def test_a_picture_that_is_no_picture_is_told(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, CLASSIC, SHOP.replace('language = "en"', 'language = "en"\nlogo = "logo.png"'))
    (shop / "logo.png").write_bytes(b"GIF89a")
    (told,) = checked(shop).problems
    assert told.where.file.endswith("logo.png")
    assert "GIF" in told.message


def test_a_font_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, CLASSIC)
    (shop / "fonts").mkdir()
    (shop / "fonts" / "broken.ttf").write_bytes(b"no font")
    (told,) = checked(shop).problems
    assert told.where.file.endswith("broken.ttf")


def test_what_cannot_be_read_in_the_colours_of_the_shop_is_told(tmp_path: Path) -> None:
    text = CLASSIC.replace('colour = "deep"\n\n[[back]]\nid = "order', 'colour = "accent"\n\n[[back]]\nid = "order')
    assert problems(shop_with(tmp_path / "dark", text)) == ()
    toml = SHOP.replace('language = "en"', 'language = "en"\naccent = "#F2E9A0"')
    (told,) = problems(shop_with(tmp_path / "pale", text, toml))
    assert told.message.startswith("greeting: can hardly be read")
    assert told.where.line == text[: text.index(element("back", "greeting"))].count("\n") + 1


def test_what_rules_ask_for_in_vain_is_told(tmp_path: Path) -> None:
    rule = '\n[[rule]]\nname = "gold"\nwhen = { country_any = ["DE"] }\ntemplates = ["golden"]\n'
    (told,) = checked(shop_with(tmp_path, CLASSIC, SHOP + rule)).problems
    assert "rule 'gold': there is no template 'golden'" in told.message


def test_problems_of_shop_toml_and_of_a_template_are_told_together(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, CLASSIC.replace("{{ coupon.code }}", "{{ coupn.code }}"), SHOP + "\n[prnt]\n")
    result = checked(shop)
    assert ["prnt" in problem.message for problem in result.problems] == [True]
    assert ["coupn.code" in finding.problem.message for finding in only(result).problems] == [True]
    assert all(one.samples == 0 for one in result.templates)


def test_a_card_that_fits_no_sheet_of_its_paper_is_told(tmp_path: Path) -> None:
    large = CLASSIC.replace('size = "90x54mm"', 'size = "300x540mm"')
    assert any("does not fit on the sheet" in problem.message for problem in problems(shop_with(tmp_path, large)))


# Hard orders


def greeting(template: str, box: str, more: str = "") -> str:
    """The template with another box for its greeting."""
    return template.replace('box = ["4mm", "5.1mm", "66mm", "8.2mm"]', f"box = {box}{more}")


def test_a_name_beyond_the_promise_is_a_note_and_no_problem(tmp_path: Path) -> None:
    found = only(checked(shop_with(tmp_path, CLASSIC), "mine"))
    assert found.problems == ()
    (note,) = found.notes
    assert note.samples == ("a name of 60 letters",)
    assert note.holds
    assert note.problem.message.startswith("greeting: “Thank you, María del Carmen")
    assert "smallest size of 11 pt" in note.problem.message


def test_a_name_within_the_promise_that_does_not_fit_is_a_problem(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, greeting(CLASSIC, '["4mm", "5.1mm", "40mm", "4mm"]'))
    (found,) = only(checked(shop, "mine")).problems
    assert "a name of 34 letters" in found.samples
    assert found.problem.message.startswith("greeting: ")
    assert found.problem.where.line == CLASSIC[: CLASSIC.index(element("back", "greeting"))].count("\n") + 1


def test_the_size_a_text_would_fit_at_fits_and_no_larger_one(tmp_path: Path) -> None:
    long = CLASSIC.replace('text = "{{ coupon.tail }}"', 'text = "the next order that you place with us this year"')
    fixed = 'style = "small"\nsize = "14pt"\nmin_size = "14pt"'
    (told,) = problems(shop_with(tmp_path / "long", _condition(long, fixed)))
    reached = float(told.hint.rpartition("at ")[2].removesuffix(" pt"))
    assert problems(shop_with(tmp_path / "fits", _condition(long, fixed.replace("14", f"{reached:g}")))) == ()
    assert problems(shop_with(tmp_path / "not", _condition(long, fixed.replace("14", f"{reached + 0.25:g}")))) != ()


def _condition(template: str, style: str) -> str:
    head, found, tail = template.partition('text = "the next order')
    return head + found + tail.replace('style = "small"', style, 1)


def test_a_template_that_needs_a_name_fails_with_the_order_that_has_none(tmp_path: Path) -> None:
    (found,) = only(checked(shop_with(tmp_path, CLASSIC.replace('no_name_words = "no_name"\n', "")), "mine")).problems
    assert found.samples[0] == "no name"
    assert found.problem.message.startswith("greeting: the order has no name")
    assert found.problem.where.line > 0


def test_a_character_no_face_has_is_told_with_its_code(tmp_path: Path) -> None:
    text = CLASSIC.replace('words = "keep"', 'text = "Thanks \U000100a0"')
    (found,) = only(checked(shop_with(tmp_path, text), "mine")).problems
    assert "U+100A0" in found.problem.message
    assert found.problem.message.startswith("keep line: ")
    assert "without a coupon" in found.samples[0]


GERMAN = """text = { en = "Shop", de = "Ein Satz, der viel zu lang ist, um auf zwei kurzen Zeilen Platz zu finden" }"""


def test_a_text_too_long_in_one_of_the_shops_languages_is_a_problem_of_cards_in_it(tmp_path: Path) -> None:
    toml = SHOP.replace('language = "en"', 'language = "en"\nlanguages = ["en", "de"]')
    shop = shop_with(tmp_path, CLASSIC.replace('words = "scan_coupon"', GERMAN), toml)
    (found,) = only(checked(shop, "mine")).problems
    assert all("'de'" in sample for sample in found.samples)


def test_a_text_too_long_in_a_language_the_shop_does_not_speak_is_a_note(tmp_path: Path) -> None:
    found = only(checked(shop_with(tmp_path, CLASSIC.replace('words = "scan_coupon"', GERMAN)), "mine"))
    assert found.problems == ()
    assert [note.problem.message.partition(":")[0] for note in found.notes] == ["greeting", "qr label"]
    assert not found.notes[1].holds
    assert all("'de'" in sample and "does not speak" in sample for sample in found.notes[1].samples)


def test_an_optional_text_that_is_left_out_is_told_once(tmp_path: Path) -> None:
    toml = SHOP.replace('language = "en"', f'language = "en"\ntagline = "{"A very long line " * 8}"')
    text = CLASSIC.replace('balanced = true\nstyle = "small"', 'optional = true\nstyle = "small"', 1)
    found = only(checked(shop_with(tmp_path, text, toml), "mine"))
    assert found.problems == ()
    told = [note.problem.message for note in found.notes if "left out" in note.problem.message]
    assert len(found.notes[0].samples) > 1
    assert len(told) == 1
    assert told[0].startswith("tagline: “A very long line ")


def test_contacts_that_find_no_place_are_told(tmp_path: Path) -> None:
    more = "".join(f'[[contact]]\nchannel = "web"\nvalue = "a{n}.example"\n' for n in range(4))
    text = CLASSIC.replace('rest = "icons"\n', "").replace('rest_icon = "3.2mm"\nrest_pitch = "4.6mm"\n', "")
    text = text.replace('rest_colour = "deep"\n', "")
    found = only(checked(shop_with(tmp_path, text, SHOP + more), "mine"))
    assert any(note.problem.message == "contacts: 4 of the shop's 6 contacts are shown" for note in found.notes)


def test_a_shop_without_offers_has_its_coupon_texts_tried_as_notes(tmp_path: Path) -> None:
    toml = SHOP.partition("[[tier]]")[0]
    text = CLASSIC.replace('text = "{{ coupon.tail }}"', 'text = "{{ coupon.tail }} and the one after that and so on"')
    found = only(checked(shop_with(tmp_path, text, toml), "mine"))
    assert found.problems == ()
    (note,) = [note for note in found.notes if note.problem.message.startswith("condition: ")]
    assert not note.holds


def test_every_offer_of_the_shop_is_tried(tmp_path: Path) -> None:
    toml = (
        SHOP
        + """
[[tier]]
name = "the long one"
benefit = { kind = "gift", text = "A hand-thrown bowl with a lid from the same clay as the pot you bought" }
valid = { days = 60 }
"""
    )
    shop = shop_with(tmp_path, CLASSIC, toml.replace("[[tier]]", "[[tier]]\nwhen = { order_number = 2 }", 1))
    found = only(checked(shop, "mine")).problems
    assert any("the long one" in sample for finding in found for sample in finding.samples)


# Which templates


def test_what_is_wrong_with_a_built_in_template_the_shop_does_not_use_is_a_note(tmp_path: Path) -> None:
    toml = SHOP.partition("[[help]]")[0]
    unused = only(checked(make_shop(tmp_path / "a", "", toml + '[print]\ninsert = ""\n')), "a6-thanks")
    used = only(checked(make_shop(tmp_path / "b", "", toml)), "a6-thanks")
    named = only(checked(make_shop(tmp_path / "c", "", toml + '[print]\ninsert = ""\n'), "a6-thanks"), "a6-thanks")
    assert (unused.used, unused.problems) == (False, ())
    assert len(used.problems) == len(named.problems) == 1
    assert unused.notes[0].problem.message == used.problems[0].problem.message
    assert "the shop has none" in used.problems[0].problem.message


def test_all_templates_are_checked_when_none_is_named(tmp_path: Path) -> None:
    names = [one.name for one in checked(shop_with(tmp_path, CLASSIC)).templates]
    assert names == sorted(names)
    assert {"mine", "classic", "a6-thanks"} <= set(names)


def test_the_built_in_templates_pass_with_the_demo_shop() -> None:
    result = check(builtin_folder("templates") / "demo" / "shop.toml", (), DAY, unwatched, demo=True)
    assert [str(problem) for problem in result.problems] == []
    assert [str(found.problem) for one in result.templates for found in one.problems] == []
    assert all(one.samples > 40 for one in result.templates)


# The samples


def test_sample_names_are_as_long_as_they_say() -> None:
    loaded, _ = load(builtin_folder("templates") / "demo" / "shop.toml")
    assert loaded is not None
    tried = samples(loaded.shop, ("en",), loaded.tiers, loaded.codes, DAY)
    lengths = {sample.told: len(sample.order.name) for sample in tried if sample.told.startswith("a name of")}
    wanted = {"a name of one letter": 1, "a name of 34 letters": 34, "a name of 60 letters": 60}
    assert wanted.items() <= lengths.items()


def test_a_sample_code_has_the_shape_of_the_shops_codes() -> None:
    loaded, _ = load(builtin_folder("templates") / "demo" / "shop.toml")
    assert loaded is not None
    assert sample_code(loaded.codes) == "K7QWM-4XH2M"


def test_names_are_in_the_letters_of_their_language() -> None:
    first = {"ar": "ا", "he": "א", "hi": "अ", "th": "ก", "ja": "一", "ko": "가", "zh": "一", "ru": "А", "el": "Α"}
    for language, letter in first.items():
        script = unicodedata.name(letter).split()[0]
        assert any(unicodedata.name(sign).startswith(script) for sign in NAMES[language]), language


# The command


class Told(NamedTuple):
    status: int
    out: str
    err: str


@pytest.fixture
def inserts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Told]:
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> Told:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(word) for word in words])
        said = capsys.readouterr()
        return Told(int(end.value.code or 0), said.out, said.err)

    return call


def test_the_command_ends_with_1_and_names_what_is_wrong(inserts: Callable[..., Told], tmp_path: Path) -> None:
    shop = shop_with(tmp_path, CLASSIC.replace("{{ coupon.code }}", "{{ coupn.code }}"))
    told = inserts("check", "mine", "--shop", shop)
    assert told.status == 1
    assert "code: " in told.err
    assert "coupn.code" in told.err
    assert told.out.startswith("mine: 1 problem")


def test_the_command_ends_with_0_when_there_are_only_notes(inserts: Callable[..., Told], tmp_path: Path) -> None:
    told = inserts("check", "mine", "--shop", shop_with(tmp_path, CLASSIC))
    assert told.status == 0
    assert "Note: " in told.err
    assert "such an order is held back" in told.err


def test_json_holds_every_finding_with_its_place_and_samples(inserts: Callable[..., Told], tmp_path: Path) -> None:
    shop = shop_with(tmp_path, greeting(CLASSIC, '["4mm", "5.1mm", "40mm", "4mm"]'))
    told = json.loads(inserts("check", "mine", "--json", "--shop", shop).out)
    (template,) = told["templates"]
    assert template["name"] == "mine"
    (found,) = template["problems"]
    assert found["line"] > 0
    assert found["samples"]
    assert found["held_back"]


def test_without_a_shop_the_built_in_templates_are_checked(inserts: Callable[..., Told]) -> None:
    told = inserts("check", "classic")
    assert told.status == 0
    assert "demo shop" in told.err


def test_an_unknown_template_is_told_with_the_nearest_name(inserts: Callable[..., Told], tmp_path: Path) -> None:
    told = inserts("check", "clasic", "--shop", shop_with(tmp_path, CLASSIC))
    assert told.status == 1
    assert '"classic"' in told.err


def test_checking_writes_nothing(inserts: Callable[..., Told], tmp_path: Path) -> None:
    shop = shop_with(tmp_path, CLASSIC)
    before = sorted(tmp_path.rglob("*"))
    inserts("check", "--shop", shop)
    assert sorted(tmp_path.rglob("*")) == before
