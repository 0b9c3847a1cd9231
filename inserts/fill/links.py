"""The links of one shop's cards. A link leads to a host the shop named, whatever the order holds."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from inserts.model.problem import Stop
from inserts.model.shop import Shop


class Links:
    """`target` is [link] target with {domain}, {code} and {template}; `host` the shop's domain in ASCII.

    Raises Stop for a target that is no https link, or whose host depends on the code.
    """

    def __init__(self, target: str, host: str, template: str, shop: Shop) -> None:
        target = target.replace("{domain}", host).replace("{template}", quote(template, safe=""))
        self._pieces = target.split("{code}")
        self.home = shop.url
        self.help = shop.help_url or shop.url
        self.account = shop.account_url or shop.url
        self._own = {contact.link for contact in shop.contacts} | {answer.url for answer in shop.help} | {shop.vcard}
        led = _host("X".join(self._pieces))
        if not led or led != _host("Y".join(self._pieces)) or "{" in "".join(self._pieces):
            hint = 'such as target = "https://{domain}/discount/{code}"'
            raise Stop("[link] target in shop.toml must lead to one host by https", hint)
        self._hosts = {host.casefold(), led, _host(self.home), _host(self.help), _host(self.account)}
        self._hosts -= {""}
        self._starts = tuple(f"https://{host}/" for host in self._hosts)

    def fields(self, code: str) -> Mapping[str, object]:
        """The values of `link.*`; without a code the coupon's link opens the shop."""
        coupon = quote(code, safe="").join(self._pieces) if code else self.home
        return {"coupon": coupon, "home": self.home, "help": self.help, "account": self.account}

    def lead_astray(self, payload: str, code: str = "") -> bool:
        """Whether a QR code with this content would lead somewhere else than to the shop.

        Besides links to the shop's hosts it may be the link of a channel or an answer, or the vCard, each exactly
        as settled from shop.toml, or the coupon's bare `code`.
        """
        if payload in ("", code) or payload.startswith(self._starts):
            return False
        return payload not in self._own and _host(payload) not in self._hosts


def _host(url: str) -> str:
    """The host of an https link without user and port, or an empty text."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or "@" in parts.netloc or port not in (None, 443):
        return ""
    return (parts.hostname or "").casefold().removesuffix(".")
