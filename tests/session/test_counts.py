"""Counts of the open conversation and its draft: an estimate at once, the model's own a moment later."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.backends.local import LocalBackend
from app.chat.attachment import AttachmentKind, attachment_of, framed
from app.chat.conversation import Effort
from app.chat.prompt import prompt_ahead
from app.harmony.render import render_ahead
from app.harmony.vocabulary import Vocabulary
from app.paths import demo_model_folder
from app.session.chat_session import ChatSession
from app.session.counts import Counts, TokenCount
from app.session.drafts import Drafts
from app.store.drafts import NEW
from app.store.history import History

SCRIPTED = (sys.executable, "-m", "app", "--engine", "--scripted")
LIMIT_MS = 30_000
CSV = attachment_of("sums.csv", AttachmentKind.CSV, "a,b\n1,2 <|end|>", size_bytes=3)
TEXT = "What is 47 + 85?"


@pytest.fixture
def drafts(history: History, qtbot: QtBot) -> Iterator[Drafts]:
    drafts = Drafts(history=history)
    yield drafts
    drafts.shutdown()


def test_until_the_model_counts_a_length_tells_roughly(
    session: ChatSession, backend: Any, drafts: Drafts, qtbot: QtBot
) -> None:
    counts = Counts(session=session, backend=backend, drafts=drafts, delay_ms=0)
    with qtbot.waitSignal(counts.changed):
        drafts.write(NEW, "x" * 400)
    assert counts.text == TokenCount(100, True)
    drafts.attach(NEW, CSV)
    assert counts.draft.is_estimate
    assert counts.draft.tokens > 100
    assert counts.conversation.is_estimate
    assert counts.context == 0


def test_the_model_counts_text_files_and_conversation_exactly(history: History, qtbot: QtBot, drafts: Drafts) -> None:
    backend = LocalBackend(folder=demo_model_folder(), label="Demo", is_demo=True, command=SCRIPTED)
    session = ChatSession(backend=backend, history=history, today=lambda: date(2026, 11, 24))
    counts = Counts(session=session, backend=backend, drafts=drafts, delay_ms=0)
    vocabulary = Vocabulary.load(demo_model_folder())
    drafts.write(NEW, TEXT)
    drafts.attach(NEW, CSV)
    backend.start()

    def is_exact() -> bool:
        return not (counts.conversation + counts.draft).is_estimate

    qtbot.waitUntil(is_exact, timeout=LIMIT_MS)
    assert counts.context > 0
    assert counts.text == TokenCount(len(vocabulary.encode(TEXT)))
    assert counts.file(CSV) == TokenCount(len(vocabulary.encode(framed(CSV))))
    drafts.write(NEW, "")
    session.submit("script:\nanswer Yes.\nend", Effort.LOW, (CSV,))
    qtbot.waitUntil(lambda: session.path[-1].reply.status.is_over, timeout=LIMIT_MS)
    session.instruct("Brief", "Be brief.")
    expected = len(render_ahead(prompt_ahead(session.conversation, session.leaf, Effort.LOW), vocabulary))
    qtbot.waitUntil(lambda: counts.conversation == TokenCount(expected), timeout=LIMIT_MS)
    backend.shutdown()
    session.shutdown()


def test_a_lost_model_leaves_estimates_and_another_one_counts_again(
    session: ChatSession, backend: Any, drafts: Drafts, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(
        type(backend), "count", lambda _self, name, text="", prompt=None: asked.append((name, text)) or True
    )
    counts = Counts(session=session, backend=backend, drafts=drafts, delay_ms=0)
    from app.chat.exchange import BackendState

    backend.become(BackendState.READY)
    drafts.write(NEW, "text")
    qtbot.waitUntil(lambda: any(text == "text" for _, text in asked), timeout=LIMIT_MS)
    name = next(name for name, text in asked if text == "text")
    backend.counted.emit(name, 7)
    assert counts.text == TokenCount(7)
    backend.become(BackendState.STARTING)
    assert counts.text == TokenCount(1, True)
    backend.counted.emit(name, 9)  # too late
    assert counts.text == TokenCount(1, True)
    asked.clear()
    backend.become(BackendState.READY)
    qtbot.waitUntil(lambda: any(text == "text" for _, text in asked), timeout=LIMIT_MS)
