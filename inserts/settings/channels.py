"""Contact channels: what each is told by, the link a QR code of it holds, and which need an app.

A channel whose services have no address that opens everywhere has no link: the owner then gives one as `qr`.
Forms are those the services document for links from outside: wa.me, t.me, line.me/R/ti/p, signal.me, m.me, zalo.me
and so on. Street addresses, Wangwang names, WeChat official accounts by name, KakaoTalk search names, Signal user
names and Discord names have none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

import phonenumbers

from inserts.settings.links import link_fault
from inserts.settings.registers import host_name

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+\Z")
_ADDRESS = re.compile(r"(?:https://)?([A-Za-z0-9.-]+)(/\S*)?\Z")
_SHORT_NUMBER = re.compile(r"[0-9]{3,6}\Z")


class Reach(NamedTuple):
    """A channel's link, empty where there is none, or what is wrong with the value and what to write."""

    link: str = ""
    fault: str = ""
    hint: str = ""


Read = Callable[[str, str], Reach]
"""Value and the shop's country (ISO 3166-1 alpha-2 or empty) to the link."""


@dataclass(frozen=True, slots=True)
class Channel:
    """How a channel's value is read. An address at one of `hosts` is taken as it is; ".host" means any below it."""

    read: Read
    hosts: tuple[str, ...] = ()
    app: bool = False


def reach(channel: str, value: str, country: str) -> Reach:
    """The link of a value; nothing for a channel of the shop's own."""
    known = CHANNELS.get(channel)
    if known is None:
        return Reach()
    value = value.strip()
    address = _own_address(value, known.hosts)
    return Reach(address) if address else known.read(value, country)


def e164(value: str, country: str) -> str:
    """A telephone number as + and digits (ITU-T E.164), or an empty text if it is none that can be dialled."""
    try:
        number = phonenumbers.parse(value, country or None)
    except phonenumbers.NumberParseException:
        return ""
    possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)) if possible else ""


def _own_address(value: str, hosts: tuple[str, ...]) -> str:
    """The https address of a value that is one at the service's own hosts, or an empty text."""
    match = _ADDRESS.match(value)
    if match is None:
        return ""
    host = match[1].casefold()
    below = any(name.startswith(".") and host.endswith(name) for name in hosts)
    if not below and not (host in hosts and (match[2] or "/") != "/"):
        return ""
    url = f"https://{host}{match[2] or ''}"
    return "" if link_fault(url, (host,)) else url


# What values are


def _email(value: str, country: str) -> Reach:
    if not _EMAIL.match(value):
        return Reach(fault="is no e-mail address", hint="write it bare, such as post@quillmoss.example")
    return Reach(f"mailto:{quote(value, safe='@+')}")


def _number(form: str, *, plus: str = "+", short: bool = False) -> Read:
    """A telephone number put into `form`: digits after `plus`, or as dialled if it is a `short` one."""

    def read(value: str, country: str) -> Reach:
        if short and _SHORT_NUMBER.match(value):
            return Reach(form.format(value))
        number = e164(value, country)
        if not number:
            hint = "write it with + and the country's code, such as +44 20 7946 0142"
            return Reach(
                fault="is no telephone number", hint=hint if country else f"{hint}, or name the shop's country"
            )
        return Reach(form.format(plus + number.removeprefix("+")))

    return read


def _handle(form: str, pattern: str, *, strict: str = "", at: bool = True) -> Read:
    """A user name put into `form`. `at`: an @ before it is no part of it. One of another shape is a fault if it is
    said what it should be like (`strict`), else it has no link."""
    shape = re.compile(pattern)

    def read(value: str, country: str) -> Reach:
        name = value.removeprefix("@") if at else value
        if shape.fullmatch(name):
            return Reach(form.format(quote(name, safe="")))
        return Reach(fault="is no user name there can be", hint=strict) if strict else Reach()

    return read


def _first(*reads: Read) -> Read:
    """The link of the first reading that has one; the last one's fault if none has."""

    def read(value: str, country: str) -> Reach:
        found = Reach()
        for one in reads:
            found = one(value, country)
            if found.link:
                break
        return found

    return read


def _none(value: str, country: str) -> Reach:
    return Reach()


def _web(value: str, country: str) -> Reach:
    scheme, colon, rest = value.partition("://")
    if colon and scheme.casefold() != "https":
        return Reach(fault="must begin with https://", hint="or leave the beginning away: quillmoss.example/shop")
    host, slash, path = (rest if colon else value).partition("/")
    _, ascii_host = host_name(host)
    url = f"https://{ascii_host}{slash}{quote(path, safe='/?&=#%+,;:@!~*().-_')}"
    fault = link_fault(url, (ascii_host,)) if ascii_host else "is no web address"
    return Reach(fault=fault, hint="such as quillmoss.example/shop") if fault else Reach(url)


def _chat(value: str, country: str) -> Reach:
    """A chat on the shop's pages: an address, or only words about it."""
    return Reach(_web(value, country).link)


def _line(value: str, country: str) -> Reach:
    """An official account has an @ before its name; a person's name is marked by a tilde."""
    if not re.fullmatch(r"@?[A-Za-z0-9._-]{3,30}", value):
        return Reach(fault="is no LINE ID", hint="such as @quillmoss for an official account, or quillmoss")
    return Reach(f"https://line.me/R/ti/p/{quote(value, safe='') if value[0] == '@' else f'~{value}'}")


