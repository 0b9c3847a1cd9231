"""`--send PRINTER`: to a simulated IPP printer through a CUPS of the test's own, and to an `lp` that is a script."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.run import BatchResult, Choices, RunResult, Wanted, open_shop, reprint_cards
from inserts.spool import Paper, Sent, find_queue, ipp, media
from tests.answers import Server, serving
from tests.cups import QUEUE, Cups, cups, lacking, until
from tests.shops import SHOP, Said, export, make_shop, numbered, outside, run

Inserts = Callable[..., Said]

NAME = "2026-11-24"
LOADS = f'{SHOP}\n[print]\nname_card = "classic"\ninsert = "a6-thanks"\n'


# --- A printer -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def any_printer() -> Iterator[Cups | None]:
    if lacking():
        yield None
        return
    with cups() as there:
        yield there


@pytest.fixture
def printer(any_printer: Cups | None, monkeypatch: pytest.MonkeyPatch) -> Cups:
    """A printer that waits for jobs. Without one the test is skipped, or fails where INSERTS_NEED_PRINTER says so."""
    if any_printer is None:
        if os.environ.get("INSERTS_NEED_PRINTER"):
            pytest.fail(lacking())
        pytest.skip(lacking())
    any_printer.reset()
    monkeypatch.setenv("CUPS_SERVER", str(any_printer.socket))
    return any_printer


def sent_to(shop: Path, name: str = QUEUE, patience: float = 0.15, **choices: object) -> RunResult:
    """`inserts print --send`; `patience` are the seconds between two looks at the printer."""
    return run(shop, outside(pause=partial(_pause, patience)), send=name, **choices)


def _pause(seconds: float, _: float) -> None:
    time.sleep(seconds)


def test_all_of_a_batch_is_printed_at_actual_size_on_its_own_paper(printer: Cups, tmp_path: Path) -> None:
    result = sent_to(make_shop(tmp_path / "shop", numbered(12), LOADS))
    (batch,) = result.batches
    assert [sent.look.state for sent in batch.sent] == ["completed"] * 3
    assert [sent.paper.what for sent in batch.sent] == ["the cover", "classic", "a6-thanks"]

    # What the printer was told: paper, sides, the batch's name, and no word of an order.
    cover, cards, letters = printer.got()
    assert [_size(got) for got in (cover, cards, letters)] == [(21000, 29700), (21000, 29700), (10500, 14800)]
    sides = [got["IPP_SIDES"] for got in (cover, cards, letters)]
    assert sides == ["one-sided", "two-sided-long-edge", "two-sided-long-edge"]
    assert {got["IPP_JOB_NAME"] for got in (cover, cards, letters)} == {NAME}
    assert not [word for got in printer.got() for word in ("Ida", "Lind", "x.example", "1001") if word in str(got)]

    # What CUPS was told.
    for sent in batch.sent:
        job = printer.jobs()[sent.job.rpartition("-")[2]]
        told = [job[name] for name in ("print-scaling", "number-up", "copies", "job-sheets", "sides", "media")]
        assert told == ["none", "1", "1", "none", sent.paper.sides, sent.media]

    # What came out: every page, each once, no larger and no smaller, all of a job turned alike.
    assert batch.pdf is not None
    made = pypdfium2.PdfDocument(batch.pdf)
    for sent, document in zip(batch.sent, printer.documents(), strict=True):
        assert sent.paper.pages is not None
        first, last = sent.paper.pages
        wanted = [_drawn(made[page - 1]) for page in range(first, last + 1)]
        with pypdfium2.PdfDocument(document) as came:
            shown = [_drawn(page) for page in came]
        assert len(shown) == len(wanted)
        turns = {_turn(one, other) for one, other in zip(wanted, shown, strict=True)}
        assert len(turns) == 1
        assert None not in turns
    made.close()
    with pikepdf.open(batch.pdf) as pdf:
        pages = [sent.paper.pages for sent in batch.sent]
        assert (pages[0], pages[-1] and pages[-1][1]) == ((1, 1), len(pdf.pages))


def _size(got: dict[str, str]) -> tuple[int, int]:
    """The paper the printer was told, in hundredths of a mm."""
    x, _, y = got["IPP_MEDIA_COL"].partition("x-dimension=")[2].partition(" y-dimension=")
    return int(x), int(y.partition("}")[0])


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=1.5, grayscale=True).to_pil()


def _turn(wanted: Image.Image, shown: Image.Image) -> int | None:
    """The degrees by which the page was turned; None if it is not the same page at the same size."""
    for turn in (0, 90, 180, 270):
        turned = wanted.rotate(turn, expand=True)
        if turned.size == shown.size and ImageStat.Stat(ImageChops.difference(turned, shown)).mean[0] < 0.1:
            return turn
    return None


def test_what_was_sent_is_told_and_the_same_file_again_sends_nothing(
    printer: Cups, inserts: Inserts, tmp_path: Path
) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), f"{SHOP}\n[print]\ninsert = ''\n")
    words = ("print", shop / "orders.csv", "--shop", shop, "--date", NAME, "--send", QUEUE)
    first = inserts(*words, "--out", tmp_path / "out", "--json")
    jobs = first.json["batches"][0]["sent"]
    assert first.status == 0
    assert [(job["what"], job["state"], job["pages"], job["media"], job["sides"]) for job in jobs] == [
        ("the cover", "completed", "1", "iso_a4_210x297mm", "one-sided"),
        ("classic", "completed", "3-4", "iso_a4_210x297mm", "two-sided-long-edge"),
    ]
    again = inserts(*words)
    assert (again.status, len(printer.documents())) == (0, 2)
    assert "Nothing to print" in again.err


def test_what_the_printer_gave_up_is_told_with_the_command_that_prints_it(printer: Cups, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), f"{SHOP}\n[print]\ninsert = ''\n")
    printer.unplug()
    printer.plug_in(paper=False)
    result = sent_to(shop)
    assert [sent.look.state for sent in result.batches[0].sent] == ["canceled", "canceled"]
    why = "was cancelled at office: Printer cannot print with supplied options."
    told = [problem for problem in result.problems if why in problem.message]
    assert len(told) == 2
    assert not sent_to(shop).batches, "the batch is printed in the ledger all the same"

    printer.reset()
    command = result.batches[0].sent[1].by_hand
    subprocess.run(shlex.split(command), check=True, capture_output=True, timeout=30)
    until(printer.got)
    assert printer.got()[0]["IPP_SIDES"] == "two-sided-long-edge"


def test_a_printer_without_paper_is_told(printer: Cups, tmp_path: Path) -> None:
    printer.set("empty")
    printer.set("hold")
    shop = make_shop(tmp_path / "shop", numbered(1), f"{SHOP}\n[print]\ninsert = ''\n")
    cover, cards = sent_to(shop).batches[0].sent
    assert (cover.look.state, cards.look.state) == ("processing", "pending")
    assert "media-empty" in cover.look.reasons


def test_a_stopped_queue_keeps_the_job_and_says_why(printer: Cups, inserts: Inserts, tmp_path: Path) -> None:
    printer.call("cupsdisable", "-r", "new toner comes", QUEUE)
    shop = make_shop(tmp_path / "shop", numbered(1), f"{SHOP}\n[print]\ninsert = ''\n")
    (batch,) = sent_to(shop, patience=0.01).batches
    assert {(sent.look.state, sent.look.said) for sent in batch.sent} == {("stopped", "new toner comes")}
    assert not printer.documents()
    printer.call("cupsenable", QUEUE)
    until(lambda: len(printer.documents()) == 2)


def test_what_waits_for_a_printer_that_went_away_is_not_told_as_done(printer: Cups, tmp_path: Path) -> None:
    printer.set("hold")
    shop = make_shop(tmp_path / "shop", numbered(1), f"{SHOP}\n[print]\ninsert = ''\n")
    looks = []

    def pull_the_plug(_: float) -> None:
        if not looks:
            until(lambda: printer.got())
            printer.unplug()
        looks.append(1)

    (batch,) = run(shop, outside(pause=pull_the_plug), send=QUEUE).batches
    # Of the job that was at the printer CUPS itself may say that it is completed; the next one cannot be.
    assert batch.sent[1].look.state in ("pending", "processing")
    assert batch.pdf
    assert batch.pdf.exists()
    assert not run(shop).batches


def test_a_queue_that_takes_no_jobs_ends_the_run_before_anything_is_printed(printer: Cups, tmp_path: Path) -> None:
    printer.call("cupsreject", QUEUE)
    shop = make_shop(tmp_path / "shop", numbered(1))
    with pytest.raises(Stop, match="takes no jobs at present") as stop:
        sent_to(shop)
    assert stop.value.exit_code == 1
    assert not (shop / "ledger.sqlite").exists()


def test_a_printer_that_is_not_there_is_told_with_the_one_that_is(printer: Cups, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1))
    with pytest.raises(Stop, match="there is no printer ofice") as stop:
        sent_to(shop, "ofice")
    assert (stop.value.exit_code, stop.value.hint) == (2, 'did you mean "office"?')
    assert not (shop / "ledger.sqlite").exists()


def test_paper_the_printer_has_not_ends_the_run_before_anything_is_printed(printer: Cups, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), f"{SHOP}\n[print]\nstock = 'a3'\ninsert = ''\n")
    with pytest.raises(Stop, match="cannot print this as it is") as stop:
        sent_to(shop)
    (problem,) = stop.value.problems
    assert "no paper of 297 × 420 mm" in problem.message
    assert "210 × 297, 105 × 148 mm" in problem.hint
    assert not (shop / "out" / NAME).exists()
    assert len(run(shop).batches) == 1, "nothing was reserved"


def test_without_the_server_nothing_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printer: Cups) -> None:
    monkeypatch.setenv("CUPS_SERVER", str(tmp_path / "nobody"))
    shop = make_shop(tmp_path / "shop", numbered(1))
    with pytest.raises(Stop, match="CUPS is not running"):
        sent_to(shop)
    assert not (shop / "ledger.sqlite").exists()


# --- An lp that is a script ------------------------------------------------------------------------------------------

_LP = """#!/bin/sh
printf '%s\\0' "$@" >>'{folder}/called'
printf '\\1' >>'{folder}/called'
[ -e '{folder}/broken' ] && {{ echo 'lp: the disk of the spooler is full' >&2; exit 1; }}
[ -e '{folder}/asleep' ] && exec sleep 30
echo "request id is office-$(tr -cd '\\1' <'{folder}/called' | wc -c | tr -d ' ') (1 file(s))"
"""
_LPSTAT = """#!/bin/sh
case "$1" in
-r) echo 'scheduler is running' ;;
-v) [ "$2" = office ] || [ "$2" = Labels_2 ] ;;
-e) printf 'office\\nLabels_2\\nupstairs\\n' ;;
-H) cat '{folder}/server' ;;
esac
"""


class Script:
    """The scripts `lp` and `lpstat`, and what they were called with. There is no server, unless one is named."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (("lp", _LP), ("lpstat", _LPSTAT)):
            (folder / name).write_text(text.format(folder=folder))
            (folder / name).chmod(0o755)
        self.ask("127.0.0.1:9")

    def ask(self, server: str) -> None:
        (self.folder / "server").write_text(server)

    def set(self, name: str) -> None:
        (self.folder / name).touch()

    @property
    def calls(self) -> list[list[str]]:
        """The words of each call of lp."""
        called = self.folder / "called"
        calls = called.read_bytes().decode().split("\1")[:-1] if called.exists() else []
        return [call.split("\0")[:-1] for call in calls]


