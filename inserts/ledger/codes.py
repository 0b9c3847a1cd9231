"""Coupon codes: how they are made, written and read back. Pure; who gets which code is the ledger's to say.

The alphabet has no two signs that look alike in small print (no 8B, 5S, 2Z, 0O, 1I). 23 is prime and 5 a primitive
root of it, so weights that are powers of 5 catch every single wrong sign and every exchange of two; the check
symbol is the negative sum, for that also holds to the exchange with the check symbol itself, up to 21 signs.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import count

from inserts.model.offer import FIRST_NAME, CodeRule

ALPHABET = "23456789CFGHJKMNPQRTVWX"

_BASE = len(ALPHABET)
_INDEX = {sign: place for place, sign in enumerate(ALPHABET)}
_MISREAD = str.maketrans("BSZ", "852")
_LOOSE = re.compile(r"[\s\-_.\u00ad\u200b\u2010-\u2014]")
_RUDE = re.compile(
    "88|666|CNT|CTM|CVNT|FCK|FGT|FKK|FKN|FKT|JRK|KKK|KNT|KRV|KRW|MFK|MTHR|NGGR|NGR|NTM|PHK|PNCH|PQP|PRN|PTM|PTN|"
    "TWT|VGN|VTNC|WHR|WNK|WTF|XTC|XXX"
)
"""Shorthands without vowels that people read as words, in several languages."""

_NO_NAME = re.compile(
    "ANAL|ANUS|ARSE|BITCH|BOOB|CACA|CAZZ|CHINK|COCK|COON|CULO|CUNT|DICK|DYKE|FAG|FICK|FOTZE|FUCK|FUK|HITLER|HURE|JIZZ|"
    "KAFFIR|KIKE|KURWA|MERD|MIERD|NAZI|NEGR|NIGG|NUTTE|PEDO|PENIS|PISS|POOP|PORN|PUTA|PUTE|RAPE|SATAN|SCHEI|SEX|SHIT|"
    "SLUT|SPIC|SUCK|TITS|TWAT|VAGIN|WANK|WHORE"
    "|\\A(ADMIN|ANONYM.*|ASS|COMPANY|CUM|CUSTOMER|DR|DUMMY|FAKE|FIRMA|FRAU|FRIEND|GAST|GAY|GUEST|HERR|HOMO|MISS|MR|MRS|MS|"
    "NA|NAME|NEIN|NIL|NO|NONE|NULL|ORDER|PROF|REFUND|SIR|SPAM|TEST.*|UNDEFIN.*|UNKNOWN|USER|VOID|XX+|YES)\\Z"
)
"""What people type in place of a name, and words nobody wants to read on a card; rather one too many."""

_WRITTEN_OUT = str.maketrans(
    {"ß": "SS", "ẞ": "SS", "Æ": "AE", "æ": "AE", "Œ": "OE", "œ": "OE", "Ø": "O", "ø": "O", "Đ": "D", "đ": "D"}
    | {"Ð": "D", "ð": "D", "Ł": "L", "ł": "L", "Þ": "TH", "þ": "TH", "ı": "I", "Ħ": "H", "ħ": "H"}
)
"""Letters of the Latin script that are more than a letter with an accent."""


def keyed_code(key: bytes, shop: str, order: str, slot: str, attempt: int, rule: CodeRule, name: str = "") -> str:
    """The code of an order's slot, the same each time it is asked for: HMAC-SHA256 of the parts.

    Every part goes in with its length, so that no two orders make the same message. `name` stands in the prefix.
    """
    parts = [part.encode() for part in (shop, order, slot, str(attempt))]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return _written(hmac.digest(key, message, hashlib.sha256), rule, name)


def keyed_codes(key: bytes, shop: str, order: str, slot: str, rule: CodeRule, name: str = "") -> Iterator[str]:
    """The codes to try for an order's slot, from attempt 0, without those that read as a rude word."""
    codes = (keyed_code(key, shop, order, slot, attempt, rule, name) for attempt in count())
    return (code for code in codes if not is_rude(code, rule, name))


def random_code(randbytes: Callable[[int], bytes], rule: CodeRule, name: str = "") -> str:
    """A code drawn from `randbytes`. 32 bytes for at most 90 bits leave no bias that could be seen."""
    return _written(randbytes(32), rule, name)


def random_codes(randbytes: Callable[[int], bytes], rule: CodeRule, name: str = "") -> Iterator[str]:
    """Random codes to try, without those that read as a rude word."""
    codes = (random_code(randbytes, rule, name) for _ in count())
    return (code for code in codes if not is_rude(code, rule, name))


def is_rude(code: str, rule: CodeRule, name: str = "") -> bool:
    """Whether the signs after the shop's prefix hold a word of the block list, the name and hyphens looked through."""
    signs = code[len(prefix_of(rule, name)) :].replace("-", "")
    return _RUDE.search(name + signs) is not None


