"""The main job without a mouse: ask, stop, read the reasoning, ask again, go to another conversation and back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import Effort, ReplyStatus

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None, "the keyboard is nowhere"
    return widget


def key(each: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(focus(), each, modifiers)


def tab_to(name: str) -> None:
    """As often as it takes."""
    for _ in range(100):
        if focus().accessibleName() == name:
            return
        key(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never comes to {name}")


def test_the_main_job_without_a_mouse(staged: Callable[..., Stage]) -> None:
    stage = staged(conversation_of("Older", ("What was it?", reply_of("This."))))
    stage.window.activateWindow()
    assert QTest.qWaitForWindowActive(stage.window)
    # Choose an effort and ask.
    key(Qt.Key.Key_3, CONTROL)
    QTest.keyClicks(focus(), "What is 47 + 85?")
    key(Qt.Key.Key_Return)
    stage.wait(lambda: len(stage.backend.requests) == 1)
    assert stage.backend.requests[0].prompt.effort is Effort.HIGH
    stage.think("I add both.")
    # Stop it, and ask again.
    key(Qt.Key.Key_Escape)
    assert stage.session.path[-1].reply.status is ReplyStatus.STOPPED
    key(Qt.Key.Key_R, CONTROL | SHIFT)
    stage.wait(lambda: len(stage.backend.requests) == 2)
    stage.think("I add both, again.")
    stage.end_thought(2)
    stage.answer("It is 132.")
    stage.finish()
    # Open the reasoning by its key, by Tab and Space, and copy the answer.
    key(Qt.Key.Key_R, CONTROL)
    assert "I add both, again." in stage.text()
    tab_to("Thought for 2 s, 12 tokens · high effort")
    key(Qt.Key.Key_Space)
    assert "I add both, again." not in stage.text()
    tab_to("Copy the answer")
    key(Qt.Key.Key_Space)
    assert QApplication.clipboard().text() == "It is 132."
    # To another conversation by the list, and by the palette back.
    tab_to("Conversations")
    key(Qt.Key.Key_Home)
    for _ in range(3):
        if stage.window.sidebar.list.selected_id() != "Older":
            key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Return)
    stage.wait(lambda: stage.session.conversation.title == "Older")
    key(Qt.Key.Key_K, CONTROL)
    QTest.keyClicks(focus(), "47 + 85")
    key(Qt.Key.Key_Return)
    stage.wait(lambda: stage.session.conversation.title.startswith("What is 47"))
    # Change a setting, and come back to write on.
    key(Qt.Key.Key_Comma, CONTROL)
    tab_to("Read ahead")
    key(Qt.Key.Key_Space)
    assert not stage.preferences.works_ahead
    key(Qt.Key.Key_Escape)
    QTest.keyClicks(focus(), "And twice that?")
    assert stage.window.conversation.composer.text == "And twice that?"
