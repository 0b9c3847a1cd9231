"""The shop's profile: channels and their links, ways to pay, answers, the letter, and the shop as a vCard."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import vobject
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from inserts import qr
from inserts.fields import FACTS, LISTS
from inserts.fill import lacking
from inserts.model.modules import unpacked
from inserts.model.order import HeldBack
from inserts.model.problem import Problem
from inserts.model.shop import Contact, Help, Payment, Shop
from inserts.settings import load
from inserts.settings.accounts import account
from inserts.settings.channels import CHANNELS, e164, reach
from inserts.settings.shop import PAYMENTS
from inserts.settings.vcard import vcard
from inserts.templates import load_icons
from tests.test_fill import BUILTIN, DAY, LANGUAGES, coupon, element, filler, items, order, rows, value, written

HEAD = '[shop]\nname = "Quillmoss Tea"\ndomain = "quillmoss.example"\ncountry = "GB"\n'
ICONS, _ = load_icons([BUILTIN / "icons"])
NINE = (
    ("email", "hello@quillmoss.example"),
    ("phone", "020 7946 0142"),
    ("whatsapp", "+44 7700 900142"),
    ("wechat", "quillmoss_tea"),
    ("line", "@quillmoss"),
    ("telegram", "@quillmoss"),
    ("kakaotalk", "_xkMtEs"),
    ("messenger", "quillmoss.tea"),
    ("instagram", "@quillmoss"),
)


def shop_of(folder: Path, text: str, head: str = HEAD) -> Shop:
    (folder / "shop.toml").write_text(head + text, "utf-8")
    read, problems = load(folder / "shop.toml", icons=tuple(ICONS))
    assert read is not None, [str(problem) for problem in problems]
    return read.shop


def faults(folder: Path, text: str, head: str = HEAD) -> tuple[Problem, ...]:
    (folder / "shop.toml").write_text(head + text, "utf-8")
    return load(folder / "shop.toml", icons=tuple(ICONS))[1]


def contact(channel: str, value: str, more: str = "") -> str:
    return f'[[contact]]\nchannel = "{channel}"\nvalue = "{value}"\n{more}'


# Channels


@pytest.mark.parametrize(
    ("channel", "value", "link"),
    [
        ("email", "a+b@quillmoss.example", "mailto:a+b@quillmoss.example"),
        ("email", "a&cc=x@quillmoss.example", "mailto:a%26cc%3Dx@quillmoss.example"),
        ("phone", "+44 20 7946 0142", "tel:+442079460142"),
        ("phone", "020 7946 0142", "tel:+442079460142"),
        ("phone", "10086", "tel:10086"),
        ("sms", "+44 7700 900142", "sms:+447700900142"),
        ("web", "quillmoss.example/shop?a=1", "https://quillmoss.example/shop?a=1"),
        ("web", "https://tee.müller.example/grün", "https://tee.xn--mller-kva.example/gr%C3%BCn"),
        ("address", "1 Moss Lane, Bath", ""),
        ("chat", "on our website", ""),
        ("chat", "quillmoss.example/chat", "https://quillmoss.example/chat"),
        ("whatsapp", "+44 7700 900142", "https://wa.me/447700900142"),
        ("whatsapp", "07700 900142", "https://wa.me/447700900142"),
        ("whatsapp", "wa.me/message/ABC123", "https://wa.me/message/ABC123"),
        ("wechat", "quillmoss_tea", "weixin://dl/chat?quillmoss_tea"),
        ("wechat", "山月茶铺", ""),
        ("wechat", "https://u.wechat.com/AbC", "https://u.wechat.com/AbC"),
        ("qq", "10001", "https://wpa.qq.com/msgrd?v=3&uin=10001&site=qq&menu=yes"),
        ("line", "@quillmoss", "https://line.me/R/ti/p/%40quillmoss"),
        ("line", "quillmoss", "https://line.me/R/ti/p/~quillmoss"),
        ("line", "https://lin.ee/AbC", "https://lin.ee/AbC"),
        ("telegram", "@quillmoss", "https://t.me/quillmoss"),
        ("telegram", "+44 7700 900142", "https://t.me/+447700900142"),
        ("kakaotalk", "_xkMtEs", "https://pf.kakao.com/_xkMtEs"),
        ("kakaotalk", "https://open.kakao.com/o/sAbC", "https://open.kakao.com/o/sAbC"),
        ("kakaotalk", "퀼모스", ""),
        ("messenger", "quillmoss.tea", "https://m.me/quillmoss.tea"),
        ("viber", "+44 7700 900142", "viber://chat?number=%2B447700900142"),
        ("viber", "quillmoss", "viber://pa?chatURI=quillmoss"),
        ("signal", "+44 7700 900142", "https://signal.me/#p/+447700900142"),
        ("signal", "quillmoss.42", ""),
        ("zalo", "+84 912 345 678", "https://zalo.me/84912345678"),
        ("instagram", "@quillmoss", "https://instagram.com/quillmoss"),
        ("instagram", "instagram.com/quillmoss", "https://instagram.com/quillmoss"),
        ("facebook", "quillmoss", "https://facebook.com/quillmoss"),
        ("facebook", "Quillmoss Tea", ""),
        ("x", "@quillmoss", "https://x.com/quillmoss"),
        ("threads", "@quillmoss", "https://www.threads.net/@quillmoss"),
        ("tiktok", "@quillmoss", "https://www.tiktok.com/@quillmoss"),
        ("youtube", "@quillmoss", "https://www.youtube.com/@quillmoss"),
        ("pinterest", "quillmoss", "https://pinterest.com/quillmoss"),
        ("discord", "discord.gg/AbC", "https://discord.gg/AbC"),
        ("discord", "quillmoss", ""),
        ("taobao", "quillmoss.taobao.com", "https://quillmoss.taobao.com"),
        ("taobao", "山月茶铺", ""),
        ("wangwang", "山月茶铺", ""),
        ("sinaweibo", "山月茶铺", "https://weibo.com/n/%E5%B1%B1%E6%9C%88%E8%8C%B6%E9%93%BA"),
        ("sinaweibo", "1234567890", "https://weibo.com/u/1234567890"),
        ("pigeon", "loft 7", ""),
    ],
)
def test_a_channel_has_the_link_its_service_opens(channel: str, value: str, link: str) -> None:
    assert reach(channel, value, "GB") == (link, "", "")


def test_the_links_cover_every_channel_there_is() -> None:
    tried = {
        mark.args[1][place][0]
        for mark in test_a_channel_has_the_link_its_service_opens.pytestmark
        for place in range(len(mark.args[1]))
    }
    assert set(CHANNELS) <= tried


@pytest.mark.parametrize(
    ("channel", "value", "fault"),
    [
        ("phone", "020 79", "telephone"),
        ("phone", "+44", "telephone"),
        ("sms", "call us", "telephone"),
        ("whatsapp", "@quillmoss", "telephone"),
        ("web", "http://quillmoss.example", "https"),
        ("web", "no address", "address"),
        ("qq", "quillmoss", "user name"),
        ("line", "quill moss", "LINE"),
        ("telegram", "@abc", "user name"),
        ("telegram", "quillmoss_", "user name"),
        ("viber", "quill moss", "user name"),
        ("signal", "quillmoss", "number or user name"),
        ("instagram", "quill moss", "user name"),
        ("x", "quillmoss_and_company", "user name"),
        ("tiktok", "a", "user name"),
    ],
)
def test_a_value_its_service_cannot_have_is_told_with_its_line_and_not_repeated(
    tmp_path: Path, channel: str, value: str, fault: str
) -> None:
    (problem,) = faults(tmp_path, contact(channel, value))
    assert (problem.where.line, problem.where.column) == (7, "[[contact]] value")
    assert fault in problem.message
    assert f"'{value}'" not in problem.message
    assert problem.hint


def test_a_national_number_needs_the_shops_country(tmp_path: Path) -> None:
    (problem,) = faults(tmp_path, contact("phone", "020 7946 0142"), HEAD.replace('country = "GB"\n', ""))
    assert "name the shop's country" in problem.hint


@given(st.text(max_size=40), st.sampled_from(sorted(CHANNELS)))
def test_no_value_makes_a_link_to_another_place(value: str, channel: str) -> None:
    link = reach(channel, value, "GB").link
    assert link.isascii()
    assert not set(link) & set(' \n\r\t"<>\\^`{|}')
    if channel not in ("web", "chat") and link.startswith("https://"):
        host = link.split("/")[2]
        own = set(CHANNELS[channel].hosts) | {"wpa.qq.com", "line.me"}
        assert host in own or any(name.startswith(".") and host.endswith(name) for name in own)


def test_the_shops_own_qr_stands_in_place_of_the_channels_link(tmp_path: Path) -> None:
    text = '[link]\nhosts = ["quillmoss.example", "u.wechat.com"]\n'
    shop = shop_of(tmp_path, contact("wechat", "山月茶铺", 'qr = "https://u.wechat.com/AbC"\n') + text)
    assert shop.contacts[0].link == "https://u.wechat.com/AbC"


def test_messengers_need_their_app_and_the_shop_may_say_otherwise(tmp_path: Path) -> None:
    text = contact("whatsapp", "+44 7700 900142") + contact("email", "a@quillmoss.example")
    text += contact("line", "@quillmoss", "app = false\n")
    text += '[[contact]]\nchannel = "pigeon"\nvalue = "7"\nlabel = "Pigeon"\napp = true\n'
    assert [one.app for one in shop_of(tmp_path, text).contacts] == [True, False, False, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_label_for_every_channel_and_payment_and_the_apps_words(language: str) -> None:
    words = tomllib.loads((BUILTIN / "words" / f"{language}.toml").read_text("utf-8"))
    assert set(words["channel"]) == set(CHANNELS)
    assert set(words["payment"]) == set(PAYMENTS)
    assert words["contact"]["needs_app"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_all_that_english_says(language: str) -> None:
    english, words = (
        tomllib.loads((BUILTIN / "words" / f"{name}.toml").read_text("utf-8"))["card"] for name in ("en", language)
    )
    assert set(words) == set(english)


@pytest.mark.parametrize("name", [*CHANNELS, *PAYMENTS])
def test_every_channel_and_payment_has_an_icon_but_those_that_get_a_tile(name: str) -> None:
    assert (name in ICONS) != (name in ("taobao", "wangwang"))


# Channels on the card


def profile(**more: object) -> Shop:
    contacts = tuple(Contact(one, text, link=reach(one, text, "GB").link, app=CHANNELS[one].app) for one, text in NINE)
    given: dict[str, object] = {"contacts": contacts, "country": "GB", "languages": LANGUAGES}
    given |= {"id": "quillmoss.example", "domain": "quillmoss.example", "url": "https://quillmoss.example"}
    return Shop(**{**given, "name": (("", "Quillmoss Tea"),), **more})  # type: ignore[arg-type]


QR_CELL = (
    "[[front]]\ntype = 'list'\nid = 'ways'\nover = '{0}'\nmost = 9\npitch_y = '1mm'\n"
    "box = ['9mm', '9mm', '60mm', '60mm']\n"
    "[[front.cell]]\ntype = 'qr'\nbox = ['0mm', '0mm', '20mm', '20mm']\ndata = '{{{{ {1} }}}}'\n"
)


def test_a_row_gives_its_link_and_says_if_it_needs_the_app(tmp_path: Path) -> None:
    text = rows("contacts", "{{ contact.label }} {{ contact.app }} {{ contact.link }}").replace("most = 3", "most = 9")
    content = filler(written(tmp_path, text), profile()).fill(order(language="de"), None, DAY)
    told = [row[0].text.split("  ") for row in items(content)["0.ways"].rows]
    assert told[0] == ["E-Mail", "mailto:hello@quillmoss.example"]
    assert told[2] == ["WhatsApp mit der App https://wa.me/447700900142"]


def test_every_channels_own_link_may_stand_in_a_qr_code_of_its_row(tmp_path: Path) -> None:
    card = written(tmp_path, QR_CELL.format("contacts", "contact.link"))
    content = filler(card, profile()).fill(order(), coupon(), DAY)
    shown = [row[0].text for row in items(content)["0.ways"].rows]
    assert shown == [reach(one, text, "GB").link for one, text in NINE]


def test_a_link_the_shop_did_not_settle_is_held_back(tmp_path: Path) -> None:
    card = written(tmp_path, QR_CELL.format("contacts", "contact.link").replace("'{{ ", "'https://evil.example/{{ "))
    content = filler(card, profile()).fill(order(), coupon(), DAY)
    assert isinstance(content, HeldBack)
    assert "not the shop's" in content.reason


def test_an_answers_own_address_may_stand_in_a_qr_code_of_its_row(tmp_path: Path) -> None:
    url = "https://quillmoss.example/delivery"
    shop = profile(help=(Help("delivery", (("", "When?"),), (("", "Soon"),), url=url),))
    content = filler(written(tmp_path, QR_CELL.format("help", "q.link")), shop).fill(order(), None, DAY)
    assert items(content)["0.ways"].rows[0][0].text == url


@pytest.mark.parametrize("count", [1, 9])
def test_a_shop_with_one_channel_and_one_with_nine_are_both_listed_whole(tmp_path: Path, count: int) -> None:
    shop = profile(contacts=profile().contacts[:count])
    text = rows("contacts", "{{ contact.value }}").replace("most = 3", "most = 9")
    content = filler(written(tmp_path, text), shop).fill(order(), None, DAY)
    assert [row[0].text for row in items(content)["0.ways"].rows] == [text for _, text in NINE[:count]]


# Ways to pay


@pytest.mark.parametrize(
    ("kind", "typed", "printed"),
    [
        ("bank", "GB33BUKB20201555555555", "GB33 BUKB 2020 1555 5555 55"),
        ("bank", "de89-3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00"),
        ("sepa", "NO9386011117947", "NO93 8601 1117 947"),
        ("bank", "6222020200112233445", "6222 0202 0011 2233 445"),
        ("bank", "123 456 789", "123 456 789"),
        ("bank", "12345678", "12345678"),
        ("paypal", "pay@quillmoss.example", "pay@quillmoss.example"),
    ],
)
def test_an_account_is_printed_as_people_read_it(kind: str, typed: str, printed: str) -> None:
    assert account(kind, typed) == (printed, "", "")


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("bank", "GB33BUKB20201555555556"),
        ("bank", "DE89 3704 0044 0532 0130"),
        ("sepa", "12345678"),
        ("sepa", "XX00 1"),
    ],
)
def test_a_wrong_iban_is_told_with_its_line_and_not_repeated(tmp_path: Path, kind: str, typed: str) -> None:
    (problem,) = faults(tmp_path, f'[[payment]]\nkind = "{kind}"\naccount = "{typed}"\n')
    assert (problem.where.line, problem.where.column) == (7, "[[payment]] account")
    assert "is no IBAN" in problem.message
    assert typed[4:] not in str(problem)


@given(st.integers(0, 10**18 - 1), st.integers(2, 97))
def test_any_slip_in_a_check_digit_is_seen(number: int, check: int) -> None:
    bban = f"{number:018d}"
    right = 98 - int("".join(str(int(sign, 36)) for sign in f"{bban}DE00")) % 97
    assert bool(account("sepa", f"DE{check:02d}{bban}").fault) == (check != right)


def test_payments_give_label_account_and_note(tmp_path: Path) -> None:
    shop = profile(payments=(Payment("bank", account="GB33 BUKB", note="within a week"),))
    text = rows("payments", "{{ payment.label }}/{{ payment.account }}/{{ payment.note }}")
    content = filler(written(tmp_path, text), shop).fill(order(language="de"), None, DAY)
    assert items(content)["0.ways"].rows[0][0].text == "Überweisung/GB33 BUKB/within a week"


# Answers


def test_an_icon_nobody_has_is_told_with_the_nearest(tmp_path: Path) -> None:
    (problem,) = faults(tmp_path, '[[help]]\ntopic = "x"\nicon = "delivry"\nquestion = "a"\nanswer = "b"\n')
    assert problem.where.column == "[[help]] icon"
    assert problem.hint == 'did you mean "delivery"?'


@pytest.mark.parametrize(
    "topic", ["delivery", "postage", "returns", "payment", "care", "sizes", "membership", "points", "warranty"]
)
def test_the_topics_people_ask_about_have_icons(topic: str) -> None:
    assert topic in ICONS


# The letter and who signs it


def test_a_letters_wrapped_lines_are_joined_and_its_paragraphs_kept(tmp_path: Path) -> None:
    letter = 'languages = ["en", "zh", "ko"]\n[shop.letter]\nen = """\nOne\nline.  \n \n\nTwo."""\n'
    letter += 'zh = """茶\n香\n\n二 \nx"""\nko = """한국\n말"""\n'
    assert dict(shop_of(tmp_path, letter).letter) == {"en": "One line.\nTwo.", "zh": "茶香\n二 x", "ko": "한국 말"}


def test_a_field_in_a_letter_is_told(tmp_path: Path) -> None:
    (problem,) = faults(tmp_path, 'letter = "Dear {{ customer.name }}"\n')
    assert "printed as it is" in problem.message


@pytest.mark.parametrize(("path", "message"), [("../s.png", "leads out"), ("none.png", "there is no file 'none.png'")])
def test_a_signature_lies_in_the_shops_folder(tmp_path: Path, path: str, message: str) -> None:
    (problem,) = faults(tmp_path, f'signature = "{path}"\n')
    assert problem.where.column == "[shop] signature"
    assert message in problem.message


def test_letter_owner_role_and_account_are_told_in_the_cards_language(tmp_path: Path) -> None:
    shop = profile(
        letter=(("en", "One.\nTwo."), ("de", "Eins.\nZwei.")),
        owner=(("", "Ida Moss"),),
        role=(("en", "Founder"), ("de", "Gründerin")),
        signature="s.png",
        account_url="https://quillmoss.example/me",
    )
    text = "{{ shop.letter }}|{{ shop.owner }}|{{ shop.role }}|{{ shop.signature }}|{{ link.account }}"
    content = filler(written(tmp_path, element("it", text)), shop).fill(order(language="de"), None, DAY)
    assert value(content, "it") == "Eins.\nZwei.|Ida Moss|Gründerin|s.png|https://quillmoss.example/me"


def test_without_an_account_page_the_link_opens_the_shop(tmp_path: Path) -> None:
    content = filler(written(tmp_path, element("it", "{{ link.account }}")), profile()).fill(order(), None, DAY)
    assert value(content, "it") == "https://quillmoss.example"


@pytest.mark.parametrize("fact", ["letter", "signature", "owner", "role"])
def test_conditions_know_what_the_profile_has(tmp_path: Path, fact: str) -> None:
    card = written(tmp_path, element("it", "x") + f"when = '{fact}'\n")
    given = "s.png" if fact == "signature" else (("", "x"),)
    assert value(filler(card, profile()).fill(order(), None, DAY), "it") == ""
    assert value(filler(card, profile(**{fact: given})).fill(order(), None, DAY), "it") == "x"


def test_a_letter_that_is_not_written_is_lacking_only_where_it_is_always_shown(tmp_path: Path) -> None:
    always = written(tmp_path / "a", element("letter", "{{ shop.letter }}"))
    sometimes = written(tmp_path / "b", element("letter", "{{ shop.letter }}") + "when = 'letter'\n")
    (problem,) = lacking(always, profile())
    assert "letter" in problem.message
    assert lacking(sometimes, profile()) == ()
    assert lacking(always, profile(letter=(("", "x"),))) == ()


# Lines without a value


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ shop.owner }}\n{{ shop.role }}\nBath", "Founder\nBath"),
        ("Owner: {{ shop.owner }}\n{{ shop.role }}", "Founder"),
        ("{{ shop.owner }}{{ shop.role }}\nBath", "Founder\nBath"),
        ("{{ shop.owner }}\nBath", "Bath"),
        ("Owner: {{ shop.owner }}", ""),
        ("{{ shop.owner | default: 'Us' }}\nBath", "Us\nBath"),
        ("Order {{ order.number }}\nof {{ order.date }}", "Order #10482"),
    ],
)
def test_a_line_whose_fields_are_all_empty_goes(tmp_path: Path, text: str, told: str) -> None:
    card = written(tmp_path, element("it", text))
    assert value(filler(card, profile(role=(("", "Founder"),))).fill(order(), None, DAY), "it") == told


def test_words_that_stood_beside_an_orders_missing_value_do_not_stay_alone(tmp_path: Path) -> None:
    card = written(tmp_path, element("it", "until\n{{ coupon.short }}"))
    content = filler(card, profile()).fill(order(), coupon(valid_through=None), DAY)
    assert isinstance(content, HeldBack)
    assert "coupon.short" in content.reason


# Offers


def test_public_offers_are_listed_with_benefit_and_condition(tmp_path: Path) -> None:
    tiers = (
        '[[tier]]\nname = "vip"\nwhen = { tags_any = ["vip"] }\nbenefit = { kind = "percent", value = 30 }\n'
        "valid = { days = 9 }\n"
        '[[tier]]\nname = "big"\nwhen = { order_number = 2 }\npublic = true\nmin_spend = { GBP = "50.00" }\n'
        'benefit = { kind = "amount", value = { GBP = "7.50" } }\nvalid = { days = 9 }\n'
        '[[tier]]\nname = "all"\npublic = true\nbenefit = { kind = "percent", value = 15 }\nvalid = { days = 9 }\n'
    )
    (tmp_path / "shop.toml").write_text(f'{HEAD}currency = "GBP"\n{tiers}', "utf-8")
    read, problems = load(tmp_path / "shop.toml")
    assert read is not None, problems
    card = written(tmp_path, rows("offers", "{{ offer.big }}, {{ offer.tail }}"))
    given = filler(card, read.shop)
    assert "0.ways" not in items(given.fill(order(), None, DAY))
    given = type(given)(card, read.shop, link_target="https://{domain}/{code}", host=read.host, tiers=read.tiers)
    shown = [row[0].text for row in items(given.fill(order(), None, DAY))["0.ways"].rows]
    assert shown == ["£7.50 off, orders over £50", "15% off, your next order"]
    assert lacking(card, read.shop, read.tiers) == ()
    assert "offers" in lacking(card, read.shop)[0].message


# vCard


def test_the_vcard_holds_the_shop_and_every_channel() -> None:
    card = vobject.readOne(vcard(profile()))
    assert (card.version.value, card.fn.value, card.org.value) == ("3.0", "Quillmoss Tea", ["Quillmoss Tea"])
    assert (card.tel.value, card.email.value) == ("+442079460142", "hello@quillmoss.example")
    assert card.url.value == "https://quillmoss.example"
    assert [entry.value for entry in card.contents["impp"]] == [
        *("whatsapp:+447700900142", "wechat:quillmoss_tea", "line:@quillmoss", "telegram:@quillmoss"),
        *("kakaotalk:_xkMtEs", "messenger:quillmoss.tea"),
    ]
    assert card.contents["x-socialprofile"][0].value == "https://instagram.com/quillmoss"


@pytest.mark.parametrize("channel", [*CHANNELS, "pigeon"])
def test_no_channel_is_missing_from_the_vcard(channel: str) -> None:
    values = {"email": "a@b.example", "qq": "10001", "discord": "discord.gg/AbC", "taobao": "a.taobao.com"}
    text = values.get(channel, "+447700900142" if channel in ("phone", "sms", "whatsapp", "zalo") else "quillmoss")
    one = Contact(channel, text, link=reach(channel, text, "GB").link)
    assert text.removeprefix("discord.gg/") in vcard(profile(contacts=(one,))).replace("https://quillmoss.example", "")


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30))
def test_any_name_comes_back_from_the_vcard_as_it_is(name: str) -> None:
    card = vobject.readOne(vcard(profile(name=(("", name),), contacts=(Contact("pigeon", f"{name}\n2"),))))
    assert card.fn.value == name
    assert card.note.value == f"pigeon: {name}\n2"
    assert {"fn", "n", "org", "version", "url", "note"} == set(card.contents)


def test_a_channel_can_be_kept_out_of_the_vcard(tmp_path: Path) -> None:
    text = contact("email", "a@quillmoss.example") + contact("phone", "+44 20 7946 0142", "vcard = false\n")
    shop = shop_of(tmp_path, text)
    assert "EMAIL" in shop.vcard
    assert "TEL" not in shop.vcard


def test_the_vcard_of_nine_channels_is_read_from_a_code_of_38_mm(tmp_path: Path) -> None:
    text = "".join(contact(*one) for one in NINE)
    card = written(
        tmp_path,
        element("it", "x") + "[[front]]\nid = 'all'\ntype = 'qr'\ndata = '{{ shop.vcard }}'\n"
        "box = ['9mm', '40mm', '38mm', '38mm']\n",
    )
    shop = shop_of(tmp_path, text)
    assert lacking(card, shop) == ()
    payload = items(filler(card, shop).fill(order(), None, DAY))["0.all"].text
    assert payload == shop.vcard
    code = qr.encode(payload, "M")
    assert 38 / code.size >= 0.45
    image = Image.new("L", (code.size + 8, code.size + 8), 255)
    for y, row in enumerate(unpacked(code.modules, code.size)):
        for x in range(code.size):
            if row[x] == "1":
                image.putpixel((x + 4, y + 4), 0)
    found = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4), Image.Resampling.NEAREST))
    assert [symbol.text for symbol in found] == [payload]


def test_a_vcard_too_long_for_paper_is_told_to_templates_that_show_it_only(tmp_path: Path) -> None:
    square = "box = ['9mm', '9mm', '80mm', '80mm']\n"
    showing = written(tmp_path / "a", "[[front]]\nid = 'all'\ntype = 'qr'\ndata = '{{ shop.vcard }}'\n" + square)
    other = written(tmp_path / "b", element("it", "x"))
    long = profile(vcard="x" * 413)
    (problem,) = lacking(showing, long)
    assert "413 bytes" in problem.message
    assert "vcard = false" in problem.hint
    assert lacking(showing, profile(vcard="x" * 412)) == lacking(other, long) == ()


# Numbers, and what conditions and lists may name


@given(st.text(max_size=30))
def test_a_number_is_e164_or_nothing(text: str) -> None:
    number = e164(text, "GB")
    assert number == "" or (number[0] == "+" and number[1:].isascii() and number[1:].isdigit())


def test_conditions_can_count_every_list() -> None:
    assert set(LISTS) <= set(FACTS)
