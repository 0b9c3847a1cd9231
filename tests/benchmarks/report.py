"""Tables as Markdown, and their place in README.md: one section a benchmark, between its own marks."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

README = Path(__file__).with_name("README.md")

_HEAD = """# Benchmarks

`python -m tests.benchmarks [NAME...]` measures; with `--write` it puts the tables here. Peers need
`pip install -e .[bench]`. Times are processor time, medians with quartiles in brackets, of one machine on one
day: what lasts is the ratio to the peers measured beside them in the same run. No test judges seconds.
"""


@dataclass(frozen=True, slots=True)
class Table:
    """What was measured. `about` says what is counted in, `packages` whose versions matter."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    packages: tuple[str, ...] = ()


def markdown(heading: str, tables: Sequence[Table]) -> str:
    """A benchmark's section."""
    packages = dict.fromkeys(package for table in tables for package in table.packages)
    return "\n\n".join([f"## {heading}", _circumstances(tuple(packages)), *map(_table, tables)]) + "\n"


def write(name: str, section: str) -> None:
    """Put a benchmark's section in place of its last one, else at the end."""
    first, last = f"<!-- {name} -->", f"<!-- end of {name} -->"
    old = README.read_text("utf-8") if README.exists() else _HEAD
    parts = re.split(f"\n{first}\n.*?\n{last}\n", old, flags=re.DOTALL)
    before, after = parts if len(parts) == 2 else (old, "")
    README.write_text(f"{before}\n{first}\n{section}\n{last}\n{after}", "utf-8")


def _circumstances(packages: Sequence[str]) -> str:
    day = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} cores ({platform.machine()}), {platform.system()}"
    return f"Measured {day}, {machine}, Python {platform.python_version()}{''.join(map(_version, packages))}."


def _version(package: str) -> str:
    try:
        return f", {package} {version(package)}"
    except PackageNotFoundError:
        return f", no {package}"


def _table(table: Table) -> str:
    align = [":--", *("--:" for _ in table.columns[1:])]
    rows = (table.columns, align, *table.rows)
    lines = "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows)
    return f"### {table.title}\n\n{table.about}\n\n{lines}"
