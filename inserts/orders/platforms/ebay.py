"""eBay, Seller Hub > Orders > Download report, and the older File Exchange: a blank line, the header, a blank line, the
rows, then lines that count the records and name the seller; where two reports were put together, those stand in
between. An order of several items is a row with its address and total, then a row for each item.

There are no words for a state: an order without the day it was paid is unpaid, one with the day it was shipped is
done. Amounts have a sign of their currency, "$" being that of ebay.com. Buyers who have not paid have no order number
yet, only one of the sales record.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from inserts.orders.currency import currency, sign
from inserts.orders.platforms.platform import Cells, Platform

_LETTERS = re.compile(r"[^\W\d_]{3}")
_COUNTED = re.compile(r"record\(s\) downloaded|Datens(?:a|ä)tze? heruntergeladen")
_ACCOUNTS = ("User Id", "Mitgliedsname")
_LEADING = frozenset(
    {"placed", "paid", "shipped", "total", "payment_method", "carrier", "note", "email", "phone", "buyer_name"}
)


def _footer(numbers: tuple[str, ...], details: tuple[str, ...]) -> Callable[[Cells], bool]:
    """Tells "17,record(s) downloaded" and "Seller ID : shop", in any language: words where a number belongs (the count
    stands in the column behind the first, which in older files holds an account), and nothing an order has.
    """

    def footer(row: Cells) -> bool:
        words = any(_LETTERS.search(row(name)) for name in numbers) or any(_COUNTED.match(row(n)) for n in _ACCOUNTS)
        return words and not any(row(name) for name in details)

    return footer


def _number(order: str, record: str) -> Callable[[Cells, Cells, str], str]:
    """The number of a row's order, or of its sales record as long as there is no order."""

    def number(row: Cells, above: Cells, last: str) -> str:
        own, recorded = row(order), row(record)
        if not own and recorded and recorded == above(record):
            return last or recorded
        return own or recorded

    return number


def _currency(total: str) -> str:
    """The currency of an amount such as "£3.20"; "$" alone is that of ebay.com."""
    return "USD" if sign(total) == "$" else currency(total)


