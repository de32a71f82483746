"""What reaches the disk while replies grow, when the window ends, and when the disk refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from full_disk import allow_pages
from pytestqt.qtbot import QtBot

from app.chat.conversation import (
    Conversation,
    ConversationId,
    Effort,
    PromptReading,
    ReplyStatus,
    Source,
    SourceKind,
    TurnId,
    Usage,
)
from app.chat.exchange import Delta, Finished, FinishReason, PromptProgress
from app.chat.failure import Failure, FailureKind
from app.chat.prompt import Channel
from app.session import journal
from app.session.chat_session import ChatSession
from app.store.history import History, open_history

ROOT = Path(__file__).resolve().parents[2]
DONE = Finished(FinishReason.ENDED, Usage(), Source(SourceKind.LOCAL, "demo", "Demo"))


def said(text: str) -> Delta:
    return Delta(Channel.FINAL, text, 1)


def ask(session: ChatSession, backend: Any, qtbot: QtBot, text: str = "Why?") -> TurnId:
    before = len(backend.requests)
    turn = session.submit(text, Effort.LOW)
    assert turn is not None
    qtbot.waitUntil(lambda: len(backend.requests) > before, timeout=5000)
    return turn


def on_disk(history: History, conversation: ConversationId) -> Conversation:
    loaded = history.load(conversation).result(5)
    assert loaded is not None
    assert loaded.damage is None
    return loaded.conversation


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is asked again soon. Before ``session``."""
    monkeypatch.setattr(journal, "RETRY_MS", 20)


def test_a_growing_reply_is_on_disk_within_half_a_second(
    session: ChatSession, backend: Any, history: History, qtbot: QtBot
) -> None:
    assert journal.FLUSH_MS < 500
    ask(session, backend, qtbot)
    backend.reply(PromptProgress(PromptReading(1, 2, 0)))
    backend.reply(said("a few "))
    backend.reply(said("words"))
    opened = session.conversation.id
    qtbot.waitUntil(lambda: on_disk(history, opened).turns[0].reply.answer == "a few words", timeout=5000)
    assert session.path[-1].reply.status is ReplyStatus.STREAMING


def test_a_fast_reply_does_not_wait_for_the_timer(
    session: ChatSession, backend: Any, history: History, qtbot: QtBot
) -> None:
    ask(session, backend, qtbot)
    text = "x" * journal.FLUSH_CHARACTERS
    backend.reply(said(text))
    assert on_disk(history, session.conversation.id).turns[0].reply.answer == text, (
        "loading waits its turn in the queue"
    )


def test_the_end_of_the_session_keeps_every_growing_reply_as_interrupted(
    session: ChatSession, backend: Any, history: History, qtbot: QtBot, tmp_path: Path
) -> None:
    ids = []
    for text in ("one", "two"):
        ask(session, backend, qtbot, text)
        backend.reply(said(f"answer {text}"))
        ids.append(session.conversation.id)
        session.start_conversation()
    session.submit("three", Effort.LOW)  # not even on disk yet
    ids.append(session.conversation.id)
    session.shutdown()
    session.shutdown()
    assert history.close()
    reopened = open_history(tmp_path / "data")
    turns = [on_disk(reopened, conversation).turns[0] for conversation in ids]
    assert [(turn.prompt, turn.reply.answer) for turn in turns] == [
        ("one", "answer one"),
        ("two", "answer two"),
        ("three", ""),
    ]
    assert {turn.reply.status for turn in turns} == {ReplyStatus.INTERRUPTED}
    assert reopened.close()


def test_a_reply_in_the_background_is_kept_like_the_one_on_screen(
    session: ChatSession, backend: Any, history: History, qtbot: QtBot
) -> None:
    ask(session, backend, qtbot)
    background = session.conversation.id
    session.start_conversation()
    backend.reply(said("done"))
    with qtbot.waitSignal(session.saved):
        backend.reply(DONE)
    assert on_disk(history, background).turns[0].reply.status is ReplyStatus.ANSWERED
    with qtbot.waitSignal(session.conversation_changed):
        session.open_conversation(background)
    assert session.path[0].reply.answer == "done"


def test_a_stream_on_a_full_disk_goes_on_and_is_kept_once_there_is_room(
    impatient: None, session: ChatSession, backend: Any, history: History, qtbot: QtBot
) -> None:
    failures: list[Failure] = []
    session.failed.connect(failures.append)
    ask(session, backend, qtbot)
    opened = session.conversation.id
    allow_pages(history, 0)
    for number in range(20):
        backend.reply(said(f"{number} " + "x" * 3000))
    qtbot.waitUntil(lambda: bool(failures), timeout=5000)
    backend.reply(said("the end"))
    backend.reply(DONE)
    assert session.path[-1].reply.status is ReplyStatus.ANSWERED
    whole = session.path[-1].reply
    assert len(failures) == 1, "said once, not at every try"
    assert failures[0].kind is FailureKind.STORAGE
    session.start_conversation()
    session.open_conversation(opened)
    assert session.path[-1].reply == whole, "what is not on disk stays in memory"
    allow_pages(history, 10_000)
    qtbot.waitUntil(lambda: on_disk(history, opened).turns[0].reply == whole, timeout=5000)


