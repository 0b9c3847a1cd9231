"""What a link on a card may be: https, to a host the shop named, with nothing in it that could mean something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

LINK_FIELDS = ("domain", "code", "template")
"""What may stand in braces in `[link] target`."""

LONGEST_LINK = 512
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f-\x9f\\"<>^`{|}]')
_FIELD = re.compile(r"\{([^{}]*)\}")


def link_fault(url: str, hosts: Iterable[str]) -> str:
    """Why `url` may not stand on a card, or an empty text.

    `hosts` are ASCII host names; letter case and a dot at the end do not matter. The rules are those of
    RFC 3986 with less allowed: no user, no port but 443, at most 512 characters, all of them visible ASCII.
    """
    fault = _characters(url)
    if fault:
        return fault
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "is no address"
    if parts.scheme != "https":
        return "must begin with https://"
    if "@" in parts.netloc:
        return "must not hold a user name"
    if port not in (None, 443) or parts.netloc.endswith(":"):
        return "must not name a port"
    return "" if _host(parts) in {_folded(host) for host in hosts} else "leads to a host that is not in [link] hosts"


def target_fault(target: str, domain: str, hosts: Iterable[str]) -> str:
    """Why `target` cannot make coupon links, or an empty text. `domain` is the shop's host in ASCII."""
    unknown = [name for name in _FIELD.findall(target) if name not in LINK_FIELDS]
    if unknown:
        return f"unknown field {{{unknown[0]}}}; known are {', '.join(f'{{{name}}}' for name in LINK_FIELDS)}"
    if "{code}" not in target:
        return "needs {code}, the place of the coupon code"
    # Letters stand for what varies, so that a field in the host's place is a host nobody listed.
    filled = target.replace("{domain}", domain).replace("{code}", "X" * 20).replace("{template}", "x" * 20)
    return link_fault(filled, hosts)


def _characters(url: str) -> str:
    if len(url) > LONGEST_LINK:
        return f"is longer than {LONGEST_LINK} characters"
    if _FORBIDDEN.search(url):
        return "holds a blank or a character that links cannot have"
    return "" if url.isascii() else "holds letters beyond ASCII; write them percent-encoded, a host as xn--..."


def _host(parts: SplitResult) -> str:
    return _folded(parts.hostname or "")


def _folded(host: str) -> str:
    return host.casefold().removesuffix(".")
