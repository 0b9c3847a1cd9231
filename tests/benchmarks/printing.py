"""The whole of `inserts print` as a user runs it, and peers that only draw the same cards, in the same run."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from types import FrameType
from typing import NamedTuple

from tests.benchmarks.drawing import PEERS
from tests.benchmarks.exports import write_export
from tests.benchmarks.measure import number, times
from tests.benchmarks.report import Table

_SIZES = tuple(int(size) for size in os.environ.get("INSERTS_BENCH_SIZES", "100,1000,10000,100000").split(","))
_PEERS_MOST = {"typst": 10_000, "fpdf2": 10_000, "reportlab": 1_000, "weasyprint": 1_000}
"""The slow ones would take minutes; a peer's cards per second hardly change with the count."""

_TURNS, _SOON = 3, 10_000
_PART = 2500
"""Orders of a batch, where the work is several processes'."""

_DAY = "2026-11-24"
_ROOMS = ("orders", "offers", "ledger", "fill", "text", "layout", "qr", "impose", "pdf", "proof", "manifest", "run")
_STEPS = {
    ("proof/look.py", "_look"): "pages read in (pdfium)",
    ("proof/pixels.py", "pixels"): "pages drawn (pdfium)",
    ("proof/reading.py", "read"): "codes found (zxing-cpp)",
    ("proof/look.py", "_numbers"): "numbers found (pdfium)",
}
_SHOP = """
[shop]
name = "Quillmoss Tea"
domain = "quillmoss.example"
country = "GB"
currency = "GBP"
[[contact]]
channel = "email"
value = "hello@quillmoss.example"
[[contact]]
channel = "phone"
value = "+44 20 7946 0142"
[batches]
limit = 0
[print]
name_card = "classic"
insert = ""
stock = "avery-l7417"
duplex = "long"
[[tier]]
name = "next order"
benefit = { kind = "percent", value = 15 }
valid = { days = 60, delivery_days = 5 }
"""


class Ran(NamedTuple):
    """One run: seconds from the start of the process to its end and to the first byte of the PDF, MB, files' bytes."""

    seconds: float
    first: float
    peak_mb: float
    bytes: int


def tables() -> Sequence[Table]:
    """All of this benchmark. INSERTS_BENCH_SIZES=100,1000 makes it a short one."""
    with TemporaryDirectory() as folder:
        _run(_made(Path(folder), 1, 0), ("--unproven",))  # compiles what the others find compiled
        return _whole(Path(folder)), _start(Path(folder)), _peers(Path(folder)), _shares(Path(folder))


