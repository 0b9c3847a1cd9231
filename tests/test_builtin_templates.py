"""Every built-in template with every setting of a shop there and not there, in every language, at its limits.

Cards are laid out, not drawn: none may be held back, nothing may lie on something else, all that is read stands in
the safe area. A few are drawn, and their codes read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import Any, cast

import pypdfium2
import pytest
import zxingcpp

from inserts.model.card import Bars, Border, Card, Discs, Group, Mark, Outline, Picture, Rect, Stroke, Symbol, Text
from inserts.model.colour import INK, WHITE, Colour
from inserts.model.content import Content, Filled
from inserts.model.length import MM, Box
from inserts.model.offer import Benefit, Coupon
from inserts.model.order import HeldBack, Item, Order
from inserts.model.problem import Stop
from inserts.model.shop import Contact, Shop
from inserts.model.template import Element, ListElement, Template, TextElement
from inserts.run.opening import Design, Workshop, open_workshop
from inserts.run.previewing import Wish, as_pdf, make
from inserts.run.samples import NAMES, ORDINARY, sample_coupon
from inserts.settings import Settings, load
from inserts.settings.vcard import vcard
from inserts.templates import load_template, template_names
from tests.template_pictures import HOME

DAY = date(2026, 11, 24)
TEMPLATES = template_names([HOME])
SPOKEN = ("en", "ar", "zh")
WRITTEN = tuple(sorted(path.stem for path in (HOME / "words").glob("*.toml")))
SLACK = 0.75
"""Points by which ink may reach beyond its box or over a neighbour's: round letters and accents overshoot."""

NEEDS = {
    **dict.fromkeys(("dl-help", "a6-thanks", "4x6-thermal"), "help"),
    "a5-letter": "letter",
    "a6-members": "levels",
}
"""What a template cannot be without: it is refused then, with the reason. The manual names these."""

NINE = (
    Contact("email", "hello@quillmoss.example", link="mailto:hello@quillmoss.example"),
    Contact("phone", "+44 20 7946 0142", hours="Mon-Fri 9-17", link="tel:+442079460142"),
    Contact("whatsapp", "+44 7700 900142", link="https://wa.me/447700900142", app=True),
    Contact("wechat", "quillmosstea", link="weixin://dl/chat?quillmosstea", app=True),
    Contact("line", "@quillmoss", link="https://line.me/R/ti/p/%40quillmoss", app=True),
    Contact("telegram", "@quillmoss", link="https://t.me/quillmoss", app=True),
    Contact("kakaotalk", "quillmoss", app=True),
    Contact("messenger", "quillmoss", link="https://m.me/quillmoss", app=True),
    Contact("instagram", "@quillmoss", link="https://instagram.com/quillmoss"),
)


def demo() -> Settings:
    loaded, problems = load(HOME / "demo" / "shop.toml")
    assert loaded is not None, problems
    return loaded


DEMO = demo()
FULL = replace(DEMO.shop, logo="logo.png", languages=WRITTEN)
"""A shop that has set everything."""

EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(("logo", "accent", "signature", "help_url", "account_url"), ""),
    **dict.fromkeys(("tagline", "message", "letter", "owner", "role", "contacts", "payments", "help", "levels"), ()),
}
BARE = replace(FULL, **EMPTY)
LONG_HOST = "quillmoss-and-daughters-teas.shop"
LIMITS: Mapping[str, str] = {
    "name": "Quillmoss & Daughter Mountain Tea",
    "tagline": "Single-garden leaf from the north slope, packed in the week you order.",
    "mail": "good-mornings@quillmoss-daughters.shop",
    "customer": "Friederike Magdalena Wintersberger",
    "number": "2026-11-24-07",
    "code": "TEA-K7QWM-4XH2M9",
}
COUPON = cast("Coupon", sample_coupon(DEMO.tiers, DEMO.codes, "GBP", DAY))
MEMBER = replace(ORDINARY, member_points=Decimal(1250))


@dataclass(frozen=True)
class Case:
    """A shop, and the orders and coupons it is tried with in each of the languages."""

    name: str
    shop: Shop
    languages: tuple[str, ...] = SPOKEN
    order: Order = MEMBER
    coupons: tuple[Coupon | None, ...] = (COUPON, None)


