"""Opening the owner's pictures: checked before they are decoded, then in the form a PDF takes.

PNG and JPEG, told by their content. What a file says beside its pixels (places, cameras, authors, previews) is left
behind; a colour profile is too: the values are taken as plain grey, RGB or CMYK.
"""

from __future__ import annotations

import re
import warnings
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageOps
from PIL.PngImagePlugin import PngInfo

from inserts.model.card import PictureData
from inserts.model.problem import Problem, Where

MOST_BYTES = 20_000_000
MOST_PIXELS = 40_000_000
"""40 megapixels are 60 cm at 300 dpi; a small file can unfold to any number of them."""

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_OTHERS = {
    b"GIF8": "GIF",
    b"%!PS": "PostScript (EPS)",
    b"\xc5\xd0\xd3\xc6": "PostScript (EPS)",
    b"%PDF": "PDF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"8BPS": "Photoshop",
    b"<svg": "SVG",
    b"<?xml": "SVG",
}
_ORIENTATION = 0x0112  # EXIF 2.32, 4.6.4 A

# JPEG markers (ITU-T T.81, table B.1)
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_DRAWABLE = (0xC0, 0xC1, 0xC2)  # Huffman coded, sequential or progressive: what DCTDecode reads (ISO 32000-1, 7.4.8)
_SCAN, _END, _COMMENT = 0xDA, 0xD9, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_JFIF, _ADOBE = (0xE0, b"JFIF\x00"), (0xEE, b"Adobe")


