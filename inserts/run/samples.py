"""Sample orders that are hard to set, as data. All people are invented.

What a template promises ends somewhere: a name of 60 characters may be held back, one of 34 may not. A sample beyond
the promise is tried all the same, so that an owner knows what will happen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice

from inserts.model.offer import FIRST_NAME, Benefit, CodeRule, Coupon, Grant, Tier
from inserts.model.order import Item, Order
from inserts.model.problem import Where
from inserts.model.shop import Level, Shop

PLACED = datetime(2026, 11, 23, 16, 42, tzinfo=UTC)
_SIGNS = "K7QWM4XH2M"
_ITEMS = (
    Item("Oolong “High Mist” – 100 g", quantity=1),
    Item("Lidded bowl, grey – 12 cl", quantity=2),
    Item("Smoked black – 50 g", quantity=1),
)
_FIRST_OFFER = Tier("next order", "percent", value=Decimal(15), days=60)
_LONG_BENEFIT = Benefit("gift", text="Free express delivery")
_LONG_ITEM = "Hand-rolled spring harvest from the north garden, second flush, in a tin with a wooden lid – 250 g"

ORDINARY = Order(
    id="#10482",
    platform="generic",
    source=Where("sample order"),
    placed=PLACED,
    name="Ida Lind",
    given_name="Ida",
    items=_ITEMS,
    total=Decimal("45.40"),
)
"""An order that is hard in no way."""

NAMES = {
    "ar": "ليلى حدّاد",
    "de": "Annegret Mühlenbrück",
    "el": "Ελένη Παπαδάκη",
    "en": "Ida Lind",
    "es": "María Peñalver Ibáñez",
    "fa": "نگار آذری",
    "fr": "Anaïs Lefèvre",
    "he": "נועה ברקאי",
    "hi": "अनन्या शर्मा",
    "it": "Giosuè Caffarel",
    "ja": "佐久間 陽菜",
    "ko": "한서윤",
    "nl": "Joost van der Veenhof",
    "pl": "Małgorzata Źdźbło",
    "pt": "João Conceição",
    "ru": "Ярослава Зимина",
    "sv": "Åsa Sjöberg",
    "th": "ณัฐกานต์ ศรีสุข",
    "tr": "Çağla Yıldız",
    "vi": "Nguyễn Thị Ngọc Huyền",
    "zh": "林晚晴",
}
"""A name in the letters of each language; those not here are tried with a Latin one."""

_SCRIPTS = (
    ("an Arabic name", NAMES["ar"], "AE"),
    ("a Hebrew name", NAMES["he"], "IL"),
    ("a name in simplified Chinese", NAMES["zh"], "CN"),
    ("a name in traditional Chinese", "歐陽曉璇", "TW"),
    ("a Japanese name", NAMES["ja"], "JP"),
    ("a Korean name", NAMES["ko"], "KR"),
    ("a Thai name", NAMES["th"], "TH"),
    ("a Hindi name", NAMES["hi"], "IN"),
    ("a Vietnamese name", NAMES["vi"], "VN"),
    ("a Cyrillic name", NAMES["ru"], "UA"),
    ("a Greek name", NAMES["el"], "GR"),
    ("an emoji in the name", "Ida 🌿 Lind", "SE"),
)


@dataclass(frozen=True, slots=True)
class Sample:
    """One order to try; its `language` is the one its card is in. `told` says what is hard about it.

    `promised`: a template that cannot set it is wrong; else such orders may be held back. `real`: such orders can
    come to this shop.
    """

    told: str
    order: Order
    coupon: Coupon | None = None
    promised: bool = True
    real: bool = True


def samples(
    shop: Shop, languages: tuple[str, ...], tiers: tuple[Tier, ...], rule: CodeRule, day: date
) -> tuple[Sample, ...]:
    """All samples for a shop: hard orders in its own language, then in each of `languages` every offer and level,
    no coupon and no name.

    `rule` is how its codes look, `day` the shipping day. A shop without offers is shown what its first one would do,
    which promises nothing yet.
    """
    own, currency = shop.language, shop.currency
    offers = tuple(_offers(tiers, rule, currency, day))
    first = offers[0] if offers else None
    speaking = replace(ORDINARY, language=own)
    found = [Sample(told, replace(order, language=own), first, promised) for told, order, promised in _hard()]
    if first:
        grant = replace(first.grant, benefit=_LONG_BENEFIT, min_spend=Decimal(50), currency=currency)
        found.append(Sample("a long benefit", speaking, replace(first, grant=grant)))
    else:
        coupon = Coupon(_grant(_FIRST_OFFER, currency, day), sample_code(rule))
        found.append(
            Sample("an offer of 15 %, of which the shop has none yet", speaking, coupon, promised=False, real=False)
        )
    for language in languages:
        found += _spoken(language, offers, shop.levels)
    return tuple(found)


def sample_order(levels: Sequence[Level]) -> Order:
    """The order of a preview: a member on the way to the highest level, where the shop has levels."""
    steps = [Decimal(level.points) for level in levels[-2:]]
    if not steps:
        return ORDINARY
    return replace(ORDINARY, member_points=(sum(steps, Decimal(0)) / len(steps)).to_integral_value())


def sample_code(rule: CodeRule) -> str:
    """A code that looks like the shop's and was never given to anybody."""
    signs, step = "".join(islice(cycle(_SIGNS), rule.length)), rule.group or rule.length
    return rule.prefix.replace(FIRST_NAME, "MARGARET"[: rule.name_room]) + "-".join(
        signs[start : start + step] for start in range(0, len(signs), step)
    )


