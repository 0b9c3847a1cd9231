"""Whether a template's cards lead anywhere: some marketplaces allow no link and no address of the shop's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from inserts.fields import parse_phrase, split_name
from inserts.model.shop import Shop
from inserts.model.template import BarcodeElement, ListElement, QrElement, Template, TextElement

_LEADING = re.compile(r"(link\.[a-z]+|shop\.(domain|url|vcard)|[a-z]+\.(link|url))\Z")
_ADDRESS = re.compile(r"https?://|\bwww\.", re.IGNORECASE)


def leading(template: Template, shop: Shop) -> tuple[str, ...]:
    """The ids of the elements that show a link, the shop's address or its channels, whatever their `when` says."""
    return tuple(dict.fromkeys(element for side in template.sides for element in _leading(side, shop)))


def _leading(side: Iterable[object], shop: Shop) -> Iterator[str]:
    for element in side:
        if isinstance(element, QrElement):
            yield element.id
        elif isinstance(element, BarcodeElement):
            if _leads(element.data, shop):
                yield element.id
        elif isinstance(element, TextElement):
            if any(_leads(text, shop) for _, text in (*element.text, *element.no_name)):
                yield element.id
        elif isinstance(element, ListElement) and (element.over == "contacts" or any(_leading(element.told, shop))):
            yield element.id


def _leads(text: str, shop: Shop) -> bool:
    fields = parse_phrase(text).fields
    return _is_address(text, shop) or any(_LEADING.match(name) or _says_address(name, shop) for name in fields)


def _says_address(field: str, shop: Shop) -> bool:
    """Whether a text of the shop's own, such as its message, holds an address."""
    root, name = split_name(field)
    texts = getattr(shop, name, ()) if root == "shop" and name in ("tagline", "message", "letter") else ()
    return any(_is_address(text, shop) for _, text in texts)


def _is_address(text: str, shop: Shop) -> bool:
    return bool(_ADDRESS.search(text)) or bool(shop.domain and shop.domain.casefold() in text.casefold())
