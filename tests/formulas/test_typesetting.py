"""Formulas become outlines of sane sizes, or are refused; nothing that was written is lost in silence."""

from __future__ import annotations

import struct
import time

import pytest
from formula_corpus import DRAWN, REFUSED
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formulas.formula import Outline, Refusal, Tex
from app.formulas.lines import decode_drawing, encode_drawing
from app.formulas.typesetting import typeset


def drawn(text: str, *, is_displayed: bool = True) -> Outline:
    drawing = typeset(Tex(text, is_displayed))
    assert isinstance(drawing, Outline), f"{text}: {drawing}"
    return drawing


def refused(text: str) -> str:
    drawing = typeset(Tex(text))
    assert isinstance(drawing, Refusal), text
    return drawing.reason


def box(outline: Outline) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of all points of the path."""
    count = struct.unpack(">i", outline.path[:4])[0]
    points = [struct.unpack_from(">idd", outline.path, 4 + 20 * index)[1:] for index in range(count)]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def test_there_are_formulas_enough() -> None:
    assert len(set(DRAWN)) >= 120
    assert len(set(REFUSED)) >= 30


@pytest.mark.parametrize("text", DRAWN)
def test_it_is_drawn_within_the_box_that_it_says(text: str) -> None:
    for is_displayed in (False, True):
        outline = drawn(text, is_displayed=is_displayed)
        left, top, right, bottom = box(outline)
        assert 0.2 < outline.width < 30
        assert 0.3 < outline.ascent + outline.depth < 8
        assert left >= -0.2
        assert right <= outline.width + 0.2
        assert top >= -outline.ascent - 0.1
        assert bottom <= outline.depth + 0.1
        assert decode_drawing(encode_drawing(outline)) == outline


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_drawn_as_it_is_meant_is_refused(text: str) -> None:
    assert refused(text)


def test_a_displayed_formula_has_more_room() -> None:
    inline, displayed = drawn(r"\sum_{i=1}^n x_i", is_displayed=False), drawn(r"\sum_{i=1}^n x_i")
    assert displayed.ascent + displayed.depth > 1.5 * (inline.ascent + inline.depth)


def test_letters_stand_on_the_baseline() -> None:
    assert abs(drawn("x").depth) < 0.03
    assert drawn("y").depth > 0.15
    assert drawn(r"\frac{a}{b}").depth > 0.5


def test_a_fence_is_as_high_as_what_it_holds() -> None:
    """ziamath alone makes this one 82 em high."""
    assert drawn(r"\left[ \sum_i x_i \right]").ascent < 3


def test_a_script_after_a_matrix_belongs_to_the_matrix() -> None:
    matrix = r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"
    assert drawn(matrix + "^{-1}").ascent > drawn(matrix).ascent


def elements(outline: Outline) -> int:
    return int.from_bytes(outline.path[:4], "big")


@pytest.mark.parametrize(
    ("ruled", "plain", "lines"),
    [
        (r"{c|c} a & b \\ c & d", r"{cc} a & b \\ c & d", 1),
        (r"{cc} a & b \\ \hline c & d", r"{cc} a & b \\ c & d", 1),
        (r"{c|c} a & b \\ \hline c & d", r"{cc} a & b \\ c & d", 2),
        (r"{|c|c|} \hline a & b \\ \hline c & d \\ \hline", r"{cc} a & b \\ c & d", 2),
    ],
)
def test_the_lines_of_an_array_are_drawn_without_its_frame(ruled: str, plain: str, lines: int) -> None:
    with_lines = drawn(rf"\begin{{array}}{ruled} \end{{array}}")
    without = drawn(rf"\begin{{array}}{plain} \end{{array}}")
    assert elements(with_lines) - elements(without) == lines * 5
    assert with_lines.width == without.width


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"\bm{x}", r"\boldsymbol{x}"),
        (r"\mathop{\mathrm{lcm}}(a)", r"\operatorname*{lcm}(a)"),
        (r"\operatorname{\text{Tr}} A", r"\operatorname{Tr} A"),
        (r"\begin{equation} x \end{equation}", "x"),
        (r"{n \choose k}", r"\binom{n}{k}"),
        ("a % a comment", "a"),
        (r"x \label{eq:1}", "x"),
    ],
)
def test_other_words_for_the_same_are_drawn_the_same(written: str, meant: str) -> None:
    assert drawn(written) == drawn(meant)


def test_what_a_library_drops_in_silence_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.formulas.typesetting.rewritten", lambda text: text)
    assert "would be lost" in refused(r"\mathop{\mathrm{ess\,sup}}_{x} f")


@pytest.mark.parametrize(
    "bomb",
    [
        r"\frac{1}{" * 60 + "x" + "}" * 60,
        "{" * 5_000 + "x" + "}" * 5_000,
        r"\left(" * 30 + "x" + r"\right)" * 30,
        "x_{" * 35 + "x" + "}" * 35,
        r"\sqrt{" * 39 + "x" + "}" * 39,
        "x" * 100_000,
        r"\begin{matrix}" + "a&" * 30_000 + r"\end{matrix}",
        r"\def\a{\a\a}\a",
        r"\hat{" * 38 + "x" + "}" * 38,
    ],
    ids=["fractions", "braces", "fences", "scripts", "roots", "letters", "cells", "macros", "hats"],
)
def test_no_formula_is_worked_on_for_long(bomb: str) -> None:
    began = time.process_time()
    typeset(Tex(bomb, is_displayed=True))
    assert time.process_time() - began < 4


@given(st.lists(st.sampled_from([*r"abx12+-=<>|&%$#^_{}[]()'\ ", r"\frac", r"\sqrt", r"\left(", r"\right)", r"\sum"])))
@settings(max_examples=60)
def test_no_text_raises(pieces: list[str]) -> None:
    typeset(Tex("".join(pieces)))
