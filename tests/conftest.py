"""What holds for every test: none judges seconds, a failing example is told so that it can be run again, and what the
tests of exactly-once issuing counted is told at the end."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests.engines import ENGINES, NOT_HERE, SQLITE, Place, Server, serving
from tests.shops import Said, command

settings.register_profile("inserts", deadline=None, print_blob=True)
settings.load_profile("inserts")

TOLD = "exactly once"


@pytest.fixture(scope="session")
def any_server() -> Iterator[Server | None]:
    with serving() as server:
        yield server


@pytest.fixture
def server(any_server: Server | None) -> Server:
    """A PostgreSQL server. Without one the test is skipped, or fails where INSERTS_NEED_POSTGRES says so."""
    if any_server is None:
        if os.environ.get("INSERTS_NEED_POSTGRES"):
            pytest.fail(NOT_HERE)
        pytest.skip(NOT_HERE)
    return any_server


@pytest.fixture(params=ENGINES)
def places(request: pytest.FixtureRequest) -> Callable[[Path], Place]:
    """Makes a place for a ledger in a folder, the folder too; a new one at each call."""
    engine: str = request.param

    def make(folder: Path) -> Place:
        folder.mkdir(exist_ok=True)
        server: Server | None = request.getfixturevalue("server") if engine == "postgresql" else None
        return Place(folder, server.ledger() if server else SQLITE)

    return make


@pytest.fixture
def place(places: Callable[[Path], Place], tmp_path: Path) -> Place:
    """Where a test's ledger is, once in each kind of database."""
    return places(tmp_path)


@pytest.fixture
def inserts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return partial(command, capsys)


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Counter[str]]:
    """What a test of exactly-once issuing counts; "=" begins what may not be. Told at the end of the run, in sums."""
    counted = Counter[str]()
    yield counted
    request.node.user_properties.append((TOLD, dict(counted)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    total = Counter[str]()
    for report in terminalreporter.stats.get("", []):  # the ends of tests are in no group
        if report.when == "teardown":
            for name, counted in report.user_properties:
                total.update(counted if name == TOLD else {})
    if total:
        faults = ", ".join(f"{count} {what}" for what, count in sorted(total.items()) if not what.startswith("="))
        found = ", ".join(f"{count} {what[1:]}" for what, count in sorted(total.items()) if what.startswith("="))
        terminalreporter.write_line(f"{TOLD}: {faults}: {found}")
