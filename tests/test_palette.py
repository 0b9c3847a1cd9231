"""Colours computed from the shop's: readable on their grounds, whatever the shop's are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inserts.model.colour import INK, WHITE, Colour
from inserts.palette import palette

KRAFT = Colour("rgb", (0xC9 / 255, 0xA9 / 255, 0x7C / 255))

channel = st.integers(0, 255)
written = st.tuples(channel, channel, channel).map(lambda rgb: "#{:02X}{:02X}{:02x}".format(*rgb))


def rgb(colour: Colour) -> tuple[int, ...]:
    values = colour.values * 3 if colour.space == "gray" else colour.values
    assert all(abs(value * 255 - round(value * 255)) < 1e-9 for value in values), "not an 8-bit colour"
    return tuple(round(value * 255) for value in values)


def ratio(one: Colour, other: Colour) -> float:
    """WCAG's contrast ratio, written down a second time."""

    def light(colour: Colour) -> float:
        parts = [c / 255 for c in rgb(colour)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    high, low = max(light(one), light(other)), min(light(one), light(other))
    return (high + 0.05) / (low + 0.05)


def test_every_token_a_template_may_name_has_a_colour() -> None:
    tokens = {"brand", "on", "accon", "deep", "adeep", "mark", "track", "ink", "paper", "white", "accent"}
    assert set(palette("#1E4B3C", "", WHITE)) == tokens


@given(written, written)
def test_what_stands_on_the_brand_field_can_be_read(brand: str, accent: str) -> None:
    colours = palette(brand, accent, WHITE)
    assert ratio(colours["on"], colours["brand"]) >= 4.5
    assert ratio(colours["accon"], colours["brand"]) >= 4.5


@given(written, written, st.sampled_from([WHITE, KRAFT, Colour("gray", (128 / 255,))]))
def test_what_stands_on_the_paper_can_be_read(brand: str, accent: str, paper: Colour) -> None:
    colours = palette(brand, accent, paper)
    assert colours["paper"] is paper
    for token in ("deep", "adeep", "ink"):
        assert ratio(colours[token], paper) >= 4.5


@given(written)
def test_white_stands_on_the_brand_wherever_it_can_be_read(brand: str) -> None:
    colours = palette(brand, "", WHITE)
    assert (colours["on"] == WHITE) == (ratio(colours["brand"], WHITE) >= 4.5)
    assert colours["on"] in (WHITE, INK)


@given(written, written)
def test_an_accent_that_can_be_read_on_the_brand_stays_itself(brand: str, accent: str) -> None:
    colours = palette(brand, accent, WHITE)
    readable = ratio(colours["accent"], colours["brand"]) >= 4.5
    assert colours["accon"] == (colours["accent"] if readable else colours["on"])


@given(written)
def test_a_colour_dark_enough_for_text_is_not_darkened(brand: str) -> None:
    colours = palette(brand, "", WHITE)
    assert (colours["deep"] == colours["brand"]) == (ratio(colours["brand"], WHITE) >= 4.5)


@given(written)
def test_darkening_keeps_the_hue_and_stops_at_the_first_step_that_reads(brand: str) -> None:
    colours = palette(brand, "", WHITE)
    full, deep = rgb(colours["brand"]), rgb(colours["deep"])
    scaled = [tuple(round(c * percent / 100) for c in full) for percent in range(100, -1, -2)]
    assert deep in scaled
    for lighter in scaled[: scaled.index(deep)]:
        assert ratio(Colour("rgb", tuple(c / 255 for c in lighter)), WHITE) < 4.5


def test_figures_computed_by_hand() -> None:
    colours = palette("#1E4B3C", "#E8A33D", WHITE)
    assert rgb(colours["mark"]) == (48, 89, 76)  # 30 + 0.08 * 225, 75 + 0.08 * 180, 60 + 0.08 * 195
    assert rgb(colours["track"]) == (86, 120, 109)
    assert rgb(colours["accon"]) == (0xE8, 0xA3, 0x3D)
    assert rgb(colours["adeep"]) == (153, 108, 40)  # 0.66 of the accent
    light = palette("#F2D94E", "", WHITE)
    assert light["on"] == INK
    assert rgb(light["mark"]) == (223, 200, 72)


def test_no_accent_is_the_brand() -> None:
    assert palette("#B3261E", "", WHITE) == palette("#B3261E", "#b3261e", WHITE)


@given(written)
def test_colours_are_rgb_and_greys_are_black_ink_alone(brand: str) -> None:
    for token, colour in palette(brand, "", WHITE).items():
        grey = len(set(rgb(colour))) == 1
        assert colour.space == ("gray" if grey else "rgb"), token


@pytest.mark.parametrize("paper", [Colour("cmyk", (0, 0, 0, 0.0)), Colour("spot", (0.0, 0, 0.3, 0.6, 0.2), "Kraft")])
def test_a_paper_told_as_ink_is_as_light_as_its_paper(paper: Colour) -> None:
    assert palette("#F2D94E", "", paper)["deep"] == palette("#F2D94E", "", WHITE)["deep"]


def test_on_a_paper_too_dark_for_any_text_texts_are_black() -> None:
    assert palette("#1E4B3C", "", Colour("gray", (0.1,)))["deep"] == INK


@pytest.mark.parametrize("wrong", ["", "1E4B3C", "#1E4B3", "#1E4B3G", "#1E4B3C ", "green", "#1E4B3C\n", "#１E4B3C"])
def test_a_colour_written_otherwise_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="#RRGGBB"):
        palette(wrong, "", WHITE)