def with_contacts(shop: Shop, contacts: tuple[Contact, ...]) -> Shop:
    shop = replace(shop, contacts=contacts)
    return replace(shop, vcard=vcard(shop))


def coupons() -> Iterator[tuple[str, Coupon]]:
    grant = COUPON.grant
    express = replace(grant, benefit=Benefit("gift", text="Free express delivery"), min_spend=Decimal(50))
    yield "a long benefit with a minimum", replace(COUPON, grant=express)
    yield "all terms", replace(COUPON, grant=replace(express, excludes=("gift cards", "sale items")))
    yield "no last day", replace(COUPON, grant=replace(grant, valid_through=None))
    yield "no terms", replace(COUPON, grant=replace(grant, single_use=False))


def cases() -> Iterator[Case]:
    yield Case("all settings", FULL, WRITTEN)
    yield Case("no setting", BARE, WRITTEN)
    for key, empty in EMPTY.items():
        yield Case(f"all but {key}", replace(FULL, **{key: empty}))
        yield Case(f"only {key}", replace(BARE, **{key: getattr(FULL, key)}))
    for count in (1, 2, 3, 4, 5, 9):
        yield Case(f"{count} contacts", with_contacts(FULL, NINE[:count]))
        yield Case(f"only {count} contacts", with_contacts(BARE, NINE[:count]))
    for one in NINE[1:]:
        yield Case(f"one contact: {one.channel}", with_contacts(FULL, (one,)))
    for count in range(1, 7):
        yield Case(f"{count} answers", replace(FULL, help=FULL.help[:count]))
    for name, coupon in coupons():
        told = SPOKEN if coupon.grant.benefit.kind == "percent" else ("en", "zh")  # its words are in one language
        yield Case(name, FULL, told, coupons=(coupon,))
    for count in (0, 1, 10):
        yield Case(f"{count} items", FULL, order=replace(MEMBER, items=(Item("Smoked black – 50 g", 2),) * count))
    yield Case("a gift", FULL, order=replace(MEMBER, gift=True))
    yield Case("nobody's member", FULL, order=ORDINARY)
    yield Case("the highest level", FULL, order=replace(MEMBER, member_points=Decimal(2400)))
    yield Case("a dark accent", replace(FULL, brand="#F2D64B", accent="#14213D"))
    yield from limits()


def limits() -> Iterator[Case]:
    yield Case("a host of 12", hosted("moss.example"))
    yield Case("a host of 33", hosted(LONG_HOST))
    yield Case("a host of 33, no logo", replace(hosted(LONG_HOST), logo=""))
    yield Case("a name of 34", FULL, order=replace(MEMBER, name=LIMITS["customer"]))
    yield Case("a shop's name of 33", replace(FULL, logo="", name=(("", LIMITS["name"]),)))
    yield Case("a tagline of 70", replace(FULL, logo="", tagline=(("", LIMITS["tagline"]),)))
    yield Case("a code of 16", FULL, coupons=(replace(COUPON, code=LIMITS["code"]),))
    yield Case("a number of 13", FULL, order=replace(MEMBER, id=LIMITS["number"]))


def hosted(host: str) -> Shop:
    return with_contacts(replace(FULL, domain=host, url=f"https://{host}"), FULL.contacts)


CASES = {case.name: case for case in cases()}


# Cards


@lru_cache(maxsize=4)
def workshop(shop: Shop, names: tuple[str, ...]) -> Workshop:
    host = shop.domain
    return open_workshop(replace(DEMO, shop=shop, host=host, link_hosts=(host, f"www.{host}"), rules=()), names)


def designs(case: Case) -> Iterator[Design]:
    names = tuple(name for name in TEMPLATES if not (name in NEEDS and not getattr(case.shop, NEEDS[name])))
    yield from workshop(case.shop, names).designs


def tried(case: Case) -> Iterator[tuple[str, Order, Coupon | None]]:
    for language in case.languages:
        name = NAMES.get(language, NAMES["zh"]) if case.order.name == ORDINARY.name else case.order.name
        order = replace(case.order, language=language, name=name, given_name=name)
        nameless = replace(order, name="", given_name="", name_note="missing")
        for coupon in case.coupons:
            for told, one in (("", order), (" without a name", nameless)):
                yield f"{language}{told}{'' if coupon else ' without a coupon'}", one, coupon


