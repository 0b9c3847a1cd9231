"""The shop as its cards show it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach the shop. `channel` is DESIGN's word ("email", "whatsapp", ...), `value` what is printed.

    `link` is what a QR code of this channel holds: `qr` if the shop gave one, else the channel's own form, else
    empty. `app`: whoever wants to use it needs the channel's app. `vcard`: it is saved with the others.
    """

    channel: str
    value: str
    label: str = ""
    hours: str = ""
    qr: str = ""
    link: str = ""
    app: bool = False
    vcard: bool = True


@dataclass(frozen=True, slots=True)
class Payment:
    """One way to pay. `account` is as printed: an IBAN in groups of four."""

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
class Perk:
    """What a level brings its members: an icon's name, and a text by language."""

    icon: str
    text: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Level:
    """A level of membership, held from `points` on."""

    name: tuple[tuple[str, str], ...]
    points: int = 0
    benefits: tuple[Perk, ...] = ()


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's profile. `brand` and `accent` are "#RRGGBB"; `logo` and `signature` paths below the shop's folder
    or empty. `letter` has a line for each paragraph. `levels` rise in points. `vcard` is the shop as a vCard 3.0.

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
    letter: tuple[tuple[str, str], ...] = ()
    signature: str = ""
    owner: tuple[tuple[str, str], ...] = ()
    role: tuple[tuple[str, str], ...] = ()
    account_url: str = ""
    levels: tuple[Level, ...] = ()
    vcard: str = ""
