"""The real engine finishes an answer that never came, without thinking again."""

from __future__ import annotations

from driving import LIMIT_MS, OpenWindow, send, wait_for_text, wait_until_over
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort, ReplyStatus


def test_a_reply_that_was_stopped_while_it_thought_is_finished(open_window: OpenWindow, qtbot: QtBot) -> None:
    soliloquy = open_window()
    soliloquy.preferences.effort = Effort.HIGH
    send(soliloquy, "What is 47 + 85?")
    wait_for_text(qtbot, soliloquy, 4)
    soliloquy.session.stop()
    stopped = wait_until_over(qtbot, soliloquy, 1)
    assert stopped.reply.status is ReplyStatus.STOPPED
    assert not stopped.reply.answer
    soliloquy.window.menus.answer_now.trigger()
    qtbot.waitUntil(lambda: soliloquy.session.path[-1].id != stopped.id, timeout=LIMIT_MS)
    finished = wait_until_over(qtbot, soliloquy, 1)
    assert finished.reply.status is ReplyStatus.ANSWERED
    assert finished.reply.reasoning == stopped.reply.reasoning
    assert finished.reply.answer
