"""What is no longer on screen is gone from memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from scenes import JAPANESE, MARKDOWN, NESTED, library
from stage import Stage, conversation_of, reply_of

from app.chat.conversation import ConversationId

WIDE = "\n".join(["|a" * 50 + "|", "|-" * 50 + "|", "|b" * 50 + "|"]) + "\n"  # of which pictures are kept


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


def test_what_is_no_longer_shown_leaves_nothing_for_the_garbage_collector(
    staged: Callable[..., Stage], qtbot: QtBot
) -> None:
    """A full collection that takes down 40 views stands in the way of a frame, and until then all of them stay."""
    rich = conversation_of("Rich", *((text[:10], reply_of(text)) for text in (MARKDOWN, NESTED, JAPANESE, WIDE)))
    stage = staged(*library(), rich)

    def open_(title: str) -> None:
        stage.session.open_conversation(ConversationId(title))
        qtbot.waitUntil(lambda: stage.session.conversation.title == title, timeout=10_000)
        qtbot.waitUntil(lambda: stage.window.conversation.transcript.is_drawn, timeout=10_000)

    open_("Rich")
    collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for title in ("Mixture-of-experts routing", "Rich", "What is 85 + 47?"):
            open_(title)
        collect()
        garbage = [type(each).__name__ for each in gc.garbage if issubclass(type(each), shiboken6.Object)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
    assert garbage == []


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
