"""Artwork from any design tool: opened whole or refused by name, laid to its bleed, embedded once."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.colors import CMYKColorSep
from reportlab.pdfgen.canvas import Canvas

from inserts.artwork import Art, open_artwork
from inserts.artwork.page import open_page
from inserts.artwork.svg import open_svg
from inserts.images import Refused
from inserts.model.card import ArtData, Picture, Sheet
from inserts.model.colour import WHITE
from inserts.model.length import MM, Box
from inserts.model.problem import Stop, Where
from inserts.model.template import ArtElement, Element, ImageElement, Template
from inserts.pdf import write
from inserts.templates import load_template
from tests.shops import SHOP, make_shop, numbered, outside, run

CARD, BLEED = (90.0, 54.0), 3.0
WHOLE = Box(-BLEED * MM, -BLEED * MM, 96 * MM, 60 * MM)
MAGENTA, CYAN, BLACK = (0, 1, 0, 0), (1, 0, 0, 0), (0, 0, 0, 1)
Rgb = tuple[int, int, int]

BLED = ["magenta", "magenta", "cyan", "cyan", "magenta"]
"""Two places in the bleed, two inside the trim, one in the bleed again."""


def page(w: float = 96, h: float = 60, frame: float = 3, **boxes: tuple[float, float, float, float]) -> bytes:
    """A PDF of that size in mm: magenta, cyan inside a frame, a black corner at the cyan's top left. Boxes in mm."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(w * MM, h * MM), invariant=1)
    for ink, x, y, width, height in (
        (MAGENTA, 0, 0, w, h),
        (CYAN, frame, frame, w - 2 * frame, h - 2 * frame),
        (BLACK, frame, h - frame - 10, 10, 10),
    ):
        canvas.setFillColorCMYK(*ink)
        canvas.rect(x * MM, y * MM, width * MM, height * MM, stroke=0, fill=1)
    canvas.save()
    return with_entries(file.getvalue(), **{key: [side * MM for side in box] for key, box in boxes.items()})


def with_entries(data: bytes, **entries: object) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for key, value in entries.items():
            pdf.pages[0].obj[f"/{key}"] = pikepdf.Array(value) if isinstance(value, list) else value
        return saved(pdf)


def saved(pdf: pikepdf.Pdf, **how: object) -> bytes:
    file = io.BytesIO()
    pdf.save(file, static_id=not how, **how)  # type: ignore[arg-type]
    return file.getvalue()


def drawn(content: bytes, resources: str = "<< >>", size: tuple[float, float] = (96, 60)) -> bytes:
    """A PDF of one page with these operators and resources."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(size[0] * MM, size[1] * MM))
    pdf.pages[0].obj.Contents = pdf.make_stream(content)
    pdf.pages[0].obj.Resources = pikepdf.Object.parse(resources.encode())
    return saved(pdf)


def svg(body: str, size: str = 'width="96mm" height="60mm" viewBox="0 0 96 60"', head: str = "") -> bytes:
    link = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"{head}<svg {link} {size}>{body}</svg>".encode()


FRAMED = '<rect width="96" height="60" fill="#f0f"/><rect x="3" y="3" width="90" height="54" fill="#0ff"/>'


def raster(w: int, h: int, kind: str = "PNG", **how: object) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (w, h), (200, 30, 40)).save(file, kind, **how)
    return file.getvalue()


def card(folder: Path, *elements: Element, bleed: float = BLEED) -> Template:
    (w, h), file = CARD, str(folder / "template.toml")
    return Template("mine", "name-card", "", w * MM, h * MM, bleed * MM, 0, (elements,), file, WHITE)


def art(source: str, number: int = 1, box: Box | None = None, line: int = 7) -> ArtElement:
    return ArtElement("ground", box or WHOLE, source, number, box is None, where=Where("template.toml", line))


def laid(folder: Path, data: bytes, number: int = 1, box: Box | None = None) -> tuple[Picture, Art]:
    """Artwork as it lies on the card."""
    (folder / "art").write_bytes(data)
    element = art("art", number, box)
    found = open_artwork(card(folder, element))
    assert not found.problems, found.problems
    picture = found.grounds[element]
    return picture, found.data[picture.key]


def refused(folder: Path, data: bytes, number: int = 1, box: Box | None = None) -> str:
    (folder / "art").write_bytes(data)
    (problem,) = open_artwork(card(folder, art("art", number, box))).problems
    assert problem.where == Where("template.toml", 7)
    assert problem.message.startswith("ground: art: ")
    assert problem.hint
    return f"{problem.message} ({problem.hint})"


def shown(picture: Picture, data: Art) -> Image.Image:
    """The card with its bleed, 10 pixels a mm, from the file our writer makes."""
    return render(made(picture, data))


def made(picture: Picture, data: Art) -> bytes:
    file = io.BytesIO()
    off = BLEED * MM
    clip = picture.clip and picture.clip._replace(x=picture.clip.x + off, y=picture.clip.y + off)
    moved = picture._replace(box=picture.box._replace(x=picture.box.x + off, y=picture.box.y + off), clip=clip)
    write(file, [Sheet(96 * MM, 60 * MM, marks=(moved,))], {data.key: data}, title="art", flip="")
    with pikepdf.open(io.BytesIO(file.getvalue()), attempt_recovery=False) as pdf:
        assert not pdf.check_pdf_syntax()
    return file.getvalue()


def streams(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Stream]:
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == kind]


def render(data: bytes, number: int = 0) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        return document[number].render(scale=10 / MM, rev_byteorder=True).to_pil().convert("RGB")


def at(image: Image.Image, x: float, y: float) -> str:
    """The nearest ink at a place in mm from the trim's corner."""
    pixel = image.getpixel((int((x + BLEED) * 10), int((y + BLEED) * 10)))
    inks = {"magenta": (230, 0, 140), "cyan": (0, 170, 230), "black": (30, 30, 30), "white": (255, 255, 255)}
    return min(inks, key=lambda ink: sum((a - b) ** 2 for a, b in zip(inks[ink], pixel, strict=True)))


