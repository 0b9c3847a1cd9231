"""Where the built-in templates and fonts lie, and the one rule for finding a file: the owner's first, then these."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def builtin_folder(kind: str) -> Path:
    """The folder of the built-in "templates" or "fonts": inside an installed package, else beside it in a checkout."""
    installed = _PACKAGE / "_builtin" / kind
    return installed if installed.is_dir() else _PACKAGE.parent / kind


def search_folders(shop: Path | None, kind: str) -> Sequence[Path]:
    """Folders to look in, in order; without a shop the built-in one alone."""
    return (shop / kind, builtin_folder(kind)) if shop else (builtin_folder(kind),)
