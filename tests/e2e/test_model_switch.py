"""Other models in the real window: switched in one conversation, asleep and awake, gone, too large."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from driving import LIMIT_MS, OpenWindow, last_turn, send, wait_until_over
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.chat.conversation import Effort, ReplyStatus
from app.chat.exchange import BackendState
from app.chat.failure import FailureKind
from app.composition import Soliloquy
from app.models.fit import GIB, mac_memory
from app.paths import demo_model_folder

LONG = "script:\npace 0.005\nthink " + "Let me see. " * 40 + "\nanswer Done.\nend"


def put_model(home: Path, name: str = "tuned") -> str:
    """The id of a copy of the demo model among the person's own."""
    return str(shutil.copytree(demo_model_folder(), home / "models" / name))


def wait_for(qtbot: QtBot, soliloquy: Soliloquy, state: BackendState) -> None:
    qtbot.waitUntil(lambda: soliloquy.session.readiness.state is state, timeout=LIMIT_MS)


def labels(soliloquy: Soliloquy) -> list[str]:
    return [turn.reply.source.label for turn in soliloquy.session.path if turn.reply.source is not None]


def test_models_change_in_the_middle_of_a_conversation_and_each_reply_names_its_own(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    tuned = put_model(own_home)
    soliloquy = open_window()
    demo = soliloquy.models.card("demo")
    send(soliloquy, "What is 2 + 3?")
    first = wait_until_over(qtbot, soliloquy, 1)
    soliloquy.models.choose(tuned)
    send(soliloquy, "What is 20 + 30?")
    second = wait_until_over(qtbot, soliloquy, 2)
    soliloquy.models.choose(demo.id)
    soliloquy.session.ask_again(second.id, Effort.LOW)
    again = wait_until_over(qtbot, soliloquy, 2)
    assert labels(soliloquy) == [demo.label, demo.label]
    soliloquy.session.show_branch(second.id)
    assert labels(soliloquy) == [demo.label, "tuned"]
    shown = [label.text() for label in soliloquy.window.conversation.findChildren(QLabel) if label.isVisibleTo(None)]
    assert any("tuned" in text for text in shown), "the transcript says which one answered"
    replies = [soliloquy.session.conversation.turn(turn.id).reply for turn in (first, second, again)]
    assert [reply.status for reply in replies] == [ReplyStatus.ANSWERED] * 3
    soliloquy.close()
    later = open_window()
    qtbot.waitUntil(lambda: len(later.library.conversations) == 1)
    later.session.open_conversation(later.library.conversations[0].id)
    qtbot.waitUntil(lambda: len(later.session.path) == 2)
    assert {turn.reply.source.label for turn in later.session.conversation.turns if turn.reply.source} == {
        demo.label,
        "tuned",
    }


def test_a_switch_does_not_harm_the_reply_that_is_being_written(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    tuned = put_model(own_home)
    soliloquy = open_window(scripted=True)
    send(soliloquy, LONG)
    wait_for(qtbot, soliloquy, BackendState.BUSY)
    soliloquy.models.choose(tuned)
    reply = wait_until_over(qtbot, soliloquy, 1).reply
    assert (reply.status, reply.answer) == (ReplyStatus.ANSWERED, "Done.")
    send(soliloquy, "Hello")
    wait_until_over(qtbot, soliloquy, 2)
    assert labels(soliloquy) == [soliloquy.models.card("demo").label, "tuned"]


def test_an_idle_model_sleeps_and_the_next_question_wakes_it(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    tuned = put_model(own_home)
    soliloquy = open_window(minute_ms=20)
    soliloquy.models.choose(tuned)
    wait_for(qtbot, soliloquy, BackendState.READY)
    pid = soliloquy.backend.engine_pid
    wait_for(qtbot, soliloquy, BackendState.ASLEEP)
    assert "Asleep" in soliloquy.window.sidebar.status.text()
    qtbot.waitUntil(lambda: not _runs(pid), timeout=LIMIT_MS)
    send(soliloquy, "What is 47 + 85?")
    assert "132" in wait_until_over(qtbot, soliloquy, 1).reply.answer
    wait_for(qtbot, soliloquy, BackendState.ASLEEP)


def test_a_model_that_was_deleted_between_two_starts_is_told_and_the_demo_answers(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    tuned = put_model(own_home)
    soliloquy = open_window(scripted=True)
    soliloquy.models.choose(tuned)
    soliloquy.close()
    shutil.rmtree(tuned)
    later = open_window(scripted=True)
    assert "tuned is not there any more" in later.window.conversation.notices.text()
    send(later, "Hello")
    wait_until_over(qtbot, later, 1)
    assert labels(later) == [later.models.card("demo").label]


def test_a_model_that_does_not_fit_is_refused_in_the_window_and_the_old_one_goes_on(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    tuned = put_model(own_home)
    soliloquy = open_window(scripted=True, memory=lambda: mac_memory(GIB))
    wait_for(qtbot, soliloquy, BackendState.READY)
    pid = soliloquy.backend.engine_pid
    soliloquy.models.choose(tuned)
    assert "tuned was not loaded" in soliloquy.window.conversation.notices.text()
    send(soliloquy, "Hello")
    assert wait_until_over(qtbot, soliloquy, 1).reply.status is ReplyStatus.ANSWERED
    assert soliloquy.backend.engine_pid == pid


def test_a_question_to_a_sleeping_model_without_room_is_kept_and_asked_again(
    open_window: OpenWindow, qtbot: QtBot, own_home: Path
) -> None:
    tuned = put_model(own_home)
    memory = [mac_memory(32 * GIB, 24 * GIB)]
    soliloquy = open_window(scripted=True, memory=lambda: memory[0], minute_ms=10)
    soliloquy.models.choose(tuned)
    wait_for(qtbot, soliloquy, BackendState.ASLEEP)
    memory[0] = mac_memory(32 * GIB, GIB // 4)
    send(soliloquy, "Hello")
    turn = wait_until_over(qtbot, soliloquy, 1)
    assert turn.reply.failure is not None
    assert turn.reply.failure.kind is FailureKind.OUT_OF_MEMORY
    assert "Close other apps" in turn.reply.failure.message
    memory[0] = mac_memory(32 * GIB, 24 * GIB)
    soliloquy.backend.start()
    soliloquy.session.ask_again(turn.id, Effort.LOW)
    qtbot.waitUntil(lambda: last_turn(soliloquy).reply.status is ReplyStatus.ANSWERED, timeout=LIMIT_MS)
    assert last_turn(soliloquy).reply.answer == "Hello"


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
