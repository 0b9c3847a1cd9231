"""Pictures in their boxes: shown whole, or filling the box and cut to it; artwork laid under a card."""

from __future__ import annotations

from typing import NamedTuple

from inserts.layout.shapes import contain, down, share
from inserts.model.card import Mark, Picture
from inserts.model.length import Box
from inserts.model.template import ArtElement, ImageElement


class PictureSize(NamedTuple):
    """An opened picture: its key in the file, and its width and height in any one unit."""

    key: str
    width: float
    height: float


def image_marks(picture: PictureSize, element: ImageElement, box: Box, rtl: bool) -> tuple[Mark, ...]:
    """The picture in the box as the element's `fit` says; what is cut away is shared out by the alignment."""
    across = share(element.align, rtl)
    if element.fit == "contain":
        return (Picture(picture.key, contain(box, picture.width, picture.height, across, element.valign)),)
    scale = max(box.w / picture.width, box.h / picture.height)
    w, h = picture.width * scale, picture.height * scale
    whole = Box(box.x + (box.w - w) * across, box.y + (box.h - h) * down(element.valign), w, h)
    return (Picture(picture.key, whole, box, element.radius),)


def art_marks(laid: Picture, element: ArtElement, box: Box) -> tuple[Mark, ...]:
    """Artwork where it was laid, moved with its box on a card read from right to left; it is never turned over."""
    move = box.x - element.box.x
    clip = laid.clip and laid.clip._replace(x=laid.clip.x + move)
    return (laid._replace(box=laid.box._replace(x=laid.box.x + move), clip=clip),)
