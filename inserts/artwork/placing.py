"""Where artwork lies on its card: bleed to bleed, or trim to trim, told by its size; and how fine it is there."""

from __future__ import annotations

from inserts.images import Refused
from inserts.model.card import ArtData, Picture, PictureData
from inserts.model.length import MM, Box, mm
from inserts.model.template import ArtElement, ImageElement, Template

SLACK = 0.5 * MM
"""Points by which a side may miss what it is laid on: rounding of design tools."""

COARSEST = 200
FINE = 300
"""Dots per inch a picture must have, and those a print shop asks for."""

Art = PictureData | ArtData


def place(art: Art, element: ArtElement, card: Template) -> Picture:
    """The art on the card, nothing beyond the box. Raises Refused when it has another shape or lacks bleed."""
    trim = Box(0.0, 0.0, card.width, card.height)
    page = Box(0.0, 0.0, art.width, art.height)
    inner = art.trim if isinstance(art, ArtData) and art.trim is not None else page
    drawn = isinstance(art, ArtData)
    if not element.whole:
        area = next((area for area in (inner, page) if _alike(area, element.box)), None)
        if area is None:
            raise _misshapen(art, f"the element's box is {_size(element.box)}", element.box)
        return _laid(art, area, element.box, element.box)
    bled = element.box
    for alike in (_equal, _alike) if drawn else (_alike,):
        if inner != page and alike(inner, trim):
            return _finished(art, _laid(art, inner, trim, bled), card)
        if alike(page, bled):
            return _laid(art, page, bled, bled)
        if alike(page, trim):
            return _finished(art, _laid(art, page, trim, bled), card)
    told = f"the card is {_size(trim)}" + (f", {_size(bled)} with its bleed" if card.bleed else "")
    raise _misshapen(art, told, bled)


def check_fine(art: Art, width: float, height: float) -> None:
    """Raise Refused for a picture that is coarse when it is printed `width` x `height` points large."""
    if isinstance(art, ArtData):
        return
    dpi = 72 * min(art.width / width, art.height / height)
    if dpi < COARSEST:
        size = f"{mm(width, 1)} x {mm(height, 1)} mm"
        pixels = f"{round(width / 72 * FINE)} x {round(height / 72 * FINE)}"
        message = f"has {dpi:.0f} dpi at its printed size of {size}, which looks blurred; {COARSEST} are the least"
        raise Refused(message, f"save it with {pixels} pixels ({FINE} dpi), or make its box smaller")


def printed_size(element: ImageElement, art: Art) -> tuple[float, float]:
    """Width and height of the whole picture as it stands in the element's box, whether cut or not."""
    choose = max if element.fit == "cover" else min
    scale = choose(element.box.w / art.width, element.box.h / art.height)
    return art.width * scale, art.height * scale


def _finished(art: Art, picture: Picture, card: Template) -> Picture:
    """Art laid by its trim, whose edge must reach the bleed unless the card has none."""
    box, bleed = picture.box, card.bleed
    reach = min(-box.x, -box.y, box.right - card.width, box.bottom - card.height)
    if reach < bleed - SLACK:
        with_bleed = Box(0.0, 0.0, card.width + 2 * bleed, card.height + 2 * bleed)
        raise Refused(
            f"the artwork has no bleed of {mm(bleed, 1)} mm: a cut that is a little off shows white at its edge",
            f'make it {_size(with_bleed)}; or, if its edge is the paper, write bleed = "0mm" in [card]',
        )
    return picture


def _laid(art: Art, area: Box, target: Box, clip: Box) -> Picture:
    """The whole art, so that `area` of it (from its top left) lies on the target."""
    across, down = target.w / area.w, target.h / area.h
    box = Box(target.x - area.x * across, target.y - area.y * down, art.width * across, art.height * down)
    return Picture(art.key, box, clip)


def _equal(area: Box, target: Box) -> bool:
    return abs(area.w - target.w) <= SLACK and abs(area.h - target.h) <= SLACK


def _alike(area: Box, target: Box) -> bool:
    """Whether the area, made as wide as the target, is as high."""
    return abs(area.h * target.w / area.w - target.h) <= SLACK


def _misshapen(art: Art, wanted: str, target: Box) -> Refused:
    if isinstance(art, ArtData):
        own = _size(art.trim if art.trim else Box(0.0, 0.0, art.width, art.height))
        hint = f"make the artwork {_size(target)}"
    else:
        own = f"{art.width} x {art.height} pixels"
        hint = f"make it {round(target.w / 72 * FINE)} x {round(target.h / 72 * FINE)} pixels"
    return Refused(f"the artwork is {own}, another shape than where it goes: {wanted}", hint)


def _size(box: Box) -> str:
    return f"{mm(box.w, 1)} x {mm(box.h, 1)} mm"