# Where it lies


def test_a_page_with_bleed_reaches_the_bleed_and_its_finished_part_lies_on_the_trim(tmp_path: Path) -> None:
    image = shown(*laid(tmp_path, page()))
    assert [at(image, x, 27) for x in (-2.9, -0.2, 0.2, 89.8, 90.2, 92.8)] == [
        *("magenta", "magenta", "cyan", "cyan", "magenta", "magenta"),
    ]
    assert [at(image, 45, y) for y in (-2.9, -0.2, 0.2, 53.8, 54.2, 56.8)] == [
        *("magenta", "magenta", "cyan", "cyan", "magenta", "magenta"),
    ]
    assert at(image, 0.3, 0.3) == at(image, 9.7, 9.7) == "black"


def test_a_trim_box_lies_on_the_trim_whatever_is_around_it(tmp_path: Path) -> None:
    marks = page(116, 80, 13, TrimBox=(13, 13, 103, 67))
    picture, data = laid(tmp_path, marks)
    image = shown(picture, data)
    assert [at(image, x, 27) for x in (-2.8, -0.2, 0.2, 89.8, 90.2)] == BLED
    assert picture.clip == WHOLE


def test_printers_marks_beyond_a_bleed_box_are_not_drawn(tmp_path: Path) -> None:
    picture, _ = laid(tmp_path, page(116, 80, 13, TrimBox=(13, 13, 103, 67), BleedBox=(10, 10, 106, 70)))
    assert picture.box == pytest.approx(WHOLE, abs=0.01)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_lies_as_its_viewer_shows_it(tmp_path: Path, turn: int) -> None:
    w, h = (60, 96) if turn != 180 else (96, 60)
    data = with_entries(page(w, h), Rotate=turn)
    seen, expected = shown(*laid(tmp_path, data)), render(data).resize((960, 600))
    places = [(x, y) for x in (-2, 1, 45, 88, 92) for y in (-2, 1, 27, 52, 56)]
    assert [at(seen, *place) for place in places] == [at(expected, *place) for place in places]


def test_a_user_unit_makes_the_page_as_large_as_it_says(tmp_path: Path) -> None:
    picture, _ = laid(tmp_path, with_entries(page(48, 30, 1.5), UserUnit=2))
    assert picture.box == pytest.approx(WHOLE, abs=0.01)


def test_art_of_the_trims_size_has_no_bleed(tmp_path: Path) -> None:
    told = refused(tmp_path, page(90, 54))
    assert "no bleed of 3 mm" in told
    assert "96 x 60 mm" in told


def test_art_of_the_trims_size_suits_a_card_without_bleed(tmp_path: Path) -> None:
    (tmp_path / "art").write_bytes(page(90, 54))
    element = ArtElement("ground", Box(0, 0, 90 * MM, 54 * MM), "art")
    found = open_artwork(card(tmp_path, element, bleed=0))
    assert not found.problems
    assert found.grounds[element].box == pytest.approx((0, 0, 90 * MM, 54 * MM), abs=0.01)