_ENGLISH = Platform(
    name="ebay",
    marks=(
        ("Sales Record Number", "Order Number", "Buyer Username"),
        ("Order Number", "Buyer Username", "Ship To Name"),
        ("Order Number", "Buyer Username", "Post to name"),
        ("Sales Record Number", "User Id", "Buyer Fullname"),
        ("Sales Record Number", "Item Title", "Sale Date"),
    ),
    columns={
        "id": ("Order Number", "Sales Record Number"),
        "placed": ("Sale Date",),
        "name": ("Ship To Name", "Post to name", "Buyer Fullname"),
        "buyer_name": ("Buyer Name",),
        "email": ("Buyer Email",),
        "phone": ("Ship To Phone", "Post to phone", "Buyer Phone Number"),
        "country": ("Ship To Country", "Post to country", "Buyer Country"),
        "item": ("Item Title",),
        "variant": ("Variation Details",),
        "sku": ("Custom Label",),
        "quantity": ("Quantity",),
        "total": ("Total Price",),
        "currency": ("Total Price",),
        "paid": ("Paid On Date",),
        "shipped": ("Shipped On Date", "Posted on date", "Dispatched on date"),
        "payment_method": ("Payment Method",),
        "note": ("Buyer Note",),
        "carrier": ("Shipping Service", "Postage service", "Delivery service"),
    },
    leading=_LEADING,
    dropped=(
        *("Buyer Address 1", "Buyer Address 2", "Buyer City", "Buyer Zip", "Buyer Tax Identifier Name"),
        *("Buyer Tax Identifier Value", "Ship To Address 1", "Ship To Address 2", "Ship To City"),
        *("Post to address 1", "Post to address 2", "Post to address 3", "Post to city"),
        *("Item Number", "Item Zip Code", "Sold For", "Sale Price", "PayPal Transaction ID", "Transaction ID"),
        *("Tax City", "Tax Zip", "eBay Reference Value", "Order ID", "Buyer Username", "User Id", "Tracking Number"),
    ),
    noise=_footer(
        ("Sales Record Number", "Order Number"),
        ("Item Title", "Sale Date", "Total Price", "Ship To Name", "Post to name"),
    ),
    number=_number("Order Number", "Sales Record Number"),
    reads={"currency": _currency},
)
# Headers as in code that reads such files; no whole German header line was seen.
_GERMAN = Platform(
    name="ebay",
    marks=(
        ("Verkaufsprotokollnummer", "Bestellnummer", "Nutzername des Käufers"),
        ("Verkaufsprotokollnummer", "Bestellnummer", "Verkauft am"),
        ("Bestellnummer", "Nutzername des Käufers", "Angebotstitel"),
        ("Bestellnummer", "Nutzername des Käufers", "Name des Empfängers"),
    ),
    columns={
        "id": ("Bestellnummer", "Verkaufsprotokollnummer"),
        "placed": ("Verkauft am",),
        "name": ("Name des Empfängers",),
        "buyer_name": ("Name des Käufers",),
        "email": ("E-Mail des Käufers",),
        "phone": ("Telefonnummer des Empfängers",),
        "country": ("Versand nach - Land", "Land des Käufers"),
        "item": ("Angebotstitel",),
        "variant": ("Variantendetails",),
        "sku": ("Bestandseinheit",),
        "quantity": ("Anzahl", "Menge", "Stückzahl"),
        "total": ("Gesamtbetrag", "Gesamtpreis"),
        "paid": ("Zahlungsdatum",),
        "shipped": ("Versanddatum", "Verschickt am"),
        "payment_method": ("Zahlungsmethode",),
        "note": ("Hinweis des Käufers",),
        "carrier": ("Versandservice",),
    },
    leading=_LEADING,
    dropped=(
        *("Adresse 1 des Käufers", "Adresse 2 des Käufers", "Wohnort des Käufers", "PLZ des Käufers"),
        *("Adresse 1 des Empfängers", "Adresse 2 des Empfängers", "Versand nach - Ort", "Nutzername des Käufers"),
        *("Artikelnummer", "Verkauft für", "Transaktionsnummer"),
    ),
    noise=_footer(
        ("Verkaufsprotokollnummer", "Bestellnummer"),
        ("Angebotstitel", "Verkauft am", "Gesamtbetrag", "Gesamtpreis", "Name des Empfängers"),
    ),
    number=_number("Bestellnummer", "Verkaufsprotokollnummer"),
)
_GERMAN_OLD = Platform(
    name="ebay",
    marks=(("Verkaufsprotokollnummer", "Mitgliedsname", "Artikelbezeichnung"),),
    columns={
        "id": ("Verkaufsprotokollnummer",),
        "placed": ("Verkaufsdatum",),
        "name": ("Vollständiger Name des Käufers",),
        "email": ("E-Mail des Käufers",),
        "country": ("Land des Käufers",),
        "item": ("Artikelbezeichnung",),
        "variant": ("Variantendetails",),
        "sku": ("Bestandseinheit",),
        "quantity": ("Stückzahl",),
        "total": ("Gesamtpreis",),
        "paid": ("Bezahldatum",),
        "shipped": ("Versanddatum",),
        "payment_method": ("Zahlungsmethode",),
        "carrier": ("Versandservice",),
    },
    leading=_LEADING,
    dropped=(
        *("Käuferadresse 1", "Käuferadresse 2", "Ort des Käufers", "Postleitzahl des Käufers", "Artikelnummer"),
        *("Mitgliedsname", "Sendungsnummer", "Transaktions-ID", "PayPal Transaktions-ID", "Verkaufspreis"),
    ),
    noise=_footer(("Verkaufsprotokollnummer",), ("Artikelbezeichnung", "Verkaufsdatum", "Gesamtpreis")),
)

EBAY = (_ENGLISH, _GERMAN, _GERMAN_OLD)
