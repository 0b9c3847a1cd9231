"""The shop as a vCard 3.0 (RFC 2426), to be saved from a QR code: as short as it can be, with every channel."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inserts.model.shop import Contact, Shop
from inserts.settings.channels import e164

_SPECIAL = re.compile(r"[\\,;]|\r\n?|\n")
_MESSENGERS = ("whatsapp", "wechat", "qq", "line", "telegram", "kakaotalk", "messenger", "viber", "signal", "zalo")
_NETWORKS = ("instagram", "facebook", "x", "threads", "tiktok", "youtube", "pinterest", "discord", "sinaweibo")


def vcard(shop: Shop) -> str:
    """The card with a line for each channel that is not kept out of it.

    Lines are not folded: phones do not need it, and every character makes the code finer.
    """
    names = dict(shop.name)
    name = escaped(names.get("") or names.get(shop.language) or next(iter(names.values()), shop.domain))
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"N:;{name};;;", f"FN:{name}", f"ORG:{name}"]
    kept = [contact for contact in shop.contacts if contact.vcard]
    for contact in kept:
        lines += _lines(contact, shop.country)
    lines += [f"URL:{shop.url}"] if shop.url else []
    others = [f"{contact.label or contact.channel}: {contact.value}" for contact in kept if _is_other(contact)]
    lines += [f"NOTE:{escaped(chr(10).join(others))}"] if others else []
    return "\r\n".join([*dict.fromkeys(lines), "END:VCARD", ""])


def escaped(text: str) -> str:
    """A text value: backslash, comma, semicolon and line break escaped (RFC 2426, 4)."""
    return _SPECIAL.sub(lambda match: "\\n" if match[0][0] in "\r\n" else f"\\{match[0]}", text)


def _lines(contact: Contact, country: str) -> Iterator[str]:
    channel = contact.channel
    if channel in ("phone", "sms"):
        yield f"TEL:{e164(contact.value, country) or escaped(contact.value)}"
    elif channel == "email":
        yield f"EMAIL:{escaped(contact.value)}"
    elif channel == "address":
        yield f"ADR:;;{escaped(contact.value)};;;;"
    elif channel in _MESSENGERS:
        # One word and what the service knows the shop by, as phones write it: whatsapp:+447700900142.
        yield f"IMPP:{channel}:{_id(contact, country)}"
    elif channel in _NETWORKS:
        yield f"X-SOCIALPROFILE;TYPE={channel}:{contact.link or escaped(contact.value)}"
    elif contact.link:
        yield f"URL:{contact.link}"


def _id(contact: Contact, country: str) -> str:
    number = (
        e164(contact.value, country) if contact.channel in ("whatsapp", "viber", "signal", "telegram", "zalo") else ""
    )
    return number or "".join(contact.value.split())


def _is_other(contact: Contact) -> bool:
    """A channel phones have no line for, and without a link to keep."""
    told = ("phone", "sms", "email", "address", *_MESSENGERS, *_NETWORKS)
    return contact.channel not in told and not contact.link
