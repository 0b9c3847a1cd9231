"""The shop as its cards show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach the shop. `channel` is DESIGN's word ("email", "whatsapp", ...)."""

    channel: str
    value: str
    label: str = ""
    hours: str = ""
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Payment:
    """One way to pay."""

    kind: str
    label: str = ""
    account: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Help:
    """An answer people would otherwise ask support for. Texts by language; "" is the shop's own."""

    topic: str
    question: tuple[tuple[str, str], ...]
    answer: tuple[tuple[str, str], ...]
    short: tuple[tuple[str, str], ...] = ()
    icon: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's profile. `brand` and `accent` are "#RRGGBB"; `logo` a path below the shop's folder or empty.

    Texts that may differ by language are pairs (language, text); the language "" is the shop's own.
    """

    id: str
    name: tuple[tuple[str, str], ...]
    domain: str
    url: str
    tagline: tuple[tuple[str, str], ...] = ()
    message: tuple[tuple[str, str], ...] = ()
    initial: str = ""
    logo: str = ""
    brand: str = "#1E4B3C"
    accent: str = ""
    country: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    currency: str = ""
    timezone: str = "UTC"
    help_url: str = ""
    contacts: tuple[Contact, ...] = ()
    payments: tuple[Payment, ...] = ()
    help: tuple[Help, ...] = ()
