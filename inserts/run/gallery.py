"""`inserts templates`: what there is to choose from, as a list or a sheet of pictures, and a copy to change."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path

from inserts import images, pdf, templates, text
from inserts.builtin import builtin_folder, search_folders
from inserts.model.card import Border, Mark, Picture, PictureData, Sheet, Text
from inserts.model.colour import INK, Colour
from inserts.model.length import MM, Box, mm
from inserts.model.problem import Problem, Stop, nearest
from inserts.model.template import Template
from inserts.run.previewing import MARK, Made, Wish, make, rasters
from inserts.settings import Settings

PAGE_W, PAGE_H = 210 * MM, 297 * MM
EDGE = 15 * MM
GAP = 4 * MM
BETWEEN = 9 * MM
CAPTION = 15 * MM
LARGEST = 0.5
"""Templates are shown at half their size, or smaller if one is too large for the page: all at one scale."""

_DPI = 150
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_TAKEN = ("demo", "icons", "starter", "stocks", "words")
_PICTURE = "picture.png"
_HAIRLINE = Colour("gray", (0.75,))


@dataclass(frozen=True, slots=True)
class Entry:
    """A template there is. `own`: it lies in the shop's folder. `template` is None when it has problems."""

    name: str
    folder: Path
    own: bool
    template: Template | None
    problems: tuple[Problem, ...] = ()


def list_templates(shop: Path | None) -> tuple[Entry, ...]:
    """Every template by name; the shop's own stand in for built-in ones. `shop` is its folder, None: built-in only."""
    folders = search_folders(shop, "templates")
    typesetter, _ = text.open_typesetter(search_folders(shop, "fonts"))
    icons, _ = templates.load_icons([folder / "icons" for folder in folders])
    return tuple(_entry(name, folders, typesetter.roles, tuple(icons)) for name in templates.template_names(folders))


def _entry(name: str, folders: Sequence[Path], roles: Sequence[str], icons: Sequence[str]) -> Entry:
    found, problems = templates.load_template(name, folders, roles=roles, icons=icons)
    home = _home(name, folders)
    return Entry(name, home, home.parent != builtin_folder("templates"), found, problems)


def _home(name: str, folders: Sequence[Path]) -> Path:
    """The folder the template is read from."""
    return next(folder / name for folder in folders if (folder / name / "template.toml").is_file())


# A copy to change


def copy_template(shop: Path, name: str, new: str) -> Path:
    """Copy a template with its pictures into the shop's folder as `new`; returns where it lies.

    Raises Stop, with nothing written, when there is no such template, when it holds a link, when `new` is no name or is
    taken, and when the folder cannot be written. A copy appears whole or not at all.
    """
    folders = search_folders(shop, "templates")
    known = templates.template_names(folders)
    if name not in known:
        raise Stop(f"there is no template '{name}'", nearest(name, known), exit_code=2)
    if not _NAME.match(new) or new in _TAKEN:
        why = "is a folder of its own" if new in _TAKEN else "is no name for a template"
        raise Stop(f"'{new}' {why}", "write small letters, digits and hyphens, such as my-card", exit_code=2)
    final = shop / "templates" / new
    if final.exists() or final.is_symlink():
        raise Stop(f"{final} is there already and is unchanged", "give the copy another name", exit_code=2)
    stage = final.with_name(f".{new}-{os.getpid()}.tmp")
    try:
        _copy(_home(name, folders), stage)
        stage.rename(final)
    except OSError as error:
        raise Stop(f"{final}: cannot be written: {error.strerror or error}", "check the folder, then try again") from (
            error
        )
    finally:
        with suppress(OSError):
            shutil.rmtree(stage, ignore_errors=True)
    return final


def _copy(source: Path, target: Path) -> None:
    """The files below `source` but its picture and hidden ones. Raises Stop for a link: it may lead anywhere."""
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.name == _PICTURE or path.name.startswith("."):
            continue
        if path.is_symlink():
            raise Stop(f"{path} is a link", "put the file itself there, then copy the template")
        if path.is_dir():
            _copy(path, target / path.name)
        else:
            (target / path.name).write_bytes(path.read_bytes())


# A sheet of pictures


@dataclass(frozen=True, slots=True)
class _Shown:
    """A template with a picture of each side; none when it has problems, which `told` then says."""

    entry: Entry
    told: str
    pictures: tuple[PictureData, ...] = ()
    size: tuple[float, float] = (0.0, 0.0)

    def width(self, scale: float) -> float:
        """Points from the first side's left to the last one's right."""
        least = 51 * MM if self.pictures else 100 * MM  # for the words below, which say more without a picture
        return max(len(self.pictures) * (self.size[0] * scale + GAP) - GAP, least)

    def height(self, scale: float) -> float:
        return self.size[1] * scale + CAPTION


