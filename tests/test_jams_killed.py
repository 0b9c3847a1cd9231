"""A reprint that is killed at any step: nothing is torn, every code stays its order's, and the next one is made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from inserts import manifest
from inserts.run import batch_story, list_batches, open_shop
from tests.engines import Place
from tests.shops import SHOP, make_shop, numbered, outside, run

NAME = "2026-11-24"
FIRST_STEP = 7
"""Before it the ledger is only read."""
KILLED = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent.parent)!r})
from pathlib import Path
from inserts.run import Choices, Wanted, open_shop, reprint_cards
from tests.shops import outside
left = int(sys.argv[2])
def step(name):
    global left
    left -= 1
    if left == 0:
        print(name, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
wanted = Wanted(batch={NAME!r}, sheets=(2,))
reprint_cards(open_shop(Path(sys.argv[1])), wanted, (), "jam", Choices(lift=0), outside(left, step=step))
"""


def printed_rows(pdf: Path) -> list[manifest.Row]:
    found, problems = manifest.read(pdf.with_suffix(".csv").read_bytes())
    assert not problems
    return [row for row in found if row.state == "printed"]


def released(shop: Path) -> set[Path]:
    return set((shop / "out").glob("*/*.pdf"))


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_reprint_killed_at_every_step_is_settled_and_made_by_the_next(place: Place, tally: Counter[str]) -> None:
    """In one shop, one kill after the other, so that each reprint is the next one of a killed one; with a server every
    third step, for the ledger's own are among its tests."""
    toml = (
        f'{SHOP}\n[ledger]\nurl = "{place.url}"\n\n[print]\ninsert = ""\nname_card = "minimal"\nstock = "avery-l7418"\n'
    )
    shop = make_shop(place.folder, numbered(10), toml)
    (batch,) = run(shop).batches
    assert batch.pdf is not None
    whole = batch.pdf.read_bytes()
    jammed = {row.order: row.code for row in printed_rows(batch.pdf) if row.page == 3}
    assert list(jammed) == ["#1009", "#1010"]
    at: list[str] = []
    double = 0
    for step in range(FIRST_STEP, 80, 1 if place.is_file else 3):
        command = [sys.executable, "-c", KILLED, str(shop), str(step)]
        killed = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if killed.returncode == 0:
            break
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        at.append(killed.stdout.strip())
        place.settle()
        lying = released(shop) - {batch.pdf}  # what a packer finds and may print
        for pdf in lying:
            double += sum(jammed.get(row.order) != row.code for row in printed_rows(pdf))
            with pikepdf.open(pdf) as file:
                assert len(file.pages) == 2
        _, told, *_ = batch_story(open_shop(shop), NAME, outside(1000 + step))
        assert {one.state for one in told} <= {"published", "failed"}
        assert {Path(one.pdf) for one in told if one.state == "published"} == lying
    assert double == 0
    assert len(at) >= (12 if place.is_file else 4)
    assert {"seal", "release", "confirm"} <= set(at) or not place.is_file
    assert len(released(shop)) >= 2  # the last one was not killed
    assert batch.pdf.read_bytes() == whole
    (record,) = list_batches(open_shop(shop), outside(9))
    assert (record.state, record.cards) == ("published", 10)
    assert run(shop, outside(10)).batches == ()
    tally.update({"kills": len(at), "=double codes": double})
