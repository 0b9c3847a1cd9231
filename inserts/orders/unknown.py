"""What to tell an owner whose export is not known: the columns found, and the lines for shop.toml that name them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from inserts.model.problem import Problem, Where
from inserts.orders.cells import loose_key, name_key
from inserts.orders.header import DEEP, Header
from inserts.orders.platforms import ANY_NAME, FIELDS, GENERIC

_SHOP_FILE = "shop.toml"
_PROPOSED = ("id", "name", "first_name", "last_name", "email", "country", "item", "quantity", "total", "status")
_NEEDED = ("id", "name")
_STEMS = {
    "id": (
        r"order|bestell|auftrag|beleg|vorgang|commande|pedido|orden|ordine|zamów|objedn|rendel|заказ|замовл|订单|訂單|注文"
        r"|nummer|number|\bn[ro]\b|\bid\b"
    ),
    "name": (
        r"name|recipient|consignee|empf|destinat|nombre|nome|\bnom\b|naam|odbiorc|имя|получ|收|姓名|氏名|宛|수령"
        "|contact|kontakt|client|kund|customer|buyer|käufer"
    ),
    "email": "mail|courriel|correo|邮箱|メール|이메일",
    "country": "country|land|pays|pa[ií]s|kraj|стран|国|國",
    "item": "product|item|article|artikel|produ|товар|商品|品名|상품|ware|titel|title|bezeichn|descri",
    "quantity": "qty|quant|menge|anzahl|cantid|колич|数量|數量|수량",
    "total": "total|summe|betrag|amount|importe|金额|金額|合計",
    "status": "status|state|estado|stato|stav|статус|状态|狀態",
}
"""Parts of words that give a column's field away."""

_DATA = re.compile(r".*@.*|\W*\d[\d.,:/ -]*\W*", re.DOTALL)


def check_columns(columns: Mapping[str, str]) -> Iterator[Problem]:
    """Fields of `[orders] columns` that there are not."""
    for field in columns:
        if field not in FIELDS:
            alike = get_close_matches(field, FIELDS, 1, 0.5)
            hint = f'did you mean "{alike[0]}"? ' if alike else ""
            where = Where(_SHOP_FILE, 0, f"[orders] columns.{field}")
            yield Problem(where, f"there is no field '{field}'", f"{hint}The fields are: {', '.join(FIELDS)}")


def missing_columns(
    path: Path, header: Header, columns: Mapping[str, str], fields: Iterable[str] = FIELDS
) -> Iterator[Problem]:
    """Headers `[orders] columns` gives for these fields that the file does not have, each with the one most like it."""
    for field, wanted in columns.items():
        if field in fields and field not in header.mapped:
            message = f'there is no column "{wanted}", which [orders] columns of shop.toml gives as {field}'
            yield Problem(Where(str(path), header.line, wanted), message, _nearest(wanted, header.names))


def unknown_export(path: Path, header: Header | None) -> Problem:
    """The problem of a file without a known header; `header` is its line most like one."""
    if header is None:
        return Problem(Where(str(path)), f"its first {DEEP} lines are blank: there is no header", "export it anew")
    where = Where(str(path), header.line)
    if _is_data(header.names):
        message = "no line of column names was found, and this line looks like an order"
        return Problem(where, message, "export the file with its header line, or write one above the orders")
    message = f"this is no export known here; its columns are {_listed(header)}"
    return Problem(where, message, _lines_to_paste(header))


def without_names(path: Path, header: Header) -> Iterator[Problem]:
    """The problem of a list in which common names tell the orders, but no name: all its cards would greet nobody."""
    if header.platform is GENERIC and not header.fields.keys() & set(ANY_NAME):
        message = f"no column is known to hold names; its columns are {_listed(header)}"
        yield Problem(Where(str(path), header.line), message, _lines_to_paste(header))


def _listed(header: Header) -> str:
    return ", ".join(_quoted(name) for name in header.names if name)


def _lines_to_paste(header: Header) -> str:
    pairs = ", ".join(f"{field} = {_quoted(name)}" for field, name in _proposal(header).items())
    return (
        "name the columns in shop.toml under [orders], with what is right in place of ? or a wrong guess:\n"
        f"[orders]\ncolumns = {{ {pairs} }}\n"
        f"fields that may be named: {', '.join(FIELDS)}"
    )


def _proposal(header: Header) -> dict[str, str]:
    """Field -> header: the known ones, then the likeliest, and ? for what is needed and like nothing."""
    left = [name for name in dict.fromkeys(header.names) if name]
    found: dict[str, str] = {}
    for field in _PROPOSED:
        known = [header.names[place] for place in header.fields.get(field, ()) if isinstance(place, int)]
        guess = next((name for name in known if name in left), "") or _guess(field, left)
        if guess:
            found[field] = guess
            left.remove(guess)
    has_name = {"name", "first_name", "last_name"} & found.keys()
    unknown = {field: "?" for field in _NEEDED if field not in found and not (field == "name" and has_name)}
    return {field: (found | unknown)[field] for field in _PROPOSED if field in found or field in unknown}


def _guess(field: str, names: Iterable[str]) -> str:
    keys = {loose_key(name): name for name in names}
    aliases = {loose_key(alias) for alias in GENERIC.columns.get(field, ()) if isinstance(alias, str)}
    for key, name in keys.items():
        if len(key) > 2 and get_close_matches(key, aliases, 1, 0.85):
            return name
    stem = _STEMS.get(field)
    return next((name for name in names if stem and re.search(stem, name_key(name))), "")


def _nearest(wanted: str, names: Iterable[str]) -> str:
    by_key = {name_key(name): name for name in names if name}
    alike = get_close_matches(name_key(wanted), by_key, 1, 0.5)
    if alike:
        return f"did you mean {_quoted(by_key[alike[0]])}?"
    return f"its columns are {', '.join(_quoted(name) for name in by_key.values())}"


def _is_data(names: Iterable[str]) -> bool:
    """No header is a number, a date or an address; a line of data must not be shown, as it may hold a customer's."""
    return any(_DATA.fullmatch(name) for name in names if name)


def _quoted(name: str) -> str:
    """A header as a TOML text."""
    return json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f")
