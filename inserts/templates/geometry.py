"""Where things may stand: art up to the bleed, texts, symbols and icons inside the safe area, no type too small."""

from __future__ import annotations

from math import cos, radians, sin
from typing import NamedTuple

from inserts.model.length import Box, mm
from inserts.model.template import (
    ArtElement,
    Element,
    ImageElement,
    LineElement,
    ListElement,
    RectElement,
    TextElement,
)
from inserts.tables import Table

SMALLEST = 6.5
"""Points of the smallest text: below, small strokes fill in or break on office printers."""

SMALLEST_NUMBER = 5.5
"""Points of the order number, which the customer never needs to read."""

TALLEST_CAP = 0.82
"""Of the size, the tallest capital of any script (design language, "How text sits in its box")."""

_SLACK = 0.02  # points; millimetres never meet exactly


class Sheet(NamedTuple):
    """The card's size with its bleed, its safe edge and how far from the top it is folded (0: it is not), in points."""

    width: float
    height: float
    bleed: float
    safe: float
    fold: float = 0.0


def around(box: Box, angle: float, centre: Box | None = None) -> Box:
    """The upright box around `box` turned clockwise by `angle` degrees about its centre, or about that of `centre`."""
    if not angle % 360:
        return box
    about = centre or box
    x, y = about.x + about.w / 2, about.y + about.h / 2
    sin, cos = sin_cos(angle)
    corners = [(px - x, py - y) for px in (box.x, box.right) for py in (box.y, box.bottom)]
    xs = [x + px * cos - py * sin for px, py in corners]
    ys = [y + px * sin + py * cos for px, py in corners]
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def sin_cos(angle: float) -> tuple[float, float]:
    """Sine and cosine of degrees, exact for quarter turns."""
    quarter = {0.0: (0.0, 1.0), 90.0: (1.0, 0.0), 180.0: (0.0, -1.0), 270.0: (-1.0, 0.0)}.get(angle % 360)
    return quarter or (sin(radians(angle)), cos(radians(angle)))


def check_place(table: Table, element: Element, sheet: Sheet) -> None:
    """Where the element stands as it is turned: art up to the bleed, all that is read inside the safe area."""
    box = around(element.box, element.rotate)
    match element:
        case TextElement():
            _check_text(table, element, sheet)
        case RectElement() | LineElement() if element.decor and element.rotate % 90:
            _touching(table, box, sheet)
        case RectElement() | LineElement() | ImageElement() | ArtElement():
            inside_bleed(table, box, sheet, element.rotate)
        case _:
            inside_safe(table, box, sheet, element.rotate)
    if isinstance(element, ListElement):
        check_cells(table, element, sheet)
    told = not isinstance(element, RectElement | LineElement | ImageElement | ArtElement)
    if told and not (isinstance(element, TextElement) and element.decor):
        _clear_of_fold(table, box, sheet)


def inside_bleed(table: Table, box: Box, sheet: Sheet, angle: float = 0.0) -> None:
    """Report a box that reaches beyond the bleed, where nothing is printed."""
    if sheet.width and not _within(box, sheet, -sheet.bleed):
        message = f"{_turned(angle)}reaches beyond the card and its bleed of {mm(sheet.bleed)} mm"
        table.problem("box", message, f"the card is {mm(sheet.width)} mm wide and {mm(sheet.height)} mm high")


def inside_safe(table: Table, box: Box, sheet: Sheet, angle: float = 0.0) -> None:
    """Report a box that leaves the safe area, where the cutter may take it away."""
    if not sheet.width or _within(box, sheet, sheet.safe):
        return
    if not _within(box, sheet, -sheet.bleed):
        inside_bleed(table, box, sheet, angle)
        return
    right, bottom = mm(sheet.width - sheet.safe), mm(sheet.height - sheet.safe)
    reach = f"x and y from {mm(sheet.safe)} mm, to {right} mm and {bottom} mm"
    if angle:
        reach += f"; turned, its box is {_written(box)}"
    table.problem("box", f"{_turned(angle)}leaves the safe area, {mm(sheet.safe)} mm inside the cut", reach)


