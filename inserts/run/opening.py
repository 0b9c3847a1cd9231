"""What a run needs before it starts: the shop's settings, its templates and stocks, faces, icons and pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from inserts import barcode, images, inks, palette, qr, settings, templates, text
from inserts.artwork import Art, Artwork, coarse, open_artwork
from inserts.builtin import search_folders
from inserts.fill import Filler, lacking
from inserts.impose import Grid, grid
from inserts.layout import Icon, Layouter, PictureSize, Typesetting, unfit_codes
from inserts.model.card import PictureData
from inserts.model.colour import Colour
from inserts.model.problem import Problem, Stop
from inserts.model.rule import Deck
from inserts.model.stock import Stock
from inserts.model.template import ArtElement, ImageElement, Template
from inserts.run.ruling import (
    arm_templates,
    asked_templates,
    open_deck,
    rule_faults,
    unknown_arms,
    unknown_papers,
    unknown_templates,
)
from inserts.run.stocks import CardSize, advice
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
    """All that is the same for every batch of a run. `pictures` are by their key in the file.

    `deck` are the templates to choose from; `faults` say what is wrong with those that cannot be printed, `unasked`
    with one that nobody named: it matters when an order needs it.
    """

    settings: Settings
    designs: tuple[Design, ...]
    typesetting: Typesetting
    pictures: Mapping[str, Art]
    brand: Colour
    deck: Deck
    faults: tuple[Problem, ...] = ()
    unasked: tuple[Problem, ...] = ()


def open_shop(start: Path) -> Settings:
    """The settings of the shop whose folder `start` is, or lies in. Raises Stop with every problem of shop.toml."""
    path = settings.find_shop(start)
    loaded, problems = settings.load(path, icons=_IconNames(path.absolute().parent))
    if loaded is None:
        raise Stop(f"{path} has {_counted(problems)}", "correct the lines above, then run again", problems=problems)
    return loaded


def open_workshop(loaded: Settings, names: Sequence[str] = (), stock: str = "", spare: Sequence[str] = ()) -> Workshop:
    """Templates, papers, faces, icons and pictures. `names` and `stock` stand in for [print].

    `spare` are templates that some orders may get; one that is broken stops its own cards alone.
    Raises Stop with all that is wrong with any of the others, and with rules that ask for what cannot be.
    """
    problems: list[Problem] = []
    folder = loaded.folder
    typesetter, found = text.open_typesetter(search_folders(folder, "fonts"))
    problems += found
    typesetting = Typesetting(typesetter.clean, typesetter.line, typesetter.breaks, text.describe_missing)
    icons, found = templates.load_icons(_icon_folders(folder))
    problems += found
    problems += unknown_papers(loaded)
    pictures = _pictures(loaded, problems)
    chosen = names or [name for name in (loaded.print_name_card, loaded.print_insert) if name]
    if spare:
        known = templates.template_names(search_folders(folder, "templates"))
        problems += (*unknown_templates(loaded.rules, known), *unknown_arms(loaded, known))
    opened: dict[str, tuple[Template, tuple[Stock, Grid], Artwork]] = {}
    faults: dict[str, list[Problem]] = {}
    for name in dict.fromkeys((*chosen, *spare)):
        wrong: list[Problem] = []
        card = _template(loaded, name, icons, typesetter.roles, wrong)
        paper = _paper(loaded, card, stock, wrong) if card else None
        wrong += lacking(card, loaded.shop, loaded.tiers) if card else ()
        wrong += _unreadable(loaded, card) if card else ()
        wrong += templates.unnumbered(card) if card else ()
        art = _artwork(loaded, card, pictures, wrong) if card else None
        wrong += _one_bit(loaded, card, pictures, art) if card and art else ()
        if not wrong and card and paper and art:
            opened[name] = card, paper, art
        elif name in chosen or name in arm_templates(loaded):
            problems += wrong
        else:
            faults[name] = wrong
    cards = [card for card, _, _ in opened.values()]
    deck = open_deck(loaded, cards, faults.keys(), names)
    problems += rule_faults(loaded, cards, deck)
    if problems:
        raise Stop(
            "nothing can be printed yet", "correct what is named above, then run again", problems=_once(problems)
        )
    if not cards or not (chosen or loaded.rules):
        raise Stop("no template is chosen", 'name one in shop.toml ([print] name_card = "classic") or with --template')
    sizes = _sizes(pictures)
    marks = {name: Icon(*mark) for name, mark in icons.items()}
    colours = [_palette(loaded, card) for card in cards]
    designs = tuple(
        Design(
            card,
            *paper,
            _filler(loaded, card),
            Layouter(
                card,
                colour,
                typesetting,
                qr.encode,
                marks,
                sizes,
                barcode.encode,
                own=_sizes(art.pictures),
                grounds=art.grounds,
            ),
        )
        for (card, paper, art), colour in zip(opened.values(), colours, strict=True)
    )
    by_key: dict[str, Art] = {data.key: data for data in pictures.values()}
    for _, _, art in opened.values():
        by_key |= art.data
    asked = asked_templates(loaded)
    told, quiet = (
        _once([problem for name, wrong in faults.items() if (name in asked) == wanted for problem in wrong])
        for wanted in (True, False)
    )
    return Workshop(loaded, designs, typesetting, by_key, colours[0]["brand"], deck, told, quiet)


def _template(
    loaded: Settings, name: str, icons: Mapping[str, tuple[str, bool]], roles: Sequence[str], problems: list[Problem]
) -> Template | None:
    found, wrong = templates.load_template(
        name,
        search_folders(loaded.folder, "templates"),
        roles=roles,
        icons=tuple(icons),
        languages=(loaded.shop.language, *loaded.shop.languages),
    )
    problems += wrong
    if wrong or found is None:
        return None
    dpi = loaded.printer.dpi
    return templates.on_dots(found, dpi) if dpi else found


def _filler(loaded: Settings, card: Template) -> Filler:
    return Filler(card, loaded.shop, link_target=loaded.link_target, host=loaded.host, tiers=loaded.tiers)


def _palette(loaded: Settings, card: Template) -> Mapping[str, Colour]:
    return palette.palette(loaded.shop.brand, loaded.shop.accent, card.paper)


def _unreadable(loaded: Settings, card: Template) -> Sequence[Problem]:
    """What nobody could read in this shop's colours, or scan with its links and the longest code."""
    rule, filler = loaded.codes, _filler(loaded, card)
    code = "W" * (rule.longest - 1) + "-"
    dense = unfit_codes(card, qr.encode, barcode.encode, lambda data: filler.longest(data, code))
    return *templates.low_contrast(card, _palette(loaded, card)), *dense


