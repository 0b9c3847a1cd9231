"""A stock's slots drawn at their size, to be printed on plain paper and held against a sheet."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from inserts import pdf, text
from inserts.builtin import search_folders
from inserts.impose import Grid, grid
from inserts.model.card import Border, Mark, Sheet, Text
from inserts.model.colour import INK
from inserts.model.length import MM
from inserts.model.problem import Problem, Stop
from inserts.model.stock import Stock
from inserts.run.previewing import MARK
from inserts.run.stocks import CardSize, size_words

LINE = 0.5
LETTERS = 9.0
_LEAST = 30 * MM
"""A slot is to be so wide, and half as high, for its words."""


def slots_of(stock: Stock, card: CardSize | None) -> Grid:
    """The places of the card, or of the stock's own slots. Raises Stop when they depend on a card and none is given."""
    if card is None and stock.slots is not None:
        card = CardSize(stock.slots.width.pt, stock.slots.height.pt)
    if card is None:
        hint = f"say for which: inserts stocks show {stock.name} --template classic"
        raise Stop(f"how cards lie on {stock.name} depends on the card", hint, exit_code=2)
    places = grid(stock, card.width, card.height, card.bleed, card.fold)
    if isinstance(places, Problem):
        raise Stop(f"{stock.name}: {places.message}", places.hint)
    return places


def draw(stock: Stock, card: CardSize | None, shop: Path | None) -> bytes:
    """One page with the outline and the number of every slot, and in the first that is large enough what it shows."""
    places = slots_of(stock, card)
    typesetter, _ = text.open_typesetter(search_folders(shop, "fonts"))

    def write(words: str, x: float, y: float) -> Text:
        return Text(typesetter.line(typesetter.clean(words).text, role="text"), x, y, LETTERS, INK)

    marks: list[Mark] = []
    for number, (x, y) in enumerate(places.slots, 1):
        w, h = places.card_w, places.card_h
        marks.append(Border(x - LINE / 2, y - LINE / 2, w + LINE, h + LINE, LINE, INK))  # its middle is the slot's edge
        told = number == 1 and w >= _LEAST and h >= _LEAST / 2
        size = size_words(w, h)
        lines = (f"1  {stock.name}", size, "print at 100 %") if told else (str(number),)
        marks += [write(line, x + 3 * MM, y + 6 * MM + row * 4 * MM) for row, line in enumerate(lines)]
    file = BytesIO()
    pdf.write(file, [Sheet(places.page_w, places.page_h, marks=tuple(marks))], {}, title=MARK, flip="")
    return file.getvalue()