@pytest.fixture
def lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Script:
    if os.name != "posix":
        pytest.skip("no shell here: lp cannot be a script")
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return Script(folder)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as there:
        yield there


def only(made: RunResult) -> BatchResult:
    (batch,) = made.batches
    return batch


CARDS = f"{SHOP}\n[print]\nname_card = 'kraft'\ninsert = ''\n"
"""One side, on A4."""


@pytest.mark.parametrize(
    "name",
    [
        "-o foo",
        "-d",
        "--",
        "a;b",
        "a b",
        "../x",
        "/dev/null",
        "a,office",
        "$(id)",
        "`id`",
        "a\nb",
        "a|b",
        "office\n",
        " ",
    ],
)
def test_a_name_that_is_more_than_a_name_is_refused_and_nothing_is_called(
    lp: Script, inserts: Inserts, tmp_path: Path, name: str
) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    said = inserts("print", shop / "orders.csv", "--shop", shop, "--send", name)
    assert said.status == 2
    assert "is no printer's name" in said.err
    assert not lp.calls
    assert not (shop / "ledger.sqlite").exists()


def test_lp_is_told_these_words_and_no_others(lp: Script, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    batch = only(sent_to(shop))
    options = "-o media=iso_a4_210x297mm -o sides=one-sided -o print-scaling=none -o number-up=1 -o job-sheets=none"
    words = ["-d", "office", "-t", NAME, "-n", "1", *options.split()]
    assert lp.calls == [[*words, "-P", "1", "--", str(batch.pdf)], [*words, "-P", "2", "--", str(batch.pdf)]]
    assert [shlex.split(sent.by_hand)[1:] for sent in batch.sent] == lp.calls


def test_what_an_order_says_is_never_among_the_words(lp: Script, tmp_path: Path) -> None:
    hostile = {"Shipping Method": "-o raw; $(id) ../../x", "Shipping Name": "--send; $(id)", "Notes": "-d other"}
    orders = export({"Name": "#-P 1", "Email": "a@x.example", **hostile} for _ in range(1))
    shop = make_shop(tmp_path / "shop", orders, CARDS)
    result = sent_to(shop, batch_by=("carrier",))
    assert only(result).sent
    for call in lp.calls:
        assert call[0] == "-d"
        assert call[-2] == "--"
        assert Path(call[-1]).parent == shop / "out" / NAME
        title = call[call.index("-t") + 1]
        assert not title.startswith("-")
        assert not set(title) & set(" ;$()/|&<>\"'`")
        assert {"raw", "other", "id"} & set(call) == set()


def test_lp_that_is_not_here_is_told_before_anything_is_printed(
    tmp_path: Path, inserts: Inserts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    said = inserts("print", shop / "orders.csv", "--shop", shop, "--send", QUEUE)
    assert said.status == 1
    assert "--send needs lp and lpstat of CUPS, not found on this computer" in said.err
    assert "print the PDF at actual size" in said.err
    assert not (shop / "ledger.sqlite").exists()


def test_what_lp_refuses_is_told_with_the_command_and_stays_printed(
    lp: Script, inserts: Inserts, tmp_path: Path
) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    lp.set("broken")
    words = ("print", shop / "orders.csv", "--shop", shop, "--date", NAME, "--send", QUEUE)
    said = inserts(*words, "--json")
    (batch,) = said.json["batches"]
    assert said.status == 1
    assert {(job["state"], job["job"], job["message"]) for job in batch["sent"]} == {
        ("not sent", "", "lp: the disk of the spooler is full")
    }
    hints = [problem["hint"] for problem in said.json["problems"] if "was not sent to office" in problem["message"]]
    assert {hint.partition("to print it: ")[2] for hint in hints} == {job["by_hand"] for job in batch["sent"]}
    assert Path(batch["pdf"]).exists()
    again = inserts(*words)
    assert again.status == 0
    assert "Nothing to print" in again.err


def test_an_lp_that_hangs_is_left_and_nobody_is_told_that_it_is_sure(
    lp: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inserts.spool.cups._SLOW", 0.2)
    lp.set("asleep")
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    sent = only(sent_to(shop)).sent
    assert sent
    for one in sent:
        assert one.look.state == "not sent"
        assert "Look with lpstat -o office before you send it again" in one.look.said


def test_a_state_that_nobody_tells_is_unknown(lp: Script, inserts: Inserts, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    said = inserts("print", shop / "orders.csv", "--shop", shop, "--send", "upstairs")
    assert said.status == 0
    assert "office-1 on upstairs: the cover: sent." in said.err


def test_a_dry_run_looks_for_the_printer_and_sends_nothing(lp: Script, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    assert not only(sent_to(shop, dry_run=True)).sent
    with pytest.raises(Stop, match="there is no printer"):
        sent_to(shop, "nobody", dry_run=True)
    assert not lp.calls


def test_what_a_print_shop_gets_is_not_sent(lp: Script, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="--press makes files for a print shop") as stop:
        sent_to(make_shop(tmp_path / "shop", numbered(1), CARDS), press="pdfx4")
    assert stop.value.exit_code == 2


def test_printed_by_hand_the_fronts_are_sent_and_the_backs_are_told(
    lp: Script, inserts: Inserts, tmp_path: Path
) -> None:
    toml = f"{SHOP}\n[print]\ninsert = ''\nduplex = 'manual'\n"
    shop = make_shop(tmp_path / "shop", numbered(1), toml)
    said = inserts("print", shop / "orders.csv", "--shop", shop, "--date", NAME, "--send", QUEUE)
    out = shop / "out" / NAME
    cover, fronts = lp.calls
    assert (cover[-1], fronts[-1]) == (str(out / f"{NAME}.pdf"), str(out / f"{NAME}-classic-1-fronts.pdf"))
    assert "-P" not in fronts
    assert "sides=one-sided" in fronts
    lines = [line.strip() for line in said.err.splitlines()]
    told = next(number for number, line in enumerate(lines) if line.startswith("When it is printed, turn the pile"))
    assert "about its long edge and lay it back so that the sheet printed first is taken first" in lines[told]
    backs = shlex.split(lines[told + 1])
    assert backs == ["lp", *fronts[:-1], str(out / f"{NAME}-classic-2-backs.pdf")]
    assert Path(backs[-1]).exists()


def test_each_batch_of_a_run_is_sent(lp: Script, tmp_path: Path) -> None:
    orders = export({"Name": f"#{n}", "Email": f"{n}@x.example", "Shipping Method": way} for n, way in enumerate("AAB"))
    shop = make_shop(tmp_path / "shop", orders, CARDS)
    result = sent_to(shop, batch_by=("carrier",))
    assert len(result.batches) == 2
    assert [call[-1] for call in lp.calls] == [str(batch.pdf) for batch in result.batches for _ in range(2)]


def test_short_edge_is_told(lp: Script, tmp_path: Path) -> None:
    toml = f"{SHOP}\n[print]\ninsert = ''\nduplex = 'short'\n"
    sent_to(make_shop(tmp_path / "shop", numbered(1), toml))
    assert "sides=two-sided-short-edge" in lp.calls[1]


def test_letter_is_told_and_the_cover_is_on_it_too(lp: Script, tmp_path: Path) -> None:
    toml = f"{SHOP}\n[print]\nname_card = 'kraft'\nstock = 'letter'\ninsert = ''\n"
    sent_to(make_shop(tmp_path / "shop", numbered(1), toml))
    assert ["media=na_letter_8.5x11in" in call for call in lp.calls] == [True, True]


PROFILES = f"""{CARDS}printer = "office"

[printer.office]
offset = ["1mm", "0mm"]

[printer.thermal]
queue = "Labels_2"
dpi = 203
"""


def test_a_printers_profile_names_its_queue_and_a_label_printer_gets_no_cover(lp: Script, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(1), PROFILES)
    batch = only(sent_to(shop, "thermal", templates=("4x6-thermal",), stock="label-4x6"))
    assert [(sent.queue, sent.paper.what) for sent in batch.sent] == [("Labels_2", "4x6-thermal")]
    assert [call[1] for call in lp.calls] == ["Labels_2"]
    assert batch.sent[0].media == "na_index-4x6_4x6in"


def test_pages_are_moved_as_the_printer_needs_it_that_they_are_sent_to(lp: Script, tmp_path: Path) -> None:
    def left(name: str, toml: str) -> int:
        shop = make_shop(tmp_path / name, numbered(1), toml)
        pdf = only(sent_to(shop, name)).pdf
        assert pdf is not None
        with pypdfium2.PdfDocument(pdf) as document:
            box = ImageChops.invert(document[0].render(scale=4, grayscale=True).to_pil()).getbbox()
            assert box
            return int(box[0])

    moved = left("office", PROFILES)
    other = left("upstairs", PROFILES.replace("[printer.office]", '[printer.office]\nqueue = "office"'))
    assert abs(moved - other - 4 * MM) < 2  # a millimetre
    same = left("Labels_2", CARDS)
    assert same == other


def test_a_reprint_is_sent(lp: Script, tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop", numbered(2), CARDS)
    run(shop)
    choices = Choices(send=QUEUE, lift=0)
    made = reprint_cards(open_shop(shop), Wanted(orders=("1002",)), (), "jam", choices, outside(2))
    assert [Path(call[-1]).name for call in lp.calls] == [f"{NAME}-reprint-1.pdf"] * 2
    assert len(only(made).sent) == 2


# --- A server that answers as it is told ------------------------------------------------------------------------------

JOB, QUEUE_ASKED = 0x0009, 0x000B


def test_a_printer_of_one_side_is_told_before_anything_is_printed(lp: Script, server: Server, tmp_path: Path) -> None:
    server.answers[QUEUE_ASKED] = [("sides-supported", "one-sided")]
    lp.ask(server.address)
    shop = make_shop(tmp_path / "shop", numbered(1), f"{SHOP}\n[print]\ninsert = ''\n")
    with pytest.raises(Stop, match="cannot print this") as stop:
        sent_to(shop)
    (problem,) = stop.value.problems
    assert problem.message == "office prints one side only, and classic has two"
    assert 'duplex = "manual"' in problem.hint
    assert not lp.calls


def test_a_cover_the_printer_has_no_paper_for_is_not_sent(lp: Script, server: Server, tmp_path: Path) -> None:
    server.answers[QUEUE_ASKED] = [("media-supported", "iso_a6_105x148mm")]
    server.answers[JOB] = [("job-state", 9)]
    lp.ask(server.address)
    toml = f"{SHOP}\n[print]\nname_card = ''\ninsert = 'a6-thanks'\n"
    assert [sent.paper.what for sent in only(sent_to(make_shop(tmp_path / "shop", numbered(1), toml))).sent] == [
        "a6-thanks"
    ]


@pytest.mark.parametrize(
    ("job", "printer_told", "state", "reasons"),
    [
        ([("job-state", 9)], [], "completed", ()),
        ([("job-state", 8), ("job-state-reasons", "aborted-by-system")], [], "aborted", ("aborted-by-system",)),
        ([("job-state", 7), ("job-state-reasons", "job-canceled-by-user")], [], "canceled", ("job-canceled-by-user",)),
        ([("job-state", 4)], [], "held", ()),
        ([("job-state", 6)], [("printer-state", 4)], "stopped", ()),
        (
            [("job-state", 5)],
            [("printer-state", 4), ("printer-state-reasons", "marker-supply-low-warning", "media-jam-error", "none")],
            "processing",
            ("marker-supply-low", "media-jam"),
        ),
        ([("job-state", 3)], [("printer-state", 5), ("printer-state-reasons", "paused")], "stopped", ("paused",)),
        ([("job-state", 77)], [], "unknown", ()),
        ([("job-state", "nine")], [], "unknown", ()),
        ([], [], "unknown", ()),
    ],
)
def test_states_are_told_as_the_server_tells_them(
    lp: Script,
    server: Server,
    tmp_path: Path,
    job: Sequence[tuple[str | int, ...]],
    printer_told: Sequence[tuple[str | int, ...]],
    state: str,
    reasons: tuple[str, ...],
) -> None:
    server.answers = {JOB: job, QUEUE_ASKED: printer_told}
    lp.ask(server.address)
    found = find_queue(QUEUE).look(replace(_nothing_known(tmp_path), job="office-5"))
    assert (found.state, found.reasons) == (state, reasons)


def _nothing_known(folder: Path) -> Sent:
    return Sent(Paper("classic", folder / "x.pdf", (1, 2), 1.0, 1.0, "one-sided"), QUEUE, "", "", "")


def test_a_job_that_is_given_up_while_it_is_watched_ends_the_waiting(
    lp: Script, server: Server, inserts: Inserts, tmp_path: Path
) -> None:
    server.answers[JOB] = [("job-state", 8), ("job-state-reasons", "document-format-error")]
    lp.ask(server.address)
    shop = make_shop(tmp_path / "shop", numbered(1), CARDS)
    said = inserts("print", shop / "orders.csv", "--shop", shop, "--send", QUEUE)
    assert said.status == 1
    assert "kraft was given up by office: document-format" in said.err
    assert "the file is right; to print it: lp -d office" in said.err


@given(st.binary(max_size=60))
def test_no_answer_of_a_server_is_a_traceback(garbage: bytes) -> None:
    with serving() as there:
        there.raw = garbage
        try:
            found = ipp.ask(there.address, QUEUE, JOB, ("job-state",), 1)
        except ipp.NoAnswer:
            return
    assert isinstance(found, dict)


# --- Names of paper ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ((210, 297), "iso_a4_210x297mm"),
        ((215.9, 279.4), "na_letter_8.5x11in"),
        ((297, 420), "iso_a3_297x420mm"),
        ((320, 450), "iso_sra3_320x450mm"),
        ((105, 148), "iso_a6_105x148mm"),
        ((101.6, 152.4), "na_index-4x6_4x6in"),
        ((99, 210), "custom_99x210mm_99x210mm"),
        ((53.98, 85.6), "custom_53-98x85-6mm_53.98x85.6mm"),
    ],
)
def test_paper_has_the_name_of_its_standard(size: tuple[float, float], name: str) -> None:
    assert media.name_of((size[0] * MM, size[1] * MM)) == name


@given(st.tuples(st.floats(10, 500), st.floats(10, 500)))
def test_a_printer_that_takes_any_size_is_told_the_size(size: tuple[float, float]) -> None:
    points = (size[0] * MM, size[1] * MM)
    name = media.find(points, ["custom_min_10x10mm", "custom_max_500x500mm"])
    assert name
    assert media.find(points, ["other_1x1mm", name]) == name


@given(st.tuples(st.floats(10, 500), st.floats(10, 500)))
def test_paper_is_found_as_it_lies_in_the_printer(size: tuple[float, float]) -> None:
    points = (size[0] * MM, size[1] * MM)
    assert media.find(points[::-1], [media.name_of(points)]) == media.name_of(points)


def test_a_size_that_is_none_of_a_printers_is_not_found() -> None:
    known = ["iso_a4_210x297mm", "custom_min_50x50mm", "custom_max_100x160mm", "unknown", "a_axbmm"]
    assert media.find((200 * MM, 297 * MM), known) is None
    assert media.find((40 * MM, 60 * MM), known) is None
    assert media.find((160 * MM, 100 * MM), known) == "custom_100x160mm_100x160mm"
