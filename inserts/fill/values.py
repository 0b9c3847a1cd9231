"""The values of fields: what the shop says in one language, and what one order adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from inserts.fields import parse_phrase
from inserts.fill.coupon import NONE, CouponWords
from inserts.fill.language import choose, locale_of, match
from inserts.fill.links import Links
from inserts.fill.members import MemberWords, standing
from inserts.model.offer import Coupon, Tier
from inserts.model.order import Order
from inserts.model.shop import Contact, Help, Shop
from inserts.model.template import Words

Row = Mapping[str, object]

LONGEST_NUMBER = 12
KEPT_OF_NUMBER = 10
"""An order number of more characters than the first is told by as many of its last as the second."""

_SHOP_FACTS = ("letter", "logo", "message", "owner", "role", "signature", "tagline")

_REMEMBERED = 4096
"""Items and days whose words are kept: a shop sells the same things again and again."""

_EASTERN = re.compile("[\u0660-\u0669]|[\u06f0-\u06f9]")


class Card(NamedTuple):
    """All values of one card. `named`: the order has a printable name. `facts` are what conditions ask."""

    values: Mapping[str, Row]
    facts: Mapping[str, int]
    rows: Mapping[str, tuple[Row, ...]]
    named: bool


class Speech:
    """What a shop says in one language. `tiers` are its offers, of which it lists the public ones."""

    def __init__(
        self, shop: Shop, words: Mapping[str, Words], language: str, links: Links, tiers: Sequence[Tier] = ()
    ) -> None:
        self._shop = shop
        self._words = words
        self._language = language
        self._links = links
        self.locale = locale_of(language, shop.country)
        self._texts = self._program_texts()
        self.coupons = CouponWords(self._texts, self.locale, shop.currency)
        self._sold = lru_cache(maxsize=_REMEMBERED)(self._item)
        self._placed_on = lru_cache(maxsize=_REMEMBERED)(self._day)
        self._zone = ZoneInfo(shop.timezone)
        self._members = MemberWords(shop.levels, self._say, self.amount, self._points)
        self.shop = self._shop_fields()
        self.rows: Mapping[str, tuple[Row, ...]] = {
            "contacts": tuple(self._contact(contact) for contact in shop.contacts),
            "payments": tuple(
                {"kind": p.kind, "label": self._label("payment", p.kind, p.label)}
                | {"account": p.account, "note": p.note}
                for p in shop.payments
            ),
            "help": tuple(self._answer(answer) for answer in shop.help),
        }
        self._digits = self._shop_digits()
        offers = (self.coupons.offer(tier) for tier in tiers if tier.public)
        told = tuple(self._in_digits(row) for row in offers if row is not None)
        self.rows = {**self.rows, "offers": told}
        facts = {word: int(bool(self.shop[word])) for word in _SHOP_FACTS}
        self._facts = facts | {name: len(rows) for name, rows in self.rows.items()}

    def shared(self) -> Card:
        """The values that are the same on every card in this language."""
        values: dict[str, Row] = {"shop": self.shop, "link": self._links.fields("")}
        return Card(values, self._facts, self.rows, True)

    def card(self, order: Order, coupon: Coupon | None) -> Card:
        """The values of one order. Raises Fault for a coupon that cannot be told."""
        given = coupon is not None and bool(coupon.code)
        told = self._told(coupon) if coupon is not None and given else NONE
        name = one_line(order.name)
        stands = standing(order, self._shop.levels)
        member, benefits = self._members.fields(stands), self._members.benefits(stands)
        values: dict[str, Row] = {
            "shop": self.shop,
            "customer": {"name": name, "first_name": one_line(order.given_name) or name},
            "order": {
                "short": short_number(order.id),
                "number": one_line(order.id),
                "date": self._placed(order),
            },
            "coupon": told,
            "link": self._links.fields(str(told["code"])),
            "member": member,
        }
        items = tuple([self._sold(item.quantity, item.name) for item in order.items])
        facts = {
            **self._facts,
            "coupon": int(given),
            "name": int(bool(name)),
            "items": len(items),
            "terms": int(bool(told["terms"])),
            "until": int(bool(told["until"])),
            "gift": int(order.gift),
            "level": int(bool(member["level"])),
            "points": int(bool(member["points"])),
            "next": int(bool(member["next"])),
            "member": int(stands.known),
            "benefits": len(benefits),
        }
        return Card(values, facts, {**self.rows, "items": items, "benefits": benefits}, bool(name))

    def number(self, value: int) -> str:
        """A whole number in the shop's digits."""
        return str(value).translate(self._digits)

    def amount(self, value: Decimal) -> str:
        """A number with its digits grouped as the language does, exact, in the shop's digits."""
        return str(format_decimal(value, locale=self.locale, decimal_quantization=False)).translate(self._digits)

    def _points(self, value: Decimal) -> str:
        """So many points, in words: 760 points."""
        form = f"member.points.{self.locale.plural_form(value)}"
        text = self._texts.get(form) or self._texts.get("member.points.other") or "{{ value }}"
        return parse_phrase(text, ("value",)).render({"value": self.amount(value)})

    def _told(self, coupon: Coupon) -> Row:
        return self._in_digits(self.coupons.fields(coupon))

    def _in_digits(self, row: Row) -> Row:
        if not self._digits:
            return row
        return {
            key: value.translate(self._digits) if isinstance(value, str) and key != "code" else value
            for key, value in row.items()
        }

    def _placed(self, order: Order) -> object:
        if order.placed is None:
            return ""
        placed = order.placed
        local = placed.astimezone(self._zone) if placed.tzinfo else placed
        return self._placed_on(local.date())

    def _day(self, day: date) -> object:
        return self.coupons.day(day, "long")

    def _item(self, quantity: int, name: str) -> Row:
        return {"qty": self.number(quantity), "name": one_line(name)}

    def _shop_fields(self) -> Row:
        shop = self._shop
        return {
            "name": self._say(shop.name),
            "domain": shop.domain,
            "url": shop.url,
            "tagline": self._say(shop.tagline),
            "initial": shop.initial,
            "logo": shop.logo,
            "message": self._say(shop.message),
            "letter": self._say(shop.letter),
            "signature": shop.signature,
            "owner": self._say(shop.owner),
            "role": self._say(shop.role),
            "vcard": shop.vcard,
        }

    def _contact(self, contact: Contact) -> Row:
        return {
            "channel": contact.channel,
            "value": contact.value,
            "label": self._label("channel", contact.channel, contact.label),
            "hours": contact.hours,
            "link": contact.link,
            "app": self._say(self._words.get("contact.needs_app", ())) if contact.app else "",
        }

    def _answer(self, answer: Help) -> Row:
        texts = {"question": self._say(answer.question), "answer": self._say(answer.answer)}
        texts |= {"short": self._say(answer.short) or texts["answer"]}
        return texts | {"icon": answer.icon or answer.topic, "link": answer.url}

    def _say(self, words: Words) -> str:
        return choose(words, self._language, self._shop.language)

    def _label(self, section: str, word: str, label: str) -> str:
        return label or self._say(self._words.get(f"{section}.{word}", ())) or word

    def _program_texts(self) -> Mapping[str, str]:
        """All in one language: the card's if there are words in it, else the shop's own, else English."""
        listed = dict(self._words.get("coupon.next", ()))
        languages = (self._language, self._shop.language, "en")
        chosen = next((tag for wanted in languages if (tag := match(wanted, listed))), "")
        chosen = chosen or next(iter(listed), "")
        texts = ((key, dict(words).get(chosen)) for key, words in self._words.items())
        return {key: text for key, text in texts if text is not None}

    def _shop_digits(self) -> dict[int, str]:
        """Digits as the shop writes them in this language: Arabic ones where its own texts have them."""
        fields = {**self.shop, "vcard": ""}  # where digits are a telephone's
        texts = [str(value) for row in (fields, *self.rows["help"]) for value in row.values()]
        found = _EASTERN.search(" ".join(texts))
        zero = {"\u0660": 0x660, "\u06f0": 0x6F0}.get(chr(ord(found[0]) & ~0xF), 0) if found else 0
        return {ord("0") + digit: chr(zero + digit) for digit in range(10)} if zero else {}


def one_line(text: str) -> str:
    """A text of the export without line breaks, tabs and doubled blanks."""
    return " ".join(text.split())


def short_number(number: str) -> str:
    """The order's number with one # before it; one that has letters stays as it is. A long one ends in its last signs.

    The parcel's own papers have it whole.
    """
    number = one_line(number)
    if number.lstrip("#").isdecimal() or not any(sign.isalpha() for sign in number):
        number = f"#{number.lstrip('#')}"
    return number if len(number) <= LONGEST_NUMBER else f"…{number[-KEPT_OF_NUMBER:]}"