@pytest.mark.parametrize("size", [(192, 120), (48, 30), (96.3, 60.3)])
def test_art_of_the_right_shape_is_scaled(tmp_path: Path, size: tuple[float, float]) -> None:
    picture, _ = laid(tmp_path, page(*size))
    assert picture.box == pytest.approx(WHOLE, abs=0.01)


@pytest.mark.parametrize("data", [page(100, 100), svg("", 'width="100mm" height="100mm"'), raster(1200, 1200)])
def test_art_of_another_shape_is_told_with_both_sizes(tmp_path: Path, data: bytes) -> None:
    told = refused(tmp_path, data)
    assert "100 x 100 mm" in told or "1200 x 1200 pixels" in told
    assert "90 x 54 mm, 96 x 60 mm with its bleed" in told


def test_art_in_a_box_fills_it_and_stays_inside(tmp_path: Path) -> None:
    box = Box(20 * MM, 10 * MM, 48 * MM, 30 * MM)
    image = shown(*laid(tmp_path, page(), box=box))
    assert [at(image, x, 25) for x in (19.8, 20.2, 22, 67.8, 68.2)] == ["white", "magenta", "cyan", "magenta", "white"]


def test_another_page_is_taken(tmp_path: Path) -> None:
    pdf = pikepdf.open(io.BytesIO(page(200, 200)))
    other = pikepdf.open(io.BytesIO(page()))
    pdf.pages.append(other.pages[0])
    assert at(shown(*laid(tmp_path, saved(pdf), 2)), 45, 27) == "cyan"
    assert "there is no page 3: the file has 2 pages" in refused(tmp_path, saved(pdf), 3)


# What of a PDF is kept


def test_cmyk_spot_colours_and_transparency_groups_are_kept(tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(96 * MM, 60 * MM))
    canvas.setFillColor(CMYKColorSep(0, 0.9, 0.8, 0, spotName="PANTONE 185 C"))
    canvas.rect(0, 0, 300, 300, fill=1)
    canvas.save()
    group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, CS=pikepdf.Name.DeviceCMYK, I=True)
    data = made(*laid(tmp_path, with_entries(file.getvalue(), Group=group)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        (form,) = streams(pdf, "/Form")
        assert form.Group.CS == "/DeviceCMYK"
        (space,) = form.Resources.ColorSpace.values()
        assert [str(part) for part in space[:3]] == ["/Separation", "/PANTONE 185 C", "/DeviceCMYK"]
        assert b"scn" in form.read_bytes()


def test_comments_forms_scripts_and_metadata_stay_behind(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(page())) as pdf:
        link = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=link.A)
        pdf.Root.OpenAction = link.A
        pdf.Root.Metadata = pdf.make_stream(b"<x:xmpmeta>author</x:xmpmeta>")
        data = saved(pdf)
    assert {b"alert", b"Annots", b"xmpmeta"} & {w for w in (b"alert", b"Annots", b"xmpmeta") if w in data}
    out = made(*laid(tmp_path, data))
    assert not [word for word in (b"alert", b"Annots", b"xmpmeta", b"JavaScript", b"OpenAction") if word in out]


def test_plain_values_kept_as_objects_of_their_own_are_copied(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(page())) as pdf:
        state = pikepdf.Dictionary(BM=pdf.make_indirect(pikepdf.Name.Multiply), ca=pdf.make_indirect(0.5))
        pdf.pages[0].obj.Resources.ExtGState = pikepdf.Dictionary(G=pdf.make_indirect(state))
        data = saved(pdf)
    with pikepdf.open(io.BytesIO(made(*laid(tmp_path, data)))) as pdf:
        (form,) = streams(pdf, "/Form")
        assert form.Resources.ExtGState.G.BM == "/Multiply"
        assert float(form.Resources.ExtGState.G.ca) == 0.5


def test_equal_art_makes_equal_bytes(tmp_path: Path) -> None:
    assert made(*laid(tmp_path, page())) == made(*laid(tmp_path, page()))


def test_text_in_a_font_that_is_not_in_the_file_is_refused(tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(96 * MM, 60 * MM))
    canvas.drawString(50, 50, "Thank you")
    canvas.save()
    told = refused(tmp_path, file.getvalue())
    assert "Helvetica" in told
    assert "outlines" in told


def test_a_font_that_is_named_but_sets_nothing_is_left_out(tmp_path: Path) -> None:
    fonts = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
    data = made(*laid(tmp_path, drawn(b"BT /F1 12 Tf ET 0 1 0 0 k 0 0 272 171 re f", fonts)))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert not [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing]
        (form,) = streams(pdf, "/Form")
        assert b"Tf" not in form.read_bytes()
    assert at(render(data), 45, 27) == "magenta"


def test_a_hidden_layer_would_come_to_light_and_is_refused(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(page())) as pdf:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="draft"))
        usual = pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=usual)
        data = saved(pdf)
    assert "hidden layers" in refused(tmp_path, data)


