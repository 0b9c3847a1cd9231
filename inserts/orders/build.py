"""A draft's texts to an order's values. What a whole file decides (dates, decimal sign) is decided first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import NamedTuple

from inserts.model.order import Item, Order, State
from inserts.model.problem import Where
from inserts.orders.cells import REMEMBERED, name_key
from inserts.orders.columns import Layout
from inserts.orders.currency import currency
from inserts.orders.dates import day_first, is_open, read_date
from inserts.orders.grouping import Draft, RawItem
from inserts.orders.header import Header
from inserts.orders.names import Written, choose
from inserts.orders.numbers import decimal_sign, money, quantity, unspread
from inserts.orders.places import country, language, main_language
from inserts.orders.states import WORD_FIELDS, Judgement, Marks, judge

_DATED = re.compile(r" at\Z|date|datum|fecha|data\b|дата|日期|时间|時間|日時|tarih")
_SPLIT = re.compile("[,;，；\n]")
_NO_CODE = re.compile(
    r"(automatic|automatically|custom|manual|cart|order|staff|employee|bulk|volume|product|shipping)\b.*\bdiscounts?"
    r"( applied)?|automatic|custom|manual|free shipping|no (code|coupon|discount)",
    re.IGNORECASE,
)


class _Sheet(NamedTuple):
    """The texts of one order by field: the `first` filled ones, and what further rows say instead."""

    line: int
    first: Mapping[str, str]
    more: Mapping[str, tuple[str, ...]]

    def all(self, field: str) -> tuple[str, ...]:
        first = self.first.get(field)
        return (first, *self.more.get(field, ())) if first else ()


class _Pairs(dict[str, tuple[str, str]]):
    """A header with each text below it; the commoner pairs are made once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def __missing__(self, text: str) -> tuple[str, str]:
        pair = (self._name, text)
        if len(self) < REMEMBERED:
            self[text] = pair
        return pair


