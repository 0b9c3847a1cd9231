"""A station that prints orders into files of JSON, as a process of its own that can be made to die or fail.

Run as a script: folder, JSON of (orders, kill_at, limit, user, wait).
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from inserts.ledger import Ledger, open_ledger
from inserts.model.offer import Benefit, CodeRule, Grant
from inserts.model.order import Order
from inserts.model.problem import Stop, Where

KEY = bytes(32)
RULE = CodeRule(source="random")  # keyed codes would hide what the ledger gets wrong


def station(folder: Path, step: Callable[[str], None] = lambda _: None) -> Ledger:
    return open_ledger(
        "sqlite:///ledger.sqlite",
        folder,
        shop="shop",
        key=KEY,
        station="table",
        now=lambda: datetime.now(UTC),
        randbytes=secrets.token_bytes,
        step=step,
    )


def print_orders(folder: Path, orders: Sequence[str], step: Callable[[str], None] = lambda _: None) -> None:
    """What a run does: settle, note, reserve, write beside, seal, rename, confirm."""
    with station(folder, step) as ledger:
        ledger.recover(lambda path, sha256: is_there(Path(path), sha256))
        ledger.note_orders([Order(order, "shopify", Where("a.csv"), email=f"{order}@example.com") for order in orders])
        ledger.order_numbers([Order(order, "shopify", Where("a.csv")) for order in orders])
        grants = [Grant(order, "t", Benefit("percent", Decimal(10)), "EUR") for order in orders]
        reserved = ledger.reserve("batch", grants, rule=RULE, inputs=[])
        if not reserved.coupons:
            return
        paper = json.dumps({coupon.grant.order: coupon.code for coupon in reserved.coupons}).encode()
        final = free(folder / f"{reserved.batch}.pdf")
        temporary = folder / f".{final.name}.{secrets.token_hex(4)}.tmp"
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


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    folder, told = Path(sys.argv[1]), json.loads(sys.argv[2])
    if told.get("limit") is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (told["limit"], told["limit"]))
    if told.get("user") and os.getuid() == 0:
        os.setuid(told["user"])
    while told.get("wait") and not (folder / "go").exists():
        time.sleep(0.001)
    try:
        print_orders(folder, told["orders"], Countdown(told.get("kill_at", 0), die))
    except Stop as stop:
        sys.stdout.write(str(stop))
        sys.exit(1)


if __name__ == "__main__":
    main()
