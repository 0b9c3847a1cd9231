"""For the print shop: PDF/X-4 files in the inks of its profile, held against every rule the file can tell."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from inserts import inks
from inserts.cli.main import cli
from inserts.images import picture
from inserts.model.colour import INK, Colour
from inserts.model.length import MM
from inserts.model.problem import Stop
from inserts.proof import NO_VALIDATOR, as_text, preflight
from inserts.run import Choices, RunResult, Wanted, open_shop, reprint_cards
from tests.shops import SHOP, make_shop, numbered, outside, own_template, run

PLACES = (
    "/usr/share/color/icc/ISOcoated_v2_300_bas.icc",
    "/usr/share/scribus/profiles/ISOcoated_v2_300_bas.icc",
    "/usr/share/color/icc/ghostscript/default_cmyk.icc",
)
SCREEN = Path("/usr/share/color/icc/ghostscript/srgb.icc")


@pytest.fixture(scope="session")
def profile() -> Path:
    """A CMYK profile of a package; none may be shipped, and the library cannot make one."""
    found = next((Path(place) for place in PLACES if Path(place).is_file()), None)
    return found or pytest.skip("no CMYK profile is installed (Debian has one in libgs-common)")


def print_press(folder: Path, profile: Path, *templates: str, shop: str = SHOP, orders: int = 2) -> RunResult:
    make_shop(folder, numbered(orders), shop)
    return run(folder, press="pdfx4", profile=profile, **({"templates": templates} if templates else {}))


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files of two orders' cards and inserts, by what they end with."""
    found = next((Path(place) for place in PLACES if Path(place).is_file()), None)
    if found is None:
        pytest.skip("no CMYK profile is installed (Debian has one in libgs-common)")
    (batch,) = print_press(tmp_path_factory.mktemp("press"), found).batches
    assert batch.pdf is not None
    return {part.name.removeprefix(batch.pdf.stem): part for part in batch.parts} | {"batch": batch.pdf}


def test_there_is_a_file_and_a_report_for_each_template(pressed: dict[str, Path]) -> None:
    assert set(pressed) == {
        "-classic-pdfx4.pdf",
        "-classic-pdfx4-preflight.txt",
        "-a6-thanks-pdfx4.pdf",
        "-a6-thanks-pdfx4-preflight.txt",
        "batch",
    }


CARD, INSERT = "-classic-pdfx4.pdf", "-a6-thanks-pdfx4.pdf"
BOTH = pytest.mark.parametrize("name", [CARD, INSERT])


@BOTH
def test_the_file_keeps_every_rule_and_the_report_says_that_no_validator_ran(
    pressed: dict[str, Path], name: str
) -> None:
    rules = preflight(pressed[name])
    assert len(rules) >= 15
    assert [rule for rule in rules if rule.findings] == []
    report = pressed[name.replace(".pdf", "-preflight.txt")].read_text("utf-8")
    assert report == as_text(rules, pressed[name].name)
    assert NO_VALIDATOR in report
    assert all(rule.name in report for rule in rules)


@BOTH
def test_pages_are_one_card_with_its_bleed(pressed: dict[str, Path], name: str) -> None:
    size = (90, 54) if name == CARD else (105, 148)
    with pikepdf.open(pressed[name]) as pdf:
        assert len(pdf.pages) == 4  # two orders, two sides
        for page in pdf.pages:
            left, bottom, right, top = (float(side) for side in page.TrimBox)
            assert (right - left, top - bottom) == pytest.approx([side * MM for side in size], abs=0.01)
            assert [float(side) for side in page.BleedBox] == pytest.approx(
                [left - 3 * MM, bottom - 3 * MM, right + 3 * MM, top + 3 * MM], abs=0.01
            )


@BOTH
def test_the_profile_is_embedded_whole(pressed: dict[str, Path], name: str, profile: Path) -> None:
    with pikepdf.open(pressed[name]) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes() == profile.read_bytes()


@BOTH
def test_nothing_of_helvetica_and_no_font_outside_the_file(pressed: dict[str, Path], name: str) -> None:
    with pikepdf.open(pressed[name]) as pdf:
        fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing]
        assert fonts
        assert not any("Helvetica" in str(font.BaseFont) for font in fonts)


@BOTH
def test_other_programs_open_it(pressed: dict[str, Path], name: str) -> None:
    program = shutil.which("qpdf") or pytest.skip("qpdf is not installed")
    subprocess.run([program, "--check", str(pressed[name])], check=True, capture_output=True, timeout=60)