def wrong(case: Case) -> Iterator[str]:
    """Every card of the case that cannot be made, or is made badly."""
    for design in designs(case):
        for told, order, coupon in tried(case):
            content = design.filler.fill(order, coupon, DAY)
            card = design.layouter.card(content) if isinstance(content, Content) else content
            if isinstance(content, HeldBack) or isinstance(card, HeldBack):
                yield f"{told}: {cast('HeldBack', card).reason}"
            else:
                yield from (f"{told}: {design.template.name}: {fault}" for fault in faults(design, content))


# Where ink is


def inks(marks: Iterable[Mark]) -> Iterator[tuple[Mark, Box]]:
    """What is read, with its ink's box: texts, icons, codes, pictures. Turned groups are turned by half or not."""
    for mark in marks:
        own = box(mark)
        if isinstance(mark, Group):
            assert mark.angle % 180 == 0
            for inner, found in inks(mark.marks):
                yield inner, half_turned(found, mark) if mark.angle % 360 else found
        elif own is not None:
            yield mark, own


def half_turned(found: Box, group: Group) -> Box:
    return Box(2 * group.x - found.right, 2 * group.y - found.bottom, found.w, found.h)


def box(mark: Mark) -> Box | None:
    match mark:
        case Text():
            left, bottom, right, top = mark.line.ink(mark.size, mark.tracking)
            return Box(mark.x + left, mark.y - top, right - left, top - bottom)
        case Outline():
            return Box(mark.x, mark.y, 24 * mark.scale, 24 * mark.scale)
        case Symbol():
            return Box(mark.x, mark.y, mark.size * mark.module, mark.size * mark.module)
        case Bars():
            return Box(mark.x, mark.y, mark.size * mark.module, mark.h)
        case Picture():
            return mark.box
    return None


def over(one: Box, other: Box) -> float:
    """Points by which two boxes lie on each other, along the side where it is less; 0 or below: they do not."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    return min(across, down)


def outside(found: Box, template: Template) -> float:
    safe = template.safe
    edges = (found.x, found.y, template.width - found.right, template.height - found.bottom)
    return safe - min(edges)


def alone(design: Design, content: Content, side: int, item: Filled) -> list[tuple[Mark, Box]]:
    """The ink of one element."""
    sides = tuple((item,) if number == side else () for number in range(len(content.sides)))
    card = design.layouter.card(content._replace(sides=sides))
    assert isinstance(card, Card)
    return list(inks(mark for layer in card.sides[side].layers for mark in layer.marks))


def read_elements(items: Sequence[Filled]) -> Iterator[Filled]:
    for item in items:
        if not (isinstance(item.element, TextElement) and (item.element.decor or item.element.fit == "ink")):
            yield item


def faults(design: Design, content: Content) -> Iterator[str]:
    """Ink of one element on another's, a list's rows on each other, and what leaves the safe area."""
    for side, items in enumerate(content.sides):
        found = [(item.element, alone(design, content, side, item)) for item in read_elements(items)]
        for element, marks in found:
            yield from (f"{element.id} leaves the safe area" for _, at in marks if outside(at, design.template) > SLACK)
            if isinstance(element, ListElement):
                pairs = ((one, other) for (_, one), (_, other) in combinations(marks, 2))
                yield from (f"{element.id}: rows meet" for one, other in pairs if over(one, other) > 2 * SLACK)
        for (one, marks), (other, others) in combinations(found, 2):
            if any(over(a, b) > SLACK for _, a in marks for _, b in others):
                yield f"{one.id} lies on {other.id}"


# All cards


@pytest.mark.parametrize("name", CASES)
def test_every_card_can_be_made_with_nothing_on_top_of_something_else(name: str) -> None:
    assert sorted(set(wrong(CASES[name]))) == []


@pytest.mark.parametrize("name", NEEDS)
def test_a_template_that_would_show_a_hole_says_what_it_needs(name: str) -> None:
    with pytest.raises(Stop) as stop:
        workshop(BARE, (name,))
    assert "shop.toml" in " ".join(problem.hint for problem in stop.value.problems)


def test_the_limits_are_as_long_as_they_say() -> None:
    lengths = {key: len(text) for key, text in LIMITS.items()}
    assert lengths == {"name": 33, "tagline": 70, "mail": 38, "customer": 34, "number": 13, "code": 16}
    assert len(LONG_HOST) == 33


SHORTER = {
    ("minimal", 1): 34,
    ("minimal", 4): 34,
    ("ink", 1): 28,
    ("ink", 4): 28,
    ("classic", 4): 28,
    ("a6-members", 4): 28,
    ("stand", 4): 28,
    ("bold", 4): 24,
}
"""Signs of the longest e-mail address a template holds beside so many contacts in all, where it is not 38."""


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("count", [1, 4])
def test_an_address_as_long_as_the_manual_says_is_printed(name: str, count: int) -> None:
    length = SHORTER.get((name, count), 38)
    address = LIMITS["mail"][-length:] if length > 25 else f"{'good-mornings'[: length - 15]}@quillmoss.shop"
    assert len(address) == length
    mail = Contact("email", address, link=f"mailto:{address}")
    shop = with_contacts(FULL, (mail, *NINE[1:])[:count])
    (design,) = workshop(shop, (name,)).designs
    content = design.filler.fill(MEMBER, COUPON, DAY)
    assert isinstance(content, Content)
    card = design.layouter.card(content)
    assert isinstance(card, Card), card
    assert list(faults(design, content)) == []


# What a template is for


SIZES = {"China": (90, 54), "Europe": (85, 55), "the US": (88.9, 50.8), "Japan": (91, 55)}


@pytest.mark.parametrize("place", SIZES)
def test_there_is_a_name_card_of_every_usual_size(place: str) -> None:
    found = [load_template(name, [HOME])[0] for name in TEMPLATES]
    sizes = {(round(t.width / MM, 1), round(t.height / MM, 1)) for t in found if t and t.kind == "name-card"}
    assert SIZES[place] in sizes


def test_the_stand_is_folded_in_the_middle_and_each_half_stands_upright_then() -> None:
    stand, _ = load_template("stand", [HOME])
    assert stand is not None
    assert stand.fold / MM == pytest.approx(74)
    assert stand.height == pytest.approx(2 * stand.fold)
    for element in stand.sides[0]:
        upper = element.box.bottom <= stand.fold
        assert element.rotate == (180 if upper and element.id != "ticket edge" else 0), element.id


BLACK: Mapping[str, set[Colour]] = {"ink": {INK, WHITE}, "4x6-thermal": {INK, WHITE}, "kraft": {INK}}
"""What is printed, beside letters reversed out in the paper's colour."""


