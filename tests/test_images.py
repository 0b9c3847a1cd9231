"""Owners' pictures: right samples whatever way they were saved, nothing beside the pixels, nothing that unfolds."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from inserts.images import open_picture
from inserts.model.card import PictureData
from inserts.model.problem import Problem

HEAD = b"\x89PNG\r\n\x1a\n"
NOTE = b"Jane Roe, 12 Secret Lane"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(
    width: int, height: int, depth: int, kind: int, rows: bytes, extra: Iterable[tuple[bytes, bytes]] = ()
) -> bytes:
    """A PNG by hand: `rows` are unfiltered rows, each without its filter byte."""
    step = len(rows) // height
    raw = b"".join(b"\0" + rows[at : at + step] for at in range(0, len(rows), step))
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))]
    parts += [chunk(name, data) for name, data in extra]
    return HEAD + b"".join(parts) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(folder: Path, data: bytes, name: str = "logo.png") -> PictureData:
    (folder / name).write_bytes(data)
    found = open_picture(folder / name, root=folder)
    assert isinstance(found, PictureData), str(found)
    return found


def refused(folder: Path, data: bytes, name: str = "logo.png") -> str:
    (folder / name).write_bytes(data)
    found = open_picture(folder / name, root=folder)
    assert isinstance(found, Problem)
    assert found.hint, "a problem without a cure"
    assert found.where.file == str(folder / name)
    return found.message


def samples(picture: PictureData) -> list[object]:
    """The colour samples, read back as the image data of a PNG; every byte of the stream must be a row's."""
    channels = {"gray": 1, "rgb": 3, "cmyk": 4}[picture.colour]
    size = (picture.width, picture.height) if picture.orientation < 5 else (picture.height, picture.width)
    assert len(zlib.decompress(picture.data)) == size[1] * (1 + size[0] * channels)
    return pixels(rewrapped(picture.data, size, 0 if channels == 1 else 2))


def opacity(picture: PictureData) -> list[object]:
    assert picture.alpha
    return pixels(rewrapped(picture.alpha, (picture.width, picture.height), 0))


def rewrapped(data: bytes, size: tuple[int, int], kind: int) -> Image.Image:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, kind, 0, 0, 0))
    return Image.open(BytesIO(HEAD + header + chunk(b"IDAT", data) + chunk(b"IEND", b"")))


def pixels(image: Image.Image) -> list[object]:
    return [image.getpixel((x, y)) for y in range(image.height) for x in range(image.width)]


def drawn(width: int = 48, height: int = 32, mode: str = "RGB") -> Image.Image:
    ramp = Image.linear_gradient("L").resize((width, height))
    full = Image.merge("RGB", (ramp, ramp.rotate(180), ramp.rotate(90).resize((width, height))))
    return full.convert(mode)


# Samples


def test_grey_of_every_depth_keeps_its_values(tmp_path: Path) -> None:
    for depth, rows, expected in (
        (1, b"\x80\x40", [255, 0, 0, 255]),
        (2, b"\x10\xb0", [0, 85, 170, 255]),
        (4, b"\x0f\x37", [0, 255, 51, 119]),
        (8, bytes([0, 1, 254, 255]), [0, 1, 254, 255]),
        (16, struct.pack(">4H", 0, 258, 0x8001, 65535), [0, 1, 128, 255]),
    ):
        picture = opened(tmp_path, png(2, 2, depth, 0, rows))
        assert (picture.colour, picture.kind, picture.alpha) == ("gray", "png", b"")
        assert samples(picture) == expected, depth


def test_colour_of_both_depths_keeps_its_values(tmp_path: Path) -> None:
    eight = opened(tmp_path, png(2, 1, 8, 2, bytes([1, 2, 3, 250, 251, 252])))
    sixteen = opened(tmp_path, png(2, 1, 16, 2, struct.pack(">6H", 256, 512, 768, 64000, 64256, 64512)))
    assert samples(eight) == samples(sixteen) == [(1, 2, 3), (250, 251, 252)]
    assert eight.colour == sixteen.colour == "rgb"


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
def test_a_palette_becomes_its_colours(tmp_path: Path, depth: int) -> None:
    rows = {1: b"\x40", 2: b"\x10", 4: b"\x01", 8: b"\x00\x01"}[depth]
    colours = (b"PLTE", bytes([10, 20, 30, 200, 100, 50]))
    assert samples(opened(tmp_path, png(2, 1, depth, 3, rows, [colours]))) == [(10, 20, 30), (200, 100, 50)]


