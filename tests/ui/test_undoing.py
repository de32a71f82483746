"""Undo takes back what was typed, else what was deleted; what was deleted while it was read is read again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import ConversationId

LIMIT_MS = 10_000
ONE, TWO = (conversation_of(name, (f"About {name}?", reply_of("Yes."))) for name in ("One", "Two"))


@pytest.fixture
def stage(staged: Callable[..., Stage], qtbot: QtBot) -> Stage:
    stage = staged(ONE, TWO)
    stage.session.open_conversation(ConversationId("One"))
    qtbot.waitUntil(lambda: stage.session.conversation.id == "One", timeout=LIMIT_MS)
    stage.window.activateWindow()
    stage.window.conversation.composer.take_focus()
    qtbot.waitUntil(lambda: stage.window.conversation.composer.edit.hasFocus(), timeout=LIMIT_MS)
    return stage


def delete(stage: Stage, name: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.library.deleted, timeout=LIMIT_MS):
        stage.library.delete(ConversationId(name))


def test_the_key_brings_back_and_opens_what_was_deleted_while_it_was_read(stage: Stage, qtbot: QtBot) -> None:
    delete(stage, "One", qtbot)
    assert stage.session.path == ()
    QTest.keyClick(stage.window.conversation.composer.edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: stage.session.conversation.id == "One", timeout=LIMIT_MS)
    assert "About One?" in stage.text()


def test_words_that_were_typed_since_are_taken_back_first(stage: Stage, qtbot: QtBot) -> None:
    delete(stage, "Two", qtbot)
    edit = stage.window.conversation.composer.edit
    QTest.keyClicks(edit, "half a thought")
    QTest.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert edit.toPlainText() == ""
    assert stage.library.can_undo
    stage.window.menus.redo.trigger()
    assert edit.toPlainText() == "half a thought"
    stage.window.menus.undo.trigger()
    stage.window.menus.undo.trigger()
    qtbot.waitUntil(lambda: len(stage.library.conversations) == 2, timeout=LIMIT_MS)
    assert stage.session.conversation.id == "One", "it was not the one that was read"


def test_whoever_is_elsewhere_by_then_stays_there(stage: Stage, qtbot: QtBot) -> None:
    delete(stage, "One", qtbot)
    stage.session.open_conversation(ConversationId("Two"))
    qtbot.waitUntil(lambda: stage.session.conversation.id == "Two", timeout=LIMIT_MS)
    with qtbot.waitSignal(stage.library.restored, timeout=LIMIT_MS):
        stage.window.menus.undo_delete.trigger()
    assert stage.session.conversation.id == "Two"
