"""Icons: one filled outline each, absolute and in its box, and the script that makes them."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from inserts.templates import load_icons

FOLDER = Path(__file__).parent.parent / "templates" / "icons"
ICONS, PROBLEMS = load_icons([FOLDER])
TOKEN = re.compile(r"[MLCZ]|-?\d+(?:\.\d+)?| ")
ARGUMENTS = {"M": 2, "L": 2, "C": 6, "Z": 0}


def commands(path: str) -> list[tuple[str, list[float]]]:
    assert "".join(TOKEN.findall(path)) == path
    return [(part[0], [float(number) for number in part[1:].split()]) for part in re.findall("[MLCZ][^MLCZ]*", path)]


def written(folder: Path, text: str) -> Path:
    (folder / "icons.toml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_icons", FOLDER / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_icons_have_no_problem() -> None:
    assert PROBLEMS == ()


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_outline_is_absolute_closed_and_in_its_box(name: str) -> None:
    path, even_odd = ICONS[name]
    steps = commands(path)
    assert all(len(numbers) == ARGUMENTS[command] for command, numbers in steps)
    assert steps[0][0] == "M"
    assert path.count("M") == path.count("Z")
    numbers = [number for _, values in steps for number in values]
    assert min(numbers) >= -1.5
    assert max(numbers) <= 26.5  # the truck, which Phosphor draws wider than its other icons
    assert max(numbers) - min(numbers) > 12
    assert not even_odd


@pytest.mark.parametrize(
    "name",
    [
        *("whatsapp", "wechat", "qq", "line", "telegram", "kakaotalk", "messenger", "instagram", "viber", "signal"),
        *("x", "facebook", "youtube", "tiktok", "pinterest", "sinaweibo", "zalo", "discord", "threads", "twitter"),
        *("email", "phone", "sms", "web", "address", "chat", "delivery", "parcel", "returns", "payment", "help"),
        *("care", "time", "warranty", "size", "repair", "gift", "level", "points", "offer", "book", "heart", "leaf"),
        "tencentqq",
    ],
)
def test_every_channel_and_topic_of_the_design_has_its_icon(name: str) -> None:
    assert name in ICONS


@pytest.mark.parametrize("name", ["taobao", "wangwang"])
def test_marks_nobody_can_read_at_three_millimetres_are_left_to_a_tile(name: str) -> None:
    assert name not in ICONS


def test_an_alias_is_the_same_outline() -> None:
    assert ICONS["shipping"] == ICONS["delivery"]


def test_the_licences_are_kept() -> None:
    text = (FOLDER / "LICENSES.txt").read_text("utf-8")
    assert "CC0 1.0 Universal" in text
    assert "Copyright (c) 2023 Phosphor Icons" in text


def test_the_owners_icon_comes_before_the_shipped_one(tmp_path: Path) -> None:
    own = written(tmp_path, '[icon]\nemail = "M0 0L24 0L24 24Z"\n[alias]\npost = "email"\ntrack = "delivery"\n')
    icons, problems = load_icons([own, FOLDER])
    assert problems == ()
    assert icons["email"] == icons["post"] == ("M0 0L24 0L24 24Z", False)
    assert icons["track"] == ICONS["delivery"]
    assert icons["phone"] == ICONS["phone"]


def test_a_folder_without_icons_is_no_problem(tmp_path: Path) -> None:
    assert load_icons([tmp_path]) == ({}, ())


def test_an_icon_may_be_filled_even_odd(tmp_path: Path) -> None:
    own = written(tmp_path, 'even_odd = ["ring"]\n[icon]\nring = "M0 0L24 0L24 24Z"\n')
    assert load_icons([own])[0]["ring"] == ("M0 0L24 0L24 24Z", True)


@pytest.mark.parametrize(
    "path", ["m0 0l2 2z", "M0 0L2 2", "M0 0A1 1 0 0 0 2 2Z", "M0,0L2,2Z", "M0 0L1e3 2Z", "M0 0Q1 1 2 2Z", "L0 0Z", "Z"]
)
def test_another_path_is_told_with_its_line(tmp_path: Path, path: str) -> None:
    _, problems = load_icons([written(tmp_path, f'[icon]\n\nmine = "{path}"\n')])
    assert [(problem.where.line, problem.where.column) for problem in problems] == [(3, "[icon] mine")]
    assert "absolute" in problems[0].message


def test_an_alias_of_nothing_names_the_nearest(tmp_path: Path) -> None:
    _, problems = load_icons([written(tmp_path, '[alias]\npost = "emial"\n'), FOLDER])
    assert "email" in problems[0].hint


def test_the_script_makes_arcs_and_relative_steps_absolute_curves(build: ModuleType, tmp_path: Path) -> None:
    svg = tmp_path / "disc.svg"
    data = '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><path d="M2 12a10 10 0 0 1 20 0h-4v2z"/></svg>'
    svg.write_text(data, "utf-8")
    path = build.outline(svg, 24.0, 1.0)
    assert path.startswith("M2 12C2 6.477 6.477 2 12 2C17.523 2 22 6.477 22 12L18 12L18 14")
    assert path.endswith("Z")


def test_the_script_grows_an_icon_about_its_middle(build: ModuleType, tmp_path: Path) -> None:
    svg = tmp_path / "square.svg"
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg"><path d="M28 28H228V228H28Z"/></svg>', "utf-8")
    numbers = [number for _, values in commands(build.outline(svg, 256.0, 1.18)) for number in values]
    assert min(numbers) + max(numbers) == pytest.approx(24)
    assert max(numbers) - min(numbers) == pytest.approx(200 / 256 * 24 * 1.18, abs=0.002)


def test_the_script_refuses_shapes_it_would_lose(build: ModuleType, tmp_path: Path) -> None:
    svg = tmp_path / "circle.svg"
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg"><circle r="3"/></svg>', "utf-8")
    with pytest.raises(SystemExit, match="circle"):
        build.outline(svg, 24.0, 1.0)


def test_the_script_refuses_another_version(build: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name": "simple-icons", "version": "1.0.0"}', "utf-8")
    with pytest.raises(SystemExit, match=r"16\.37\.0"):
        build.check(tmp_path, *build.PACKAGES[0])
