"""A station that prints orders into files of JSON, in processes of their own that can be made to die, fail or freeze.

Run as a script: a JSON list of stations, each an object with the keys of `Told`. Each is a fork of this process, so
that hundreds of them start fast; how they ended is written as a JSON list of [exit code, words].
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TypedDict

from inserts.ledger import Ledger, open_ledger
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order
from inserts.model.problem import Stop, Where
from tests.engines import Place

KEY = bytes(32)
RULE = CodeRule(source="random")  # keyed codes would hide what the ledger gets wrong


def station(place: Place, step: Callable[[str], None] = lambda _: None, patience: float = 30) -> Ledger:
    return open_ledger(
        place.url,
        place.folder,
        shop="shop",
        key=KEY,
        station="table",
        now=lambda: datetime.now(UTC),
        randbytes=secrets.token_bytes,
        step=step,
        patience=patience,
    )


def print_orders(
    place: Place,
    orders: Sequence[str],
    step: Callable[[str], None] = lambda _: None,
    patience: float = 30,
    pool: str = "",
) -> None:
    """What a run does: settle, note, reserve, write beside, seal, rename, confirm. Codes are of a `pool` if named."""
    with station(place, step, patience) as ledger:
        ledger.recover(lambda path, sha256: is_there(Path(path), sha256))
        ledger.note_orders([Order(order, "shopify", Where("a.csv"), email=f"{order}@example.com") for order in orders])
        ledger.order_numbers([Order(order, "shopify", Where("a.csv")) for order in orders])
        grants = [Grant(order, "t", Benefit("percent", Decimal(10)), "EUR", pool=pool) for order in orders]
        reserved = ledger.reserve("batch", grants, rule=RULE, inputs=[])
        if not reserved.coupons:
            return
        paper = json.dumps({coupon.grant.order: coupon.code for coupon in reserved.coupons}).encode()
        final = free(place.folder / f"{reserved.batch}.pdf")
        temporary = place.folder / f".{final.name}.{secrets.token_hex(4)}.tmp"
        step("write")
        write(temporary, paper)
        cards = [(coupon.grant.order, "t", 1, slot) for slot, coupon in enumerate(reserved.coupons, 1)]
        digest = hashlib.sha256(paper).hexdigest()
        ledger.sealed(reserved.print_id, pdf=str(final), sha256=digest, pages=1, cards=cards)
        step("rename")
        temporary.rename(final)
        step("renamed")
        ledger.confirm(reserved.print_id)


def is_there(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def free(path: Path) -> Path:
    """A name nothing lies under: paper that was printed is never replaced."""
    number = 1
    found = path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return found


def write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data[: len(data) // 2])
        file.flush()
        file.write(data[len(data) // 2 :])
        file.flush()
        os.fsync(file.fileno())


class Countdown:
    """A step that does something at its n-th call, counted from 1; 0 is never."""

    def __init__(self, at: int, then: Callable[[], None]) -> None:
        self.calls = 0
        self.at = at
        self.then = then

    def __call__(self, _: str) -> None:
        self.calls += 1
        if self.calls == self.at:
            self.then()


class Told(TypedDict, total=False):
    """What a station is told: where and what to print, the step at which it dies or freezes, and what it lacks."""

    folder: str
    url: str
    orders: list[str]
    kill_at: int
    freeze_at: int
    limit: int
    user: int
    wait: str
    patience: float
    pool: str


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def work(told: Told) -> str:
    """Be the station; what it says when it stops."""
    if told.get("limit") is not None:
        import resource  # not on Windows

        resource.setrlimit(resource.RLIMIT_FSIZE, (told["limit"], told["limit"]))
    if told.get("user") and os.getuid() == 0:
        os.setuid(told["user"])
    while told.get("wait") and not Path(told["wait"]).exists():
        time.sleep(0.001)
    kill, frozen = Countdown(told.get("kill_at", 0), die), Countdown(told.get("freeze_at", 0), freeze)

    def step(name: str) -> None:
        kill(name)
        frozen(name)

    try:
        place, patience = Place(Path(told["folder"]), told["url"]), told.get("patience", 30)
        print_orders(place, told["orders"], step, patience, told.get("pool", ""))
    except Stop as stop:
        return str(stop)
    return ""


def fork(told: Told) -> tuple[int, int]:
    """A station as a fork: its process, and a pipe with what it says."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    code = 70
    try:
        words = work(told)
        os.write(writing, words.encode())
        code = 1 if words else 0
    except BaseException:
        os.write(writing, traceback.format_exc().encode())
        raise
    finally:
        os._exit(code)


def main() -> None:
    """Stations that wait for one another's start run at once, others one after the other."""
    running, ends = [], []
    for told in json.loads(sys.argv[1]):
        running.append(fork(told))
        if not told.get("wait"):
            ends.append(end(*running.pop()))
    ends += [end(*station) for station in running]
    sys.stdout.write(json.dumps(ends))


def end(process: int, said: int) -> tuple[int, str]:
    """How a station ended, and what it said. That it froze is told by its number in a line at once."""
    status = os.waitpid(process, os.WUNTRACED)[1]
    if os.WIFSTOPPED(status):
        sys.stdout.write(f"{process}\n")
        sys.stdout.flush()
        status = os.waitpid(process, 0)[1]
    with os.fdopen(said) as words:
        return os.waitstatus_to_exitcode(status), words.read()


if __name__ == "__main__":
    main()
