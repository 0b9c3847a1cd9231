"""`inserts match`: parcels and cards scanned in pairs at the packing bench, a line for each scan."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import click

from inserts.cli.options import JSON, SHOP
from inserts.cli.output import capital, counted, give, give_json, say, show_stop, visible
from inserts.cli.outside import outside
from inserts.run import open_shop
from inserts.run.matching import Answer, Left, Tally
from inserts.run.packing import Packing

_MOST = _CHUNK = 4096
"""Bytes of a line that are kept, a scan has some dozens; and those that are read at once."""

_SHOWN = 24
_END = frozenset({"end", "quit", "exit"})
_OTHER = {"parcel": "card", "card": "parcel"}
_GONE = {
    "cancelled": "was cancelled after printing: keep the parcel here and take its card out",
    "refunded": "was refunded after printing: keep the parcel here and take its card out",
    "voided": "has a code that was voided: take its card out",
}


@click.command("match")
@click.argument("batch", metavar="BATCH")
@SHOP
@click.option("--afresh", is_flag=True, help="Count nothing that was matched before: go through the whole pile again.")
@JSON
def match_command(batch: str, shop: Path | None, afresh: bool, as_json: bool) -> int:
    """Check at the packing bench that each parcel of BATCH gets its own card, with a hand scanner.

    Scan a parcel's order number, then a code of its card, or the other way round: each scan is a line on standard
    input and is answered by one. An empty line or "cancel" starts a pair over, "end" or Ctrl-D finishes. A card
    without a code of its own is matched by "card" and the number that stands on it: card 1001.

    What is matched is kept in the ledger, so that another bench, or this one later, goes on. Exit status 3 when cards
    or parcels are left over.
    """
    packing = Packing(open_shop(shop or Path()), outside(), batch, afresh=afresh)
    told = packing.tally()
    known = f", {told.matched:,} of them matched before" if told.matched else ""
    say(f'{packing.batch}: {counted(told.orders, "parcel")} with cards{known}. Scan parcel and card; "end" finishes.')
    try:
        _attend(packing, sys.stderr if as_json else sys.stdout)
    except KeyboardInterrupt:
        say()
    tally = packing.tally()
    if as_json:
        give_json(_as_dict(tally))
    else:
        _sum_up(tally)
    if packing.trouble:
        show_stop(packing.trouble)
        return 1
    return 0 if tally.complete else 3


def _attend(packing: Packing, stream: TextIO) -> None:
    """Answer each scan at once."""
    warned = False
    for line in scans():
        if line.strip().casefold() in _END:
            return
        for answer in map(packing.scan, packing.parts(line)):
            if answer:
                _show(answer, stream)
            if packing.trouble:
                say(f"{packing.trouble}. Go on: it is tried again with the next scan.")
            if answer and answer.layout and not warned:
                warned = True
                said = f"This computer's keyboard is set to {answer.layout}, and the scanner types another one"
                say(f"{said}: set the scanner to {answer.layout}, or the computer to English (US).")


def scans() -> Iterator[str]:
    """The lines of standard input, each as soon as it is ended, by whatever the scanner ends it with."""
    source = getattr(sys.stdin, "buffer", None)
    if source is None:  # somebody put text in its place
        yield from (line.rstrip("\r\n") for line in sys.stdin)
        return
    held, ended = b"", b""
    while chunk := source.read1(_CHUNK):
        if ended == b"\t" and chunk[:1] == b"\r":
            chunk, ended = chunk[1:], b"\r"
        if ended and chunk[:1] == b"\n":
            chunk, ended = chunk[1:], b""
        if not chunk:
            continue
        ended = chunk[-1:] if chunk[-1:] in (b"\r", b"\t") else b""
        *whole, held = re.split(rb"\t?(?:\r\n|\r|\n)|\t", held + chunk)
        held = held[:_MOST]
        yield from (line.decode("utf-8", "replace") for line in whole)
    if held:
        yield held.decode("utf-8", "replace")


def _show(answer: Answer, stream: TextIO) -> None:
    """A line, green or red where colours can be seen; words say it as well. A red one rings on a terminal."""
    word, text = worded(answer)
    line = visible(f"{word:<7} {text}")
    terminal = stream.isatty()
    colour = "green" if answer.good else "red" if answer.bad else None
    if terminal and colour and not os.environ.get("NO_COLOR"):
        line = click.style(line, fg=colour, bold=True)
    click.echo(f"{line}\a" if terminal and answer.bad else line, file=stream, color=terminal)
    stream.flush()


def worded(answer: Answer) -> tuple[str, str]:
    """A word for what it is, and what to know or do."""
    if answer.word == "ok":
        cards = f"{len(answer.cards)} cards" if len(answer.cards) > 1 else ""
        again = "matched before" if answer.matched else ""
        return "OK", "  ".join(filter(None, (answer.parcel, answer.code, cards, answer.note, again)))
    if answer.word == "wrong":
        return "WRONG", f"parcel {answer.parcel}, card of {answer.card}{_of(answer.card_note)}: {_remedy(answer)}"
    if answer.word in ("waiting", "missed", "stop", "no card"):
        lost = f"no {_OTHER[answer.dropped_kind]} was scanned for {answer.dropped}. " if answer.dropped else ""
        word = {"waiting": "...", "missed": "MISSED", "stop": "STOP", "no card": "NO CARD"}[answer.word]
        then = _first(answer)
        return word, f"{lost}{capital(then)}" if lost else then
    if answer.word == "start over":
        return "AGAIN", f"{_what(answer)} is put aside: start with a new pair"
    if answer.word == "once more":
        return "-", f"{_what(answer)} once more: it counts once"
    return _nobody(answer)


def _first(answer: Answer) -> str:
    """What is said to a scan that waits for its other half, or never has one."""
    if answer.word == "stop":
        return f"{answer.parcel or answer.card} {_GONE[answer.note]}"
    if answer.word == "no card":
        return f"{_what(answer)} gets no card: {answer.note}"
    before = ", matched before" if answer.matched else ""
    then = f"{_what(answer)}{_of(answer.note)}{before}: now its {'card' if answer.parcel else 'parcel'}"
    if answer.parcel and not answer.tells:
        return f"{then}, which has no code of its own: type card and the number that stands on it"
    return then


def _what(answer: Answer) -> str:
    return f"parcel {answer.parcel}" if answer.parcel else f"card of {answer.card}"


def _of(note: str) -> str:
    return f" ({note})" if note else ""


def _remedy(answer: Answer) -> str:
    if answer.note in _GONE:
        return f"the parcel {_GONE[answer.note]}"
    if answer.note:
        return f"the parcel's card is not here: {answer.note}"
    where = [f", from sheet {card.sheet}, slot {card.slot}" for card in answer.cards[:1]]
    return "".join((f"take the card of {answer.parcel}", *where))


def _nobody(answer: Answer) -> tuple[str, str]:
    """What is said to a scan that tells nobody's parcel or card."""
    if answer.word == "typing error":
        return "TYPO", f"{answer.note} is no code, for its check symbol does not fit: scan it again"
    if answer.word == "unclear":
        return "UNCLEAR", f"that may be {answer.note}: type the number as the export writes it"
    if answer.word == "sheet":
        return "-", "that is the code of a sheet: scan the one on the card"
    if answer.word == "same on all":
        return "-", "no order has that code of its own: scan the coupon's, or type card and the number on it"
    short = len(answer.note) <= _SHOWN and re.search("[0-9]", answer.note)
    what = f'"{answer.note}"' if short else f"a scan of {counted(len(answer.note), 'sign')}"
    return "UNKNOWN", f"{what} is no order number and no code of this shop"