def prefix_of(rule: CodeRule, name: str = "") -> str:
    """The prefix with a first name in it; without one, the hyphen after it goes, too."""
    if not rule.prefix:
        return ""
    if name:
        return rule.prefix.replace(FIRST_NAME, name)
    return rule.prefix.replace(f"{FIRST_NAME}-", "").replace(FIRST_NAME, "")


def readable_name(first_name: str, rule: CodeRule) -> str:
    """A first name as A-Z, as many letters as the rule has room for; empty if it cannot stand in a code.

    Accents go, letters such as ß and Ø are written out, and only the first of several names is taken. A name in
    another script, one letter, or what reads as a rude word or as no name at all gives nothing.
    """
    plain = unicodedata.normalize("NFKD", first_name.translate(_WRITTEN_OUT).upper().translate(_WRITTEN_OUT))
    first = next(iter(re.split(r"[\s\-\u2010-\u2015./&+]+", plain.strip())), "")
    letters = "".join(sign for sign in first if sign.isalnum())[: rule.name_room]
    if not re.fullmatch("[A-Z]{2,}", letters) or not _letters_only(first) or _NO_NAME.search(letters):
        return ""
    return letters if not _RUDE.search(letters) else ""


def _letters_only(word: str) -> bool:
    """Whether nothing but A-Z, accents and apostrophes is in the word."""
    return all("A" <= sign <= "Z" or not sign.isalnum() for sign in word)


def check_symbol(body: str) -> str:
    """The sign after `body` (signs of the alphabet only)."""
    total = 0
    for sign in body:
        total = (total + _INDEX[sign]) * 5 % _BASE
    return ALPHABET[-total % _BASE]


def normalise(written: str) -> str:
    """A code as it is compared: NFKC, capitals, no blanks, hyphens, dots or underscores, B S Z read as 8 5 2."""
    plain = _LOOSE.sub("", unicodedata.normalize("NFKC", written).upper())
    return unicodedata.normalize("NFKC", plain).translate(_MISREAD)  # again, for marks that now follow a letter


def check(written: str, rule: CodeRule) -> bool:
    """Whether `written` can be a code of this rule. False is a typing error, or a code of somebody else's."""
    return bool(checked(normalise(written), rule))


def checked(plain: str, rule: CodeRule) -> bool | None:
    """Of a code as it is compared: whether its check symbol is right; None when it has not the shape of this rule."""
    prefix, signs = plain[: -rule.length], plain[-rule.length :]
    if not _prefix_pattern(rule).fullmatch(prefix) or len(signs) != rule.length or not set(signs) <= _INDEX.keys():
        return None
    return signs[-1] == check_symbol(signs[:-1])


@lru_cache(16)
def _prefix_pattern(rule: CodeRule) -> re.Pattern[str]:
    parts = [re.escape(normalise(part)) for part in rule.prefix.split(FIRST_NAME)]
    return re.compile("[A-Z0-9]{0,8}".join(parts))


_ADDRESS = re.compile(r"[^@\s*]+@[^@\s*]+")


def customer_key(key: bytes, email: str, phone: str) -> str:
    """A customer as 32 hex digits that nobody can turn back without the key; empty when nobody can be told by it.

    The e-mail address counts, else the phone number. Masked or filled-in values ("j***@example.com", "n/a",
    "0000000") would make strangers one customer, so they count as missing.
    """
    address = folded(email)
    if _ADDRESS.fullmatch(address):
        return _hashed(key, "email", address)
    number = _phone(phone)
    return _hashed(key, "phone", number) if number else ""


def folded(address: str) -> str:
    """An e-mail address as all its ways of writing are compared."""
    plain = address if address.isascii() else unicodedata.normalize("NFKC", address)
    return plain.strip().casefold()


def names_of(key: bytes, email: str, phone: str) -> frozenset[str]:
    """Every hash a customer may be known by: of the address, and of the number. Without empty ones."""
    return frozenset(filter(None, (customer_key(key, email, ""), customer_key(key, "", phone))))


def key_id(key: bytes) -> str:
    """A name of the key that tells nothing about it."""
    return _hashed(key, "key", "id")[:16]


def _written(digest: bytes, rule: CodeRule, name: str) -> str:
    value, body = int.from_bytes(digest, "big"), ""
    for _ in range(rule.length - 1):
        value, place = divmod(value, _BASE)
        body += ALPHABET[place]
    signs, step = body + check_symbol(body), rule.group or rule.length
    return prefix_of(rule, name) + "-".join(signs[start : start + step] for start in range(0, len(signs), step))


def _phone(written: str) -> str:
    """Digits with a leading + when the country code is there; empty for what is no whole number."""
    plain = unicodedata.normalize("NFKC", written).strip()
    digits = re.sub(r"[\s()./\-\u00ad\u200b\u2010-\u2015]", "", plain)
    digits = re.sub(r"\A00", "+", digits)
    if not re.fullmatch(r"\+?[0-9]{6,15}", digits) or len(set(digits.lstrip("+"))) == 1:
        return ""
    return digits


def _hashed(key: bytes, kind: str, value: str) -> str:
    return hmac.new(key, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()[:32]