# Hostile PDFs


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    for user in ("", "secret"):
        with pikepdf.open(io.BytesIO(page())) as pdf:
            data = saved(pdf, encryption=pikepdf.Encryption(owner="owner", user=user))
        assert "locked" in refused(tmp_path, data)


def bomb(levels: int) -> bytes:
    data = b"0 0 1 1 re f\n" * 5_000_000
    for _ in range(levels):
        data = zlib.compress(data, 9)
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(96 * MM, 60 * MM))
    stream = pdf.make_stream(b"")
    filters = pikepdf.Array([pikepdf.Name.FlateDecode] * levels)
    stream.write(data, filter=filters)
    pdf.pages[0].obj.Contents = stream
    return saved(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


@pytest.mark.parametrize("levels", [1, 2])
def test_a_stream_that_unfolds_without_end_is_refused(tmp_path: Path, levels: int) -> None:
    data = bomb(levels)
    assert len(data) < 1_000_000
    assert "unfolds to more than" in refused(tmp_path, data)


def nested(depth: int, times: int) -> bytes:
    """Forms that each draw the next one so many times."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(96 * MM, 60 * MM))
    inner = pdf.make_stream(b"0 0 1 1 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    for _ in range(depth):
        inner = pdf.make_stream(
            b"/X Do " * times,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner)),
        )
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
    return saved(pdf)


@pytest.mark.parametrize(("depth", "times"), [(20, 10), (50, 1)])
def test_forms_drawn_more_often_than_a_page_can_need_are_refused(tmp_path: Path, depth: int, times: int) -> None:
    assert "unfolds to more than" in refused(tmp_path, nested(depth, times))


def test_a_form_that_draws_itself_is_refused(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(96 * MM, 60 * MM))
    form = pdf.make_stream(b"/X Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form)
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")
    pdf.pages[0].obj.Resources = form.Resources
    assert "without end" in refused(tmp_path, saved(pdf))


def test_a_picture_of_too_many_pixels_inside_is_refused(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(96 * MM, 60 * MM))
    image = pdf.make_stream(b"", Subtype=pikepdf.Name.Image, Width=100_000, Height=100_000)
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=image))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")
    assert "40 million pixels" in refused(tmp_path, saved(pdf))


def test_data_of_another_file_is_not_asked_for(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(96 * MM, 60 * MM))
    form = pdf.make_stream(b"", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, F="/etc/passwd")
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
    pdf.pages[0].obj.Contents = pdf.make_stream(b"/X Do")
    assert "another file" in refused(tmp_path, saved(pdf))


@pytest.mark.parametrize("kids", ["[2 0 R]", "[2 0 R 2 0 R]", "[3 0 R 3 0 R]", "[4 0 R]"])
def test_a_page_tree_without_an_end_or_a_page_is_refused(tmp_path: Path, kids: str) -> None:
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count 1000000/Kids{kids}>>",
        "<</Type/Pages/Kids[2 0 R]>>",
    ]
    data, offsets = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj{part}endobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 4\n0000000000 65535 f \n{table}trailer<</Size 4/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    assert refused(tmp_path, data + end.encode())


PAGE = page()


def attempt(open_it: Callable[[], ArtData]) -> ArtData | str:
    """The art, or why it is refused; any other exception is a failure."""
    try:
        return open_it()
    except Refused as refusal:
        return f"{refusal.message} ({refusal.hint})"


@given(st.integers(0, len(PAGE) - 1))
@settings(max_examples=60, deadline=None)
def test_a_pdf_cut_off_anywhere_is_refused_or_whole(at_byte: int) -> None:
    found = attempt(lambda: open_page(PAGE[:at_byte], 1))
    whole = open_page(PAGE, 1)
    assert isinstance(found, str) or found.objects == whole.objects


@given(st.integers(0, len(PAGE) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_changed_pdf_is_opened_or_refused_never_worse(at_byte: int, junk: bytes) -> None:
    changed = PAGE[:at_byte] + junk + PAGE[at_byte + len(junk) :]
    found = attempt(lambda: open_page(changed, 1))
    assert found if isinstance(found, str) else made(Picture(found.key, WHOLE), found)


# SVG


def test_an_svg_stays_vector_and_reaches_the_bleed(tmp_path: Path) -> None:
    picture, data = laid(tmp_path, svg(FRAMED))
    image = shown(picture, data)
    assert [at(image, x, 27) for x in (-2.9, -0.2, 0.2, 89.8, 90.2)] == BLED
    with pikepdf.open(io.BytesIO(made(picture, data))) as pdf:
        assert not streams(pdf, "/Image")


def pixels(body: str, *places: tuple[float, float]) -> list[Rgb]:
    """Colours at places in the SVG's mm."""
    data = open_svg(svg(body))
    image = render(made(Picture(data.key, Box(WHOLE.x, WHOLE.y, data.width, data.height)), data))
    found = [image.getpixel((int(x * 10), int(y * 10))) for x, y in places]
    return [(r, g, b) for r, g, b in found]  # type: ignore[misc]


RED, BLUE, GREEN, PAPER = (255, 0, 0), (0, 0, 255), (0, 128, 0), (255, 255, 255)


@pytest.mark.parametrize(
    ("body", "place", "colour"),
    [
        ("<style>.a{fill:red} #b.a{fill:blue}</style><rect class='a' id='b' width='20' height='20'/>", (5, 5), BLUE),
        ("<g fill='red'><rect style='fill:inherit' width='20' height='20'/></g>", (5, 5), RED),
        ("<rect style='fill:red!important' fill='blue' width='20' height='20'/>", (5, 5), RED),
        ("<g transform='translate(30 20) rotate(90)'><rect width='10' height='5' fill='red'/></g>", (27, 25), RED),
        ("<defs><rect id='r' width='9' height='9'/></defs><use href='#r' x='40' y='30' fill='blue'/>", (44, 34), BLUE),
        ("<defs><rect id='r' width='9' height='9'/></defs><use xlink:href='#r' x='40' fill='red'/>", (44, 4), RED),
        ("<path d='M5 5h40v40h-40z M15 15v20h20v-20z' fill-rule='evenodd' fill='red'/>", (25, 25), PAPER),
        (
            "<rect width='20' height='20' fill='none' stroke='currentColor' color='blue' stroke-width='4'/>",
            (10, 1),
            BLUE,
        ),
        (
            "<clipPath id='c'><circle cx='20' r='9'/></clipPath><rect width='40' height='9' clip-path='url(#c)'/>",
            (5, 5),
            PAPER,
        ),
        ("<rect width='50%' height='100%' fill='green'/>", (47, 59), GREEN),
        ("<rect width='40' height='30' rx='20' ry='5' fill='red'/>", (2, 8), RED),
        (
            "<rect width='9' height='9' display='none'/><g visibility='hidden'><path d='M0 0h9v9z'/></g>",
            (5, 5),
            PAPER,
        ),
        ("<rect width='20' height='20' fill='rgb(255 0 0 / 0.5)'/>", (5, 5), (255, 127, 127)),
        (
            "<path d='M30 40 L35 10 L40 40' fill='none' stroke='red' stroke-width='6' stroke-miterlimit='1'/>",
            (35, 5),
            PAPER,
        ),
        ("<path d='M20 10a10 10 0 0120 0v10a10 10 0 01-20 0z' fill='red'/>", (30, 2), RED),
        (
            "<title>x</title><metadata/><g xmlns:i='i' i:label='L'><rect width='9' height='9' fill='red'/></g>",
            (5, 5),
            RED,
        ),
    ],
)
def test_svg_is_drawn_as_it_says(body: str, place: tuple[float, float], colour: Rgb) -> None:
    (found,) = pixels(body, place)
    assert found == pytest.approx(colour, abs=3)


def test_a_gradient_runs_from_its_first_colour_to_its_last() -> None:
    stops = "<stop offset='0' stop-color='red'/><stop offset='1' stop-color='blue'/>"
    body = f"<defs><linearGradient id='a'>{stops}</linearGradient></defs><rect width='96' height='60' fill='url(#a)'/>"
    left, middle, right = pixels(body, (1, 30), (48, 30), (95, 30))
    assert left == pytest.approx((253, 0, 2), abs=6)
    assert middle == pytest.approx((127, 0, 127), abs=6)
    assert right == pytest.approx((2, 0, 253), abs=6)


def test_a_picture_in_an_svg_is_drawn_in_its_shape() -> None:
    data = base64.b64encode(raster(10, 10)).decode()
    inside, beside = pixels(f"<image width='40' height='20' href='data:image/png;base64,{data}'/>", (20, 10), (5, 10))
    assert inside == (200, 30, 40)
    assert beside == PAPER


UNSAFE = {
    "<image href='logo.png' width='9' height='9'/>": "not in it",
    "<image href='http://evil.example/x.png' width='9' height='9'/>": "not in it",
    "<image href='file:///etc/passwd' width='9' height='9'/>": "not in it",
    "<image href='data:image/svg+xml;base64,AAAA' width='9' height='9'/>": "not in it",
    "<image href='data:image/png;base64,AAAA' width='9' height='9'/>": "PNG",
    "<use href='other.svg#a'/>": "not in it",
    "<use href='#missing'/>": "not in it",
    "<style>@import url(http://evil.example/a.css);</style>": "@import",
    "<style>@font-face{font-family:x;src:url(x.ttf)}</style>": "@font-face",
    "<rect width='9' height='9' fill='url(http://evil.example/#a)'/>": "another file",
    "<rect width='9' height='9' style='fill:url(x.svg#a)'/>": "another file",
    "<linearGradient id='a' href='x.svg#b'/><rect width='9' height='9' fill='url(#a)'/>": "another file",
    "<script>alert(1)</script>": "<script>",
    "<rect width='9' height='9' onclick='alert(1)'/>": "script",
    "<foreignObject width='9' height='9'/>": "<foreignObject>",
    "<g id='a'><use href='#a'/></g>": "unfolds",
    "<g id='a'/>"
    + "".join(
        f"<g id='{b}'>" + f"<use href='#{a}'/>" * 10 + "</g>" for a, b in ["ab", "bc", "cd", "de", "ef", "fg", "gh"]
    ): "unfolds",
    "<g>" * 200 + "</g>" * 200: "unfolds",
}
UNSUPPORTED = {
    "<text>Thank you</text>": "paths",
    "<filter id='f'/><rect width='9' height='9' filter='url(#f)'/>": "filter",
    "<mask id='m'/><rect width='9' height='9' style='mask:url(#m)'/>": "mask",
    "<style>rect{mix-blend-mode:multiply}</style><rect width='9' height='9'/>": "mix-blend-mode",
    "<pattern id='p'/><rect width='9' height='9' fill='url(#p)'/>": "pattern",
    "<path d='M0 0h9' marker-end='url(#m)'/>": "marker-end",
    "<g opacity='.5'><rect width='9' height='9'/><rect width='9' height='9'/></g>": "see-through",
    "<rect width='9' height='9' stroke='red' opacity='.5'/>": "see-through",
    "<animate/>": "<animate>",
    "<svg width='9' height='9'/>": "another SVG",
    "<rect width='9' height='9' fill='device-cmyk(0 1 0 0)'/>": "device-cmyk",
    "<rect width='9em' height='9'/>": "9em",
    "<rect width='9' height='9' transform='matrix3d(1)'/>": "matrix3d",
    "<rect width='9' height='9' pathLength='3'/>": "pathLength",
    "<path d='M0 0 javascript'/>": "path",
    "<rect width='nan' height='9'/>": "nan",
    "<rect width='1e99' height='9'/>": "too large",
}


@pytest.mark.parametrize(("body", "told"), [*UNSAFE.items(), *UNSUPPORTED.items()])
def test_svg_that_is_unsafe_or_would_not_be_drawn_is_refused(tmp_path: Path, body: str, told: str) -> None:
    assert told in refused(tmp_path, svg(body))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<?xml-stylesheet href="http://evil.example/a.css"?>',
    ],
)
def test_entities_and_foreign_stylesheets_are_refused(tmp_path: Path, head: str) -> None:
    assert refused(tmp_path, svg("", head=f'<?xml version="1.0"?>{head}'))