def _signal_name(value: str, country: str) -> Reach:
    """A user name has no link that can be made of it: Signal's own are encrypted."""
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{2,31}\.[0-9]{2,}", value):
        return Reach()
    return Reach(fault="is no number or user name", hint="such as +44 7700 900142, or quillmoss.42")


def _letters(least: int, most: int) -> str:
    return f"such as @quillmoss: {least} to {most} letters and digits"


CHANNELS: Mapping[str, Channel] = {
    "email": Channel(_email),
    "phone": Channel(_number("tel:{}", short=True)),
    "sms": Channel(_number("sms:{}", short=True)),
    "web": Channel(_web),
    "address": Channel(_none, ("maps.app.goo.gl", "maps.apple.com", "www.openstreetmap.org")),
    "chat": Channel(_chat),
    "whatsapp": Channel(_number("https://wa.me/{}", plus=""), ("wa.me", "api.whatsapp.com"), app=True),
    "wechat": Channel(
        _handle("weixin://dl/chat?{}", r"[A-Za-z][A-Za-z0-9_-]{5,19}"), ("u.wechat.com", "work.weixin.qq.com"), app=True
    ),
    "qq": Channel(
        _handle(
            "https://wpa.qq.com/msgrd?v=3&uin={}&site=qq&menu=yes",
            r"[1-9][0-9]{4,10}",
            strict="write the number, such as 10001",
        ),
        ("qm.qq.com", "jq.qq.com"),
        app=True,
    ),
    "line": Channel(_line, ("line.me", "lin.ee"), app=True),
    "telegram": Channel(
        _first(
            _number("https://t.me/{}"),
            _handle("https://t.me/{}", r"[A-Za-z](?!.*__)[A-Za-z0-9_]{3,30}[A-Za-z0-9]", strict=_letters(5, 32)),
        ),
        ("t.me", "telegram.me"),
        app=True,
    ),
    "kakaotalk": Channel(
        _handle("https://pf.kakao.com/{}", r"_[A-Za-z0-9]{3,20}", at=False),
        ("pf.kakao.com", "open.kakao.com"),
        app=True,
    ),
    "messenger": Channel(_handle("https://m.me/{}", r"[A-Za-z0-9.]{5,50}"), ("m.me", "www.messenger.com"), app=True),
    "viber": Channel(
        _first(
            _number("viber://chat?number={}", plus="%2B"),
            _handle("viber://pa?chatURI={}", r"[A-Za-z0-9._-]{3,40}", strict="write the number, or the bot's name"),
        ),
        ("chats.viber.com", "invite.viber.com"),
        app=True,
    ),
    "signal": Channel(
        _first(
            _number("https://signal.me/#p/{}"),
            _signal_name,
        ),
        ("signal.me", "signal.group"),
        app=True,
    ),
    "zalo": Channel(
        _first(_handle("https://zalo.me/{}", r"[0-9]{15,22}"), _number("https://zalo.me/{}", plus="")),
        ("zalo.me",),
        app=True,
    ),
    "instagram": Channel(
        _handle("https://instagram.com/{}", r"[A-Za-z0-9._]{1,30}", strict=_letters(1, 30)),
        ("instagram.com", "www.instagram.com", "ig.me"),
    ),
    "facebook": Channel(
        _handle("https://facebook.com/{}", r"[A-Za-z0-9.]{5,50}"), ("facebook.com", "www.facebook.com", "fb.com")
    ),
    "x": Channel(
        _handle("https://x.com/{}", r"[A-Za-z0-9_]{1,15}", strict=_letters(1, 15)),
        ("x.com", "twitter.com"),
    ),
    "threads": Channel(
        _handle("https://www.threads.net/@{}", r"[A-Za-z0-9._]{1,30}", strict=_letters(1, 30)),
        ("www.threads.net", "www.threads.com"),
    ),
    "tiktok": Channel(
        _handle("https://www.tiktok.com/@{}", r"[A-Za-z0-9._]{2,24}", strict=_letters(2, 24)),
        ("www.tiktok.com", "vm.tiktok.com"),
    ),
    "youtube": Channel(
        _handle("https://www.youtube.com/@{}", r"[\w.-]{3,30}"), ("youtube.com", "www.youtube.com", "youtu.be")
    ),
    "pinterest": Channel(
        _handle("https://pinterest.com/{}", r"[A-Za-z0-9_]{3,30}"), ("pinterest.com", "www.pinterest.com", "pin.it")
    ),
    "discord": Channel(_none, ("discord.gg", "discord.com")),
    "taobao": Channel(_none, (".taobao.com", ".tmall.com", "m.tb.cn")),
    "wangwang": Channel(_none, (".taobao.com", ".tmall.com", ".1688.com", "m.tb.cn"), app=True),
    "sinaweibo": Channel(
        _first(
            _handle("https://weibo.com/u/{}", r"[0-9]{5,12}"),
            _handle("https://weibo.com/n/{}", r"[\w·-]{2,30}"),
        ),
        ("weibo.com", "m.weibo.cn"),
    ),
}
"""Every channel that is known, in the order they are named to people."""
