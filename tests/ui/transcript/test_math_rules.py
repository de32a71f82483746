"""What is TeX and what is not: prices and shell variables stay words, and a formula is taken as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.transcript.blocks import Block, Formula, ListBlock, Paragraph, Quote, Run, Table, runs_text
from app.ui.transcript.math_rules import MAX_TEX
from app.ui.transcript.parsing import parse


def blocks(text: str) -> list[Block]:
    return [placed.block for placed in parse(text)]


def runs(text: str) -> tuple[Run, ...]:
    (block,) = blocks(text)
    assert isinstance(block, Paragraph)
    return block.runs


def formulas(text: str) -> list[str]:
    return [run.tex for run in runs(text) if run.tex]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The area is $\\pi r^2$.", ["\\pi r^2"]),
        (r"The area is \(\pi r^2\).", [r"\pi r^2"]),
        (r"Spaces \( a + b \) do not matter.", ["a + b"]),
        ("Both $a$ and $b$, ($c$) and $d$-axis", ["a", "b", "c", "d"]),
        ("The $n$th and $k$-th, $2$nd term", ["n", "k", "2"]),
        ("$2 \\times 3$ and $1 - p$", ["2 \\times 3", "1 - p"]),
        ("値は$x$です。", ["x"]),
        ("$a_1$ * b * $c_1$", ["a_1", "c_1"]),
        ("**bold $x_1$** and _it $y$_", ["x_1", "y"]),
        (r"A matrix \(\begin{matrix} a \\ b \end{matrix}\) here", [r"\begin{matrix} a \\ b \end{matrix}"]),
        (r"An escaped dollar in it: $\$5 + x$", [r"\$5 + x"]),
        ("$a\n= b$ over two lines", ["a\n= b"]),
        ("Neighbours $x$$y$", []),  # nobody can tell what that is
        (r"\(a\)\(b\)", ["a", "b"]),
        (r"two \(a\) and \(a\)", ["a", "a"]),
        ("see [the $x$ page](https://example.org)", ["x"]),
        ("Words and $$x^2$$ more words", ["x^2"]),
        (r"Words and \[x^2\] more words", ["x^2"]),
        ("$$x$$ and words after it", ["x"]),
        # No formulas:
        ("It costs $5 and $10.", []),
        ("It costs $5 and 10$.", []),
        ("$20,000 and USD$30,000", []),
        ("From $5-$10, US$7", []),
        ("$HOME and $PATH", []),
        ("$HOME/bin:$PATH", []),
        ("export A=$B; echo $C", []),
        ("One $ alone", []),
        ("$ spaced $ out", []),
        ("$$$ money $$$", []),
        ("$$$$", []),
        (r"\$x\$ is escaped", []),
        (r"\\(x\\) is a backslash", []),
        ("`$x$` is code", []),
        ("``\\(x\\)`` too", []),
        (r"\(never closed", []),
        (r"\(\)", []),
        (r"\( \)", []),
        ("$it's `code`$", []),
        ("a$b$c", []),
    ],
)
def test_what_is_a_formula_within_words(text: str, expected: list[str]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize("text", ["It costs $5 and $10.", "$HOME/bin:$PATH", "a$b$c", "$$$ money $$$", "100$ or $100"])
def test_what_is_none_is_shown_as_it_was_written(text: str) -> None:
    assert runs_text(runs(text)) == text


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("$$x^2$$", "x^2"),
        ("$$\nx^2\n$$", "x^2"),
        ("\\[\nx^2\n\\]", "x^2"),
        ("\\[ x^2 \\]", "x^2"),
        ("\\[\nx^2 \\]", "x^2"),
        ("\\[ x^2\n\\].", "x^2"),
        ("$$\n- a\n+ b\n$$", "- a\n+ b"),
        ("$$\n# a\n> b\n```\n$$", "# a\n> b\n```"),
        ("\\begin{align}\na &= b \\\\\n&= c\n\\end{align}", "\\begin{align}\na &= b \\\\\n&= c\n\\end{align}"),
        ("\\begin{align*}a\\end{align*}", "\\begin{align*}a\\end{align*}"),
        ("  $$ x $$", "x"),
    ],
)
def test_a_displayed_formula_is_a_block(text: str, tex: str) -> None:
    assert blocks(text) == [Formula(text.strip(), tex)]


@pytest.mark.parametrize("text", ["$$\nx\n\ny\n$$", "\\[\nx", "$$ x\n\n"])
def test_a_displayed_formula_without_its_end_stays_source_up_to_the_next_blank_line(text: str) -> None:
    first = blocks(text)[0]
    assert isinstance(first, Formula)
    assert first.tex == ""
    assert first.source == text.strip().split("\n\n")[0]


def test_a_displayed_formula_needs_no_blank_line_around_it() -> None:
    found = blocks("We have\n\\[\nx\n\\]\nand so on.")
    assert [type(block) for block in found] == [Paragraph, Formula, Paragraph]


def test_formulas_stand_in_lists_quotes_and_tables() -> None:
    item = "1. First\n   \\[\n   x\n   \\]\n2. $y$\n\n> $$z$$\n\n| a |\n|--|\n| $w$ |\n"
    listed, quote, table = blocks(item)
    assert isinstance(listed, ListBlock)
    assert listed.items[0][1] == Formula("\\[\nx\n\\]", "x")
    assert isinstance(quote, Quote)
    assert quote.blocks == (Formula("$$z$$", "z"),)
    assert isinstance(table, Table)
    assert table.rows[1][0] == (Run("$w$", tex="w"),)


def test_the_source_of_a_formula_keeps_its_marks() -> None:
    found = runs("So $a$, \\( b \\) and $$c$$ end")
    assert [run.text for run in found if run.tex] == ["$a$", "\\( b \\)", "$$c$$"]
    assert [run.is_displayed for run in found if run.tex] == [False, False, True]
    assert runs_text(found) == "So $a$, \\( b \\) and $$c$$ end"


def test_a_formula_of_unreasonable_length_is_text() -> None:
    assert formulas("$" + "x" * (MAX_TEX - 1) + "$") != []
    assert formulas("$" + "x" * (MAX_TEX + 1) + "$") == []


@given(st.text("$\\()[]{}ab1 \n_^-`|>*", max_size=60))
def test_no_text_raises_and_no_sign_is_lost(text: str) -> None:
    shown = "".join(
        block.source if isinstance(block, Formula) else runs_text(block.runs) if isinstance(block, Paragraph) else "?"
        for block in blocks(text)
    )
    if "?" not in shown and not set(text) & set("`*_|>\\-"):  # nothing but dollars could have been taken for marks
        assert "".join(shown.split()) == "".join(text.split())
