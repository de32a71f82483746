"""How a paragraph with displayed formulas is parted, and how long a cell with formulas is."""

from __future__ import annotations

import pytest

from app.ui.transcript.blocks import Paragraph, Run, Runs, runs_text
from app.ui.transcript.formula_lines import lines_of, seen_text
from app.ui.transcript.parsing import parse


def runs_of(text: str) -> Runs:
    (placed,) = parse(text)
    assert isinstance(placed.block, Paragraph)
    return placed.block.runs


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Only words and $x$.", ["Only words and $x$."]),
        ("Before $$x$$ after", ["Before", "$$x$$", "after"]),
        ("Before $$x$$, after", ["Before", "$$x$$,", "after"]),
        ("Before \\[x\\].", ["Before", "\\[x\\]."]),
        ("Before $$x$$ $$y$$ after", ["Before", "$$x$$", "$$y$$", "after"]),
        ("Before $$x$$\nand **bold**", ["Before", "$$x$$", "and bold"]),
        ("値は \\[x\\]。 次", ["値は", "\\[x\\]。", "次"]),
    ],
)
def test_displayed_formulas_part_their_paragraph(text: str, lines: list[str]) -> None:
    assert [runs_text(line) for line in lines_of(runs_of(text))] == lines


def test_no_word_is_lost_when_a_paragraph_is_parted() -> None:
    text = "A **b** $$x$$; `c` and $y$ \\[z\\] d"
    runs = runs_of(text)
    parted = "".join(runs_text(line) for line in lines_of(runs))
    assert "".join(parted.split()) == "".join(runs_text(runs).split())


def test_a_formula_is_shorter_than_its_source() -> None:
    assert seen_text((Run("So "), Run("$\\frac{a_1}{b}$", tex="\\frac{a_1}{b}"))) == "So ma1b"
    assert seen_text((Run("words"),)) == "words"
