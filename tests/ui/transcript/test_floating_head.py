"""The heads of reasoning and code stay in sight while their text is read, and do there what they do."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import ConversationId
from app.ui.reasoning.pane import ReasoningPane
from app.ui.transcript.code_piece import CodePiece
from app.ui.transcript.transcript import Transcript

THOUGHT = "\n\n".join(f"Step {number} of a thought that is long enough to be scrolled." for number in range(60))


@pytest.fixture
def shown(staged: Callable[..., Stage], qtbot: QtBot) -> Transcript:
    """The reasoning of the first turn is open, and the reader is at the top."""
    turns = [("Question?", reply_of("Answer.\n\n" * 40, THOUGHT)), ("And?", reply_of("Yes.", ""))]
    stage = staged(conversation_of("Thoughts", *turns))
    stage.session.open_conversation(ConversationId("Thoughts"))
    transcript = stage.window.conversation.transcript
    qtbot.waitUntil(lambda: len(transcript.views) == 2, timeout=10_000)
    transcript.verticalScrollBar().setValue(0)
    transcript.views[0].pane.head.click()
    qtbot.waitUntil(lambda: transcript.is_drawn, timeout=10_000)
    return transcript


def pane_of(shown: Transcript) -> ReasoningPane:
    return shown.views[0].pane


def y_of_head(shown: Transcript) -> int:
    return pane_of(shown).head.mapTo(shown.viewport(), QPoint(0, 0)).y()


def read_at(shown: Transcript, below_top_of_pane: int) -> None:
    bar = shown.verticalScrollBar()
    bar.setValue(bar.value() + pane_of(shown).mapTo(shown.viewport(), QPoint(0, below_top_of_pane)).y())


def test_it_floats_at_the_top_while_its_text_is_there(shown: Transcript) -> None:
    height = pane_of(shown).height()
    assert y_of_head(shown) == pane_of(shown).mapTo(shown.viewport(), QPoint(0, 0)).y() > 0
    for below in (1, 100, height // 2):
        read_at(shown, below)
        assert y_of_head(shown) == 0
    read_at(shown, height - 5)
    assert y_of_head(shown) < 0
    read_at(shown, -20)
    assert y_of_head(shown) == 20


def test_a_layout_does_not_take_it_away(shown: Transcript) -> None:
    read_at(shown, 300)
    pane_of(shown).head.updateGeometry()
    pane_of(shown).layout().invalidate()  # type: ignore[union-attr]
    QApplication.sendEvent(pane_of(shown), QEvent(QEvent.Type.LayoutRequest))
    assert y_of_head(shown) == 0


def test_it_folds_the_reasoning_and_stays_under_the_pointer(shown: Transcript) -> None:
    read_at(shown, 300)
    pane_of(shown).head.click()
    for _ in range(10):
        QApplication.processEvents()
    assert not pane_of(shown).is_open
    assert y_of_head(shown) == 0
    assert pane_of(shown).head.y() == 0


def test_what_is_found_is_not_behind_it(shown: Transcript, qtbot: QtBot) -> None:
    pane = pane_of(shown)
    body = pane._body.pane
    read_at(shown, 300)
    words = body.document().find("Step 20 ")
    rect = body.cursorRect(words)
    bar = shown.verticalScrollBar()
    bar.setValue(bar.value() + body.mapTo(shown.viewport(), QPoint(0, rect.top() - 5)).y())
    assert body.mapTo(shown.viewport(), QPoint(0, rect.top())).y() == 5
    shown.keep_in_sight(body, rect.top(), rect.height())
    assert body.mapTo(shown.viewport(), QPoint(0, rect.top())).y() >= pane.head.height()


CODE = "".join(f"line_{number} = {number}\n" for number in range(80))


@pytest.mark.parametrize("text", [f"```python\n{CODE}```\n", "1. Do:\n" + indent(f"```python\n{CODE}```\n", "   ")])
def test_the_head_of_long_code_floats_over_its_lines(staged: Callable[..., Stage], qtbot: QtBot, text: str) -> None:
    stage = staged(conversation_of("Code", ("Question?", reply_of(f"Before.\n\n{text}\n" + "After.\n\n" * 40))))
    stage.session.open_conversation(ConversationId("Code"))
    shown = stage.window.conversation.transcript
    qtbot.waitUntil(lambda: len(shown.views) == 1 and shown.is_drawn, timeout=10_000)
    code = shown.views[0].findChild(CodePiece)
    assert isinstance(code, CodePiece)
    bar = shown.verticalScrollBar()

    def top() -> int:
        return code.head.mapTo(shown.viewport(), QPoint(0, 0)).y()

    def read(below: int) -> None:
        bar.setValue(bar.value() + code.mapTo(shown.viewport(), QPoint(0, below)).y())

    read(-30)
    assert top() == 30
    for below in (10, code.height() // 2):
        read(below)
        assert top() == 0
    read(code.height() - 20)
    assert top() < 0
    read(300)
    code.layout().invalidate()  # type: ignore[union-attr]
    QApplication.sendEvent(code, QEvent(QEvent.Type.LayoutRequest))
    assert top() == 0
    (copy,) = [each for each in code.head.findChildren(QAbstractButton) if each.text() == "Copy"]
    copy.click()
    assert QGuiApplication.clipboard().text() == CODE.rstrip("\n")
