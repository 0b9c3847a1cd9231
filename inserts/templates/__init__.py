"""Templates, stocks, icons and words: found by name, the owner's first, read and checked whole."""

from inserts.templates.contrast import low_contrast
from inserts.templates.icons import load_icons
from inserts.templates.load import load_card_size, load_template, template_names
from inserts.templates.number import unnumbered
from inserts.templates.stocks import alike_stocks, load_stock, stock_names, stock_toml
from inserts.templates.styles import ROLES
from inserts.templates.thermal import on_dots, one_bit
from inserts.templates.words import load_words

__all__ = [
    "ROLES",
    "alike_stocks",
    "load_card_size",
    "load_icons",
    "load_stock",
    "load_template",
    "load_words",
    "low_contrast",
    "on_dots",
    "one_bit",
    "stock_names",
    "stock_toml",
    "template_names",
    "unnumbered",
]
