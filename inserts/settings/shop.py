"""The shop's profile: [shop], [[contact]], [[payment]], [[help]], [[level]] and the links that lead to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from inserts.model.problem import nearest
from inserts.model.shop import Contact, Help, Payment, Shop
from inserts.settings.accounts import account
from inserts.settings.channels import CHANNELS, reach
from inserts.settings.levels import icon, read_levels
from inserts.settings.links import link_fault, target_fault
from inserts.settings.registers import country, currency, host_name, language, languages, timezone, words
from inserts.settings.vcard import vcard
from inserts.tables import Table, Words

PAYMENTS = (
    *("card", "bank", "invoice", "cod", "cash", "paypal", "apple-pay", "google-pay", "klarna", "sepa"),
    *("alipay", "wechat-pay", "unionpay", "line-pay", "paypay", "kakaopay", "konbini", "pix", "upi", "twint"),
    *("ideal", "bancontact", "blik", "swish", "vipps", "afterpay", "samsung-pay", "venmo", "cash-app"),
    *("mercado-pago", "paytm"),
)
_WORD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*")
_WRAPPED = re.compile(r"(?<=(\S))[^\S\n]*\n[^\S\n]*(?=(\S))")


class Links:
    """The hosts a card may lead to, and the coupon link's target."""

    def __init__(self, link: Table, host: str) -> None:
        self.hosts = tuple(name.lower() for name in link.texts("hosts", (host, f"www.{host}") if host else ()))
        self.target = link.text("target", "https://{domain}/{code}")
        self._check(link, host)

    def url(self, table: Table, key: str, default: str = "") -> str:
        """An address read from a table that may stand in a QR symbol, or an empty text."""
        url = table.text(key, default)
        fault = link_fault(url, self.hosts) if url and self.hosts else ""
        if fault:
            table.problem(key, fault, f"the hosts are {', '.join(self.hosts)}")
        return "" if fault else url

    def _check(self, link: Table, host: str) -> None:
        for name in self.hosts:
            if host_name(name)[1] != name:
                link.problem("hosts", f"'{name}' is no host name in ASCII", "write bare hosts, such as shop.example")
        fault = target_fault(self.target, host, self.hosts) if host else ""
        if fault:
            link.problem("target", fault, 'such as "https://{domain}/discount/{code}"')


def read_host(shop: Table) -> tuple[str, str]:
    """The shop's domain as printed, and in ASCII."""
    written = shop.text("domain")
    if not written:
        return "", ""
    domain, host = host_name(written)
    if not host:
        shop.problem("domain", "is no host name", "write it bare, without https:// or a slash: quillmoss.example")
    return domain, host


def read_shop(
    top: Table, shop: Table, domain: str, host: str, links: Links, folder: Path, icons: Collection[str] = ()
) -> Shop:
    """The profile. `domain` and `host` are the domain as printed and in ASCII; pictures lie below `folder`.

    `icons` are the names answers and benefits may call for; an empty one checks none.
    """
    own = language(shop, "language", "en")
    name = words(shop, "name", own, required=True)
    land = country(shop, "country")
    profile = Shop(
        id=shop.text("id", domain),
        name=name,
        domain=domain,
        url=links.url(shop, "url", f"https://{host}" if host else ""),
        tagline=words(shop, "tagline", own),
        message=words(shop, "message", own),
        initial=_initial(shop, name, own),
        logo=_picture(shop, "logo", folder),
        brand=shop.colour("brand", "#1E4B3C"),
        accent=shop.colour("accent", ""),
        country=land,
        language=own,
        languages=languages(shop, "languages", own),
        currency=currency(shop, "currency"),
        timezone=timezone(shop, "timezone", "UTC"),
        help_url=links.url(shop, "help_url"),
        contacts=tuple(_contact(table, links, land) for table in top.tables("contact")),
        payments=tuple(_payment(table) for table in top.tables("payment")),
        help=tuple(_help(table, own, links, icons) for table in top.tables("help")),
        letter=_letter(shop, own),
        signature=_picture(shop, "signature", folder),
        owner=words(shop, "owner", own),
        role=words(shop, "role", own),
        account_url=links.url(shop, "account_url"),
        levels=read_levels(top.tables("level"), own, icons),
    )
    return replace(profile, vcard=vcard(profile))


