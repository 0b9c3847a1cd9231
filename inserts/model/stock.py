"""What cards are printed on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from inserts.model.length import Length


@dataclass(frozen=True, slots=True)
class Stock:
    """A sheet whose slots are computed for the card ("blank"), or a page of the card's own size ("card").

    `margin` is the edge the printer cannot reach. `bleed`: the page of a "card" stock carries the bleed
    around the trim, with page boxes, as print shops ask.
    """

    name: str
    about: str
    kind: Literal["blank", "card"]
    width: Length
    height: Length
    margin: Length
    bleed: bool = False