def test_the_usual_doctype_is_passed_over(tmp_path: Path) -> None:
    head = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    assert laid(tmp_path, svg(FRAMED, head=f'<?xml version="1.0" encoding="utf-8"?>\n{head}'))


SVG_FILE = svg(FRAMED + "<g transform='scale(2)'><path d='M0 0L9 9' stroke='red'/></g>")


@given(st.integers(0, len(SVG_FILE)), st.binary(max_size=6))
@settings(max_examples=150, deadline=None)
def test_a_changed_svg_is_opened_or_refused_never_worse(at_byte: int, junk: bytes) -> None:
    changed = SVG_FILE[:at_byte] + junk + SVG_FILE[at_byte + len(junk) :]
    found = attempt(lambda: open_svg(changed))
    assert found if isinstance(found, str) else made(Picture(found.key, WHOLE), found)


# Pictures


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_covers_the_bleed(tmp_path: Path, kind: str) -> None:
    picture, data = laid(tmp_path, raster(1134, 709, kind))
    assert picture.box == pytest.approx(WHOLE, abs=0.5 * MM)
    assert shown(picture, data).getpixel((2, 2)) == pytest.approx((200, 30, 40), abs=4)


def test_a_coarse_picture_is_told_with_the_pixels_it_needs(tmp_path: Path) -> None:
    told = refused(tmp_path, raster(480, 300))
    assert "127 dpi" in told
    assert "1134 x 709 pixels" in told


