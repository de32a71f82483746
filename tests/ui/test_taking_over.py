"""A window that takes the place of another one shows what that one did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import ConversationId, Effort
from app.ui.main_window import MainWindow
from app.ui.taking_over import take_over


def tip(window: MainWindow, title: str) -> str:
    rows = window.sidebar.list
    return str(rows.model().index(rows.titles().index(title), 0).data(Qt.ItemDataRole.ToolTipRole))


def test_what_is_new_in_other_conversations_stays_marked(staged: Callable[..., Stage], qtbot: QtBot) -> None:
    stage = staged(conversation_of("One", ("x", reply_of("y"))), conversation_of("Two", ("x", reply_of("y"))))
    for title in ("One", "Two"):
        stage.session.open_conversation(ConversationId(title))
        qtbot.waitUntil(lambda wanted=title: stage.session.conversation.id == wanted, timeout=10_000)
        if title == "One":
            stage.session.submit("And then?", Effort.LOW)
            qtbot.waitUntil(lambda: bool(stage.backend.requests), timeout=10_000)
    stage.finish()
    before, stage.window = stage.window, stage.new_window()
    take_over(stage.window, before)
    assert (tip(stage.window, "One"), tip(stage.window, "Two")) == ("New answer", "")


def test_a_question_that_was_to_be_sent_still_waits_for_its_file(staged: Callable[..., Stage], tmp_path: Path) -> None:
    stage = staged()
    stage.writing.attaching.expect("", tmp_path / "report.pdf")  # it is still being written
    stage.window.conversation.composer.send_button.click()
    before, stage.window = stage.window, stage.new_window()
    take_over(stage.window, before)
    assert stage.window.conversation.composer.waiting.startswith("Waiting for “report.pdf”…")
    assert stage.backend.requests == []