def test_a_palette_with_opacities_keeps_both(tmp_path: Path) -> None:
    extra = [(b"PLTE", bytes([10, 20, 30, 200, 100, 50])), (b"tRNS", bytes([0, 128]))]
    picture = opened(tmp_path, png(2, 1, 8, 3, b"\x00\x01", extra))
    assert samples(picture) == [(10, 20, 30), (200, 100, 50)]
    assert opacity(picture) == [0, 128]


@pytest.mark.parametrize(
    ("depth", "rows", "clear", "expected"),
    [
        (1, b"\x40", 1, [255, 0]),
        (1, b"\x40", 0, [0, 255]),
        (2, b"\x70", 1, [0, 255]),
        (4, b"\x3f", 15, [255, 0]),
        (8, b"\x07\xff", 7, [0, 255]),
        (16, struct.pack(">2H", 0x1234, 0x1235), 0x1235, [255, 0]),
        (16, struct.pack(">2H", 0x1234, 0x2234), 0x1234, [0, 255]),
    ],
)
def test_one_clear_grey_is_clear_at_every_depth(
    tmp_path: Path, depth: int, rows: bytes, clear: int, expected: list[int]
) -> None:
    picture = opened(tmp_path, png(2, 1, depth, 0, rows, [(b"tRNS", struct.pack(">H", clear))]))
    assert picture.colour == "gray"
    assert opacity(picture) == expected


@pytest.mark.parametrize("depth", [8, 16])
def test_one_clear_colour_is_clear(tmp_path: Path, depth: int) -> None:
    values = (1, 2, 3, 4, 5, 6)
    rows = bytes(values) if depth == 8 else struct.pack(">6H", *(v << 8 for v in values))
    clear = struct.pack(">3H", *(v if depth == 8 else v << 8 for v in values[3:]))
    picture = opened(tmp_path, png(2, 1, depth, 2, rows, [(b"tRNS", clear)]))
    assert samples(picture) == [(1, 2, 3), (4, 5, 6)]
    assert opacity(picture) == [255, 0]


def test_opacity_is_kept_apart_from_colour(tmp_path: Path) -> None:
    grey = opened(tmp_path, png(2, 1, 8, 4, bytes([10, 0, 20, 200])))
    deep = opened(tmp_path, png(2, 1, 16, 4, struct.pack(">4H", 10 << 8, 0, 20 << 8, 200 << 8)))
    for picture in (grey, deep):
        assert (picture.colour, samples(picture), opacity(picture)) == ("gray", [10, 20], [0, 200])
    full = opened(tmp_path, png(2, 1, 8, 6, bytes([1, 2, 3, 0, 4, 5, 6, 200])))
    assert (full.colour, samples(full), opacity(full)) == ("rgb", [(1, 2, 3), (4, 5, 6)], [0, 200])


def test_an_opacity_that_hides_nothing_is_left_away(tmp_path: Path) -> None:
    assert opened(tmp_path, png(2, 1, 8, 6, bytes([1, 2, 3, 255, 4, 5, 6, 255]))).alpha == b""
    clear_unused = png(2, 1, 8, 0, b"\x01\x02", [(b"tRNS", b"\x00\x09")])
    assert opened(tmp_path, clear_unused).alpha == b""
    assert opened(tmp_path, png(2, 1, 16, 0, b"\1\2\3\4", [(b"tRNS", b"\x09\x09")])).alpha == b""


def test_interlaced_rows_are_put_in_order(tmp_path: Path) -> None:
    # Adam7 of 2 x 2: pass 1 is the first pixel, pass 6 the second, pass 7 the second row.
    raw = b"\0\x0a\0\x14\0\x1e\x28"
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 1))
    data = HEAD + head + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")
    assert samples(opened(tmp_path, data)) == [10, 20, 30, 40]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA"]), st.randoms())
def test_whatever_pillow_saves_comes_back(tmp_path: Path, width: int, height: int, mode: str, random: object) -> None:
    noise = Image.frombytes("RGBA", (width, height), random.randbytes(width * height * 4))  # type: ignore[attr-defined]
    image = noise.convert("RGB").convert(mode) if mode == "P" else noise.convert(mode)
    picture = opened(tmp_path, encoded(image, "PNG"))
    plain = image.convert("L" if mode in ("1", "L", "LA") else "RGB" if mode != "RGBA" else "RGBA").convert(
        "L" if picture.colour == "gray" else "RGB"
    )
    assert samples(picture) == pixels(plain)
    assert (picture.width, picture.height) == (width, height)


