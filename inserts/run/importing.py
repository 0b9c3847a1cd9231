"""`inserts stocks import`: label databases of other programs on this computer, taken over into the shop's folder."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from inserts import templates
from inserts.builtin import search_folders
from inserts.model.problem import Problem, Stop
from inserts.model.stock import Stock
from inserts.run.release import unwritable
from inserts.run.stocks import Entry
from inserts.templates.labels import read_labels

_SYSTEM = (
    "/usr/share/libglabels-3.0/templates",
    "/usr/share/glabels-3.0/templates",
    "/usr/share/glabels-qt/templates",
    "/usr/local/share/libglabels-3.0/templates",
    "/usr/local/share/glabels-qt/templates",
    "/usr/lib/libreoffice/share/labels/labels.xml",
    "/usr/lib64/libreoffice/share/labels/labels.xml",
    "/opt/libreoffice*/share/labels/labels.xml",
    "/snap/libreoffice/current/lib/libreoffice/share/labels/labels.xml",
    "/Applications/LibreOffice.app/Contents/Resources/labels/labels.xml",
    "C:/Program Files/LibreOffice/share/labels/labels.xml",
    "C:/Program Files/glabels-qt/share/glabels-qt/templates",
)
"""Where the programs' installers put their databases."""

_OWN = (".config/libglabels/templates", ".config/glabels-qt", ".glabels")
"""Where gLabels keeps a person's own templates, below the home folder."""

_SUFFIXES = (".xml", ".template")


@dataclass(frozen=True, slots=True)
class Database:
    """The stocks of a file or of a folder's files. `skipped` counts the entries that are none, by why."""

    source: Path
    entries: tuple[Entry, ...]
    skipped: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """Files written, and names that are left alone since a stock has them already."""

    written: tuple[Path, ...]
    there: tuple[str, ...]


def places(home: Path, system: Sequence[str] = _SYSTEM) -> tuple[Path, ...]:
    """The databases there are on this computer."""
    return tuple(path for path in _candidates(home, system) if path.exists())


def _candidates(home: Path, system: Sequence[str]) -> Iterator[Path]:
    yield from (home / own for own in _OWN)
    for written in system:
        path = Path(written)
        if "*" in written:
            parts = path.relative_to(path.anchor)
            yield from sorted(Path(path.anchor).glob(str(parts)))
        else:
            yield path


def read(source: Path) -> Database:
    """The stocks in a database. In a folder, files that are something else are passed over.

    Raises Stop when the file is no database, or the folder holds none.
    """
    if not source.exists():
        raise Stop(f"there is no {source}", "inserts stocks import alone lists what there is", exit_code=2)
    files = [source] if not source.is_dir() else sorted(p for p in source.iterdir() if p.suffix in _SUFFIXES)
    stocks: dict[str, Stock] = {}
    skipped: dict[str, int] = {}
    problems: list[Problem] = []
    known = False
    for file in files:
        labels = read_labels(file)
        if isinstance(labels, Problem):
            problems.append(labels)
        elif labels is not None:
            known = True
            for stock in labels.stocks:
                stocks.setdefault(stock.name, stock)
            for why, count in labels.skipped:
                skipped[why] = skipped.get(why, 0) + count
    if not known:
        hint = "name a gLabels template file or folder, or LibreOffice's labels.xml"
        raise Stop(f"{source} holds no label database", hint, problems=tuple(problems))
    entries = (Entry(name, source, False, stock) for name, stock in sorted(stocks.items()))
    told = tuple(sorted(skipped.items(), key=lambda pair: -pair[1]))
    return Database(source, tuple(entries), told, tuple(problems))


def take(shop: Path, entries: Sequence[Entry]) -> Taken:
    """Write each stock as a file of its own into the shop's folder, whole or not at all, over nothing.

    A name that the shop or the program has already is left alone. Raises Stop when the folder cannot be written.
    """
    folder = shop / "templates" / "stocks"
    known = set(templates.stock_names(search_folders(shop, "templates")))
    written: list[Path] = []
    there: list[str] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for entry in entries:
            assert entry.stock is not None
            path = folder / f"{entry.name}.toml"
            if entry.name not in known and _write_new(path, _text(entry.stock, entry.file)):
                written.append(path)
            else:
                there.append(entry.name)
    except OSError as error:
        raise unwritable(folder, error) from error
    return Taken(tuple(written), tuple(there))


def _text(stock: Stock, source: Path) -> str:
    said = (f"Taken over from {source.name}. Print its outline on plain paper and hold it against a sheet:",)
    return templates.stock_toml(stock, (*said, f"inserts stocks show {stock.name} --sheet outline.pdf"))


def _name(stage: Path, path: Path) -> None:
    """Give the finished file its name. Raises FileExistsError when another has it."""
    try:
        os.link(stage, path)
    except FileExistsError:
        raise
    except OSError as error:  # a disk without hard links, such as a memory card
        if path.exists() or path.is_symlink():
            raise FileExistsError from error
        stage.rename(path)


def _write_new(path: Path, text: str) -> bool:
    """Whether the file could have its name: another's of that name stays."""
    stage = path.with_name(f".{path.name}-{os.getpid()}.tmp")
    try:
        with stage.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _name(stage, path)
    except FileExistsError:
        return False
    finally:
        with suppress(OSError):
            stage.unlink()
    return True
