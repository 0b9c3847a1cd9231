"""The command line: wording, progress, exit codes. It holds no rule of the program."""

from inserts.cli.main import main

__all__ = ["main"]