def colours(marks: Iterable[Mark]) -> Iterator[Colour]:
    for mark in marks:
        if isinstance(mark, Group):
            yield from colours(mark.marks)
        elif isinstance(mark, Rect | Border | Discs | Stroke | Outline | Text | Symbol | Bars):
            yield mark.colour


@pytest.mark.parametrize("name", BLACK)
def test_black_templates_are_printed_in_black_alone(name: str) -> None:
    (design,) = workshop(replace(FULL, logo=""), (name,)).designs
    allowed = BLACK[name] | {design.template.paper}
    for coupon in (COUPON, None):
        content = design.filler.fill(MEMBER, coupon, DAY)
        assert isinstance(content, Content)
        card = design.layouter.card(content)
        assert isinstance(card, Card)
        assert set(colours(m for side in card.sides for layer in side.layers for m in layer.marks)) <= allowed


@pytest.mark.parametrize("name", ["ink", "4x6-thermal"])
def test_thermal_printers_get_no_text_under_8_points_but_the_order_number(name: str) -> None:
    template, _ = load_template(name, [HOME])
    assert template is not None

    def texts(elements: Iterable[Element]) -> Iterator[TextElement]:
        for element in elements:
            if isinstance(element, ListElement):
                yield from texts(element.cell)
            elif isinstance(element, TextElement) and element.id != "order number":
                yield element

    assert min(text.style.min_size for side in template.sides for text in texts(side)) >= 8


# Read back


def decoded(pdf: bytes) -> list[str]:
    payloads: list[str] = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            image = page.render(scale=300 / 72).to_pil().convert("L")
            payloads += [code.text for code in zxingcpp.read_barcodes(image)]
    return sorted(payloads)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_every_code_of_a_printed_card_reads_as_it_should(name: str, language: str) -> None:
    made = make(DEMO, Wish(name, language=language), DAY)
    assert decoded(as_pdf(made, Wish(name))) == sorted(payload for side in made.card.payloads for payload in side)