def plates(pdf: Path, folder: Path) -> dict[str, Image.Image]:
    """The first page's inks as Ghostscript separates them: 255 is none."""
    program = shutil.which("gs") or pytest.skip("Ghostscript is not installed")
    words = ["-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiffsep", "-r100", "-dLastPage=1"]
    subprocess.run(
        [program, *words, f"-sOutputFile={folder}/plate.tif", str(pdf)], check=True, capture_output=True, timeout=60
    )
    found = {re.search(r"\((.+)\)", file.name): file for file in folder.glob("plate*(*).tif")}
    return {match[1]: Image.open(file).convert("L") for match, file in found.items() if match}


def test_black_text_is_on_the_black_plate_alone(pressed: dict[str, Path], tmp_path: Path) -> None:
    with pikepdf.open(pressed[CARD]) as pdf:
        del pdf.pages[0]  # the back, where the QR code is
        pdf.save(tmp_path / "back.pdf")
    seen = plates(tmp_path / "back.pdf", tmp_path)
    trim = 3 * MM
    corner = [round((side * MM + trim) * 100 / 72) for side in (69, 15)]
    code = (*corner, *(at + round(17 * MM * 100 / 72) for at in corner))
    assert seen["Black"].crop(code).getextrema() == (0, 255)
    for ink in ("Cyan", "Magenta", "Yellow"):
        assert seen[ink].crop(code).getextrema() == (255, 255)


def test_the_brand_is_printed_in_the_profiles_inks(tmp_path: Path, profile: Path) -> None:
    red = SHOP.replace("[shop]\n", '[shop]\nbrand = "#C8102E"\n')
    (batch,) = print_press(tmp_path / "shop", profile, "classic", shop=red, orders=1).batches
    ink = inks.open_profile(profile).colour(Colour("rgb", (0xC8 / 255, 0x10 / 255, 0x2E / 255)))
    seen = plates(next(part for part in batch.parts if part.suffix == ".pdf"), tmp_path)
    at = (5, 5)
    found = [255 - seen[name].getpixel(at) for name in ("Cyan", "Magenta", "Yellow", "Black")]
    assert found == pytest.approx([255 * part for part in ink.values], abs=2)
    assert ink.values[1] > 0.8  # a red is mostly magenta and yellow
    assert ink.values[2] > 0.6


SPOT = """
[card]
kind = "name-card"
about = "mine"
size = "90x54mm"
bleed = "3mm"
safe = "4mm"

[colour.signal]
spot = "PANTONE 185 C"
cmyk = [0, 91, 76, 0]

[[front]]
id = "field"
type = "rect"
box = ["-3mm", "-3mm", "96mm", "60mm"]
colour = "signal"

[[front]]
id = "number"
type = "text"
box = ["4mm", "40mm", "40mm", "5mm"]
text = "{{ order.short }}"
size = "8pt"
"""


def test_a_spot_colour_keeps_its_own_plate(tmp_path: Path, profile: Path) -> None:
    folder = make_shop(tmp_path / "shop", numbered(1))
    own_template(folder, "own", SPOT)
    (batch,) = run(folder, press="pdfx4", profile=profile, templates=("own",)).batches
    seen = plates(next(part for part in batch.parts if part.suffix == ".pdf"), tmp_path)
    assert seen["PANTONE 185 C"].getpixel((9, 9)) == 0
    assert {seen[name].getpixel((9, 9)) for name in ("Cyan", "Magenta", "Yellow", "Black")} == {255}