def test_a_question_that_cannot_be_kept_is_not_sent_but_stays_and_is_kept_later(
    impatient: None, session: ChatSession, backend: Any, history: History, qtbot: QtBot
) -> None:
    failures: list[Failure] = []
    session.failed.connect(failures.append)
    allow_pages(history, 0)
    prompt = "A long question. " * 5000
    turn = session.submit(prompt, Effort.LOW)
    assert turn is not None
    qtbot.waitUntil(lambda: not session.is_answering, timeout=5000)
    assert backend.requests == []
    assert session.path[0].prompt == prompt
    assert session.path[0].reply.status is ReplyStatus.FAILED
    assert [failure.kind for failure in failures] == [FailureKind.STORAGE]
    allow_pages(history, 10_000)
    with qtbot.waitSignal(session.saved):
        pass
    opened = session.conversation.id
    qtbot.waitUntil(lambda: on_disk(history, opened) == session.conversation, timeout=5000)
    ask(session, backend, qtbot, "and now?")
    assert [turn.prompt for turn in on_disk(history, opened).turns] == [prompt, "and now?"]


def test_a_question_after_one_that_was_refused_takes_it_along_to_the_disk(
    session: ChatSession, backend: Any, history: History, qtbot: QtBot
) -> None:
    allow_pages(history, 0)
    session.submit("first " * 10_000, Effort.LOW)
    qtbot.waitUntil(lambda: not session.is_answering, timeout=5000)
    allow_pages(history, 10_000)
    ask(session, backend, qtbot, "second")
    backend.reply(DONE)
    opened = session.conversation.id
    qtbot.waitUntil(lambda: on_disk(history, opened) == session.conversation, timeout=5000)
    assert [turn.reply.status for turn in session.path] == [ReplyStatus.FAILED, ReplyStatus.NO_ANSWER]


def test_a_deleted_conversation_is_stopped_and_leaves_the_screen(
    session: ChatSession, backend: Any, history: History, qtbot: QtBot
) -> None:
    ask(session, backend, qtbot)
    deleted = session.conversation.id
    backend.reply(said("half an ans"))
    session.forget(deleted)
    assert session.conversation.id != deleted
    assert session.path == ()
    assert not session.is_answering
    assert backend.over, "nobody waits for that reply any more"
    qtbot.waitUntil(lambda: on_disk(history, deleted).turns[0].reply.status is ReplyStatus.STOPPED, timeout=5000)


def test_a_killed_window_finds_its_reply_again_but_for_the_last_second(tmp_path: Path) -> None:
    """A whole session in a process of its own, which streams 200 pieces a second into a reply until it is killed."""
    child = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("streaming_child.py")), str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    with child:
        assert child.stdout is not None
        for line in child.stdout:  # two and a half seconds of text
            if json.loads(line)["shown"] >= 500:
                break
        child.kill()
        shown = [json.loads(line) for line in [line, *child.stdout] if line.endswith(b"\n")]
    history = open_history(tmp_path / "data")
    [summary] = history.summaries().result(5)
    turn = on_disk(history, summary.id).turns[0]
    assert history.close()
    assert turn.prompt == "Tell me a long story."
    assert turn.reply.status is ReplyStatus.INTERRUPTED
    pieces = [int(piece) for piece in turn.reply.answer.split()]
    assert pieces == list(range(len(pieces)))
    a_second_before = max((word["shown"] for word in shown if word["at"] <= shown[-1]["at"] - 1.0), default=0)
    assert len(pieces) >= a_second_before
    assert len(pieces) >= 250


def test_a_persona_that_is_chosen_while_the_disk_refuses_the_first_question_is_kept_with_it(
    impatient: None, session: ChatSession, history: History, qtbot: QtBot
) -> None:
    allow_pages(history, 0)
    session.submit("x" * 200_000, Effort.LOW)
    qtbot.waitUntil(lambda: session.path[-1].reply.status is ReplyStatus.FAILED, timeout=5000)
    session.instruct("Teacher", "Explain.")
    allow_pages(history, 10_000)
    with qtbot.waitSignal(session.saved, timeout=5000):
        pass
    kept = on_disk(history, session.conversation.id)
    assert (kept.persona, kept.instructions) == ("Teacher", "Explain.")
