"""`python -m tests.benchmarks [NAME...] [--write]`: run benchmarks, print their tables, and with --write keep them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from tests.benchmarks import ledger, orders, printing, results, text
from tests.benchmarks.report import README, Table, markdown, write

BENCHMARKS: dict[str, tuple[str, Callable[[], Sequence[Table]]]] = {
    "ledger": ("The ledger: codes reserved", ledger.tables),
    "orders": ("Orders: an export read", orders.tables),
    "print": ("Printing: a whole run", printing.tables),
    "results": ("Results: later orders against a million cards", results.tables),
    "text": ("Text: cleaning, shaping, fitting", text.tables),
}
"""Name -> heading, and what measures it."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of: {', '.join(BENCHMARKS)}; all without any")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {README.name}")
    asked = parser.parse_args()
    unknown = [name for name in asked.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there is: {', '.join(BENCHMARKS)}")
    for name in asked.names or BENCHMARKS:
        heading, measured = BENCHMARKS[name]
        section = markdown(heading, measured())
        sys.stdout.write(section + "\n")
        if asked.write:
            write(name, section)


if __name__ == "__main__":
    main()
