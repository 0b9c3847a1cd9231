"""A shop to try everything with: an invented tea shop and a day's orders from all over the world."""

from __future__ import annotations

from pathlib import Path

from inserts.model.problem import Stop

FILES = ("shop.toml", "logo.png", "signature.png", "orders.csv")


def make_demo(folder: Path, templates: Path) -> tuple[Path, ...]:
    """Copy the demo shop's files into `folder` and give the paths of those written; a file already there stays.

    `templates` is the folder of the built-in templates. Raises Stop when the folder cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            if _write_new(folder / name, (templates / "demo" / name).read_bytes()):
                written.append(folder / name)
    except OSError as error:
        place = error.filename or folder
        raise Stop(f"{place}: {error.strerror or 'cannot be written'}", "choose another folder for the demo") from error
    return tuple(written)


def _write_new(path: Path, data: bytes) -> bool:
    """Write the file unless something of this name is there; never through a link."""
    try:
        with path.open("xb") as file:
            file.write(data)
    except FileExistsError:
        return False
    return True
