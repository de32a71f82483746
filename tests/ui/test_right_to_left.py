"""Arabic and Hebrew beside English: each paragraph begins at its own side, in the bubble, the answer and the box."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QTextEdit
from stage import Stage, conversation_of, reply_of

from app.ui.composer.text_side import begins_right
from app.ui.transcript.text_pane import TextPane

ARABIC = "ما هي عاصمة فرنسا؟"
HEBREW = "שלום, מה שלומך?"
MIXED = f"{ARABIC}\n\nParis.\n\n{HEBREW}"
ANSWER = f"{ARABIC}\n\nIt is **Paris**.\n\n- {HEBREW}\n- English"


def begins(block: QTextBlock) -> str:
    """Where its first line stands: at the left, or at the right with its room at the left."""
    line = block.layout().lineAt(0)
    left = line.naturalTextRect().left()
    room_right = line.width() - line.naturalTextRect().right()
    return "right" if left > room_right else "left"


def sides(document: QTextDocument) -> dict[str, tuple[Qt.LayoutDirection, str]]:
    blocks = (document.findBlockByNumber(number) for number in range(document.blockCount()))
    return {block.text(): (block.textDirection(), begins(block)) for block in blocks if block.text().strip()}


@pytest.fixture
def panes(staged: Callable[..., Stage]) -> dict[str, TextPane]:
    stage = staged(conversation_of("Sides", (MIXED, reply_of(ANSWER, "x"))))
    stage.session.open_conversation(stage.library.conversations[0].id)
    stage.wait(lambda: bool(stage.session.path))
    QApplication.processEvents()
    view = stage.window.conversation.transcript.last_view
    assert view is not None
    return {pane.accessibleName() or "answer": pane for pane in view.findChildren(TextPane) if pane.isVisible()}


@pytest.mark.parametrize("place", ["Your question", "answer"])
def test_each_paragraph_begins_at_its_own_side(panes: dict[str, TextPane], place: str) -> None:
    pane = panes[place] if place in panes else next(each for name, each in panes.items() if name != "Your question")
    found = {text.strip("\t• "): told for text, told in sides(pane.document()).items()}
    assert found[ARABIC] == (Qt.LayoutDirection.RightToLeft, "right")
    assert found[HEBREW][0] == Qt.LayoutDirection.RightToLeft
    english = "Paris." if place == "Your question" else "It is Paris."
    assert found[english] == (Qt.LayoutDirection.LeftToRight, "left")


def test_the_box_turns_with_what_is_typed(staged: Callable[..., Stage]) -> None:
    edit: QPlainTextEdit | QTextEdit = staged().window.conversation.composer.edit
    for text, side in ((ARABIC, "right"), ("Paris.", "left"), (f"  1. {HEBREW}", "right"), ("", "left")):
        edit.setPlainText(text)
        QApplication.processEvents()
        assert sides(edit.document()) == {} or [told[1] for told in sides(edit.document()).values()] == [side]


def test_the_first_letter_tells_the_side() -> None:
    assert begins_right("12) " + ARABIC)
    assert not begins_right("Paris " + ARABIC)
    assert not begins_right("123")
