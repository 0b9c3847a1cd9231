"""Where customers pay to: an IBAN checked (ISO 13616) and told in groups of four, other numbers as they are written."""

from __future__ import annotations

import re
from typing import NamedTuple

_IBAN_LIKE = re.compile(r"[A-Za-z]{2}[0-9]{2}[\s.-]?[A-Za-z0-9]")
_LONG_NUMBER = re.compile(r"[0-9]{12,34}\Z")


class Account(NamedTuple):
    """An account as printed, or what is wrong with it and what to do."""

    text: str
    fault: str = ""
    hint: str = ""


def account(kind: str, written: str) -> Account:
    """The account of a payment of this kind. "bank" and "sepa" take IBANs, "sepa" nothing else.

    Messages never repeat the number.
    """
    written = " ".join(written.split())
    if kind not in ("bank", "sepa"):
        return Account(written)
    if kind == "sepa" or _IBAN_LIKE.match(written):
        return _iban(written)
    # Bank cards and long account numbers are read and typed in fours; a short one has its country's own way.
    return Account(_fours(written) if _LONG_NUMBER.match(written) else written)


def _iban(written: str) -> Account:
    if not written:
        return Account("")
    from stdnum import iban  # here, as it takes a while and few shops print their bank account
    from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

    try:
        number = iban.validate(written)
    except InvalidChecksum:
        return Account(written, "is no IBAN: its check digits do not fit", "compare it with your bank's papers")
    except InvalidLength:
        return Account(written, "is no IBAN: it has too many or too few characters", "copy it whole from your bank")
    except ValidationError:
        return Account(written, "is no IBAN", "write it as your bank does: DE89 3704 0044 0532 0130 00")
    return Account(_fours(number))


def _fours(number: str) -> str:
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
