"""Setting words into boxes: cards from filled templates, the batch's cover page, the faces' specimen."""

from inserts.layout.card import Layouter
from inserts.layout.codes import unfit_codes
from inserts.layout.cover import Cover, Section, cover_sheet
from inserts.layout.fit import Typesetting, Unfit
from inserts.layout.pictures import PictureSize
from inserts.layout.text import Icon

__all__ = [
    "Cover",
    "Icon",
    "Layouter",
    "PictureSize",
    "Section",
    "Typesetting",
    "Unfit",
    "cover_sheet",
    "unfit_codes",
]