def _whole(folder: Path) -> Table:
    rows = []
    for count in _SIZES:
        for told, words, limit in (
            ("without the proof", ("--unproven", "--jobs", "1"), 0),
            ("with it", ("--jobs", "1"), 0),
            ("with it, two jobs", ("--jobs", "2"), 0),
            (f"with it, two jobs, {_PART:,} to a batch", ("--jobs", "2"), _PART),
        ):
            turns = _TURNS if count <= _SOON else 1
            ran = sorted(_run(_made(folder, count, limit), words) for _ in range(turns))[turns // 2]
            speed = f"{count / ran.seconds:,.0f}"
            size = f"{ran.bytes / 1e6:.1f}"
            rows.append(
                (f"{count:,}, {told}", number(ran.seconds), speed, number(ran.first), f"{ran.peak_mb:.0f}", size)
            )
    return Table(
        "inserts print, from the start of its process to its end",
        "Cards of two sides (`classic`), ten to an A4 sheet, from an export in Shopify's shape with names in the "
        "world's scripts: the export read, offers decided, codes given and kept, cards filled, shaped and laid out, "
        "imposed, written, and the manifest; then every page rasterised and every code read back. Wall-clock seconds, "
        f"medians of {_TURNS} runs up to {_SOON:,} orders. "
        "Wanted without the proof at 10,000 on one core: 2,500 cards a second; under 200 MB at 10,000 and under "
        "400 MB at 100,000.",
        ("orders", "seconds", "cards/s", "s to first byte", "MB at most", "MB of files"),
        tuple(rows),
    )


def _start(folder: Path) -> Table:
    shop = _made(folder, 1, 0)
    words = [sys.executable, "-m", "inserts", "--help"]
    helped = min(_timed(words, folder) for _ in range(5))
    one = min(_run(_made(folder, 1, 0), ()).seconds for _ in range(5))
    assert shop.is_dir()
    return Table(
        "Start",
        "Wall-clock seconds of a process, the best of five. Wanted: under 0.25 and under 0.6.",
        ("what", "seconds"),
        (("inserts --help", number(helped)), ("one card, proof included", number(one))),
    )


class _Way(NamedTuple):
    """A way to the same cards, and what gives its seconds and MB at most; None where it is not installed."""

    told: str
    cards: int
    turns: int
    run: Callable[[], tuple[float, float] | None]


def _peers(folder: Path) -> Table:
    count = min(10_000, max(_SIZES))
    ways = [
        _Way("inserts, everything, one job", count, _TURNS, partial(_ours, folder, count, 0, 1)),
        _Way(
            f"inserts, everything, two jobs, {_PART:,} to a batch",
            count,
            _TURNS,
            partial(_ours, folder, count, _PART, 2),
        ),
    ]
    spread = {"typst"} if hasattr(os, "sched_setaffinity") else set()
    for peer, alone in ((peer, alone) for peer in PEERS for alone in (False, True) if peer in spread or not alone):
        fewer = min(count, _PEERS_MOST[peer])
        told = f"{peer} on one core" if alone else peer
        ways.append(_Way(told, fewer, _TURNS if peer in spread else 1, partial(_theirs, folder, peer, fewer, alone)))
    runs: dict[str, list[tuple[float, float] | None]] = {way.told: [] for way in ways}
    for turn in range(_TURNS):  # a busy minute is a minute for all
        for way in (way for way in ways if turn < way.turns):
            runs[way.told].append(way.run())
    rows, speeds = [], list[float]()
    for way in ways:
        found = sorted(run for run in runs[way.told] if run)
        if not found:
            rows.append((way.told, f"{way.cards:,}", "not here", "–", "–", "–", "–"))
            continue
        seconds, peak = found[len(found) // 2]
        speed = way.cards / seconds
        ratios = ["", ""]
        if len(speeds) < 2:
            speeds.append(speed)
        else:
            ratios = [times(speeds[0], speed), "" if way.told.endswith("one core") else times(speeds[1], speed)]
        rows.append((way.told, f"{way.cards:,}", number(seconds), f"{speed:,.0f}", *ratios, f"{peak:.0f}"))
    return Table(
        "Beside peers that only draw",
        "The peers get names, numbers, codes and links ready-made and draw the same cards: no export, no rule, no "
        "ledger, no manifest, no proof; their start is not counted, ours is. The ratios are our speed with everything, "
        "in one job and in two, over theirs; Typst takes all cores by itself, and is held to one in a row of its own, "
        f"beside our one job. Ours and Typst's are medians of {_TURNS} turns. reportlab and fpdf2 draw qrcode's "
        "pictures, typst and WeasyPrint the SVG of a fast encoder.",
        ("what", "cards", "seconds", "cards/s", "one job", "two jobs", "MB at most"),
        tuple(rows),
        ("typst", "fpdf2", "reportlab", "weasyprint", "qrcode", "zxing-cpp"),
    )


def _ours(folder: Path, count: int, limit: int, jobs: int) -> tuple[float, float]:
    ran = _run(_made(folder, count, limit), ("--jobs", str(jobs)))
    return ran.seconds, ran.peak_mb


def _theirs(folder: Path, peer: str, count: int, alone: bool) -> tuple[float, float] | None:
    words = [sys.executable, "-m", "tests.benchmarks.drawing", peer, str(count), str(folder / f"{peer}.pdf")]
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, preexec_fn=_on_one_core if alone else None
    )
    if done.returncode:
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    return told["seconds"], told["peak_mb"]


def _on_one_core() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def _shares(folder: Path) -> Table:
    for place, function in _STEPS:  # a renamed one would be counted to the rest without a word
        getattr(import_module(f"inserts.{place.removesuffix('.py').replace('/', '.')}"), function)
    count = min(10_000, max(_SIZES))
    whole, made = _sampled(folder, count, ()), _sampled(folder, count, ("--unproven",))
    rooms: Counter[str] = Counter()
    for step, share in whole.items():
        rooms[step.split(":")[0]] += share
    rows = []
    for room, share in rooms.most_common():
        rows.append((room, _percent(share), _percent(made[room])))
        parts = [(step, part) for step, part in whole.most_common() if step.startswith(f"{room}:")]
        rows += [(f"– of it {step.split(': ')[1]}", _percent(part), "") for step, part in parts]
    return Table(
        f"Where the time of {count:,} cards goes",
        "Share of samples, one every two milliseconds of processor time, whose innermost frame of ours lies in that "
        "room; the libraries it calls are counted to it, and what is imported to the start. Wanted: no stage over a "
        "third. The proof cannot be held to that as one stage: at the speeds wanted, 900 cards a second for it and "
        "2,500 for all the rest, it would have 73 %; so its steps are, and the stages of a run without it.",
        ("room", "share", "without the proof"),
        tuple(row for row in rows if row[1] not in ("0.0 %", "0.1 %")),
    )


def _sampled(folder: Path, count: int, options: Sequence[str]) -> Counter[str]:
    """The part of a run's samples that each room has, those of the proof by its steps."""
    words = [sys.executable, "-m", "tests.benchmarks.printing", "--sample", *options]
    shop = _made(folder, count, 0)
    env = _installed(folder)
    done = subprocess.run([*words, *_print(shop), "--jobs", "1"], capture_output=True, text=True, check=True, env=env)
    samples = Counter[str](json.loads(done.stdout.splitlines()[-1]))
    whole = samples.total()
    return Counter({room: share / whole for room, share in samples.items()})


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share else "–"


def _made(folder: Path, count: int, limit: int) -> Path:
    """A fresh shop with an export of so many orders."""
    place = folder / f"{count}-{limit}-{os.urandom(3).hex()}"
    place.mkdir()
    (place / "shop.toml").write_text(_SHOP.replace("limit = 0", f"limit = {limit}"), "utf-8")
    write_export(place / "orders.csv", count)
    return place


def _print(shop: Path) -> list[str]:
    return ["print", str(shop / "orders.csv"), "--shop", str(shop), "--date", _DAY]


def _run(shop: Path, options: Sequence[str]) -> Ran:
    rest = [option for option in options if option != "--unproven"]
    module = ["inserts"] if rest == list(options) else ["tests.benchmarks.printing", "--unproven"]
    words = [sys.executable, "-m", *module, *_print(shop), *rest]
    start = perf_counter()
    child = subprocess.Popen(words, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=_installed(shop.parent))
    first, ended = 0.0, 0
    while not ended:
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        if not first and any(path.stat().st_size for path in shop.glob("out/**/*.pdf")):
            first = perf_counter() - start
        sleep(0.005)
    seconds = perf_counter() - start
    if status:
        raise RuntimeError(child.stderr.read().decode() if child.stderr else "the run failed")
    size = sum(path.stat().st_size for path in shop.glob("out/**/*.pdf"))
    return Ran(seconds, first or seconds, usage.ru_maxrss / 1024, size)


def _timed(words: Sequence[str], folder: Path) -> float:
    start = perf_counter()
    subprocess.run(words, capture_output=True, check=True, env=_installed(folder))
    return perf_counter() - start


def _installed(folder: Path) -> dict[str, str]:
    """The environment of a process whose modules are compiled once, as an installation's are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _room(frame: FrameType | None) -> str:
    found = ""
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith("<frozen importlib"):
            return "start"
        if not found and "/inserts/" in path and "/tests/" not in path:
            place = path.rsplit("/inserts/", 1)[1]
            room = place.split("/")[0].removesuffix(".py")
            step = _STEPS.get((place, frame.f_code.co_name), "the rest") if room == "proof" else ""
            found = f"{room}: {step}" if step else room if room in _ROOMS else "run"
        frame = frame.f_back
    return found or "start"


def main() -> None:
    """A run in this process: without its proof, with samples of where it is, or both."""
    modes = {"--sample", "--unproven"} & set(sys.argv)
    sys.argv = [word for word in sys.argv if word not in modes]
    gc.disable()  # as the program does until it has imported what its command needs
    frames: Counter[str] = Counter()
    if "--sample" in modes:
        # By the processor's time and a signal: a thread would only look when this one lets go of the interpreter.
        signal.signal(signal.SIGPROF, lambda number, frame: frames.update((_room(frame),)))
        signal.setitimer(signal.ITIMER_PROF, 0.002, 0.002)
    from inserts.cli import main as inserts

    if "--unproven" in modes:
        import inserts.run.batch as batch
        from inserts.proof import Proof

        batch.prove = lambda path, rows, **_: Proof(0, len(rows), 0, ())  # type: ignore[assignment]
        batch.margins = lambda *_, **__: ()  # type: ignore[assignment]
    try:
        inserts()
    finally:
        if "--sample" in modes:
            signal.setitimer(signal.ITIMER_PROF, 0)
            sys.stdout.write("\n" + json.dumps(frames) + "\n")


if __name__ == "__main__":
    main()