def test_equal_runs_give_equal_bytes(tmp_path: Path, profile: Path) -> None:
    one, two = (print_press(tmp_path / name, profile, "classic").batches[0].parts for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_a_card_of_the_press_is_printed_again_on_the_paper_of_the_shop(tmp_path: Path, profile: Path) -> None:
    print_press(tmp_path, profile, "classic")
    shop = open_shop(tmp_path)
    (made,) = reprint_cards(shop, Wanted(orders=("#1001",)), (), "lost", Choices(lift=0), outside(2)).batches
    assert {(round(paper.width), round(paper.height)) for paper in made.papers} == {(595, 842)}


def test_the_codes_of_the_press_file_are_those_of_the_manifest(pressed: dict[str, Path], tmp_path: Path) -> None:
    with pypdfium2.PdfDocument(pressed[CARD]) as pdf:
        found = {
            code.text for page in pdf for code in zxingcpp.read_barcodes(page.render(scale=3, grayscale=True).to_pil())
        }
    manifest = pressed["batch"].with_suffix(".csv").read_text("utf-8")
    assert len(found) == 2
    assert all(code in manifest for code in found)


# Colours


def test_black_white_and_greys_stay_black_alone(profile: Path) -> None:
    inked = inks.open_profile(profile)
    assert inked.colour(INK) == INK
    assert inked.colour(Colour("rgb", (0.0, 0.0, 0.0))) == INK
    assert inked.colour(Colour("rgb", (0.5, 0.5, 0.5))) == Colour("gray", (0.5,))


@pytest.mark.parametrize(
    "colour", [Colour("cmyk", (0.1, 0.2, 0.3, 0.4)), Colour("spot", (1.0, 0, 0.9, 0.8, 0), "PANTONE 485 C")]
)
def test_inks_the_owner_chose_are_kept(profile: Path, colour: Colour) -> None:
    assert inks.open_profile(profile).colour(colour) == colour


def png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def jpeg(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=95)
    return file.getvalue()


@pytest.mark.parametrize("save", [png, jpeg])
def test_a_picture_in_rgb_becomes_cmyk(profile: Path, save: Callable[[Image.Image], bytes]) -> None:
    inked = inks.open_profile(profile)
    got = inked.picture(picture(save(Image.new("RGB", (8, 6), (200, 16, 46)))))
    assert (got.colour, got.kind, got.width, got.height) == ("cmyk", "png", 8, 6)


def test_grey_pictures_are_kept(profile: Path) -> None:
    grey = picture(png(Image.new("L", (8, 6), 99)))
    assert inks.open_profile(profile).picture(grey) is grey


def test_a_logo_with_soft_edges_is_mixed_in_cmyk(tmp_path: Path, profile: Path) -> None:
    folder = make_shop(tmp_path, numbered(1), SHOP.replace("[shop]\n", '[shop]\nlogo = "logo.png"\n'))
    soft = Image.new("RGBA", (600, 200), (200, 16, 46, 128))
    (folder / "logo.png").write_bytes(png(soft))
    (batch,) = run(folder, press="pdfx4", profile=profile, templates=("classic",)).batches
    with pikepdf.open(next(part for part in batch.parts if part.suffix == ".pdf")) as pdf:
        assert {str(page.Group.CS) for page in pdf.pages} == {"/DeviceCMYK"}
        streams = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
        images = [stream for stream in streams if stream.get("/Subtype") == "/Image"]
        assert {str(image.ColorSpace) for image in images if "/SMask" in image} == {"/DeviceCMYK"}


SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="96mm" height="60mm">{}</svg>'
SHADED = (
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#C8102E"/><stop offset="1" stop-color="#102EC8"/>'
    '</linearGradient></defs><rect width="96mm" height="60mm" fill="url(#g)"/>'
)
OWN = """
[card]
kind = "name-card"
about = "mine"
size = "90x54mm"
bleed = "3mm"
safe = "4mm"

[[front]]
id = "ground"
type = "art"
source = "art.svg"

[[front]]
id = "number"
type = "text"
box = ["4mm", "40mm", "40mm", "5mm"]
text = "{{ order.short }}"
size = "8pt"
ground = "white"
"""


def shop_with_art(folder: Path, svg: str) -> Path:
    make_shop(folder, numbered(1))
    own = own_template(folder, "own", OWN)
    (own / "art.svg").write_text(SVG.format(svg), "utf-8")
    return folder


def test_artwork_drawn_in_rgb_is_printed_in_the_profiles_inks(tmp_path: Path, profile: Path) -> None:
    folder = shop_with_art(tmp_path / "shop", '<rect width="96mm" height="60mm" fill="#C8102E"/>')
    (batch,) = run(folder, press="pdfx4", profile=profile, templates=("own",)).batches
    ink = inks.open_profile(profile).colour(Colour("rgb", (0xC8 / 255, 0x10 / 255, 0x2E / 255)))
    seen = plates(next(part for part in batch.parts if part.suffix == ".pdf"), tmp_path)
    found = [255 - seen[name].getpixel((9, 9)) for name in ("Cyan", "Magenta", "Yellow", "Black")]
    assert found == pytest.approx([255 * part for part in ink.values], abs=2)


def test_artwork_with_a_shading_in_rgb_is_refused_with_the_cure(tmp_path: Path, profile: Path) -> None:
    folder = shop_with_art(tmp_path, SHADED)
    with pytest.raises(Stop) as stop:
        run(folder, press="pdfx4", profile=profile, templates=("own",))
    assert stop.value.problems
    assert all("RGB" in problem.message and "CMYK" in problem.hint for problem in stop.value.problems)
    assert not list((folder / "out").glob("*/*.pdf"))
    assert len(run(folder, templates=("own",)).batches) == 1  # and it can be printed on the office printer


# What is refused before anything is reserved


@pytest.mark.parametrize(
    ("choices", "word"),
    [
        ({"press": "pdfx4"}, "ICC profile"),
        ({"profile": Path("x.icc")}, "--press pdfx4"),
        ({"press": "pdfx4", "profile": Path("missing.icc")}, "cannot be read"),
    ],
)
def test_one_without_the_other_is_wrong_usage(tmp_path: Path, choices: dict[str, object], word: str) -> None:
    folder = make_shop(tmp_path, numbered(1))
    with pytest.raises(Stop) as stop:
        run(folder, **choices)
    assert word in f"{stop.value.message} {stop.value.hint}"
    assert stop.value.exit_code == 2


def test_a_profile_of_a_screen_is_refused(tmp_path: Path) -> None:
    if not SCREEN.is_file():
        pytest.skip("no screen profile is installed (Debian has one in libgs-common)")
    with pytest.raises(Stop, match=r"screen|not for CMYK"):
        inks.open_profile(SCREEN)


@pytest.mark.parametrize("cut", [0, 100, 4000])
def test_a_damaged_profile_is_told(tmp_path: Path, profile: Path, cut: int) -> None:
    path = tmp_path / "cut.icc"
    path.write_bytes(profile.read_bytes()[:cut])
    with pytest.raises(Stop, match=r"no ICC profile|damaged"):
        inks.open_profile(path)


def test_paper_of_the_offices_own_is_refused(tmp_path: Path, profile: Path) -> None:
    folder = make_shop(tmp_path, numbered(1))
    with pytest.raises(Stop, match="another"):
        run(folder, press="pdfx4", profile=profile, stock="a4")


# The preflight finds what is wrong


def spoil_rgb(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"1 0 0 rg 0 0 9 9 re f")


def spoil_name(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].contents_add(b"/Lost Do")


def spoil_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def spoil_trim(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1].obj["/TrimBox"]


def spoil_bleed(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].BleedBox = pikepdf.Array([0, 0, 9, 9])


def spoil_intent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents.append(pdf.Root.OutputIntents[0])


def spoil_profile(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.write(b"x" * 200)


def spoil_trapped(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Trapped"] = pikepdf.Name("/False_")


def spoil_xmp(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b"PDF/X-4", b"PDF/X-9"))


def spoil_font(pdf: pikepdf.Pdf) -> None:
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    pdf.pages[1].Resources.Font["/F99"] = pdf.make_indirect(font)


def spoil_note(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=pikepdf.Array([0, 0, 9, 9]))
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])