class Builder:
    """Builds the orders of one file. `told` has the lines of orders with texts that could not be read, by what it
    was; `words` the lines of orders with an unknown word for a state, by the word.
    """

    def __init__(self, header: Header, layout: Layout, file: str, zone: tzinfo) -> None:
        self._platform = header.platform
        self._layout = layout
        self._names = header.names
        self._file = file
        self._zone = zone
        self._columns = frozenset(header.fields)
        self._pairs = [(position, _Pairs(name)) for position, name in layout.kept]
        self._items: dict[RawItem, Item | None] = {}
        self._judged: dict[Marks, Judgement] = {}
        self._day_first: bool | None = None
        self._sign = ""
        self.told: dict[str, list[int]] = {}
        self.words: dict[str, list[int]] = {}

    def decide(self, drafts: Mapping[str, Draft]) -> None:
        """Settle from all orders how the file writes dates and amounts."""
        dated = {p for field in ("placed", "cancelled", "paid", "shipped") for p in self._layout.positions(field)}
        dated |= {at for at, place in enumerate(self._layout.places) if _DATED.search(name_key(self._names[place]))}
        amounts = (*self._layout.positions("total"), *self._layout.positions("refunded"))
        self._day_first = day_first(_column(drafts, dated), self._platform.day_first)
        self._sign = decimal_sign(_column(drafts, amounts), self._platform.decimal)

    def order(self, id: str, draft: Draft) -> Order | str:
        """The order, or why it has to be refused."""
        sheet = self._sheet(draft)
        text = sheet.first.get
        items = [self._item(raw, draft.line) for raw in draft.items]
        if None in items:
            return "the quantity of an item is no number of pieces"
        land = self._country(sheet)
        name = choose(_written(sheet.first), land)
        total = self._amount(sheet, "total")
        state, note = self._state(sheet, total)
        return Order(
            id=id,
            platform=self._platform.name,
            source=Where(self._file, draft.line),
            placed=self._placed(sheet),
            name=name.name,
            given_name=name.given,
            name_note=name.note,
            email=text("email", ""),
            phone=self._phone(sheet),
            country=land,
            language=self._language(sheet, land),
            items=tuple(item for item in items if item and item.quantity > 0),
            total=total,
            currency=self._currency(sheet),
            discount_codes=_codes(sheet.all("discount_codes")),
            state=state,
            state_note=note,
            note=text("note", ""),
            tags=_split(sheet.all("tags")),
            carrier=text("carrier", ""),
            fields=tuple([pairs[draft.cells[p]] for p, pairs in self._pairs if draft.cells[p]]),
        )

    def _sheet(self, draft: Draft) -> _Sheet:
        cells = draft.cells
        first = {}
        for field, entries in self._layout.fields.items():
            for entry in entries:
                text = cells[entry] if isinstance(entry, int) else " ".join(filter(None, [cells[p] for p in entry]))
                if text:
                    first[field] = text
                    break
        return _Sheet(draft.line, first, self._more(draft, first) if draft.more else {})

    def _more(self, draft: Draft, first: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        found = {}
        for field in self._platform.per_row & first.keys():
            texts = [text for p in self._layout.positions(field) for text in (draft.more or {}).get(p, ())]
            found[field] = tuple(dict.fromkeys(text for text in texts if text != first[field]))
        return found

    def _tell(self, what: str, line: int) -> None:
        self.told.setdefault(what, []).append(line)

    # Values

    def _item(self, raw: RawItem | Item, line: int) -> Item | None:
        """An item; None when its quantity cannot be read."""
        if isinstance(raw, Item):
            return raw
        item = self._items.get(raw)
        if item is None:
            item = _item(*raw)
            if len(self._items) < REMEMBERED:
                self._items[raw] = item
        if item and item.quantity <= 0:
            self._tell("empty item", line)
        return item

    def _placed(self, sheet: _Sheet) -> datetime | None:
        text = sheet.first.get("placed", "")
        if not text:
            return None
        moment = read_date(f"{text} {sheet.first.get('time', '')}".strip(), self._day_first, self._zone)
        if moment is None:
            self._tell("open date" if self._day_first is None and is_open(text) else "date", sheet.line)
        return moment

    def _phone(self, sheet: _Sheet) -> str:
        phone = unspread(sheet.first.get("phone", ""))
        if phone is None:
            self._tell("phone", sheet.line)
        return phone or ""

    def _country(self, sheet: _Sheet) -> str:
        text = sheet.first.get("country")
        if not text:
            return self._platform.country
        code = country(text)
        if not code:
            self._tell("country", sheet.line)
        return code

    def _language(self, sheet: _Sheet, land: str) -> str:
        text = sheet.first.get("language")
        code = language(text) if text else ""
        if text and not code:
            self._tell("language", sheet.line)
        return code or (main_language(land) if land else "")

    def _amount(self, sheet: _Sheet, field: str) -> Decimal | None:
        texts = sheet.all(field)
        if not texts:
            return None
        if len(texts) > 1:
            self._tell(f"several {field}", sheet.line)
            return None
        amount = money(texts[0], self._sign)
        if amount is None:
            self._tell(field, sheet.line)
        return amount

    def _currency(self, sheet: _Sheet) -> str:
        text = sheet.first.get("currency")
        if text:
            code = currency(text)
            if not code:
                self._tell("currency", sheet.line)
            return code
        beside = currency(sheet.first["total"]) if "total" in sheet.first else ""
        return beside or self._platform.currency

    def _state(self, sheet: _Sheet, total: Decimal | None) -> tuple[State, str]:
        refunded = self._amount(sheet, "refunded") or None
        cancelled = sheet.first.get("cancelled")
        day = read_date(cancelled, self._day_first, self._zone) if cancelled else None
        marks = Marks(
            words=tuple([sheet.all(field) for field in WORD_FIELDS]),
            cancelled=sheet.all("cancelled"),
            cancelled_on=day.date().isoformat() if day else "",
            shipped=sheet.all("shipped"),
            unpaid="paid" in self._columns and not sheet.all("paid"),
            payment_method=sheet.all("payment_method"),
            refunded=refunded,
            total=total if refunded else None,
        )
        state, note, unknown = self._judge(marks)
        for word in unknown:
            self.words.setdefault(word, []).append(sheet.line)
        return state, note

    def _judge(self, marks: Marks) -> Judgement:
        """Most orders of a file are marked alike; each kind is judged once."""
        judgement = self._judged.get(marks)
        if judgement is None:
            judgement = judge(marks, self._platform.words)
            if len(self._judged) < REMEMBERED:
                self._judged[marks] = judgement
        return judgement


def _column(drafts: Mapping[str, Draft], positions: Iterable[int]) -> Iterator[str]:
    return (draft.cells[p] for p in positions for draft in drafts.values() if draft.cells[p])


def _written(first: Mapping[str, str]) -> Iterator[Written]:
    text = first.get
    yield Written(text("name", ""), text("first_name", ""), text("last_name", ""))
    yield Written(text("billing_name", ""), text("billing_first_name", ""), text("billing_last_name", ""))
    yield Written(text("buyer_name", ""), text("buyer_first_name", ""), text("buyer_last_name", ""))


def _item(name: str, variant: str, sku: str, pieces: str) -> Item | None:
    count = quantity(pieces)
    if count is None:
        return None
    return Item(f"{name} - {variant}" if name and variant and variant not in name else name or variant, sku, count)


def _split(texts: Sequence[str]) -> tuple[str, ...]:
    """What stands between commas and semicolons, each once."""
    if not texts:
        return ()
    parts = (part.strip() for text in texts for part in _SPLIT.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _codes(texts: Sequence[str]) -> tuple[str, ...]:
    """Discount codes, each once in any letter case; what a shop writes where no code was used is none."""
    codes = {code.casefold(): code for code in reversed(_split(texts))}
    return tuple(code for code in reversed(codes.values()) if not _NO_CODE.fullmatch(code))
