"""Setting words into boxes: cards from filled templates, and the batch's cover page."""

from inserts.layout.card import Layouter, PictureSize
from inserts.layout.cover import Cover, Section, cover_sheet
from inserts.layout.fit import Typesetting
from inserts.layout.text import Icon

__all__ = ["Cover", "Icon", "Layouter", "PictureSize", "Section", "Typesetting", "cover_sheet"]