def _touching(table: Table, box: Box, sheet: Sheet) -> None:
    if sheet.width and not _touches(box, sheet):
        table.problem("box", "lies wholly outside the card")


def _clear_of_fold(table: Table, box: Box, sheet: Sheet) -> None:
    if sheet.fold and box.y < sheet.fold - _SLACK and box.bottom > sheet.fold + _SLACK:
        message = f"crosses the fold {mm(sheet.fold)} mm below the top"
        table.problem("box", message, "keep it in one half: what is printed in a crease breaks")


def _check_text(table: Table, element: TextElement, sheet: Sheet) -> None:
    """Decoration may stand anywhere that touches the card."""
    if element.decor:
        _touching(table, around(element.box, element.rotate), sheet)
    else:
        inside_safe(table, around(_ink(element), element.rotate, element.box), sheet, element.rotate)


def check_size(table: Table, element: TextElement) -> None:
    """Report a text that may become too small to print."""
    number = is_order_number(element)
    least = SMALLEST_NUMBER if number else SMALLEST
    if element.fit != "ink" and element.style.min_size < least - _SLACK:
        key = "min_size" if table.has("min_size") else "size"
        only = "" if number else f"; only {{{{ order.short }}}} may be {SMALLEST_NUMBER} pt"
        message = f"may become {element.style.min_size:g} pt, which is too small to print"
        table.problem(key, message, f"text starts at {least} pt{only}")


def check_cells(table: Table, element: ListElement, sheet: Sheet) -> None:
    """Report a list whose last row or column would leave the safe area."""
    places = -(-element.most // element.columns)
    right = max((cell.box.right for cell in element.cell), default=0.0)
    bottom = max((cell.box.bottom for cell in element.cell), default=0.0)
    left = min((cell.box.x for cell in element.cell), default=0.0)
    top = min((cell.box.y for cell in element.cell), default=0.0)
    width = (element.columns - 1) * element.pitch_x + right - left
    height = (places - 1) * element.pitch_y + bottom - top
    y = element.box.bottom - places * element.pitch_y if element.hang == "bottom" else element.box.y
    reach = Box(element.box.x + left, y + top, width, height)
    box, reach = around(element.box, element.rotate), around(reach, element.rotate, element.box)
    if sheet.width and _within(box, sheet, sheet.safe) and not _within(reach, sheet, sheet.safe):
        message = f"its {element.most} entries would leave the safe area, {mm(sheet.safe)} mm inside the cut"
        table.problem("most", message, "lower `most`, or make pitch and cells smaller")


def _ink(element: TextElement) -> Box:
    """Where ink can be: a single line at the box's foot does not fill a box that is taller than it."""
    box = element.box
    tall = TALLEST_CAP * element.style.size
    if element.style.valign != "bottom" or element.lines > 1 or element.fit != "line" or box.h <= tall:
        return box
    return Box(box.x, box.bottom - tall, box.w, tall)


def is_order_number(element: TextElement) -> bool:
    """Whether the text is the order's number and nothing else, whoever the customer is."""
    texts = (*element.text, *element.no_name)
    return bool(texts) and all(text.replace(" ", "") == "{{order.short}}" for _, text in texts)


def _within(box: Box, sheet: Sheet, inset: float) -> bool:
    return (
        box.x >= inset - _SLACK
        and box.y >= inset - _SLACK
        and box.right <= sheet.width - inset + _SLACK
        and box.bottom <= sheet.height - inset + _SLACK
    )


def _touches(box: Box, sheet: Sheet) -> bool:
    return box.right > 0 and box.bottom > 0 and box.x < sheet.width and box.y < sheet.height


def _turned(angle: float) -> str:
    return f"turned by {angle:g} degrees, it " if angle else ""


def _written(box: Box) -> str:
    return ", ".join(f"{mm(side)} mm" for side in box)
