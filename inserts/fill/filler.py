"""A template filled for orders: words in place of fields, in the language of each card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from inserts.fields import Fault, parse_phrase, split_name
from inserts.fill.language import card_language, han_forms, is_rtl
from inserts.fill.links import Links
from inserts.fill.parts import Maker, Side
from inserts.fill.values import Speech
from inserts.model.content import Content
from inserts.model.offer import Coupon, Tier
from inserts.model.order import HeldBack, Order
from inserts.model.shop import Shop
from inserts.model.template import Template


class Filler:
    """Fills one template for one shop's orders.

    `link_target` is [link] target with {domain}, {code} and {template} in it, `host` the shop's domain in ASCII,
    `tiers` the shop's offers, of which a card can list the public ones.
    Raises Stop for a target that does not lead to one host by https.
    """

    def __init__(
        self, template: Template, shop: Shop, *, link_target: str, host: str, tiers: Sequence[Tier] = ()
    ) -> None:
        self._template = template
        self._tiers = tuple(tiers)
        self._shop = shop
        self._words = dict(template.words)
        self._links = Links(link_target, host, template.name, shop)
        self._spoken: dict[str, tuple[Speech, tuple[Side, ...]]] = {}

    def fill(self, order: Order, coupon: Coupon | None, ship_date: date) -> Content | HeldBack:
        """The card's content, or every reason why it cannot be made right.

        A coupon without a code is none. One whose last day is before `ship_date` would arrive worthless, so
        its order is held back.
        """
        language = card_language(order, self._shop)
        speech, sides = self._in(language)
        if coupon is not None and coupon.code and _over(coupon, ship_date):
            return self._held(order, ["the coupon's last day is before the shipping day"])
        try:
            card = speech.card(order, coupon)
        except Fault as fault:
            return self._held(order, [str(fault)])
        reasons: list[str] = []
        filled = tuple([side.fill(card, reasons) for side in sides])
        if reasons:
            return self._held(order, reasons)
        han = han_forms(order.country, order.language, language)
        return Content(order.id, self._template.name, language, is_rtl(language), han, filled)

    def longest(self, data: str, code: str) -> str:
        """The most a code with this `data` holds when the coupon's is `code`; "" when only an order can tell."""
        phrase = parse_phrase(data)
        channel = max((contact.link for contact in self._shop.contacts), key=len, default="")
        names = [split_name(field) for field in phrase.fields]
        # Under whatever name the list gives its rows.
        contact: dict[str, Mapping[str, object]] = {root: {"link": channel} for root, _ in names}
        card = {"link": self._links.fields(code), "coupon": {"code": code}, "shop": {"vcard": self._shop.vcard}}
        values = {**contact, "order": {}, "customer": {}, **card}
        if not all(name in values.get(root, {}) for root, name in names):
            return ""
        return phrase.render(values)

    def _in(self, language: str) -> tuple[Speech, tuple[Side, ...]]:
        """What the shop says in this language, and the template's elements made ready for it."""
        if language not in self._spoken:
            speech = Speech(self._shop, self._words, language, self._links, self._tiers)
            maker = Maker(language, self._shop.language, speech.shared(), speech.number, self._links)
            self._spoken[language] = speech, tuple(map(maker.side, self._template.sides))
        return self._spoken[language]

    def _held(self, order: Order, reasons: list[str]) -> HeldBack:
        return HeldBack(order.id, f"{self._template.name}: {'; '.join(dict.fromkeys(reasons))}")


def _over(coupon: Coupon, ship_date: date) -> bool:
    last = coupon.grant.valid_through
    return last is not None and last < ship_date