def _sum_up(tally: Tally) -> None:
    give(f"{tally.batch}: {tally.matched:,} of {counted(tally.orders, 'parcel')} matched")
    if tally.cards_left:
        give(f"Cards of {counted(len(tally.cards_left), 'order')} left over:")
    for one in tally.cards_left:
        where = "; ".join(f"{card.template} sheet {card.sheet} slot {card.slot}" for card in one.cards)
        give(f"    {'  '.join(filter(None, (one.order, one.note, where)))}")
    _parcels(tally.parcels_left, "left over")
    _parcels(tally.without_card, "without a card, as decided")
    for parcel, card in tally.wrong:
        give(f"Not put right: parcel {parcel} was scanned with the card of {card}")
    if tally.unknown:
        say(f"{counted(tally.unknown, 'scan')} could not be understood.")


def _parcels(left: Sequence[Left], how: str) -> None:
    if left:
        give(f"{counted(len(left), 'parcel')} {how}:")
    for one in left:
        give(f"    {'  '.join(filter(None, (one.order, one.note)))}")


def _as_dict(tally: Tally) -> dict[str, Any]:
    return {
        "batch": tally.batch,
        "orders": tally.orders,
        "matched": tally.matched,
        "cards_left": [_left(one) | {"cards": [_card(card) for card in one.cards]} for one in tally.cards_left],
        "parcels_left": [_left(one) for one in tally.parcels_left],
        "without_card": [_left(one) for one in tally.without_card],
        "wrong": [{"parcel": parcel, "card": card} for parcel, card in tally.wrong],
        "unknown": tally.unknown,
    }


def _left(one: Left) -> dict[str, Any]:
    return {"order": one.order, "reason": one.note}


def _card(card: Any) -> dict[str, Any]:
    return {"template": card.template, "sheet": card.sheet, "slot": card.slot}


COMMANDS = {"match": match_command}
