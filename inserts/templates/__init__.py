"""Templates, stocks, icons and words: found by name, the owner's first, read and checked whole."""

from inserts.templates.contrast import low_contrast
from inserts.templates.icons import load_icons
from inserts.templates.load import load_template, template_names
from inserts.templates.number import unnumbered
from inserts.templates.stocks import load_stock, stock_names
from inserts.templates.styles import ROLES
from inserts.templates.words import load_words

__all__ = [
    "ROLES",
    "load_icons",
    "load_stock",
    "load_template",
    "load_words",
    "low_contrast",
    "stock_names",
    "template_names",
    "unnumbered",
]
