"""Which name a card may greet with, and the given name where it is sure.

A wrong name is worse than none: whatever is masked, encrypted, damaged or no name at all gives an empty text and
the reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from inserts.orders.cells import is_twice
from inserts.orders.numbers import unspread


class Written(NamedTuple):
    """A name as an export holds it: in one cell, or in parts."""

    full: str
    first: str
    last: str


class Name(NamedTuple):
    """A name to print, or why there is none ("masked", "encrypted", "damaged", "missing")."""

    name: str
    given: str = ""
    note: str = ""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HAN = "\u3400-\u9fff\uac00-\ud7a3"
# Stars anywhere; other signs when doubled, beside a letter that stands for a name, or in the place of a syllable.
# Patterns with sets of thousands of letters are texts here: they take long to compile, and most names need none.
_MASK = (
    rf"[*＊✱⁎∗]|[●○◯〇•·×■□▇█]{{2,}}|#{{2,}}\Z|[{_HAN}][●○◯〇×■▇█]|[●○◯〇×■▇█][{_HAN}]"
    rf"|[{_HAN}][xX]{{1,3}}(?=[{_HAN}]|\Z)|[^\W\d_](?:…|\.{{3,}})|\A[xX]{{3,}}\Z"
)
_CIPHER = re.compile(r"##.+|~.{8,}~|\$.{16,}\$|(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9+/=_~#$-]{24,}")
_HIDDEN = frozenset(
    {"匿名", "匿名配送", "匿名希望", "匿名用户", "匿名用戶", "非公開", "非公开", "已隐藏", "已加密", "保密"}
)
_NOBODY = frozenset(
    {"guest", "guest customer", "guest user", "customer", "unknown", "no name", "not available", "name not available"}
    | {"n.a", "na", "not provided", "no informado", "não informado", "nao informado", "sin nombre", "sem nome"}
    | {"gast", "kunde", "kundin", "unbekannt", "invité", "inconnu", "client", "invitado", "desconocido", "cliente"}
    | {"ospite", "sconosciuto", "onbekend", "гость", "неизвестно", "misafir", "bilinmiyor", "ضيف", "אורח"}
    | {"游客", "遊客", "访客", "訪客", "ゲスト", "名無し", "未設定", "비회원", "손님", "khách", "tamu", "pelanggan"}
    | {"walk-in", "walk-in customer", "pos customer", "pickup", "pick-up", "test"}
)
"""What shops write where they know no name."""

_REDACTED = re.compile(r"\W*(?:redacted|removed|deleted|hidden|masked|anonymi[sz]ed|anonymous|gelöscht|supprimé)\W*")
_LOST = re.compile(r"\?\?|[^\W\d_]\?[^\W\d_]")
_FAILED = re.compile(r"#(?:NAME\?|N/A|REF!|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|NV|WERT!|BEZUG!)")
# "tb12345_67", "jd_4f7a", "ana1984": one word of plain letters with a digit or an underscore is an account.
_ACCOUNT = re.compile(r"(?=\D*[\d_])(?=.*[a-z])[A-Za-z0-9_.-]{4,}")
_ABSENT = frozenset({"null", "none", "undefined", "nan", "nil"})
_SOMEBODY = "[\u3400-\u9fff]{1,2}某{1,2}"
# "李雷[3721]": with a telephone number that changes goes an extension, and Chinese malls write it behind the name.
_EXTENSION = re.compile(r"\s*[\[［【(（]\d{4}[\]］】)）]\Z")
_EAST_ASIAN = (
    "[\u1100-\u11ff\u2e80-\u30ff\u3130-\u318f\u31c0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff]"
)
_FAMILY_FIRST = frozenset({"CN", "HK", "HU", "JP", "KH", "KP", "KR", "MO", "SG", "TW", "VN"})
_VIETNAMESE = re.compile("[ăđơưẠ-ỹ]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ\u00ad·-][^\W\d_]+)*['’]?\Z")
_GIVEN_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_TITLES = _words(
    """mr mrs ms miss mx dr prof professor sir madam dame lord lady rev fr herr frau hr fru dipl ing dott dottssa avv
    sig sigra sra srta sr don doña dña m mme mlle monsieur madame mademoiselle dhr mevr mw pan pani pán paní inż mgr
    bay sayın г госп господин госпожа пан пані κ κος κα"""
)
_NO_FIRST = _words(
    """de del della di da dos das du des la le el al van von vom zu zum den der het ten ter bin binti ibn bint ben abd
    abdul abdel abu abou umm o mc mac st saint san santa the c/o co familie family famille familia famiglia fam
    rodina семья team shop store firma company jr sr ii iii iv md phd esq cpa dds mba rn"""
)
_COMPANY = _words(
    """gmbh ag kg ug ohg mbh ev inc llc llp ltd limited corp corporation plc co company sa sas sarl eurl srl spa snc bv
    nv oy oyj ab as aps a/s sp zoo sro kft zrt ooo ооо ао зао ип тов фоп pty gbr office department university
    universität school hotel restaurant museum library studio"""
)
_NO_PERSON = _COMPANY | _words("and und et y e i en och og ja & + и та ve και / or oder")
_SPECIAL = _TITLES | _NO_FIRST | _NO_PERSON
_NO_LETTERS = re.compile(r"[\d&+/]")
_MARKS = str.maketrans("", "", ".(),;")
_LETTER = re.compile(r"[^\W\d_]")
_PLAIN = re.compile(r"[^\W\d_]{2,15}(?: [^\W\d_]{2,15})+")
_PATRONYMIC = re.compile(r"\w+(?:ович|евич|ьич|овна|евна|ична|инична|івна|ївна|йович)\Z", re.IGNORECASE)
_SURNAME = re.compile(
    r"\w{2,}(?:ова|ева|ёва|ский|ская|цкий|цкая|ський|ська|цький|цька|енко|чук)\Z|\w{3,}(?:ов|ев|ёв)\Z", re.IGNORECASE
)


def choose(candidates: Iterable[Written], country: str) -> Name:
    """The first of the names that is filled: ship-to, billing, buyer. A name hidden on purpose is not passed over."""
    for written in candidates:
        text = whole(written)
        if country == "CN":
            text = _EXTENSION.sub("", text)
        fault = _fault(text)
        if fault == "missing":
            continue
        if fault:
            return Name("", note=fault)
        return Name(text, _given(written, text, country))
    return Name("", note="missing")


def whole(written: Written) -> str:
    """The name in one text; parts in East Asian writing stand family name first and close together."""
    if written.full:
        return " ".join(written.full.split())
    parts = (written.first, written.last)
    if any(re.search(_EAST_ASIAN, part) for part in parts):
        close = all(re.search(_EAST_ASIAN, part) for part in parts if part)
        return ("" if close else " ").join(part for part in reversed(parts) if part)
    return " ".join(part for part in parts if part)


def _fault(text: str) -> str:
    """Why a text cannot be printed as a name, or an empty text."""
    folded = text.casefold()
    if folded.rstrip(".") in _NOBODY or (folded and _ABSENT.issuperset(folded.split())):
        return "missing"
    if text.isascii() and _PLAIN.fullmatch(text):
        return ""
    if text in _HIDDEN or re.fullmatch(_SOMEBODY, text) or re.search(_MASK, text) or _REDACTED.fullmatch(folded):
        return "masked"
    if "\ufffd" in text or _LOST.search(text) or _FAILED.match(text) or is_twice(text):
        return "damaged"
    if _CIPHER.fullmatch(text):
        return "encrypted"
    if "@" in text or not _LETTER.search(text) or _ACCOUNT.fullmatch(text) or unspread(text) != text:
        return "missing"
    return ""


def _given(written: Written, text: str, country: str) -> str:
    if written.first and written.full in ("", f"{written.first} {written.last}"):
        return written.first if all(map(_leads, written.first.split())) else ""
    if country in _FAMILY_FIRST or (not text.isascii() and _VIETNAMESE.search(unicodedata.normalize("NFC", text))):
        return ""
    if text.isascii() and _PLAIN.fullmatch(text) and _SPECIAL.isdisjoint(text.lower().split()):
        return text.partition(" ")[0]  # most names, so the rules below are spared
    before, comma, after = text.partition(",")
    if comma:
        words = after.split()
        return words[0] if len(words) < 3 and "," not in after and _may_lead(words) else ""
    words = before.split()
    if _TITLES.isdisjoint(_plain(words[0])):
        return _first_of(words)
    untitled = [word for word in words if _TITLES.isdisjoint(_plain(word))]
    return _first_of(untitled) if len(untitled) > 1 else ""  # "Dr. Smith"


def _first_of(words: list[str]) -> str:
    if len(words) == 3 and _PATRONYMIC.match(words[2]):
        words = words[1:]  # family name first, as in "Иванова Мария Петровна"
    elif len(words) > 1 and not words[0].isascii() and _SURNAME.match(words[0]):
        return ""
    return words[0] if _may_lead(words) else ""


def _may_lead(words: list[str]) -> bool:
    """Whether the first of these words is a person's given name, as far as words can tell."""
    plain = _plain(" ".join(words))
    if not plain or plain[0] in _NO_FIRST or not _NO_PERSON.isdisjoint(plain):
        return False
    return _leads(words[0]) and not any(map(_NO_LETTERS.search, plain))


@lru_cache(maxsize=4096)
def _leads(word: str) -> bool:
    """A word of two letters or more, no initial and no abbreviation, in a script whose names begin with the given."""
    letters = unicodedata.normalize("NFC", word)
    if len(letters) < 2 or not _WORD.match(letters) or letters.endswith(("ª", "º")):
        return False
    return all(unicodedata.name(char, "").startswith(_GIVEN_SCRIPTS) for char in letters if char.isalpha())


def _plain(text: str) -> list[str]:
    """The words without points and brackets, to be looked up."""
    return text.casefold().translate(_MARKS).split()
