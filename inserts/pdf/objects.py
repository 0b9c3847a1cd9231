"""The few kinds of PDF object that the program writes itself, on reportlab's document structure."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

from reportlab.pdfbase import pdfdoc

_DELIMITERS = b"()<>[]{}/%#"


class Name(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """A PDF name from any text, as UTF-8 with #xx escapes (ISO 32000-1, 7.3.5)."""

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, document: Any) -> bytes:
        return written_name(self.text).encode("ascii")


@lru_cache(maxsize=1024)
def written_name(text: str) -> str:
    """`text` as a name in a content stream or dictionary."""
    return "/" + "".join(
        chr(byte) if 0x21 <= byte <= 0x7E and byte not in _DELIMITERS else f"#{byte:02X}"
        for byte in text.replace("\0", "").encode()
    )


_SHORT = 4096
"""Bytes."""


class Stream(pdfdoc.PDFObject):  # type: ignore[misc]
    """A stream whose bytes are final. reportlab's own would filter them by process-wide settings at save."""

    __RefOnly__ = 1

    def __init__(self, data: bytes, entries: dict[str, Any]) -> None:
        self.data = data
        self.entries = {**entries, "Length": str(len(data))}

    def format(self, document: Any) -> bytes:
        head: bytes = dictionary(self.entries).format(document)
        return head + b"\nstream\n" + self.data + b"\nendstream\n"


def flate(data: bytes, entries: dict[str, Any] | None = None, level: int = 4) -> Stream:
    """A stream compressed at this zlib level."""
    return Stream(zlib.compress(data, level), {**(entries or {}), "Filter": Name("FlateDecode")})


def short(data: bytes, entries: dict[str, Any]) -> Stream:
    """A stream that many pages draw: a viewer unpacks it each time, so it is only compressed if it is long."""
    return flate(data, entries) if len(data) > _SHORT else Stream(data, entries)


class _Dictionary(pdfdoc.PDFDictionary):  # type: ignore[misc]
    """Laid out one way, whatever reportlab's process-wide settings are: equal files have equal bytes.

    Every page has some, so what reportlab does anew for each key is done once.
    """

    def format(self, document: Any) -> bytes:
        entries = [_key(key) + pdfdoc.format(value, document) for key, value in sorted(self.dict.items())]
        return b"<<\n" + b"\n".join(entries) + b"\n>>"


@lru_cache(maxsize=1024)
def _key(name: str) -> bytes:
    return f"{written_name(name)} ".encode("ascii")


def dictionary(entries: dict[str, Any]) -> Any:
    """A dictionary object; keys without the slash."""
    return _Dictionary(entries)


def words(text: str) -> str:
    """A text string of any characters: UTF-16BE in hex, so that nothing in it can end the string early."""
    return f"<FEFF{utf16(text)}>"


def utf16(text: str) -> str:
    """UTF-16BE in hex. A lone surrogate becomes U+FFFD, as no reader could read it."""
    return text.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "replace").encode("utf-16-be").hex().upper()


def array(*values: Any) -> Any:
    """An array object."""
    return pdfdoc.PDFArrayCompact(values)
