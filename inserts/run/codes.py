"""What a print asks of codes before anything is made: names for prefixes, enough in every pool, and what to see to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from inserts import ledger
from inserts.ledger import Outlook
from inserts.ledger.codes import ALPHABET
from inserts.model.offer import FIRST_NAME, LONGEST_CODE, CodeRule, Grant
from inserts.model.problem import Problem, Stop, Where
from inserts.settings import FILE, Settings

GUESSES = 86_400
"""Guesses a day of somebody who tries one each second."""

RISK = 0.1
"""Codes such a guesser may be expected to hit while the offers run."""

ASTRAY = timedelta(days=2)
"""How far back a clock may be: the midnights of all time zones lie within."""


def names_for(rule: CodeRule, given: Mapping[str, str]) -> Mapping[str, str]:
    """Readable names by order, when the prefix asks for them. `given` are first names by order."""
    if FIRST_NAME not in rule.prefix:
        return {}
    found = ((order, ledger.readable_name(name, rule)) for order, name in given.items())
    return {order: name for order, name in found if name}


def check_pools(outlook: Outlook, drawn: Mapping[str, str], grants: Iterable[Grant]) -> Mapping[str, int]:
    """How many codes of each pool these grants need. Raises Stop when one has not enough: before anything is made."""
    needed = Counter(grant.pool for grant in grants if grant.pool and drawn.get(grant.order) != grant.pool)
    left = {pool.name: pool.left for pool in outlook.pools}
    lacking = [(pool, left.get(pool, 0), count) for pool, count in needed.items() if left.get(pool, 0) < count]
    if lacking:
        raise ledger.shortage(lacking)
    return needed


def check_clock(outlook: Outlook, now: datetime, stated: date | None) -> None:
    """Raise Stop when the clock was set back, unless the shipping day was `stated`: every last day would be wrong, and
    stay so, for what an order was promised never changes."""
    if stated is None and outlook.written and now < outlook.written - ASTRAY:
        told = f"the computer's clock says {now.date()}, but the ledger was written on {outlook.written.date()}"
        raise Stop(told, "set the clock right; or, if the ledger is wrong, state the shipping day: --date 2026-12-31")


def warnings(
    settings: Settings, outlook: Outlook, needed: Mapping[str, int], fresh: int, today: date
) -> Iterator[Problem]:
    """What the owner should see to soon. `fresh`: codes of our own this run adds."""
    where = Where(str(settings.folder / FILE))
    for pool in outlook.pools:
        left = pool.left - needed.get(pool.name, 0)
        if needed.get(pool.name) and (left < 2 * needed[pool.name] or left < pool.total / 10):
            message = f"pool '{pool.name}' runs low: {left:,} of {pool.total:,} codes are left after this run"
            hint = f"make more in your shop, then: inserts coupons import-pool FILE --pool {pool.name}"
            yield Problem(where, message, hint)
    if outlook.untold:
        count = sum(number for _, number in outlook.untold)
        batches = ", ".join(name for name, _ in outlook.untold[-3:])
        message = f"{count:,} codes of earlier batches ({batches}) were never exported: your shop does not know them"
        yield Problem(where, message, "inserts coupons export --to shopify, woocommerce, bigcommerce, stripe or csv")
    guessed = _guessed(settings, outlook.live + fresh)
    if guessed:
        yield Problem(where, *guessed)
    for tier in settings.tiers:
        if tier.latest and tier.latest < today:
            message = f"tier '{tier.name}' ended on {tier.latest.isoformat()}, so no order gets it any more"
            yield Problem(where, message, "give it another latest, or remove it")


def counts_matter(settings: Settings, outlook: Outlook, orders: int) -> bool:
    """Whether it must be known which offers so many orders earn: for pools, or if codes are too short for as many."""
    pooled = any(tier.pool for tier in settings.tiers)
    return pooled or _guessed(settings, outlook.live + orders) is not None


def _guessed(settings: Settings, live: int) -> tuple[str, str] | None:
    """A warning when codes are too short for as many as there are."""
    rule = settings.codes
    own = [tier for tier in settings.tiers if tier.kind != "none" and not tier.pool and not tier.code]
    if rule.source in ("pool", "fixed") or not own:
        return None
    days = max(tier.days + tier.delivery_days + (6 if tier.round_to else 0) for tier in own)
    hits = {
        length: live * days * GUESSES / len(ALPHABET) ** (length - 1) for length in range(rule.length, LONGEST_CODE + 9)
    }
    if hits[rule.length] <= RISK:
        return None
    enough = next(length for length, expected in hits.items() if expected <= RISK)
    message = (
        f"codes of {rule.length} symbols are short for {live:,} live ones: a stranger who tries one each second "
        f"for {days} days would hit {hits[rule.length]:.1f}"
    )
    return message, f"write length = {enough} in [codes]; codes that are printed stay as they are"
