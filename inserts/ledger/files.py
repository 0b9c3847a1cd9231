"""Files of the ledger's: only their owner can read them, and they stay where they were put."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def create(path: Path) -> int:
    """A new file only its owner can read; gives its descriptor."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def sync_folder(folder: Path) -> None:
    """What was renamed or linked in the folder stays so."""
    if sys.platform == "win32":  # Windows has no handle on a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
