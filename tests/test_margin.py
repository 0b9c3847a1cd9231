"""How much a print may be spoiled before its codes are lost: measured on pages drawn by another library."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import segno
from click.testing import CliRunner
from reportlab.pdfgen.canvas import Canvas

from inserts.cli.main import cli
from inserts.manifest import Row
from inserts.model.problem import Stop
from inserts.proof import Margin, margins
from inserts.proof.margin import MOST_CARDS
from tests.shops import SHOP, make_shop, numbered, own_template, run

PAYLOAD = "https://shop.example/K7QWM-4XH2M"
SIZE = 29
PAGE = 200.0


def row(template: str = "mine", page: int = 2, qr: tuple[str, ...] = (PAYLOAD,), order: str = "#1") -> Row:
    return Row("b", order, "Ida", template, 1, "", qr, page, 1, "printed", "")


def draw(
    canvas: Canvas,
    *,
    module: float = 1.6,
    x: float = 60.0,
    y: float = 60.0,
    dark: float = 0.0,
    light: float = 1.0,
    ground: float | None = None,
    payload: str = PAYLOAD,
    error: str = "m",
) -> None:
    """A symbol of `SIZE` modules from its lower left corner; `ground` is the grey of what lies around and below it."""
    matrix = [list(line) for line in segno.make(payload, error=error, boost_error=False, micro=False).matrix]
    assert len(matrix) == SIZE
    if ground is not None:
        canvas.setFillGray(ground)
        canvas.rect(0, 0, PAGE, PAGE, stroke=0, fill=1)
    if light < 1:
        canvas.setFillGray(light)
        canvas.rect(x - 8 * module, y - 8 * module, (SIZE + 16) * module, (SIZE + 16) * module, stroke=0, fill=1)
    canvas.setFillGray(dark)
    path = canvas.beginPath()
    for number, line in enumerate(matrix):
        for place, bit in enumerate(line):
            if bit:
                path.rect(x + place * module, y + (SIZE - 1 - number) * module, module, module)
    canvas.drawPath(path, stroke=0, fill=1)


def pdf(folder: Path, *pages: Callable[[Canvas], object]) -> Path:
    """A file with an empty cover and these pages."""
    path = folder / "b.pdf"
    canvas = Canvas(str(path), pagesize=(PAGE, PAGE))
    canvas.showPage()
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def measured(folder: Path, dpi: int = 0, **how: float) -> Margin:
    (found,) = margins(pdf(folder, lambda canvas: draw(canvas, **how)), [row()], dpi=dpi)  # type: ignore[arg-type]
    return found


def told(margin: Margin) -> str:
    return " ".join(problem.message for problem in margin.problems("b.pdf"))


def test_a_good_code_has_a_margin_and_no_problems(tmp_path: Path) -> None:
    found = measured(tmp_path)
    assert found.template == "mine"
    assert found.page == 2
    assert 16 <= found.gain < 50
    assert 16 <= found.loss < 50
    assert 30 <= found.blur < 100
    assert found.quiet == 4
    assert found.contrast == 100
    assert not list(found.problems("b.pdf"))


def test_the_printers_dots_are_counted(tmp_path: Path) -> None:
    assert measured(tmp_path, 203, module=4 * 72 / 203, x=40 * 72 / 203).dots == pytest.approx(4, abs=0.05)


def test_a_coarser_printer_leaves_less_margin(tmp_path: Path) -> None:
    fine, coarse = (measured(tmp_path, dpi, module=1.3, x=60.3, y=60.4) for dpi in (1200, 203))
    assert coarse.gain < fine.gain


@pytest.mark.parametrize("stretch", [(1.0, 1.02), (1.02, 1.0), (0.97, 1.03)])
def test_a_page_stretched_against_its_printer_is_measured_as_the_even_one(
    tmp_path: Path, stretch: tuple[float, float]
) -> None:
    def page(canvas: Canvas) -> None:
        canvas.scale(*stretch)
        draw(canvas)

    (found,) = margins(pdf(tmp_path, page), [row()])
    even = measured(tmp_path)
    assert found.quiet == even.quiet == 4
    assert abs(found.gain - even.gain) <= 5  # one step
    assert abs(found.loss - even.loss) <= 5
    assert not list(found.problems("b.pdf"))


@pytest.mark.parametrize("modules", [0.5, 1.5, 2.5, 3.5])
def test_the_quiet_zone_is_measured_on_the_page(tmp_path: Path, modules: float) -> None:
    def page(canvas: Canvas) -> None:
        draw(canvas, module=2.0)
        canvas.rect(0, 0, 60 - modules * 2, PAGE, stroke=0, fill=1)

    (found,) = margins(pdf(tmp_path, page), [row()])
    assert found.quiet == pytest.approx(modules, abs=0.2)
    assert ("free around" in told(found)) == (modules < 1)


@pytest.mark.parametrize(
    ("dark", "light", "contrast"), [(0.0, 1.0, 100), (0.3, 1.0, 70), (0.2, 0.8, 60), (0.5, 0.8, 30)]
)
def test_contrast_is_measured_on_the_page(tmp_path: Path, dark: float, light: float, contrast: int) -> None:
    found = measured(tmp_path, dark=dark, light=light)
    assert found.contrast == pytest.approx(contrast, abs=2)
    assert ("contrast" in told(found)) == (contrast < 40)


def test_light_on_dark_is_refused(tmp_path: Path) -> None:
    found = measured(tmp_path, dark=1.0, ground=0.0)
    assert "light on dark" in told(found)


def with_logo(share: float, payload: str = PAYLOAD) -> Callable[[Canvas], None]:
    """A white square over the middle of the code, as a logo would be."""

    def page(canvas: Canvas) -> None:
        draw(canvas, module=2.0, payload=payload)
        side = share * SIZE * 2.0
        canvas.setFillGray(1)
        middle = 60 + SIZE * 2.0 / 2
        canvas.rect(middle - side / 2, middle - side / 2, side, side, stroke=0, fill=1)

    return page


def test_a_logo_on_a_code_takes_its_margin(tmp_path: Path) -> None:
    gains = []
    for share in (0.0, 0.2):
        (found,) = margins(pdf(tmp_path, with_logo(share)), [row()])
        gains.append((found.gain, found.blur))
    assert gains[1] < gains[0]


def test_a_logo_takes_more_from_some_codes_and_the_weakest_of_several_cards_counts(tmp_path: Path) -> None:
    """A square of this size is borne by one code and not by its neighbour, when all are read on the clean page."""
    payloads = [f"https://shop.example/?c=Q7F3K-{number}XW9M" for number in range(10, 10 + MOST_CARDS)]
    rows = [row(page=number, order=f"#{number}", qr=(payload,)) for number, payload in enumerate(payloads, 2)]
    file = pdf(tmp_path, *(with_logo(0.28, payload) for payload in payloads))
    each = {one: found for one in rows for found in margins(file, [one])}
    strongest = max(rows, key=lambda one: each[one].gain)
    assert not list(each[strongest].problems("b.pdf"))
    (found,) = margins(file, [strongest, *(one for one in rows if one is not strongest)])
    assert found.gain == min(one.gain for one in each.values()) < each[strongest].gain
    assert "keep pictures off it" in " ".join(problem.hint for problem in found.problems("b.pdf"))


@pytest.mark.parametrize(("dpi", "fails"), [(203, True), (1200, False)])
def test_what_is_read_on_a_clean_page_alone_is_refused(tmp_path: Path, dpi: int, fails: bool) -> None:
    """Modules of two dots and a bit, on no grid: the page as drawn is read, what such a printer makes of it is not."""
    found = measured(tmp_path, dpi, module=0.8, x=60.3, y=60.4)
    assert found.spoiled is not fails
    assert ("cannot be read any more" in told(found)) is fails


def test_a_template_is_measured_once_on_its_first_card(tmp_path: Path) -> None:
    file = pdf(tmp_path, draw, lambda canvas: draw(canvas, dark=0.5))
    found = margins(file, [row("one", 2), row("two", 3, order="#2"), row("one", 3, order="#3")])
    assert [(margin.template, margin.page, margin.contrast) for margin in found] == [
        ("one", 2, 100),
        ("two", 3, pytest.approx(50, abs=2)),
    ]


def test_the_weakest_of_a_cards_codes_counts(tmp_path: Path) -> None:
    other = "https://shop.example/CHAT-WITH-US"

    def page(canvas: Canvas) -> None:
        draw(canvas)
        draw(canvas, x=130, module=1.3, payload=other, dark=0.4)

    (found,) = margins(pdf(tmp_path, page), [row(qr=(PAYLOAD, other))])
    assert found.contrast == pytest.approx(60, abs=2)
    assert found.dots == pytest.approx(1.3 * 600 / 72, abs=0.2)


def test_cards_without_codes_have_no_margin(tmp_path: Path) -> None:
    assert margins(pdf(tmp_path, draw), [row(qr=())]) == ()


def test_a_code_turned_by_a_quarter_is_measured_as_well(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.translate(PAGE, 0)
        canvas.rotate(90)
        draw(canvas)

    (found,) = margins(pdf(tmp_path, page), [row()])
    assert found.quiet == 4
    assert found.gain >= 16


# In a run


def test_a_run_tells_the_margin_of_every_template(tmp_path: Path) -> None:
    make_shop(tmp_path, numbered(2))
    result = CliRunner().invoke(
        cli, ["print", str(tmp_path / "orders.csv"), "--shop", str(tmp_path)], standalone_mode=False
    )
    assert result.return_value == 0
    assert "classic: codes read up to" in result.stderr
    assert "a6-thanks: codes read up to" in result.stderr


def test_json_has_the_figures(tmp_path: Path) -> None:
    (batch,) = run(make_shop(tmp_path, numbered(1))).batches
    assert batch.pdf is not None
    result = CliRunner().invoke(cli, ["proof", str(batch.pdf), "--dpi", "600", "--json"], standalone_mode=False)
    assert result.return_value == 0
    told = json.loads(result.stdout)["margins"]
    assert [margin["template"] for margin in told] == ["classic", "a6-thanks"]
    assert told == [margin.as_json() for margin in batch.margins]


CROWDED = """
[card]
kind = "name-card"
about = "a bar beside its code"
size = "90x54mm"
bleed = "0mm"
safe = "4mm"

[[front]]
id = "bar"
type = "rect"
box = ["20mm", "8mm", "9.6mm", "24mm"]
colour = "ink"

[[front]]
id = "qr"
type = "qr"
box = ["30mm", "10mm", "20mm", "20mm"]
data = "{{ link.coupon }}"

[[front]]
id = "number"
type = "text"
box = ["4mm", "45mm", "40mm", "4mm"]
text = "{{ order.short }}"
size = "8pt"
"""


def test_a_run_whose_codes_would_be_lost_on_paper_releases_nothing(tmp_path: Path) -> None:
    folder = make_shop(tmp_path, numbered(1), SHOP)
    own_template(folder, "own", CROWDED)
    with pytest.raises(Stop) as stop:
        run(folder, templates=("own",))
    (problem,) = stop.value.problems
    assert "0.6 modules free around it" in problem.message
    assert problem.where.column == "page 2"
    assert not list((folder / "out").glob("*/*.pdf"))
    assert len(list((folder / "out").glob("*/refused/*.pdf"))) == 1