# JPEG


@pytest.mark.parametrize(("mode", "colour"), [("L", "gray"), ("RGB", "rgb"), ("CMYK", "cmyk")])
@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"comment": NOTE}])
def test_a_jpeg_keeps_its_picture_and_loses_the_rest(
    tmp_path: Path, mode: str, colour: str, options: dict[str, object]
) -> None:
    file = encoded(drawn(mode=mode), "JPEG", exif=exif(1), icc_profile=NOTE * 3000, **options)
    picture = opened(tmp_path, file + b"\xff\xd8" + NOTE, "logo.jpg")
    assert (picture.kind, picture.colour, picture.alpha) == ("jpeg", colour, b"")
    assert NOTE not in picture.data
    assert b"Exif" not in picture.data
    bare = Image.open(BytesIO(picture.data))
    assert bare.mode == mode
    assert bare.tobytes() == Image.open(BytesIO(file)).tobytes()


def exif(orientation: object, note: bytes = NOTE) -> bytes:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x013B] = note.decode()
    return data.tobytes()


def test_rgb_told_by_adobes_mark_keeps_the_mark(tmp_path: Path) -> None:
    file = encoded(drawn(), "JPEG", keep_rgb=True)
    mark = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"
    picture = opened(tmp_path, file[:2] + mark + file[2:], "logo.jpg")
    assert mark in picture.data


