"""Formulas in reasoning: found as it grows, however it is cut, and drawn in its plain text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from formula_hand import HandFormulas, bar
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort, ReasoningStep, Reply, ReplyStatus, Turn, TurnId
from app.session.preferences import Appearance
from app.ui.reasoning.body import Body
from app.ui.reasoning.formulas import formulas_in
from app.ui.reasoning.pane import ReasoningPane
from app.ui.theme import Theme

TEXT = "So \\(x^2\\) costs $5, and $y$ is 😀 \\[z\\] here.\n\nThen $w$\nand 10$ or $v$. \\(open"


@pytest.fixture
def formulas(qapp: QApplication) -> Iterator[HandFormulas]:
    held = HandFormulas()
    yield held
    held.shutdown()
    held.deleteLater()


@pytest.fixture
def body(qtbot: QtBot, theme: Theme, formulas: HandFormulas) -> Body:
    body = Body(theme=theme, formulas=formulas)
    qtbot.addWidget(body)
    body.resize(600, 300)
    body.show()
    return body


def grow(body: Body, text: str, size: int) -> None:
    for at in range(0, len(text), size):
        body.append(text[at : at + size])
        body.look_for_formulas(is_over=False)
    body.look_for_formulas(is_over=True)


@pytest.mark.parametrize("size", [1, 3, 7, 1_000])
def test_formulas_are_drawn_however_the_reasoning_comes(body: Body, formulas: HandFormulas, size: int) -> None:
    plain = TEXT.replace("\\(x^2\\)", "￼").replace("$y$", "￼").replace("\\[z\\]", "￼").replace("$w$", "￼")
    grow(body, TEXT, size)
    assert body.text() == TEXT
    formulas.draw({name: bar() for name in ("x^2", "y", "w", "v")})
    formulas.draw({"z": bar()}, is_displayed=True)
    assert body.pane.toPlainText() == plain.replace("$v$", "￼").replace("\n\n", "\n")
    assert body.text() == TEXT


@pytest.mark.parametrize("size", [1, 5])
def test_formulas_that_are_known_are_drawn_as_their_ends_come(body: Body, formulas: HandFormulas, size: int) -> None:
    formulas.draw({name: bar() for name in ("x^2", "y", "w", "v")})
    formulas.draw({"z": bar()}, is_displayed=True)
    grow(body, TEXT, size)
    assert body.pane.toPlainText().count("￼") == 5
    assert body.text() == TEXT


def test_a_new_theme_asks_for_the_text_anew(body: Body, formulas: HandFormulas, theme: Theme, qtbot: QtBot) -> None:
    formulas.draw({"x^2": bar()})
    grow(body, TEXT, 50)
    with qtbot.waitSignal(body.outdated):
        theme.set_appearance(Appearance.DARK)


@given(st.text("$\\()[]ab1 \n^_", max_size=60), st.data())
def test_what_is_found_in_pieces_is_what_is_found_at_once(text: str, data: st.DataObject) -> None:
    line = text.replace("\n", " ")
    whole = [each.run for each in formulas_in(line, is_over=True)[0]]
    found, seen, end = [], 0, 0
    while end < len(line):
        end = min(len(line), end + data.draw(st.integers(1, 8)))
        new, safe = formulas_in(line[seen:end], is_over=end == len(line))
        found += [each.run for each in new]
        seen += safe
    if "$" not in line:  # the neighbour before a dollar decides, and is not looked at twice
        assert found == whole


def test_a_long_paragraph_is_not_looked_through_again_and_again() -> None:
    _, safe = formulas_in("a word and " * 1_000, is_over=False)
    assert safe >= 10_999


def test_what_was_found_in_a_source_is_gone_when_the_formula_is_drawn(
    qtbot: QtBot, theme: Theme, formulas: HandFormulas
) -> None:
    pane = ReasoningPane(theme=theme, formulas=formulas)
    qtbot.addWidget(pane)
    pane.show()
    reply = Reply(ReplyStatus.ANSWERED, steps=(ReasoningStep("So $\\frac12$ is a frac.", 9, 1.0),), answer="Yes.")
    turn = Turn(TurnId("t"), None, "?", Effort.LOW, 0.0, reply)
    pane.show_turn(turn, seconds=1, readiness=None, is_pinned=False)
    pane.look_inside()
    pane.find_bar.line.setText("frac")
    assert pane.find_bar.count_words() == "1 of 2"
    formulas.draw({"\\frac12": bar()})
    assert pane.find_bar.count_words() == "1 of 1"
