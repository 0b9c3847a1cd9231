"""Filling: languages, the value of every field, what is missing, what is shared, what hostile orders cannot do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inserts import barcode, qr, text
from inserts.fill import Filler, card_language, choose, lacking, match
from inserts.layout import Layouter, Typesetting
from inserts.model.card import Card
from inserts.model.colour import INK
from inserts.model.content import Content, Filled
from inserts.model.offer import Benefit, BenefitKind, Coupon, Grant
from inserts.model.order import HeldBack, Item, Order
from inserts.model.problem import Stop, Where
from inserts.model.shop import Contact, Help, Payment, Shop
from inserts.model.template import Template
from inserts.templates import load_template

BUILTIN = Path(__file__).parent.parent / "templates"
DAY = date(2026, 11, 24)
END = date(2027, 3, 31)
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "zh", "zh-Hant", "ja", "ko", "ar")
CONTACTS = tuple(
    Contact(channel, f"{channel}@quillmoss")
    for channel in ("email", "phone", "whatsapp", "wechat", "line", "telegram", "kakaotalk", "messenger", "instagram")
)
SHOP = Shop(
    id="quillmoss.example",
    name=(("", "Quillmoss Tea"), ("zh", "山月茶铺")),
    domain="quillmoss.example",
    url="https://quillmoss.example",
    tagline=(("en", "Leaf of the week"), ("de", "Blatt der Woche")),
    initial="Q",
    country="GB",
    languages=LANGUAGES,
    currency="GBP",
    timezone="Europe/London",
    help_url="https://quillmoss.example/help",
    contacts=CONTACTS[:3],
    payments=(Payment("card"), Payment("cod", note="Taiwan")),
    help=(
        Help("delivery", (("", "When?"), ("de", "Wann?")), (("", "Soon"), ("de", "Bald"))),
        Help("care", (("", "How?"),), (("", "Dry and dark"),), (("", "Dry"),), icon="leaf"),
    ),
)


def template(name: str) -> Template:
    found, problems = load_template(name, [BUILTIN])
    assert found is not None, problems
    return found


CLASSIC, THANKS = template("classic"), template("a6-thanks")


def written(folder: Path, elements: str) -> Template:
    """A template of ones own, 100 mm square, with these elements on its front."""
    path = folder / "mine" / "template.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'[card]\nkind = "insert"\nabout = "x"\nsize = "100x100mm"\n{elements}', "utf-8")
    found, problems = load_template("mine", [folder, BUILTIN])
    assert found is not None, [str(problem) for problem in problems]
    return found


def text_of(folder: Path, text: str, order: Order, coupon: Coupon | None = None, shop: Shop = SHOP) -> str:
    return value(filler(written(folder, element("it", text)), shop).fill(order, coupon, DAY), "it")


def element(name: str, text: str) -> str:
    return f"[[front]]\nid = '{name}'\ntype = 'text'\nbox = ['9mm', '9mm', '9mm', '9mm']\ntext = '''{text}'''\n"


def rows(over: str, text: str) -> str:
    box = "box = ['9mm', '9mm', '40mm', '20mm']\nmost = 3\npitch_y = '5mm'\n"
    cell = f"[[front.cell]]\ntype = 'text'\nbox = ['0mm', '0mm', '30mm', '4mm']\ntext = '{text}'\n"
    return f"[[front]]\ntype = 'list'\nid = 'ways'\nover = '{over}'\n{box}{cell}"


def filler(card: Template = CLASSIC, shop: Shop = SHOP, target: str = "https://{domain}/{code}") -> Filler:
    return Filler(card, shop, link_target=target, host="quillmoss.example")


def order(**more: object) -> Order:
    given: dict[str, object] = {"id": "#10482", "name": "Ida Lind", "country": "GB", **more}
    return Order(platform="shopify", source=Where("orders.csv", 2), **given)  # type: ignore[arg-type]


def coupon(kind: BenefitKind = "percent", amount: str = "15", **more: object) -> Coupon:
    value = None if kind in ("free_shipping", "gift") else Decimal(amount)
    given: dict[str, object] = {"single_use": False, "valid_through": END, "currency": "GBP", **more}
    code = str(given.pop("code", "K7QWM-4XH2M"))
    benefit = Benefit(kind, value, "A free hand balm" if kind == "gift" else "")
    return Coupon(Grant("#10482", "loyal", benefit, **given), code)  # type: ignore[arg-type]


def items(content: Content | HeldBack) -> dict[str, Filled]:
    assert isinstance(content, Content), content
    return {f"{side}.{item.element.id}": item for side, filled in enumerate(content.sides) for item in filled}


def value(content: Content | HeldBack, name: str) -> str:
    return next((item.text for key, item in items(content).items() if key.endswith(f".{name}")), "")


# Language


@pytest.mark.parametrize(
    ("wanted", "listed", "found"),
    [
        ("de", ("en", "de"), "de"),
        ("de-AT", ("en", "de"), "de"),
        ("de_CH", ("en", "de-CH", "de"), "de-CH"),
        ("DE", ("en", "de"), "de"),
        ("zh-TW", ("zh", "zh-Hant"), "zh-Hant"),
        ("zh-HK", ("zh", "zh-TW"), "zh-TW"),
        ("zh-TW", ("en", "zh"), "zh"),
        ("zh-CN", ("zh-Hant", "zh"), "zh"),
        ("zh", ("zh-Hant", "zh-Hans"), "zh-Hans"),
        ("zh-Hans-SG", ("zh-Hant", "zh"), "zh"),
        ("pt", ("en", "pt-BR"), "pt-BR"),
        ("iw", ("en", "he"), "he"),
        ("no", ("en", "nb"), "nb"),
        ("fi", ("en", "de"), ""),
        ("", ("en",), ""),
        ("junk tag", ("en",), ""),
    ],
)
def test_a_language_is_matched_with_sense(wanted: str, listed: tuple[str, ...], found: str) -> None:
    assert match(wanted, listed) == found


@pytest.mark.parametrize(
    ("language", "country", "spoken", "found"),
    [
        ("fr", "DE", ("en", "de", "fr"), "fr"),
        ("fi", "DE", ("en", "de"), "de"),
        ("", "AT", ("en", "de"), "de"),
        ("", "TW", ("en", "zh", "zh-Hant"), "zh-Hant"),
        ("", "BR", ("en", "pt"), "pt"),
        ("", "FI", ("en", "de"), "en"),
        ("", "", ("en", "de"), "en"),
        ("", "ZZ", ("en", "de"), "en"),
        ("en-GB", "DE", ("de", "en"), "en"),
    ],
)
def test_the_order_speaks_then_its_country_then_the_shop(
    language: str, country: str, spoken: tuple[str, ...], found: str
) -> None:
    shop = replace(SHOP, languages=spoken)
    assert card_language(order(language=language, country=country), shop) == found


def test_a_text_is_chosen_by_language_then_the_shops_own_then_english_then_the_first() -> None:
    assert choose((("en", "a"), ("de", "b")), "de-AT", "en") == "b"
    assert choose((("", "own"), ("de", "b")), "fr", "en") == "own"
    assert choose((("en", "a"), ("de", "b")), "fr", "de") == "b"
    assert choose((("ja", "x"), ("en", "a")), "fr", "de") == "a"
    assert choose((("ja", "x"), ("ko", "y")), "fr", "de") == "x"
    assert choose((), "fr", "de") == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_card_in_its_own_words(language: str) -> None:
    content = filler().fill(order(language=language), coupon(), DAY)
    assert isinstance(content, Content)
    assert content.language == language
    assert content.rtl == (language == "ar")
    english = filler().fill(order(language="en"), coupon(), DAY)
    if language != "en":
        for name in ("greeting", "benefit", "condition", "until", "qr label"):
            assert value(content, name)
            assert value(content, name) != value(english, name), name


@pytest.mark.parametrize(
    ("country", "language", "han"),
    [
        *[("CN", "", "zh-Hans"), ("SG", "en", "zh-Hans"), ("TW", "", "zh-Hant"), ("MO", "", "zh-Hant")],
        *[("HK", "", "zh-HK"), ("JP", "", "ja"), ("KR", "en", "ko"), ("GB", "ja", "ja"), ("US", "zh-TW", "zh-Hant")],
        *[("", "ko-KR", "ko"), ("", "zh-HK", "zh-HK"), ("DE", "", "zh-Hans"), ("", "", "zh-Hans")],
    ],
)
def test_han_characters_of_a_name_take_the_forms_of_its_country(country: str, language: str, han: str) -> None:
    content = filler(shop=replace(SHOP, languages=("en",))).fill(order(country=country, language=language), None, DAY)
    assert isinstance(content, Content)
    assert content.han == han


@pytest.mark.parametrize(("language", "rtl"), [("he", True), ("fa", True), ("ur-PK", True), ("en", False)])
def test_scripts_from_the_right_are_known(language: str, rtl: bool) -> None:
    shop = replace(SHOP, language=language, languages=(language,))
    content = filler(shop=shop).fill(order(language=language), None, DAY)
    assert isinstance(content, Content)
    assert content.rtl is rtl


def test_shop_texts_come_in_the_cards_language() -> None:
    content = filler().fill(order(language="de"), None, DAY)
    assert value(content, "tagline") == "Blatt der Woche"
    assert value(content, "shop name") == "Quillmoss Tea"
    assert value(filler().fill(order(language="zh-CN"), None, DAY), "shop name") == "山月茶铺"


# Coupons


def told(card: Coupon, language: str = "en", shop: Shop = SHOP) -> tuple[str, str, str]:
    content = filler(THANKS, shop).fill(order(language=language), card, DAY)
    benefit, tail, terms = (value(content, name) for name in ("benefit", "condition", "terms"))
    return benefit.replace("\xa0", " "), tail.replace("\xa0", " "), terms.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("card", "benefit", "tail"),
    [
        (coupon(), "15% off", "your next order"),
        (coupon(amount="7.5"), "7.5% off", "your next order"),
        (coupon(amount="20", min_spend=Decimal("25.00")), "20% off", "orders over £25"),
        (coupon("amount", "7.50"), "£7.50 off", "your next order"),
        (coupon("amount", "20.00"), "£20 off", "your next order"),
        (coupon("amount", "1234.5"), "£1,234.50 off", "your next order"),
        (coupon("amount", "500", currency="JPY"), "JP¥500 off", "your next order"),
        (coupon("amount", "7.505", currency="KWD"), "KWD 7.505 off", "your next order"),
        (coupon("free_shipping"), "Free delivery", "with your next order"),
        (coupon("free_shipping", min_spend=Decimal("30")), "Free delivery", "with orders over £30"),
        (coupon("gift"), "A free hand balm", "with your next order"),
        (coupon("points", "1"), "1 point", "with your next order"),
        (coupon("points", "1500"), "1,500 points", "with your next order"),
    ],
)
def test_a_benefit_is_told_exactly(card: Coupon, benefit: str, tail: str) -> None:
    assert told(card)[:2] == (benefit, tail)


@pytest.mark.parametrize(
    ("language", "benefit", "tail"),
    [
        ("de", "7,50 € Rabatt", "bei Bestellungen ab 25 €"),
        ("fr", "7,50 € de remise", "dès 25 € d’achat"),
        ("nl", "€ 7,50 korting", "op bestellingen vanaf € 25"),
        ("zh", "立减€7.50", "满€25可用"),
        ("ja", "€7.50OFF", "€25以上のご注文で"),
    ],
)
def test_money_is_written_as_each_language_does(language: str, benefit: str, tail: str) -> None:
    card = coupon("amount", "7.50", currency="EUR", min_spend=Decimal("25"))
    assert told(card, language)[:2] == (benefit, tail)


@pytest.mark.parametrize(
    ("points", "words"), [("1", "1 punkt"), ("3", "3 punkty"), ("5", "5 punktów"), ("22", "22 punkty")]
)
def test_plurals_follow_the_language(points: str, words: str) -> None:
    assert told(coupon("points", points), "pl")[0] == words


@pytest.mark.parametrize(
    ("more", "terms"),
    [
        ({}, ""),
        ({"single_use": True}, "One use."),
        ({"excludes": ("gift cards",)}, "Not on gift cards."),
        (
            {"single_use": True, "min_spend": Decimal("20"), "excludes": ("gift cards",)},
            "One use, on orders over £20, not on gift cards.",
        ),
        ({"excludes": ("gift cards", "Sale", "teapots")}, "Not on gift cards, sale items or teapots."),
        ({"per_customer": True}, "Once per customer."),
        ({"single_use": True, "combine": False}, "One use, not with other offers."),
    ],
)
def test_terms_are_one_sentence(more: dict[str, object], terms: str) -> None:
    assert told(coupon(**more))[2] == terms  # type: ignore[arg-type]


def test_terms_speak_the_cards_language() -> None:
    card = coupon(single_use=True, min_spend=Decimal("20"), excludes=("gift cards",))
    assert told(card, "de")[2] == "Einmal einlösbar, ab 20 £, nicht für Gutscheine."
    assert told(card, "zh")[2] == "限用一次，满£20可用，礼品卡除外。"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Once per customer, on orders over £20, not with other offers, until 31 March 2027."),
        ("de", "Einmal pro Kunde, ab 20 £, nicht mit anderen Angeboten kombinierbar, bis 31. März 2027."),
        ("zh", "每位顾客限用一次，满£20可用，不与其他优惠同享，有效期至2027年3月31日。"),
    ],
)
def test_the_small_print_is_all_that_shop_and_card_must_agree_on(tmp_path: Path, language: str, words: str) -> None:
    card = coupon(per_customer=True, combine=False, min_spend=Decimal("20"))
    found = text_of(tmp_path, "{{ coupon.small_print }}", order(language=language), card)
    assert found.replace("\xa0", " ") == words


@pytest.mark.parametrize(
    ("language", "country", "long", "short"),
    [
        ("en", "GB", "31 March 2027", "31 Mar 2027"),
        ("en", "", "31 March 2027", "31 Mar 2027"),
        ("en", "US", "March 31, 2027", "Mar 31, 2027"),
        ("de", "GB", "31. März 2027", "31.03.2027"),
        ("pl", "GB", "31 marca 2027", "31 mar 2027"),
        ("zh", "CN", "2027年3月31日", "2027.3.31"),
    ],
)
def test_days_are_written_as_each_language_does(language: str, country: str, long: str, short: str) -> None:
    shop = replace(SHOP, language=language, country=country)
    content = filler(shop=shop).fill(order(language=language), coupon(), DAY)
    assert value(content, "until").split("\n")[1] == short
    assert long in value(filler(THANKS, shop).fill(order(language=language), coupon(), DAY), "until")


def test_a_day_can_be_written_by_a_filter_in_the_cards_language(tmp_path: Path) -> None:
    text = '{{ coupon.expires | date: "%A, %-d %B %Y" }}'
    assert text_of(tmp_path / "en", text, order(), coupon()) == "Wednesday, 31 March 2027"
    assert text_of(tmp_path / "de", text, order(language="de"), coupon()) == "Mittwoch, 31 März 2027"


def test_digits_are_written_as_the_shop_writes_them() -> None:
    arabic = replace(SHOP, message=(("", "Tea"), ("ar", "خلال ٣٠ يومًا")))
    assert "١٥" in told(coupon(), "ar", arabic)[0]
    assert "15" in told(coupon(), "ar")[0]
    assert "15" in told(coupon(), "en", arabic)[0]
    content = filler(THANKS, arabic).fill(order(language="ar"), coupon(), DAY)
    assert value(content, "code") == "K7QWM-4XH2M"


def test_a_shop_language_without_words_is_told_in_the_shops_own() -> None:
    shop = replace(SHOP, language="de", languages=("de", "fi"))
    assert told(coupon(), "fi", shop)[:2] == ("15 % Rabatt", "bei Ihrer nächsten Bestellung")


@pytest.mark.parametrize("nothing", [None, coupon(code=""), coupon("none", "0", code="")])
def test_without_a_code_there_is_no_coupon(nothing: Coupon | None) -> None:
    found = items(filler().fill(order(), nothing, DAY))
    assert found["1.keep line"].text.startswith("Keep this card")
    assert found["1.qr home"].text == "https://quillmoss.example"
    assert not {"1.benefit", "1.code", "1.until", "1.qr", "1.code plate"} & set(found)


def test_a_coupon_without_a_last_day_says_nothing_of_one() -> None:
    found = items(filler().fill(order(), coupon(valid_through=None), DAY))
    assert "1.until" not in found
    assert "1.code" in found


def test_a_coupon_that_ends_before_the_parcel_leaves_holds_the_order_back() -> None:
    content = filler().fill(order(), coupon(valid_through=date(2026, 11, 23)), DAY)
    assert isinstance(content, HeldBack)
    assert "last day" in content.reason
    assert isinstance(filler().fill(order(), coupon(valid_through=DAY), DAY), Content)


def test_an_offer_without_its_amount_holds_the_order_back() -> None:
    card = Coupon(Grant("#1", "loyal", Benefit("amount"), currency="GBP"), "AAAA")
    content = filler().fill(order(), card, DAY)
    assert isinstance(content, HeldBack)
    assert "'loyal'" in content.reason


# Links


def test_the_coupons_link_holds_the_code_percent_encoded_and_the_templates_name() -> None:
    target = "https://{domain}/discount/{code}?utm_content={template}"
    content = filler(target=target).fill(order(), coupon(code="A B/Ü?#"), DAY)
    assert value(content, "qr") == "https://quillmoss.example/discount/A%20B%2F%C3%9C%3F%23?utm_content=classic"


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=40)
def test_no_code_changes_where_a_link_leads(code: str) -> None:
    code = code.encode("utf-8", "ignore").decode() or "x"
    content = filler().fill(order(), coupon(code=code), DAY)
    link = value(content, "qr")
    assert link.startswith("https://quillmoss.example/")
    assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%:/")


@pytest.mark.parametrize(
    "target",
    [
        "http://{domain}/{code}",
        "https://{code}/x",
        "https://{code}.{domain}/",
        "{domain}/{code}",
        "javascript:{code}",
        "https://me@{domain}/{code}",
        "https://{domain}:99/{code}",
        "https://{domain}/{campaign}/{code}",
        "https:///{code}",
    ],
)
def test_a_target_that_leads_to_no_single_host_stops(target: str) -> None:
    with pytest.raises(Stop):
        filler(target=target)


def test_a_code_may_stand_in_the_query() -> None:
    content = filler(target="https://go.quillmoss.example?c={code}").fill(order(), coupon(), DAY)
    assert value(content, "qr") == "https://go.quillmoss.example?c=K7QWM-4XH2M"


def test_a_template_cannot_send_people_to_a_host_that_is_not_the_shops(tmp_path: Path) -> None:
    qr = "[[front]]\nid = 'it'\ntype = 'qr'\nbox = ['9mm', '9mm', '20mm', '20mm']\n"
    astray = written(tmp_path / "a", qr + "data = 'https://elsewhere.example/{{ coupon.code }}'\n")
    content = filler(astray).fill(order(), coupon(), DAY)
    assert isinstance(content, HeldBack)
    assert "not the shop's" in content.reason
    own = written(tmp_path / "b", qr + "data = '{{ link.home }}/thanks'\n")
    assert value(filler(own).fill(order(), coupon(), DAY), "it") == "https://quillmoss.example/thanks"


# Orders


@pytest.mark.parametrize(
    ("number", "short"),
    [
        *[("#10482", "#10482"), ("10482", "#10482"), ("##7", "#7"), ("AB-1234", "AB-1234"), ("#AB12", "#AB12")],
        *[(" 10482 ", "#10482"), ("203-1234567-1234567", "…67-1234567"), ("123456789012", "…3456789012")],
    ],
)
def test_the_order_number_has_one_sign_and_a_long_one_its_end(number: str, short: str) -> None:
    found = value(filler().fill(order(id=number), None, DAY), "order number")
    assert found == short


def test_names_and_items_are_one_line() -> None:
    content = filler(THANKS).fill(order(name="Ida\n Lind\t", items=(Item("Tea\r\n green", quantity=2),)), None, DAY)
    assert value(content, "name") == "Ida Lind"
    rows = items(content)["0.items"].rows
    assert [[cell.text for cell in row] for row in rows] == [["2", "Tea green"]]


def test_a_first_name_is_the_given_one_else_the_whole(tmp_path: Path) -> None:
    text = "Dear {{ customer.first_name }}"
    assert text_of(tmp_path / "a", text, order(given_name="Ida")) == "Dear Ida"
    assert text_of(tmp_path / "b", text, order()) == "Dear Ida Lind"


def test_the_day_of_an_order_is_the_shops(tmp_path: Path) -> None:
    placed = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    tokyo = replace(SHOP, timezone="Asia/Tokyo")
    assert text_of(tmp_path / "a", "{{ order.date }}", order(placed=placed)) == "23 November 2026"
    assert text_of(tmp_path / "b", "{{ order.date }}", order(placed=placed), shop=tokyo) == "24 November 2026"
    assert text_of(tmp_path / "c", "{{ order.date }}", order(placed=datetime(2026, 1, 2, 3))) == "2 January 2026"
    assert text_of(tmp_path / "d", "{{ order.date }}", order()) == ""


HOSTILE = (
    "{{ shop.name }}",
    "{% raw %}",
    "{{ 'x' | append: 'y' }}",
    "<b>&</b>",
    "=1+1",
    "../../etc",
    "https://a.example",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_stay_text(name: str) -> None:
    content = filler(THANKS).fill(order(name=name, items=(Item(name),)), coupon(), DAY)
    found = items(content)
    assert found["0.name"].text == name
    assert found["0.items"].rows[0][1].text == name
    assert found["0.qr"].text == "https://quillmoss.example/K7QWM-4XH2M"


GREETER = filler()


@given(st.text(max_size=40))
@settings(max_examples=60)
def test_any_name_is_greeted_as_it_is_or_as_nobody(name: str) -> None:
    greeting = value(GREETER.fill(order(name=name), None, DAY), "greeting")
    shown = " ".join(name.split())
    assert greeting == (f"Thank you, {shown}" if shown else "Thank you for your order")


# What is missing


def test_without_a_name_the_card_still_says_thank_you() -> None:
    assert value(filler().fill(order(name=""), None, DAY), "greeting") == "Thank you for your order"
    found = items(filler(THANKS).fill(order(name=" "), None, DAY))
    assert found["0.thanks"].text == "Thank you"
    assert "0.name" not in found


def test_a_template_without_words_for_nobody_holds_the_order_back_and_names_the_element(tmp_path: Path) -> None:
    element = (
        '[[front]]\nid = "hello"\ntype = "text"\nbox = ["9mm", "9mm", "9mm", "9mm"]\ntext = "{{ customer.name }}"\n'
    )
    content = filler(written(tmp_path, element)).fill(order(name=""), None, DAY)
    assert isinstance(content, HeldBack)
    assert content.order == "#10482"
    assert content.reason.startswith("mine: hello: the order has no name")


def test_default_serves_the_nameless_too(tmp_path: Path) -> None:
    assert text_of(tmp_path, 'Dear {{ customer.name | default: "friend" }}', order(name="")) == "Dear friend"


def test_words_around_a_value_the_order_lacks_hold_it_back(tmp_path: Path) -> None:
    element = (
        "[[front]]\nid = 'it'\ntype = 'text'\nbox = ['9mm', '9mm', '9mm', '9mm']\ntext = 'until {{ coupon.until }}'\n"
    )
    content = filler(written(tmp_path, element)).fill(order(), coupon(valid_through=None), DAY)
    assert isinstance(content, HeldBack)
    assert "coupon.until" in content.reason


def test_every_reason_is_told_at_once(tmp_path: Path) -> None:
    element = (
        "[[front]]\nid = '{0}'\ntype = 'text'\nbox = ['9mm', '9mm', '9mm', '9mm']\ntext = '{{{{ customer.name }}}}'\n"
    )
    content = filler(written(tmp_path, element.format("a") + element.format("b"))).fill(order(name=""), None, DAY)
    assert isinstance(content, HeldBack)
    assert "a: the order" in content.reason
    assert "b: the order" in content.reason


def test_a_logo_takes_the_place_of_name_and_initial() -> None:
    found = items(filler(shop=replace(SHOP, logo="logo.png")).fill(order(), None, DAY))
    assert found["0.logo"].text == "logo.png"
    assert not {"0.initial", "0.shop name", "0.tagline"} & set(found)
    assert "0.logo" not in items(filler().fill(order(), None, DAY))


def test_a_shop_without_a_tagline_or_help_shows_none() -> None:
    shop = replace(SHOP, tagline=(), help=())
    assert "0.tagline" not in items(filler(shop=shop).fill(order(), None, DAY))
    assert "1.help" not in items(filler(THANKS, shop).fill(order(), None, DAY))


# Lists


def test_contacts_beyond_the_last_place_become_icons_in_the_shops_order() -> None:
    nine = items(filler(shop=replace(SHOP, contacts=CONTACTS)).fill(order(), None, DAY))["1.contacts"]
    assert [row[0].text for row in nine.rows] == ["email", "phone", "whatsapp"]
    assert nine.rest == ("wechat", "line", "telegram", "kakaotalk", "messenger", "instagram")
    four = items(filler(shop=replace(SHOP, contacts=CONTACTS[:4])).fill(order(), None, DAY))["1.contacts"]
    assert (len(four.rows), four.rest, four.more) == (4, (), None)


def test_a_single_contact_gets_a_promise() -> None:
    found = items(filler(shop=replace(SHOP, contacts=CONTACTS[:1])).fill(order(), None, DAY))
    assert "1.contacts" not in found
    row = found["1.one contact"].rows[0]
    assert [cell.text for cell in row] == ["email", "A question? We answer within a day.", "email@quillmoss"]


@pytest.mark.parametrize(
    ("count", "name", "rows", "more"),
    [
        *[(0, "", 0, ""), (1, "items", 1, ""), (5, "items", 5, ""), (6, "items, many", 6, "")],
        *[(10, "items, many", 10, ""), (11, "items, many", 9, "and 2 more"), (14, "items, many", 9, "and 5 more")],
    ],
)
def test_more_than_ten_items_are_nine_and_a_count(count: int, name: str, rows: int, more: str) -> None:
    bought = tuple(Item(f"Tea {number}") for number in range(count))
    found = items(filler(THANKS).fill(order(items=bought), None, DAY))
    shown = {key[2:]: item for key, item in found.items() if key in ("0.items", "0.items, many")}
    assert set(shown) == ({name} if name else set())
    if name:
        assert len(shown[name].rows) == rows
        assert (shown[name].more.text if shown[name].more else "") == more  # type: ignore[union-attr]
    assert ("0.items heading" in found) == (1 <= count <= 5)


def test_help_speaks_the_cards_language_and_names_its_icon() -> None:
    rows = items(filler(THANKS).fill(order(language="de"), None, DAY))["1.help"].rows
    assert [[cell.text for cell in row] for row in rows] == [
        ["delivery", "Wann?", "Bald"],
        ["leaf", "How?", "Dry and dark"],
    ]


def test_a_list_of_payments_names_each_way(tmp_path: Path) -> None:
    template = written(tmp_path, rows("payments", "{{ payment.label }} {{ payment.note }}"))
    content = filler(template).fill(order(language="de"), None, DAY)
    assert [row[0].text for row in items(content)["0.ways"].rows] == ["Karte ", "Nachnahme Taiwan"]


def test_a_list_of_help_without_any_help_is_a_problem_of_the_template() -> None:
    (problem,) = lacking(THANKS, replace(SHOP, help=()))
    assert problem.where.file == THANKS.file
    assert "help" in problem.message
    assert "[[help]]" in problem.hint
    assert lacking(THANKS, SHOP) == ()
    assert lacking(CLASSIC, replace(SHOP, help=(), contacts=())) == ()


# What is shared


def test_what_holds_a_field_that_differs_from_order_to_order_is_its_own_and_nothing_else() -> None:
    bought = (Item("Tea"),)
    found = items(filler(THANKS).fill(order(items=bought), coupon(single_use=True), DAY))
    own = {name for name, item in found.items() if not item.shared}
    assert own == {"0.order number", "0.name", "0.items", "0.code", "0.qr"}
    assert all(not cell.shared for row in found["0.items"].rows for cell in row)
    assert all(cell.shared for row in found["1.help"].rows for cell in row)


def test_words_for_nobody_are_shared() -> None:
    assert items(filler().fill(order(name=""), None, DAY))["1.greeting"].shared
    assert not items(filler().fill(order(), None, DAY))["1.greeting"].shared


def test_shared_values_are_the_same_objects_on_every_card() -> None:
    fill = filler()
    first, second = (items(fill.fill(order(id=number), coupon(), DAY)) for number in ("#1", "#2"))
    shared = [name for name, item in first.items() if item.shared]
    assert shared
    assert all(first[name] is second[name] for name in shared)


def test_a_list_of_contacts_that_names_the_customer_is_the_orders_own(tmp_path: Path) -> None:
    template = written(tmp_path, rows("contacts", "{{ contact.value }} {{ customer.name }}"))
    content = filler(template).fill(order(), None, DAY)
    ways = items(content)["0.ways"]
    assert not ways.shared
    assert ways.rows[0][0].text == "email@quillmoss Ida Lind"


def test_a_count_of_contacts_is_shared_and_a_count_of_items_is_not(tmp_path: Path) -> None:
    more = "rest = 'count'\n[front.more]\nbox = ['0mm', '0mm', '30mm', '4mm']\ntext = '{{ more.n }} more'\n"
    cell, rest = rows("contacts", "{{ contact.value }}").replace("most = 3", "most = 2").split("[[front.cell]]")
    found = items(filler(written(tmp_path, f"{cell}{more}[[front.cell]]{rest}")).fill(order(), None, DAY))["0.ways"]
    assert found.shared
    assert found.more is not None
    assert (found.more.text, found.more.shared) == ("2 more", True)
    bought = tuple(Item("Tea") for _ in range(12))
    counted = items(filler(THANKS).fill(order(items=bought), None, DAY))["0.items, many"].more
    assert counted is not None
    assert not counted.shared


def test_words_for_nobody_in_a_row_are_said_to_nobody(tmp_path: Path) -> None:
    card = written(tmp_path, rows("contacts", "Write to us") + "no_name = 'Please write'\n")
    said = (items(filler(card).fill(order(name=name), None, DAY))["0.ways"].rows[0][0].text for name in ("Ida", ""))
    assert list(said) == ["Write to us", "Please write"]


def test_equal_orders_give_equal_cards() -> None:
    assert filler().fill(order(), coupon(), DAY) == filler().fill(order(), coupon(), DAY)


# Together with layout


class Ink(dict[str, object]):
    """Every colour of the palette is ink."""

    def __missing__(self, token: str) -> object:
        return INK


@pytest.fixture(scope="module")
def typesetting() -> Typesetting:
    typesetter, _ = text.open_typesetter([BUILTIN.parent / "fonts"])
    return Typesetting(text.clean, typesetter.line, typesetter.breaks, text.describe_missing)


@pytest.mark.parametrize("card", [CLASSIC, THANKS], ids=["classic", "a6-thanks"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_every_language_fit_their_boxes(typesetting: Typesetting, card: Template, language: str) -> None:
    layouter = Layouter(card, Ink(), typesetting, qr.encode, {}, {}, barcode.encode)  # type: ignore[arg-type]
    given = coupon(
        *("amount", "7.50"),
        single_use=True,
        min_spend=Decimal("49.90"),
        excludes=("gift cards", "sale"),
        valid_through=date(2027, 9, 28),
    )
    bought = tuple(Item("Tea") for _ in range(12))
    full = filler(card).fill(order(language=language, items=bought), given, DAY)
    bare = filler(card, replace(SHOP, contacts=CONTACTS[:1])).fill(
        order(language=language, name="", items=bought[:1]), None, DAY
    )
    for content in (full, bare):
        assert isinstance(content, Content)
        assert isinstance(layouter.card(content), Card), layouter.card(content)
