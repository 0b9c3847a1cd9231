"""Pictures as image XObjects, and the matrix that puts one into its box."""

from __future__ import annotations

from typing import Any

from inserts.model.card import PictureData
from inserts.model.length import Box
from inserts.pdf.numbers import matrix
from inserts.pdf.objects import Name, Stream, array, dictionary

_SPACE = {"gray": ("DeviceGray", 1), "rgb": ("DeviceRGB", 3), "cmyk": ("DeviceCMYK", 4)}

_UPRIGHT = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""EXIF orientation (EXIF 2.32, 4.6.4 A) as a map of the unit square the stored picture is drawn in."""


def embed(document: Any, picture: PictureData) -> Any:
    """A reference to the picture's image XObject. A JPEG goes in as it is."""
    columns, rows = picture.width, picture.height
    if picture.orientation >= 5:
        columns, rows = rows, columns
    space, channels = _SPACE[picture.colour]
    entries = _image(columns, rows, space)
    if picture.kind == "jpeg":
        entries["Filter"] = Name("DCTDecode")
        if picture.colour == "cmyk":
            entries["Decode"] = array(1, 0, 1, 0, 1, 0, 1, 0)  # Adobe's CMYK JPEGs hold inverted values
        return document.Reference(Stream(picture.data, entries))
    if picture.alpha:
        mask = {**_image(columns, rows, "DeviceGray"), **_filtered_rows(columns, 1)}
        entries["SMask"] = document.Reference(Stream(picture.alpha, mask))
    return document.Reference(Stream(picture.data, {**entries, **_filtered_rows(columns, channels)}))


def _image(columns: int, rows: int, space: str) -> dict[str, Any]:
    return {
        "Type": Name("XObject"),
        "Subtype": Name("Image"),
        "Width": columns,
        "Height": rows,
        "BitsPerComponent": 8,
        "ColorSpace": Name(space),
    }


def _filtered_rows(columns: int, channels: int) -> dict[str, Any]:
    parameters = {"Predictor": 15, "Colors": channels, "BitsPerComponent": 8, "Columns": columns}
    return {"Filter": Name("FlateDecode"), "DecodeParms": dictionary(parameters)}


def placed(picture: PictureData, box: Box, top: float) -> str:
    """A `cm` operator that puts the picture upright, as large as its shape allows, into the middle of the box.

    `top` is the height from which the box's y is measured downwards.
    """
    scale = min(box.w / picture.width, box.h / picture.height)
    w, h = picture.width * scale, picture.height * scale
    left, bottom = box.x + (box.w - w) / 2, top - box.y - (box.h + h) / 2
    a, b, c, d, e, f = _UPRIGHT[picture.orientation]
    return matrix(a * w, b * h, c * w, d * h, e * w + left, f * h + bottom)
