"""What a run needs before it starts: the shop's settings, its templates and stocks, faces, icons and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from inserts import images, palette, qr, settings, templates, text
from inserts.builtin import search_folders
from inserts.fill import Filler, lacking
from inserts.impose import Grid, grid
from inserts.layout import Icon, Layouter, PictureSize, Typesetting
from inserts.model.card import PictureData
from inserts.model.colour import Colour
from inserts.model.problem import Problem, Stop
from inserts.model.stock import Stock
from inserts.model.template import Template
from inserts.settings import Settings


@dataclass(frozen=True, slots=True)
class Design:
    """One template with the paper it goes on: a section of every batch's PDF."""

    template: Template
    stock: Stock
    grid: Grid
    filler: Filler
    layouter: Layouter

    @property
    def two_sided(self) -> bool:
        return len(self.template.sides) == 2


@dataclass(frozen=True, slots=True)
class Workshop:
    """All that is the same for every batch of a run. `pictures` are by their key in the file."""

    settings: Settings
    designs: tuple[Design, ...]
    typesetting: Typesetting
    pictures: Mapping[str, PictureData]
    brand: Colour


def open_shop(start: Path) -> Settings:
    """The settings of the shop whose folder `start` is, or lies in. Raises Stop with every problem of shop.toml."""
    path = settings.find_shop(start)
    loaded, problems = settings.load(path)
    if loaded is None:
        raise Stop(f"{path} has {_counted(problems)}", "correct the lines above, then run again", problems=problems)
    return loaded


def open_workshop(loaded: Settings, names: Sequence[str] = (), stock: str = "") -> Workshop:
    """Templates, papers, faces, icons and pictures. `names` and `stock` stand in for [print].

    Raises Stop with all that is wrong with any of them.
    """
    problems: list[Problem] = []
    folder = loaded.folder
    typesetter, found = text.open_typesetter(search_folders(folder, "fonts"))
    problems += found
    typesetting = Typesetting(typesetter.clean, typesetter.line, typesetter.breaks, text.describe_missing)
    icons, found = templates.load_icons(_icon_folders(folder))
    problems += found
    pictures = _pictures(loaded, problems)
    chosen = names or [name for name in (loaded.print_name_card, loaded.print_insert) if name]
    cards = [card for name in chosen if (card := _template(loaded, name, icons, typesetter.roles, problems))]
    colours = [palette.palette(loaded.shop.brand, loaded.shop.accent, card.paper) for card in cards]
    problems += [problem for card in cards for problem in lacking(card, loaded.shop)]
    papers = [_paper(loaded, card, stock, problems) for card in cards]
    if problems:
        raise Stop(
            "nothing can be printed yet", "correct what is named above, then run again", problems=_once(problems)
        )
    if not cards:
        raise Stop("no template is chosen", 'name one in shop.toml ([print] name_card = "classic") or with --template')
    sizes = {path: PictureSize(data.key, data.width, data.height) for path, data in pictures.items()}
    marks = {name: Icon(*mark) for name, mark in icons.items()}
    designs = tuple(
        Design(
            card,
            *paper,
            Filler(card, loaded.shop, link_target=loaded.link_target, host=loaded.host),
            Layouter(card, colour, typesetting, qr.encode, marks, sizes),
        )
        for card, colour, paper in zip(cards, colours, papers, strict=True)
        if paper
    )
    by_key = {data.key: data for data in pictures.values()}
    return Workshop(loaded, designs, typesetting, by_key, colours[0]["brand"])


def _template(
    loaded: Settings, name: str, icons: Mapping[str, tuple[str, bool]], roles: Sequence[str], problems: list[Problem]
) -> Template | None:
    found, wrong = templates.load_template(
        name, search_folders(loaded.folder, "templates"), roles=roles, icons=tuple(icons)
    )
    problems += wrong
    return None if wrong else found


def _paper(loaded: Settings, card: Template, name: str, problems: list[Problem]) -> tuple[Stock, Grid] | None:
    """The stock of a template and its slots there."""
    wanted = name or (loaded.print_stock if card.kind == "name-card" else loaded.print_insert_stock)
    stock, wrong = templates.load_stock(wanted, search_folders(loaded.folder, "templates"))
    problems += wrong
    if stock is None:
        return None
    slots = grid(stock, card.width, card.height, card.bleed)
    if isinstance(slots, Problem):
        problems.append(slots)
        return None
    return stock, slots


def _pictures(loaded: Settings, problems: list[Problem]) -> dict[str, PictureData]:
    """The shop's pictures by the path shop.toml names."""
    if not loaded.shop.logo:
        return {}
    opened = images.open_picture(loaded.folder / loaded.shop.logo, root=loaded.folder)
    if isinstance(opened, Problem):
        problems.append(opened)
        return {}
    return {loaded.shop.logo: opened}


def _icon_folders(folder: Path) -> tuple[Path, ...]:
    return tuple(place / "icons" for place in search_folders(folder, "templates"))


def _once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))


def _counted(problems: Sequence[Problem]) -> str:
    return "a problem" if len(problems) == 1 else f"{len(problems)} problems"
