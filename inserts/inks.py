"""Pictures and colours as inks: black and white alone, or through a press profile to CMYK."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

from inserts.model.card import PictureData
from inserts.model.colour import Colour
from inserts.model.problem import Stop

MOST_BYTES = 20_000_000
"""Of a profile. The largest in use have 3 MB."""

_CLASS, _SPACE, _MARK = slice(12, 16), slice(16, 20), slice(36, 40)
"""ICC.1:2022, 7.2: profile class, colour space and the file's mark in the header."""

_KINDS = {b"mntr": "a screen", b"scnr": "a scanner", b"link": "a link of two devices", b"spac": "a colour space"}
_CONDITION = re.compile(r"(?:FOGRA\s?\d+L?|CGATS\s?TR\s?\d+|JC20\d\d\d\d?)", re.IGNORECASE)
"""Printing conditions of the ICC's registry that profiles name in their description."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_COLOUR = {"gray": 0, "rgb": 2}


Convert = Callable[[Image.Image], Image.Image]


@dataclass(frozen=True, slots=True)
class Profile:
    """A CMYK press profile. `condition` is the printing condition's registered name, or "Custom"."""

    data: bytes
    about: str
    condition: str
    _convert: Convert = field(repr=False, compare=False)
    _ink: Callable[[tuple[float, ...]], Colour] = field(repr=False, compare=False)

    def colour(self, colour: Colour) -> Colour:
        """RGB as CMYK by the profile; black, white and greys of it by black alone. Other colours are inks already."""
        if colour.space != "rgb":
            return colour
        return Colour("gray", colour.values[:1]) if len(set(colour.values)) == 1 else self._ink(colour.values)

    def picture(self, picture: PictureData) -> PictureData:
        """An RGB picture as CMYK, with the opacity it has; others as they are."""
        if picture.colour != "rgb":
            return picture
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # its size was checked when it was opened
            inked = self._convert(_decoded(picture, picture.data))
        samples, step = inked.tobytes(), 4 * inked.width
        rows = b"".join(b"\x00" + samples[at : at + step] for at in range(0, len(samples), step))
        return replace(picture, kind="png", data=zlib.compress(rows), colour="cmyk")


def open_profile(path: Path) -> Profile:
    """The press profile in the file. Raises Stop."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        hint = "ask the print shop which profile it wants, and name its file"
        raise Stop(f"{path}: the profile cannot be read: {error.strerror or error}", hint, exit_code=2) from error
    _check(path, data)
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        about = ImageCms.getProfileDescription(profile).strip()
        convert = _transform(profile)
    except Exception as error:  # the library raises whatever the damage makes it raise
        raise Stop(f"{path}: the profile is damaged", "get it again from the print shop", exit_code=2) from error
    named = _CONDITION.search(about)
    condition = named[0].replace(" ", "").upper() if named else "Custom"
    return Profile(data, about or path.name, condition, convert, _inking(convert))


def black_and_white(picture: PictureData) -> bool:
    """Whether all pixels are black or white, and wholly there or wholly clear."""
    if picture.colour == "cmyk":
        return False
    planes = [_decoded(picture, picture.data)]
    if picture.alpha:
        planes.append(_decoded(replace(picture, colour="gray", kind="png", orientation=1), picture.alpha))
    return all(_two_values(plane) for plane in planes)


def _two_values(image: Image.Image) -> bool:
    known = image.getcolors(2)
    return known is not None and all(value in (0, 255, (0, 0, 0), (255, 255, 255)) for _, value in known)


def _check(path: Path, data: bytes) -> None:
    hint = "a press profile is a CMYK output profile such as ISOcoated_v2_300_bas.icc or PSOcoated_v3.icc"
    if len(data) < 128 or data[_MARK] != b"acsp":
        raise Stop(f"{path} is no ICC profile", hint, exit_code=2)
    if len(data) > MOST_BYTES:
        raise Stop(f"{path} is too large for a profile", hint, exit_code=2)
    if data[_CLASS] != b"prtr":
        kind = _KINDS.get(data[_CLASS], "something else")
        raise Stop(f"{path} is the profile of {kind}, not of a press", hint, exit_code=2)
    if data[_SPACE] != b"CMYK":
        raise Stop(f"{path} is a profile for {data[_SPACE].decode('latin-1').strip()}, not for CMYK", hint, exit_code=2)


def _transform(profile: ImageCms.ImageCmsProfile) -> Convert:
    """From sRGB by relative colorimetry, black points matched, as design tools do it."""
    made: Any = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        profile,
        "RGB",
        "CMYK",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )

    def convert(image: Image.Image) -> Image.Image:
        inked = ImageCms.applyTransform(image.convert("RGB"), made)
        assert inked is not None  # only a transform in place gives none
        return inked

    return convert


def _inking(convert: Convert) -> Callable[[tuple[float, ...]], Colour]:
    """What gives one colour as CMYK; each is asked for on every card."""

    @lru_cache(maxsize=256)
    def ink(values: tuple[float, ...]) -> Colour:
        pixel = Image.new("RGB", (1, 1), tuple(round(255 * min(1.0, max(0.0, part))) for part in values))
        inked: Any = convert(pixel).getpixel((0, 0))
        return Colour("cmyk", tuple(round(part / 255, 3) for part in inked))

    return ink


def _decoded(picture: PictureData, data: bytes) -> Image.Image:
    """The stored rows as pixels."""
    if picture.kind == "jpeg":
        return Image.open(BytesIO(data), formats=("JPEG",))
    width, height = (picture.width, picture.height) if picture.orientation < 5 else (picture.height, picture.width)
    head = b"".join(
        (width.to_bytes(4, "big"), height.to_bytes(4, "big"), bytes((8, _PNG_COLOUR[picture.colour], 0, 0, 0)))
    )
    file = _PNG + b"".join(_chunk(name, body) for name, body in ((b"IHDR", head), (b"IDAT", data), (b"IEND", b"")))
    return Image.open(BytesIO(file), formats=("PNG",))


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")
