"""What a hand scanner types: an order's number, a code or the link it ends, perhaps with another keyboard's signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST = 300
"""Signs of a line that is taken for a scan; what is longer was read from something else."""

_IDENTIFIER = re.compile(r"\][A-Za-z][0-9A-Za-z]")
"""What a scanner can be set to type first: the kind of the barcode (ISO/IEC 15424)."""

_PIECES = re.compile(r"[\s/?&=#]+")
_SIGNS = re.compile("[0-9A-Za-z]+")
_FEWEST, _MOST_RUNS = 6, 12
_ROWS = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
"""The keys of a keyboard for the United States, which scanners think they are; then the same with shift."""

_TYPED = {
    "German": "^1234567890ß´qwertzuiopü+#asdfghjklöäyxcvbnm,.-°!\"§$%&/()=?`QWERTZUIOPÜ*'ASDFGHJKLÖÄYXCVBNM;:_",
    "French": "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!³1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§",
}
_MEANT = {
    layout: {ord(typed): meant for typed, meant in zip(signs, _ROWS, strict=True)} for layout, signs in _TYPED.items()
}
_MOVED = {
    layout: frozenset(sign for sign in signs if sign.isalpha() and sign.isascii() and table[ord(sign)] != sign)
    for (layout, signs), table in zip(_TYPED.items(), _MEANT.values(), strict=True)
}


class Typed(NamedTuple):
    """A line as it may have been meant. `layout` is the keyboard whose signs the computer made of it, empty for none.

    `sure`: no letter in it may be another one.
    """

    text: str
    layout: str = ""
    sure: bool = True


def cleaned(line: str) -> str:
    """A scanned line without blanks around it, what cannot be seen, and what says which kind of barcode it was."""
    text = "".join(sign for sign in line if unicodedata.category(sign)[0] != "C" or sign == "\t")
    return _IDENTIFIER.sub("", text.strip(), count=1) if _IDENTIFIER.match(text.strip()) else text.strip()


def bare(number: str) -> str:
    """An order's number as it is compared: people leave the # out, or type it in another case."""
    plain = "".join(unicodedata.normalize("NFKC", number).split()).casefold()
    return re.sub(r"\A\W+", "", plain) or plain


def shape(number: str) -> str:
    """An order's number with one sign for all that is no letter or digit: on other keyboards they are other ones."""
    return re.sub(r"[\W_]", "-", bare(number))


def pieces(line: str) -> tuple[str, ...]:
    """A line and its parts: the code a card shows may be the end of a link."""
    return tuple(dict.fromkeys((line.strip(), *filter(None, _PIECES.split(line)))))


def runs(line: str) -> tuple[str, ...]:
    """Parts of a line whatever stands between them, the longest first: / and - are typed as other signs, too."""
    words = _SIGNS.findall(line)[-_MOST_RUNS:]
    ends = ((first, last) for first in range(len(words)) for last in range(first + 1, len(words) + 1))
    found = {"".join(words[first:last]) for first, last in ends}
    return tuple(sorted((run for run in found if len(run) >= _FEWEST), key=lambda run: (-len(run), run)))


def readings(line: str) -> Iterator[Typed]:
    """The line as it stands, then as it was meant if the computer is set to another keyboard than the scanner."""
    yield Typed(line)
    for layout, table in _MEANT.items():
        meant = line.translate(table)
        if meant != line:
            yield Typed(meant, layout, not _MOVED[layout] & set(line))


def layout_of(line: str) -> str:
    """The keyboard whose signs a line has that no scanner means, or an empty text."""
    if re.search("https?[Öö]--", line) or "ß" in line:
        return "German"
    return "French" if re.search("[éèçà]|\\Ahttps?M!!", line) else ""