@pytest.mark.parametrize(("kind", "name"), [("GIF", "GIF"), ("WEBP", "WebP"), ("TIFF", "TIFF"), ("BMP", "BMP")])
def test_other_formats_are_told_by_their_content(tmp_path: Path, kind: str, name: str) -> None:
    told = refused(tmp_path, raster(1134, 709, kind))
    assert f"this is a {name} file" in told
    assert "PDF, SVG, PNG or JPEG" in told


def test_a_page_of_a_picture_is_refused(tmp_path: Path) -> None:
    assert "only a PDF has a page 2" in refused(tmp_path, raster(1134, 709), 2)


# Files


@pytest.mark.parametrize("data", [b"", b"hello", b"\x00" * 50, b"%PDF-", b"<svg", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_artwork_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data)


def outside_of(folder: Path) -> Iterator[str]:
    (folder / "secret.pdf").write_bytes(page())
    (folder / "mine").mkdir()
    (folder / "mine" / "link.pdf").symlink_to(folder / "secret.pdf")
    yield from ("../secret.pdf", str(folder / "secret.pdf"), "link.pdf", "../mine/../secret.pdf")


def test_nothing_outside_the_templates_folder_is_opened_and_all_is_told_at_once(tmp_path: Path) -> None:
    sources = [*outside_of(tmp_path), "missing.png", ".", "nul\0"]
    elements = [art(source, line=line) for line, source in enumerate(sources)]
    problems = open_artwork(card(tmp_path / "mine", *elements)).problems
    assert len(problems) == len(sources)
    assert [problem.where.line for problem in problems] == list(range(len(sources)))
    assert all("outside the template's folder" in problem.message for problem in problems[:4])


# Images


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ('source = "{{ customer.name }}"', "customer.name"),
        ('source = "x{{ shop.logo }}"', "neither a picture"),
        ('source = "../a.png"', "outside the template's folder"),
        ('source = "C:\\\\a.png"', "outside the template's folder"),
        ('source = "a.png"\nfit = "stretch"', "stretch"),
        ('source = "a.png"\nradius = "2mm"', "does not fill"),
        ('source = "a.png"\nfit = "cover"\nradius = "-2mm"', "below zero"),
    ],
)
def test_wrong_keys_of_an_image_are_told(tmp_path: Path, keys: str, told: str) -> None:
    write_template(tmp_path, f'type = "image"\nbox = ["4mm", "4mm", "20mm", "10mm"]\n{keys}')
    template, problems = load_template("mine", (tmp_path / "templates",))
    assert template is None
    assert any(told in problem.message + problem.hint for problem in problems)