def test_cmyk_without_adobes_mark_is_not_turned_into_its_negative(tmp_path: Path) -> None:
    file = encoded(Image.new("CMYK", (16, 8), (200, 100, 50, 25)), "JPEG", quality=100)
    at = file.index(b"\xff\xee")
    plain = file[:at] + file[at + 16 :]
    assert b"Adobe" not in plain
    picture = opened(tmp_path, plain, "logo.jpg")
    assert (picture.kind, picture.colour) == ("png", "cmyk")
    row = zlib.decompress(picture.data)[:5]
    assert row[0] == 0
    # the file's values are taken as they stand: here Pillow had written the negative
    assert all(abs(a - b) <= 2 for a, b in zip(row[1:], (55, 155, 205, 230), strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_how_the_rows_lie_is_told_and_the_size_is_the_upright_one(tmp_path: Path, kind: str, orientation: int) -> None:
    picture = opened(tmp_path, encoded(drawn(48, 32), kind, exif=exif(orientation)))
    assert picture.orientation == orientation
    assert (picture.width, picture.height) == ((48, 32) if orientation < 5 else (32, 48))


@pytest.mark.parametrize("orientation", [0, 9, 200])
def test_an_orientation_there_is_not_is_upright(tmp_path: Path, orientation: int) -> None:
    assert opened(tmp_path, encoded(drawn(), "JPEG", exif=exif(orientation))).orientation == 1


def test_a_photo_with_a_second_picture_behind_it_is_the_first(tmp_path: Path) -> None:
    file = BytesIO()
    drawn().save(file, "MPO", save_all=True, append_images=[Image.new("RGB", (48, 32), "red")])
    picture = opened(tmp_path, file.getvalue(), "photo.jpg")
    assert picture.data.count(b"\xff\xd8\xff") == 1
    assert Image.open(BytesIO(picture.data)).tobytes() == drawn_as_jpeg().tobytes()


def drawn_as_jpeg() -> Image.Image:
    return Image.open(BytesIO(encoded(drawn(), "JPEG")))


def test_a_kind_of_jpeg_no_pdf_holds_is_refused(tmp_path: Path) -> None:
    file = encoded(drawn(), "JPEG")
    at = file.index(b"\xff\xc0")
    for frame in (0xC3, 0xC9, 0xCA):
        refused(tmp_path, file[: at + 1] + bytes([frame]) + file[at + 2 :], "logo.jpg")


# Beside the pixels


def test_words_in_a_png_stay_out(tmp_path: Path) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", NOTE.decode())
    picture = opened(tmp_path, encoded(drawn(), "PNG", pnginfo=told, icc_profile=NOTE * 9, exif=exif(1)))
    assert NOTE not in zlib.decompress(picture.data) + picture.data
    assert picture.data == opened(tmp_path, encoded(drawn(), "PNG")).data


def test_equal_files_have_equal_keys_and_others_other_ones(tmp_path: Path) -> None:
    one = opened(tmp_path, encoded(drawn(), "PNG"), "a.png")
    assert opened(tmp_path, encoded(drawn(), "PNG"), "b.png") == one
    assert opened(tmp_path, encoded(drawn(49), "PNG"), "c.png").key != one.key


# Refused


def test_a_name_does_not_make_a_picture(tmp_path: Path) -> None:
    assert "EPS" in refused(tmp_path, b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n")
    assert "SVG" in refused(tmp_path, b"\n<svg xmlns='http://www.w3.org/2000/svg'/>")
    assert "GIF" in refused(tmp_path, encoded(drawn(mode="P"), "GIF"))
    assert "WebP" in refused(tmp_path, b"RIFF\x24\x00\x00\x00WEBPVP8 ", "logo.jpg")
    assert "HEIC" in refused(tmp_path, b"\x00\x00\x00\x18ftypheic", "photo.jpg")
    assert "neither" in refused(tmp_path, b"hello")
    assert "empty" in refused(tmp_path, b"")


def test_a_jpeg_named_png_is_a_jpeg(tmp_path: Path) -> None:
    assert opened(tmp_path, encoded(drawn(), "JPEG"), "logo.png").kind == "jpeg"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_file_cut_off_before_its_pixels_end_is_told(tmp_path: Path, kind: str) -> None:
    file = encoded(drawn(160, 120), kind)
    end = len(file) - (2 if kind == "JPEG" else 30)  # a PNG's last bytes are checksums and an empty chunk
    for length in (1, 5, 40, end // 10, end // 2, end * 9 // 10, end):
        refused(tmp_path, file[:length])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data(), st.sampled_from(["PNG", "JPEG"]))
def test_damage_is_told_and_never_raised(tmp_path: Path, data: st.DataObject, kind: str) -> None:
    file = bytearray(encoded(drawn(), kind, exif=exif(6)))
    for _ in range(data.draw(st.integers(1, 6))):
        file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "logo").write_bytes(file)
    assert isinstance(open_picture(tmp_path / "logo", root=tmp_path), PictureData | Problem)


def test_more_pixels_than_print_needs_are_refused_before_they_unfold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda self: pytest.fail("decoded"))
    for side in (6400, 12000, 20000, 2**31 - 1):
        head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
        assert "pixels" in refused(tmp_path, HEAD + head + chunk(b"IDAT", b"x") + chunk(b"IEND", b""))


def test_forty_million_pixels_are_not_too_many(tmp_path: Path) -> None:
    picture = opened(tmp_path, encoded(Image.new("1", (8000, 5000)), "PNG"))
    assert (picture.width, picture.height) == (8000, 5000)


def test_text_that_unfolds_is_refused(tmp_path: Path) -> None:
    bomb = (b"zTXt", b"note\0\0" + zlib.compress(bytes(80_000_000), 9))
    assert len(bomb[1]) < 100_000
    refused(tmp_path, png(1, 1, 8, 0, b"\x01", [bomb]))


def test_a_file_too_large_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "logo.png").open("wb") as file:
        file.write(HEAD)
        file.truncate(20_000_001)
    found = open_picture(tmp_path / "logo.png", root=tmp_path)
    assert isinstance(found, Problem)
    assert "20 MB" in found.message


def test_what_is_no_file_in_the_folder_is_told(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    (shop / "pictures").mkdir(parents=True)
    outside = tmp_path / "logo.png"
    outside.write_bytes(encoded(drawn(), "PNG"))
    (shop / "link.png").symlink_to(outside)
    (shop / "circle.png").symlink_to(shop / "circle.png")
    for name, word in (
        ("../logo.png", "outside"),
        (str(outside), "outside"),
        ("link.png", "outside"),
        ("pictures", "folder"),
        (".", "folder"),
        ("missing.png", "no such"),
        ("circle.png", ""),
        ("a\0b.png", "read"),
        ("x" * 5000, "read"),
    ):
        found = open_picture(Path(name), root=shop)
        assert isinstance(found, Problem), name
        assert word in found.message, name
        assert found.hint


def test_a_link_that_stays_in_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(encoded(drawn(), "PNG"))
    (tmp_path / "b.png").symlink_to(tmp_path / "a.png")
    assert isinstance(open_picture(Path("b.png"), root=tmp_path), PictureData)