def _paper(loaded: Settings, card: Template, name: str, problems: list[Problem]) -> tuple[Stock, Grid] | None:
    """The stock of a template and its slots there: the run's, else the template's own, else its kind's."""
    own = {paper.template: paper.stock for paper in loaded.print_stocks}.get(card.name, "")
    wanted = name or own or (loaded.print_stock if card.kind == "name-card" else loaded.print_insert_stock)
    stock, wrong = templates.load_stock(wanted, search_folders(loaded.folder, "templates"))
    problems += wrong
    if stock is None:
        return None
    slots = grid(stock, card.width, card.height, card.bleed, card.fold, loaded.print_cutting.gutter)
    if isinstance(slots, Problem):
        size = CardSize(card.width, card.height, card.bleed, card.fold)
        hint = advice(size, loaded.folder, card.name)
        problems.append(replace(slots, message=f"template '{card.name}': {slots.message}", hint=hint))
        return None
    return stock, slots


def _pictures(loaded: Settings, problems: list[Problem]) -> dict[str, PictureData]:
    """The shop's pictures by the path shop.toml names."""
    pictures = {}
    for path in filter(None, (loaded.shop.logo, loaded.shop.signature)):
        opened = images.open_picture(loaded.folder / path, root=loaded.folder)
        if isinstance(opened, Problem):
            problems.append(opened)
        else:
            pictures[path] = opened
    return pictures


def _artwork(loaded: Settings, card: Template, pictures: Mapping[str, PictureData], problems: list[Problem]) -> Artwork:
    """The template's own files, and whether the shop's pictures are fine enough where it prints them."""
    art = open_artwork(card)
    problems += art.problems
    named = {"shop.logo": loaded.shop.logo, "shop.signature": loaded.shop.signature}
    shown = {field: (loaded.folder / path, pictures[path]) for field, path in named.items() if path in pictures}
    problems += coarse(card, shown)
    return art


def _one_bit(loaded: Settings, card: Template, pictures: Mapping[str, PictureData], art: Artwork) -> Iterable[Problem]:
    """What of the template the chosen printer cannot show, if it is a thermal one."""
    shown = {"{{ shop.logo }}": loaded.shop.logo, "{{ shop.signature }}": loaded.shop.signature}

    def plain(element: ImageElement | ArtElement) -> bool:
        found: Art | None
        if isinstance(element, ArtElement):
            found = art.data.get(art.grounds[element].key) if element in art.grounds else None
        else:
            found = pictures.get(shown.get(element.source, "")) or art.pictures.get(element.source)
        return found is None or (isinstance(found, PictureData) and inks.black_and_white(found))

    dpi = loaded.printer.dpi
    return templates.one_bit(card, _palette(loaded, card), dpi, plain) if dpi else ()


def _sizes(pictures: Mapping[str, Art]) -> dict[str, PictureSize]:
    return {name: PictureSize(data.key, data.width, data.height) for name, data in pictures.items()}


class _IconNames(Collection[str]):
    """The names of the icons there are, read when one is asked for. What is wrong with them is told later."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(templates.load_icons(_icon_folders(self._folder))[0])

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _icon_folders(folder: Path) -> tuple[Path, ...]:
    return tuple(place / "icons" for place in search_folders(folder, "templates"))


def _once(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(problems)))


def _counted(problems: Sequence[Problem]) -> str:
    return "a problem" if len(problems) == 1 else f"{len(problems)} problems"
