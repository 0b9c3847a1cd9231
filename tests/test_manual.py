"""The owner's manual, templates/README.md, in both directions: all that is read is told, and all that is told works.

Which keys a table may have is asked of the reader itself: it names them all to whoever writes one it does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pikepdf
import pytest
from PIL import Image, ImageChops, ImageStat

from inserts.fields import (
    BARCODE_FIELDS,
    CARD,
    FACTS,
    FILTERS,
    LISTS,
    NUMBER_FIELDS,
    QR_FIELDS,
    parse_condition,
    parse_phrase,
)
from inserts.fields.phrase import DIRECTIVES
from inserts.fill import Filler
from inserts.model.content import Content
from inserts.model.length import MM
from inserts.model.offer import Coupon
from inserts.model.order import Order
from inserts.model.problem import Problem
from inserts.model.shop import Shop
from inserts.model.stock import Kind
from inserts.model.template import Template
from inserts.run.checking import check
from inserts.run.gallery import copy_template
from inserts.run.samples import ORDINARY, sample_coupon
from inserts.settings import Settings, load
from inserts.templates import ROLES, load_icons, load_stock, load_template, load_words, stock_names
from inserts.templates.colours import TOKENS
from inserts.templates.elements import TYPES
from tests.shops import SHOP, make_shop
from tests.template_pictures import DAY, HOME, NAMES, drawn, kept, written

MANUAL = (HOME / "README.md").read_text("utf-8")
LARGEST = 900_000
"""Bytes of all pictures."""

UNKNOWN = "zzzzzzzzzz"
Keys = dict[str, str]


# The manual as it is asked


def section(heading: str) -> str:
    """The text below a heading, down to the next one of any rank."""
    found = re.search(rf"^#+ {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", MANUAL, re.MULTILINE | re.DOTALL)
    assert found, f"the manual has no section {heading}"
    return re.sub(r"^```.*?^```", "", found[1], flags=re.MULTILINE | re.DOTALL)


def rows(heading: str) -> Iterator[list[str]]:
    """The cells of a section's tables."""
    for line in section(heading).splitlines():
        if line.startswith("| `"):
            yield [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def told(heading: str) -> dict[str, list[str]]:
    """A section's rows by what stands in their first cell, without its backticks."""
    return {cells[0].strip("`"): cells[1:] for cells in rows(heading)}


def blocks(kind: str) -> list[str]:
    """The manual's examples of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", MANUAL, re.MULTILINE | re.DOTALL)


def in_ticks(text: str) -> set[str]:
    return {part.strip('"') for part in re.findall(r"`([^`]*)`", text)}


# Every key


CARD_KEYS: Keys = {"kind": '"name-card"', "about": '"A try"', "size": '"90x54mm"'}
COMMON: Keys = {"id": '"it"', "box": '["5mm", "5mm", "60mm", "20mm"]'}
CELL = '[[front.cell]]\ntype = "text"\nbox = ["0mm", "0mm", "10mm", "4mm"]\ntext = "x"\n'

ELEMENTS: Mapping[str, Keys] = {
    "text": {"text": '"Hi"'},
    "rect": {"colour": '"ink"'},
    "line": {"box": '["5mm", "5mm", "60mm", "0mm"]', "colour": '"ink"', "width": '"1mm"'},
    "qr": {"box": '["5mm", "5mm", "40mm", "40mm"]', "data": '"{{ link.coupon }}"'},
    "barcode": {"symbology": '"datamatrix"', "data": '"{{ order.number }}"'},
    "image": {"source": '"flower.png"'},
    "art": {"source": '"a.pdf"'},
    "icon": {"icon": '"email"'},
    "list": {"over": '"contacts"', "most": "2", "pitch_x": '"20mm"', "pitch_y": '"5mm"'},
}

WITH: Mapping[tuple[str, str], Keys] = {
    ("barcode", "text"): {"symbology": '"code128"'},
    ("image", "radius"): {"fit": '"cover"'},
    ("list", "rest"): {"rest_icon": '"3mm"', "rest_pitch": '"4mm"'},
    ("rect", "stroke"): {"stroke": '"ink"', "width": '"1pt"'},
    ("rect", "width"): {"stroke": '"ink"', "width": '"2pt"'},
}
"""What a key needs beside it."""

STEADY = {("card", "kind"), ("every", "type"), ("list", "cell")}
"""Keys that no template is without, whose only other values make another element: they are tried elsewhere."""


def table(name: str, keys: Keys) -> str:
    return f"{name}\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


def element(kind: str, keys: Keys) -> str:
    found = table("[[front]]", {"type": f'"{kind}"', **COMMON, **ELEMENTS[kind], **keys})
    return found + CELL if kind == "list" else found


def with_key(place: str, keys: Keys) -> str:
    """A small template with these keys in one place: "card", "style", "colour", "every" element, or a kind."""
    card = table("[card]", {**CARD_KEYS, **(keys if place == "card" else {})})
    styles = table("[style.small]", {"tracking": "5"})
    if place == "style":
        return card + table("[style.some]", keys) + element("text", {"style": '"some"'})
    if place == "colour":
        return card + table("[colour.some]", {"cmyk": "[0, 10, 20, 0]", **keys}) + element("rect", {"colour": '"some"'})
    if "words" in keys:
        return card + styles + element("text", keys).replace('text = "Hi"\n', "", 1)
    if "shorten" in keys:
        cell = CELL + "".join(f"{key} = {value}\n" for key, value in keys.items())
        return card + table("[[front]]", {"type": '"list"', **COMMON, **ELEMENTS["list"], "over": '"items"'}) + cell
    if "more" in keys:
        keys = {key: value for key, value in keys.items() if key != "more"}
        more = table("[front.more]", {"box": '["0mm", "0mm", "20mm", "4mm"]', "text": '"and {{ more.n }} more"'})
        return card + styles + element("list", keys) + more
    return card + styles + element("text" if place in ("card", "every") else place, keys if place != "card" else {})


def read(folder: Path, text: str) -> tuple[Template | None, tuple[Problem, ...]]:
    home = folder / "mine"
    home.mkdir(parents=True, exist_ok=True)
    (home / "template.toml").write_text(text, "utf-8")
    icons, _ = load_icons([HOME / "icons"])
    return load_template("mine", [folder, HOME], icons=tuple(icons))


def sound(folder: Path, text: str) -> Template:
    template, problems = read(folder, text)
    assert template is not None, [str(problem) for problem in problems]
    return replace(template, lines=())


def known_to(problems: tuple[Problem, ...]) -> set[str]:
    """The keys a table may have, which the reader names when it meets one that is unknown."""
    (hint,) = [problem.hint for problem in problems if UNKNOWN in problem.message]
    return set(hint.removeprefix("known here: ").split(", "))


HEADINGS = {"card": "[card]", "style": "[style.NAME]", "colour": "[colour.NAME]", "every": "Every element"}
PLACES = [*HEADINGS, *ELEMENTS]


def heading(place: str) -> str:
    return HEADINGS.get(place, place)


def documented(place: str) -> set[str]:
    own = set(told(heading(place)))
    if place in ELEMENTS:
        own |= set(told("Every element"))
    return own | set(told("[style.NAME]")) if place == "text" else own


@pytest.mark.parametrize("place", [place for place in PLACES if place != "every"])
def test_every_key_that_is_read_is_in_the_manual_and_no_other(tmp_path: Path, place: str) -> None:
    _, problems = read(tmp_path, with_key(place, {UNKNOWN: "1"}))
    assert known_to(problems) == documented(place)


def test_every_kind_of_element_has_its_section() -> None:
    assert set(ELEMENTS) == set(TYPES)
    assert in_ticks(told("Every element")["type"][1]) == set(TYPES)


@pytest.mark.parametrize(("place", "key"), [(place, key) for place in PLACES for key in told(heading(place))])
def test_every_key_in_the_manual_does_something(tmp_path: Path, place: str, key: str) -> None:
    written = told(heading(place))[key][0].strip("`")
    beside = WITH.get((place, key), {})
    without = sound(tmp_path, with_key(place, beside))
    if (place, key) in STEADY:
        assert f"{key} is missing" in " ".join(problem.message for problem in missing(tmp_path, place, key))
    else:
        assert sound(tmp_path, with_key(place, {**beside, key: written})) != without


def missing(folder: Path, place: str, key: str) -> tuple[Problem, ...]:
    """What is said of a template without a key that each has."""
    text = with_key("list" if key == "cell" else place, {})
    text = text.replace(CELL, "") if key == "cell" else re.sub(rf"(?m)^{key} = .*\n", "", text, count=1)
    _, problems = read(folder, text)
    return tuple(replace(p, message="cell is missing") if "shows nothing" in p.message else p for p in problems)


CHOICES = [
    *(("card", "kind"), ("style", "face"), ("style", "align"), ("style", "valign"), ("text", "fit"), ("qr", "level")),
    *(("qr", "align"), ("barcode", "symbology"), ("image", "fit"), ("image", "align"), ("image", "valign")),
    *(("list", "over"), ("list", "hang"), ("list", "rest")),
]


@pytest.mark.parametrize(("place", "key"), CHOICES)
def test_the_manual_names_every_word_a_key_may_have(tmp_path: Path, place: str, key: str) -> None:
    _, problems = read(tmp_path, with_key(place, {key: f'"{UNKNOWN}"'}))
    problem = next(problem for problem in problems if UNKNOWN in problem.message)
    words = re.findall(r"[\w-]+", problem.hint.removeprefix("known here: "))
    assert words
    assert set(words) <= in_ticks(told(heading(place))[key][1]) | {told(heading(place))[key][0].strip('`"')}


def test_the_manual_names_every_table_of_a_template(tmp_path: Path) -> None:
    _, problems = read(tmp_path, f"{UNKNOWN} = 1\n" + with_key("text", {}))
    tables = {"card": "[card]", "style": "[style.NAME]", "colour": "[colour.NAME]", "front": "[[front]]"}
    assert known_to(problems) == {*tables, "back"}
    assert {*tables.values(), "[[back]]"} <= in_ticks(section("The card"))


@pytest.mark.parametrize("face", ROLES)
def test_every_face_works(tmp_path: Path, face: str) -> None:
    assert face in in_ticks(told("[style.NAME]")["face"][1])
    sound(tmp_path, with_key("text", {"face": f'"{face}"'}))


def test_every_colour_is_in_the_manual_and_no_other() -> None:
    assert set(told("Colours")) == set(TOKENS)


@pytest.mark.parametrize("colour", [*TOKENS, "#1E4B3C", "cmyk(0, 80, 95, 0)"])
def test_every_colour_in_the_manual_works(tmp_path: Path, colour: str) -> None:
    assert colour in in_ticks(section("Colours"))
    sound(tmp_path, with_key("rect", {"colour": f'"{colour}"'}))


# Fields and conditions


@pytest.fixture(scope="module")
def demo() -> Settings:
    loaded, problems = load(HOME / "demo" / "shop.toml")
    assert loaded is not None, problems
    return loaded


def rich(loaded: Settings) -> tuple[Shop, Order, Coupon | None]:
    """A shop, an order and a coupon that have everything there is."""
    url = "https://quillmoss.example/answer"
    shop = replace(loaded.shop, logo="logo.png", help=tuple(replace(one, url=url) for one in loaded.shop.help))
    order = replace(ORDINARY, member_points=Decimal(1250), gift=True)
    return shop, order, sample_coupon(loaded.tiers, loaded.codes, shop.currency, DAY)


def bare(loaded: Settings) -> tuple[Shop, Order, Coupon | None]:
    """A shop and an order that have nothing but what they must."""
    nothing = dict.fromkeys(("tagline", "message", "letter", "owner", "role", "contacts", "payments", "help"), ())
    shop: Shop = replace(loaded.shop, **nothing, levels=(), logo="", signature="")  # type: ignore[arg-type]
    return shop, replace(ORDINARY, name="", given_name="", items=(), placed=None), None


def filled(loaded: Settings, template: Template, *, nothing: bool = False) -> Content:
    shop, order, coupon = bare(loaded) if nothing else rich(loaded)
    tiers = () if nothing else loaded.tiers
    filler = Filler(template, shop, link_target=loaded.link_target, host=loaded.host, tiers=tiers)
    content = filler.fill(order, coupon, DAY)
    assert isinstance(content, Content), content
    return content


ROWS = {f"{listed.name}.{field}": over for over, listed in LISTS.items() for field in listed.fields}
FIELDS = {*CARD, *ROWS, "more.n"}
OF_SOME = {"contact.hours", "contact.app", "payment.account", "payment.note"}
"""Fields that only some rows of the demo shop have."""


def test_every_field_is_in_the_manual_and_no_other() -> None:
    assert set(told("Fields")) == FIELDS


@pytest.mark.parametrize("field", told("Fields"))
def test_every_field_in_the_manual_has_a_value(tmp_path: Path, demo: Settings, field: str) -> None:
    text = f'"{{{{ {field} }}}}"'
    if field in CARD:
        (item,) = filled(demo, sound(tmp_path, with_key("text", {"text": text}))).sides[0]
        assert item.text.strip()
        return
    keys = {"over": f'"{ROWS.get(field, "contacts")}"', "rest": '"count"', "most": "2" if field == "more.n" else "4"}
    cell = "{{ " + field + " }}" if field in ROWS else "x"
    template = with_key("list", {**keys, "more": ""}).replace('text = "x"', f'text = "{cell}"')
    (item,) = filled(demo, sound(tmp_path, template)).sides[0]
    if field == "more.n":
        assert item.more is not None
        assert item.more.text == "and 3 more"
    else:
        assert {bool(row[0].text) for row in item.rows} == ({True, False} if field in OF_SOME else {True})


@pytest.mark.parametrize(
    ("heading", "key", "fields"),
    [
        ("qr", "data", QR_FIELDS),
        ("barcode", "data", BARCODE_FIELDS),
        ("rect", "grow", NUMBER_FIELDS),
        ("image", "source", {"shop.logo", "shop.signature"}),
    ],
)
def test_the_manual_names_every_field_a_key_may_hold(heading: str, key: str, fields: frozenset[str]) -> None:
    names = {name.replace("{{", "").replace("}}", "").strip() for name in in_ticks(" ".join(told(heading)[key]))}
    assert set(fields) <= names


def test_every_filter_is_in_the_manual_and_no_other() -> None:
    assert set(told("Filters")) == set(FILTERS)
    assert DIRECTIVES in section("Filters")


@pytest.mark.parametrize("name", told("Filters"))
def test_every_filter_says_what_the_manual_says(name: str) -> None:
    example, says = told("Filters")[name]
    values = {
        "customer": {"name": "Ida Lind", "first_name": ""},
        "shop": {"name": "Quillmoss Tea"},
        "coupon": {"tail": "your next order", "expires": date(2027, 1, 28)},
    }
    said = parse_phrase(example.strip("`"), FIELDS).render(values)
    assert said
    assert re.match(rf"{re.escape(said)}(\W|\Z)", says)


def test_every_word_of_a_condition_is_in_the_manual_and_no_other() -> None:
    assert set(told("Conditions")) == set(FACTS)


@pytest.mark.parametrize("word", told("Conditions"))
def test_every_word_in_the_manual_tells_two_orders_apart(tmp_path: Path, demo: Settings, word: str) -> None:
    template = sound(tmp_path, with_key("rect", {"when": f'"{word}"'}))
    assert filled(demo, template).sides[0]
    assert not filled(demo, template, nothing=True).sides[0]


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "=", "!="])
def test_every_comparison_in_the_manual_is_read(sign: str) -> None:
    assert sign in in_ticks(section("Conditions"))
    parse_condition(f"contacts {sign} 2")


# Stocks, words, icons


def stock(folder: Path, keys: Keys) -> tuple[object, tuple[Problem, ...]]:
    place = folder / "stocks" / "mine.toml"
    place.parent.mkdir(exist_ok=True)
    place.write_text(table("[stock]", keys), "utf-8")
    return load_stock("mine", [folder])


STOCKS = {"a4", "letter", "card", "card-bleed"}
ABOUT: Keys = {"about": '"A try"'}
PAPERS: Mapping[str, Keys] = {
    "blank": {**ABOUT, "size": '"297x420mm"', "margin": '"5mm"'},
    "card": ABOUT,
    "roll": {**ABOUT, "width": '"62mm"'},
    "slots": {
        **ABOUT,
        "sheet": '"210x297mm"',
        "size": '"90x54mm"',
        "columns": "2",
        "rows": "5",
        "left": '"15mm"',
        "top": '"13.5mm"',
    },
}
"""A small stock of each kind."""


def paper(kind: str, keys: Keys) -> Keys:
    return {"kind": f'"{kind}"', **PAPERS[kind], **keys}


def known_keys(folder: Path, kind: str) -> set[str]:
    return known_to(stock(folder, paper(kind, {UNKNOWN: "1"}))[1])


def test_every_key_of_a_stock_is_in_the_manual_and_no_other(tmp_path: Path) -> None:
    assert set(PAPERS) == set(get_args(Kind)) == in_ticks(told("[stock]")["kind"][1])
    known = [known_keys(tmp_path, kind) for kind in PAPERS]
    assert set().union(*known) == set(told("[stock]"))


@pytest.mark.parametrize("key", told("[stock]"))
def test_every_key_of_a_stock_in_the_manual_does_something(tmp_path: Path, key: str) -> None:
    written = told("[stock]")[key][0].strip("`")
    kind = next(kind for kind in PAPERS if key in known_keys(tmp_path, kind))
    changed = {"kind": written, **ABOUT} if key == "kind" else paper(kind, {key: written})
    made, problems = stock(tmp_path, changed)
    assert problems == ()
    assert made != stock(tmp_path, paper(kind, {}))[0]


def test_every_stock_the_manual_names_is_there() -> None:
    assert in_ticks(section("[stock]")) >= STOCKS
    assert set(stock_names([HOME])) >= STOCKS


def test_every_table_of_words_is_in_the_manual_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.toml").write_text(f"{UNKNOWN} = 1\n", "utf-8")
    _, problems = load_words([tmp_path, HOME])
    assert known_to(problems) == set(told("Words"))


def test_every_language_is_in_the_manual() -> None:
    (listed,) = re.findall(r"fourteen languages \(([^)]*)\)", MANUAL)
    assert set(re.split(r",\s+", listed)) == {path.stem for path in (HOME / "words").glob("*.toml")}


def test_every_table_of_icons_is_in_the_manual(tmp_path: Path) -> None:
    (tmp_path / "icons.toml").write_text(f"{UNKNOWN} = 1\n", "utf-8")
    _, problems = load_icons([tmp_path])
    (block,) = blocks("toml icons")
    assert all(re.search(rf"(?m)^(\[{name}\]|{name} = )", block) for name in known_to(problems))


# The examples


def test_every_example_says_what_it_is() -> None:
    kinds = re.findall(r"^```(.+)$", MANUAL, re.MULTILINE)
    assert set(kinds) == {f"toml {name}" for name in ("template", "element", "stock", "words", "icons", "shop")} | {
        "diff greeting"
    }


@pytest.mark.parametrize("block", blocks("toml element"))
def test_every_element_of_the_manual_is_sound(tmp_path: Path, block: str) -> None:
    sound(tmp_path, with_key("text", {}) + block)


@pytest.mark.parametrize("block", blocks("toml shop"))
def test_every_line_for_shop_toml_is_sound(tmp_path: Path, block: str) -> None:
    loaded, problems = load(make_shop(tmp_path, "", SHOP + block) / "shop.toml")
    assert loaded is not None, problems
    assert loaded.print_name_card == "my-card"


def test_the_words_of_the_manual_are_taken(tmp_path: Path) -> None:
    (block,) = blocks("toml words")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "de.toml").write_text(block, "utf-8")
    words, problems = load_words([tmp_path, HOME])
    assert problems == ()
    assert dict(words["card.our_promise"]) == {"de": "Wir sind für Sie da."}
    assert dict(words["coupon.next"])["de"] == "auf den nächsten Einkauf"


def test_the_stock_of_the_manual_is_sound(tmp_path: Path) -> None:
    (block,) = blocks("toml stock")
    (tmp_path / "stocks").mkdir()
    (tmp_path / "stocks" / "a3.toml").write_text(block, "utf-8")
    assert load_stock("a3", [tmp_path])[1] == ()


def test_the_icons_of_the_manual_are_sound(tmp_path: Path) -> None:
    (block,) = blocks("toml icons")
    (tmp_path / "icons.toml").write_text(block, "utf-8")
    icons, problems = load_icons([tmp_path])
    assert problems == ()
    assert icons["oil"] == icons["drop"]


def unwatched(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def problems_of(shop: Path, name: str) -> list[str]:
    result = check(shop / "shop.toml", [name], DAY, unwatched)
    return [str(problem) for problem in result.problems] + [str(f.problem) for f in result.templates[0].problems]


def test_the_walk_ends_with_a_card_that_can_be_printed(tmp_path: Path, demo: Settings) -> None:
    shop = make_shop(tmp_path, "", (HOME / "demo" / "shop.toml").read_text("utf-8"))
    (shop / "signature.png").write_bytes((HOME / "demo" / "signature.png").read_bytes())
    file = copy_template(shop, "classic", "my-card") / "template.toml"
    before, start, after = file.read_text("utf-8").partition('id = "greeting"')
    for block in blocks("diff greeting"):
        old = "".join(f"{line[1:]}\n" for line in block.splitlines() if line.startswith("-"))
        new = "".join(f"{line[1:]}\n" for line in block.splitlines() if line.startswith("+"))
        assert old in after.partition("[[")[0], block
        after = after.replace(old, new, 1)
    file.write_text(f"{before}{start}{after}\n{blocks('toml element')[0]}", "utf-8")
    assert problems_of(shop, "my-card") == []
    template, _ = load_template("my-card", [shop / "templates", HOME])
    assert template is not None
    said = {item.text for item in filled(demo, template).sides[1]}
    assert {"Made for you, Ida Lind", "You have 1,250 points"} <= said


def test_the_design_of_ones_own_can_be_printed(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, "")
    home = shop / "templates" / "mine"
    home.mkdir(parents=True)
    (block,) = blocks("toml template")
    (home / "template.toml").write_text(block, "utf-8")
    with pikepdf.new() as design:
        design.add_blank_page(page_size=(96 * MM, 60 * MM))
        design.save(home / "design.pdf")
    assert problems_of(shop, "mine") == []


# The pictures


def test_every_template_is_shown_with_its_picture_and_no_other() -> None:
    assert set(re.findall(r'<img src="([^/"]+)/picture\.png"', MANUAL)) == set(NAMES)
    assert set(re.findall(r"\*\*`([^`]+)`\*\*", MANUAL)) == set(NAMES)
    assert len(NAMES) == 14


def test_all_pictures_together_are_small() -> None:
    assert sum(kept(name).stat().st_size for name in NAMES) < LARGEST


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_shows_the_template_as_it_is(tmp_path: Path, name: str) -> None:
    """Renderers and zlibs differ a little; an element that moved differs more. Few colours cost 2 of 255 themselves."""
    now = tmp_path / "now.png"
    now.write_bytes(written(drawn(name)))
    pictures = [Image.open(path).convert("L") for path in (kept(name), now)]
    assert pictures[0].size == pictures[1].size, "draw it anew: python -m tests.template_pictures"
    apart = ImageStat.Stat(ImageChops.difference(*pictures)).mean[0]
    assert apart < 1, "draw it anew: python -m tests.template_pictures"