def write_template(folder: Path, element: str) -> Path:
    place = folder / "templates" / "mine"
    place.mkdir(parents=True, exist_ok=True)
    text = '[card]\nkind = "name-card"\nabout = "mine"\nsize = "90x54mm"\n'
    words = '[[front]]\ntype = "text"\nbox = ["8mm", "40mm", "30mm", "5mm"]\ntext = "{{ order.short }}"\n'
    words += 'size = "8pt"\nground = "#00AAE6"\n'
    (place / "template.toml").write_text(f"{text}\n[[front]]\n{element}\n\n{words}", "utf-8")
    return place


def printed(shop: Path, count: int, element: str, files: dict[str, bytes], stock: str = "card-bleed") -> bytes:
    """The PDF of so many cards of one design."""
    make_shop(shop, numbered(count), SHOP + f'\n[print]\nname_card = "mine"\ninsert = ""\nstock = "{stock}"\n')
    place = write_template(shop, element)
    for name, data in files.items():
        (place / name).write_bytes(data)
    (batch,) = run(shop, outside()).batches
    assert batch.pdf
    assert batch.cards == count
    return batch.pdf.read_bytes()


def forms(data: bytes) -> list[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [form.read_bytes() for form in streams(pdf, "/Form")]


GROUND = 'type = "art"\nsource = "art.pdf"'


def test_artwork_is_in_the_file_once_however_many_cards_there_are(tmp_path: Path) -> None:
    noise = " ".join(f"{n * 7919 % 1000} {n * 104729 % 700} 3 3 re f" for n in range(3000)).encode()
    files = {"art.pdf": drawn(b"0 1 0 0 k " + noise)}
    few, many = (printed(tmp_path / str(n), n, GROUND, files) for n in (2, 20))
    assert sum(noise[:200] in form for form in forms(many)) == 1
    size = len(zlib.compress(noise))
    assert len(few) > size
    assert len(many) - len(few) < size


def test_a_printed_card_shows_its_artwork_to_the_bleed_and_its_order_above_it(tmp_path: Path) -> None:
    image = render(printed(tmp_path, 1, GROUND, {"art.pdf": page()}), 1)
    assert [at(image, x, 27) for x in (-2.8, -0.3, 0.3, 89.7, 90.3)] == BLED
    number = image.crop((110, 430, 410, 480))
    assert number.getextrema()[1][0] < 60


def test_a_covering_image_fills_its_box_and_is_cut_to_round_corners(tmp_path: Path) -> None:
    element = 'type = "image"\nsource = "a.png"\nbox = ["10mm", "5mm", "40mm", "20mm"]\nfit = "cover"\nradius = "5mm"'
    image = render(printed(tmp_path, 1, element, {"a.png": raster(600, 600)}), 1)
    seen = {
        (x, y): image.getpixel((int((x + 3) * 10), int((y + 3) * 10))) != PAPER
        for x, y in [(11, 15), (49, 15), (30, 6), (30, 24), (10.3, 5.3), (30, 4), (30, 26), (9, 15)]
    }
    assert list(seen.values()) == [True, True, True, True, False, False, False, False]


def test_a_contained_image_stands_where_it_is_aligned(tmp_path: Path) -> None:
    element = 'type = "image"\nsource = "a.svg"\nbox = ["10mm", "5mm", "40mm", "20mm"]\nalign = "end"'
    square = svg("<rect width='9' height='9' fill='red'/>", 'viewBox="0 0 9 9"')
    image = render(printed(tmp_path, 1, element, {"a.svg": square}), 1)
    assert [image.getpixel((int((x + 3) * 10), 180)) for x in (29, 31, 49)] == [PAPER, RED, RED]


def test_a_missing_file_stops_the_run_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        printed(tmp_path, 1, GROUND, {})
    (problem,) = stop.value.problems
    assert problem.where.file.endswith("template.toml")
    assert problem.where.line == 8
    assert "art.pdf: there is no such picture" in problem.message


def test_an_image_that_is_coarse_where_it_is_printed_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(raster(100, 100))
    element = ImageElement("photo", Box(0, 0, 40 * MM, 40 * MM), "a.png", where=Where("template.toml", 3))
    (problem,) = open_artwork(card(tmp_path, element)).problems
    assert "63 dpi at its printed size of 40 x 40 mm" in problem.message


def test_a_coarse_logo_is_told_with_the_template_that_prints_it(tmp_path: Path) -> None:
    make_shop(
        tmp_path,
        numbered(1),
        SHOP.replace("[shop]", '[shop]\nlogo = "logo.png"') + '\n[print]\nname_card = "mine"\ninsert = ""\n',
    )
    (tmp_path / "logo.png").write_bytes(raster(60, 60))
    write_template(tmp_path, 'type = "image"\nsource = "{{ shop.logo }}"\nbox = ["10mm", "5mm", "40mm", "20mm"]')
    with pytest.raises(Stop) as stop:
        run(tmp_path)
    (problem,) = stop.value.problems
    assert problem.where.file.endswith("logo.png")
    assert "76 dpi" in problem.message
    assert "template mine" in problem.message


def test_art_data_is_frozen() -> None:
    with pytest.raises(AttributeError):
        open_page(PAGE, 1).width = 3  # type: ignore[misc]
    assert isinstance(open_page(PAGE, 1), ArtData)
