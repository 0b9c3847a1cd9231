"""Reading elements that show pictures: `image`, and `art`, which lies under all that varies."""

from __future__ import annotations

from pathlib import PureWindowsPath
from typing import Literal

from inserts.model.length import Box
from inserts.model.template import ArtElement, ImageElement
from inserts.tables import Table
from inserts.templates.geometry import Sheet
from inserts.templates.styles import ALIGNS, VALIGNS
from inserts.templates.texts import field_text

MOST_PAGES = 100_000

_SHOP_PICTURES = frozenset({"shop.logo", "shop.signature"})
_FITS: tuple[Literal["contain", "cover"], ...] = ("contain", "cover")
_FORM = 'write source = "{{ shop.logo }}", "{{ shop.signature }}" or the name of a file beside template.toml'


def read_image(table: Table, name: str, box: Box, when: str) -> ImageElement:
    """A picture in a box."""
    source = field_text(table, "source", _SHOP_PICTURES, _FORM)
    if "{{" in source and source.replace(" ", "") not in [f"{{{{{field}}}}}" for field in _SHOP_PICTURES]:
        table.problem("source", "is neither a picture of the shop nor a file of the template", _FORM)
    _check_inside(table, source)
    fit = table.choice("fit", _FITS, "contain")
    radius = table.length("radius", 0.0)
    if radius < 0:
        table.problem("radius", "is below zero")
    elif radius and fit == "contain":
        table.problem("radius", "rounds the corners of the box, which a contained picture does not fill", _COVER)
    return ImageElement(
        id=name,
        box=box,
        source=source,
        when=when,
        align=table.choice("align", ALIGNS, "start"),
        valign=table.choice("valign", VALIGNS, "middle"),
        fit=fit,
        radius=radius,
        where=table.place("source"),
    )


def read_art(table: Table, name: str, box: Box | None, when: str, sheet: Sheet) -> ArtElement:
    """Artwork as a background; without a box of its own it covers the card."""
    whole = Box(-sheet.bleed, -sheet.bleed, sheet.width + 2 * sheet.bleed, sheet.height + 2 * sheet.bleed)
    source = field_text(table, "source", frozenset(), "name a file that lies beside template.toml")
    _check_inside(table, source)
    return ArtElement(
        id=name,
        box=box or whole,
        source=source,
        page=table.whole("page", 1, least=1, most=MOST_PAGES),
        whole=box is None or box == whole,
        when=when,
        where=table.place("source"),
    )


def _check_inside(table: Table, source: str) -> None:
    """Report a path that leads out of the folder; links are followed when the file is opened."""
    path = PureWindowsPath(source)  # both slashes part it, and drives are seen
    if path.anchor or ".." in path.parts:
        table.problem("source", "lies outside the template's folder", "copy the file into the folder and name it there")


_COVER = 'write fit = "cover", or leave radius away'
