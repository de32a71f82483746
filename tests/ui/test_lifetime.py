"""What is no longer on screen is gone from memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from scenes import library
from stage import Stage

from app.chat.conversation import ConversationId


def collect() -> None:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


def test_views_of_a_conversation_go_when_another_is_opened(staged: Callable[..., Stage], qtbot: QtBot) -> None:
    stage = staged(*library())

    def open_(title: str) -> None:
        stage.session.open_conversation(ConversationId(title))
        qtbot.waitUntil(lambda: stage.session.conversation.title == title, timeout=10_000)

    open_("Mixture-of-experts routing")
    gone = weakref.ref(stage.window.conversation.transcript.last_view)
    open_("What is 85 + 47?")
    collect()
    few = len(stage.window.findChildren(QWidget))
    assert gone() is None
    for _ in range(6):
        open_("Mixture-of-experts routing")
        open_("What is 85 + 47?")
    collect()
    assert len(stage.window.findChildren(QWidget)) == few


def test_a_closed_window_leaves_nothing_behind(staged: Callable[..., Stage]) -> None:
    stage = staged(*library())
    window = weakref.ref(stage.window)
    held = stage.window
    stage.close()
    collect()
    assert not shiboken6.isValid(held)
    del held, stage.window
    collect()
    assert window() is None