def spoil_curve(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(GX=pikepdf.Dictionary(TR=pikepdf.Name.Identity))


def spoil_opacity(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.ExtGState = pikepdf.Dictionary(GX=pikepdf.Dictionary(ca=0.5))
    pdf.pages[0].contents_add(b"/GX gs")


SPOILT = {
    spoil_rgb: "no plain RGB",
    spoil_name: "own resources",
    spoil_script: "No scripts",
    spoil_trim: "one TrimBox",
    spoil_bleed: "one TrimBox",
    spoil_intent: "one output intent",
    spoil_profile: "one output intent",
    spoil_trapped: "whether it is trapped",
    spoil_xmp: "says PDF/X-4",
    spoil_font: "Every font",
    spoil_note: "No annotations",
    spoil_curve: "No transfer curves",
    spoil_opacity: "mix it in CMYK",
}


@pytest.mark.parametrize(("spoil", "rule"), SPOILT.items(), ids=lambda part: getattr(part, "__name__", ""))
def test_the_preflight_finds_what_breaks_a_rule(
    pressed: dict[str, Path], tmp_path: Path, spoil: Callable[[pikepdf.Pdf], None], rule: str
) -> None:
    with pikepdf.open(pressed[CARD]) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / "spoilt.pdf")
    broken = [found.name for found in preflight(tmp_path / "spoilt.pdf") if found.findings]
    assert len(broken) == 1
    assert rule in broken[0]


def test_the_batchs_own_pdf_is_no_pdfx_and_the_preflight_says_so(pressed: dict[str, Path]) -> None:
    broken = [rule.name for rule in preflight(pressed["batch"]) if rule.findings]
    assert len(broken) >= 3


@pytest.mark.parametrize("data", [b"", b"no pdf"])
def test_a_file_that_is_no_pdf_breaks_the_first_rule(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.pdf").write_bytes(data)
    (rule,) = preflight(tmp_path / "x.pdf")
    assert rule.findings


# The command


def test_the_command_checks_a_file_and_tells_every_rule(pressed: dict[str, Path], tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["preflight", str(pressed[CARD]), "--json"], standalone_mode=False)
    assert result.return_value == 0
    told = json.loads(result.stdout)
    assert [rule["name"] for rule in told["rules"]] == [rule.name for rule in preflight(pressed[CARD])]
    assert told["note"] == NO_VALIDATOR


def test_the_command_fails_for_a_file_that_breaks_a_rule(pressed: dict[str, Path]) -> None:
    result = CliRunner().invoke(cli, ["preflight", str(pressed["batch"])], standalone_mode=False)
    assert result.return_value == 1
    assert "BROKEN" in result.stdout
    assert NO_VALIDATOR in result.stdout