def _initial(shop: Table, name: Words, own: str) -> str:
    """The letter that stands for the shop: the one given, else the first of its name."""
    given = shop.text("initial", "").strip()
    if len(_first_letter(given)) < len(given):
        shop.problem("initial", "write one letter")
    texts = dict(name)
    return given or _first_letter(texts.get(own) or next(iter(texts.values()), "")).upper()


def _first_letter(text: str) -> str:
    """The first character with the marks that belong to it."""
    text = unicodedata.normalize("NFC", text.strip())
    end = 1
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    return text[:end]


def _picture(shop: Table, key: str, folder: Path) -> str:
    """A picture's path below the shop's folder, with forward slashes."""
    written = shop.text(key, "").replace("\\", "/")
    if not written:
        return ""
    path = (folder / written).resolve()
    if not path.is_relative_to(folder.resolve()):
        shop.problem(key, "leads out of the shop's folder", f'put the picture beside shop.toml: {key} = "{key}.png"')
    elif not path.is_file():
        shop.problem(key, f"there is no file '{written}' in the shop's folder", "check the name, or remove the line")
    else:
        return written
    return ""


def _letter(shop: Table, own: str) -> Words:
    """A line for each paragraph. Lines that only wrap are joined: a blank line begins a new paragraph."""
    texts = words(shop, "letter", own)
    if any("{{" in text for _, text in texts):
        shop.problem(
            "letter", "holds a field, but is printed as it is", "greet in the template: Dear {{ customer.name }}"
        )
    return tuple((tag, "\n".join(map(_unwrapped, _PARAGRAPHS.split(text.strip())))) for tag, text in texts)


def _unwrapped(paragraph: str) -> str:
    """One line of several; Chinese and Japanese have no blank between them."""
    return _WRAPPED.sub(lambda match: "" if _wide(match[1]) and _wide(match[2]) else " ", paragraph.strip())


def _wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WF" and not "\uac00" <= sign <= "\ud7a3"


def _contact(table: Table, links: Links, land: str) -> Contact:
    label = table.text("label", "")
    channel = _named(table, "channel", tuple(CHANNELS), label)
    value, code = table.text("value"), links.url(table, "qr")
    # With a code of its own the value is only read by people.
    found = reach(channel, value, land) if value and (channel == "email" or not table.has("qr")) else reach("", "", "")
    if found.fault:
        table.problem("value", found.fault, found.hint)
    known = CHANNELS.get(channel)
    return Contact(
        channel=channel,
        value=value,
        label=label,
        hours=table.text("hours", ""),
        qr=code,
        link=code or found.link,
        app=table.flag("app", known.app if known else False),
        vcard=table.flag("vcard", True),
    )


def _payment(table: Table) -> Payment:
    label = table.text("label", "")
    kind = _named(table, "kind", PAYMENTS, label)
    to = account(kind, table.text("account", ""))
    if to.fault:
        table.problem("account", to.fault, to.hint)
    return Payment(kind, label, to.text, table.text("note", ""))


def _named(table: Table, key: str, known: Sequence[str], label: str) -> str:
    """A word out of a list, or a word of the shop's own if it says with a label what to call it."""
    word = table.text(key)
    if not word or word in known or (label and _WORD.match(word)):
        return word
    if label:
        table.problem(key, f"write the {key} in small letters and digits, such as my-{key}")
    else:
        table.problem(key, f"unknown {key} '{word}'", f"{nearest(word, known)} For one of your own add label = ...")
    return word


def _help(table: Table, own: str, links: Links, icons: Collection[str]) -> Help:
    topic = table.text("topic", "help")
    return Help(
        topic=topic,
        question=words(table, "question", own, required=True),
        answer=words(table, "answer", own, required=True),
        short=words(table, "short", own),
        icon=icon(table, icons),
        url=links.url(table, "url"),
    )