def sample_coupon(tiers: tuple[Tier, ...], rule: CodeRule, currency: str, day: date) -> Coupon | None:
    """A coupon of the shop's first offer, None when it has no offers."""
    return next(_offers(tiers, rule, currency, day), None)


def _hard() -> Iterator[tuple[str, Order, bool]]:
    """What is hard, the order, and whether every template must be able to set it."""
    names = (
        ("a name of one letter", "O", True),
        ("a name of 34 letters", "Friederike Magdalena Wintersberger", True),
        ("a name of 60 letters", "María del Carmen Fernández de la Vega y Montoya de los Arcos", False),
    )
    for told, name, promised in names:
        yield told, replace(ORDINARY, name=name, given_name=name.partition(" ")[0]), promised
    yield "no name", replace(ORDINARY, name="", given_name="", name_note="missing"), True
    for told, name, country in _SCRIPTS:
        yield told, replace(ORDINARY, name=name, given_name=name, country=country), True
    yield "a gift", replace(ORDINARY, gift=True), True
    yield "a member with 1,234,567 points", replace(ORDINARY, member_points=Decimal(1_234_567)), False
    yield "no items", replace(ORDINARY, items=()), True
    yield "ten items", replace(ORDINARY, items=tuple(islice(cycle(_ITEMS), 10))), True
    yield "an item with a long name", replace(ORDINARY, items=(Item(_LONG_ITEM, quantity=12),)), True
    yield "an item ordered 120 times", replace(ORDINARY, items=(Item(_ITEMS[0].name, quantity=120),)), False
    yield "an order number of 13 signs", replace(ORDINARY, id="2026-11-24-07"), True
    yield "an order number of 19 digits", replace(ORDINARY, id="4077712803396150237"), True
    yield "an order number of 36 signs", replace(ORDINARY, id="9B1F7E52-64C8-4D0A-A1D3-0E5B2C7F4A96"), False


def _spoken(language: str, offers: tuple[Coupon, ...], levels: tuple[Level, ...]) -> Iterator[Sample]:
    """A card in a language, with each of the shop's offers and levels, without a coupon, and without a name."""
    name = NAMES.get(language) or NAMES.get(language.partition("-")[0], ORDINARY.name)
    order = replace(ORDINARY, language=language, name=name, given_name=name)
    for coupon in offers:
        yield Sample(f"a card in '{language}' with the offer '{coupon.grant.tier}'", order, coupon)
    yield Sample(f"a card in '{language}' without a coupon", order)
    nameless = replace(order, name="", given_name="", name_note="missing")
    yield Sample(f"a card in '{language}' without a name", nameless, offers[0] if offers else None)
    for number, level in enumerate(levels, 1):
        member = replace(order, member_points=Decimal(level.points))
        yield Sample(f"a card in '{language}' for a member of level {number}", member, offers[0] if offers else None)


def _offers(tiers: tuple[Tier, ...], rule: CodeRule, currency: str, day: date) -> Iterator[Coupon]:
    """Each offer as a coupon, in each currency it has amounts in."""
    for tier in tiers:
        if tier.kind == "none":
            continue
        told = tier.amounts or tier.min_spend
        for money in dict.fromkeys(name for name, _ in told) if told else (currency,):
            yield Coupon(_grant(tier, money, day), tier.code or sample_code(rule))


def _grant(tier: Tier, currency: str, day: date) -> Grant:
    value = dict(tier.amounts).get(currency) if tier.kind == "amount" else tier.value
    return Grant(
        order=ORDINARY.id,
        tier=tier.name,
        benefit=Benefit(tier.kind, value, tier.text),
        currency=currency,
        min_spend=dict(tier.min_spend).get(currency),
        single_use=tier.single_use,
        per_customer=tier.per_customer,
        combine=tier.combine,
        excludes=tier.excludes,
        valid_from=day,
        valid_through=day + timedelta(days=tier.delivery_days + tier.days),
    )
