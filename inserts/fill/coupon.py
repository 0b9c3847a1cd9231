"""How a coupon is told: benefit, condition, last day and terms, in the words of one language."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from inserts.fields import Fault, parse_phrase, under
from inserts.fill.day import Day
from inserts.model.offer import Benefit, Coupon, Grant, Tier

_LETTER_AND_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)")
"""Where a code such as CHF needs the blank that a sign such as £ does not."""

_LATIN_SIGN = re.compile(r"\u200f.*[A-Z]\W\Z")
_LEFT_TO_RIGHT = "\u200e"
"""Keeps "UK£" together in a right-to-left sentence, where its sign would wander to the other side."""

NONE: Mapping[str, object] = dict.fromkeys(under("coupon"), "")
"""The fields of an order without a coupon."""

Texts = Mapping[str, str]
"""The [coupon] and [excluded] words of one language by key."""


class CouponWords:
    """Tells coupons in one language. `words` are its own, `locale` says how numbers and days are written."""

    def __init__(self, words: Texts, locale: Locale, currency: str) -> None:
        self._words = words
        self._locale = locale
        self._currency = currency
        self._told: dict[Hashable, Mapping[str, object]] = {}

    def fields(self, coupon: Coupon) -> Mapping[str, object]:
        """The values of `coupon.*`. Raises Fault for a grant that lacks what its kind needs."""
        grant = coupon.grant
        limits = grant.single_use, grant.per_customer, grant.combine, grant.excludes
        key = (grant.benefit, grant.currency, grant.min_spend, limits, grant.valid_through)
        told = self._told.get(key)
        if told is None:
            told = self._told[key] = self._tell(grant)
        return {**told, "code": coupon.code}

    def offer(self, tier: Tier) -> Mapping[str, object] | None:
        """The `big` and `tail` of an offer, in the shop's own currency; None for one that gives nothing in it."""
        value = dict(tier.amounts).get(self._currency) if tier.kind == "amount" else tier.value
        if tier.kind == "none" or (tier.kind in ("percent", "amount", "points") and value is None):
            return None
        least = dict(tier.min_spend).get(self._currency)
        grant = Grant("", tier.name, Benefit(tier.kind, value, tier.text), self._currency, least)
        return {"big": self._big(grant), "tail": self._tail(grant)}

    def _tell(self, grant: Grant) -> Mapping[str, object]:
        big, tail = self._big(grant), self._tail(grant)
        day = grant.valid_through
        return {
            **NONE,
            "big": big,
            "tail": tail,
            "full": self._say("full", big=big, tail=tail),
            "until": str(self.day(day, "long")) if day else "",
            "short": str(self.day(day, "short")) if day else "",
            "expires": self.day(day, "long") if day else "",
            "terms": self._sentence(self._terms(grant)),
            "small_print": self._sentence([*self._terms(grant), *self._last_day(grant)]),
        }

    def day(self, day: date, length: Literal["long", "short"]) -> Day:
        """The day "long" (31 March 2027) or "short" (31 Mar 2027), by the language's own pattern if it has one."""
        usual = {"long": "long", "short": "medium"}[length]
        return Day(day, self._locale, self._words.get(f"coupon.date_{length}") or usual)

    def _big(self, grant: Grant) -> str:
        benefit = grant.benefit
        if benefit.kind == "gift":
            return benefit.text
        if benefit.kind == "free_shipping":
            return self._say("free_shipping")
        if benefit.value is None:
            raise Fault(f"the offer '{grant.tier}' names no {benefit.kind}")
        if benefit.kind == "percent":
            return self._say("percent", value=self._percent(benefit.value))
        if benefit.kind == "amount":
            return self._say("amount", value=self._money(benefit.value, grant.currency))
        form = self._locale.plural_form(benefit.value)
        key = f"points.{form}" if f"coupon.points.{form}" in self._words else "points.other"
        return self._say(key, value=str(format_decimal(benefit.value, locale=self._locale)))

    def _tail(self, grant: Grant) -> str:
        key = "next" if grant.min_spend is None else "over"
        if grant.benefit.kind not in ("percent", "amount") and f"coupon.with_{key}" in self._words:
            key = f"with_{key}"
        return self._say(key, minimum=self._minimum(grant))

    def _terms(self, grant: Grant) -> list[str]:
        """What must be met, part by part."""
        parts = [self._say("one_use")] if grant.single_use else []
        if grant.per_customer:
            parts.append(self._say("one_each"))
        if grant.min_spend is not None:
            parts.append(self._say("minimum", minimum=self._minimum(grant)))
        if not grant.combine:
            parts.append(self._say("alone"))
        if grant.excludes:
            names = [self._words.get(f"excluded.{name.casefold()}", name) for name in grant.excludes]
            parts.append(self._say("excluding", excluded=str(format_list(names, style="or", locale=self._locale))))
        return parts

    def _last_day(self, grant: Grant) -> list[str]:
        day = grant.valid_through
        return [self._say("last_day", until=str(self.day(day, "long")))] if day else []

    def _sentence(self, parts: Sequence[str]) -> str:
        """One sentence, or an empty text."""
        text = self._say("joint").join(parts)
        return text[:1].upper() + text[1:] + self._say("end") if text else ""

    def _minimum(self, grant: Grant) -> str:
        return "" if grant.min_spend is None else self._money(grant.min_spend, grant.currency)

    def _percent(self, value: Decimal) -> str:
        return str(format_percent(value / 100, locale=self._locale, decimal_quantization=False))

    def _money(self, value: Decimal, currency: str) -> str:
        """Exact: never rounded, no decimals for whole amounts."""
        currency = currency or self._currency
        if not currency:
            return str(format_decimal(value, locale=self._locale, decimal_quantization=False))
        value = value.normalize()
        exponent = value.as_tuple().exponent
        written = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        places = max(written, get_currency_precision(currency)) if written else 0
        pattern = self._locale.currency_formats["standard"].pattern
        pattern = pattern.replace("0.00", f"0.{'0' * places}" if places else "0")
        money = format_currency(value, currency, pattern, locale=self._locale, currency_digits=False)
        money = _LETTER_AND_DIGIT.sub("\u00a0", money)
        return f"{money}{_LEFT_TO_RIGHT}" if _LATIN_SIGN.search(money) else money

    def _say(self, key: str, **values: object) -> str:
        text = self._words.get(f"coupon.{key}")
        if text is None:
            raise Fault("there are no words to tell a coupon with", "templates/words holds one file for each language")
        return parse_phrase(text, tuple(values)).render(values)