class Refused(Exception):
    """Why a file is not taken, with what to do about it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def open_picture(path: Path, *, root: Path) -> PictureData | Problem:
    """The picture at `path`, which must lie in `root` (links followed), or what is wrong with it.

    A relative path starts at `root`. Equal files give equal keys. Warnings of the decoder count as damage;
    they are caught process-wide, so pictures are opened by one thread at a time.
    """
    try:
        return picture(read_inside(path, root))
    except Refused as refused:
        return Problem(Where(str(path)), refused.message, refused.hint)


def read_inside(path: Path, root: Path, *, place: str = "shop") -> bytes:
    """The bytes of a file in the folder `root` of the `place`. Raises Refused."""
    try:
        real = (root / path).resolve()
        if not real.is_relative_to(root.resolve()):
            raise Refused(f"the picture lies outside the {place}'s folder", "copy it into the folder and name it there")
        if real.is_dir():
            raise Refused("this is a folder, not a picture", "name a PNG or JPEG file in it")
        if not real.is_file():
            raise Refused("there is no such picture", "check its name, capital and small letters as well")
        with real.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, RuntimeError, ValueError) as error:  # refused by the system, a circle of links, a NUL in the name
        raise Refused("the picture cannot be read", "check its name and that you may read it") from error
    if len(data) > MOST_BYTES:
        raise Refused(f"the file is larger than {MOST_BYTES // 10**6} MB", "save the picture smaller")
    return data


def picture(data: bytes) -> PictureData:
    """The picture in the bytes of a PNG or JPEG file. Raises Refused."""
    _check_kind(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
                _check_size(image)
                return _png(image, data) if data.startswith(_PNG) else _jpeg(image, data)
    except Refused:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_many_pixels() from error
    except Exception as error:  # a decoder raises whatever the damage makes it raise
        raise Refused(
            "the picture is damaged or cut off", "save it again as PNG or JPEG from the program it was made with"
        ) from error


def upright_png(data: bytes) -> tuple[bytes, int, int]:
    """A sound picture as a PNG whose rows are upright, with its width and height in pixels. Raises Refused.

    For programs that know neither CMYK nor turned pictures.
    """
    found = picture(data)
    if found.colour == "cmyk":
        raise Refused("the picture has CMYK colours", "save it as RGB, or the whole artwork as PDF")
    with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as image:
        upright = ImageOps.exif_transpose(image)
        upright.info.clear()
        file = BytesIO()
        upright.convert("RGBA" if found.alpha else "RGB").save(file, "PNG", compress_level=1)
    return file.getvalue(), found.width, found.height


def write_png(width: int, height: int, rgb: bytes, *, dpi: int, software: str) -> bytes:
    """A PNG of the pixels in `rgb`, three bytes each, row by row; `software` is written into it as its maker."""
    made = PngInfo()
    made.add_text("Software", software)
    file = BytesIO()
    Image.frombytes("RGB", (width, height), rgb).save(file, "PNG", dpi=(dpi, dpi), pnginfo=made)
    return file.getvalue()


def _check_kind(data: bytes) -> None:
    if data.startswith((_PNG, _JPEG)):
        return
    name = next((name for start, name in _OTHERS.items() if data.lstrip().startswith(start)), "")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        name = "WebP"
    if data[4:8] == b"ftyp":
        name = "HEIC or AVIF"
    told = f"this is a {name} file, whatever its name says" if name else "this is neither a PNG nor a JPEG"
    raise Refused(told if data else "the file is empty", "save the picture as PNG or JPEG")


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Refused:
    limit = MOST_PIXELS // 10**6
    return Refused(
        f"the picture has more than {limit} million pixels", "save it smaller: 2000 pixels across are plenty"
    )


def _finished(
    image: Image.Image,
    file: bytes,
    kind: Literal["jpeg", "png"],
    data: bytes,
    colour: Literal["gray", "rgb", "cmyk"],
    size: tuple[int, int],
    alpha: bytes = b"",
) -> PictureData:
    told = image.getexif().get(_ORIENTATION)
    orientation = told if isinstance(told, int) and 1 <= told <= 8 else 1
    width, height = size if orientation < 5 else size[::-1]
    return PictureData(sha256(file).hexdigest(), width, height, kind, data, colour, alpha, orientation)


# PNG


def _png(image: Image.Image, file: bytes) -> PictureData:
    image.load()
    if file[12:16] != b"IHDR":
        raise ValueError("no header")
    colour, alpha = _parts(image, depth=file[24], gray=file[25] in (0, 4))
    name: Literal["gray", "rgb"] = "gray" if colour.mode == "L" else "rgb"
    return _finished(image, file, "png", _rows(colour), name, image.size, _rows(alpha) if alpha else b"")


def _parts(image: Image.Image, depth: int, gray: bool) -> tuple[Image.Image, Image.Image | None]:
    """8-bit colour ("L" or "RGB"), and opacity unless all of it is opaque."""
    clear = image.info.get("transparency")
    if image.mode == "I;16":
        return _deep(image, clear)
    if clear is not None and image.mode in ("L", "RGB"):
        image.info["transparency"] = _at_eight_bits(clear, depth)
    if clear is None and image.mode not in ("LA", "RGBA"):
        return image.convert("L" if gray else "RGB"), None
    full = image.convert("RGBA")
    alpha = full.getchannel("A")
    return full.getchannel("R") if gray else full.convert("RGB"), None if _opaque(alpha) else alpha


def _at_eight_bits(clear: int | tuple[int, ...], depth: int) -> int | tuple[int, ...]:
    """The clear colour as Pillow's samples tell it; tRNS holds it in the file's own depth (PNG 1.2, 4.2.1.1)."""
    if isinstance(clear, tuple):
        return tuple(part >> 8 if depth == 16 else part for part in clear)
    most: int = (1 << depth) - 1
    return (clear & most) * 255 // most


def _deep(image: Image.Image, clear: int | None) -> tuple[Image.Image, Image.Image | None]:
    """16-bit grey: the upper byte is the colour; both count when one value is clear."""
    samples = image.tobytes()  # low byte first
    low, high = (Image.frombytes("L", image.size, samples[start::2]) for start in (0, 1))
    if clear is None:
        return high, None
    differs = [
        band.point([255 * (v != part) for v in range(256)]) for band, part in ((high, clear >> 8), (low, clear & 255))
    ]
    alpha = ImageChops.lighter(*differs)
    return high, None if _opaque(alpha) else alpha


def _opaque(alpha: Image.Image) -> bool:
    return alpha.getextrema() == (255, 255)


def _rows(image: Image.Image) -> bytes:
    """The samples as filtered rows in a zlib stream: the image data of a PNG that Pillow writes."""
    file = BytesIO()
    image.save(file, "PNG")
    data, out, at = file.getvalue(), [], len(_PNG)
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            out.append(data[at + 8 : end - 4])
        at = end
    return b"".join(out)


# JPEG


def _jpeg(image: Image.Image, file: bytes) -> PictureData:
    size = image.size
    if image.mode == "CMYK" and "adobe" not in image.info:
        return _finished(image, file, "png", _plain_cmyk(image), "cmyk", size)
    image.draft(image.mode, (1, 1))  # an eighth of the size tells damage as well
    image.load()
    colour: Literal["gray", "cmyk", "rgb"] = "gray" if image.mode == "L" else "cmyk" if image.mode == "CMYK" else "rgb"
    return _finished(image, file, "jpeg", _bare(file), colour, size)


def _plain_cmyk(image: Image.Image) -> bytes:
    """Rows of a CMYK JPEG without Adobe's mark. Its values are not inverted (so libjpeg says); Pillow inverts all."""
    samples = ImageChops.invert(image).tobytes()
    step = 4 * image.width
    return zlib.compress(b"".join(b"\x00" + samples[at : at + step] for at in range(0, len(samples), step)))


def _bare(data: bytes) -> bytes:
    """The JPEG without comments, application data and what follows its end. Adobe's mark stays: it tells colours."""
    out, at, scanning = [data[:2]], 2, False
    while found := _MARKER.search(data, at):
        marker, start = found[0][1], found.end()
        if scanning:
            out.append(data[at : found.start()])
        if marker == _END:
            return b"".join((*out, found[0]))
        if marker in _FRAMES and marker not in _DRAWABLE:
            raise Refused("this is a rare kind of JPEG that a PDF cannot hold", "save it as a common JPEG or as PNG")
        at = start + int.from_bytes(data[start : start + 2], "big")
        if _draws(marker, data[start + 2 : start + 7]):
            out.append(data[found.start() : at])
        scanning = marker == _SCAN
    raise ValueError("no end of image")


def _draws(marker: int, head: bytes) -> bool:
    """Whether a segment has to do with how the picture looks."""
    return (marker, head) in (_JFIF, _ADOBE) or (marker not in _APPLICATION and marker != _COMMENT)
