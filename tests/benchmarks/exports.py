"""Seeded exports in Shopify's shape: an order a row, people's names in the world's scripts by a realistic mix."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

_MIX: tuple[tuple[int, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        *(52, "GB", "{} {}"),
        *(("Ida", "Tom", "Grace", "Noah", "Amelia", "Oscar", "Freya", "Arthur", "Maeve", "Hugo", "Rosa", "Finn"),),
        *(("Lind", "Walker", "Osei", "Byrne", "Marsh", "Hollis", "Quincey", "Farrow", "Ashdown", "Penrose"),),
    ),
    (
        *(22, "DE", "{} {}"),
        *(("Jürgen", "Ælfrida", "Zoë", "Søren", "Łucja", "Ágnes", "João", "Çağla", "Dvořák-Ana", "Björn"),),
        *(("Müller", "Öztürk", "García", "Nováková", "Jørgensen", "Šimić", "Fernández", "Håkansson", "Groß"),),
    ),
    (
        *(9, "CN", "{1}{0}"),
        *(("伟", "芳", "晚晴", "子涵", "雨桐", "浩然", "静", "明"), ("王", "李", "林", "欧阳", "陈", "刘", "赵", "黄")),
    ),
    (
        *(4, "JP", "{1} {0}"),
        *(("陽菜", "翔太", "さくら", "健", "美咲"), ("佐久間", "髙橋", "渡邉", "鈴木", "伊藤")),
    ),
    (*(3, "KR", "{1}{0}"), *(("서연", "민준", "하은", "지우"), ("김", "이", "박", "최"))),
    (
        *(3, "RU", "{} {}"),
        *(("Анна", "Игорь", "Ольга", "Дмитрий"), ("Соколова", "Ильин", "Щербакова", "Ёлкин")),
    ),
    (*(3, "AE", "{} {}"), *(("ليلى", "يوسف", "فاطمة", "عمر"), ("حدّاد", "الأنصاري", "خليل", "منصور"))),
    (*(1, "IL", "{} {}"), *(("נועה", "דוד", "יעל"), ("כהן", "לוי", "מזרחי"))),
    (*(1, "TH", "{} {}"), *(("สมชาย", "กมล", "ปรียา"), ("ใจดี", "ศรีสุข", "วงศ์ทอง"))),
    (*(1, "IN", "{} {}"), *(("प्रिया", "अर्जुन", "मीरा"), ("शर्मा", "सिंह", "वर्मा"))),
    (*(1, "VN", "{1} {0}"), *(("Thị Hương", "Văn Đức", "Quỳnh Anh"), ("Nguyễn", "Trần", "Phạm"))),
)
"""Weight, country, order of given and family name, given names, family names. All invented."""

_HEADER = (
    *("Name", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Currency", "Subtotal", "Shipping"),
    *("Taxes", "Total", "Discount Code", "Shipping Method", "Created at", "Lineitem quantity", "Lineitem name"),
    *("Lineitem price", "Lineitem sku", "Lineitem requires shipping", "Lineitem fulfillment status", "Billing Name"),
    *("Shipping Name", "Shipping Street", "Shipping City", "Shipping Zip", "Shipping Country", "Shipping Phone"),
    *("Notes", "Cancelled at", "Payment Method", "Tags", "Id"),
)


class Person(NamedTuple):
    """An order's number, and whose it is."""

    number: str
    name: str
    country: str


def people(count: int, seed: int = 8) -> Iterator[Person]:
    """Orders one after the other; equal seeds give equal people."""
    chance = Random(seed)
    weights = [group[0] for group in _MIX]
    for number in range(count):
        _, country, form, given, family = chance.choices(_MIX, weights)[0]
        name = form.format(chance.choice(given), chance.choice(family))
        if country in ("GB", "DE") and chance.random() < 0.3:  # most names of a day are seen once
            name = f"{name}-{chance.choice(family)}"
        yield Person(f"#{10_001 + number}", name, country)


def write_export(path: Path, count: int, seed: int = 8) -> tuple[Person, ...]:
    """An export of so many orders, and its people in the file's order."""
    found = tuple(people(count, seed))
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, _HEADER, restval="", lineterminator="\n")
        rows.writeheader()
        for place, person in enumerate(found):
            rows.writerow(_row(place, person))
    return found


def _row(place: int, person: Person) -> dict[str, str]:
    return {
        "Name": person.number,
        "Email": f"c{place}@post.example",
        "Financial Status": "paid",
        "Paid at": f"2026-11-{1 + place % 20:02} 08:15:00 +0000",
        "Fulfillment Status": "unfulfilled",
        "Currency": "GBP",
        "Subtotal": f"{12 + place % 90}.50",
        "Shipping": "4.90",
        "Taxes": "2.00",
        "Total": f"{17 + place % 90}.40",
        "Shipping Method": "Post",
        "Created at": f"2026-11-{1 + place % 20:02} 07:{place % 60:02}:00 +0000",
        "Lineitem quantity": f"{1 + place % 3}",
        "Lineitem name": f"Tea from garden {place % 40}",
        "Lineitem price": "12.50",
        "Lineitem sku": f"TEA-{place % 40}",
        "Lineitem requires shipping": "true",
        "Lineitem fulfillment status": "pending",
        "Billing Name": person.name,
        "Shipping Name": person.name,
        "Shipping Street": f"Moss Lane {place}",
        "Shipping City": "Fernby",
        "Shipping Zip": f"{place % 99_999:05}",
        "Shipping Country": person.country,
        "Shipping Phone": f"+44 7700 {place % 1_000_000:06}",
        "Payment Method": "Card",
        "Id": f"{5_000_000_000_000 + place}",
    }