def contact_sheet(loaded: Settings, day: date, shop: Path | None) -> bytes:
    """A PDF of A4 pages with every template at one scale, named, in the colours and words of the shop."""
    shown = sorted((_shown(loaded, entry, day) for entry in list_templates(shop)), key=_turn)
    scale = LARGEST
    for one in shown:
        if one.pictures:
            count, (w, h) = len(one.pictures), one.size
            room = (PAGE_W - 2 * EDGE - (count - 1) * GAP) / (count * w), (PAGE_H - 2 * EDGE - CAPTION) / h
            scale = min(scale, *room)
    typesetter, _ = text.open_typesetter(search_folders(loaded.folder, "fonts"))
    pages = tuple(_Pages(typesetter, scale).lay(shown))
    file = BytesIO()
    pictures = {picture.key: picture for one in shown for picture in one.pictures}
    pdf.write(file, pages, pictures, title=MARK, flip="")
    return file.getvalue()


def _shown(loaded: Settings, entry: Entry, day: date) -> _Shown:
    if entry.template is None:
        return _Shown(entry, f"has problems; inserts check {entry.name} names them")
    try:
        made = make(loaded, Wish(entry.name), day)
    except Stop:
        return _Shown(entry, f"cannot be shown with this shop; inserts check {entry.name} says why")
    return _Shown(entry, about(entry.template), tuple(_pictures(made)), (entry.template.width, entry.template.height))


def _turn(one: _Shown) -> tuple[bool, bool, float, float, str]:
    """Name cards before inserts, small ones first, so that rows are full; then what has no picture."""
    kind = one.entry.template.kind if one.entry.template else ""
    return not one.pictures, kind == "insert", one.size[1], one.size[0], one.entry.name


def _pictures(made: Made) -> Iterator[PictureData]:
    """Each side cut to its trim, on its paper."""
    for raster in rasters(made, _DPI):
        yield images.picture(images.write_png(raster.width, raster.height, raster.rgb, dpi=_DPI, software="inserts"))


def about(template: Template) -> str:
    """Kind, size and sides in a few words."""
    kind = {"name-card": "name card", "insert": "insert"}[template.kind]
    size = f"{mm(template.width, 1)} × {mm(template.height, 1)} mm"
    return f"{kind}, {size}, {'two sides' if len(template.sides) == 2 else 'one side'}"


class _Pages:
    """Templates in rows from the top left, as many beside each other as the page is wide."""

    def __init__(self, typesetter: text.Typesetter, scale: float) -> None:
        self._typesetter = typesetter
        self._scale = scale
        self._marks: list[Mark] = []

    def lay(self, shown: Sequence[_Shown]) -> Iterator[Sheet]:
        """The pages."""
        y = EDGE
        for row in self._rows(shown):
            height = max(one.height(self._scale) for one in row)
            if y > EDGE and y + height > PAGE_H - EDGE:
                yield self._page()
                y = EDGE
            x = EDGE
            for one in row:
                self._one(one, x, y)
                x += one.width(self._scale) + BETWEEN
            y += height
        yield self._page()

    def _rows(self, shown: Sequence[_Shown]) -> Iterator[list[_Shown]]:
        row: list[_Shown] = []
        used = 0.0
        for one in shown:
            width = one.width(self._scale)
            if row and used + width > PAGE_W - 2 * EDGE + 0.1:
                yield row
                row, used = [], 0.0
            row.append(one)
            used += width + BETWEEN
        if row:
            yield row

    def _page(self) -> Sheet:
        marks, self._marks = tuple(self._marks), []
        return Sheet(PAGE_W, PAGE_H, marks=marks)

    def _one(self, one: _Shown, x: float, y: float) -> None:
        w, h = one.size[0] * self._scale, one.size[1] * self._scale
        for number, picture in enumerate(one.pictures):
            box = Box(x + number * (w + GAP), y, w, h)
            self._marks += [Picture(picture.key, box), Border(*box, 0.25, _HAIRLINE)]
        own = " (yours)" if one.entry.own else ""
        self._write(f"{one.entry.name}{own}", x, y + h + 4.4 * MM, 9, "strong")
        self._write(one.told, x, y + h + 8.2 * MM, 7.5, "text")

    def _write(self, words: str, x: float, y: float, size: float, role: str) -> None:
        line = self._typesetter.line(self._typesetter.clean(words).text, role=role)
        self._marks.append(Text(line, x, y, size, INK))
