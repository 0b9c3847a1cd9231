"""Texts fitted in the real faces, where ligatures, tracking and scales change with the size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inserts import text
from inserts.builtin import builtin_folder
from inserts.layout.fit import Fitter, TooLong, Typesetting, Unfit, Words, sizes
from inserts.layout.wrap import Piece, balance, wrap
from inserts.model.length import Box
from inserts.model.template import Style, TextElement

NAMES = ("Ffion", "Müller-Lüdenscheidt", "Nguyễn", "王小明", "さとう", "محمد", "Ida", "of", "김민수", "a@b-c.example")


@pytest.fixture(scope="module")
def fitter() -> Fitter:
    typesetter, _ = text.open_typesetter([builtin_folder("fonts")])
    return Fitter(Typesetting(typesetter.clean, typesetter.line, typesetter.breaks, text.describe_missing))


def element(
    face: str, size: float, smallest: float, lines: int, tracking: float | None, leading: float | None
) -> TextElement:
    style = Style(face, size, smallest, tracking=tracking, leading=leading)
    return TextElement("name", Box(0, 0, 1, 1), style, (("", "x"),), lines=lines, balanced=True)


@settings(max_examples=150)
@example("Ida of Ida", element("code", 20.0, 10.0, 1, None, None), 110.0, 40.0)  # tracked less below 18 points
@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=5).map(" ".join),
    st.builds(
        element,
        st.sampled_from(("voice", "poster", "text", "code")),
        st.floats(12, 40),
        st.floats(5, 12),
        st.integers(1, 3),
        st.sampled_from((None, -20.0, 40.0)),
        st.sampled_from((None, 0.5, 1.25)),
    ),
    st.floats(20, 300),
    st.floats(8, 60),
)
def test_sizes_passed_over_would_not_have_fitted(
    fitter: Fitter, name: str, wanted: TextElement, width: float, height: float
) -> None:
    words = Words(name, "ja", None)
    tried = (fitter.at_size(wanted, words, width, height, size) for size in sizes(wanted.style))
    first = next((block for block in tried if block is not None), None)
    try:
        assert fitter.fit(wanted, words, width, height) == first
    except TooLong:
        assert first is None


@pytest.mark.parametrize("shorten", [False, True])
@pytest.mark.parametrize(("name", "width"), [("Ida 𪚥", 200.0), ("Ida Lind of somewhere 𪚥", 40.0)])
def test_what_no_face_has_is_the_reason_also_where_there_is_no_room_for_it(
    fitter: Fitter, name: str, width: float, shorten: bool
) -> None:
    wanted = replace(element("text", 10.0, 8.0, 1, None, None), shorten=shorten)
    with pytest.raises(Unfit, match="no face has") as unfit:
        fitter.fit(wanted, Words(name, "en", False), width, 20.0)
    assert not isinstance(unfit.value, TooLong)


@given(st.lists(st.floats(1, 50), min_size=1, max_size=8), st.floats(10, 120))
def test_balanced_lines_are_as_many_and_no_wider(widths: list[float], width: float) -> None:
    pieces = [[Piece(f"{number} ", wide, wide + 2) for number, wide in enumerate(widths)]]
    greedy = wrap(pieces, width)
    if greedy is None:
        assert max(widths) > width
        return
    balanced = balance(pieces, width, greedy)
    assert " ".join(balanced) == " ".join(greedy)
    assert len(balanced) == len(greedy)

    def widest(lines: tuple[str, ...]) -> float:
        return max(sum(widths[int(word)] for word in line.split()) + 2 * (len(line.split()) - 1) for line in lines)

    assert widest(balanced) <= widest(greedy) + 1e-6
