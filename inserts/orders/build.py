"""A draft's texts to an order's values. What a whole file decides (dates, decimal sign) is decided first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from operator import getitem
from typing import NamedTuple

from inserts.model.order import Item, Order, State
from inserts.model.problem import Where
from inserts.orders.cells import REMEMBERED, name_key
from inserts.orders.columns import Layout, picker
from inserts.orders.currency import currency, local_currency
from inserts.orders.dates import day_first, has_half_days, is_open, read_date
from inserts.orders.gifts import is_gift
from inserts.orders.grouping import Draft
from inserts.orders.header import Header
from inserts.orders.names import Written, choose
from inserts.orders.numbers import decimal_sign, money, points, quantity, unspread
from inserts.orders.places import country, language, main_language
from inserts.orders.platforms import NAME_FIELDS, RawItem
from inserts.orders.states import STATE_FIELDS, WORD_FIELDS, Judgement, Marks, judge

_DATED = re.compile(r" at\Z|date|datum|fecha|data\b|дата|日期|时间|時間|日時|tarih")
_MARKS = (*STATE_FIELDS, "payment_method")
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


class _Pairs(dict[str, tuple[str, ...]]):
    """A header with each text below it, nothing for a blank one; the commoner pairs are made once."""

    def __init__(self, name: str) -> None:
        super().__init__({"": ()})
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
        self._pairs = [_Pairs(name) for _, name in layout.kept]
        self._pick = picker([position for position, _ in layout.kept])
        self._amounts: dict[str, Decimal | None] = {}
        # Most fields stand in one column as they are; the others take more looking.
        fields, reads = layout.fields, header.platform.reads
        self._single = [
            (f, e[0]) for f, e in fields.items() if len(e) == 1 and isinstance(e[0], int) and f not in reads
        ]
        self._several = [(f, e) for f, e in fields.items() if f not in dict(self._single)]
        self._items: dict[RawItem, Item | None] = {}
        self._judged: dict[tuple[object, ...], Judgement] = {}
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
        if self._day_first is None and self._platform.clock_tells:
            self._day_first = not any(map(has_half_days, _column(drafts, dated)))

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
        tags = _split(sheet.all("tags"))
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
            items=self._kept([item for item in items if item and item.quantity > 0]),
            total=total,
            currency=self._currency(sheet, land),
            discount_codes=_codes(sheet.all("discount_codes")),
            state=state,
            state_note=note,
            note=text("note", ""),
            tags=tags,
            carrier=text("carrier", ""),
            gift=is_gift(self._gift_cells(draft), sheet.all("details"), tags),
            fields=self._fields(draft),
            member_level=text("member_level", ""),
            member_points=self._points(sheet),
        )

    def _fields(self, draft: Draft) -> tuple[tuple[str, str], ...]:
        """Header and text of every cell kept that is not blank."""
        pairs = map(getitem, self._pairs, self._pick(draft.cells))
        return tuple([pair for pair in pairs if pair])  # type: ignore[misc]  # what is left are pairs

    def _sheet(self, draft: Draft) -> _Sheet:
        cells = draft.cells
        reads = self._platform.reads
        first = {field: text for field, position in self._single if (text := cells[position])}
        for field, entries in self._several:
            for entry in entries:
                text = cells[entry] if isinstance(entry, int) else " ".join(filter(None, [cells[p] for p in entry]))
                if text and field in reads:
                    text = reads[field](text)
                if text:
                    first[field] = text
                    break
        for position, field, pattern in self._layout.within:
            inside = pattern.search(cells[position]) if field not in first else None
            if inside:
                first[field] = inside[1].strip()
        if draft.more and reads:
            first |= {f: t[0] for f in reads.keys() - first.keys() if (t := self._further(draft, f))}
        return _Sheet(draft.line, first, self._more(draft, first) if draft.more else {})

    def _further(self, draft: Draft, field: str) -> list[str]:
        """What an order's further rows say of a field."""
        texts = [text for p in self._layout.positions(field) for text in (draft.more or {}).get(p, ())]
        read = self._platform.reads.get(field)
        return list(filter(None, map(read, texts))) if read else texts

    def _more(self, draft: Draft, first: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        found = {}
        platform = self._platform
        for field in (platform.per_row | platform.row_marks | platform.summed) & first.keys():
            texts = self._further(draft, field)
            if field in platform.summed:
                found[field] = tuple(texts)
            else:
                found[field] = tuple(dict.fromkeys(text for text in texts if text != first[field]))
        if any(found.get(field) for field in NAME_FIELDS):
            self._tell("several names", draft.line)
        return found

    def _gift_cells(self, draft: Draft) -> list[str]:
        """All cells that may tell a gift, for any of them does; further rows may have a gift too."""
        places = self._layout.positions("gift")
        more = draft.more or {}
        return [text for p in places for text in (draft.cells[p], *more.get(p, ())) if text]

    def _kept(self, items: list[Item]) -> tuple[Item, ...]:
        """The items as they are listed: pieces of a kind together where each piece has a row."""
        if not self._platform.units:
            return tuple(items)
        pieces: Counter[tuple[str, str]] = Counter()
        for item in items:
            pieces[item.name, item.sku] += item.quantity
        return tuple(Item(name, sku, count) for (name, sku), count in pieces.items())

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
        if len(texts) < 2:
            amount = self._money(texts[0]) if texts else None
            if texts and amount is None:
                self._tell(field, sheet.line)
            return amount
        if field not in self._platform.summed:
            self._tell(f"several {field}", sheet.line)
            return None
        shares = [self._money(text) for text in texts]
        if None in shares:
            self._tell(field, sheet.line)
            return None
        return sum((share for share in shares if share is not None), Decimal())

    def _money(self, text: str) -> Decimal | None:
        if text in self._amounts:
            return self._amounts[text]
        amount = money(text, self._sign)
        if len(self._amounts) < REMEMBERED:
            self._amounts[text] = amount
        return amount

    def _points(self, sheet: _Sheet) -> Decimal | None:
        text = sheet.first.get("member_points", "")
        if not text:
            return None
        count = points(text, self._sign)
        if count is None:
            self._tell("points", sheet.line)
        return count

    def _currency(self, sheet: _Sheet, land: str) -> str:
        text = sheet.first.get("currency")
        if text:
            code = currency(text)
            if not code:
                self._tell("currency", sheet.line)
            return code
        beside = currency(sheet.first.get("total", ""))
        return beside or self._platform.currency or (local_currency(land) if self._platform.local_currency else "")

    def _state(self, sheet: _Sheet, total: Decimal | None) -> tuple[State, str]:
        refunded = self._amount(sheet, "refunded") or None
        # Most orders of a file are marked alike, so each kind of marks is read once.
        kind = (*map(sheet.first.get, _MARKS), refunded, total if refunded else None)
        judgement = None if sheet.more else self._judged.get(kind)
        if judgement is None:
            judgement = judge(self._marks(sheet, refunded, total), self._platform.words)
            if not sheet.more and len(self._judged) < REMEMBERED:
                self._judged[kind] = judgement
        for word in judgement.unknown:
            self.words.setdefault(word, []).append(sheet.line)
        return judgement.state, judgement.note

    def _marks(self, sheet: _Sheet, refunded: Decimal | None, total: Decimal | None) -> Marks:
        cancelled = sheet.first.get("cancelled")
        day = read_date(cancelled, self._day_first, self._zone) if cancelled else None
        return Marks(
            words=tuple([sheet.all(field) for field in WORD_FIELDS]),
            cancelled=sheet.all("cancelled"),
            cancelled_on=day.date().isoformat() if day else "",
            shipped=sheet.all("shipped"),
            unpaid="paid" in self._columns and not sheet.all("paid"),
            payment_method=sheet.all("payment_method"),
            refunded=refunded,
            total=total if refunded else None,
        )


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
